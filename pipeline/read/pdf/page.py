"""One page of a PDF → its glyphs and rulings, in the direction it is read.

A page may be stored upright with its text turned (a wide table on a tall sheet). Glyphs and rulings are turned with
it, so that all the reading below works on upright text; ``Sheet.to_page`` turns a box back to where it is printed.

pdfplumber's characters are dictionaries of thirty entries; a page keeps only what reading needs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from typing import Any

import pdfplumber.page

from pipeline.read.pdf.drawing import find_rulings
from pipeline.read.pdf.ruling import Box, Ruling
from pipeline.text import unmask

MAX_RULINGS = 20_000  # of one page; a drawing has more, a table has not

_CID = "(cid:"  # pdfminer's "(cid:65)" for glyph 65 of a font without a map
_LOST = "\ufffd"
# Names of fonts that print heavy: "SimHei", "黑体", "Arial-BoldMT", "FZHTK--GBK1-0", "NotoSansCJKsc-Black".
_HEAVY = re.compile(r"bold|heavy|black|hei(?!ght)|黑体|FZHT|FZXBS|小标宋", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool
    spaced: bool  # a blank is printed before it


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page, turned so that its text is upright.

    ``lost``: glyphs whose font does not say which character they are. ``aside``: text that runs in another direction
    than the page, such as a watermark. ``pictured``: the share of the page that its largest picture covers.
    """

    number: int
    width: float
    height: float
    turn: int  # degrees that the text of the page as stored is turned counter-clockwise
    glyphs: tuple[Glyph, ...]
    rulings: tuple[Ruling, ...]
    aside: str
    lost: int
    printed: int  # all glyphs, also those printed twice or beside the sheet
    pictured: float
    drawn: int  # shapes that are neither lines nor rectangles: text can be drawn, too
    crowded: bool  # more rulings than a table has: none were kept
    skew: float = 0.0  # degrees, clockwise, by which the page as stored falls to the right
    sureness: tuple[tuple[Box, float], ...] = ()  # of a page that was recognised: boxes, and how sure each is, 0 to 1

    def to_page(self, box: Box) -> Box:
        """Where a box of the turned sheet stands on the page as stored, to a hundredth of a point."""
        x0, top, x1, bottom = box
        if self.turn == 90:
            box = (top, self.width - x1, bottom, self.width - x0)
        elif self.turn == 270:
            box = (self.height - bottom, x0, self.height - top, x1)
        elif self.turn == 180:
            box = (self.width - x1, self.height - bottom, self.width - x0, self.height - top)
        if self.skew:
            box = self._turned_back(box)
        return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))

    def _turned_back(self, box: Box) -> Box:
        """Around the middle of the page, where a scan that lay askew was turned before it was read."""
        sine, cosine = sin(radians(self.skew)), cos(radians(self.skew))
        x, y = (box[0] + box[2]) / 2 - self.width / 2, (box[1] + box[3]) / 2 - self.height / 2
        across = x * cosine - y * sine + self.width / 2 - (box[0] + box[2]) / 2
        down = x * sine + y * cosine + self.height / 2 - (box[1] + box[3]) / 2
        return box[0] + across, box[1] + down, box[2] + across, box[3] + down

    def sure(self, box: Box) -> float | None:
        """How surely what stands in a box of the sheet was recognised; None on a page that was printed."""
        if not self.sureness:
            return None
        return min((sure for other, sure in self.sureness if _in(other, box) or _in(box, other)), default=1.0)


def _in(inner: Box, outer: Box) -> bool:
    """Whether the middle of one box lies in the other."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def read_sheet(page: pdfplumber.page.Page) -> Sheet:
    """Everything that is read from a page. The page can be closed afterwards."""
    chars = page.chars
    turns = Counter(_turn(char) for char in chars if char["text"].strip())
    turn = max((angle for angle in turns if angle is not None), key=lambda angle: turns[angle], default=0)
    left, top = float(page.bbox[0]), float(page.bbox[1])
    width, height = float(page.width), float(page.height)
    frame = Frame(turn, left, top, width, height)
    printed, aside, lost = [], [], 0
    blank = False
    for char in chars:
        text = char["text"]
        if not text.strip():
            blank = True
            continue
        if _turn(char) != turn:
            aside.append(text)
            continue
        if text.startswith(_CID) or text == _LOST or text < " ":
            lost += 1
            text = _LOST
        text = unmask(text)
        x0, above, x1, below = frame.box(char)
        if x1 < 0 or below < 0 or x0 > frame.width or above > frame.height:
            continue  # beside the sheet: nobody sees it
        size = float(char["size"]) or below - above
        printed.append(Glyph(text, x0, above, x1, below, size, is_heavy(str(char["fontname"])), blank))
        blank = False
    rulings = find_rulings(page.objects, frame.box, (frame.width, frame.height))
    area = width * height
    pictures = [_seen(image, page.bbox) / area for image in page.images] if area else []
    return Sheet(
        number=page.page_number,
        width=frame.width,
        height=frame.height,
        turn=turn,
        glyphs=tuple(once(printed)),
        rulings=tuple(rulings) if len(rulings) <= MAX_RULINGS else (),
        aside="".join(aside),
        lost=lost,
        printed=sum(turns.values()),
        pictured=max(pictures, default=0.0),
        drawn=len(page.objects.get("curve", ())),
        crowded=len(rulings) > MAX_RULINGS,
    )


@lru_cache(maxsize=256)
def is_heavy(font: str) -> bool:
    return _HEAVY.search(font) is not None


def _turn(char: dict[str, Any]) -> int | None:
    """The direction in which a glyph stands; None for one that stands aslant."""
    a, b = char["matrix"][:2]
    if abs(b) <= abs(a) * 0.1:
        return 0 if a >= 0 else 180
    if abs(a) <= abs(b) * 0.1:
        return 90 if b > 0 else 270
    return None


class Frame:
    """Turns boxes of the page so that its text is upright."""

    def __init__(self, turn: int, left: float, top: float, width: float, height: float) -> None:
        self.turn, self.left, self.top = turn, left, top
        self.stored = (width, height)
        self.width, self.height = (height, width) if turn in (90, 270) else (width, height)

    def box(self, thing: Mapping[str, Any]) -> Box:
        x0, x1 = float(thing["x0"]) - self.left, float(thing["x1"]) - self.left
        top, bottom = float(thing["top"]) - self.top, float(thing["bottom"]) - self.top
        width, height = self.stored
        if self.turn == 90:  # the text runs up the page
            return height - bottom, x0, height - top, x1
        if self.turn == 270:
            return top, width - x1, bottom, width - x0
        if self.turn == 180:
            return width - x1, height - bottom, width - x0, height - top
        return x0, top, x1, bottom


def once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Each glyph once: some programs print bold type by printing it twice, a fraction of a point apart.

    Otherwise 12 reads 1122. Two equal figures of a number stand at least half a figure apart.
    """
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        reach = min(1.0, 0.3 * max(glyph.x1 - glyph.x0, 1.0))
        col, row = int(glyph.x0 // 2), int(glyph.top // 2)
        cols = {col, int((glyph.x0 - reach) // 2), int((glyph.x0 + reach) // 2)}
        rows = {row, int((glyph.top - reach) // 2), int((glyph.top + reach) // 2)}
        if not any(
            abs(other.x0 - glyph.x0) <= reach and abs(other.top - glyph.top) <= reach
            for x in cols
            for y in rows
            for other in seen.get((glyph.text, x, y), ())
        ):
            seen.setdefault((glyph.text, col, row), []).append(glyph)
            yield glyph


def _seen(image: dict[str, Any], sheet: tuple[float, ...]) -> float:
    """The area of a picture that lies on the sheet."""
    wide = min(float(image["x1"]), sheet[2]) - max(float(image["x0"]), sheet[0])
    tall = min(float(image["bottom"]), sheet[3]) - max(float(image["top"]), sheet[1])
    return max(wide, 0.0) * max(tall, 0.0)
