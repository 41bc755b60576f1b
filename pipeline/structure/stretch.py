"""A stretch of the page: a block, or a part of one where headings stand within a paragraph whose breaks were lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.catalog import Catalog
from pipeline.model import Block, Document, Place
from pipeline.structure.names import reads_as_title
from pipeline.structure.numbering import Heading, headings_glued, headings_within, parse_heading
from pipeline.structure.part import named_part
from pipeline.structure.wraps import Line, find_wraps, width
from pipeline.text import fold

SENTENCE = 30  # characters; a shorter line with a stop may be a button or a signature


@dataclass(slots=True)
class Stretch:
    """A line. ``whole`` is the paragraph that a hard break cut it from, ``joint`` what joins it to the line before."""

    place: Place
    block: Block
    line: str
    folded: str
    kind: str
    heading: Heading | None = None
    joint: str | None = None
    whole: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the line is a paragraph of its own."""
        return not self.whole


def mend(stretches: Sequence[Stretch], document: Document, catalog: Catalog) -> None:
    """Find the lines of the body that a hard line break cut off, and read headings on whole paragraphs."""
    lines: list[Line | None] = []
    at = 0
    for s in stretches:
        gap = document.text[at : s.place.start]
        at = s.place.end
        begins = s.heading is not None or s.block.level is not None
        heads = s.heading is not None and s.heading.title_end == len(s.line)
        # "一、总体情况、": the comma behind a whole title ends nothing and goes on with nothing.
        title = s.heading.title if s.heading is not None and heads else None
        folded = s.folded.rstrip("、, ") if title and named_part(title, True, catalog) else s.folded
        lines.append(Line(folded, width(s.line), gap, begins, heads) if s.kind == "body" and s.line else None)
    wraps = find_wraps(lines, catalog)
    i = 0
    while i < len(stretches):
        last = i
        while last + 1 in wraps:
            last += 1
        if last > i:
            _join(stretches[i : last + 1], [wraps[j] for j in range(i + 1, last + 1)])
        i = last + 1


def _join(paragraph: Sequence[Stretch], joints: Sequence[str]) -> None:
    first, *rest = paragraph
    whole = first.line
    for s, joint in zip(rest, joints, strict=True):
        s.joint, s.heading = joint, None
        whole += joint + s.line
    for s in paragraph:
        s.whole = whole
    if first.heading is not None and (heading := parse_heading(whole, fold(whole))):
        if heading.title_end > len(first.line):  # a sentence that begins with a number, cut by the line break
            heading = heading if heading.length <= len(first.line) else first.heading  # "(一)", and "、" below
            length = heading.length
            heading = replace(heading, title=None, title_end=length, body=length)
        first.heading = replace(heading, body=min(heading.body, len(first.line)))


def cut(document: Document, block: Block, is_table: bool, catalog: Catalog) -> Iterator[Stretch]:
    """The block, or its parts where headings stand within it."""
    line = document.cut(block.place)
    folded = fold(line)
    kind = "table" if is_table or block.cells else "body" if block.content else "furniture"
    if kind != "body":
        yield Stretch(block.place, block, line, folded, kind)
        return
    marks = sorted({0, *_glued(folded, catalog), *(headings_within(folded) if len(line) > 60 else ())})
    for start, end in zip(marks, [*marks[1:], len(line)], strict=True):
        part = line[start:end].rstrip()
        place = replace(block.place, start=block.place.start + start, end=block.place.start + start + len(part))
        own = folded[start : start + len(part)]
        yield Stretch(place, block, part, own, kind, parse_heading(part, own))


def _glued(folded: str, catalog: Catalog) -> Iterator[int]:
    """Where headings begin though nothing sets them off: "…完善了制度。二、主动公开情况", "3一、概述"."""
    return (at for at, title in headings_glued(folded) if reads_as_title(title, catalog))


def is_sentence(s: Stretch) -> bool:
    text = s.whole or s.line
    return len(text) > SENTENCE and "。" in text
