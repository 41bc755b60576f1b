"""A stretch of the page: a block, or a part of one where headings stand within a paragraph whose breaks were lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.model import Block, Document, Place
from pipeline.structure.numbering import Heading, headings_within, parse_heading
from pipeline.text import fold

SENTENCE = 30  # characters; a shorter line with a stop may be a button or a signature


@dataclass(slots=True)
class Stretch:
    place: Place
    block: Block
    line: str
    folded: str
    kind: str
    heading: Heading | None = None


def cut(document: Document, block: Block, is_table: bool) -> Iterator[Stretch]:
    """The block, or its parts where headings stand within it."""
    line = document.cut(block.place)
    folded = fold(line)
    kind = "table" if is_table or block.cells else "body" if block.content else "furniture"
    if kind != "body":
        yield Stretch(block.place, block, line, folded, kind)
        return
    marks = [0, *headings_within(folded)] if len(line) > 60 else [0]
    for start, end in zip(marks, [*marks[1:], len(line)], strict=True):
        part = line[start:end].rstrip()
        place = replace(block.place, start=block.place.start + start, end=block.place.start + start + len(part))
        own = folded[start : start + len(part)]
        yield Stretch(place, block, part, own, kind, parse_heading(part, own))


def is_sentence(s: Stretch) -> bool:
    return len(s.line) > SENTENCE and "。" in s.line
