"""淮安市洪泽区 2023, a published PDF: the form of 2021 beside that of 2019, table three over two pages."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pipeline.catalog import builtin
from pipeline.model import Outcome, RawFile, Result
from pipeline.run import process

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus" / "hongze-2023.pdf"
pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the report is not ours to ship")


@cache
def result() -> Result:
    return process(RawFile(CORPUS.name, CORPUS.read_bytes()), builtin())


def test_each_table_has_its_own_form() -> None:
    report = result().report
    assert report is not None
    assert (report.metadata.agency, report.metadata.year) == ("淮安市洪泽区人民政府", 2023)
    assert [table.template for table in report.tables] == ["national-2021", "national-2019", "national-2021"]
    assert [len(table.cells) for table in report.tables] == [10, 161, 15]


@pytest.mark.parametrize(
    ("label", "value"), [("行政许可", "550"), ("行政处罚", "4119"), ("行政强制", "195"), ("行政事业性收费", "7730.28")]
)
def test_the_cells_of_table_two(label: str, value: str) -> None:
    found = [fact for fact in result().facts if label in fact.row_label and fact.place.table == 1]
    assert [fact.value for fact in found] == [Decimal(value)]


def test_the_parts_of_its_sections() -> None:
    report = result().report
    assert report is not None
    assert [section.part for section in report.sections] == [
        "preamble", "overview", "proactive", "requests", "management", "platform", "supervision",
        "proactive", "requests", "remedies", "problems", "other",
    ]  # fmt: skip


def test_every_cell_and_every_number_of_the_prose_has_a_page_and_a_box() -> None:
    places = [fact.place for fact in result().facts] + [mention.place for mention in result().mentions]
    assert all(place.page and place.box for place in places)


def test_the_two_wrong_totals_are_flagged_and_nothing_else() -> None:
    flags = [(f.rule, f.grade.value, str(f.left_value), str(f.right_value)) for f in result().flags]
    assert flags == [("table_sum", "high", "0", "11"), ("table_sum", "high", "0", "5")]


def test_the_requests_of_the_prose_agree_with_table_three() -> None:
    passed = [f for f in result().findings if f.rule == "text_vs_table" and f.outcome is Outcome.PASS]
    assert 21 in [f.left_value for f in passed]
