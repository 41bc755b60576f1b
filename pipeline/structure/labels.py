"""Labels of the official forms: which row of a form a printed label names, and which form a list of labels is.

A form is recognised by its own labels, never by the year. Labels are aligned with a form's rows in order, since a
label such as 其他情形数 may stand in a form several times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.catalog import Catalog, Row, Template
from pipeline.text import squeeze

FUZZY = 88  # rapidfuzz ratio from which two labels may be one; below, they are reported with the nearest

_OF_WHICH = re.compile(r"^其中[:,、]?")
_NUMBERING = re.compile(r"^(?:[(][一二三四五六七八九十\d]+[)]|[一二三四五六七八九十]+、|\d+(?:[.、]|(?=[^\d.,、])))")
_VALUE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_IN_BRACKETS = re.compile(r"\((?:单位:)?([^()]{1,4})\)$")
_DASH = re.compile(r"/+|-+|—+|\*+|\\")
_WEIGHT = {"exact": 4, "alias": 3, "fuzzy": 2}


@dataclass(frozen=True, slots=True)
class Names:
    """The ways to write one row's label, squeezed; ``bare`` ones lack the number before the name."""

    row: Row
    official: str
    names: frozenset[str]
    bare: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    template: Template
    names: tuple[Names, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Everything that can stand in an indicator table, ready to be looked up."""

    forms: tuple[Form, ...]
    labels: frozenset[str]  # of any form, with and without their numbers
    headers: frozenset[str]  # above labels, units and serial numbers
    serials: frozenset[str]
    units: frozenset[str]
    notes: tuple[str, ...]  # what a row below the form begins with: 填报人, 注


@dataclass(frozen=True, slots=True)
class Match:
    row: Row
    method: str


@lru_cache(maxsize=8)
def vocabulary(catalog: Catalog) -> Vocabulary:
    forms = tuple(Form(form, tuple(_names(row) for row in form.rows)) for form in catalog.templates)
    table = catalog.outline["table"]
    headers = {squeeze(name) for form in catalog.templates for name in (*form.label_headers, *form.unit_headers)}
    every = [names for form in forms for names in form.names]
    return Vocabulary(
        forms=forms,
        labels=frozenset().union(*(names.names | {bare for bare in names.bare if len(bare) > 3} for names in every)),
        headers=frozenset(headers | set(table["serials"]) | set(table["headers"])),
        serials=frozenset(table["serials"]),
        units=frozenset(catalog.measure),
        notes=table["notes"],
    )


def _names(row: Row) -> Names:
    names = frozenset(plain(name) for name in (row.label, *row.aliases))
    return Names(row, plain(row.label), names, frozenset(_bare(name) for name in names))


def plain(label: str) -> str:
    """A label for comparison: without white space, width, 其中: and a closing colon."""
    return _OF_WHICH.sub("", squeeze(label)).rstrip(":")


def _bare(label: str) -> str:
    return _NUMBERING.sub("", label)


def split_unit(label: str, units: frozenset[str]) -> tuple[str, str | None]:
    """ "主动公开文件数(条)" → label and unit; a bracket that holds no unit belongs to the label."""
    if (found := _IN_BRACKETS.search(label)) and found[1] in units:
        return label[: found.start()], found[1]
    return label, None


def is_value(text: str, units: frozenset[str] = frozenset()) -> bool:
    """A number, also with its unit behind it, or a mark for none: "97", "1,234", "97条", "/", "——"."""
    squeezed = squeeze(text)
    number = _VALUE.match(squeezed)
    return _DASH.fullmatch(squeezed) is not None or (
        number is not None and (number.end() == len(squeezed) or squeezed[number.end() :] in units)
    )


def names_a_row(text: str, known: Vocabulary) -> bool:
    """Whether a text is a label of any form, exactly or but for its number."""
    label = split_unit(plain(text), known.units)[0]
    return bool(label) and (label in known.labels or _bare(label) in known.labels)


def is_of_which(text: str) -> bool:
    """其中 alone in a cell or on a line: it says that parts follow, and is no label."""
    return not plain(text) and bool(squeeze(text))


def _method(label: str, bare: str, names: Names) -> str | None:
    if label == names.official:
        return "exact"
    if label in names.names or bare in names.bare:
        return "alias"
    return None


def _fuzzy(bare: str, names: Names) -> bool:
    return len(bare) >= 4 and any(fuzz.ratio(bare, name, score_cutoff=FUZZY) for name in names.bare)


def align(labels: Sequence[str], form: Form, units: frozenset[str]) -> list[Match | None]:
    """The form's row for each printed label, in order, so that the most and the best labels match.

    "其中：1．政府网站公开数" is 1.政府网站公开数 exactly; without its number it is an alias of it. A label left over
    takes a row left over if it names it exactly or by an alias: local sheets change the order of rows.
    """
    rows = form.names
    methods: list[list[str | None]] = []
    for printed in labels:
        label = split_unit(plain(printed), units)[0]
        bare = _bare(label)
        found = [_method(label, bare, names) for names in rows]
        if label and not any(found):
            found = ["fuzzy" if _fuzzy(bare, names) else None for names in rows]
        methods.append(found)
    best = [[0] * (len(rows) + 1) for _ in range(len(labels) + 1)]
    for i in range(len(labels) - 1, -1, -1):
        for j in range(len(rows) - 1, -1, -1):
            method = methods[i][j]
            taken = best[i + 1][j + 1] + _WEIGHT[method] if method else 0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], taken)
    matches: list[Match | None] = [None] * len(labels)
    i = j = 0
    while i < len(labels) and j < len(rows):
        method = methods[i][j]
        if method and best[i][j] == best[i + 1][j + 1] + _WEIGHT[method]:
            matches[i] = Match(rows[j].row, method)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    used = {match.row.indicator for match in matches if match}
    for i, match in enumerate(matches):
        if match is None:
            for j, names in enumerate(rows):
                method = methods[i][j]
                if method in ("exact", "alias") and names.row.indicator not in used:
                    matches[i] = Match(names.row, method)
                    used.add(names.row.indicator)
                    break
    return matches


def choose(labels: Sequence[str], known: Vocabulary) -> Form | None:
    """The form whose labels these are: at least three of them, and at least half of what is printed."""
    best: tuple[float, Form] | None = None
    for form in known.forms:
        if len(labels) > 2 * len(form.names):
            continue
        hits = [match for match in align(labels, form, known.units) if match]
        if len(hits) < min(3, len(form.names)) or len(hits) * 2 < len(labels):
            continue
        score = sum(_WEIGHT[match.method] for match in hits) - 0.5 * (len(form.names) - len(hits))
        if best is None or score > best[0]:
            best = (score, form)
    return best[1] if best else None


def column_of(text: str, template: Template, year: int | None) -> tuple[int, bool] | None:
    """Which value column a header cell names, and whether surely: "2017", "2009年度", "历年累计".

    A header with another year than the report's may still be the year column of a sheet that was not updated; that
    is not sure, and yields to a column that has the right year.
    """
    header = squeeze(text).strip("()")
    for index, column in enumerate(template.columns):
        for pattern in column.headers:
            if "{year}" in pattern:
                digits = rf"{year}" if year else r"(?:19|20)\d\d"
                if re.fullmatch(re.escape(pattern).replace(r"\{year\}", digits), header):
                    return index, True
            elif header == squeeze(pattern):
                return index, True
    if re.fullmatch(r"20\d\d(?:年度?数?)?", header):
        return next(((i, False) for i, column in enumerate(template.columns) if column.period == "year"), None)
    return None


def is_header(text: str, known: Vocabulary) -> bool:
    """Whether a cell stands above labels, units or serial numbers: 指标名称, 计量单位, 序号."""
    return squeeze(text) in known.headers


def names_any_column(text: str, known: Vocabulary, year: int | None) -> bool:
    return any(column_of(text, form.template, year) is not None for form in known.forms)
