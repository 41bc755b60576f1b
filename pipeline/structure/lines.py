"""A table flattened to lines → the rows of a form.

One cell per line, or a row per line with tabs, bars or blanks between. A value belongs to a row because the row's label
stands before it and the row has exactly as many values as the form has columns; a row with fewer is not read, and an
issue says so, since nothing tells which is missing. Where bars keep the empty cells, they count as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.model import Block, Cell, Document, Issue, Place
from pipeline.structure.labels import (
    Form,
    Vocabulary,
    choose,
    column_of,
    is_header,
    is_value,
    names_a_row,
    names_any_column,
    vocabulary,
)
from pipeline.structure.numbering import parse_heading
from pipeline.structure.rows import Found, Gap, Line, build, is_aside, issue, unknown
from pipeline.text import fold, squeeze

MAX_LABEL = 40
MIN_LABELS = 4  # of a form, in one stretch of lines
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

    Either at least four labels of forms in the catalog, or a dozen short lines of which many are numbers.
    """
    known = vocabulary(catalog)
    ends = catalog.outline["table"]["heading_ends"]
    kinds = [_kind(block, document, known) for block in document.blocks]
    runs = []
    for stretch in _stretches(kinds, document, ends):
        core = [i for i in stretch if kinds[i] != "text"]
        labels = sum(kinds[i] == "label" for i in core)
        values = sum(kinds[i] == "value" for i in core)
        bars = sum(kinds[i] == "bar" for i in core)
        dense = len(stretch) >= MIN_LINES and values >= MIN_LABELS and (values + bars + labels) * 3 >= len(stretch)
        if labels >= MIN_LABELS or dense:
            first = core[0]
            while kinds[core[0]] in ("value", "bar") and first > stretch[0] and not _heading(first - 1, document):
                first -= 1  # of an unknown form the labels are any text
            runs.append((first, core[-1]))
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
    """label, value, header, bar, text (a short line) or other."""
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
    if all(is_header(text, known) or names_any_column(text, known, None) for text in texts):
        return "header"
    short = len(line) <= MAX_LABEL and not re.search("[。；]", line)
    return "text" if short or _SEPARATED.search(line) else "other"


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


def read_lines(no: int, first: int, last: int, document: Document, known: Vocabulary, year: int | None) -> Found:
    """Read the lines of blocks ``first`` to ``last`` as one table."""
    tokens = [token for block in document.blocks[first : last + 1] for token in _tokens(block, document, known)]
    blocks = frozenset(range(first, last + 1))
    place = Place(document.blocks[first].place.start, document.blocks[last].place.end)
    names = [i for i, token in enumerate(tokens) if token.kind == "label" and not _is_head(token.text, known, year)]
    head = names[0] if names else 0
    labels = [tokens[i].text for i in names]
    form = choose(labels, known)
    if form is None:
        cells = tuple(_cell(token, i, 1) for i, token in enumerate(tokens, 1))
        return unknown(no, blocks, cells, place, [token.text for token in tokens if token.kind == "label"])
    columns, headers = _header(tokens[:head], form, year)
    coded = _mark_serials(tokens, head, known)
    cells_: list[Cell] = [_cell(token, 1, col) for col, token in enumerate(tokens[:head], 1)]
    lines: list[Line] = []
    issues: list[Issue] = []
    row = 1 if head else 0
    for label, rest in _rows(tokens[head:], form, known, document):
        row += 1
        printed = [_cell(token, row, col) for col, token in enumerate((label, *rest), 1)]
        cells_ += printed
        if _is_head(label.text, known, year):
            continue  # the header again, on a second page
        unit = next((cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind == "unit"), None)
        values = [cell for cell, token in zip(printed[1:], rest, strict=True) if token.kind in ("value", "blank")]
        if unit is None and len(values) == len(columns) + 1 and not values[0].text:
            del values[0]  # the empty cell of a unit
        if coded and len(values) == len(columns) + 1:
            del values[0]  # the row's code, between its unit and its values
        line, problem = _line(no, printed[0], unit, values, columns, form)
        lines.append(line)
        issues += [problem] if problem else []
    return build(no, blocks, tuple(cells_), place, form, known, lines, headers, "lines", issues)


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


def _is_head(text: str, known: Vocabulary, year: int | None) -> bool:
    return is_aside(text, known) or names_any_column(text, known, year)


def _cell(token: _Token, row: int, col: int) -> Cell:
    return Cell(row, col, token.text, replace(token.place, row=row, col=col))


def _header(tokens: Sequence[_Token], form: Form, year: int | None) -> tuple[list[int], dict[int, str]]:
    """The form's columns in the order in which their headers stand, all of them in the form's order if none does."""
    headers: dict[int, str] = {}
    certain: set[int] = set()
    for token in tokens:
        found = column_of(token.text, form.template, year)
        if found is not None and (found[0] not in headers or (found[1] and found[0] not in certain)):
            headers[found[0]] = token.text
            certain |= {found[0]} if found[1] else set()
    if len(headers) < len(form.template.columns):
        order = list(range(len(form.template.columns)))
        return order, {index: headers.get(index, "") for index in order}
    return list(headers), headers


def _rows(
    tokens: Sequence[_Token], form: Form, known: Vocabulary, document: Document
) -> Iterator[tuple[_Token, list[_Token]]]:
    """Each label with what stands before the next; 其中 alone is dropped, a label over two lines is put together."""
    index = 0
    while index < len(tokens):
        label = tokens[index]
        index += 1
        if index < len(tokens) and tokens[index].kind == "label" and not names_a_row(label.text, known):
            both = label.text + tokens[index].text
            if names_a_row(both, known) and not names_a_row(tokens[index].text, known):
                whole = Place(label.place.start, tokens[index].place.end)
                label = _Token(document.cut(whole), whole, "label")
                index += 1
        rest = []
        while index < len(tokens) and tokens[index].kind != "label":
            rest.append(tokens[index])
            index += 1
        yield label, rest


def _line(
    no: int, label: Cell, unit: Cell | None, values: list[Cell], columns: Sequence[int], form: Form
) -> tuple[Line, Issue | None]:
    count = len(form.template.columns)
    if len(values) == count:
        placed = dict(zip(columns, values, strict=True))
        return Line(label, unit, tuple(placed[index] for index in range(count))), None
    if not values:
        return Line(label, unit, (Gap.BLANK,) * count), None
    message = (
        f"table {no}, row {label.text}: {len(values)} values are printed where form {form.template.id} has {count}, "
        "and the flattened table does not tell which is which; look at the page"
    )
    return Line(label, unit, (Gap.UNREAD,) * count), issue("value_missing", message, label.place)
