"""One line per report, and the issues we had with it."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.present import Ids, Row, Rows
from pipeline.present.screen import Screen, plain
from pipeline.present.words import Words

SHOWN = 50

_REPORTS = """
SELECT r.report_id, r.file, r.agency, r.region, r.year, r.published, r.templates, r.status, r.title, r.media_type,
  r.is_latest, r.version_of, newest.file AS newest_file,
  (SELECT count(*) FROM facts f WHERE f.report_id = r.report_id) AS facts,
  (SELECT count(*) FROM mentions m WHERE m.report_id = r.report_id) AS mentions,
  (SELECT count(*) FROM findings f WHERE f.report_id = r.report_id) AS checks,
  (SELECT count(*) FROM findings f WHERE f.report_id = r.report_id AND f.outcome = 'fail') AS flags,
  (SELECT count(*) FROM issues i WHERE i.report_id = r.report_id AND NOT i.is_note) AS issues,
  (SELECT count(*) FROM issues i WHERE i.report_id = r.report_id AND i.is_note) AS notes
FROM reports r LEFT JOIN reports newest ON newest.report_id = r.version_of
WHERE r.report_id IN (SELECT unnest($1)) ORDER BY r.file, r.report_id
"""

_ISSUES = """
SELECT r.file, r.report_id, r.status, i.stage, i.code, i.message, i.is_note, i.place
FROM issues i JOIN reports r USING (report_id) WHERE i.report_id IN (SELECT unnest($1)) ORDER BY r.file, i.issue_no
"""


def select_reports(rows: Rows, ids: Ids) -> list[Row]:
    """Reports with their counts, by file name."""
    return rows(_REPORTS, [list(ids)])


def select_issues(rows: Rows, ids: Ids) -> list[Row]:
    return rows(_ISSUES, [list(ids)])


def show_reports(reports: list[Row], screen: Screen, words: Words) -> None:
    """A table for people; else "raw/a.html: ok 三明市商务局 2017 facts=32 numbers=140 flags=9 issues=0"."""
    if screen.people:
        names = ("file", "agency", "year", "status", "facts", "mentions", "flags", "issues")
        screen.table(
            [words(f"column.{name}") for name in names],
            ([_status(row, words) if name == "status" else row[name] for name in names] for row in reports),
            wrap=(words("column.file"), words("column.agency")),
        )
        return
    for row in reports:
        who = " ".join(part for part in (plain(row["agency"]), plain(row["year"])) if part)
        counts = {name: row[name] for name in ("facts", "mentions", "flags", "issues")}
        status = words(f"status.{row['status']}")
        line = words("report.line", file=plain(row["file"]), status=status, who=who or "-", **counts)
        notes = words("report.notes", count=row["notes"]) if row["notes"] else ""
        copy = words("report.copy", file=plain(row["newest_file"])) if row["newest_file"] else ""
        screen.line(f"{line}{notes}{copy}")


def _status(row: Row, words: Words) -> str:
    status = words(f"status.{row['status']}")
    return f"{status}, {words('status.copy')}" if row["version_of"] else status


def select_standing(rows: Rows, ids: Ids) -> tuple[str, ...]:
    """Those of these reports that no other stands for, in the order given."""
    copies = rows(
        "SELECT report_id FROM reports WHERE version_of IS NOT NULL AND report_id IN (SELECT unnest($1))", [list(ids)]
    )
    known = {row["report_id"] for row in copies}
    return tuple(one for one in ids if one not in known)


def show_issues(issues: list[Row], complain: Callable[[str], None], words: Words) -> None:
    """A line per issue; of what did not stop a report no more than ``SHOWN``, notes last."""
    stopped = [row for row in issues if row["status"] not in ("ok", "partial")]
    others = sorted((row for row in issues if row["status"] in ("ok", "partial")), key=lambda row: bool(row["is_note"]))
    for row in (*stopped, *others[:SHOWN]):
        complain(issue_line(row, words))
    if len(others) > SHOWN:
        complain(words("run.more_issues", count=len(others) - SHOWN))


def issue_line(issue: Row, words: Words) -> str:
    """ "raw/a.pdf: failed[unsupported_type] a PDF, which cannot be read yet. …", "raw/a.html: note[no_date] …" """
    file = plain(issue["file"])
    status = words("status.note" if issue["is_note"] else f"status.{issue['status']}")
    found = words.explained(f"issue.{issue['code']}", plain(issue["message"]).removeprefix(f"{file}:").strip())
    return f"{file}: {status}[{issue['code']}] {found}"
