"""Numbering: headings under one parent, and 一是…二是… inside a paragraph, run on without a gap or a repeat.

One finding per list. The printed numbers are judged, never repaired; before a number is called missing, the
text between its neighbours is searched for it, for a heading may stand inside a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt, surest
from pipeline.check.lists import Run, item_end, markers, runs, sibling_lists
from pipeline.check.message import (
    Pair,
    Words,
    conclude,
    joined,
    passage_operand,
    phrase,
    section_operand,
    subject,
    where,
)
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report, Section
from pipeline.numeral import numeral
from pipeline.text import fold

_MAX_LINE = 30  # a line as short as a heading
_LINE_OF_TEXT = re.compile(r"[。;；:：,，.）)]$|^https?:")


@dataclass(frozen=True, slots=True)
class _Break:
    """Two neighbours of a list that do not follow each other."""

    kind: str  # skip, repeat, back
    before: Operand
    after: Operand
    expected: int
    doubts: tuple[Doubt, ...]
    digits: bool = False  # numbered 1 2 3, not 一 二 三


@dataclass(frozen=True, slots=True)
class _List:
    """A list of headings or of a paragraph: its part of the finding's id, and its name in a sentence."""

    subject: str
    name: Pair


def check_outline(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every list of headings and every list inside a paragraph."""
    seen: set[tuple[int | None, str]] = set()
    for siblings in sibling_lists(report):
        key = (siblings[0].parent_no, siblings[0].style)
        yield _headings(report, siblings, key in seen, catalog)
        seen.add(key)
    for section in report.sections:
        if section.is_prose:
            for run in runs(markers(fold(section.text), "一是", catalog)):
                if len(run.items) > 1:
                    yield _run_in(report, section, run, catalog)


def _headings(report: Report, siblings: Sequence[Section], later: bool, catalog: Catalog) -> Finding:
    operands = [section_operand(section) for section in siblings]
    general = [Doubt.LATER_LIST] if later else []
    general += [Doubt.SHORT_LIST] if len(siblings) == 2 else []
    digits = siblings[0].style in ("1.", "(1)", "①")
    general += [Doubt.PLAIN_DIGITS] if digits else []
    breaks: list[_Break] = []
    run_in: list[int] = []
    for i in range(1, len(siblings)):
        before, after = siblings[i - 1].ordinal or 0, siblings[i].ordinal or 0
        if after == before + 1:
            continue
        kind = "repeat" if after == before else "skip" if after > before else "back"
        doubts = list(general)
        if kind == "skip":
            between = report.document.text[siblings[i - 1].heading.end : siblings[i].heading.start]
            missing = range(before + 1, after)
            if all(_printed(number, siblings[i].style, between) for number in missing):
                run_in.extend(missing)
                continue
            doubts += [Doubt.WIDE_GAP] if len(missing) > 2 else []
            doubts += [Doubt.NUMBER_LOST] if _number_lost(report, siblings[i - 1], siblings[i]) else []
        breaks.append(_Break(kind, operands[i - 1], operands[i], before + 1, tuple(doubts), digits))
    about = _List(
        subject(where(report, siblings[0].parent_no), siblings[0].style), _list_name(report, siblings[0], catalog)
    )
    first = siblings[0].ordinal or 0
    if not breaks and first != 1 and len(siblings) > 1:
        return _finding(
            catalog, "begins_later", about, operands, (), [Doubt.BEGINNING_CUT], first=operands[0].text,
            count=str(first),
        )  # fmt: skip
    if breaks:
        return _broken(catalog, about, breaks)
    listed = joined(((section.number or "").strip(" 、.．") for section in siblings), catalog)
    if run_in:
        found = joined(map(str, run_in), catalog)
        return _finding(catalog, "pass_run_in", about, operands, (), general, listed=listed, found=found)
    return _finding(catalog, "pass" if len(siblings) > 1 else "single", about, operands, (), general, listed=listed)


def _run_in(report: Report, section: Section, run: Run, catalog: Catalog) -> Finding:
    operands = [
        passage_operand(
            section,
            item.start,
            item_end(section.text, item),
            section.text[item.start : item.end],
            Decimal(item.ordinal),
        )
        for item in run.items
    ]
    at = where(report, section.no)
    name = phrase(catalog, "run_in_list", number=at) if at else phrase(catalog, "run_in_opening")
    about = _List(subject(at, run.items[0].style), name)
    if run.broken:
        breaks = []
        for i in run.broken:
            before, after = run.items[i - 1].ordinal, run.items[i].ordinal
            doubts = [Doubt.RUN_IN]
            doubts += [Doubt.WIDE_GAP] if after - before > 2 else []
            kind = "repeat" if after == before else "skip"
            breaks.append(_Break(kind, operands[i - 1], operands[i], before + 1, tuple(doubts)))
        return _broken(catalog, about, breaks)
    if run.items[0].ordinal != 1:
        return _finding(
            catalog, "begins_later", about, operands, (), [Doubt.BEGINNING_CUT], first=operands[0].label,
            count=str(run.items[0].ordinal),
        )  # fmt: skip
    listed = joined((operand.label for operand in operands), catalog)
    return _finding(catalog, "pass", about, operands, (), [Doubt.RUN_IN], listed=listed)


def _broken(catalog: Catalog, about: _List, breaks: Sequence[_Break]) -> Finding:
    """One finding for a list, however often it breaks; the surest break gives the grade."""
    doubts = surest([one.doubts for one in breaks], catalog)
    first = next(one for one in breaks if one.doubts is doubts)
    said = joined((_break_words(one, catalog) for one in breaks), catalog, "semicolon")
    unsure = Doubt.NUMBER_LOST in doubts
    return _finding(
        catalog, "fail_unsure" if unsure else "fail", about, [one.before for one in breaks],
        [one.after for one in breaks], doubts, values=(Decimal(first.expected), first.after.value),
        fault=Fault.UNCLEAR if unsure else Fault.SOURCE, breaks=said,
    )  # fmt: skip


def _break_words(one: _Break, catalog: Catalog) -> Pair:
    missing = range(one.expected, int(one.after.value or 0)) if one.kind == "skip" else []
    return phrase(
        catalog, "skip_many" if len(missing) > 1 else one.kind, before=f"“{one.before.text}”",
        after=f"“{one.after.text}”", number=_printed_number(one.expected, one.digits),
        missing=joined((_printed_number(number, one.digits) for number in missing), catalog),
    )  # fmt: skip


def _printed_number(number: int, digits: bool) -> str:
    return str(number) if digits else numeral(number)


def _finding(
    catalog: Catalog,
    case: str,
    about: _List,
    left: Sequence[Operand],
    right: Sequence[Operand],
    doubts: Sequence[Doubt],
    *,
    values: tuple[Decimal | None, Decimal | None] = (None, None),
    fault: Fault = Fault.UNCLEAR,
    **words: Words,
) -> Finding:
    return conclude(
        catalog, "outline", case, about.subject, doubts, left, right, values=values,
        tolerance=Decimal(0) if values[0] is not None else None, fault=fault, words={"place": about.name, **words},
    )  # fmt: skip


def _list_name(report: Report, first: Section, catalog: Catalog) -> Pair:
    parent = where(report, first.parent_no) or phrase(catalog, "whole_report")
    return phrase(catalog, "headings", parent=parent, style=first.style)


def _printed(number: int, style: str, text: str) -> bool:
    """Whether a heading number stands in a text, at the beginning of a sentence: "…。(二)…" """
    forms = {
        "(一)": rf"\(\s*{numeral(number)}\s*\)",
        "一、": rf"{numeral(number)}\s*[、.]",
        "第一部分": rf"第\s*{numeral(number)}\s*(?:部分|章)",
        "1.": rf"{number}\s*[.、](?!\d)",
        "(1)": rf"\(\s*{number}\s*\)",
        "①": "①②③④⑤⑥⑦⑧⑨⑩"[number - 1 : number] or "$^",
    }
    form = forms.get(style)
    return form is not None and re.search(rf"(?:^|[。;:!?\n,]|\s)\s*{form}", fold(text)) is not None


def _number_lost(report: Report, before: Section, after: Section) -> bool:
    """Whether a heading without a readable number, or a line that could be one, stands between two headings."""
    between = [one for one in report.sections if before.heading.start <= one.heading.start < after.heading.start]
    if any(one.number and one.ordinal is None for one in between):  # 十、, 一一、, 十二、
        return True
    lines = [line.strip() for section in between for line in section.text.split("\n")]
    return any(4 <= len(line) <= _MAX_LINE and not _LINE_OF_TEXT.search(line) for line in lines)
