"""How a crawl behaves: who it says it is, how long it waits, when it works, when it gives up on a host."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from importlib.metadata import version

BEIJING = timezone(timedelta(hours=8))
NIGHT = (22, 6)  # hours of Beijing
TRIES = 3  # of one address, where asking again may help
PATIENCE = 600.0  # seconds; a host that asks for a longer wait is left alone for this run
REFUSALS = 3  # 403, 429 or challenge pages in a row, after which a host is left alone for this run
HOPS = 5  # redirects
DEPTH = 3  # columns below the start page
BARREN = 20  # list pages in a row without a new report, after which a list is not followed further
HOSTS = 8  # at a time; of each one request at a time

# Asking again may help: the server is busy, or something between has failed.
AGAIN = frozenset([408, 429, 500, 502, 503, 504])
# How some firewalls answer what they take for a program; the page below is a script.
CHALLENGE = frozenset([412, 521])


@dataclass(frozen=True, slots=True)
class Manners:
    """``limit``: how many reports and files are fetched at most. ``delay``: seconds between two requests to a host."""

    contact: str = ""
    delay: float = 1.0
    night: bool = False
    allow_private: bool = False
    timeout: float = 60.0
    max_bytes: int = 50_000_000
    limit: int | None = None

    @property
    def user_agent(self) -> str:
        contact = f"; {self.contact}" if self.contact else ""
        return f"nianbao/{version('nianbao')} (reads annual reports on government information disclosure{contact})"


def until_night(now: datetime) -> float:
    """Seconds until the night hours begin in Beijing; 0 while they last."""
    local = now.astimezone(BEIJING)
    begins, ends = NIGHT
    if local.hour >= begins or local.hour < ends:
        return 0.0
    return (local.replace(hour=begins, minute=0, second=0, microsecond=0) - local).total_seconds()


def retry_after(value: str | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks to wait; it gives a number or a date."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds())


def pause_before_again(manners: Manners, tries: int) -> float:
    """How long to wait before an address is asked again: five times the delay, then ten times."""
    return manners.delay * 5 * tries
