"""Numbers that stand apart from what they count: 建议和提案分别为3件和15件, 图文218期932篇."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.passage import Passage
from pipeline.extract.statement import Statement
from pipeline.text import any_of

_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


@cache
def _shares(catalog: Catalog) -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(catalog.cues['shares'])})(?P<verb>[^,;。#]{{0,8}})$")


def give_in_order(counts: Sequence[Statement], passage: Passage, catalog: Catalog) -> None:
    """The first noun has the first number, and so on; else the first total before them is of the first one's kind."""
    for first in counts:
        start, end = first.clause
        before = passage.masked[start : first.start]
        cue = _shares(catalog).search(before)
        if cue is None or "#" in before:
            continue
        said = before[: cue.start()]
        if not said.strip("· ,") and start > first.sentence.start:
            # 开通微博、微信各1个,分别发布420条、366条: the nouns stand in the clause before
            said = passage.masked[passage.clause(start - 1, start - 1, first.sentence)[0] : start - 1].split("#")[0]
        nouns = [noun for noun in re.split(r"[、和与及]", said) if noun.strip("· ")]
        listed = [s for s in counts if s.clause == (start, end) and s.start >= first.start]
        before_them = [s for s in counts if s.end <= start][-len(listed) :]
        if len(nouns) == len(listed) > 1:
            for noun, item in zip(nouns, listed, strict=True):
                item.said = noun + cue["verb"]  # 网站、微信分别公开信息316条、60条
                named = _YEAR.search(noun)
                item.year = int(named[0]) if named else None  # 2014年、2015年分别受理3件、5件
        elif len(before_them) == len(listed) > 1:
            for earlier, item in zip(before_them, listed, strict=True):
                item.like = earlier


def give_on(counts: Sequence[Statement], passage: Passage) -> None:
    """推送图文218期932篇, 培训3场120人次: a number right behind another of a different unit shares its words."""
    for item in counts:
        before = item.before
        if before is not None and before.end == item.left == item.start and before.unit != item.unit and item.unit:
            item.said = before.own_words(passage)
