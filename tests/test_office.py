"""Office files that cannot be read, here without LibreOffice: each is named, with what to do; damage ends in no crash.

The short files in ``tests/docx/`` are real ones; the others have the names that tell their kind, and nothing else.
"""

import io
import random
import zipfile
from pathlib import Path

import pytest
from words import paragraph, word

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.model import RawFile, Status
from pipeline.read import read
from pipeline.read.sniff import DOCX, sniff
from pipeline.run import process

HERE = Path(__file__).parent / "docx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
SAVE_AS = "as .docx"


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
    ("data", "named"),
    [
        pytest.param((HERE / "short.doc").read_bytes(), "a Word or WPS document", id="doc"),
        pytest.param(ole("Root Entry", "WordDocument", "Workbook"), "a Word or WPS document", id="wps"),
        pytest.param(ole("CONTENTS"), "a Word or WPS document", id="no known stream"),
        pytest.param((HERE / "short.rtf").read_bytes(), "a rich text document", id="rtf"),
        pytest.param((HERE / "short.odt").read_bytes(), "an OpenDocument text", id="odt"),
        pytest.param(b"<?xml version='1.0'?><office:document x='y'>", "an OpenDocument text", id="fodt"),
        pytest.param(b"<?xml version='1.0'?>\n<uof:UOF xmlns='u'>", "Unified Office Format", id="uof"),
        pytest.param(
            '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>'.encode("utf-16"),
            "a Word document in XML", id="xml of 2003",
        ),
        pytest.param(b"<?xml version='1.0'?><pkg:package x='y'>", "a Word document in XML", id="flat xml"),
    ],
)  # fmt: skip
def test_what_only_an_office_program_opens_names_the_one_to_install(data: bytes, named: str) -> None:
    code, message = refused(data)
    assert code == "needs_office"
    assert message.startswith("made.doc: ")
    assert named in message
    assert "apt-get install libreoffice-writer" in message
    assert SAVE_AS in message
    result = process(RawFile("made.doc", data), builtin())
    assert (result.status, result.issues[0].code) == (Status.NEEDS_OFFICE, "needs_office")


@pytest.mark.parametrize(
    ("data", "refusal", "named"),
    [
        pytest.param(ole("Root Entry", "Workbook"), "workbook_damaged", "a workbook that cannot", id="xls"),
        pytest.param(ole("Book"), "workbook_damaged", "a workbook that cannot be opened", id="xls of 95"),
        pytest.param(zipped(**{"xl/workbook.xml": b""}), "workbook_damaged", "a workbook that cannot", id="xlsx"),
        pytest.param(
            zipped(**{"[Content_Types].xml": MAIN % b"ms-excel.sheet.macroEnabled"}), "workbook_damaged", "a workbook",
            id="by the types",
        ),
        pytest.param(zipped(**{"OFD.xml": b"", "Doc_0/Document.xml": b""}), "ofd_damaged", "an OFD document", id="ofd"),
    ],
)  # fmt: skip
def test_a_file_that_has_only_the_look_of_its_kind_is_damaged(data: bytes, refusal: str, named: str) -> None:
    code, message = refused(data)
    assert code == refusal
    assert named in message


@pytest.mark.parametrize(
    ("data", "named", "step"),
    [
        pytest.param(ole("PowerPoint Document"), "a PowerPoint presentation", SAVE_AS, id="ppt"),
        pytest.param(zipped(**{"ppt/presentation.xml": b""}), "a PowerPoint presentation", SAVE_AS, id="pptx"),
        pytest.param(zipped(**{"年报.doc": OLE}), "an archive", "unpack it", id="zip"),
        pytest.param(b"Rar!\x1a\x07\0" + b"\0" * 90, "an archive (RAR)", "unpack it", id="rar"),
        pytest.param(b"7z\xbc\xaf\x27\x1c" + b"\0" * 90, "an archive (7z)", "unpack it", id="7z"),
        pytest.param(b"GIF89a" + b"\0" * 90, "image/gif", "save the report", id="gif"),
    ],
)
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


REFUSALS = (
    "unsupported_type", "needs_office", "office_password", "docx_damaged", "binary", "mangled_binary", "empty_file",
)  # fmt: skip


@pytest.mark.parametrize("name", ["short.doc", "short.odt", "locked.docx"])
def test_a_file_cut_or_damaged_anywhere_is_refused_or_read(name: str) -> None:
    whole = (HERE / name).read_bytes()
    chance = random.Random(name)
    for _ in range(150):
        at = chance.randrange(len(whole))
        damaged = bytearray(whole[: chance.randrange(at, len(whole))])
        damaged[at : at + 1] = bytes([chance.randrange(256)])
        code, message = refused(bytes(damaged))
        assert code in REFUSALS
        assert message
