"""A table flattened to lines → the rows of a form.

One cell per line, or a row per line with tabs, bars or blanks between. A value belongs to a row because the row's label
stands before it and the row has exactly as many values as the form has columns; a row with fewer is not read, and an
issue says so, since nothing tells which is missing. Where bars keep the empty cells, they count as printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.model import Block, Cell, Document, Issue, Place
from pipeline.structure.columns import members_witness
from pipeline.structure.labels import Form, core, is_number, is_value
from pipeline.structure.numbering import parse_heading
from pipeline.structure.read_grid import is_aside
from pipeline.structure.rows import Found, Gap, Line, Part, build, issue, together, unknown
from pipeline.structure.vocabulary import (
    Vocabulary,
    Wanted,
    choose,
    choose_unlabelled,
    forms_of_row,
    header_fits,
    is_header,
    names_a_row,
    names_any_column,
    title_of,
    vocabulary,
)
from pipeline.text import fold, squeeze

MAX_LABEL = 40
MIN_LABELS = 4  # of a form, in one stretch of lines
MIN_HEADERS = 8  # of a panel whose row has no label
MIN_LINES = 12  # of a stretch that no form explains
MAX_TEXTS = 6  # lines in a row that are neither label nor value

_SEPARATED = re.compile(r"[\t|｜]")
_CELL = re.compile(r"[^\t|｜]+?(?=\s*(?:[\t|｜]|[ \u3000\u00a0]{2,}\S|$))")
_TAIL = re.compile(r"(?:\s+-?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?)+$")


@dataclass(frozen=True, slots=True)
class _Token:
    """A cell as far as a line tells; ``kind`` is label, unit, value, serial or blank (an empty cell between bars)."""

    text: str
    place: Place
    kind: str


def _tokens(block: Block, document: Document, known: Vocabulary) -> list[_Token]:
    """The cells of one line: parts between tabs, bars or wide gaps, and numbers after a label."""
    text = document.cut(block.place)
    spans: list[tuple[int, int]] = []
    if _SEPARATED.search(text):
        at = 0
        for end in [*(found.start() for found in _SEPARATED.finditer(text)), len(text)]:
            spans.append((at, end))
            at = end + 1
        if not text[: spans[0][1]].strip():  # a bar at the line's begin, and one at its end
            spans = spans[1:-1] if not text[spans[-1][0] :].strip() else spans[1:]
    else:
        spans = [found.span() for found in _CELL.finditer(text)]
    tokens: list[_Token] = []
    for start, end in spans:
        inner = text[start:end]
        start, end = start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
        parts = [(start, end)] if start < end else []
        if start < end and (tail := _TAIL.search(text[start:end])):
            parts = [(start, start + tail.start())]
            parts += [
                (start + n.start(), start + n.end())
                for n in re.finditer(r"\S+", text[start:end])
                if n.start() >= tail.start()
            ]
        for a, b in parts:
            tokens += _classified(text[a:b], block.place.start + a, known)
        if not parts:
            tokens.append(_Token("", Place(block.place.start + start, block.place.start + start), "blank"))
    if len(tokens) > 1 and tokens[0].kind == "value" and names_a_row(tokens[1].text, known):
        tokens[0] = replace(tokens[0], kind="serial")  # 1 | 主动公开文件数 | 条 | 97 | 255
    if not any(token.kind == "label" for token in tokens):  # "| | |": a row's rest or a rule, which no label explains
        tokens = [token for token in tokens if token.kind != "blank"]
    return tokens


def _classified(text: str, at: int, known: Vocabulary) -> Iterator[_Token]:
    """The token, or two where a unit stands behind its label: 主动公开文件数 条."""
    squeezed = squeeze(text)
    if is_value(text, known.units):
        yield _Token(text, Place(at, at + len(text)), "value")
    elif squeezed in known.units:
        yield _Token(text, Place(at, at + len(text)), "unit")
    elif (unit := re.search(r"\s+(\S{1,3})$", text)) and squeeze(unit[1]) in known.units:
        yield _Token(text[: unit.start()], Place(at, at + unit.start()), "label")
        yield _Token(unit[1], Place(at + unit.start(1), at + len(text)), "unit")
    else:
        yield _Token(text, Place(at, at + len(text)), "label")


# -- where the tables are ---------------------------------------------------------------


def flat_runs(document: Document, catalog: Catalog) -> list[tuple[int, int]]:
    """Stretches of lines that are a flattened table: (first, last) block, in order.

    At least four labels of forms in the catalog, or a panel's title and a label, or many headers over numbers, or a
    dozen short lines of which many are numbers.
    """
    known = vocabulary(catalog)
    ends = catalog.outline["table"]["heading_ends"]
    kinds = [_kind(block, document, known) for block in document.blocks]
    runs = []
    for stretch in _stretches(kinds, document, ends):
        own = [i for i in stretch if kinds[i] != "text"]
        count = Counter(kinds[i] for i in own)
        values = count["value"]
        dense = len(stretch) >= MIN_LINES and values >= MIN_LABELS
        dense = dense and (values + count["bar"] + count["label"]) * 3 >= len(stretch)
        heads = sum(len(_tokens(document.blocks[i], document, known)) for i in own if kinds[i] == "header")
        headed = heads >= MIN_HEADERS and values > 0
        titled = (count["title"] > 0 and count["label"] > 0) or (
            count["header"] > 0 and count["label"] >= MIN_LABELS - 1
        )
        if count["label"] >= MIN_LABELS or dense or headed or titled:
            first = own[0]
            while kinds[own[0]] in ("value", "bar") and first > stretch[0] and not _heading(first - 1, document):
                first -= 1  # of an unknown form the labels are any text
            while kinds[own[0]] == "header" and first > stretch[0] and _is_corner(first - 1, document, known):
                first -= 1
            runs.append((first, own[-1]))
    return runs


def _stretches(kinds: Sequence[str], document: Document, ends: tuple[str, ...]) -> Iterator[range]:
    """Runs of short lines: prose ends one, a section's heading, or a handful of lines with no cell among them."""
    start = texts = 0
    for index in range(len(kinds) + 1):
        ended = index == len(kinds) or kinds[index] == "other" or _ends_run(index, kinds, document, ends)
        texts = texts + 1 if not ended and kinds[index] == "text" else 0
        if not ended and texts <= MAX_TEXTS:
            continue
        if any(kind != "text" for kind in kinds[start:index]):
            yield range(start, index)
        start = index if index < len(kinds) and kinds[index] != "other" else index + 1


def _kind(block: Block, document: Document, known: Vocabulary) -> str:
    """label, value, header, title, bar, text (a short line) or other."""
    if block.cells or not block.content:
        return "other"
    line = document.cut(block.place)
    if len(line) > 200:
        return "other"
    tokens = _tokens(block, document, known)
    texts = [token.text for token in tokens if token.text and token.kind != "serial"]
    if not texts:
        return "bar"
    if names_a_row(texts[0], known):
        return "label"
    if all(token.kind != "label" for token in tokens):
        return "value"
    if title_of(texts[0], known):
        return "title"
    if all(is_header(text, known) or names_any_column(text, known, None) for text in texts):
        return "header"
    short = len(line) <= MAX_LABEL and not re.search("[。；]", line)
    return "text" if short or _SEPARATED.search(line) else "other"


def _is_corner(index: int, document: Document, known: Vocabulary) -> bool:
    """A line of the head that holds more than headers: the note in its corner, in brackets, also beside a header."""
    block = document.blocks[index]
    texts = [token.text for token in _tokens(block, document, known) if token.text]
    named = [text for text in texts if names_any_column(text, known, None)]
    remark = re.fullmatch(r"\(.*\)", squeeze(document.cut(block.place)))
    return bool(named) if len(texts) > 1 else bool(remark) and not named


def _heading(index: int, document: Document) -> bool:
    line = document.cut(document.blocks[index].place)
    return parse_heading(line, fold(line)) is not None


def _ends_run(index: int, kinds: Sequence[str], document: Document, ends: tuple[str, ...]) -> bool:
    """A numbered line that ends as headings do begins another section, unless values or a row stand right behind it.

    "一、主动公开情况" is a chapter of a form where "——" or "（一）主动公开政府信息数", "条", "30" follow.
    """
    after = [*kinds[index + 1 : index + 3], "other", "other"]
    if kinds[index] != "text" or after[0] == "value" or (after[0] in ("text", "label") and after[1] == "value"):
        return False
    line = squeeze(document.cut(document.blocks[index].place))
    return line.endswith(ends) and _heading(index, document)


# -- reading one ------------------------------------------------------------------------


def read_lines(no: int, first: int, last: int, document: Document, known: Vocabulary, wanted: Wanted) -> Found:
    """Read the lines of blocks ``first`` to ``last`` as one table of one or several panels."""
    tokens = [token for block in document.blocks[first : last + 1] for token in _tokens(block, document, known)]
    blocks = frozenset(range(first, last + 1))
    place = Place(document.blocks[first].place.start, document.blocks[last].place.end)
    cells: list[Cell] = []
    parts: list[Part] = []
    for stretch in _panels(tokens, known, wanted):
        read = _Reading(no, place, document, known, wanted, cells)
        part = read.panel(stretch)
        parts += [part] if part is not None else []
    if not parts:
        cells = [_cell(token, i, 1) for i, token in enumerate(tokens, 1)]
        labels = [token.text for token in tokens if token.kind == "label"]
        return unknown(no, blocks, tuple(cells), place, labels)
    return together(no, blocks, tuple(cells), place, parts, "lines")


def _panels(tokens: list[_Token], known: Vocabulary, wanted: Wanted) -> list[list[_Token]]:
    """All tokens if one panel explains them, else cut at titles, heads and changes of panel."""
    titled = any(token.kind == "label" and title_of(token.text, known) for token in tokens)
    if not titled and _form_of(tokens, known, wanted) is not None:
        return [tokens]
    stretches: list[list[_Token]] = [[]]
    forms: frozenset[int] | None = None
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        own = forms_of_row(token.text, known) if token.kind == "label" else frozenset()
        starts = token.kind == "label" and (bool(title_of(token.text, known)) or is_header(token.text, known))
        changes = bool(own) and forms is not None and not own & forms and following is not None
        if (starts and forms is not None) or changes:
            stretches.append([])
            forms = None
        stretches[-1].append(token)
        if own:
            forms = own if forms is None else own & forms
    return stretches


def _head_end(tokens: Sequence[_Token], known: Vocabulary, year: int | None) -> int:
    """Where the rows begin: at the first label of a form, or one that values follow."""
    for i, token in enumerate(tokens):
        if token.kind != "label" or _is_head(tokens, i, known, year) or title_of(token.text, known):
            continue
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if names_a_row(token.text, known) or (following is not None and following.kind in ("value", "unit")):
            return i
        joint = token.text + following.text if following is not None else ""
        if names_a_row(joint, known):
            return i
    return len(tokens)


def _form_of(tokens: Sequence[_Token], known: Vocabulary, wanted: Wanted) -> Form | None:
    head = _head_end(tokens, known, wanted.year)
    above = [token.text for token in tokens[:head] if token.kind == "label"]
    labels = [
        token.text
        for i, token in enumerate(tokens)
        if i >= head and token.kind == "label" and not _is_head(tokens, i, known, wanted.year)
    ]
    if any(names_a_row(label, known) for label in labels):
        return choose(labels, above, known, wanted)
    return choose_unlabelled([token.text for token in tokens if token.kind == "label"], known, wanted)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One flattened table: where its cells go, and what they are held against."""

    no: int
    place: Place
    document: Document
    known: Vocabulary
    wanted: Wanted
    cells: list[Cell]

    def panel(self, tokens: list[_Token]) -> Part | None:
        form = _form_of(tokens, self.known, self.wanted)
        row = max((cell.row for cell in self.cells), default=0)
        if form is None:
            self.cells.extend(_cell(token, row + i, 1) for i, token in enumerate(tokens, 1))
            return None
        if form.panel.is_unlabelled:
            return self._unlabelled(tokens, form, row)
        head = _head_end(tokens, self.known, self.wanted.year)
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
            if _is_head(tokens, at, self.known, self.wanted.year):
                continue  # the header again, on a second page
            unit = next((cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind == "unit"), None)
            values = [cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind in ("value", "blank")]
            if unit is None and len(values) == len(columns) + 1 and not values[0].text:
                del values[0]  # the empty cell of a unit
            if coded and len(values) == len(columns) + 1:
                del values[0]  # the row's code, between its unit and its values
            lines.append(Line(printed[0], unit, ()))
            rows.append(values)
        lines, issues = self._placed(lines, rows, columns, form)
        return build(self.no, self.place, form, self.known, lines, headers, issues)

    def _placed(
        self, lines: Sequence[Line], rows: Sequence[list[Cell]], columns: Sequence[int], form: Form
    ) -> tuple[list[Line], list[Issue]]:
        placed, issues = [], []
        for line, values in zip(lines, rows, strict=True):
            own, problem = _line(self.no, line.label, line.unit, values, columns, form)
            placed.append(own)
            issues += [problem] if problem else []
        return placed, issues

    def _unlabelled(self, tokens: list[_Token], form: Form, row: int) -> Part:
        """A row of numbers under its heads: as many numbers as the form has columns, or none of them is read."""
        head = next((i for i, token in enumerate(tokens) if token.kind == "value"), len(tokens))
        self.cells.extend(_cell(token, row + 1, col) for col, token in enumerate(tokens[:head], 1))
        numbers = [_cell(token, row + 2, col) for col, token in enumerate(tokens[head:], 1)]
        self.cells.extend(numbers)
        values = [cell for cell, token in zip(numbers, tokens[head:], strict=True) if token.kind in ("value", "blank")]
        columns, headers = _header(tokens[:head], form, self.known, self.wanted.year)
        label = numbers[0] if numbers else _cell(tokens[0], row + 1, 1)
        line, problem = _line(self.no, label, None, values, columns, form)
        return build(self.no, self.place, form, self.known, [line], headers, [problem] if problem else [])


def _mark_serials(tokens: list[_Token], head: int, known: Vocabulary) -> bool:
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


def _is_head(tokens: Sequence[_Token], at: int, known: Vocabulary, year: int | None) -> bool:
    """Part of a head, and no row: a column's name that values follow may be a row's that has lost its number (其他)."""
    text = tokens[at].text
    if is_aside(text, known):
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    has_value = (
        following is not None and following.kind == "value" and not names_any_column(following.text, known, year)
    )
    return not has_value and names_any_column(text, known, year)


def _cell(token: _Token, row: int, col: int) -> Cell:
    return Cell(row, col, token.text, replace(token.place, row=row, col=col))


def _header(
    tokens: Sequence[_Token], form: Form, known: Vocabulary, year: int | None
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
    printed = {squeeze(token.text) for token in tokens}
    named = {
        i: column.label
        for i, column in enumerate(columns)
        if column.over and any(squeeze(header) in printed for header in column.headers)
    }
    order = list(range(len(columns)))
    return order, {index: headers.get(index, named.get(index, "")) for index in order}


def _rows(
    tokens: Sequence[_Token], head: int, known: Vocabulary, document: Document
) -> Iterator[tuple[int, _Token, list[_Token]]]:
    """Each label with what stands before the next; 其中 alone is dropped, a label over two lines is put together."""
    index = head
    while index < len(tokens):
        at, label = index, tokens[index]
        index += 1
        if index < len(tokens) and tokens[index].kind == "label" and _goes_on(label.text, tokens[index].text, known):
            whole = Place(label.place.start, tokens[index].place.end)
            label = _Token(document.cut(whole), whole, "label")
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


def _line(
    no: int, label: Cell, unit: Cell | None, values: list[Cell], columns: Sequence[int], form: Form
) -> tuple[Line, Issue | None]:
    count = len(form.panel.columns)
    own = _window(values, columns, form) if len(values) > count else values
    if len(own) == count:
        placed = dict(zip(columns, own, strict=True))
        return Line(label, unit, tuple(placed[index] for index in range(count))), None
    if not own:
        return Line(label, unit, (Gap.BLANK,) * count), None
    message = (
        f"table {no}, row {label.text}: {len(values)} values are printed where form {form.template.id} has {count}, "
        "and the flattened table does not tell which is which; look at the page"
    )
    return Line(label, unit, (Gap.UNREAD,) * count), issue("value_missing", message, label.place)


def _window(values: list[Cell], columns: Sequence[int], form: Form) -> list[Cell]:
    """The values among more cells, where only empty ones stand around them: spans become empty cells between bars."""
    count = len(form.panel.columns)
    windows = [
        values[start : start + count]
        for start in range(len(values) - count + 1)
        if not any(squeeze(cell.text) for cell in (*values[:start], *values[start + count :]))
    ]
    if len(windows) > 1:
        telling = [window for window in windows if members_witness([_number(cell) for cell in window], columns, form)]
        return telling[0] if len(telling) == 1 else values
    return windows[0] if windows else values


def _number(cell: Cell) -> Decimal | None:
    return Decimal(squeeze(cell.text).replace(",", "")) if is_number(cell.text) else None
