"""Balances that a form states: one group of rows against another, and the total of a row against its columns."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.catalog import Catalog, Identity
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, cell_text, conclude, fact_operand, gap_words, joined
from pipeline.check.sheet import Sheet, column_name, fault_of, note, tolerance_of
from pipeline.model import Fact, Fault, Finding
from pipeline.numeral import plain_number


def check_balance(
    sheet: Sheet, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault
) -> Finding:
    """The sum of one group of rows against the sum of another: what came in against what went out."""
    names = (identity.total, *identity.beside)
    column = sheet.judged((*names, *identity.parts), member, period)
    left = [column[one] for one in names if one in column]
    right = [column[one] for one in identity.parts if one in column]
    gaps = sheet.gaps(column, (*names, *identity.parts), catalog)
    sums = [sum((fact.value for fact in side if fact.value is not None), Decimal(0)) for side in (left, right)]
    tolerance = tolerance_of([*left, *right])
    case = "empty" if gaps else "pass" if abs(sums[0] - sums[1]) <= tolerance else "fail"
    doubts = sheet.doubts([*left, *right], identity)
    words: dict[str, Words] = {
        "period": sheet.column_words(identity.total, member, period, catalog),
        "left": sheet.listed(left, catalog),
        "right": sheet.listed(right, catalog),
        "left_sum": plain_number(sums[0]),
        "right_sum": plain_number(sums[1]),
        "difference": plain_number(abs(sums[0] - sums[1])),
        "gaps": gaps or "",
        "note": note([*left, *right], catalog),
    }
    return conclude(
        catalog, "table_balance", case, f"{identity.id} {column_name(member, period)}", doubts,
        [fact_operand(fact) for fact in left], [fact_operand(fact) for fact in right], indicator=identity.total,
        values=(None, None) if gaps else (sums[0], sums[1]), tolerance=tolerance, fault=fault_of(fault, case, doubts),
        words=words,
    )  # fmt: skip


def check_members(sheet: Sheet, identity: Identity, catalog: Catalog, fault: Fault) -> Iterator[Finding]:
    """In every row, the column of the total against the columns of its members."""
    for member, period in sheet.columns:
        if member != identity.total:
            continue
        complete = {
            entry.indicator
            for panel in sheet.form.panels
            if {identity.total, *identity.parts} <= {column.member for column in panel.columns}
            for entry in panel.entries()
        }
        for indicator, total in sheet.columns[member, period].items():
            if indicator in complete:
                yield _row(sheet, identity, indicator, total, period, catalog, fault)


def _row(
    sheet: Sheet, identity: Identity, indicator: str, total: Fact, period: str, catalog: Catalog, fault: Fault
) -> Finding:
    columns = [(sheet.filled.get((member, period), {}).get(indicator), member) for member in identity.parts]
    if not any(fact is not None and fact.printed and fact.value is not None for fact, _ in columns):
        columns = [(sheet.columns.get((member, period), {}).get(indicator), member) for member in identity.parts]
    parts = [fact for fact, _ in columns if fact is not None]
    known = [fact for fact in parts if fact.value is not None]
    headers = [(fact, fact.column_label if fact else member) for fact, member in columns]
    gaps = gap_words([(total, total.column_label), *headers], catalog)
    summed = sum((fact.value for fact in known if fact.value is not None), Decimal(0))
    doubts = sheet.doubts([total, *parts], identity)
    if total.value is None or not known:
        case = "empty"
    elif gaps:
        doubts.append(Doubt.EMPTY_CELL)
        case = "fail_over" if summed > total.value else "empty"
    else:
        case = "pass" if summed == total.value else "fail"
    words: dict[str, Words] = {
        "row": sheet.name(indicator),
        "total": total.column_label,
        "total_value": cell_text(total),
        "parts": joined((f"{fact.column_label.rpartition('/')[2]}{cell_text(fact)}" for fact in known), catalog),
        "sum": plain_number(summed),
        "difference": plain_number(abs(summed - total.value)) if total.value is not None else "",
        "gaps": gaps or "",
        "note": note(known, catalog),
    }
    return conclude(
        catalog, "table_members", case, f"{identity.id} {indicator} {column_name('total', period)}", doubts,
        [fact_operand(total)], [fact_operand(fact) for fact in parts], indicator=indicator,
        values=(total.value, None if case == "empty" else summed), tolerance=Decimal(0),
        fault=fault_of(fault, case, doubts), words=words,
    )  # fmt: skip
