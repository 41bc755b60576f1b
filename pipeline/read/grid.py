"""Row and column spans → places on a grid, by the algorithm of the HTML Standard (4.9.12)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

from bs4 import Tag

from pipeline.read.container import is_hidden

MAX_CELLS = 20_000
MAX_COL_SPAN = 1_000

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class GridCell(Generic[S]):
    """A cell by its top left corner, counted from 1."""

    row: int
    col: int
    row_span: int
    col_span: int
    source: S


def expand(table: Tag) -> tuple[list[GridCell[Tag]], bool]:
    """The cells of ``table`` in reading order, at most ``MAX_CELLS``, and whether there were more.

    A span past the last row is cut, one of 0 or of rubbish is 1. What is not drawn has no place on the grid.
    """
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table and not is_hidden(row)]
    taken: set[tuple[int, int]] = set()
    cells: list[GridCell[Tag]] = []
    for number, row in enumerate(rows, 1):
        col = 1
        for tag in row.find_all(["td", "th"], recursive=False):
            if is_hidden(tag):
                continue
            while (number, col) in taken:
                col += 1
            col_span = min(_span(tag, "colspan"), MAX_COL_SPAN)
            row_span = min(_span(tag, "rowspan"), len(rows) - number + 1)
            if len(taken) + col_span * row_span > MAX_CELLS:
                return cells, True
            taken.update((number + down, col + right) for down in range(row_span) for right in range(col_span))
            cells.append(GridCell(number, col, row_span, col_span, tag))
            col += col_span
    return cells, False


def _span(tag: Tag, name: str) -> int:
    """A span as a browser takes it: anything that is not a positive number is 1."""
    printed = str(tag.get(name) or "").strip()
    return max(int(printed[:9]), 1) if re.fullmatch("[0-9]+", printed) else 1
