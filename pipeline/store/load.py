"""Parts → one database, built beside the old one and swapped in; or results → a database in memory.

Loading also settles what no single report knows: the running number of issues, which files are one report and
which of them stands for it, and the list of agencies. Rows are ordered by their keys, so the same reports give the same
tables whatever batches they came in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from pipeline.catalog import Catalog
from pipeline.disk import UNFINISHED, beside, sync
from pipeline.model import Result
from pipeline.store.catalog_rows import catalog_rows
from pipeline.store.db import DATABASE, Database, arrow_schemas
from pipeline.store.durable import locked, no_half_files, remove
from pipeline.store.fetches import load_fetches
from pipeline.store.parts import Damage, Ledger, read_ledger
from pipeline.store.rows import REPORT_TABLES, rows_of
from pipeline.store.runs import RunRecord, read_runs, run_row, write_run
from pipeline.store.values import Row, Rows

_KEYS = {
    "reports": "report_id",
    "documents": "report_id",
    "sections": "report_id, section_no",
    "indicator_tables": "report_id, table_no",
    "cells": "report_id, table_no, row_no, col_no",
    "facts": "report_id, fact_no",
    "mentions": "report_id, mention_no",
    "findings": "report_id, finding_no",
    "finding_operands": "report_id, finding_id, side, operand_no",
    "issues": "report_id, issue_no",
}

_AGENCIES = """
INSERT INTO agencies BY NAME
WITH newest AS (
  SELECT agency_id AS id, first(agency ORDER BY year DESC NULLS LAST, report_id) AS label_zh,
    first(region_code ORDER BY year DESC NULLS LAST, report_id) AS region_code,
    first(region ORDER BY year DESC NULLS LAST, report_id) AS region,
    first(level ORDER BY year DESC NULLS LAST, report_id) AS level,
    min(year) AS first_year, max(year) AS last_year
  FROM reports WHERE agency_id IS NOT NULL AND agency IS NOT NULL
  GROUP BY agency_id
)
SELECT n.*, o.office, o.field FROM newest AS n JOIN offices AS o ON o.name = n.label_zh ORDER BY id
"""
_NAMES = """
INSERT INTO agency_names BY NAME
SELECT agency_id, agency AS name, min(year) AS first_year, max(year) AS last_year, count(*)::INTEGER AS reports
FROM reports WHERE agency_id IS NOT NULL AND agency IS NOT NULL
GROUP BY agency_id, agency ORDER BY agency_id, first_year NULLS LAST, name
"""


def build(folder: Path, catalog: Catalog, runs: Sequence[RunRecord] = (), across: Sequence[str] = ()) -> Path:
    """Build ``folder/nianbao.duckdb`` anew from the parts and swap it in.

    Whoever has the old file open keeps reading it. ``runs`` are kept in the folder first. ``across``: statements that
    make the checks over several reports, once all are loaded. Parts that cannot be
    used become issues without a report; parts whose every report a later batch has replaced are removed.

    Raises:
        StoreError: the folder cannot be written, another run is at work in it, or a row breaks the contract of
            schema.sql. The old database is still there then.
    """
    target = folder / DATABASE
    with locked(folder):
        for run in runs:
            write_run(folder, run)
        ledger = read_ledger(folder, thorough=True)
        unfinished = beside(target)
        with no_half_files(target, "write it", unfinished):
            try:
                with Database.create(unfinished) as database:
                    _load_parts(database, ledger)
                    load_fetches(database, folder)
                    _load_rest(database, catalog, read_runs(folder), ledger.damaged)
                    _check_across(database, across)
                    database.run("CHECKPOINT")
                sync(unfinished)
                _put_aside(folder / f"{DATABASE}.wal")
                os.replace(unfinished, target)
                sync(folder)
            finally:
                for ending in (".wal", ".tmp"):
                    remove(unfinished.with_name(unfinished.name + ending))
        _remove_replaced(ledger)
    return target


def in_memory(results: Sequence[Result], catalog: Catalog, across: Sequence[str] = ()) -> Database:
    """The same tables and views over ``results``, without files."""
    database = Database.create()
    for table, rows in rows_of(results).items():
        database.attach(f"incoming_{table}", _arrow(table, rows))
    _load_reports(database)
    for table in REPORT_TABLES:
        database.detach(f"incoming_{table}")
    _load_rest(database, catalog, (), ())
    _check_across(database, across)
    return database


def _load_parts(database: Database, ledger: Ledger) -> None:
    live = {report_id: entry.batch for report_id, entry in ledger.reports.items()}
    schema = pa.schema([("report_id", pa.string()), ("batch", pa.int64())])
    database.attach("live", pa.table({"report_id": list(live), "batch": list(live.values())}, schema=schema))
    for table in REPORT_TABLES:
        parts = {str(part.path(table)): part.batch for part in ledger.parts if table in part.tables}
        if not parts:
            database.attach(f"incoming_{table}", _arrow(table, []))
            continue
        names = pa.table({"filename": list(parts), "batch": pa.array(parts.values(), pa.int64())})
        database.attach(f"files_{table}", names)
        listed = ", ".join("'" + name.replace("'", "''") + "'" for name in parts)
        database.run(
            f"CREATE TEMP VIEW incoming_{table} AS "
            f"SELECT rows.* EXCLUDE (filename) FROM read_parquet([{listed}], filename = true) AS rows "
            f"JOIN files_{table} USING (filename) JOIN live USING (report_id, batch)"
        )
    _load_reports(database)


def _load_reports(database: Database) -> None:
    """Fill the report tables from ``incoming_<table>``; ``renditions.sql`` says which files are one report."""
    database.run((files(__package__) / "renditions.sql").read_text(encoding="utf-8"))
    for table, key in _KEYS.items():
        columns = [name for name in arrow_schemas()[table].names if name not in ("version_of", "is_latest")]
        chosen = ", ".join(f'rows."{name}"' for name in columns)
        source, joined = f"incoming_{table}", ""
        if table == "reports":
            chosen += ", nullif(newest_id, report_id) AS version_of, coalesce(newest_id = report_id, true) AS is_latest"
            joined = "LEFT JOIN copies USING (report_id)"
        if table == "issues":
            chosen = chosen.replace('rows."issue_no"', f"row_number() OVER (ORDER BY {key}) AS issue_no")
            source = f"(SELECT * FROM {source} UNION ALL BY NAME SELECT * FROM differing)"
        database.run(f"INSERT INTO {table} BY NAME SELECT {chosen} FROM {source} AS rows {joined} ORDER BY {key}")
    for table in ("measured", "attached", "copies", "differing"):
        database.run(f"DROP TABLE {table}")


def _load_rest(database: Database, catalog: Catalog, runs: Sequence[RunRecord], damaged: Sequence[Damage]) -> None:
    _load_agencies(database, catalog)
    first = database.rows("SELECT count(*) + 1 AS free FROM issues")[0]["free"]
    rows: Rows = catalog_rows(catalog)
    rows["runs"] = [run_row(run) for run in runs]
    rows["issues"] = [_damage(number, one) for number, one in enumerate(damaged, start=first)]
    for table, found in rows.items():
        database.insert(table, _arrow(table, found))


def _load_agencies(database: Database, catalog: Catalog) -> None:
    """Each agency with its names; office and field are told from the name."""
    names = [row["agency"] for row in database.rows("SELECT DISTINCT agency FROM reports WHERE agency IS NOT NULL")]
    schema = pa.schema([("name", pa.string()), ("office", pa.string()), ("field", pa.string())])
    offices = [(name, catalog.agencies.office(name), catalog.agencies.field(name)) for name in names]
    columns = list(zip(*offices, strict=True)) or [(), (), ()]
    database.attach("offices", pa.table([pa.array(column, pa.string()) for column in columns], schema=schema))
    database.run(_AGENCIES)
    database.detach("offices")
    database.run(_NAMES)


def _check_across(database: Database, statements: Sequence[str]) -> None:
    """Make the checks over several reports, and leave nothing behind but what they found."""
    for statement in statements:
        database.run(statement)
    database.drop_temporary()


def _damage(number: int, damage: Damage) -> Row:
    return {"issue_no": number, "stage": "store", "code": "part_damaged", "message": str(damage), "is_note": False}


def _arrow(table: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=arrow_schemas()[table])


def _put_aside(wal: Path) -> None:
    """A journal left by whoever wrote into the old database does not belong to the new one; it is never deleted."""
    if wal.exists():
        os.replace(wal, wal.with_name(f"{wal.name}.aside"))


def _remove_replaced(ledger: Ledger) -> None:
    live = {entry.batch for entry in ledger.reports.values()}
    for part in ledger.parts:
        if part.batch not in live:
            gone = part.folder.with_name(f"{UNFINISHED}{part.folder.name}")
            os.rename(part.folder, gone)  # at once: half a part would count as damaged
            remove(gone)
