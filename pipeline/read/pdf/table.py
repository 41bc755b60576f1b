"""Tables of a page.

Every cell keeps the page and the box where it is printed. Tables that run over several pages: ``page_break``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.read.pdf.line import cell_text, rows_of
from pipeline.read.pdf.page import Glyph, Sheet
from pipeline.read.pdf.ruling import Box, Field, Lattice, find_lattices

MAX_CELL = 200  # characters; a longer cell is prose, as on a web page
FOOTER = 20  # glyphs of a page number or a running foot
GROUP = 10.0  # points given to the column of groups' names, which ends nowhere, where columns are told by words


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
    repeated: tuple[tuple[TableCell, ...], ...] = ()  # the header, printed again on each later page

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
    rest = _pull_in(rest, lattices, inside)
    tables = []
    for lattice, bags in zip(lattices, inside, strict=True):
        texts = {number: cell_text(bag, _width(lattice.fields[number])) for number, bag in bags.items()}
        if _is_data(lattice, texts):
            tables.append(_table(sheet, lattice, texts))
        else:
            rest.extend(glyph for bag in bags.values() for glyph in bag)
    return tables, rest


def _width(field: Field) -> float:
    return field.box[2] - field.box[0]


def _home(glyph: Glyph, lattices: Sequence[Lattice]) -> tuple[int, int] | None:
    """The smallest table that a glyph stands in, and its cell."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    found = [(number, cell) for number, lattice in enumerate(lattices) if (cell := lattice.at(x, y)) is not None]
    return min(found, key=lambda home: _area(lattices[home[0]].box), default=None)


def _pull_in(rest: list[Glyph], lattices: Sequence[Lattice], inside: list[dict[int, list[Glyph]]]) -> list[Glyph]:
    """What a page break pushed out at the foot of a table: the last lines of cells that it cuts.

    They stand close under the cell, and nothing else follows on the page but a line at its foot.
    """
    if not lattices:
        return rest
    foot = max(lattice.box[3] for lattice in lattices)
    (lattice, bags) = next(pair for pair in zip(lattices, inside, strict=True) if pair[0].box[3] == foot)
    below = sorted((glyph for glyph in rest if glyph.bottom > foot), key=lambda glyph: glyph.top)
    pulled: dict[int, list[Glyph]] = {}
    across = {id(glyph) for glyph in _running_across(below, lattice)}
    for glyph in below:
        if id(glyph) in across:
            continue
        number = lattice.at((glyph.x0 + glyph.x1) / 2, foot)
        if number is None or number not in bags or not lattice.fields[number].open_bottom:
            continue
        last = max(one.bottom for one in (*bags[number], *pulled.get(number, ())))
        if -1 < glyph.bottom - last < 2 * glyph.size:
            pulled.setdefault(number, []).append(glyph)
    taken = {id(glyph) for glyphs in pulled.values() for glyph in glyphs}
    if len(below) - len(taken) > FOOTER:
        return rest
    for number, glyphs in pulled.items():
        bags[number].extend(glyphs)
    return [glyph for glyph in rest if id(glyph) not in taken]


def _running_across(glyphs: Iterable[Glyph], lattice: Lattice) -> Iterator[Glyph]:
    """Those of text that runs on over the edges of columns: a heading under an open table is in none of its cells."""
    for row in rows_of(glyphs):
        starts = [0, *(i for i in range(1, len(row)) if row[i].x0 - row[i - 1].x1 > row[i].size)]
        for start, end in pairwise((*starts, len(row))):
            part = row[start:end]
            if any(part[0].x1 < x < part[-1].x0 for x in lattice.xs):
                yield from part


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _is_data(lattice: Lattice, texts: dict[int, str]) -> bool:
    """Whether a grid holds data; otherwise it is a frame or layout, and its text is prose."""
    # of a row that a page break cuts, the label may stand elsewhere
    cut = any(field.open_top or field.open_bottom for field in lattice.fields)
    if len(lattice.xs) < 3 or len(texts) < (1 if cut else 2):
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
