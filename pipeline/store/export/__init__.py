"""The database as files: equal content gives equal bytes.

``csv``, ``jsonl`` and ``parquet`` write a file for every table and view, and ``datapackage.json`` beside them; ``xlsx``
and ``sqlite`` write one file that holds them all; ``panel`` writes the series for R and Stata. Rows stand in a fixed
order, and ``runs``, which holds times, is left out unless it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pipeline.errors import StoreError
from pipeline.store.db import Database
from pipeline.store.durable import whole_file
from pipeline.store.export.package import write_package
from pipeline.store.export.panel import write_panel
from pipeline.store.export.parquet import write_parquet
from pipeline.store.export.sheet import write_csv, write_jsonl
from pipeline.store.export.sqlite import write_metadata, write_sqlite
from pipeline.store.export.table import Note, Origin, Table, origin_of, tables_of

Format = Literal["csv", "jsonl", "parquet", "xlsx", "sqlite", "panel"]

PACKAGE = "datapackage.json"


@dataclass(frozen=True, slots=True)
class Exported:
    """``notes``: what a format could not keep whole."""

    paths: list[Path]
    notes: list[Note]


def export(database: Database, folder: Path, format: Format, names: Sequence[str] | None = None) -> Exported:  # noqa: A002
    """Write the tables and views of those ``names``, or all, into ``folder``.

    Without ``names`` an Excel file has the views and the reports: a table of a million cells helps nobody there.

    Raises:
        StoreError: the format is unknown, or a file cannot be written; that file is not there then.
        QueryError: there is no table or view of a name.
    """
    if format not in get_args(Format):
        raise StoreError(f"format {format!r} is not known. Choose one of {', '.join(get_args(Format))}")
    origin = origin_of(database)
    if format == "panel":
        return Exported(write_panel(database, folder), [])
    tables = tables_of(database, names)
    if format == "xlsx":
        return _workbook(database, folder, tables if names else [one for one in tables if _is_readable(one)], origin)
    if format == "sqlite":
        return Exported(_one_database(database, folder, tables, origin), [])
    write = _WRITERS[format]
    paths = []
    for table in tables:
        paths.append(folder / f"{table.name}.{format}")
        with whole_file(paths[-1]) as unfinished:
            write(database, table, unfinished, origin)
    paths.append(folder / PACKAGE)
    with whole_file(paths[-1]) as unfinished:
        write_package(tables, format, unfinished, origin)
    return Exported(paths, [])


_WRITERS: dict[str, Callable[[Database, Table, Path, Origin], None]] = {
    "csv": lambda database, table, path, _: write_csv(database, table, path),
    "jsonl": lambda database, table, path, _: write_jsonl(database, table, path),
    "parquet": write_parquet,
}


def _is_readable(table: Table) -> bool:
    return table.is_view or table.name in ("reports", "issues")


def _workbook(database: Database, folder: Path, tables: Sequence[Table], origin: Origin) -> Exported:
    from pipeline.store.export.xlsx import write_xlsx  # its library takes a while to load, and few ask for it

    path = folder / "nianbao.xlsx"
    with whole_file(path) as unfinished:
        notes = write_xlsx(database, tables, unfinished, origin)
    return Exported([path], notes)


def _one_database(database: Database, folder: Path, tables: Sequence[Table], origin: Origin) -> list[Path]:
    paths = [folder / "nianbao.sqlite", folder / "metadata.json"]
    with whole_file(paths[0]) as unfinished:
        write_sqlite(database, tables, unfinished)
    with whole_file(paths[1]) as unfinished:
        write_metadata(tables, unfinished, origin)
    return paths
