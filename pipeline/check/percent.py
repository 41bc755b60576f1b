"""Percentages against their counts.

A printed percentage may be rounded or cut off at its last digit; both are accepted. Where one of its counts is
not in the report, what the other one implies is said instead: 78% of 9 can only be 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import (
    Pair,
    Words,
    conclude,
    joined,
    mention_operand,
    mention_text,
    named,
    noun,
    phrase,
    rounded,
    subject,
    where,
)
from pipeline.check.numbers import Interval, interval, is_exact, meet, same_family, total_interval
from pipeline.model import Fact, Finding, Hedge, Mention, Period, Place, Quantity, Report, Role
from pipeline.numeral import plain_number

_LIST = 2  # so many other shares of a sentence tell what all of them are of
_MANY = 6  # more whole numbers than this are given as a range


def check_percent(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every percentage against the count it speaks of and what that is a share of."""
    by_no = {mention.no: mention for mention in mentions}
    shares: dict[Place, list[tuple[Mention, Mention]]] = {}
    for mention in mentions:
        if mention.role is Role.PERCENT and mention.operand in by_no:
            shares.setdefault(mention.sentence, []).append((mention, by_no[mention.operand]))
    for mention in mentions:
        if mention.role is Role.PERCENT:
            part = by_no.get(mention.operand) if mention.operand is not None else None
            wholes: Sequence[Mention] = [by_no[no] for no in mention.wholes if no in by_no]
            if part is not None and not _holds_of(mention, part, wholes, catalog):
                wholes = _of_list(mention, part, wholes, shares[mention.sentence], mentions, catalog)
            yield _percent(report, mention, part, wholes, mentions, catalog)


def _holds_of(mention: Mention, part: Mention, wholes: Sequence[Mention], catalog: Catalog) -> bool:
    count, whole = interval(part, catalog), total_interval(wholes, catalog)
    base = _base(mention)
    return whole[0] > 0 and holds((count[0] * base / whole[1], count[1] * base / whole[0]), mention.quantity)


def _of_list(
    mention: Mention,
    part: Mention,
    wholes: Sequence[Mention],
    shares: Sequence[tuple[Mention, Mention]],
    mentions: Sequence[Mention],
    catalog: Catalog,
) -> Sequence[Mention]:
    """What a share is of that is wrong of the count taken for its whole: what the others of its sentence are of.

    同意公开5件,占45.5%;信息不存在2件,占18.2%: each is a share of the 11 of another section, and no share is of
    another share's count, whatever stands next to it.
    """
    others = [(one, count) for one, count in shares if one is not mention]
    for total in reversed(mentions):
        alike = total.is_count and same_family([total.quantity.unit, part.quantity.unit], catalog)
        if alike and total.quantity.value > part.quantity.value and total.period is not Period.PREVIOUS_YEAR:
            of = [one for one, count in others if count is not total and _holds_of(one, count, [total], catalog)]
            if len(of) >= max(_LIST, len(others) - 1):  # one of them may be wrong itself
                return [total]
    siblings = {count.no for _, count in others}
    return [] if len(wholes) == 1 and wholes[0].no in siblings and wholes[0].role is part.role else wholes


def _base(mention: Mention) -> Decimal:
    return Decimal(1000) if mention.quantity.unit == "‰" else Decimal(100)


def accepted(quantity: Quantity) -> Interval:
    """The exact ratios, in the printed unit, that may be printed so: rounded or cut off, or hedged."""
    value, step = quantity.value, quantity.step or Decimal(1)
    if quantity.hedge is Hedge.OVER:
        return value, Decimal("Infinity")
    if quantity.hedge is Hedge.UNDER:
        return Decimal(0), value
    if quantity.hedge is Hedge.ABOUT:
        width = max(step, value / 10)
        return value - width, value + width
    if value == 100 and step >= 1:
        return value, value  # 100% is said of all, not of 99.6%
    return value - step / 2, (quantity.high or value) + step


def holds(ratio: Interval, quantity: Quantity) -> bool:
    low, high = accepted(quantity)
    if quantity.hedge is Hedge.EXACT and low < high:
        return ratio[1] >= low and ratio[0] < high  # 78.99… is cut off to 78, 79 is not
    return meet(ratio, (low, high))


def _percent(
    report: Report,
    mention: Mention,
    part: Mention | None,
    wholes: Sequence[Mention],
    mentions: Sequence[Mention],
    catalog: Catalog,
) -> Finding:
    base = _base(mention)
    words: dict[str, Words] = {
        "text": mention_text(mention),
        "name": noun(mention, catalog),
        "part": named([part], catalog) if part else "",
        "whole": named(wholes, catalog),
    }
    doubts = [Doubt.LINK_INFERRED]
    if not all(map(is_exact, [*wholes, *([part] if part else [])])) or mention.quantity.hedge is not Hedge.EXACT:
        doubts.append(Doubt.HEDGED)
    right = [mention_operand(one) for one in ([part] if part else []) + list(wholes)]
    values: tuple[Decimal | None, Decimal | None] = (mention.quantity.value, None)
    whole = total_interval(wholes, catalog)
    if part is None or not wholes:
        case, more = _missing(mention, part, wholes, mentions, base, catalog)
        words |= more
    elif whole[0] <= 0:
        case = "of_nothing"
    else:
        count = interval(part, catalog)
        ratio = (count[0] * base / whole[1], count[1] * base / whole[0])
        exact = part.quantity.value * base / sum((one.quantity.value for one in wholes), Decimal(0))
        values = (mention.quantity.value, round(exact, 4))
        words |= {
            "ratio": rounded(exact) + (mention.quantity.unit or "%"),
            "fitting": _counts(mention, whole, base, catalog),
        }
        if holds(ratio, mention.quantity):
            case = "pass"
        elif _shared(mention, part, mentions, whole, base, catalog):
            case = "shared"
        elif (other := _other_base(mention, part, wholes, mentions, base, catalog)) is not None:
            case = "other_base"
            words["base"] = named([other], catalog)
        else:
            step = mention.quantity.step or Decimal(1)
            near = ratio[1] >= mention.quantity.value - step and ratio[0] <= mention.quantity.value + step
            doubts += [Doubt.WITHIN_A_POINT] if near else []
            case = "fail_near" if near else "fail"
    return conclude(
        catalog, "percent", case, subject(where(report, mention.section_no), mention_text(mention)), doubts,
        [mention_operand(mention)], right,
        indicator=part.indicator if part else mention.indicator, values=values,
        tolerance=(mention.quantity.step or Decimal(1)) / 2 if values[1] is not None else None, words=words,
    )  # fmt: skip


def _missing(
    mention: Mention,
    part: Mention | None,
    wholes: Sequence[Mention],
    mentions: Sequence[Mention],
    base: Decimal,
    catalog: Catalog,
) -> tuple[str, dict[str, Words]]:
    """A count is not named: what would it have to be, or does a number of the same section fit?"""
    whole = total_interval(wholes, catalog)
    if part is None and wholes and all(map(is_exact, wholes)) and whole[0] > 0:
        return "no_part", {"fitting": _counts(mention, whole, base, catalog)}
    if part is not None and (found := _other_base(mention, part, wholes, mentions, base, catalog)) is not None:
        return "pass_base", {"base": named([found], catalog)}
    return ("no_whole" if part is not None else "no_counts"), {}


def _other_base(
    mention: Mention,
    part: Mention,
    wholes: Sequence[Mention],
    mentions: Sequence[Mention],
    base: Decimal,
    catalog: Catalog,
) -> Mention | None:
    """Another count of the same section that the percentage is right for, nearest before it first."""
    low, high = interval(part, catalog)
    for one in reversed(mentions):
        if not one.is_count or one.section_no != mention.section_no or one in (part, *wholes):
            continue
        if one.period is not part.period or (one.role is Role.PART and one.wholes == part.wholes):
            continue  # another year's total, or a sibling in the list
        total = interval(one, catalog)
        alike = same_family([one.quantity.unit, part.quantity.unit], catalog) and one.place.start < mention.place.start
        if alike and total[0] > low and holds((low * base / total[1], high * base / total[0]), mention.quantity):
            return one
    return None


def _counts(mention: Mention, whole: Interval, base: Decimal, catalog: Catalog) -> Pair:
    """The whole numbers that give the printed percentage of a whole: 78% of 9 is 7."""
    low, high = accepted(mention.quantity)
    text = mention_text(mention)
    first = (max(low, Decimal(0)) * whole[0] / base).to_integral_value(ROUND_CEILING)
    last = (min(high, base) * whole[1] / base).to_integral_value(ROUND_FLOOR)
    candidates = [first + i for i in range(min(int(last - first) + 1, _MANY + 1))]
    found = [number for number in candidates if _fits(number, mention, whole, base)]
    if not found:
        return phrase(catalog, "no_fitting", text=text, whole=_range(whole[0], whole[1], catalog))
    if len(found) > _MANY:
        return phrase(catalog, "fitting", text=text, counts=_range(first, last, catalog))
    counts = joined(map(plain_number, found), catalog, "alternative")
    return phrase(catalog, "fitting", text=text, counts=counts)


def _range(first: Decimal, last: Decimal, catalog: Catalog) -> Words:
    low, high = plain_number(first), plain_number(last)
    return low if first == last else phrase(catalog, "range", first=low, last=high)


def _fits(number: Decimal, mention: Mention, whole: Interval, base: Decimal) -> bool:
    return holds((number * base / whole[1], number * base / whole[0]), mention.quantity)


def _shared(
    mention: Mention, part: Mention, mentions: Sequence[Mention], whole: Interval, base: Decimal, catalog: Catalog
) -> bool:
    """Whether the percentage is that of several neighbouring parts: 20条、2条,合占24.72%."""
    siblings = [one for one in mentions if one.role is Role.PART and one.wholes == part.wholes and one.wholes]
    if part not in siblings:
        return False
    at = siblings.index(part)
    for start in range(at - 1, -1, -1):
        low, high = total_interval(siblings[start : at + 1], catalog)
        if holds((low * base / whole[1], high * base / whole[0]), mention.quantity):
            return True
    return False
