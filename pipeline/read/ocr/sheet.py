"""A picture of a page → its sheet: glyphs where characters were recognised, rulings where lines are drawn.

What the recogniser misses in a table is seen by its ink: a cell that is not empty and has no text is read again alone,
and so are cells whose figures it ran together. One that gives nothing then holds "�", which is no number: a cell with
ink in it is never taken for a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.model.pulse import beat
from pipeline.read.ocr.engine import Char, Text, find_texts, read_alone
from pipeline.read.pdf.page import Glyph, Sheet
from pipeline.read.pdf.ruling import Box, Field, Lattice, Ruling, find_lattices
from pipeline.text import unmask

INCH = 25.4
POINTS = 72.0
INSET = 0.6  # millimetres; the rulings around a cell are not in it
SPECK = 0.25  # square millimetres of ink; less is dirt
LARGE = 12.0  # millimetres; ink in a higher cell may be a stamp's or a hand's
UNREADABLE = "\ufffd"

_FIGURE = re.compile(r"[0-9.\-/]")
# "一、", "三、": headings of the report's parts
_HEADING = re.compile(r"([一二三四五六七八九十])[、．.]")
_ORDER = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Dots of a picture in points of its page."""

    dots: float  # to the millimetre

    @property
    def point(self) -> float:
        return POINTS / INCH / self.dots

    def box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        return x0 * self.point, top * self.point, x1 * self.point, bottom * self.point


def recognise(picture: Any, number: int, dpi: float, wanted: str = "") -> Sheet:
    """The sheet of a page whose picture (an array of colours, blue first) has ``dpi`` dots to the inch.

    ``wanted``: numbers of headings that are missing around this page, for which it is read a second time, nearer.
    """
    from pipeline.read.ocr.picture import prepare

    beat()
    scale = _Scale(dpi / INCH)
    high, wide = picture.shape[:2]
    page = prepare(picture, scale.dots)
    texts = list(find_texts(page.picture))
    if wanted or _lacks_heading(texts):
        texts += _seen_nearer(page.picture, texts)
    rulings = [
        Ruling(one.horizontal, one.at * scale.point, one.start * scale.point, one.end * scale.point)
        for one in page.rulings
    ]
    chars = [char for text in texts for char in text.chars]
    chars = _with_cells_read_alone(chars, texts, find_lattices(rulings), page, scale)
    glyphs = tuple(_glyph(char, scale) for char in chars)
    return Sheet(
        number=number,
        width=wide * scale.point,
        height=high * scale.point,
        turn=0,
        glyphs=glyphs,
        rulings=tuple(rulings),
        aside="",
        lost=sum(glyph.text == UNREADABLE for glyph in glyphs),
        printed=len(glyphs),
        pictured=1.0,
        drawn=0,
        crowded=False,
        skew=page.skew,
        sureness=tuple(
            (scale.box(char.x0, char.top, char.x1, char.bottom), round(char.confidence, 3)) for char in chars
        ),
    )


def _glyph(char: Char, scale: _Scale) -> Glyph:
    x0, top, x1, bottom = scale.box(char.x0, char.top, char.x1, char.bottom)
    # The boxes of the recogniser stand off from the print; its size is about three quarters of their height.
    rim = (bottom - top) / 8
    return Glyph(unmask(char.text), x0, top + rim, x1, bottom - rim, (bottom - top) * 0.75, False, False)


# -- a second look -------------------------------------------------------------------------


def _lacks_heading(texts: Sequence[Text]) -> bool:
    """Whether the numbers of the headings on a page leave one out: 一、 and 三、 without 二、."""
    lines = ("".join(char.text for char in text.chars[:3]) for text in texts)
    found = sorted(_ORDER.index(match[1]) for line in lines if (match := _HEADING.match(line)))
    return any(after - before > 1 for before, after in pairwise(found))


def _seen_nearer(picture: Any, texts: Sequence[Text]) -> Iterator[Text]:
    """What is found on the halves of the page, each seen larger, and was not found on the whole."""
    high = picture.shape[0]
    for start, end in ((0, high * 11 // 20), (high * 9 // 20, high)):
        for text in find_texts(picture[start:end], top=start):
            edge = (start > 0 and text.top < start + 4) or (end < high and text.bottom > end - 4)
            if not edge and not any(_overlap(text, other) for other in texts):
                yield text


def _overlap(a: Text, b: Text) -> bool:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    least = min((a.x1 - a.x0) * (a.bottom - a.top), (b.x1 - b.x0) * (b.bottom - b.top))
    return wide > 0 and high > 0 and wide * high > 0.2 * least


# -- cells of tables -----------------------------------------------------------------------


def _with_cells_read_alone(
    chars: Sequence[Char], texts: Sequence[Text], lattices: Sequence[Lattice], page: Any, scale: _Scale
) -> list[Char]:
    """The characters, those of cells that need it read again."""
    filled: set[tuple[int, int]] = set()
    torn: set[tuple[int, int]] = set()
    for text in texts:
        homes = [_home(char, lattices, scale) for char in text.chars]
        filled.update(home for home in homes if home is not None)
        if len({*homes}) > 1:  # a text over several cells: where its figures part is not sure
            torn.update(
                home
                for char, home in zip(text.chars, homes, strict=True)
                if home is not None and _FIGURE.match(char.text)
            )
    kept = [char for char in chars if _home(char, lattices, scale) not in torn]
    for number, lattice in enumerate(lattices):
        for at, field in enumerate(lattice.fields):
            if (number, at) in filled and (number, at) not in torn:
                continue
            kept += _read_cell(field, page, scale, (number, at) in torn)
    return kept


def _home(char: Char, lattices: Sequence[Lattice], scale: _Scale) -> tuple[int, int] | None:
    """The cell that a character stands in."""
    x, y = (char.x0 + char.x1) / 2 * scale.point, (char.top + char.bottom) / 2 * scale.point
    for number, lattice in enumerate(lattices):
        if (at := lattice.at(x, y)) is not None:
            return number, at
    return None


def _read_cell(field: Field, page: Any, scale: _Scale, torn: bool) -> list[Char]:
    """What stands in a cell; nothing where it has no ink, "�" where it has and nothing can be read."""
    inset = INSET * scale.dots
    x0, top, x1, bottom = (side / scale.point for side in field.box)
    x0, top, x1, bottom = int(x0 + inset), int(top + inset), int(x1 - inset), int(bottom - inset)
    if x1 - x0 < 4 or bottom - top < 4:
        return []
    ink = page.ink[top:bottom, x0:x1]
    if (ink > 0).sum() < SPECK * scale.dots**2:
        return []
    rows, columns = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
    left, right = x0 + int(columns[0]), x0 + int(columns[-1]) + 1
    above, below = top + int(rows[0]), top + int(rows[-1]) + 1
    rim = int(0.5 * scale.dots)
    part = page.picture[max(above - rim, top) : min(below + rim, bottom), max(left - rim, x0) : min(right + rim, x1)]
    text, sure = read_alone(part)
    if not text:
        if (below - above) / scale.dots > LARGE and not torn:
            return []
        text, sure = UNREADABLE, 0.0
    wide = (right - left) / len(text)
    return [
        Char(char, left + i * wide, above, left + (i + 1) * wide, below, sure)
        for i, char in enumerate(text)
        if not char.isspace()
    ]
