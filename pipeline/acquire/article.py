"""The page of a report: which files belong to it, and what stands there if it is no report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from pipeline.acquire.links import title_of_report
from pipeline.acquire.listpage import LONGEST, Link
from pipeline.acquire.profile import Article
from pipeline.catalog import Catalog
from pipeline.catalog.outline import SHORT, page_of_server
from pipeline.text import squeeze

_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_SHOWN = re.compile(r"[?&](?:file|url|src)=([^&#]+\.(?:pdf|docx?|wps|ofd))", re.IGNORECASE)
_FURNITURE = ("script", "style", "noscript", "template")


def files_of(soup: BeautifulSoup, rules: Article, catalog: Catalog) -> Iterator[Link]:
    """The files that belong to a report: those in its container, and those beside it that say so."""
    inside = {
        id(tag) for selector in rules.container for place in soup.select(selector) for tag in place.find_all(True)
    }
    seen = set()
    for tag in soup.find_all(["a", *_FRAMES]):
        name = _FRAMES.get(tag.name, "href")
        address = str(tag.get(name) or "")
        if shown := _SHOWN.search(address):  # /pdfjs/web/viewer.html?file=/2024/a.pdf
            address = unquote(shown[1])
        if address in seen or not any(re.search(pattern, address, re.IGNORECASE) for pattern in rules.attachment):
            continue
        words = squeeze(tag.get_text()) or squeeze(str(tag.get("title") or ""))
        if any(re.search(pattern, words) for pattern in rules.never):
            continue
        framed = tag.name != "a"
        beside = (
            squeeze(tag.parent.get_text())[:LONGEST] if tag.parent is not None and tag.parent.name != "body" else ""
        )
        told = title_of_report(words, catalog) or any(re.search(pattern, words + beside) for pattern in rules.outside)
        if framed or told or id(tag) in inside or not inside:
            seen.add(address)
            yield Link(address, words[:LONGEST])


def what_instead(source: str, catalog: Catalog) -> tuple[str, str] | None:
    """Code and words for a page of the server that stands where a report or a list was expected.

    ``challenge_page``: it asks whether a person is there; ``script_page``: it shows nothing and has a script that
    would fetch the rest, which is how most challenges look; ``error_page``, ``login_page``.
    """
    soup = BeautifulSoup(source, "lxml")
    title = squeeze(soup.title.get_text()) if soup.title else ""
    scripts = soup.find("script") is not None
    for tag in soup.find_all(_FURNITURE):
        tag.decompose()
    shown = squeeze((soup.body or soup).get_text())
    if len(shown) > SHORT or soup.find(_is_file):
        return None
    if found := page_of_server(title + shown, catalog):
        return found
    if scripts and len(shown) < 10 and soup.find(list(_FRAMES)) is None:
        return "script_page", "nothing but a script"
    return None


def _is_file(tag: Tag) -> bool:
    return (
        tag.name in ("a", *_FRAMES)
        and re.search(
            r"\.(?:docx?|wps|pdf|ofd|rtf|zip|rar)(?:[?#]|$)",
            str(tag.get("href") or tag.get("src") or tag.get("data") or ""),
            re.IGNORECASE,
        )
        is not None
    )
