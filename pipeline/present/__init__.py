"""DuckDB → people: what the terminal shows, in Chinese or English, from rows of the database.

``Rows`` is all that this stage knows of the store: a statement and its parameters in, dictionaries out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Rows = Callable[..., list[dict[str, Any]]]
Row = dict[str, Any]
Ids = Sequence[str]

__all__ = ["Ids", "Row", "Rows"]
