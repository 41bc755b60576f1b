"""A page of prose in two columns: its lines end at a gutter, and the left column is read before the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.read.pdf.line import Line, Row, make_row
from pipeline.read.pdf.page import Glyph

LINES = 8  # that stand on both sides of the gutter
LONG = 8  # characters; the halves of a line of prose are longer, those of a table's or a signature's are not


def in_columns(rows: Sequence[Row]) -> list[Row]:
    """The lines in the order they are read, those of two columns parted; as they are where there is one."""
    both = [row for row in rows if len(row.line.words) == 2 and min(len(w.text) for w in row.line.words) >= LONG]
    if len(both) < LINES:
        return list(rows)
    left = max(row.line.words[0].x1 for row in both)
    right = min(row.line.words[1].x0 for row in both)
    first, last = rows.index(both[0]), rows.index(both[-1])
    if right <= left or any(_is_over(row, left, right) for row in rows[first : last + 1]):
        return list(rows)
    while first and _belongs(rows[first - 1], rows[first], left, right):
        first -= 1
    while last + 1 < len(rows) and _belongs(rows[last + 1], rows[last], left, right):
        last += 1
    middle = (left + right) / 2
    above, below = rows[:first], rows[last + 1 :]
    own, other = [], []
    for row in rows[first : last + 1]:
        own += _part(row, [glyph for glyph in row.glyphs if glyph.x1 < middle])
        other += _part(row, [glyph for glyph in row.glyphs if glyph.x1 >= middle])
    return [
        *(_banded(row, 0, None) for row in above),
        *(_banded(row, 1, _edges(own)) for row in own),
        *(_banded(row, 2, _edges(other)) for row in other),
        *(_banded(row, 3, None) for row in below),
    ]


def _is_over(row: Row, left: float, right: float) -> bool:
    return any(word.x0 < left and word.x1 > right for word in row.line.words)


def _belongs(row: Row, beside: Row, left: float, right: float) -> bool:
    """Whether a line next to those of the columns is theirs: close, of their size, and not over the gutter."""
    line, near = row.line, beside.line
    gap = max(near.top - line.bottom, line.top - near.bottom)
    if _is_over(row, left, right) or gap > line.size:
        return False
    return len(line.words) == 2 or abs(line.size - near.size) < 0.1 * line.size


def _part(row: Row, glyphs: Sequence[Glyph]) -> list[Row]:
    return [make_row(row.line.page, glyphs)] if glyphs else []


def _edges(rows: Sequence[Row]) -> tuple[float, float]:
    return min(row.line.x0 for row in rows), max(row.line.x1 for row in rows)


def _banded(row: Row, band: int, column: tuple[float, float] | None) -> Row:
    line: Line = replace(row.line, band=band, column=column)
    return replace(row, line=line)
