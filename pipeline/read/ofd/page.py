"""One page of an OFD file → the sheet that the reader of PDFs makes of its own pages: glyphs and rulings.

Objects stand in boxes of their own, in millimetres from the upper left corner, and may be turned by a matrix. A text
gives its first glyph's place and the steps to the next ones: ``DeltaX="g 3 4.2 5"`` is 4.2 three times, then 5.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width

from lxml import etree

from pipeline.read.docx.package import elements, kind
from pipeline.read.ofd.package import OfdPage, Rect, numbers
from pipeline.read.pdf.drawing import find_rulings
from pipeline.read.pdf.page import MAX_RULINGS, Frame, Glyph, Sheet, once
from pipeline.read.pdf.ruling import Box
from pipeline.text import unmask

POINT = 72 / 25.4  # points in a millimetre
ASCENT, DESCENT = 0.88, 0.12  # ems of a glyph above and below its line, as Chinese fonts have it
MAX_DEPTH = 20  # blocks within blocks
MAX_GLYPHS = 200_000  # of one page
FAR = 1_000_000.0  # points; what stands farther away is nonsense

_LOST = "\ufffd"
# What writers put where a font's glyph has no character: a private one, "¤"
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd¤]")
_PATH = re.compile(r"[SMLQBAC]|-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


@dataclass(frozen=True, slots=True)
class _Matrix:
    """From the coordinates of an object to those of the page."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        corners = [self.at(x, y) for x in (x0, x1) for y in (top, bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def turn(self) -> int | None:
        """Degrees, counter-clockwise, by which upright text is turned; None for one that stands aslant."""
        if abs(self.b) <= abs(self.a) * 0.1:
            return 0 if self.a >= 0 else 180
        if abs(self.a) <= abs(self.b) * 0.1:
            return 90 if self.b < 0 else 270
        return None


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    box: Box
    size: float
    bold: bool
    spaced: bool
    turn: int | None


def read_page(page: OfdPage, heavy: set[str]) -> Sheet:
    """The page's glyphs and rulings, in points and in the direction of its text."""
    chars: list[_Char] = []
    drawn: list[dict[str, Any]] = []
    pictures: list[Box] = []
    others = 0
    for node in _objects(page.layers):
        name = kind(node)
        if name == "TextObject" and len(chars) < MAX_GLYPHS:
            chars += (char for char in _text(node, heavy) if _is_near(char.box))
        elif name == "PathObject":
            shapes = [shape for shape in _path(node) if _is_near(shape["box"])]
            drawn += shapes
            others += not shapes
        elif name == "ImageObject":
            x, y, width, height = _boundary(node)
            pictures += [box for box in [(x, y, x + width, y + height)] if _is_near(box)]
    turns = Counter(char.turn for char in chars if char.text.strip())
    turn = max((angle for angle in turns if angle is not None), key=lambda angle: turns[angle], default=0)
    left, top, width, height = (side * POINT for side in page.area)
    frame = Frame(turn, left, top, width, height)
    glyphs, aside, lost = [], [], 0
    for char in chars:
        if char.turn != turn:
            aside.append(char.text)
            continue
        x0, above, x1, below = frame.box(_thing(char.box))
        if x1 < 0 or below < 0 or x0 > frame.width or above > frame.height:
            continue
        unknown = _UNKNOWN.search(char.text) is not None
        lost += unknown
        text = _LOST if unknown else unmask(char.text)
        glyphs.append(Glyph(text, x0, above, x1, below, char.size * POINT, char.bold, char.spaced))
    rulings = find_rulings(
        {"rect": [_thing(one["box"]) | one for one in drawn]}, frame.box, (frame.width, frame.height)
    )
    covered = [_seen(box, page.area) for box in pictures]
    return Sheet(
        number=page.number,
        width=frame.width,
        height=frame.height,
        turn=turn,
        glyphs=tuple(once(glyphs)),
        rulings=tuple(rulings) if len(rulings) <= MAX_RULINGS else (),
        aside="".join(aside),
        lost=lost,
        printed=len(chars),
        pictured=max(covered, default=0.0),
        drawn=others,
        crowded=len(rulings) > MAX_RULINGS,
    )


def largest_picture(page: OfdPage) -> tuple[str, float] | None:
    """The id of the largest picture on a page, and its width in millimetres."""
    found = [(_boundary(node), node) for node in _objects(page.layers) if kind(node) == "ImageObject"]
    sized = [(box[2] * box[3], box[2], node.get("ResourceID", "")) for box, node in found if box[2] > 0 and box[3] > 0]
    if not sized:
        return None
    _, width, key = max(sized)
    return key, width


def _objects(layers: Sequence[etree._Element], depth: int = 0) -> Iterator[etree._Element]:
    """What is drawn, also in blocks of a page."""
    for layer in layers:
        for node in elements(layer):
            if kind(node) == "PageBlock" and depth < MAX_DEPTH:
                yield from _objects([node], depth + 1)
            elif node.get("Visible") != "false" and node.get("Alpha", "255") != "0":
                yield node


def _is_near(box: Box) -> bool:
    return all(abs(side) < FAR for side in box)  # False for what is no number, too


def _boundary(node: etree._Element) -> Rect:
    box = numbers(node.get("Boundary"))
    return (box[0], box[1], box[2], box[3]) if len(box) == 4 and all(map(math.isfinite, box)) else (0.0, 0.0, 0.0, 0.0)


def _matrix(node: etree._Element) -> _Matrix:
    x, y, _, _ = _boundary(node)
    own = numbers(node.get("CTM"))
    if len(own) != 6 or not all(map(math.isfinite, own)):
        return _Matrix(e=x, f=y)
    return _Matrix(own[0], own[1], own[2], own[3], own[4] + x, own[5] + y)


# -- text --------------------------------------------------------------------------------


def _text(node: etree._Element, heavy: set[str]) -> Iterator[_Char]:
    matrix = _matrix(node)
    size = next(iter(numbers(node.get("Size"))), 0.0)
    if not 0 < size < 1_000:
        return
    scale = next(iter(numbers(node.get("HScale"))), 1.0)
    weight = next(iter(numbers(node.get("Weight"))), 400.0)
    bold = weight >= 600 or node.get("Font") in heavy
    printed = size * math.hypot(matrix.c, matrix.d)
    x = y = 0.0
    for code in elements(node):
        if kind(code) != "TextCode":
            continue
        x, y = next(iter(numbers(code.get("X"))), x), next(iter(numbers(code.get("Y"))), y)
        text = (code.text or "").replace("\n", "").replace("\r", "").replace("\t", "")
        across, down = _steps(code.get("DeltaX")), _steps(code.get("DeltaY"))
        spaced = False
        for number, char in enumerate(text):
            natural = size * scale * (1.0 if east_asian_width(char) in "WFA" else 0.5)
            step = across[number] if number < len(across) else 0.0 if down else natural
            wide = min(natural, step) if step > 0.2 * natural else natural
            if char.isspace():
                spaced = True
            else:
                box = matrix.box(x, y - ASCENT * size, x + wide, y + DESCENT * size)
                yield _Char(char, _in_points(box), printed, bold, spaced, matrix.turn)
                spaced = False
            x += step
            y += down[number] if number < len(down) else 0.0


def _steps(text: str | None) -> list[float]:
    """ "g 3 4.2 5" → 4.2, 4.2, 4.2, 5."""
    out: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words) and len(out) < MAX_GLYPHS:
        if words[at] == "g" and at + 2 < len(words):
            count, step = numbers(words[at + 1]), numbers(words[at + 2])
            out += (step or [0.0]) * min(int(count[0]) if count and math.isfinite(count[0]) else 0, MAX_GLYPHS)
            at += 3
        else:
            out += numbers(words[at]) or [0.0]
            at += 1
    return out


# -- drawings ----------------------------------------------------------------------------


def _path(node: etree._Element) -> Iterator[dict[str, Any]]:
    """The straight lines and boxes of a path, as the finder of rulings takes them; nothing where it is a curve."""
    data = next((one.text or "" for one in elements(node) if kind(one) == "AbbreviatedData"), "")
    matrix = _matrix(node)
    stroked, filled = node.get("Stroke") != "false", node.get("Fill") == "true"
    colors = {kind(one): _color(one) for one in elements(node)}
    about = {
        "stroke": stroked, "fill": filled, "stroking_color": colors.get("StrokeColor", (0.0,)),
        "non_stroking_color": colors.get("FillColor", (0.0,)),
    }  # fmt: skip
    for points, curved in _subpaths(data):
        if len(points) < 2:
            continue
        placed = [matrix.at(x, y) for x, y in points]
        xs, ys = [x for x, _ in placed], [y for _, y in placed]
        box = _in_points((min(xs), min(ys), max(xs), max(ys)))
        if len(points) == 2 and not curved:
            if stroked:
                yield {"object_type": "line", "box": box, **about}
        elif not curved and _is_box(placed):
            yield {"object_type": "rect", "box": box, **about}
        elif not curved and stroked:
            for first, second in pairwise(placed):  # an open polyline: several rulings in one
                ends = sorted((first[0], second[0])), sorted((first[1], second[1]))
                line = _in_points((ends[0][0], ends[1][0], ends[0][1], ends[1][1]))
                if min(line[2] - line[0], line[3] - line[1]) < 1.0:
                    yield {"object_type": "line", "box": line, **about}


def _subpaths(data: str) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    """The corners of each subpath, and whether a part of it is curved; a closed one ends where it began."""
    points: list[tuple[float, float]] = []
    curved = False
    words = iter(_PATH.findall(data))
    for word in words:
        if word not in _ARGUMENTS:
            continue  # a number without an operator
        given = [float(one) for one in (next(words, "nan") for _ in range(_ARGUMENTS[word])) if one not in _ARGUMENTS]
        if len(given) < _ARGUMENTS[word] or not all(map(math.isfinite, given)):
            break
        if word in "SM":
            if points:
                yield points, curved
            points, curved = [(given[0], given[1])], False
        elif word == "C":
            if points:
                points.append(points[0])
        else:
            curved = curved or word in "QBA"
            points.append((given[-2], given[-1]))
    if points:
        yield points, curved


def _is_box(points: Sequence[tuple[float, float]]) -> bool:
    """Whether the corners are those of an upright rectangle."""
    closed = list(dict.fromkeys((round(x, 2), round(y, 2)) for x, y in points))
    return len(closed) == 4 and len({x for x, _ in closed}) == 2 and len({y for _, y in closed}) == 2


def _color(node: etree._Element) -> tuple[float, ...]:
    """A colour as the finder of rulings takes it, 0 to 1; the standard's values are 0 to 255."""
    return tuple(part / 255 for part in numbers(node.get("Value"))) or (0.0,)


def _in_points(box: Box) -> Box:
    return box[0] * POINT, box[1] * POINT, box[2] * POINT, box[3] * POINT


def _thing(box: Box) -> dict[str, Any]:
    return {"x0": box[0], "top": box[1], "x1": box[2], "bottom": box[3]}


def _seen(box: Box, area: Rect) -> float:
    """The share of the page that a picture covers."""
    wide = min(box[2], area[0] + area[2]) - max(box[0], area[0])
    tall = min(box[3], area[1] + area[3]) - max(box[1], area[1])
    return max(wide, 0.0) * max(tall, 0.0) / (area[2] * area[3])
