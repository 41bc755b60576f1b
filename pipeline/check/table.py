"""Identities that a form states: sums, parts, replies against requests, cumulative against year.

Which sums is data: the form's own file in ``catalog/templates``. Every identity is judged once per column
of every table. A cell that holds no number is never taken for zero; it decides nothing, unless the numbers
that are there already contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.catalog import Catalog, Identity
from pipeline.check.grade import Doubt
from pipeline.check.message import (
    Pair,
    Words,
    cell_text,
    column_words,
    conclude,
    fact_operand,
    gap_words,
    joined,
    label_name,
    phrase,
    plain,
    row_name,
)
from pipeline.check.table_vs_table import without_copies
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report


@dataclass(frozen=True, slots=True)
class _Table:
    """The facts of one printed table, by column and indicator."""

    template: str
    columns: dict[tuple[str, str], dict[str, Fact]]  # (member, period)

    def name(self, indicator: str, catalog: Catalog) -> str:
        for column in self.columns.values():
            if indicator in column:
                return row_name(column[indicator])
        rows = catalog.template(self.template).rows
        return label_name(next(row.label for row in rows if row.indicator == indicator))


def check_table(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every identity of every form in the report; what two tables have alike is judged once."""
    fault = Fault.UNCLEAR if report.document.damaged else Fault.SOURCE
    judged: dict[str, Finding] = {}
    for table in _tables(without_copies(facts)).values():
        for finding in _judge(table, catalog, fault):
            judged.setdefault(finding.id(""), finding)
    yield from judged.values()


def _judge(table: _Table, catalog: Catalog, fault: Fault) -> Iterator[Finding]:
    for identity in catalog.template(table.template).identities:
        for member, period in table.columns:
            if identity.kind == "sum":
                yield _sum(table, identity, member, period, catalog, fault)
            elif identity.kind == "part":
                yield from _part(table, identity, member, period, catalog, fault)
            elif identity.kind == "backlog":
                yield _backlog(table, identity, member, period, catalog, fault)
    yield from _cumulative(table, catalog, fault)


def _tables(facts: Sequence[Fact]) -> dict[tuple[str, int | None], _Table]:
    tables: dict[tuple[str, int | None], _Table] = {}
    for fact in facts:
        table = tables.setdefault((fact.template, fact.place.table), _Table(fact.template, {}))
        table.columns.setdefault((fact.member, fact.period), {}).setdefault(fact.indicator, fact)
    return tables


def _sum(table: _Table, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault) -> Finding:
    """A total against the sum of its parts."""
    column = table.columns[member, period]
    total = column.get(identity.total)
    parts = [column[indicator] for indicator in identity.parts if indicator in column]
    known = [fact for fact in parts if fact.value is not None]
    gaps = _gaps(table, column, (identity.total, *identity.parts), catalog)
    left = [] if total is None else [total]
    summed = sum((_value(fact) for fact in known), Decimal(0))
    tolerance = _tolerance([*left, *known])
    words: dict[str, Words] = {
        **_column_words(table, member, period, catalog),
        "total": table.name(identity.total, catalog),
        "total_value": "" if total is None else cell_text(total),
        "parts": joined((f"{row_name(fact)}{cell_text(fact)}" for fact in known), catalog),
        "sum": plain(summed),
        "gaps": gaps or "",
    }
    doubts = [Doubt.FUZZY_LABEL] if _fuzzy([*left, *parts]) else []
    case = "pass"
    if total is None or total.value is None or not known:
        case, words["gaps"] = "empty", gaps or phrase(catalog, "total")
    elif gaps:
        doubts.append(Doubt.EMPTY_CELL)
        case = "fail_over" if summed - total.value > tolerance else "empty"
    elif abs(summed - total.value) > tolerance:
        case = "fail_cumulative" if period == "cumulative" else "fail"
        words["difference"] = plain(abs(total.value - summed))
    return conclude(
        catalog, "table_sum", case, f"{identity.id} {_column_name(member, period)}", doubts,
        [fact_operand(fact) for fact in left], [fact_operand(fact) for fact in parts],
        indicator=identity.total, values=(total.value if total else None, None if case == "empty" else summed),
        tolerance=tolerance, fault=_fault(fault, case, doubts), words=words,
    )  # fmt: skip


def _part(
    table: _Table, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault
) -> Iterator[Finding]:
    """No part exceeds its total. Parts may overlap, so their sum says nothing."""
    column = table.columns[member, period]
    total = column.get(identity.total)
    for indicator in identity.parts:
        part = column.get(indicator)
        gaps = _gaps(table, column, (identity.total, indicator), catalog)
        words: dict[str, Words] = {
            **_column_words(table, member, period, catalog),
            "total": table.name(identity.total, catalog),
            "total_value": "" if total is None else cell_text(total),
            "part": table.name(indicator, catalog),
            "part_value": "" if part is None else cell_text(part),
            "gaps": gaps or "",
        }
        doubts = [Doubt.OVERLAP]
        values = (total.value if total else None, part.value if part else None)
        case = "empty" if gaps else "fail" if _value(part) > _value(total) else "pass"
        yield conclude(
            catalog, "table_part", case, f"{identity.id} {indicator} {_column_name(member, period)}", doubts,
            _operands(total), _operands(part), indicator=indicator, values=values, tolerance=Decimal(0),
            fault=_fault(fault, case, []), words=words,
        )  # fmt: skip


def _backlog(table: _Table, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault) -> Finding:
    """Requests against replies.

    Of one year nothing follows from a difference: some may be pending, one request may get several replies.
    Since the form began, what is not yet answered can be no more than what came in this year.
    """
    column = table.columns[member, period]
    received, answered = column.get(identity.total), column.get(identity.parts[0])
    gaps = _gaps(table, column, (identity.total, identity.parts[0]), catalog)
    words: dict[str, Words] = {
        **_column_words(table, member, period, catalog),
        "received": table.name(identity.total, catalog),
        "received_value": "" if received is None else cell_text(received),
        "answered": table.name(identity.parts[0], catalog),
        "answered_value": "" if answered is None else cell_text(answered),
        "gaps": gaps or "",
    }
    left = _operands(received)
    tolerance = Decimal(0)
    if gaps:
        case = "empty"
    elif period == "cumulative":
        this_year = table.columns.get((member, "year"), {}).get(identity.total)
        left += _operands(this_year)
        open_now = _value(received) - _value(answered)
        if this_year is not None and this_year.value is not None:
            tolerance = this_year.value
            words |= {"open": f"{plain(open_now)}{this_year.unit or ''}", "year_value": cell_text(this_year)}
            case = "fail" if open_now > tolerance else "pass_cumulative"
        else:
            words["year_row"] = table.name(identity.total, catalog)
            case = "pass_all" if open_now <= 0 else "no_year"
    else:
        case = "pass" if _value(received) == _value(answered) else "open"
    return conclude(
        catalog, "requests_answered", case, f"{identity.id} {_column_name(member, period)}", [Doubt.TIME_LIMIT],
        left, _operands(answered), indicator=identity.total,
        values=(received.value if received else None, answered.value if answered else None), tolerance=tolerance,
        fault=_fault(fault, case, []), words=words,
    )  # fmt: skip


def _cumulative(table: _Table, catalog: Catalog, fault: Fault) -> Iterator[Finding]:
    """A cumulative figure is at least the year's."""
    members = dict.fromkeys(member for member, period in table.columns if period == "cumulative")
    for member in members:
        years, ever = table.columns.get((member, "year"), {}), table.columns[member, "cumulative"]
        unused = all(fact.value == 0 for fact in ever.values())
        for indicator in dict.fromkeys([*years, *ever]):
            year, total = years.get(indicator), ever.get(indicator)
            gaps = gap_words([(year, phrase(catalog, "year")), (total, phrase(catalog, "cumulative"))], catalog)
            doubts = [Doubt.COLUMN_UNUSED] if unused else []
            doubts += [Doubt.FUZZY_LABEL] if _fuzzy([fact for fact in (year, total) if fact]) else []
            case = "empty" if gaps else "pass" if _value(total) >= _value(year) else "fail"
            words: dict[str, Words] = {
                "row": table.name(indicator, catalog),
                "year_value": "" if year is None else cell_text(year),
                "total_value": "" if total is None else cell_text(total),
                "gaps": gaps or "",
            }
            if case == "fail" and unused:
                case = "fail_unused"
            yield conclude(
                catalog, "cumulative_at_least_year", case, _subject(table, indicator, member), doubts,
                _operands(total), _operands(year), indicator=indicator,
                values=(total.value if total else None, year.value if year else None), tolerance=Decimal(0),
                fault=_fault(fault, case, doubts), words=words,
            )  # fmt: skip


def _subject(table: _Table, indicator: str, member: str) -> str:
    name = f"{table.template} {indicator}"
    return name if member == "total" else f"{name} {member}"


def _gaps(table: _Table, column: dict[str, Fact], indicators: Sequence[str], catalog: Catalog) -> Pair | None:
    """Which cells hold no number and why, as words; None where all do."""
    return gap_words([(column.get(one), table.name(one, catalog)) for one in indicators], catalog)


def _column_words(table: _Table, member: str, period: str, catalog: Catalog) -> dict[str, Words]:
    header = next(iter(table.columns[member, period].values())).column_label
    return {"period": column_words(header, period, catalog)}


def _column_name(member: str, period: str) -> str:
    return period if member == "total" else f"{member} {period}"


def _operands(fact: Fact | None) -> list[Operand]:
    return [] if fact is None else [fact_operand(fact)]


def _value(fact: Fact | None) -> Decimal:
    assert fact is not None
    assert fact.value is not None
    return fact.value


def _tolerance(facts: Sequence[Fact]) -> Decimal:
    """Half the last printed digit of each amount with decimals; a whole number is exact."""
    exponents = (int(fact.value.as_tuple().exponent) for fact in facts if fact.value is not None)
    return sum((Decimal(1).scaleb(exponent) / 2 for exponent in exponents if exponent < 0), Decimal(0))


def _fuzzy(facts: Sequence[Fact]) -> bool:
    return any(fact.method not in ("exact", "alias") for fact in facts)


def _fault(fault: Fault, case: str, doubts: Sequence[Doubt]) -> Fault:
    return fault if case.startswith("fail") and Doubt.FUZZY_LABEL not in doubts else Fault.UNCLEAR
