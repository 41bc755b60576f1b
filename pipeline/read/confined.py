"""Programs and native parsers that are not trusted with this process: they run beside it, with limits.

What they cost when they panic, abort, hang or end without a word is one file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_SUPERVISOR = Path(__file__).with_name("supervise.py")
_GRACE = 10.0  # seconds that the supervisor may need beside its program


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program may use: seconds on the clock, bytes of memory, bytes of one file, and the network or not."""

    seconds: float
    memory: int
    file: int = 200_000_000
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """``how``: done, timeout, or killed (also by its own abort, or for its memory). ``offline``: it had no network."""

    how: Literal["done", "timeout", "killed"]
    code: int | None
    output: bytes
    offline: bool

    @property
    def why(self) -> str:
        if self.how == "timeout":
            return "it took too long and was stopped"
        return "it ended of itself" if self.how == "done" else f"it was killed (code {self.code})"


def run_confined(
    command: Sequence[str], bounds: Bounds, data: bytes = b"", env: Mapping[str, str] | None = None
) -> Ended:
    """Run ``command`` with ``data`` as its standard input; ``env`` is added to the environment."""
    limits = json.dumps(
        {"seconds": bounds.seconds, "memory": bounds.memory, "file": bounds.file, "offline": bounds.offline}
    )
    try:
        ended = subprocess.run(
            [sys.executable, "-P", str(_SUPERVISOR), limits, *command],
            input=data,
            capture_output=True,
            timeout=bounds.seconds + _GRACE,
            env={**os.environ, **(env or {})},
            check=False,
        )
        said = json.loads(ended.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])
    except subprocess.TimeoutExpired:
        return Ended("timeout", None, b"", False)
    except ValueError:  # the supervisor itself was killed
        return Ended("killed", ended.returncode, ended.stdout, False)
    how: Literal["done", "timeout", "killed"] = (
        "timeout" if said["how"] == "timeout" else "killed" if said["code"] < 0 else "done"
    )
    return Ended(how, said["code"], ended.stdout, said["offline"])
