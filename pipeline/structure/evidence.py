"""Is it a report? A title alone is none: news, interpretations, notices and lists of reports have one too.

A report shows its table, or sections with text, or at least some sentences in its own voice or with its figures. What
stands under the heading of another kind of document must show more: the sections that every report has, and figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.catalog.outline import kind_of_report
from pipeline.model import Report
from pipeline.structure.dates import YEAR
from pipeline.structure.title import JOINS, MAX_LINE, list_titles, read_title
from pipeline.text import any_of, fold, squeeze

MIN_TEXT = 12  # characters of all sections together
MIN_PROSE = 80  # characters of a report without headings
MIN_SECTIONS = 2
MIN_STATUTORY = 3  # sections that every report has, where its heading speaks of another document
MIN_FIGURES = 2
MIN_CELLS = 6  # numbers in a table whose form is not known
MANY = 3  # titles that a page may show beside its own; more are a list of reports

OPENING = 80  # characters of the text in which news names its writer
NEAR = 6  # lines before the text that may be its heading though they name no year

_PATH = re.compile(r"[>»→|/]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_HAS_YEAR = re.compile(YEAR)


@dataclass(frozen=True, slots=True)
class Evidence:
    """``found`` says in words what speaks for and against."""

    is_report: bool
    found: str


@dataclass(frozen=True, slots=True)
class _Words:
    title: re.Pattern[str]
    about: re.Pattern[str]
    covering: re.Pattern[str]
    news: re.Pattern[str]
    statutory: re.Pattern[str]
    voice: re.Pattern[str]
    announced: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(catalog: Catalog) -> _Words:
    other, agency = catalog.outline["other"], catalog.outline["agency"]
    kind = kind_of_report(catalog)
    subject = any_of(catalog.outline["title"]["subjects"])

    def heading(before: tuple[str, ...], after: tuple[str, ...]) -> re.Pattern[str]:
        gap = rf"(?:(?!{subject}).){{0,24}}"  # "政府信息公开年报 政府信息公开制度" is a menu
        return re.compile(rf"(?:{any_of(before)}).{{0,40}}{kind}|{kind}{gap}(?:{any_of(after)}).{{0,12}}$")

    voice = rf"(?:{any_of(agency['own'])})(?:{any_of((*agency['ends'], *agency['areas'], *agency['bodies']))})"
    starts = any_of(catalog.outline["announcement"]["starts"])
    return _Words(
        title=re.compile(kind),
        about=heading(other["about_before"], other["about_after"]),
        covering=heading(other["covering_before"], other["covering_after"]),
        news=re.compile(any_of(other["news"])),
        statutory=re.compile(any_of(other["statutory"])),
        voice=re.compile(voice),
        announced=re.compile(rf"(?:{starts}).{{0,20}}{voice}.{{0,20}}{kind}"),  # 现将我局…年度报告
    )


def weigh(report: Report, figures: int, catalog: Catalog) -> Evidence:
    """Whether a document is an annual report; ``figures`` are the numbers and zeros of its prose that name a row."""
    words = _words(catalog)
    numbered = [section for section in report.sections if section.kind == "numbered"]
    filled = [section for section in numbered if section.text]
    statutory = [section for section in numbered if words.statutory.search(squeeze(section.title or ""))]
    prose = squeeze("".join(section.text for section in report.sections if section.is_prose))
    headings = list(_headings(report))
    about = next((line for line in headings if words.about.search(line)), None)
    covering = next((line for line in headings if words.covering.search(line)), None)
    news = words.news.search(prose[:OPENING]) or next(filter(None, map(words.news.search, headings)), None)
    titles = {(title.agency, title.year) for title in list_titles(report.document, catalog)}

    titled = report.metadata.title is not None or words.announced.search(prose) is not None
    named = titled or words.title.search(squeeze(report.document.text)) is not None
    spoken = titled and len(prose) >= MIN_PROSE and (figures > 0 or words.voice.search(prose) is not None)
    outlined = (
        len(filled) >= MIN_SECTIONS
        and len(prose) >= MIN_TEXT
        and (len(statutory) >= MIN_SECTIONS or (named and figures > 0))
    )
    table = any(cell.text and cell.text.strip() for one in report.tables for cell in one.cells) or _has_numbers(report)
    strong = table or (bool(filled) and len(statutory) >= MIN_STATUTORY and figures >= MIN_FIGURES)
    if about is not None:
        is_report = strong and any(_is_title(line, catalog) for line in headings if not words.about.search(line))
    elif covering is not None or news is not None:
        is_report = strong
    elif len(titles) > MANY:
        is_report = strong or ((spoken or outlined) and figures > 0)
    else:
        is_report = (table and named) or bool(report.tables) or spoken or outlined
    against = [f"the heading {line}" for line in (about or covering,) if line]
    against += [f"the words {news[0]} of a newspaper"] if news else []
    against += [f"a list of {len(titles)} titles"] if len(titles) > MANY else []
    found = [
        *against,
        f"{len(filled)} sections with text",
        f"{len(prose)} characters of prose",
        f"{figures} figures of such a report",
    ]
    return Evidence(is_report, ", ".join(found))


def _has_numbers(report: Report) -> bool:
    """A table in a form that is not known; the first column may hold serial numbers, also of a list of links."""
    return sum(cell.col > 1 and _NUMBER.fullmatch(squeeze(cell.text)) is not None for cell in report.cells) >= MIN_CELLS


def _is_title(line: str, catalog: Catalog) -> bool:
    title = read_title(line, catalog)
    return title is not None and title.agency is not None and title.year is not None


def _headings(report: Report) -> Iterator[str]:
    """What may be the heading of the page: lines before the text that name a year, are marked, or stand near it.

    A heading over several lines is tried as one. The title in the page's head counts too.
    """
    document = report.document
    starts = [section.heading.start for section in report.sections if section.is_prose]
    start = min(starts, default=len(document.text))
    blocks = [block for block in document.blocks if block.place.end <= start and not block.cells]
    lines = [fold(document.cut(block.place)) for block in blocks]
    for i, (block, line) in enumerate(zip(blocks, lines, strict=True)):
        marked = _HAS_YEAR.search(line) or block.level is not None or i >= len(lines) - NEAR
        if not marked or len(line) > MAX_LINE or _PATH.search(line):
            continue
        yield squeeze(line)
        # 关于2017年政府信息公开年度报告 / 编制工作的通知; entries of a menu are not joined
        for end in range(i + 2, min(i + 4, len(lines) + 1)):
            over = squeeze("".join(lines[i:end]))
            if "的" in lines[end - 1] and len(over) <= MAX_LINE and not _PATH.search(over):
                yield over
    for name, content in document.head:
        if name == "title":
            yield from (squeeze(part) for part in JOINS.split(content[:300]))
