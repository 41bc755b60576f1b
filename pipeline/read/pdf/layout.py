"""One page → its lines and tables, whatever format the page was drawn in."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Issue
from pipeline.read.pdf.columns import find_columns
from pipeline.read.pdf.gutter import in_columns
from pipeline.read.pdf.line import Line, read_lines
from pipeline.read.pdf.page import Sheet
from pipeline.read.pdf.table import PageTable, find_tables

Item = Line | PageTable


@dataclass(frozen=True, slots=True)
class Laid:
    """What a page holds, in any order; ``ruled`` are those of its tables that have rulings."""

    items: tuple[Item, ...]
    ruled: tuple[PageTable, ...]
    issues: tuple[Issue, ...]


def lay_out(sheet: Sheet) -> Laid:
    tables, rest = find_tables(sheet)
    found = find_columns(in_columns(read_lines(sheet.number, rest)), sheet.rulings)
    issues = [_unclear(line) for line in found.unclear]
    if sheet.crowded:
        message = f"page {sheet.number}: a drawing has more lines than a table can have; tables were not looked for"
        issues.append(Issue("read", "too_many_rulings", message))
    return Laid((*tables, *found.tables, *found.lines), tuple(tables), tuple(issues))


def _unclear(line: Line) -> Issue:
    message = (
        f"page {line.page}: numbers stand in columns from {line.text[:20]!r} on, without rulings, and which label or "
        "column each has is not certain; they are kept as text. Look at the page"
    )
    return Issue("read", "table_unclear", message)
