"""A line of text → the cells that it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.model import Block, Document, Place
from pipeline.structure.tables.labels import is_value
from pipeline.structure.tables.vocabulary import Vocabulary, forms_of_row, is_header, names_a_row, names_any_column
from pipeline.text import squeeze

SEPARATED = re.compile(r"[\t|｜]")
_CELL = re.compile(r"[^\t|｜]+?(?=\s*(?:[\t|｜]|[ \u3000\u00a0]{2,}\S|$))")


@dataclass(frozen=True, slots=True)
class Token:
    """A cell as far as a line tells.

    ``kind`` is label, unit, value, serial, blank (an empty cell between bars) or remark (words behind a row's values).
    """

    text: str
    place: Place
    kind: str


def tokens_of(block: Block, document: Document, known: Vocabulary) -> list[Token]:
    """The cells of one line: parts between tabs, bars or wide gaps, and numbers after a label."""
    text = document.cut(block.place) + _tabs_behind(block, document)
    spans: list[tuple[int, int]] = []
    alone = False
    if SEPARATED.search(text):
        at = 0
        for end in [*(found.start() for found in SEPARATED.finditer(text)), len(text)]:
            spans.append((at, end))
            at = end + 1
        if len(spans) == 2:  # a cell with its bar on a line of its own, empty if there is nothing but the bar
            spans = [span for span in spans if text[slice(*span)].strip()] or spans[:1]
            alone = True
        elif not text[: spans[0][1]].strip():  # a bar at the line's begin, and one at its end
            spans = spans[1:-1] if not text[spans[-1][0] :].strip() else spans[1:]
    else:
        spans = [found.span() for found in _CELL.finditer(text)]
    tokens: list[Token] = []
    for start, end in spans:
        inner = text[start:end]
        start, end = start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
        parts = list(_split(text, start, end)) if start < end else []
        for a, b in parts:
            tokens += _classified(text[a:b], block.place.start + a, known)
        if not parts:
            tokens.append(Token("", Place(block.place.start + start, block.place.start + start), "blank"))
    if len(tokens) > 1 and tokens[0].kind == "value" and names_a_row(tokens[1].text, known):
        tokens[0] = replace(tokens[0], kind="serial")  # 1 | 主动公开文件数 | 条 | 97 | 255
    if SEPARATED.search(text):
        tokens = with_remark(tokens, known)
    # "| | |", "0 |": a row's rest or a rule, which no label explains; "5 | | | 2 | 7": a row of a panel without labels
    values = sum(token.kind == "value" for token in tokens)
    if not alone and values < 2 and not any(token.kind == "label" for token in tokens):
        tokens = [token for token in tokens if token.kind != "blank"]
    return tokens


def with_remark(tokens: list[Token], known: Vocabulary) -> list[Token]:
    """The cells of a row, its last marked if it is words behind the values: 公文法规 | 312 | 19.5 | 含解读.

    A label of the same form is none: the row may hold two labels with their values.
    """
    printed = [i for i, token in enumerate(tokens) if token.kind != "blank"]
    label = next((token for token in tokens if token.kind == "label"), None)
    if len(printed) < 3 or label is None or [tokens[i].kind for i in printed[-2:]] != ["value", "label"]:
        return tokens
    at, text, own = printed[-1], tokens[printed[-1]].text, forms_of_row(label.text, known)
    if not own or own & forms_of_row(text, known) or is_header(text, known) or names_any_column(text, known, None):
        return tokens
    return [*tokens[:at], replace(tokens[at], kind="remark"), *tokens[at + 1 :]]


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A label and each of the values behind it: "1.当面申请数 12 —"."""
    words = [(start + found.start(), start + found.end()) for found in re.finditer(r"\S+", text[start:end])]
    first = len(words)
    while first > 1 and is_value(text[slice(*words[first - 1])]):
        first -= 1
    yield start, words[first - 1][1]
    yield from words[first:]


def _tabs_behind(block: Block, document: Document) -> str:
    """The tabs at the end of a line, which are no part of its block: empty cells stand between them."""
    end = block.place.end
    while document.text.startswith("\t", end):
        end += 1
    return document.text[block.place.end : end]


def _classified(text: str, at: int, known: Vocabulary) -> Iterator[Token]:
    """The token, or two where a unit stands behind its label: 主动公开文件数 条."""
    squeezed = squeeze(text)
    if is_value(text, known.units):
        yield Token(text, Place(at, at + len(text)), "value")
    elif squeezed in known.units:
        yield Token(text, Place(at, at + len(text)), "unit")
    elif (unit := re.search(r"\s+(\S{1,3})$", text)) and squeeze(unit[1]) in known.units:
        yield Token(text[: unit.start()], Place(at, at + unit.start()), "label")
        yield Token(unit[1], Place(at + unit.start(1), at + len(text)), "unit")
    elif len(heads := [(m.start(), m[0]) for m in re.finditer(r"\S+", text)]) > 1 and _are_heads(heads, known):
        for start, head in heads:
            kind = "value" if is_value(head, known.units) else "label"
            yield Token(head, Place(at + start, at + start + len(head)), kind)
    else:
        yield Token(text, Place(at, at + len(text)), "label")


def _are_heads(parts: Sequence[tuple[int, str]], known: Vocabulary) -> bool:
    """Headers with single blanks between: 信息内容 本年制发件数 本年废止件数."""
    return all(is_header(text, known) or names_any_column(text, known, None) for _, text in parts)
