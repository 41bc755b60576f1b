"""A true table → the panels of a form.

A table is one panel, or several with a title or a head each. It is cut where a title or another head stands, and where
a label belongs to no panel that the labels before it belong to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.model import Block, Cell, Issue
from pipeline.numeral import cell_number
from pipeline.structure.tables.columns import Columns, place_columns
from pipeline.structure.tables.grid import (
    Grid,
    Head,
    grid_of,
    heads_of,
    is_numbers_only,
    is_title_row,
    label_of,
)
from pipeline.structure.tables.labels import Form, is_of_which, is_value
from pipeline.structure.tables.rows import Found, Gap, Line, Part, build, issue, together, unknown
from pipeline.structure.tables.vocabulary import (
    Vocabulary,
    Wanted,
    choose,
    choose_unlabelled,
    forms_of_row,
    is_header,
    names_a_row,
    names_any_column,
    title_of,
)
from pipeline.text import squeeze

MIN_OTHER = 4  # labels of another panel


@dataclass(slots=True)
class _Segment:
    """Rows of the grid that may be one panel."""

    rows: list[int] = field(default_factory=list)
    labels: dict[int, Cell] = field(default_factory=dict)  # of rows that name a row of some form
    forms: frozenset[int] | None = None  # that have all its labels
    above: Sequence[int] = ()  # the head it stands under where it has none of its own
    form: Form | None = None  # if it is known already


def is_aside(text: str, known: Vocabulary) -> bool:
    """A row that belongs to a table without being a row of the form: its header again, 其中 alone, who filled it in."""
    if is_header(text, known) or is_of_which(text):
        return True
    return squeeze(text).startswith(known.notes) and not names_a_row(text, known)  # 注册用户数 is no 注


def read_grid(no: int, blocks: Iterable[int], block: Block, known: Vocabulary, wanted: Wanted) -> Found:
    """Read one table. ``blocks`` are its blocks in the document, several if it was split."""
    grid = grid_of(block.cells)
    rows = list(range(1, grid.height + 1))
    labels = {row: label for row in rows if (label := label_of(grid, row, known)) is not None}
    parts: list[Part] = []
    foreign: list[int] = []  # rows that no form has
    for segment in _segments(grid, labels, known, wanted):
        part = _panel(no, grid, segment, labels, known, wanted, block)
        if part is None:
            foreign += segment.rows
        else:
            parts.append(part)
            wanted = wanted.after(part.form)
    if not parts:
        return unknown(no, frozenset(blocks), block.cells, block.place, [cell.text for cell in labels.values()])
    found = together(no, frozenset(blocks), block.cells, block.place, parts, "grid")
    foreign = [row for row in foreign if _counts(grid, row, known)]
    if not foreign:
        return found
    shown = "; ".join(labels[row].text for row in foreign[:3] if row in labels)
    message = f"table {no}: {len(foreign)} rows with numbers ({shown} …) are rows of no form in the catalog"
    return replace(found, issues=(*found.issues, issue("row_unmatched", message, grid.own(foreign[0])[0].place)))


def _counts(grid: Grid, row: int, known: Vocabulary) -> bool:
    """Whether a row holds a number, also in a sentence; who filled in the form, and his telephone, is none."""
    texts = grid.texts([row])
    aside = any(is_aside(text, known) for text in texts)
    return not aside and any(sign.isdigit() for cell in grid.own(row) if cell.col > 1 for sign in cell.text)


# -- panels -----------------------------------------------------------------------------


def _segments(grid: Grid, labels: Mapping[int, Cell], known: Vocabulary, wanted: Wanted) -> list[_Segment]:
    """The whole table if one panel explains it, else its rows cut at titles, heads and changes of panel."""
    whole = _Segment(list(range(1, grid.height + 1)))
    titled = any(title_of(cell.text, known) for cell in grid.cells)
    if not titled:
        whole.form = _chosen(grid, whole, labels, known, wanted)
        if whole.form is not None and not _another_below(whole.form, [labels[row].text for row in labels], known):
            return [whole]
        whole.form = None
    segments = [_Segment()]
    for row in whole.rows:
        now = segments[-1]
        label = labels.get(row)
        own = forms_of_row(label.text, known) if label is not None else frozenset()
        if is_title_row(grid, row, known) or (not own and _is_head_row(grid, row, known)):
            if now.labels:
                segments.append(_Segment([row]))
            else:
                now.rows.append(row)
            continue
        if own and now.forms is not None and not own & now.forms:
            now = _Segment(above=_head_above(grid, now, known))
            segments.append(now)
        now.rows.append(row)
        if own and label is not None:
            now.labels[row] = label
            now.forms = own if now.forms is None else own & now.forms
        elif is_numbers_only(grid, row, known) and not now.labels:
            now.labels[row] = grid.own(row)[0]  # numbers without a label: the row of an unlabelled panel
    return [part for segment in segments for part in _without_words(grid, segment, labels, known)]


def _another_below(form: Form, labels: Sequence[str], known: Vocabulary) -> bool:
    """Whether the last rows are all of another panel, and of this one none."""
    number, count = known.forms.index(form), 0
    common = frozenset(range(len(known.forms)))
    for own in (forms_of_row(label, known) for label in reversed(labels)):
        if number in own or (own and not own & common):
            break
        count += bool(own)
        common &= own or common
    return count >= MIN_OTHER


def _head_above(grid: Grid, segment: _Segment, known: Vocabulary) -> list[int]:
    """The rows of a panel's head, which the panels below it may have in common."""
    first = min(segment.labels)
    return [row for row in segment.rows if row < first and _is_head_row(grid, row, known)] or list(segment.above)


def _without_words(grid: Grid, segment: _Segment, labels: Mapping[int, Cell], known: Vocabulary) -> Iterator[_Segment]:
    """The segment, and apart from it the rows at its end that no form has and that hold words: 工作人员, 专职2人。"""
    at = len(segment.rows)
    while at > 0 and segment.labels and _holds_words(grid, segment.rows[at - 1], labels, known):
        at -= 1
    words, segment.rows = segment.rows[at:], segment.rows[:at]
    yield segment
    if words:
        yield _Segment(words)


def _holds_words(grid: Grid, row: int, labels: Mapping[int, Cell], known: Vocabulary) -> bool:
    if row not in labels:
        return False
    texts = grid.texts([row])
    none = not any(names_a_row(text, known) or is_aside(text, known) for text in texts)
    return len(texts) > 1 and none and not any(is_value(t, known.units) or squeeze(t) in known.units for t in texts)


def _is_head_row(grid: Grid, row: int, known: Vocabulary) -> bool:
    """A row with a header and no numbers: 其他 with numbers behind it is a row."""
    texts = [cell.text for cell in grid.own(row) if squeeze(cell.text)]
    heads = [is_header(text, known) or names_any_column(text, known, None) for text in texts]
    return any(heads) and not any(is_value(text) and not head for text, head in zip(texts, heads, strict=True))


def _chosen(
    grid: Grid, segment: _Segment, labels: Mapping[int, Cell], known: Vocabulary, wanted: Wanted
) -> Form | None:
    own = [(row, labels[row].text) for row in segment.rows if row in labels]
    first = next((row for row, text in own if names_a_row(text, known)), None)
    if first is None:
        return choose_unlabelled(grid.texts(_head_rows(grid, segment, known)), known, wanted)
    head = grid.texts([row for row in segment.rows if row < first] or segment.above)
    texts = [text for row, text in own if row >= first and not is_aside(text, known)]
    before = [text for row, text in own if row < first and not is_aside(text, known)]
    before = [text for text in before if not names_any_column(text, known, None)]
    return choose([*before, *texts], head, known, wanted)


def _head_rows(grid: Grid, segment: _Segment, known: Vocabulary) -> list[int]:
    first = next((row for row in segment.rows if is_numbers_only(grid, row, known)), None)
    return [row for row in segment.rows if first is None or row < first]


def _panel(
    no: int, grid: Grid, segment: _Segment, labels: Mapping[int, Cell], known: Vocabulary, wanted: Wanted, block: Block
) -> Part | None:
    form = segment.form or _chosen(grid, segment, labels, known, wanted)
    if form is None:
        return None
    if form.panel.is_unlabelled:
        body = _unlabelled(grid, segment, known)
        first, left = min(body, default=segment.rows[-1] + 1), 1
    else:
        named = {row: labels[row] for row in segment.rows if row in labels and names_a_row(labels[row].text, known)}
        first = _first_row(grid, min(named), segment, labels, known)
        end = Counter(grid.end(row) for row in named).most_common(1)[0][0]
        in_line = [cell for row, cell in named.items() if grid.end(row) == end]  # a shifted row has its label elsewhere
        left = max(cell.col + cell.col_span for cell in in_line)
        body = {row: labels[row] for row in segment.rows if row >= first and row in labels}
        body = {row: cell for row, cell in body.items() if not _is_no_row(grid, row, cell, known)}
    head_rows = [row for row in segment.rows if row < first] or list(segment.above)
    unit_col = _unit_column(grid, known, list(body), left)
    end = Counter(grid.end(row) for row in body).most_common(1)[0][0] if body else grid.width
    aligned = all(grid.is_full(row, end) for row in head_rows if len(grid.texts([row])) > 1)
    if form.panel.is_unlabelled and aligned and head_rows:  # a head whose spans are lost stands too far left
        last = grid.covered.get((head_rows[-1], end))
        aligned = last is not None and squeeze(last.text) != ""
    heads = heads_of(grid, head_rows, left if aligned else 1, known)
    if aligned:
        heads = [head for head in heads if unit_col is None or not head.first <= unit_col <= head.last]
    columns = place_columns(
        heads, form, known, wanted.year, aligned=aligned,
        number=lambda row, head: _number(grid, list(body)[row], head), rows=len(body),
        spare_if=lambda head: _holds_values(grid, head, body) and squeeze(head.text) not in known.serials,
        no=no, place=block.place,
    )  # fmt: skip
    lines, issues = [], list(columns.issues)
    for row, label in body.items():
        line, problem = _line(grid, row, label, columns, unit_col, end, form, known, no)
        lines.append(line)
        issues += [problem] if problem else []
    wholes = form.panel.columns
    headers = {i: "/".join(h.path) if wholes[i].over else h.text for i, h in columns.heads.items()}
    if columns.by_order:
        headers = {i: wholes[i].label if wholes[i].over else h.text for i, h in columns.heads.items()}
    return build(no, block.place, form, known, lines, headers, issues)


def _first_row(grid: Grid, row: int, segment: _Segment, labels: Mapping[int, Cell], known: Vocabulary) -> int:
    """The row found first, or one above it: a row with a label and numbers is no head, though its label is damaged."""
    while row - 1 in segment.rows and (label := labels.get(row - 1)) is not None:
        right = [cell for cell in grid.own(row - 1) if cell.col > label.col and squeeze(cell.text)]
        numbers = [cell for cell in right if is_value(cell.text) and not names_any_column(cell.text, known, None)]
        if not numbers or len(numbers) * 2 < len(right) or _is_no_row(grid, row - 1, label, known):
            break
        row -= 1
    return row


def _unlabelled(grid: Grid, segment: _Segment, known: Vocabulary) -> dict[int, Cell]:
    """The rows of numbers below the heads; the last row if it is empty."""
    rows = [row for row in segment.rows if is_numbers_only(grid, row, known)]
    if not rows and segment.rows and not grid.texts(segment.rows[-1:]) and grid.own(segment.rows[-1]):
        rows = segment.rows[-1:]
    return {row: grid.own(row)[0] for row in rows}


def _is_no_row(grid: Grid, row: int, label: Cell, known: Vocabulary) -> bool:
    """A note, a repeated head, or a row of it."""
    if is_aside(label.text, known):
        return True
    return names_any_column(label.text, known, None) and not any(
        is_value(cell.text) for cell in grid.own(row) if cell.col > label.col
    )


def _holds_values(grid: Grid, head: Head, body: Iterable[int]) -> bool:
    cells = [cell.text for row in body if (cell := grid.covered.get((row, head.first)))]
    printed = [text for text in cells if squeeze(text)]
    return bool(printed) and sum(is_value(text) for text in printed) * 2 > len(printed)


def _number(grid: Grid, row: int, head: Head) -> Decimal | None:
    cell = grid.covered.get((row, head.first))
    return cell_number(cell.text) if cell else None


def _unit_column(grid: Grid, known: Vocabulary, body: Sequence[int], left: int) -> int | None:
    """The column whose cells are units, whatever its header says."""
    for col in range(left, grid.width + 1):
        printed = [squeeze(cell.text) for row in body if (cell := grid.covered.get((row, col))) and squeeze(cell.text)]
        if printed and sum(text in known.units for text in printed) * 2 > len(printed):
            return col
    return None


# -- rows -------------------------------------------------------------------------------


def _line(
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
