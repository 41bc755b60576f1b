"""Indicator tables: which official form a table is, and which row of it each line is.

A table may come as a true grid, flattened to one cell per line, or split in two; all become rows of (label, unit,
values) under the columns of a panel. Each table is recognised by itself: a report may mix forms. A table that no form
explains is kept as cells, with an issue.
"""

from __future__ import annotations

from pipeline.catalog import Catalog
from pipeline.model import Block, Document
from pipeline.structure.grid import joined
from pipeline.structure.lines import read_lines
from pipeline.structure.read_grid import continues, read_grid
from pipeline.structure.rows import Found
from pipeline.structure.runs import flat_runs
from pipeline.structure.second import witnessed
from pipeline.structure.vocabulary import Vocabulary, Wanted, vocabulary
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
    tables = _rejoin(tables, known)
    tables += [(list(range(first, last + 1)), None) for first, last in flat_runs(document, catalog, contents)]
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
    texts = [squeeze(cell.text).rstrip(":") for cell in block.cells]
    return len(texts) <= 60 and sum(text.split(":")[0] in labels for text in texts) >= 2


def _rejoin(tables: list[tuple[list[int], Block | None]], known: Vocabulary) -> list[tuple[list[int], Block | None]]:
    """Put together what a page shows as two tables, one below the other, and is one form."""
    out: list[tuple[list[int], Block | None]] = []
    for indexes, block in tables:
        before = out[-1][1] if out else None
        apart = indexes[0] - out[-1][0][-1] if out else 0
        if before is not None and block is not None and _is_one(before, block, apart, known):
            out[-1] = ([*out[-1][0], *indexes], joined(before, block))
        else:
            out.append((indexes, block))
    return out


def _is_one(first: Block, second: Block, apart: int, known: Vocabulary) -> bool:
    """Whether two tables are one: the second goes on with the first, or with nothing between they give more cells.

    A page may put the head into a table of its own, so that the rows scroll below it, or begin a new table anywhere.
    """
    if apart <= 3 and continues(first, second, known):
        return True
    if apart > 1:
        return False
    upper, lower = (read_grid(0, (), block, known, Wanted(None)) for block in (first, second))
    whole = read_grid(0, (), joined(first, second), known, Wanted(None))
    gain = _cells(whole) - _cells(upper) - _cells(lower)
    fewer = len(whole.issues) < len(upper.issues) + len(lower.issues)
    return gain > 0 or (gain == 0 and fewer and _cells(upper) > 0 and _cells(lower) > 0)


def _cells(found: Found) -> int:
    return len(found.table.cells) if found.table is not None else 0
