"""The media type of a file, from its bytes."""

from __future__ import annotations

import re

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"PK\x03\x04", "application/zip"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TAG = re.compile(rb"<\s*(!doctype|html|head|body|meta|div|table|p|span|br|!--)\b", re.IGNORECASE)


def sniff(data: bytes) -> str:
    """``text/html``, ``text/plain``, a binary type, or ``application/octet-stream`` for unknown binary.

    A page served as .doc is a page, and a .doc served as text ("ࡱ> bjbj") is a .doc.
    """
    head = data[:4096]
    for magic, media_type in _MAGIC:
        if head.lstrip()[:16].startswith(magic):
            return media_type
    if head.startswith(_BOMS):
        plain = head.replace(b"\0", b"")
    elif head.count(0) > len(head) // 100:  # a stray NUL is damage; many are a binary
        return "application/octet-stream"
    else:
        plain = head
    if _TAG.search(plain) or _TAG.search(data[:65536]):
        return "text/html"
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return "application/octet-stream" if control > len(head) // 20 else "text/plain"
