"""Labels of the official forms: which row of a form a printed label names, and which form a list of labels is.

A form is recognised by its own labels, never by the year. Labels are aligned with a form's rows in order, since a
label such as 其他情形数 may stand in a form several times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.catalog import Catalog, Row, Template
from pipeline.text import squeeze

FUZZY = 88  # rapidfuzz ratio from which two labels may be one; below, they are reported with the nearest

_OF_WHICH = re.compile(r"^其中[:,、]?")
NUMBERING = re.compile(r"^(?:[(][一二三四五六七八九十\d]+[)]|[一二三四五六七八九十]+、|\d+[.、])")


@dataclass(frozen=True, slots=True)
class Match:
    row: Row
    method: str


def plain(label: str) -> str:
    """A label for comparison: without white space, width, 其中: and a closing colon."""
    return _OF_WHICH.sub("", squeeze(label)).rstrip(":")


def match_label(printed: str, row: Row) -> str | None:
    """How ``printed`` names ``row``: ``exact``, ``alias``, ``fuzzy`` or not at all.

    "其中：1．政府网站公开数" is 1.政府网站公开数 exactly; without its number it is an alias of it.
    """
    label, official = plain(printed), squeeze(row.label)
    if label == official:
        return "exact"
    names = [official, *(squeeze(alias) for alias in row.aliases)]
    bare = NUMBERING.sub("", label)
    if label in names or bare in {NUMBERING.sub("", name) for name in names}:
        return "alias"
    if len(bare) >= 4 and max(fuzz.ratio(bare, NUMBERING.sub("", name)) for name in names) >= FUZZY:
        return "fuzzy"
    return None


_WEIGHT = {"exact": 4, "alias": 3, "fuzzy": 2}


def align(labels: Sequence[str], template: Template) -> list[Match | None]:
    """The form's row for each printed label, in order, so that the most and the best labels match.

    A label left over takes a row left over if it names it exactly or by an alias: local sheets change
    the order of rows.
    """
    rows = template.rows
    methods = [[match_label(label, row) for row in rows] for label in labels]
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
            matches[i] = Match(rows[j], method)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    used = {match.row.indicator for match in matches if match}
    for i, match in enumerate(matches):
        if match is None:
            for j, row in enumerate(rows):
                method = methods[i][j]
                if method in ("exact", "alias") and row.indicator not in used:
                    matches[i] = Match(row, method)
                    used.add(row.indicator)
                    break
    return matches


def choose(labels: Sequence[str], catalog: Catalog) -> tuple[Template, list[Match | None]] | None:
    """The form whose labels these are: at least three of them, and at least half of what is printed."""
    best: tuple[float, Template, list[Match | None]] | None = None
    for template in catalog.templates:
        matches = align(labels, template)
        hits = [match for match in matches if match]
        if len(hits) < min(3, len(template.rows)) or len(hits) * 2 < len(labels):
            continue
        score = sum(_WEIGHT[match.method] for match in hits) - 0.5 * (len(template.rows) - len(hits))
        if best is None or score > best[0]:
            best = (score, template, matches)
    return (best[1], best[2]) if best else None


def column_of(text: str, template: Template, year: int | None) -> int | None:
    """Which value column a header cell names: "2017", "2009年度", "历年累计"."""
    header = squeeze(text)
    for index, column in enumerate(template.columns):
        for pattern in column.headers:
            if "{year}" in pattern:
                digits = rf"{year}" if year else r"(?:19|20)\d\d"
                if re.fullmatch(re.escape(pattern).replace(r"\{year\}", digits), header):
                    return index
            elif header == squeeze(pattern):
                return index
    if re.fullmatch(r"20\d\d(?:年度?)?", header):  # another year than the title's: the year column all the same
        return next((i for i, column in enumerate(template.columns) if column.period == "year"), None)
    return None


def is_header(text: str, catalog: Catalog) -> bool:
    header = squeeze(text)
    return any(
        header in map(squeeze, (*template.label_headers, *template.unit_headers)) for template in catalog.templates
    )


def names_a_row(text: str, catalog: Catalog) -> bool:
    return any(match_label(text, row) in ("exact", "alias") for form in catalog.templates for row in form.rows)
