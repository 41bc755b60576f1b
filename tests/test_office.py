"""Office files that cannot be read: each is named, with what to do, and damage never ends in a crash.

The short files in ``tests/docx/`` are real ones; the others have the names that tell their kind, and nothing else.
"""

import io
import random
import zipfile
from pathlib import Path

import pytest
from words import paragraph, word

from pipeline.errors import ReadError
from pipeline.model import RawFile
from pipeline.read import read
from pipeline.read.sniff import DOCX, sniff

HERE = Path(__file__).parent / "docx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"\0" * 90, b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 90
SAVE_AS = "save it as .docx"


def ole(*streams: str) -> bytes:
    """As a directory has them: 64 bytes for a name in UTF-16."""
    return OLE + b"".join(name.encode("utf-16-le").ljust(64, b"\0") + b"\0" * 64 for name in streams)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def refused(data: bytes, name: str = "made.doc") -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        read(RawFile(name, data))
    return caught.value.code, str(caught.value)


TYPES = b'<Types><Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.%s.sheet"/>'
MAIN = TYPES % b"spreadsheetml" + b'<Override PartName="/a/b.xml" ContentType="application/vnd.%s.main+xml"/></Types>'


@pytest.mark.parametrize(
    ("data", "named", "step"),
    [
        pytest.param((HERE / "short.doc").read_bytes(), "a Word or WPS document", SAVE_AS, id="doc"),
        pytest.param(ole("Root Entry", "WordDocument", "Workbook"), "a Word or WPS document", SAVE_AS, id="wps"),
        pytest.param(ole("CONTENTS"), "a Word or WPS document", SAVE_AS, id="no known stream"),
        pytest.param((HERE / "short.rtf").read_bytes(), "a rich text document", SAVE_AS, id="rtf"),
        pytest.param((HERE / "short.odt").read_bytes(), "an OpenDocument text", SAVE_AS, id="odt"),
        pytest.param(b"<?xml version='1.0'?><office:document x='y'>", "an OpenDocument text", SAVE_AS, id="fodt"),
        pytest.param(b"<?xml version='1.0'?>\n<uof:UOF xmlns='u'>", "Unified Office Format", SAVE_AS, id="uof"),
        pytest.param(
            '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>'.encode("utf-16"),
            "a Word document in XML", SAVE_AS, id="xml of 2003",
        ),
        pytest.param(b"<?xml version='1.0'?><pkg:package x='y'>", "a Word document in XML", SAVE_AS, id="flat xml"),
        pytest.param(ole("Root Entry", "Workbook"), "an Excel or WPS workbook", "save the report", id="xls"),
        pytest.param(ole("Book"), "an Excel or WPS workbook", "save the report", id="xls of 95"),
        pytest.param(zipped(**{"xl/workbook.xml": b""}), "an Excel workbook", "save the report", id="xlsx"),
        pytest.param(ole("PowerPoint Document"), "a PowerPoint presentation", SAVE_AS, id="ppt"),
        pytest.param(zipped(**{"ppt/presentation.xml": b""}), "a PowerPoint presentation", SAVE_AS, id="pptx"),
        pytest.param(
            zipped(**{"[Content_Types].xml": MAIN % b"ms-excel.sheet.macroEnabled"}), "an Excel workbook", "save",
            id="by the types",
        ),
        pytest.param(zipped(**{"OFD.xml": b"", "Doc_0/Document.xml": b""}), "an OFD document", "print it", id="ofd"),
        pytest.param(zipped(**{"年报.doc": OLE}), "an archive", "unpack it", id="zip"),
        pytest.param(b"Rar!\x1a\x07\0" + b"\0" * 90, "an archive", "unpack it", id="rar"),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + b"\0" * 90, "an archive", "unpack it", id="7z"),
        pytest.param(PNG, "image/png", "save the report", id="png"),
        pytest.param(JPEG, "image/jpeg", "save the report", id="jpeg"),
    ],
)  # fmt: skip
def test_a_kind_that_cannot_be_read_is_named_with_what_to_do(data: bytes, named: str, step: str) -> None:
    code, message = refused(data)
    assert code == "unsupported_type"
    assert message.startswith("made.doc: ")
    assert named in message
    assert step in message


def test_a_document_with_a_password_says_so() -> None:
    code, message = refused((HERE / "locked.docx").read_bytes(), "made.docx")
    assert code == "office_password"
    assert "password" in message


def test_a_word_file_whose_parts_have_other_names_is_a_word_file() -> None:
    main = "odd/main.xml"
    whole = io.BytesIO(word(paragraph("文"), main=main))
    with zipfile.ZipFile(whole, "a") as package:
        package.writestr("[Content_Types].xml", MAIN % b"ms-word.template.macroEnabledTemplate")
    assert sniff(whole.getvalue()) == DOCX
    document = read(RawFile("made.doc", whole.getvalue()))
    assert document.text == "文"


def test_a_zip_with_names_of_another_system_is_read() -> None:
    parts = word(paragraph("文"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(parts)) as package, zipfile.ZipFile(out, "w") as target:
        for name in package.namelist():
            target.writestr(name.replace("/", "\\"), package.read(name))
    assert b"word\\document.xml" in out.getvalue()
    assert read(RawFile("made.docx", out.getvalue())).text == "文"


@pytest.mark.parametrize("name", ["short.doc", "short.odt", "locked.docx"])
def test_a_file_cut_or_damaged_anywhere_is_refused_or_read(name: str) -> None:
    whole = (HERE / name).read_bytes()
    chance = random.Random(name)
    for _ in range(150):
        at = chance.randrange(len(whole))
        damaged = bytearray(whole[: chance.randrange(at, len(whole))])
        damaged[at : at + 1] = bytes([chance.randrange(256)])
        code, message = refused(bytes(damaged))
        assert code in ("unsupported_type", "office_password", "docx_damaged", "binary", "mangled_binary", "empty_file")
        assert message
