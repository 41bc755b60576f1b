"""Numbered lists: the sibling headings of a section, and lists that run inside a paragraph (一是…二是…).

Used by the checks on numbering and on announced numbers. A list that starts again at one is a new list, and
a list inside an item of another is left when the outer one goes on, so that only a number that fits nowhere
breaks the sequence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.catalog import Catalog
from pipeline.model import Report, Section
from pipeline.numeral import ordinal
from pipeline.text import any_of, fold

_NUMERALS = "一二三四五六七八九十"
_STOP = r"(?:^|(?<=[。;:!?\n]))[ \n\"]*"
_COMMA = r"(?:^|(?<=[。;:!?\n,]))[ \n\"]*"
# Each kind of marker with a text it finds; on folded text. Not "1.5倍", not "第三部分", not "四川省".
_MARKERS = (
    ("一是", re.compile(rf"{_COMMA}(?P<n>[{_NUMERALS}]{{1,2}})(?:是|要|则是|来)")),
    ("其一", re.compile(rf"{_COMMA}其(?P<n>[{_NUMERALS}])(?=[,、:是])")),
    ("第一", re.compile(rf"{_STOP}第(?P<n>[{_NUMERALS}]{{1,2}})(?=[,、:是])")),
    ("(一)", re.compile(rf"(?:{_STOP}|(?<=,))\(\s*(?P<n>[{_NUMERALS}]{{1,3}})\s*\)")),
    ("(1)", re.compile(rf"(?:{_STOP}|(?<=,))\(\s*(?P<n>\d{{1,2}})\s*\)")),
    ("1.", re.compile(rf"{_STOP}(?P<n>\d{{1,2}})\s*(?:[.](?!\d)|、)")),
    ("①", re.compile(r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩])")),
)
_ITEM_END = re.compile(r"[。;:,!?\n]")
_ITEM_LENGTH = 24  # enough of an item to find it on the page


@dataclass(frozen=True, slots=True)
class Marker:
    """A list number inside a text; ``bare`` where only the numeral stands ("四加强…" after 三是)."""

    style: str
    ordinal: int
    start: int
    end: int
    bare: bool = False


@dataclass(slots=True)
class Run:
    """One list inside a section's text. ``broken`` holds the positions in ``items`` at which it breaks."""

    items: list[Marker] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)

    @property
    def last(self) -> int:
        return self.items[-1].ordinal


def markers(text: str, style: str, catalog: Catalog) -> list[Marker]:
    """Every marker of one style in a folded text, in reading order, with the bare numerals that may stand for one."""
    pattern = next(pattern for name, pattern in _MARKERS if name == style)
    found = [marker for m in pattern.finditer(text) if (marker := _marker(style, m))]
    if style == "一是" and found:
        taken = {marker.start for marker in found}
        bare = [m for m in _bare(catalog).finditer(text) if m.start("n") not in taken]
        found += [marker for m in bare if (marker := _marker(style, m, bare=True))]
    return sorted(found, key=lambda marker: marker.start)


@cache
def _bare(catalog: Catalog) -> re.Pattern[str]:
    """四 of "四加强平台管理", not of "四件", "四川", "四个"."""
    counted = any_of(catalog.measure)
    return re.compile(rf"{_STOP}(?P<n>[{_NUMERALS}])(?=[\u4e00-\u9fff])(?![{_NUMERALS}百千万亿个方])(?!{counted})")


def runs(found: Sequence[Marker]) -> list[Run]:
    """Sort markers into lists. A bare numeral counts only as the next item of a list under way."""
    lists: list[Run] = []
    under_way: list[Run] = []
    for marker in found:
        going_on = next((run for run in reversed(under_way) if run.last == marker.ordinal - 1), None)
        if going_on is not None:
            del under_way[under_way.index(going_on) + 1 :]
            going_on.items.append(marker)
        elif marker.bare:
            continue
        elif marker.ordinal == 1 or not under_way or marker.ordinal < under_way[-1].last:
            run = Run([marker])
            lists.append(run)
            under_way.append(run)
        else:
            run = under_way[-1]
            run.items.append(marker)
            run.broken.append(len(run.items) - 1)
    return lists


def first_marker(text: str, at: int) -> Marker | None:
    """The first list number at or after a position of a folded text, of whatever style."""
    found = [(m, style) for style, pattern in _MARKERS if (m := pattern.search(text, at)) is not None]
    if not found:
        return None
    first, style = min(found, key=lambda one: one[0].start("n"))
    return _marker(style, first)


def _marker(style: str, found: re.Match[str], bare: bool = False) -> Marker | None:
    """None where the numeral names no place in a list: 二三是."""
    number = ordinal(found["n"])
    return None if number is None else Marker(style, number, found.start("n"), found.end(), bare)


def list_at(text: str, first: Marker, catalog: Catalog) -> Run:
    """The list in a folded text that begins with ``first``."""
    found = [marker for marker in markers(text, first.style, catalog) if marker.start >= first.start]
    return runs(found)[0]


def item_end(text: str, marker: Marker) -> int:
    """Where the first words of a list item end: "一是加强领导"."""
    stop = _ITEM_END.search(fold(text[marker.end : marker.end + _ITEM_LENGTH]))
    return min(marker.end + (stop.start() if stop else _ITEM_LENGTH), len(text))


def sibling_lists(report: Report) -> list[list[Section]]:
    """Headings under one parent and of one style, in reading order, cut where they start again at one."""
    groups: dict[tuple[int | None, str], list[list[Section]]] = {}
    for section in report.sections:
        if section.kind != "numbered" or section.ordinal is None:
            continue
        lists = groups.setdefault((section.parent_no, section.style), [])
        last = lists[-1][-1].ordinal if lists else None
        if last is None or (section.ordinal == 1 and last > 1):
            lists.append([])
        lists[-1].append(section)
    return sorted((one for lists in groups.values() for one in lists), key=lambda one: one[0].heading.start)
