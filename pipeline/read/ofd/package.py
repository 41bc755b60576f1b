"""The parts of an OFD file (GB/T 33190): a zip of XML, in which every page is a part of its own."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import ReadError
from pipeline.model import RawFile
from pipeline.read.docx.package import child, elements, kind
from pipeline.read.pdf.page import is_heavy
from pipeline.read.zips import DAMAGE, XMLError, open_zip, parse_xml

MAX_PAGES = 500
A4 = (0.0, 0.0, 210.0, 297.0)

Rect = tuple[float, float, float, float]  # x, y, width, height, in millimetres


@dataclass(frozen=True, slots=True)
class OfdPage:
    """``layers``: the content of the page, that of its templates first."""

    number: int
    area: Rect
    layers: tuple[etree._Element, ...]


class Package:
    """One file. ``heavy`` are the ids of fonts that print heavy.

    Raises:
        ReadError: ``ofd_damaged``, ``zip_bomb``, ``too_many_pages``; the pages raise ``too_many_nodes`` too.
    """

    def __init__(self, raw: RawFile) -> None:
        self.raw = raw
        self.heavy: set[str] = set()
        try:
            self._zip = open_zip(self.raw.name, self.raw.data)
        except DAMAGE as error:
            raise self.damaged("it is no whole zip") from error
        self._names = {entry.filename.replace("\\", "/").lstrip("/"): entry.filename for entry in self._zip.infolist()}
        start = self.parse("OFD.xml")
        self.bodies = [one for one in elements(start) if kind(one) == "DocBody"]
        roots = [text for body in self.bodies if (text := text_of(child(body, "DocRoot")))]
        if not roots:
            raise self.damaged("OFD.xml names no document")
        self._root = roots[0].lstrip("/")
        self._document = self.parse(self._root)
        self._common = child(self._document, "CommonData")
        self.area = _area(child(self._common, "PageArea")) or A4
        self._templates = {
            one.get("ID", ""): one.get("BaseLoc", "")
            for one in (elements(self._common) if self._common is not None else ())
            if kind(one) == "TemplatePage"
        }
        self._media: dict[str, str] = {}  # parts by the ids of pictures
        for name in ("PublicRes", "DocumentRes"):
            self._read_resources(text_of(child(self._common, name)))

    @property
    def head(self) -> Iterator[tuple[str, str]]:
        """What the file says of itself, under the names that PDFs use."""
        for one, name in (("Title", "title"), ("CreationDate", "CreationDate")):
            if text := text_of(child(self.bodies[0], "DocInfo", one)):
                yield name, text

    def pages(self) -> Iterator[OfdPage]:
        listed = child(self._document, "Pages")
        locations = [one.get("BaseLoc", "") for one in (elements(listed) if listed is not None else ())]
        if len(locations) > MAX_PAGES:
            raise ReadError(
                "too_many_pages",
                f"{self.raw.name}: {len(locations):,} pages, more than the {MAX_PAGES} that a report may have. "
                "Look at what it is",
            )
        for number, location in enumerate(locations, 1):
            page = self.parse(self._beside(location))
            layers = []
            for one in elements(page):
                if kind(one) == "Template" and (named := self._templates.get(one.get("TemplateID", ""))):
                    layers += _layers(self.parse(self._beside(named)))
            yield OfdPage(number, _area(child(page, "Area")) or self.area, (*layers, *_layers(page)))

    def parse(self, part: str) -> etree._Element:
        if part not in self._names:
            raise self.damaged(f"{part} is missing")
        try:
            return parse_xml(self.raw.name, part, self._zip.read(self._names[part]))
        except DAMAGE as error:
            raise self.damaged(f"{part} cannot be unpacked") from error
        except XMLError as error:
            raise self.damaged(str(error)) from error

    def damaged(self, why: str) -> ReadError:
        return ReadError(
            "ofd_damaged",
            f"{self.raw.name}: an OFD document that cannot be opened: {why}. Fetch the file again, or open it in an "
            "OFD viewer and save it as PDF",
        )

    def _beside(self, location: str) -> str:
        """A part's name in the zip: from its root, or from the folder of the document."""
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(self._root), location)).lstrip("/")

    def picture(self, key: str) -> bytes | None:
        """The bytes of a picture; None where the file has none of that id."""
        name = self._names.get(self._media.get(key, ""))
        try:
            return None if name is None else self._zip.read(name)
        except DAMAGE:
            return None

    def _read_resources(self, location: str | None) -> None:
        """Which fonts are heavy, and where pictures are. A file without these lists is read all the same."""
        name = self._beside(location) if location else ""
        if name not in self._names:
            return
        resources = self.parse(name)
        folder = posixpath.join("/", posixpath.dirname(name), resources.get("BaseLoc", ""))
        listed = child(resources, "MultiMedias")
        for media in elements(listed) if listed is not None else ():
            if file := text_of(child(media, "MediaFile")):
                self._media[media.get("ID", "")] = posixpath.normpath(posixpath.join(folder, file)).lstrip("/")
        fonts = child(resources, "Fonts")
        for font in elements(fonts) if fonts is not None else ():
            if font.get("Bold") == "true" or is_heavy(font.get("FontName", "")):
                self.heavy.add(font.get("ID", ""))


def text_of(node: etree._Element | None) -> str | None:
    return None if node is None else " ".join((node.text or "").split()) or None


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute; none where one of its words is no number."""
    try:
        return [float(word) for word in (text or "").split()]
    except ValueError:
        return []


def _area(node: etree._Element | None) -> Rect | None:
    for name in ("PhysicalBox", "ApplicationBox"):
        box = numbers(text_of(child(node, name)))
        if len(box) == 4 and 0 < box[2] < 5_000 and 0 < box[3] < 5_000:  # millimetres: larger than any sheet
            return box[0], box[1], box[2], box[3]
    return None


def _layers(page: etree._Element) -> list[etree._Element]:
    content = child(page, "Content")
    return [one for one in (elements(content) if content is not None else ()) if kind(one) == "Layer"]
