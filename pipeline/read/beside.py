"""What stands beside a page's text: what it says of itself, the files it links to or shows, its pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from pipeline.model import Attachment

ICON = 80  # pixels; a smaller picture shows no table
ICON_BYTES = 3_000  # of a picture within the page

_FILE = re.compile(r"\.(docx?|wps|pdf|xlsx?|et|ofd|zip|rar|txt)(\?|#|$)|download|down\.jsp", re.IGNORECASE)
_DOCUMENT = re.compile(r"\.(?:docx?|wps|pdf|ofd|rtf|zip|rar)(?:[?#]|$)", re.IGNORECASE)
_LINKS = frozenset({"a", "iframe", "frame", "embed", "object"})
_SHOWN = re.compile(r"[?&](?:file|url|src)=([^&#]+\.(?:docx?|wps|pdf|ofd))", re.IGNORECASE)
_PIXELS = re.compile(r"(?<![-\w])(?:width|height)\s*:\s*(\d+)px")
_ICON = re.compile(r"icon|logo|file_?type|qr_?code|ewm|erweima|weixin|spacer|blank\.", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\n\r\f]+")


def head_of(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """The title and what else the page says of itself, by name."""
    if soup.title is not None and soup.title.string:
        yield "title", soup.title.string.strip()
    for meta in soup.find_all("meta"):
        name, content = meta.get("name") or meta.get("property"), meta.get("content")
        if name and content:
            yield str(name), str(content).strip()


def attachments(soup: BeautifulSoup) -> Iterator[Attachment]:
    """The files that a page links to, with the words of the link, and those that it shows in a frame."""
    seen = set()
    for tag in soup.descendants:
        if not isinstance(tag, Tag) or tag.name not in _LINKS:
            continue
        address = str(tag.get("href" if tag.name == "a" else "data" if tag.name == "object" else "src") or "")
        if not _FILE.search(address):
            continue
        label = tag.get_text() if tag.name == "a" else ""
        shown = _SHOWN.search(address)  # /pdfjs/web/viewer.html?file=/2024/a.pdf
        found = Attachment(_WHITE.sub(" ", label).strip(), unquote(shown[1]) if shown else address)
        if found not in seen:
            seen.add(found)
            yield found


def is_document(file: Attachment) -> bool:
    """Whether a linked file is one that reports come in, as far as its address tells."""
    return _DOCUMENT.search(file.address) is not None


def picture_address(tag: Tag) -> str | None:
    """Where a picture is, unless it is an icon: small, or with the looks or the name of one, or a link."""
    above = [tag.parent, tag.parent.parent if tag.parent is not None else None]
    if any(one is not None and one.name == "a" for one in above):
        return None
    address = next((str(tag[name]) for name in ("data-src", "data-original", "src") if tag.get(name)), "")
    sizes = [str(tag.get(name) or "") for name in ("width", "height")] + _PIXELS.findall(str(tag.get("style") or ""))
    small = any(size.removesuffix("px").isdecimal() and int(size.removesuffix("px")) < ICON for size in sizes)
    drawn = address.startswith("data:") and len(address) < ICON_BYTES
    return None if small or drawn or _ICON.search(address) else address[:200] or None
