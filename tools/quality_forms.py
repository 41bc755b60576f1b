"""How well forms are read: every file of the examples against what was typed for it.

``measure`` reads each file and compares; ``report`` prints the result as Markdown. Nothing of what is expected comes
from the reader: it is what ``tests/examples/*/report.toml`` says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from made.source import EXAMPLES, Report, Table, reports

from pipeline.catalog import Catalog, builtin
from pipeline.model import Fact, RawFile, Result
from pipeline.model import Section as ReadSection
from pipeline.run import process

FORMATS = {"html": "HTML", "txt": "text", "docx": "DOCX", "pdf": "PDF"}
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole else None

    def __str__(self) -> str:
        """Never rounded up to 100: one cell in a thousand is one cell."""
        if self.percent is None:
            return "–"
        return "100" if self.part == self.whole else f"{min(self.percent, 99.9):.1f}"


NONE = Share()


@dataclass(frozen=True, slots=True)
class Tables:
    """Of the tables of one form: cells right, cells wrong without a word, tables found, forms named right."""

    cells: Share = NONE
    wrong: int = 0
    found: Share = NONE
    named: Share = NONE

    def __add__(self, other: Tables) -> Tables:
        return Tables(
            self.cells + other.cells, self.wrong + other.wrong, self.found + other.found, self.named + other.named
        )


@dataclass(frozen=True, slots=True)
class Rest:
    """Of whole files: headings printed and found that are the same, prose kept in its section, metadata right."""

    printed: Share = NONE  # recall
    given: Share = NONE  # precision
    text: Share = NONE
    metadata: Share = NONE

    def __add__(self, other: Rest) -> Rest:
        return Rest(
            self.printed + other.printed, self.given + other.given, self.text + other.text,
            self.metadata + other.metadata,
        )  # fmt: skip

    @property
    def f1(self) -> float | None:
        whole = self.printed.whole + self.given.whole
        return 2 * self.printed.part / whole if whole else None


@dataclass(frozen=True)
class Measured:
    """One file. ``status`` is what reading said of it, ``misses`` what went wrong, for whoever is to mend it."""

    example: str
    file: str
    tables: tuple[tuple[str, Tables], ...]  # by form
    rest: Rest
    status: str
    misses: tuple[str, ...] = field(default=())

    @property
    def format(self) -> str:
        return FORMATS[self.file.rpartition(".")[2]]


@cache
def measure() -> tuple[Measured, ...]:
    """Every file of every example that was typed, in order."""
    catalog = builtin()
    return tuple(
        compare(report, name, read(EXAMPLES / report.name / name, catalog))
        for report in reports()
        for name in report.files
    )


def read(path: Path, catalog: Catalog) -> Result:
    return process(RawFile(path.name, path.read_bytes()), catalog)


def compare(report: Report, name: str, result: Result) -> Measured:
    """What of ``report`` came out of its file ``name``."""
    misses: list[str] = []
    if result.report is None:
        misses.append(f"not read at all: {result.status}: {'; '.join(issue.message for issue in result.issues)}")
    tables = tuple(_tables(report, result, misses))
    rest = _sections(report, result, misses) + Rest(metadata=_metadata(report, name, result, misses))
    return Measured(report.name, name, tables, rest, result.status.value, tuple(misses))


# -- tables -----------------------------------------------------------------------------


def _tables(report: Report, result: Result, misses: list[str]) -> Iterator[tuple[str, Tables]]:
    """Each printed table with the facts read in its place, of one table that was read or, where it was cut, of several.

    Two forms of a report may count the same: those facts are taken first that are of the table's own form.
    """
    left = list(result.facts)
    for table in report.tables:
        found: dict[Key, Fact] = {}
        for fact in sorted(left, key=lambda fact: fact.template not in table.accepted):
            if _key(fact) in table.values:
                found.setdefault(_key(fact), fact)
        left = [fact for fact in left if found.get(_key(fact)) is not fact]
        if found:
            yield table.form, _cells(table, found, misses)
        else:
            count = len(table.values)
            misses.append(f"table {table.form}/{table.name} lost, {count} cells")
            yield table.form, Tables(Share(0, count), 0, Share(0, 1), Share(0, 1))
    if left:
        misses.append(f"{len(left)} cells that are not printed: {', '.join(_told(fact) for fact in left[:5])}")
    for fact in left:
        yield fact.template, Tables(wrong=1)


def _key(fact: Fact) -> Key:
    return fact.indicator, fact.member, str(fact.period)


def _told(fact: Fact) -> str:
    return f"{fact.row_label}/{fact.column_label}={fact.printed}"


def _cells(table: Table, found: dict[Key, Fact], misses: list[str]) -> Tables:
    right = wrong = 0
    for key, cell in table.values.items():
        fact = found.get(key)
        if fact is not None and (fact.value, fact.state.value) == (cell.value, cell.state):
            right += 1
            continue
        silent = fact is not None and fact.state.value != "not_read"
        wrong += silent
        seen = "missing" if fact is None else f"{fact.state.value} {fact.printed!r}"
        misses.append(f"{'wrong' if silent else 'not read'}: {table.form} {'/'.join(key)}: {cell.text!r}, read {seen}")
    named = all(fact.template in table.accepted for fact in found.values())
    if not named:
        misses.append(f"form {table.form} taken for {', '.join(sorted({fact.template for fact in found.values()}))}")
    return Tables(Share(right, len(table.values)), wrong, Share(1, 1), Share(int(named), 1))


# -- sections and text ------------------------------------------------------------------


def _sections(report: Report, result: Result, misses: list[str]) -> Rest:
    read_sections = [] if result.report is None else list(result.report.sections)
    numbered = [section for section in read_sections if section.kind == "numbered"]
    typed = [section for section in report.sections() if section.level]
    wanted = Counter((section.level, _plain(section.number), _plain(section.title)) for section in typed)
    given = Counter((section.level, _plain(section.number), _plain(section.title)) for section in numbered)
    same = (wanted & given).total()
    misses += [f"heading not found: {_shown(one)}" for one in (wanted - given).elements()]
    misses += [f"no heading: {_shown(one)}" for one in (given - wanted).elements()]
    return Rest(Share(same, wanted.total()), Share(same, given.total()), _text(report, read_sections, misses))


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def _shown(heading: tuple[int, str, str]) -> str:
    return f"level {heading[0]} {heading[1]}{heading[2]}"


def _text(report: Report, found: Sequence[ReadSection], misses: list[str]) -> Share:
    """The characters of the prose that come out in the section they were typed in."""
    kept = whole = 0
    bodies: dict[tuple[str, str], list[str]] = {}
    for section in found:
        if section.kind in ("numbered", "preamble"):
            bodies.setdefault((_plain(section.number), _plain(section.title)), []).append(_plain(section.text))
    for typed in report.sections():
        here = bodies.get((_plain(typed.number), _plain(typed.title)), [])
        body = here.pop(0) if here else ""
        for paragraph in map(_plain, typed.paragraphs):
            whole += len(paragraph)
            part = len(paragraph) if paragraph in body else _common(paragraph, body)
            kept += part
            if part < len(paragraph):
                misses.append(f"text of {typed.number}{typed.title or 'preamble'}: {len(paragraph) - part} of "
                              f"{len(paragraph)} characters lost: {paragraph[:24]}…")  # fmt: skip
    return Share(kept, whole)


def _common(text: str, body: str) -> int:
    blocks = SequenceMatcher(None, text, body, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)


def _metadata(report: Report, name: str, result: Result, misses: list[str]) -> Share:
    """Agency, year, title, date of publication and region; where a file names no other day, that of the signature."""
    found = result.report.metadata if result.report else None
    published = report.published if name.endswith((".html", ".txt")) else report.signed or report.published
    wanted: dict[str, object] = {
        "agency": report.agency, "year": report.year, "title": _plain(report.title), "published": published,
        "region": report.region,
    }  # fmt: skip
    given: dict[str, object] = {} if found is None else {
        "agency": found.agency, "year": found.year, "title": _plain(found.title), "published": found.published,
        "region": found.region or "",
    }  # fmt: skip
    for field_, value in wanted.items():
        if given.get(field_) != value:
            misses.append(f"{field_}: {value}, read {given.get(field_)}")
    return Share(sum(given.get(field_) == value for field_, value in wanted.items()), len(wanted))


# -- the report -------------------------------------------------------------------------


def by_form(measured: Iterable[Measured]) -> dict[tuple[str, str], Tables]:
    """Summed by form and format."""
    done: dict[tuple[str, str], Tables] = {}
    for one in measured:
        for form, tables in one.tables:
            done[form, one.format] = done.get((form, one.format), Tables()) + tables
    return done


def summed(measured: Iterable[Measured], key: Callable[[Measured], str]) -> dict[str, tuple[int, Tables, Rest]]:
    """Files, tables and the rest, by whatever ``key`` gives."""
    done: dict[str, tuple[int, Tables, Rest]] = {}
    for one in measured:
        files, tables, rest = done.get(key(one), (0, Tables(), Rest()))
        for _, more in one.tables:
            tables += more
        done[key(one)] = files + 1, tables, rest + one.rest
    return done


def report() -> str:
    """The measure as Markdown."""
    measured = measure()
    formats = [name for name in FORMATS.values() if any(one.format == name for one in measured)]
    lines = [
        "## Forms",
        "",
        f"{len(measured)} files of {len({one.example for one in measured})} reports. A cell is right when its row, "
        "column, value and state (number, blank, dash) are. *Wrong* counts the cells that came out otherwise, or are "
        "not printed at all, without a word said; other cells that are not right were marked as not read. F1 is over "
        "headings by number, title and level. Text is the share of the prose that comes out in its own section.",
        "",
        "### By format",
        "",
        *_table("format", summed(measured, lambda one: one.format)),
        "",
        "### Cells right, by form and format (%)",
        "",
        f"| form | {' | '.join(formats)} |",
        f"|---|{'---:|' * len(formats)}",
    ]
    cells = by_form(measured)
    for form in sorted({form for form, _ in cells}):
        shares = [cells.get((form, name), Tables()) for name in formats]
        lines.append(f"| {form} | {' | '.join(f'{one.cells}' for one in shares)} |")
    lines += ["", "### By maker", "", *_table("maker", summed(measured, lambda one: one.file)), ""]
    return "\n".join(lines)


def _table(head: str, rows: dict[str, tuple[int, Tables, Rest]]) -> Iterator[str]:
    yield f"| {head} | files | cells % | wrong | tables | form named | sections F1 | text % | metadata % |"
    yield f"|---|{'---:|' * 8}"
    for name, (files, tables, rest) in sorted(rows.items()):
        f1 = "–" if rest.f1 is None else f"{rest.f1:.3f}"
        yield (
            f"| {name} | {files} | {tables.cells} | {tables.wrong} | {tables.found.part}/{tables.found.whole} | "
            f"{tables.named.part}/{tables.named.whole} | {f1} | {rest.text} | {rest.metadata} |"
        )


def misses() -> Iterator[str]:
    """Every miss, file by file."""
    for one in measure():
        if one.misses:
            yield f"{one.example}/{one.file}"
            yield from (f"    {miss}" for miss in one.misses)
