"""Records → plain rows, one list per table. Pure; the column names are those of schema.sql."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.catalog.notes import is_note
from pipeline.model import (
    Cell,
    Fact,
    Issue,
    Mention,
    Report,
    Result,
    Role,
    Section,
    State,
)
from pipeline.store.finding_rows import finding_rows
from pipeline.store.values import Row, Rows, clean, exact, grid, moment, spot, too_long
from pipeline.text import squeeze

# The tables that hold what reports say; the loader fills the others.
REPORT_TABLES = (
    "reports",
    "documents",
    "sections",
    "indicator_tables",
    "cells",
    "facts",
    "mentions",
    "findings",
    "finding_operands",
    "issues",
)


def rows_of(results: Sequence[Result]) -> Rows:
    """The rows of all report tables. ``issue_no`` counts within each report; the loader numbers through."""
    rows: Rows = {table: [] for table in REPORT_TABLES}
    for result in one_per_report(results):
        for table, found in _rows_of_one(result).items():
            rows[table] += found
    return rows


def one_per_report(results: Sequence[Result]) -> list[Result]:
    """Each report once: the same bytes under a second path are an issue of the first."""
    found: dict[str, Result] = {}
    for result in results:
        first = found.setdefault(result.report_id, result)
        if first is not result:
            same = "is the same report; read once" if first.report else "could not be read either"
            message = f"{result.file}: has the same bytes as {first.file} and {same}"
            duplicate = Issue("run", "duplicate", message)
            found[result.report_id] = replace(first, issues=(*first.issues, duplicate))
    return list(found.values())


def stored_name(file: str) -> str:
    """A file's name as ``reports.file`` keeps it: bytes that are not UTF-8 are written out as ``\\udcff``."""
    return file.encode("utf-8", "backslashreplace").decode("utf-8")


def _rows_of_one(result: Result) -> Rows:
    key = {"report_id": result.report_id}
    issues = list(result.issues)
    report = result.report
    rows: Rows = {"reports": [_report(result, issues)]}
    if report is not None:
        rows |= {
            "documents": [_document(report)],
            "sections": _sections(report),
            "indicator_tables": [
                {
                    "table_no": table.table_no,
                    "template": table.template,
                    "method": table.method,
                    **spot(table.place),
                }
                for table in report.tables
            ],
            "cells": [_cell(cell, report.document.confidence(cell.place)) for cell in report.cells],
            "facts": [_fact(fact, issues) for fact in result.facts],
            "mentions": [_mention(mention, report, issues) for mention in result.mentions],
        }
    rows["findings"], rows["finding_operands"] = finding_rows(result, issues)
    rows["issues"] = [_issue(number, issue) for number, issue in enumerate(issues, start=1)]
    for found in rows.values():
        for row in found:
            row |= key
            row |= {name: clean(value) for name, value in row.items() if isinstance(value, (str, list, dict))}
    return rows


def _report(result: Result, issues: list[Issue]) -> Row:
    report = result.report
    document, metadata = (report.document, report.metadata) if report else (None, None)
    return {
        "file": stored_name(result.file),
        "source_url": result.source_url,
        "sha256": result.sha256,
        "media_type": document.media_type if document else None,
        "bytes": result.bytes,
        "title": metadata.title if metadata else None,
        "agency": metadata.agency if metadata else None,
        "agency_id": metadata.agency_id if metadata else None,
        "region_code": metadata.region_code if metadata else None,
        "region": metadata.region if metadata else None,
        "level": metadata.level if metadata else None,
        "year": metadata.year if metadata else None,
        "published": metadata.published if metadata else None,
        "templates": list(report.templates) if report else [],
        "status": str(result.status),
        "fetched_at": moment(result.fetched_at, issues),
        "encoding": document.encoding if document else None,
        "damaged_characters": document.damaged if document else None,
        "characters": len(document.text) if document else None,
    }


def _document(report: Report) -> Row:
    document = report.document
    return {
        "text": document.text,
        "head": [{"name": name, "value": value} for name, value in document.head],
        "attachments": [{"label": one.label, "address": one.address} for one in document.attachments],
        "pieces": [
            {"kind": piece.kind, "char_start": piece.start, "char_end": piece.end, "section_no": piece.section_no}
            for piece in report.pieces
        ],
    }


def _sections(report: Report) -> list[Row]:
    paths: dict[int | None, str] = {None: ""}
    for section in report.sections:  # a parent comes before what stands in it
        number = squeeze(section.number or "").strip("、.")
        paths[section.no] = paths[section.parent_no] + number
    return [_section(section, paths[section.no]) for section in report.sections]


def _section(section: Section, path: str) -> Row:
    return {
        "section_no": section.no,
        "parent_no": section.parent_no,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "text": section.text,
        "page": section.heading.page,
        "char_start": section.start,
        "char_end": section.end,
        "method": section.method,
        "kind": section.kind,
        "style": section.style,
        "ordinal": section.ordinal,
        "part": section.part,
        "path": path,
        "heading_start": section.heading.start,
        "heading_end": section.heading.end,
        "spans": [{"char_start": start, "char_end": end} for start, end in section.spans],
    }


def _cell(cell: Cell, confidence: float | None) -> Row:
    x0, top, x1, bottom = cell.place.box or (None, None, None, None)
    return {
        "table_no": cell.place.table,
        "row_no": cell.row,
        "col_no": cell.col,
        "row_span": cell.row_span,
        "col_span": cell.col_span,
        "text": cell.text,
        "page": cell.place.page,
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "char_start": cell.place.start,
        "char_end": cell.place.end,
        "confidence": confidence,
    }


def _fact(fact: Fact, issues: list[Issue]) -> Row:
    value, state = exact(fact.value), fact.state
    if value is None and fact.value is not None:
        issues.append(too_long(f"{fact.row_label} {fact.column_label}: {fact.printed}", fact.place))
        state = State.NOT_READ
    return {
        "fact_no": fact.no,
        "template": fact.template,
        "indicator": fact.indicator,
        "member": fact.member,
        "period": str(fact.period),
        "value": value,
        "state": str(state),
        "unit": fact.unit,
        "unit_source": fact.unit_source,
        "printed": fact.printed,
        "row_label": fact.row_label,
        "column_label": fact.column_label,
        "method": fact.method if fact.confidence is None else "ocr",
        "label_method": fact.method,
        "confidence": fact.confidence,
        "witness": str(fact.witness),
        "second_printed": fact.second.printed if fact.second is not None else None,
        **spot(fact.place),
        **grid(fact.place),
    }


def _mention(mention: Mention, report: Report, issues: list[Issue]) -> Row:
    quantity = mention.quantity
    value, high, step = exact(quantity.value), exact(quantity.high), exact(quantity.step)
    if mention.role is Role.REFERENCE:  # 0598-8241973 counts nothing
        value = high = step = None
    elif value is None or step is None or (high is None and quantity.high is not None):
        issues.append(too_long(quantity.text, mention.place))
        value = high = step = None
    return {
        "mention_no": mention.no,
        "section_no": mention.section_no,
        "printed": quantity.text,
        "value": value,
        "high": high,
        "step": step,
        "hedge": str(quantity.hedge),
        "unit": quantity.unit,
        "indicator": mention.indicator,
        "member": mention.member,
        "period": str(mention.period),
        "role": str(mention.role),
        "whole_no": mention.wholes[0] if mention.wholes else None,
        "stated_zero": mention.stated_zero,
        "scope": str(mention.scope),
        "sentence": report.document.cut(mention.sentence),
        "method": mention.method,
        "noun": mention.noun,
        "topic": mention.topic,
        "wholes": list(mention.wholes),
        "list_no": mention.list_no,
        "operand": mention.operand,
        "part_is_certain": mention.part_is_certain,
        "open_list": mention.open_list,
        "base_year": mention.base_year,
        "falls": mention.falls,
        "period_is_certain": mention.period_is_certain,
        "shares_no": mention.shares,
        "confidence": mention.confidence,
        "sentence_start": mention.sentence.start,
        "sentence_end": mention.sentence.end,
        **spot(mention.place),
    }


def _issue(number: int, issue: Issue) -> Row:
    place = issue.place
    return {
        "issue_no": number,
        "stage": issue.stage,
        "code": issue.code,
        "message": issue.message,
        "is_note": is_note(issue),
        "place": None if place is None else {**spot(place), **grid(place)},
    }
