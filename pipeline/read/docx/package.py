"""The parts of a Word file: a zip of XML."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.errors import ReadError
from pipeline.model import RawFile
from pipeline.read.zips import DAMAGE, XMLError, open_zip, parse_xml

_MAIN = "word/document.xml"


@dataclass(frozen=True, slots=True)
class _Link:
    """A part that another one names; ``type`` is the last word of its address: "styles", "footnotes"."""

    key: str
    type: str
    target: str


class Package:
    """The XML parts of one file.

    Raises:
        ReadError: ``zip_bomb``, or ``docx_damaged``; ``part`` raises them too, and ``too_many_nodes``.
    """

    def __init__(self, raw: RawFile) -> None:
        self._name = raw.name
        try:
            self._zip = open_zip(raw.name, raw.data)
        except DAMAGE as error:
            raise self.damaged("it is no whole zip") from error
        # The program that wrote word\document.xml took a zip for a disk of its own system.
        self.names = {entry.filename.replace("\\", "/"): entry.filename for entry in self._zip.infolist()}
        self._main = self._find_main()
        folder, _, name = self._main.rpartition("/")
        self._links = self._read_links(f"{folder}/_rels/{name}.rels")

    def damaged(self, why: str) -> ReadError:
        return ReadError(
            "docx_damaged",
            f"{self._name}: a Word document that cannot be opened: {why}. "
            "Fetch the file again, or open it in Word and save it as a new file",
        )

    @property
    def document(self) -> etree._Element:
        """The main part."""
        found = self._parse(self._main)
        if found is None:
            raise self.damaged(f"{self._main} is missing")
        return found

    @property
    def properties(self) -> etree._Element | None:
        return self._parse("docProps/core.xml")

    def part(self, name: str) -> etree._Element | None:
        """A part that the main one names, such as its styles; None where the file has none."""
        target = next((link.target for link in self._links if link.type == name), f"{name}.xml")
        return self._parse(self._beside(target))

    def linked(self, key: str | None) -> bytes | None:
        """The bytes of the part that a piece of the document stands for; None where the file has none."""
        target = next((self._beside(link.target) for link in self._links if link.key == key), None)
        return self._unpack(target) if target is not None and target in self.names else None

    def media(self) -> Iterator[bytes]:
        """The pictures in the file, by their numbers: image2 comes before image10."""
        names = [name for name in self.names if "/media/" in name]
        for name in sorted(names, key=lambda name: (len(name), name)):
            yield self._unpack(name)

    def _beside(self, target: str) -> str:
        """A part's name in the zip: from its root, or from the folder of the main part."""
        return posixpath.normpath(posixpath.join("/", posixpath.dirname(self._main), target)).lstrip("/")

    def _read_links(self, name: str) -> list[_Link]:
        links = self._parse(name)
        return [
            _Link(link.get("Id", ""), link.get("Type", "").rpartition("/")[2], link.get("Target", ""))
            for link in (elements(links) if links is not None else ())
            if link.get("TargetMode") != "External"
        ]

    def _find_main(self) -> str:
        """Some programs call it document2.xml."""
        links = self._read_links("_rels/.rels")
        return next((link.target.lstrip("/") for link in links if link.type == "officeDocument"), _MAIN)

    def _unpack(self, name: str) -> bytes:
        try:
            return self._zip.read(self.names[name])
        except DAMAGE as error:
            raise self.damaged(f"{name} cannot be unpacked") from error

    def _parse(self, name: str) -> etree._Element | None:
        if name not in self.names:
            return None
        try:
            return parse_xml(self._name, name, self._unpack(name))
        except XMLError as error:
            raise self.damaged(str(error)) from error


# Word writes one of two sets of namespaces; the names in them are the same.


def kind(node: etree._Element) -> str:
    """The name of an element without its namespace: "p", "tbl"."""
    return str(node.tag).rpartition("}")[2]


def elements(node: etree._Element) -> Iterator[etree._Element]:
    """The children, without comments and what else is no element."""
    return (child for child in node if isinstance(child.tag, str))


def child(node: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant down ``path``."""
    for name in path:
        if node is None:
            return None
        node = next((found for found in elements(node) if kind(found) == name), None)
    return node


def attribute(node: etree._Element | None, name: str) -> str | None:
    if node is None:
        return None
    return next((str(value) for key, value in node.attrib.items() if str(key).rpartition("}")[2] == name), None)


def value(node: etree._Element | None, *path: str) -> str | None:
    """The ``val`` of the element down ``path``."""
    return attribute(child(node, *path), "val")


def whole(node: etree._Element | None, *path: str) -> int | None:
    """``value`` as a whole number; None where it is none."""
    return integer(value(node, *path))


def integer(printed: str | None) -> int | None:
    printed = (printed or "").strip()
    return int(printed[:9]) if printed.isascii() and printed.isdigit() else None


def switch(node: etree._Element | None, name: str) -> bool | None:
    """A property that is on, off, or not said."""
    found = child(node, name)
    return None if found is None else attribute(found, "val") not in ("0", "false", "off", "none")


def shown(node: etree._Element) -> etree._Element:
    """Of something written twice, for newer and older programs, the first."""
    return next(elements(node), node) if kind(node) == "AlternateContent" else node
