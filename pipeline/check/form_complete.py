"""Tables and rows of the form: those that the format of a year prescribes are there, and each has all its rows.

A table gets lost between the office and the page more easily than any other part of a report. So nothing is said of a
missing one unless others of the same report were read, nor of a missing row where a row or a stretch of the table was
not understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipeline.catalog import Catalog, Panel, Template
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, conclude, fact_operand, joined, label_name, section_operand
from pipeline.check.sheet import is_fuzzy
from pipeline.check.table_vs_table import tables, without_copies
from pipeline.model import Fact, Fault, Finding, Mention, Report, Witness

# The file holds something that was not read: a picture of a page, a scan, a page that is damaged.
UNREAD = frozenset(("table_is_picture", "needs_ocr", "picture", "page_damaged"))
# A table, or a stretch of it, was not understood.
_TABLE_UNREAD = UNREAD | {
    "table_unknown", "table_unclear", "table_cut_short", "row_unmatched", "row_short", "values_displaced",
    "value_merged", "column_unknown", "too_many_rulings",
}  # fmt: skip
_MOST = 3  # a table that lacks more than a third of its rows was cut, or is another form's


def table_facts(facts: Iterable[Fact], name: str, catalog: Catalog) -> list[Fact]:
    """The cells of the table, or the panel, that the forms call ``name``."""
    own = {
        (form.id, entry.indicator)
        for form in catalog.templates
        for panel in form.panels
        if name in (panel.id, panel.table)
        for entry in panel.entries()
    }
    return [fact for fact in facts if (fact.template, fact.indicator) in own]


def check_form_tables(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per table that a report of its year must have."""
    year = report.metadata.year
    standard = None if year is None else catalog.standard(year)
    if standard is None:
        return
    found = {name: table_facts(facts, name, catalog) for name in standard.tables}
    read = sum(map(bool, found.values()))
    for name, own in found.items():
        section = next((one for one in report.sections if one.kind == "numbered" and one.part == name), None)
        doubts = [Doubt.TABLE_BY_LABELS]
        if own:
            case = "pass"
        elif any(one.code in _TABLE_UNREAD for one in report.issues) or report.document.attachments:
            case = "unread"
        elif section is None:
            case = "no_section"
        elif not read:
            case = "other_form" if report.tables else "none_read"
        else:
            case = "fail"
            lost = read < len(found) - 1 or not section.text
            doubts += [Doubt.TABLE_MAY_BE_LOST] if lost else []
        part = catalog.parts[name]
        words: dict[str, Words] = {
            "part": (part.label_zh, part.label_en),
            "source": (standard.source_zh, standard.source_en),
            "count": str(len(own)),
            "forms": joined(report.templates, catalog),
            "others": joined(
                ((catalog.parts[one].label_zh, catalog.parts[one].label_en) for one, cells in found.items() if cells),
                catalog,
            ),
        }
        headings = [one for one in report.sections if one.kind == "numbered" and one.parent_no is None]
        left = [fact_operand(own[0])] if own else [section_operand(one) for one in ([section] if section else headings)]
        yield conclude(
            catalog, "form_table_missing", case, f"{standard.id} {name}", doubts, left, [],
            fault=Fault.SOURCE if case == "fail" and len(doubts) == 1 else Fault.UNCLEAR, words=words,
        )  # fmt: skip


def check_form_rows(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """One finding per printed table: whether every row of its form is in it."""
    unread = any(one.code in _TABLE_UNREAD for one in report.issues)
    for (name, number), table in tables(without_copies(facts)).items():
        form = catalog.template(name)
        rows, missing = _rows(form, {fact.indicator for fact in table})
        if not rows:
            continue
        doubts = _doubts(report, form, table, rows, missing, catalog)
        if not missing:
            case = "pass"
        elif unread:
            case = "unread"
        elif len(missing) * _MOST > len(rows):
            case = "many"
        else:
            case = "fail"
        words: dict[str, Words] = {
            "form": (form.label_zh, form.label_en),
            "table": str(number or ""),
            "count": str(len(rows)),
            "lacking": str(len(missing)),
            "rows": joined(missing, catalog),
        }
        yield conclude(
            catalog, "form_rows_missing", case, f"{name} {number or ''}".strip(), doubts, [fact_operand(table[0])],
            [fact_operand(table[-1])], fault=Fault.UNCLEAR, words=words,
        )  # fmt: skip


def _rows(form: Template, present: set[str]) -> tuple[list[str], list[str]]:
    """The rows that the printed table should have, by their labels, and those it has not.

    Of panels that are printed as one table one is enough to ask for the others; a panel of its own may be elsewhere.
    """
    together = {panel.table for panel in form.panels if panel.table and _has(panel, present)}
    rows, missing = [], []
    for panel in form.panels:
        if not _has(panel, present) and panel.table not in together:
            continue
        for row in panel.rows:
            own = {panel.indicator(row, column) for column in panel.columns} - {""}
            if own and row.label:
                rows.append(label_name(row.label))
                missing += [] if own & present else [label_name(row.label)]
    return rows, missing


def _has(panel: Panel, present: set[str]) -> bool:
    return any(entry.indicator in present for entry in panel.entries())


def _doubts(
    report: Report, form: Template, table: Sequence[Fact], rows: list[str], missing: list[str], catalog: Catalog
) -> list[Doubt]:
    standard = None if report.metadata.year is None else catalog.standard(report.metadata.year)
    prescribed = standard is not None and any(table_facts(table, name, catalog) for name in standard.tables)
    at_an_end = bool(missing) and (rows[-len(missing) :] == missing or rows[: len(missing)] == missing)
    return [
        Doubt.TABLE_BY_LABELS,
        *([] if prescribed else [Doubt.ROWS_OF_VARIANT]),
        *([Doubt.TABLE_MAY_BE_LOST] if missing and (at_an_end or _is_unwitnessed(table)) else []),
        *([Doubt.FUZZY_LABEL] if is_fuzzy(table) else []),
    ]


def _is_unwitnessed(table: Sequence[Fact]) -> bool:
    """Whether nothing but one reading says that the row is not there."""
    return not any(fact.witness is Witness.AGREES for fact in table)
