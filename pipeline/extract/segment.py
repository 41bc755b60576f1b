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


def _cache_folder() -> Path:
    """Where it cannot be made or written, jieba builds its dictionary anew each time, half a second."""
    root = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    try:
        folder = (Path(root) if root else Path.home() / ".cache") / "nianbao"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return Path(os.devnull)
    return folder


@cache
def _tokenizer(catalog: Catalog) -> Any:
    import jieba  # half a second: only when a number needs it

    jieba.setLogLevel(logging.CRITICAL)  # that the cache cannot be written would be an error with a traceback
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_cache_folder())
    tokenizer.initialize()
    cues = catalog.cues
    for word in (*catalog.lexicon, *cues["own"], *cues["year"], *cues["previous_year"]):
        tokenizer.add_word(word, freq=10_000)
    return tokenizer


def cut(text: str, catalog: Catalog) -> list[str]:
    """The words of a short text."""
    return list(_tokenizer(catalog).cut(text, HMM=False))
