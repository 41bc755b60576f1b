"""A true table → the panels of a form. A table is one panel, or several with a title or a head each (``segments``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.model import Block, Cell
from pipeline.numeral import cell_number
from pipeline.structure.tables.columns import place_columns
from pipeline.structure.tables.grid import Grid, Head, grid_of, heads_of, is_numbers_only, label_of
from pipeline.structure.tables.labels import is_value
from pipeline.structure.tables.row_values import read_row
from pipeline.structure.tables.rows import Found, Part, build, issue, together, unknown
from pipeline.structure.tables.segments import Segment, chosen_form, cut_panels, is_aside
from pipeline.structure.tables.vocabulary import Vocabulary, Wanted, names_a_row, names_any_column
from pipeline.text import squeeze


def read_grid(no: int, blocks: Iterable[int], block: Block, known: Vocabulary, wanted: Wanted) -> Found:
    """Read one table. ``blocks`` are its blocks in the document, several if it was split."""
    grid = grid_of(block.cells)
    rows = list(range(1, grid.height + 1))
    labels = {row: label for row in rows if (label := label_of(grid, row, known)) is not None}
    parts: list[Part] = []
    foreign: list[int] = []  # rows that no form has
    for segment in cut_panels(grid, labels, known, wanted):
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


def _panel(
    no: int, grid: Grid, segment: Segment, labels: Mapping[int, Cell], known: Vocabulary, wanted: Wanted, block: Block
) -> Part | None:
    form = segment.form or chosen_form(grid, segment, labels, known, wanted)
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
        line, problem = read_row(grid, row, label, columns, unit_col, end, form, known, no)
        lines.append(line)
        issues += [problem] if problem else []
    wholes = form.panel.columns
    headers = {i: "/".join(h.path) if wholes[i].over else h.text for i, h in columns.heads.items()}
    if columns.by_order:
        headers = {i: wholes[i].label if wholes[i].over else h.text for i, h in columns.heads.items()}
    return build(no, block.place, form, known, lines, headers, issues)


def _first_row(grid: Grid, row: int, segment: Segment, labels: Mapping[int, Cell], known: Vocabulary) -> int:
    """The row found first, or one above it: a row with a label and numbers is no head, though its label is damaged."""
    while row - 1 in segment.rows and (label := labels.get(row - 1)) is not None:
        right = [cell for cell in grid.own(row - 1) if cell.col > label.col and squeeze(cell.text)]
        numbers = [cell for cell in right if is_value(cell.text) and not names_any_column(cell.text, known, None)]
        if not numbers or len(numbers) * 2 < len(right) or _is_no_row(grid, row - 1, label, known):
            break
        row -= 1
    return row


def _unlabelled(grid: Grid, segment: Segment, known: Vocabulary) -> dict[int, Cell]:
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
