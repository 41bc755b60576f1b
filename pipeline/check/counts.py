"""What a form counts is a whole number and not less than none; amounts, days and changes (本年增/减) excepted."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.catalog import Catalog
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, cell_text, conclude, fact_operand, joined
from pipeline.check.sheet import Sheet, fault_of, is_fuzzy, sheets
from pipeline.check.table_vs_table import without_copies
from pipeline.model import Fact, Fault, Finding, Mention, Report


def check_counts(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per table: with the cells that are no counts, else with all of them."""
    fault = Fault.UNCLEAR if report.document.damaged else Fault.SOURCE
    for sheet in sheets(without_copies(facts), catalog):
        yield _counts(sheet, catalog, fault)


def _counts(sheet: Sheet, catalog: Catalog, fault: Fault) -> Finding:
    signed = {entry.key for entry in sheet.form.entries if entry.column.signed}
    cells = [
        fact
        for (member, period), column in sheet.columns.items()
        for fact in column.values()
        if fact.value is not None
        and (fact.indicator, member, period) not in signed
        and fact.unit not in catalog.divisible
    ]
    wrong = [fact for fact in cells if fact.value is not None and (fact.value < 0 or fact.value % 1)]
    case = "fail" if wrong else "pass" if cells else "no_counts"
    doubts = [Doubt.FUZZY_LABEL] if is_fuzzy(wrong) else []
    named = (f"{sheet.name(fact.indicator, fact)}{cell_text(fact)}" for fact in wrong)
    words: dict[str, Words] = {"count": str(len(cells)), "cells": joined(named, catalog), "form": sheet.form.id}
    return conclude(
        catalog, "table_counts", case, f"{sheet.form.id} {_first(sheet)}", doubts,
        [fact_operand(fact) for fact in wrong or cells], [], indicator=wrong[0].indicator if wrong else None,
        fault=fault_of(fault, case, doubts), words=words,
    )  # fmt: skip


def _first(sheet: Sheet) -> str:
    """What tells a form's tables apart: the first indicator that the table has."""
    return next((name for column in sheet.columns.values() for name in column), "")
