"""What a crawl has come to, for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from pipeline.present.screen import Screen
from pipeline.present.words import Words

MOST = 20  # addresses that are named one by one
_KINDS = ("report", "attachment", "start", "column", "more", "other")
_WAITING, _SKIPPED = "waiting", "skipped"


class CrawlRow(Protocol):
    """An address and what became of it."""

    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def target(self) -> str | None: ...
    @property
    def parent(self) -> str | None: ...


class Crawled(Protocol):
    """The summary of a crawl."""

    @property
    def site(self) -> str: ...
    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]: ...
    @property
    def kept(self) -> int: ...
    @property
    def asked(self) -> int: ...
    @property
    def resumed(self) -> bool: ...
    @property
    def done(self) -> bool: ...
    @property
    def stopped(self) -> Mapping[str, str]: ...
    @property
    def reports(self) -> int: ...
    @property
    def waiting(self) -> int: ...
    @property
    def ungot(self) -> Sequence[CrawlRow]: ...
    @property
    def links(self) -> Sequence[CrawlRow]: ...


def line(row: CrawlRow, say: Words) -> str:
    """One address as its row ends."""
    told = f"{say(f'crawl_state.{row.state}')}  {row.url}"
    if row.target:
        told += f" → {row.target}"
    if row.title and row.kind in ("report", "attachment"):
        told += f"  {row.title}"
    return f"{told}  ({row.reason})" if row.reason else told


def found(summary: Crawled, dry: bool) -> bool:
    """Whether there is a report at all."""
    if dry:
        return any(row.kind == "report" and row.state == _WAITING for row in summary.links)
    return summary.reports > 0


def show_summary(summary: Crawled, screen: Screen, say: Words) -> None:
    """How many addresses of each kind ended in which state."""
    rows = [
        (say(f"crawl_kind.{kind}"), say(f"crawl_state.{state}"), str(count))
        for kind in _KINDS
        for state, count in summary.counts.get(kind, {}).items()
    ]
    screen.table([say("crawl.kind"), say("crawl.state"), say("crawl.count")], rows)
    screen.line(say("crawl.kept", kept=summary.kept, asked=summary.asked, reports=summary.reports))


def show_links(summary: Crawled, screen: Screen, say: Words) -> None:
    """Every link that was met, those to be followed first, and why."""
    ordered = sorted(summary.links, key=lambda row: row.state == _SKIPPED)
    screen.table(
        [say("crawl.state"), say("crawl.title"), say("crawl.why"), "url"],
        ((_verdict(row, say), row.title, row.reason, row.url) for row in ordered),
    )


def _verdict(row: CrawlRow, say: Words) -> str:
    return say("crawl.would_fetch") if row.state == _WAITING else say(f"crawl_state.{row.state}")


def problems(summary: Crawled, say: Words, dry: bool) -> Iterator[str]:
    """What went wrong, and what to do."""
    if not summary.done:
        yield say("crawl.interrupted", waiting=summary.waiting)
        return
    for host, reason in summary.stopped.items():
        yield say("crawl.stopped", host=host, reason=reason)
    for row in summary.ungot[:MOST]:
        yield say("crawl.ungot", line=line(row, say))
    if len(summary.ungot) > MOST:
        yield say("crawl.more", count=len(summary.ungot) - MOST)
    if not found(summary, dry):
        lists = sum(summary.counts.get(kind, {}).get("fetched", 0) for kind in ("start", "column", "more"))
        skipped = sum(states.get(_SKIPPED, 0) for states in summary.counts.values())
        yield say("crawl.nothing", site=summary.site, lists=lists, skipped=skipped)
        for reason, count in Counter(row.reason for row in summary.links if row.state == _SKIPPED).most_common(5):
            yield say("crawl.reason", count=count, reason=reason)
    elif summary.waiting and not dry:
        yield say("crawl.limit", waiting=summary.waiting)


def as_dict(summary: Crawled) -> dict[str, Any]:
    return {
        "site": summary.site,
        "done": summary.done,
        "resumed": summary.resumed,
        "kept": summary.kept,
        "asked": summary.asked,
        "reports": summary.reports,
        "waiting": summary.waiting,
        "counts": summary.counts,
        "stopped": summary.stopped,
        "ungot": [_row(row) for row in summary.ungot],
        "links": [_row(row) for row in summary.links],
    }


def _row(row: CrawlRow) -> dict[str, str | None]:
    names = ("url", "kind", "state", "reason", "title", "target", "parent")
    return {name: getattr(row, name) for name in names}
