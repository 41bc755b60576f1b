"""The facts of one printed table, and what its sums are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.catalog import Catalog, Identity, Template
from pipeline.check.filled import Columns, fill
from pipeline.check.grade import Doubt
from pipeline.check.message import Pair, cell_text, column_words, gap_words, joined, label_name, phrase, row_name
from pipeline.model import Fact, Fault, State

MIN_GUESTS = 3  # rows of another form that are a panel of it


@dataclass(frozen=True, slots=True)
class Sheet:
    form: Template
    columns: Columns
    filled: Columns  # the same with the blanks that stand for a number

    def name(self, indicator: str, fact: Fact | None = None) -> str:
        """The row's name; with the column's where the columns of a row count different things."""
        entry = next(entry for entry in self.form.entries if entry.indicator == indicator)
        if fact is None:
            fact = next((column[indicator] for column in self.columns.values() if indicator in column), None)
        row = label_name(entry.row.label) if fact is None else row_name(fact)
        if not entry.column.indicator:
            return row
        column = fact.column_label if fact is not None and fact.column_label else entry.column.label
        return f"{row}·{column}" if entry.row.label else column

    def gaps(self, column: dict[str, Fact], indicators: Sequence[str], catalog: Catalog) -> Pair | None:
        """Which cells hold no number and why, as words; None where all do."""
        return gap_words([(column.get(one), self.name(one, column.get(one))) for one in indicators], catalog)

    def column_words(self, indicator: str, member: str, period: str, catalog: Catalog) -> Pair:
        """What a column is called: by its header, unless that is a part of the names."""
        column = self.columns[member, period]
        fact = column.get(indicator) or next(iter(column.values()))
        named = any(one.indicator == fact.indicator and one.column.indicator for one in self.form.entries)
        return column_words("" if named else fact.column_label, period, catalog)

    def judged(self, indicators: Sequence[str], member: str, period: str) -> dict[str, Fact]:
        """A column as its sums are judged: with filled blanks, unless nothing at all is printed in them."""
        printed = self.columns[member, period]
        if not any(indicator in printed and printed[indicator].value is not None for indicator in indicators):
            return printed
        return self.filled[member, period]

    def doubts(self, facts: Sequence[Fact], identity: Identity) -> list[Doubt]:
        doubts = [Doubt.FUZZY_LABEL] if is_fuzzy(facts) else []
        doubts += [Doubt.BLANK_FILLED] if any(map(_is_filled, facts)) else []
        return doubts + ([Doubt.SOFT] if identity.soft else [])

    def listed(self, facts: Iterable[Fact], catalog: Catalog) -> Pair:
        """当面申请数2条、网上申请数5条."""
        return joined((f"{self.name(fact.indicator, fact)}{cell_text(fact)}" for fact in facts), catalog)


def sheets(facts: Iterable[Fact], catalog: Catalog) -> list[Sheet]:
    """The facts of each printed table by the form that judges them; a few rows of no such form have no sums."""
    tables: dict[tuple[str, int | None], Columns] = {}
    every = list(facts)
    rows = {form.id: frozenset(form.indicators) for form in catalog.templates}
    guests = _guests([fact for fact in every if fact.indicator not in rows[fact.template]], rows)
    for fact in every:
        own = fact.indicator in rows[fact.template]
        if name := fact.template if own else guests.get((fact.indicator, fact.place.table)):
            columns = tables.setdefault((name, fact.place.table), {})
            columns.setdefault((fact.member, fact.period), {}).setdefault(fact.indicator, fact)
    forms = {template: catalog.template(template) for template, _ in tables}
    return [Sheet(forms[name], columns, fill(forms[name], columns)) for (name, _), columns in tables.items()]


def _guests(strays: Sequence[Fact], rows: Mapping[str, frozenset[str]]) -> dict[tuple[str, int | None], str]:
    """The form of rows that stand in a table of another form: two annexes that were read as one."""
    found: dict[tuple[str, int | None], str] = {}
    for table in dict.fromkeys(fact.place.table for fact in strays):
        names = {fact.indicator for fact in strays if fact.place.table == table}
        form = max(rows, key=lambda name: len(rows[name] & names))
        if len(rows[form] & names) >= MIN_GUESTS:
            found |= {(name, table): form for name in rows[form] & names}
    return found


def column_name(member: str, period: str) -> str:
    return period if member == "total" else f"{member} {period}"


def note(facts: Iterable[Fact], catalog: Catalog) -> Pair:
    return phrase(catalog, "blank_filled") if any(map(_is_filled, facts)) else ("", "")


def _is_filled(fact: Fact) -> bool:
    return fact.state is State.BLANK and fact.value is not None


def tolerance_of(facts: Iterable[Fact]) -> Decimal:
    """Half the last printed digit of each amount with decimals; a whole number is exact."""
    exponents = (int(fact.value.as_tuple().exponent) for fact in facts if fact.value is not None)
    return sum((Decimal(1).scaleb(exponent) / 2 for exponent in exponents if exponent < 0), Decimal(0))


def is_fuzzy(facts: Iterable[Fact]) -> bool:
    return any(fact.method not in ("exact", "alias") for fact in facts)


def fault_of(fault: Fault, case: str, doubts: Sequence[Doubt]) -> Fault:
    sure = Doubt.FUZZY_LABEL not in doubts and Doubt.BLANK_FILLED not in doubts
    return fault if case.startswith("fail") and sure else Fault.UNCLEAR
