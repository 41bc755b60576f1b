"""Identities that a form states: sums, parts, balances, rows over members, replies, cumulative against year.

Which sums is data: the form's own file in ``catalog/templates``. Every identity is judged once per column
of every table (``members``: per row). A cell that holds no number is never taken for zero; it decides nothing,
unless the numbers that are there already contradict each other. ``filled.py`` holds the two exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.catalog import Catalog, Identity
from pipeline.check.balance import check_balance, check_members
from pipeline.check.grade import Doubt
from pipeline.check.message import Words, cell_text, conclude, fact_operand, gap_words, phrase
from pipeline.check.sheet import Sheet, column_name, fault_of, is_fuzzy, note, sheets, tolerance_of
from pipeline.check.table_vs_table import without_copies
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report
from pipeline.numeral import plain_number

SUMS = ("table_sum", "table_balance", "table_members")  # rules on numbers that must add up; others only bound them


def check_table(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every identity of every form in the report; what two tables have alike is judged once."""
    fault = Fault.UNCLEAR if report.document.damaged else Fault.SOURCE
    judged: dict[str, Finding] = {}
    for sheet in sheets(without_copies(facts), catalog):
        for finding in _judge(sheet, catalog, fault):
            judged.setdefault(finding.id(""), finding)
    yield from judged.values()


def _judge(sheet: Sheet, catalog: Catalog, fault: Fault) -> Iterator[Finding]:
    form = sheet.form
    cells = {entry.key for entry in form.entries}
    own = {indicator for column in sheet.columns.values() for indicator in column}
    for identity in form.identities:
        if identity.kind == "members":
            yield from check_members(sheet, identity, catalog, fault)
            continue
        panel = form.panel_of(identity.total)
        if panel is None or not any(entry.indicator in own for entry in panel.entries()):
            continue  # the panel stands in another table, or is not on the page
        for member, period in sheet.columns:
            if (identity.total, member, period) not in cells:
                continue
            if identity.kind == "sum":
                yield _sum(sheet, identity, member, period, catalog, fault)
            elif identity.kind == "balance":
                yield check_balance(sheet, identity, member, period, catalog, fault)
            elif identity.kind == "part":
                yield from _part(sheet, identity, member, period, catalog, fault)
            elif identity.kind == "backlog":
                yield _backlog(sheet, identity, member, period, catalog, fault)
    yield from _cumulative(sheet, catalog, fault)


def _sum(sheet: Sheet, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault) -> Finding:
    """A total against the sum of its parts."""
    column = sheet.judged((identity.total, *identity.parts), member, period)
    total = column.get(identity.total)
    parts = [column[indicator] for indicator in identity.parts if indicator in column]
    known = [fact for fact in parts if fact.value is not None]
    gaps = sheet.gaps(column, (identity.total, *identity.parts), catalog)
    left = [] if total is None else [total]
    summed = sum((_value(fact) for fact in known), Decimal(0))
    tolerance = tolerance_of([*left, *known])
    words: dict[str, Words] = {
        "period": sheet.column_words(identity.total, member, period, catalog),
        "total": sheet.name(identity.total, total),
        "total_value": "" if total is None else cell_text(total),
        "parts": sheet.listed(known, catalog),
        "sum": plain_number(summed),
        "gaps": gaps or "",
        "note": note([*left, *known], catalog),
    }
    doubts = sheet.doubts([*left, *parts], identity)
    case = "pass"
    if total is None or total.value is None or not known:
        case, words["gaps"] = "empty", gaps or phrase(catalog, "total")
    elif gaps:
        doubts.append(Doubt.EMPTY_CELL)
        case = "fail_over" if summed - total.value > tolerance else "empty"
    elif abs(summed - total.value) > tolerance:
        case = "fail_cumulative" if period == "cumulative" else "fail"
        words["difference"] = plain_number(abs(total.value - summed))
    return conclude(
        catalog, "table_sum", case, f"{identity.id} {column_name(member, period)}", doubts,
        [fact_operand(fact) for fact in left], [fact_operand(fact) for fact in parts],
        indicator=identity.total, values=(total.value if total else None, None if case == "empty" else summed),
        tolerance=tolerance, fault=fault_of(fault, case, doubts), words=words,
    )  # fmt: skip


def _part(
    sheet: Sheet, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault
) -> Iterator[Finding]:
    """No part exceeds its total. Parts may overlap, so their sum says nothing."""
    column = sheet.columns[member, period]
    total = column.get(identity.total)
    for indicator in identity.parts:
        part = column.get(indicator)
        gaps = sheet.gaps(column, (identity.total, indicator), catalog)
        words: dict[str, Words] = {
            "period": sheet.column_words(identity.total, member, period, catalog),
            "total": sheet.name(identity.total, total),
            "total_value": "" if total is None else cell_text(total),
            "part": sheet.name(indicator, part),
            "part_value": "" if part is None else cell_text(part),
            "gaps": gaps or "",
        }
        doubts = [Doubt.OVERLAP, *([Doubt.SOFT] if identity.soft else [])]
        values = (total.value if total else None, part.value if part else None)
        case = "empty" if gaps else "fail" if _value(part) > _value(total) else "pass"
        yield conclude(
            catalog, "table_part", case, f"{identity.id} {indicator} {column_name(member, period)}", doubts,
            _operands(total), _operands(part), indicator=indicator, values=values, tolerance=Decimal(0),
            fault=fault_of(fault, case, []), words=words,
        )  # fmt: skip


def _backlog(sheet: Sheet, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault) -> Finding:
    """Requests against replies.

    Of one year nothing follows from a difference: some may be pending, one request may get several replies.
    Since the form began, what is not yet answered can be no more than what came in this year.
    """
    column = sheet.columns[member, period]
    received, answered = column.get(identity.total), column.get(identity.parts[0])
    gaps = sheet.gaps(column, (identity.total, identity.parts[0]), catalog)
    words: dict[str, Words] = {
        "period": sheet.column_words(identity.total, member, period, catalog),
        "received": sheet.name(identity.total),
        "received_value": "" if received is None else cell_text(received),
        "answered": sheet.name(identity.parts[0]),
        "answered_value": "" if answered is None else cell_text(answered),
        "gaps": gaps or "",
    }
    left = _operands(received)
    tolerance = Decimal(0)
    if gaps:
        case = "empty"
    elif period == "cumulative":
        this_year = sheet.columns.get((member, "year"), {}).get(identity.total)
        left += _operands(this_year)
        open_now = _value(received) - _value(answered)
        if this_year is not None and this_year.value is not None:
            tolerance = this_year.value
            words |= {"open": f"{plain_number(open_now)}{this_year.unit or ''}", "year_value": cell_text(this_year)}
            case = "fail" if open_now > tolerance else "pass_cumulative"
        else:
            words["year_row"] = sheet.name(identity.total)
            case = "pass_all" if open_now <= 0 else "no_year"
    else:
        case = "pass" if _value(received) == _value(answered) else "open"
    return conclude(
        catalog, "requests_answered", case, f"{identity.id} {column_name(member, period)}", [Doubt.TIME_LIMIT],
        left, _operands(answered), indicator=identity.total,
        values=(received.value if received else None, answered.value if answered else None), tolerance=tolerance,
        fault=fault_of(fault, case, []), words=words,
    )  # fmt: skip


def _cumulative(sheet: Sheet, catalog: Catalog, fault: Fault) -> Iterator[Finding]:
    """A cumulative figure is at least the year's."""
    members = dict.fromkeys(member for member, period in sheet.columns if period == "cumulative")
    for member in members:
        years, ever = sheet.columns.get((member, "year"), {}), sheet.columns[member, "cumulative"]
        unused = all(fact.value == 0 for fact in ever.values())
        for indicator in dict.fromkeys([*years, *ever]):
            year, total = years.get(indicator), ever.get(indicator)
            gaps = gap_words([(year, phrase(catalog, "year")), (total, phrase(catalog, "cumulative"))], catalog)
            doubts = [Doubt.COLUMN_UNUSED] if unused else []
            doubts += [Doubt.FUZZY_LABEL] if is_fuzzy([fact for fact in (year, total) if fact]) else []
            case = "empty" if gaps else "pass" if _value(total) >= _value(year) else "fail"
            words: dict[str, Words] = {
                "row": sheet.name(indicator),
                "year_value": "" if year is None else cell_text(year),
                "total_value": "" if total is None else cell_text(total),
                "gaps": gaps or "",
            }
            if case == "fail" and unused:
                case = "fail_unused"
            yield conclude(
                catalog, "cumulative_at_least_year", case, _subject(sheet, indicator, member), doubts,
                _operands(total), _operands(year), indicator=indicator,
                values=(total.value if total else None, year.value if year else None), tolerance=Decimal(0),
                fault=fault_of(fault, case, doubts), words=words,
            )  # fmt: skip


def _subject(sheet: Sheet, indicator: str, member: str) -> str:
    name = f"{sheet.form.id} {indicator}"
    return name if member == "total" else f"{name} {member}"


def _operands(fact: Fact | None) -> list[Operand]:
    return [] if fact is None else [fact_operand(fact)]


def _value(fact: Fact | None) -> Decimal:
    assert fact is not None
    assert fact.value is not None
    return fact.value
