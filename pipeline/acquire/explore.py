"""What an answer means for its row: the state it ends in, whether it is kept, and which addresses it led to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.acquire.address import AddressError, host_of, resolve, site_of
from pipeline.acquire.article import files_of, what_instead
from pipeline.acquire.frontier import LISTS, Kind, Row, State
from pipeline.acquire.links import judge, title_of_report
from pipeline.acquire.listpage import Page, frames_of, is_too_large, links_of, moved_to, take_apart
from pipeline.acquire.manners import DEPTH
from pipeline.acquire.paging import further_pages
from pipeline.acquire.profile import Profile, Profiles
from pipeline.catalog import Catalog
from pipeline.text import squeeze

PROSE = 5  # full stops outside links; a list has none

_NO_ADDRESS = re.compile(r"\s*(?:javascript|mailto|tel|data|about|blob|weixin|#|$)", re.IGNORECASE)
_TEXTS = ("text/", "multipart/", "application/json", "application/xml")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. ``headers`` by lower-case name; ``body`` with its encodings undone, ``wire`` as it came."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    wire: bytes = b""
    raw_headers: tuple[tuple[str, str], ...] = ()
    address: str | None = None  # of the server, as a number


@dataclass(frozen=True, slots=True)
class Reading:
    """How bytes are read; other stages know, and hand it in."""

    sniff: Callable[[bytes], str]
    decode: Callable[[bytes], tuple[str, str]]  # text and the encoding's name


@dataclass(frozen=True, slots=True)
class Outcome:
    """``row`` in its final state. ``kept``: its bytes are a report or a file of one. ``found``: what it leads to."""

    row: Row
    kept: bool = False
    found: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Explorer:
    """``sites``: the parts of host names within which links are followed."""

    site: str
    profile: Profile
    profiles: Profiles
    catalog: Catalog
    reading: Reading
    sites: frozenset[str]

    def explore(self, row: Row, answer: Answer) -> Outcome:
        """The outcome of a whole answer with status 200."""
        media_type = self.reading.sniff(answer.body)
        if not answer.body.strip():
            return Outcome(replace(row, state=State.FAILED, reason="an empty page"))
        if not media_type.startswith(_TEXTS):
            return self._file(row, media_type)
        source, encoding = self.reading.decode(answer.body)
        if is_too_large(source):
            if row.kind in LISTS:
                return Outcome(replace(row, state=State.TOO_LARGE, reason="far longer than a list page; not read"))
            return Outcome(replace(row, state=State.FETCHED, reason=""), True)
        page = take_apart(row.url, source)
        if page.data is None and (target := moved_to(page)) and not _NO_ADDRESS.match(target):
            return self.redirect(row, target)
        if row.kind in LISTS:
            return self._list(row, page, source, encoding)
        if media_type in ("text/html", "text/plain") and (instead := what_instead(source, self.catalog)):
            return Outcome(replace(row, state=State.INSTEAD, reason=": ".join(instead)))
        found = self._files(row, page, encoding) if row.kind is Kind.REPORT else ()
        return Outcome(replace(row, state=State.FETCHED, reason=""), True, tuple(found))

    def _file(self, row: Row, media_type: str) -> Outcome:
        if row.kind in (Kind.MORE, Kind.START):
            return Outcome(replace(row, state=State.FAILED, reason=f"{media_type} where a list page was expected"))
        kind = Kind.REPORT if row.kind is Kind.COLUMN else row.kind
        return Outcome(replace(row, kind=kind, state=State.FETCHED, reason=""), True)

    # -- lists -------------------------------------------------------------------------

    def _list(self, row: Row, page: Page, source: str, encoding: str) -> Outcome:
        profile = self.profiles.of_page(self.profile, page.source)
        addresses = further_pages(page, profile.paging, row.kind is not Kind.MORE)
        further = {one.url: one for one in self._more(row, page, encoding, addresses, "a further page of the list")}
        links = [one for one in self._links(row, page, profile, encoding) if one.url not in further]
        found = [*links, *further.values()]
        if row.kind is not Kind.MORE and self._is_report(page, row):
            report = replace(row, kind=Kind.REPORT, state=State.FETCHED, reason="", title=row.title or page.title)
            return Outcome(report, True, (*self._files(report, page, encoding), *found))
        if not any(one.state is State.WAITING for one in found):
            found += self._more(row, page, encoding, frames_of(page), "a frame of the page")
        if not any(one.state is State.WAITING for one in found):
            instead = what_instead(source, self.catalog) if page.data is None and not page.is_sitemap else None
            if instead:
                return Outcome(replace(row, state=State.INSTEAD, reason=": ".join(instead)))
        return Outcome(replace(row, state=State.FETCHED, reason=""), False, tuple(found))

    def _is_report(self, page: Page, row: Row) -> bool:
        """Whether a page that a link promised as a list is a report: it has a report's title, and prose below."""
        if page.data is not None or not (
            title_of_report(page.title, self.catalog) or title_of_report(row.title, self.catalog)
        ):
            return False
        text = page.soup.get_text()
        linked = sum(tag.get_text().count("。") for tag in page.soup.find_all("a"))
        return text.count("。") - linked >= PROSE

    def _links(self, row: Row, page: Page, profile: Profile, encoding: str) -> Iterator[Row]:
        said = page.title + squeeze(row.title)
        in_column = row.depth > 0 or any(re.search(p, said) for p in profile.links.column)
        in_column = in_column or title_of_report(said, self.catalog) is not None
        base = _base(page)
        for link in links_of(page, profile.links.within, profile.entries):
            if _NO_ADDRESS.match(link.href):
                continue
            url = self._resolved(link.href, base, encoding, row, Kind.OTHER, link.words)
            if isinstance(url, Row):
                yield url
                continue
            verdict = judge(link, url, profile.links, self.catalog, in_column)
            if url == row.url:
                continue
            kind, state, reason = verdict.kind or Kind.OTHER, State.WAITING, verdict.reason
            if page.is_sitemap and url.endswith((".xml", ".xml.gz")):
                kind, reason = Kind.COLUMN, "a sitemap within a sitemap"
            elif verdict.kind is None:
                state = State.SKIPPED
            elif site_of(host_of(url)) not in self.sites:
                state, reason = State.SKIPPED, f"on another site ({host_of(url)}), though {reason}"
            elif kind is Kind.COLUMN and row.depth >= DEPTH:
                state, reason = State.SKIPPED, f"{DEPTH} lists lie between the start page and it, though {reason}"
            found = self._row(url, row, kind, state, reason, link.words)
            yield replace(found, listed_date=link.date, depth=row.depth + (kind is Kind.COLUMN))

    def _more(self, row: Row, page: Page, encoding: str, hrefs: Iterable[str], reason: str) -> Iterator[Row]:
        base = _base(page)
        for href in hrefs:
            if _NO_ADDRESS.match(href):
                continue
            url = self._resolved(href, base, encoding, row, Kind.MORE, "")
            if isinstance(url, Row):
                yield url
            elif url != row.url and site_of(host_of(url)) in self.sites:
                title = row.title or page.title
                yield replace(self._row(url, row, Kind.MORE, State.WAITING, reason, title), depth=row.depth)

    # -- reports -----------------------------------------------------------------------

    def _files(self, row: Row, page: Page, encoding: str) -> Iterator[Row]:
        profile = self.profiles.of_page(self.profile, page.source)
        base = _base(page)
        for link in files_of(page.soup, profile.article, self.catalog):
            url = self._resolved(link.href, base, encoding, row, Kind.ATTACHMENT, link.words)
            if isinstance(url, Row):
                yield url
                continue
            state, reason = State.WAITING, "a file of the report"
            if site_of(host_of(url)) not in self.sites:
                state, reason = State.SKIPPED, f"a file of the report on another site ({host_of(url)})"
            if url != row.url:
                yield self._row(url, row, Kind.ATTACHMENT, state, reason, link.words)

    def _resolved(self, href: str, base: str, encoding: str, parent: Row, kind: Kind, words: str) -> str | Row:
        """The address of a link; one that is not asked for is a row at once, in its final state."""
        try:
            return resolve(href, base, encoding)
        except AddressError as error:
            return self._row(href[:2000], parent, kind, State(error.code), str(error), words)

    def _row(self, url: str, parent: Row, kind: Kind, state: State, reason: str, title: str) -> Row:
        return Row(
            url, self.site, kind, host_of(url) if "://" in url else "", state, reason, parent=parent.url, title=title
        )

    # -- redirects ---------------------------------------------------------------------

    def redirect(self, row: Row, location: str) -> Outcome:
        """The outcome of a redirect: the target is a row of its own."""
        try:
            target = resolve(location, row.url)
        except AddressError as error:
            return Outcome(replace(row, state=State(error.code), reason=f"redirects to {location[:200]}: {error}"))
        found = replace(
            row,
            url=target,
            host=host_of(target),
            first=row.first or row.url,
            hops=row.hops + 1,
            tries=0,
            not_before=0.0,
        )
        if site_of(found.host) not in self.sites:
            found = replace(found, state=State.SKIPPED, reason=f"on another site ({found.host}), by a redirect")
        return Outcome(replace(row, state=State.REDIRECTED, reason="", target=target), found=(found,))


def _base(page: Page) -> str:
    """What addresses on the page are relative to."""
    base = page.soup.find("base", href=True)
    try:
        return resolve(str(base["href"]), page.url) if base is not None else page.url
    except AddressError:
        return page.url
