"""Tables of a page, and tables that run over several pages.

Every cell keeps the page and the box where it is printed; a table's rows and columns are counted over all its pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.read.pdf.line import cell_text, glue, is_numbered, rows_of
from pipeline.read.pdf.page import Glyph, Sheet
from pipeline.read.pdf.ruling import Box, Field, Lattice, find_lattices

MAX_CELL = 200  # characters; a longer cell is prose, as on a web page
NEAR = 4.0  # points by which the same column may stand elsewhere on the next page
FOOTER = 20  # glyphs of a page number or a running foot
LOOSE = 20.0  # the same, where columns are told by words
GROUP = 10.0  # points given there to the column of groups' names, which ends nowhere

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
    cut = any(
        field.open_top or field.open_bottom for field in lattice.fields
    )  # of a row, the label may stand elsewhere
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


# -- over the page break ------------------------------------------------------------------


def join(upper: PageTable, lower: PageTable) -> PageTable | None:
    """The two as one table if the second can be the first's continuation: its outer edges are the same, and the one
    has no column that the other cuts through."""
    if upper.ruled is not lower.ruled:
        return None
    lower = _with_cut_column(upper, lower)
    if not lower.ruled:
        upper, lower = _with_same_columns(upper, lower)
    if abs(upper.xs[0] - lower.xs[0]) > NEAR or abs(upper.xs[-1] - lower.xs[-1]) > NEAR:
        return None
    fewer, more = sorted((upper.xs, lower.xs), key=len)
    if not all(any(abs(x - other) <= NEAR for other in more) for x in fewer):
        return None
    above, below = _spread(upper, more), _spread(lower, more)
    header = _repeated_header(above, below)
    kept = [replace(cell, row=cell.row - header) for cell in below if cell.row >= header]
    again = (tuple(cell for cell in below if cell.row < header),) if header else ()
    if not kept:
        return None
    if not lower.ruled:
        above, kept = _with_rest(above, kept)
    return replace(upper, xs=more, cells=tuple(_stack(above, kept)), repeated=(*upper.repeated, *again))


def _with_cut_column(upper: PageTable, lower: PageTable) -> PageTable:
    """The second part with its first columns, where a merged cell goes on there and nothing of it is drawn."""
    inner = next((i for i, x in enumerate(upper.xs) if i and abs(x - lower.xs[0]) <= NEAR), 0)
    foot = upper.height
    if not any((cell.col, cell.right, cell.below) == (0, inner, foot) and cell.open_bottom for cell in upper.cells):
        return lower
    box = (upper.xs[0], lower.box[1], lower.xs[0], lower.box[3])
    column = TableCell(0, 0, lower.height, inner, "", lower.page, box, open_top=True, open_bottom=True)
    cells = (column, *(replace(cell, col=cell.col + inner) for cell in lower.cells))
    return replace(lower, xs=(*upper.xs[:inner], *lower.xs), cells=cells)


def _with_same_columns(upper: PageTable, lower: PageTable) -> tuple[PageTable, PageTable]:
    """Two tables without rulings on the same columns, if they are: where words stand differs from page to page.

    The left edge is where the first words begin, which differs most; one of them may have a column of groups' names.
    """
    fewer, more = sorted((upper, lower), key=lambda table: len(table.xs))
    own = fewer.xs[1:]
    apart = len(more.xs) - len(fewer.xs)
    other = more.xs[apart + 1 :]
    if apart > 1 or (apart and more.xs[1] - more.xs[0] != GROUP) or len(own) < 2:
        return upper, lower
    if any(abs(x - edge) > LOOSE for x, edge in zip(own, other, strict=True)) or not fewer.xs[0] < other[0]:
        return upper, lower
    fewer, more = replace(fewer, xs=(more.xs[0], *other)), replace(more, xs=(*more.xs[: apart + 1], *other))
    return (fewer, more) if len(fewer.xs) <= len(more.xs) and fewer.page == upper.page else (more, fewer)


def _spread(table: PageTable, xs: tuple[float, ...]) -> list[TableCell]:
    """The table's cells on finer columns."""
    at = [min((abs(edge - x), number) for number, edge in enumerate(xs))[1] for x in table.xs]
    return [replace(cell, col=at[cell.col], col_span=at[cell.right] - at[cell.col]) for cell in table.cells]


def _repeated_header(above: Sequence[TableCell], below: Sequence[TableCell]) -> int:
    """How many rows at the head of the second part are printed as at the head of the first."""

    def printed(cells: Sequence[TableCell], rows: int) -> set[tuple[int, int, str]]:
        return {(cell.row, cell.right, cell.text) for cell in cells if cell.row < rows and cell.text}

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
    cut = {key for key in first if key in last and _goes_on(key, last, first)}
    if _complete_each_other(last, first):
        cut = set(first)
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


def _with_rest(above: list[TableCell], below: list[TableCell]) -> tuple[list[TableCell], list[TableCell]]:
    """Without rulings: the rest of the last label, which stands alone on top of the second part, with its beginning."""
    foot = max(cell.row for cell in above)
    first = [cell for cell in below if cell.row == 0 and cell.text]
    if len(first) != 1 or is_numbered(first[0].text) or not any(cell.row for cell in below):
        return above, below
    label = next((cell for cell in above if cell.row == foot and cell.right == first[0].right), None)
    values = [cell for cell in above if label is not None and cell.row == foot and cell.col >= label.right]
    if label is None or not is_numbered(label.text) or not any(cell.text for cell in values):
        return above, below
    whole = [replace(cell, text=glue(cell.text, first[0].text)) if cell is label else cell for cell in above]
    return whole, [replace(cell, row=cell.row - 1) for cell in below if cell.row]


def _complete_each_other(last: dict[tuple[int, int], TableCell], first: dict[tuple[int, int], TableCell]) -> bool:
    """Whether two rows are the halves of one: a label without values, and its values without a label."""
    if set(last) != set(first) or any(last[key].text and first[key].text for key in first):
        return False
    halves = [{key for key, cell in row.items() if _HAN.search(cell.text)} for row in (last, first)]
    values = [{key for key, cell in row.items() if cell.text} for row in (last, first)]
    return bool(halves[1] and values[1] == halves[1] and values[0] - halves[0])


def _goes_on(
    key: tuple[int, int], last: dict[tuple[int, int], TableCell], first: dict[tuple[int, int], TableCell]
) -> bool:
    """Whether the page break cuts through the cell over the columns ``key``.

    It does where no ruling is drawn on either side of the break. Some programs draw one on both; then a group's name
    stands on one page only, and its place on the other is empty beside a label. An empty value has none beside it.
    Under a repeated header the ruling above says nothing: there the rest of a group's name has no number of its own.
    """
    above, below = last[key], first[key]
    if above.open_bottom and below.open_top:
        return True
    group = above.row_span + below.row_span > 2
    if above.open_bottom and group and is_numbered(above.text) and below.text and not is_numbered(below.text):
        return True
    empty, row = (below, first) if not below.text else (above, last)
    named = _HAN.search(above.text + below.text) is not None
    labels = any(cell.col >= empty.right and _HAN.search(cell.text) for cell in row.values())
    return not empty.text and named and labels
