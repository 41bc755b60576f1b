"""Parts against their total: "27次,其中…1次、…12场次", and stated differences: 153个 less 80个 is 73个.

Whether a list is complete is seldom said. Parts may not exceed their total; falling short is a flag only
where three or more parts come near it. After 以及 or 另 a number may add to the list or stand beside it: then
both sums are shown, and one that closes is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import (
    Words,
    added,
    conclude,
    mention_operand,
    mention_text,
    named,
    noun,
    subject,
    where,
)
from pipeline.check.numbers import (
    Interval,
    interval,
    is_exact,
    meet,
    same_family,
    scale,
    tolerance,
    total_interval,
)
from pipeline.model import Fact, Finding, Mention, Report, Role
from pipeline.numeral import plain_number

_FEW = 3  # a list of fewer parts only picks out some
_NEARLY = Decimal("0.9")  # parts that reach this share of the total are meant as a complete list
_SOME = Decimal("0.5")  # parts that stay below it are a selection


def check_parts(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every list of parts against its total or totals."""
    by_no = {mention.no: mention for mention in mentions}
    lists: dict[tuple[tuple[int, ...], int], list[Mention]] = {}
    for mention in mentions:
        if mention.role is Role.PART and mention.wholes and all(no in by_no for no in mention.wholes):
            lists.setdefault((mention.wholes, mention.list_no), []).append(mention)
    for (numbers, _), parts in lists.items():
        wholes = [by_no[no] for no in numbers]
        for group in _by_sentence(wholes, parts, catalog):
            yield _judge(report, wholes, group, catalog)


def check_difference(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every stated difference against its two numbers."""
    by_no = {mention.no: mention for mention in mentions}
    for mention in mentions:
        if mention.role is not Role.DIFFERENCE:
            continue
        wholes = [by_no[no] for no in mention.wholes if no in by_no]
        about = _subject(report, [mention])
        words: dict[str, Words] = {"name": noun(mention, catalog), "text": mention_text(mention)}
        left = [mention_operand(mention)]
        right = [mention_operand(whole) for whole in wholes]
        if len(wholes) != 2:
            yield conclude(
                catalog, "difference", "no_operands", about, [Doubt.LINK_INFERRED], left, right,
                indicator=mention.indicator, words=words,
            )  # fmt: skip
            continue
        (low, high), (less_low, less_high) = (interval(whole, catalog) for whole in wholes)
        factor = scale(mention.quantity.unit, catalog)
        between = (low - less_high, high - less_low)
        stated = interval(mention, catalog)
        doubts = [Doubt.LINK_INFERRED] + ([] if all(map(is_exact, (mention, *wholes))) else [Doubt.HEDGED])
        close = meet(stated, between) or meet(stated, (-between[1], -between[0]))
        actual = abs(wholes[0].quantity.value - wholes[1].quantity.value)
        more: dict[str, Words] = {
            "minuend": mention_text(wholes[0]),
            "subtrahend": mention_text(wholes[1]),
            "actual": plain_number(actual),
        }
        yield conclude(
            catalog, "difference", "pass" if close else "fail", about, doubts, left, right,
            indicator=mention.indicator, values=(mention.quantity.value, actual),
            tolerance=tolerance(stated, between) / factor, words={**words, **more},
        )  # fmt: skip


def _by_sentence(wholes: Sequence[Mention], parts: Sequence[Mention], catalog: Catalog) -> list[list[Mention]]:
    """One list, or one per sentence where each of them closes or exceeds by itself.

    "9件,当面2件、网上6件、信函1件。其中同意6件、…": two ways to divide the same total, not one list of 18.
    """
    sentences: dict[int, list[Mention]] = {}
    for part in parts:
        sentences.setdefault(part.sentence.start, []).append(part)
    if len(sentences) == 1 or _closes(wholes, parts, catalog):
        return [list(parts)]
    return list(sentences.values())


def _closes(wholes: Sequence[Mention], parts: Sequence[Mention], catalog: Catalog) -> bool:
    return meet(total_interval(parts, catalog), total_interval(wholes, catalog))


def _judge(report: Report, wholes: Sequence[Mention], parts: Sequence[Mention], catalog: Catalog) -> Finding:
    certain = [part for part in parts if part.part_is_certain]
    total = total_interval(wholes, catalog)
    reading, either = certain, False
    if len(certain) < len(parts):
        sure_closes, all_close = (
            _closes(wholes, certain, catalog) if certain else False,
            _closes(wholes, parts, catalog),
        )
        reading, either = (certain if sure_closes or not all_close else list(parts)), True
    summed = total_interval(reading, catalog)
    is_open = any(part.open_list for part in parts)
    comparable = same_family([one.quantity.unit for one in (*wholes, *parts)], catalog)
    # "代表建议21件、委员提案34件,合计55件": a total that comes last adds up what was listed.
    complete = all(whole.place.start > part.place.start for whole in wholes for part in parts)
    case = _case(total, summed, len(reading), is_open, comparable, complete)
    if either and case == "pass":
        case = "pass_either"
    elif either and case.startswith("fail"):
        case = "fail_either"
    doubts = _doubts(wholes, parts, case, catalog)
    # Sums are shown in the unit of the total where there is one.
    factor = scale(wholes[0].quantity.unit, catalog)
    whole_value = sum((whole.quantity.value for whole in wholes), Decimal(0))
    middle = [_middle(part, factor, catalog) for part in reading]
    everything = [_value(part, factor, catalog) for part in parts]
    sum_value = sum(middle, Decimal(0))
    words: dict[str, Words] = {
        "totals": named(wholes, catalog),
        "total": plain_number(whole_value),
        "parts": named(parts, catalog),
        "first": named(parts[:1], catalog),
        "sum": plain_number(sum_value),
        "adding": added(middle),
        "sum_all": plain_number(sum(everything, Decimal(0))),
        "difference": plain_number(abs(sum_value - whole_value)),
    }
    return conclude(
        catalog, "parts_vs_total", case, _subject(report, wholes), doubts,
        [mention_operand(one) for one in wholes], [mention_operand(one) for one in parts],
        indicator=wholes[0].indicator, values=(whole_value, sum_value if comparable else None),
        tolerance=tolerance(total, summed) / factor, words=words,
    )  # fmt: skip


def _case(total: Interval, summed: Interval, count: int, is_open: bool, comparable: bool, complete: bool) -> str:
    if meet(total, summed):
        return "pass" if count > 1 else "pass_part"
    if not comparable:
        return "other_unit"
    if summed[0] > total[1]:
        return "fail_over" if count > 1 else "fail_part"
    if is_open or count == 1:
        return "pass_open" if count > 1 else "pass_part"
    if complete and count > 1:
        return "fail_short"
    if count < _FEW or summed[1] < total[0] * _SOME:
        return "some_only"
    return "fail_short"


def _doubts(wholes: Sequence[Mention], parts: Sequence[Mention], case: str, catalog: Catalog) -> list[Doubt]:
    doubts = [] if _is_form_list(wholes, parts, catalog) else [Doubt.LIST_INFERRED]
    if any(not part.part_is_certain for part in parts):
        doubts.append(Doubt.UNSURE_PART)
    if len({one.quantity.unit for one in (*wholes, *parts)}) > 1:
        doubts.append(Doubt.MIXED_UNITS)
    if not all(map(is_exact, (*wholes, *parts))):
        doubts.append(Doubt.HEDGED)
    if case == "fail_short":
        low = sum((part.quantity.value for part in parts), Decimal(0))
        if low < _NEARLY * sum((whole.quantity.value for whole in wholes), Decimal(0)):
            doubts.append(Doubt.LIST_MAY_BE_SHORT)
    if case == "fail_over" and _may_overlap(wholes, parts, catalog):
        doubts += [Doubt.OVERLAP, Doubt.LIST_MAY_BE_SHORT]
    return doubts


def _is_form_list(wholes: Sequence[Mention], parts: Sequence[Mention], catalog: Catalog) -> bool:
    """Whether total and parts are rows that a form adds up: then no member of the list is a guess."""
    totals = {whole.indicator for whole in wholes}
    return any(
        identity.kind == "sum"
        and totals == {identity.total}
        and {part.indicator for part in parts} <= {*identity.parts}
        for template in catalog.templates
        for identity in template.identities
    )


def _may_overlap(wholes: Sequence[Mention], parts: Sequence[Mention], catalog: Catalog) -> bool:
    """Channels overlap: one document on the site, in the gazette and on WeChat is one document."""
    return any(part.indicator for part in parts) and not _is_form_list(wholes, parts, catalog)


def _middle(mention: Mention, factor: Decimal, catalog: Catalog) -> Decimal:
    """The number itself, or the middle of what a hedged one can stand for."""
    if is_exact(mention):
        return _value(mention, factor, catalog)
    low, high = interval(mention, catalog)
    return (low + high) / 2 / factor


def _value(mention: Mention, factor: Decimal, catalog: Catalog) -> Decimal:
    return mention.quantity.value * scale(mention.quantity.unit, catalog) / factor


def _subject(report: Report, mentions: Sequence[Mention]) -> str:
    return subject(where(report, mentions[0].section_no), "+".join(mention_text(one) for one in mentions))
