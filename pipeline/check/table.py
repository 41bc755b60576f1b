"""Identities that a form states: sums, parts, balances, rows over members, replies, cumulative against year.

Which sums is data: the form's own file in ``catalog/templates``. Every identity is judged once per column
of every table (``members``: per row). A cell that holds no number is never taken for zero; it decides nothing,
unless the numbers that are there already contradict each other. ``filled.py`` holds the two exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.catalog import Catalog, Identity
from pipeline.check.filled import Columns, fill
from pipeline.check.grade import Doubt, grade
from pipeline.check.message import Words, cell_text, conclude, fact_operand, label_name, period_words, plain, row_name
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Report, State

_EMPTY = {State.BLANK: ("空白", "blank"), State.DASH: ("只印横线", "a dash"), State.NOT_READ: ("未能读出", "not read")}


@dataclass(frozen=True, slots=True)
class _Table:
    """The facts of one printed table, by column and indicator."""

    template: str
    columns: Columns
    filled: Columns  # the same with the blanks that stand for a number

    def name(self, indicator: str, catalog: Catalog, fact: Fact | None = None) -> str:
        """The row's name; with the column's where the columns of a row count different things."""
        entry = next(entry for entry in catalog.template(self.template).entries if entry.indicator == indicator)
        if fact is None:
            fact = next((column[indicator] for column in self.columns.values() if indicator in column), None)
        row = label_name(entry.row.label) if fact is None else row_name(fact)
        if not entry.column.indicator:
            return row
        column = fact.column_label if fact is not None and fact.column_label else entry.column.label
        return f"{row}·{column}" if entry.row.label else column

    def doubts(self, facts: Sequence[Fact], identity: Identity) -> list[Doubt]:
        doubts = [Doubt.FUZZY_LABEL] if _fuzzy(facts) else []
        doubts += [Doubt.BLANK_FILLED] if any(_is_filled(fact) for fact in facts) else []
        return doubts + ([Doubt.SOFT] if identity.soft else [])


def check_table(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Judge every identity of every form in the report."""
    for table in _tables(facts, catalog):
        fault = Fault.UNCLEAR if report.document.damaged else Fault.SOURCE
        form = catalog.template(table.template)
        cells = {entry.key for entry in form.entries}
        own = {indicator for column in table.columns.values() for indicator in column}
        for identity in form.identities:
            if identity.kind == "members":
                yield from _members(table, identity, catalog, fault)
                continue
            panel = form.panel_of(identity.total)
            if panel is None or not any(entry.indicator in own for entry in panel.entries()):
                continue  # the panel stands in another table, or is not on the page
            for member, period in table.columns:
                if (identity.total, member, period) not in cells:
                    continue
                if identity.kind == "sum":
                    yield _sum(table, identity, member, period, catalog, fault)
                elif identity.kind == "balance":
                    yield _balance(table, identity, member, period, catalog, fault)
                elif identity.kind == "part":
                    yield from _part(table, identity, member, period, catalog, fault)
                elif identity.kind == "backlog":
                    yield _backlog(table, identity, member, period, catalog, fault)
        yield from _cumulative(table, catalog, fault)


def _tables(facts: Sequence[Fact], catalog: Catalog) -> list[_Table]:
    tables: dict[tuple[str, int | None], Columns] = {}
    for fact in facts:
        columns = tables.setdefault((fact.template, fact.place.table), {})
        columns.setdefault((fact.member, fact.period), {}).setdefault(fact.indicator, fact)
    return [
        _Table(template, columns, fill(catalog.template(template), columns))
        for (template, _), columns in tables.items()
    ]


def _sum(table: _Table, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault) -> Finding:
    """A total against the sum of its parts."""
    column = _judged(table, (identity.total, *identity.parts), member, period)
    total = column.get(identity.total)
    parts = [column[indicator] for indicator in identity.parts if indicator in column]
    known = [fact for fact in parts if fact.value is not None]
    gaps = _gaps(table, column, (identity.total, *identity.parts), catalog)
    left = [] if total is None else [total]
    summed = sum((_value(fact) for fact in known), Decimal(0))
    tolerance = _tolerance([*left, *known])
    words: dict[str, Words] = {
        **_column_words(table, identity, member, period, catalog),
        "total": table.name(identity.total, catalog, total),
        "total_value": "" if total is None else cell_text(total),
        "parts": _listed(table, known, catalog),
        "sum": plain(summed),
        "gaps": gaps or "",
        "note": _note([*left, *known]),
    }
    doubts = table.doubts([*left, *parts], identity)
    case = "pass"
    if total is None or total.value is None or not known:
        case, words["gaps"] = "empty", gaps or ("合计", "the total")
    elif gaps:
        doubts.append(Doubt.EMPTY_CELL)
        case = "fail_over" if summed - total.value > tolerance else "empty"
    elif abs(summed - total.value) > tolerance:
        case = "fail_cumulative" if period == "cumulative" else "fail"
        words["difference"] = plain(abs(total.value - summed))
    return conclude(
        catalog, "table_sum", case, f"{identity.id} {_column_name(member, period)}", grade(*doubts),
        [fact_operand(fact) for fact in left], [fact_operand(fact) for fact in parts],
        indicator=identity.total, values=(total.value if total else None, summed if known else None),
        tolerance=tolerance, fault=_fault(fault, case, doubts), words=words,
    )  # fmt: skip


def _balance(table: _Table, identity: Identity, member: str, period: str, catalog: Catalog, fault: Fault) -> Finding:
    """The sum of one group of rows against the sum of another: what came in against what went out."""
    names = (identity.total, *identity.beside)
    column = _judged(table, (*names, *identity.parts), member, period)
    left = [column[one] for one in names if one in column]
    right = [column[one] for one in identity.parts if one in column]
    gaps = _gaps(table, column, (*names, *identity.parts), catalog)
    sums = [sum((fact.value for fact in side if fact.value is not None), Decimal(0)) for side in (left, right)]
    tolerance = _tolerance([*left, *right])
    case = "empty" if gaps else "pass" if abs(sums[0] - sums[1]) <= tolerance else "fail"
    doubts = table.doubts([*left, *right], identity)
    words: dict[str, Words] = {
        **_column_words(table, identity, member, period, catalog),
        "left": _listed(table, left, catalog),
        "right": _listed(table, right, catalog),
        "left_sum": plain(sums[0]),
        "right_sum": plain(sums[1]),
        "difference": plain(abs(sums[0] - sums[1])),
        "gaps": gaps or "",
        "note": _note([*left, *right]),
    }
    return conclude(
        catalog, "table_balance", case, f"{identity.id} {_column_name(member, period)}", grade(*doubts),
        [fact_operand(fact) for fact in left], [fact_operand(fact) for fact in right], indicator=identity.total,
        values=(None, None) if gaps else (sums[0], sums[1]), tolerance=tolerance, fault=_fault(fault, case, doubts),
        words=words,
    )  # fmt: skip


def _members(table: _Table, identity: Identity, catalog: Catalog, fault: Fault) -> Iterator[Finding]:
    """In every row, the column of the total against the columns of its members."""
    for member, period in table.columns:
        if member != identity.total:
            continue
        form = catalog.template(table.template)
        complete = {
            entry.indicator
            for panel in form.panels
            if {identity.total, *identity.parts} <= {column.member for column in panel.columns}
            for entry in panel.entries()
        }
        for indicator, total in table.columns[member, period].items():
            if indicator in complete:
                yield _row(table, identity, indicator, total, period, catalog, fault)


def _row(
    table: _Table, identity: Identity, indicator: str, total: Fact, period: str, catalog: Catalog, fault: Fault
) -> Finding:
    columns = [(table.filled.get((member, period), {}).get(indicator), member) for member in identity.parts]
    if not any(fact is not None and fact.printed and fact.value is not None for fact, _ in columns):
        columns = [(table.columns.get((member, period), {}).get(indicator), member) for member in identity.parts]
    parts = [fact for fact, _ in columns if fact is not None]
    known = [fact for fact in parts if fact.value is not None]
    headers = [(fact, fact.column_label if fact else member) for fact, member in columns]
    gaps = _gap_list([(total, total.column_label, total.column_label), *((f, name, name) for f, name in headers)])
    summed = sum((_value(fact) for fact in known), Decimal(0))
    doubts = table.doubts([total, *parts], identity)
    if total.value is None or not known:
        case = "empty"
    elif gaps:
        doubts.append(Doubt.EMPTY_CELL)
        case = "fail_over" if summed > total.value else "empty"
    else:
        case = "pass" if summed == total.value else "fail"
    words: dict[str, Words] = {
        "row": table.name(indicator, catalog),
        "total": total.column_label,
        "total_value": cell_text(total),
        "parts": "、".join(f"{fact.column_label.rpartition('/')[2]}{cell_text(fact)}" for fact in known),
        "sum": plain(summed),
        "difference": plain(abs(summed - total.value)) if total.value is not None else "",
        "gaps": gaps or "",
        "note": _note(known),
    }
    return conclude(
        catalog, "table_members", case, f"{identity.id} {indicator} {_column_name('total', period)}", grade(*doubts),
        [fact_operand(total)], [fact_operand(fact) for fact in parts], indicator=indicator,
        values=(total.value, summed if known else None), tolerance=Decimal(0), fault=_fault(fault, case, doubts),
        words=words,
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
            **_column_words(table, identity, member, period, catalog),
            "total": table.name(identity.total, catalog, total),
            "total_value": "" if total is None else cell_text(total),
            "part": table.name(indicator, catalog, part),
            "part_value": "" if part is None else cell_text(part),
            "gaps": gaps or "",
        }
        doubts = [Doubt.OVERLAP, *([Doubt.SOFT] if identity.soft else [])]
        values = (total.value if total else None, part.value if part else None)
        case = "empty" if gaps else "fail" if _value(part) > _value(total) else "pass"
        yield conclude(
            catalog, "table_part", case, f"{identity.id} {indicator} {_column_name(member, period)}", grade(*doubts),
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
        **_column_words(table, identity, member, period, catalog),
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
        catalog, "requests_answered", case, f"{identity.id} {_column_name(member, period)}", grade(Doubt.TIME_LIMIT),
        left, _operands(answered), indicator=identity.total,
        values=(received.value if received else None, answered.value if answered else None), tolerance=tolerance,
        fault=_fault(fault, case, []), words=words,
    )  # fmt: skip


def _cumulative(table: _Table, catalog: Catalog, fault: Fault) -> Iterator[Finding]:
    """A cumulative figure is at least the year's."""
    members = dict.fromkeys(member for member, period in table.columns if period == "cumulative")
    for member in members:
        years, ever = table.columns.get((member, "year"), {}), table.columns[member, "cumulative"]
        unused = all(not fact.value for fact in ever.values())
        for indicator in dict.fromkeys([*years, *ever]):
            year, total = years.get(indicator), ever.get(indicator)
            gaps = _gap_list([(year, "本年", "this year"), (total, "历年累计", "cumulative")])
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
                catalog, "cumulative_at_least_year", case, _subject(table, indicator, member, catalog), grade(*doubts),
                _operands(total), _operands(year), indicator=indicator,
                values=(total.value if total else None, year.value if year else None), tolerance=Decimal(0),
                fault=_fault(fault, case, doubts), words=words,
            )  # fmt: skip


def _subject(table: _Table, indicator: str, member: str, catalog: Catalog) -> str:
    name = f"{table.template} {table.name(indicator, catalog)}"
    return name if member == "total" else f"{name} {member}"


def _gaps(
    table: _Table, column: dict[str, Fact], indicators: Sequence[str], catalog: Catalog
) -> tuple[str, str] | None:
    """Which cells hold no number and why, as words; None where all do."""
    names = [(one, table.name(one, catalog, column.get(one))) for one in indicators]
    return _gap_list([(column.get(one), name, name) for one, name in names])


def _gap_list(cells: Sequence[tuple[Fact | None, str, str]]) -> tuple[str, str] | None:
    chinese, english = [], []
    for fact, name_zh, name_en in cells:
        if fact is not None and fact.value is not None:
            continue
        why = ("表中无此行", "no such row") if fact is None else _EMPTY.get(fact.state, _EMPTY[State.NOT_READ])
        chinese.append(f"“{name_zh}”{why[0]}")
        english.append(f"{name_en} ({why[1]})")
    return ("、".join(chinese), ", ".join(english)) if chinese else None


def _judged(table: _Table, indicators: Sequence[str], member: str, period: str) -> dict[str, Fact]:
    """A column as its sums are judged: with filled blanks, unless nothing at all is printed in them."""
    printed = table.columns[member, period]
    if not any(indicator in printed and printed[indicator].value is not None for indicator in indicators):
        return printed
    return table.filled[member, period]


def _is_filled(fact: Fact) -> bool:
    return fact.state is State.BLANK and fact.value is not None


def _note(facts: Sequence[Fact]) -> tuple[str, str]:
    if not any(_is_filled(fact) for fact in facts):
        return "", ""
    return "(空白格按零或按同行各栏之和计)", " (blank cells were taken as zero, or as the sum of their row)"


def _listed(table: _Table, facts: Sequence[Fact], catalog: Catalog) -> str:
    return "、".join(f"{table.name(fact.indicator, catalog, fact)}{cell_text(fact)}" for fact in facts)


def _column_words(
    table: _Table, identity: Identity, member: str, period: str, catalog: Catalog
) -> dict[str, Words]:
    """What a column is called: by its header, unless that is already part of the names."""
    words_zh, words_en = period_words(period)
    column = table.columns[member, period]
    fact = column.get(identity.total) or next(iter(column.values()))
    entries = catalog.template(table.template).entries
    named = any(entry.indicator == fact.indicator and entry.column.indicator for entry in entries)
    header = "" if named else fact.column_label
    return {"period": (f"“{header}”栏" if header else words_zh, f"column {header}" if header else words_en)}


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
    sure = Doubt.FUZZY_LABEL not in doubts and Doubt.BLANK_FILLED not in doubts
    return fault if case.startswith("fail") and sure else Fault.UNCLEAR
