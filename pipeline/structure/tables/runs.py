"""Where the lines of a page are a flattened table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.catalog import Catalog
from pipeline.model import Block, Document
from pipeline.structure.numbering import parse_heading
from pipeline.structure.tables.tokens import SEPARATED, tokens_of
from pipeline.structure.tables.vocabulary import (
    Vocabulary,
    is_header,
    names_a_row,
    names_any_column,
    title_of,
    vocabulary,
)
from pipeline.text import fold, squeeze

MAX_LABEL = 40
MIN_LABELS = 3  # of a form, in one stretch of lines
MIN_ROWS = 4  # with values, of a form that is not known
MIN_HEADERS = 8  # of a panel whose row has no label
MIN_LINES = 12  # of a stretch that no form explains
MAX_TEXTS = 6  # lines in a row that are neither label nor value


def flat_runs(document: Document, catalog: Catalog, skipped: frozenset[int]) -> list[tuple[int, int]]:
    """Stretches of lines that are a flattened table: (first, last) block, in order.

    At least three labels of forms in the catalog, or a panel's title and a label, or many headers over numbers, or a
    dozen short lines of which many are numbers, or rows of numbers between bars.
    """
    known = vocabulary(catalog)
    ends = catalog.outline["table"]["heading_ends"]
    kinds = ["other" if i in skipped else _kind(block, document, known) for i, block in enumerate(document.blocks)]
    runs = []
    for stretch in _stretches(kinds, document, ends):
        own = [i for i in stretch if kinds[i] != "text"]
        count = Counter(kinds[i] for i in own)
        values = count["value"] + count["row"]
        dense = (len(stretch) >= MIN_LINES and values >= MIN_ROWS) or count["row"] >= MIN_ROWS
        dense = dense and (values + count["bar"] + count["label"]) * 3 >= len(stretch)
        heads = sum(len(tokens_of(document.blocks[i], document, known)) for i in own if kinds[i] == "header")
        headed = heads >= MIN_HEADERS and values > 0
        titled = count["title"] > 0 and count["label"] + values > 0
        labelled = count["label"] >= MIN_LABELS and _is_no_menu(own, kinds, document, known)
        if labelled or dense or headed or titled or any(_is_wide(document.blocks[i], document, known) for i in own):
            first = own[0]
            while kinds[own[0]] in ("value", "bar") and first > stretch[0] and not _heading(first - 1, document):
                first -= 1  # of an unknown form the labels are any text
            while kinds[own[0]] == "header" and first > 0 and _is_corner(first - 1, document, known):
                first -= 1  # the note in the corner may be longer than a label
            runs.append((first, own[-1]))
    return runs


def _is_wide(block: Block, document: Document, known: Vocabulary) -> bool:
    """A row of numbers between bars: it is of a table, whatever has become of the rest."""
    tokens = tokens_of(block, document, known)
    return SEPARATED.search(document.cut(block.place)) is not None and (
        sum(token.kind == "value" for token in tokens) >= MIN_HEADERS
    )


def _is_no_menu(own: Sequence[int], kinds: Sequence[str], document: Document, known: Vocabulary) -> bool:
    """Labels alone may be the links of a menu: 规章, 行政许可, 行政处罚. A table has a head or a number, too."""
    if any(kinds[i] in ("value", "bar", "header", "title") for i in own):
        return True
    tokens = (token for i in own for token in tokens_of(document.blocks[i], document, known))
    return any(token.kind in ("value", "unit", "blank") for token in tokens)


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
    """label, value, header, title, bar, row (a label that no form has, with values), text (a short line) or other."""
    if block.cells or not block.content:
        return "other"
    line = document.cut(block.place)
    if len(line) > 200:
        return "other"
    tokens = tokens_of(block, document, known)
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
    if SEPARATED.search(line) and any(token.kind == "value" for token in tokens):
        return "row"
    short = len(line) <= MAX_LABEL and not re.search("[。；]", line)
    return "text" if short or SEPARATED.search(line) else "other"


def _is_corner(index: int, document: Document, known: Vocabulary) -> bool:
    """A line of the head that holds more than headers: the note in its corner, in brackets, also beside a header."""
    block = document.blocks[index]
    if block.cells or not block.content:
        return False
    texts = [word for token in tokens_of(block, document, known) for word in token.text.split()]
    named = [text for text in texts if squeeze(text) in known.columns]
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
    if (
        kinds[index] != "text"
        or after[0] in ("value", "row")
        or (after[0] in ("text", "label") and after[1] == "value")
    ):
        return False
    line = squeeze(document.cut(document.blocks[index].place))
    return line.endswith(ends) and _heading(index, document)
