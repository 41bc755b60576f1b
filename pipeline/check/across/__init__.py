"""Checks over several reports: year against year, edition against edition, text against text.

No single report knows the others, so these checks are not functions over records like those beside them: they are
queries over the tables of schema.sql, handed to the store, which makes them in one pass over the whole database
whenever it is built. A report that waits for another year is therefore assessed as soon as that one has arrived.
Nothing here runs a query or touches a file of a run; what must agree, the sentences and the deadlines are data,
``catalog/across.toml``, and go into the queries as tables of values.

Each ``<check>.sql`` makes tables of its own, if it needs any, and ends with one query: a row per finding, whose column
``say`` names the sentence, and whose other columns fill the names in braces. ``ground.sql`` comes first,
``finish.sql`` grades and stores.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator
from importlib.resources import files

from pipeline.catalog import Catalog, Rule
from pipeline.check.message import phrase

CHECKS: dict[str, tuple[str, ...]] = {
    "identity": ("carry_over", "cumulative", "stock"),
    "prose": ("stated_growth", "previous_figure"),
    "restated": ("restated",),
    "copied": ("copied_text", "stale_numbers"),
    "trend": ("frozen_table", "jump"),
    "publication": ("publication",),
}

_COLUMNS = (
    "rule", "say", "report_id", "other_report_id", "subject", "indicator", "left_side", "right_side", "left_value",
    "right_value", "tolerance", "doubts",
)  # fmt: skip
_STATES = ("blank", "dash", "not_read", "no_row")  # why a cell has no number, in [words] of rules.toml


def across(catalog: Catalog) -> tuple[str, ...]:
    """The statements that make every check over several reports, in order. They read and write one database."""
    return (*_values(catalog), *_statements("ground"), *_checks(catalog), *_statements("finish"))


def _checks(catalog: Catalog) -> Iterator[str]:
    position = {rule: number for number, rule in enumerate(rule for rules in CHECKS.values() for rule in rules)}
    order = "CASE rule " + " ".join(f"WHEN {_text(rule)} THEN {no}" for rule, no in position.items()) + " END"
    for name, rules in CHECKS.items():
        *before, query = _statements(name)
        yield from before
        said = [catalog.rules[rule] for rule in rules]
        columns = ", ".join(f'"{column}"' for column in _COLUMNS)
        yield (
            f"INSERT INTO across BY NAME SELECT {order} AS rule_no, {columns},\n"
            f"  {_sentences(said, 'zh')} AS message_zh,\n  {_sentences(said, 'en')} AS message_en\n"
            f"FROM (\n{query}\n)"
        )


def _sentences(rules: Iterable[Rule], language: str) -> str:
    """An expression that writes the sentence of a row: its text, with a column for every name in braces."""
    cases = []
    for rule in rules:
        for case, say in rule.say.items():
            pieces = []
            for text, name, _, _ in string.Formatter().parse(getattr(say, language)):
                pieces += [_text(text)] if text else []
                pieces += [f'"{name}"'] if name else []
            cases.append(f'WHEN rule = {_text(rule.id)} AND "say" = {_text(case)} THEN concat({", ".join(pieces)})')
    return "CASE " + "\n    ".join(cases) + " END"


def _values(catalog: Catalog) -> Iterator[str]:
    """What the catalog says, as tables of the connection."""
    first_years: dict[tuple[str, str], int] = {}
    for form in catalog.templates:
        for entry in form.entries:
            cell = (entry.indicator, entry.column.period)
            first_years[cell] = min(form.years[0], first_years.get(cell, 9999))
    identities, terms = [], []
    for number, one in enumerate(catalog.across.identities, start=1):
        begins = max(first_years.get(_cell(term), 0) for term, is_last, _ in one.terms if is_last)
        identities.append((number, one.rule, *_cell(one.indicator), len(one.terms), begins))
        terms += [(number, no, *_cell(term), is_last, sign) for no, (term, is_last, sign) in enumerate(one.terms, 1)]
    yield _table("identity", ("no", "rule", "indicator", "period", "terms", "begins"), identities)
    yield _table("term", ("identity", "no", "indicator", "period", "is_last", "sign"), terms)
    gaps = []
    for state in _STATES:
        for is_last in (False, True):
            why = phrase(catalog, state)
            gaps.append((state, is_last, *phrase(catalog, "gap_before" if is_last else "gap_now", why=why)))
    yield _table("gap", ("state", "is_last", "zh", "en"), gaps)
    near = [(one, other) for bases in catalog.bases for one in bases.of for other in bases.of if one != other]
    yield _table("near", ("indicator", "other"), near)
    yield _table("no_base", ("word",), [(word,) for word in catalog.cues["no_base"]])
    yield _table("corrected", ("word",), [(word,) for word in catalog.across.corrected])
    deadlines = [
        (no, one.first_year, one.last_year, one.month, one.day, one.ends)
        for no, one in enumerate(catalog.across.deadlines, start=1)
    ]
    yield _table("deadline", ("no", "first_year", "last_year", "month", "day", "ends"), deadlines)


def _cell(term: str) -> tuple[str, str]:
    """ "licensing.items@previous_year", "request.carried_forward" (of the year)."""
    indicator, _, period = term.partition("@")
    return indicator, period or "year"


def _table(name: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    written = ",\n  ".join("(" + ", ".join(map(_literal, row)) + ")" for row in rows)
    return f"CREATE TEMP TABLE {name} AS SELECT * FROM (VALUES\n  {written}) AS t({', '.join(columns)})"


def _literal(value: object) -> str:
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_literal, value)) + "]::VARCHAR[]"
    return _text(str(value))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _statements(name: str) -> list[str]:
    """The statements of a file; each ends with a semicolon at the end of a line, and no other line does."""
    text = (files(__package__) / f"{name}.sql").read_text(encoding="utf-8")
    return [statement for statement in text.split(";\n") if statement.strip()]
