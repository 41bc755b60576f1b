"""What is drawn in a Word file: text boxes, whose words are text, and pictures, whose words nobody can read here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from lxml import etree

from pipeline.read.docx.package import attribute, elements, integer, kind, shown

_EMU = 360_000  # to the centimetre
_CM = {"pt": 2.54 / 72, "in": 2.54, "cm": 1.0, "mm": 0.1, "px": 2.54 / 96, "": 2.54 / 96}
_SIDE = re.compile(r"(?<![-\w])(width|height)\s*:\s*([0-9]+(?:\.[0-9]+)?)\s*(pt|in|cm|mm|px|)", re.IGNORECASE)
TABLE_WIDTH, TABLE_HEIGHT = 8, 3  # cm; a seal is 4 wide, a signature 2 high


def boxes(node: etree._Element, gone: Set[str]) -> Iterator[etree._Element]:
    """The text boxes (``txbxContent``) and lettering (``textpath``) in a paragraph, but not those within a box."""
    for part in elements(node):
        if kind(part) in ("txbxContent", "textpath"):
            yield part
        elif kind(part) not in gone:
            yield from boxes(shown(part), gone)


def is_table_sized(drawing: etree._Element) -> bool:
    """Whether a drawing is a picture that a table may be in."""
    parts = [*drawing.iter("{*}*")]
    kinds = {kind(part) for part in parts}
    if not kinds & {"blip", "imagedata"} or "txbxContent" in kinds or "OLEObject" in kinds:
        return False
    width = height = 0.0
    for part in parts:
        if kind(part) == "extent":
            width = max(width, (integer(attribute(part, "cx")) or 0) / _EMU)
            height = max(height, (integer(attribute(part, "cy")) or 0) / _EMU)
        for side, size, unit in _SIDE.findall(attribute(part, "style") or ""):
            length = float(size) * _CM[unit.lower()]
            width, height = (max(width, length), height) if side.lower() == "width" else (width, max(height, length))
    return width >= TABLE_WIDTH and height >= TABLE_HEIGHT
