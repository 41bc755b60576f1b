"""What is exported: a table or view with its rows in a fixed order, and what the database says about its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.errors import QueryError
from pipeline.store.db import Database
from pipeline.store.export.links import UNINDEXED

# It holds times, and two runs that give the same tables differ in it.
LEFT_OUT = ("runs",)


@dataclass(frozen=True, slots=True)
class Table:
    """``comments`` of the columns, ``comment`` its own; ``key``: its primary key, none for a view."""

    name: str
    schema: pa.Schema
    comment: str
    comments: Mapping[str, str]
    key: tuple[str, ...]
    is_view: bool

    @property
    def sql(self) -> str:
        """Its rows. The order is that of their content: equal content gives equal bytes."""
        order = ", ".join(f'"{column}"' for column in self.key) or "ALL"
        return f'SELECT * FROM "{self.name}" ORDER BY {order}'


def tables_of(database: Database, names: Sequence[str] | None = None) -> list[Table]:
    """The tables and views of those ``names``, or all of them but ``runs``, in the order they were declared.

    Raises:
        QueryError: the database has no table or view of that name.
    """
    views = set(database.views())
    known = [*database.tables(), *database.views()]
    if unknown := [name for name in names or () if name not in known]:
        raise QueryError(
            "no_such_table", f"{', '.join(unknown)}: there is no such table or view. Choose from {', '.join(known)}"
        )
    wanted = [name for name in known if (name in names if names else name not in LEFT_OUT)]
    comments: dict[str, dict[str, str]] = {}
    for row in database.rows("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"):
        comments.setdefault(row["table_name"], {})[row["column_name"]] = row["comment"] or ""
    own = {
        row["name"]: row["comment"] or ""
        for row in database.rows(
            "SELECT table_name AS name, comment FROM duckdb_tables() WHERE NOT internal "
            "UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
        )
    }
    keys = {
        row["table_name"]: tuple(row["columns"])
        for row in database.rows(
            "SELECT table_name, constraint_column_names AS columns FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY'"
        )
    }
    return [
        Table(
            name,
            database.schema(name),
            own[name],
            comments[name],
            keys.get(name, UNINDEXED.get(name, ())),
            name in views,
        )
        for name in wanted
    ]


@dataclass(frozen=True, slots=True)
class Note:
    """What a format could not keep whole: the id of a message and what is filled into it."""

    code: str
    about: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Origin:
    """What made the database: empty where no run is recorded, as in a database in memory."""

    version: str
    catalog_digest: str


def origin_of(database: Database) -> Origin:
    newest = database.rows("SELECT version, catalog_digest FROM runs ORDER BY started DESC, run_id DESC LIMIT 1")
    return Origin(newest[0]["version"], newest[0]["catalog_digest"]) if newest else Origin("", "")
