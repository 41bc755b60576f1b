"""Hard line breaks: which lines go on in the sentence of the line before.

Text files wrapped at a margin and pages with a ``<br>`` around every number cut sentences into lines. Blocks stay
lines, since places are told by them; here is only found which line continues another. A line continues

* where it begins with a mark or a bracket that begins nothing, or the line before ends with a comma or an open bracket;
* where a number and its unit stand on lines of their own: 公开政府信息 / 5928 / 条,全文电子化率达;
* where the line before reaches the right margin that most lines have, and its sentence is not over.

Headings, items of lists, dates and labels begin a line of their own, and so does what stands after a blank line or
an indent.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.catalog import Catalog
from pipeline.structure.dates import find_dates
from pipeline.text import any_of

MIN_MARGIN, MAX_MARGIN = 40, 160  # columns; a Chinese character takes two
SLACK = 5  # columns a full line may stay short of the margin: a mark that may not begin a line, a word kept whole
MIN_FULL = 3  # lines that must reach a margin

_STOP = re.compile(r"[。!?…]['\")》]*$")
_PAUSE = re.compile(r"[;:]['\")》]*$")  # ends a line of a list, unless it stands at the margin
_GOES_ON = re.compile(r"[,、(〔《]$")
_NO_BEGIN = re.compile(
    r"[,。;、:)》〕%!?]|\((?![\d一二三四五六七八九十]{1,3}\)|[^()]*\)$)"
)  # "(以下简称《条例》" goes on
_NUMBER = re.compile(r"\d[\d,.]*\s*[%‰]?$")
_PROSE = re.compile(r"[,。;、]")
_LABEL = re.compile(r"\S{2,12}\s*:")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,2}(?:是|要|、)|[·•●■◆★※\-*]|\(\d|\d{1,2}[.、)](?!\d)")
_CUT_YEAR = re.compile(r"(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that may continue another or be continued; ``gap`` is what stands between it and the line before."""

    folded: str
    columns: int  # on a screen
    gap: str
    begins: bool  # a heading, or marked as one: never continues another line
    heads: bool  # may be a heading that text follows


def find_wraps(lines: Sequence[Line | None], catalog: Catalog) -> dict[int, str]:
    """The lines that continue the one before, each with what joins them; None stands for what is no prose."""
    unit = re.compile(rf"(?:{any_of(catalog.measure)}|[年月日号])")
    margin = _margin(lines)
    indents = any(line is not None and _indented(line.gap) for line in lines)
    found: dict[int, str] = {}
    whole = ""  # the sentence's paragraph up to here
    for i, line in enumerate(lines):
        before = lines[i - 1] if i else None
        if line is None:
            whole = ""
            continue
        if before is not None and _continues(lines, i, before, line, whole, unit, margin, indents):
            found[i] = _joint(before, line.folded, margin)
            whole += line.folded
        else:
            whole = line.folded
    return found


def _continues(
    lines: Sequence[Line | None], i: int, before: Line, line: Line, whole: str, unit: re.Pattern[str],
    margin: _Margin | None, indents: bool,
) -> bool:  # fmt: skip
    if line.begins or _ITEM.match(line.folded) or _STOP.search(before.folded) or _is_date(line.folded):
        return False
    after_number = before.folded[-1:].isdigit()
    if _NO_BEGIN.match(line.folded) or (after_number and _is_unit(line.folded, unit, before.folded)):
        return True
    if _LABEL.match(line.folded) and not _GOES_ON.search(before.folded):
        return False
    if _PAUSE.search(before.folded):
        return _wrapped(before, line, margin, indents)
    after = lines[i + 1] if i + 1 < len(lines) else None
    alone = _NUMBER.match(line.folded) is not None
    if (
        alone
        and after is not None
        and not after_number
        and (_NO_BEGIN.match(after.folded) or _is_unit(after.folded, unit, line.folded))
    ):
        return not before.heads or _PROSE.search(whole) is not None
    if _GOES_ON.search(before.folded):
        return not before.heads or not line.folded[:1].isdigit()
    if line.folded[:1].isdigit() and not before.heads and _PROSE.search(whole) and not alone and not after_number:
        return line.gap.count("\n") <= 1 and not (indents and _indented(line.gap))
    return _wrapped(before, line, margin, indents)


def _wrapped(before: Line, line: Line, margin: _Margin | None, indents: bool) -> bool:
    """Whether the line before reaches the margin, and neither a blank line nor an indent begins a paragraph."""
    if margin is None or line.gap.count("\n") > 1 or (indents and _indented(line.gap)):
        return False
    return margin.reached(before) and not _LABEL.match(before.folded)


def _is_unit(folded: str, unit: re.Pattern[str], before: str) -> bool:
    """A line that begins with the measure word of the number before: 条,… or 条信息 after a number that stands alone.

    "本报告" after "2018-01-05" is none.
    """
    found = unit.match(folded)
    if found is None:
        return False
    ends = folded[found.end() : found.end() + 1] in ("", ",", "。", ";", "、", ")")
    if found[0] in "年月日号":
        return ends or _CUT_YEAR.search(before) is not None
    return ends or _NUMBER.match(before) is not None


def _joint(before: Line, line: str, margin: _Margin | None) -> str:
    """Nothing, as Chinese has no blanks; a blank between Latin words, a line break between digits of two numbers.

    Digits are one number only where the line was cut at its last column.
    """
    last, first = before.folded[-1], line[0]
    if last.isdigit() and first.isdigit():
        return "" if margin is not None and margin.of(before) == margin.at else "\n"
    return " " if last.isascii() and first.isascii() and last.isalnum() and first.isalnum() else ""


def _is_date(folded: str) -> bool:
    day = next(find_dates(folded), None)
    return day is not None and folded[: day[1]] in ("", "(") and folded[day[2] :] in ("", ")")


def _indented(gap: str) -> bool:
    return len(gap.rpartition("\n")[2]) >= 2


@dataclass(frozen=True, slots=True)
class _Margin:
    """Where most long lines end though their sentence does not; programs wrap by columns or by characters."""

    at: int
    slack: int
    by_columns: bool

    def of(self, line: Line) -> int:
        indent = line.gap.rpartition("\n")[2]
        return width(indent) + line.columns if self.by_columns else len(indent) + len(line.folded)

    def reached(self, line: Line) -> bool:
        return self.at - self.slack <= self.of(line) <= self.at


def _margin(lines: Sequence[Line | None]) -> _Margin | None:
    """The margin that most lines end at to the column or the character; None where lines are paragraphs."""
    unfinished = [
        line
        for line, after in pairwise(lines)
        if line is not None
        and after is not None
        and not after.begins
        and after.gap.count("\n") <= 1
        and not _STOP.search(line.folded)
        and not _LABEL.match(line.folded)
    ]
    best: tuple[int, int, _Margin] | None = None
    for by_columns, scale in ((True, 1), (False, 2)):
        measure = _Margin(0, SLACK // scale, by_columns)
        sizes = Counter(measure.of(line) for line in unfinished)
        whole = sorted(measure.of(line) for line in lines if line is not None)
        for at in range(MIN_MARGIN // scale, MAX_MARGIN // scale + 1):
            full = sum(sizes[size] for size in range(at - measure.slack, at + 1))
            over = len(whole) - bisect_right(whole, at)
            if (
                sizes[at] > 1
                and full >= MIN_FULL
                and over * 5 <= full
                and (best is None or (sizes[at], full) > best[:2])
            ):
                best = (sizes[at], full, replace(measure, at=at))
    return best[2] if best else None


def width(printed: str) -> int:
    """Columns on a screen: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in printed)
