"""A list page taken apart: its links with their words and dates, whether it is HTML, XML with HTML in it, or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag

from pipeline.acquire.profile import Entries
from pipeline.text import squeeze

LONGEST = 120  # characters of a link's words; more is a paragraph
MAX_PAGE = 5_000_000  # characters; no list has so many, and to take more apart costs a minute and a gigabyte
MAX_TAGS = 200_000
MAX_MOVED = 2_000  # characters of a page that only sends its reader elsewhere

_CDATA = "<![CDATA["
_SITEMAP = re.compile(r"<(?:urlset|sitemapindex)\b")
_ENTRY = re.compile(r"<(?:url|sitemap)>")
_LOCATION = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
_CALL = re.compile(r"\A\s*[\w$.]+\s*\(\s*(?=[{\[])(?P<body>.*)\)\s*;?\s*\Z", re.DOTALL)
_DATE = re.compile(
    r"(?<!\d)(?P<y>20[0-3]\d)\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])\s*[-/.月]\s*(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
)
# javascript:openWin('/zwgk/1.html'): the address is there, without running the script
_QUOTED = re.compile(
    r"""['"]((?:https?:/)?[\w./-]*/?[\w.-]+\.(?:s?html?|jsp|do|aspx?|php|pdf|docx?|wps)(?:\?[^'"]*)?)['"]""", re.ASCII
)
_REFRESH = re.compile(r"^\s*\d*\s*[;,]\s*url\s*=\s*['\"]?(?P<url>[^'\"]+)", re.IGNORECASE)
_LOCATION_SET = re.compile(
    r"\blocation(?:\.href)?\s*=\s*(['\"])(?P<url>[^'\"]+)\1|location\.replace\(\s*(['\"])(?P<to>[^'\"]+)\3"
)
_ROWS = ("li", "tr", "dd", "dt", "p", "div")
_CUT = re.compile(r"(?:\.{2,}|…+)$")


@dataclass(frozen=True, slots=True)
class Link:
    """``href`` as the page has it."""

    href: str
    words: str
    date: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """``url`` is where it was got; ``source`` its text, with plain "&"; ``soup`` what a browser would show; ``data`` if
    it is JSON."""

    url: str
    source: str
    soup: BeautifulSoup = field(repr=False)
    data: Any = None
    is_sitemap: bool = False

    @property
    def title(self) -> str:
        """The page's own title, or its first heading."""
        heading = self.soup.find("h1")
        said = [self.soup.title.get_text() if self.soup.title else "", heading.get_text() if heading else ""]
        return squeeze(max(said, key=len))


def is_too_large(source: str) -> bool:
    """Whether a page is none that a person would read: it is not taken apart."""
    return len(source) > MAX_PAGE or source.count("<") > MAX_TAGS


def take_apart(url: str, source: str) -> Page:
    """The page of ``source``. What stands as CDATA in scripts is unpacked: some lists keep their entries there."""
    source = source.replace("&amp;", "&")
    data = _json(source)
    if data is not None:
        return Page(url, source, BeautifulSoup("", "lxml"), data)
    if _SITEMAP.search(source[:2_000]):
        return Page(url, source, BeautifulSoup("", "lxml"), is_sitemap=True)
    # not a pattern up to the next "]]>": where none comes, that would cost the square of the length
    packed = "\n".join(part.split("]]>", 1)[0] for part in source.split(_CDATA)[1:] if "]]>" in part)
    soup = BeautifulSoup(source if not source.lstrip().startswith("<?xml") else packed, "lxml")
    if packed:
        for tag in BeautifulSoup(f"<div>{packed}</div>", "lxml").find_all("div", limit=1):
            (soup.body or soup).append(tag)
    return Page(url, source, soup)


def _json(source: str) -> Any:
    text = source.strip().lstrip("\ufeff")
    if call := _CALL.match(text):  # callback({...});
        text = call["body"]
    if text[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def links_of(page: Page, within: Sequence[str], entries: Sequence[Entries]) -> Iterator[Link]:
    """Every link of a page once per address and words."""
    if page.data is not None:
        yield from _from_json(page.data, entries)
        return
    if page.is_sitemap:
        for entry in _ENTRY.split(page.source)[1:]:
            if found := _LOCATION.search(entry):
                yield Link(found[1], "", first_date(entry.replace(found[0], "")))
        return
    places = [tag for selector in within for tag in page.soup.select(selector)] or [page.soup]
    seen = set()
    for place in places:
        for tag in place.find_all("a", href=True):
            link = Link(_href(tag), _words(tag), _date_beside(tag))
            if (link.href, link.words) not in seen:
                seen.add((link.href, link.words))
                yield link


def _href(tag: Tag) -> str:
    """The address of a link, also of one that a script would open."""
    href = str(tag["href"])
    if href.strip().lower().startswith(("javascript", "#")):
        quoted = _QUOTED.search(f"{href} {tag.get('onclick') or ''}")
        return quoted[1] if quoted else href
    return href


def _words(tag: Tag) -> str:
    """The words of a link, or its ``title`` where the words are cut: 某市2023年政府信息公…"""
    shown, whole = squeeze(tag.get_text()), squeeze(str(tag.get("title") or ""))
    if whole and (not shown or _CUT.search(shown) or (len(whole) <= LONGEST and shown in whole)):
        shown = whole
    if not shown and (picture := tag.find("img", alt=True)) is not None:
        shown = squeeze(str(picture["alt"]))
    return shown[:LONGEST]


def _date_beside(tag: Tag) -> str | None:
    """The date in the same row of the list."""
    row = tag.find_parent(_ROWS)
    return first_date(row.get_text(" ")) if row is not None and len(row.find_all("a", limit=6)) < 6 else None


def frames_of(page: Page) -> Iterator[str]:
    """The addresses of the pages that a page shows in frames."""
    for tag in page.soup.find_all(["iframe", "frame"], src=True):
        yield str(tag["src"])


def moved_to(page: Page) -> str | None:
    """Where a page sends its reader at once: by a refresh, or by a script that says no more than an address."""
    for tag in page.soup.find_all("meta", attrs={"http-equiv": re.compile("^refresh$", re.IGNORECASE)}):
        if found := _REFRESH.match(str(tag.get("content") or "")):
            return found["url"].strip()
    if len(page.source) > MAX_MOVED or page.soup.find("a", href=True) is not None:
        return None
    script = _LOCATION_SET.search(page.source)
    return (script["url"] or script["to"]) if script else None


def first_date(text: str) -> str | None:
    """The first day that a text names, as 2024-01-18."""
    found = _DATE.search(text[:2_000])
    return f"{found['y']}-{int(found['m']):02}-{int(found['d']):02}" if found else None


def _from_json(data: Any, entries: Sequence[Entries]) -> Iterator[Link]:
    for kind in entries:
        items = at_path(data, kind.items)
        for item in items if isinstance(items, list) else ():
            url, title = at_path(item, kind.url), at_path(item, kind.title)
            if isinstance(url, str) and isinstance(title, str):
                date = at_path(item, kind.date) if kind.date else None
                plain = squeeze(BeautifulSoup(title, "lxml").get_text() if "<" in title else title)
                yield Link(url, plain[:LONGEST], first_date(str(date)) if date else None)


def at_path(data: Any, path: str) -> Any:
    """What stands at ``data.results`` of a JSON value; nothing if there is no such place."""
    for name in path.split(".") if path else ():
        data = data.get(name) if isinstance(data, dict) else None
    return data
