"""Names of headings, as far as the words of a line alone tell one."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.structure.part import named_part
from pipeline.text import any_of, squeeze


@lru_cache(maxsize=8)
def _names(catalog: Catalog) -> tuple[frozenset[str], re.Pattern[str]]:
    small = re.compile(any_of(tuple(squeeze(word) for word in catalog.outline["heading"]["small"])))
    names = catalog.outline["heading"]["names"]
    return frozenset(_reduce(name, small) or squeeze(name) for name in names), small


def _reduce(line: str, small: re.Pattern[str]) -> str:
    """主动公开政府信息的情况 and 主动公开情况 are one name: what is left without the small words."""
    return small.sub("", squeeze(line).strip(":、.\"'"))


def is_name(line: str, catalog: Catalog) -> bool:
    """Whether a line is a heading's known name, and nothing more."""
    names, small = _names(catalog)
    return squeeze(line) in names or _reduce(line, small) in names


def reads_as_title(words: str, catalog: Catalog) -> bool:
    """Whether words that stand after a number are a heading though nothing else sets them off.

    主动公开情况 and 因政府信息公开申请行政复议的情况 are; 加大主动公开力度 is an item of a list in a paragraph.
    """
    ends = catalog.outline["table"]["heading_ends"]
    if is_name(words, catalog):
        return True
    return squeeze(words).strip(":、.").endswith(ends) and named_part(words, False, catalog) is not None
