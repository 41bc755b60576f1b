"""Glyphs → lines and the text of cells.

Blanks are mostly typography in a PDF: justified lines are spread, and programs set a gap between Latin and Chinese.
A blank is written only between two Latin words or numbers, or where the gap is wide enough to mean something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.read.pdf.page import Glyph
from pipeline.read.pdf.ruling import Box

NUMBERS = 0.75  # ems; a wider gap parts two numbers
MARGIN = 5.4  # points beside the text of a cell, as Word sets it
WIDE = 2.0  # ems; a wider gap in a line of Chinese is meant
_CLOSING = re.compile(r"[，。、；：！？）》」』】〕”’,.;:!?)\]%…·—-]")  # never the first of a line
_OPENING = re.compile(r"[（《「『【〔“‘(\[]")  # never the last of a line

# "第一部分", "一、", "（二）", "(2)", "3.", "4、", "①": not "2.5", not "一是"
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十]{1,3}[部章节]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十0-9]{1,3}[）)]"
    r"|[0-9０-９]{1,2}(?:、|[.．](?![0-9０-９]))|[①-⑳]"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of a line without a wide gap."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of one page. ``first``: the width of what cannot be parted at its beginning."""

    page: int
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    first: float
    words: tuple[Word, ...]
    band: int = 0  # of a page in two columns: above them, the left, the right, below
    column: tuple[float, float] | None = None  # its edges

    @property
    def box(self) -> Box:
        return self.x0, self.top, self.x1, self.bottom


@dataclass(frozen=True, slots=True)
class Row:
    """A line with its glyphs. They are let go with the page."""

    line: Line
    glyphs: tuple[Glyph, ...]


def read_lines(page: int, glyphs: Iterable[Glyph]) -> list[Row]:
    """The lines of horizontal text from the top down."""
    rows = [make_row(page, row) for row in rows_of(glyphs)]
    return sorted(rows, key=lambda row: (row.line.top + row.line.bottom, row.line.x0))


def make_row(page: int, glyphs: Sequence[Glyph]) -> Row:
    """The line that glyphs make, given from left to right."""
    return Row(_line(page, glyphs), tuple(glyphs))


def cell_text(glyphs: Sequence[Glyph], width: float) -> str:
    """The text of a cell ``width`` points wide. Its lines are joined; two numbers are never glued together.

    But 13612 in a narrow cell is one number over two lines, 1361 and 2: its first line had no room for one figure more.
    """
    columns = _upright_columns(glyphs)
    if columns is not None:
        return "".join(glyph.text for column in columns for glyph in column)
    text, before = "", None
    for row in rows_of(glyphs):
        own = read_text(row)
        goes_on = before is not None and own.isdecimal() and _is_full(before, width)
        text = text + own if goes_on else glue(text, own)
        before = row
    return text


def _is_full(row: Sequence[Glyph], width: float) -> bool:
    """Whether a line of figures leaves no room in its cell for one more."""
    figures = len(row) > 1 and all(glyph.text.isdecimal() for glyph in row)
    return figures and row[-1].x1 - row[0].x0 + row[-1].x1 - row[-1].x0 + 2 * MARGIN > width


def is_numbered(text: str) -> bool:
    """Whether a line or a cell begins with the number of a heading or an item."""
    return _NUMBERED.match(text) is not None


def glue(text: str, more: str) -> str:
    """Two lines of one text: a blank between Latin words, none in Chinese."""
    return f"{text} {more}" if text and more and would_glue(text[-1], more[0]) else text + more


def would_glue(last: str, first: str) -> bool:
    """Whether a letter or figure would run into the next line's, or a sign of Latin text into a word."""
    return last.isascii() and first.isascii() and last not in "-/@_([" and first not in ")],.;:%"


def rows_of(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """Glyphs that stand on one line, each from left to right; lines from the top down."""
    rows: list[tuple[float, float, list[Glyph]]] = []  # middle, size, glyphs
    for glyph in sorted(glyphs, key=lambda g: (g.top + g.bottom, g.x0)):
        middle = (glyph.top + glyph.bottom) / 2
        if rows and middle - rows[-1][0] <= max(min(glyph.size, rows[-1][1]) / 2, 1.0):
            rows[-1][2].append(glyph)
            if glyph.size > rows[-1][1]:  # the largest glyph says where the line is, not a note's mark above it
                rows[-1] = (middle, glyph.size, rows[-1][2])
        else:
            rows.append((middle, glyph.size, [glyph]))
    return [sorted(row, key=lambda g: g.x0) for _, _, row in rows]


def _line(page: int, row: Sequence[Glyph]) -> Line:
    return Line(
        page=page,
        text=read_text(row),
        x0=row[0].x0,
        top=min(glyph.top for glyph in row),
        x1=max(glyph.x1 for glyph in row),
        bottom=max(glyph.bottom for glyph in row),
        size=median(glyph.size for glyph in row),
        bold=all(glyph.bold for glyph in row),
        first=_unparted(row) - row[0].x0,
        words=tuple(_words(row)),
    )


def _gaps(row: Sequence[Glyph]) -> tuple[list[float], float]:
    """The gap before each glyph, and the one that is usual in the line."""
    gaps = [max(b.x0 - a.x1, 0.0) for a, b in pairwise(row)]
    return [0.0, *gaps], median(gaps) if len(gaps) > 3 else 0.0


def read_text(row: Sequence[Glyph]) -> str:
    """A stretch of one line, with the blanks that are meant."""
    gaps, usual = _gaps(row)
    parts = [row[0].text]
    for (before, glyph), gap in zip(pairwise(row), gaps[1:], strict=True):
        size = max(before.size, glyph.size)
        if before.text.isascii() and glyph.text.isascii():
            blank = (glyph.spaced and gap > 0.1 * size) or gap > usual + 0.25 * size
        else:
            blank = gap > WIDE * size and gap > 4 * usual
        parts.append(f" {glyph.text}" if blank else glyph.text)
    return "".join(parts)


def _words(row: Sequence[Glyph]) -> Iterator[Word]:
    """What a reader sees apart: stretches between gaps of more than an em over what is usual in the line."""
    gaps, usual = _gaps(row)
    starts = [i for i, gap in enumerate(gaps) if i == 0 or gap > usual + row[i].size or _are_numbers(row, i, gap)]
    for start, end in pairwise((*starts, len(row))):
        part = row[start:end]
        yield Word(read_text(part), part[0].x0, part[-1].x1)


def _are_numbers(row: Sequence[Glyph], i: int, gap: float) -> bool:
    """Figures with a gap between them are two numbers, also in a line of nothing but such gaps: 5   0   0   5."""
    return gap > NUMBERS * row[i].size and row[i - 1].text.isdigit() and row[i].text.isdigit()


def _unparted(row: Sequence[Glyph]) -> float:
    """Where a line could first have been broken: 中 | 国, but 2023 | 年 and 国， | 而."""
    for before, glyph in pairwise(row):
        kept = _OPENING.match(before.text) or _CLOSING.match(glyph.text)
        latin = before.text.isascii() and glyph.text.isascii() and glyph.x0 - before.x1 < 0.25 * glyph.size
        if not (kept or latin):
            return before.x1
    return row[-1].x1


def _upright_columns(glyphs: Sequence[Glyph]) -> list[list[Glyph]] | None:
    """The columns of text set from the top down, the right one first; None where it runs from left to right.

    What stands closer together belongs together: in a column the glyphs follow each other closely and the columns
    stand apart, in lines it is the other way about.
    """
    if len(glyphs) < 4:
        return None
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: -(g.x0 + g.x1)):
        if columns and abs(columns[-1][0].x0 + columns[-1][0].x1 - glyph.x0 - glyph.x1) <= glyph.size / 2:
            columns[-1].append(glyph)
        else:
            columns.append([glyph])
    columns = [sorted(column, key=lambda g: g.top) for column in columns]
    if len(columns) < 2 or min(len(column) for column in columns[:-1]) < 3:
        return None
    within = [b.top - a.bottom for column in columns for a, b in pairwise(column)]
    between = [a[0].x0 - b[0].x1 for a, b in pairwise(columns)]
    return columns if within and max(within) < min(between) else None
