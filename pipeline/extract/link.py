"""Which indicator a number of the prose states.

Tried in this order: a phrase in the number's own clause; one that its own clause completes from the clause
before (依申请公开方面,共答复3件) or from the section's heading; one in what an anaphor points to (这两类案件).
No link is an answer, with its reason in ``method``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.context import any_of
from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.phrases import Hit, allowed, coordinated, find_phrases
from pipeline.extract.statement import Statement
from pipeline.model import Role


@cache
def _empty(catalog: Catalog) -> re.Pattern[str]:
    """Words that say nothing of what is counted."""
    cues = catalog.cues
    names = ("filler", "year", "cumulative", "weak_cumulative", "previous_year", "own")
    said = any_of(tuple(word for name in names for word in cues[name]))
    return re.compile(rf"{said}|(?:19|20)\d\d\s*年度?|[#·\s\W]")


@cache
def _plural(catalog: Catalog) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(any_of(catalog.cues["plural"])), re.compile(any_of(catalog.cues["anaphora"]))


def says_nothing(words: str, catalog: Catalog) -> bool:
    """Whether a clause leaves open what it counts: "全年共收到" does, "举办培训" does not."""
    return not _empty(catalog).sub("", words)


def link(item: Statement, passage: Passage, headings: Sequence[str], catalog: Catalog) -> list[Hit]:
    """Set the indicator of a count. Returns further indicators that share its zero: 行政复议、行政诉讼均为0件."""
    own, after = item.own_words(passage), item.words_after(passage)
    if own.endswith(catalog.cues["denied"]):
        item.method = "negated"
        return []
    if own.endswith(catalog.cues["counting_rule"]) and not own.endswith(
        (*catalog.cues["sum"], *catalog.cues["filler"])
    ):
        item.method = "a rule of counting"
        return []
    if item.said is not None:
        named = find_phrases(own, catalog)
        chosen = _pick(item, named, own, own, catalog, lambda hit: -hit.end)
        item.indicator, item.method = (chosen.phrase.indicator, "shares") if chosen else (None, "no phrase")
        return []
    text = passage.masked
    left = item.start - len(own)
    right = item.end + len(after)
    clause, sentence = text[left:right], text[item.sentence.start : item.sentence.end]
    hits = find_phrases(text, catalog, left, right)
    hits = [h for h in hits if "#" not in _rest(text, h, item) and not item.start <= h.start < item.end]
    found = _pick(item, hits, clause, sentence, catalog, lambda hit: _distance(hit, item))
    if found is not None:
        return _settle(item, found, hits, text, "clause", catalog)
    if hits:
        item.method = _reason(item, hits, clause, sentence, catalog)
        return []
    plural, anaphora = _plural(catalog)
    empty = says_nothing(own + after, catalog)
    titled = "《" in passage.text[left:right]
    if titled or (item.role is Role.PART and not empty):
        item.method = "no phrase"  # what has a title, or is an item of a list, is named where it stands
        return []
    points_back = bool(anaphora.search(passage.text, item.clause[0], item.start)) or (
        empty and bool(plural.search(own))
    )
    for source, before in _earlier(item, passage, headings, points_back):
        joined = before + own
        wider = find_phrases(joined, catalog)
        wider = [h for h in wider if "#" not in joined[h.start : h.end]]
        usable = [h for h in wider if points_back or empty or h.start < len(before) < h.end]
        found = _pick(item, usable, joined + after, sentence, catalog, lambda hit: -hit.end)
        if found is not None:
            return _settle(item, found, usable, joined, source, catalog, everything=points_back)
    item.method = "no phrase"
    return []


def _rest(text: str, hit: Hit, item: Statement) -> str:
    """The hit's text without the number itself: it may span that number but no other."""
    return text[hit.start : min(hit.end, item.start)] + text[max(hit.start, item.end) : hit.end]


def _distance(hit: Hit, item: Statement) -> int:
    if hit.end <= item.start:
        return item.start - hit.end
    return max(hit.start - item.end, 0)


def _earlier(item: Statement, passage: Passage, headings: Sequence[str], points_back: bool) -> list[tuple[str, str]]:
    """Where the subject may stand, nearest first: clauses before, or all that an anaphor points to; headings."""
    before = passage.masked[item.sentence.start : item.clause[0]]
    if points_back:
        index = passage.sentences.index(item.sentence)
        last = passage.sentences[index - 1] if index else item.sentence
        places = [("anaphora", text) for text in (before, passage.masked[last.start : last.end]) if text.strip("·# ")]
    else:
        clauses = reversed(re.split(r"[,;:()]", before))
        places = [("earlier clause", clause) for clause in clauses if clause.strip("·# ")][:3]
    return [*places, *(("heading", heading) for heading in headings)]


def _pick(
    item: Statement, hits: Sequence[Hit], clause: str, sentence: str, catalog: Catalog, distance: Callable[[Hit], int]
) -> Hit | None:
    fitting = [hit for hit in allowed(hits, clause, sentence) if _fits(item, hit, catalog)]
    return min(fitting, key=lambda hit: (distance(hit), hit.start - hit.end, hit.order), default=None)


def _fits(item: Statement, hit: Hit, catalog: Catalog) -> bool:
    phrase = hit.phrase
    if item.unit is not None and item.unit not in catalog.families[phrase.units]:
        return False
    wholes = {whole.indicator for whole in item.wholes} if item.role is Role.PART else set()
    if phrase.within:
        return phrase.within in wholes
    if not any(wholes):
        return True
    kinds = {kind for whole in wholes if whole for kind in catalog.may_list.get(whole.split(".")[0], ())}
    return phrase.indicator.split(".")[0] in kinds


def _settle(
    item: Statement, found: Hit, hits: list[Hit], text: str, method: str, catalog: Catalog, everything: bool = False
) -> list[Hit]:
    """Take ``found``; where it is one of several named together, only a zero is shared by them all."""
    group = coordinated([h for h in hits if _fits(item, h, catalog)], found, text)
    if everything and item.value == 0:
        seen = {one.phrase.indicator for one in group}
        for hit in hits:
            if hit.phrase.zero and hit.phrase.indicator not in seen and _fits(item, hit, catalog):
                seen.add(hit.phrase.indicator)
                group.append(hit)
    if len(group) > 1 and item.value != 0:
        item.method = "counts several indicators together"
        return []
    item.indicator, item.method = group[0].phrase.indicator, method
    return [hit for hit in group[1:] if hit.phrase.zero]


def _reason(item: Statement, hits: list[Hit], clause: str, sentence: str, catalog: Catalog) -> str:
    for hit in hits:
        word = next((w for w in hit.phrase.exclude if w in clause), None) or next(
            (w for w in hit.phrase.exclude_sentence if w in sentence), None
        )
        if word:
            return f"{hit.phrase.indicator} excluded by {word}"
        if item.unit is not None and item.unit not in catalog.families[hit.phrase.units]:
            return f"{hit.phrase.indicator} is not counted in {item.unit}"
    return "not of the kind its total lists"


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
