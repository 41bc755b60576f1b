"""Cells of recognised indicator tables → facts. A blank is a blank, never a zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from pipeline.model import Fact, FormCell, IndicatorTable, Issue, State
from pipeline.numeral import cell_number, is_dash
from pipeline.text import squeeze


def read_state(text: str | None) -> tuple[State, Decimal | None]:
    """What stands in a cell: "1,234" is a number, "/" a dash, "" a blank; "详见附件" is not read, nor is "12件"."""
    if text is None:
        return State.NOT_READ, None
    if not squeeze(text):
        return State.BLANK, None
    if is_dash(text):
        return State.DASH, None
    value = cell_number(text)
    return (State.NOT_READ, None) if value is None else (State.NUMBER, value)


def extract_facts(tables: Iterable[IndicatorTable]) -> tuple[tuple[Fact, ...], tuple[Issue, ...]]:
    """One fact per cell that the form has, in the form's order, and an issue per cell that holds no number."""
    facts: list[Fact] = []
    issues: list[Issue] = []
    for table in tables:
        for cell in table.cells:
            fact = _fact(len(facts) + 1, table.template, cell)
            facts.append(fact)
            if fact.state is State.NOT_READ and cell.text is not None:
                message = f"{cell.row_label}: {cell.text!r} is no number. Expected digits, a dash or nothing"
                issues.append(Issue("extract", "cell_not_a_number", message, cell.place))
    return tuple(facts), tuple(issues)


def _fact(no: int, template: str, cell: FormCell) -> Fact:
    state, value = _state_of(cell.text, cell.unit)
    fact = Fact(
        no, template, cell.indicator, cell.member, cell.period, value, state, cell.unit, cell.unit_source,
        cell.text, cell.row_label, cell.column_label, cell.method, cell.place, cell.witness,
    )  # fmt: skip
    if cell.second is None:
        return fact
    state, value = _state_of(cell.second, cell.unit)
    return replace(fact, second=replace(fact, state=state, value=value, printed=cell.second))


def _state_of(text: str | None, unit: str | None) -> tuple[State, Decimal | None]:
    state, value = read_state(text)
    if state is State.NOT_READ and text and unit and squeeze(text).endswith(unit):
        number = text[: text.rfind(unit[0])]  # 97条 in a row counted in 条
        return read_state(number) if squeeze(number) else (state, value)
    return state, value
