"""Two tables, at the foot of a page and at the head of the next → one, where the second continues the first.

A table's rows and columns are counted over all its pages; a cell that the break cuts is one cell again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.read.pdf.line import glue, is_numbered
from pipeline.read.pdf.table import GROUP, PageTable, TableCell

NEAR = 4.0  # points by which the same column may stand elsewhere on the next page
LOOSE = 20.0  # the same, where columns are told by words

_HAN = re.compile("[\u4e00-\u9fff]")


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
