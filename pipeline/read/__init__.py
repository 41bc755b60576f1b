"""Bytes → ``Document``. What the bytes are is decided by the bytes, never by the name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.errors import ReadError
from pipeline.model import Document, RawFile
from pipeline.read.archive import read_archive
from pipeline.read.html import read_html
from pipeline.read.markdown import read_markdown
from pipeline.read.office import LOCKED, ODS, ODT, OFD, RTF, UOF, WORD, WORD_XML, XLS, XLSX, ZIP
from pipeline.read.sniff import ARCHIVE, DOCX, MANGLED, MARKDOWN, sniff
from pipeline.read.text import read_text


def _read_pdf(raw: RawFile) -> Document:
    # Its libraries take a third of a second to load, which a folder of pages need not wait for.
    from pipeline.read.pdf import read_pdf

    return read_pdf(raw)


def _read_docx(raw: RawFile) -> Document:
    from pipeline.read.docx import read_docx

    return read_docx(raw)


def _read_converted(raw: RawFile) -> Document:
    from pipeline.read.convert import read_converted

    return read_converted(raw)


def _read_workbook(raw: RawFile) -> Document:
    from pipeline.read.workbook import read_workbook

    return read_workbook(raw)


def _read_ofd(raw: RawFile) -> Document:
    from pipeline.read.ofd import read_ofd

    return read_ofd(raw)


def _read_picture(raw: RawFile) -> Document:
    from pipeline.read.picture import read_picture

    return read_picture(raw)


READERS: dict[str, Callable[[RawFile], Document]] = {
    "text/html": read_html,
    "text/plain": read_text,
    MARKDOWN: read_markdown,
    ARCHIVE: read_archive,
    "application/pdf": _read_pdf,
    DOCX: _read_docx,
    **dict.fromkeys((WORD, RTF, WORD_XML, UOF, ODT), _read_converted),
    **dict.fromkeys((XLS, XLSX, ODS), _read_workbook),
    OFD: _read_ofd,
    **dict.fromkeys(("image/png", "image/jpeg", "image/tiff", "image/bmp"), _read_picture),
}

MAX_BYTES = 20_000_000

_EXPECTED = "Expected a web page (also .mht), a PDF, a Word, WPS or OFD document, a workbook, Markdown or plain text"
_SAVE_AS = "open it and save it as .docx, as a web page or as plain text"
_UNPACK = "unpack it first, or pack its files as .zip"
# What a file that cannot be read is called, and what to do with it.
_KNOWN = {
    "application/vnd.ms-powerpoint": ("a PowerPoint presentation (.ppt)", _SAVE_AS),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        "a PowerPoint presentation (.pptx)", _SAVE_AS,
    ),
    ZIP: ("an archive, or a document that is cut short", "unpack it, or fetch the document again"),
    "application/gzip": ("an archive", "unpack it first"),
    "application/vnd.rar": ("an archive (RAR)", _UNPACK),
    "application/x-7z-compressed": ("an archive (7z)", _UNPACK),
}  # fmt: skip


_ARCHIVES = (ZIP, "application/gzip", "application/vnd.rar", "application/x-7z-compressed")
BETWEEN = "!/"  # in the name of a file in a zip: "2019.zip!/水利局/年报.doc"


def read(raw: RawFile) -> Document:
    """Read one file. ``raw.source_url`` and ``raw.listed_title`` become the first entries of ``Document.head``.

    Raises:
        ReadError: ``empty_file``, ``too_large``, ``unsupported_type``, ``mangled_binary``, ``binary``, ``no_body``,
            ``only_attachment``, ``needs_browser`` or ``too_many_nodes``; of a PDF ``needs_ocr``, ``pdf_damaged``,
            ``pdf_password`` or ``too_many_pages``; of a Word document ``docx_damaged``, ``zip_bomb`` or
            ``office_password``; and what the readers of other formats say, each in its own words.
    """
    if not raw.data.strip(b"\0 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        found = f"{len(raw.data):,} bytes, all blank" if raw.data else "0 bytes"
        raise ReadError("empty_file", f"{raw.name}: the file is empty ({found}). {_EXPECTED}; fetch it again")
    if len(raw.data) > MAX_BYTES:
        raise ReadError(
            "too_large",
            f"{raw.name}: {len(raw.data):,} bytes, more than the {MAX_BYTES:,} that a report may have. "
            "Look at what it is, or split it",
        )
    media_type = sniff(raw.data)
    if media_type not in READERS:
        raise _refusal(raw.name, media_type)
    document = READERS[media_type](raw)
    if not document.blocks:
        raise ReadError("empty_file", f"{raw.name}: the file holds nothing but blanks. {_EXPECTED}; fetch it again")
    known = (("source_url", raw.source_url), ("listed_title", raw.listed_title))
    return replace(document, head=(*((name, value) for name, value in known if value), *document.head))


def at_hand() -> frozenset[str]:
    """Which of the issues ``needs_ocr`` and ``needs_office`` no file would have now: what they ask for is installed."""
    from pipeline.read.convert import find_office
    from pipeline.read.ocr.engine import is_installed

    return frozenset(["needs_office"] * (find_office() is not None) + ["needs_ocr"] * is_installed())


def _refusal(name: str, media_type: str) -> ReadError:
    if media_type == MANGLED:
        return ReadError(
            "mangled_binary",
            f"{name}: a Word document that was saved as text, so that its bytes are lost. {_EXPECTED}; "
            "fetch the document again without converting it",
        )
    if media_type == LOCKED:
        return ReadError(
            "office_password",
            f"{name}: an office document that is locked with a password. Open it with the password and save it without",
        )
    if media_type == "application/octet-stream":
        return ReadError("binary", f"{name}: binary data of no known type. {_EXPECTED}; look at what the file is")
    if media_type in _ARCHIVES and BETWEEN in name:
        return ReadError(
            "nested_archive", f"{name}: an archive in an archive; one level is read. Unpack the outer one first"
        )
    called, step = _KNOWN.get(media_type, (media_type, "save the report as one of these"))
    return ReadError("unsupported_type", f"{name}: {called} ({media_type}), which cannot be read. {_EXPECTED}; {step}")
