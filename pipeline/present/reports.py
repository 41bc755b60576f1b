"""One line per report, and the issues we had with it."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.present import Ids, Row, Rows
from pipeline.present.screen import Screen, plain
from pipeline.present.words import Words

SHOWN = 50

_REPORTS = """
SELECT r.report_id, r.file, r.agency, r.region, r.year, r.published, r.templates, r.status, r.title, r.media_type,
  (SELECT count(*) FROM facts f WHERE f.report_id = r.report_id) AS facts,
  (SELECT count(*) FROM mentions m WHERE m.report_id = r.report_id) AS mentions,
  (SELECT count(*) FROM findings f WHERE f.report_id = r.report_id) AS checks,
  (SELECT count(*) FROM findings f WHERE f.report_id = r.report_id AND f.outcome = 'fail') AS flags,
  (SELECT count(*) FROM issues i WHERE i.report_id = r.report_id) AS issues
FROM reports r WHERE r.report_id IN (SELECT unnest($1)) ORDER BY r.file, r.report_id
"""

_ISSUES = """
SELECT r.file, r.report_id, r.status, i.stage, i.code, i.message, i.place
FROM issues i JOIN reports r USING (report_id) WHERE i.report_id IN (SELECT unnest($1)) ORDER BY r.file, i.issue_no
"""


def select_reports(rows: Rows, ids: Ids) -> list[Row]:
    """Reports with their counts, by file name."""
    return rows(_REPORTS, [list(ids)])


def select_issues(rows: Rows, ids: Ids) -> list[Row]:
    return rows(_ISSUES, [list(ids)])


def show_reports(reports: list[Row], screen: Screen, words: Words) -> None:
    """A table for people; else "raw/a.html: ok 三明市商务局 2017, 32 facts, 140 numbers, 9 flags, 0 issues"."""
    if screen.people:
        names = ("file", "agency", "year", "status", "facts", "mentions", "flags", "issues")
        screen.table(
            [words(f"column.{name}") for name in names],
            ([words(f"status.{row[name]}") if name == "status" else row[name] for name in names] for row in reports),
            wrap=(words("column.file"), words("column.agency")),
        )
        return
    for row in reports:
        who = " ".join(part for part in (plain(row["agency"]), plain(row["year"])) if part)
        counts = {name: row[name] for name in ("facts", "mentions", "flags", "issues")}
        screen.line(words("report.line", file=plain(row["file"]), status=row["status"], who=who or "-", **counts))


def show_issues(issues: list[Row], complain: Callable[[str], None], words: Words) -> None:
    """A line per issue; of what did not stop a report no more than ``SHOWN``."""
    stopped = [row for row in issues if row["status"] not in ("ok", "partial")]
    others = [row for row in issues if row["status"] in ("ok", "partial")]
    for row in (*stopped, *others[:SHOWN]):
        complain(issue_line(row["file"], row["status"], row["code"], row["message"], words))
    if len(others) > SHOWN:
        complain(words("run.more_issues", count=len(others) - SHOWN))


def issue_line(file: str, status: str, code: str, message: str, words: Words) -> str:
    """ "raw/a.pdf: failed[unsupported_type] application/pdf cannot be read yet. …"

    In Chinese, what the code stands for is said first, and the message follows as it was recorded.
    """
    file = plain(file)
    found = plain(message).removeprefix(f"{file}:").strip()
    if words.lang != "en" and words.has(f"issue.{code}"):
        found = f"{words(f'issue.{code}')}({found})"
    return f"{file}: {status}[{code}] {found}"
