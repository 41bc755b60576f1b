"""The ways to read a list: which totals it may belong to, and which of its items are its parts.

The first reading in which the list closes is taken. Only the values and what separates them decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipeline.extract.passage import Passage
from pipeline.extract.statement import Statement

SEPARATORS = "、,;"  # from the weakest


def separator(before: Statement, after: Statement, passage: Passage) -> str:
    """The strongest separator between two numbers."""
    between = passage.masked[before.end : after.start]
    return max((char for char in between if char in SEPARATORS), key=SEPARATORS.index, default="、")


def first_change(parts: list[Statement], passage: Passage, sign: str) -> int | None:
    """How many items stand before the first ``sign``, where weaker separators stood so far."""
    for size, (before, after) in enumerate(pairwise(parts), 1):
        if separator(before, after, passage) == sign:
            return size if size > 1 else None
    return None


def closing(
    fitting: list[Statement], before: list[Statement], passage: Passage
) -> tuple[list[Statement], list[Statement]]:
    """Wholes and parts of the first reading that closes; two empty lists if none does."""
    if len(fitting) == 1:
        before = _same_subject(before, passage)  # 发布会4场,…出席1场;访谈3期,其中…参加1期: no share of the first
    for wholes in _whole_readings(before):
        total = sum(s.value for s in wholes)
        for parts in _part_readings(fitting, wholes[-1], passage):
            certain = [s for s in parts if s.part_is_certain]
            if total == sum(s.value for s in parts):
                return wholes, _without_zeros(parts, passage)
            if certain and total == sum(s.value for s in certain):
                return wholes, _without_outsiders(parts, passage)
    return [], []


def _same_subject(before: list[Statement], passage: Passage) -> list[Statement]:
    """The totals since the last semicolon."""
    size = next((n for n in range(1, len(before)) if separator(before[-n - 1], before[-n], passage) == ";"), None)
    return before[-size:] if size else before


def _without_zeros(parts: list[Statement], passage: Passage) -> list[Statement]:
    """自然人21宗、法人5宗,转下年0宗: a zero behind a stronger separator closes the list as well as not, and is none."""
    while len(parts) > 2 and parts[-1].value == 0:
        *strengths, last = (SEPARATORS.index(separator(a, b, passage)) for a, b in pairwise(parts))
        if last <= max(strengths):
            break
        parts = parts[:-1]
    return parts


def _without_outsiders(parts: list[Statement], passage: Passage) -> list[Statement]:
    """规划4条,其他51条;另在行业网站公开17条: what 另 adds behind a semicolon stands outside."""
    while len(parts) > 2 and not parts[-1].part_is_certain and separator(parts[-2], parts[-1], passage) == ";":
        parts = parts[:-1]
    return parts


def _whole_readings(before: list[Statement]) -> Iterator[list[Statement]]:
    """The nearest total, each earlier one, then the nearest ones together while their unit is the same."""
    for whole in reversed(before):
        yield [whole]
    for first in range(len(before) - 2, -1, -1):
        group = before[first:]
        if any(s.unit != group[0].unit for s in group):
            return
        yield group


def _part_readings(fitting: list[Statement], whole: Statement, passage: Passage) -> Iterator[list[Statement]]:
    """All items, the items of the total's unit, then the items up to a stronger separator."""
    alike = [s for s in fitting if s.unit == whole.unit]
    for parts in (fitting, alike):
        if parts:
            yield parts
    for parts in (fitting, alike):
        for sign in ";,":
            if size := first_change(parts, passage, sign):
                yield parts[:size]
