"""What the checks on numbers of the prose share: grouping by value, intervals, money, doubts of one number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.model import Hedge, Mention, Scope

Interval = tuple[Decimal, Decimal]
_SCALES = {"千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


@cache
def form_rows(catalog: Catalog) -> frozenset[str]:
    """Every indicator that some form has a row for."""
    return frozenset(row.indicator for template in catalog.templates for row in template.rows)


def by_value(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Mentions of one value together, in reading order: one conflict is one flag."""
    groups: dict[tuple[Decimal, Decimal | None, Hedge, str], list[Mention]] = {}
    for mention in mentions:
        quantity = mention.quantity
        scaled = quantity.unit if quantity.unit and quantity.unit[0] in _SCALES else ""
        groups.setdefault((quantity.value, quantity.high, quantity.hedge, scaled), []).append(mention)
    return list(groups.values())


def scale(unit: str | None, catalog: Catalog) -> Decimal:
    """How many of its plain unit a unit stands for: 万元 is 10000 元; 万 in 万条 is in the value already."""
    return _SCALES.get(unit[0], Decimal(1)) if unit in catalog.scaled and unit else Decimal(1)


def interval(mention: Mention, catalog: Catalog) -> Interval:
    """The values a number can stand for, in its plain unit."""
    low, high = mention.quantity.interval()
    factor = scale(mention.quantity.unit, catalog)
    return low * factor, high * factor


def meet(one: Interval, other: Interval) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def total_interval(mentions: Sequence[Mention], catalog: Catalog) -> Interval:
    intervals = [interval(mention, catalog) for mention in mentions]
    return sum((low for low, _ in intervals), Decimal(0)), sum((high for _, high in intervals), Decimal(0))


def tolerance(*intervals: Interval) -> Decimal:
    return sum(((high - low) / 2 for low, high in intervals), Decimal(0))


def is_exact(mention: Mention) -> bool:
    quantity = mention.quantity
    return quantity.hedge is Hedge.EXACT and quantity.high is None and not quantity.step


def doubts_of(mention: Mention) -> list[Doubt]:
    """What makes one number of the prose less than certain."""
    doubts = []
    if mention.scope is Scope.UNKNOWN:
        doubts.append(Doubt.SCOPE_UNKNOWN)
    if mention.scope is Scope.AREA:
        doubts.append(Doubt.SCOPE_AREA)
    if not is_exact(mention):
        doubts.append(Doubt.HEDGED)
    if not mention.period_is_certain:
        doubts.append(Doubt.PERIOD_UNSURE)
    if mention.stated_zero:
        doubts.append(Doubt.ZERO_IN_WORDS)
    return doubts


def same_family(units: Iterable[str | None], catalog: Catalog) -> bool:
    """Whether units may stand for the same kind of thing; a number without a unit always may."""
    given = {unit for unit in units if unit}
    return len(given) < 2 or any(given <= family for family in catalog.families.values())


def same_unit(units: Iterable[str | None], catalog: Catalog) -> bool:
    """Whether numbers are counted in one unit, 万元 and 元 being one; a number without a unit has any."""
    return len({unit[1:] if unit in catalog.scaled else unit for unit in units if unit}) < 2
