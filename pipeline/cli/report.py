"""The commands on one report: ``nianbao check`` and ``nianbao show``. Nothing is stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.speaking import (
    Command,
    complain,
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

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=Command)
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


@click.command(cls=Command)
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
