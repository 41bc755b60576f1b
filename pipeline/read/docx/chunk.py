"""A web page within a Word file (``altChunk``): what programs write that make Word files out of pages."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

from bs4 import BeautifulSoup

from pipeline.read.decode import decode
from pipeline.read.sniff import sniff


def as_page(data: bytes | None) -> str | None:
    """The body of a page, also of one saved as a web archive; None where ``data`` is something else."""
    if data is not None and sniff(data) == "multipart/related":
        letter = email.message_from_bytes(data, policy=email.policy.default)
        pages = [part for part in letter.walk() if part.get_content_type() == "text/html"]
        data = _payload(pages[0]) if pages else None
    if data is None or sniff(data) != "text/html":
        return None
    body = BeautifulSoup(decode(data).text, "lxml").body
    return None if body is None else f"<div>{body.decode_contents()}</div>"


def _payload(part: EmailMessage) -> bytes | None:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else None
