"""A table flattened to lines → the rows of a form.

One cell per line, or a row per line with tabs, bars or blanks between. A value belongs to a row because the row's label
stands before it and the row has exactly as many values as the form has columns; a row with fewer is not read, and an
issue says so, since nothing tells which is missing. Where bars keep the empty cells, they count as printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.model import Cell, Document, Issue, Place
from pipeline.structure.flat_panels import form_of, head_end, is_head, panels_of
from pipeline.structure.flat_values import number_of, placed_line, starts_of, without_codes
from pipeline.structure.labels import Form, core
from pipeline.structure.rows import Found, Gap, Line, Part, build, issue, together, unknown
from pipeline.structure.tokens import Token, tokens_of
from pipeline.structure.vocabulary import (
    Vocabulary,
    Wanted,
    header_fits,
    is_header,
    names_a_row,
    title_of,
)
from pipeline.text import squeeze


def read_lines(no: int, first: int, last: int, document: Document, known: Vocabulary, wanted: Wanted) -> Found:
    """Read the lines of blocks ``first`` to ``last`` as one table of one or several panels."""
    tokens = [token for block in document.blocks[first : last + 1] for token in tokens_of(block, document, known)]
    blocks = frozenset(range(first, last + 1))
    place = Place(document.blocks[first].place.start, document.blocks[last].place.end)
    cells: list[Cell] = []
    parts: list[Part] = []
    for stretch in panels_of(tokens, known, wanted):
        read = _Reading(no, place, document, known, wanted, cells)
        part = read.panel(stretch)
        parts += [part] if part is not None else []
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

    def panel(self, tokens: list[Token]) -> Part | None:
        form = form_of(tokens, self.known, self.wanted)
        row = max((cell.row for cell in self.cells), default=0)
        if form is None:
            self.cells.extend(_cell(token, row + i, 1) for i, token in enumerate(tokens, 1))
            return None
        if form.panel.is_unlabelled:
            return self._unlabelled(tokens, form, row)
        head = head_end(tokens, self.known, self.wanted.year)
        columns, headers = _header(tokens[:head], form, self.known, self.wanted.year)
        coded = _mark_serials(tokens, head, self.known)
        self.cells.extend(_cell(token, row + 1, col) for col, token in enumerate(tokens[:head], 1))
        row += 1 if head else 0
        lines: list[Line] = []
        rows: list[list[Cell]] = []
        for at, label, rest in _rows(tokens, head, self.known, self.document):
            row += 1
            printed = [_cell(token, row, col) for col, token in enumerate((label, *rest), 1)]
            self.cells.extend(printed)
            if is_head(tokens, at, self.known, self.wanted.year):
                continue  # the header again, on a second page
            unit = next((cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind == "unit"), None)
            values = [cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind in ("value", "blank")]
            if unit is None and len(values) == len(columns) + 1 and not values[0].text:
                del values[0]  # the empty cell of a unit
            lines.append(Line(printed[0], unit, ()))
            rows.append(values)
        rows = without_codes(rows, len(columns)) if coded else rows
        if not all(headers.values()) and len(columns) > 1 and not any(one.over for one in form.panel.columns):
            doubt = self._without_heads(rows, columns, form)
            if doubt.code == "column_unknown":
                unread = [Line(line.label, line.unit, (Gap.UNREAD,) * len(columns)) for line in lines]
                return build(self.no, self.place, form, self.known, unread, headers, [doubt])
            lines, issues = self._placed(lines, rows, columns, form)
            return build(self.no, self.place, form, self.known, lines, headers, [doubt, *issues])
        lines, issues = self._placed(lines, rows, columns, form)
        return build(self.no, self.place, form, self.known, lines, headers, issues)

    def _without_heads(self, rows: Sequence[list[Cell]], columns: Sequence[int], form: Form) -> Issue:
        """Which column is which where not every head is printed: only if the numbers bear it out."""
        periods = [column.period for column in form.panel.columns]
        whole = [[number_of(cell) for cell in values] for values in rows if len(values) == len(columns)]
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
        self, lines: Sequence[Line], rows: Sequence[list[Cell]], columns: Sequence[int], form: Form
    ) -> tuple[list[Line], list[Issue]]:
        placed, issues = [], []
        starts = starts_of(rows, len(form.panel.columns))
        for line, values in zip(lines, rows, strict=True):
            own, problem = placed_line(self.no, line.label, line.unit, values, columns, form, starts)
            placed.append(own)
            issues += [problem] if problem else []
        return placed, issues

    def _unlabelled(self, tokens: list[Token], form: Form, row: int) -> Part:
        """A row of numbers under its heads: as many numbers as the form has columns, or none of them is read."""
        head = next((i for i, token in enumerate(tokens) if token.kind == "value"), len(tokens))
        self.cells.extend(_cell(token, row + 1, col) for col, token in enumerate(tokens[:head], 1))
        numbers = [_cell(token, row + 2, col) for col, token in enumerate(tokens[head:], 1)]
        self.cells.extend(numbers)
        values = [cell for cell, token in zip(numbers, tokens[head:], strict=True) if token.kind in ("value", "blank")]
        columns, headers = _header(tokens[:head], form, self.known, self.wanted.year)
        label = numbers[0] if numbers else _cell(tokens[0], row + 1, 1)
        line, problem = placed_line(self.no, label, None, values, columns, form, {})
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


def _header(
    tokens: Sequence[Token], form: Form, known: Vocabulary, year: int | None
) -> tuple[list[int], dict[int, str]]:
    """The panel's columns in the order in which their headers stand, all of them in its order if none does.

    A head of several rows is printed row by row, which is not the order of the columns: theirs is the panel's.
    """
    columns = form.panel.columns
    headers: dict[int, str] = {}
    certain: set[int] = set()
    if not any(column.over for column in columns):
        for token in tokens:
            fits = {i: how for i, one in enumerate(columns) if (how := header_fits(token.text, one, known, year))}
            index = next((i for i, how in fits.items() if how != "cut"), None)
            if index is not None and (index not in headers or (fits[index] == "exact" and index not in certain)):
                headers[index] = token.text
                certain |= {index} if fits[index] == "exact" else set()
        if len(headers) == len(columns):
            return list(headers), headers
        values = [token.text for token in tokens if not is_header(token.text, known)]
        if headers and len(values) == len(columns):  # those that are known stand where they are printed
            texts = {text: index for index, text in headers.items()}
            rest = iter(index for index in range(len(columns)) if index not in headers)
            order = [texts[text] if text in texts else next(rest) for text in values]
            return order, {index: headers.get(index, "") for index in order}
    printed = {squeeze(token.text) for token in tokens}
    named = {
        i: column.label
        for i, column in enumerate(columns)
        if column.over and any(squeeze(header) in printed for header in column.headers)
    }
    order = list(range(len(columns)))
    return order, {index: headers.get(index, named.get(index, "")) for index in order}


def _rows(
    tokens: Sequence[Token], head: int, known: Vocabulary, document: Document
) -> Iterator[tuple[int, Token, list[Token]]]:
    """Each label with what stands before the next; 其中 alone is dropped, a label over two lines is put together."""
    index = head
    while index < len(tokens):
        at, label = index, tokens[index]
        index += 1
        if index < len(tokens) and tokens[index].kind == "label" and _goes_on(label.text, tokens[index].text, known):
            whole = Place(label.place.start, tokens[index].place.end)
            label = Token(document.cut(whole), whole, "label")
            index += 1
        rest = []
        while index < len(tokens) and tokens[index].kind != "label":
            rest.append(tokens[index])
            index += 1
        yield at, label, rest


def _goes_on(label: str, following: str, known: Vocabulary) -> bool:
    """Whether the next line belongs to a label: its other half, or its remark in brackets."""
    if names_a_row(following, known):
        return False
    if not names_a_row(label, known):
        return names_a_row(label + following, known)
    folded = squeeze(following)
    return folded.startswith("(") and core("_" + folded) == "_" and not title_of(following, known)
