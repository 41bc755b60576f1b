"""The command ``nianbao``: each command is one call into the package, then printing and an exit code.

Results go to standard output, progress and issues to standard error. Stages are imported where they are called, so
that help is quick. The texts are in ``present/messages.toml``. The commands on the catalog are in ``cli_catalog``.
"""

from __future__ import annotations

import shutil
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli_catalog import catalog
from pipeline.speaking import Group, complain, json_option, option, print_json, templates_option, words

if TYPE_CHECKING:
    from pipeline.model import Result
    from pipeline.present import Rows
    from pipeline.run import Summary
    from pipeline.store import Database

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

out_option = option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    default="extracted",
    show_default=True,
    envvar="NIANBAO_OUT",
)
database_option = option(
    "-d",
    "--db",
    "-o",
    "--out",
    "db",
    type=click.Path(path_type=Path),
    metavar="PATH",
    default="extracted",
    show_default=True,
    envvar="NIANBAO_OUT",
)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"nianbao {version('nianbao')}")
        ctx.exit()


@click.group("nianbao", cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
def cli() -> None:
    pass


# -- many reports ------------------------------------------------------------------------


@cli.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@out_option
@option("-j", "--jobs", type=click.IntRange(min=1), envvar="NIANBAO_JOBS")
@option("--again", is_flag=True)
@templates_option
@json_option
def run(
    paths: tuple[Path, ...], out: Path, jobs: int | None, again: bool, templates: Path | None, as_json: bool
) -> None:
    from pipeline.present.progress import progress_bar
    from pipeline.run import run as run_all
    from pipeline.store import Database

    with progress_bar(words()("run.progress")) as progress:
        summary = run_all(paths, out, jobs=jobs, own_templates=templates, again=again, progress=progress)
    for line in summary.damaged:
        complain(line)
    if summary.left_out:
        names = ", ".join(map(str, summary.left_out[:5])) + (", …" if len(summary.left_out) > 5 else "")
        complain(words()("run.left_out", count=len(summary.left_out), names=names))
    if not summary.files:
        complain(words()("run.empty", paths=", ".join(map(str, paths))))
        click.get_current_context().exit(1)
    with Database.open(summary.database) as database:
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
    screen.line(say("run.database", database=summary.database, **end.select_held(rows)))
    where = "" if str(summary.database.parent) == "extracted" else f" -d {summary.database.parent}"
    screen.line(say("run.try", command=f'{_program()} sql "{end.query(say.lang)}"{where}'))


def _program() -> str:
    """How this program was called, if its name alone would not find it: .venv/bin/nianbao."""
    called = sys.argv[0]
    return called if Path(called).name == "nianbao" and shutil.which("nianbao") is None else "nianbao"


# -- one report --------------------------------------------------------------------------


@cli.command()
@click.argument("file", type=FILE)
@option("--all", "everything", is_flag=True)
@templates_option
@json_option
def check(file: Path, everything: bool, templates: Path | None, as_json: bool) -> None:
    from pipeline.present import flags
    from pipeline.present.screen import Screen

    result, database = _read_one(file, templates)
    with database:
        report = _one_report(database.rows, result)
        findings = flags.select_findings(database.rows, result.report_id, everything)
    if as_json:
        print_json(**report, findings=findings)
    else:
        _show_report(report)
        for finding in findings:
            click.echo()
            flags.show_finding(finding, Screen(), words(), with_report=False)
        if result.findings:
            outcomes = [str(finding.outcome) for finding in result.findings]
            counts = {name: outcomes.count(name) for name in ("fail", "pass", "not_assessable")}
            click.echo()
            click.echo(words()("check.counts", **counts))
    _exit_by(result)


@cli.command()
@click.argument("file", type=FILE)
@option("--sections", is_flag=True)
@option("--tables", is_flag=True)
@option("--mentions", is_flag=True)
@templates_option
@json_option
def show(file: Path, sections: bool, tables: bool, mentions: bool, templates: Path | None, as_json: bool) -> None:
    from pipeline.present.contents import PARTS, select_part, show_part
    from pipeline.present.screen import Screen

    asked = [part for part, wanted in zip(PARTS, (sections, tables, mentions), strict=True) if wanted] or PARTS
    result, database = _read_one(file, templates)
    with database:
        report = _one_report(database.rows, result)
        contents = {part: select_part(database.rows, part, result.report_id) for part in asked}
    if as_json:
        print_json(**report, **contents)
    else:
        _show_report(report)
        click.echo()
        for part, found in contents.items():
            show_part(part, found, Screen(), words())
    _exit_by(result)


def _read_one(file: Path, templates: Path | None) -> tuple[Result, Database]:
    """A report read in this process, and the database of it alone."""
    from pipeline.catalog import load_catalog
    from pipeline.run import process_file
    from pipeline.store import in_memory

    catalog = load_catalog(templates)
    result = process_file(file, catalog)
    return result, in_memory([result], catalog)


def _one_report(rows: Rows, result: Result) -> dict[str, Any]:
    from pipeline.present import reports

    issues = reports.select_issues(rows, [result.report_id])
    reports.show_issues(issues, complain, words())
    return {"report": reports.select_reports(rows, [result.report_id])[0], "issues": issues}


def _show_report(report: dict[str, Any]) -> None:
    from pipeline.present import reports
    from pipeline.present.screen import Screen

    reports.show_reports([report["report"]], Screen(), words())


def _exit_by(result: Result) -> None:
    from pipeline.run import UNREAD

    if result.status in UNREAD:
        click.get_current_context().exit(1)


# -- the database ------------------------------------------------------------------------


@cli.command()
@click.argument("finding")
@database_option
@json_option
def explain(finding: str, db: Path, as_json: bool) -> None:
    from pipeline.present import flags
    from pipeline.present.screen import Screen
    from pipeline.store import Database

    with Database.open(db) as database:
        found = flags.find_finding(database.rows, finding)
    if as_json:
        print_json(finding=found)
    else:
        flags.show_finding(found, Screen(), words())


@cli.command()
@click.argument("query")
@database_option
@json_option
@option("--csv", "as_csv", is_flag=True)
def sql(query: str, db: Path, as_json: bool, as_csv: bool) -> None:
    from pipeline.present.screen import Screen, write_csv
    from pipeline.store import Database

    with Database.open(db) as database:
        answer = database.ask(query)
    if as_json:
        print_json(rows=answer.rows)
    elif as_csv:
        write_csv(answer.columns, answer.rows)
    else:
        screen = Screen()
        screen.table(answer.columns, (list(row.values()) for row in answer.rows))
        if screen.people and not answer.rows:
            screen.line(words()("sql.rows", count=0))


@cli.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@database_option
@option("--format", "format", type=click.Choice(["csv", "jsonl", "parquet"]), default="csv", show_default=True)
@json_option
def export(folder: Path, db: Path, format: Any, as_json: bool) -> None:  # noqa: A002
    from pipeline.store import DATABASE, Database
    from pipeline.store import export as export_all

    if (folder / DATABASE).exists():
        raise click.UsageError(words()("export.database_there", folder=folder))
    with Database.open(db) as database:
        paths = export_all(database, folder, format)
    if as_json:
        print_json(files=paths)
    else:
        click.echo(words()("export.done", folder=folder, count=len(paths)))


cli.add_command(catalog)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        # A console in GBK or cp1252 lacks some characters of the reports: they are written as \\u36c3, not an error.
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="nianbao")
