"""What a page draws → the rulings that may belong to a table.

Programs draw a table's lines as lines, as thin boxes, as the outlines of its cells, or as what shows between white
boxes on a dark one. They also draw what is none: shading, a white box behind every line of text, a frame around the
page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pipeline.read.pdf.ruling import Box, Ruling

THIN = 2.0  # points; a filled rectangle no thicker than this is a ruling
THICK = 4.5  # points; so is a dark one that is much longer than thick: the border of a table
MARGIN = 8.0  # points that no table reaches into within a frame around the page
TALL = 0.7  # of the page; a frame is at least as tall and as wide
CLOSE = 6.0  # points; the lines of a double frame lie closer

Thing = Mapping[str, Any]  # an object of pdfplumber


def find_rulings(
    objects: Mapping[str, Sequence[Thing]], turned: Callable[[Thing], Box], size: tuple[float, float]
) -> list[Ruling]:
    """Every drawn line that may belong to a table. ``turned`` gives an object's box on the sheet of that ``size``."""
    return _without_frame(list(_rulings(objects, turned)), *size)


def _rulings(objects: Mapping[str, Sequence[Thing]], turned: Callable[[Thing], Box]) -> Iterator[Ruling]:
    """A filled rectangle is shading, not a ruling. But where white rectangles lie on a dark one, what shows between
    them are the rulings."""
    fills: list[Box] = []
    dark: list[Box] = []
    for thing in (*objects.get("line", ()), *objects.get("rect", ()), *objects.get("curve", ())):
        box = turned(thing)
        wide, tall = box[2] - box[0], box[3] - box[1]
        stroked = bool(thing["stroke"]) and not _is_white(thing["stroking_color"])
        filled = bool(thing["fill"]) and not _is_white(thing["non_stroking_color"])
        thin, long = sorted((wide, tall))
        if thin <= THIN or (filled and thin <= THICK and long > 4 * thin):
            if (stroked or filled) and long > 2 * thin:  # not a dot
                yield _line(box)
        elif thing["object_type"] == "curve":
            continue
        elif stroked:
            yield from _edges(box)
        elif thing["fill"]:
            (dark if filled else fills).append(box)
    for ground in dark:
        on_it = [box for box in fills if _inside(box, ground)]
        if len(on_it) > 1:
            for box in on_it:
                yield from _edges(box)
    for outer, inner in pairwise(dark):
        if _is_outline(outer, inner) or _is_outline(inner, outer):
            yield from _edges(outer)


def _line(box: Box) -> Ruling:
    x0, top, x1, bottom = box
    if bottom - top <= x1 - x0:
        return Ruling(True, (top + bottom) / 2, x0, x1)
    return Ruling(False, (x0 + x1) / 2, top, bottom)


def _edges(box: Box) -> Iterator[Ruling]:
    x0, top, x1, bottom = box
    yield Ruling(True, top, x0, x1)
    yield Ruling(True, bottom, x0, x1)
    yield Ruling(False, x0, top, bottom)
    yield Ruling(False, x1, top, bottom)


def _is_white(color: object) -> bool:
    """Whether a colour of PDF, grey, RGB or CMYK, cannot be told from paper; a pattern can."""
    parts = color if isinstance(color, list | tuple) else (color,)
    numbers = [float(part) for part in parts if isinstance(part, int | float)]
    if not numbers or len(numbers) != len(parts):
        return False
    return max(numbers) <= 0.02 if len(numbers) == 4 else min(numbers) >= 0.98


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - 1 and inner[1] >= outer[1] - 1 and inner[2] <= outer[2] + 1 and inner[3] <= outer[3] + 1
    )


def _is_outline(outer: Box, inner: Box) -> bool:
    """Whether the one is filled but for the other: the border of a cell, as wide on all sides."""
    gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
    return min(gaps) > 0 and max(gaps) <= THIN


# -- a frame around the page ---------------------------------------------------------------


def _without_frame(rulings: list[Ruling], width: float, height: float) -> list[Ruling]:
    """The rulings without a frame around the page: else its lines join tables and the prose between them into one.

    A table that fills the page has rulings from its head or to its foot; in a frame there is a margin.
    """
    across = [r for r in rulings if r.horizontal and r.end - r.start > TALL * width]
    down = [r for r in rulings if not r.horizontal and r.end - r.start > TALL * height]
    if len(across) < 2 or len(down) < 2:
        return rulings
    left, right = min(r.at for r in down), max(r.at for r in down)
    top, bottom = min(r.at for r in across), max(r.at for r in across)
    if right - left < TALL * width or bottom - top < TALL * height:
        return rulings
    sides = {r for r in down if min(r.at - left, right - r.at) < CLOSE and _runs(r, top, bottom)}
    ends = {r for r in across if min(r.at - top, bottom - r.at) < CLOSE and _runs(r, left, right)}
    if _count(sides, left, right) < 2 or _count(ends, top, bottom) < 2:
        return rulings
    inner = (r for r in rulings if not r.horizontal and r not in sides)
    if any(r.start < top + MARGIN or r.end > bottom - MARGIN for r in inner if top - CLOSE < r.start < bottom):
        return rulings
    return [r for r in rulings if r not in sides and r not in ends]


def _runs(ruling: Ruling, start: float, end: float) -> bool:
    return abs(ruling.start - start) < CLOSE and abs(ruling.end - end) < CLOSE


def _count(rulings: Iterable[Ruling], low: float, high: float) -> int:
    """How many of the two edges of a frame are drawn."""
    places = [r.at for r in rulings]
    return any(at - low < CLOSE for at in places) + any(high - at < CLOSE for at in places)
