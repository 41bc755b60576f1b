"""The same thing counted at two places of the prose.

The same thing: one indicator, or where the number is linked to none, one topic; and the same member, period,
unit and scope (3428条 and 3105项 count in two ways). Numbers of one sentence are never held against each other,
nor a part against its whole.
A difference is seldom a contradiction (before and after a change, one issue or the whole year), so it is graded
low, unless the number is linked to an indicator and said in the same words. Where a cell of the table agrees with
one of the two, the other is flagged against the table and not here again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import (
    Words,
    conclude,
    joined,
    mention_operand,
    mention_text,
    noun,
    paths,
    period_words,
    phrase,
    places,
    subject,
)
from pipeline.check.numbers import by_value, doubts_of, form_rows, interval, is_exact, meet, same_unit, tolerance
from pipeline.check.table_vs_table import key as cell_key
from pipeline.check.table_vs_table import without_copies
from pipeline.model import Fact, Finding, Mention, Period, Report, Role, Scope
from pipeline.numeral import plain_number

_TOO_MANY = 3  # a topic with more values than this counts several things


def check_text_vs_text(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Hold every number of the prose against the others that count the same thing."""
    rows = form_rows(facts, catalog)
    cells: dict[tuple[str, str, str], set[str]] = {}
    for fact in without_copies(facts):
        if fact.value is not None:
            cells.setdefault(cell_key(fact), set()).add(plain_number(fact.value))
    by_no = {mention.no: mention for mention in mentions}
    groups: dict[tuple[str, str, str, str, str, str], list[Mention]] = {}
    for mention in mentions:
        if not _comparable(mention, by_no):
            continue
        # What no form has a row for is known by its words only: two kinds of meetings are two things.
        by_words = mention.indicator not in rows
        key = (
            mention.indicator or "", mention.topic if by_words else "", mention.member, mention.period.value,
            "area" if mention.scope is Scope.AREA else "", (mention.quantity.unit or "") if by_words else "",
        )  # fmt: skip
        if mention.indicator or mention.topic:
            groups.setdefault(key, []).append(mention)
    for key, group in groups.items():
        if len({mention.sentence.start for mention in group}) > 1:
            witness = cells.get((key[0], key[2], key[3]), set())
            yield from _compare(report, group, key[0] in rows, witness, catalog)


def _comparable(mention: Mention, by_no: dict[int, Mention]) -> bool:
    if mention.role not in (Role.TOTAL, Role.PART) or mention.period is Period.OTHER:
        return False
    wholes = [by_no[no] for no in mention.wholes if no in by_no] if mention.role is Role.PART else []
    return not any(whole.indicator is not None and whole.indicator == mention.indicator for whole in wholes)


def _compare(
    report: Report, group: Sequence[Mention], linked: bool, witness: set[str], catalog: Catalog
) -> Iterator[Finding]:
    values = by_value(group)
    name = noun(group[0], catalog) if not linked else catalog.label(group[0].indicator or "")
    words: dict[str, Words] = {
        "name": (name, catalog.indicators[group[0].indicator or ""].label_en if linked else name),
        "period": period_words(group[0].period.value, catalog),
    }
    for same in values:
        if len({mention.sentence.start for mention in same}) > 1:
            operands = [mention_operand(one) for one in same]
            yield conclude(
                catalog, "text_vs_text", "pass", _subject(report, same), _doubts(same, linked), operands[:1],
                operands[1:],
                indicator=group[0].indicator, values=(same[0].quantity.value, same[0].quantity.value),
                tolerance=tolerance(same[0].quantity.interval()),
                words={
                    "place": places(report, same, catalog), "text": mention_text(same[0]), "count": str(len(same)),
                    **words,
                },
            )  # fmt: skip
    conflicts = [(one, other) for one, other in combinations(values, 2) if _conflict(one, other, catalog)]
    if len({one[0].no for pair in conflicts for one in pair}) > _TOO_MANY:
        yield _finding("several", report, group, group[:1], group[1:], [Doubt.SEVERAL_VALUES], catalog, words)
        return
    for one, other in conflicts:
        decided = {plain_number(one[0].quantity.value), plain_number(other[0].quantity.value)} & witness
        if decided:  # the conflict is the one with the table: one flag is enough
            more: dict[str, Words] = {**words, "cell": next(iter(decided))}
            yield _finding("decided", report, group, one, other, [Doubt.LINK_INFERRED], catalog, more)
            continue
        doubts = _doubts([*one, *other], linked)
        same_words = one[0].topic and one[0].topic == other[0].topic
        doubts += [Doubt.SEVERAL_VALUES] if linked and same_words and not witness else [Doubt.NO_THIRD_WITNESS]
        yield _finding("fail", report, group, one, other, doubts, catalog, words)


def _conflict(one: Sequence[Mention], other: Sequence[Mention], catalog: Catalog) -> bool:
    """Whether two values contradict each other: no common value, a common unit, and not one sentence's list."""
    if meet(interval(one[0], catalog), interval(other[0], catalog)):
        return False
    if {mention.sentence.start for mention in one} & {mention.sentence.start for mention in other}:
        return False
    if any(set(left.wholes) & {right.no} or set(right.wholes) & {left.no} for left in one for right in other):
        return False
    return same_unit([mention.quantity.unit for mention in (*one, *other)], catalog)


def _doubts(mentions: Sequence[Mention], linked: bool) -> list[Doubt]:
    doubts = [doubt for mention in mentions for doubt in doubts_of(mention)]
    if not linked:
        doubts.append(Doubt.SAME_WORDS_ONLY)
    if any(mention.role is not Role.TOTAL or not is_exact(mention) for mention in mentions):
        doubts.append(Doubt.LINK_INFERRED)
    return doubts


def _subject(report: Report, mentions: Sequence[Mention]) -> str:
    """By the indicator, or by the places: what the words reduce to may change with the segmenter."""
    first = mentions[0]
    what = (first.indicator,) if first.indicator else paths(report, mentions)
    scope = first.scope.value if first.scope is Scope.AREA else ""
    return subject(*what, first.period.value, "" if first.member == "total" else first.member, scope)


def _finding(
    case: str,
    report: Report,
    group: Sequence[Mention],
    one: Sequence[Mention],
    other: Sequence[Mention],
    doubts: Sequence[Doubt],
    catalog: Catalog,
    words: dict[str, Words],
) -> Finding:
    texts = joined(dict.fromkeys(mention_text(mention) for mention in group), catalog)
    left_place, right_place = places(report, one, catalog), places(report, other, catalog)
    if left_place == right_place:  # both in one section: say which comes first
        left_place, right_place = phrase(catalog, "earlier_place", place=left_place), phrase(catalog, "later_place")
    return conclude(
        catalog, "text_vs_text", case, _subject(report, [*one, *other]), doubts,
        [mention_operand(mention) for mention in one], [mention_operand(mention) for mention in other],
        indicator=group[0].indicator,
        values=(one[0].quantity.value, other[0].quantity.value),
        tolerance=tolerance(one[0].quantity.interval(), other[0].quantity.interval()),
        words={
            "left_place": left_place, "left": mention_text(one[0]),
            "right_place": right_place, "right": mention_text(other[0]), "texts": texts, **words,
        },
    )  # fmt: skip
