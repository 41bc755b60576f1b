"""Where the columns of a table without rulings stand: told by its numbers, which stand under each other.

Second best: a blank cell leaves no trace but a gap. Such a table is marked, and an issue says how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.extent import extent
from pipeline.read.pdf.labels import find_marks, find_unit
from pipeline.read.pdf.line import Line, Row, is_numbered
from pipeline.read.pdf.piece import LARGER, SEAM, VALUE, Columns, parted
from pipeline.read.pdf.ruling import Ruling
from pipeline.read.pdf.table import PageTable
from pipeline.read.pdf.unruled import read_rows

ROWS = 3  # lines with values; fewer are no table,
WIDE = 6  # unless one has so many of them
BETWEEN = 6  # lines of labels that may stand between two lines with values
NARROW = 0.6  # of the table's width; such lines may be labels
_LEADERS = re.compile(r"[.．·…]{4,}")


@dataclass(frozen=True, slots=True)
class _Span:
    """Lines that may make a table: ``first`` to before ``last``."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """The lines that are text, the tables that the others make, and lines of numbers whose table could not be read."""

    lines: list[Line]
    tables: list[PageTable]
    unclear: list[Line]


def find_columns(rows: Sequence[Row], rulings: Sequence[Ruling]) -> Found:
    """``rulings`` may part the rows of the tables."""
    rest: list[Line] = []
    tables: list[PageTable] = []
    unclear: list[Line] = []
    across = [ruling for ruling in rulings if ruling.horizontal]
    at = 0
    for span in _spans(rows):
        part = rows[span.first : span.last]
        columns = _columns(part)
        if columns is not None:
            start, end = extent(rows, span.first, span.last, columns)
            start = max(start, at)
            part = rows[start:end]
            columns = _columns(part)
        table = None if columns is None else read_rows(part, columns, across)
        if table is not None:
            rest += [row.line for row in rows[at:start]]
            tables.append(table)
            at = end
        elif sum(_is_full(row.line) for row in part) >= ROWS:
            unclear.append(part[0].line)
    return Found([*rest, *(row.line for row in rows[at:])], tables, unclear)


def _is_full(line: Line) -> bool:
    return sum(VALUE.fullmatch(word.text) is not None for word in line.words) > 1


def _spans(rows: Sequence[Row]) -> Iterator[_Span]:
    """Stretches of lines that stand in columns; a label may need lines of its own between them."""
    parted = [i for i, row in enumerate(rows) if len(row.line.words) > 1 and not _LEADERS.search(row.line.text)]
    start = 0
    for k in range(1, len(parted) + 1):
        if k == len(parted) or not _together(rows, parted[start], parted[k - 1], parted[k]):
            first, last = parted[start], parted[k - 1] + 1
            if _is_enough(rows[first:last]):
                yield _widened(rows, first, last)
            start = k


def _is_enough(rows: Sequence[Row]) -> bool:
    counts = [sum(VALUE.fullmatch(word.text) is not None for word in row.line.words) for row in rows]
    return len(rows) >= ROWS and (sum(map(bool, counts)) >= ROWS or max(counts) >= WIDE) and not _is_contents(rows)


def _is_contents(rows: Sequence[Row]) -> bool:
    """Headings with the numbers of their pages, which never fall."""
    lines = [row.line for row in rows if len(row.line.words) == 2 and row.line.words[1].text.isdigit()]
    pages = [int(line.words[1].text) for line in lines]
    return len(lines) == len(rows) and pages == sorted(pages) and all(is_numbered(line.text) for line in lines)


def _together(rows: Sequence[Row], start: int, one: int, other: int) -> bool:
    """Whether only short lines stand between two rows, no heading and no great gap."""
    lines = [row.line for row in rows[one : other + 1]]
    above = [row.line for row in rows[start : one + 1]]
    width = max(line.x1 for line in (*above, lines[-1])) - min(line.x0 for line in (*above, lines[-1]))
    size = max(lines[0].size, lines[-1].size)
    gaps = [b.top - a.bottom for a, b in pairwise(lines)]
    return (
        len(lines) <= 2 + BETWEEN
        and abs(lines[0].size - lines[-1].size) < (LARGER - 1) * size
        and all(line.x1 - line.x0 < width * NARROW and line.size < LARGER * size for line in lines[1:-1])
        and max(gaps) < 3 * size
    )


def _widened(rows: Sequence[Row], first: int, last: int) -> _Span:
    """With the lines above that the first label begins on and those below that the last ends on, which are close."""
    bare = VALUE.fullmatch(rows[first].line.words[0].text) is not None
    while bare and first > 0 and _is_begun(rows[first - 1].line, rows[first].line):
        first -= 1
        bare = not is_numbered(rows[first].line.text)
    while last < len(rows) and _is_rest(rows[last - 1].line, rows[last].line):
        last += 1
    return _Span(first, last)


def _is_begun(above: Line, below: Line) -> bool:
    close = below.top - above.bottom < 0.5 * min(above.size, below.size)
    return close and above.x1 < below.x0 + below.size and abs(above.size - below.size) < 0.1 * above.size


def _is_rest(above: Line, below: Line) -> bool:
    close = below.top - above.bottom < 0.5 * min(above.size, below.size)
    inside = above.x0 - 1 <= below.x0 and below.x1 < (above.x0 + above.x1) / 2
    return close and inside and abs(above.size - below.size) < 0.1 * above.size and not is_numbered(below.text)


def _columns(rows: Sequence[Row]) -> Columns | None:
    """One column for each place where numbers stand, and what is left of them all for the labels."""
    valued = []
    for row in rows:
        words = row.line.words
        values = [i for i, word in enumerate(words) if VALUE.fullmatch(word.text)]
        if values and not (values[0] == 0 and len(values) == 1 and len(words) > 1):
            valued.append((words, values))
    columns: list[tuple[float, float]] = []
    for words, values in sorted(valued, key=lambda line: -len(line[1])):
        for word in (words[i] for i in values):
            hit = [k for k, (x0, x1) in enumerate(columns) if word.x0 < x1 and x0 < word.x1]
            if not hit:
                columns.append((word.x0, word.x1))
            elif len(hit) == 1:  # one number over several columns does not make them one
                x0, x1 = columns[hit[0]]
                columns[hit[0]] = (min(x0, word.x0), max(x1, word.x1))
    columns.sort()
    if not columns or any(a[1] > b[0] for a, b in pairwise(columns)):
        return None
    columns = list(_with_heads(columns, rows))
    unit = find_unit([row for row in rows if _has_value(row)], columns[0][0])
    if unit is not None:
        columns.insert(0, unit)
    first = next(i for i, row in enumerate(rows) if _has_value(row))
    labels = [part[-1].x1 for row in rows[max(first - 1, 0) :] for part in parted(row.glyphs)]
    left = min(row.line.x0 for row in rows)
    right = max(row.line.x1 for row in rows)
    stretches = list(_stretches(rows, columns))
    edges = [_clearest(stretches, a[1], b[0]) for a, b in pairwise(columns)]
    inner = [x1 for x1 in labels if x1 <= columns[0][0]]
    if unit is not None:
        inner.append(left)
    marks: tuple[float, ...] = ()
    if inner:
        edges.insert(0, _clearest(stretches, max(inner), columns[0][0]))
        marks = find_marks(rows, edges[0])
    if not edges:
        return None
    return Columns((left, *edges, right), bool(inner), marks)


def _stretches(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float, float]]:
    """Words with the number of their line, but for heads over several columns, or alone in the middle of a line."""
    for number, row in enumerate(rows):
        parts = [(part[0].x0, part[-1].x1) for part in parted(row.glyphs, gutter=SEAM)]
        for x0, x1 in parts:
            if len(parts) > 1 and sum(x0 < b and a < x1 for a, b in columns) < 2:
                yield x0, x1, number


def _has_value(row: Row) -> bool:
    return any(VALUE.fullmatch(word.text) for word in row.line.words)


def _clearest(stretches: Sequence[tuple[float, float, float]], start: float, end: float) -> float:
    """Where between ``start`` and ``end`` the fewest words stand, and those high up: the middle of the widest gap."""
    points = sorted({start, end, *(x for x0, x1, _ in stretches for x in (x0, x1) if start < x < end)})
    gaps = []
    for a, b in pairwise(points):
        over = [line for x0, x1, line in stretches if x0 < b and a < x1]
        gaps.append((len(over), max(over, default=0.0), a - b, (a + b) / 2))
    return min(gaps)[-1] if gaps else start


def _with_heads(columns: Sequence[tuple[float, float]], rows: Sequence[Row]) -> Iterator[tuple[float, float]]:
    """The columns, and those that have a head and no number: all their cells are blank.

    Heads that stand close to each other are told apart by what their lines keep clear: 科研机 社会公 / 构 益组织.
    """
    first = next(i for i, row in enumerate(rows) if any(VALUE.fullmatch(word.text) for word in row.line.words))
    heads: list[tuple[float, float]] = []
    lines = [list(parted(row.glyphs)) for row in rows[:first]]
    for part in sorted((part[0].x0, part[-1].x1) for line in lines if len(line) > 2 for part in line):
        if part[0] < columns[0][0] - 1 and part[1] < columns[0][1]:
            continue  # of the labels
        if heads and part[0] < heads[-1][1]:
            heads[-1] = (heads[-1][0], max(heads[-1][1], part[1]))
        else:
            heads.append(part)
    blank = [head for head in heads if not any(a < head[1] and head[0] < b for a, b in columns)]
    yield from sorted([*columns, *(head for head in blank if head[0] > columns[0][0])])
