"""One sheet → a plain page: which of its rows are text, and which make a table.

A sheet has no paragraphs. A title, a heading or a sentence stands in a row of its own, merged over the columns or
running over them; rows with several cells are a table. Rows of one cell between them belong to the table, unless they
are a sentence or part two tables of different widths.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from pipeline.read.grid import MAX_COL_SPAN

LONG = 60  # characters; a longer row of one cell is a sentence
MAX_MERGED = 1_000_000  # places that merged cells cover
CAPTION = 20  # characters of what stands over a table and is of its width

# "一、总体情况", "第一部分 概述": headings of the report, not of a part of its table; nor is "（一）…", a row's label
_HEADING = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}\s*[、．.]|第[一二三四五六七八九十]{1,3}[部章])")
_STOP = re.compile("[。！？；]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell with its last row and column; all count from 0."""

    row: int
    col: int
    bottom: int
    right: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    hidden: bool
    cells: tuple[Cell, ...]
    blanks: tuple[Cell, ...]  # merged places with nothing in them

    @classmethod
    def of(cls, found: dict[str, Any]) -> Sheet:
        """From what ``cells.py`` writes. Merged places that overlap another one's are none."""
        merged: dict[tuple[int, int], tuple[int, int]] = {}
        ends = {(row, col): (bottom, right) for row, col, bottom, right in found["merged"]}
        filled = {(row, col): text for row, col, text in found["cells"]}
        if not filled:
            return cls(found["name"], found["hidden"], (), ())
        foot = max(row for row, _ in filled)
        edge = max(ends.get(place, place)[1] for place in filled)
        taken: set[tuple[int, int]] = set()
        room = MAX_MERGED
        for start in sorted(ends):
            bottom, right = min(ends[start][0], foot), min(ends[start][1], edge, start[1] + MAX_COL_SPAN - 1)
            room -= max(bottom - start[0] + 1, 0) * max(right - start[1] + 1, 0)
            if room < 0:
                break
            places = {(y, x) for y in range(start[0], bottom + 1) for x in range(start[1], right + 1)}
            if places and not places & taken:
                taken |= places
                merged[start] = bottom, right
        cells: list[Cell] = []
        blanks: list[Cell] = []
        for place in sorted(filled.keys() | merged.keys()):
            if place in taken and place not in merged:
                continue  # under a merged cell: no program shows it
            bottom, right = merged.get(place, place)
            cell = Cell(place[0], place[1], bottom, right, filled.get(place, ""))
            (cells if cell.text else blanks).append(cell)
        return cls(found["name"], found["hidden"], tuple(cells), tuple(blanks))


def as_page(sheet: Sheet) -> Iterator[str]:
    """Paragraphs and tables in the order of the rows."""
    crossing: dict[int, list[Cell]] = {}
    for cell in sheet.cells:
        for row in range(cell.row, cell.bottom + 1):
            crossing.setdefault(row, []).append(cell)
    rows = sorted(crossing)
    for _, numbered in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):  # an empty row parts tables
        block = [row for _, row in numbered]
        for is_table, part in _parts(block, crossing):
            if is_table:
                yield _table(part[0], part[-1], sheet)
            else:
                for row in part:
                    yield from (f"<p>{_markup(cell.text)}</p>" for cell in crossing[row] if cell.row == row)


def _parts(block: Sequence[int], crossing: dict[int, list[Cell]]) -> Iterator[tuple[bool, list[int]]]:
    """The rows of a block, parted into text and tables."""
    wide = [row for row in block if not _is_alone(crossing[row])]
    if not wide:
        yield False, list(block)
        return
    tables: list[list[int]] = []
    for row in block:
        if row in wide:
            last = tables[-1][-1] if tables else None
            if last is None or _parts_tables(last, row, block, wide, crossing):
                tables.append([row])
            else:
                tables[-1] = [*tables[-1], *range(last + 1, row + 1)]
    done = block[0]
    for table in tables:
        first = _with_caption(table, done, crossing)
        if first > done:
            yield False, list(range(done, first))
        yield True, list(range(first, table[-1] + 1))
        done = table[-1] + 1
    if done <= block[-1]:
        yield False, list(range(done, block[-1] + 1))


def _is_alone(cells: Sequence[Cell]) -> bool:
    return len(cells) == 1 and cells[0].row == cells[0].bottom


def _parts_tables(
    last: int, row: int, block: Sequence[int], wide: Sequence[int], crossing: dict[int, list[Cell]]
) -> bool:
    """Whether what stands between two rows of tables ends the one and begins another."""
    between = [crossing[one][0].text for one in range(last + 1, row)]
    if any(len(text) > LONG or _STOP.search(text) for text in between):
        return True
    if not any(map(_HEADING.match, between)):
        return False
    above = [one for one in wide if one <= last]
    below = [one for one in wide if one >= row]
    return _edges(_run(reversed(above)), crossing) != _edges(_run(below), crossing)


def _run(rows: Any) -> list[int]:
    """The rows that follow each other without a gap, from the first of ``rows`` on."""
    out: list[int] = []
    for row in rows:
        if out and abs(row - out[-1]) > 1:
            break
        out.append(row)
    return out


def _edges(rows: Sequence[int], crossing: dict[int, list[Cell]]) -> tuple[int, int]:
    cells = [cell for row in rows for cell in crossing[row]]
    return min(cell.col for cell in cells), max(cell.right for cell in cells)


def _with_caption(table: Sequence[int], done: int, crossing: dict[int, list[Cell]]) -> int:
    """The first row of the table: short rows above it that are merged over just its width are its captions."""
    edges = _edges(table, crossing)
    first = table[0]
    while first > done:
        cell = crossing[first - 1][0]
        if (cell.col, cell.right) != edges or len(cell.text) > CAPTION or _HEADING.match(cell.text):
            break
        first -= 1
    return first


def _table(first: int, last: int, sheet: Sheet) -> str:
    inside = [cell for cell in (*sheet.cells, *sheet.blanks) if first <= cell.row <= last]
    left, edge = min(cell.col for cell in inside), max(cell.right for cell in inside)
    at = {(cell.row, cell.col): cell for cell in inside}
    covered = {
        (row, col)
        for cell in inside
        for row in range(cell.row, cell.bottom + 1)
        for col in range(cell.col, cell.right + 1)
    }
    rows = []
    for row in range(first, last + 1):
        cells = ""
        for col in range(left, edge + 1):
            if (cell := at.get((row, col))) is not None:
                spans = f" rowspan={cell.bottom - row + 1}" * (cell.bottom > row)
                spans += f" colspan={cell.right - col + 1}" * (cell.right > col)
                cells += f"<td{spans}>{_markup(cell.text)}</td>"
            elif (row, col) not in covered:
                cells += "<td></td>"
        rows.append(f"<tr>{cells}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _markup(text: str) -> str:
    return escape(text).replace("\n", "<br>")
