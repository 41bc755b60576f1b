"""A zip that comes from outside, opened only after it was found to be no bomb.

What is measured stands in the zip's directory. A part that is longer than the directory says is cut there by
``zipfile`` and fails its checksum, so nothing larger than was measured is ever unpacked.
"""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from pipeline.errors import ReadError

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 100  # of the whole; Word's own files reach 30
SMALL = 10_000_000  # below this a ratio tells nothing: a blank form may pack well
MAX_TAGS = 1_000_000  # of one part; Word writes ten for a word, and a report has 100,000

# What opening or unpacking raises on damaged zips, seen when files were damaged at random.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, LookupError)


def open_zip(name: str, data: bytes) -> zipfile.ZipFile:
    """The zip, measured; one of ``DAMAGE`` where it is none.

    Raises:
        ReadError: ``zip_bomb``.
    """
    opened = zipfile.ZipFile(io.BytesIO(data))
    entries = opened.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(len(data), 1)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or (unpacked > SMALL and ratio > MAX_RATIO):
        raise ReadError(
            "zip_bomb",
            f"{name}: {len(entries):,} parts that unpack to {unpacked:,} bytes, {ratio:,.0f} times the file. "
            f"A report may have {MAX_ENTRIES:,} parts, {MAX_UNPACKED:,} bytes and {MAX_RATIO} times. "
            "Look at what it is",
        )
    return opened


class XMLError(Exception):
    """A part of a zip is not the XML that it should be; the message says why."""


def parse_xml(name: str, part: str, data: bytes) -> etree._Element:
    """The root of one part; ``name`` is the file's. Nothing outside the part is read, no entity is expanded.

    Raises:
        XMLError: it is no XML, or declares entities.
        ReadError: ``too_many_nodes``.
    """
    if data.count(b"<") > MAX_TAGS:
        raise ReadError(
            "too_many_nodes",
            f"{name}: more than {MAX_TAGS:,} tags in {part}; no report has so many. Look at what it is",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XMLError(f"{part} is no XML ({error})") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XMLError(f"{part} declares entities, which no such document does")
    return root
