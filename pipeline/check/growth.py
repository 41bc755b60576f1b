"""Growth against the figures of two years: 比2016年增长26%, 同比增加12件, 是上年的1.5倍.

The older figure must stand in the report: a number of the base year with the same indicator, or the same words,
or of a concept near it in the same sentence or section. Carried-over requests (上年结转) are of the year before
and are not its figure. Otherwise the check waits for that year's report and says which value it would have to
hold; where a number of that year and unit stands near by and may be meant or not, it says that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import (
    Pair,
    Words,
    conclude,
    mention_operand,
    mention_text,
    named,
    phrase,
    quote,
    rounded,
    subject,
    where,
)
from pipeline.check.numbers import Interval, interval, is_exact, meet, same_family, same_unit
from pipeline.check.percent import holds
from pipeline.model import Fact, Finding, Hedge, Mention, Period, Report, Role
from pipeline.numeral import plain_number

_PERCENT, _POINTS = ("%", "‰"), "个百分点"


def check_growth(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every growth and every multiple against the two years' figures."""
    by_no = {mention.no: mention for mention in mentions}
    for mention in mentions:
        if mention.role in (Role.GROWTH, Role.MULTIPLE):
            new = by_no.get(mention.operand) if mention.operand is not None else _elsewhere(mention, mentions)
            yield _growth(report, mention, new, mentions, catalog)


def _growth(
    report: Report, mention: Mention, new: Mention | None, mentions: Sequence[Mention], catalog: Catalog
) -> Finding:
    year = mention.base_year or (report.metadata.year - 1 if report.metadata.year else None)
    words: dict[str, Words] = {
        "new": named([new], catalog) if new else "",
        "stated": _direction(mention, mention_text(mention), mention.falls, catalog),
        "year": phrase(catalog, "base_year", year=str(year)) if year else phrase(catalog, "base_unknown"),
    }
    doubts = [Doubt.LINK_INFERRED]
    values: tuple[Decimal | None, Decimal | None] = (mention.quantity.value, None)
    steps: list[Mention] = []
    old: Mention | None = None
    if new is None:
        case = "no_figure"
    elif _other_unit(mention, new, catalog):
        case = "other_unit"
    else:
        old, doubt, unclear = _older(report, mention, new, year, mentions, catalog)
        doubts += [doubt] if doubt else []
        if old is None and unclear:
            case = "unclear_base"
            words["old"] = named(unclear, catalog)
        elif old is None and (step := _step(mention, new, mentions)) is not None:
            # 120条,增加20条,增长25%: the two growths give the base between them
            before = replace(step, quantity=replace(step.quantity, value=_less(step, new)))
            case = "pass_by_step" if _agrees(mention, new, before, catalog) else "fail_by_step"
            actual = round(_actual(mention, new, before), 4)
            words |= {"step": mention_text(step), "actual": _actual_words(mention, actual, catalog)}
            steps, values = [step], (mention.quantity.value, actual)
        elif old is None:
            case, more = _implied(mention, new, catalog)
            words |= more
        elif old.quantity.value <= 0:
            case = "from_nothing"
        elif _agrees(mention, new, old, catalog):
            case = "pass"
        elif (other := _other_new(mention, new, old, mentions, catalog)) is not None:
            new, case = other, "pass"
            words["new"] = named([other], catalog)
        else:
            case = "fail"
    if old is not None:
        words["old"] = named([old], catalog) if doubts[1:] else mention_text(old)
    if old is not None and new is not None and old.quantity.value > 0:
        actual = round(_actual(mention, new, old), 4)
        values = (mention.quantity.value, actual)
        words["actual"] = _actual_words(mention, actual, catalog)
        doubts += [] if is_exact(new) and is_exact(old) else [Doubt.HEDGED]
    return conclude(
        catalog, "growth", case, subject(where(report, mention.section_no), mention_text(mention)), doubts,
        [mention_operand(mention)], [mention_operand(one) for one in (new, old, *steps) if one is not None],
        indicator=new.indicator if new else mention.indicator, values=values,
        tolerance=(mention.quantity.step or Decimal(0)) / 2, words=words,
    )  # fmt: skip


def _elsewhere(mention: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """This year's figure from another section, where the sentence has the base: 2011年公开412条,2012年增长29.3%."""
    bases = {
        one.indicator for one in mentions if one.sentence == mention.sentence and _is_of(Period.PREVIOUS_YEAR, one)
    }
    found = [one for one in mentions if one.indicator in bases and _is_of(Period.YEAR, one)]
    return found[0] if found and len({one.quantity.value for one in found}) == 1 else None


def _is_of(period: Period, mention: Mention) -> bool:
    return mention.role is Role.TOTAL and mention.indicator is not None and mention.period is period


def _other_new(
    mention: Mention, new: Mention, old: Mention, mentions: Sequence[Mention], catalog: Catalog
) -> Mention | None:
    """Another total of the section that the growth is right for: 发布1236条…公众号265条。上年972条,增长27.2%."""
    if mention.quantity.unit not in _PERCENT:
        return None
    for one in mentions:
        here = one.section_no == mention.section_no and one.role is Role.TOTAL and one.period is Period.YEAR
        if here and one is not new and one.quantity.unit == new.quantity.unit and _agrees(mention, one, old, catalog):
            return one
    return None


def _direction(mention: Mention, by: str, falls: bool, catalog: Catalog) -> Pair:
    """增长26%, 下降3件, and of a multiple only that it is one."""
    return phrase(catalog, "multiple" if mention.role is Role.MULTIPLE else "falls" if falls else "grows", by=by)


def _actual_words(mention: Mention, actual: Decimal, catalog: Catalog) -> Pair:
    """What the two figures give, in the direction of its sign: a growth of 45, never a fall of -45."""
    if actual == 0:
        return phrase(catalog, "unchanged")
    by = rounded(abs(actual)) + (mention.quantity.unit or "")
    return _direction(mention, by, mention.falls is (actual > 0), catalog)


def _older(
    report: Report,
    mention: Mention,
    new: Mention,
    year: int | None,
    mentions: Sequence[Mention],
    catalog: Catalog,
) -> tuple[Mention | None, Doubt | None, list[Mention]]:
    """The base year's figure for what ``new`` counts, if the report gives exactly one; else what it may be."""
    if report.metadata.year is not None and year is not None and year != report.metadata.year - 1:
        return None, None, []
    before = [
        one for one in mentions
        if one.period is Period.PREVIOUS_YEAR and one.role in (Role.TOTAL, Role.PART) and one.member == new.member
        and not _is_no_base(report, one, catalog)
    ]  # fmt: skip
    here = [one for one in before if one.section_no == mention.section_no]
    here = [one for one in here if same_unit([one.quantity.unit, new.quantity.unit], catalog)]
    near = [one for one in here if _near(one, new, catalog)]
    for found, doubt in (
        ([one for one in before if new.indicator and one.indicator == new.indicator], None),
        ([one for one in before if new.topic and one.topic == new.topic], Doubt.SAME_WORDS_ONLY),
        ([one for one in near if one.sentence == mention.sentence], Doubt.NEAR_CONCEPT),
        (near, Doubt.NEAR_CONCEPT),
        ([one for one in here if None in (one.indicator, new.indicator)], Doubt.SAME_WORDS_ONLY),
    ):
        if found:
            one_value = len({one.quantity.value for one in found}) == 1
            return (found[0], doubt, []) if one_value else (None, None, found)
    return None, None, here


def _step(mention: Mention, new: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """The growth in whole items beside a growth in per cent: same sentence, same figure, same direction."""
    if mention.quantity.unit not in _PERCENT or not is_exact(new):
        return None
    for one in mentions:
        same = (one.role, one.sentence, one.operand) == (Role.GROWTH, mention.sentence, new.no)
        if same and one.falls is mention.falls and one.quantity.unit == new.quantity.unit and is_exact(one):
            return one if _less(one, new) > 0 else None
    return None


def _less(step: Mention, new: Mention) -> Decimal:
    """The base that a growth in whole items implies."""
    return new.quantity.value + (step.quantity.value if step.falls else -step.quantity.value)


def _near(one: Mention, other: Mention, catalog: Catalog) -> bool:
    pair = {one.indicator, other.indicator}
    return any({near.prose, near.table} == pair for near in catalog.near)


def _is_no_base(report: Report, mention: Mention, catalog: Catalog) -> bool:
    """上年结转12件 came in the year before and was left over; how many came in then it does not say."""
    words = quote(report, mention, catalog) + mention.noun
    return any(cue in words for cue in catalog.cues["no_base"])


def _other_unit(mention: Mention, new: Mention, catalog: Catalog) -> bool:
    """增加3人次 of 12条, or 提高2个百分点 of a count: nothing follows for the figure."""
    unit = mention.quantity.unit
    if unit in _PERCENT or mention.role is Role.MULTIPLE:
        return False
    return unit == _POINTS or not same_family([unit, new.quantity.unit], catalog)


def _factor(mention: Mention) -> Decimal:
    return Decimal(1000) if mention.quantity.unit == "‰" else Decimal(100)


def _actual(mention: Mention, new: Mention, old: Mention) -> Decimal:
    """What should have been printed: a percentage, a multiple or a count."""
    now, before = new.quantity.value, old.quantity.value
    change = before - now if mention.falls else now - before
    if mention.quantity.unit in _PERCENT:
        return change * _factor(mention) / before
    if mention.role is Role.MULTIPLE:
        return now / before
    return change


def _agrees(mention: Mention, new: Mention, old: Mention, catalog: Catalog) -> bool:
    now, before = interval(new, catalog), interval(old, catalog)
    if before[0] <= 0:
        return False
    change = (before[0] - now[1], before[1] - now[0]) if mention.falls else (now[0] - before[1], now[1] - before[0])
    if mention.quantity.unit in _PERCENT:
        factor = _factor(mention)
        times = (now[0] / before[1] - 1, now[1] / before[0] - 1)
        rate = (-times[1], -times[0]) if mention.falls else times
        return holds((rate[0] * factor, rate[1] * factor), mention.quantity)
    if mention.role is Role.MULTIPLE:  # 是上年的1.5倍, and 增长1.5倍: both readings
        times = (now[0] / before[1], now[1] / before[0])
        return any(holds((times[0] - less, times[1] - less), mention.quantity) for less in (Decimal(0), Decimal(1)))
    return meet(interval(mention, catalog), change)


def _implied(mention: Mention, new: Mention, catalog: Catalog) -> tuple[str, dict[str, Words]]:
    """The value the base year's report would have to hold: 316 after +26% gives 250 to 251."""
    base = _base(mention, interval(new, catalog))
    if base is None:
        return "no_base", {}
    low, high = base
    if high - low < 1 and mention.quantity.unit in _PERCENT and low.to_integral_value(ROUND_CEILING) > high:
        low, high = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
    else:
        low, high = low.to_integral_value(ROUND_CEILING), high.to_integral_value(ROUND_FLOOR)
    unit = new.quantity.unit or ""
    if low == high:
        return "implied", {"base": f"{plain_number(low)}{unit}"}
    return "implied", {"base": phrase(catalog, "range", first=plain_number(low), last=f"{plain_number(high)}{unit}")}


def _base(mention: Mention, now: Interval) -> Interval | None:
    if mention.quantity.hedge is not Hedge.EXACT or mention.role is Role.MULTIPLE:
        return None
    half = (mention.quantity.step or Decimal(1)) / 2
    if mention.quantity.unit not in _PERCENT:
        value = mention.quantity.value
        return (now[0] + value, now[1] + value) if mention.falls else (now[0] - value, now[1] - value)
    sign = -1 if mention.falls else 1
    rates = sorted(1 + sign * (mention.quantity.value + side) / _factor(mention) for side in (-half, half))
    return (now[0] / rates[1], now[1] / rates[0]) if rates[0] > 0 else None
