"""The series for statistics programs: long, and wide with a row for each agency and year.

The wide file has a column for each line of ``series``, member and period. Names are such as Stata takes: at most
32 letters, digits and underscores. ``panel-labels.csv`` says what each is, ``panel-labels.do`` says it to Stata.
An empty cell is a figure that is not there, never a zero; why it is not there, and which figures are only similar, is
in the long file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.catalog import builtin
from pipeline.store.db import Database
from pipeline.store.durable import whole_file
from pipeline.store.export.words import as_json

MOST = 32  # characters of a name in Stata; 80 of a label
LABEL = 80
PERIODS = {"year": "", "cumulative": "cum", "previous_year": "prev", "other": "oth"}
_ROW = ("agency_id", "agency", "region_code", "year")

_LONG = """
SELECT s.agency_id, s.agency, a.region_code, s.year, s.* EXCLUDE (agency_id, agency, year)
FROM series AS s LEFT JOIN agencies AS a ON a.id = s.agency_id
ORDER BY ALL
"""
_COLUMNS = """
SELECT s.line, s.member, s.period, CASE WHEN s.unit IN (SELECT unnest($1)) THEN s.unit END AS amount,
  string_agg(DISTINCT s.unit, ', ' ORDER BY s.unit) AS unit,
  any_value(c.label_zh) AS label_zh, any_value(c.label_en) AS label_en,
  string_agg(DISTINCT s.comparability, ' ' ORDER BY s.comparability) AS comparability,
  string_agg(DISTINCT nullif(s.note, ''), '; ' ORDER BY nullif(s.note, '')) AS note
FROM series AS s LEFT JOIN concepts AS c ON c.id = s.concept
WHERE s.value IS NOT NULL
GROUP BY s.line, s.member, s.period, amount ORDER BY s.line, s.period DESC, s.member, amount
"""
_VALUES = """
SELECT s.agency_id, any_value(s.agency ORDER BY s.report_id) AS agency, any_value(a.region_code) AS region_code, s.year,
  s.line, s.member, s.period, CASE WHEN s.unit IN (SELECT unnest($1)) THEN s.unit END AS amount,
  -- a report that states several figures for one thing states none
  CASE WHEN count(DISTINCT s.value) = 1 THEN any_value(s.value) END AS value
FROM series AS s LEFT JOIN agencies AS a ON a.id = s.agency_id
WHERE s.value IS NOT NULL
GROUP BY s.agency_id, s.year, s.line, s.member, s.period, amount
ORDER BY s.agency_id, s.year
"""
_DO = """* What the columns of panel-wide.csv are, for Stata. Run it in the folder of the file.
import delimited "panel-wide.csv", encoding("utf-8") varnames(1) case(preserve) stringcols(1 2 3) clear
"""


def write_panel(database: Database, folder: Path) -> list[Path]:
    """Write the four files."""
    amounts = [list(builtin().divisible)]  # 条 and 件 both count; 元 and 万元 are not one column
    columns = database.rows(_COLUMNS, amounts)
    names = column_names([(row["line"], row["member"], row["period"], row["amount"] or "") for row in columns])
    long = database.ask(_LONG)
    paths = [folder / f"panel-{name}" for name in ("long.csv", "wide.csv", "labels.csv", "labels.do")]
    _csv(paths[0], long.columns, (row.values() for row in long.rows))
    wide: dict[tuple[str, int], dict[str, Any]] = {}
    for row in database.rows(_VALUES, amounts):
        line = wide.setdefault((row["agency_id"], row["year"]), {key: row[key] for key in _ROW})
        line[names[row["line"], row["member"], row["period"], row["amount"] or ""]] = row["value"]
    heads = [*_ROW, *names.values()]
    _csv(paths[1], heads, ([line.get(head) for head in heads] for line in wide.values()))
    about = ("line", "member", "period", "unit", "label_zh", "label_en", "comparability", "note")
    named = list(zip(names.values(), columns, strict=True))
    _csv(paths[2], ("name", *about), ((name, *(row[key] for key in about)) for name, row in named))
    with whole_file(paths[3]) as unfinished:
        unfinished.write_text(_DO + "".join(f'label variable {name} "{_label(row)}"\n' for name, row in named), "utf-8")
    return paths


def _csv(path: Path, heads: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with whole_file(path) as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(heads)
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else as_json(value)


def _label(row: dict[str, Any]) -> str:
    axes = [row[key] for key in ("member", "period") if row[key] not in ("total", "year")]
    label = str(row["label_en"] or row["line"])
    label += f" ({', '.join(axes)})" if axes else ""
    return label.replace('"', "'")[:LABEL]


Axes = tuple[str, str, str, str]  # line, member, period, unit


def column_names(columns: Sequence[Axes]) -> dict[Axes, str]:
    """A legal name for each column, no two alike: request.received of business is request_received_business."""
    units: dict[tuple[str, str, str], int] = {}
    for line, member, period, _ in columns:
        units[line, member, period] = units.get((line, member, period), 0) + 1
    found: dict[Axes, str] = {}
    for line, member, period, unit in columns:
        words = line.replace(":", ".").split(".")
        words += [member] if member != "total" else []
        words += [PERIODS[period]] if PERIODS[period] else []
        if units[line, member, period] > 1:  # 元 and 万元 are two columns
            words.append({"万元": "wan", "元": "yuan"}.get(unit, f"u{sum(map(ord, unit))}"))
        name, number = shortened(words, MOST), 1
        while name in found.values():
            number += 1
            name = f"{shortened(words, MOST - 1 - len(str(number)))}_{number}"
        found[line, member, period, unit] = name
    return found


def shortened(words: Sequence[str], most: int) -> str:
    """The words joined with underscores; the longest lose their ends until the name has at most ``most`` characters."""
    parts = [part for word in words for part in re.split(r"[^A-Za-z0-9]+", word) if part]
    while len("_".join(parts)) > most:
        longest = max(range(len(parts)), key=lambda at: (len(parts[at]), at))
        if len(parts[longest]) == 1:
            return "_".join(parts)[:most]
        parts[longest] = parts[longest][:-1]
    name = "_".join(parts)
    return name if name[:1].isalpha() else f"x{name}"[:most]
