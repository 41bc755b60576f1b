"""``Document`` → ``Report``: who, when, which form, which sections."""

from __future__ import annotations

from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.model import Cell, Document, Issue, Report
from pipeline.structure.contents import contents_blocks
from pipeline.structure.empty import empty_sections
from pipeline.structure.evidence import Evidence, weigh
from pipeline.structure.instead import Instead, what_instead
from pipeline.structure.metadata import find_year, read_metadata
from pipeline.structure.pictures import unread_pictures
from pipeline.structure.sections import split_sections
from pipeline.structure.several import take_one
from pipeline.structure.tables import find_tables
from pipeline.structure.title import find_title

__all__ = ["Evidence", "Instead", "structure", "weigh", "what_instead"]


def structure(document: Document, catalog: Catalog) -> Report:
    """Recognise a document. What is not understood is an ``Issue`` in ``Report.issues``."""
    title = find_title(document, catalog)
    document, others = take_one(document, catalog, title)
    if others:
        title = find_title(document, catalog)
    year = find_year(document, catalog, title)
    found = find_tables(document, catalog, year.value if year else None, contents_blocks(document, catalog))
    outline = split_sections(document, catalog, title, {index for table in found for index in table.blocks})
    metadata, missing = read_metadata(document, catalog, title, year, outline.sections)
    cells: list[Cell] = []
    for table in found:
        cells.extend(replace(cell, place=replace(cell.place, table=table.no)) for cell in table.cells)
    pictures = tuple(unread_pictures(document, outline.sections, outline.pieces, catalog))
    empty = empty_sections(outline.sections, outline.pieces, pictures, catalog)
    issues: tuple[Issue, ...] = (*document.issues, *missing, *(issue for table in found for issue in table.issues))
    return Report(
        document=document,
        metadata=metadata,
        sections=outline.sections,
        pieces=outline.pieces,
        tables=tuple(table.table for table in found if table.table is not None),
        cells=tuple(cells),
        issues=(*issues, *others, *outline.issues, *pictures, *empty),
    )
