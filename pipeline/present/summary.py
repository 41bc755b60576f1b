"""How a run ended: the files, the flags of one copy of each report, what the database holds and what to ask it."""

from __future__ import annotations

from pipeline.present import Ids, Row, Rows
from pipeline.present.screen import Screen
from pipeline.present.words import Words

# A report may be there in several copies: the newest stands for them, here as in reports.is_latest. Where the newest
# is not among the reports asked for, the newest of these.
_COPIES = """
SELECT report_id, row_number() OVER (
  PARTITION BY coalesce(version_of, report_id) ORDER BY is_latest DESC, published DESC NULLS LAST, file DESC
) = 1 AS stands
FROM reports WHERE report_id IN (SELECT unnest($1))
"""
_HELD = """
SELECT (SELECT count(*) FROM reports WHERE is_latest AND status IN ('ok', 'partial')) AS reports,
  (SELECT count(*) FROM flags WHERE is_latest) AS flags
"""
# Checks over several reports that a missing year keeps from being made.
_WAITING = """
SELECT count(*) AS waiting FROM findings JOIN reports USING (report_id)
WHERE is_latest AND outcome = 'not_assessable' AND other_report_id IS NULL AND starts_with(message_en, 'Waiting for')
"""
_QUERY = (
    "select left(finding_id, 6) as finding, agency, year, grade, left_printed, right_printed, message_{lang} "
    "from flags where is_latest"
)
_GRADES = ("high", "medium", "low")


def select_copies(rows: Rows, ids: Ids) -> dict[str, bool]:
    """Of each of these reports, whether it stands for its copies."""
    return {row["report_id"]: row["stands"] for row in rows(_COPIES, [list(ids)])}


def select_held(rows: Rows) -> Row:
    """How many reports were read and how many flags they have, each report counted once."""
    return rows(_HELD)[0]


def select_waiting(rows: Rows) -> int:
    """How many comparisons with another year wait for its report."""
    waiting: int = rows(_WAITING)[0]["waiting"]
    return waiting


def show_files(screen: Screen, words: Words, whole: int, **counts: int) -> None:
    """ "files 10: read 3, could not be read 7": what is none is left out."""
    parts = [words(f"run.files_{name}", count=count) for name, count in counts.items() if count]
    screen.line(words("run.files", count=whole, parts=words("run.comma").join(parts)))


def show_flags_counted(flags: list[Row], copies: int, screen: Screen, words: Words) -> None:
    """ "flags 15: high 4, medium 8, low 3", and that copies are not counted again."""
    grades = [flag["grade"] for flag in flags]
    parts = [f"{words(f'grade.{grade}')} {grades.count(grade)}" for grade in _GRADES if grade in grades]
    said = words("run.flags", count=len(flags))
    screen.line(said + (words("run.colon") + words("run.comma").join(parts) if parts else ""))
    if copies:
        screen.line(words("run.copies", count=copies))


def query(lang: str) -> str:
    """The query that a run suggests."""
    return _QUERY.format(lang=lang)
