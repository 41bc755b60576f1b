"""What a page says of itself in short lines and labels (发布机构:…), and values with where they came from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.model import Document, Place
from pipeline.structure.title import Title
from pipeline.text import fold

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A value and, unless the title or a label gives it, the words for where it came from."""

    value: T
    inferred: str | None = None
    place: Place | None = None


def short_lines(document: Document, before_text: bool = False) -> Iterator[str]:
    """Folded lines that may hold a label: short ones, and the rows of small tables (索引号 | … | 发布日期 | …)."""
    for block in document.blocks:
        if block.cells:
            if len(block.cells) <= 60:
                yield fold(" ".join(cell.text for cell in block.cells))
            continue
        line = fold(document.cut(block.place))
        if before_text and block.content and "。" in line:
            return
        if len(line) <= 200:
            yield line


def spaced(labels: tuple[str, ...]) -> str:
    """A pattern for the labels with blanks between their characters: 索 引 号, 发 布 日 期."""
    return "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(labels, key=len, reverse=True))


def quoted(printed: str) -> str:
    """Words of the page as a message quotes them: on one line, not more than thirty characters."""
    words = " ".join(printed.split())
    return words if len(words) <= 30 else f"{words[:14]}…{words[-14:]}"


def unsure(title: Title) -> str | None:
    """Where a title came from that the file does not show as one."""
    if title.source == "list":
        return f"the words of the link that led to it, {quoted(title.text)}"
    return f"the opening sentence {quoted(title.text)}" if title.source == "opening" else None
