"""Pictures among the text. One that stands where a section has neither text nor table is the section's table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.catalog import Catalog
from pipeline.model import Document, Issue, Piece, Place, Section
from pipeline.text import squeeze

SHORT = 40  # characters of a section whose picture is what it has to say
MAX_NAMED = 3


def unread_pictures(
    document: Document, sections: Sequence[Section], pieces: Sequence[Piece], catalog: Catalog
) -> Iterator[Issue]:
    """An issue for each section that is a picture, and one note for all other pictures.

    A section whose text announces a table (见下表) and that has none is one too, however long it is.
    """
    others: list[str] = []
    numbered = [section for section in sections if section.kind == "numbered"]
    shown: dict[int, list[str]] = {}
    for picture in document.pictures:
        around = [section for section in numbered if section.heading.start < picture.at]
        section = around[-1] if around else None
        if section is not None and _is_empty(section, numbered, pieces, catalog):
            shown.setdefault(section.no, []).append(picture.address)
        else:
            others.append(picture.address)
    for section in numbered:
        if addresses := shown.get(section.no):
            message = (
                f"a picture ({', '.join(addresses[:MAX_NAMED])}) stands for the table or the text of section "
                f"{section.printed_heading}; what it shows was not read"
            )
            yield Issue("structure", "table_is_picture", message, section.heading)
    if others:
        more = f" and {len(others) - MAX_NAMED} more" if len(others) > MAX_NAMED else ""
        message = f"pictures among the text were not read: {', '.join(others[:MAX_NAMED])}{more}"
        yield Issue("structure", "pictures_not_read", message, Place(0, 0))


def _is_empty(section: Section, numbered: Sequence[Section], pieces: Sequence[Piece], catalog: Catalog) -> bool:
    if any(piece.kind == "table" and piece.section_no == section.no for piece in pieces):
        return False
    if any(one.parent_no == section.no for one in numbered):
        return False
    text = squeeze(section.text)
    announced = any(words in text for words in catalog.outline["table"]["announced"])
    return len(text) < SHORT or announced
