"""What was recognised in a picture: without the extra it is told; with it nothing is high that no sum bears out.

The recogniser is played here; ``test_ocr.py`` is of the real one.
"""

import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from made.scan import as_file, as_tiff
from PIL import Image
from test_renditions import Folder

from pipeline.catalog import builtin
from pipeline.check.recognised import weigh_recognised, with_sums_heard
from pipeline.errors import ReadError
from pipeline.model import (
    Document,
    Fact,
    Fault,
    Finding,
    Grade,
    Operand,
    Outcome,
    Place,
    RawFile,
    Recognised,
    Result,
    State,
    Status,
)
from pipeline.read import at_hand, picture, read
from pipeline.run import process
from pipeline.sources import find_sources
from pipeline.store.parts import read_ledger, write_part

PAGE = Image.new("RGB", (827, 1169), "white")  # A4 at 100 dpi


def _fact(no: int, confidence: float | None) -> Fact:
    return Fact(
        no, "form", "a", "total", "year", Decimal(1), State.NUMBER, None, None, "1", "a", "", "exact",
        Place(no, no + 1), confidence=confidence,
    )  # fmt: skip


def _finding(
    outcome: Outcome, left: Sequence[int], right: Sequence[int], rule: str = "table_sum", kind: str = "table_sum"
) -> Finding:
    def operands(side: Sequence[int]) -> tuple[Operand, ...]:
        return tuple(Operand("fact", no, "a", "1", Place(no, no + 1), Decimal(1)) for no in side)

    subject = f"{left}{right}"
    return Finding(
        rule, kind, subject, outcome, Grade.HIGH, operands(left), operands(right), "", "", fault=Fault.SOURCE
    )


# -- without the extra -----------------------------------------------------------------------


def test_a_scan_needs_ocr_and_says_how_to_get_it() -> None:
    result = process(RawFile("scan.pdf", as_file(PAGE, "PDF", 100)), builtin())
    assert (result.status, [issue.code for issue in result.issues]) == (Status.NEEDS_OCR, ["needs_ocr"])
    assert result.issues[0].message.startswith("scan.pdf: page")
    assert 'pip install "nianbao[ocr]"' in result.issues[0].message
    assert at_hand().isdisjoint({"needs_ocr"})


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_a_picture_needs_ocr_and_says_how_to_get_it(kind: str) -> None:
    result = process(RawFile("page", as_file(PAGE, kind, 100)), builtin())
    assert (result.status, result.issues[0].code) == (Status.NEEDS_OCR, "needs_ocr")
    assert f"page: a picture ({kind}); " in result.issues[0].message
    assert 'pip install "nianbao[ocr]"' in result.issues[0].message


def test_what_a_report_lacked_is_kept_so_that_it_is_read_again(tmp_path: Path) -> None:
    result = process(RawFile("scan.pdf", as_file(PAGE, "PDF", 100)), builtin())
    other = Result("b" * 12, "b.txt", "b" * 64, 1, Status.OK)
    write_part(tmp_path, 1, [result, other], "now")
    ledger = read_ledger(tmp_path)
    assert [entry.lacks for entry in ledger.files.values()] == [("needs_ocr",), ()]


# -- pictures, the recogniser being played ---------------------------------------------------


def test_a_picture_that_is_damaged_or_vast_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numpy")
    monkeypatch.setattr(picture, "is_installed", lambda: True)
    whole = as_file(PAGE.effect_spread(3), "PNG", 100)
    for data, code in (
        (whole[: len(whole) // 2], "picture_damaged"),
        (whole[:16] + b"\xff\xff\xff\xff" + whole[20:], "picture_damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(90), "picture_damaged"),
    ):
        with pytest.raises(ReadError) as caught:
            picture.read_picture(RawFile("a.png", data))
        assert caught.value.code == code
    monkeypatch.setattr(picture, "MAX_DOTS", 1000)
    with pytest.raises(ReadError) as caught:
        picture.read_picture(RawFile("a.png", whole))
    assert caught.value.code == "picture_too_large"


def test_pages_of_a_tiff_and_dots_to_the_inch_are_told() -> None:
    pytest.importorskip("numpy")
    pages = [PAGE.resize((1654, 2339))] * 2
    assert [dpi for _, dpi in picture._pages(RawFile("a.tif", as_tiff(pages)), "")] == [200.0, 200.0]
    ((array, dpi),) = picture._pages(RawFile("a.png", as_file(pages[0], "PNG", 1)), "")
    assert dpi == pytest.approx(200, abs=0.1)
    assert array.shape[:2] == pages[0].size[::-1]
    ((array, dpi),) = picture._pages(RawFile("a.png", as_file(PAGE, "PNG", 1)), "")
    assert (dpi, min(array.shape[:2])) == (200, round(8.27 * 200))


def test_of_the_pictures_in_a_folder_those_of_a_pages_shape_and_fineness_are_taken(tmp_path: Path) -> None:
    sizes = {"scan.png": (1654, 2339), "lying.jpg": (2339, 1654), "logo.png": (300, 300), "banner.jpg": (2000, 950)}
    for name, size in sizes.items():
        Image.new("RGB", size, "white").save(tmp_path / name)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
        for name in ("scan.png", "logo.png"):
            package.write(tmp_path / name, name)
    found = find_sources([tmp_path], tmp_path / "out")
    names = [source.name.removeprefix(f"{tmp_path}/") for source in found.sources]
    assert names == ["a.zip!/scan.png", "lying.jpg", "scan.png"]
    assert sorted(path.name for path in found.left_out) == ["banner.jpg", "broken.png", "logo.png", "logo.png"]


# -- confidence ------------------------------------------------------------------------------


def test_a_place_is_as_sure_as_the_worst_of_its_text() -> None:
    recognised = (Recognised(0, 5, 0.9), Recognised(6, 6, 0.7), Recognised(7, 12, 0.5), Recognised(13, 20, 1.0))
    document = Document("x" * 20, (), "application/pdf", recognised=recognised)
    places = {(0, 5): 0.9, (2, 3): 0.9, (6, 6): 0.7, (8, 9): 0.5, (3, 9): 0.5, (14, 15): 1.0}
    assert {key: document.confidence(Place(*key)) for key in places} == places
    assert Document("x", (), "text/plain").confidence(Place(0, 1)) is None
    assert document.confidence(Place(30, 31)) is None


def test_a_finding_on_printed_numbers_stays_as_it_is() -> None:
    findings = (_finding(Outcome.FAIL, [1], [2]),)
    assert weigh_recognised(findings, [_fact(1, None), _fact(2, None)], [], builtin()) == findings


@pytest.mark.parametrize(
    ("confidence", "fault"), [(0.99, Fault.UNCLEAR), (0.6, Fault.READER)], ids=["sure", "not so sure"]
)
def test_a_flag_on_recognised_numbers_is_not_high_and_blames_nobody_for_certain(
    confidence: float, fault: Fault
) -> None:
    facts = [_fact(1, confidence), _fact(2, 0.99)]
    (finding,) = weigh_recognised((_finding(Outcome.FAIL, [1], [2]),), facts, [], builtin())
    assert (finding.grade, finding.fault, finding.doubts) == (Grade.MEDIUM, fault, ("recognised",))


def test_a_flag_whose_sides_are_both_borne_out_by_sums_is_high() -> None:
    flag = _finding(Outcome.FAIL, [1], [2], "table_balance", "balance")
    sums = (_finding(Outcome.PASS, [1], [3]), _finding(Outcome.PASS, [2], [4]))
    facts = [_fact(no, 0.9) for no in (1, 2, 3, 4)]
    assert weigh_recognised((flag, *sums), facts, [], builtin())[0] == flag
    assert weigh_recognised((flag, sums[0]), facts, [], builtin())[0].grade is Grade.MEDIUM


def test_a_part_that_is_no_larger_than_its_total_bears_nothing_out() -> None:
    flag, part = _finding(Outcome.FAIL, [1], [2]), _finding(Outcome.PASS, [1], [2], "table_part")
    assert weigh_recognised((flag, part), [_fact(1, 0.9), _fact(2, 0.9)], [], builtin())[0].grade is Grade.MEDIUM


def test_sums_raise_and_lower_the_confidence_and_repair_nothing() -> None:
    findings = [_finding(Outcome.PASS, [1], [2]), _finding(Outcome.FAIL, [2], [3]), _finding(Outcome.FAIL, [3], [4])]
    facts = [_fact(1, 0.8), _fact(2, 0.8), _fact(3, 0.8), _fact(5, 0.8), _fact(6, None)]
    heard = with_sums_heard(facts, findings)
    assert [fact.confidence for fact in heard] == [0.98, 0.98, 0.4, 0.8, None]
    assert [fact.value for fact in heard] == [fact.value for fact in facts]


# -- a scan among the renditions of a report -------------------------------------------------


def test_text_stands_for_a_report_before_a_scan_of_as_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scan is played by a page whose every character is said to be recognised."""
    from dataclasses import replace

    from renditions import as_page, report

    from pipeline import run

    def seen(raw: RawFile) -> Document:
        document = read(raw)
        if "scan" not in raw.name:
            return document
        return replace(document, recognised=(Recognised(0, len(document.text), 0.9),))

    monkeypatch.setattr(run, "read", seen)
    # the scan comes later in the alphabet, and has one number more in its prose
    more = [line._replace(text=line.text.replace("举办培训3次", "收到申请7件，举办培训3次")) for line in report()]
    folder: Any = Folder()
    found = folder.run({"a.html": as_page(report()), "z-scan.html": as_page(more)})
    assert found["z-scan.html"]["stands"] == "a.html"
    rows = folder.rows(
        "SELECT DISTINCT file, method, confidence IS NULL AS printed FROM facts JOIN reports USING (report_id)"
    )
    assert {(Path(row["file"]).name, row["method"] == "ocr", row["printed"]) for row in rows} == {
        ("a.html", False, True),
        ("z-scan.html", True, False),
    }
    grades = folder.rows(
        "SELECT DISTINCT f.grade FROM findings f JOIN reports USING (report_id) "
        "WHERE outcome = 'fail' AND file LIKE '%scan%'"
    )
    assert "high" not in {row["grade"] for row in grades}
    assert grades
