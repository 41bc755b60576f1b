"""Indicator tables: which official form a table is, and which row of it each line is.

A table may come as a true grid or flattened to one cell per line; both become rows of (label, unit, values).
"""

from __future__ import annotations

from pipeline.catalog import Catalog
from pipeline.model import Document
from pipeline.structure.grid import read_grid
from pipeline.structure.lines import flat_runs, read_lines
from pipeline.structure.rows import Found


def find_tables(document: Document, catalog: Catalog, year: int | None) -> tuple[Found, ...]:
    """Every table of the report, recognised or not, in reading order and counted from 1."""
    found: list[Found] = []
    for index, block in enumerate(document.blocks):
        if block.cells and block.content:
            found.append(read_grid(len(found) + 1, index, block, catalog, year))
    for first, last in flat_runs(document, catalog):
        found.append(read_lines(len(found) + 1, first, last, document, catalog, year))
    return tuple(found)
