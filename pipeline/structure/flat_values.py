"""The values of one row of a flattened table: which of its cells they are, and in which column each belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.model import Cell, Issue
from pipeline.structure.columns import members_witness
from pipeline.structure.labels import Form, is_number
from pipeline.structure.rows import Gap, Line, issue
from pipeline.text import squeeze

MAX_STEP = 3  # from one row's code to the next: rows may be left out


def without_codes(rows: list[list[Cell]], count: int) -> list[list[Cell]]:
    """The rows without the codes behind their units, which count up: 01, 02, 03, also where a row has no values."""
    codes = [int(values[0].text) if values and squeeze(values[0].text).isdecimal() else None for values in rows]
    counted = sum(one is not None and other == one + 1 for one, other in pairwise(codes))
    if counted * 2 < len(rows):
        return [values[1:] if len(values) == count + 1 else values for values in rows]
    out, last = [], 0
    for values, code in zip(rows, codes, strict=True):
        counts_up = code is not None and last < code <= last + MAX_STEP
        last = code if counts_up and code is not None else last
        out.append(values[1:] if counts_up else values)
    return out


def starts_of(rows: Sequence[list[Cell]], count: int) -> dict[int, int]:
    """Where the values begin in rows of so many cells, as the rows tell that have all their values.

    "主动公开信息数 | 条 | 41 | 128 |" closes each row with a bar; "2.政府公报 | 条 |  |  |" does so, too.
    """
    seen: dict[int, set[int]] = {}
    for values in rows:
        printed = [i for i, cell in enumerate(values) if squeeze(cell.text)]
        if len(values) > count and len(printed) == count == printed[-1] - printed[0] + 1:
            seen.setdefault(len(values), set()).add(printed[0])
    return {length: min(starts) for length, starts in seen.items() if len(starts) == 1}


def placed_line(
    no: int, label: Cell, unit: Cell | None, values: list[Cell], columns: Sequence[int], form: Form,
    starts: Mapping[int, int],
) -> tuple[Line, Issue | None]:  # fmt: skip
    count = len(form.panel.columns)
    own = _window(values, columns, form, starts.get(len(values))) if len(values) > count else values
    if len(own) == count:
        placed = dict(zip(columns, own, strict=True))
        return Line(label, unit, tuple(placed[index] for index in range(count))), None
    if not own:
        return Line(label, unit, (Gap.BLANK,) * count), None
    message = (
        f"table {no}, row {label.text}: {len(values)} values are printed where form {form.template.id} has {count}, "
        "and the flattened table does not tell which is which; look at the page"
    )
    return Line(label, unit, (Gap.UNREAD,) * count), issue("value_missing", message, label.place)


def _window(values: list[Cell], columns: Sequence[int], form: Form, start: int | None) -> list[Cell]:
    """The values among more cells, where only empty ones stand around them: spans become empty cells between bars.

    ``start``: where they begin in the table's other rows of this length.
    """
    count = len(form.panel.columns)
    windows = {
        at: values[at : at + count]
        for at in range(len(values) - count + 1)
        if not any(squeeze(cell.text) for cell in (*values[:at], *values[at + count :]))
    }
    if start in windows or len(windows) == 1:
        return windows.get(start if start is not None else -1) or next(iter(windows.values()))
    if not any(squeeze(cell.text) for cell in values):
        return values[:count]
    telling = [own for own in windows.values() if members_witness([number_of(cell) for cell in own], columns, form)]
    return telling[0] if len(telling) == 1 else values


def number_of(cell: Cell) -> Decimal | None:
    return Decimal(squeeze(cell.text).replace(",", "")) if is_number(cell.text) else None
