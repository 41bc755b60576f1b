"""A table flattened to lines → the rows of a form.

A value belongs to a row because the row's label stands before it and the row has exactly as many values as the
form has columns; a row with fewer is not read, and an issue says so.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.model import Block, Cell, Document, Issue, Place
from pipeline.structure.labels import NUMBERING, choose, column_of, is_header, match_label, names_a_row, plain
from pipeline.structure.rows import Found, Line, build, unknown
from pipeline.text import squeeze

_VALUE = re.compile(r"^-?\d[\d,]*(?:\.\d+)?$")
_DASH = re.compile(r"^(?:/|-+|—+|－+|\*+)$")


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


def flat_runs(document: Document, catalog: Catalog) -> list[tuple[int, int]]:
    """Stretches of lines that are a flattened table: (first, last) block. At least four labels of one form."""
    known = {plain(name) for form in catalog.templates for row in form.rows for name in (row.label, *row.aliases)}
    bare = {NUMBERING.sub("", name) for name in known}
    units = set(catalog.measure) | {"——", "----"}

    def kind(block: Block) -> str:
        if block.cells or not block.content:
            return "other"
        cells = [squeeze(document.cut(place)) for place in _flat_cells(block, document)]
        if not cells:
            return "other"
        if plain(cells[0]) in known or (NUMBERING.sub("", plain(cells[0])) in bare and len(cells[0]) > 3):
            return "label"
        if all(_VALUE.match(cell) or _DASH.match(cell) or cell in units for cell in cells):
            return "value"
        year_or_header = all(
            is_header(cell, catalog) or any(column_of(cell, form, None) is not None for form in catalog.templates)
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


def read_lines(no: int, first: int, last: int, document: Document, catalog: Catalog, year: int | None) -> Found:
    tokens = [place for block in document.blocks[first : last + 1] for place in _flat_cells(block, document)]
    texts = [document.cut(place) for place in tokens]
    place = Place(document.blocks[first].place.start, document.blocks[last].place.end)
    is_value = [bool(_VALUE.match(squeeze(text)) or _DASH.match(squeeze(text))) for text in texts]
    units = set(catalog.measure)
    is_label = [not value and squeeze(text) not in units for value, text in zip(is_value, texts, strict=True)]
    header_end = next((i for i, text in enumerate(texts) if names_a_row(text, catalog)), 0)
    chosen = choose([text for i, text in enumerate(texts) if is_label[i] and i >= header_end], catalog)
    blocks = frozenset(range(first, last + 1))
    if chosen is None:
        raw = tuple(
            Cell(i, 1, text, replace(p, row=i, col=1)) for i, (text, p) in enumerate(zip(texts, tokens, strict=True), 1)
        )
        return Found(no, blocks, raw, None, unknown(no, Block(place), list(raw)))
    template, _ = chosen
    order = [i for text in texts[:header_end] if (i := column_of(text, template, year)) is not None]
    order = order if sorted(order) == list(range(len(template.columns))) else list(range(len(template.columns)))
    headers = {i: text for text in texts[:header_end] if (i := column_of(text, template, year)) is not None}

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
    return build(no, blocks, tuple(cells), place, template, lines, headers, "lines", tuple(issues))
