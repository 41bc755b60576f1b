"""``Report`` → facts of its tables and mentions of its prose."""

from __future__ import annotations

from dataclasses import replace

from pipeline.catalog import Catalog
from pipeline.extract.narrative import extract_mentions
from pipeline.extract.tables import extract_facts
from pipeline.model import Fact, Issue, Mention, Report


def extract(report: Report, catalog: Catalog) -> tuple[tuple[Fact, ...], tuple[Mention, ...], tuple[Issue, ...]]:
    """Facts in the order of the forms, mentions in reading order, and an issue for every cell not read."""
    facts, issues = extract_facts(report.tables)
    mentions = extract_mentions(report, catalog)
    document = report.document
    if document.recognised:
        facts = tuple(replace(fact, confidence=document.confidence(fact.place)) for fact in facts)
        mentions = tuple(replace(one, confidence=document.confidence(one.place)) for one in mentions)
    return facts, mentions, issues
