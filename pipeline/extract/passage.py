"""One section's prose, ready to be read: folded text, its numbers, sentences and clauses.

All offsets are into the section's own text. ``masked`` is the folded text with every count and ratio drawn
over by ``#`` and every name, bracket and reference by ``·``: a phrase is looked for there, so that it is never
found inside a title, and a thousands separator never looks like the end of a clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from pipeline.catalog import Catalog
from pipeline.extract.quantity import Number, scan
from pipeline.model import Role
from pipeline.text import fold

COUNTED = (Role.TOTAL, Role.PERCENT, Role.MULTIPLE)
_SENTENCE = re.compile(r"[^。!?\n]*[^。!?\n\s][^。!?\n]*[。!?]?")
_CLAUSE_END = re.compile(r"[,;:。!?\n()]")
_NAME = re.compile(r"《[^》\n]*》")
TITLE = re.compile(r"《[^》\n]{3,40}》")  # of a publication; 《条例》 is only a word
_BRACKET = re.compile(r"\([^()#\n]*\)")


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    start: int
    end: int
    numbers: tuple[Number, ...]  # every number
    counts: tuple[Number, ...]  # counts, percentages and multiples


@dataclass(frozen=True, slots=True)
class Passage:
    text: str  # folded
    masked: str
    sentences: tuple[Sentence, ...]
    stops: tuple[int, ...]  # where clauses end: , ; : ( ) and the ends of sentences
    recent: bool  # whether the report speaks in the terms of the forms since 2019

    def clause(self, start: int, end: int, sentence: Sentence) -> tuple[int, int]:
        """The clause around a span: between the nearest stops, or the sentence's ends."""
        before, after = bisect_left(self.stops, start), bisect_left(self.stops, end)
        left = self.stops[before - 1] + 1 if before else 0
        right = self.stops[after] if after < len(self.stops) else len(self.text)
        return max(left, sentence.start), min(right, sentence.end)

    def brackets(self, at: int, sentence: Sentence) -> tuple[int, int] | None:
        """Where the brackets around ``at`` open and close."""
        opened = self.masked.rfind("(", sentence.start, at)
        if opened < 0 or self.masked.find(")", opened, at) >= 0:
            return None
        closed = self.masked.find(")", at, sentence.end)
        return opened, closed if closed >= 0 else sentence.end


def read_passage(printed: str, catalog: Catalog, recent: bool) -> Passage:
    """Find the numbers and the sentences of a section's text."""
    text = fold(printed)
    numbers = scan(text, catalog)
    masked = list(text)

    def draw(start: int, end: int, sign: str) -> None:
        masked[start:end] = [sign if char != "\n" else char for char in masked[start:end]]

    for name in _NAME.finditer(text):
        draw(*name.span(), "·")
    for number in numbers:
        if number.role in COUNTED:
            draw(number.start, number.end, "#")
        elif number.role is Role.REFERENCE:
            draw(number.start, number.end, "·")
    for bracket in _BRACKET.finditer("".join(masked)):
        draw(*bracket.span(), "·")
    drawn = "".join(masked).replace('"', "·").replace("'", "·")
    sentences = []
    starts = [number.start for number in numbers]
    for found in _SENTENCE.finditer(drawn):
        within = tuple(numbers[bisect_left(starts, found.start()) : bisect_left(starts, found.end())])
        counts = tuple(n for n in within if n.role in COUNTED)
        sentences.append(Sentence(found.start(), found.end(), within, counts))
    return Passage(text, drawn, tuple(sentences), tuple(found.start() for found in _CLAUSE_END.finditer(drawn)), recent)
