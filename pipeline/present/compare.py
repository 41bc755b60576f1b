"""Agencies year by year: one figure of each report, with what stood there where no figure did.

A line of the result is one agency, concept, member and period in one year. Nothing is carried over a break: where the
indicator behind a concept changes, ``breaks`` says how well the two may be compared; an indicator that breaks
comparability has a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.catalog import builtin
from pipeline.present import Row, Rows
from pipeline.present.screen import Screen, plain
from pipeline.present.words import Words

_NAMES = """
SELECT id, label_zh AS name FROM agencies
UNION SELECT agency_id, name FROM agency_names
UNION SELECT agency_id, agency FROM reports WHERE agency_id IS NOT NULL AND agency IS NOT NULL
ORDER BY ALL
"""
_CONCEPTS = """
SELECT DISTINCT c.id, c.label_zh, c.label_en FROM concepts AS c JOIN series AS s ON s.concept = c.id ORDER BY ALL
"""
_SERIES = """
SELECT * FROM series
WHERE agency_id IN (SELECT unnest($1)) AND concept IN (SELECT unnest($2)) AND member = $3 AND period = $4
ORDER BY agency_id, concept, line, year, report_id, fact_nos
"""
_REPORTS = """
SELECT agency_id, year, any_value(agency) AS agency, any_value(status) AS status
FROM reports WHERE is_latest AND agency_id IN (SELECT unnest($1)) AND year IS NOT NULL GROUP BY ALL
"""


GRADES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Choice:
    """What a name may mean: several are for the user to choose from."""

    ids: tuple[str, ...]
    names: tuple[str, ...]


def find_agency(rows: Rows, asked: str) -> Choice:
    """The agency of that id or name, else those that have it in their name."""
    known = rows(_NAMES)
    exact = [row for row in known if asked in (row["id"], row["name"])]
    partly = [row for row in known if asked in row["name"] or asked in row["id"]]
    found = {row["id"]: row["name"] for row in exact or partly}
    return Choice(tuple(found), tuple(found.values()))


def find_concept(rows: Rows, asked: str) -> Choice:
    """The concept of that id, else those that have it in their id or label, among those the database has figures of."""
    known = rows(_CONCEPTS)
    exact = [row for row in known if asked in (row["id"], row["label_zh"], row["label_en"])]
    found = exact or [
        row for row in known if any(asked.lower() in str(row[key]).lower() for key in ("id", "label_zh", "label_en"))
    ]
    return Choice(tuple(row["id"] for row in found), tuple(str(row["label_zh"]) for row in found))


def select_years(rows: Rows, agencies: Sequence[str]) -> tuple[int, int] | None:
    """The first and the last year that any of the agencies reported on."""
    years = [row["year"] for row in rows(_REPORTS, [list(agencies)])]
    return (min(years), max(years)) if years else None


def select_comparison(
    rows: Rows, agencies: Sequence[str], concepts: Sequence[str], years: tuple[int, int], member: str, period: str
) -> list[Row]:
    """A row for every agency, line and year, also where there is no figure; ``state`` says why.

    Besides the states of facts: ``several`` (the report states different figures), ``not_in_form`` (its form has no
    such cell, or it has no table), ``no_report``.
    """
    reports = {(row["agency_id"], row["year"]): row for row in rows(_REPORTS, [list(agencies)])}
    names = {row["id"]: row["name"] for row in rows(_NAMES)}
    labels = {row["id"]: row for row in rows(_CONCEPTS)}
    found = rows(_SERIES, [list(agencies), list(concepts), member, period])
    result: list[Row] = []
    by_line = {key: list(group) for key, group in groupby(found, key=lambda row: (row["concept"], row["line"]))}
    lines = sorted(set(by_line), key=lambda key: (list(concepts).index(key[0]), key[1]))
    stated: dict[tuple[str, str, int], list[Row]] = {}
    for row in found:
        stated.setdefault((row["agency_id"], row["line"], row["year"]), []).append(row)
    for agency in agencies:
        own = [key for key in lines if any((agency, key[1], year) in stated for year in range(years[0], years[1] + 1))]
        for concept, line in own or lines[:1]:
            before: Row | None = None
            for year in range(years[0], years[1] + 1):
                cells = stated.get((agency, line, year), [])
                report = reports.get((agency, year))
                name = report["agency"] if report else names.get(agency, agency)
                row = _one(cells) | {"agency_id": agency, "agency": name, "concept": concept, "line": line}
                row |= {"year": year, "member": member, "period": period}
                row |= {"label_zh": labels[concept]["label_zh"], "label_en": labels[concept]["label_en"]}
                if not cells:
                    row["state"] = "not_in_form" if report else "no_report"
                row["breaks"] = _break(before, row)
                before = row if row["template"] else before
                result.append(row)
    return result


def _one(cells: Sequence[Row]) -> Row:
    """The cells of one year as one: a report in which they differ states none of them."""
    kept = ("indicator", "formula", "template", "unit", "comparability", "note", "report_id", "is_witnessed")
    empty: Row = dict.fromkeys(kept) | {"value": None, "state": "", "flagged": None}
    if not cells:
        return empty
    numbers = [row for row in cells if row["value"] is not None]
    values = {(row["value"], row["unit"]) for row in numbers}
    first = (numbers or list(cells))[0]
    one = empty | {key: first.get(key) for key in kept}
    one["flagged"] = min((row["flagged"] for row in cells if row["flagged"]), key=GRADES.index, default=None)
    one["value"] = first["value"] if len(values) == 1 else None
    one["state"] = "several" if len(values) > 1 else first["state"]
    return one


def _break(before: Row | None, now: Row) -> str | None:
    """How well the year may be compared with the last one that has a cell; None where nothing stands against it.

    A form may count otherwise though its row has the same name, so another form is enough where the indicator is not
    the same thing in all. 条 and 件 both count; an amount in another unit is not drawn on.
    """
    if before is None or now["template"] is None:
        return None
    if any(before[key] != now[key] for key in ("indicator", "formula", "template")):
        grades = {before["comparability"], now["comparability"]}
        if grade := next((grade for grade in ("broken", "similar", "derived") if grade in grades), None):
            return grade
    units = {before["unit"], now["unit"]} - {None}
    return "unit" if len(units) > 1 and units & builtin().scaled else None


# -- on the terminal -----------------------------------------------------------------------


def show_comparison(found: list[Row], screen: Screen, words: Words) -> None:
    """A row for each agency and line with the years beside each other; for a pipe, a line for each year."""
    if not screen.people:
        names = ("agency", "concept", "line", "member", "period", "year", "value", "unit", "state", "indicator",
                 "comparability", "breaks", "flagged", "is_witnessed")  # fmt: skip
        screen.table(names, ([row[name] for name in names] for row in found))
        return
    years = sorted({row["year"] for row in found})
    heads = [words("column.agency"), words("compare.figure"), *map(str, years)]
    lines = []
    for _, group in groupby(found, key=lambda row: (row["agency_id"], row["line"])):
        cells = list(group)
        figure = words.pick(cells[0], "label") + (f" ({unit})" if (unit := unit_of(cells)) else "")
        agency = " → ".join(dict.fromkeys(plain(row["agency"]) for row in cells))
        lines.append([agency, figure, *(printed(row) for row in cells)])
    screen.table(heads, lines, wrap=(words("column.agency"), words("compare.figure")))
    screen.line(words("compare.legend"))
    for row in found:
        if row["breaks"]:
            about = {key: plain(row[key]) for key in ("agency", "year", "template")}
            about["indicator"] = plain(row["indicator"] or row["formula"])
            screen.line(words(f"compare.break_{row['breaks']}", **about, note=plain(row["note"]) or "-"))


def unit_of(cells: Sequence[Row]) -> str:
    """The unit of them all; both, where they are two."""
    return ", ".join(dict.fromkeys(row["unit"] for row in cells if row["unit"]))


MARKS = {"blank": "·", "dash": "—", "not_read": "?", "several": "≠", "not_in_form": "", "no_report": "×", "": ""}


def printed(row: Row) -> str:
    """A value with its marks: "┆7!" is 7, after a break, in a check that failed."""
    text = plain(row["value"]) if row["value"] is not None else MARKS.get(row["state"], "?")
    return f"{'┆' if row['breaks'] else ''}{text}{'!' if row['flagged'] else ''}"
