"""Flags that rest on a cell which two readings of its table read differently.

The checks are made a second time with what the other reading has. The form's own sums are the third witness: if fewer
of a table's hold by the other reading, the first is borne out and its flags stand. Otherwise the reader may be at
fault, and most likely is where the other reading makes the flag go away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt, grade, weightiest_first
from pipeline.check.table import SUMS
from pipeline.model import Fact, Fault, Finding, Outcome

# Sums of one table, whoever speaks of them; not the prose, which may itself be wrong.
_SUMS = (*SUMS, "table_part")


def weigh_readings(
    findings: tuple[Finding, ...],
    facts: tuple[Fact, ...],
    again: Callable[[tuple[Fact, ...]], tuple[Finding, ...]],
    catalog: Catalog,
) -> tuple[Finding, ...]:
    """The findings, those that rest on a doubtful cell doubted; ``again`` makes every check with other facts."""
    doubtful = {fact.no: fact.place.table for fact in facts if fact.second is not None}
    if not doubtful:
        return findings
    other = again(tuple(fact.second or fact for fact in facts))
    outcomes = {(finding.rule, finding.subject): finding.outcome for finding in other}
    tables = {fact.no: fact.place.table for fact in facts}
    fails, fails_otherwise = _broken_sums(findings, tables), _broken_sums(other, tables)
    weighed = []
    for finding in findings:
        cells = [one.number for one in (*finding.left, *finding.right) if one.source == "fact"]
        on = {doubtful[number] for number in cells if number in doubtful}
        borne_out = all(fails[table] < fails_otherwise[table] for table in on)
        if finding.outcome is Outcome.FAIL and not borne_out:
            goes = outcomes.get((finding.rule, finding.subject)) is Outcome.PASS
            doubts = weightiest_first([*map(Doubt, finding.doubts), Doubt.READINGS_DIFFER], catalog)
            finding = replace(
                finding,
                fault=Fault.READER if goes else Fault.UNCLEAR,
                grade=grade(doubts, catalog),
                doubts=tuple(doubt.value for doubt in doubts),
            )
        weighed.append(finding)
    return tuple(weighed)


def _broken_sums(findings: Iterable[Finding], tables: dict[int, int | None]) -> Counter[int | None]:
    """How many of each table's sums fail."""
    return Counter(
        tables[operand.number]
        for finding in findings
        if finding.rule in _SUMS and finding.outcome is Outcome.FAIL
        for operand in finding.left[:1]
    )
