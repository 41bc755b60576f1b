"""What a report says in its own name: who made it, who signs, whom to ask, and what the body calls itself.

A report is often last year's, or another body's, with the names changed. Only places that speak of the maker are looked
at: a report may name any other agency elsewhere. A name is another only where neither is the other in short, and a body
above the agency, or an office of it, may stand in all of these places by right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.catalog.outline import town_of
from pipeline.catalog.regions import without_region
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, conclude, passage_operand, phrase, subject
from pipeline.check.title import title_operand
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report, Section
from pipeline.text import any_of, fold, shortens

_SENTENCE = re.compile(r"[^。;\n]+")
_ANY = re.compile("")
_MIN, _MAX = 3, 30  # characters of a name
_SHARED = 2  # characters that tell what an agency does, in both names: one may be the other under another name


@dataclass(frozen=True, slots=True)
class _Slot:
    """A name that stands where the agency's should. ``role``: maker, signature, contact."""

    role: str
    name: str
    operand: Operand


def check_other_agency(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per name in a place that speaks of the report's maker."""
    agency = report.metadata.agency
    slots = list(_slots(report, catalog))
    if agency is None or not slots:
        case = "no_agency" if agency is None else "none"
        known: dict[str, Words] = {"agency": agency or "", "title": report.metadata.title or ""}
        yield conclude(catalog, "other_agency", case, "report", [Doubt.OWN_PLACE], [], [], words=known)
        return
    distinct = {(slot.role, slot.name): slot for slot in reversed(slots)}
    judged = {key: _judged(agency, slot, catalog) for key, slot in reversed(distinct.items())}
    shared = {role for (role, _), case in judged.items() if case == "pass"}
    for (role, name), case in judged.items():
        if case == "fail" and role in shared:
            case = "joint"
        yield _named(report, agency, distinct[role, name], case, catalog)


def _judged(agency: str, slot: _Slot, catalog: Catalog) -> str:
    """Whether a name is the agency's, as the case of a sentence."""
    own, other = without_region(agency), without_region(slot.name)
    words = catalog.outline["own_name"]
    if agency.endswith(catalog.outline["agency"]["areas"]):  # 某区2016年…年度报告 is its government's
        rest = slot.name.partition(agency)[2]
        return "pass" if slot.name == agency or rest.startswith(words["government"]) else "below"
    if _is_same(agency, slot.name) or _is_same(own, other):
        return "pass"
    # a town is above nobody but its own offices
    if town_of(other, catalog) in (None, other) and any(word in other for word in words["above"]):
        return "above"
    if town_of(own, catalog) in (None, own) and own.endswith(words["above"]):
        return "below"
    return "fail"


def _named(report: Report, agency: str, slot: _Slot, case: str, catalog: Catalog) -> Finding:
    own, other = without_region(agency), without_region(slot.name)
    doubts = [Doubt.OWN_PLACE]
    if case == "fail":
        doubts += [Doubt.CONTACT_MAY_BE_OTHER] if slot.role == "contact" else []
        doubts += [Doubt.RENAMED] if _may_be_renamed(own, other, report.metadata.year, catalog) else []
    words: dict[str, Words] = {
        "agency": agency,
        "name": slot.name,
        "role": phrase(catalog, f"as_{slot.role}"),
    }
    fault = Fault.SOURCE if case == "fail" and len(doubts) == 1 and not report.document.damaged else Fault.UNCLEAR
    return conclude(
        catalog, "other_agency", case, subject(slot.role, slot.name), doubts, [slot.operand], [title_operand(report)],
        fault=fault, words=words,
    )  # fmt: skip


def _is_same(one: str, other: str) -> bool:
    """Whether one name is the other, is at its beginning or end, or leaves some of its characters out."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2:
        return False
    return long.startswith(short) or long.endswith(short) or shortens(short, long)


def _may_be_renamed(own: str, other: str, year: int | None, catalog: Catalog) -> bool:
    """旅游局 and 文化和旅游局 share a trade; 安监局 and 应急管理局 do not, but in a reform one became the other.

    A town is renamed too seldom to be thought of.
    """
    words = catalog.outline["own_name"]
    if town_of(own, catalog) or town_of(other, catalog):
        return False
    telling = set(own) - set(words["plain"])
    return str(year) in words["reforms"] or len(telling & set(other)) >= _SHARED


@dataclass(frozen=True, slots=True)
class _Words:
    of_report: re.Pattern[str]
    maker: re.Pattern[str]
    asked: re.Pattern[str]
    contact: re.Pattern[str]
    ends: tuple[str, ...]
    not_starts: tuple[str, ...]


@lru_cache(maxsize=8)
def _words(catalog: Catalog) -> _Words:
    words, agency = catalog.outline["own_name"], catalog.outline["agency"]
    name = rf"(?P<name>[^。;:,、《》()\d]{{{_MIN},{_MAX}}}?)"
    year = r"\s*(?:20[0-3]\d\s*年|[二〇○零一二三四五六七八九]{4}年)"
    return _Words(
        of_report=re.compile(any_of(catalog.outline["period"]["of_report"])),
        maker=re.compile(rf"(?:{any_of(words['before'])})《?{name}(?={year}|{any_of(words['after'])})"),
        asked=re.compile(any_of(words["contact"])),
        contact=re.compile(rf"(?:{any_of(words['contact_before'])})\s*{name}(?={any_of(words['contact_after'])}|$)"),
        ends=agency["ends"],
        not_starts=(*agency["own"], *words["not_starts"]),
    )


def _slots(report: Report, catalog: Catalog) -> Iterator[_Slot]:
    """Who signs, who is the maker in the opening or the overview, and whom the opening says to ask."""
    words = _words(catalog)
    for section in report.sections:
        text = fold(section.text)
        if section.kind == "signature":
            for line in re.finditer(r"[^\n]+", text):
                name = "".join(line[0].split())
                if _is_name(name, words):
                    yield _Slot("signature", name, passage_operand(section, line.start(), line.end(), name))
        patterns = [("maker", words.of_report, words.maker)] if section.part == "overview" else []
        if section.part == "preamble":
            patterns = [("maker", _ANY, words.maker), ("contact", words.asked, words.contact)]
        for role, cue, pattern in patterns:
            for sentence in _SENTENCE.finditer(text):
                if cue.search(sentence[0]):
                    yield from _in_sentence(role, pattern, section, sentence, words)


def _in_sentence(
    role: str, pattern: re.Pattern[str], section: Section, sentence: re.Match[str], words: _Words
) -> Iterator[_Slot]:
    for found in pattern.finditer(sentence[0]):
        name = "".join(found["name"].split())
        if _is_name(name, words):
            start, end = (sentence.start() + at for at in found.span("name"))
            yield _Slot(role, name, passage_operand(section, start, end, name))


def _is_name(name: str, words: _Words) -> bool:
    return _MIN <= len(name) <= _MAX and name.endswith(words.ends) and not name.startswith(words.not_starts)


# -- what the body calls itself -----------------------------------------------------------


def check_other_body(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """A bureau does not call itself 本镇, nor a town 我局."""
    agency = report.metadata.agency
    groups = catalog.outline["own_name"]["speakers"]
    own = None if agency is None else _kind(agency, catalog)
    spoken: dict[str, Operand] = {}
    for section in report.sections:
        if section.is_prose:
            for found in _speaker(catalog).finditer(fold(section.text)):
                spoken.setdefault(found["kind"], passage_operand(section, *found.span("word"), found["word"]))
    if own is None or not spoken:
        case = "no_kind" if own is None else "none"
        yield conclude(
            catalog,
            "other_body",
            case,
            "report",
            [Doubt.OWN_PLACE],
            list(spoken.values()),
            [],
            words={"agency": agency or ""},
        )
        return
    for kind, operand in spoken.items():
        doubts = [Doubt.OWN_PLACE]
        case = "pass" if kind == own else "fail"
        if case == "fail" and any(own in group and kind in group for group in groups):
            doubts.append(Doubt.RENAMED)
        yield conclude(
            catalog, "other_body", case, kind, doubts, [operand], [title_operand(report)],
            words={"agency": agency or "", "word": operand.text, "own": own},
        )  # fmt: skip


def _kind(agency: str, catalog: Catalog) -> str | None:
    """局 of 市商务局, 镇 of 某镇人民政府; nothing of 某县人民政府, in whose report others may speak."""
    name = re.sub("委员会$", "委", town_of(agency, catalog) or agency)
    kinds = (kind for group in catalog.outline["own_name"]["speakers"] for kind in group)
    return next((kind for kind in kinds if name.endswith(kind)), None)


@lru_cache(maxsize=8)
def _speaker(catalog: Catalog) -> re.Pattern[str]:
    words = catalog.outline["own_name"]
    kinds = any_of(kind for group in words["speakers"] for kind in group)
    other = any_of(words["not_speaker"])
    own = any_of(catalog.outline["agency"]["own"])
    return re.compile(rf"(?<![{''.join(words['not_before'])}])(?P<word>(?:{own})(?!{other})(?P<kind>{kinds}))")
