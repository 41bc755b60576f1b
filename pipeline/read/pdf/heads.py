"""The heads over the columns of a table without rulings: each takes the lines it needs, around its own middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.read.pdf.piece import Piece, TableRow

WRAPPED = 1.92  # ems from line to line of one head, at most
TIGHT = 1.6  # the same, where nothing else says that they are one


def with_whole_heads(rows: Sequence[TableRow], size: float) -> list[TableRow]:
    """The rows, those of heads put together.

    社会 / 公益 / 组织 beside 科研 / 机构 and 其他 are three heads of one row, on five lines.
    """
    out: list[TableRow] = []
    run: list[TableRow] = []
    for row in rows:
        if row.has_value:
            out += [*_heads(run, size, first=len(out) == 0), row]
            run = []
        else:
            run.append(row)
    return [*out, *run]


def _heads(rows: Sequence[TableRow], size: float, first: bool) -> list[TableRow]:
    """Rows of words alone: heads above the first number, and later where two stand beside each other."""
    beside = any(sum(piece.first == piece.last for piece in row.values) > 1 for row in rows)
    if len(rows) < 2 or not (first or beside):
        return list(rows)
    over = [piece for row in rows for piece in row.values if piece.first != piece.last]
    single = _whole([row.values for row in rows], size)
    out = list(_side_by_side(over))
    for row in _side_by_side(single):
        same = next((one for one in out if abs(one.middle - row.middle) < 0.3 * size), None)
        if same is None:
            out.append(row)
        else:
            same.values += row.values
    return sorted(out, key=lambda row: row.middle)


def _whole(lines: Sequence[Sequence[Piece]], size: float) -> list[Piece]:
    """The heads of one column each, from their lines."""
    heads: list[Piece] = []
    last: dict[int, tuple[Piece, int]] = {}  # a column's lowest head, and its last line
    for number, line in enumerate(lines):
        for part in line:
            if part.first != part.last:
                last = {col: one for col, one in last.items() if not part.first <= col <= part.last}
                continue
            head, above = last.get(part.first, (None, 0))
            if head is not None and _is_rest(lines[above : number + 1], size):
                head.add(part)
            else:
                head = replace(part)
                heads.append(head)
            last[part.first] = head, number
    return heads


def _is_rest(lines: Sequence[Sequence[Piece]], size: float) -> bool:
    """Whether the last line goes on with heads of the first: others stand at heights between, or all are as close."""
    step = lines[-1][0].middle - lines[0][0].middle
    if len(lines) > 2:
        return step <= WRAPPED * size
    return step < TIGHT * size and sum(piece.first == piece.last for piece in lines[0]) > 1


def _side_by_side(heads: Sequence[Piece]) -> Iterator[TableRow]:
    """Heads as rows: what overlaps in height stands in one row, if its columns are free there."""
    rows: list[list[Piece]] = []
    for head in sorted(heads, key=lambda piece: piece.box[1]):
        last = rows[-1] if rows else []
        foot = max((piece.box[3] for piece in last), default=head.box[1])
        free = all(head.last < piece.first or piece.last < head.first for piece in last)
        if last and free and head.box[1] < foot - 1:
            last.append(head)
        else:
            rows.append([head])
    for row in rows:
        yield TableRow((min(p.box[1] for p in row) + max(p.box[3] for p in row)) / 2, values=row)
