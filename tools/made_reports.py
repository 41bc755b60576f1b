"""The made reports of tests/reports: what their files say, and how they are printed as a page or as text.

    agency, year, title   of the report; the title may be left out
    traps                 false alarms it holds: "old 3" is the third of the years to 2018, "new 3" of those from 2019;
                          "parts 1", "period 1" and "names 1" are listed in docs/checks.md
    text                  a paragraph a line; "@national-2021/requests" is the place of a table
    [[table]]             form, cells ("indicator/member@period 1 2 3": the value of that cell and of those after it in
                          the row), header_year where the form is headed with another year than the report's.
                          Totals, balances and the column 总计 are computed unless given; what is not given is 0
    [[planted]]           kind (or kinds) of the finding, and its two places: words of the text, or a cell;
                          "one|other" is either. The first place is the wrong one

In the text of a clean report, {97条=proactive.documents} is a number that states a cell, {14条=#a} one that is called
#a and equals every other {…=#a}, {6条<#a} one of the parts that make up #a, {42.9%=%} a share of counts that stand
there, {25%=growth} and {3条=diff} comparisons with figures that stand there. ";" joins several.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.catalog import Panel, Template, builtin
from pipeline.demo.form import Key, as_printed, completed, grid, lines, tables_of
from pipeline.model import RawFile

TESTS = Path(__file__).resolve().parent.parent / "tests"
REPORTS = TESTS / "reports"
LAYOUTS = ("html", "text")
_TAG = re.compile(r"\{(?P<printed>[^{}=<]+)(?P<targets>[=<][^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the prose that something else can check; ``start`` and ``end`` in the report's ``text``."""

    start: int
    end: int
    printed: str
    targets: tuple[str, ...]  # "=proactive.items", "=#a", "<#a", "=%"


@dataclass(frozen=True, slots=True)
class Planted:
    kinds: tuple[str, ...]
    places: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    form: str
    values: Mapping[Key, str]
    header_year: int
    without: frozenset[str] = frozenset()  # indicators whose rows are not printed


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    name: str
    agency: str
    year: int
    title: str
    text: str
    numbers: tuple[Number, ...]
    tables: tuple[Table, ...]
    traps: tuple[str, ...] = ()
    planted: tuple[Planted, ...] = ()

    def raw(self, layout: str) -> RawFile:
        """The report as a page of true tables, or as plain text with a cell a line."""
        if layout == "html":
            body = "".join(self._html())
            return RawFile(f"{self.name}.html", f"<html><body><h1>{self.title}</h1><div>{body}</div>".encode())
        return RawFile(f"{self.name}.txt", "\n".join((self.title, *self._text())).encode())

    def _html(self) -> Iterator[str]:
        for line in self.text.strip().splitlines():
            if line.startswith("@"):
                table, panels = self._table(line)
                yield grid(panels, table.values)
            else:
                yield f"<p>{line}</p>"

    def _text(self) -> Iterator[str]:
        for line in self.text.strip().splitlines():
            if line.startswith("@"):
                table, panels = self._table(line)
                for row in lines(panels, table.values):
                    yield from (cell for cell in row if cell)
            else:
                yield line

    def _table(self, line: str) -> tuple[Table, list[Panel]]:
        name, _, part = line[1:].partition("/")
        table = next(table for table in self.tables if table.form == name)
        printed = tables_of(builtin().template(name))
        panels = next(one for one in printed if not part or part in (one[0].table, one[0].id))
        return table, [as_printed(panel, table.header_year, table.without) for panel in panels]


@cache
def made(kind: str) -> tuple[Made, ...]:
    """The reports of a folder: ``clean`` or ``planted``."""
    return tuple(_made(path) for path in sorted((REPORTS / kind).glob("*.toml")))


def _made(path: Path) -> Made:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    text, numbers = _tagged(data["text"].strip())
    title = data.get("title", f"{data['agency']}{data['year']}年政府信息公开工作年度报告")
    return Made(
        path.stem,
        data["agency"],
        data["year"],
        title,
        text,
        numbers,
        tuple(_table_of(one, data["year"]) for one in data.get("table", [])),
        tuple(data.get("traps", [])),
        tuple(_planted(one) for one in data.get("planted", [])),
    )


def _planted(data: Mapping[str, object]) -> Planted:
    kinds, places = data["kind"], data["places"]
    assert isinstance(places, list)
    return Planted(
        tuple(kinds) if isinstance(kinds, list) else (str(kinds),), tuple(tuple(place.split("|")) for place in places)
    )


def _tagged(text: str) -> tuple[str, tuple[Number, ...]]:
    plain, numbers, done = "", [], 0
    for found in _TAG.finditer(text):
        plain += text[done : found.start()]
        done = found.end()
        printed = found["printed"]
        first, *more = found["targets"].split(";")
        targets = (first, *(one if one[0] in "=<" else f"={one}" for one in more))
        numbers.append(Number(len(plain), len(plain) + len(printed), printed, targets))
        plain += printed
    return plain + text[done:], tuple(numbers)


def _table_of(data: Mapping[str, object], year: int) -> Table:
    form = builtin().template(str(data["form"]))
    given: dict[Key, str] = {}
    order = [entry.key for entry in form.entries]
    for line in str(data["cells"]).strip().splitlines():
        name, *values = line.split()
        at = next(i for i, one in enumerate(order) if matches(name, one))
        given |= dict(zip((one for one in order[at:] if one[0] == order[at][0]), values, strict=False))
    header_year = data.get("header_year", year)
    assert isinstance(header_year, int)
    return Table(form.id, completed(form, given), header_year)


def matches(name: str, key: Key) -> bool:
    """Whether ``name`` ("indicator", "indicator/member", "indicator@period") is the cell or the row's first."""
    rest, _, period = name.partition("@")
    indicator, _, member = rest.partition("/")
    return indicator == key[0] and member in ("", key[1]) and period in ("", key[2])


def cell_of(name: str, tables: tuple[Table, ...]) -> tuple[str, Key] | None:
    """The form and the cell that ``name`` means: without a member the total, without a period the year's."""
    rest, _, period = name.partition("@")
    indicator, _, member = rest.partition("/")
    for table in tables:
        key = (indicator, member or "total", period or "year")
        if key in table.values:
            return table.form, key
    return None


def broken(form: Template, values: Mapping[Key, str]) -> set[tuple[str, str, str]]:
    """The hard identities of the form that the values break, each with its column; worked out apart from the checks."""
    found = set()
    columns = {(member, period) for _, member, period in values}
    for one in form.identities:
        if one.soft or one.kind == "backlog":
            continue
        if one.kind == "members":
            rows = {indicator for indicator, member, _ in values if member == one.parts[0]}
            for row in rows:
                parts = sum(float(values[row, part, "year"]) for part in one.parts)
                if parts != float(values[row, one.total, "year"]):
                    found.add((one.id, row, "year"))
            continue
        for member, period in columns:
            if (one.total, member, period) not in values:
                continue
            left = sum(float(values[part, member, period]) for part in (one.total, *one.beside))
            parts_ = [float(values[part, member, period]) for part in one.parts]
            wrong = max(parts_) > left if one.kind == "part" else abs(sum(parts_) - left) > 1e-6
            if wrong:
                found.add((one.id, member, period))
    for indicator, member, period in values:
        if period == "cumulative" and float(values[indicator, member, period]) < float(
            values[indicator, member, "year"]
        ):
            found.add(("cumulative", indicator, member))
    return found
