"""Zeros stated in words: 没有收到依申请公开, 行政复议、行政诉讼均无."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.phrases import Hit, allowed, coordinated, find_phrases
from pipeline.text import any_of


class _ZeroWords:
    def __init__(self, catalog: Catalog) -> None:
        cues = catalog.cues
        self.negation = re.compile(any_of(cues["negation"]))
        self.no_zero = re.compile(any_of(cues["no_zero"]))
        self.after = re.compile(rf"(?:{any_of(cues['zero_after'])})了?")
        self.tail = re.compile(rf"(?:{any_of(cues['zero_tail'])}|[\s·])*(?:$|{any_of(cues['joined'])})")


@cache
def _zero_words(catalog: Catalog) -> _ZeroWords:
    return _ZeroWords(catalog)


def stated_zeros(sentence: Sentence, passage: Passage, catalog: Catalog) -> list[Hit]:
    """Zeros in words: 没有收到依申请公开, 行政复议、行政诉讼均无. The hits carry what each states.

    A hit starts at the negation and ends with the phrase (or the other way round), so that its place is the
    evidence. "没有出现泄密" names no indicator and states nothing; nor does "没有超期答复".
    """
    text, said = passage.masked, passage.masked[sentence.start : sentence.end]
    words = _zero_words(catalog)
    zeros: dict[str, Hit] = {}
    for found in words.negation.finditer(text, sentence.start, sentence.end):
        start, end = found.span()
        left, right = passage.clause(start, end, sentence)
        counted = text[end:right].lstrip("#")  # 没有1件: the number is denied too
        if words.no_zero.search(text, left, right) or "#" in counted:
            continue
        for hit in _zero_group(end, right, text, text[left:right], said, catalog):
            zeros.setdefault(hit.phrase.indicator, replace(hit, start=start))
    for found in words.after.finditer(text, sentence.start, sentence.end):
        left, right = passage.clause(found.start(), found.end(), sentence)
        clause = text[left:right]
        hits = [h for h in allowed(find_phrases(text, catalog, left, found.start()), clause, said) if h.phrase.zero]
        if hits and found.end() == right and "#" not in clause:
            last = max(hits, key=lambda hit: (hit.end, hit.end - hit.start))
            for hit in coordinated(hits, last, text):
                zeros.setdefault(hit.phrase.indicator, replace(hit, end=right))
    return list(zeros.values())


def _zero_group(start: int, end: int, text: str, clause: str, sentence: str, catalog: Catalog) -> list[Hit]:
    """What is negated between ``start`` and ``end``: the last phrase and those named together with it."""
    hits = [hit for hit in allowed(find_phrases(text, catalog, start, end), clause, sentence) if hit.phrase.zero]
    if not hits:
        return []
    last = max(hits, key=lambda hit: (hit.end, hit.end - hit.start))
    if last.start - start > 40:
        return []
    # the head of a Chinese noun phrase is its end: 没有收到申请公开的投诉 denies the 投诉
    if not _zero_words(catalog).tail.match(text[last.end : end]):
        return []
    return coordinated(hits, last, text)
