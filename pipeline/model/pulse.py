"""Signs of life of work that may rightly take long, and how many threads it may start.

A worker is stopped when it is silent for too long. What reads page after page says ``beat`` after each, and whoever
watches listens. Nothing happens where nobody does.
"""

from __future__ import annotations

import os
from collections.abc import Callable

THREADS = "NIANBAO_THREADS"  # the variable that says how many threads one process may use

_heard: list[Callable[[], None]] = []


def listen(hear: Callable[[], None]) -> None:
    """``hear`` is called at each beat from now on, in place of who listened before."""
    _heard[:] = [hear]


def beat() -> None:
    for hear in _heard:
        hear()


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads() -> int:
    """The threads that this process was given, else one for each processor."""
    given = os.environ.get(THREADS, "")
    return int(given) if given.isdecimal() and int(given) else cores()
