"""Every table read twice: what the two readings have, and what a flag is worth where they differ. Made-up figures."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from printed import Key, grid, keys, lines, paragraphs, structured, tables_of
from records import CATALOG, facts, outcomes, report

from pipeline.catalog import Panel, builtin
from pipeline.check import check
from pipeline.model import Fact, Fault, Finding, Grade, Report, State, Witness

FORMS = [form.id for form in builtin().templates]


def _numbers(panels: list[Panel]) -> dict[Key, str]:
    return {key: str(100 + number) for number, key in enumerate(sorted(keys(panels)))}


def _witnesses(found: Report) -> Counter[str]:
    return Counter(cell.witness.value for table in found.tables for cell in table.cells)


@pytest.mark.parametrize("form", FORMS)
def test_a_true_table_is_borne_out_by_the_order_of_its_cells(form: str) -> None:
    for panels in tables_of(builtin().template(form)):
        year = builtin().template(form).years[0]
        found = structured(grid(panels, _numbers(panels)), year)
        assert set(_witnesses(found)) == {"agrees"}, [panel.id for panel in panels]


@pytest.mark.parametrize("joint", ["|", "\t"])
def test_a_table_with_a_row_to_a_line_is_borne_out_as_a_grid(joint: str) -> None:
    panels = next(panels for panels in tables_of(builtin().template("fujian-2017")))
    found = structured(paragraphs(lines(panels, _numbers(panels)), joint), 2017)
    assert _witnesses(found) == {"agrees": 32}


def test_a_table_with_a_cell_to_a_line_has_no_witness() -> None:
    panels = next(panels for panels in tables_of(builtin().template("fujian-2017")))
    found = structured(paragraphs(lines(panels, _numbers(panels))), 2017)
    assert _witnesses(found) == {"none": 32}


def test_a_value_that_one_reading_loses_is_no_blank() -> None:
    """An empty cell too many in the head: by the geometry nothing stands under 统计数."""
    panels = next(panels for panels in tables_of(builtin().template("national-2014")))
    values = _numbers(panels)
    page = grid(panels, values)
    assert "<tr><td rowspan=1 colspan=1>统计指标" in page
    found = structured(page.replace("<td rowspan=1 colspan=1>统计指标", "<td></td><td>统计指标", 1), 2016)
    cells = [cell for table in found.tables for cell in table.cells]
    assert len(cells) == len(values)
    for cell in cells:
        printed = values[cell.indicator, cell.member, cell.period]
        assert cell.text == printed or (cell.text, cell.witness, cell.second) == (None, Witness.DIFFERS, printed)
    differing = [cell for cell in cells if cell.witness is Witness.DIFFERS]
    said = [issue.message for issue in found.issues if issue.code == "readings_differ"]
    assert len(said) == len(differing) > 0
    assert differing[0].second is not None
    assert differing[0].second in said[0]


# -- what a flag is worth ---------------------------------------------------------------

ROWS = ("request.received", "request.received.in_person", "request.received.online", "request.received.letter")


def _table(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[Fact, ...]:
    """Requests and their channels, as two readings have them."""
    made = facts("fujian-2017", {name: (number,) for name, number in zip(ROWS, first, strict=True)})
    numbers = dict(zip(ROWS, second, strict=True))
    return tuple(
        replace(fact, witness=Witness.AGREES)
        if fact.value == numbers[fact.indicator]
        else replace(fact, witness=Witness.DIFFERS, second=_other(fact, numbers[fact.indicator]))
        for fact in made
    )


def _other(fact: Fact, number: int) -> Fact:
    return replace(fact, value=Decimal(number), printed=str(number), state=State.NUMBER)


def _sums(first: tuple[int, ...], second: tuple[int, ...]) -> list[Finding]:
    found = check(report(("一、", "概述", "")), _table(first, second), (), CATALOG)
    return [one for one in found if one.rule == "table_sum" and one.indicator == "request.received" and one.left]


def test_a_flag_on_cells_that_two_readings_share_is_the_reports() -> None:
    (one,) = _sums((9, 2, 5, 1), (9, 2, 5, 1))
    assert (outcomes([one]), one.fault) == (["fail high"], Fault.SOURCE)


def test_a_flag_that_goes_away_with_the_other_reading_is_the_readers() -> None:
    (one,) = _sums((9, 2, 5, 1), (9, 2, 6, 1))
    assert (one.grade, one.fault, one.doubts) == (Grade.LOW, Fault.READER, ("readings_differ",))


def test_a_flag_that_stays_with_the_other_reading_is_unclear() -> None:
    (one,) = _sums((9, 2, 5, 1), (9, 2, 4, 1))
    assert (one.grade, one.fault) == (Grade.LOW, Fault.UNCLEAR)


def test_a_reading_that_the_forms_own_sums_bear_out_is_not_doubted() -> None:
    """The sum of the channels closes by the first reading only; the prose that contradicts it stays flagged high."""
    (one,) = _sums((8, 2, 5, 1), (8, 2, 7, 1))
    assert (outcomes([one]), one.fault) == (["pass high"], Fault.UNCLEAR)
