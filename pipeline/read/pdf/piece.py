"""Columns of a table without rulings, and a printed line cut at them into pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.read.pdf.line import Row, glue, read_text
from pipeline.read.pdf.page import Glyph
from pipeline.read.pdf.ruling import Box

VALUE = re.compile(r"[-+—–/]|[-+]?[0-9０-９][0-9０-９,.，．]*[%％]?")
LARGER = 1.15  # times the size of a table's text is that of a heading
ALIGNED = 1.5  # points by which two things that stand under each other may differ
GUTTER = 0.3  # ems; a wider gap parts the columns of labels
SEAM = 0.15  # ems; a gap at the edge of a column that parts two of its heads


@dataclass(frozen=True, slots=True)
class Columns:
    """``xs`` are the edges. Labelled: the first column is that of the labels.

    ``marks`` are where labels begin in it that have the name of a group to their left.
    """

    xs: tuple[float, ...]
    labelled: bool
    marks: tuple[float, ...] = ()

    def of(self, glyph: Glyph) -> int:
        middle = (glyph.x0 + glyph.x1) / 2
        return sum(edge <= middle for edge in self.xs[1:-1])

    def is_mark(self, x: float) -> bool:
        return any(abs(x - mark) <= ALIGNED for mark in self.marks)


@dataclass(slots=True)
class Piece:
    """A stretch of a printed line in one column, or over several; or several lines of one text."""

    first: int
    last: int
    text: str
    box: Box

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def is_value(self) -> bool:
        return VALUE.fullmatch(self.text) is not None

    def add(self, other: Piece) -> None:
        """The next line of the same text, or what follows on the same line."""
        a, b = self.box, other.box
        self.text = glue(self.text, other.text)
        self.box = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


@dataclass(slots=True)
class TableRow:
    """A row of the table: pieces of its label, of its group's name, and one or none for each column."""

    middle: float
    label: list[Piece] = field(default_factory=list)
    group: list[Piece] = field(default_factory=list)
    values: list[Piece] = field(default_factory=list)

    @property
    def has_value(self) -> bool:
        return any(piece.is_value for piece in self.values)


def pieces(row: Row, columns: Columns) -> Iterator[Piece]:
    for part in parted(row.glyphs, columns):
        box = (part[0].x0, min(g.top for g in part), part[-1].x1, max(g.bottom for g in part))
        yield Piece(columns.of(part[0]), columns.of(part[-1]), read_text(part), box)


def parted(
    glyphs: Sequence[Glyph], columns: Columns | None = None, gutter: float = GUTTER
) -> Iterator[Sequence[Glyph]]:
    """A printed line, parted where a gap is wide, and where a column ends in a gap."""
    starts = [0, *(i for i in range(1, len(glyphs)) if _is_parted(glyphs[i - 1], glyphs[i], columns, gutter))]
    for start, end in pairwise((*starts, len(glyphs))):
        yield glyphs[start:end]


def _is_parted(before: Glyph, glyph: Glyph, columns: Columns | None, gutter: float) -> bool:
    gap, size = glyph.x0 - before.x1, max(glyph.size, before.size)
    if columns is not None and (columns.of(before) != columns.of(glyph) or columns.is_mark(glyph.x0)):
        return gap > SEAM * size
    return gap > gutter * size and not (before.text.isascii() and glyph.text.isascii())
