"""The year in the line above a table, 政府信息公开情况统计表（2016年度）, against the year that the title prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, conclude, subject
from pipeline.check.title import OUTSIDE, title_operand, title_year, years_in
from pipeline.model import Fact, Finding, IndicatorTable, Mention, Operand, Place, Report
from pipeline.text import fold

_LINE = re.compile(r"[^\n]+")
_SENTENCE = re.compile("[。,;]")  # 与2016年统计表相比,…
_ABOVE, _LINES = 200, 3  # characters and lines above a table that may hold its caption
_LENGTH = 50  # of a caption


def check_table_caption(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per table with a year in the line above it."""
    year, title = title_year(report), title_operand(report)
    captions = [
        (table.table_no, found) for table in report.tables if (found := _caption(report, table, title, catalog))
    ]
    if not captions:
        words: dict[str, Words] = {"year": str(report.metadata.year or "")}
        yield conclude(catalog, "table_caption", "none", "report", [Doubt.YEAR_FROM_TITLE], [], [], words=words)
    for number, (line, years) in captions:
        case = "no_year" if year is None else "pass" if year in years else "fail"
        caption = replace(line, value=Decimal(year if year in years and year is not None else years[0]))
        words = {
            "caption": " ".join(line.text.split()),
            "year": str(report.metadata.year or ""),
            "title": title.text,
        }
        yield conclude(
            catalog, "table_caption", case, subject(str(number), line.text), [Doubt.YEAR_FROM_TITLE], [caption],
            [title], values=(None, None) if year is None else (caption.value, title.value), tolerance=Decimal(0),
            words=words,
        )  # fmt: skip


def _caption(
    report: Report, table: IndicatorTable, title: Operand, catalog: Catalog
) -> tuple[Operand, list[int]] | None:
    """The nearest line above a table, or cell in its first rows, that calls it a table and names a year."""
    text, start = report.document.text, table.place.start
    above = [line for line in _LINE.finditer(text, max(0, start - _ABOVE), start) if _is_whole(line, text)]
    places = [
        Place(line.start(), line.start() + len(line[0].rstrip()))
        for line in reversed(above[-_LINES:])
        if line.start() >= title.place.end
    ]
    cells = (cell for cell in report.cells if cell.place.table == table.table_no and (cell.place.row or _LENGTH) <= 2)
    places += [cell.place for cell in cells if len(cell.text) <= _LENGTH]
    for place in places:
        printed = report.document.cut(place).strip()
        years = [one for one, _, _ in years_in(printed)]
        if years and any(name in fold(printed) for name in catalog.outline["table"]["names"]):
            return Operand("section", OUTSIDE, printed, printed, place), years
    return None


def _is_whole(line: re.Match[str], text: str) -> bool:
    """Whether a line begins where it was looked for, and is short and no sentence."""
    begins = line.start() == 0 or text[line.start() - 1] == "\n"
    return begins and len(line[0].strip()) <= _LENGTH and not _SENTENCE.search(fold(line[0]))
