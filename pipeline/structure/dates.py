"""Years and dates as printed: 2018-01-15, 2014- 03- 25, 2018年1月15日, 二〇一八年一月十五日, 二O一一年5月16日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipeline.numeral import ordinal

_ZERO = "〇○零Oo0◯"
_CN = "一二三四五六七八九"
YEAR = rf"(?<!\d)(?:(?:19|20)\d\d(?!\d)|[二一][{_ZERO}九][{_ZERO}{_CN}]{{2}})"
_DATE = re.compile(
    rf"(?P<y>{YEAR})\s*(?:(?P<mark>[-/.])\s*(?P<m>\d{{1,2}})\s*(?P=mark)\s*(?P<d>\d{{1,2}})(?!\d)"
    r"|年\s*(?P<cm>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(?P<cd>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])"
)
# "/t20180115_1271142.htm", "/art/2015/7/27/art_1.html", "/html/2013-01-25/1.html"
_IN_ADDRESS = (
    re.compile(r"/t?(?P<y>20[0-3]\d)(?P<m>[01]\d)(?P<d>[0-3]\d)[_/.]"),
    re.compile(r"/(?P<y>20[0-3]\d)[-/](?P<m>[01]?\d)[-/](?P<d>[0-3]?\d)[/_.]"),
)
_DIGIT = {**{c: str(i) for i, c in enumerate(_CN, 1)}, **dict.fromkeys(_ZERO, "0")}


def read_year(printed: str) -> int:
    """The value of a year that ``YEAR`` matched."""
    return int("".join(_DIGIT.get(char, char) for char in printed))


def find_dates(folded: str) -> Iterator[tuple[date, int, int]]:
    """Every day named in folded text, with its span. "2018年13月1日" is none."""
    for found in _DATE.finditer(folded):
        month, day = found["m"] or found["cm"], found["d"] or found["cd"]
        if named := _day(read_year(found["y"]), ordinal(month), ordinal(day)):
            yield named, found.start(), found.end()


def first_date(folded: str) -> date | None:
    return next((day for day, _, _ in find_dates(folded)), None)


def date_in_address(address: str) -> date | None:
    """The day that a site's address of the page holds."""
    for pattern in _IN_ADDRESS:
        if (found := pattern.search(address)) and (day := _day(int(found["y"]), int(found["m"]), int(found["d"]))):
            return day
    return None


def _day(year: int, month: int | None, day: int | None) -> date | None:
    if month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
