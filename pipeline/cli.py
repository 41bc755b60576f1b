"""The command ``nianbao``: each command is one call into the package, then printing and an exit code.

Results go to standard output, progress and issues to standard error. Stages are imported where they are called, so
that help is quick. The texts are in ``present/messages.toml``. ``run``, ``import`` and the commands on the catalog
are modules of their own.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli_catalog import catalog
from pipeline.cli_compare import compare
from pipeline.cli_crawl import crawl
from pipeline.cli_demo import demo_data
from pipeline.cli_doctor import doctor
from pipeline.cli_import import import_
from pipeline.cli_run import run
from pipeline.speaking import (
    Group,
    agencies_option,
    complain,
    database_option,
    json_option,
    option,
    print_json,
    templates_option,
    words,
)

if TYPE_CHECKING:
    from pipeline.model import Result
    from pipeline.present import Rows
    from pipeline.store import Database

FORMATS = ("csv", "jsonl", "parquet", "xlsx", "sqlite", "panel")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"nianbao {version('nianbao')}")
        ctx.exit()


@click.group("nianbao", cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
def cli() -> None:
    pass


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
@option("--format", "format", type=click.Choice(FORMATS), default="csv", show_default=True)
@option("--tables", "names", metavar="NAME,NAME")
@json_option
def export(folder: Path, db: Path, format: Any, names: str | None, as_json: bool) -> None:  # noqa: A002
    from pipeline.store import DATABASE, Database
    from pipeline.store import export as export_all

    if (folder / DATABASE).exists():
        raise click.UsageError(words()("export.database_there", folder=folder))
    with Database.open(db) as database:
        done = export_all(database, folder, format, [name.strip() for name in names.split(",")] if names else None)
    notes = [words()(note.code, **note.about) for note in done.notes]
    for note in notes:
        complain(note)
    if as_json:
        print_json(files=done.paths, notes=notes)
    else:
        click.echo(words()("export.done", folder=folder, count=len(done.paths)))


@cli.command()
@click.argument("list_file", metavar="LIST", type=FILE)
@database_option
@agencies_option
@json_option
@option("--csv", "as_csv", is_flag=True)
def coverage(list_file: Path, db: Path, own_agencies: Path | None, as_json: bool, as_csv: bool) -> None:
    from pipeline.catalog import load_catalog
    from pipeline.present.coverage import read_expected, select_coverage, show_coverage
    from pipeline.present.screen import Screen, write_csv
    from pipeline.store import Database

    names = load_catalog(own_agencies=own_agencies).agencies
    with Database.open(db) as database:
        found = select_coverage(database.rows, read_expected(list_file, names.key_of_name))
    if as_json:
        print_json(rows=found)
    elif as_csv:
        write_csv(["agency", "year", "state", "file"], found)
    else:
        show_coverage(found, Screen(), words())


cli.add_command(run)
cli.add_command(import_)
cli.add_command(crawl)
cli.add_command(catalog)
cli.add_command(compare)
cli.add_command(demo_data)
cli.add_command(doctor)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        # A console in GBK or cp1252 lacks some characters of the reports: they are written as \\u36c3, not an error.
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="nianbao")
