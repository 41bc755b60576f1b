"""A table flattened to lines → the rows of a form.

One cell per line, or a row per line with tabs, bars or blanks between. A value belongs to a row because the row's label
stands before it and the row has exactly as many values as the form has columns; a row with fewer is not read, and an
issue says so, since nothing tells which is missing. Where bars keep the empty cells, they count as printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model import Cell, Document, Issue, Place
from pipeline.numeral import cell_number
from pipeline.structure.tables.flat_panels import form_of, head_end, is_head, panels_of
from pipeline.structure.tables.flat_rows import header_columns, line_of, rows_of, starts_of, window
from pipeline.structure.tables.labels import Form, align
from pipeline.structure.tables.order import codes_of, displaced, has_lost_repeats, led_by_values
from pipeline.structure.tables.rows import Found, Gap, Line, Part, build, issue, together, unknown
from pipeline.structure.tables.tokens import Token, tokens_of
from pipeline.structure.tables.vocabulary import (
    Vocabulary,
    Wanted,
    names_any_column,
)
from pipeline.text import squeeze


def read_lines(no: int, first: int, last: int, document: Document, known: Vocabulary, wanted: Wanted) -> Found:
    """Read the lines of blocks ``first`` to ``last`` as one table of one or several panels."""
    tokens = [token for block in document.blocks[first : last + 1] for token in tokens_of(block, document, known)]
    place = Place(document.blocks[first].place.start, document.blocks[last].place.end)
    return read_tokens(no, frozenset(range(first, last + 1)), tokens, place, document, known, wanted)


def read_tokens(
    no: int, blocks: frozenset[int], tokens: list[Token], place: Place, document: Document, known: Vocabulary,
    wanted: Wanted,
) -> Found:  # fmt: skip
    """Read the cells of a table from their order alone."""
    cells: list[Cell] = []
    parts: list[Part] = []
    values = [token.text for token in tokens if token.kind == "value"]
    lost = has_lost_repeats([text for text in values if not names_any_column(text, known, wanted.year)])
    led = False
    above: list[Token] = []
    for stretch in panels_of(tokens, known, wanted):
        read = _Reading(no, place, document, known, wanted, cells, lost, above)
        part, led = read.panel(stretch, led)
        head = stretch[: head_end(stretch, known, wanted.year)]
        above = head if any(names_any_column(token.text, known, wanted.year) for token in head) else above
        if part is not None:
            parts.append(part)
            wanted = wanted.after(part.form)
    if not parts:
        cells = [_cell(token, i, 1) for i, token in enumerate(tokens, 1)]
        labels = [token.text for token in tokens if token.kind == "label"]
        return unknown(no, blocks, tuple(cells), place, labels)
    return together(no, blocks, tuple(cells), place, parts, "lines")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One flattened table: where its cells go, and what they are held against."""

    no: int
    place: Place
    document: Document
    known: Vocabulary
    wanted: Wanted
    cells: list[Cell]
    lost_repeats: bool
    above: Sequence[Token]  # the head of the panel before, for one that has none

    def panel(self, tokens: list[Token], led: bool) -> tuple[Part | None, bool]:
        """The panel. ``led``: values stand before their labels in the panel before; returned for the next."""
        form = form_of(tokens, self.known, self.wanted)
        row = max((cell.row for cell in self.cells), default=0)
        if form is None:
            self.cells.extend(_cell(token, row + i, 1) for i, token in enumerate(tokens, 1))
            return None, led
        if form.panel.is_unlabelled:
            return self._unlabelled(tokens, form, row), led
        head = head_end(tokens, self.known, self.wanted.year)
        columns, headers = header_columns(tokens[:head], form, self.known, self.wanted.year)
        if not any(headers.values()):
            shared = header_columns(self.above, form, self.known, self.wanted.year)
            columns, headers = shared if all(shared[1].values()) else (columns, headers)
        coded = _mark_serials(tokens, head, self.known)
        named = [names_any_column(token.text, self.known, self.wanted.year) for token in tokens[:head]]
        led = led or led_by_values(tokens[:head], named, len(columns))
        self.cells.extend(_cell(token, row + 1, col) for col, token in enumerate(tokens[:head], 1))
        row += 1 if head else 0
        kinds = ("value", "blank", "remark") if any(one.text for one in form.panel.columns) else ("value", "blank")
        lines: list[Line] = []
        rows: list[list[Cell]] = []
        for at, label, rest in rows_of(tokens, head, self.known, self.document):
            row += 1
            printed = [_cell(token, row, col) for col, token in enumerate((label, *rest), 1)]
            self.cells.extend(printed)
            if is_head(tokens, at, self.known, self.wanted.year):
                continue  # the header again, on a second page
            unit = next((cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind == "unit"), None)
            values = [cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind in kinds]
            if unit is None and len(values) == len(columns) + 1 and not values[0].text:
                del values[0]  # the empty cell of a unit
            lines.append(Line(printed[0], unit, ()))
            rows.append(values)
        codes = codes_of([[cell.text for cell in values] for values in rows], coded)
        for i, values in enumerate(rows):
            if i in codes or (coded and len(values) == len(columns) + 1):
                del values[0]  # the row's code, between its unit and its values
        if not all(headers.values()) and len(columns) > 1 and not any(one.over for one in form.panel.columns):
            doubt = self._without_heads(rows, columns, form)
            if doubt.code == "column_unknown":
                unread = [Line(line.label, line.unit, (Gap.UNREAD,) * len(columns)) for line in lines]
                return build(self.no, self.place, form, self.known, unread, headers, [doubt]), led
            lines, issues = self._placed(lines, rows, columns, form, led)
            return build(self.no, self.place, form, self.known, lines, headers, [doubt, *issues]), led
        lines, issues = self._placed(lines, rows, columns, form, led)
        return build(self.no, self.place, form, self.known, lines, headers, issues), led

    def _without_heads(self, rows: Sequence[list[Cell]], columns: Sequence[int], form: Form) -> Issue:
        """Which column is which where not every head is printed: only if the numbers bear it out."""
        periods = [column.period for column in form.panel.columns]
        whole = [[cell_number(cell.text) for cell in values] for values in rows if len(values) == len(columns)]
        if sorted(periods) == ["cumulative", "year"]:
            year, cumulative = columns.index(periods.index("year")), columns.index(periods.index("cumulative"))
            pairs = [(row[year], row[cumulative]) for row in whole]
            told = [(less, more) for less, more in pairs if less is not None and more is not None]
            if told and all(less <= more for less, more in told) and any(less < more for less, more in told):
                message = (
                    f"table {self.no}: not every column of form {form.template.id} has its header; they were taken in "
                    "the order that the numbers bear out: no cumulative number is less than the year's"
                )
                return issue("columns_by_order", message, self.place)
        message = (
            f"table {self.no}: not every column of form {form.template.id} has its header, and the numbers do not tell "
            "which is which; the cells are kept, their values not read. Look at the page"
        )
        return issue("column_unknown", message, self.place)

    def _placed(
        self, lines: Sequence[Line], rows: Sequence[list[Cell]], columns: Sequence[int], form: Form, led: bool
    ) -> tuple[list[Line], list[Issue]]:
        placed, issues = [], []
        starts = starts_of(rows, len(columns))
        for line, values in zip(lines, rows, strict=True):
            own, problem = line_of(self.no, line.label, line.unit, values, columns, form, starts)
            placed.append(own)
            issues += [problem] if problem else []
        doubtful, doubt = self._doubtful(lines, rows, starts, len(columns), form, led)
        if doubt is not None:
            issues.append(doubt)
            placed = [
                replace(line, values=(Gap.UNREAD,) * len(columns)) if i in doubtful else line
                for i, line in enumerate(placed)
            ]
        return placed, issues

    def _doubtful(
        self, lines: Sequence[Line], rows: Sequence[list[Cell]], starts: Mapping[int, int], columns: int, form: Form,
        led: bool,
    ) -> tuple[set[int], Issue | None]:  # fmt: skip
        """The rows whose values may not be their own although they are as many as there are columns, or none."""
        matches = align([line.label.text for line in lines], form, self.known.units)
        own = [i for i, match in enumerate(matches) if rows[i] or (match is not None and match.row.indicator)]
        texts = [[cell.text for cell in window(rows[i], range(columns), form, starts.get(len(rows[i])))] for i in own]
        headings = {i for i, match in enumerate(matches) if match is not None and not match.row.indicator}
        # a heading has no values of its own
        counts = [columns + 1 if i in headings and any(cell_number(text) is not None for text in row) else len(row)
                  for i, row in zip(own, texts, strict=True)]  # fmt: skip
        if led:
            doubtful, why = set(range(len(own))), "the values seem to stand before their labels"
        elif doubtful := displaced(counts, columns):
            why = "rows with too many values stand beside rows with none"
        else:
            short = {i for i, row in enumerate(texts) if len(row) < columns}
            doubtful = short if self.lost_repeats else set()
            why = "the page seems to have lost every line that repeats another, most of them zeros"
        unread = {own[i] for i in doubtful} - headings
        if not unread:
            return unread, None
        shown = "; ".join(lines[i].label.text for i in sorted(unread)[:3])
        message = f"table {self.no}: {why}; {len(unread)} rows are not read ({shown} …). Look at the page"
        return unread, issue("values_displaced", message, lines[min(unread)].label.place)

    def _unlabelled(self, tokens: list[Token], form: Form, row: int) -> Part:
        """A row of numbers under its heads: as many numbers as the form has columns, or none of them is read."""
        head = next((i for i, token in enumerate(tokens) if token.kind == "value"), len(tokens))
        self.cells.extend(_cell(token, row + 1, col) for col, token in enumerate(tokens[:head], 1))
        numbers = [_cell(token, row + 2, col) for col, token in enumerate(tokens[head:], 1)]
        self.cells.extend(numbers)
        values = [cell for cell, token in zip(numbers, tokens[head:], strict=True) if token.kind in ("value", "blank")]
        columns, headers = header_columns(tokens[:head], form, self.known, self.wanted.year)
        label = numbers[0] if numbers else _cell(tokens[0], row + 1, 1)
        line, problem = line_of(self.no, label, None, values, columns, form, {})
        return build(self.no, self.place, form, self.known, [line], headers, [problem] if problem else [])


def _mark_serials(tokens: list[Token], head: int, known: Vocabulary) -> bool:
    """Mark the numbers that stand before labels under a header 序号; tell whether codes stand behind the labels."""
    names = [squeeze(token.text) for token in tokens[:head]]
    at = next((i for i, name in enumerate(names) if name in known.serials), None)
    if at is None:
        return False
    if any(name in known.headers - known.serials for name in names[:at]):
        return True
    for i, (token, following) in enumerate(pairwise(tokens)):
        if token.kind == "value" and following.kind == "label":
            tokens[i] = replace(token, kind="serial")
    return False


def _cell(token: Token, row: int, col: int) -> Cell:
    return Cell(row, col, token.text, replace(token.place, row=row, col=col))
