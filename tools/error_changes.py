"""One error at a time put into a clean made report: a digit, a row, a heading.

Which changes something in the report contradicts is worked out here, by the tags of the text and by arithmetic of its
own, apart from the checks. The choice of what is changed is fixed by the report's name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from made_reports import Made, Number, broken, cell_of

from pipeline.catalog import Template, builtin
from pipeline.demo.form import Key

_DIGITS = re.compile(r"\d+")
_HEADING = re.compile(r"^([二三四五六七八])、")
_NUMERALS = "一二三四五六七八"
_PERIOD = re.compile(r"20\d\d年\d+月\d+日起?至(?:20\d\d年)?\d+月\d+日")
# what is said of problems, wherever it is said
_PROBLEMS = re.compile("问题|不足|改进|整改|薄弱|差距|困难|下一步|下步|今后|打算|有待")
_BUREAU, _TOWN = re.compile("..局$"), re.compile("..镇人民政府$")


@dataclass(frozen=True, slots=True)
class Change:
    """One error put into a clean report. ``checks``: what could see it; none where nothing could."""

    kind: str
    report: Made
    places: tuple[str | Number, ...]
    checks: tuple[str, ...]
    about: str


def _digit(text: str, random: Random) -> str:
    at = random.randrange(len(text))
    return text[:at] + random.choice([one for one in "123456789" if one != text[at]]) + text[at + 1 :]


def _swap(text: str, random: Random) -> str:
    pairs = [i for i, (one, other) in enumerate(pairwise(text)) if one != other and (i or other != "0")]
    if not pairs:
        return text
    at = random.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _times_ten(text: str, random: Random) -> str:
    return text if text == "0" else text + "0"


def _last_year(text: str, random: Random) -> str:
    return str(int(text) * 87 // 100 + 1) if len(text) < 9 else text


SLIPS: dict[str, Callable[[str, Random], str]] = {
    "digit slip": _digit,
    "swapped digits": _swap,
    "times ten": _times_ten,
    "last year's number": _last_year,
}


def changes(report: Made, count: int) -> Iterator[Change]:
    """At most ``count`` changes of each kind, in the prose and in the tables."""
    for kind, slip in SLIPS.items():
        yield from _some(f"{kind}, prose", report, count, _prose_slips(kind, slip, report))
        yield from _some(f"{kind}, cell", report, count, _cell_slips(kind, slip, report))
    yield from _some("row shift", report, count, _exchanged("row shift", report))
    yield from _some("column shift", report, count, _exchanged("column shift", report))
    yield from _some("wrong period", report, count, _other_cells("wrong period", report))
    yield from _some("wrong scope", report, count, _other_cells("wrong scope", report))
    yield from _some("dropped row", report, count, _dropped_rows(report))
    yield from _some("duplicated heading", report, count, _headings(report))
    yield from _headers(report)
    yield from _old_periods(report)
    yield from _dropped_parts(report)
    yield from _other_makers(report)


def _some(kind: str, report: Made, count: int, found: Iterable[Change]) -> list[Change]:
    every = list(found)
    return Random(f"{kind} {report.name}").sample(every, min(count, len(every)))


def _prose_slips(kind: str, slip: Callable[[str, Random], str], report: Made) -> Iterator[Change]:
    for number in report.numbers:
        printed = _DIGITS.findall(number.printed)
        if printed and "=diff" not in number.targets:
            changed = slip(printed[0], Random(f"{kind} {report.name} {number.start}"))
            if changed != printed[0]:
                yield _rewritten(f"{kind}, prose", report, number, changed, printed[0])


def _rewritten(kind: str, report: Made, number: Number, changed: str, old: str) -> Change:
    new = number.printed.replace(old, changed, 1)
    text = report.text[: number.start] + new + report.text[number.end :]
    grown = len(new) - len(number.printed)
    own = replace(number, end=number.end + grown, printed=new)
    numbers = tuple(
        own if one is number else replace(one, start=one.start + grown, end=one.end + grown)
        if one.start > number.start else one for one in report.numbers
    )  # fmt: skip
    now = replace(report, text=text, numbers=numbers)
    return Change(kind, now, (own,), _seen_by(report, number), f"{number.printed} → {new} {number.targets}")


def _seen_by(report: Made, number: Number) -> tuple[str, ...]:
    """What stands in the report that another value of the number contradicts, by its tags."""
    checks: set[str] = set()
    names = Counter(target for one in report.numbers for target in one.targets)
    for target in number.targets:
        name = target[1:]
        if target == "=%":
            checks.add("percent")
        elif target == "=growth":
            checks.add("growth")
        elif target[0] == "<" or names[f"<{name}"] > 0:
            checks.add("parts")
        elif name.startswith("#"):
            checks |= {"second mention"} if names[target] > 1 else set()
        elif cell_of(name, report.tables):
            checks.add("table")
    return tuple(sorted(checks))


def _cell_slips(kind: str, slip: Callable[[str, Random], str], report: Made) -> Iterator[Change]:
    for no, table in enumerate(report.tables):
        for key, old in table.values.items():
            new = slip(old, Random(f"{kind} {report.name} {key}")) if old.isdigit() and old != "0" else old
            if new != old:
                yield _with_cells(f"{kind}, cell", report, no, {key: new})


def _with_cells(kind: str, report: Made, no: int, new: dict[Key, str]) -> Change:
    table = report.tables[no]
    changed = replace(table, values={**table.values, **new})
    tables = (*report.tables[:no], changed, *report.tables[no + 1 :])
    places = tuple("{}/{}@{}".format(*key) for key in new)
    checks = {"identity"} if broken(builtin().template(table.form), changed.values) else set()
    if any(target[0] == "=" and cell_of(target[1:], report.tables) == (table.form, key)
           for number in report.numbers for target in number.targets for key in new):  # fmt: skip
        checks.add("table")
    about = ", ".join(f"{key} {table.values[key]} → {value}" for key, value in new.items())
    return Change(kind, replace(report, tables=tables), places, tuple(sorted(checks)), about)


def _exchanged(kind: str, report: Made) -> Iterator[Change]:
    """The numbers of two neighbouring cells change places."""
    for no, table in enumerate(report.tables):
        for panel in builtin().template(table.form).panels:
            grid = [[(panel.indicator(row, column), column.member, column.period) for column in panel.columns]
                    for row in panel.rows]  # fmt: skip
            lines = grid if kind == "column shift" else [list(line) for line in zip(*grid, strict=True)]
            for line in lines:
                for one, other in pairwise(key for key in line if key in table.values):
                    if table.values[one] != table.values[other]:
                        new = {one: table.values[other], other: table.values[one]}
                        yield _with_cells(kind, report, no, new)


def _other_cells(kind: str, report: Made) -> Iterator[Change]:
    """The prose has the number of another period, or of another group of applicants."""
    axis = 2 if kind == "wrong period" else 1
    for number in report.numbers:
        for target in number.targets:
            cell = cell_of(target[1:], report.tables) if target[0] == "=" else None
            if cell is None:
                continue
            values = next(table.values for table in report.tables if table.form == cell[0])
            for key, value in values.items():
                same = all(key[i] == cell[1][i] for i in range(3) if i != axis)
                if same and value != values[cell[1]] and (old := _DIGITS.findall(number.printed)):
                    yield _rewritten(kind, report, number, value, old[0])


def _dropped_rows(report: Made) -> Iterator[Change]:
    for no, table in enumerate(report.tables):
        form = builtin().template(table.form)
        for row in dict.fromkeys(
            row.indicator for row in form.rows if row.indicator and _is_plain(form, row.indicator)
        ):
            own = [key for key in table.values if key[0] == row]
            if own and any(table.values[key] != "0" for key in own):
                less = replace(table, without=frozenset({row}))
                tables = (*report.tables[:no], less, *report.tables[no + 1 :])
                yield Change("dropped row", replace(report, tables=tables), (), ("dropped",), row)


def _is_plain(form: Template, indicator: str) -> bool:
    """Whether a row is one line of the form, under which no other stands."""
    return not any(row.under == indicator for row in form.rows)


def _headings(report: Made) -> Iterator[Change]:
    """A heading bears the number of the one before it."""
    for line in report.text.splitlines():
        if (found := _HEADING.match(line)) and report.text.count(f"\n{line}") == 1:
            new = _NUMERALS[_NUMERALS.index(found[1]) - 1] + line[1:]
            text = report.text.replace(f"\n{line}", f"\n{new}")
            yield Change("duplicated heading", replace(report, text=text), (new,), ("outline",), line[:12])


def _headers(report: Made) -> Iterator[Change]:
    """The table is headed with the year before."""
    for no, table in enumerate(report.tables):
        if any("{year}" in column.headers[0] for column in builtin().template(table.form).columns if column.headers):
            late = replace(table, header_year=report.year - 1)
            tables = (*report.tables[:no], late, *report.tables[no + 1 :])
            yield Change("last year's header", replace(report, tables=tables), ("year",), ("period",), table.form)


def _old_periods(report: Made) -> Iterator[Change]:
    """The stated period is that of the year before."""
    for found in _PERIOD.finditer(report.text):
        if str(report.year) in found[0] and "统计期限" in report.text[max(0, found.start() - 12) : found.start()]:
            old = found[0].replace(str(report.year), str(report.year - 1))
            text = report.text[: found.start()] + old + report.text[found.end() :]
            yield Change("last year's period", replace(report, text=text), (old,), ("stated period",), old)


def _dropped_parts(report: Made) -> Iterator[Change]:
    """The part on problems is left out, and the parts after it move up."""
    lines = report.text.splitlines()
    heads = [i for i, line in enumerate(lines) if re.match(rf"[{_NUMERALS}]、", line)]
    for head, after in pairwise([*heads, len(lines)]):
        rest = lines[:head] + [_moved_up(line) if i in heads else line for i, line in enumerate(lines[after:], after)]
        told = any(_PROBLEMS.search(line) for line in rest[heads[0] :])
        other = after == len(lines) or any(line.startswith("@") for line in lines[head:after])
        if len(heads) > 4 and _PROBLEMS.search(lines[head]) and not told and not other and "部分" not in report.text:
            changed = replace(report, text="\n".join(rest))
            yield Change("dropped part", changed, (), ("part",), lines[head])


def _moved_up(line: str) -> str:
    return _NUMERALS[_NUMERALS.index(line[0]) - 1] + line[1:]


def _other_makers(report: Made) -> Iterator[Change]:
    """Another body's name stands where the report names its maker, or signs."""
    other = _BUREAU.sub("盐业局", _TOWN.sub("大洋镇人民政府", report.agency))
    for found in re.finditer(rf"(?:由|现将|^){report.agency}(?=编制|根据|\d|$)", report.text, re.MULTILINE):
        if other != report.agency:
            new = found[0].replace(report.agency, other)
            text = report.text[: found.start()] + new + report.text[found.end() :]
            yield Change("another's name", replace(report, text=text), (new,), ("name",), new)
