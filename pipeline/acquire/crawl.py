"""``crawl``: a site or the address of a list page → reports in the raw store, and a state for every address met."""

from __future__ import annotations

import http.client
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.acquire.address import AddressError, host_of, resolve, site_of
from pipeline.acquire.explore import Answer, Explorer, Reading
from pipeline.acquire.frontier import KEPT, Frontier, Kind, Row, State
from pipeline.acquire.manners import Manners
from pipeline.acquire.profile import GENERIC, Profile, load_profiles, read_profile
from pipeline.acquire.store import RawStore
from pipeline.acquire.visits import Keeping, Visits
from pipeline.acquire.warc.write import WarcWriter
from pipeline.catalog import Catalog
from pipeline.errors import CrawlError
from pipeline.model.fetch import Fetch

FRONTIER = ".crawl/frontier.sqlite"

# What was wanted and not got.
UNGOT = (State.FAILED, State.INSTEAD, State.TOO_LARGE, State.REFUSED_ADDRESS, State.REFUSED_ROBOTS, State.STOPPED)

Download = Callable[[str], Awaitable[Answer]]
Engine = Callable[[Callable[[Download], Awaitable[None]], Manners], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """What is crawled: ``site`` names it in the frontier and the manifest, ``starts`` are its list pages."""

    site: str
    starts: tuple[str, ...]
    profile: Profile


@dataclass(frozen=True, slots=True)
class Summary:
    """What a crawl has come to. ``counts`` of the site's rows by kind and state; ``ungot`` of reports and lists.

    ``kept`` and ``asked``: reports and files kept in this run, and requests made in it. ``stopped``: hosts that were
    left alone, and why. ``links``, of a dry run: what it would fetch and what not. ``done``: it was not interrupted.
    """

    site: str
    counts: Mapping[str, Mapping[str, int]]
    kept: int
    asked: int
    resumed: bool
    done: bool
    stopped: Mapping[str, str] = field(default_factory=dict)
    ungot: tuple[Row, ...] = ()
    links: tuple[Row, ...] = ()

    @property
    def reports(self) -> int:
        """Reports at hand, from this run and those before."""
        return sum(self.counts.get(Kind.REPORT, {}).get(state, 0) for state in KEPT)

    @property
    def waiting(self) -> int:
        return sum(states.get(State.WAITING, 0) for states in self.counts.values())


def find_target(named: str, own_sites: Path | None = None, profile: str | None = None) -> Target:
    """What a user means: the id of a profile, the path of one, or the address of a list page or a sitemap.

    Raises:
        CatalogError: no such profile.
        CrawlError: the profile is a family and has no start, an address is none, or Scrapy is not installed.
    """
    _scrapy()  # its libraries spell addresses too
    profiles = load_profiles(own_sites)
    if "://" in named:
        try:
            url = resolve(named, named)
        except AddressError as error:
            raise CrawlError(f"{named}: {error}. Give the address of a list page, https://…") from error
        return Target(url, (url,), profiles.get(profile or GENERIC))
    found = read_profile(Path(named)) if named.endswith(".toml") else profiles.get(named)
    if not found.start:
        raise CrawlError(
            f"{named}: a family of sites, without a start page. Give the address of a list page: "
            f"nianbao crawl https://… --profile {named}"
        )
    try:
        return Target(found.id, tuple(resolve(start, start) for start in found.start), found)
    except AddressError as error:
        raise CrawlError(f"{named}: start: {error}") from error


def crawl(
    target: Target,
    into: str | Path,
    reading: Reading,
    catalog: Catalog,
    manners: Manners | None = None,
    *,
    own_sites: Path | None = None,
    state: Path | None = None,
    dry: bool = False,
    again: bool = False,
    told: Callable[[Row], None] = lambda row: None,
    engine: Engine | None = None,
) -> Summary:
    """Fetch the reports of ``target`` into the raw store ``into``. Goes on where a run before was stopped.

    ``state`` is the folder of the frontier, needed where ``into`` is no folder. ``dry`` asks for list pages only and
    keeps nothing. ``again`` asks for everything once more: pages that have changed become new versions.
    ``engine`` is how pages are got, Scrapy unless another is given; Scrapy can be used once per process.

    Raises:
        CrawlError: Scrapy is not installed, another crawl is at work, or the frontier cannot be kept.
        RawStoreError: the raw store cannot be written.
    """
    manners = manners or Manners()
    engine = engine or _scrapy()
    profiles = load_profiles(own_sites)
    hosts = {site_of(host_of(start)) for start in target.starts} | {site_of(host) for host in target.profile.hosts}
    explorer = Explorer(target.site, target.profile, profiles, catalog, reading, frozenset(hosts))
    starts = [Row(url, target.site, Kind.START, host_of(url)) for url in target.starts]
    with ExitStack() as stack:
        path = None if dry else _frontier_path(into, state)
        frontier = stack.enter_context(Frontier.open(path))
        keeping: Keeping = _Nothing() if dry else stack.enter_context(_store(into, target.site, manners))
        begun = frontier.begin(target.site, starts, _now(), again)
        ended: list[Visits] = []

        async def work(download: Download) -> None:
            visits = Visits(frontier, explorer, manners, download, keeping, begun, dry, told)
            ended.append(visits)
            if begun.resumed and isinstance(keeping, _Store):
                _take_over(visits, keeping.raw)
            await visits.run()

        done = engine(work, manners)
        visits = ended[0]
        counts = frontier.counts(target.site)
        if done and not visits.is_full:
            frontier.finish(begun.number, _now())
        return Summary(
            site=target.site,
            counts=counts,
            kept=visits.kept,
            asked=visits.asked,
            resumed=begun.resumed,
            done=done,
            stopped=visits.stopped,
            ungot=tuple(frontier.rows(target.site, *UNGOT)),
            links=tuple(row for row in frontier.rows(target.site) if row.kind is not Kind.START) if dry else (),
        )


def _scrapy() -> Engine:
    if find_spec("scrapy") is None:
        raise CrawlError("crawling needs Scrapy, which is not installed. Install it: pip install 'nianbao[crawl]'")
    from pipeline.acquire.download import run

    return run


def _frontier_path(into: str | Path, state: Path | None) -> Path:
    if state is not None:
        return state / "frontier.sqlite"
    if "://" in str(into).removeprefix("file://"):
        raise CrawlError(f"{into}: is no folder, so say where the frontier is kept: --state FOLDER")
    return Path(str(into).removeprefix("file://")) / FRONTIER


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _take_over(visits: Visits, raw: RawStore) -> None:
    """Rows whose pages a run kept before it was killed are not asked for again."""
    for line in raw.manifest():
        if not line.has_content or (line.fetched_at or "") < visits.round.started or line.sha256 is None:
            continue
        row = visits.frontier.find(line.final_url or line.url)
        if row is None or row.state is not State.WAITING or row.site != visits.explorer.site:
            continue
        data = raw.read(line.sha256)
        answer = Answer(row.url, line.status or 200, line.headers, data, datetime.now(UTC))
        outcome = visits.explorer.explore(replace(row, status=line.status), answer)
        if outcome.kept:
            visits.settle_kept(outcome, line.sha256)


# -- where answers go --------------------------------------------------------------------


class _Nothing:
    """A dry run keeps nothing."""

    def record(self, answer: Answer) -> None:
        pass

    def keep(self, row: Row, answer: Answer) -> str:
        raise AssertionError("a dry run keeps nothing")


@contextmanager
def _store(into: str | Path, site: str, manners: Manners) -> Iterator[_Store]:
    name = host_of(site) or site
    with RawStore.open(into) as raw, WarcWriter(raw, name, operator=manners.contact or None) as warc:
        yield _Store(raw, warc, site, manners)


class _Store:
    """The raw store and the web archive beside it."""

    def __init__(self, raw: RawStore, warc: WarcWriter, site: str, manners: Manners) -> None:
        self.raw, self.warc, self.site, self.manners = raw, warc, site, manners
        self._last: tuple[Answer, tuple[str, int]] | None = None

    def record(self, answer: Answer) -> None:
        parts = urlsplit(answer.url)
        asked = f"GET {parts.path or '/'}{'?' + parts.query if parts.query else ''} HTTP/1.1"
        headers = [("Host", parts.netloc), ("User-Agent", self.manners.user_agent)]
        known = answer.status in http.client.responses
        status = f"{answer.status} {HTTPStatus(answer.status).phrase}" if known else str(answer.status)
        self._last = (
            answer,
            self.warc.write(
                answer.url,
                answer.fetched_at,
                status,
                answer.raw_headers,
                answer.wire,
                encoded=True,
                request=(asked, headers),
                ip=answer.address,
            ),
        )

    def keep(self, row: Row, answer: Answer) -> str:
        assert self._last is not None
        assert self._last[0] is answer  # an answer is recorded before it is kept
        file, offset = self._last[1]
        self.warc.flush()
        kept = self.raw.keep(
            Fetch(
                url=row.first or row.url,
                final_url=row.url,
                data=answer.body,
                fetched_at=answer.fetched_at,
                status=answer.status,
                headers=answer.headers,
                site=self.site,
                listed_title=row.title or None,
                listed_date=row.listed_date,
                parent_url=row.parent,
                warc=file,
                warc_offset=offset,
            )
        )
        self.raw.flush()
        assert kept.sha256 is not None  # an empty page is not kept
        return kept.sha256
