"""The command ``nianbao run``, and what it prints when it has ended."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.speaking import (
    PLACE,
    Command,
    agencies_option,
    complain,
    json_option,
    option,
    print_json,
    templates_option,
    words,
)

if TYPE_CHECKING:
    from pipeline.run import Summary
    from pipeline.store import Database

out_option = option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    default="extracted",
    show_default=True,
    envvar="NIANBAO_OUT",
)


@click.command(cls=Command)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PLACE)
@out_option
@option("-j", "--jobs", type=click.IntRange(min=1), envvar="NIANBAO_JOBS")
@option("--again", is_flag=True)
@templates_option
@agencies_option
@json_option
def run(
    paths: tuple[Path | str, ...],
    out: Path,
    jobs: int | None,
    again: bool,
    templates: Path | None,
    own_agencies: Path | None,
    as_json: bool,
) -> None:
    from pipeline.present import reports
    from pipeline.present.progress import progress_bar
    from pipeline.run import run as run_all
    from pipeline.sources import is_part_of_page
    from pipeline.store import Database

    with progress_bar(words()("run.progress")) as progress:
        summary = run_all(
            paths, out, jobs=jobs, own_templates=templates, own_agencies=own_agencies, again=again, progress=progress
        )
    for line in summary.damaged:
        complain(line)
    saved = [path for path in summary.left_out if is_part_of_page(path)]
    notes = [path for path in summary.left_out if path not in saved]
    for reason, paths_out in (("run.left_out", notes), ("run.left_out_saved", saved)):
        if paths_out:
            names = ", ".join(map(str, paths_out[:5])) + (", …" if len(paths_out) > 5 else "")
            complain(words()(reason, count=len(paths_out), names=names))
    if not summary.files:
        complain(words()("run.empty", paths=", ".join(map(str, paths))))
        click.get_current_context().exit(1)
    with Database.open(summary.database) as database:
        # a page that is only a link, and whose file was read, cost nothing
        summary = replace(summary, unread=reports.select_standing(database.rows, summary.unread))
        if as_json:
            _print_run(database, summary)
        else:
            _show_run(database, summary)
    if summary.unread:
        complain(words()("run.unread", count=len(summary.unread)))
        click.get_current_context().exit(1)


def _print_run(database: Database, summary: Summary) -> None:
    """Everything of the reports under the paths, whether read now or before."""
    from pipeline.present import flags, reports

    print_json(
        database=summary.database,
        files=summary.files,
        done=summary.done,
        unread=summary.unread,
        left_out=summary.left_out,
        reports=reports.select_reports(database.rows, summary.reports),
        flags=flags.select_flags(database.rows, summary.reports),
        issues=reports.select_issues(database.rows, summary.reports),
    )


def _show_run(database: Database, summary: Summary) -> None:
    """What was read now, report by report; then the counts of all reports under the paths."""
    from pipeline.present import flags, reports
    from pipeline.present import summary as end
    from pipeline.present.screen import Screen

    rows, screen, say = database.rows, Screen(), words()
    shown = sorted({*summary.done, *summary.unread})
    reports.show_issues(reports.select_issues(rows, shown), complain, say)
    stands = end.select_copies(rows, summary.reports)
    found = [flag for flag in flags.select_flags(rows, summary.reports) if stands[flag["report_id"]]]
    if summary.done:
        reports.show_reports(reports.select_reports(rows, summary.done), screen, say)
        screen.line()
        flags.show_flags([flag for flag in found if flag["report_id"] in summary.done], screen, say)
        screen.line()
    unread = set(summary.unread)
    end.show_files(
        screen,
        say,
        summary.files,
        read=len({*summary.done} - unread),
        current=len({*summary.reports} - {*summary.done} - unread),
        unread=len(unread),
        same=summary.files - len(summary.reports),
    )
    end.show_flags_counted(found, list(stands.values()).count(False), screen, say)
    if waiting := end.select_waiting(rows):
        screen.line(say("run.waiting", count=waiting))
    screen.line(say("run.database", database=summary.database, **end.select_held(rows)))
    where = "" if str(summary.database.parent) == "extracted" else f" -d {summary.database.parent}"
    screen.line(say("run.try", command=f'{_program()} sql "{end.query(say.lang)}"{where}'))


def _program() -> str:
    """How this program was called, if its name alone would not find it: .venv/bin/nianbao."""
    called = sys.argv[0]
    return called if Path(called).name == "nianbao" and shutil.which("nianbao") is None else "nianbao"
