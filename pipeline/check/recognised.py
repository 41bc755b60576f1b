"""Numbers that a program recognised in a picture: it may have misread them, and the form's sums know.

A sum that holds bears out every number in it, and so does another place that says the same. A finding is never graded
high while one of its sides rests on a recognised number that nothing bears out. Nothing is repaired: where a sum does
not hold the confidence of its cells falls, and a person looks at the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt, grade, weightiest_first
from pipeline.check.table import SUMS
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Outcome

SURE = 0.9  # a failing check on less sure numbers is most likely our misreading

# Beside the sums of a form: agreements of two places.
_AGREEMENTS = frozenset(("parts_vs_total", "text_vs_table", "text_vs_text"))

_Key = tuple[str, int]  # source and number of an operand


def weigh_recognised(
    findings: tuple[Finding, ...], facts: Sequence[Fact], mentions: Sequence[Mention], catalog: Catalog
) -> tuple[Finding, ...]:
    """The findings, those that rest on recognised numbers doubted."""
    sure: dict[_Key, float] = {
        **{("fact", fact.no): fact.confidence for fact in facts if fact.confidence is not None},
        **{("mention", one.no): one.confidence for one in mentions if one.confidence is not None},
    }
    if not sure:
        return findings
    borne_out = {
        _key(operand)
        for finding in findings
        if finding.outcome is Outcome.PASS and (finding.rule in SUMS or finding.kind in _AGREEMENTS)
        for operand in (*finding.left, *finding.right)
    }
    weighed = []
    for finding in findings:
        keys = {_key(operand) for operand in (*finding.left, *finding.right)}
        open_ = [sure[key] for key in keys if key in sure and key not in borne_out]
        if open_:
            doubts = weightiest_first([*map(Doubt, finding.doubts), Doubt.RECOGNISED], catalog)
            fault = finding.fault
            if finding.outcome is Outcome.FAIL:
                fault = Fault.READER if min(open_) < SURE else Fault.UNCLEAR
            finding = replace(
                finding,
                fault=fault,
                grade=grade(doubts, catalog),
                doubts=tuple(doubt.value for doubt in doubts),
            )
        weighed.append(finding)
    return tuple(weighed)


def with_sums_heard(facts: Sequence[Fact], findings: Sequence[Finding]) -> tuple[Fact, ...]:
    """The facts, recognised ones with the confidence that the form's sums leave them.

    In a sum that holds nine tenths of the doubt go; in sums of which none holds half of the confidence does.
    """
    held: dict[int, set[Outcome]] = {}
    for finding in findings:
        if finding.rule in SUMS:
            for operand in (*finding.left, *finding.right):
                held.setdefault(operand.number, set()).add(finding.outcome)
    return tuple(
        fact if fact.confidence is None else replace(fact, confidence=_heard(fact.confidence, held.get(fact.no, set())))
        for fact in facts
    )


def _heard(confidence: float, outcomes: set[Outcome]) -> float:
    if Outcome.PASS in outcomes:
        return round(1 - (1 - confidence) / 10, 4)
    return round(confidence / 2, 4) if Outcome.FAIL in outcomes else confidence


def _key(operand: Operand) -> _Key:
    return operand.source, operand.number
