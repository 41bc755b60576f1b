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
MAX_NODES = 500_000

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_SITEMAP = re.compile(r"<(?:urlset|sitemapindex)\b")
_LOCATION = re.compile(r"<(?P<entry>url|sitemap)>.*?<loc>\s*(?P<url>.*?)\s*</loc>(?P<rest>.*?)</(?P=entry)>", re.DOTALL)
_CALL = re.compile(r"\A\s*[\w$.]+\s*\(\s*(?=[{\[])(?P<body>.*)\)\s*;?\s*\Z", re.DOTALL)
_DATE = re.compile(
    r"(?<!\d)(?P<y>20[0-3]\d)\s*[-/.年]\s*(?P<m>1[0-2]|0?[1-9])\s*[-/.月]\s*(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)"
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


def take_apart(url: str, source: str) -> Page:
    """The page of ``source``. What stands as CDATA in scripts is unpacked: some lists keep their entries there."""
    if source.count("<") > MAX_NODES:
        return Page(url, "", BeautifulSoup("", "lxml"))
    source = source.replace("&amp;", "&")
    data = _json(source)
    if data is not None:
        return Page(url, source, BeautifulSoup("", "lxml"), data)
    if _SITEMAP.search(source[:2_000]):
        return Page(url, source, BeautifulSoup("", "lxml"), is_sitemap=True)
    packed = "\n".join(_CDATA.findall(source)) if "CDATA" in source else ""
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
        for found in _LOCATION.finditer(page.source):
            yield Link(found["url"], "", first_date(found["rest"]))
        return
    places = [tag for selector in within for tag in page.soup.select(selector)] or [page.soup]
    seen = set()
    for place in places:
        for tag in place.find_all("a", href=True):
            link = Link(str(tag["href"]), _words(tag), _date_beside(tag))
            if (link.href, link.words) not in seen:
                seen.add((link.href, link.words))
                yield link


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
