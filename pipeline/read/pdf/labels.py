"""The column of labels in a table without rulings: where its labels begin, and what names groups of rows.

三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密 stand in columns that nearly touch, and each takes its own lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from pipeline.read.pdf.line import Row, is_numbered
from pipeline.read.pdf.piece import ALIGNED, VALUE, Columns, Piece, pieces

UNIT = 4  # characters; a longer text is no unit
MOST = 0.8  # of the rows, which have a unit if the table has a column of them
STEP = 1.92  # ems from line to line of one label, at most
_BARE = 5  # characters of a number that stands apart from its text: （十一）


def find_unit(rows: Iterable[Row], right: float) -> tuple[float, float] | None:
    """Where the units stand: short words under each other, right of nearly all labels and left of ``right``."""
    lines = [line for row in rows if (line := _left_of(row, right))]
    last = [line[-1] for line in lines if len(line) > 1]
    if not last or len(last) < MOST * len(lines):
        return None
    for place in (_left, _middle):
        at = median(place(piece) for piece in last)
        units = [piece for piece in last if abs(place(piece) - at) <= ALIGNED]
        x0, x1 = min(unit.box[0] for unit in units), max(unit.box[2] for unit in units)
        others = [piece for line in lines for piece in line if piece not in units]
        short = all(len(unit.text) <= UNIT and not is_numbered(unit.text) for unit in units)
        if short and len(units) >= MOST * len(lines) and all(piece.box[2] <= x0 for piece in others):
            return x0, x1
    return None


def _left(piece: Piece) -> float:
    return piece.box[0]


def _middle(piece: Piece) -> float:
    return (piece.box[0] + piece.box[2]) / 2


def find_marks(rows: Iterable[Row], right: float) -> tuple[float, ...]:
    """Where labels begin to the right of another text: those that have a number, or stand under each other.

    Of labels centred in their column, the one that begins first: a mark for each gap that runs down the page.
    """
    lines = [line for row in rows if (line := _left_of(row, right))]
    starts = [piece.box[0] for line in lines for piece in line]
    gaps: list[tuple[float, float]] = []
    for line in lines:
        for before, piece in pairwise(line):
            x = piece.box[0]
            apart = is_numbered(before.text) and len(before.text) < _BARE and not is_numbered(piece.text)
            under = sum(abs(x - start) <= ALIGNED for start in starts) > 1 and not apart
            if is_numbered(piece.text) or under:
                gaps.append((x, before.box[2]))
    marks: list[float] = []
    for x, end in sorted(gaps):
        if not marks or marks[-1] < end:  # no mark stands in this gap yet
            marks.append(x)
    return tuple(marks)


def _left_of(row: Row, right: float) -> list[Piece]:
    """The pieces of a line that end left of ``right``."""
    found = pieces(row, Columns((row.line.x0, right, max(row.line.x1, right + 1)), labelled=True))
    return [piece for piece in found if piece.box[2] <= right and not VALUE.fullmatch(piece.text)]


def read_labels(
    lines: Sequence[Sequence[Piece]], columns: Columns, size: float
) -> tuple[list[Piece], list[list[Piece]]]:
    """The lines of labels, and of each name of a group: it ends where labels begin, and stands beside some."""
    if not columns.labelled:
        return [], []
    parts = [part for line in lines for part in _joined([p for p in line if p.first == 0], columns)]
    names: list[list[Piece]] = []
    for part in parts:
        if _inner(part, columns) is None:
            continue
        above = next((name for name in reversed(names) if _inner(name[0], columns) == _inner(part, columns)), None)
        goes_on = above is not None and part.middle - above[-1].middle <= STEP * size and not is_numbered(part.text)
        if above is not None and goes_on:
            above.append(part)
        else:
            names.append([part])
    groups = [name for name in names if any(_is_beside(name, part) for part in parts)]
    taken = {id(piece) for group in groups for piece in group}
    return [part for part in parts if id(part) not in taken], groups


def _joined(line: Sequence[Piece], columns: Columns) -> list[Piece]:
    """A label that is spread over its column is one: 规  章."""
    out: list[Piece] = []
    for piece in line:
        if out and not any(out[-1].box[2] <= mark + 1 and mark <= piece.box[0] + ALIGNED for mark in columns.marks):
            out[-1].text += piece.text
            out[-1].box = (*out[-1].box[:2], *piece.box[2:])
        else:
            out.append(piece)
    return out


def _inner(piece: Piece, columns: Columns) -> float | None:
    """Where the labels begin before which a piece ends; None where it goes on over them."""
    mark = next((mark for mark in columns.marks if mark > piece.box[0] + ALIGNED), None)
    return mark if mark is not None and piece.box[2] <= mark + 1 else None


def _is_beside(name: Sequence[Piece], piece: Piece) -> bool:
    right = all(piece.box[0] >= line.box[2] - 1 for line in name)
    return right and name[0].box[1] < piece.box[3] and piece.box[1] < name[-1].box[3]
