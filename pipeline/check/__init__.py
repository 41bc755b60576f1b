"""Facts, mentions and sections → findings: where a report agrees with itself and where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.check.caption import check_table_caption
from pipeline.check.completeness import check_parts_filled, check_parts_there
from pipeline.check.counts import check_counts
from pipeline.check.culprit import name_culprits
from pipeline.check.enumeration import check_enumeration
from pipeline.check.form_complete import check_form_rows, check_form_tables
from pipeline.check.growth import check_growth
from pipeline.check.old_year import check_old_year
from pipeline.check.otherwise import add_otherwise
from pipeline.check.outline import check_outline
from pipeline.check.own_name import check_other_agency, check_other_body
from pipeline.check.parts import check_difference, check_parts
from pipeline.check.percent import check_percent
from pipeline.check.period import check_published, check_spoken_year, check_stated_period
from pipeline.check.readings import weigh_readings
from pipeline.check.recognised import weigh_recognised
from pipeline.check.table import check_table
from pipeline.check.table_vs_table import check_table_vs_table, check_table_year
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
    check_counts,
    check_table_vs_table,
    check_table_year,
    check_table_caption,
    check_enumeration,
    check_outline,
    check_stated_period,
    check_published,
    check_spoken_year,
    check_other_agency,
    check_other_body,
    check_old_year,
    check_parts_there,
    check_parts_filled,
    check_form_tables,
    check_form_rows,
)


def check(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> tuple[Finding, ...]:
    """Make every check. Each speaks about every subject it has, also when it passes or cannot be made."""

    def made(facts: tuple[Fact, ...]) -> tuple[Finding, ...]:
        return told_apart(finding for one in CHECKS for finding in one(report, facts, mentions, catalog))

    weighed = weigh_readings(made(facts), facts, made, catalog)
    named = name_culprits(weigh_recognised(weighed, facts, mentions, catalog), catalog)
    return add_otherwise(named, report, facts, mentions, catalog)


def told_apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Number the subjects of findings that would have the same id, as they stand in the text: "一 50%", "一 50% (2)".

    By place, so that the number does not depend on the order in which the checks speak.
    """
    made = list(findings)
    alike: dict[str, list[int]] = {}
    for position, finding in enumerate(made):
        alike.setdefault(finding.id(""), []).append(position)
    taken = set(alike)
    for positions in alike.values():
        count = 1
        for position in sorted(positions, key=lambda one: _stands(made[one]))[1:]:
            finding = made[position]
            while made[position].id("") in taken:
                count += 1
                made[position] = replace(finding, subject=f"{finding.subject} ({count})")
            taken.add(made[position].id(""))
    return tuple(made)


def _stands(finding: Finding) -> list[tuple[int, int]]:
    return [(operand.place.start, operand.place.end) for operand in (*finding.left, *finding.right)]
