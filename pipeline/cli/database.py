"""The commands on the database: ``nianbao explain``, ``sql``, ``export`` and ``coverage``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.speaking import (
    Command,
    agencies_option,
    complain,
    database_option,
    json_option,
    option,
    print_json,
    words,
)

if TYPE_CHECKING:
    pass

FORMATS = ("csv", "jsonl", "parquet", "xlsx", "sqlite", "panel")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(cls=Command)
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


@click.command(cls=Command)
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


@click.command(cls=Command)
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


@click.command(cls=Command)
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
