"""What reading gives, the format forgotten: bytes, places, text and blocks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands.

    ``start``, ``end``: span in ``Document.text``. ``page`` counts from 1 and
    ``box`` is (x0, top, x1, bottom) in points, for paged formats. ``table``,
    ``row``, ``col`` count from 1 within the report, for cells.
    """

    start: int
    end: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    table: int | None = None
    row: int | None = None
    col: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """We could not do our work here. It says nothing about the report."""

    stage: str
    code: str
    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RawFile:
    """Bytes as they were found; ``name`` is the path or address they came from.

    ``listed_title``: the words of the link that led to them.
    """

    name: str
    data: bytes
    source_url: str | None = None
    fetched_at: str | None = None
    listed_title: str | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell of a table; ``row`` and ``col`` count from 1 on the expanded grid."""

    row: int
    col: int
    text: str
    place: Place
    row_span: int = 1
    col_span: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table when ``cells`` is not empty.

    ``content`` is False for what stands outside the report's container on a web
    page (navigation, footer). ``level`` is 1–6 where the format marks a heading.
    """

    place: Place
    cells: tuple[Cell, ...] = ()
    content: bool = True
    level: int | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture among the text: ``at`` is where, in ``Document.text``. What it shows is not read."""

    address: str
    at: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """A stretch of the text, perhaps an empty one, that was recognised in a picture; ``confidence`` is 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """Text and blocks of one file.

    Every character of ``text`` that is not white space lies in exactly one block
    and blocks stand in reading order. ``head`` holds what the page says of itself
    outside its text, e.g. ("title", …) and ("PubDate", …). ``lines`` are the printed lines of a paged format, each
    with its page and box, in the order of the text; those of tables are in their cells.
    """

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    encoding: str | None = None
    damaged: int = 0  # characters lost in decoding
    head: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    issues: tuple[Issue, ...] = ()
    lines: tuple[Place, ...] = ()
    pictures: tuple[Picture, ...] = ()  # of the container, without icons
    recognised: tuple[Recognised, ...] = ()  # in the order of the text

    def cut(self, place: Place) -> str:
        return self.text[place.start : place.end]

    def confidence(self, place: Place) -> float | None:
        """How surely the text at a place was recognised, the worst of it; None where it was printed as text."""
        first = bisect_left(self.recognised, place.start, key=lambda one: max(one.end - 1, one.start))
        found = []
        for one in self.recognised[first:]:
            if one.start >= max(place.end, place.start + 1):
                break
            if one.start == place.start or one.end > place.start:
                found.append(one.confidence)
        return min(found, default=None)

    def locate(self, place: Place) -> Place:
        """``place`` with the page where it begins and the box of its lines there; as it is where none is known."""
        first = max(bisect_right(self.lines, place.start, key=lambda line: line.start) - 1, 0)
        last = bisect_right(self.lines, place.end - 1, lo=first, key=lambda line: line.start)
        on = [line for line in self.lines[first:last] if line.end > place.start and line.page == self.lines[first].page]
        boxes = [line.box for line in on if line.box is not None]
        if place.box is not None or not boxes:
            return place
        x0, top, x1, bottom = zip(*boxes, strict=True)
        return replace(place, page=on[0].page, box=(min(x0), min(top), max(x1), max(bottom)))
