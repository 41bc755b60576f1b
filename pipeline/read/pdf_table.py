"""Tables of a page, and tables that run over several pages.

Every cell keeps the page and the box where it is printed; a table's rows and columns are counted over all its pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.read.pdf_line import cell_text, glue
from pipeline.read.pdf_page import Box, Glyph, Sheet
from pipeline.read.ruling import Lattice, find_lattices

MAX_CELL = 200  # characters; a longer cell is prose, as on a web page
NEAR = 4.0  # points by which the same column may stand elsewhere on the next page
LOOSE = 20.0  # the same, where columns are told by words

_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with its text; ``row`` and ``col`` count from 0. Open: the page break cuts it there."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    page: int
    box: Box
    open_top: bool = False
    open_bottom: bool = False

    @property
    def below(self) -> int:
        return self.row + self.row_span

    @property
    def right(self) -> int:
        return self.col + self.col_span


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table; ``xs`` are the edges of its columns, ``page`` and ``box`` those of its first part."""

    xs: tuple[float, ...]
    cells: tuple[TableCell, ...]
    page: int
    box: Box
    ruled: bool = True
    repeated: tuple[TableCell, ...] = ()  # the header, printed again on a later page

    @property
    def height(self) -> int:
        return max(cell.below for cell in self.cells)

    @property
    def top(self) -> float:
        return self.box[1]

    def row(self, number: int) -> list[TableCell]:
        return [cell for cell in self.cells if cell.row == number]


def find_tables(sheet: Sheet) -> tuple[list[PageTable], list[Glyph]]:
    """The ruled tables of a page, and the glyphs outside them."""
    lattices = find_lattices(sheet.rulings)
    inside: list[dict[int, list[Glyph]]] = [{} for _ in lattices]
    rest: list[Glyph] = []
    for glyph in sheet.glyphs:
        home = _home(glyph, lattices)
        if home is None:
            rest.append(glyph)
        else:
            inside[home[0]].setdefault(home[1], []).append(glyph)
    tables = []
    for lattice, bags in zip(lattices, inside, strict=True):
        texts = {number: cell_text(bag) for number, bag in bags.items()}
        if _is_data(lattice, texts):
            tables.append(_table(sheet, lattice, texts))
        else:
            rest.extend(glyph for bag in bags.values() for glyph in bag)
    return tables, rest


def _home(glyph: Glyph, lattices: Sequence[Lattice]) -> tuple[int, int] | None:
    """The smallest table that a glyph stands in, and its cell."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    found = [(number, cell) for number, lattice in enumerate(lattices) if (cell := lattice.at(x, y)) is not None]
    return min(found, key=lambda home: _area(lattices[home[0]].box), default=None)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_data(lattice: Lattice, texts: dict[int, str]) -> bool:
    """Whether a grid holds data; otherwise it is a frame or layout, and its text is prose."""
    if len(lattice.xs) < 3 or len(texts) < 2:
        return False
    lengths = [len(text) for text in texts.values()]
    return sum(length for length in lengths if length > MAX_CELL) * 2 <= sum(lengths)


def _table(sheet: Sheet, lattice: Lattice, texts: dict[int, str]) -> PageTable:
    cells = tuple(
        TableCell(
            field.row, field.col, field.row_span, field.col_span, texts.get(number, ""), sheet.number, field.box,
            field.open_top, field.open_bottom,
        )
        for number, field in enumerate(lattice.fields)
    )  # fmt: skip
    return PageTable(lattice.xs, cells, sheet.number, lattice.box)


# -- over the page break ------------------------------------------------------------------


def join(upper: PageTable, lower: PageTable) -> PageTable | None:
    """The two as one table if the second can be the first's continuation: its outer edges are the same, and the one
    has no column that the other cuts through."""
    if upper.ruled is not lower.ruled:
        return None
    if not lower.ruled and _alike(upper.xs, lower.xs):
        lower = replace(lower, xs=upper.xs)
    if abs(upper.xs[0] - lower.xs[0]) > NEAR or abs(upper.xs[-1] - lower.xs[-1]) > NEAR:
        return None
    fewer, more = sorted((upper.xs, lower.xs), key=len)
    if not all(any(abs(x - other) <= NEAR for other in more) for x in fewer):
        return None
    above, below = _spread(upper, more), _spread(lower, more)
    header = _repeated_header(above, below)
    kept = [replace(cell, row=cell.row - header) for cell in below if cell.row >= header]
    repeated = tuple(cell for cell in below if cell.row < header)
    if not kept:
        return None
    return replace(upper, xs=more, cells=tuple(_stack(above, kept)), repeated=(*upper.repeated, *repeated))


def _alike(xs: Sequence[float], others: Sequence[float]) -> bool:
    """Whether two tables without rulings have the same columns: where words stand differs from page to page."""
    return len(xs) == len(others) and all(abs(x - other) <= LOOSE for x, other in zip(xs, others, strict=True))


def _spread(table: PageTable, xs: tuple[float, ...]) -> list[TableCell]:
    """The table's cells on finer columns."""
    at = [min((abs(edge - x), number) for number, edge in enumerate(xs))[1] for x in table.xs]
    return [replace(cell, col=at[cell.col], col_span=at[cell.right] - at[cell.col]) for cell in table.cells]


def _repeated_header(above: Sequence[TableCell], below: Sequence[TableCell]) -> int:
    """How many rows at the head of the second part are printed as at the head of the first."""

    def printed(cells: Sequence[TableCell], rows: int) -> set[tuple[int, int, int, str]]:
        return {(cell.row, cell.col, cell.col_span, cell.text) for cell in cells if cell.row < rows and cell.text}

    most = min(max(cell.below for cell in above), max(cell.below for cell in below))
    same = 0
    for rows in range(1, most + 1):
        first = printed(above, rows)
        if not first or first != printed(below, rows):
            break
        if not any(cell.row < rows < cell.below for cell in below):  # no cell reaches out of these rows
            same = rows
    return same


def _stack(above: Sequence[TableCell], below: Sequence[TableCell]) -> list[TableCell]:
    """The second part under the first. A cell that the page break cut is one cell again."""
    foot = max(cell.below for cell in above)
    last = {(cell.col, cell.right): cell for cell in above if cell.below == foot}
    first = {(cell.col, cell.right): cell for cell in below if cell.row == 0}
    cut = {key for key, cell in first.items() if key in last and _goes_on(last[key], cell, tuple(first.values()))}
    # A row that is cut in all its cells goes on; otherwise a new one begins.
    shift = foot - 1 if len(cut) == len(first) == len(last) else foot
    cells = []
    for cell in above:
        rest = first[cell.col, cell.right] if cell.below == foot and (cell.col, cell.right) in cut else None
        if rest is None:
            cells.append(cell)
        else:
            text, span = glue(cell.text, rest.text), shift + rest.below - cell.row
            cells.append(replace(cell, text=text, row_span=span, open_bottom=rest.open_bottom))
    kept = (cell for cell in below if cell.row > 0 or (cell.col, cell.right) not in cut)
    return [*cells, *(replace(cell, row=cell.row + shift) for cell in kept)]


def _goes_on(above: TableCell, below: TableCell, row: Sequence[TableCell]) -> bool:
    """Whether the page break cuts through a cell.

    It does where no ruling is drawn on either side of the break. Some programs draw one on both; then a group's name
    goes on where its place is empty and a label stands to the right of it. An empty value has none there.
    """
    if above.open_bottom and below.open_top:
        return True
    labels = any(cell.col >= below.right and _HAN.search(cell.text) for cell in row)
    return not below.text and labels and _HAN.search(above.text) is not None
