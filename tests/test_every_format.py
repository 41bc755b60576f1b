"""A folder with one report in every format and twenty damaged files: the same cells from each, a line per damage."""

import io
import random
import shutil
import struct
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from figures import score
from made.scan import CLEAN, WAYS, WORN, as_file, pictures, scanned
from made_report import made_report
from print_ofd import as_ofd, from_pictures
from print_office import as_document
from renditions import as_page, as_text, as_word, as_workbook, made_lines, written_by_office
from words import as_linked, paragraph

from pipeline.catalog import builtin
from pipeline.cli import cli
from pipeline.model import RawFile, Result, Status
from pipeline.read import convert, read
from pipeline.read.ocr import engine
from pipeline.run import process
from pipeline.sources import find_sources
from pipeline.store import DATABASE, Database

HERE = Path(__file__).parent
FORM = 2021
MADE = made_report(FORM, 4)
LINES = made_lines(MADE)
PDF = (HERE / "pdf" / "reports" / "chromium-head-repeated-2021.pdf").read_bytes()  # the same report, printed
WORKBOOK = (HERE / "workbook" / "report.xls").read_bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return out.getvalue()


def _in_one(name: str, data: bytes) -> bytes:
    return _zip(**{name: data})


def _locked(data: bytes) -> bytes:
    """A zip whose file is marked as locked."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + struct.pack("<H", 1) + data[at + 2 :]


@cache
def healthy() -> dict[str, bytes]:
    """The report in the formats that the core reads."""
    return {
        "page.html": as_page(LINES).encode(),
        "text.txt": as_text(LINES).encode(),
        "word.docx": as_word(LINES),
        "printed.pdf": PDF,
        "sheet.xlsx": as_workbook(LINES),
        "document.ofd": as_ofd(MADE),
        "archive.zip": _in_one("inside.htm", as_page(LINES, "gb2312").encode("gb18030")),
    }


@cache
def damaged() -> dict[str, bytes]:
    """Twenty files, none of which can be read."""
    chance = random.Random(5)
    noise = bytes(chance.randrange(256) for _ in range(8_000))
    ofd = as_ofd(MADE)
    sheet = bytearray(WORKBOOK)
    for at in range(600, 8_000, 3):  # not its directory, by which it is known
        sheet[at] = chance.randrange(256)
    return {
        "01-empty.html": b"",
        "02-blank.txt": b" \n\r\n ",
        "03-noise.doc": noise,
        "04-cut.pdf": PDF[:900],
        "05-no-page.pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "06-cut.docx": as_word(LINES)[:3000],
        "07-locked.docx": (HERE / "docx" / "locked.docx").read_bytes(),
        "08-bomb.docx": _zip(**{"word/document.xml": bytes(150_000_000)}),
        "09-damaged.xls": bytes(sheet),
        "10-cut.xlsx": as_workbook(LINES)[:2000],
        "11-locked.xls": WORKBOOK.replace(b"\xe1\0\x02\0", b"\x2f\0\x02\0", 1),
        "12-cut.ofd": ofd[: len(ofd) // 2],
        "13-no-document.ofd": _zip(**{"OFD.xml": b"<OFD/>"}),
        "14-script.html": b"<html><body><script>draw()</script></body></html>",
        "15-slides.doc": OLE + "PowerPoint Document".encode("utf-16-le") + bytes(100),
        "16-archive.rar": b"Rar!\x1a\x07\0" + noise[:500],
        "17-archive.7z": b"7z\xbc\xaf\x27\x1c" + noise[:500],
        "18-cut.zip": _in_one("a.txt", b"made")[:-20],
        "19-locked.zip": _locked(_in_one("a.txt", b"made")),
        "20-nested.zip": _in_one("inner.zip", _in_one("a.txt", b"made")),
    }


def _score(data: bytes, name: str = "made") -> tuple[int, int, int]:
    found = score(process(RawFile(name, data), builtin()), FORM)
    return found.right, len(found.unread), len(found.wrong)


# -- without optional parts ------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in healthy() if name != "archive.zip"])
def test_every_cell_of_the_report_is_read_from_each_format(name: str) -> None:
    assert _score(healthy()[name], name) == (200, 0, 0)


def test_without_optional_parts_a_folder_runs_to_its_end_and_says_what_it_lacks(tmp_path: Path) -> None:
    short = (HERE / "docx" / "short.doc").read_bytes()
    for name, data in {**damaged(), "old.doc": short, "scan.png": b"\x89PNG\r\n\x1a\n" + bytes(90)}.items():
        (tmp_path / name).write_bytes(data)
    results: list[Result] = []
    found = find_sources([tmp_path], tmp_path / "out")
    pictures = find_sources([path for path in found.left_out if path.suffix == ".png"], tmp_path)
    for source in (*found.sources, *pictures.sources):
        if source.problem is None:
            results.append(process(RawFile(source.name, source.load()), builtin()))
            (issue,) = results[-1].issues
        else:
            issue = source.problem
        assert issue.message.startswith(source.name)
        assert "\n" not in issue.message
    statuses = {Path(result.file).name: result.status for result in results}
    assert statuses.pop("old.doc") is Status.NEEDS_OFFICE
    assert statuses.pop("scan.png") is Status.NEEDS_OCR
    assert set(statuses.values()) == {Status.FAILED}
    assert len(damaged()) == 20
    assert len(sources) == 22


# -- with all of them ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder: the report in twelve files, one of them in a zip, and twenty damaged ones."""
    if convert.find_office() is None or not engine.is_installed():
        pytest.fail("needs LibreOffice and nianbao[ocr]")
    folder = tmp_path_factory.mktemp("formats") / "raw"
    folder.mkdir()
    source = folder / "report.fodt"
    source.write_text(as_document(MADE), encoding="utf-8")
    for kind, name in (("doc:MS Word 97", "old.doc"), ("rtf", "rich.rtf"), ("odt", "open.odt")):
        written_by_office(source, kind).rename(folder / name)
    shutil.rmtree(folder / "profile")
    source.unlink()
    shutil.copy(folder / "old.doc", folder / "old.wps")
    (folder / "old.wps").write_bytes((folder / "old.wps").read_bytes() + bytes(512))
    for name, data in {**healthy(), **damaged(), "scan.pdf": scanned(PDF, WORN)}.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.full
def test_a_folder_of_every_format_and_twenty_damaged_files_runs_to_its_end(everything: Path) -> None:
    out = everything.parent / "out"
    result = CliRunner().invoke(cli, ["run", str(everything), "-o", str(out), "--lang", "en"])
    assert result.exit_code == 1, result.output
    told = [line.split(": failed[")[0] for line in result.stderr.splitlines() if ": failed[" in line]
    assert sorted(one.removeprefix(f"{everything}/").split("!")[0] for one in told) == sorted(damaged())
    with Database.open(out / DATABASE) as database:
        reports = database.rows("SELECT file, status, is_latest, report_id FROM reports ORDER BY file")
        cells = database.rows(
            "SELECT file, indicator, member, state, value FROM facts JOIN reports USING (report_id) ORDER BY ALL"
        )
        methods = database.rows(
            "SELECT DISTINCT file, method = 'ocr' AS seen FROM facts JOIN reports USING (report_id)"
        )
        differing = database.rows("SELECT message FROM issues WHERE code = 'renditions_differ'")
    read = [row for row in reports if row["status"] in ("ok", "partial")]
    assert len(read) == 12
    assert len(reports) == 32
    assert sum(row["is_latest"] for row in read) == 1  # one report, counted once
    stands = next(row for row in read if row["is_latest"])
    assert not stands["file"].endswith("scan.pdf")
    said: dict[str, list[object]] = {}
    for cell in cells:
        said.setdefault(cell["file"], []).append([cell[name] for name in ("indicator", "member", "state", "value")])
    assert len(said) == 12
    first = said[stands["file"]]
    assert len(first) == 200
    assert all(found == first for found in said.values())
    assert {row["file"].rsplit("/", 1)[1]: row["seen"] for row in methods if row["seen"]} == {"scan.pdf": True}
    assert differing == []


# -- the real recogniser ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def ocr() -> None:
    if not engine.is_installed():
        pytest.fail('nothing is installed that recognises characters: pip install "nianbao[ocr]"')


@pytest.mark.full
def test_a_page_worn_and_sealed_is_read(ocr: None) -> None:
    """One page for all: the table that a seal lies on, turned, blurred and noisy."""
    import pypdfium2

    whole, page = pypdfium2.PdfDocument(PDF), pypdfium2.PdfDocument.new()
    page.import_pages(whole, [1])
    one = io.BytesIO()
    page.save(one)
    result = process(RawFile("scan.pdf", scanned(one.getvalue(), WAYS["all of it and a stamp, 200 dpi"])), builtin())
    printed = process(RawFile("printed.pdf", one.getvalue()), builtin())
    assert result.report is not None
    assert printed.report is not None

    def texts(of: Result) -> dict[tuple[int, int], str]:
        assert of.report is not None
        return {(cell.row, cell.col): "".join(cell.text.split()) for cell in of.report.cells if cell.text.isdecimal()}

    right = sum(texts(result).get(place) == text for place, text in texts(printed).items())
    assert len(texts(printed)) > 60
    assert right >= 0.96 * len(texts(printed))
    numbers = [cell for cell in result.report.cells if cell.text.isdecimal()]
    sure = [result.report.document.confidence(cell.place) for cell in numbers]
    assert all(one is not None and 0 < one <= 1 for one in sure)
    boxes = {(cell.row, cell.col): cell.place.box for cell in printed.report.cells}
    for cell in numbers:  # told where they stand on the scan as it lies, which is askew by 0.7°
        box = boxes.get((cell.row, cell.col))
        assert cell.place.box is not None
        assert box is None or all(abs(a - b) < 9 for a, b in zip(cell.place.box, box, strict=True))


@pytest.mark.full
def test_pictures_of_pages_in_other_documents_are_read_too(ocr: None) -> None:
    """The last page of the report as PNG, in an OFD and in a Word file: the same cells, as the table is small."""
    whole = as_file(pictures(PDF, CLEAN)[-1], "PNG")
    word_file = as_linked(paragraph(), {"a": ("image", "media/image1.png", whole)})
    said = []
    for name, data in (("page.png", whole), ("page.ofd", from_pictures("made", [whole])), ("page.docx", word_file)):
        document = read(RawFile(name, data))
        assert "recognised" in {issue.code for issue in document.issues}
        said.append([(cell.row, cell.col, cell.text) for block in document.blocks for cell in block.cells])
    assert len(said[0]) > 30
    assert said[0] == said[1] == said[2]


@pytest.mark.full
def test_the_recogniser_asks_nothing_of_the_network_and_prints_nothing(ocr: None, tmp_path: Path) -> None:
    (tmp_path / "scan.pdf").write_bytes(scanned(PDF[:], WAYS["120 dpi"]))
    code = (
        "import sys; from pathlib import Path; from pipeline.read.ocr.engine import find_texts; import numpy; "
        "print(len(list(find_texts(numpy.full((80, 300, 3), 255, numpy.uint8)))))"
    )
    import json
    import sys

    limits = json.dumps({"seconds": 100, "memory": 1_500_000_000, "file": 10**6, "offline": True})
    supervisor = HERE.parent / "pipeline" / "read" / "supervise.py"
    ran = subprocess.run(
        [sys.executable, "-P", str(supervisor), limits, sys.executable, "-c", code],
        capture_output=True, text=True, cwd=HERE.parent, check=False,
    )  # fmt: skip
    assert ran.stdout == "0\n"
    assert json.loads(ran.stderr.splitlines()[-1])["how"] == "done"
