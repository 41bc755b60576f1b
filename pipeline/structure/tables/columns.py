"""The heads of a table → the columns of a panel.

A value column is one whose header says so, with the headers above it where several columns share one (总计). Headers
that are cut off, repeated or empty are taken in the form's order if what is left of them agrees with it, or if the
numbers bear it out: what a form counts since it began is nowhere less than what it counts for the year, and the
columns of a row add up to its total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.catalog import Column, Identity
from pipeline.model import Issue, Place
from pipeline.structure.tables.grid import Head
from pipeline.structure.tables.labels import Form
from pipeline.structure.tables.rows import issue
from pipeline.structure.tables.vocabulary import Vocabulary, header_fits, is_header
from pipeline.text import squeeze

Number = Callable[[int, Head], Decimal | None]  # the number that a row (0, 1, …) has under a head


@dataclass(frozen=True, slots=True)
class Columns:
    """The head of each of the form's columns that the table has, by their order in the form."""

    heads: Mapping[int, Head]
    every: Sequence[Head]  # all heads over values, in printed order
    issues: tuple[Issue, ...]
    by_order: bool = False  # the head is not in line with the rows: only whole rows are read, in the heads' order


@dataclass(frozen=True, slots=True)
class _Table:
    no: int
    place: Place
    form: Form
    number: Number
    rows: int


def place_columns(
    heads: Sequence[Head], form: Form, known: Vocabulary, year: int | None,
    *, aligned: bool, number: Number, rows: int, spare_if: Callable[[Head], bool], no: int, place: Place,
) -> Columns:  # fmt: skip
    """``spare_if`` tells whether a head that no column has stands over values."""
    table = _Table(no, place, form, number, rows)
    wanted = form.panel.columns
    if not aligned and len(wanted) > 1:
        return _unaligned(heads, table, known, year)
    if not wanted[0].headers:  # the form prints no head: its one value column is the last
        return Columns({0: heads[-1]} if heads else {}, heads[-1:], ())
    named, extra = _named(heads, wanted, known, year)
    layered = any(column.over for column in wanted)
    missing = [index for index in range(len(wanted)) if index not in named]
    spare = [head for head in heads if head not in named.values() and head not in extra and spare_if(head)]
    nameless = [head for head in spare if not head.text]
    if len(wanted) == 1 and len(nameless) > 1 and len(nameless) == len(spare):
        spare = nameless = [Head(nameless[0].first, nameless[-1].last, ())]  # under a cell that held its header
    if not missing:  # spans that differ from row to row leave columns without a head
        spare = [head for head in spare if head.text]
    every = sorted([*named.values(), *extra, *spare], key=lambda head: head.first)
    if layered and (nameless or spare or list(named) != sorted(named)):
        ordered = _in_form_order(heads, [*spare, *nameless], wanted, known, year)
        if ordered is not None:
            return Columns(ordered, list(ordered.values()), ())
        if missing and len(missing) != len(spare):
            named, missing, spare = {}, list(range(len(wanted))), [*named.values(), *spare]
            spare.sort(key=lambda head: head.first)
    issues = []
    if extra:
        shown = " / ".join(head.text for head in extra)
        message = f"table {no}: column {shown} is not in form {form.template.id}; its cells are kept, no facts made"
        issues.append(issue("column_unknown", message, place))
    if not missing or not spare:
        return Columns(named, every, tuple(issues))
    guess = {**named, **dict(zip(missing, spare, strict=False))}
    headings = " / ".join(head.text or "(blank)" for head in spare)
    if len(spare) == len(missing):
        fits = all(_may_be(head, wanted[i], known, year) for i, head in zip(missing, spare, strict=True))
        in_order = sorted(guess, key=lambda index: guess[index].first) == sorted(guess)
        blank = all(not head.text for head in spare) and len(named) * 2 > len(wanted) and in_order
        how = "what is left of them agrees with" if fits else "the headers beside them show" if blank else ""
        if len(wanted) == 1 and any(header.startswith(squeeze(spare[0].text)) for header in wanted[0].headers):
            how = "has no other column, as"
        if not how and _is_borne_out(table, guess):
            how = "the numbers bear out"
        if how:
            message = (
                f"table {no}: the header {headings} is not that of form {form.template.id}; its columns were taken in "
                f"the form's order, which {how}. If the header is used, add it to headers in the form's file"
            )
            complete = fits and all(_exactly(head, wanted[i], known, year) for i, head in guess.items())
            issues += [] if complete else [issue("columns_by_order", message, place)]
            return Columns(guess, every, tuple(issues))
    message = (
        f"table {no}: no column of form {form.template.id} has the header {headings}, and the numbers do not tell "
        "which it is; its cells are kept, no facts made"
    )
    return Columns(named, every, (*issues, issue("column_unknown", message, place)))


def _unaligned(heads: Sequence[Head], table: _Table, known: Vocabulary, year: int | None) -> Columns:
    """A head with a cell too many or too few: its texts tell the order of the columns, not where they stand."""
    wanted = table.form.panel.columns
    texts = [text for head in heads for text in head.path]
    order: list[int] = []
    if any(column.over for column in wanted):
        if all(any(header_fits(text, column, known, year) == "exact" for text in texts) for column in wanted):
            order = list(range(len(wanted)))
    else:
        exact = [[i for i, one in enumerate(wanted) if header_fits(t, one, known, year) == "exact"] for t in texts]
        order = [found[0] for found in exact if len(found) == 1]
    if sorted(order) == list(range(len(wanted))):
        places = {index: Head(at, at, (wanted[index].headers[0],)) for at, index in enumerate(order, 1)}
        return Columns(places, list(places.values()), (), by_order=True)
    message = (
        f"table {table.no}: the head has more or fewer cells than the rows, and not every column of form "
        f"{table.form.template.id} is named in it; its cells are kept, no facts made"
    )
    return Columns({}, [], (issue("column_unknown", message, table.place),), by_order=True)


def _named(
    heads: Sequence[Head], wanted: Sequence[Column], known: Vocabulary, year: int | None
) -> tuple[dict[int, Head], list[Head]]:
    """The columns whose header is printed, and heads that name one which another head names better."""
    named: dict[int, Head] = {}
    sure: set[int] = set()
    extra: list[Head] = []
    for head in heads:
        fits = {i: how for i, column in enumerate(wanted) if (how := _fits(head, column, wanted, known, year))}
        exact = [i for i, how in fits.items() if how == "exact"]
        worn = [i for i, how in fits.items() if how == "worn"]
        exact = exact or (worn if len(worn) == 1 else [])  # 本累计 may be 本月累计 or 本年累计
        options = exact or [i for i, how in fits.items() if how == "stale"]
        if len(options) != 1:
            continue
        index = options[0]
        if index in named and (index in sure or not exact):
            extra.append(head)
            continue
        extra += [named[index]] if index in named else []
        named[index] = head
        sure |= {index} if exact else set()
    return dict(sorted(named.items(), key=lambda item: item[1].first)), extra


def _fits(head: Head, column: Column, wanted: Sequence[Column], known: Vocabulary, year: int | None) -> str | None:
    """How a head names a column; not if what stands above it stands above other columns only."""
    how = header_fits(head.text, column, known, year) if head.text else None
    if how is None and len(head.path) > 1:  # 商业 above 企业
        how = header_fits(head.path[-2] + head.path[-1], column, known, year)
    if how is None:
        return None
    above = {squeeze(text) for text in head.path[:-1]}
    own = {squeeze(text) for text in column.over}
    others = {squeeze(text) for one in wanted for text in (*one.over, *one.headers)} - own
    if above & others - {squeeze(text) for text in column.headers}:
        return None
    return how


def _may_be(head: Head, column: Column, known: Vocabulary, year: int | None) -> bool:
    """Whether what is left of a header agrees with a column."""
    return bool(head.text) and header_fits(head.text, column, known, year) is not None


def _exactly(head: Head, column: Column, known: Vocabulary, year: int | None) -> bool:
    return header_fits(head.text, column, known, year) == "exact"


def _in_form_order(
    heads: Sequence[Head], spare: Sequence[Head], wanted: Sequence[Column], known: Vocabulary, year: int | None
) -> dict[int, Head] | None:
    """All columns in order, where spans are lost and headers stand above the wrong ones, but each is printed."""
    texts = [text for head in heads for text in head.path]
    texts += [above + own for head in heads for above, own in zip(head.path, head.path[1:], strict=False)]
    printed = Counter(squeeze(text) for text in dict.fromkeys(texts))
    found = all(
        any(squeeze(header) in printed for header in column.headers)
        or any(header_fits(text, column, known, year) == "exact" for text in printed)
        for column in wanted
    )
    own = [head for head in heads if not (head.text and is_header(head.text, known))]
    if not found or len(own) != len(wanted) or not spare:
        return None
    return dict(enumerate(own))


# -- numbers as witnesses ---------------------------------------------------------------


def _is_borne_out(table: _Table, columns: Mapping[int, Head]) -> bool:
    wanted = table.form.panel.columns
    if sorted(column.period for column in wanted) == ["cumulative", "year"]:
        return _cumulative_is_more(table, columns)
    sums = [one for one in table.form.template.identities if one.kind == "members"]
    return any(_members_add_up(table, columns, one) for one in sums)


def _cumulative_is_more(table: _Table, columns: Mapping[int, Head]) -> bool:
    """In every row the cumulative number is no less than the year's, and in one row it is more."""
    periods = [column.period for column in table.form.panel.columns]
    more = False
    for row in range(table.rows):
        year, cumulative = (table.number(row, columns[periods.index(period)]) for period in ("year", "cumulative"))
        if year is not None and cumulative is not None:
            if cumulative < year:
                return False
            more |= cumulative > year
    return more


def _members_add_up(table: _Table, columns: Mapping[int, Head], identity: Identity) -> bool:
    """In every full row the members add up to the total, and in two rows that says something."""
    at = {column.member: index for index, column in enumerate(table.form.panel.columns)}
    if not {identity.total, *identity.parts} <= set(at):
        return False
    telling = 0
    for row in range(table.rows):
        total = table.number(row, columns[at[identity.total]])
        parts = [table.number(row, columns[at[member]]) for member in identity.parts]
        known = [part for part in parts if part is not None]
        if total is None or len(known) < len(parts):
            continue
        if sum(known, Decimal(0)) != total:
            return False
        telling += sum(part > 0 for part in known) > 1
    return telling >= 2


def members_witness(numbers: Sequence[Decimal | None], columns: Sequence[int], form: Form) -> bool:
    """Whether the numbers of one row add up to its total, so that each stands in its column."""
    wanted = form.panel.columns
    at = {wanted[index].member: number for index, number in zip(columns, numbers, strict=True)}
    for identity in form.template.identities:
        if identity.kind == "members" and {identity.total, *identity.parts} <= set(at):
            total = at[identity.total]
            parts = [part for member in identity.parts if (part := at[member]) is not None]
            return total is not None and bool(parts) and sum(parts, Decimal(0)) == total
    return False
