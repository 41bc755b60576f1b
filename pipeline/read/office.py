"""What an office file is: the formats of Word, WPS, Excel and their kin are zips, OLE containers, or one XML file.

An OLE container is a small disk: the names of its files stand in its directory in UTF-16. A zip lists the names of its
files at its end; where that is cut off, they are looked for in its bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

WORD = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LOCKED = "application/x-ole-encrypted"
ODT = "application/vnd.oasis.opendocument.text"
ZIP = "application/zip"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
RTF = "application/rtf"
WORD_XML = "application/x-word+xml"
UOF = "application/x-uof"
OFD = "application/ofd"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

# Streams of an OLE container, the telling one first: a .doc may hold a worksheet.
_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", WORD),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Workbook", XLS),
    ("Book", XLS),
)
_ENTRIES = tuple((name.encode("utf-16-le") + b"\0\0", media_type) for name, media_type in _STREAMS)
# Files in a zip.
_PARTS = (("word/document", DOCX), ("xl/workbook", XLSX), ("ppt/presentation", _PPTX), ("OFD.xml", OFD))
# "…wordprocessingml.document.main+xml", "…ms-word.template.macroEnabledTemplate.main+xml"
_MAIN = re.compile(rb"(wordprocessingml|ms-word|spreadsheetml|ms-excel|presentationml|ms-powerpoint)\.[\w.]*main\+xml")
_OF_MAIN = {b"word": DOCX, b"ms-w": DOCX, b"spre": XLSX, b"ms-e": XLSX, b"pres": _PPTX, b"ms-p": _PPTX}
_MAX_TYPES = 1_000_000  # bytes of the list of types; Word's has 2,000
# The first tag of a document in one XML file. Word's, of 2003 or "flat", is what servers write that fill in a template.
_FLAT = (
    (re.compile(rb"<\?mso-application\b[^>]*Word|<\w+:wordDocument\b|<pkg:package\b"), WORD_XML),
    (re.compile(rb"<office:document\b"), ODT),
    (re.compile(rb"<(?:\w+:)?UOF\b"), UOF),
)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, LookupError)


def ole(data: bytes) -> str:
    """The media type of an OLE container; a Word document where its directory is lost."""
    return next((media_type for name, media_type in _ENTRIES if name in data), WORD)


def flat(head: bytes) -> str | None:
    """The media type of an office document in one XML file; None where ``head`` begins none."""
    return next((media_type for tag, media_type in _FLAT if tag.search(head)), None)


def zipped(data: bytes) -> str:
    """The media type of a zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = [name.replace("\\", "/") for name in package.namelist()]
            if (found := _by_name("\n".join(names))) is not None:
                return found
            said = {entry.filename: entry for entry in package.infolist() if entry.file_size <= _MAX_TYPES}
            if (entry := said.get("mimetype")) is not None:  # of OpenDocument: "….text", "….text-web"
                own = package.read(entry)[:100].decode("ascii").strip()
                return ODT if own.startswith(ODT) else own or ZIP
            main = _MAIN.search(package.read(said["[Content_Types].xml"]))
            return ZIP if main is None else _OF_MAIN[main[1][:4]]
    except _DAMAGE:
        return _by_name((data[:65536] + data[-65536:]).decode("latin-1")) or ZIP


def _by_name(names: str) -> str | None:
    return next((media_type for part, media_type in _PARTS if part in names), None)
