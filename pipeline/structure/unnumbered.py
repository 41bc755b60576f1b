"""Headings without a number: lines with a name of the catalog, or marked only by <h2> or bold type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.numeral import ordinal
from pipeline.structure.numbering import DIGITS, Heading
from pipeline.structure.stretch import Stretch
from pipeline.text import any_of, squeeze

UNNUMBERED = "unnumbered"

_BARE = re.compile(rf"(?P<n>[{DIGITS}]{{1,2}})(?![{DIGITS}])")


@lru_cache(maxsize=8)
def _heading_names(catalog: Catalog) -> tuple[frozenset[str], re.Pattern[str]]:
    small = re.compile(any_of(tuple(squeeze(word) for word in catalog.outline["heading"]["small"])))
    names = catalog.outline["heading"]["names"]
    return frozenset(_reduce(name, small) or squeeze(name) for name in names), small


def _reduce(line: str, small: re.Pattern[str]) -> str:
    """主动公开政府信息的情况 and 主动公开情况 are one name: what is left without the small words."""
    return small.sub("", squeeze(line).strip(":、.\"'"))


def name_known(stretches: Sequence[Stretch], catalog: Catalog) -> None:
    """Make headings of lines that have a known name and stand before text; in a list of links a name is none."""
    names, small = _heading_names(catalog)
    for s, follows in _candidates(stretches):
        bare = _BARE.match(s.folded)
        if bare and _reduce(s.line[bare.end() :], small) in names and _is_text(follows):  # 一概述: the mark is lost
            s.heading = Heading("一、", bare["n"], ordinal(bare["n"]), bare.end(), *_whole(s, bare.end()))
            continue
        known = squeeze(s.line) in names or _reduce(s.line, small) in names
        if known and (_is_text(follows) or _is_marked(s)):
            _make_heading(s)


def name_marked(stretches: Sequence[Stretch]) -> None:
    """Make headings of marked lines before text, in a report where no line has a number."""
    if not any(s.heading is not None and s.heading.number for s in stretches if s.kind == "body"):
        for s, follows in list(_candidates(stretches)):
            if _is_marked(s) and _is_text(follows):
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
