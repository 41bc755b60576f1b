"""Which of the reports one expects are there: a list of agencies and years against the database."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.errors import ListError
from pipeline.present import Row, Rows
from pipeline.present.screen import Screen
from pipeline.present.words import Words

COLUMNS = ("agency", "year", "state", "file")
STATES = ("present", "failed", "missing", "not_published")
# "2014-2023", "2014—2023", "2014"
_YEARS = re.compile(r"\s*(?P<first>(?:19|20)\d\d)\s*(?:[-–—至~]\s*(?P<last>(?:19|20)\d\d))?\s*")
_NO = frozenset(("no", "n", "0", "false", "否", "未公布", "没有"))

_HELD = """
SELECT agency_id, agency, year, file, status IN ('ok', 'partial') AS is_read FROM reports
WHERE year IS NOT NULL AND agency IS NOT NULL
ORDER BY is_read, is_latest, file DESC
"""


def read_expected(path: Path, key: Callable[[str, str], str | None]) -> Iterator[tuple[str, str | None, int, bool]]:
    """Agency, its key, year and whether it was published, of each line of a list and each of its years.

    The list is CSV with a head: agency and year ("2017", "2014-2023"), and if one likes region, which says where a name
    without a division lies, and published ("no" where the agency is known not to have published a report).

    Raises:
        ListError: the file is no CSV in UTF-8, a column is missing, a year is none.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ListError(f"{path}: cannot be read as CSV in UTF-8: {error}") from error
    for number, line in enumerate(lines, start=2):
        name, found = (line.get("agency") or "").strip(), _YEARS.fullmatch(line.get("year") or "")
        if not name or found is None:
            raise ListError(
                f"{path}, line {number}: expected the columns agency and year, e.g. 三明市商务局,2014-2023; found "
                f"{', '.join(f'{column}={value}' for column, value in line.items() if column)}"
            )
        published = (line.get("published") or "").strip().lower() not in _NO
        for year in range(int(found["first"]), int(found["last"] or found["first"]) + 1):
            yield name, key(name, line.get("region") or ""), year, published


def select_coverage(rows: Rows, expected: Iterator[tuple[str, str | None, int, bool]]) -> list[Row]:
    """A row for each agency and year that is expected: present, failed (a file that could not be read), missing, …"""
    held: dict[tuple[str, int], Row] = {}
    for row in rows(_HELD):
        for name in (row["agency_id"], row["agency"]):
            if name is not None:
                held[name, row["year"]] = row
    found = []
    for agency, key, year, published in expected:
        file = held.get((key or agency, year)) or held.get((agency, year))
        state = "missing" if file is None else "present" if file["is_read"] else "failed"
        if state == "missing" and not published:
            state = "not_published"
        found.append({"agency": agency, "year": year, "state": state, "file": file["file"] if file else None})
    return found


def show_coverage(found: list[Row], screen: Screen, words: Words) -> None:
    """The table, and how many there are of each state."""
    screen.table(COLUMNS, ([row[column] for column in COLUMNS] for row in found))
    if screen.people:
        counts = {state: sum(row["state"] == state for row in found) for state in STATES}
        screen.line(words("coverage.counts", whole=len(found), **counts))
