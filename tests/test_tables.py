from decimal import Decimal

import pytest

from pipeline.extract.tables import extract_facts, read_state
from pipeline.model import FormCell, IndicatorTable, Place, State
from pipeline.structure.tables.labels import is_value


@pytest.mark.parametrize(
    ("printed", "state", "value"),
    [
        ("97", State.NUMBER, Decimal(97)),
        ("1,234", State.NUMBER, Decimal(1234)),
        ("３１６", State.NUMBER, Decimal(316)),
        ("7730.28", State.NUMBER, Decimal("7730.28")),
        ("", State.BLANK, None),
        ("\u3000", State.BLANK, None),
        ("/", State.DASH, None),
        ("——", State.DASH, None),
        ("─", State.DASH, None),
        ("*", State.DASH, None),
        ("―", State.DASH, None),
        ("1,113", State.NUMBER, Decimal(1113)),
        ("+21", State.NUMBER, Decimal(21)),
        ("－1942", State.NUMBER, Decimal(-1942)),
        ("增10", State.NUMBER, Decimal(10)),
        ("减少 3", State.NUMBER, Decimal(-3)),
        ("[284]", State.NUMBER, Decimal(284)),
        ("［２８４］", State.NUMBER, Decimal(284)),
        (" 21 ", State.NUMBER, Decimal(21)),
        ("[284", State.NOT_READ, None),
        ("12,34", State.NOT_READ, None),
        ("1.2.3", State.NOT_READ, None),
        ("10 20", State.NOT_READ, None),
        ("10\n20", State.NOT_READ, None),
        ("增", State.NOT_READ, None),
        ("12件", State.NOT_READ, None),
        ("①128", State.NOT_READ, None),
        ("详见附件", State.NOT_READ, None),
        (None, State.NOT_READ, None),
    ],
)
def test_a_cell_has_one_state(printed: str | None, state: State, value: Decimal | None) -> None:
    assert read_state(printed) == (state, value)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("97", True), ("1,234", True), ("+8", True), ("减3", True), ("[284]", True), ("97条", True), ("12,34", True),
        ("/", True), ("——", True), ("─", True), ("———", True), ("3月", False), ("97 条数", False),
        ("1.当面申请数", False), ("", False), ("①128", False), ("其他", False), ("条", False), ("增", False),
    ],
)  # fmt: skip
def test_what_stands_where_a_number_stands_is_told_from_labels(text: str, seen: bool) -> None:
    assert is_value(text, frozenset({"条"})) is seen


@pytest.mark.parametrize(
    ("printed", "unit", "value"), [("160.5 万 元", "万元", "160.5"), ("97条", "条", "97"), ("10 20条", "条", None)]
)
def test_a_number_with_its_unit_is_read(printed: str, unit: str, value: str | None) -> None:
    cell = FormCell("a", "total", "year", "甲", "乙", unit, "printed", printed, "exact", Place(0, 1))
    table = IndicatorTable(1, "made", Place(0, 1), (cell,), "grid")
    ((fact,), issues) = extract_facts([table])
    assert (fact.value, len(issues)) == (None if value is None else Decimal(value), int(value is None))
