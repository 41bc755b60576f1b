"""Numbers of the prose and what they say: every number once, every stated zero.

One pass over a section: numbers, then who and when, then lists, then indicators (totals before their parts,
since a part is of its total's kind), then comparisons.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipeline.catalog import Catalog
from pipeline.extract.comparison import find_differences, find_growth, find_operands
from pipeline.extract.filler import cue_pattern, says_nothing
from pipeline.extract.link import find_hints, link, whole_of
from pipeline.extract.lists import find_lists
from pipeline.extract.noun import name_noun
from pipeline.extract.passage import Passage, Sentence, read_passage
from pipeline.extract.period import last_cue, period_cues, period_in, period_of
from pipeline.extract.phrases import Hit
from pipeline.extract.scope import scope_of
from pipeline.extract.statement import Cue, Statement, statements_of
from pipeline.extract.zero import stated_zeros
from pipeline.model import Mention, Period, Quantity, Report, Role, Scope, Section
from pipeline.text import fold

PROSE = ("numbered", "preamble", "attachment")
RECENT = 2019  # the first year that reports on in the forms of the revised regulations
NEAR = 120  # characters back to the total that "上一年为125条" repeats


def extract_mentions(report: Report, catalog: Catalog) -> tuple[Mention, ...]:
    """Every number of the report's prose, in reading order; stated zeros stand where they are stated."""
    by_no = {section.no: section for section in report.sections}
    recent = is_recent(report, catalog)
    mentions: list[Mention] = []
    for section in report.sections:
        if section.kind in PROSE and section.text:
            headings = [fold(title) for title in _headings(section, by_no)]
            mentions += _read(section, headings, report, recent, catalog, len(mentions) + 1)
    return tuple(mentions)


def is_recent(report: Report, catalog: Catalog) -> bool:
    """Whether a report speaks in the terms of the forms since 2019: by its tables, else by its year."""
    begins = [catalog.template(name).years[0] for name in report.templates]
    if begins:
        return max(begins) >= RECENT
    return report.metadata.year is None or report.metadata.year >= RECENT


def _headings(section: Section, by_no: dict[int, Section]) -> Iterator[str]:
    current: Section | None = section
    while current is not None:
        if current.title:
            yield current.title
        current = by_no.get(current.parent_no) if current.parent_no is not None else None


def _read(
    section: Section, headings: Sequence[str], report: Report, recent: bool, catalog: Catalog, first_no: int
) -> list[Mention]:
    passage = read_passage(section.text, catalog, recent)
    year, agency = report.metadata.year, report.metadata.agency
    statements = statements_of(passage)
    by_sentence: dict[Sentence, list[Statement]] = {}
    for item in statements:
        by_sentence.setdefault(item.sentence, []).append(item)
    cues = {sentence: period_cues(passage, sentence, year, catalog) for sentence in by_sentence}
    scope = Scope.OWN
    for sentence in passage.sentences:
        for item in by_sentence.get(sentence, ()):
            found = period_of(item.start, item.end, cues[sentence], sentence, year)
            item.period, item.period_is_certain = found or (None, True)
            item.cue = last_cue(item.start, item.end, cues[sentence])
            item.scope = scope_of(item.start, passage, sentence, agency, catalog) or scope
        # in an agency's report a number without another owner is its own, until an area has been spoken of
        spoken = scope_of(sentence.end, passage, sentence, agency, catalog, here=False)
        if spoken is not None:
            scope = Scope.OWN if spoken is Scope.OWN else Scope.UNKNOWN
    find_growth(statements, passage, year, catalog)
    find_hints(statements, passage, headings, catalog)
    find_differences(statements, passage, catalog)
    find_lists(statements, passage, catalog)
    for item in statements:
        if item.year is not None:
            item.period, item.period_is_certain = period_in(item.year, year), True
    shared = _link(statements, passage, headings, cues, catalog)
    find_operands(statements, passage, catalog)
    for item in statements:
        name_noun(item, passage, catalog)
    zeros = [
        (
            sentence,
            hit,
            scope_of(hit.start, passage, sentence, agency, catalog) or scope,
            cues.get(sentence) or period_cues(passage, sentence, year, catalog),
        )
        for sentence in passage.sentences
        for hit in stated_zeros(sentence, passage, headings, catalog)
    ]
    return _mentions(section, passage, statements, shared, zeros, year, first_no)


def _link(
    statements: Sequence[Statement], passage: Passage, headings: Sequence[str], cues: dict[Sentence, list[Cue]],
    catalog: Catalog,
) -> dict[Statement, list[Hit]]:  # fmt: skip
    """Periods and indicators; further indicators that share a number's zero."""
    shared: dict[Statement, list[Hit]] = {}
    sums = {whole for part in statements for whole in part.wholes if part.role is Role.PART and whole.start >= part.end}
    totals = [item for item in statements if item.role is Role.TOTAL]

    def state(item: Statement) -> None:
        whole = item.wholes[0] if item.wholes and item.role is Role.PART else None
        if item.period is None or (whole is not None and not _says_when(item, statements)):
            item.period = (whole and whole.period) or Period.YEAR
            item.period_is_certain = whole is None or (
                whole.period_is_certain and not _may_be_of_another(item, statements)
            )
        if item.role not in (Role.TOTAL, Role.PART):
            item.method = f"a {item.role.value}"
        elif item in sums:
            item.method = "the sum of what stands before it"
        elif not _as_before(item, totals, passage, catalog):
            further = link(item, passage, headings, catalog)
            if further:
                shared[item] = further
            elif item.indicator is None and item.method == "no phrase":
                _repeat(item, totals, passage, catalog)
            if item.indicator in catalog.cues["of_this_year"] and item.method == "clause":
                item.period = Period.YEAR  # 上年度未办结的3件: counted in this year
            if item.indicator is not None and (all_of := whole_of(item, passage, headings, catalog)) is not None:
                shared.setdefault(item, []).append(all_of)

    # totals, then what is added up, so that a sum is known to the parts that follow it: 新收21件,结转2件,共23件,其中…
    added = {
        part
        for part in statements
        if part.role is Role.PART and not sums.isdisjoint(part.wholes) and part.wholes[0].start >= part.end
    }
    parts = [item for item in statements if item.role is Role.PART and item not in added]
    for items in ([s for s in statements if s.role is not Role.PART], [s for s in statements if s in added], parts):
        for item in items:
            state(item)
        _together(statements, sums, catalog)
    return shared


def _may_be_of_another(part: Statement, statements: Sequence[Statement]) -> bool:
    """公开512条,历年累计1377条;其中网站498条、公报36条: the list closes with neither, and may be of the year."""
    whole = part.wholes[0]
    other = whole.before
    if other is None or other.indicator != whole.indicator or other.period is whole.period:
        return False
    listed = (one.value for one in statements if one.role is Role.PART and one.list_no == part.list_no)
    return sum(listed) != sum(total.value for total in part.wholes)


def _says_when(part: Statement, statements: Sequence[Statement]) -> bool:
    """Whether a part has a cue of time of its own, or shares that of an item of its list.

    新增1203条,历年累计8840条;其中网站1180条、其他23条: the cue is that of 8840条, and the list closes with the first.
    """
    if part.cue is None or part.wholes[0].start >= part.end:
        return part.cue is not None  # 2015年5件,2016年8件,共13件
    if part.cue.end <= part.wholes[0].start:
        return False
    first = statements[bisect_left(statements, part.cue.end, key=lambda one: one.start)]
    return first is part or first.list_no == part.list_no


def _together(statements: Sequence[Statement], sums: set[Statement], catalog: Catalog) -> None:
    """121件,其中新收112件、上年结转9件: requests in hand, and its applicants are those of the requests in hand."""
    lists: dict[tuple[Statement, int], list[Statement]] = {}
    for part in statements:
        for whole in part.wholes if part.role is Role.PART else ():
            lists.setdefault((whole, part.list_no), []).append(part)
    for (whole, _), listed in lists.items():
        of, members = {part.indicator for part in listed}, {part.member for part in listed}
        columns = len(members) > 1 and "total" not in members  # 公民申请12件、法人申请3件,共计15件
        added = whole in sums and members == {"total"}  # 部门公开5条,街道公开3条,合计8条
        if whole.indicator is None and len(of) == 1 and (columns or added):
            whole.indicator, whole.method = next(iter(of)), "with its parts"
        for rule in catalog.together:
            if rule.instead_of:
                fits = whole.indicator == rule.instead_of and not of.isdisjoint(rule.of)
            else:
                fits = whole.indicator is None and len(of) > 1 and of <= set(rule.of)
            if fits:
                before, whole.indicator, whole.method = whole.indicator, rule.indicator, "with its parts"
                for part in statements:
                    if part.member != "total" and whole in part.wholes and part.indicator == before:
                        part.indicator = rule.indicator
                break


def _as_before(item: Statement, totals: Sequence[Statement], passage: Passage, catalog: Catalog) -> bool:
    """上一年为125条, 历年累计875条: what the total before it counts, of another period."""
    before = passage.masked[item.sentence.start : item.start]
    if item.role is not Role.TOTAL or len(before) > NEAR:
        return False
    for earlier in reversed(totals[: bisect_left(totals, item.start, key=lambda one: one.start)]):
        if item.start - earlier.end > NEAR:
            return False
        if earlier.unit == item.unit and earlier.indicator:
            if earlier.period is not item.period and says_nothing(before, catalog):
                item.indicator, item.method = earlier.indicator, "as before"
            return item.indicator is not None
    return False


def _repeat(item: Statement, totals: Sequence[Statement], passage: Passage, catalog: Catalog) -> None:
    """其中2015年受理19件, 历年累计公开219份, 比2014年的1024条: only words that the total before has too."""
    own = item.own_words(passage)
    nearest = totals[: bisect_left(totals, item.start, key=lambda one: one.start)][-1:]
    for earlier in item.wholes if item.role is Role.PART else nearest:
        said = passage.masked[max(earlier.sentence.start, earlier.start - NEAR) : earlier.end]
        for word in catalog.cues["repeated"]:
            own = own.replace(word, "") if word in said else own
        for word in catalog.cues["anew"]:
            own = own.replace(word, "")
        same = earlier.unit == item.unit and earlier.period is not item.period and item.start - earlier.end < NEAR
        if (
            same
            and earlier.indicator
            and says_nothing(cue_pattern("compare_before", catalog).sub("", own, count=1), catalog)
        ):
            item.indicator, item.method = earlier.indicator, "as before"


def _mentions(
    section: Section, passage: Passage, statements: Sequence[Statement], shared: dict[Statement, list[Hit]],
    zeros: Sequence[tuple[Sentence, Hit, Scope | None, list[Cue]]], year: int | None, first_no: int,
) -> list[Mention]:  # fmt: skip
    known = {item.start: item for item in statements}
    found: list[tuple[int, int, dict[str, Any], Statement | None, Statement | None]] = []
    places = {sentence: section.place(sentence.start, sentence.end) for sentence in passage.sentences}

    def add(
        start: int, end: int, sentence: Sentence, quantity: Quantity, item: Statement | None,
        shares: Statement | None = None, **more: Any,
    ) -> None:  # fmt: skip
        printed = section.text[start:end]
        more["quantity"] = quantity if quantity.text == printed else replace(quantity, text=printed)
        more["place"], more["sentence"] = section.place(start, end), places[sentence]
        found.append((start, len(found), more, item, shares))

    for sentence in passage.sentences:
        for number in sentence.numbers:
            item = known.get(number.start)
            if item is None:
                add(number.start, number.end, sentence, number.quantity, None, role=number.role)
                continue
            said: dict[str, Any] = {
                "role": item.role,
                "period": item.period or Period.YEAR,
                "period_is_certain": item.period_is_certain,
                "scope": item.scope or Scope.UNKNOWN,
                "noun": item.noun,
                "method": item.method,
            }
            add(
                item.start, item.end, sentence, number.quantity, item,
                indicator=item.indicator, member=item.member, topic=item.topic, part_is_certain=item.part_is_certain,
                open_list=item.open_list, list_no=item.list_no, base_year=item.base_year, falls=item.falls, **said,
            )  # fmt: skip
            for hit in shared.get(item, ()):
                more = {**said, "method": "shares the number", "indicator": hit.phrase.indicator}
                more["member"] = hit.phrase.member
                more["stated_zero"] = item.value == 0
                add(item.start, item.end, sentence, number.quantity, None, shares=item, **more)
    for sentence, hit, scope, cues in zeros:
        period, certain = period_of(hit.start, hit.start, cues, sentence, year) or (Period.YEAR, True)
        add(
            hit.start, hit.end, sentence, Quantity("", Decimal(0)), None,
            role=Role.TOTAL, indicator=hit.phrase.indicator, member=hit.phrase.member,
            period=period, period_is_certain=certain, scope=scope or Scope.UNKNOWN, stated_zero=True,
            method="stated zero",
        )  # fmt: skip
    found.sort(key=lambda one: one[:2])
    numbers = {item: no for no, (_, _, _, item, _) in enumerate(found, first_no) if item is not None}
    return [
        Mention(
            no=no,
            section_no=section.no,
            wholes=tuple(numbers[whole] for whole in item.wholes) if item else (),
            operand=numbers[item.operand] if item and item.operand else None,
            shares=numbers[shares] if shares else None,
            **said,
        )
        for no, (_, _, said, item, shares) in enumerate(found, first_no)
    ]
