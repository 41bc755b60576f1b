"""One SQLite file, as Datasette serves it: every table and view a table, with keys, indexes and links between them.

Lists and structs are JSON, times are ISO 8601 in UTC, and a decimal is stored as the number it is: SQLite keeps a whole
one as an integer. Beside it stands ``metadata.json`` with what each table and column means, for ``datasette -m``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.store.db import Database
from pipeline.store.export.links import links_of
from pipeline.store.export.table import Origin, Table
from pipeline.store.export.words import as_json

# What people look things up by, where it is no key of its own.
_LOOKED_UP = ("report_id", "agency_id", "finding_id", "indicator", "concept", "kind", "year")


def write_sqlite(database: Database, tables: Sequence[Table], path: Path) -> None:
    """The file itself."""
    names = {table.name for table in tables}
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        target.execute("PRAGMA journal_mode = OFF")  # the file is new, and is not there until it is whole
        target.execute("PRAGMA synchronous = OFF")
        target.execute("BEGIN")
        for table in tables:
            target.execute(_declaration(table, names))
            marks = ", ".join("?" * len(table.schema))
            for batch in database.batches(table.sql):
                rows = zip(*(map(_value, column.to_pylist()) for column in batch.columns), strict=True)
                target.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)
            for column in _LOOKED_UP:
                if column in table.schema.names and table.key[:1] != (column,):
                    index = f"{table.name}_{column}"
                    target.execute(f'CREATE INDEX "{index}" ON "{table.name}" ("{column}")')
        target.execute("COMMIT")


def _declaration(table: Table, names: set[str]) -> str:
    lines = [f'"{field.name}" {_type(field.type)}' for field in table.schema]
    if table.key:
        lines.append(f"PRIMARY KEY ({_listed(table.key)})")
    lines += [
        f'FOREIGN KEY ({_listed(link.columns)}) REFERENCES "{link.table}" ({_listed(link.to)})'
        for link in links_of(table.name, names)
    ]
    return f'CREATE TABLE "{table.name}" ({", ".join(lines)})'


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _type(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    if pa.types.is_floating(kind):
        return "REAL"
    # NUMERIC takes the text of a decimal, and keeps it as an integer or a float only where nothing is lost.
    return "NUMERIC" if pa.types.is_decimal(kind) else "TEXT"


def _value(value: Any) -> Any:
    if isinstance(value, (list, dict, Decimal, date)):
        return as_json(value)
    return value


def write_metadata(tables: Sequence[Table], path: Path, origin: Origin) -> None:
    """What Datasette shows beside the tables."""
    described = {table.name: {"description": table.comment, "columns": dict(table.comments)} for table in tables}
    about = {
        "title": "nianbao",
        "description": f"Annual reports on government information disclosure, read by nianbao {origin.version}".strip(),
        "databases": {"nianbao": {"tables": described}},
    }
    path.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
