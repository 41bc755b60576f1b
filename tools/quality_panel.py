"""How well contradictions between reports of several years are found: on a made archive with known ones.

    python tools/quality_panel.py             the tables, as markdown
    python tools/quality_panel.py --misses    what was missed and what was flagged wrongly, one a line

The archive is that of ``nianbao demo-data``, with a contradiction in as many reports as leave a sound one before and
after each. A planted one counts as found if the rule for it flags that report. A flag over several reports is wrong
if nothing was planted in either of its reports.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipeline.catalog import builtin
from pipeline.check.across import across
from pipeline.demo import write_demo
from pipeline.model import RawFile
from pipeline.run import process
from pipeline.store import Database, in_memory

AGENCIES, FIRST, LAST, SEED, SHARE = 30, 2014, 2023, 7, 0.5
RULES = {
    "carry_over": "carry_over",
    "cumulative": "cumulative",
    "stock": "stock",
    "stated_growth": "stated_growth",
    "copied_text": "copied_text",
    "late": "publication",
    "frozen_table": "frozen_table",
    "silent_change": "restated",
}
_FLAGS = """
SELECT f.rule, f.grade, f.message_en, r.file, o.file AS other_file
FROM findings AS f JOIN reports AS r USING (report_id) LEFT JOIN reports AS o ON o.report_id = f.other_report_id
WHERE f.outcome = 'fail' AND f.finding_no > 1000000
ORDER BY r.file, f.finding_no
"""
_HELD = """
SELECT (SELECT count(*) FROM reports WHERE is_latest) AS reports,
  (SELECT count(DISTINCT agency_id) FROM reports) AS agencies,
  (SELECT count(*) FROM findings WHERE finding_no > 1000000 AND outcome <> 'not_assessable') AS made
"""


@dataclass
class Measured:
    """What was planted and found, by kind; the flags over several reports, right and wrong, by grade."""

    reports: int
    agencies: int
    made: int
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found.total() / self.planted.total()

    @property
    def precision(self) -> float:
        return self.right.total() / (self.right.total() + self.wrong.total())


@cache
def measure() -> Measured:
    """Write the archive, read it and make the checks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo(folder, AGENCIES, FIRST, LAST, SEED, SHARE)
        files = sorted(path for path in (folder / "reports").rglob("*") if path.is_file())
        raw = [RawFile(str(path.relative_to(folder)), path.read_bytes()) for path in files]
        with (folder / "planted.csv").open(encoding="utf-8", newline="") as stream:
            planted = list(csv.DictReader(stream))
    catalog = builtin()
    with in_memory([process(one, catalog) for one in raw], catalog, across(catalog)) as database:
        return _judged(database, planted)


def _judged(database: Database, planted: list[dict[str, str]]) -> Measured:
    done = Measured(**database.rows(_HELD)[0])
    flags = database.rows(_FLAGS)
    flagged = {(flag["file"], flag["rule"]) for flag in flags}
    touched = {row["file"] for row in planted} | {
        row["other_file"] for row in planted if row["kind"] == "silent_change"
    }
    for file, kind in sorted({(row["file"], row["kind"]) for row in planted if row["kind"] in RULES}):
        done.planted[kind] += 1
        if (file, RULES[kind]) in flagged:
            done.found[kind] += 1
        else:
            done.missed.append(f"{kind} {file}")
    for flag in flags:
        is_right = not touched.isdisjoint((flag["file"], flag["other_file"]))
        (done.right if is_right else done.wrong)[flag["grade"]] += 1
        if not is_right:
            done.alarms.append(f"{flag['rule']}[{flag['grade']}] {flag['file']}: {flag['message_en']}")
    return done


def report() -> str:
    """The measure as Markdown."""
    done = measure()
    lines = [
        "## Checks over several reports",
        "",
        f"A made archive of {done.reports} reports of {done.agencies} agencies, {FIRST} to {LAST}, over all forms of "
        f"its years; {done.planted.total()} contradictions between reports were planted in it. {done.made} comparisons "
        "could be made.",
        "",
        "| planted | found |",
        "|---|---|",
        *(f"| {kind} | {done.found[kind]} of {count} |" for kind, count in sorted(done.planted.items())),
        f"| **all** | {done.found.total()} of {done.planted.total()} ({done.recall:.1%}) |",
        "",
        "A flag is wrong where nothing was planted in either of its reports.",
        "",
        "| grade | flags that are right |",
        "|---|---|",
    ]
    for grade in ("high", "medium", "low"):
        whole = done.right[grade] + done.wrong[grade]
        lines.append(f"| {grade} | {done.right[grade]} of {whole} |")
    whole = done.right.total() + done.wrong.total()
    return "\n".join([*lines, f"| **all** | {done.right.total()} of {whole} ({done.precision:.1%}) |", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description="How well contradictions between reports are found.")
    parser.add_argument("--misses", action="store_true", help="what was missed and flagged wrongly, one a line")
    if parser.parse_args().misses:
        print("\n".join([*measure().missed, *measure().alarms]))
    else:
        print(report())


if __name__ == "__main__":
    main()
