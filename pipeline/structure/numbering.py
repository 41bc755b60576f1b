"""Headings: printed numbers, their styles, and titles that run into the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGITS = "一二三四五六七八九十"
_ENCLOSED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"

# On folded text. "1.5倍" and "2017年" are no headings, "第三方" neither.
_STYLES = (
    ("第一部分", re.compile(r"第\s*(?P<n>[一二三四五六七八九十]+)\s*(?:部分|章)[\s、:.]*")),
    ("一、", re.compile(r"(?P<n>[一二三四五六七八九十]+)\s*[、.．]\s*(?![一二三四五六七八九十]+[、.])")),
    ("(一)", re.compile(r"\(\s*(?P<n>[一二三四五六七八九十]+)\s*\)[、.\s]*|(?P<e>[㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩])[、.\s]*")),
    ("1.", re.compile(r"(?P<n>\d{1,2})\s*(?:[.．](?!\d)|、)\s*")),
    ("(1)", re.compile(r"\(\s*(?P<n>\d{1,2})\s*\)[、.\s]*")),
    ("①", re.compile(r"(?P<e>[①②③④⑤⑥⑦⑧⑨⑩])\s*")),
)
_END = re.compile(r"[。:;！!？?]")
MAX_TITLE = 40  # longer than any heading of the forms; a sentence of this length is text


@dataclass(frozen=True, slots=True)
class Heading:
    """``length`` of the printed number, ``title_end`` of number and title, ``body`` where the text begins."""

    style: str
    number: str
    ordinal: int
    length: int
    title: str | None
    title_end: int
    body: int


def ordinal(numeral: str) -> int:
    """The value of 一 … 九十九, or of digits."""
    if numeral.isdecimal():
        return int(numeral)
    tens, _, ones = numeral.rpartition("十")
    if "十" not in numeral:
        return DIGITS.index(numeral[-1]) + 1
    return (DIGITS.index(tens) + 1 if tens else 1) * 10 + (DIGITS.index(ones) + 1 if ones else 0)


def parse_heading(line: str, folded: str) -> Heading | None:
    """Read a line that begins with a heading number; ``folded`` is ``line`` folded one for one.

    "(一)高度重视,强化工作保障。一是加强…" has the title 高度重视,强化工作保障 and text after it;
    "(一)本年度主动公开信息316条,其中文件147条。" is text with a number and no title.
    """
    for style, pattern in _STYLES:
        found = pattern.match(folded)
        if found is None:
            continue
        groups = found.groupdict()
        enclosed = groups.get("e")
        value = (_ENCLOSED + _CIRCLED).index(enclosed) % 10 + 1 if enclosed else ordinal(groups["n"])
        length = found.end()
        number = line[:length].strip()
        rest = folded[length:]
        stop = _END.search(rest)
        gap = re.match(r"\S{2,20} +(?=\S)", rest)
        if stop is None and gap is not None and len(rest) > MAX_TITLE:
            end, body = length + len(gap[0].rstrip()), length + len(gap[0])
        else:
            end = length + (stop.start() if stop else len(rest))
            body = min(end + 1, len(line)) if stop else len(line)
        title = line[length:end].strip()
        if not title or len(title) > MAX_TITLE or (body < len(line) and _counts(folded[length:end])):
            return Heading(style, number, value, length, None, length, length)
        return Heading(style, number, value, length, title, end, body)
    return None


def _counts(title: str) -> bool:
    """A sentence with a count in it is text, though it is short: "全年收到申请3件。" """
    return bool(re.search(r"\d+\s*[件条次项份篇个]", title))
