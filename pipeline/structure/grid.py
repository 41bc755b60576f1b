"""A true table → the rows of a form.

A value column is one whose header says so. Where headers are lost or spelled in another way, the columns left over
are taken in the form's order only if the numbers bear it out: what a form counts since it began is nowhere less than
what it counts for the year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.catalog import Template
from pipeline.model import Block, Cell, Issue, Place
from pipeline.structure.labels import Vocabulary as Known
from pipeline.structure.labels import align, choose, column_of, is_header, is_of_which, is_value, names_a_row
from pipeline.structure.rows import Found, Gap, Line, build, is_aside, issue, unknown
from pipeline.text import squeeze


@dataclass(frozen=True, slots=True)
class _Grid:
    cells: tuple[Cell, ...]
    covered: dict[tuple[int, int], Cell]  # every place of the grid, also under a span
    height: int
    width: int

    def row(self, number: int) -> list[Cell]:
        """The cells that a row crosses, each once, from left to right."""
        return list(
            dict.fromkeys(self.covered[number, c] for c in range(1, self.width + 1) if (number, c) in self.covered)
        )

    def own(self, number: int) -> list[Cell]:
        return [cell for cell in self.row(number) if cell.row == number]


def _grid(cells: tuple[Cell, ...]) -> _Grid:
    covered = {
        (cell.row + down, cell.col + right): cell
        for cell in cells
        for down in range(cell.row_span)
        for right in range(cell.col_span)
    }
    return _Grid(cells, covered, max(row for row, _ in covered), max(col for _, col in covered))


def read_grid(no: int, blocks: Iterable[int], block: Block, known: Known, year: int | None) -> Found:
    """Read one table. ``blocks`` are its blocks in the document, several if it was split."""
    grid = _grid(block.cells)
    indexes, place = frozenset(blocks), block.place
    labels = {row: label for row in range(1, grid.height + 1) if (label := _label(grid, row, known)) is not None}
    form = choose([cell.text for cell in labels.values() if not is_aside(cell.text, known)], known)
    if form is None:
        return unknown(no, indexes, block.cells, place, [cell.text for cell in labels.values()])
    first = next(row for row, cell in labels.items() if names_a_row(cell.text, known))
    body = {row: cell for row, cell in labels.items() if row >= first and not is_aside(cell.text, known)}
    left = max(cell.col + cell.col_span for cell in body.values() if names_a_row(cell.text, known))
    columns, issues = _columns(grid, form.template, known, year, first, left, list(body), no, place)
    unit_col = _unit_column(grid, known, list(body), set(range(left, grid.width + 1)) - set(columns.values()))
    lines = []
    for row, label in body.items():
        line, problem = _line(grid, row, label, form.template, columns, unit_col, no)
        lines.append(line)
        issues += [problem] if problem else []
    headers = {index: _header_text(grid, first, col) for index, col in columns.items()}
    return build(no, indexes, block.cells, place, form, known, lines, headers, "grid", issues)


def continues(first: Block, second: Block, known: Known) -> bool:
    """Whether two tables are one that was split: the same width, and the second has only rows the first lacks."""
    a, b = _grid(first.cells), _grid(second.cells)
    if a.width != b.width:
        return False
    upper = [c.text for r in range(1, a.height + 1) if (c := _label(a, r, known)) and not is_aside(c.text, known)]
    lower = [c.text for r in range(1, b.height + 1) if (c := _label(b, r, known)) and not is_aside(c.text, known)]
    form = choose(upper, known)
    if form is None or not lower:
        return False
    matches = align([*upper, *lower], form, known.units)
    hits = [match for match in matches[len(upper) :] if match]
    alone = [match for match in align(upper, form, known.units) if match]
    return len(hits) * 2 > len(lower) and len([m for m in matches if m]) == len(alone) + len(hits)


def joined(first: Block, second: Block) -> Block:
    """The two parts of a split table as one."""
    down = max(cell.row + cell.row_span - 1 for cell in first.cells)
    below = tuple(
        replace(
            cell,
            row=cell.row + down,
            place=replace(cell.place, row=None if cell.place.row is None else cell.place.row + down),
        )
        for cell in second.cells
    )
    return Block(Place(first.place.start, second.place.end), cells=(*first.cells, *below), content=first.content)


# -- labels -----------------------------------------------------------------------------


def _label(grid: _Grid, row: int, known: Known) -> Cell | None:
    """The cell that names a row: a label of a form, else the last text before the row's first value.

    A cell over the whole width is a caption or a note. A merged 其中, a group's name over several rows and a serial
    number stand before the label.
    """
    own = grid.own(row)
    if not own or (grid.width > 1 and own[0].col_span >= grid.width):
        return None
    named = [cell for cell in own if names_a_row(cell.text, known)]
    if named:
        return named[0]
    texts: list[Cell] = []
    for cell in own:
        text = squeeze(cell.text)
        if not text or is_of_which(text):
            continue
        if (is_value(text, known.units) or text in known.units) and (texts or cell.col > 2):
            break
        if not is_value(text):
            texts.append(cell)
    headers = [cell for cell in texts if is_header(cell.text, known)]
    return headers[0] if headers else texts[-1] if texts else None


# -- columns ----------------------------------------------------------------------------


def _columns(
    grid: _Grid, template: Template, known: Known, year: int | None, first: int, left: int, body: Sequence[int],
    no: int, place: Place,
) -> tuple[dict[int, int], list[Issue]]:  # fmt: skip
    """Which column of the grid each of the form's columns is; one that the table does not have is left out."""
    named: dict[int, int] = {}
    sure: set[int] = set()
    extra: list[str] = []
    for row in range(1, first):
        for cell in grid.own(row):
            found = column_of(cell.text, template, year) if cell.col >= left else None
            if found is None:
                continue
            index, certain = found
            if index in named and (index in sure or not certain):
                extra.append(cell.text)
                continue
            extra += [grid.covered[row, named[index]].text] if index in named else []
            named[index] = cell.col
            sure |= {index} if certain else set()
    issues = []
    if extra:
        message = (
            f"table {no}: column {' / '.join(extra)} is not in form {template.id}; its cells are kept, no facts made"
        )
        issues.append(issue("column_unknown", message, place))
    missing = [index for index in range(len(template.columns)) if index not in named]
    taken = set(named.values()) | {_column_at(grid, first, text) for text in extra}
    spare = [col for col in range(left, grid.width + 1) if col not in taken and _holds_values(grid, col, body)]
    if not missing or not spare:
        return named, issues
    spare = [col for col in spare if not _is_serial(grid, first, col, known)]
    guess = {**named, **dict(zip(missing, spare, strict=False))}
    headings = " / ".join(_header_text(grid, first, col) or "(blank)" for col in spare)
    if len(spare) == len(missing) and _is_borne_out(grid, template, guess, body):
        message = (
            f"table {no}: the header {headings} is not that of form {template.id}; its columns were taken in the "
            "form's order, which the numbers bear out. If the header is used, add it to headers in the form's file"
        )
        return guess, [*issues, issue("columns_by_order", message, place)]
    message = (
        f"table {no}: no column of form {template.id} has the header {headings}, and the numbers do not tell which "
        "it is; its cells are kept, no facts made"
    )
    return named, [*issues, issue("column_unknown", message, place)]


def _column_at(grid: _Grid, first: int, text: str) -> int:
    return next((c.col for row in range(1, first) for c in grid.own(row) if c.text == text), 0)


def _holds_values(grid: _Grid, col: int, body: Sequence[int]) -> bool:
    cells = [cell.text for row in body if (cell := grid.covered.get((row, col)))]
    printed = [text for text in cells if squeeze(text)]
    return bool(printed) and sum(is_value(text) for text in printed) * 2 > len(printed)


def _is_serial(grid: _Grid, first: int, col: int, known: Known) -> bool:
    return any(squeeze(c.text) in known.serials for row in range(1, first) if (c := grid.covered.get((row, col))))


def _is_borne_out(grid: _Grid, template: Template, columns: Mapping[int, int], body: Sequence[int]) -> bool:
    """In every row the cumulative number is no less than the year's, and in one row it is more."""
    periods = [column.period for column in template.columns]
    if sorted(periods) != ["cumulative", "year"]:
        return False
    more = False
    for row in body:
        year, cumulative = (_number(grid, row, columns[periods.index(period)]) for period in ("year", "cumulative"))
        if year is not None and cumulative is not None:
            if cumulative < year:
                return False
            more |= cumulative > year
    return more


def _number(grid: _Grid, row: int, col: int) -> Decimal | None:
    cell = grid.covered.get((row, col))
    text = squeeze(cell.text).replace(",", "") if cell else ""
    return Decimal(text) if text and is_value(text) and text[-1].isdigit() else None


def _unit_column(grid: _Grid, known: Known, body: Sequence[int], columns: Iterable[int]) -> int | None:
    """The column whose cells are units, whatever its header says."""
    for col in sorted(columns):
        printed = [squeeze(cell.text) for row in body if (cell := grid.covered.get((row, col))) and squeeze(cell.text)]
        if printed and sum(text in known.units for text in printed) * 2 > len(printed):
            return col
    return None


def _header_text(grid: _Grid, first: int, col: int) -> str:
    """The lowest header above a column; above a pair of them may stand 数量."""
    texts = [
        cell.text for row in range(1, first) if (cell := grid.covered.get((row, col))) and cell.col_span < grid.width
    ]
    return texts[-1] if texts else ""


# -- rows -------------------------------------------------------------------------------


def _line(
    grid: _Grid, row: int, label: Cell, template: Template, columns: Mapping[int, int], unit_col: int | None, no: int
) -> tuple[Line, Issue | None]:  # fmt: skip
    """A row's unit and values. One value for several rows or columns, and a row with a cell lost, are not read."""
    wanted = range(len(template.columns))
    right = [cell for cell in grid.row(row) if cell.col >= label.col + label.col_span]
    last = max(columns.values(), default=0)
    if last and (row, last) not in grid.covered:  # the row is shorter than the table
        values = [cell for cell in right if is_value(cell.text)]
        if len(values) == len(right) == len(columns):  # its unit cell is what is missing
            order = sorted(columns, key=lambda index: columns[index])
            placed = dict(zip(order, values, strict=True))
            return Line(label, None, tuple(placed.get(index, Gap.BLANK) for index in wanted)), None
        message = (
            f"table {no}, row {label.text}: the row has fewer cells than the table, and which is missing is not clear"
        )
        return Line(label, None, (Gap.UNREAD,) * len(wanted)), issue("row_short", message, label.place)
    unit = grid.covered.get((row, unit_col)) if unit_col else None
    values_of: list[Cell | Gap] = []
    shared = False
    for index in wanted:
        cell = grid.covered.get((row, columns[index])) if index in columns else None
        if cell is not None and squeeze(cell.text) and _is_shared(cell, label, columns):
            shared = True
            values_of.append(Gap.UNREAD)
        else:
            values_of.append(cell if cell is not None else Gap.BLANK)
    if not shared:
        return Line(label, unit, tuple(values_of)), None
    message = f"table {no}, row {label.text}: one cell stands for several rows or columns; look at the page"
    return Line(label, unit, tuple(values_of)), issue("value_merged", message, label.place)


def _is_shared(cell: Cell, label: Cell, columns: Mapping[int, int]) -> bool:
    over = sum(cell.col <= col < cell.col + cell.col_span for col in columns.values())
    rows = cell.row != label.row or cell.row_span > label.row_span
    return over > 1 or rows
