"""The report's own title as one side of a finding, and the years that words name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.model import Operand, Place, Report
from pipeline.numeral import numeral_value
from pipeline.text import fold

OUTSIDE = 0  # the section number of what stands in none, such as the title
_YEAR = re.compile(r"(?<!\d)(?:20[0-3]\d(?!\d)|二[〇○零Oo0][〇○零一二三四五六七八九Oo0]{2})")
_ZEROS = str.maketrans("○零Oo0", "〇〇〇〇〇")


def years_in(text: str) -> Iterator[tuple[int, int, int]]:
    """Every year that a text names, 2017 and 二〇一七, with its span."""
    for found in _YEAR.finditer(fold(text)):
        printed = found[0]
        value = int(printed) if printed.isdecimal() else int(numeral_value(printed.translate(_ZEROS))[0])
        yield value, found.start(), found.end()


def title_year(report: Report) -> int | None:
    """The report's year if its title prints it; None where the year was told from anything else, or is not known."""
    year, title = report.metadata.year, report.metadata.title
    return year if year is not None and title and any(one == year for one, _, _ in years_in(title)) else None


def title_operand(report: Report) -> Operand:
    """The title where it stands on the page; at the very beginning where only the page's head has it."""
    piece = next((one for one in report.pieces if one.kind == "title"), None)
    place = Place(0, 0)
    if piece is not None:
        place = Place(piece.start, piece.start + len(report.document.text[piece.start : piece.end].rstrip()))
    title, year = report.metadata.title or "", report.metadata.year
    return Operand("section", OUTSIDE, title, title, place, None if year is None else Decimal(year))
