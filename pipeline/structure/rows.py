"""Printed rows → the cells of a form. Both kinds of table end here.

No cell is ever filled by position alone: a value belongs to a row because the row's label stands before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from rapidfuzz import fuzz

from pipeline.catalog import Template
from pipeline.model import Cell, FormCell, IndicatorTable, Issue, Place
from pipeline.structure.labels import Form, Match, align, is_header, is_of_which, plain, split_unit
from pipeline.structure.labels import Vocabulary as Known
from pipeline.text import squeeze


class Gap(Enum):
    """What stands where a row has no cell of its own for a column."""

    BLANK = "blank"  # nothing is printed
    UNREAD = "unread"  # something is printed, but not surely for this row and column; an Issue tells why


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: its label, its unit if printed, and what it has in each column of the form."""

    label: Cell
    unit: Cell | None
    values: tuple[Cell | Gap, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A table of the document: ``table`` is None if no form has its labels."""

    no: int
    blocks: frozenset[int]
    cells: tuple[Cell, ...]
    table: IndicatorTable | None
    issues: tuple[Issue, ...] = field(default=())


def issue(code: str, message: str, place: Place | None) -> Issue:
    return Issue("structure", code, message, place)


def unknown(no: int, blocks: frozenset[int], cells: tuple[Cell, ...], place: Place, labels: Sequence[str]) -> Found:
    """A table that no form explains. Its cells are kept."""
    shown = "; ".join(label for label in labels[:3] if label)
    message = (
        f"table {no} has the labels of no form in the catalog ({shown} …). "
        "If it is an official form, add catalog/templates/<id>.toml"
    )
    return Found(no, blocks, cells, None, (issue("table_unknown", message, place),))


def is_aside(text: str, known: Known) -> bool:
    """A row that belongs to a table without being a row of the form: its header again, 其中 alone, who filled it in."""
    return is_header(text, known) or is_of_which(text) or squeeze(text).startswith(known.notes)


def build(
    no: int, blocks: frozenset[int], cells: tuple[Cell, ...], place: Place, form: Form, known: Known,
    lines: Sequence[Line], headers: Mapping[int, str], method: str, issues: Sequence[Issue],
) -> Found:  # fmt: skip
    """The recognised table. ``headers`` names the columns that the table has; the form's others give no cells."""
    template = form.template
    matches = align([line.label.text for line in lines], form, known.units)
    printed = {m.row.indicator: line.label.text for m, line in zip(matches, lines, strict=True) if m}
    out: list[FormCell] = []
    problems = list(issues)
    for line, match in zip(lines, matches, strict=True):
        if match is not None:
            out.extend(_form_cells(no, line, match, template, known, headers, printed))
        elif any(isinstance(value, Cell) and value.text for value in line.values) or Gap.UNREAD in line.values:
            problems.append(_unmatched(no, line.label, template))
    missing = [row.label for row in template.rows if row.indicator not in printed]
    if missing:
        message = f"table {no} lacks {len(missing)} rows of form {template.id}: {'; '.join(missing[:5])}"
        problems.append(issue("rows_missing", message, place))
    for index, column in enumerate(template.columns):
        if index not in headers:
            message = f"table {no} has no column {column.headers[-1]} of form {template.id}; no facts are made for it"
            problems.append(issue("column_missing", message, place))
    table = IndicatorTable(no, template.id, replace(place, table=no), tuple(out), method)
    return Found(no, blocks, cells, table, tuple(problems))


def _form_cells(
    no: int, line: Line, match: Match, template: Template, known: Known, headers: Mapping[int, str],
    printed: Mapping[str, str],
) -> list[FormCell]:  # fmt: skip
    row, label = match.row, line.label
    above = printed.get(row.under) if row.under else None
    behind = split_unit(plain(label.text), known.units)[1]  # 主动公开文件数(条)
    unit = (line.unit.text if line.unit is not None else None) or behind
    cells = []
    for index, column in enumerate(template.columns):
        if index not in headers:
            continue
        value = line.values[index]
        text = value.text if isinstance(value, Cell) else "" if value is Gap.BLANK else None
        place, col = (value.place, value.col) if isinstance(value, Cell) else (label.place, None)
        cells.append(
            FormCell(
                indicator=row.indicator,
                member=column.member,
                period=column.period,
                row_label=f"{above}/{label.text}" if above else label.text,
                column_label=headers[index],
                unit=unit or row.unit,
                unit_source="printed" if unit else "form",
                text=text,
                method=match.method,
                place=replace(place, table=no, row=label.row, col=col),
                label_place=label.place,
            )
        )
    return cells


def _unmatched(no: int, label: Cell, template: Template) -> Issue:
    near = sorted(template.rows, key=lambda row: -fuzz.ratio(plain(label.text), squeeze(row.label)))[:2]
    message = (
        f"table {no}: no row of form {template.id} is called {label.text!r}; nearest are "
        f"{' / '.join(row.label for row in near)}. If the label is used in practice, "
        "add it to aliases in the form's file"
    )
    return issue("row_unmatched", message, label.place)
