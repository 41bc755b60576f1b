"""Printed rows → the cells of a form. Both kinds of table end here.

No cell is ever filled by position alone: a value belongs to a row because the row's label stands before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from rapidfuzz import fuzz

from pipeline.catalog import Panel, Row
from pipeline.model import Cell, FormCell, IndicatorTable, Issue, Place
from pipeline.structure.tables.labels import Form, Match, align, plain, split_unit
from pipeline.structure.tables.vocabulary import Vocabulary
from pipeline.text import squeeze


class Gap(Enum):
    """What stands where a row has no cell of its own for a column."""

    BLANK = "blank"  # nothing is printed
    UNREAD = "unread"  # something is printed, but not surely for this row and column; an Issue tells why


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row: its label, its unit if printed, and what it has in each column of the panel."""

    label: Cell
    unit: Cell | None
    values: tuple[Cell | Gap, ...]

    @property
    def is_empty(self) -> bool:
        return (
            not any(isinstance(value, Cell) and value.text for value in self.values) and Gap.UNREAD not in self.values
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A panel as it stands in a table: its cells, and the rows and columns it has not."""

    form: Form
    cells: tuple[FormCell, ...]
    issues: tuple[Issue, ...]


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


def together(
    no: int, blocks: frozenset[int], cells: tuple[Cell, ...], place: Place, parts: Sequence[Part], method: str
) -> Found:
    """The panels of one printed table. It has the form that most of its panels have."""
    count = Counter(part.form.template.id for part in parts)
    form = max((part.form.template for part in parts), key=lambda template: count[template.id])
    issues = [one for part in parts for one in part.issues]
    if len(count) > 1:
        message = f"table {no} has panels of the forms {' and '.join(sorted(count))}; it is kept as {form.id}"
        issues.append(issue("forms_mixed", message, place))
    present = {part.form.panel.id for part in parts}
    tables = {part.form.panel.table for part in parts if part.form.panel.table and part.form.template is form}
    absent = [panel for panel in form.panels if panel.table in tables and panel.id not in present]
    if absent:
        shown = "; ".join(panel.titles[0] if panel.titles else panel.id for panel in absent)
        message = f"table {no} lacks {len(absent)} parts of form {form.id}: {shown}"
        issues.append(issue("rows_missing", message, place))
    table = IndicatorTable(
        no, form.id, replace(place, table=no), tuple(cell for part in parts for cell in part.cells), method
    )
    return Found(no, blocks, cells, table, tuple(issues))


def build(
    no: int, place: Place, form: Form, known: Vocabulary, lines: Sequence[Line], headers: Mapping[int, str],
    issues: Sequence[Issue], note_missing: bool = True,
) -> Part:  # fmt: skip
    """The recognised panel. ``headers`` names the columns that the table has; the form's others give no cells."""
    template, panel = form.template, form.panel
    if panel.is_unlabelled:
        matches: list[Match | None] = [Match(panel.rows[0], "exact"), *[None] * (len(lines) - 1)][: len(lines)]
    else:
        matches = align([line.label.text for line in lines], form, known.units)
    printed = {m.row.label: line.label.text for m, line in zip(matches, lines, strict=True) if m}
    out: list[FormCell] = []
    problems = list(issues)
    for line, match in zip(lines, matches, strict=True):
        if match is not None and (match.row.indicator or panel.is_unlabelled):
            out.extend(_form_cells(no, line, match, panel, known, headers, printed))
        elif not line.is_empty and (match is None or not (match.row.text or _is_dashes(line))):
            problems.append(_unmatched(no, line.label, form))
    if panel.is_unlabelled and not lines:
        message = f"table {no} has the heads of form {template.id} and no row of numbers under them"
        problems.append(issue("rows_missing", message, place))
    there = {match.row for match in matches if match}
    missing = [row.label for row in panel.rows if row.indicator and row not in there]
    if missing and note_missing:
        message = f"table {no} lacks {len(missing)} rows of form {template.id}: {'; '.join(missing[:5])}"
        problems.append(issue("rows_missing", message, place))
    for index, column in enumerate(panel.columns):
        if index not in headers:
            name = column.label if column.over else (*column.headers, "")[-1]
            message = f"table {no} has no column {name} of form {template.id}; no facts are made for it"
            problems.append(issue("column_missing", message, place))
    return Part(form, tuple(out), tuple(problems))


def _is_dashes(line: Line) -> bool:
    """A heading's cells hold "——": there is nothing to count."""
    return Gap.UNREAD not in line.values and not any(
        isinstance(value, Cell) and any(sign.isdigit() for sign in value.text) for value in line.values
    )


def _form_cells(
    no: int, line: Line, match: Match, panel: Panel, known: Vocabulary, headers: Mapping[int, str],
    printed: Mapping[str, str],
) -> list[FormCell]:  # fmt: skip
    row, label = match.row, line.label
    names = [*_above(row, panel, printed), label.text] if row.label else []
    behind = split_unit(plain(label.text), known.units)[1]  # 主动公开文件数(条)
    unit = (line.unit.text if line.unit is not None else None) or behind
    cells = []
    for index, column in enumerate(panel.columns):
        indicator = panel.indicator(row, column)
        if index not in headers or not indicator:
            continue
        value = line.values[index]
        text = value.text if isinstance(value, Cell) else "" if value is Gap.BLANK else None
        place, col = (value.place, value.col) if isinstance(value, Cell) else (label.place, None)
        own = _unit_of(text, known) or split_unit(squeeze(headers[index]), known.units)[1] or unit
        cells.append(
            FormCell(
                indicator=indicator,
                member=column.member,
                period=column.period,
                row_label="/".join(names),
                column_label=headers[index],
                unit=own or column.unit or row.unit,
                unit_source="printed" if own else "form",
                text=text,
                method=match.method,
                place=replace(place, table=no, row=label.row, col=col),
            )
        )
    return cells


def _unit_of(text: str | None, known: Vocabulary) -> str | None:
    """The unit behind a number: 251000元."""
    unit = squeeze(text or "").lstrip("+-0123456789,.")
    return unit if unit in known.units and unit != squeeze(text or "") else None


def _above(row: Row, panel: Panel, printed: Mapping[str, str]) -> list[str]:
    """The labels a row stands under, outermost first, as printed; those that are not on the page are left out."""
    names: list[str] = []
    while row.under is not None and (above := panel.row(row.under)) is not None:
        names[:0] = [printed[above.label]] if above.label in printed else [] if above.indicator else [above.label]
        row = above
    return names


def _unmatched(no: int, label: Cell, form: Form) -> Issue:
    rows = [row for row in form.panel.rows if row.label]
    near = sorted(rows, key=lambda row: -fuzz.ratio(plain(label.text), squeeze(row.label)))[:2]
    message = (
        f"table {no}: no row of form {form.template.id} is called {label.text!r}; nearest are "
        f"{' / '.join(row.label for row in near)}. If the label is used in practice, "
        "add it to aliases in the form's file"
    )
    return issue("row_unmatched", message, label.place)
