"""Word boundaries, by jieba with the catalog's lexicon. Numbers are never read from its tokens.

A private ``Tokenizer`` with a private cache folder: jieba's own default writes a file of a fixed name into
the shared temporary folder, which another user can break.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.catalog import Catalog


def _cache_folder() -> Path | None:
    root = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    folder = (Path(root) if root else Path.home() / ".cache") / "nianbao"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None  # jieba then builds its dictionary anew, half a second
    return folder


@cache
def _tokenizer(catalog: Catalog) -> Any:
    import jieba  # half a second: only when a number needs it

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    if (folder := _cache_folder()) is not None:
        tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()
    cues = catalog.cues
    for word in (*catalog.lexicon, *cues["own"], *cues["year"], *cues["previous_year"]):
        tokenizer.add_word(word, freq=10_000)
    return tokenizer


def cut(text: str, catalog: Catalog) -> list[str]:
    """The words of a short text."""
    return list(_tokenizer(catalog).cut(text, HMM=False))
