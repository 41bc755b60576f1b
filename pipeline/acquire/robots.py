"""What a site's robots.txt allows, and how long it asks to wait.

A file that is not there (any answer from 400 to 499) allows everything; one that cannot be got (an error of the server,
no answer) forbids everything for this round, as RFC 9309 has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

AGENT = "nianbao"
LONGEST = 500_000  # bytes; what stands behind is not read
LONGEST_DELAY = 60.0  # seconds; a longer Crawl-delay is taken for this


@dataclass(frozen=True, slots=True)
class Robots:
    """``problem``: why everything is forbidden; ``silent``: because the host did not answer at all."""

    delay: float = 0.0
    problem: str = ""
    silent: bool = False
    _parsed: Any = field(default=None, repr=False)

    def allows(self, url: str) -> bool:
        return not self.problem and (self._parsed is None or bool(self._parsed.can_fetch(url, AGENT)))


def read_robots(status: int | None, text: str) -> Robots:
    """The rules of a robots.txt as it was got. ``status`` is null where there was no answer, and ``text`` says why."""
    if status is None:
        return Robots(problem=f"robots.txt cannot be got: {text}", silent=True)
    if status >= 500 or status == 429:
        return Robots(problem=f"robots.txt cannot be got: status {status}")
    if status != 200:
        return Robots()
    from protego import Protego

    parsed = Protego.parse(text[:LONGEST])
    delay = parsed.crawl_delay(AGENT) or 0.0
    if (rate := parsed.request_rate(AGENT)) is not None and rate.requests:
        delay = max(delay, rate.seconds / rate.requests)
    return Robots(min(float(delay), LONGEST_DELAY), _parsed=parsed)
