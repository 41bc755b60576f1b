"""The frontier: every address that was met, one row each, in a table that a kill cannot hurt.

A row ends in exactly one state, in the same transaction that adds what was found on its page. A run that was killed
leaves rows ``waiting``; the next one goes on with them. When a round is over, the next one asks the lists again, and
not the reports that are kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path

from pipeline.errors import CrawlError


class State(StrEnum):
    WAITING = "waiting"
    FETCHED = "fetched"
    DUPLICATE = "duplicate"  # the bytes of another address, ``target``
    REDIRECTED = "redirected"  # to ``target``, which has a row of its own
    REFUSED_ROBOTS = "refused_robots"
    REFUSED_SCHEME = "refused_scheme"
    REFUSED_ADDRESS = "refused_address"
    TOO_LARGE = "too_large"
    INSTEAD = "instead"  # a page of the server stands there: a challenge, an error, a login
    FAILED = "failed"
    STOPPED = "stopped"  # its host was left alone for the rest of the run
    SKIPPED = "skipped"  # out of scope, with the reason


class Kind(StrEnum):
    START = "start"
    COLUMN = "column"  # a list, or a report: its page tells
    MORE = "more"  # a further page of a list
    REPORT = "report"
    ATTACHMENT = "attachment"
    OTHER = "other"  # a link that is left


LISTS = (Kind.START, Kind.COLUMN, Kind.MORE)
KEPT = (State.FETCHED, State.DUPLICATE)
# States that a new round looks at again: nothing was got, and the reason may have gone.
_AGAIN = (State.REFUSED_ROBOTS, State.REFUSED_ADDRESS, State.TOO_LARGE, State.INSTEAD, State.FAILED, State.STOPPED)


@dataclass(frozen=True, slots=True)
class Row:
    """``url`` in its one spelling. ``first``: the address on the list page, if redirects led from it to this one."""

    url: str
    site: str
    kind: Kind
    host: str
    state: State = State.WAITING
    reason: str = ""
    target: str | None = None
    first: str | None = None
    parent: str | None = None
    title: str = ""
    listed_date: str | None = None
    depth: int = 0  # columns above it
    hops: int = 0  # redirects that led here
    barren: int = 0  # list pages in a row before it that held no new report
    tries: int = 0
    not_before: float = 0.0
    status: int | None = None
    sha256: str | None = None


_COLUMNS = tuple(field.name for field in fields(Row))
_ONLY_LISTS = f"and kind in ({', '.join(repr(str(kind)) for kind in LISTS)})"
_SCHEMA = f"""
create table if not exists urls (
  seq integer primary key, {", ".join(_COLUMNS)}, unique (url)
);
create index if not exists urls_waiting on urls (state, site, host, seq);
create index if not exists urls_bytes on urls (sha256);
create table if not exists rounds (round integer primary key, site, started, finished);
create table if not exists robots (origin primary key, fetched_at, status, text);
"""


@dataclass(frozen=True, slots=True)
class Round:
    """``resumed``: it was begun by a run that did not finish it."""

    number: int
    started: str
    resumed: bool


class Frontier:
    """The table. One process at a time; a second one is told so."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path | None) -> Iterator[Frontier]:
        """The frontier kept in ``path``; without one, in memory.

        Raises:
            CrawlError: another crawl has it, or the file is none.
        """
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=2)
        except (OSError, sqlite3.Error) as error:
            raise CrawlError(f"{path}: cannot keep the frontier here: {error}. Name another folder") from error
        try:
            connection.execute("pragma locking_mode = exclusive")
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            connection.executescript(_SCHEMA)
            yield cls(connection)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise CrawlError(f"{path}: cannot keep the frontier here: {error}") from error
            raise CrawlError(f"{path}: another crawl is at work here. Wait until it ends") from error
        except sqlite3.DatabaseError as error:
            raise CrawlError(f"{path}: not a frontier: {error}. Move the file away and crawl again") from error
        finally:
            connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    # -- rounds ------------------------------------------------------------------------

    def begin(self, site: str, starts: Iterable[Row], now: str, again: bool) -> Round:
        """Go on with the round that was not finished, or begin a new one."""
        with self._transaction():
            left = self._db.execute(
                "select round, started from rounds where site = ? and finished is null", (site,)
            ).fetchone()
            if left is not None and not again:
                self._db.execute(
                    "update urls set state = 'waiting', tries = 0, not_before = 0 where site = ? and state = 'stopped'",
                    (site,),
                )
                self._add(starts)
                return Round(left[0], left[1], True)
            self._db.execute("update rounds set finished = ? where site = ? and finished is null", (now, site))
            anew = [*_AGAIN, *(KEPT if again else ())]
            self._db.execute(
                "update urls set state = 'waiting', reason = '', tries = 0, not_before = 0, barren = 0 where site = ? "
                f"and (kind in {_listed(LISTS)} and state not in ('skipped', 'refused_scheme') "
                f"or state in {_listed(anew)})",
                (site, *LISTS, *anew),
            )
            self._add(starts)
            cursor = self._db.execute("insert into rounds (site, started) values (?, ?)", (site, now))
            return Round(int(cursor.lastrowid or 0), now, False)

    def finish(self, number: int, now: str) -> None:
        self._db.execute("update rounds set finished = ? where round = ?", (now, number))

    # -- rows --------------------------------------------------------------------------

    def hosts(self, site: str, only_lists: bool = False) -> list[str]:
        """Hosts with waiting rows, the one with the oldest row first."""
        kinds = _ONLY_LISTS if only_lists else ""
        query = f"select host from urls where state = 'waiting' and site = ? {kinds} group by host order by min(seq)"
        return [host for (host,) in self._db.execute(query, (site,))]

    def next(self, site: str, host: str, only_lists: bool = False) -> Row | None:
        """The waiting row to ask for next: the oldest whose time has come, else the one whose time comes first."""
        query = (
            f"select {', '.join(_COLUMNS)} from urls where state = 'waiting' and site = ? and host = ? "
            f"{_ONLY_LISTS if only_lists else ''} order by not_before, seq limit 1"
        )
        found = self._db.execute(query, (site, host)).fetchone()
        return None if found is None else _row(found)

    def settle(self, row: Row, found: Sequence[Row] = ()) -> int:
        """Give a row its state and add what its page led to; returns how many of those are new reports.

        A page that is met again under a better name than the one it was skipped for is waiting again.
        """
        with self._transaction():
            self._update(row)
            return self._add(found)

    def _update(self, row: Row) -> None:
        names = ", ".join(f"{name} = ?" for name in _COLUMNS)
        self._db.execute(f"update urls set {names} where url = ?", (*astuple(row), row.url))

    def _add(self, rows: Iterable[Row]) -> int:
        names, marks = ", ".join(_COLUMNS), ", ".join("?" * len(_COLUMNS))
        better = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name != "url")
        added = 0
        for row in rows:
            cursor = self._db.execute(
                f"insert into urls ({names}) values ({marks}) on conflict (url) do update set {better} "
                "where urls.state = 'skipped' and excluded.state = 'waiting'",
                astuple(row),
            )
            added += cursor.rowcount > 0 and row.kind is Kind.REPORT and row.state is State.WAITING
        return added

    def stop(self, site: str, host: str, reason: str) -> None:
        """Leave a host alone for the rest of the run."""
        query = "update urls set state = 'stopped', reason = ? where state = 'waiting' and site = ? and host = ?"
        self._db.execute(query, (reason, site, host))

    def defer(self, site: str, host: str, until: float) -> None:
        """Ask a host for nothing before a moment; also a later run keeps to it."""
        query = "update urls set not_before = max(not_before, ?) where state = 'waiting' and site = ? and host = ?"
        self._db.execute(query, (until, site, host))

    def find(self, url: str) -> Row | None:
        found = self._db.execute(f"select {', '.join(_COLUMNS)} from urls where url = ?", (url,)).fetchone()
        return None if found is None else _row(found)

    def same_bytes(self, sha256: str, url: str) -> str | None:
        """The address that the same bytes were kept from before."""
        query = "select url from urls where sha256 = ? and url <> ? and state = 'fetched' order by seq limit 1"
        found = self._db.execute(query, (sha256, url)).fetchone()
        return None if found is None else str(found[0])

    def leads_to(self, url: str, target: str) -> bool:
        """Whether redirects lead from one address to another."""
        seen = set()
        while url != target:
            row = self.find(url)
            if url in seen or row is None or row.state is not State.REDIRECTED or row.target is None:
                return False
            seen.add(url)
            url = row.target
        return True

    def lists(self, site: str) -> int:
        """How many list pages there are, asked for or to be asked for."""
        query = f"select count(*) from urls where site = ? and kind in {_listed(LISTS)} and state <> 'skipped'"
        return int(self._db.execute(query, (site, *LISTS)).fetchone()[0])

    def rows(self, site: str, *states: State) -> Iterator[Row]:
        """The rows of a site in the order they were met; of all states unless some are named."""
        only = f"and state in {_listed(states)}" if states else ""
        query = f"select {', '.join(_COLUMNS)} from urls where site = ? {only} order by seq"
        return map(_row, self._db.execute(query, (site, *states)))

    def counts(self, site: str) -> dict[str, dict[str, int]]:
        """How many rows of each kind are in each state."""
        counted: dict[str, dict[str, int]] = {}
        query = "select kind, state, count(*) from urls where site = ? group by kind, state order by kind, state"
        for kind, state, count in self._db.execute(query, (site,)):
            counted.setdefault(kind, {})[state] = count
        return counted

    # -- robots ------------------------------------------------------------------------

    def robots(self, origin: str, since: str) -> tuple[int | None, str] | None:
        """The robots file of an origin as it was got since a moment: status (nothing: could not be got) and text."""
        query = "select status, text from robots where origin = ? and fetched_at >= ?"
        found = self._db.execute(query, (origin, since)).fetchone()
        return None if found is None else (found[0], found[1])

    def keep_robots(self, origin: str, now: str, status: int | None, text: str) -> None:
        self._db.execute("insert or replace into robots values (?, ?, ?, ?)", (origin, now, status, text))


def _listed(values: Sequence[object]) -> str:
    return f"({', '.join('?' * len(values))})"


def _row(values: tuple[object, ...]) -> Row:
    row = Row(*values)  # type: ignore[arg-type]
    return replace(row, kind=Kind(row.kind), state=State(row.state))
