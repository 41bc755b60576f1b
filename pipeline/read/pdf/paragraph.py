"""Printed lines → paragraphs, and what a page repeats at its head and foot.

A paragraph ends where the next word would still have fitted into the line: the program that set the page broke the
line there for another reason. It begins where a line is indented, unless the sentence before is not finished.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.read.pdf.line import Line, is_numbered, would_glue

INDENT = 0.8  # ems; Chinese paragraphs are indented by two
FAR = 5.0  # ems; no paragraph is indented so far
LOOSE = 0.5  # ems by which a full line may end before the margin
APART = 3.0  # ems; a gap that no spread line has
EDGE = 3  # lines at the head and foot of a page that may be its own
MARGIN = 0.15  # of the page's height, where page numbers stand
HEAD = 0.1  # the same, where running heads stand

# "- 3 -", "— 12 —", "3", "3/12", "第3页", "第 3 页 共 12 页", "Page 3 of 12"; not "2023年"
_NUMBER = re.compile(
    r"[-—–－―·~\s]*(?:第\s*)?(?:page\s*)?[0-9０-９]{1,3}(?:\s*页)?[,，\s]*(?:(?:/|of|共)\s*[0-9]{1,3}(?:\s*页)?)?[-—–－―·~\s]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"[0-9]+")
_FINISHED = re.compile(r"[。！？；：.!?;:]['\"”’）)》]*$")
_STOP = re.compile(r"[。！？!?]['\"”’）)》]*$")
_LEADERS = re.compile(r"[.．·…]{4,}")  # of a table of contents


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the text of the document begins and ends, and how far its lines lie apart."""

    left: float
    right: float
    pitch: float

    def of(self, line: Line) -> tuple[float, float]:
        """Left and right margin of a line; one of several columns has its own."""
        return line.column or (self.left, self.right)


def find_margins(lines: Iterable[Line]) -> Margins:
    """The margins that most long lines keep to; a heading or a signature does not decide."""
    lines = list(lines)
    widest = max((line.x1 - line.x0 for line in lines), default=0.0)
    long = [line for line in lines if line.x1 - line.x0 > 0.6 * widest]
    if not long:
        return Margins(0.0, 0.0, 0.0)
    lefts, rights = sorted(line.x0 for line in long), sorted(line.x1 for line in long)
    steps = [b.top - a.top for a, b in pairwise(lines) if a.page == b.page and 0 < b.top - a.top < 4 * a.size]
    return Margins(lefts[len(lefts) // 10], rights[len(rights) * 8 // 10], median(steps) if steps else 0.0)


def find_furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> set[Line]:
    """Page numbers, and lines that stand at the same height of the head or foot of several pages.

    ``pages``: height and lines of each. Numbers in a running line may differ.
    """
    found: set[Line] = set()
    bare: dict[int, list[Line]] = defaultdict(list)  # by how far the number is ahead of the page
    repeated: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for height, lines in pages:
        for line in dict.fromkeys((*lines[:EDGE], *lines[-EDGE:])):
            outside = max(1 - line.top / height, line.bottom / height)
            if outside < 1 - MARGIN:
                continue
            if line.text.isdigit() and len(line.text) <= 3 and line in (lines[0], lines[-1]):
                bare[int(line.text) - line.page].append(line)
            elif _NUMBER.fullmatch(line.text) and not line.text.isdigit():
                found.add(line)
            elif outside > 1 - HEAD:
                repeated[_DIGITS.sub("0", "".join(line.text.split())), round(line.top / 4)].append(line)
    # A number alone may be a value. Page numbers count on from page to page.
    numbered = max(bare.values(), key=len, default=[])
    if len(numbered) > max(1, len(pages) / 2) or len(pages) == 1:
        found.update(numbered)
    enough = max(2, len(pages) / 3)
    for lines in repeated.values():
        if len({line.page for line in lines}) >= enough:
            found.update(lines)
    return found


def paragraphs(lines: Sequence[Line], margins: Margins) -> list[list[Line]]:
    """The lines of one flow of text, parted into paragraphs."""
    out: list[list[Line]] = []
    for line in lines:
        if out and _goes_on(out[-1], line, margins):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _goes_on(paragraph: Sequence[Line], line: Line, margins: Margins) -> bool:
    before = paragraph[-1]
    size = max(line.size, before.size)
    if abs(line.size - before.size) > 0.15 * size or _is_parted(before):
        return False
    if line.page == before.page and line.band == before.band:
        step = line.top - before.top
        if step > 1.5 * margins.pitch and step > 1.8 * size:
            return False
        if step < 0.5 * size:  # beside it
            return False
    left, right = margins.of(line)[0], margins.of(before)[1]
    room = max(right, *(one.x1 for one in paragraph if one.band == before.band)) - before.x1
    if room > line.first + LOOSE * size:
        return False
    if _is_apart(line, margins) or (len(paragraph) == 1 and _is_apart(before, margins)):
        return _same_left(paragraph, line)
    numbered = is_numbered(line.text)
    if line.x0 - left > INDENT * size and not _same_left(paragraph, line):
        return not numbered and not _FINISHED.search(before.text)
    return not (numbered and _STOP.search(before.text))


def _is_apart(line: Line, margins: Margins) -> bool:
    """Whether a line stands in the middle or at the right, as titles and signatures do."""
    return line.x0 - margins.of(line)[0] > FAR * line.size


def _is_parted(line: Line) -> bool:
    """Whether a line has two ends, as one of a table of contents has; it ends where it ends."""
    apart = any(b.x0 - a.x1 > APART * line.size for a, b in pairwise(line.words))
    return apart or _LEADERS.search(line.text) is not None


def _same_left(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether the line continues a block that is indented as a whole."""
    return len(paragraph) > 1 and abs(paragraph[-1].x0 - line.x0) < 0.3 * line.size


def join_text(lines: Sequence[Line], margins: Margins) -> list[tuple[str, str]]:
    """Each line with what stands between it and the one before: nothing, or a blank between Latin words.

    A number that runs to the very end of its line goes on in the next.
    """
    out = [("", lines[0].text)]
    for before, line in pairwise(lines):
        last, first = before.text[-1], line.text[0]
        cut = last.isdigit() and first.isdigit() and margins.of(before)[1] - before.x1 < 0.25 * line.size
        out.append((" " if would_glue(last, first) and not cut else "", line.text))
    return out
