"""Wholes and parts: 其中, brackets, colons, 合计; and differences.

A list is read in the way in which it closes, if there is one: the nearest total or the totals before it
together (建议3件、提案15件,其中主办16件、协办2件), all items or those before a comma. Only where no reading
closes is the plainest one kept, for a check to speak about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.phrases import gapped
from pipeline.extract.statement import Statement
from pipeline.model import Role
from pipeline.text import any_of

_MANY = 12  # totals before a list that it may belong to together
_FAR = 120  # characters between a list and the sentence with its total


class _Words:
    def __init__(self, catalog: Catalog) -> None:
        cues = catalog.cues
        self.part = re.compile(
            "|".join(gapped(cue).replace("?P<tail>", "?:") for cue in sorted(cues["part"], key=len, reverse=True))
        )
        self.uncertain = re.compile(rf"[,;、·\s]*(?:{any_of(cues['uncertain'])})")
        self.shares = re.compile(rf"(?:{any_of(cues['shares'])})[^,;。#]{{0,3}}$")
        self.sum = re.compile(rf"(?:{any_of(cues['sum'])})[为是有达]?\s*$")
        self.difference = re.compile(any_of(cues["difference"]))
        self.compare = re.compile(any_of(cues["compare"]))
        self.open_end, self.open_start = cues["open_list"][0], cues["open_list"][1]


@cache
def _words(catalog: Catalog) -> _Words:
    return _Words(catalog)


def like_units(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Whether two units may be summed: 次 and 场次, 条 and 件; not 条 and 人次."""
    return a == b or a is None or b is None or any(a in family and b in family for family in catalog.families.values())


def find_lists(statements: Sequence[Statement], passage: Passage, catalog: Catalog) -> None:
    """Mark parts with their wholes, and differences with their operands."""
    words = _words(catalog)
    totals: dict[Sentence, list[Statement]] = {}
    for item in statements:
        if item.role is Role.TOTAL:
            totals.setdefault(item.sentence, []).append(item)
    for sentence, counts in totals.items():
        _shares(counts, passage, words)
        _differences(counts, passage, words)
        for opened, closed, cue in _openings(counts, passage, words):
            free = [s for s in counts if s.role is Role.TOTAL and not s.wholes]
            listed = [s for s in free if opened <= s.start and s.end <= closed]
            around = passage.brackets(cue, sentence)
            wholes = [s for s in counts if s.end <= cue and s.is_count]
            # 3428条(2015年为3000条),其中: what stands in brackets is not what the list belongs to
            wholes = [s for s in wholes if passage.brackets(s.start, sentence) in (None, around)]
            crossing = not wholes
            if crossing:
                wholes = _before(sentence.start, totals, passage)
            if listed and wholes:
                _join(listed, wholes[-_MANY:], crossing, cue, passage, catalog, words)
        _sums(counts, passage, words)


def _openings(counts: Sequence[Statement], passage: Passage, words: _Words) -> Iterator[tuple[int, int, int]]:
    """Where a list stands (from, to) and where what it belongs to ends."""
    sentence = counts[0].sentence
    cues = [found.span() for found in words.part.finditer(passage.masked, sentence.start, sentence.end)]
    starts = [start for start, _ in cues]
    for start, end in cues:
        inside = passage.brackets(start, sentence)
        stop = inside[1] if inside else min((at for at in starts if at > start), default=sentence.end)
        yield end, stop, inside[0] if inside else start
    for before, after in pairwise(counts):
        between = passage.masked[before.end : after.start]
        if between.startswith("("):
            closed = passage.masked.find(")", after.end, sentence.end)
            listed = passage.masked[before.end : closed]
            # 150条(2012年新增20条) is no list of parts; one of two numbers and more is
            if closed >= 0 and not words.part.search(listed) and listed.count("、") + listed.count(",") > 0:
                yield before.end, closed, before.end
        elif re.fullmatch(r"[,\s]?[^,;:。#]{0,4}:[^,;:。#]*", between) and after is not counts[-1]:
            yield before.end, sentence.end, before.end


def _before(start: int, totals: dict[Sentence, list[Statement]], passage: Passage) -> list[Statement]:
    """The counts of the sentence before that has any, in the same paragraph and not far off."""
    for sentence in reversed([s for s in totals if s.end <= start][-2:]):
        if "\n" in passage.text[sentence.end : start] or start - sentence.end > _FAR:
            break
        if counts := [s for s in totals[sentence] if s.is_count]:
            return counts
    return []


def _join(
    listed: list[Statement], before: list[Statement], crossing: bool, cue: int, passage: Passage, catalog: Catalog,
    words: _Words,
) -> None:  # fmt: skip
    nearest = before[-1]
    fitting = [s for s in listed if like_units(s.unit, nearest.unit, catalog)]
    if not fitting:
        return
    for part in fitting:
        part.part_is_certain = not words.uncertain.match(passage.masked[part.left : part.start])
    wholes, parts = _reading(fitting, before, passage)
    if not wholes:
        # no reading closes: the nearest total with all items of its unit, if they can belong together at all
        alike = [s for s in fitting if s.unit == nearest.unit] or fitting
        possible = all(s.value <= nearest.value for s in alike)
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
        part.role, part.wholes, part.open_list = Role.PART, wholes, short


def _reading(
    fitting: list[Statement], before: list[Statement], passage: Passage
) -> tuple[list[Statement], list[Statement]]:
    """The first way to read the list in which it closes."""
    for wholes in _whole_readings(before):
        total = sum(s.value for s in wholes)
        for parts in _part_readings(fitting, wholes[-1], passage):
            if total in (sum(s.value for s in parts if s.part_is_certain), sum(s.value for s in parts)):
                return wholes, parts
    return [], []


def _whole_readings(before: list[Statement]) -> Iterator[list[Statement]]:
    """The nearest total, each earlier one, then the nearest ones together while their unit is the same."""
    for whole in reversed(before):
        yield [whole]
    for first in range(len(before) - 2, -1, -1):
        group = before[first:]
        if any(s.unit != group[0].unit for s in group):
            return
        yield group


def _part_readings(fitting: list[Statement], whole: Statement, passage: Passage) -> Iterator[list[Statement]]:
    """All items, the items of the total's unit, then the items up to a comma."""
    alike = [s for s in fitting if s.unit == whole.unit]
    for parts in (fitting, alike):
        if parts:
            yield parts
    for parts in (fitting, alike):
        for size in range(len(parts) - 1, 1, -1):
            if re.match(r"[^#]*[,;]", passage.masked[parts[size - 1].end : parts[size].start]):
                yield parts[:size]


def _sums(counts: Sequence[Statement], passage: Passage, words: _Words) -> None:
    """建议21件、提案34件,合计55件: the total stands behind its parts."""
    for index, total in enumerate(counts):
        cue = words.sum.search(total.own_words(passage))
        if cue is None or index < 2:
            continue
        group: list[Statement] = []
        for item in reversed(counts[:index]):
            following = group[-1] if group else total
            between = passage.masked[item.end : following.start]
            if item.unit != total.unit or item.role is not Role.TOTAL or re.search(r"[;。]", between):
                break
            group.append(item)
            if len(group) > 1 and sum(s.value for s in group) == total.value:
                break
        if len(group) > 1 and sum(s.value for s in group) == total.value:
            for item in group:
                item.role, item.wholes = Role.PART, [total]


def _shares(counts: Sequence[Statement], passage: Passage, words: _Words) -> None:
    """代表建议和委员提案分别为3件和15件: the first noun has the first number, and so on."""
    for first in counts:
        before = passage.masked[first.clause[0] : first.start]
        cue = words.shares.search(before)
        if cue is None or "#" in before:
            continue
        nouns = [noun for noun in re.split(r"[、和与及]", before[: cue.start()]) if noun.strip("· ")]
        listed = [s for s in counts if s.clause == first.clause and s.start >= first.start]
        if len(nouns) == len(listed) > 1:
            for noun, item in zip(nouns, listed, strict=True):
                item.said = noun


def _differences(counts: Sequence[Statement], passage: Passage, words: _Words) -> None:
    """法定时限153个,承诺时限80个,压缩时限73个: the third is the first less the second."""
    for index, item in enumerate(counts):
        own = item.own_words(passage)
        if not words.difference.search(own) or words.compare.search(own):
            continue
        before = [s for s in counts[:index] if s.unit == item.unit][-2:]
        if len(before) == 2:
            minuend, subtrahend = sorted(before, key=lambda s: -s.value)
            item.role, item.wholes = Role.DIFFERENCE, [minuend, subtrahend]
