"""One section's prose, ready to be read: folded text, its numbers, sentences and clauses.

All offsets are into the section's own text. ``masked`` is the folded text with every count and ratio drawn
over by ``#`` and every name, bracket and reference by ``·``: a phrase is looked for there, so that it is never
found inside a title, and a thousands separator never looks like the end of a clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.catalog import Catalog
from pipeline.extract.quantity import Number, scan
from pipeline.model import Role
from pipeline.text import fold

COUNTED = (Role.TOTAL, Role.PERCENT, Role.MULTIPLE)
_SENTENCE = re.compile(r"[^。!?\n]*[^。!?\n\s][^。!?\n]*[。!?]?")
_CLAUSE_END = re.compile(r"[,;:。!?\n()]")
_TITLE = re.compile(r"《[^》\n]*》")
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

    def clause(self, start: int, end: int, sentence: Sentence) -> tuple[int, int]:
        """The clause around a span: between the nearest , ; : ( ) or the sentence's ends."""
        left = max((m.end() for m in _CLAUSE_END.finditer(self.masked, sentence.start, start)), default=sentence.start)
        stop = _CLAUSE_END.search(self.masked, end, sentence.end)
        return left, stop.start() if stop else sentence.end

    def in_brackets(self, at: int, sentence: Sentence) -> int | None:
        """Where the bracket around ``at`` opens."""
        before = self.masked[sentence.start : at]
        opened = before.rfind("(")
        return sentence.start + opened if opened > before.rfind(")") else None


def read_passage(printed: str, catalog: Catalog) -> Passage:
    """Find the numbers and the sentences of a section's text."""
    text = fold(printed)
    numbers = scan(text, catalog)
    masked = list(text)

    def draw(start: int, end: int, sign: str) -> None:
        masked[start:end] = [sign if char != "\n" else char for char in masked[start:end]]

    for title in _TITLE.finditer(text):
        draw(*title.span(), "·")
    for number in numbers:
        if number.role in COUNTED:
            draw(number.start, number.end, "#")
        elif number.role is Role.REFERENCE:
            draw(number.start, number.end, "·")
    for bracket in _BRACKET.finditer("".join(masked)):
        draw(*bracket.span(), "·")
    drawn = "".join(masked).replace('"', "·").replace("'", "·")
    sentences = []
    for found in _SENTENCE.finditer(drawn):
        within = tuple(n for n in numbers if found.start() <= n.start < found.end())
        counts = tuple(n for n in within if n.role in COUNTED)
        sentences.append(Sentence(found.start(), found.end(), within, counts))
    return Passage(text, drawn, tuple(sentences))
