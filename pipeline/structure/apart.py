"""Headings that the page has broken: number and title on two lines, a number lost, a title cut in two.

Each is told by its title naming a part of a report, or by the text that follows. What is printed is kept: a heading
whose number is lost has the mark that is left for its number, and no ordinal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.model import Document
from pipeline.structure.names import reads_as_title
from pipeline.structure.numbering import MAX_TITLE, RANK, Heading
from pipeline.structure.part import named_part
from pipeline.structure.stretch import Stretch
from pipeline.text import fold

_NO_TITLE = re.compile(r"[。;!?:]|\d\s*余?[件条次项份篇个元人期]")
_ENDED = re.compile(r"[。;:!?][\"')》]*$")
# "、总体情况", ")政府信息管理情况": what is left of 一、 and of (三)
_LOST = re.compile(r"(?P<mark>[、.)])\s*(?=\S)")
_LOST_STYLES = {"、": "一、", ".": "一、", ")": "(一)"}
_CUT = re.compile(r"[、,和及与的]\s*$")


def mend_headings(stretches: Sequence[Stretch], document: Document, catalog: Catalog) -> list[Stretch]:
    """The stretches with broken headings made whole."""
    found: list[Stretch] = []
    i = 0
    while i < len(stretches):
        s = stretches[i]
        below = stretches[i + 1 : i + 3]
        if s.kind == "body" and s.heading is None:
            s.heading = _lost(s, found[-1] if found else None, catalog)
        if _is_title(below) and (_stands_alone(s, below, catalog) or _is_cut(s, below[0], catalog)):
            s = _joined(s, below[0], document)
            i += 1
        found.append(s)
        i += 1
    return found


def _lost(s: Stretch, before: Stretch | None, catalog: Catalog) -> Heading | None:
    """A line "、总体情况" after a whole sentence; after a part of one it goes on with it."""
    mark = _LOST.match(s.folded)
    if mark is None or (before is not None and before.kind == "body" and not _ENDED.search(before.folded)):
        return None
    length = mark.end()
    title = s.line[length:].strip()
    if len(title) > MAX_TITLE or _NO_TITLE.search(s.folded[length:]) or not reads_as_title(title, catalog):
        return None
    return Heading(_LOST_STYLES[mark["mark"]], mark["mark"], None, length, title, len(s.line), len(s.line))


def _is_title(below: Sequence[Stretch]) -> bool:
    """Whether a line may be a title: short, without a number of its own, and no sentence or figure."""
    if not below or below[0].kind != "body" or below[0].heading is not None:
        return False
    return 2 <= len(below[0].line) <= MAX_TITLE and _NO_TITLE.search(below[0].folded) is None


def _stands_alone(s: Stretch, below: Sequence[Stretch], catalog: Catalog) -> bool:
    """一、 / 概述: a number with nothing after it, above a title that is known, or that text follows."""
    heading = s.heading
    if s.kind != "body" or heading is None or heading.title or heading.length < len(s.line.rstrip()):
        return False
    if named_part(below[0].line.strip(), True, catalog) is not None:
        return True
    follows = len(below) > 1 and (below[1].kind == "table" or below[1].heading is not None or "。" in below[1].folded)
    return follows and RANK[heading.style] <= RANK["(一)"]


def _is_cut(s: Stretch, below: Stretch, catalog: Catalog) -> bool:
    """四、因政府信息公开申请行政复议、 / 提起行政诉讼的情况: a title that a connector ends goes on."""
    heading = s.heading
    if s.kind != "body" or heading is None or heading.title is None or heading.title_end < len(s.line.rstrip()):
        return False
    if _CUT.search(fold(heading.title)) is None or len(heading.title + below.line.strip()) > MAX_TITLE:
        return False
    part = named_part(heading.title, True, catalog)
    return part is not None and named_part(below.line, True, catalog) in (None, part)  # 主动公开 begins another one


def _joined(s: Stretch, below: Stretch, document: Document) -> Stretch:
    place = replace(s.place, end=below.place.end)
    line = document.cut(place)
    heading = s.heading
    assert heading is not None
    title = (heading.title or "") + below.line.strip()
    heading = replace(heading, title=title, title_end=len(line), body=len(line))
    return Stretch(place, s.block, line, fold(line), s.kind, heading)
