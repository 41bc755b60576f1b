"""Statutory parts: each has a place in the report, and something stands in it.

Which parts a report of a year must have is data, ``[[standard]]`` in ``catalog/parts.toml``, with the clause it rests
on. A part is told by the words of its heading, and a heading may name it in other words: so before a part is called
missing the whole text is searched for its words, and a report of which few parts are recognised is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.catalog import Catalog, Part, Standard
from pipeline.catalog.outline import tells_all
from pipeline.check.form_complete import UNREAD, table_facts
from pipeline.check.grade import Doubt
from pipeline.check.message import (
    Words,
    conclude,
    fact_operand,
    joined,
    passage_operand,
    section_operand,
    subject,
    where,
)
from pipeline.check.title import OUTSIDE
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report, Section
from pipeline.text import any_of, fold, squeeze

_FEW = 3  # statutory parts; of a report that names fewer and speaks of fewer the rest is elsewhere, or was not read
_CLAUSE = re.compile(r"[^。;!?,\n]+")


@dataclass(frozen=True, slots=True)
class _Outline:
    """The headings by part; ``unread``: why the report may hold what is not seen here, as the name of a case."""

    standard: Standard
    headings: tuple[Section, ...]
    named: dict[str, Section]
    unread: str
    few: bool  # headings name fewer parts than that, and the prose tells of others
    missing: int  # parts that the ordinance asks for and no heading names

    def doubts(self, part: str) -> list[Doubt]:
        """Why a part without a heading may be there."""
        numbers = [one.ordinal for one in self.headings if one.ordinal is not None]
        gap = any(after - before > 1 for before, after in pairwise(numbers))
        return [
            *([Doubt.SLIGHT_PART] if part in self.standard.slight else []),
            *([Doubt.SEVERAL_MISSING] if self.missing > 1 or self.few else []),
            *([Doubt.HEADING_UNNAMED] if any(one.part is None for one in self.headings) else []),
            *([Doubt.NUMBER_LOST] if gap else []),
            *([Doubt.BEGINNING_CUT] if numbers and numbers[0] != 1 else []),
        ]


def check_parts_there(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per part that a report of its year must have."""
    year = report.metadata.year
    standard = None if year is None else catalog.standard(year)
    if year is None or standard is None:
        yield conclude(
            catalog, "part_missing", "no_year", "report", [Doubt.PART_BY_HEADING], [], [], words={"year": str(year)}
        )
        return
    outline = _outline(report, standard, catalog)
    for name in standard.asks_for(year):
        yield _there(report, facts, catalog.parts[name], outline, catalog)


def _outline(report: Report, standard: Standard, catalog: Catalog) -> _Outline:
    headings = tuple(one for one in report.sections if one.kind == "numbered" and one.parent_no is None)
    inner = tuple(one for one in report.sections if one.kind == "numbered" and one.parent_no is not None)
    tops, named = _by_part(headings), _by_part((*headings, *inner))
    if standard.headings and len(tops.keys() & set(standard.parts)) >= _FEW:
        named = tops  # （一）主动公开 of the overview is not the part
    ends = catalog.outline["title"]["ends"]
    attached = any(any(end in one.label for end in ends) for one in report.document.attachments)
    unread = "attached" if attached else "unread" if any(one.code in UNREAD for one in report.issues) else ""
    count = len(named.keys() & set(standard.parts))
    few = count < _FEW
    if few:
        told = {name for name in standard.parts if name in named or _in_prose(report, catalog.parts[name])}
        unread = unread if len(told) >= _FEW and count > 1 else "excerpt"
    asked = set(standard.parts) - set(standard.slight)
    return _Outline(standard, headings, named, unread, few, len(asked - named.keys()))


def _by_part(sections: Sequence[Section]) -> dict[str, Section]:
    """The first of each part."""
    return {one.part: one for one in reversed(sections) if one.part is not None}


def _there(report: Report, facts: Sequence[Fact], part: Part, outline: _Outline, catalog: Catalog) -> Finding:
    standard = outline.standard
    words: dict[str, Words] = {
        "part": (part.label_zh, part.label_en),
        "source": (standard.source_zh, standard.source_en),
        "headings": joined((one.printed_heading for one in outline.headings), catalog, "semicolon"),
    }
    doubts = [Doubt.PART_BY_HEADING]
    left = [section_operand(one) for one in outline.headings]
    found = outline.named.get(part.id)
    elsewhere = None if found is not None else _spoken_of(report, facts, part)
    if found is not None:
        case, left = "pass", [section_operand(found)]
        words["heading"] = found.printed_heading
    elif elsewhere is not None:
        case, left = "fail_heading" if standard.headings else "pass_elsewhere", [elsewhere]
        words["words"] = elsewhere.label if elsewhere.source == "fact" else elsewhere.text
        doubts += [*outline.doubts(part.id), Doubt.CONTENT_ELSEWHERE]
    else:
        case = "fail"
        doubts += outline.doubts(part.id)
    if case.startswith("fail") and outline.unread:
        case = outline.unread
    fault = Fault.SOURCE if case == "fail" and doubts == [Doubt.PART_BY_HEADING] else Fault.UNCLEAR
    return conclude(
        catalog, "part_missing", case, f"{standard.id} {part.id}", doubts, left, [], fault=fault, words=words
    )


def _spoken_of(report: Report, facts: Sequence[Fact], part: Part) -> Operand | None:
    """Where the report speaks of a part under another heading: a clause of the prose, or a table.

    The opening announces the parts and does not count. A part that has no words of its own (总体情况) is whatever
    stands under no other part, the opening included.
    """
    if spoken := _in_prose(report, part):
        return spoken
    words, other = _content(part)
    for fact in facts:
        if fact.value is not None and words.search(fact.row_label) and not other.search(fact.row_label):
            return fact_operand(fact)
    for cell in report.cells:  # whole sentences stand in the cells of some forms
        if words.search(fold(cell.text)) and not other.search(fold(cell.text)):
            return Operand("section", OUTSIDE, cell.text, cell.text, cell.place)
    return None


def _content(part: Part) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(any_of(part.content) or "(?!)"), re.compile(any_of(part.content_not) or "(?!)")


def _in_prose(report: Report, part: Part) -> Operand | None:
    if not part.content:
        opening = (one for one in report.sections if one.is_prose and one.part in (None, "preamble") and one.text)
        return next((passage_operand(one, *_first_clause(one), part.label_zh) for one in opening), None)
    words, other = _content(part)
    for section in report.sections:
        if section.kind == "numbered":
            title = fold(section.title or "")
            if section.parent_no is not None and words.search(title) and not other.search(title):
                return section_operand(section)
            for clause in _CLAUSE.finditer(fold(section.text)):
                if words.search(clause[0]) and not other.search(clause[0]):
                    return passage_operand(section, *_stripped(clause), part.label_zh)
    return None


def _first_clause(section: Section) -> tuple[int, int]:
    found = _CLAUSE.search(fold(section.text))
    return _stripped(found) if found else (0, len(section.text))


def _stripped(found: re.Match[str]) -> tuple[int, int]:
    lead = len(found[0]) - len(found[0].lstrip())
    return found.start() + lead, found.start() + len(found[0].rstrip())


# -- something stands in it ---------------------------------------------------------------


def check_parts_filled(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per top heading that names a part which a report of its year must have."""
    year = report.metadata.year
    standard = None if year is None else catalog.standard(year)
    if year is None or standard is None:
        return  # check_parts_there says so
    asked = {*standard.asks_for(year), "other"}
    for section in report.sections:
        if section.kind == "numbered" and section.parent_no is None and section.part in asked:
            yield _filled(report, facts, section, catalog.parts[section.part], standard, catalog)


def _filled(
    report: Report, facts: Sequence[Fact], section: Section, part: Part, standard: Standard, catalog: Catalog
) -> Finding:
    inside = _subtree(report, section)
    text = squeeze("".join(_said(one) for one in inside)).strip("。.,;:、")
    table = any(piece.kind == "table" and piece.section_no in {one.no for one in inside} for piece in report.pieces)
    word = next((name for name, words in catalog.standing_for.items() if text in map(squeeze, words)), "")
    tabled = part.id in standard.tables
    doubts = [Doubt.PART_BY_HEADING, *([Doubt.SLIGHT_PART] if part.id in (*standard.slight, "other") else [])]
    if table or (text and not word):
        case = "pass"
    elif any(issue.code in UNREAD for issue in report.issues):
        case = "unread"
    elif word == "none":
        case = "pass_none" if part.id in standard.none else "fail_word"
        doubts += [Doubt.NONE_IS_AN_ANSWER] if case == "fail_word" else []
    elif word == "elsewhere":
        case = "pass_table" if report.tables else "attached"
    elif word == "left_out":
        case = "fail_word"
    elif tells_all(squeeze(section.title or ""), catalog):
        case = "pass_none"
    elif tabled or word == "instructions" or _names_table(section, catalog):
        there = table_facts(facts, part.id, catalog) if tabled else report.tables
        case = "pass_table" if there else "table_lost"
    else:
        case = "fail"
        doubts += [Doubt.TABLE_MAY_BE_LOST] if part.id != "problems" else []
    operand = section_operand(section)
    words: dict[str, Words] = {
        "part": (part.label_zh, part.label_en),
        "heading": section.printed_heading,
        "text": text,
        "source": (standard.source_zh, standard.source_en),
    }
    right = [passage_operand(one, 0, len(one.text), "") for one in inside if one.text][:1] if word else []
    sure = case.startswith("fail") and not report.document.damaged and len(doubts) == 1
    return conclude(
        catalog, "part_empty", case, subject(where(report, section.no), part.id), doubts, [operand], right,
        fault=Fault.SOURCE if sure else Fault.UNCLEAR, words=words,
    )  # fmt: skip


def _subtree(report: Report, section: Section) -> list[Section]:
    inside, numbers = [section], {section.no}
    for one in report.sections:
        if one.parent_no in numbers and one.kind == "numbered":
            inside.append(one)
            numbers.add(one.no)
    return inside


def _said(section: Section) -> str:
    """The text of a section; the heading of a subsection is text of the section above it."""
    return section.text if section.parent_no is None else f"{section.title or ''}{section.text}"


def _names_table(section: Section, catalog: Catalog) -> bool:
    words = catalog.outline["table"]
    return any(one in (section.title or "") for one in words["names"]) or any(
        one in section.text for one in words["announced"]
    )
