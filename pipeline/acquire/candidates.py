"""Could this be a report? Asked of every page of an archive, so it looks at bytes first and reads only a few.

The words are those of the catalog: what a title is made of, and what the sections of every report are about. What is
let through is for reading to judge; what is held back is counted.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote_to_bytes, urldefrag, urljoin, urlsplit

from pipeline.catalog import Catalog
from pipeline.text import any_of, squeeze
from pipeline.traditional import TRADITIONAL

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
PAGE, DOCUMENT, OTHER = "page", "document", "other"
MIN_STATUTORY = 5  # subjects of sections that a page without a title of its own must show
_PAGES = frozenset(["text/html", "application/xhtml+xml", "text/plain", "text/markdown", "multipart/related"])
_DOCUMENTS = frozenset([
    "application/pdf", "application/x-pdf", "application/msword", "application/wps-office.wps", "application/kswps",
    "application/vnd.ms-works", "application/rtf", "text/rtf", "application/vnd.ms-word", "application/vnd.ms-excel",
    "application/ofd", "application/octet-stream", "application/force-download", "application/x-download",
    "application/download", "application/x-msdownload", "binary/octet-stream", "application/unknown",
    "application/vnd.oasis.opendocument.text",
])  # fmt: skip
_OPENXML = "application/vnd.openxmlformats-officedocument."
_SUFFIXES = (".pdf", ".doc", ".docx", ".wps", ".rtf", ".odt", ".xls", ".xlsx", ".et", ".ofd")
_SUFFIX = re.compile(rf"(?:{any_of(_SUFFIXES)})(?![A-Za-z])", re.IGNORECASE)
_TEXTS = ("document.xml", "content.xml", "sharedstrings.xml")  # of Word, OpenDocument and OFD, and Excel
_OLE, _ZIP, _PDF, _RTF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF-", b"{\\rtf"
# Every repetition is possessive or short: pages are made to hurt, too.
_TITLE = re.compile(
    r"<title\b[^<>]{0,500}+>([^<]{0,600}+)|(<meta\b[^<>]{0,2000}+>)|<h[1-3]\b[^<>]{0,500}+>(.{0,400})",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]{0,4000}+>")
_XML_TAG = re.compile(rb"<[^<>]{0,4000}+>")
_POINTING = re.compile(r"<(?:a|iframe|frame|embed|object|param)\b([^<>]{0,4000}+)>", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:href|src|data|value)\s{0,9}=\s{0,9}[\"']?([^\"'\s<>]{1,2000}+)", re.IGNORECASE)
_ANCHOR = 400  # characters after a link in which its words stand
_OLD = {ord(new): old for old, new in reversed(TRADITIONAL.items())}  # 公开 → 公開
_MAX_PAGE = _MAX_XML = 20_000_000


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    text: str


class Candidates:
    """``kind`` says what an answer may be at all; the other questions are asked in their order, cheapest first."""

    def __init__(self, catalog: Catalog) -> None:
        title, other = catalog.outline["title"], catalog.outline["other"]
        subjects = title["subjects"]
        self._cores = [one for one in subjects if not any(less in one for less in subjects if less != one)]
        self._spellings = [*self._cores, *(one.translate(_OLD) for one in self._cores)]
        self._title = re.compile(rf"(?:{any_of(self._cores)})[^。;；>|]{{0,12}}?(?:{any_of(title['ends'])})")
        self._statutory = [{word, word.translate(_OLD)} for word in other["statutory"]]

    @cached_property
    def _needles(self) -> list[tuple[bytes, str]]:
        """The heart of every title, as each encoding has it."""
        return [(word.encode(encoding), encoding) for word in self._spellings for encoding in ENCODINGS]

    @cached_property
    def _entities(self) -> list[str]:
        """The same, as HTML may write it: &#20449;&#24687;&#20844;&#24320;."""
        forms = ("&#{};", "&#x{:x};", "&#x{:X};")
        return ["".join(form.format(ord(sign)) for sign in word) for word in self._spellings for form in forms]

    def _readings(self, data: bytes) -> Iterator[str]:
        """The text of a page that holds the heart of a title, in every encoding in which it does. Most hold none."""
        try:
            text = data.decode("utf-8") if b"\0" not in data[:200] else ""
        except UnicodeDecodeError:
            text = ""
        if text:
            if any(word in text for word in self._spellings) or (
                "&#" in text and any(entity in text for entity in self._entities)
            ):
                yield html.unescape(text)
            return
        for encoding in dict.fromkeys(encoding for needle, encoding in self._needles if needle in data):
            yield html.unescape(data.decode(encoding, "replace"))

    def kind(self, media_type: str, url: str) -> str:
        """By what the server says; a type that says nothing leaves it to the address."""
        suffix = urlsplit(url[:4_000]).path.lower() if "[" not in url else url.lower()
        if media_type in _PAGES and not suffix.endswith(_SUFFIXES):
            return PAGE
        if media_type in _DOCUMENTS or media_type.startswith(_OPENXML) or suffix.endswith(_SUFFIXES):
            return DOCUMENT
        return PAGE if not media_type else OTHER

    def is_named(self, *names: str | None) -> bool:
        """Whether an address or a file's name is a title: 某局2019年政府信息公开年报.pdf, also percent-encoded."""
        return any(self._title.search(squeeze(text)) for name in names if name for text in _spelled(name[:4_000]))

    def is_page(self, data: bytes) -> bool:
        """Whether a page has a report's title, or shows what a report's sections are about."""
        return any(self._is_report(text) for text in self._readings(data[:_MAX_PAGE]))

    def _is_report(self, text: str) -> bool:
        for found in _TITLE.finditer(text):
            if self._title.search(_bare("".join(filter(None, found.groups())))):
                return True
        if self._shows_subjects(text) and self.is_titled(text):
            return True
        return _is_document(text) and any(
            _is_document(link.address) and self._title.search(link.text) for link in _links(text)
        )

    def _shows_subjects(self, text: str) -> bool:
        """Whether MIN_STATUTORY of the subjects stand in the text; looked for no longer than it takes to know."""
        missing = 0
        for words in self._statutory:
            missing += not any(word in text for word in words)
            if missing > len(self._statutory) - MIN_STATUTORY:
                return False
        return True

    def is_document(self, data: bytes) -> bool:
        """Whether a Word file, or what a PDF says of itself, has a title's words. The text of a PDF is packed."""
        if any(needle in text for text in _insides(data) for needle, _ in self._needles):
            return True
        return data.startswith(_PDF) and any(
            word.encode("utf-16-be").hex().encode() in data.lower() for word in self._spellings
        )

    def is_titled(self, text: str) -> bool:
        """Whether a text, say of a PDF's first page, holds a title."""
        return self._title.search(_bare(text)) is not None

    def links(self, data: bytes, base: str) -> Iterator[Link]:
        """Documents that a page links to or shows in a frame."""
        text = next(self._readings(data[:_MAX_PAGE]), None)
        for link in _links(data.decode("utf-8", "replace") if text is None else text):
            for address in _addresses(link.address, base):
                yield Link(address, link.text)


def _links(text: str) -> Iterator[Link]:
    for tag in _POINTING.finditer(text):
        if found := _ADDRESS.search(tag[1]):
            after = text[tag.end() : tag.end() + _ANCHOR].split("</a", 1)[0].split("</A", 1)[0]
            yield Link(found[1], _bare(after)[:200] if tag[0][1:2] in "aA" else "")


def _spelled(name: str) -> Iterator[str]:
    yield name
    if "%" in name:
        data = unquote_to_bytes(name)
        yield data.decode("utf-8", "replace")
        yield data.decode("gb18030", "replace")


def _bare(text: str) -> str:
    """Comparable text without tags: 信 息<b>公開</b>."""
    return squeeze(_TAG.sub("", text))


def _is_document(address: str) -> bool:
    return _SUFFIX.search(address) is not None


def _addresses(address: str, base: str) -> Iterator[str]:
    """The address of a link, and of the file that a viewer's address names: viewer.html?file=/a.pdf."""
    for one in (address, *(part.partition("=")[2] for part in address.split("?", 1)[-1].split("&") if "=" in part)):
        try:
            whole = urldefrag(urljoin(base, one.strip())).url
        except ValueError:  # "http://[", which is no address
            continue
        if whole.startswith(("http://", "https://")):
            yield whole


def same_address(address: str) -> str:
    """An address as it is compared: Chinese percent-encoded or not, with http or https."""
    return unquote_to_bytes(address.partition("://")[2]).decode("utf-8", "replace")


def _insides(data: bytes) -> Sequence[bytes]:
    """The bytes in which a document's words stand: of a Word file its text, of others all."""
    if not data.startswith(_ZIP):
        return [data] if data.startswith((_OLE, _PDF, _RTF)) else [data[:1_000_000]]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inner = [one for one in archive.infolist() if one.filename.lower().endswith(_TEXTS)]
            return [_unpacked(archive, one) for one in inner[:50]]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return [data]


def _unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    with archive.open(one) as file:
        return _XML_TAG.sub(b"", file.read(_MAX_XML))
