"""Tables of one report that state the same: their cells, and the year their columns are headed with.

A page may print its form twice, once in the page and once as an attachment. Of a table that repeats another
cell by cell nothing is judged again. Where two tables differ in some cells, each of them is a finding. Where
they differ in most, they are likely of two bodies or of two years, and that is said instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import (
    Words,
    cell_text,
    column_words,
    conclude,
    fact_operand,
    joined,
    row_name,
    subject,
)
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report
from pipeline.numeral import plain_number

_FEW = 3  # as many cells that differ are slips, even in a small table
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
Key = tuple[str, str, str]  # indicator, member, period


def key(fact: Fact) -> Key:
    return fact.indicator, fact.member, fact.period


def tables(facts: Iterable[Fact]) -> dict[tuple[str, int | None], list[Fact]]:
    """The facts of each printed table, by form and number."""
    found: dict[tuple[str, int | None], list[Fact]] = {}
    for fact in facts:
        found.setdefault((fact.template, fact.place.table), []).append(fact)
    return found


def without_copies(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts without those of a table that repeats an earlier one of its form cell by cell."""
    printed = tables(facts)
    if len(printed) < 2:
        return facts
    seen: set[tuple[str, frozenset[tuple[Key, Decimal | None, str]]]] = set()
    copies: set[tuple[str, int | None]] = set()
    for (template, number), table in printed.items():
        content = template, frozenset((key(fact), fact.value, fact.state.value) for fact in table)
        if content in seen:
            copies.add((template, number))
        seen.add(content)
    return tuple(fact for fact in facts if (fact.template, fact.place.table) not in copies)


def headers_of_other_year(report: Report, facts: Iterable[Fact]) -> dict[int, str]:
    """For the facts that belong to another year than the report's by a header, that header, by fact_no.

    Of a table headed 2016 in a report for 2017 also the cumulative figures are those of 2016.
    """
    year = str(report.metadata.year)
    found: dict[int, str] = {}
    if report.metadata.year is None:
        return found
    for table in tables(facts).values():
        dated = {fact.column_label: years for fact in table if (years := _dated(fact))}
        whole_table = "" if any(year in years for years in dated.values()) else next(iter(dated), "")
        for fact in table:
            years = dated.get(fact.column_label, [])
            if years and year not in years and fact.period == "year":
                found[fact.no] = fact.column_label
            elif whole_table:
                found[fact.no] = whole_table
    return found


def _dated(fact: Fact) -> list[str]:
    return _YEAR.findall(fact.column_label) if fact.period != "cumulative" else []


def check_table_vs_table(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Hold every table against those before it that have cells for the same."""
    first: dict[Key, Fact] = {}
    for (template, number), table in tables(facts).items():
        pairs = [(first[key(fact)], fact) for fact in table if key(fact) in first]
        if pairs and (template, number) != (pairs[0][0].template, pairs[0][0].place.table):
            yield from _compare(report, f"{template} {number}", pairs, catalog)
        for fact in table:
            first.setdefault(key(fact), fact)


def _compare(report: Report, name: str, pairs: Sequence[tuple[Fact, Fact]], catalog: Catalog) -> Iterator[Finding]:
    known = [(one, other) for one, other in pairs if None not in (one.value, other.value)]
    differing = [(one, other) for one, other in known if one.value != other.value]
    telling = [(one, other) for one, other in known if one.value or other.value]  # two zeros agree of themselves
    if not known:
        yield _whole("empty", name, pairs, catalog)
    elif not differing:
        yield _whole("pass", name, known, catalog)
    elif any(_YEAR.findall(one.column_label) != _YEAR.findall(other.column_label) for one, other in differing):
        yield _whole("other_year", name, differing, catalog)
    elif len(differing) > _FEW and len(differing) * 2 > len(telling):
        yield _whole("other_subject", name, differing, catalog)
    else:
        for one, other in differing:
            yield _cell(report, one, other, catalog)


def _whole(case: str, name: str, pairs: Sequence[tuple[Fact, Fact]], catalog: Catalog) -> Finding:
    left, right = zip(*pairs, strict=True)
    words: dict[str, Words] = {
        "first": str(left[0].place.table or ""),
        "other": str(right[0].place.table or ""),
        "count": str(len(pairs)),
        "rows": joined(dict.fromkeys(f"{row_name(fact)}" for fact in left), catalog),
    }
    return conclude(
        catalog, "table_vs_table", case, name, [Doubt.TABLES_MAY_HAVE_TWO_SUBJECTS],
        [fact_operand(fact) for fact in left], [fact_operand(fact) for fact in right], words=words,
    )  # fmt: skip


def _cell(report: Report, one: Fact, other: Fact, catalog: Catalog) -> Finding:
    fuzzy = any(fact.method not in ("exact", "alias") for fact in (one, other))
    unit = one.unit == other.unit
    doubts = [Doubt.TABLES_MAY_HAVE_TWO_SUBJECTS, *([Doubt.FUZZY_LABEL] if fuzzy else [])]
    doubts += [] if unit else [Doubt.MIXED_UNITS]
    assert one.value is not None
    assert other.value is not None
    sure = not fuzzy and not report.document.damaged
    return conclude(
        catalog, "table_vs_table", "fail",
        subject(one.template, one.indicator, one.period, "" if one.member == "total" else one.member), doubts,
        [fact_operand(one)], [fact_operand(other)], indicator=one.indicator, values=(one.value, other.value),
        tolerance=Decimal(0), fault=Fault.SOURCE if sure else Fault.UNCLEAR,
        words={
            "first": str(one.place.table or ""), "other": str(other.place.table or ""), "row": row_name(one),
            "period": column_words(one.column_label, one.period, catalog), "left": cell_text(one),
            "right": cell_text(other), "difference": plain_number(abs(one.value - other.value)),
        },
    )  # fmt: skip


def check_table_year(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Hold the year in a table's headers against the report's. A table of several years has the report's among them."""
    year = report.metadata.year
    for (template, number), table in tables(without_copies(facts)).items():
        dated = [(fact, years) for fact in table if (years := _dated(fact))]
        if not dated:
            continue
        printed = {one for _, years in dated for one in years}
        case = "no_year" if year is None else "pass" if str(year) in printed else "fail"
        fact, years = dated[0]
        header = Operand("fact", fact.no, fact.column_label, fact.column_label, fact.place, Decimal(years[0]))
        yield conclude(
            catalog, "table_year", case, subject(template, str(number or "")), [Doubt.YEAR_FROM_TITLE], [header], [],
            values=(Decimal(str(year) if case == "pass" else years[0]), None if year is None else Decimal(year)),
            tolerance=Decimal(0),
            words={"header": fact.column_label, "year": str(year or ""), "title": report.metadata.title or ""},
        )  # fmt: skip
