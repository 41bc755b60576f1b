"""A row of a true table, and where its columns stand → its unit and values.

A value is read where it stands under one head. One value for several rows or columns, and a row that has lost a cell,
are not read: which one belongs where is not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model import Cell, Issue
from pipeline.structure.tables.columns import Columns
from pipeline.structure.tables.grid import Grid, Head
from pipeline.structure.tables.labels import Form, is_value
from pipeline.structure.tables.rows import Gap, Line, issue
from pipeline.structure.tables.vocabulary import Vocabulary
from pipeline.text import squeeze


def read_row(
    grid: Grid, row: int, label: Cell, columns: Columns, unit_col: int | None, end: int, form: Form, known: Vocabulary,
    no: int,
) -> tuple[Line, Issue | None]:  # fmt: skip
    """A row's unit and values. One value for several rows or columns, and a row with a cell lost, are not read."""
    wanted = range(len(form.panel.columns))
    start = 1 if form.panel.is_unlabelled else label.col + label.col_span
    right = [cell for cell in grid.row(row) if cell.col >= start]
    unit = grid.covered.get((row, unit_col)) if unit_col else None
    if unit_col and (unit is None or squeeze(unit.text) not in known.units):  # the row may be shifted
        empty = unit if unit is not None and not squeeze(unit.text) else None
        unit = next((cell for cell in right if squeeze(cell.text) in known.units), empty)
    if len(wanted) == 1 and len(columns.heads) == 1:
        return _single(right, label, unit, columns, no)
    if columns.by_order or grid.end(row) != end:
        values = [cell for cell in right if cell is not unit and squeeze(cell.text) not in known.units]
        printed = [cell for cell in values if squeeze(cell.text)]
        for cells in (values, printed):
            whole = len(cells) == len(columns.heads) > 0 and not _spans_rows(cells, label)
            if whole and all(is_value(cell.text, known.units) or not squeeze(cell.text) for cell in cells):
                return _ordered(label, unit, cells, columns, wanted), None
        if not printed:
            return Line(label, unit, (Gap.BLANK,) * len(wanted)), None
        message = (
            f"table {no}, row {label.text}: the row has more or fewer cells than the table, and which one belongs "
            "where is not clear"
        )
        return Line(label, unit, (Gap.UNREAD,) * len(wanted)), issue("row_short", message, label.place)
    own = [cell for cell in right if cell is not unit]
    placed = {index: _under(head, own) for index, head in columns.heads.items()}
    chosen = [cell for cell in placed.values() if cell is not None]
    if len(set(chosen)) < len(columns.heads) and len(own) == len(columns.every) and not _spans_rows(own, label):
        return _ordered(label, unit, own, columns, wanted), None  # spans that differ from row to row
    values_of: list[Cell | Gap] = []
    shared = False
    for index in wanted:
        cell = placed.get(index)
        crowded = cell is None and index in columns.heads and _is_printed_under(columns.heads[index], own)
        if crowded or (cell is not None and squeeze(cell.text) and _is_shared(cell, label, columns)):
            shared = True
            values_of.append(Gap.UNREAD)
        else:
            values_of.append(cell if cell is not None else Gap.BLANK)
    if not shared:
        return Line(label, unit, tuple(values_of)), None
    return Line(label, unit, tuple(values_of)), _merged(no, label)


def _merged(no: int, label: Cell) -> Issue:
    message = f"table {no}, row {label.text}: one cell stands for several rows or columns; look at the page"
    return issue("value_merged", message, label.place)


def _ordered(label: Cell, unit: Cell | None, cells: Sequence[Cell], columns: Columns, wanted: range) -> Line:
    """The cells of a row in the order of the heads."""
    heads = columns.every if len(cells) == len(columns.every) else sorted(columns.heads.values(), key=lambda h: h.first)
    at = {id(head): cell for head, cell in zip(heads, cells, strict=True)}
    placed = {index: at[id(head)] for index, head in columns.heads.items()}
    return Line(label, unit, tuple(placed.get(index, Gap.BLANK) for index in wanted))


def _single(
    right: Sequence[Cell], label: Cell, unit: Cell | None, columns: Columns, no: int
) -> tuple[Line, Issue | None]:
    """The one value of a panel with one column, wherever it stands behind the label: its span is often lost."""
    (head,) = columns.heads.values()
    own = [cell for cell in right if cell is not unit]
    printed = [cell for cell in own if squeeze(cell.text)]
    under = _under(head, own)
    if len(printed) > 1 and (under is None or len(columns.every) < 2):
        printed = [cell for cell in printed if cell is under] if under is not None else printed
    if len(columns.every) > 1:
        printed = [under] if under is not None else []
    if len(printed) > 1:
        return Line(label, unit, (Gap.UNREAD,)), _merged(no, label)
    if printed and squeeze(printed[0].text) and (printed[0].row != label.row or printed[0].row_span > label.row_span):
        return Line(label, unit, (Gap.UNREAD,)), _merged(no, label)
    value: Cell | Gap = printed[0] if printed else under if under is not None else Gap.BLANK
    return Line(label, unit, (value,)), None


def _under(head: Head, cells: Sequence[Cell]) -> Cell | None:
    """The cell of a row that a head stands over; none where two share its width alike."""
    widths = [(min(head.last, cell.col + cell.col_span - 1) - max(head.first, cell.col) + 1, cell) for cell in cells]
    best = max((width for width, _ in widths), default=0)
    over = [cell for width, cell in widths if width == best and width > 0]
    if len(over) > 1:
        printed = [cell for cell in over if squeeze(cell.text)]
        return printed[0] if len(printed) == 1 and len(over) == head.last - head.first + 1 else None
    return over[0] if over else None


def _is_printed_under(head: Head, cells: Sequence[Cell]) -> bool:
    """Whether several cells under a head have text, and which is its value is not clear."""
    return any(squeeze(cell.text) and cell.col <= head.last and head.first < cell.col + cell.col_span for cell in cells)


def _spans_rows(cells: Sequence[Cell], label: Cell) -> bool:
    return any(cell.row != label.row or cell.row_span > label.row_span for cell in cells)


def _is_shared(cell: Cell, label: Cell, columns: Columns) -> bool:
    heads = columns.heads.values()
    over = sum(cell.col <= head.first < cell.col + cell.col_span for head in heads)
    return over > 1 or cell.row != label.row or cell.row_span > label.row_span
