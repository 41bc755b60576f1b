"""Headings without a number: lines with a name of the catalog, marked by <h2> or bold type, or worded as a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.numeral import ordinal
from pipeline.structure.names import is_name, reads_as_title
from pipeline.structure.numbering import BULLET, DIGITS, Heading
from pipeline.structure.stretch import Stretch
from pipeline.text import squeeze

UNNUMBERED = "unnumbered"

# "• 主动公开情况": a list's numbers that the page has replaced
_BULLET = re.compile(r"[•●■◆★▶※]\s*")
_BARE = re.compile(rf"(?P<n>[{DIGITS}]{{1,2}})(?![{DIGITS}])")


def name_known(stretches: Sequence[Stretch], catalog: Catalog) -> None:
    """Make headings of lines that have a known name and stand before text; in a list of links a name is none."""
    for s, follows in _candidates(stretches):
        bare = _BARE.match(s.folded)
        if bare and is_name(s.line[bare.end() :], catalog) and _is_text(follows):  # 一概述: the mark is lost
            s.heading = Heading("一、", bare["n"], ordinal(bare["n"]), bare.end(), *_whole(s, bare.end()))
            continue
        bullet = _BULLET.match(s.folded)
        if bullet and reads_as_title(s.line[bullet.end() :], catalog) and _is_text(follows):
            s.heading = Heading(BULLET, bullet[0].strip(), None, bullet.end(), *_whole(s, bullet.end()))
            continue
        if is_name(s.line, catalog) and (_is_text(follows) or _is_marked(s)):
            _make_heading(s)


def name_marked(stretches: Sequence[Stretch], catalog: Catalog) -> None:
    """Make headings of lines before text that are marked or read as a title, in a report where no line has a number."""
    if not any(s.heading is not None and s.heading.number for s in stretches if s.kind == "body"):
        for s, follows in list(_candidates(stretches)):
            if (_is_marked(s) or reads_as_title(s.line, catalog)) and _is_text(follows):
                _make_heading(s)


def _candidates(stretches: Sequence[Stretch]) -> Iterator[tuple[Stretch, Stretch]]:
    """Short lines of the body without a stop or a number, each with what follows it."""
    for s, follows in pairwise(stretches):
        if s.kind == "body" and s.heading is None and s.is_whole and follows.kind in ("body", "table"):
            line = squeeze(s.line)
            if 2 <= len(line) <= 30 and not re.search(r"[。,;!?\d]", line):
                yield s, follows


def _make_heading(s: Stretch) -> None:
    s.heading = Heading(UNNUMBERED, "", 0, 0, *_whole(s, 0))


def _whole(s: Stretch, start: int) -> tuple[str, int, int]:
    return s.line[start:].strip(), len(s.line), len(s.line)


def _is_marked(s: Stretch) -> bool:
    return s.block.level is not None or s.block.bold


def _is_text(s: Stretch) -> bool:
    return s.kind == "table" or s.heading is not None or "。" in (s.whole or s.line)
