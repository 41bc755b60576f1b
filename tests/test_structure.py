"""The samples in raw/ against what a person typed in from the page."""

import csv
from pathlib import Path

import pytest

from pipeline.catalog import builtin
from pipeline.model import RawFile, Report
from pipeline.read import read
from pipeline.structure import structure

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(path for path in (ROOT / "raw").iterdir() if path.suffix in (".html", ".txt"))
CORPUS = ROOT.parent / "shared" / "corpus" / "sanming-commerce-2017.txt"


def _report(path: Path) -> Report:
    return structure(read(RawFile(path.name, path.read_bytes())), builtin())


def _truth(path: Path, kind: str) -> list[dict[str, str]]:
    with (ROOT / "tests" / "truth" / f"{path.stem}.{kind}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_there_are_samples() -> None:
    assert len(SAMPLES) == 7


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_sections_are_as_typed(path: Path) -> None:
    found = [(str(s.level), s.number, s.title) for s in _report(path).sections if s.kind == "numbered"]
    assert found == [(row["level"], row["number"], row["title"]) for row in _truth(path, "sections")]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_cells_are_as_typed(path: Path) -> None:
    cells = [cell for table in _report(path).tables for cell in table.cells]
    found = {(cell.row_label, cell.period): cell.text for cell in cells}
    for row in _truth(path, "facts"):
        text = found.pop((row["row_label"], row["period"]))
        if row["state"] == "number":
            assert text == row["value"]
        else:
            assert (text == "") == (row["state"] == "blank")
    assert not found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_pieces_rejoin_to_the_text(path: Path) -> None:
    report = _report(path)
    assert "".join(report.document.text[p.start : p.end] for p in report.pieces) == report.document.text


@pytest.mark.skipif(not CORPUS.exists(), reason="the published report is not ours to ship")
def test_the_published_report_is_recognised() -> None:
    report = _report(CORPUS)
    assert report.metadata.agency == "三明市商务局"
    assert (report.metadata.year, str(report.metadata.published)) == (2017, "2018-01-15")
    assert (report.metadata.region, report.metadata.region_code) == ("福建省三明市", "350400")
    assert report.templates == ("fujian-2017",)
    top = [section.number for section in report.sections if section.level == 1]
    assert top == ["一、", "二、", "三、", "四、", "五、", "七、"]
    texts = [(c.period, c.text) for c in report.tables[0].cells[:2]]
    assert texts == [("year", "97"), ("cumulative", "255")]
    assert len(report.tables[0].cells) == 32
