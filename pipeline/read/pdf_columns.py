"""Tables without rulings: columns told by where words stand, rows by the lines that hold values.

Second best: a blank cell leaves no trace but a gap. Such a table is marked, and an issue says how it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pipeline.read.pdf_line import Line, Word, glue, is_numbered
from pipeline.read.pdf_table import PageTable, TableCell
from pipeline.read.ruling import Box

ROWS = 3  # lines with values; fewer are no table
_VALUE = re.compile(r"[-+—–/]|[-+]?[0-9０-９][0-9０-９,.，．]*[%％]?")
_LEADERS = re.compile(r"[.．·…]{4,}")


@dataclass(slots=True)
class _Row:
    """A line with values, and the lines of its label above and below."""

    lines: list[Line]
    valued: bool


def find_columns(lines: Sequence[Line]) -> tuple[list[Line], list[PageTable]]:
    """The lines that are text, and the tables that the others make."""
    rest: list[Line] = []
    tables: list[PageTable] = []
    at = 0
    for start, end in _runs(lines):
        table = _table(lines[start:end])
        if table is not None:
            rest += lines[at:start]
            tables.append(table)
            at = end
    return [*rest, *lines[at:]], tables


def _runs(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Stretches of lines that stand in columns; a label may need a line or two of its own between them."""
    rows = [i for i, line in enumerate(lines) if len(line.words) > 1 and not _LEADERS.search(line.text)]
    start = 0
    for k in range(1, len(rows) + 1):
        if k == len(rows) or not _together(lines, rows[k - 1], rows[k]):
            if k - start >= ROWS:
                yield rows[start], rows[k - 1] + 1
            start = k


def _together(lines: Sequence[Line], one: int, other: int) -> bool:
    """Whether only short lines stand between two rows, and no great gap."""
    width = max(lines[one].x1 - lines[one].x0, lines[other].x1 - lines[other].x0)
    between = lines[one + 1 : other]
    gaps = [b.top - a.bottom for a, b in pairwise(lines[one : other + 1])]
    return (
        len(between) <= 2
        and all(line.x1 - line.x0 < width * 0.6 for line in between)
        and max(gaps) < 3 * lines[one].size
    )


def _table(lines: Sequence[Line]) -> PageTable | None:
    columns = _columns(lines)
    values = [line for line in lines if any(_VALUE.fullmatch(word.text) for word in line.words)]
    if len(columns) < 2 or len(values) < ROWS or _is_contents(lines):
        return None
    cells: list[TableCell] = []
    for number, row in enumerate(_rows(lines, columns)):
        cells += _cells(number, row, columns)
    xs = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1]]
    box = (min(line.x0 for line in lines), lines[0].top, max(line.x1 for line in lines), lines[-1].bottom)
    return PageTable(tuple(xs), tuple(cells), lines[0].page, box, ruled=False)


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Where the columns stand: what the words of the fullest lines cover. A header may span several."""
    most = max(len(line.words) for line in lines)
    full = [line for line in lines if len(line.words) >= max(2, most * 0.8)]
    columns: list[tuple[float, float]] = []
    for word in sorted((word for line in full for word in line.words), key=lambda word: word.x0):
        if columns and word.x0 < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], word.x1))
        else:
            columns.append((word.x0, word.x1))
    return columns


def _is_contents(lines: Sequence[Line]) -> bool:
    """Headings with the numbers of their pages, which never fall."""
    rows = [line for line in lines if len(line.words) == 2 and line.words[1].text.isdigit()]
    pages = [int(line.words[1].text) for line in rows]
    return len(rows) == len(lines) and pages == sorted(pages) and all(is_numbered(line.text) for line in rows)


def _over(word: Word, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The first and the last column that a word stands in."""
    hit = [i for i, (left, right) in enumerate(columns) if min(word.x1, right) - max(word.x0, left) > 0]
    if hit:
        return hit[0], hit[-1]
    middle = (word.x0 + word.x1) / 2
    near = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))
    return near, near


def _rows(lines: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[_Row]:
    """Lines put together to rows: a label of several lines stands around its values or begins beside them."""

    def middle(line: Line) -> float:
        return (line.top + line.bottom) / 2

    rows = [_Row([line], any(_over(word, columns)[0] > 0 for word in line.words)) for line in lines]
    anchors = [row for row in rows if row.valued]
    steps = [middle(b.lines[0]) - middle(a.lines[0]) for a, b in pairwise(anchors)]
    near = 0.75 * median(steps) if steps else 0.0
    out: list[_Row] = []
    waiting: list[Line] = []
    for row in rows:
        line = row.lines[0]
        before = out[-1] if out and out[-1].valued else None
        if row.valued:
            bare = _over(line.words[0], columns)[0] > 0  # the label stands above and below
            close = [one for one in waiting if bare and middle(line) - middle(one) < near]
            out += [_Row([one], False) for one in waiting if one not in close]
            out.append(_Row([*close, line], True))
            waiting = []
        elif before is not None and not waiting and middle(line) - middle(before.lines[-1]) < near:
            before.lines.append(line)
        else:
            waiting.append(line)
    return [*out, *(_Row([one], False) for one in waiting)]


def _cells(number: int, row: _Row, columns: Sequence[tuple[float, float]]) -> Iterator[TableCell]:
    """The cells of a row; an empty one where a column has no word."""
    found: dict[int, TableCell] = {}
    for line in row.lines:
        for word in line.words:
            first, last = _over(word, columns)
            taken = found.get(first)
            if taken is None:
                box: Box = (word.x0, line.top, word.x1, line.bottom)
                found[first] = TableCell(number, first, 1, last - first + 1, word.text, line.page, box)
            else:
                box = (min(taken.box[0], word.x0), taken.box[1], max(taken.box[2], word.x1), line.bottom)
                found[first] = replace(taken, text=glue(taken.text, word.text), box=box)
    top, bottom = row.lines[0].top, row.lines[-1].bottom
    col = 0
    while col < len(columns):
        cell = found.get(col)
        if cell is None:
            left, right = columns[col]
            cell = TableCell(number, col, 1, 1, "", row.lines[0].page, (left, top, right, bottom))
        further = min((other for other in found if other > col), default=len(columns))
        cell = replace(cell, col_span=min(cell.col_span, further - col))
        yield cell
        col += cell.col_span
