"""Which issues are notes: the loader of ``notes.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pipeline.model import Issue


@cache
def _reasons() -> dict[str, str]:
    return tomllib.loads((files(__package__) / "notes.toml").read_text(encoding="utf-8"))


def is_note(issue: Issue) -> bool:
    """Whether nothing of the report was lost, so that it still counts as read whole."""
    return issue.code in _reasons()
