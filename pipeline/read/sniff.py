"""The media type of a file, from its bytes."""

from __future__ import annotations

import re

from pipeline.read.office import DOCX as DOCX
from pipeline.read.office import WORD, ZIP, flat, ole, zipped

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
_ARCHIVE = re.compile(rb"\A\s*(?:From:|MIME-Version:)[^\0]{0,2000}?multipart/related", re.IGNORECASE)
# How the first bytes of a .doc look after a program took them for UTF-8: "\ufffd\ufffd\x11ࡱ\x1a\ufffd", or "ࡱ>".
_MANGLED_WORD = re.compile(rb"\A\s*(?:\xef\xbf\xbd|[\x00-\x1f?]){0,8}\xe0\xa1\xb1")


def sniff(data: bytes) -> str:
    """``text/html``, ``text/plain``, a binary type, or ``application/octet-stream`` for unknown binary.

    A page served as .doc is a page, and a .doc served as text ("ࡱ> bjbj") is a .doc.
    """
    head = data[:4096]
    for magic, media_type in _MAGIC:
        if head.lstrip()[:16].startswith(magic) and (len(magic) > 2 or _is_binary(head)):
            return _OPENED[media_type](data.lstrip()) if media_type in _OPENED else media_type
    if _MANGLED_WORD.match(head):
        return MANGLED
    if head.startswith(_BOMS):
        plain = head.replace(b"\0", b"")
    elif head.count(0) > len(head) // 100:  # a stray NUL is damage; many are a binary
        return "application/octet-stream"
    else:
        plain = head
    if (document := flat(plain)) is not None:
        return document
    if _ARCHIVE.match(head):
        return "multipart/related"
    if _TAG.search(plain) or _TAG.search(data[:65536]):
        return "text/html"
    return "application/octet-stream" if _is_binary(plain) else "text/plain"


def _is_binary(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 20
