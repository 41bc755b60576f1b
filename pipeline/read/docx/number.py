"""The numbers that Word prints before paragraphs and does not keep in their text: 一、 （二） 第三章 1.1.

A paragraph names a list and a level; the list says how each level looks (numbering.xml), and the count goes on from
paragraph to paragraph in the order of the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.numeral import CIRCLED, numeral
from pipeline.read.docx.package import attribute, child, elements, integer, kind, value, whole

MAX_TEXT = 100  # characters of a level's text; Word takes nine numbers and some words
_LEVEL = re.compile(r"%([1-9])")
# Formats that print one character for each number. Others than these and _format's print digits.
_ENUMERATED = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": CIRCLED,
    "decimalEnclosedCircleChinese": CIRCLED,
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
_COUNTING = frozenset({
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting",
})  # fmt: skip
_DIGITS = {
    "ideographDigital": "〇一二三四五六七八九",
    "taiwaneseDigital": "〇一二三四五六七八九",
    "japaneseDigitalTenThousand": "〇一二三四五六七八九",
    "decimalFullWidth": "０１２３４５６７８９",
    "decimalFullWidth2": "０１２３４５６７８９",
}
_LEGAL = {
    "chineseLegalSimplified": str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾"),
    "ideographLegalTraditional": str.maketrans("一二三四五六七八九十", "壹貳參肆伍陸柒捌玖拾"),
}
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_KNOWN = {"decimal", "decimalHalfWidth", "decimalZero", "none", "bullet", "upperLetter", "lowerLetter", "upperRoman",
          "lowerRoman", *_ENUMERATED, *_COUNTING, *_DIGITS, *_LEGAL}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = " "  # what stands between number and paragraph
    restart: int | None = None  # the level, from 1, that sets the count back; 0 for none; else any above
    plain: bool = False  # all numbers in digits, whatever the format of their level
    style: str | None = None


@dataclass(slots=True)
class _List:
    """``count``: which lists count together; ``starts``: levels that begin anew where this list is first met."""

    count: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)


class Numbering:
    """The counters of one document. ``unknown`` collects formats that were printed in digits for want of better."""

    def __init__(self, numbering: etree._Element | None, style_lists: dict[str, str]) -> None:
        self.unknown: set[str] = set()
        self._counts: dict[str, dict[int, int]] = {}
        self._lists: dict[str, _List] = {}
        if numbering is None:
            return
        abstract = {attribute(n, "abstractNumId") or "": n for n in elements(numbering) if kind(n) == "abstractNum"}
        nums = {attribute(n, "numId") or "": n for n in elements(numbering) if kind(n) == "num"}
        for name, num in nums.items():
            count = value(num, "abstractNumId") or ""
            for _ in range(9):  # a list may only name a style, and the style another list
                linked = style_lists.get(value(abstract.get(count), "numStyleLink") or "")
                if linked is None:
                    break
                count = value(nums.get(linked), "abstractNumId") or ""
            base = abstract.get(count)
            found = _List(count, _levels(base) if base is not None else {})
            for override in (n for n in elements(num) if kind(n) == "lvlOverride"):
                level = integer(attribute(override, "ilvl")) or 0
                if (printed := child(override, "lvl")) is not None:
                    found.levels[level] = _level(printed)
                if (start := whole(override, "startOverride")) is not None:
                    found.starts[level] = start
            self._lists[name] = found

    def level_of_style(self, number: str, style: str) -> int | None:
        """The level that a list keeps for a paragraph style."""
        found = self._lists.get(number)
        return next((n for n, level in found.levels.items() if level.style == style), None) if found else None

    def next(self, number: str, level: int) -> str:
        """Count one paragraph of list ``number``; its printed number with what parts it from the text."""
        found = self._lists.get(number)
        printed = found.levels.get(level) if found else None
        if found is None or printed is None:
            return ""
        counts = self._counts.setdefault(found.count, {})
        for above in range(level):  # levels that were passed over count as begun: after 1.1 the next is 2, not 1
            if above in found.levels:
                counts.setdefault(above, found.levels[above].start)
        start = found.starts.get(level, printed.start)
        anew = level not in counts or (level in found.starts and level not in found.met)
        counts[level] = start if anew else counts[level] + 1
        found.met.add(level)
        for below in [n for n in counts if n > level]:
            restart = found.levels[below].restart if below in found.levels else None
            if restart is None or level < restart:
                del counts[below]
        if printed.format == "bullet":
            return ""

        def show(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            of = found.levels.get(at, _Level())
            return self._format(counts.get(at, of.start), "decimal" if printed.plain else of.format)

        text = _LEVEL.sub(show, printed.text)
        return text + printed.suffix if text.strip() else ""

    def _format(self, number: int, how: str) -> str:
        if how not in _KNOWN:
            self.unknown.add(how)
        if how in ("none", "bullet"):
            return ""
        if how in _DIGITS:
            return "".join(_DIGITS[how][int(digit)] for digit in str(number))
        if how == "decimalZero":
            return f"{number:02}"
        if how in _ENUMERATED and 1 <= number <= len(_ENUMERATED[how]):
            return _ENUMERATED[how][number - 1]
        if how in _COUNTING and 1 <= number <= 99:
            return numeral(number)
        if how in _LEGAL and 1 <= number <= 99:
            return ("一" * (10 <= number < 20) + numeral(number)).translate(_LEGAL[how])  # 壹拾, not 拾
        if how in ("upperLetter", "lowerLetter") and number >= 1:  # … y z aa bb
            letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9)
            return letter.upper() if how == "upperLetter" else letter
        if how in ("upperRoman", "lowerRoman") and 1 <= number <= 399:
            roman = ""
            for size, sign in _ROMAN:
                roman += sign * (number // size)
                number %= size
            return roman.upper() if how == "upperRoman" else roman
        return str(number)


def _levels(abstract: etree._Element) -> dict[int, _Level]:
    return {integer(attribute(n, "ilvl")) or 0: _level(n) for n in elements(abstract) if kind(n) == "lvl"}


def _level(node: etree._Element) -> _Level:
    start, how = whole(node, "start"), child(node, "numFmt")
    if how is None:  # a format that only newer programs know, with one for the others beside it
        how = child(node, "AlternateContent", "Fallback", "numFmt")
    level = _Level(
        start=0 if start is None else start,
        format=attribute(how, "val") or "decimal",
        text=(value(node, "lvlText") or "")[:MAX_TEXT],
        suffix="" if value(node, "suff") == "nothing" else " ",
        restart=whole(node, "lvlRestart"),
        style=value(node, "pStyle"),
    )
    legal = child(node, "isLgl")
    return replace(level, plain=legal is not None and attribute(legal, "val") not in ("0", "false"))
