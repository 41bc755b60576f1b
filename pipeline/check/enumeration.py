"""Announced numbers: "从以下五个方面" and what is listed after it.

An announcement counts where a word like 以下 stands before it or a colon ends it. The list must follow at
once: inside the same passage, or as the subsections if the announcement is the section's last sentence. No
list in sight is not assessable, for many such sentences list in prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.lists import first_marker, item_end, list_at, sibling_lists
from pipeline.check.message import (
    Words,
    conclude,
    passage_operand,
    phrase,
    section_operand,
    subject,
    where,
)
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report, Section
from pipeline.numeral import ordinal
from pipeline.text import any_of, fold

_CUE_DISTANCE = 8  # 以下几年来的五个方面: a cue further away belongs to something else
_LIST_DISTANCE = 30  # "三个方面改进,具体如下:" and then 一是


@dataclass(frozen=True, slots=True)
class _Announced:
    section: Section
    start: int
    end: int
    count: int
    unit: str
    clear: bool  # says itself that the list follows: 以下, 如下, or a colon


@dataclass(frozen=True, slots=True)
class _Listed:
    operands: tuple[Operand, ...]
    numbers: str
    run_in: bool
    whole: bool  # its numbers run 1, 2, 3 … without a gap


def check_enumeration(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every announced number against the list that follows it."""
    for section in report.sections:
        if not section.is_prose:
            continue
        for announced in _announcements(section, catalog):
            if section.kind == "preamble" and announced.unit in catalog.cues["announce_outline"]:
                yield _outline(report, announced, catalog)
            else:
                yield _judge(report, announced, _list_after(report, announced, catalog), catalog)


@cache
def _pattern(catalog: Catalog) -> re.Pattern[str]:
    """五个方面, 三点不足, 两件事, 七个部分, 三个主要问题, 问题有两个:; not 第三部分, 三农问题, 12点."""
    units, kinds = any_of(catalog.cues["announce"]), any_of(catalog.cues["announce_kind"])
    number, measures = r"[一二两三四五六七八九十]{1,3}|\d{1,2}", any_of(catalog.cues["announce_measure"])
    return re.compile(
        rf"(?<![第\d一二三四五六七八九十百千万.])(?P<n>{number})\s*(?:{measures})?(?:{kinds})?(?P<unit>{units})"
        rf"|(?P<subject>{units})(?:主要)?有\s*(?P<count>{number})\s*(?:{measures})(?=\s*:)"
    )


def _announcements(section: Section, catalog: Catalog) -> Iterator[_Announced]:
    text = fold(section.text)
    here, follows = catalog.cues["announce_here"], catalog.cues["announce_follows"]
    for found in _pattern(catalog).finditer(text):
        count, unit = ordinal(found["n"] or found["count"]), found["unit"] or found["subject"]
        before = text[max(0, found.start() - _CUE_DISTANCE) : found.start()]
        clause = re.match(r"[^。;!?\n:]*", text[found.end() :])
        rest = clause[0] if clause else ""
        at_colon = text[found.end() + len(rest) : found.end() + len(rest) + 1] == ":" and len(rest) <= _LIST_DISTANCE
        clear = at_colon or any(word in before or word in rest for word in follows)
        own_parts = section.kind == "preamble" and unit in catalog.cues["announce_outline"]
        cued = clear or any(before.endswith(word) for word in here)
        if own_parts:
            sentence = re.split("[。;!?\n]", text[: found.start()])[-1]
            cued = any(word in sentence for word in catalog.cues["announce_report"])
        if count is not None and count > 1 and cued:
            yield _Announced(section, found.start(), found.end(), count, unit, clear)


def _list_after(report: Report, announced: _Announced, catalog: Catalog) -> _Listed | None:
    section, text = announced.section, fold(announced.section.text)
    marker = first_marker(text, announced.end)
    if marker is not None:
        between = text[announced.end : marker.start]
        if marker.ordinal != 1 or len(between) > _LIST_DISTANCE or len(re.findall("[。!?]", between)) > 1:
            return None
        run = list_at(text, marker, catalog)
        operands = tuple(
            passage_operand(
                section, item.start, item_end(text, item), text[item.start : item.end], Decimal(item.ordinal)
            )
            for item in run.items
        )
        bare = any(item.bare for item in run.items)
        return _Listed(
            operands, "、".join(one.label.strip(".、") for one in operands), True, not run.broken and not bare
        )
    if re.search(r"[。!?;]\s*\S", text[announced.end :]):  # another sentence stands between it and the subsections
        return None
    for siblings in sibling_lists(report):
        if siblings[0].parent_no == section.no:
            if siblings[0].ordinal != 1 or len(siblings) < 2:
                return None
            numbers = _numbers(siblings)
            whole = [one.ordinal for one in siblings] == list(range(1, len(siblings) + 1))
            return _Listed(tuple(section_operand(one) for one in siblings), numbers, False, whole)
    return None


def _judge(report: Report, announced: _Announced, listed: _Listed | None, catalog: Catalog) -> Finding:
    words = _words(report, announced, catalog)
    doubts = [Doubt.ANNOUNCED]
    if listed is None:
        return _finding(catalog, "no_list", announced, (), doubts, words)
    words |= {"listed": str(len(listed.operands)), "numbers": listed.numbers}
    if len(listed.operands) == announced.count:
        return _finding(catalog, "pass", announced, listed.operands, doubts, words)
    # As the last sentence before subsections an announcement is clear by its place.
    if listed.run_in and not (announced.clear and listed.whole):
        return _finding(catalog, "unclear", announced, listed.operands, doubts, words)
    doubts += [Doubt.RUN_IN] if listed.run_in else []
    return _finding(catalog, "fail", announced, listed.operands, doubts, words)


def _outline(report: Report, announced: _Announced, catalog: Catalog) -> Finding:
    """ "本报告由…等七个部分组成" against the headings of the first level."""
    words = _words(report, announced, catalog)
    top = [siblings for siblings in sibling_lists(report) if siblings[0].level == 1]
    if not top or len(top[0]) < 2:
        return _finding(catalog, "no_list", announced, (), [Doubt.ANNOUNCED], words)
    operands = tuple(section_operand(section) for section in top[0])
    words |= {"listed": str(len(operands)), "numbers": _numbers(top[0])}
    if len(operands) == announced.count:
        return _finding(catalog, "pass", announced, operands, [Doubt.ANNOUNCED], words)
    if len(top) > 1 or (len(operands) + 1 == announced.count and _has_appendix(report, announced, catalog)):
        return _finding(catalog, "appendix", announced, operands, [Doubt.ANNOUNCED], words)
    doubts = [Doubt.ANNOUNCED] + ([Doubt.PART_WITHOUT_NUMBER] if len(operands) < announced.count else [])
    return _finding(catalog, "fail", announced, operands, doubts, words)


def _has_appendix(report: Report, announced: _Announced, catalog: Catalog) -> bool:
    """Whether a table or an attachment stands in the report or is announced with its parts."""
    words = [word.strip(" :") for word in catalog.outline["attachment"]["starts"]]
    announces = any(word in announced.section.text for word in words)
    return announces or bool(report.tables) or any(section.kind == "attachment" for section in report.sections)


def _numbers(sections: Sequence[Section]) -> str:
    """一、二、三 or (一)(二)(三)(三), as printed."""
    return "".join(section.number or "" for section in sections).strip(" 、.．")


def _words(report: Report, announced: _Announced, catalog: Catalog) -> dict[str, Words]:
    at = where(report, announced.section.no)
    return {
        "at": at,
        "place": phrase(catalog, "section", number=at) if at else phrase(catalog, "opening"),
        "announced": announced.section.text[announced.start : announced.end],
        "count": str(announced.count),
    }


def _finding(
    catalog: Catalog,
    case: str,
    announced: _Announced,
    listed: Sequence[Operand],
    doubts: Sequence[Doubt],
    words: dict[str, Words],
) -> Finding:
    section, count = announced.section, Decimal(announced.count)
    left = passage_operand(
        section, announced.start, announced.end, section.text[announced.start : announced.end], count
    )
    fault = Fault.SOURCE if case == "fail" else Fault.UNCLEAR
    return conclude(
        catalog, "enumeration", case, subject(str(words["at"]), left.text), doubts, [left], listed,
        values=(count, Decimal(len(listed)) if listed else None), tolerance=Decimal(0) if listed else None,
        fault=fault, words=words,
    )  # fmt: skip
