"""Records built by hand for the tests of the checks. Figures and words are made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.catalog import builtin
from pipeline.check import CHECKS, check
from pipeline.model import (
    Document,
    Fact,
    Finding,
    Hedge,
    IndicatorTable,
    Mention,
    Metadata,
    Outcome,
    Period,
    Place,
    Quantity,
    Report,
    Role,
    Scope,
    Section,
    State,
)
from pipeline.numeral import ordinal

CATALOG = builtin()
_LEVELS = {"一、": 1, "(一)": 2, "1.": 3}
Part = tuple[str, str, str]  # printed number ("" for the opening), title, own text


def report(*parts: Part, year: int = 2017, damaged: int = 0, tables: int = 0) -> Report:
    """A report of numbered sections; levels follow the style of the numbers."""
    text, sections, parents = "", [], {0: None}  # type: tuple[str, list[Section], dict[int, int | None]]
    for number, title, own in parts:
        style = "" if not number else "1." if number[0].isdigit() else "(一)" if number[0] == "(" else "一、"
        level = _LEVELS.get(style, 0)
        numeral = number.strip("()、.")
        place = ordinal(numeral) if numeral else None
        heading = Place(len(text), len(text) + len(number + title))
        text += f"{number}{title}\n"
        start = len(text)
        text += f"{own}\n"
        no = len(sections) + 1
        parent = next((parents[above] for above in range(level - 1, 0, -1) if above in parents), None)
        spans = ((start, start + len(own)),) if own else ()
        kind = "numbered" if number else "preamble"
        sections.append(
            Section(no, parent, level, number or None, title or None, own, heading, spans, kind, style, place)
        )
        parents = {above: one for above, one in parents.items() if above < level} | {level: no}
    document = Document(text.ljust(100_000), (), "text/plain", damaged=damaged)
    metadata = Metadata("标题", "某局", None, None, None, None, year, date(year + 1, 1, 15))
    forms = tuple(IndicatorTable(no, "fujian-2017", Place(0, 1), (), "grid") for no in range(1, tables + 1))
    return Report(document, metadata, tuple(sections), (), forms, ())


def facts(template: str, rows: Mapping[str, tuple[Any, ...]], **changed: Any) -> tuple[Fact, ...]:
    """Rows of (this year, cumulative): a number, "" for a blank, "/" for a dash, None for not read."""
    form = CATALOG.template(template)
    found: list[Fact] = []
    for row in form.rows:
        if row.indicator not in rows:
            continue
        for column, cell in zip(form.columns, rows[row.indicator], strict=False):
            number = isinstance(cell, int | str) and str(cell).replace(".", "").isdigit()
            state = State.NUMBER if number else {"": State.BLANK, "/": State.DASH}.get(cell, State.NOT_READ)
            keys: dict[str, Any] = {
                "unit": row.unit, "unit_source": "printed", "method": "exact", "place": Place(0, 1, table=1), **changed,
            }  # fmt: skip
            found.append(
                Fact(
                    len(found) + 1,
                    template,
                    row.indicator,
                    column.member,
                    column.period,
                    Decimal(str(cell)) if number else None,
                    state,
                    printed=None if cell is None else str(cell),
                    row_label=row.label,
                    column_label={"year": "2017", "cumulative": "历年累计"}[column.period],
                    **keys,
                )
            )
    return tuple(found)


class Prose:
    """Collects mentions; each stands in a sentence of its own unless ``sentence`` says otherwise."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []

    def add(self, value: float | str, unit: str | None = "条", *, sentence: int | None = None, **fields: Any) -> int:
        """Add a number and return its mention_no."""
        no = len(self.mentions) + 1
        amount = Decimal(str(value))
        text = fields.pop("text", f"{value}{unit or ''}")
        high, step = fields.pop("high", None), fields.pop("step", Decimal(0))
        quantity = Quantity(text, amount, high, step, fields.pop("hedge", Hedge.EXACT), unit)
        at = 1000 * (sentence or 50 + no)
        keys: dict[str, Any] = {"role": Role.TOTAL, "scope": Scope.OWN, "period": Period.YEAR, **fields}
        section = keys.pop("section", 1)
        self.mentions.append(Mention(no, section, quantity, Place(at + no, at + no + 1), Place(at, at + 900), **keys))
        return no

    def percent(self, value: float | str, operand: int | None, *wholes: int, **fields: Any) -> int:
        step = Decimal(1).scaleb(int(Decimal(str(value)).as_tuple().exponent))
        keys = {"role": Role.PERCENT, "step": step, "operand": operand, "wholes": wholes, **fields}
        return self.add(value, "%", **keys)


def findings(
    rule: str,
    prose: Prose | None = None,
    table: tuple[Fact, ...] = (),
    parts: tuple[Part, ...] = (("一、", "概述", ""),),
    **fields: Any,
) -> list[Finding]:
    """Everything one rule says."""
    mentions = tuple(prose.mentions) if prose else ()
    found = check(report(*parts, **fields), table, mentions, CATALOG)
    assert len({finding.id("r") for finding in found}) == len(found)
    return [finding for finding in found if finding.rule == rule]


def outcomes(found: Iterable[Finding]) -> list[str]:
    return [f"{finding.outcome.value} {finding.grade.value}" for finding in found]


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, [finding.message_zh for finding in found]
    return found[0]


__all__ = ["CATALOG", "CHECKS", "Outcome", "Prose", "facts", "findings", "only", "outcomes", "report"]
