"""The cells of a Word table and what they span.

A row takes columns of the table's grid one after another; a cell says how many it takes, and whether it goes on from
the cell above (``vMerge``) or, in files of old programs and converters, from the one to its left (``hMerge``). What a
cell that goes on holds is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.read.docx.package import attribute, child, elements, kind, shown, switch, whole
from pipeline.read.grid import MAX_COL_SPAN

_HERE = frozenset({"tbl", "tblPr", "tblGrid", "trPr", "tcPr", "tc", "tr", "del", "moveFrom"})


@dataclass(slots=True)
class TableCell:
    """A printed cell. ``node`` holds its text; None for the room before a row that begins late."""

    width: int
    node: etree._Element | None
    height: int = 1


def layout(table: etree._Element) -> list[list[TableCell]]:
    """The cells of each row that is left when the tracked changes are accepted; hidden rows are none."""
    grid = child(table, "tblGrid")
    columns = 0 if grid is None else sum(kind(column) == "gridCol" for column in elements(grid))
    above: dict[int, TableCell] = {}  # cells that may go on below, by their column
    rows: list[list[TableCell]] = []
    for row in _within(table, "tr"):
        properties = child(row, "trPr")
        if child(properties, "del") is not None or switch(properties, "hidden"):
            continue
        at = min(whole(properties, "gridBefore") or 0, MAX_COL_SPAN)
        cells = [TableCell(at, None)] if at else []
        below: dict[int, TableCell] = {}
        for cell, merge in _merged(row, at, columns):
            over = above.get(at)
            if merge == "continue" and over is not None and over.width == cell.width:
                over.height += 1
                below[at] = over
            else:
                cells.append(cell)
                if merge is not None:
                    below[at] = cell
            at += cell.width
        above = below
        rows.append(cells)
    return rows


def _merged(row: etree._Element, at: int, columns: int) -> Iterator[tuple[TableCell, str | None]]:
    """The cells of a row, those merged to the left as one, and how each is merged with the one above."""
    found: list[tuple[TableCell, str | None]] = []
    for node in _within(row, "tc"):
        about = child(node, "tcPr")
        if child(about, "cellDel") is not None:
            continue
        width = max(whole(about, "gridSpan") or 1, 1)
        if width > MAX_COL_SPAN:  # nonsense: what is left of the grid
            width = max(min(columns, MAX_COL_SPAN) - at, 1)
        at += width
        aside = child(about, "hMerge")
        if found and aside is not None and attribute(aside, "val") != "restart":
            found[-1][0].width += width
        else:
            found.append((TableCell(width, node), _merge(about)))
    yield from found


def _merge(about: etree._Element | None) -> str | None:
    """``restart`` or ``continue``; a tracked merge says "rest" and "cont"."""
    merge = child(about, "vMerge")
    said = None if merge is None else attribute(merge, "val") or "continue"
    if (tracked := child(about, "cellMerge")) is not None:
        said = attribute(tracked, "vMerge")
    return None if said is None else "restart" if said.startswith("rest") else "continue"


def _within(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, also those within content controls."""
    for part in elements(node):
        if kind(part) == name:
            yield part
        elif kind(part) not in _HERE:
            yield from _within(shown(part), name)
