"""Indicator tables: which official form a table is, and which row of it each line is.

A table may come as a true grid, flattened to one cell per line, or split in two; all become rows of (label, unit,
values) under the columns of a panel. Each table is recognised by itself: a report may mix forms. A table that no form
explains is kept as cells, with an issue.
"""

from __future__ import annotations

from pipeline.catalog import Catalog
from pipeline.model import Block, Document
from pipeline.structure.tables.flat_panels import forms_apart
from pipeline.structure.tables.lines import read_lines
from pipeline.structure.tables.read_grid import read_grid
from pipeline.structure.tables.rows import Found
from pipeline.structure.tables.runs import flat_runs
from pipeline.structure.tables.second import witnessed
from pipeline.structure.tables.split import rejoin
from pipeline.structure.tables.vocabulary import Wanted, vocabulary
from pipeline.text import squeeze


def find_tables(
    document: Document, catalog: Catalog, year: int | None, contents: frozenset[int] = frozenset()
) -> tuple[Found, ...]:
    """Every table of the report, recognised or not, in reading order and counted from 1.

    ``contents`` are the blocks of a list of the headings; with its page numbers it looks like a flattened table.
    """
    known = vocabulary(catalog)
    ignored = frozenset(squeeze(label) for label in catalog.outline["furniture"]["labels"])
    tables: list[tuple[list[int], Block | None]] = [
        ([index], block)
        for index, block in enumerate(document.blocks)
        if block.cells and block.content and not _is_metadata(block, ignored)
    ]
    tables = rejoin(tables, known)
    for run in flat_runs(document, catalog, contents):
        parts = forms_apart(*run, document, known, Wanted(year))
        tables += [(list(range(first, last + 1)), None) for first, last in parts]
    found: list[Found] = []
    for no, (indexes, block) in enumerate(sorted(tables, key=lambda table: table[0][0]), 1):
        wanted = Wanted(year, tuple(one.table.template for one in found if one.table is not None))
        if block is not None:
            one = read_grid(no, indexes, block, known, wanted)
        else:
            one = read_lines(no, indexes[0], indexes[-1], document, known, wanted)
        found.append(witnessed(one, indexes, block, document, known, wanted))
    return tuple(found)


def _is_metadata(block: Block, labels: frozenset[str]) -> bool:
    """The table of 索引号, 发布机构, … above a report holds no indicators."""
    texts = [squeeze(cell.text).split(":")[0] for cell in block.cells]
    return len(texts) <= 60 and len(labels.intersection(texts)) >= 2  # 备注 twice is the head of two panels
