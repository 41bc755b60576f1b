"""The period that a report says it covers, its date of publication, the years its prose names: against its title.

A period inside the year is none: the first reports begin on 2008-05-01, and an agency may be younger than the year. A
page may be posted again many years later, and one of December may be of the year that ends with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, conclude, passage_operand, subject, where
from pipeline.check.title import OUTSIDE, title_operand, title_year, years_in
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Place, Report, Section
from pipeline.text import any_of, fold

_SENTENCE = re.compile(r"[^。;\n]+")
_FROM = r"(?P<y1>20[0-3]\d)\s*[年./-]\s*(?P<m1>\d{1,2})\s*(?:[月./-]\s*(?P<d1>\d{1,2})\s*日?|月)"
_TO = r"(?:(?P<y2>20[0-3]\d)\s*[年./-]\s*)?(?P<m2>\d{1,2})\s*(?:[月./-]\s*(?P<d2>\d{1,2})\s*日?|月)"
# "自2017年1月1日起至2017年12月31日止", "2017年1月1日-12月31日", "2017年1月至12月"
_SPAN = re.compile(rf"(?<!\d){_FROM}\s*(?:[起始]\s*)?[,(]?\s*(?:至|到|止于|-+|—+|~+)\s*{_TO}(?!\d)")
# "统计期限截至2012年12月31日止", "统计数据截至2016年底"
_UNTIL = re.compile(r"(?:截至|截止至?|截止到|至|到)\s*(?P<y>20[0-3]\d)\s*年(?:\s*12\s*月\s*31\s*日|\s*[底末])")
_NUMBER_OF_DOCUMENT = re.compile(r"[〔\[(【]\s*20\d\d\s*[〕\])】]")
_LATE = 3  # years after which a page is likely a posting of an old report
_OFTEN = 3  # times that a year must be named to be what the text is about


@dataclass(frozen=True, slots=True)
class _Span:
    """Days as (year, month, day); a month without a day is the whole month."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]
    start: int
    end: int


# -- the stated period --------------------------------------------------------------------


def check_stated_period(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Hold every stated period of the figures against the year of the title."""
    found = list(_stated(report, catalog))
    if not found:
        yield _period(report, "none", "report", [], {}, catalog)
    for section, start, end, span in found:
        text = section.text[start:end].strip()
        if span is None:
            operand = passage_operand(section, start, end, text)
            yield _period(
                report, "unclear", subject("report", where(report, section.no)), [operand], {"period": text}, catalog
            )
            continue
        printed = section.text[span.start : span.end]
        operand = passage_operand(section, span.start, span.end, printed, Decimal(span.last[0]))
        year = title_year(report)
        since = any(word in text for word in catalog.outline["period"]["since"])
        case = "no_year" if year is None else _judged(span, year, since)
        about = subject("report", where(report, section.no), printed)
        yield _period(report, case, about, [operand], {"period": " ".join(printed.split())}, catalog)


def _period(
    report: Report, case: str, about: str, left: list[Operand], words: dict[str, Words], catalog: Catalog
) -> Finding:
    doubts = [Doubt.YEAR_FROM_TITLE]
    doubts += [Doubt.SLIP_OF_A_DAY] if case == "fail_day" else []
    doubts += [Doubt.LONGER_PERIOD] if case == "fail_since" else []
    title = title_operand(report)
    fault = Fault.SOURCE if case.startswith("fail") and not report.document.damaged else Fault.UNCLEAR
    values = (left[0].value, title.value) if left and case.startswith(("fail", "pass")) else (None, None)
    return conclude(
        catalog, "stated_period", case, about, doubts, left, [title] if left else [], values=values,
        tolerance=Decimal(0), fault=fault,
        words={"year": str(report.metadata.year or ""), "title": title.text, **words},
    )  # fmt: skip


def _judged(span: _Span, year: int, since: bool) -> str:
    """Which case a period is for a report on ``year``."""
    first, last = span.first, span.last
    if first > last or last[0] < year or first[0] > year:
        return "fail"
    if last == (year + 1, 1, 1):
        return "fail_day"
    if last[0] > year:
        return "fail"
    if first[0] < year:
        return "since" if since or first == (2008, 5, 1) else "fail_since"
    if last == (year, 12, 30):
        return "fail_day"
    return "pass" if (first, last) == ((year, 1, 1), (year, 12, 31)) else "pass_part"


def _stated(report: Report, catalog: Catalog) -> Iterator[tuple[Section, int, int, _Span | None]]:
    """Sentences that state the period of the figures. One without a label counts only in the opening, of the report."""
    sure, unsure, own = _labels(catalog)
    for section in report.sections:
        if not section.is_prose:
            continue
        for sentence in _SENTENCE.finditer(fold(section.text)):
            named = sure.search(sentence[0])
            opening = section.kind == "preamble" and unsure.search(sentence[0]) and own.search(sentence[0])
            if not named and not opening:
                continue
            span = _span(sentence[0], sentence.start())
            if span is not None or named:
                yield section, sentence.start(), sentence.end(), span


@lru_cache(maxsize=8)
def _labels(catalog: Catalog) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = catalog.outline["period"]
    # "所列数据的统计期限自2017年…", not "统计数据12条"
    sure = re.compile(rf"(?:{any_of(words['sure'])})[^0-9,;。]{{0,12}}(?=20\d\d)")
    return sure, re.compile(any_of(words["labels"])), re.compile(any_of(words["of_report"]))


def _span(sentence: str, offset: int) -> _Span | None:
    found = _SPAN.search(sentence)
    if found is None:
        until = _UNTIL.search(sentence)
        year = int(until["y"]) if until else 0
        return _Span((year, 1, 1), (year, 12, 31), offset + until.start(), offset + until.end()) if until else None
    year = int(found["y1"])
    first = year, int(found["m1"]), int(found["d1"] or 1)
    last = int(found["y2"] or year), int(found["m2"]), int(found["d2"] or 31)
    if not found["d2"] and last[1] != 12:
        last = *last[:2], 28  # the whole month, whichever day that ends on
    return _Span(first, last, offset + found.start(), offset + found.end()) if _are_days(first, last) else None


def _are_days(*days: tuple[int, int, int]) -> bool:
    return all(1 <= month <= 12 and 1 <= day <= 31 for _, month, day in days)


# -- the date of publication --------------------------------------------------------------


def check_published(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """A report on a year is published after it."""
    published, year = report.metadata.published, title_year(report)
    operand = None if published is None else _published_operand(report, published)
    if published is None:
        case = "no_date"
    elif year is None:
        case = "no_year"
    elif published.year > year:
        case = "pass" if published.year - year <= _LATE else "late"
    elif published.year == year and published.month == 12:
        case = "december"
    else:
        case = "fail"
    doubts = [Doubt.YEAR_FROM_TITLE, *([Doubt.DATE_NOT_ON_PAGE] if operand and not operand.place.end else [])]
    words: dict[str, Words] = {
        "title": report.metadata.title or "",
        "date": "" if published is None else published.isoformat(),
        "year": str(report.metadata.year or ""),
        "years": str(published.year - year if published is not None and year is not None else ""),
    }
    left = [] if operand is None else [operand]
    yield conclude(
        catalog, "published_date", case, "report", doubts, left, [title_operand(report)] if left else [],
        words=words,
    )  # fmt: skip


def _published_operand(report: Report, published: date) -> Operand:
    """The date where it is printed; at the very beginning where only the page's head or its address has it."""
    day = rf"(?<!\d){published.year}\s*[年./-]\s*0?{published.month}\s*[月./-]\s*0?{published.day}(?!\d)"
    found = re.search(day, fold(report.document.text))
    place = Place(found.start(), found.end()) if found else Place(0, 0)
    text = report.document.cut(place) if found else published.isoformat()
    return Operand("section", OUTSIDE, text, text, place, Decimal(published.year))


# -- the years that the prose speaks of ---------------------------------------------------


def check_spoken_year(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """The prose speaks of the year of the title, not of another one only."""
    year = title_year(report)
    spoken = list(_spoken(report))
    count = Counter(one for one, _ in spoken)
    title = title_operand(report)
    top = max(count, key=lambda one: (count[one], -one), default=None)
    words: dict[str, Words] = {"year": str(report.metadata.year or ""), "title": title.text, "count": "", "other": ""}
    doubts = [Doubt.YEAR_FROM_TITLE]
    shown = year if year in count else top
    left = [next(operand for one, operand in spoken if one == shown)] if spoken else []
    if year is None or top is None:
        case = "no_year" if year is None else "none"
    elif year in count:
        case, words["count"] = "pass", str(count[year])
    else:
        often = count[top] >= _OFTEN and count[top] * 2 > count.total()
        case, words["count"], words["other"] = "fail" if often else "few", str(count[top]), str(top)
        doubts += [Doubt.YEAR_AHEAD] if top > year else []
    values = (left[0].value, title.value) if case in ("fail", "pass") else (None, None)
    yield conclude(
        catalog, "spoken_year", case, "report", doubts, left, [title] if left else [], values=values,
        tolerance=Decimal(0), words=words,
    )  # fmt: skip


def _spoken(report: Report) -> Iterator[tuple[int, Operand]]:
    """Every year that stands in the prose with its 年; not those of document numbers."""
    for section in report.sections:
        if not section.is_prose:
            continue
        text = fold(section.text)
        numbers = [found.span() for found in _NUMBER_OF_DOCUMENT.finditer(text)]
        for year, start, end in years_in(text):
            named = text[end : end + 2].lstrip().startswith("年")
            if named and not any(first <= start < last for first, last in numbers):
                yield year, passage_operand(section, start, end, str(year), Decimal(year))
