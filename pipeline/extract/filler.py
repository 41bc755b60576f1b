"""Words that do not say what is counted, and lists of cues as patterns."""

from __future__ import annotations

import re
from functools import cache

from pipeline.catalog import Catalog
from pipeline.text import any_of


@cache
def _filler(catalog: Catalog) -> re.Pattern[str]:
    cues = catalog.cues
    names = ("filler", "year", "cumulative", "weak_cumulative", "previous_year", "own")
    said = any_of(tuple(word for name in names for word in cues[name]))
    return re.compile(rf"{said}|(?:19|20)\d\d\s*年度?|[#·\s\W]")


@cache
def cue_pattern(name: str, catalog: Catalog) -> re.Pattern[str]:
    """Any word of one list of cues."""
    return re.compile(any_of(catalog.cues[name]))


def without_filler(words: str, catalog: Catalog) -> str:
    """What a clause says of what it counts: nothing in "全年共收到", all of "举办培训"."""
    return _filler(catalog).sub("", words)


def says_nothing(words: str, catalog: Catalog) -> bool:
    """Whether a clause leaves open what it counts."""
    return not without_filler(words, catalog)
