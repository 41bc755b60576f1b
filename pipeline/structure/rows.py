"""Printed rows → the cells of a form. Both kinds of table end here.

No cell is ever filled by position alone: a value belongs to a row because the row's label stands before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from pipeline.catalog import Template
from pipeline.model import Block, Cell, FormCell, IndicatorTable, Issue, Place
from pipeline.structure.labels import align, plain
from pipeline.text import squeeze


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


def unknown(no: int, block: Block, labels: Sequence[Cell]) -> tuple[Issue, ...]:
    shown = "; ".join(cell.text for cell in labels[:3])
    message = (
        f"table {no} has the labels of no form in the catalog ({shown} …). "
        "If it is an official form, add catalog/templates/<id>.toml"
    )
    return (Issue("structure", "table_unknown", message, block.place),)


def build(
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
    near = sorted(template.rows, key=lambda row: -fuzz.ratio(plain(label.text), squeeze(row.label)))[:2]
    message = (
        f"table {no}: no row of form {template.id} is called {label.text!r}; nearest are "
        f"{' / '.join(row.label for row in near)}. If the label is used in practice, "
        "add it to aliases in the form's file"
    )
    return Issue("structure", "row_unmatched", message, label.place)
