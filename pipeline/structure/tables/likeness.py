"""Whether a damaged text may be an official one: what pages lose of labels, and what must never differ.

Both lists are data: ``lost``, ``contrasts`` and ``negations`` under [table] in ``catalog/outline.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

LIKE = 88  # rapidfuzz ratio from which two labels may be one; below, they are reported with the nearest
MARGIN = 5  # by which the nearest label must be nearer than the next, or nothing tells which it is
CUT = 6  # characters of a label that must be left of one whose end is lost
SHORT = 8  # up to here one character at most may differ
BETWEEN = 60  # the same as LIKE where the rows before and after are found and the form has one row between them

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Signs:
    """``lost``: characters that pages lose. ``contrasts``: words of which one never stands for another."""

    lost: str
    contrasts: tuple[tuple[str, ...], ...]
    negations: str

    def worn(self, text: str) -> str:
        """What is sure to be left of a text: 历年累计 and 历累计 are one."""
        return text.translate(dict.fromkeys(map(ord, self.lost)))

    def is_worn(self, text: str, whole: str) -> bool:
        """Whether a text is another with nothing but such characters lost: 历累计 of 历年累计; not 本月 of 本年."""
        signs = iter(whole)
        return self.worn(text) == self.worn(whole) and all(sign in signs for sign in text)

    def differ(self, text: str, name: str) -> bool:
        """Whether two texts mean different things however alike they are: 上年结转 and 本年结转, 自然人 and 法人."""
        if name.startswith(text):
            return False
        numbers = set(_DIGITS.findall(text)), set(_DIGITS.findall(name))
        if all(numbers) and numbers[0] != numbers[1]:
            return True
        if any(text.count(sign) != name.count(sign) for sign in self.negations):
            return True
        for words in self.contrasts:
            own = {word for word in words if word in text}
            other = {word for word in words if word in name}
            if own - other and other - own:
                return True
        return False

    def nearest(self, text: str, rows_of: Mapping[str, Sequence[int]]) -> set[int]:
        """The rows of the one name that a text is like: a character or two differ, or its end is lost.

        ``rows_of``: the names, with their rows. None if a name of other rows is as near.
        """
        if len(text) < 4:
            return set()
        cut = [name for name in rows_of if len(text) >= CUT and name.startswith(text)]
        if cut:  # 主要负责同志参加 begins the names of two rows
            each = {frozenset(rows_of[name]) for name in cut}
            return set(each.pop()) if len(each) == 1 else set()
        near = [(how, name) for name in rows_of if (how := fuzz.ratio(text, name, score_cutoff=LIKE - MARGIN))]
        best, name = max(near, default=(0, ""))
        rows = set(rows_of.get(name, ()))
        if best < LIKE or any(best - how < MARGIN and not rows & set(rows_of[other]) for how, other in near):
            return set()
        return set() if self.differ(text, name) else rows

    def is_like(self, text: str, name: str) -> bool:
        """Whether a text may be a name that nothing else on the page has, where its place speaks for it."""
        if len(text) < 3 or self.differ(text, name):
            return False
        if max(len(text), len(name)) <= SHORT:
            return Levenshtein.distance(text, name, score_cutoff=1) <= 1
        return fuzz.ratio(text, name) >= BETWEEN
