"""Cells of recognised indicator tables → facts. A blank is a blank, never a zero."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pipeline.model import Fact, FormCell, IndicatorTable, Issue, State
from pipeline.text import squeeze

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_CHANGE = re.compile(r"([增减])(\d+)")  # 增10, 减3 under 本年增/减
_DASH = re.compile(r"/+|-+|—+|\\+|\*+")


def read_state(text: str | None) -> tuple[State, Decimal | None]:
    """What stands in a cell: "1,234" is a number, "/" a dash, "" a blank; "详见附件" is not read, nor is "12件"."""
    if text is None:
        return State.NOT_READ, None
    plain = squeeze(text)
    if not plain:
        return State.BLANK, None
    if _DASH.fullmatch(plain):
        return State.DASH, None
    if changed := _CHANGE.fullmatch(plain):
        return State.NUMBER, Decimal(changed[2]) * (1 if changed[1] == "增" else -1)
    if _NUMBER.fullmatch(plain):
        return State.NUMBER, Decimal(plain.replace(",", ""))
    return State.NOT_READ, None


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
    state, value = read_state(cell.text)
    if state is State.NOT_READ and cell.text and cell.unit and squeeze(cell.text) != cell.unit:
        state, value = read_state(squeeze(cell.text).removesuffix(cell.unit))  # 97条 in a row counted in 条
    return Fact(
        no, template, cell.indicator, cell.member, cell.period, value, state, cell.unit, cell.unit_source,
        cell.text, cell.row_label, cell.column_label, cell.method, cell.place,
    )  # fmt: skip
