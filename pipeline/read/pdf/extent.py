"""How far a table without rulings reaches: from the heads above the lines that stand in columns to the last label."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipeline.read.pdf.labels import STEP
from pipeline.read.pdf.line import Line, Row, is_numbered
from pipeline.read.pdf.piece import ALIGNED, LARGER, Columns, Piece, pieces

NEAR = 1.3  # ems from line to line; text of one column is set wider, cells beside each other need not be
HEAD = 1.2  # ems between a head and what it stands over


def extent(rows: Sequence[Row], first: int, last: int, columns: Columns) -> tuple[int, int]:
    """The first row of the table that ``rows[first:last]`` are part of, and the first behind it."""
    while first and (
        _is_interleaved(rows[first - 1].line, rows[first].line)
        or _is_over(rows[first - 1].line, rows[first].line, columns)
    ):
        first -= 1
    while last < len(rows) and _goes_on(rows[first:last], rows[last], columns):
        last += 1
    return first, last


def _alike(line: Line, other: Line) -> bool:
    return max(line.size, other.size) < LARGER * min(line.size, other.size)


def _is_interleaved(line: Line, below: Line) -> bool:
    """A line of one cell that stands half a line above the next cell's: nothing of both is under each other."""
    free = all(one.x1 <= other.x0 or other.x1 <= one.x0 for one in line.words for other in below.words)
    return free and _alike(line, below) and below.top - line.top < NEAR * line.size


def _is_over(line: Line, below: Line, columns: Columns) -> bool:
    """A head that stands over several columns of values, and over nothing else."""
    if not columns.labelled or is_numbered(line.text) or not _alike(line, below):
        return False
    inside = line.x0 > columns.xs[1] - ALIGNED and line.x1 < columns.xs[-1] + line.size
    over = any(word.x0 < edge < word.x1 for word in line.words for edge in columns.xs[2:-1])
    return inside and over and below.top - line.bottom < HEAD * line.size


def _goes_on(rows: Sequence[Row], row: Row, columns: Columns) -> bool:
    """Whether the next line is a row like those above, or the rest of the last label."""
    before = max(one.line.bottom for one in rows)
    if not columns.labelled or not _alike(row.line, rows[-1].line) or row.line.top - before > HEAD * row.line.size:
        return False
    own = list(pieces(row, columns))
    printed = [[*pieces(one, columns)] for one in rows]
    labels = [piece for line in printed for piece in line if piece.first == piece.last == 0]
    values = [piece for line in printed for piece in line if piece.first > 0 and piece.is_value]
    if not labels or own[0].first or own[0].last or not any(_is_under(own[0], label) for label in labels):
        return False
    if len(own) > 1 and own[-1].first > 0:
        return all(
            piece.last == 0 or (piece.is_value and any(_is_under(piece, value) for value in values)) for piece in own
        )
    beside = row.line.top < before  # the label stands around its values
    return not is_numbered(own[-1].text) and all(_is_next(piece, labels, beside, row.line.size) for piece in own)


def _is_next(piece: Piece, labels: Sequence[Piece], beside: bool, size: float) -> bool:
    """Whether a piece is the next line of a label or a name that begins where it does, as close as others' lines."""
    above = [label for label in labels if abs(label.box[0] - piece.box[0]) <= ALIGNED]
    steps = [b.middle - a.middle for a, b in pairwise(labels) if abs(a.box[0] - b.box[0]) <= ALIGNED]
    step = min((step for step in steps if step > size), default=0.0)
    return bool(above) and (beside or piece.middle - above[-1].middle < min(step + ALIGNED, STEP * size))


def _is_under(piece: Piece, other: Piece) -> bool:
    (a, _, b, _), (x0, _, x1, _) = piece.box, other.box
    return piece.first == other.first and (
        abs(a - x0) <= ALIGNED or abs(b - x1) <= ALIGNED or abs(a + b - x0 - x1) <= 2 * ALIGNED
    )
