"""The section tree, and the pieces that tile the text.

Levels come from the order in which numbering styles appear, since reports mix them freely. What is printed
is kept: skipped and repeated numbers are for a check to judge, never repaired here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.model import Document, Issue, Piece, Place, Section
from pipeline.structure.classify import classify
from pipeline.structure.numbering import RANK, Heading
from pipeline.structure.part import name_parts
from pipeline.structure.stretch import Stretch
from pipeline.structure.title import Title
from pipeline.structure.unnumbered import UNNUMBERED

_OUTER = "一、"  # the style of top-level headings by custom
AHEAD = 200  # headings looked at to tell an inner list from the outer one
_UNNUMBERED_KINDS = ("preamble", "signature", "attachment")


@dataclass(frozen=True, slots=True)
class Outline:
    sections: tuple[Section, ...]
    pieces: tuple[Piece, ...]
    issues: tuple[Issue, ...] = field(default=())


@dataclass(slots=True)
class _Open:
    """A section while it is being collected."""

    no: int
    parent: int | None
    level: int
    heading: Place
    kind: str
    number: str | None = None
    title: str | None = None
    style: str = ""
    ordinal: int | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    text: str = ""
    method: str = "heading"

    def add(self, start: int, end: int, document: Document, joint: str | None = None) -> None:
        """Add a line; ``joint`` is what joins it to the line that a hard line break cut it from."""
        if self.spans:
            self.text += "\n" if joint is None else joint
        self.spans.append((start, end))
        self.text += document.text[start:end]


def split_sections(document: Document, catalog: Catalog, title: Title | None, table_blocks: set[int]) -> Outline:
    """Split a document into numbered sections, preamble, signature, attachment lines and furniture."""
    stretches = classify(document, catalog, title, table_blocks)
    headings = [s.heading for s in stretches if s.kind == "body" and s.heading is not None]
    sections: list[_Open] = []
    pieces: list[Piece] = []
    stack: list[_Open] = []
    others: dict[str, _Open] = {}
    position = 0
    for s in stretches:
        place = s.place
        if s.kind == "body" and s.heading is not None:
            heading = s.heading
            section = _open(heading, place, sections, stack, headings[position + 1 : position + 1 + AHEAD])
            position += 1
            sections.append(section)
            body = place.start + heading.body
            pieces.append(Piece("heading", place.start, body, section.no))
            if body < place.end:
                section.add(body, place.end, document)
                pieces.append(Piece("text", body, place.end, section.no))
        elif s.kind == "table":
            pieces.append(Piece("table", place.start, place.end, stack[-1].no if stack else None))
        elif s.kind == "body" and stack:
            stack[-1].add(place.start, place.end, document, s.joint)
            pieces.append(Piece("text", place.start, place.end, stack[-1].no))
        else:
            name = "preamble" if s.kind == "body" else s.kind
            piece = None
            if name in _UNNUMBERED_KINDS:
                piece = others.get(name)
                if piece is None:
                    piece = _Open(len(sections) + 1, None, 0, Place(place.start, place.start), name, method=name)
                    others[name] = piece
                    sections.append(piece)
                piece.add(place.start, place.end, document, s.joint)
            pieces.append(Piece(name, place.start, place.end, piece.no if piece else None))
    closed = name_parts([_close(section) for section in sections], catalog)
    issues = [_cut_number(one, s) for one, s in pairwise(stretches) if _cuts_number(one, s)]
    if not any(section.kind == "numbered" for section in closed):
        issues.append(Issue("structure", "no_sections", "no heading was found; the text is kept as one preamble"))
    return Outline(closed, _tile(pieces, len(document.text)), tuple(issues))


def _close(s: _Open) -> Section:
    return Section(
        no=s.no, parent_no=s.parent, level=s.level, number=s.number, title=s.title, text=s.text, heading=s.heading,
        spans=tuple(s.spans), kind=s.kind, style=s.style, ordinal=s.ordinal, method=s.method,
    )  # fmt: skip


def _cuts_number(before: Stretch, s: Stretch) -> bool:
    return s.joint is not None and before.folded[-1:].isdigit() and s.folded[:1].isdigit()


def _cut_number(before: Stretch, s: Stretch) -> Issue:
    """Nothing tells for certain whether digits on both sides of a hard line break are one number."""
    printed = f"{before.line[-6:]} / {s.line[:6]}"
    read = "as one number" if s.joint == "" else "as two numbers"
    place = Place(before.place.end - 1, s.place.start + 1)
    return Issue("structure", "number_cut", f"a line break stands between digits, {printed}; read {read}", place)


# -- the tree ---------------------------------------------------------------------------------


def _open(heading: Heading, place: Place, sections: list[_Open], stack: list[_Open], later: Sequence[Heading]) -> _Open:
    """Place a heading in the tree and on the stack."""
    del stack[_depth(heading, stack, later) :]
    end = place.start + heading.title_end
    unnumbered = heading.style == UNNUMBERED
    section = _Open(
        no=len(sections) + 1,
        parent=stack[-1].no if stack else None,
        level=len(stack) + 1,
        heading=Place(place.start, end, place.page, place.box),
        kind="numbered",
        number=None if unnumbered else heading.number,
        title=heading.title,
        style="" if unnumbered else heading.style,
        ordinal=None if unnumbered else heading.ordinal,
        method="name" if unnumbered else "heading",
    )
    stack.append(section)
    return section


def _depth(heading: Heading, stack: list[_Open], later: Sequence[Heading]) -> int:
    """How much of the stack stays open: back to the heading's style if that is open, else one level deeper.

    一、二、三 may be nested inside 一、概述: a number that starts again at one opens such a level where the number
    that would continue the outer list still comes later. A style that is the outer one by custom, met where only
    inner ones are open (a text that starts mid-report), closes those, unless their list goes on after it.
    """
    if heading.style == UNNUMBERED or (stack and not stack[0].style and RANK[heading.style] <= RANK[_OUTER]):
        return 0  # 引言 and 一、概述 stand side by side
    depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].style == heading.style), None)
    if depth is None:
        inner = next((i for i, one in enumerate(stack) if RANK.get(one.style, -1) > RANK[heading.style]), None)
        if inner is not None:
            goes_on = next((one.ordinal for one in later if one.style == stack[inner].style), None)
            return len(stack) if goes_on == (stack[inner].ordinal or 0) + 1 else inner
        return len(stack)
    if heading.ordinal == 1 and stack[depth].ordinal is not None:
        outer_next = (stack[depth].ordinal or 0) + 1
        after = [one.ordinal for one in later if one.style == heading.style]
        if after.count(outer_next) > 1 or (outer_next > 2 and 2 in after and outer_next in after):
            return len(stack)
    elif depth > 0 and heading.ordinal is not None:
        same = [i for i in range(depth + 1) if stack[i].style == heading.style]
        before = heading.ordinal - 1
        if len(same) > 1 and stack[depth].ordinal != before and stack[same[0]].ordinal == before:
            return same[0]
    return depth


def _tile(pieces: list[Piece], length: int) -> tuple[Piece, ...]:
    """Stretch each piece to the next one's start, so that the pieces rejoin to the text without loss."""
    tiled = []
    for i, piece in enumerate(pieces):
        start = 0 if i == 0 else piece.start
        end = pieces[i + 1].start if i + 1 < len(pieces) else length
        tiled.append(Piece(piece.kind, start, end, piece.section_no))
    return tuple(tiled)
