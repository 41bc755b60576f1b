"""The media type of a file, from its bytes."""

from __future__ import annotations

import re

from pipeline.read.office import DOCX as DOCX
from pipeline.read.office import WORD, ZIP, flat, ole, zipped

ARCHIVE = "multipart/related"
MARKDOWN = "text/markdown"
_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", WORD),
    (b"PK\x03\x04", ZIP),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
)
_OPENED = {WORD: ole, ZIP: zipped}
MANGLED = "application/x-mangled"  # a binary that was decoded as text and saved again: its bytes are gone

_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TAG = re.compile(rb"<\s*(!doctype|html|head|body|meta|div|table|p|span|br|!--)\b", re.IGNORECASE)
# A page saved as mail: lines of "Name: value", among them the type of a letter in parts, or of a page in transit.
_ARCHIVE = re.compile(
    rb"\A\s*(?:[A-Za-z][A-Za-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,30}?"
    rb"(?:Content-Type:\s*multipart/(?:related|mixed|alternative)|Content-Transfer-Encoding:)",
    re.IGNORECASE,
)
# Markdown's signs, which no plain text has: the line under the head of a table; headings; lines that are bold.
_RULED = re.compile(rb"^[ \t]*+\|?(?:[ \t]*+:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?[ \t]*)?\|?[ \t\r]*$", re.MULTILINE)
_HEADED = re.compile(rb"^#{1,6} +[^\s#]", re.MULTILINE)
_BOLD_LINE = re.compile(rb"^[ \t]*\*\*[^*\n]+\*\*[ \t\r]*$", re.MULTILINE)
_PAGE = re.compile(rb"<\s*(?:!doctype|html|head|body|meta)\b", re.IGNORECASE)
# How the first bytes of a .doc look after a program took them for UTF-8: "\ufffd\ufffd\x11ࡱ\x1a\ufffd", or "ࡱ>".
_MANGLED_WORD = re.compile(rb"\A\s*(?:\xef\xbf\xbd|[\x00-\x1f?]){0,8}\xe0\xa1\xb1")


def sniff(data: bytes) -> str:
    """``text/html``, ``text/plain``, ``text/markdown``, ``multipart/related`` or a binary type.

    ``application/octet-stream`` is unknown binary.

    A page served as .doc is a page, and a .doc served as text ("ࡱ> bjbj") is a .doc.
    """
    head = data[:4096]
    for magic, media_type in _MAGIC:
        if head.lstrip()[:16].startswith(magic) and (len(magic) > 2 or _is_bare(head)):
            return _OPENED[media_type](data.lstrip()) if media_type in _OPENED else media_type
    if _MANGLED_WORD.match(head):
        return MANGLED
    if head.startswith(_BOMS):
        plain = head.replace(b"\0", b"")
        data = _as_utf8(data[:262_144])
    elif head.count(0) > len(head) // 100:  # a stray NUL is damage; many are a binary
        return "application/octet-stream"
    else:
        plain = head
    if (document := flat(plain)) is not None:
        return document
    if _ARCHIVE.match(head):
        return ARCHIVE
    if _is_markdown(data[:262_144]):
        return MARKDOWN
    if _TAG.search(plain) or _TAG.search(data[:65536]):
        return "text/html"
    return "application/octet-stream" if _is_binary(plain) else "text/plain"


def _as_utf8(data: bytes) -> bytes:
    """Signs and tags are looked for as ASCII, which UTF-16 is not."""
    return data if data.startswith(_BOMS[0]) else data.decode("utf-16", "replace").encode("utf-8", "replace")


def _is_markdown(text: bytes) -> bool:
    """A text may hold tables written as HTML and be Markdown; a page that holds a text with such signs is a page."""
    if _PAGE.search(text) or text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    headed = len(_HEADED.findall(text))
    return headed > 1 or _RULED.search(text) is not None or len(_BOLD_LINE.findall(text)) > 2


def _is_bare(head: bytes) -> bool:
    """Whether a file with a short magic is binary: "BMW…" is a text, a picture has four reserved bytes."""
    return _is_binary(head) or head.lstrip()[6:10] == bytes(4)


def _is_binary(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 20
