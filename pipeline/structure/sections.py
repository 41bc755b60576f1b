"""The section tree, and the pieces that tile the text.

Levels come from the order in which numbering styles appear, since reports mix them freely. What is printed
is kept: skipped and repeated numbers are for a check to judge, never repaired here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.catalog import Catalog
from pipeline.model import Document, Issue, Piece, Place, Section
from pipeline.structure.metadata import Title
from pipeline.structure.numbering import Heading, parse_heading
from pipeline.text import fold, squeeze

_DATE = re.compile(
    r"^(?:\d{4}|[二〇○零一九]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*[日号]$"
)


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


def split_sections(document: Document, catalog: Catalog, title: Title | None, table_blocks: set[int]) -> Outline:
    """Split a document into numbered sections, preamble, signature, attachment lines and furniture."""
    kinds = _classify(document, catalog, title, table_blocks)
    sections: list[_Open] = []
    pieces: list[Piece] = []
    stack: list[_Open] = []
    later = _later_headings(document, kinds)
    unnumbered: dict[str, _Open] = {}
    for index, block in enumerate(document.blocks):
        kind, place = kinds[index], block.place
        line = document.cut(place)
        heading = parse_heading(line, fold(line)) if kind == "body" else None
        if heading is not None:
            section = _open(heading, place, sections, stack, later)
            sections.append(section)
            end = place.start + heading.title_end
            body = place.start + heading.body
            pieces.append(Piece("heading", place.start, body, section.no))
            if place.start + heading.body < place.end:
                section.spans.append((body, place.end))
                pieces.append(Piece("text", body, place.end, section.no))
            section.heading = Place(place.start, end, place.page, place.box)
        elif kind == "table":
            pieces.append(Piece("table", place.start, place.end, stack[-1].no if stack else None))
        elif kind == "body" and stack:
            stack[-1].spans.append((place.start, place.end))
            pieces.append(Piece("text", place.start, place.end, stack[-1].no))
        else:
            name = "preamble" if kind == "body" else kind
            if name in ("preamble", "signature", "attachment"):
                piece = unnumbered.get(name)
                if piece is None:
                    piece = _Open(len(sections) + 1, None, 0, Place(place.start, place.start), name)
                    unnumbered[name] = piece
                    sections.append(piece)
                piece.spans.append((place.start, place.end))
                pieces.append(Piece(name, place.start, place.end, piece.no))
            else:
                pieces.append(Piece(name, place.start, place.end))
    closed = tuple(
        Section(
            no=s.no, parent_no=s.parent, level=s.level, number=s.number, title=s.title,
            text="\n".join(document.text[a:b] for a, b in s.spans), heading=s.heading, spans=tuple(s.spans),
            kind=s.kind, style=s.style, ordinal=s.ordinal, method="heading" if s.kind == "numbered" else s.kind,
        )
        for s in sections
    )  # fmt: skip
    issues: tuple[Issue, ...] = ()
    if not any(section.kind == "numbered" for section in closed):
        issues = (Issue("structure", "no_sections", "no numbered heading was found; the text is kept unnumbered"),)
    return Outline(closed, _tile(pieces, len(document.text)), issues)


def _later_headings(document: Document, kinds: list[str]) -> list[tuple[int, str, int]]:
    found = []
    for block, kind in zip(document.blocks, kinds, strict=True):
        line = document.cut(block.place)
        if kind == "body" and (heading := parse_heading(line, fold(line))):
            found.append((block.place.start, heading.style, heading.ordinal))
    return found


def _open(
    heading: Heading, place: Place, sections: list[_Open], stack: list[_Open], later: list[tuple[int, str, int]]
) -> _Open:
    """Place a heading in the tree: back to its style if that is open, else one level deeper.

    一、二、三 may be nested inside 一、概述. A number that starts again at one opens such a level where the
    number that would continue the outer list still comes later.
    """
    depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].style == heading.style), None)
    if depth is not None and heading.ordinal == 1 and stack[depth].ordinal is not None:
        outer_next = (stack[depth].ordinal or 0) + 1
        after = [n for at, style, n in later if at > place.start and style == heading.style]
        if after.count(outer_next) > 1 or (outer_next > 2 and 2 in after and outer_next in after):
            depth = None
    elif depth is not None and depth > 0:
        same = [i for i in range(depth + 1) if stack[i].style == heading.style]
        if (
            len(same) > 1
            and stack[depth].ordinal != heading.ordinal - 1
            and stack[same[0]].ordinal == heading.ordinal - 1
        ):
            depth = same[0]
    if depth is not None:
        del stack[depth:]
    parent = stack[-1].no if stack else None
    section = _Open(
        len(sections) + 1,
        parent,
        len(stack) + 1,
        place,
        "numbered",
        heading.number,
        heading.title,
        heading.style,
        heading.ordinal,
    )
    stack.append(section)
    return section


def _classify(document: Document, catalog: Catalog, title: Title | None, tables: set[int]) -> list[str]:
    """body, table, title, furniture, signature or attachment, for every block."""
    blocks = document.blocks
    lines = [document.cut(block.place) for block in blocks]
    folded = [fold(line) for line in lines]
    words = [squeeze(word) for word in catalog.outline["furniture"]["words"]]
    attach = tuple(catalog.outline["attachment"]["starts"])
    sentences = [
        i for i, line in enumerate(lines) if i not in tables and blocks[i].content and len(line) > 30 and "。" in line
    ]
    first = min(sentences, default=0)
    first = min([first, *(i for i, line in enumerate(folded) if blocks[i].content and parse_heading(lines[i], line))])
    last_body = max([*sentences, *tables, 0])

    kinds = []
    signed = None  # the signature's first block: after it everything is furniture
    for i, block in enumerate(blocks):
        line = squeeze(lines[i])
        if i in tables:
            kinds.append("table")
        elif not block.content:
            kinds.append("furniture")
        elif title is not None and block.place == title.place:
            kinds.append("title")
        elif i < first:
            kinds.append("furniture")
        elif i > last_body or (tables and i > max(tables)):
            if line.startswith(attach) and signed is None and not line.startswith("附件下载"):
                kinds.append("attachment")
            elif _DATE.match(folded[i].strip()) and signed is None:
                signed = i
                kinds.append("signature")
            elif signed is not None or any(word in line for word in words):
                kinds.append("furniture")
            elif _is_signature(i, lines, folded, title):
                kinds.append("signature")
            else:
                kinds.append("body")
        elif len(line) <= 30 and any(line.startswith(word) for word in words):
            kinds.append("furniture")
        elif _names_table(i, tables, line):
            kinds.append("table")
        else:
            kinds.append("body")
    return kinds


def _names_table(i: int, tables: set[int], line: str) -> bool:
    """A table's own caption: a short line without a stop, right before the table."""
    return (
        i + 1 in tables
        and i not in tables
        and len(line) <= 40
        and "表" in line
        and "。" not in line
        and not parse_heading(line, line)
    )


def _is_signature(i: int, lines: list[str], folded: list[str], title: Title | None) -> bool:
    """The agency's name alone on a line, or a short line right before the date."""
    line = squeeze(lines[i])
    if title is not None and title.agency and line == squeeze(title.agency):
        return True
    follows = folded[i + 1].strip() if i + 1 < len(folded) else ""
    return len(line) <= 30 and "。" not in line and bool(_DATE.match(follows))


def _tile(pieces: list[Piece], length: int) -> tuple[Piece, ...]:
    """Stretch each piece to the next one's start, so that the pieces rejoin to the text without loss."""
    tiled = []
    for i, piece in enumerate(pieces):
        start = 0 if i == 0 else piece.start
        end = pieces[i + 1].start if i + 1 < len(pieces) else length
        tiled.append(Piece(piece.kind, start, end, piece.section_no))
    return tuple(tiled)
