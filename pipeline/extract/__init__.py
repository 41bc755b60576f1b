"""``Report`` → facts of its tables and mentions of its prose."""

from __future__ import annotations

from pipeline.catalog import Catalog
from pipeline.extract.narrative import extract_mentions
from pipeline.extract.tables import extract_facts
from pipeline.model import Fact, Issue, Mention, Report


def extract(report: Report, catalog: Catalog) -> tuple[tuple[Fact, ...], tuple[Mention, ...], tuple[Issue, ...]]:
    """Facts in the order of the forms, mentions in reading order, and an issue for every cell not read."""
    facts, issues = extract_facts(report.tables)
    return facts, extract_mentions(report, catalog), issues
