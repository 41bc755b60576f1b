"""Fields of a Word file: a code that Word works out, and the result it printed last.

The result is text like any other; the code is not. One code has no result and is printed all the same: EQ sets one
sign over another, which is how Word rings a number (带圈字符).
"""

from __future__ import annotations

import re

from lxml import etree

from pipeline.numeral import CIRCLED
from pipeline.read.docx.package import attribute, kind

# "eq \o\ac(○,3)", the ring of 带圈字符; also a square or a triangle.
_RINGED = re.compile(
    r"\s*eq\s+\\o\s*(?:\\a[clr])?\s*\(\s*(?P<ring>[○◯〇Ｏ])?[□△◇]?\s*[,;，]\s*(?P<said>\w{1,4})\s*\)", re.IGNORECASE
)
MAX_DEPTH = 20  # Word itself nests no deeper
MAX_CODE = 100  # characters, of the codes that print something


class Fields:
    """The fields that are open at a place in a paragraph. What a code left open at its end is none."""

    def __init__(self) -> None:
        self._codes: list[str | None] = []  # None once the result has begun

    @property
    def in_code(self) -> bool:
        """Whether a field stands within the code of another, which shows nothing of it."""
        return any(code is not None for code in self._codes[:-1])

    def add(self, node: etree._Element) -> str:
        """Take note of a part of a field; the text it shows by itself."""
        if kind(node) == "instrText":
            if self._codes and self._codes[-1] is not None:
                self._codes[-1] = (self._codes[-1] + (node.text or ""))[:MAX_CODE]
            return ""
        what = attribute(node, "fldCharType")
        if what == "begin" and len(self._codes) < MAX_DEPTH:
            self._codes.append("")
        elif what == "separate" and self._codes:
            self._codes[-1] = None
        elif what == "end" and self._codes:
            return _ringed(self._codes.pop() or "")
        return ""


def _ringed(code: str) -> str:
    found = _RINGED.match(code)
    if found is None:
        return ""
    said = found["said"]
    number = int(said) if said.isascii() and said.isdigit() else 0
    return CIRCLED[number - 1] if found["ring"] and 1 <= number <= len(CIRCLED) else said
