"""Web archive (MHTML: a page saved as one file, as mail) → ``Document``: the page in it is read as any page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from pipeline.errors import ReadError
from pipeline.model import Attachment, Document, Issue, RawFile
from pipeline.read.html import read_html
from pipeline.read.sniff import ARCHIVE, DOCX, sniff

MAX_PARTS = 5_000
# What a part may be that is a document of its own.
_FILES = frozenset([
    "application/pdf", "application/msword", "application/rtf", "application/ofd", "application/zip", DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
])  # fmt: skip


def read_archive(raw: RawFile) -> Document:
    """Read the page of an archive; of several (frames) the one that holds the most text.

    Files within it are listed as attachments and not read: each is an issue.

    Raises:
        ReadError: ``no_body`` where the archive holds no page, ``too_many_nodes`` where it has too many parts, and
            what reading a page raises.
    """
    try:
        message = message_from_bytes(raw.data.lstrip(b"\xef\xbb\xbf\r\n"))
    except RecursionError as error:
        raise ReadError("too_many_nodes", f"{raw.name}: a web archive with parts in parts without end") from error
    pages: list[tuple[Message, bytes]] = []
    files: list[Attachment] = []
    for number, part in enumerate(message.walk()):
        if number > MAX_PARTS:
            raise ReadError("too_many_nodes", f"{raw.name}: a web archive of more than {MAX_PARTS:,} parts. Look at it")
        data = _payload(part)
        media_type = sniff(data)
        if media_type == "text/html" and part.get_content_type() not in ("text/css", "text/javascript"):
            pages.append((part, data))
        elif media_type in _FILES:
            files.append(Attachment(str(part.get_filename() or ""), _location(part) or ""))
    if not pages:
        raise ReadError(
            "no_body",
            f"{raw.name}: a web archive without a page in it. Expected a saved report; save the page once more",
        )
    document, address = _best(raw, message, pages)
    address = _location(message, "Snapshot-Content-Location") or address or _location(message)
    head = document.head if raw.source_url or not address else (("source_url", address), *document.head)
    known = {attachment.address for attachment in document.attachments}
    listed = (*document.attachments, *(one for one in files if one.address not in known))
    issues = (*document.issues, *_not_read(files), *_cut_short(message))
    return replace(document, media_type=ARCHIVE, head=head, attachments=listed, issues=issues)


def _payload(part: Message) -> bytes:
    """The bytes of a part. Word writes UTF-16 without a mark and calls it "unicode"."""
    data = None if part.is_multipart() else part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return b""
    if str(part.get_param("charset")).lower() in ("unicode", "utf-16", "utf-16le") and data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace").encode("utf-8", "replace")
    return data


def _best(raw: RawFile, message: Message, pages: list[tuple[Message, bytes]]) -> tuple[Document, str | None]:
    """The page of the archive that shows most; its first page, which a browser shows, where they are equal."""
    start = message.get_param("start")
    pages.sort(key=lambda page: start is not None and page[0].get("Content-ID") != start)
    found: list[tuple[Document, str | None]] = []
    refused: list[ReadError] = []
    for part, data in pages:
        try:
            found.append((read_html(RawFile(raw.name, data)), _location(part)))
        except ReadError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return max(found, key=lambda one: len(one[0].text))


def _location(part: Message, name: str = "Content-Location") -> str | None:
    printed = part.get(name)
    if printed is None:
        return None
    try:
        return str(make_header(decode_header(str(printed)))).strip()
    except (HeaderParseError, LookupError, ValueError):
        return str(printed).strip()


def _not_read(files: list[Attachment]) -> Iterator[Issue]:
    if files:
        names = ", ".join(one.label or one.address or "no name" for one in files[:5])
        message = f"{len(files)} embedded files ({names}) were not read; take them out and read them too"
        yield Issue("read", "embedded_file", message)


def _cut_short(message: Message) -> Iterator[Issue]:
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in message.walk() for defect in part.defects):
        yield Issue("read", "archive_cut_short", "the web archive ends before its last part is closed; fetch it again")
