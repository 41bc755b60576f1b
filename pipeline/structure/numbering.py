"""Headings: printed numbers, their styles, and titles that run into the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.numeral import CIRCLED, PARENTHESISED, ordinal

DIGITS = "一二三四五六七八九十"
_N = rf"(?P<n>[{DIGITS}]{{1,3}})"

_NOT_TITLE = "的,。;已中所内见详有"  # 第三部分的, 第三部分已述及: about the part, not its title

_NO_LIST = rf"(?![{DIGITS}]+(?:[、.]|季|等|类|级|期|批|档))"

# On folded text, from the outermost style inwards. "1.5倍", "2017年", "三明市", "一、二、三等奖", "一、二季度",
# "第三部分已述及" are no headings; "一是" neither, since it needs a mark.
_STYLES = (
    (
        "第一部分",
        re.compile(rf"第\s*{_N}\s*(?:部\s*分|章|篇)(?:[、:.]\s*|\s+|(?=[^\s的,。;已中所内见详有]{{2,30}}$)|$)"),
    ),
    ("第一、", re.compile(rf"第\s*{_N}\s*[、.]\s*")),
    ("一、", re.compile(rf"{_N}\s*[、.]\s*{_NO_LIST}|(?P<d>[—―-]{{1,2}})\s*、\s*")),
    ("一、", re.compile(rf"{_N}\s+(?=[^\s\d{DIGITS}、.,。;:()年月是]{{1}}[^\d。;,]{{1,28}}$)")),
    (
        "(一)",
        re.compile(rf"\(\s*{_N}\s*\)[、.\s]*|{_N.replace('<n>', '<b>')}\s*\)[、.\s]*|(?P<e>[{PARENTHESISED}])[、.\s]*"),
    ),
    ("1.", re.compile(r"(?P<n>\d{1,2})\s*(?:\.(?:(?!\d)|(?=(?:19|20)\d\d\s*年))|、)\s*")),
    ("(1)", re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)[、.\s]*")),
    ("1)", re.compile(r"(?P<n>\d{1,2})\s*\)[、.\s]*")),
    ("①", re.compile(rf"(?P<e>[{CIRCLED}])[、.\s]*")),
)
BULLET = "•"
RANK = {style: rank for rank, style in enumerate([*(style for style, _ in _STYLES), BULLET])}
_END = re.compile(r"[。:;!?]")
# "概述 2017年,我局…": a blank ends a title where a sentence follows.
_GAP = re.compile(r"\S{2,30}?[ ]+(?=\S)")
# A line with a count is text, though it is short: "主动公开政府信息316条"; so is a sentence that says there was none.
_COUNTS = re.compile(r"\d+\s*余?[件条次项份篇个元人期]")
_DENIES = re.compile(r"没有|未[收发产出有曾]|不存在")
# " 二、依申请公开情况 本年度": a heading within a paragraph stands between blanks; "做到:一、…;二、…" is a sentence.
_WITHIN = re.compile(
    rf"(?<=\s)(?:[{DIGITS}]{{1,3}}\s*、[^\s。,;:]{{2,30}}(?=\s)|\([{DIGITS}]{{1,3}}\)\s*[^\s。,;:]{{2,30}}(?=[\s。:]))"
)
# "…完善了制度。二、主动公开情况", "…。(二)依申请公开情况。…", and a stray number at the line's begin: "3一、概述".
_GLUED = re.compile(
    rf"(?:(?<=[。!?])|(?<=[。!?][\"')])|(?<=^\d)|(?<=^\d\d))"
    rf"\s*(?P<at>[{DIGITS}]{{1,3}}\s*、{_NO_LIST}|\([{DIGITS}]{{1,3}}\))\s*(?P<title>[^。,;:!?\s]{{2,30}})(?=[。:\s]|$)"
)
MAX_TITLE = 40  # longer than any heading of the forms; a sentence of this length is text


@dataclass(frozen=True, slots=True)
class Heading:
    """``length`` of the printed number, ``title_end`` of number and title, ``body`` where the text begins.

    ``ordinal`` is None where the printed number names no place in a list: 二三、
    """

    style: str
    number: str
    ordinal: int | None
    length: int
    title: str | None
    title_end: int
    body: int


def parse_heading(line: str, folded: str) -> Heading | None:
    """Read a line that begins with a heading number; ``folded`` is ``line`` folded one for one.

    "(一)高度重视,强化工作保障。一是加强…" has the title 高度重视,强化工作保障 and text after it;
    "(一)本年度主动公开信息316条,其中文件147条。" is text with a number and no title.
    """
    for style, pattern in _STYLES:
        found = pattern.match(folded)
        if found is not None:
            return _read(style, found, line, folded)
    return None


def _read(style: str, found: re.Match[str], line: str, folded: str) -> Heading:
    groups = found.groupdict()
    numeral = groups.get("e") or groups.get("n") or groups.get("b")
    value = ordinal(numeral) if numeral else 1  # "—、总体情况": a dash for 一
    length = found.end()
    number, rest = line[:length].strip(), folded[length:]
    stop, gap = _END.search(rest), _GAP.match(rest)
    if gap and _sentence_after(rest, gap.end(), stop):
        end, body = length + len(gap[0].rstrip()), length + gap.end()
    else:
        end = length + (stop.start() if stop else len(rest))
        body = min(end + 1, len(line)) if stop else len(line)
    title = line[length:end].strip()
    says = folded[length:end]
    is_text = _COUNTS.search(says) or (stop is not None and _DENIES.search(says))
    if not title or len(title) > MAX_TITLE or is_text:
        return Heading(style, number, value, length, None, length, length)
    return Heading(style, number, value, length, title, end, body)


def _sentence_after(rest: str, at: int, stop: re.Match[str] | None) -> bool:
    """Whether what follows a blank is a sentence: it ends with a stop, or makes the line too long for a title."""
    if stop is not None:
        return stop.start() >= at + 6 and stop[0] != ":"
    return len(rest) > MAX_TITLE


def headings_within(folded: str) -> Iterator[int]:
    """Where headings begin inside a paragraph whose line breaks were lost."""
    for found in _WITHIN.finditer(folded):
        yield found.start()


def headings_glued(folded: str) -> Iterator[tuple[int, str]]:
    """Where a number follows a sentence at once, with the words up to the next stop: it may be a heading."""
    for found in _GLUED.finditer(folded):
        yield found.start("at"), found["title"]
