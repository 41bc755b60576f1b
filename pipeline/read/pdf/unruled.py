"""The rows and cells of a table without rulings.

A row is told by the line its numbers stand on. Its label may take several lines, around that line or from it on; what
stands left of the labels are the names of groups. Where numbers have no label, nothing is read: a value beside the
wrong label is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.read.pdf.heads import with_whole_heads
from pipeline.read.pdf.labels import read_labels
from pipeline.read.pdf.line import Row, glue, is_numbered
from pipeline.read.pdf.piece import Columns, Piece, TableRow, pieces
from pipeline.read.pdf.ruling import Box, Ruling
from pipeline.read.pdf.table import GROUP, PageTable, TableCell

APART = 1.2  # ems between two rows, at least
TIGHT = 1.6  # ems from line to line of one text


def read_rows(rows: Sequence[Row], columns: Columns, across: Sequence[Ruling]) -> PageTable | None:
    """The table that the lines make; None where numbers have no label, or two stand in one column of a line.

    ``across`` are rulings between rows.
    """
    size = rows[0].line.size
    lines = [list(pieces(row, columns)) for row in rows]
    labels, groups = read_labels(lines, columns, size)
    anchors: list[TableRow] = []
    for line in lines:
        values = [piece for piece in line if piece.first >= columns.labelled]
        if values:
            anchors.append(TableRow(values[0].middle, values=values))
        numbers = [piece.first for piece in values if piece.is_value]
        if len(set(numbers)) < len(numbers):
            return None
    anchors = with_whole_heads(anchors, size)
    blocks = _blocks(labels, anchors, size, across)
    if not _place(blocks, anchors, size) and columns.labelled:
        return None
    table = sorted(anchors, key=lambda row: row.middle)
    if any(_is_doubtful(a, b, size) for a, b in pairwise(table)):
        return None
    for group in groups:
        middle = (group[0].middle + group[-1].middle) / 2
        min(table, key=lambda row: (bool(row.group), abs(row.middle - middle))).group += group
    page = rows[0].line.page
    cells = [cell for number, row in enumerate(table) for cell in _cells(number, row, columns, page, bool(groups))]
    edges = (columns.xs[0] - GROUP, *columns.xs) if groups else columns.xs
    box = (columns.xs[0], rows[0].line.top, columns.xs[-1], rows[-1].line.bottom)
    return PageTable(edges, tuple(cells), page, box, ruled=False)


# -- rows -----------------------------------------------------------------------------------


def _blocks(
    labels: Sequence[Piece], anchors: Sequence[TableRow], size: float, across: Sequence[Ruling]
) -> list[list[Piece]]:
    """The lines of each label. A line with a number of its own begins one, and one beside other values does."""
    beside = {id(piece): _beside(piece, anchors, size) for piece in labels}
    wrapped = [b.middle - a.middle for a, b in pairwise(labels) if not (beside[id(a)] and beside[id(b)])]
    tight = min((step for step in wrapped if step > 0.8 * size), default=size)
    blocks: list[list[Piece]] = []
    full = False  # whether a line of the last block stands beside values
    for piece in labels:
        before = blocks[-1][-1] if blocks else None
        anchor = beside[id(piece)]
        if (
            before is None
            or is_numbered(piece.text)
            or piece.middle - before.middle > min(1.2 * tight, TIGHT * 1.2 * size)
            or (anchor is not None and full)
            or any(_is_between(ruling, before, piece) for ruling in across)
        ):
            blocks.append([])
            full = False
        blocks[-1].append(piece)
        full = full or anchor is not None
    return blocks


def _is_between(ruling: Ruling, above: Piece, below: Piece) -> bool:
    return above.middle < ruling.at < below.middle and ruling.start < below.box[2] and ruling.end > below.box[0]


def _beside(piece: Piece, anchors: Sequence[TableRow], size: float) -> TableRow | None:
    return next((row for row in anchors if abs(row.middle - piece.middle) < 0.3 * size), None)


def _place(blocks: Sequence[list[Piece]], anchors: list[TableRow], size: float) -> bool:
    """Give every label to the row beside it, or to a row of its own; whether all rows of numbers have one."""
    alone: list[TableRow] = []
    for block in blocks:
        top, bottom = block[0].middle - 0.3 * size, block[-1].middle + 0.3 * size
        inside = [row for row in anchors if not row.label and top <= row.middle <= bottom]
        middle = (block[0].middle + block[-1].middle) / 2
        if inside:
            min(inside, key=lambda row: abs(row.middle - middle)).label = block
        else:
            alone.append(TableRow(middle, label=block))
    whole = all(row.label or not row.has_value for row in anchors)
    anchors += alone
    return whole


def _is_doubtful(row: TableRow, below: TableRow, size: float) -> bool:
    """A label without a value, closer to a row with one than two rows stand: the value may be its own."""
    alone = [one for one in (row, below) if not one.values]
    return len(alone) == 1 and (row.has_value or below.has_value) and below.middle - row.middle < APART * size


def _cells(number: int, row: TableRow, columns: Columns, page: int, grouped: bool) -> Iterator[TableCell]:
    """The cells of a row; an empty one where a column has no word."""
    top = min(piece.box[1] for piece in (*row.label, *row.group, *row.values))
    bottom = max(piece.box[3] for piece in (*row.label, *row.group, *row.values))
    if grouped:
        yield _cell(number, 0, 1, row.group, page, (columns.xs[0], top, columns.xs[0], bottom))
    col = 0
    width = len(columns.xs) - 1
    while col < width:
        here = row.label if col == 0 and columns.labelled else [p for p in row.values if p.first == col]
        later = min((piece.first for piece in row.values if piece.first > col), default=width)
        last = min(max((piece.last for piece in here), default=col), later - 1)
        box = (columns.xs[col], top, columns.xs[last + 1], bottom)
        yield _cell(number, col + grouped, last - col + 1, here, page, box)
        col = last + 1


def _cell(number: int, col: int, span: int, pieces: Sequence[Piece], page: int, empty: Box) -> TableCell:
    text = ""
    for piece in pieces:
        text = glue(text, piece.text)
    boxes = [piece.box for piece in pieces] or [empty]
    box = (
        min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip
    return TableCell(number, col, 1, span, text, page, box)
