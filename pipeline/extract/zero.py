"""Zeros stated in words: 没有收到依申请公开, 行政复议、行政诉讼均无."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.filler import says_nothing
from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.phrases import Around, Hit, allowed, coordinated, find_phrases
from pipeline.text import any_of

_LONGEST = 40  # characters between the negation and what it denies


class _ZeroWords:
    def __init__(self, catalog: Catalog) -> None:
        cues = catalog.cues
        self.negation = re.compile(any_of(cues["negation"]))
        self.again = re.compile(rf"[、和及也](?:{any_of(cues['negation'])})")
        self.no_zero = re.compile(any_of(cues["no_zero"]))
        self.after = re.compile(rf"(?:{any_of(cues['zero_after'])})了?")
        self.tail = re.compile(rf"(?:{any_of(cues['zero_tail'])}|[\s·])*(?:$|{any_of(cues['joined'])})")


@cache
def _zero_words(catalog: Catalog) -> _ZeroWords:
    return _ZeroWords(catalog)


def stated_zeros(sentence: Sentence, passage: Passage, headings: Sequence[str], catalog: Catalog) -> list[Hit]:
    """Zeros in words: 没有收到依申请公开, 行政复议、行政诉讼均无. The hits carry what each states.

    A hit starts at the negation and ends with the phrase (or the other way round), so that its place is the
    evidence. "没有出现泄密" names no indicator and states nothing; nor does "没有超期答复".
    """
    text = passage.masked
    words = _zero_words(catalog)
    around = Around("", text[sentence.start : sentence.end], tuple(headings))
    zeros: dict[str, Hit] = {}
    for found in words.negation.finditer(text, sentence.start, sentence.end):
        start, end = found.span()
        left, right = passage.clause(start, end, sentence)
        if again := words.again.search(text, end, right):
            right = again.start()  # 无新收申请、无上年结转
        # 没有收到1件申请 denies every one; 没有超过3件 does not
        ones = all(count.quantity.value == 1 for count in sentence.counts if end <= count.start < right)
        if words.no_zero.search(text, left, right) or not ones:
            continue
        for hit in _denied(start, end, right, passage, replace(around, clause=text[left:right]), catalog):
            zeros.setdefault(hit.phrase.indicator, replace(hit, start=start))
    for found in words.after.finditer(text, sentence.start, sentence.end):
        left, right = passage.clause(found.start(), found.end(), sentence)
        if found.end() == right and "#" not in text[left:right]:
            for hit in _named_before(left, found.start(), passage, sentence, around, catalog):
                zeros.setdefault(hit.phrase.indicator, replace(hit, end=right))
    return list(zeros.values())


def _denied(at: int, start: int, end: int, passage: Passage, around: Around, catalog: Catalog) -> list[Hit]:
    """What is negated between ``start`` and ``end``: the last phrase and those named together with it.

    A phrase may hold its negation, which begins at ``at``: 零申请.
    """
    text = passage.masked
    hits = find_phrases(text, catalog, passage.recent, at, end)
    own = catalog.cues["zero_words"]
    hits = [hit for hit in hits if hit.start >= start or (hit.start == at and text[at : hit.end] in own)]
    group = _group(hits, text, around)
    if not group or group[-1].start - start > _LONGEST:
        return []
    # the head of a Chinese noun phrase is its end: 没有收到申请公开的投诉 denies the 投诉
    return group if _zero_words(catalog).tail.match(text[group[-1].end : end]) else []


def _named_before(
    left: int, end: int, passage: Passage, sentence: Sentence, around: Around, catalog: Catalog
) -> list[Hit]:
    """What "无" or "未发生" speaks of: its clause, the clause before a colon (行政复议:无), or the heading."""
    text = passage.masked
    for start in (left, passage.clause(left - 1, left - 1, sentence)[0] if text[left - 1 : left] == ":" else left):
        if group := _group(
            find_phrases(text, catalog, passage.recent, start, end), text, replace(around, clause=text[start:end])
        ):
            return group
    if says_nothing(text[sentence.start : end], catalog):
        for heading in around.headings:
            if group := _group(
                find_phrases(heading, catalog, passage.recent), heading, replace(around, clause=heading)
            ):
                return [replace(hit, start=sentence.start) for hit in group]
    return []


def _group(hits: Sequence[Hit], text: str, around: Around) -> list[Hit]:
    """The last phrase whose zero can be stated, and those named together with it."""
    fitting = [hit for hit in allowed(hits, around) if hit.phrase.zero]
    if not fitting:
        return []
    last = max(fitting, key=lambda hit: (hit.end, hit.phrase.member != "total", hit.end - hit.start))
    return coordinated(fitting, last, text)
