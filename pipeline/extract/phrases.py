"""How the prose names an indicator: ``catalog/phrases.toml`` compiled and looked up.

An alternative is words with gaps: "主动公开|公布 ~ 信息". A gap stays within one clause and is short, so that a
verb is never joined to the noun of another statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import add

from pipeline.catalog import Catalog, Phrase
from pipeline.text import any_of

# "件、行政" joins two nouns; 微信、微博等新媒体 are one
_JOINED = re.compile(r"(?=[^,;:。#等]{0,8}$)[^,;:。#]{0,4}(?:、|和|及|与|或|以及).*")
_GAP = r"[^,;:。!?\n()]{0,16}?"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found in a text, with its place there; ``tail`` is where its last word begins."""

    start: int
    tail: int
    end: int
    phrase: Phrase
    order: int  # of the phrase in the catalog


def gapped(words: str) -> str:
    """The regular expression of one alternative: a bar separates words, a tilde is a gap, a plus repeats the last."""
    *parts, last = (f"(?:{any_of(map(str.strip, part.rstrip('+ ').split('|')))})" for part in words.split("~"))
    return _GAP.join([*parts, f"(?P<tail>{last}{'+' if words.endswith('+') else ''})"])


_Pattern = tuple[int, Phrase, re.Pattern[str]]
_Opening = tuple[str, tuple[_Pattern, ...]]  # a word and the patterns that can begin with it


@cache
def _openings(catalog: Catalog, recent: bool) -> dict[str, tuple[_Opening, ...]]:
    """The patterns of an era by the words they can begin with, these by their first two characters."""
    words: dict[str, dict[_Pattern, None]] = {}
    for order, phrase in enumerate(catalog.phrases):
        if phrase.recent not in (None, recent):
            continue
        for alternative in phrase.match:
            pattern = (order, phrase, re.compile(gapped(alternative)))
            for word in alternative.split("~")[0].rstrip("+ ").split("|"):
                words.setdefault(word.strip(), {})[pattern] = None
    openings: dict[str, list[_Opening]] = {}
    for word, patterns in words.items():
        openings.setdefault(word[:2], []).append((word, tuple(patterns)))
    return {two: tuple(found) for two, found in openings.items()}


def find_phrases(text: str, catalog: Catalog, recent: bool, start: int = 0, end: int | None = None) -> list[Hit]:
    """Every phrase in ``text[start:end]``, in reading order. ``recent``: the forms since 2019 sort otherwise."""
    end = len(text) if end is None else end
    openings = _openings(catalog, recent)
    window = text[start:end]
    said = openings.keys() & {*window, *map(add, window, window[1:])}
    patterns = {pattern for two in said for word, those in openings[two] if word in window for pattern in those}
    hits = [
        Hit(match.start(), match.start("tail"), match.end(), phrase, order)
        for order, phrase, regex in patterns
        for match in regex.finditer(text, start, end)
    ]
    # by tail too: two alternatives of one phrase may differ in it alone, and sets have no order
    return sorted(set(hits), key=lambda hit: (hit.start, hit.end, hit.order, hit.tail)) if len(hits) > 1 else hits


def last_words(catalog: Catalog, recent: bool) -> set[str]:
    """The words that phrases of an era end with."""
    phrases = [phrase for phrase in catalog.phrases if phrase.recent in (None, recent)]
    ends = (alternative.split("~")[-1].rstrip("+ ") for phrase in phrases for alternative in phrase.match)
    return {word.strip() for end in ends for word in end.split("|")}


def may_list(whole: str, part: str, catalog: Catalog) -> bool:
    """Whether a total of one indicator may have parts of another: requests by channel and by reply."""
    return any(part == one or part.startswith(one + ".") for one in catalog.may_list.get(whole.split(".")[0], (whole,)))


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a hit: its clause, its sentence, the headings above."""

    clause: str
    sentence: str
    headings: tuple[str, ...] = ()

    def tells(self, phrase: Phrase) -> bool:
        """Whether what the phrase needs is said; where no heading is known, it is taken for granted."""
        if not self.headings or any(word in self.sentence for word in phrase.needs):
            return True
        return any(word in heading for word in (*phrase.needs, *phrase.needs_heading) for heading in self.headings)

    def has(self, beside: tuple[str, ...]) -> bool:
        return not beside or any(word in self.sentence for word in beside)


def allowed(hits: Iterable[Hit], around: Around) -> Iterator[Hit]:
    """The hits that what stands around them does not exclude."""
    clause, sentence = around.clause, around.sentence
    for hit in hits:
        phrase = hit.phrase
        if (phrase.needs and not around.tells(phrase)) or not around.has(phrase.beside):
            continue
        void = any(word in clause for word in phrase.unless)
        excluded = not void and any(word in clause for word in phrase.exclude)
        if not excluded and not any(word in sentence for word in phrase.exclude_sentence):
            yield hit


def coordinated(hits: list[Hit], last: Hit, text: str) -> list[Hit]:
    """``last`` and the hits joined to it by 、 or 和: 行政复议、提起行政诉讼 are two indicators."""
    group = [last]
    for hit in sorted(hits, key=lambda hit: (-hit.end, hit.start)):
        between = text[hit.end : group[-1].tail]
        if (
            hit.end <= group[-1].tail
            and _JOINED.fullmatch(between)
            and hit.phrase.indicator not in {one.phrase.indicator for one in group}
        ):
            group.append(hit)
    return group[::-1]
