"""Top sections in which nothing was found: their table or text may be lost in the file, or the report left it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.catalog import Catalog
from pipeline.catalog.outline import tells_all
from pipeline.model import Issue, Piece, Section
from pipeline.text import squeeze


def empty_sections(
    sections: Sequence[Section], pieces: Sequence[Piece], pictures: Sequence[Issue], catalog: Catalog
) -> Iterator[Issue]:
    """An issue for each; not where a picture stands for it, nor where the heading says all: 六、其他事项:无.

    Tables get lost when a page is saved as text. Nothing may then be taken for zero.
    """
    filled = {piece.section_no for piece in pieces if piece.kind in ("table", "text")}
    filled |= {section.parent_no for section in sections}
    shown = {issue.place.start for issue in pictures if issue.place is not None}
    for section in sections:
        told = tells_all(squeeze(section.title or ""), catalog)
        top = section.kind == "numbered" and section.level == 1 and not section.text
        if top and not told and section.no not in filled and section.heading.start not in shown:
            message = (
                f"section {section.printed_heading} has no text and no table. Look whether the page "
                "shows one; a number that is not there is not zero"
            )
            yield Issue("structure", "section_empty", message, section.heading)
