"""The rows and cells of a table without rulings.

A row is told by the line its numbers stand on. Its label may take several lines, around that line or from it on; what
stands left of the labels are the names of groups. Where numbers have no label, nothing is read: a value beside the
wrong label is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.read.pdf.line import Row, glue, is_numbered, read_text
from pipeline.read.pdf.page import Glyph
from pipeline.read.pdf.ruling import Box, Ruling
from pipeline.read.pdf.table import PageTable, TableCell

VALUE = re.compile(r"[-+—–/]|[-+]?[0-9０-９][0-9０-９,.，．]*[%％]?")
GUTTER = 0.3  # ems; a wider gap parts the columns of labels
SEAM = 0.15  # ems; a gap at the edge of a column that parts two of its heads
TIGHT = 1.6  # ems from line to line of one text


@dataclass(frozen=True, slots=True)
class Columns:
    """``xs`` are the edges. Labelled: the first column is that of the labels."""

    xs: tuple[float, ...]
    labelled: bool

    def of(self, glyph: Glyph) -> int:
        middle = (glyph.x0 + glyph.x1) / 2
        return sum(edge <= middle for edge in self.xs[1:-1])


@dataclass(slots=True)
class _Piece:
    """A stretch of a printed line in one column, or over several."""

    first: int
    last: int
    text: str
    box: Box

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2


@dataclass(slots=True)
class _Row:
    """A row of the table: pieces of its label, of its group's name, and one or none for each column."""

    middle: float
    label: list[_Piece] = field(default_factory=list)
    group: list[_Piece] = field(default_factory=list)
    values: list[_Piece] = field(default_factory=list)


def read_rows(rows: Sequence[Row], columns: Columns, across: Sequence[Ruling]) -> PageTable | None:
    """The table that the lines make; None where numbers have no label, or two stand in one column of a line.

    ``across`` are rulings between rows.
    """
    size = rows[0].line.size
    lines = [list(_pieces(row, columns)) for row in rows]
    labels, groups = _labels([line for line in lines if line], columns)
    anchors: list[_Row] = []
    for line in lines:
        values = [piece for piece in line if piece.first >= columns.labelled]
        if values:
            anchors.append(_Row(values[0].middle, values=values))
        if len({piece.first for piece in values if VALUE.fullmatch(piece.text)}) < sum(
            VALUE.fullmatch(piece.text) is not None for piece in values
        ):
            return None
    anchors = _with_wrapped_heads(anchors, size)
    blocks = _blocks(labels, anchors, size, across)
    if not _place(blocks, anchors, size) and columns.labelled:
        return None
    table = sorted(anchors, key=lambda row: row.middle)
    for piece in groups:
        min(table, key=lambda row: abs(row.middle - piece.middle)).group.append(piece)
    page = rows[0].line.page
    cells = [cell for number, row in enumerate(table) for cell in _cells(number, row, columns, page, bool(groups))]
    edges = (columns.xs[0], *columns.xs) if groups else columns.xs
    box = (columns.xs[0], rows[0].line.top, columns.xs[-1], rows[-1].line.bottom)
    return PageTable(edges, tuple(cells), page, box, ruled=False)


# -- pieces ---------------------------------------------------------------------------------


def _pieces(row: Row, columns: Columns) -> Iterator[_Piece]:
    for part in parted(row.glyphs, columns):
        box = (part[0].x0, min(g.top for g in part), part[-1].x1, max(g.bottom for g in part))
        yield _Piece(columns.of(part[0]), columns.of(part[-1]), read_text(part), box)


def parted(glyphs: Sequence[Glyph], columns: Columns | None = None) -> Iterator[Sequence[Glyph]]:
    """A printed line, parted where a gap is wide, and where a column ends in a gap."""
    starts = [0, *(i for i in range(1, len(glyphs)) if _is_parted(glyphs[i - 1], glyphs[i], columns))]
    for start, end in pairwise((*starts, len(glyphs))):
        yield glyphs[start:end]


def _is_parted(before: Glyph, glyph: Glyph, columns: Columns | None) -> bool:
    gap, size = glyph.x0 - before.x1, max(glyph.size, before.size)
    if columns is not None and columns.of(before) != columns.of(glyph):
        return gap > SEAM * size
    return gap > GUTTER * size and not (before.text.isascii() and glyph.text.isascii())


def _labels(lines: Sequence[list[_Piece]], columns: Columns) -> tuple[list[_Piece], list[_Piece]]:
    """The pieces of labels, and those of the names of groups to their left."""
    if not columns.labelled:
        return [], []
    inner = []  # where labels begin beside the name of a group
    for line in lines:
        own = [piece for piece in line if piece.first == 0]
        if 1 < len(own) < len(line) and is_numbered(own[-1].text):
            inner.append(own[-1].box[0])
    left = min(inner, default=columns.xs[0])
    pieces = [piece for line in lines for piece in line if piece.first == 0]
    groups = [piece for piece in pieces if inner and piece.box[2] <= left + 1]
    labels: list[_Piece] = []
    for piece in pieces:
        if piece in groups:
            continue
        before = labels[-1] if labels else None
        if before is not None and abs(before.middle - piece.middle) < 1:  # 规  章
            box = (before.box[0], before.box[1], piece.box[2], piece.box[3])
            labels[-1] = replace(before, text=before.text + piece.text, box=box)
        else:
            labels.append(piece)
    return labels, groups


# -- rows -----------------------------------------------------------------------------------


def _with_wrapped_heads(rows: Sequence[_Row], size: float) -> list[_Row]:
    """Rows of heads that take several lines as one: 商业企 / 业 beside 法律服 / 务机构."""
    out: list[_Row] = []
    for row in rows:
        above = out[-1] if out else None
        if (
            above is not None
            and row.middle - above.middle < TIGHT * size
            and _are_heads(above)
            and (_are_heads(row) or _is_another_head(row, above))
        ):
            above.middle = row.middle
            for piece in row.values:
                same = next((one for one in above.values if (one.first, one.last) == (piece.first, piece.last)), None)
                if same is None:
                    above.values.append(piece)
                else:
                    same.text = glue(same.text, piece.text)
                    same.box = (same.box[0], same.box[1], max(same.box[2], piece.box[2]), piece.box[3])
        else:
            out.append(row)
    return out


def _is_another_head(row: _Row, heads: _Row) -> bool:
    """其他, which takes one line beside heads that take two."""
    return len(row.values) == 1 and all(
        row.values[0].last < one.first or one.last < row.values[0].first for one in heads.values
    )


def _are_heads(row: _Row) -> bool:
    alone = all(piece.first == piece.last for piece in row.values)
    return len(row.values) > 1 and alone and not any(VALUE.fullmatch(piece.text) for piece in row.values)


def _blocks(
    labels: Sequence[_Piece], anchors: Sequence[_Row], size: float, across: Sequence[Ruling]
) -> list[list[_Piece]]:
    """The lines of each label. A line with a number of its own begins one, and one beside other values does."""
    beside = {id(piece): _beside(piece, anchors, size) for piece in labels}
    wrapped = [b.middle - a.middle for a, b in pairwise(labels) if not (beside[id(a)] and beside[id(b)])]
    tight = min((step for step in wrapped if step > 0.8 * size), default=size)
    blocks: list[list[_Piece]] = []
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


def _is_between(ruling: Ruling, above: _Piece, below: _Piece) -> bool:
    return above.middle < ruling.at < below.middle and ruling.start < below.box[2] and ruling.end > below.box[0]


def _beside(piece: _Piece, anchors: Sequence[_Row], size: float) -> _Row | None:
    return next((row for row in anchors if abs(row.middle - piece.middle) < 0.3 * size), None)


def _place(blocks: Sequence[list[_Piece]], anchors: list[_Row], size: float) -> bool:
    """Give every label to the row beside it, or to a row of its own; whether all rows of numbers have one."""
    alone: list[_Row] = []
    for block in blocks:
        top, bottom = block[0].middle - 0.3 * size, block[-1].middle + 0.3 * size
        inside = [row for row in anchors if not row.label and top <= row.middle <= bottom]
        middle = (block[0].middle + block[-1].middle) / 2
        if inside:
            min(inside, key=lambda row: abs(row.middle - middle)).label = block
        else:
            alone.append(_Row(middle, label=block))
    whole = all(row.label or not any(VALUE.fullmatch(piece.text) for piece in row.values) for row in anchors)
    anchors += alone
    return whole


def _cells(number: int, row: _Row, columns: Columns, page: int, grouped: bool) -> Iterator[TableCell]:
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


def _cell(number: int, col: int, span: int, pieces: Sequence[_Piece], page: int, empty: Box) -> TableCell:
    text = ""
    for piece in pieces:
        text = glue(text, piece.text)
    boxes = [piece.box for piece in pieces] or [empty]
    box = (
        min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes),
    )  # fmt: skip
    return TableCell(number, col, 1, span, text, page, box)
