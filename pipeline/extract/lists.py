"""Wholes and parts: 其中, brackets, colons, 合计, and lists without an opening word.

A list is read in the way in which it closes, if there is one (``readings``): the nearest total or the totals
before it together (建议3件、提案15件,其中主办16件、协办2件), all its items or those before its separators change. Only
where no reading closes is the plainest one kept, for a check to speak about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, count, pairwise, takewhile

from pipeline.catalog import Catalog
from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.phrases import gapped, may_list
from pipeline.extract.readings import closing, first_change, separator
from pipeline.extract.respective import give_in_order, give_on
from pipeline.extract.statement import AMONG, Statement
from pipeline.model import Period, Role
from pipeline.text import any_of

_MANY = 12  # totals before a list that it may belong to together
_LIST = 4  # so many items are a list though one of them exceeds the total
_FAR = 120  # characters between a list and the sentence with its total
_NOT = ("不", "未", "除")
_NOUN_AND_BRACKET = re.compile(r"[^,;:。#()、]{0,8}\([^()。]*\)")


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where the items of a list stand (``start``, ``stop``) and where what it belongs to ends."""

    start: int
    stop: int
    whole_end: int
    brackets: tuple[int, int] | None = None


class _Words:
    def __init__(self, catalog: Catalog) -> None:
        cues = catalog.cues
        self.part = re.compile(any_gapped(cues["part"]))
        self.uncertain = re.compile(rf"[,;、·\s]*(?:{any_of(cues['uncertain'])})")
        lead = rf"[,、\s·]*(?:{any_of(cues['year'] + cues['area'] + cues['own'] + cues['sum_of'])})*"  # 全市合计
        self.tally = re.compile(rf"[\s·]*(?:{any_of(cues['sum'])})")
        self.adds_up = re.compile(rf"{lead}(?:{any_of(cues['adds_up'])})[为是有达]?\s*")
        self.sum = re.compile(rf"{lead}(?:{any_of(cues['sum'])})[为是有达]?\s*")
        self.sum_with = re.compile(rf"{lead}(?:{any_of(cues['sum'])})[^,;:。#]{{0,12}}")  # 共计收到申请21件
        self.category = re.compile(rf"(?:{any_of(cues['category'])})[·\s]*$")
        self.open_end, self.open_start = cues["open_list"][0], cues["open_list"][1]


def any_gapped(phrases: Sequence[str]) -> str:
    """One pattern for several phrases with gaps."""
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(gapped(phrase).replace("?P<tail>", "?:") for phrase in longest_first)


@cache
def _words(catalog: Catalog) -> _Words:
    return _Words(catalog)


def like_units(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Whether two units may be summed: 次 and 场次, 条 and 件; not 条 and 人次."""
    return a == b or a is None or b is None or any(a in family and b in family for family in catalog.families.values())


def is_tally(item: Statement, passage: Passage, catalog: Catalog) -> bool:
    """两项合计9件: the number of those that are added up."""
    return (
        item.unit in catalog.cues["tally_units"] and _words(catalog).tally.match(passage.masked, item.end) is not None
    )


def find_lists(statements: Sequence[Statement], passage: Passage, catalog: Catalog) -> None:
    """Mark parts with their wholes and the number of their list, and give numbers the words they share."""
    words = _words(catalog)
    numbers = count(1)
    totals: dict[Sentence, list[Statement]] = {}
    for item in statements:
        if item.role is Role.TOTAL:
            totals.setdefault(item.sentence, []).append(item)
    for sentence, counts in totals.items():
        give_in_order(counts, passage, catalog)
        give_on(counts, passage)
        for opening in _openings(counts, passage, words):
            listed = [s for s in counts if opening.start <= s.start and s.end <= opening.stop and _is_free(s)]
            listed = [s for s in listed if passage.brackets(s.start, sentence) == opening.brackets]
            wholes, crossing = _wholes(opening, counts, totals, passage)
            if listed and wholes:
                _join(listed, wholes[-_MANY:], crossing, next(numbers), opening.whole_end, passage, catalog, words)
        _sums(counts, next(numbers), passage, catalog, words)
        _unopened(counts, numbers, passage, catalog, words)


def _is_free(item: Statement) -> bool:
    return item.role is Role.TOTAL and not item.wholes


def _openings(counts: Sequence[Statement], passage: Passage, words: _Words) -> Iterator[_Opening]:
    sentence = counts[0].sentence
    cues = [found.span() for found in words.part.finditer(passage.masked, sentence.start, sentence.end)]
    cues = [(start, end) for start, end in cues if passage.masked[start - 1 : start] not in _NOT]  # 不含上年结转的5件
    for index, (start, end) in enumerate(cues):
        inside = passage.brackets(start, sentence)
        following = cues[index + 1][0] if index + 1 < len(cues) else sentence.end
        # 在公开的100条信息中: the total stands in the opening words
        within = any(start <= s.start < end for s in counts)
        yield _Opening(end, inside[1] if inside else following, end if within or not inside else inside[0], inside)
    for before, after in pairwise(counts):
        between = passage.masked[before.end : after.start]
        if between.startswith("("):
            inside = passage.brackets(after.start, sentence)
            listed = passage.masked[before.end : inside[1]] if inside else ""
            # 150条(2012年新增20条) is no list of parts; one of two numbers and more is
            if inside and not words.part.search(listed) and listed.count("、") + listed.count(",") > 0:
                yield _Opening(before.end, inside[1], before.end, inside)
        elif re.fullmatch(r"[,\s]?[^,;:。#]{0,12}:[^,;:。#]*", between) and after is not counts[-1]:
            yield _Opening(before.end, sentence.end, before.end, passage.brackets(before.start, sentence))
    outside = [s for s in counts if passage.brackets(s.start, sentence) is None]
    for before, after in pairwise(outside):
        at = _behind_brackets(before.end, passage)
        if among := AMONG.match(passage.masked[at : after.start]):  # 收到的22件申请中,已答复21件
            yield _Opening(at + among.end(), sentence.end, before.end, passage.brackets(before.start, sentence))


def _behind_brackets(at: int, passage: Passage) -> int:
    """48件申请(含上年结转6件)中: where the brackets behind a total, or behind the noun after it, close."""
    opened = _NOUN_AND_BRACKET.match(passage.masked, at)
    return opened.end() if opened else at


def _wholes(
    opening: _Opening, counts: Sequence[Statement], totals: dict[Sentence, list[Statement]], passage: Passage
) -> tuple[list[Statement], bool]:
    """What a list may belong to, and whether that stands in a sentence before."""
    sentence = counts[0].sentence
    before = [s for s in counts if s.end <= opening.whole_end and s.is_count]
    # 3428条(2015年为3000条),其中: what stands in brackets is not what the list belongs to
    outside = (None, opening.brackets)
    before = [s for s in before if passage.brackets(s.start, sentence) in outside]
    if before:
        return before, False
    for earlier in reversed([s for s in totals if s.end <= sentence.start][-2:]):
        if sentence.start - earlier.end > _FAR or passage.text.count("\n", earlier.end, sentence.start) > 1:
            break
        if found := [s for s in totals[earlier] if s.is_count and passage.brackets(s.start, earlier) is None]:
            return found, True
    return [], True


def _is_foreign(item: Statement, before: Statement, whole: Statement, passage: Passage, catalog: Catalog) -> bool:
    """Whether an item begins another subject: 当面5件,网上4件,已答复9件."""
    return (
        item.hint is not None
        and whole.hint is not None
        and not may_list(whole.hint, item.hint, catalog)
        and separator(before, item, passage) != "、"
    )


def _join(
    listed: list[Statement], before: list[Statement], crossing: bool, number: int, cue: int, passage: Passage,
    catalog: Catalog, words: _Words,
) -> None:  # fmt: skip
    nearest = before[-1]
    fitting = [s for s in listed if like_units(s.unit, nearest.unit, catalog)]
    if nearest.period is not Period.CUMULATIVE:  # 其中网站135份,历年累计640份: the list has ended
        fitting = list(takewhile(lambda s: s.period is not Period.CUMULATIVE, fitting))
    if not fitting:
        return
    pairs = enumerate(pairwise(fitting), 1)
    own = next((size for size, (a, b) in pairs if _is_foreign(b, a, nearest, passage, catalog)), None)
    for part in fitting:
        part.part_is_certain = not words.uncertain.match(passage.masked[part.left : part.start])
    wholes, parts = closing(fitting, before, passage)
    if not wholes and own:
        fitting = fitting[:own]
        wholes, parts = closing(fitting, before, passage)
    if not wholes:
        # no reading closes: the nearest total with all items of its unit, if they can belong together at all
        alike = [s for s in fitting if s.unit == nearest.unit] or fitting
        alike = alike[: first_change(alike, passage, ";") or len(alike)]
        over = [s for s in alike if s.value > nearest.value]
        rest = sum(s.value for s in alike if s not in over)
        # 248条,其中6条、570条、143条、31条、11条: one of many may be a slip
        possible = not over or (len(over) == 1 and len(alike) >= _LIST and rest <= nearest.value)
        if (len(before) > 1 and (crossing or not possible)) or (crossing and not possible):
            return
        wholes, parts = [nearest], alike
        if any(s.unit != nearest.unit for s in alike):
            for part in alike:
                part.part_is_certain = False
    last = parts[-1]
    tail = passage.masked[last.end : last.end + 12]
    short = words.open_end in re.split(r"[,;。]", tail)[0] or words.open_start in passage.masked[cue : parts[0].start]
    for part in parts:
        part.role, part.wholes, part.open_list, part.list_no = Role.PART, wholes, short, number


def _sums(counts: Sequence[Statement], number: int, passage: Passage, catalog: Catalog, words: _Words) -> None:
    """建议21件、提案34件,合计55件: the total stands behind its parts."""
    for index, total in enumerate(counts):
        own = total.own_words(passage)
        if index < 2 or not words.sum_with.fullmatch(own):
            continue
        group: list[Statement] = []
        before = counts[: index - 1] if is_tally(counts[index - 1], passage, catalog) else counts[:index]
        for item in reversed(before):
            following = group[0] if group else total
            if item.unit != total.unit or not _is_free(item) or separator(item, following, passage) == ";":
                break
            group.insert(0, item)
        ends = (group[-n:] for n in range(2, len(group) + 1))
        listed = next((end for end in ends if sum(s.value for s in end) == total.value), [])
        if not (listed or words.sum.fullmatch(own)):
            continue
        unlisted = group[: -len(listed) or None]
        if words.adds_up.fullmatch(own) and len(group) > 1 and _are_alike(unlisted, catalog):
            listed = group  # 合计 adds up what stands before it, whether it closes or not
        for item in listed:
            item.role, item.wholes, item.list_no = Role.PART, [total], number


def _are_alike(items: Sequence[Statement], catalog: Catalog) -> bool:
    """Whether items are the parts of one thing: they name nothing, or three or more rows under one row of a form."""
    if not any(item.hint for item in items):
        return True
    over = {catalog.indicators[item.hint].parent if item.hint else None for item in items}
    return len(items) > 2 and len(over) == 1 and None not in over


def _unopened(
    counts: Sequence[Statement], numbers: Iterator[int], passage: Passage, catalog: Catalog, words: _Words
) -> None:
    """收到申请20件,当面5件,网上10件: items that only a list of this total can hold, without an opening word."""
    for index, whole in enumerate(counts):
        if whole.hint is None or whole.is_member or not _is_free(whole):
            continue
        items: list[Statement] = []
        loose = False
        for item in counts[index + 1 :]:
            last = items[-1] if items else whole
            ends = separator(last, item, passage) == ";" and not _goes_on(items, passage)
            if item.unit != whole.unit or not _is_free(item) or ends:
                break
            own = item.own_words(passage)
            named = any(whole.hint in hit.phrase.within for hit in item.hits)
            child = item.hint is not None and _is_under(item.hint, whole.hint, catalog)
            # 收到申请20件,予以公开12件,无法提供8件: replies may follow without being a list, unless they close
            reply = not named and not child and _is_reply(item, whole, catalog)
            category = words.category.search(own) is not None and item.hint is None
            loose |= reply
            # 公开信息70条,工作动态66条,其他信息4条: names of categories, if the list closes
            if not (named or child or reply or category):
                if item.hits or (not items and separator(whole, item, passage) == "、"):
                    break
                loose = True
            items.append(item)
        if loose:
            sums = accumulate(item.value for item in items)
            items = items[: next((size for size, total in enumerate(sums, 1) if total == whole.value), 0)]
        if len(items) > 1:
            number = next(numbers)
            for item in items:
                item.role, item.wholes, item.list_no = Role.PART, [whole], number


def _is_under(indicator: str, over: str, catalog: Catalog) -> bool:
    parent = catalog.indicators[indicator].parent
    return parent is not None and (parent == over or _is_under(parent, over, catalog))


def _goes_on(items: Sequence[Statement], passage: Passage) -> bool:
    """政策类21条,占22.6%;项目类14条,占10.2%: a list whose items semicolons separate."""
    return len(items) == 1 or (all(separator(a, b, passage) == ";" for a, b in pairwise(items)) and bool(items))


def _is_reply(item: Statement, whole: Statement, catalog: Catalog) -> bool:
    """Whether a count names one of the replies that the requests before it may have had."""
    if item.hint is None or whole.hint is None or item.hint.endswith(".total"):
        return False
    return item.hint.split(".")[0] != whole.hint.split(".")[0] and may_list(whole.hint, item.hint, catalog)
