"""Facts, mentions and sections → findings: where a report agrees with itself and where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.check.enumeration import check_enumeration
from pipeline.check.growth import check_growth
from pipeline.check.outline import check_outline
from pipeline.check.parts import check_difference, check_parts
from pipeline.check.percent import check_percent
from pipeline.check.table import check_table
from pipeline.check.text_vs_table import check_text_vs_table
from pipeline.check.text_vs_text import check_text_vs_text
from pipeline.model import Fact, Finding, Mention, Report

Check = Callable[[Report, tuple[Fact, ...], tuple[Mention, ...], Catalog], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_text_vs_table,
    check_text_vs_text,
    check_parts,
    check_difference,
    check_percent,
    check_growth,
    check_table,
    check_enumeration,
    check_outline,
)


def check(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> tuple[Finding, ...]:
    """Make every check. Each speaks about every subject it has, also when it passes or cannot be made."""
    return told_apart(finding for one in CHECKS for finding in one(report, facts, mentions, catalog))


def told_apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Number the subjects of findings that would have the same id: "一(四) 占比 50%", "一(四) 占比 50% (2)"."""
    taken: set[str] = set()
    result = []
    for finding in findings:
        unique, count = finding, 1
        while unique.id("") in taken:
            count += 1
            unique = replace(finding, subject=f"{finding.subject} ({count})")
        taken.add(unique.id(""))
        result.append(unique)
    return tuple(result)
