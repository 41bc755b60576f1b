"""Everything that can stand in an indicator table, indexed: which panels a text may belong to.

A form is recognised by its own labels and headers, never by the year; the year only decides between forms whose
labels are the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.catalog import Catalog, Column
from pipeline.structure.tables.labels import (
    WEIGHT,
    Form,
    align,
    bare,
    compile_forms,
    core,
    is_value,
    plain,
    split_unit,
)
from pipeline.structure.tables.likeness import Signs
from pipeline.text import squeeze

MIN_WORN = 5  # characters of a label that has lost some, so that it is no word of the prose
MIN_CUT = 3  # characters of a header that must be left of one whose end is lost
CANDIDATES = 4  # panels that are aligned label by label; the others share too few labels
_EXPLAINED = re.compile(r"[:,;。]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_STALE = re.compile(r"20\d\d(?:年度?数?)?")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    forms: tuple[Form, ...]
    rows: dict[str, frozenset[int]]  # a row's label, with and without number and remark → forms
    worn: dict[str, tuple[str, ...]]  # what is left of one when characters get lost → the labels
    signs: Signs
    titles: dict[str, frozenset[int]]
    worn_columns: dict[str, tuple[str, ...]]
    columns: dict[str, frozenset[int]]  # a header, or one over headers → forms; {year} for any year
    headers: frozenset[str]  # above labels, units and serial numbers
    serials: frozenset[str]
    units: frozenset[str]
    notes: tuple[str, ...]  # what a row below the form begins with: 填报人, 注
    year_headers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What decides between forms with the same labels: those seen in the report, the report's year."""

    year: int | None
    seen: tuple[str, ...] = ()

    def after(self, form: Form) -> Wanted:
        """The same for the next panel of a table."""
        return replace(self, seen=(*self.seen, form.template.id))


@lru_cache(maxsize=8)
def vocabulary(catalog: Catalog) -> Vocabulary:
    table = catalog.outline["table"]
    signs = Signs("".join(table["lost"]), tuple(map(tuple, table["contrasts"])), "".join(table["negations"]))
    forms = compile_forms(catalog.templates, signs)
    rows: dict[str, set[int]] = {}
    titles: dict[str, set[int]] = {}
    columns: dict[str, set[int]] = {}
    headers: set[str] = set()
    for number, form in enumerate(forms):
        for names in form.names:
            # without its number, ④其他情况 is a heading of the prose: 八、其他情况
            loose = {one for one in names.loose if len(one) > 3 and not one.endswith(table["heading_ends"])}
            for name in names.names | loose:
                rows.setdefault(name, set()).add(number)
        for title in form.panel.titles:
            titles.setdefault(squeeze(title), set()).add(number)
        for column in form.panel.columns:
            for header in (*column.headers, *column.over):
                columns.setdefault(squeeze(header), set()).add(number)
        headers |= {squeeze(name) for name in (*form.panel.label_headers, *form.panel.unit_headers)}
    for header in columns:
        rows.pop(header, None)  # 其他 is a row of one form, and stands above a column in others
    return Vocabulary(
        forms=forms,
        rows={name: frozenset(found) for name, found in rows.items()},
        worn=_worn(rows, signs),
        worn_columns=_worn(columns, signs),
        signs=signs,
        titles={name: frozenset(found) for name, found in titles.items()},
        columns={name: frozenset(found) for name, found in columns.items()},
        headers=frozenset(headers | set(table["serials"]) | set(table["headers"])),
        serials=frozenset(table["serials"]),
        units=frozenset(catalog.measure),
        notes=table["notes"],
        year_headers=frozenset(header for header in columns if "{year}" in header),
    )


def _worn(names: Iterable[str], signs: Signs) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(signs.worn(name), []).append(name)
    return {worn: tuple(whole) for worn, whole in found.items()}


# -- texts ------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def forms_of_row(text: str, known: Vocabulary) -> frozenset[int]:
    """The panels in which a text is a label, exactly or but for its number, its remark or characters that get lost."""
    whole = plain(text)
    label = split_unit(whole, known.units)[0]
    for name in (whole, label, bare(label), core(label), bare(core(label))):
        if name and (found := known.rows.get(name)):
            return found
    if len(label) < MIN_WORN or label in known.columns or label in known.titles:
        return frozenset()
    names = [name for name in known.worn.get(known.signs.worn(label), ()) if known.signs.is_worn(label, name)]
    return frozenset().union(*(known.rows[name] for name in names))


def names_a_row(text: str, known: Vocabulary) -> bool:
    return bool(forms_of_row(text, known))


def title_of(text: str, known: Vocabulary) -> frozenset[int]:
    """The panels that a line above them announces: 第二十条 第（一）项."""
    return known.titles.get(squeeze(text).rstrip(":"), frozenset())


def is_header(text: str, known: Vocabulary) -> bool:
    """Whether a cell stands above labels, units or serial numbers: 指标名称, 计量单位, 序号."""
    return squeeze(text) in known.headers


@lru_cache(maxsize=8192)
def header_names(text: str, known: Vocabulary) -> tuple[str, ...]:
    """The ways to read a header: as it stands, without its unit or remark, its year as {year}."""
    whole = squeeze(text).strip("()")
    short = core(split_unit(squeeze(text), known.units)[0])
    told = _EXPLAINED.split(short)[0]  # 上一年项目数量:指清单内事项数
    names = list(dict.fromkeys(name for name in (whole, short, told) if name)) or [whole]
    return (*names, *(_YEAR.sub("{year}", name) for name in names if _YEAR.search(name)))


@lru_cache(maxsize=8192)
def names_any_column(text: str, known: Vocabulary, year: int | None) -> bool:
    names = header_names(text, known)
    if any("{year}" not in name and name in known.columns for name in names):
        return True
    if len(names[0]) >= MIN_CUT and any(
        known.signs.is_worn(names[0], header) for header in known.worn_columns.get(known.signs.worn(names[0]), ())
    ):
        return True
    dated = [name for name in names if name in known.year_headers]
    return bool(dated) and (year is None or str(year) in text or _STALE.fullmatch(names[0]) is not None)


def header_fits(text: str, column: Column, known: Vocabulary, year: int | None) -> str | None:
    """How a header cell names a column: exact, worn, stale or cut.

    One with characters lost (历累计) is worn. A header with another year than the report's may still be the year column
    of a sheet that was not updated; that is not sure, and yields to a column that has the right year. "本年新" is the
    begin of 本年新制作数量, cut off.
    """
    names = header_names(text, known)
    headers = [squeeze(header) for header in column.headers]
    for header in headers:
        if "{year}" not in header and header in names:
            return "exact"
        if "{year}" in header and any(
            header == name and (year is None or str(year) in names[0]) for name in names if "{year}" in name
        ):
            return "exact"
    for name in names:
        dated = "{year}" in name and year is not None and str(year) not in names[0]
        if len(name) > 1 and not dated and any(known.signs.is_worn(name, header) for header in headers):
            return "worn"
    if column.period == "year" and any("{year}" in header for header in headers) and _STALE.fullmatch(names[0]):
        return "stale"
    if len(names[0]) >= MIN_CUT and any(header.startswith(names[0]) for header in headers):
        return "cut"
    return None


# -- which panel ------------------------------------------------------------------------


def choose(
    labels: Sequence[str], head: Sequence[str], known: Vocabulary, wanted: Wanted, among: Iterable[int] | None = None
) -> Form | None:
    """The panel whose labels and headers these are: at least three labels, and at least half of what is printed.

    A panel of one or two rows must also have its title or one of its headers on the page.
    """
    allowed = set(range(len(known.forms)) if among is None else among)
    hits = Counter(number for label in labels for number in forms_of_row(label, known) if number in allowed)
    heads = _head_scores(head, known)
    likely = sorted(hits, key=lambda number: (-hits[number] - heads[number], number))[:CANDIDATES]
    likely = [number for number in likely if 2 * (hits[number] + heads[number]) >= hits[likely[0]] + heads[likely[0]]]
    best: tuple[float, Form] | None = None
    for number in likely:
        form = known.forms[number]
        count = sum(bool(names.row.indicator) for names in form.names)
        if len(labels) > 2 * len(form.names):
            continue
        matches = align(labels, form, known.units)
        found = [match for match in matches if match and match.row.indicator]
        headings = sum(match is not None and not match.row.indicator for match in matches)
        if len(found) < min(3, count) or len(found) * 2 < len(labels) - headings:
            continue
        if count < 3 and not heads[number]:
            continue
        score = sum(WEIGHT[match.method] for match in found) - 0.5 * (count - len(found)) + heads[number]
        score += _preference(form, wanted)
        if best is None or score > best[0]:
            best = (score, form)
    return best[1] if best else None


def choose_unlabelled(head: Sequence[str], known: Vocabulary, wanted: Wanted) -> Form | None:
    """The panel without row labels whose headers these are: four columns, and most of what is printed."""
    texts = [squeeze(text) for text in head if squeeze(text)]
    best: tuple[float, Form] | None = None
    for number, form in enumerate(known.forms):
        if not form.panel.is_unlabelled:
            continue
        leaves = {squeeze(header) for column in form.panel.columns for header in column.headers}
        own = sum(text in leaves for text in texts)
        fitting = sum(number in known.columns.get(text, ()) for text in texts)
        if own >= 4 and fitting * 5 >= len(texts) * 3:
            score = fitting + _preference(form, wanted)
            if best is None or score > best[0]:
                best = (score, form)
    return best[1] if best else None


def _preference(form: Form, wanted: Wanted) -> float:
    first, last = form.template.years
    fits = wanted.year is not None and first <= wanted.year <= last
    return 0.2 * fits + 0.1 * (form.template.id in wanted.seen) + 0.05 * (form.template.id in wanted.seen[-1:])


def _head_scores(head: Sequence[str], known: Vocabulary) -> Counter[int]:
    """How many of the texts above the rows are a panel's title (counted thrice), a header of it, or a cut one."""
    scores: Counter[int] = Counter()
    for text in head:
        for number in title_of(text, known):
            scores[number] += 3
        names = header_names(text, known)
        exact = frozenset().union(*(known.columns.get(name, frozenset()) for name in names))
        for number in exact:
            scores[number] += 2
        if not exact and len(names[0]) >= MIN_CUT and not is_value(text):
            cut = [found for header, found in known.columns.items() if header.startswith(names[0])]
            for number in frozenset().union(*cut):
                scores[number] += 1
    return scores
