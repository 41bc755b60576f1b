"""The official forms as data: what a TOML file in ``templates`` says, and its validation.

A form consists of one or more panels: blocks of rows under columns of their own. Most forms are one panel, written as
[[column]] and [[row]] at the top of the file; a form whose tables are divided by titles or have a head of their own has
[[panel]] with [[panel.column]] and [[panel.row]]. docs/adding-a-form.md shows both.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

from pipeline.catalog.toml import make
from pipeline.errors import CatalogError


@dataclass(frozen=True, slots=True)
class Column:
    """A value column.

    ``headers``: the ways its own header is printed; ``{year}`` stands for the report's year; none where the form prints
    none, which only a panel of one column may. ``over``: the headers
    above it, outermost first. ``indicator``: what its cells count, where that depends on the column: ".issued" goes
    on from the row's indicator, a whole id stands for itself. One with ``text`` holds words, or ratios of the others,
    which are kept as cells only. ``signed``: its numbers may be less than zero.
    """

    headers: tuple[str, ...]
    period: str = "year"
    member: str = "total"
    over: tuple[str, ...] = ()
    indicator: str = ""
    unit: str = ""
    text: bool = False
    signed: bool = False

    @property
    def label(self) -> str:
        """The header with those above it, for people: 行政诉讼/复议后起诉/总计."""
        return "/".join((*self.over, *self.headers[:1]))


@dataclass(frozen=True, slots=True)
class Row:
    """A row. ``under``: the indicator, or the label, of the row it is part of.

    A row without an indicator is a heading over others and holds no value, unless its columns name whole indicators.
    One with ``text`` holds words (网站名称, 是否…), which are kept as cells only.
    """

    label: str
    indicator: str = ""
    unit: str = ""
    under: str | None = None
    aliases: tuple[str, ...] = ()
    text: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell of a form."""

    row: Row
    column: Column
    indicator: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.indicator, self.column.member, self.column.period

    @property
    def unit(self) -> str:
        return self.column.unit or self.row.unit


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows under columns of their own. ``titles``: the ways the line above it is printed, 第二十条第(一)项.

    ``table``: panels that name the same one are printed as one table. ``blank_is_zero``: agencies are known to leave
    the cells of this panel empty for zero.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    id: str = ""
    table: str = ""
    titles: tuple[str, ...] = ()
    label_headers: tuple[str, ...] = ()
    unit_headers: tuple[str, ...] = ()
    blank_is_zero: bool = False

    def indicator(self, row: Row, column: Column) -> str:
        """What the cell counts; "" where the form has no cell, or none that counts."""
        if column.text:
            return ""
        if column.indicator and not column.indicator.startswith("."):
            return column.indicator
        return row.indicator + column.indicator if row.indicator else ""

    @property
    def is_unlabelled(self) -> bool:
        """Whether the panel is one row of numbers under its heads, without a label: 行政复议, 行政诉讼."""
        return len(self.rows) == 1 and not self.rows[0].label

    def entries(self) -> Iterator[Entry]:
        for row in self.rows:
            for column in self.columns:
                if indicator := self.indicator(row, column):
                    yield Entry(row, column, indicator)

    def row(self, name: str) -> Row | None:
        """The row of an indicator or, for headings, of a label."""
        return next((row for row in self.rows if name in (row.indicator, row.label)), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """A relation between cells that the form itself states.

    ``kind``: ``sum`` (total equals its parts), ``part`` (no part exceeds the total), ``balance`` (total and those
    ``beside`` it equal the parts), ``members`` (in every row, the column ``total`` equals the columns ``parts``) or
    ``backlog`` (what was received and not yet answered since the form began is at most what came in this year).
    ``soft``: reports depart from it with reason; a difference is a note.
    """

    id: str
    kind: str
    total: str
    parts: tuple[str, ...]
    beside: tuple[str, ...] = ()
    soft: bool = False


@dataclass(frozen=True)
class Template:
    id: str
    label_zh: str
    label_en: str
    source: str
    years: tuple[int, int]
    panels: tuple[Panel, ...]
    identities: tuple[Identity, ...]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every cell that the form has, in order."""
        return tuple(entry for panel in self.panels for entry in panel.entries())

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for panel in self.panels for row in panel.rows)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for panel in self.panels for column in panel.columns)

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.indicator for entry in self.entries))

    def panel_of(self, indicator: str) -> Panel | None:
        return next((p for p in self.panels if any(entry.indicator == indicator for entry in p.entries())), None)


# -- reading a file ---------------------------------------------------------------------


def template(name: str, data: dict[str, Any]) -> Template:
    """The form that a file describes."""
    data = dict(data)
    identities = [_identity(name, kind, row) for kind in _IDENTITIES for row in data.pop(kind, [])]
    panels = list(data.pop("panel", []))
    if "column" in data or "row" in data:
        own = ("column", "row", "titles", "label_headers", "unit_headers", "blank_is_zero")
        panels.insert(0, {key: data.pop(key) for key in own if key in data})
    if not panels:
        raise CatalogError(f"{name}: a form needs [[column]] and [[row]], or [[panel]] with [[panel.column]] and so on")
    return make(name, Template, {**data, "panels": [_panel(name, panel) for panel in panels], "identities": identities})


_IDENTITIES = {
    "sum": {"total": "total", "parts": "parts"},
    "part": {"total": "total", "parts": "parts"},
    "members": {"total": "total", "parts": "parts"},
    "balance": {"left": "total", "right": "parts"},
    "backlog": {"received": "total", "answered": "parts"},
}


def _identity(name: str, kind: str, row: dict[str, Any]) -> Identity:
    sides = _IDENTITIES[kind]
    if missing := [key for key in ("id", *sides) if key not in row]:
        raise CatalogError(f"{name}: [[{kind}]] {row.get('id', '')}: {missing[0]} is missing")
    named = {sides.get(key, key): value for key, value in row.items()}
    if kind == "balance":
        named["total"], named["beside"] = named["total"][0], named["total"][1:]
    if kind == "backlog":
        named["parts"] = [named["parts"]]
    return make(name, Identity, {**named, "kind": kind})


def _panel(name: str, data: dict[str, Any]) -> Panel:
    data = dict(data)
    columns = [make(name, Column, row) for row in data.pop("column", [])]
    rows = [make(name, Row, row) for row in data.pop("row", [])]
    if not columns or not rows:
        where = f"panel {data['id']!r}" if "id" in data else "a form"
        raise CatalogError(f"{name}: {where} needs at least one [[column]] and one [[row]]")
    return make(name, Panel, {**data, "columns": columns, "rows": rows})


# -- validation -------------------------------------------------------------------------


def check_template(form: Template, declared: Container[str], periods: Container[str]) -> None:
    """Raise a ``CatalogError`` that names what is wrong and what to do."""
    for panel in form.panels:
        _check_panel(form, panel, declared, periods)
    seen: dict[tuple[str, str, str], Row] = {}
    for entry in form.entries:
        if entry.key in seen:
            if seen[entry.key] is not entry.row and not entry.column.indicator:
                raise CatalogError(f"{form.id}: indicator {entry.indicator!r} stands in two rows")
            raise CatalogError(
                f"{form.id}: {entry.row.label} / {entry.column.label}: another cell has the same indicator, member and "
                f"period {entry.key}. Give the column another member, period or indicator"
            )
        seen[entry.key] = entry.row
    members = {column.member for column in form.columns}
    for identity in form.identities:
        for one in (identity.total, *identity.beside, *identity.parts):
            if identity.kind == "members" and one not in members:
                raise CatalogError(f"{form.id}: identity {identity.id}: no column of this form has member {one!r}")
            if identity.kind != "members" and one not in form.indicators:
                raise CatalogError(f"{form.id}: identity {identity.id}: {one!r} is no row of this form")


def _check_panel(form: Template, panel: Panel, declared: Container[str], periods: Container[str]) -> None:
    where = f"{form.id}, panel {panel.id}" if panel.id else form.id
    for column in panel.columns:
        if not column.headers and len(panel.columns) > 1:
            raise CatalogError(f"{where}: a column has no headers; only a panel of one column may do without")
        if column.period not in periods:
            raise CatalogError(f"{where}: column {column.label}: period {column.period!r} is none; see docs")
    for one, other in combinations(panel.columns, 2):
        if one.over == other.over and (same := set(one.headers) & set(other.headers)):
            raise CatalogError(f"{where}: two columns have the header {min(same)!r}. Tell them apart with over = [...]")
    for row in panel.rows:
        if not row.label and not panel.is_unlabelled:
            raise CatalogError(f"{where}: a row has no label; only a panel of one row may do without")
        if row.under is not None and panel.row(row.under) is None:
            raise CatalogError(f"{where}: row {row.label}: under = {row.under!r} is no row of this form")
    for entry in panel.entries():
        if entry.indicator not in declared:
            raise CatalogError(f"{where}: indicator {entry.indicator!r} is not in indicators.toml. Declare it there")
        if not entry.unit:
            raise CatalogError(f"{where}: row {entry.row.label or entry.column.label}: unit is missing")
