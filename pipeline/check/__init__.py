"""Facts, mentions and sections → findings: where a report agrees with itself and where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.catalog import Catalog
from pipeline.model import Fact, Finding, Mention, Report

Check = Callable[[Report, tuple[Fact, ...], tuple[Mention, ...], Catalog], Iterator[Finding]]

CHECKS: tuple[Check, ...] = ()


def check(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> tuple[Finding, ...]:
    """Make every check. Each speaks about every subject it has, also when it passes or cannot be made."""
    return tuple(finding for one in CHECKS for finding in one(report, facts, mentions, catalog))
