"""How well the made archive of ``nianbao demo-data`` is read, and what the checks find of what was planted in it.

    python tools/demo_score.py                        100 agencies, 2009 to 2023, as markdown
    python tools/demo_score.py --agencies 12          fewer
    python tools/demo_score.py --misses               also what was missed and what was flagged wrongly

A cell is right with its indicator, member, period and value. A number of the prose is right if the same words at the
same paragraph give its value and its indicator. A contradiction is found if a flag of the report has the number that
was printed wrong on one of its sides, or, where no number is wrong, is of that kind. Every flag on a report without a
planted contradiction is false.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.demo import write_demo
from pipeline.run import run
from pipeline.store import Database

YEARS = (2009, 2023)
WITHIN = ("text_vs_table", "table_sum", "balance", "percent")

_TRUTH = """
CREATE TEMP TABLE {name} AS SELECT * FROM read_csv('{folder}/{name}.csv', all_varchar = true, header = true)
"""
_REPORTS = """
CREATE TEMP TABLE made AS SELECT report_id, t.file FROM reports AS r JOIN truth_files AS t ON ends_with(r.file, t.file)
"""
_CELLS = """
SELECT t.template, count(*) AS whole, count(*) FILTER (f.value = CAST(t.value AS DECIMAL(18, 4))) AS right_ones
FROM truth AS t JOIN made AS m USING (file)
LEFT JOIN facts AS f ON (f.report_id, f.template, f.indicator, f.member, f.period)
  = (m.report_id, t.template, t.indicator, t.member, t.period)
WHERE t.source = 'cell' GROUP BY ALL ORDER BY ALL
"""
_NUMBERS = """
WITH
  numbers AS (
    SELECT row_number() OVER () AS no, t.*, report_id FROM truth AS t JOIN made USING (file) WHERE source = 'prose'
  ),
  read AS (
    SELECT no, bool_or(coalesce(m.indicator, '') = coalesce(n.indicator, '')) AS is_linked
    FROM numbers AS n JOIN mentions AS m USING (report_id)
    WHERE m.printed = n.printed AND m.value = CAST(n.value AS DECIMAL(18, 4)) AND contains(n.paragraph, m.sentence)
    GROUP BY no
  )
SELECT n.role, count(*) AS whole, count(r.no) AS right_ones, count(*) FILTER (r.is_linked) AS linked
FROM numbers AS n LEFT JOIN read AS r USING (no) GROUP BY ALL ORDER BY ALL
"""
_PLANTED = """
WITH
  sides AS (SELECT report_id, p.value FROM flag_places AS p JOIN findings AS f USING (report_id, finding_id)),
  found AS (
    SELECT p.no, p.kind, p.file, p.indicator, p.printed, p.agreeing,
      bool_or(s.report_id IS NOT NULL) AS by_number
    FROM planted AS p JOIN made AS m USING (file)
    LEFT JOIN sides AS s ON s.report_id = m.report_id AND s.value = CAST(p.printed AS DECIMAL(18, 4))
    GROUP BY ALL
  ),
  kinds AS (
    SELECT DISTINCT m.file, CASE f.kind
      WHEN 'publication' THEN 'late' WHEN 'restated' THEN 'silent_change' WHEN 'trend' THEN 'frozen_table'
      ELSE f.kind END AS kind
    FROM flags AS f JOIN made AS m USING (report_id)
  )
SELECT o.no, o.kind, any_value(o.file) AS file, any_value(o.indicator) AS indicator, any_value(o.printed) AS printed,
  any_value(o.agreeing) AS agreeing,
  CASE WHEN o.kind IN ({within}) THEN bool_or(o.by_number) ELSE bool_or(k.kind IS NOT NULL) END AS is_found
FROM found AS o LEFT JOIN kinds AS k ON k.file = o.file AND k.kind = o.kind
GROUP BY o.no, o.kind ORDER BY o.no
"""
_FALSE = """
SELECT f.grade, f.rule, m.file, f.message_en FROM flags AS f JOIN made AS m USING (report_id)
WHERE m.file NOT IN (SELECT file FROM planted) AND coalesce(f.other_report_id NOT IN (
  SELECT report_id FROM made JOIN planted USING (file)), true)
ORDER BY ALL
"""


@dataclass(frozen=True)
class Score:
    """Counts of a made archive: cells and numbers as (right, whole), planted by kind as (found, whole)."""

    reports: int
    clean: int
    cells: dict[str, tuple[int, int]]
    numbers: dict[str, tuple[int, int, int]]  # read, linked, whole
    planted: dict[str, tuple[int, int]]
    alarms: Counter[str]
    misses: tuple[str, ...]

    def cells_right(self) -> float:
        return 100 * sum(one[0] for one in self.cells.values()) / sum(one[1] for one in self.cells.values())

    def numbers_linked(self) -> float:
        """Of the numbers that count something."""
        counts = [self.numbers[role] for role in ("total", "part")]
        return 100 * sum(one[1] for one in counts) / sum(one[2] for one in counts)

    def recall(self) -> float:
        """Of the contradictions within one report."""
        counts = [self.planted[kind] for kind in WITHIN if kind in self.planted]
        return sum(one[0] for one in counts) / sum(one[1] for one in counts)


def score(agencies: int, years: tuple[int, int] = YEARS, seed: int = 1) -> Score:
    """Write an archive, read it, and compare."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo(folder, agencies, *years, seed=seed)
        summary = run([folder / "reports"], folder / "out")
        with Database.open(summary.database) as database:
            return _scored(database, folder)


def _scored(database: Database, folder: Path) -> Score:
    for table in ("truth", "planted"):
        database.run(_TRUTH.format(name=table, folder=folder))
    database.run("CREATE TEMP TABLE truth_files AS SELECT DISTINCT file FROM truth")
    database.run(_REPORTS)
    cells = database.rows(_CELLS)
    numbers = database.rows(_NUMBERS)
    planted = database.rows(_PLANTED.format(within=", ".join(f"'{kind}'" for kind in WITHIN)))
    alarms = database.rows(_FALSE)
    counts = database.rows(
        "SELECT count(*) AS n, count(*) FILTER (file NOT IN (SELECT file FROM planted)) AS clean FROM made"
    )[0]
    kinds = Counter(row["kind"] for row in planted)
    found = Counter(row["kind"] for row in planted if row["is_found"])
    return Score(
        reports=counts["n"],
        clean=counts["clean"],
        cells={row["template"]: (row["right_ones"], row["whole"]) for row in cells},
        numbers={row["role"]: (row["right_ones"], row["linked"], row["whole"]) for row in numbers},
        planted={kind: (found[kind], whole) for kind, whole in sorted(kinds.items())},
        alarms=Counter(row["grade"] for row in alarms),
        misses=(*(_missed(row) for row in planted if not row["is_found"]), *map(_alarm, alarms)),
    )


def _missed(row: dict[str, Any]) -> str:
    return f"missed {row['kind']} {row['file']}: {row['indicator']} {row['printed']}, agreeing {row['agreeing']}"


def _alarm(row: dict[str, Any]) -> str:
    return f"false {row['grade']} {row['rule']} {row['file']}: {row['message_en']}"


def report(one: Score) -> str:
    """The score as markdown."""
    out = [
        "### A made archive",
        "",
        f"{one.reports} reports of `nianbao demo-data`, {one.clean} of them without a planted contradiction.",
        "",
        "| form | cells | right |",
        "|---|---|---|",
        *(f"| {form} | {whole} | {100 * right / whole:.2f} % |" for form, (right, whole) in one.cells.items()),
        "",
        "| number of the prose | there | read | linked to the right indicator |",
        "|---|---|---|---|",
    ]
    for role, (read, linked, whole) in one.numbers.items():
        right = f"{100 * linked / whole:.1f} %" if role in ("total", "part") else ""
        out.append(f"| {role} | {whole} | {100 * read / whole:.1f} % | {right} |")
    out += ["", "| planted | found |", "|---|---|"]
    out += [f"| {kind} | {found} of {whole} |" for kind, (found, whole) in one.planted.items()]
    alarms = ", ".join(f"{one.alarms[grade]} {grade}" for grade in ("high", "medium", "low"))
    return "\n".join([*out, "", f"Flags on the clean reports: {alarms}.", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description="How well the made archive is read and checked.")
    parser.add_argument("--agencies", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="also what was missed and what was flagged wrongly")
    arguments = parser.parse_args()
    one = score(arguments.agencies, seed=arguments.seed)
    print(report(one))
    if arguments.misses:
        print("\n".join(one.misses))


if __name__ == "__main__":
    main()
