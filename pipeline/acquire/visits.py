"""The crawl itself: rows are taken from the frontier, asked for one at a time per host, and given their state.

How a page is got is handed in as ``download``, so that this needs no network; what it means is told by the explorer.
What is kept is in the raw store before its row says so: after a kill the row is still waiting, the manifest tells that
the page is here, and it is not fetched again.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urljoin

from pipeline.acquire.address import AddressError, origin_of, resolve
from pipeline.acquire.explore import Answer, Explorer, Outcome
from pipeline.acquire.frontier import LISTS, Frontier, Kind, Round, Row, State
from pipeline.acquire.manners import (
    AGAIN,
    BARREN,
    CHALLENGE,
    HOPS,
    HOSTS,
    PATIENCE,
    REFUSALS,
    TRIES,
    Manners,
    pause_before_again,
    retry_after,
    until_night,
)
from pipeline.acquire.robots import Robots, read_robots

MOST_LISTS = 2_000  # list pages of one site
_REDIRECTS = (301, 302, 303, 307, 308)


class DownloadError(Exception):
    """A page that was not got. ``again``: asking once more may help."""

    def __init__(self, state: State, reason: str, again: bool) -> None:
        super().__init__(reason)
        self.state, self.again = state, again


class Keeping(Protocol):
    """Where answers go: every one as evidence, and reports into the raw store."""

    def record(self, answer: Answer) -> None: ...

    def keep(self, row: Row, answer: Answer) -> str:
        """Returns the SHA-256 of the bytes, which are safe then."""


@dataclass
class Visits:
    """One run over the waiting rows of a site."""

    frontier: Frontier
    explorer: Explorer
    manners: Manners
    download: Callable[[str], Awaitable[Answer]]
    keeping: Keeping
    round: Round
    dry: bool = False
    told: Callable[[Row], None] = lambda row: None
    kept: int = 0
    asked: int = 0
    stopped: dict[str, str] = field(default_factory=dict)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _free_at: dict[str, float] = field(default_factory=dict)
    _refusals: dict[str, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        return self.manners.limit is not None and self.kept >= self.manners.limit

    async def run(self) -> None:
        """Until no row waits, or the limit is reached."""
        running: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                for host in self.frontier.hosts(self.explorer.site, self.dry):
                    if host not in running and len(running) < HOSTS and not self.is_full:
                        running[host] = asyncio.create_task(self._host(host))
                if not running:
                    return
                done, _ = await asyncio.wait(running.values(), timeout=1, return_when=asyncio.FIRST_COMPLETED)
                for host in [host for host, task in running.items() if task in done]:
                    running.pop(host).result()
        finally:
            for task in running.values():
                task.cancel()
            await asyncio.gather(*running.values(), return_exceptions=True)

    async def _host(self, host: str) -> None:
        while not self.is_full and (row := self.frontier.next(self.explorer.site, host, self.dry)) is not None:
            if host in self.stopped:
                self.frontier.stop(self.explorer.site, host, self.stopped[host])
                return
            await asyncio.sleep(max(0.0, row.not_before - time.time()))
            await self._visit(row)

    async def _visit(self, row: Row) -> None:
        if row.hops > HOPS:
            self._settle(Outcome(replace(row, state=State.FAILED, reason=f"more than {HOPS} redirects")))
            return
        try:
            robots = await self._rules(row)
            if not robots.allows(row.url):
                reason = robots.problem or "robots.txt forbids it"
                state = State.FAILED if robots.silent else State.REFUSED_ROBOTS
                self._settle(Outcome(replace(row, state=state, reason=reason)))
                return
            answer = await self._ask(row.url, row.host, robots.delay)
        except DownloadError as error:
            if error.again and row.tries + 1 < TRIES:
                self._postpone(row, pause_before_again(self.manners, row.tries + 1), str(error))
            else:
                self._settle(Outcome(replace(row, state=error.state, reason=str(error))))
            return
        self._answered(row, answer)

    async def _ask(self, url: str, host: str, delay: float) -> Answer:
        """One request, when the host's time has come. The pause runs from the end of one to the begin of the next."""
        pause = max(self.manners.delay, delay)
        free_at = self._free_at.setdefault(host, time.monotonic() + (pause if self.round.resumed else 0.0))
        await asyncio.sleep(max(0.0, free_at - time.monotonic()))
        if self.manners.night:
            await asyncio.sleep(until_night(datetime.now(UTC)))
        try:
            self.asked += 1
            answer = await self.download(url)
        finally:
            self._free_at[host] = max(self._free_at[host], time.monotonic() + pause)
        self.keeping.record(answer)
        return answer

    # -- what an answer means ------------------------------------------------------------

    def _answered(self, row: Row, answer: Answer) -> None:
        row = replace(row, status=answer.status)
        if answer.status in _REDIRECTS and (location := answer.headers.get("location")):
            self._redirected(row, self.explorer.redirect(row, location))
        elif answer.status in (403, 429) or answer.status in CHALLENGE:
            self._refused(row, answer)
        elif answer.status in AGAIN:
            wait = retry_after(answer.headers.get("retry-after"), datetime.now(UTC))
            self._wait_or_end(row, wait, f"status {answer.status}")
        elif answer.status not in (200, 203):
            self._settle(Outcome(replace(row, state=State.FAILED, reason=f"status {answer.status}")))
        else:
            outcome = self.explorer.explore(row, answer)
            if outcome.row.state is State.REDIRECTED:
                self._redirected(row, outcome)
                return
            challenged = outcome.row.state is State.INSTEAD and outcome.row.reason.startswith(("challenge", "script"))
            self._refusals[row.host] = self._refusals.get(row.host, 0) + 1 if challenged else 0
            self._finish(outcome, answer)
            if self._refusals[row.host] >= REFUSALS:
                self._stop(row.host, f"{REFUSALS} challenge pages in a row")

    def _redirected(self, row: Row, outcome: Outcome) -> None:
        target = outcome.row.target
        if target is not None and self.frontier.leads_to(target, row.url):
            if target == row.url and not row.tries:  # a page that sets a cookie and asks to come again
                self._postpone(row, 0.0, "redirects to itself")
                return
            outcome = Outcome(replace(row, state=State.FAILED, reason=f"a loop of redirects over {target}"))
        self._settle(outcome)

    def _refused(self, row: Row, answer: Answer) -> None:
        """403 and 429 in a row: the host does not want us now."""
        self._refusals[row.host] = self._refusals.get(row.host, 0) + 1
        if answer.status == 429:
            wait = retry_after(answer.headers.get("retry-after"), datetime.now(UTC))
            self._wait_or_end(row, wait, "status 429")
        elif answer.status == 403:
            self._settle(Outcome(replace(row, state=State.FAILED, reason="status 403")))
        else:
            reason = f"challenge_page: status {answer.status}, how firewalls answer a program"
            self._settle(Outcome(replace(row, state=State.INSTEAD, reason=reason)))
        if self._refusals[row.host] >= REFUSALS:
            self._stop(row.host, f"{REFUSALS} refusals in a row, the last with status {answer.status}")

    def _wait_or_end(self, row: Row, wait: float | None, reason: str) -> None:
        """Ask once more after a pause of the whole host, which is busy; too long a pause ends the run there."""
        if wait is not None and wait > PATIENCE:
            self._postpone(row, 0.0, reason)
            self._stop(row.host, f"{reason}; it asks to wait {wait:,.0f} seconds")
        elif row.tries + 1 < TRIES:
            pause = pause_before_again(self.manners, row.tries + 1) if wait is None else wait
            self._postpone(row, pause, reason)
            self.frontier.defer(self.explorer.site, row.host, time.time() + pause)
        else:
            self._settle(Outcome(replace(row, state=State.FAILED, reason=f"{reason}, {TRIES} times")))

    def _stop(self, host: str, reason: str) -> None:
        self.stopped[host] = reason

    # -- giving a row its state ----------------------------------------------------------

    def _finish(self, outcome: Outcome, answer: Answer) -> None:
        row = outcome.row
        if outcome.kept and self.dry:
            row = replace(row, state=State.WAITING, reason="its page is a report")
        elif outcome.kept:
            sha256 = self.keeping.keep(row, answer)
            self.kept += 1
            self.settle_kept(outcome, sha256)
            return
        self._settle(replace(outcome, row=row))

    def settle_kept(self, outcome: Outcome, sha256: str) -> None:
        """Give a row its state whose page is in the raw store; of a run that was killed between the two, only now."""
        other = self.frontier.same_bytes(sha256, outcome.row.url)
        state = State.FETCHED if other is None else State.DUPLICATE
        self._settle(replace(outcome, row=replace(outcome.row, sha256=sha256, state=state, target=other)))

    def _settle(self, outcome: Outcome) -> None:
        row, found = outcome.row, outcome.found
        if any(one.kind in LISTS for one in found):
            found = tuple(self._bounded(row, found))
        self.frontier.settle(row, found)
        self.told(row)

    def _bounded(self, row: Row, found: tuple[Row, ...]) -> list[Row]:
        """Lists without end are left: calendars, filters, pages that always have a next one."""
        new = any(
            one.kind is Kind.REPORT and one.state is State.WAITING and self.frontier.find(one.url) is None
            for one in found
        )
        barren = 0 if new else row.barren + 1
        room = MOST_LISTS - self.frontier.lists(self.explorer.site)
        bounded = []
        for one in found:
            if one.kind in LISTS and one.state is State.WAITING:
                one = replace(one, barren=barren)
                if barren >= BARREN:
                    one = replace(one, state=State.SKIPPED, reason=f"{BARREN} list pages before it held no new report")
                elif room <= 0:
                    one = replace(one, state=State.SKIPPED, reason=f"the site has more than {MOST_LISTS:,} list pages")
                room -= 1
            bounded.append(one)
        return bounded

    def _postpone(self, row: Row, pause: float, reason: str) -> None:
        row = replace(row, tries=row.tries + 1, not_before=time.time() + pause, reason=reason)
        self.frontier.settle(row)
        self.told(row)

    # -- robots --------------------------------------------------------------------------

    async def _rules(self, row: Row) -> Robots:
        origin = origin_of(row.url)
        if origin not in self._robots:
            known = self.frontier.robots(origin, self.round.started)
            if known is None:
                known = await self._fetch_robots(origin, row.host)
                self.frontier.keep_robots(origin, datetime.now(UTC).isoformat(), *known)
            self._robots[origin] = read_robots(*known)
        return self._robots[origin]

    async def _fetch_robots(self, origin: str, host: str) -> tuple[int | None, str]:
        url = f"{origin}/robots.txt"
        reason = "no answer"
        for _ in range(TRIES):
            target = url
            try:
                for _ in range(HOPS + 1):
                    answer = await self._ask(target, host, 0.0)
                    location = answer.headers.get("location")
                    if answer.status not in _REDIRECTS or not location:
                        return answer.status, answer.body.decode("utf-8-sig", "replace")
                    target = resolve(urljoin(target, location), target)
                return 404, ""  # as RFC 9309 has it for more redirects
            except AddressError as error:
                return None, f"it redirects elsewhere: {error}"
            except DownloadError as error:
                if error.state is State.REFUSED_ADDRESS:
                    raise
                reason = str(error)
                if not error.again:
                    break
        return None, reason
