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
from pipeline.check.grade import Doubt, best, grade
from pipeline.check.lists import Run, item_end, markers, runs, sibling_lists
from pipeline.check.message import Words, conclude, passage_operand, section_operand, where
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report, Section
from pipeline.text import fold

_NUMERALS = "〇一二三四五六七八九十"
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
        if section.kind in ("numbered", "preamble"):
            for run in runs(markers(section.text, "一是", catalog)):
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
            doubts += [Doubt.NUMBER_LOST] if _has_short_line(report, siblings[i - 1], siblings[i]) else []
        breaks.append(_Break(kind, operands[i - 1], operands[i], before + 1, tuple(doubts), digits))
    place = _list_name(report, siblings[0])
    first = siblings[0].ordinal or 0
    if not breaks and first != 1 and len(siblings) > 1:
        return _finding(
            catalog,
            "begins_later",
            place,
            operands,
            (),
            [Doubt.BEGINNING_CUT],
            first=operands[0].text,
            count=str(first),
        )
    if breaks:
        return _broken(catalog, place, breaks)
    listed = "、".join((section.number or "").strip(" 、.．") for section in siblings)
    if run_in:
        words = "、".join(map(str, run_in))
        return _finding(catalog, "pass_run_in", place, operands, (), general, listed=listed, found=words)
    return _finding(catalog, "pass" if len(siblings) > 1 else "single", place, operands, (), general, listed=listed)


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
    at = where(report, section.no) or ("开头" if section.kind == "preamble" else "")
    place = (f"正文{at}段内列举", f"the list inside the text of {at}")
    if run.broken:
        breaks = []
        for i in run.broken:
            before, after = run.items[i - 1].ordinal, run.items[i].ordinal
            doubts = [Doubt.RUN_IN]
            doubts += [Doubt.WIDE_GAP] if after - before > 2 else []
            kind = "repeat" if after == before else "skip"
            breaks.append(_Break(kind, operands[i - 1], operands[i], before + 1, tuple(doubts)))
        return _broken(catalog, place, breaks)
    if run.items[0].ordinal != 1:
        return _finding(
            catalog, "begins_later", place, operands, (), [Doubt.BEGINNING_CUT], first=operands[0].label,
            count=str(run.items[0].ordinal),
        )  # fmt: skip
    listed = "、".join(operand.label for operand in operands)
    return _finding(catalog, "pass", place, operands, (), [Doubt.RUN_IN], listed=listed)


def _broken(catalog: Catalog, place: tuple[str, str], breaks: Sequence[_Break]) -> Finding:
    """One finding for a list, however often it breaks; the surest break gives the grade."""
    top = best(grade(*one.doubts) for one in breaks)
    order = sorted(breaks, key=lambda one: grade(*one.doubts) is not top)
    said = [_break_words(one) for one in breaks]
    words: dict[str, Words] = {"breaks": ("；".join(zh for zh, _ in said), "; ".join(en for _, en in said))}
    unsure = Doubt.NUMBER_LOST in order[0].doubts
    return _finding(
        catalog, "fail_unsure" if unsure else "fail", place, [one.before for one in breaks],
        [one.after for one in breaks], list(order[0].doubts),
        values=(Decimal(order[0].expected), order[0].after.value), fault=Fault.UNCLEAR if unsure else Fault.SOURCE,
        **words,
    )  # fmt: skip


def _break_words(one: _Break) -> tuple[str, str]:
    before, after = f"“{one.before.text}”", f"“{one.after.text}”"
    number = _numeral(one.expected, one.digits)
    if one.kind == "repeat":
        return f"{before}与{after}编号重复", f"{before} and {after} have the same number"
    if one.kind == "skip":
        missing = "、".join(_numeral(n, one.digits) for n in range(one.expected, int(one.after.value or 0)))
        return f"{before}之后为{after}，缺{missing}", f"{before} is followed by {after}; {missing} is missing"
    return f"{before}之后为{after}，应为{number}", f"{before} is followed by {after}, not by {number}"


def _numeral(number: int, digits: bool = False) -> str:
    if digits:
        return str(number)
    if number <= 10:
        return _NUMERALS[number]
    tens, ones = divmod(number, 10)
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones] if ones else ''}"


def _finding(
    catalog: Catalog,
    case: str,
    place: tuple[str, str],
    left: Sequence[Operand],
    right: Sequence[Operand],
    doubts: Sequence[Doubt],
    *,
    values: tuple[Decimal | None, Decimal | None] = (None, None),
    fault: Fault = Fault.UNCLEAR,
    **words: Words,
) -> Finding:
    return conclude(
        catalog, "outline", case, place[0], grade(*doubts), left, right, values=values,
        tolerance=Decimal(0) if values[0] is not None else None, fault=fault, words={"place": place, **words},
    )  # fmt: skip


def _list_name(report: Report, first: Section) -> tuple[str, str]:
    parent = where(report, first.parent_no)
    return (f"{parent or '全文'}“{first.style}”级标题", f"the {first.style} headings of {parent or 'the report'}")


def _printed(number: int, style: str, text: str) -> bool:
    """Whether a heading number stands in a text, at the beginning of a sentence: "…。(二)…" """
    forms = {
        "(一)": rf"\(\s*{_numeral(number)}\s*\)",
        "一、": rf"{_numeral(number)}\s*[、.]",
        "第一部分": rf"第\s*{_numeral(number)}\s*(?:部分|章)",
        "1.": rf"{number}\s*[.、](?!\d)",
        "(1)": rf"\(\s*{number}\s*\)",
        "①": "①②③④⑤⑥⑦⑧⑨⑩"[number - 1 : number] or "$^",
    }
    form = forms.get(style)
    return form is not None and re.search(rf"(?:^|[。;:!?\n,]|\s)\s*{form}", fold(text)) is not None


def _has_short_line(report: Report, before: Section, after: Section) -> bool:
    """Whether a line between two headings could be a heading whose number was lost."""
    between = [one for one in report.sections if before.heading.start <= one.heading.start < after.heading.start]
    lines = [line.strip() for section in between for line in section.text.split("\n")]
    return any(4 <= len(line) <= _MAX_LINE and not _LINE_OF_TEXT.search(line) for line in lines)
