"""Cells that are together what the prose counts: 不予公开 is eight rows of the form since 2019, 法人等 five columns.

Which cells is data, ``[[combined]]`` and ``[[combined_member]]`` in ``catalog/indicators.toml``. A sum is made within
one table and only where each of its cells has a number, printed or standing for a blank (see ``filled``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count

from pipeline.catalog import Catalog
from pipeline.check.message import label_name
from pipeline.check.sheet import sheets
from pipeline.check.table_vs_table import Key
from pipeline.model import Fact, State
from pipeline.numeral import plain_number

_SHOWN = 3  # names of rows that are all written out


@dataclass(frozen=True, slots=True)
class Combined:
    """``fact`` stands for the sum of ``cells``; its number is negative, for it is no row of the table."""

    fact: Fact
    cells: tuple[Fact, ...]


def combinations(facts: Iterable[Fact], catalog: Catalog) -> dict[Key, list[Combined]]:
    """Every sum that the catalog names and the tables have, one per table; and blanks that stand for a number."""
    found: dict[Key, list[Combined]] = {}
    numbers = count(-1, -1)
    for sheet in sheets(facts, catalog):
        cells = {
            (indicator, member, period): fact
            for (member, period), column in sheet.filled.items()
            for indicator, fact in column.items()
        }
        for key, fact in cells.items():
            if fact.value is not None and fact.state is State.BLANK:
                found.setdefault(key, []).append(Combined(replace(fact, printed=plain_number(fact.value)), (fact,)))
        for key in _keys(cells, catalog):
            if parts := _parts(key, cells, catalog):
                found.setdefault(key, []).append(_sum(key, parts, next(numbers)))
    return found


def _keys(cells: Mapping[Key, Fact], catalog: Catalog) -> Iterator[Key]:
    """What may be a sum: a group of rows, a group of columns, or both."""
    rows = {rule.indicator for rule in catalog.combined}
    columns = {rule.member for rule in catalog.combined_members}
    for period in dict.fromkeys(period for _, _, period in cells):
        for indicator in dict.fromkeys((*(indicator for indicator, _, _ in cells), *sorted(rows))):
            for member in dict.fromkeys((*(member for _, member, _ in cells), *sorted(columns))):
                key = indicator, member, period
                if key not in cells and (indicator in rows or member in columns):
                    yield key


def _parts(key: Key, cells: dict[Key, Fact], catalog: Catalog) -> tuple[Fact, ...]:
    """The cells that add up to ``key``; nothing if one is missing or holds no number."""
    indicator, member, period = key
    rows = [(indicator,), *(rule.of for rule in catalog.combined if rule.indicator == indicator)]
    columns = [(member,), *(rule.of for rule in catalog.combined_members if rule.member == member)]
    for row in rows:
        for column in columns:
            parts = [cells.get((one, each, period)) for one in row for each in column]
            if len(parts) > 1 and all(part is not None and part.value is not None for part in parts):
                return tuple(part for part in parts if part is not None)
    return ()


def _sum(key: Key, cells: tuple[Fact, ...], number: int) -> Combined:
    names = list(dict.fromkeys(label_name(fact.row_label.rpartition("/")[2]) for fact in cells))
    headers = list(dict.fromkeys(fact.column_label for fact in cells))
    value = sum((fact.value for fact in cells if fact.value is not None), Decimal(0))
    first = cells[0]
    methods = {fact.method for fact in cells} - {"exact", "alias"}
    return Combined(
        replace(
            first,
            no=number,
            indicator=key[0],
            member=key[1],
            value=value,
            state=State.NUMBER,
            printed=plain_number(value),
            row_label=_listed(names),
            column_label=_listed(headers),
            method=min(methods, default=first.method),
        ),
        cells,
    )


def _listed(names: list[str]) -> str:
    shown = names if len(names) <= _SHOWN else [names[0], "…", names[-1]]
    return "+".join(name for name in shown if name)
