"""A true table → the rows of a form."""

from __future__ import annotations

from pipeline.catalog import Catalog, Template
from pipeline.model import Block, Cell
from pipeline.structure.labels import choose, column_of, is_header, match_label
from pipeline.structure.rows import Found, Line, build, unknown
from pipeline.text import squeeze


def read_grid(no: int, index: int, block: Block, catalog: Catalog, year: int | None) -> Found:
    grid: dict[int, list[Cell]] = {}
    covered: dict[tuple[int, int], Cell] = {}
    for cell in block.cells:
        grid.setdefault(cell.row, []).append(cell)
        for down in range(cell.row_span):
            for right in range(cell.col_span):
                covered[cell.row + down, cell.col + right] = cell
    width = max((col for _, col in covered), default=0)
    label_col = _label_column(grid, catalog)
    labels = [cell for row in sorted(grid) for cell in grid[row] if cell.col == label_col and squeeze(cell.text)]
    chosen = choose([cell.text for cell in labels if not is_header(cell.text, catalog)], catalog)
    if chosen is None:
        return Found(no, frozenset([index]), block.cells, None, unknown(no, block, labels))
    template, _ = chosen
    header_row, columns = _grid_columns(grid, template, year)
    body = [cell for cell in labels if cell.row > header_row and cell.col_span < max(width, 2)]
    if not columns:  # no header survived: the last columns, in the form's order, if the count fits
        value_cols = list(range(label_col + 1, width + 1))[-len(template.columns) :]
        columns = dict(enumerate(value_cols)) if len(value_cols) == len(template.columns) else {}
    unit_col = next((c for c in range(label_col + 1, width + 1) if c not in columns.values()), None)
    lines = [
        Line(
            label,
            covered.get((label.row, unit_col)) if unit_col else None,
            tuple(covered.get((label.row, columns[i])) if i in columns else None for i in range(len(template.columns))),
        )
        for label in body
    ]
    headers = {i: covered[header_row, col].text for i, col in columns.items() if (header_row, col) in covered}
    return build(no, frozenset([index]), block.cells, block.place, template, lines, headers, "grid", ())


def _label_column(grid: dict[int, list[Cell]], catalog: Catalog) -> int:
    """The column whose cells name the most rows of any form."""
    scores: dict[int, int] = {}
    for cells in grid.values():
        for cell in cells:
            hit = any(match_label(cell.text, row) == "exact" for form in catalog.templates for row in form.rows)
            scores[cell.col] = scores.get(cell.col, 0) + hit
    return max(scores, key=lambda col: (scores[col], -col), default=1)


def _grid_columns(grid: dict[int, list[Cell]], template: Template, year: int | None) -> tuple[int, dict[int, int]]:
    for row in sorted(grid):
        named = {i: cell.col for cell in grid[row] if (i := column_of(cell.text, template, year)) is not None}
        if len(named) * 2 > len(template.columns):
            return row, named
    return 0, {}
