"""The command ``nianbao``: each command is one call into the package, then printing and an exit code.

Results go to standard output, progress and issues to standard error. Stages are imported where they are called, so
that help is quick. The texts are in ``present/messages.toml``.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.speaking import Group, option, words

if TYPE_CHECKING:
    from pipeline.model import Result
    from pipeline.present import Row, Rows
    from pipeline.store import Database

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

out_option = option(
    "-o", "--out", type=click.Path(path_type=Path), default="extracted", show_default=True, envvar="NIANBAO_OUT"
)
json_option = option("--json", "as_json", is_flag=True)
templates_option = option("--templates", type=FOLDER, envvar="NIANBAO_TEMPLATES")


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
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
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
        _complain(line)
    if summary.left_out:
        names = ", ".join(map(str, summary.left_out[:5])) + (", …" if len(summary.left_out) > 5 else "")
        _complain(words()("run.left_out", count=len(summary.left_out), names=names))
    if not summary.done and not summary.current:
        _complain(words()("run.empty", paths=", ".join(map(str, paths))))
        click.get_current_context().exit(1)
    with Database.open(summary.database) as database:
        shown = _show_run(database.rows, summary.done, summary.unread, as_json)
    if as_json:
        _print_json(database=summary.database, current=summary.current, left_out=summary.left_out, **shown)
    else:
        _end_run(summary.database, len(summary.done), summary.current, len(summary.unread), len(shown["flags"]))
    if summary.unread:
        _complain(words()("run.unread", count=len(summary.unread)))
        click.get_current_context().exit(1)


def _show_run(rows: Rows, done: Sequence[str], unread: Sequence[str], as_json: bool) -> dict[str, list[Row]]:
    from pipeline.present import flags, reports
    from pipeline.present.screen import Screen

    found = {
        "reports": reports.select_reports(rows, done),
        "flags": flags.select_flags(rows, done),
        "issues": reports.select_issues(rows, sorted({*done, *unread})),
    }
    reports.show_issues(found["issues"], _complain, words())
    if done and not as_json:
        reports.show_reports(found["reports"], Screen(), words())
        click.echo()
        flags.show_flags(found["flags"], Screen(), words())
        click.echo()
    return found


def _end_run(database: Path, done: int, current: int, unread: int, flags: int) -> None:
    say = words()
    if done:
        click.echo(say("run.done", done=done, current=current, unread=unread, flags=flags))
    else:
        click.echo(say("run.nothing", count=current))
    where = "" if str(database.parent) == "extracted" else f" -o {database.parent}"
    query = f"select agency, year, grade, left_printed, right_printed, message_{say.lang} from flags"
    click.echo(say("run.database", database=database))
    click.echo(say("run.try", command=f'{_program()} sql "{query}"{where}'))


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
        _print_json(**report, findings=findings)
    else:
        _show_report(report)
        for finding in findings:
            click.echo()
            flags.show_finding(finding, Screen(), words())
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
        _print_json(**report, **contents)
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
    reports.show_issues(issues, _complain, words())
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
@out_option
@json_option
def explain(finding: str, out: Path, as_json: bool) -> None:
    from pipeline.present import flags
    from pipeline.present.screen import Screen

    with _open(out) as database:
        found = flags.find_finding(database.rows, finding)
    if as_json:
        _print_json(finding=found)
    else:
        flags.show_finding(found, Screen(), words())


@cli.command()
@click.argument("query")
@out_option
@json_option
@option("--csv", "as_csv", is_flag=True)
def sql(query: str, out: Path, as_json: bool, as_csv: bool) -> None:
    from pipeline.present.screen import Screen, as_table, write_csv

    with _open(out) as database:
        rows = database.rows(query)
    if as_json:
        _print_json(rows=rows)
    elif as_csv:
        write_csv(rows)
    elif rows:
        Screen().table(*as_table(rows))


@cli.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@out_option
@option("--format", "format", type=click.Choice(["csv", "jsonl", "parquet"]), default="csv", show_default=True)
@json_option
def export(folder: Path, out: Path, format: Any, as_json: bool) -> None:  # noqa: A002
    from pipeline.store import export as export_all

    with _open(out) as database:
        paths = export_all(database, folder, format)
    if as_json:
        _print_json(files=paths)
    else:
        click.echo(words()("export.done", folder=folder, count=len(paths)))


def _open(out: Path) -> Database:
    from pipeline.store import DATABASE, Database

    return Database.open(out if out.is_file() else out / DATABASE)


# -- the catalog -------------------------------------------------------------------------


@cli.group(invoke_without_command=True)
@click.pass_context
def catalog(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(forms)


def _listing(name: str, query: str) -> Callable[[Path | None, bool], None]:
    @templates_option
    @json_option
    def listing(templates: Path | None, as_json: bool) -> None:
        from pipeline.catalog import load_catalog
        from pipeline.present.screen import Screen, as_table
        from pipeline.store import in_memory

        with in_memory((), load_catalog(templates)) as database:
            rows = database.rows(query)
        if as_json:
            _print_json(**{name: rows})
        else:
            Screen().table(*as_table(rows))

    return listing


forms = catalog.command("forms")(
    _listing(
        "forms",
        "SELECT id, label_zh, label_en, first_year, last_year, count(r.row_no) AS rows FROM templates "
        "LEFT JOIN template_rows r ON r.template = id GROUP BY ALL ORDER BY id",
    )
)
catalog.command("rules")(
    _listing(
        "rules", "SELECT id, kind, template, label_zh, label_en, formula FROM rules ORDER BY template NULLS FIRST, id"
    )
)
catalog.command("indicators")(
    _listing("indicators", "SELECT id, label_zh, label_en, unit, concept, comparability FROM indicators ORDER BY id")
)


@catalog.command("check", help_key="catalog-check")
@click.argument("folder", required=False, type=FOLDER)
@json_option
def check_catalog(folder: Path | None, as_json: bool) -> None:
    from pipeline.catalog import load_catalog

    where = words()("catalog.builtin") if folder is None else str(folder)
    if folder is not None and not any(folder.glob("*.toml")):
        _complain(words()("catalog.none", where=where))
        click.get_current_context().exit(1)
    found = sorted(template.id for template in load_catalog(folder).templates)
    if as_json:
        _print_json(forms=found)
    else:
        click.echo(words()("catalog.fine", where=where, count=len(found), names=", ".join(found)))


# -- printing ----------------------------------------------------------------------------


def _complain(line: str) -> None:
    click.echo(line, err=True)


def _print_json(**content: object) -> None:
    from pipeline.present.screen import as_json

    click.echo(as_json(**content))


def main() -> None:
    """Entry point of the command."""
    cli(prog_name="nianbao")
