"""A year that is left in the text from an older report: in the sentence that announces it, and in what it plans.

Years are named for many reasons; only two places must have one year. A report announced in its own opening (现将…2017年
度报告公布如下) is the report itself, and what is planned in it lies ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.catalog.outline import title_words
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, conclude, passage_operand, section_operand, subject, where
from pipeline.check.title import title_operand, title_year, years_in
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Place, Report, Section
from pipeline.text import any_of, fold

_SENTENCE = re.compile(r"[^。;!?\n]+")
_YEAR = r"(?<!\d)(?P<year>20[0-3]\d)\s*年(?:度)?"


@dataclass(frozen=True, slots=True)
class _Named:
    """A year in one of the two places. ``place``: report, plan."""

    place: str
    year: int
    operand: Operand
    at: str  # the section, for the subject


@dataclass(frozen=True, slots=True)
class _Words:
    announces: re.Pattern[str]
    report: re.Pattern[str]
    compared: re.Pattern[str]
    heads: re.Pattern[str]
    will: re.Pattern[str]
    of_old: re.Pattern[str]


@lru_cache(maxsize=8)
def _words(catalog: Catalog) -> _Words:
    plan, announcement = catalog.outline["plan"], catalog.outline["announcement"]
    own = any_of(catalog.outline["agency"]["own"])
    announces = any_of((*announcement["starts"], *announcement["made"], *announcement["report"]))
    return _Words(
        announces=re.compile(announces),
        report=re.compile(rf"{_YEAR}[^,。;:0-9]{{0,20}}?{title_words(catalog)}"),
        compared=re.compile(any_of(plan["compared"])),
        # not 2016年计划生育信息, not 2016年工作计划落实情况
        heads=re.compile(rf"{_YEAR}(?:的|工作|下一步|政府信息公开)*(?:{any_of(plan['heads'])})(?=$|[:,;、和及与是为])"),
        will=re.compile(rf"^\W*{_YEAR},?\s*(?:(?:{own})\S{{1,3}}?)?(?:{any_of(plan['will'])})(?!生育)"),
        of_old=re.compile(rf"(?:{any_of(plan['of_old'])})[^,]{{0,12}}$"),
    )


def check_old_year(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per year in a place that must have one."""
    year = title_year(report)
    named = [*_announced(report, catalog), *_planned(report, catalog)]
    if year is None or not named:
        words: dict[str, Words] = {"year": str(report.metadata.year or ""), "title": report.metadata.title or ""}
        case = "no_year" if year is None else "none"
        yield conclude(catalog, "old_year", case, "report", [Doubt.OWN_PLACE], [], [], words=words)
        return
    seen: set[tuple[str, str, int]] = set()
    for one in named:
        if (one.place, one.at, one.year) not in seen:
            seen.add((one.place, one.at, one.year))
            yield _finding(report, one, year, catalog)


def _finding(report: Report, one: _Named, year: int, catalog: Catalog) -> Finding:
    doubts = [Doubt.OWN_PLACE, Doubt.YEAR_FROM_TITLE]
    if one.place == "report":
        case = "pass_report" if one.year == year else "fail_report"
    else:
        case = "pass_plan" if one.year > year else "fail_plan"
        doubts += [Doubt.PLAN_OF_THE_YEAR] if one.year == year else []
    title = title_operand(report)
    values = (Decimal(one.year), title.value) if one.place == "report" else (None, None)  # a plan's year is no equal
    sure = case.startswith("fail") and not report.document.damaged and Doubt.PLAN_OF_THE_YEAR not in doubts
    return conclude(
        catalog, "old_year", case, subject(one.place, one.at, str(one.year)), doubts, [one.operand], [title],
        values=values, tolerance=Decimal(0),
        fault=Fault.SOURCE if sure else Fault.UNCLEAR,
        words={"year": str(year), "words": " ".join(one.operand.text.split()), "named": str(one.year)},
    )  # fmt: skip


def _announced(report: Report, catalog: Catalog) -> Iterator[_Named]:
    """现将某局2017年政府信息公开年度报告公布如下, in the opening; not 与2016年度报告相比."""
    words = _words(catalog)
    for section in report.sections:
        if section.kind != "preamble":
            continue
        for sentence in _SENTENCE.finditer(fold(section.text)):
            if not words.announces.search(sentence[0]) or words.compared.search(sentence[0]):
                continue
            for found in words.report.finditer(sentence[0]):
                start, end = sentence.start() + found.start(), sentence.start() + found.end()
                yield _named("report", section, start, end, int(found["year"]), report)


def _planned(report: Report, catalog: Catalog) -> Iterator[_Named]:
    """2018年工作打算 as a heading or the head of a sentence, and 2018年,我局将…, where the report looks ahead."""
    words = _words(catalog)
    for section in report.sections:
        if section.kind != "numbered":
            continue
        title = fold(section.title or "")
        if (found := words.heads.search(title)) and not words.of_old.search(title[: found.start()]):
            operand = section_operand(section)
            yield _Named("plan", int(found["year"]), _at(operand, report, found), where(report, section.no))
        if section.part != "problems":
            continue
        for sentence in _SENTENCE.finditer(fold(section.text)):
            found = words.heads.match(sentence[0].lstrip("(一二三四五六七八九十)、. ")) or words.will.match(sentence[0])
            if found:
                year = next(one for one in years_in(sentence[0]))
                start = sentence.start() + year[1]
                end = min(sentence.start() + year[1] + len(found[0].lstrip()), sentence.end())
                yield _named("plan", section, start, end, year[0], report)


def _at(heading: Operand, report: Report, found: re.Match[str]) -> Operand:
    """The heading, narrowed to the words that name the plan where they stand in it."""
    at = fold(report.document.cut(heading.place)).find(found[0])
    if at < 0:
        return heading
    place = Place(heading.place.start + at, heading.place.start + at + len(found[0]), heading.place.page)
    return Operand("section", heading.number, heading.label, report.document.cut(place), place, Decimal(found["year"]))


def _named(place: str, section: Section, start: int, end: int, year: int, report: Report) -> _Named:
    operand = passage_operand(section, start, end, section.text[start:end], Decimal(year))
    return _Named(place, year, operand, where(report, section.no))
