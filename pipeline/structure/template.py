"""Indicator tables: which official form a table is, and which row of it each line is.

A form is recognised by its own labels, never by the year. A table may come as a true grid or flattened to
one cell per line; both become rows of (label, unit, values). Rows are aligned with the form in order, since
a label such as 其他情形数 may stand in it several times. No cell is ever filled by position alone: a value
belongs to a row because the row's label stands before it and the row has exactly as many values as the form
has columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from pipeline.catalog import Catalog, Row, Template
from pipeline.model import Block, Cell, Document, FormCell, IndicatorTable, Issue, Place
from pipeline.text import squeeze

FUZZY = 88  # rapidfuzz ratio from which two labels may be one; below, they are reported with the nearest

_OF_WHICH = re.compile(r"^其中[:,、]?")
_NUMBERING = re.compile(r"^(?:[(][一二三四五六七八九十\d]+[)]|[一二三四五六七八九十]+、|\d+[.、])")
_VALUE = re.compile(r"^-?\d[\d,]*(?:\.\d+)?$")
_DASH = re.compile(r"^(?:/|-+|—+|－+|\*+)$")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: its label, its unit if printed, its values in order."""

    label: Cell
    unit: Cell | None
    values: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A table of the document: ``table`` is None if no form has its labels."""

    no: int
    blocks: frozenset[int]
    cells: tuple[Cell, ...]
    table: IndicatorTable | None
    issues: tuple[Issue, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Match:
    row: Row
    method: str


def find_tables(document: Document, catalog: Catalog, year: int | None) -> tuple[Found, ...]:
    """Every table of the report, recognised or not, in reading order and counted from 1."""
    found: list[Found] = []
    for index, block in enumerate(document.blocks):
        if block.cells and block.content:
            found.append(_read_grid(len(found) + 1, index, block, catalog, year))
    for first, last in _flat_runs(document, catalog):
        found.append(_read_lines(len(found) + 1, first, last, document, catalog, year))
    return tuple(found)


# -- labels ---------------------------------------------------------------------------


def _plain(label: str) -> str:
    """A label for comparison: without white space, width, 其中: and a closing colon."""
    return _OF_WHICH.sub("", squeeze(label)).rstrip(":")


def match_label(printed: str, row: Row) -> str | None:
    """How ``printed`` names ``row``: ``exact``, ``alias``, ``fuzzy`` or not at all.

    "其中：1．政府网站公开数" is 1.政府网站公开数 exactly; without its number it is an alias of it.
    """
    label, official = _plain(printed), squeeze(row.label)
    if label == official:
        return "exact"
    names = [official, *(squeeze(alias) for alias in row.aliases)]
    bare = _NUMBERING.sub("", label)
    if label in names or bare in {_NUMBERING.sub("", name) for name in names}:
        return "alias"
    if len(bare) >= 4 and max(fuzz.ratio(bare, _NUMBERING.sub("", name)) for name in names) >= FUZZY:
        return "fuzzy"
    return None


_WEIGHT = {"exact": 4, "alias": 3, "fuzzy": 2}


def align(labels: Sequence[str], template: Template) -> list[_Match | None]:
    """The form's row for each printed label, in order, so that the most and the best labels match.

    A label left over takes a row left over if it names it exactly or by an alias: local sheets change
    the order of rows.
    """
    rows = template.rows
    methods = [[match_label(label, row) for row in rows] for label in labels]
    best = [[0] * (len(rows) + 1) for _ in range(len(labels) + 1)]
    for i in range(len(labels) - 1, -1, -1):
        for j in range(len(rows) - 1, -1, -1):
            method = methods[i][j]
            taken = best[i + 1][j + 1] + _WEIGHT[method] if method else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], taken)
    matches: list[_Match | None] = [None] * len(labels)
    i = j = 0
    while i < len(labels) and j < len(rows):
        method = methods[i][j]
        if method and best[i][j] == best[i + 1][j + 1] + _WEIGHT[method]:
            matches[i] = _Match(rows[j], method)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    used = {match.row.indicator for match in matches if match}
    for i, match in enumerate(matches):
        if match is None:
            for j, row in enumerate(rows):
                method = methods[i][j]
                if method in ("exact", "alias") and row.indicator not in used:
                    matches[i] = _Match(row, method)
                    used.add(row.indicator)
                    break
    return matches


def _choose(labels: Sequence[str], catalog: Catalog) -> tuple[Template, list[_Match | None]] | None:
    """The form whose labels these are: at least three of them, and at least half of what is printed."""
    best: tuple[float, Template, list[_Match | None]] | None = None
    for template in catalog.templates:
        matches = align(labels, template)
        hits = [match for match in matches if match]
        if len(hits) < min(3, len(template.rows)) or len(hits) * 2 < len(labels):
            continue
        score = sum(_WEIGHT[match.method] for match in hits) - 0.5 * (len(template.rows) - len(hits))
        if best is None or score > best[0]:
            best = (score, template, matches)
    return (best[1], best[2]) if best else None


def _column_of(text: str, template: Template, year: int | None) -> int | None:
    """Which value column a header cell names: "2017", "2009年度", "历年累计"."""
    header = squeeze(text)
    for index, column in enumerate(template.columns):
        for pattern in column.headers:
            if "{year}" in pattern:
                digits = rf"{year}" if year else r"(?:19|20)\d\d"
                if re.fullmatch(re.escape(pattern).replace(r"\{year\}", digits), header):
                    return index
            elif header == squeeze(pattern):
                return index
    if re.fullmatch(r"20\d\d(?:年度?)?", header):  # another year than the title's: the year column all the same
        return next((i for i, column in enumerate(template.columns) if column.period == "year"), None)
    return None


def _is_header(text: str, catalog: Catalog) -> bool:
    header = squeeze(text)
    return any(
        header in map(squeeze, (*template.label_headers, *template.unit_headers)) for template in catalog.templates
    )


# -- a true table ---------------------------------------------------------------------


def _read_grid(no: int, index: int, block: Block, catalog: Catalog, year: int | None) -> Found:
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
    chosen = _choose([cell.text for cell in labels if not _is_header(cell.text, catalog)], catalog)
    if chosen is None:
        return Found(no, frozenset([index]), block.cells, None, _unknown(no, block, labels))
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
    return _build(no, frozenset([index]), block.cells, block.place, template, lines, headers, "grid", ())


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
        named = {i: cell.col for cell in grid[row] if (i := _column_of(cell.text, template, year)) is not None}
        if len(named) * 2 > len(template.columns):
            return row, named
    return 0, {}


# -- a flattened table ------------------------------------------------------------------


def _flat_cells(block: Block, document: Document) -> list[Place]:
    """The cells of one line: parts between tabs, bars or wide gaps, and numbers after a label."""
    text = document.cut(block.place)
    places = []
    for part in re.finditer(r"[^\t|｜]+?(?=\s*(?:[\t|｜]|[ \u3000]{2,}\S|$))", text):
        start, end = part.span()
        while start < end and text[start].isspace():
            start += 1
        if tail := re.search(r"(?:\s+-?\d[\d,]*(?:\.\d+)?)+$", text[start:end]):
            places.append((start, start + tail.start()))
            places.extend(
                (start + n.start(), start + n.end())
                for n in re.finditer(r"\S+", text[start:end])
                if n.start() >= tail.start()
            )
        elif start < end:
            places.append((start, end))
    return [Place(block.place.start + s, block.place.start + e) for s, e in places if s < e]


def _flat_runs(document: Document, catalog: Catalog) -> list[tuple[int, int]]:
    """Stretches of lines that are a flattened table: (first, last) block. At least four labels of one form."""
    known = {_plain(name) for form in catalog.templates for row in form.rows for name in (row.label, *row.aliases)}
    bare = {_NUMBERING.sub("", name) for name in known}
    units = set(catalog.measure) | {"——", "----"}

    def kind(block: Block) -> str:
        if block.cells or not block.content:
            return "other"
        cells = [squeeze(document.cut(place)) for place in _flat_cells(block, document)]
        if not cells:
            return "other"
        if _plain(cells[0]) in known or (_NUMBERING.sub("", _plain(cells[0])) in bare and len(cells[0]) > 3):
            return "label"
        if all(_VALUE.match(cell) or _DASH.match(cell) or cell in units for cell in cells):
            return "value"
        year_or_header = all(
            _is_header(cell, catalog) or any(_column_of(cell, form, None) is not None for form in catalog.templates)
            for cell in cells
        )
        if year_or_header:
            return "header"
        return (
            "text"
            if len(document.cut(block.place)) <= 40 and not re.search("[。；]", document.cut(block.place))
            else "other"
        )

    kinds = [kind(block) for block in document.blocks]
    runs, index = [], 0
    while index < len(kinds):
        if kinds[index] not in ("header", "label"):
            index += 1
            continue
        last, labels, position = index, 0, index
        while position < len(kinds) and kinds[position] != "other":
            # an unknown short line belongs to the table only if more labels follow within it
            if kinds[position] != "text":
                last = position
            elif "label" not in kinds[position : position + 5]:
                break
            labels += kinds[position] == "label"
            position += 1
        if labels >= 4:
            runs.append((index, last))
        index = max(last, index) + 1
    return runs


def _read_lines(no: int, first: int, last: int, document: Document, catalog: Catalog, year: int | None) -> Found:
    tokens = [place for block in document.blocks[first : last + 1] for place in _flat_cells(block, document)]
    texts = [document.cut(place) for place in tokens]
    place = Place(document.blocks[first].place.start, document.blocks[last].place.end)
    is_value = [bool(_VALUE.match(squeeze(text)) or _DASH.match(squeeze(text))) for text in texts]
    units = set(catalog.measure)
    is_label = [not value and squeeze(text) not in units for value, text in zip(is_value, texts, strict=True)]
    header_end = next((i for i, text in enumerate(texts) if _row_of_any(text, catalog)), 0)
    chosen = _choose([text for i, text in enumerate(texts) if is_label[i] and i >= header_end], catalog)
    blocks = frozenset(range(first, last + 1))
    if chosen is None:
        raw = tuple(
            Cell(i, 1, text, replace(p, row=i, col=1)) for i, (text, p) in enumerate(zip(texts, tokens, strict=True), 1)
        )
        return Found(no, blocks, raw, None, _unknown(no, Block(place), list(raw)))
    template, _ = chosen
    order = [i for text in texts[:header_end] if (i := _column_of(text, template, year)) is not None]
    order = order if sorted(order) == list(range(len(template.columns))) else list(range(len(template.columns)))
    headers = {i: text for text in texts[:header_end] if (i := _column_of(text, template, year)) is not None}

    cells = [Cell(1, col, texts[i], replace(tokens[i], row=1, col=col)) for col, i in enumerate(range(header_end), 1)]
    lines, issues, row = [], [], 1 if header_end else 0
    position = header_end
    while position < len(tokens):
        row += 1
        label = Cell(row, 1, texts[position], replace(tokens[position], row=row, col=1))
        cells.append(label)
        position += 1
        unit: Cell | None = None
        values_printed: list[Cell] = []
        while position < len(tokens) and not is_label[position]:
            col = 3 + len(values_printed) if is_value[position] else 2
            cell = Cell(row, col, texts[position], replace(tokens[position], row=row, col=col))
            cells.append(cell)
            if is_value[position]:
                values_printed.append(cell)
            else:
                unit = cell
            position += 1
        values: tuple[Cell | None, ...] = (None,) * len(template.columns)
        if len(values_printed) == len(template.columns):
            values = tuple(values_printed[order.index(i)] for i in range(len(template.columns)))
        elif values_printed and any(match_label(label.text, r) for r in template.rows):
            issues.append(
                Issue(
                    "structure",
                    "value_missing",
                    f"table {no}, row {label.text}: {len(values_printed)} of {len(template.columns)} values "
                    "are printed and the flattened table does not tell which; look at the page",
                    label.place,
                )
            )
            values = tuple(Cell(row, 0, "\0", label.place) for _ in template.columns)
        lines.append(Line(label, unit, values))
    return _build(no, blocks, tuple(cells), place, template, lines, headers, "lines", tuple(issues))


def _row_of_any(text: str, catalog: Catalog) -> bool:
    return any(match_label(text, row) in ("exact", "alias") for form in catalog.templates for row in form.rows)


# -- both -------------------------------------------------------------------------------


def _unknown(no: int, block: Block, labels: Sequence[Cell]) -> tuple[Issue, ...]:
    shown = "; ".join(cell.text for cell in labels[:3])
    message = (
        f"table {no} has the labels of no form in the catalog ({shown} …). "
        "If it is an official form, add catalog/templates/<id>.toml"
    )
    return (Issue("structure", "table_unknown", message, block.place),)


def _build(
    no: int, blocks: frozenset[int], cells: tuple[Cell, ...], place: Place, template: Template, lines: list[Line],
    headers: dict[int, str], method: str, issues: tuple[Issue, ...],
) -> Found:  # fmt: skip
    matches = align([line.label.text for line in lines], template)
    printed = {m.row.indicator: line.label.text for m, line in zip(matches, lines, strict=True) if m}
    out: list[FormCell] = []
    problems = list(issues)
    for line, match in zip(lines, matches, strict=True):
        if match is None:
            if any(value is not None and value.text for value in line.values):
                problems.append(_unmatched(no, line.label, template))
            continue
        row = match.row
        above = printed.get(row.under) if row.under else None
        label = f"{above}/{line.label.text}" if above else line.label.text
        unit_printed = line.unit.text if line.unit is not None and line.unit.text else None
        for index, column in enumerate(template.columns):
            cell = line.values[index]
            unread = cell is not None and cell.text == "\0"
            stands = cell.place if cell else line.label.place
            out.append(
                FormCell(
                    indicator=row.indicator,
                    member=column.member,
                    period=column.period,
                    row_label=label,
                    column_label=headers.get(index, ""),
                    unit=unit_printed or row.unit,
                    unit_source="printed" if unit_printed else "form",
                    text=None if unread else (cell.text if cell else ""),
                    method=match.method,
                    place=replace(stands, table=no, row=line.label.row, col=cell.col if cell else None),
                    label_place=line.label.place,
                )
            )
    missing = [row.label for row in template.rows if row.indicator not in printed]
    if missing:
        message = f"table {no} lacks {len(missing)} rows of form {template.id}: {'; '.join(missing[:5])}"
        problems.append(Issue("structure", "rows_missing", message, place))
    table = IndicatorTable(no, template.id, replace(place, table=no), tuple(out), method)
    return Found(no, blocks, cells, table, tuple(problems))


def _unmatched(no: int, label: Cell, template: Template) -> Issue:
    near = sorted(template.rows, key=lambda row: -fuzz.ratio(_plain(label.text), squeeze(row.label)))[:2]
    message = (
        f"table {no}: no row of form {template.id} is called {label.text!r}; nearest are "
        f"{' / '.join(row.label for row in near)}. If the label is used in practice, "
        "add it to aliases in the form's file"
    )
    return Issue("structure", "row_unmatched", message, label.place)
