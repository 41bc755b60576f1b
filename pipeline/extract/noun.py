"""What a number counts, as printed, and the topic two such numbers can be compared by."""

from __future__ import annotations

import re
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.passage import TITLE, Passage
from pipeline.extract.segment import cut
from pipeline.extract.statement import Statement
from pipeline.model import Role

_MAX = 16
_AFTER = re.compile(r"的?([^,;:。、#·\s]{0,16})")
_BREAK = re.compile(r"[,;:。、#\s()]")
_WHEN = re.compile(r"\d+|年度?|月|日")


def name_noun(item: Statement, passage: Passage, catalog: Catalog) -> None:
    """Set ``noun``, and ``topic`` where what is counted has a name of its own.

    The noun stands before the number (行政权力事项62项) or after it (9项的审批和服务事项). A topic is a title
    (《三明侨报》) or a noun of four characters and more: "企业" or "会议" may be counted twice in a report and
    mean two things.
    """
    before = _noun_before(item.own_words(passage), catalog)
    after = _AFTER.match(passage.masked, item.end, item.clause[1])
    title = _title(item, passage)
    item.noun = before or (after[1] if after else "")
    if title is not None and title not in item.noun:
        item.noun = title + item.noun
    if item.is_count:
        item.topic = title or (before if len(before) >= 4 else "")
    if item.topic and item.role is Role.PART:
        # 《三明日报》60条 and, among 27 interpretations, 《三明日报》1条 are two things
        item.topic += "∈" + "+".join(whole.indicator or whole.noun for whole in item.wholes)


def _noun_before(words: str, catalog: Catalog) -> str:
    """The noun that ends a text, less the verbs and particles behind it: its last words up to another verb."""
    tail = _BREAK.split(words.rstrip(" ·"))[-1].strip("·")[-_MAX:]
    stops = _stops(catalog)
    noun: list[str] = []
    for word in reversed(cut(tail, catalog) if tail else []):
        if word in stops or word == "·" or _WHEN.fullmatch(word):
            if noun:
                break
            continue
        noun.append(word)
        if len(noun) == 4:
            break
    return "".join(reversed(noun))


@cache
def _stops(catalog: Catalog) -> frozenset[str]:
    cues = catalog.cues
    periods = ("year", "cumulative", "weak_cumulative", "previous_year")
    names = (*periods, "noun_stops", "own", "plural", "sum", "part", "reached")
    return frozenset(word for name in names for word in cues[name])


def _title(item: Statement, passage: Passage) -> str | None:
    """The title in whose name the number stands: the last one since the number before it."""
    between = passage.text[item.left : item.start]
    found = TITLE.findall(between)
    return found[-1] if found and len(between) - between.rfind("》") <= 40 else None
