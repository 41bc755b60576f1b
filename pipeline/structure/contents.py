"""A list of the headings at the top of a report, which is no text of it: 目录, 一、概述 …… 1, 二、主动公开 …… 3."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.catalog import Catalog
from pipeline.model import Block, Document
from pipeline.structure.stretch import Stretch, cut, is_sentence
from pipeline.text import squeeze

MIN_ENTRIES = 3
MAX_NAMES = 3  # lines 目录 that are looked at; a menu may have one
MAX_NAME = 8  # characters of such a line, blanks included
MAX_ENTRY = 60  # characters, the dots included
_LEADER = re.compile(r"[.·•…⋯_-]*\d{0,3}[。;,、:]?$")  # "……12"


def contents_blocks(document: Document, catalog: Catalog) -> frozenset[int]:
    """The blocks of a list under the word 目录, told before the tables are known."""
    names = {squeeze(name) for name in catalog.outline["contents"]["names"]}
    if not any(squeeze(document.cut(block.place)) in names for block in document.blocks if _is_short(block)):
        return frozenset()
    parts = [(i, s) for i, block in enumerate(document.blocks) for s in cut(document, block, False, catalog)]
    return frozenset(parts[at][0] for at in find_contents([s for _, s in parts], catalog))


def find_contents(stretches: Sequence[Stretch], catalog: Catalog) -> range:
    """The stretches that are the list; empty where there is none.

    It goes from its first entry to where that entry stands again, or to the first sentence if it stands again below.
    Under the word 目录 the entry's number is enough, for titles differ; without it the whole entry must stand again.
    """
    names = {squeeze(name) for name in catalog.outline["contents"]["names"]}
    tried = 0
    for i, s in enumerate(stretches):
        if s.kind != "body":
            continue
        named = squeeze(s.line) in names
        tried += named
        if tried > MAX_NAMES:
            break
        first = i + 1 if named else i
        if first < len(stretches) and (named or s.heading is not None):
            end = _end(stretches, first, named)
            if end is not None:
                return range(i, end)
        if not named and s.heading is not None:
            break  # the first heading of the text
    return range(0)


def _end(stretches: Sequence[Stretch], first: int, named: bool) -> int | None:
    """Where a list ends whose first entry is ``first``; None if it is no list."""
    entry = stretches[first]
    entries, end = 0, None
    for j in range(first, len(stretches)):
        s = stretches[j]
        if entries >= MIN_ENTRIES and (_entry(s) == _entry(entry) or (named and _same_number(s, entry))):
            return end or j
        if s.kind == "table" or is_sentence(s) or len(s.line) > MAX_ENTRY:
            if entries < MIN_ENTRIES:
                return None
            end = end or j
        elif end is None:
            entries += s.heading is not None or (named and not squeeze(s.line).isdecimal())
    return None


def _is_short(block: Block) -> bool:
    return not block.cells and block.place.end - block.place.start <= MAX_NAME


def _entry(s: Stretch) -> str:
    return _LEADER.sub("", squeeze(s.line))


def _same_number(s: Stretch, entry: Stretch) -> bool:
    one, other = s.heading, entry.heading
    return one is not None and other is not None and (one.style, one.ordinal) == (other.style, other.ordinal)
