"""The only module that touches DuckDB.

It uses nothing but what behaves alike in 1.5.6 and 2.0: ``execute`` with its result drained at once, ``sql`` for
Arrow, ``register``. A result left open makes 2.0 refuse the next statement on the connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.errors import QueryError, StoreError

DATABASE = "nianbao.duckdb"

# Files of this format are read by every DuckDB from 1.5 on; without it a file made by 2.0 is closed to 1.5.
_STORAGE: dict[str, str | bool | int | float | list[str]] = {"storage_compatibility_version": "v1.5.0"}
_INCOMING = "incoming_rows"

# What ``ask`` takes. SHOW, DESCRIBE, SUMMARIZE, FROM, VALUES and TABLE are a SELECT to DuckDB; MULTI is a PIVOT in 2.0.
_QUESTIONS = frozenset({"SELECT", "PRAGMA", "MULTI"})
_NO_NETWORK = "SET autoinstall_known_extensions = false; SET autoload_known_extensions = false"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave; the columns are known also where it gave no rows."""

    columns: list[str]
    rows: list[dict[str, Any]]


class Database:
    """A connection to one database; ``open`` is the way to a finished one, read-only."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self._connection = connection
        self._name = name

    @classmethod
    def open(cls, path: Path | str) -> Database:
        """Open a finished database read-only. ``path``: the file, or the folder that holds it.

        A later run replaces the file; this connection keeps the old one.

        Raises:
            StoreError: there is no such file, it is not a nianbao database, or this DuckDB cannot read it.
        """
        path = Path(path)
        if path.is_dir() or not (path.exists() or path.suffix == Path(DATABASE).suffix):
            path /= DATABASE
        if not path.is_file():
            raise StoreError(f"{path}: there is no database here. Make one with: nianbao run PATH -o {path.parent}")
        try:
            database = cls(duckdb.connect(str(path), read_only=True), str(path))
        except duckdb.Error as error:
            raise StoreError(
                f"{path}: cannot be opened with DuckDB {duckdb.__version__}: {_first_line(error)}\n"
                "  If another program has it open for writing, close that; if it is damaged or of another version, "
                "delete it: the next nianbao run builds it again"
            ) from error
        if "reports" not in database.tables():
            database.close()
            raise StoreError(f"{path}: not a nianbao database, it has no table reports. Name the nianbao.duckdb file")
        return database

    @classmethod
    def create(cls, path: Path | None = None) -> Database:
        """A new database with every table and view and no rows; in memory without a ``path``."""
        name = ":memory:" if path is None else str(path)
        try:
            connection = duckdb.connect(name, config=_STORAGE)
        except duckdb.Error as error:
            raise StoreError(f"{name}: a database cannot be made here: {_first_line(error)}") from error
        database = cls(connection, name)
        database.run("BEGIN")  # one transaction, not four hundred
        for declaration in ("schema.sql", "views.sql", "macros.sql"):
            database.run((files(__package__) / declaration).read_text(encoding="utf-8"))
        database.run("COMMIT")
        return database

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection itself, for notebooks."""
        return self._connection

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query, by column name; a name that comes twice is numbered (``id``, ``id_2``).

        Raises:
            StoreError: DuckDB refuses the query; the message is DuckDB's.
        """
        return self._answer(sql, parameters).rows

    def ask(self, sql: str) -> Answer:
        """The answer to a query somebody typed: one that reads. No file is written, nothing is fetched.

        Raises:
            QueryError: there is no statement, or several, or one that is not a query.
            StoreError: DuckDB refuses the query; the message is DuckDB's.
        """
        try:
            statements = self._connection.extract_statements(sql)
        except duckdb.Error as error:
            raise StoreError(f"{self._name}: {error}") from error
        kinds = [statement.type.name for statement in statements]
        if not kinds:
            raise QueryError("query_empty", "the query is empty. Expected one, for instance: select * from flags")
        # 1.5 takes PIVOT apart into statements without a text of their own.
        is_pivot = set(kinds) == {"CREATE", "SELECT"} and not any(statement.query for statement in statements)
        if len(kinds) > 1 and not is_pivot:
            raise QueryError("query_several", f"{len(kinds)} statements. Expected one; ask them one after the other")
        if not is_pivot and kinds[0] not in _QUESTIONS:
            raise QueryError(
                "query_refused",
                f"{kinds[0]} is not a query. Expected SELECT, WITH, FROM, DESCRIBE, SHOW, SUMMARIZE or PIVOT; "
                "tables are written by nianbao export",
            )
        self.run(_NO_NETWORK)
        return self._answer(sql)

    def _answer(self, sql: str, parameters: Sequence[Any] = ()) -> Answer:
        try:
            cursor = self._connection.execute(sql, list(parameters) or None)
            names = _distinct([column[0] for column in cursor.description or []])
            return Answer(names, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
        except duckdb.Error as error:
            raise StoreError(f"{self._name}: {error}") from error

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Carry out statements whose result is of no interest."""
        try:
            self._connection.execute(sql, list(parameters) or None).fetchall()
        except duckdb.Error as error:
            raise StoreError(f"{self._name}: {error}") from error

    def tables(self) -> list[str]:
        """Names of the tables, in the order they were declared."""
        found = self.rows(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY table_oid"
        )
        return [row["table_name"] for row in found]

    def views(self) -> list[str]:
        found = self.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal AND NOT temporary ORDER BY view_oid")
        return [row["view_name"] for row in found]

    def drop_temporary(self) -> None:
        """Drop what was made for this connection only."""
        for row in self.rows("SELECT table_name FROM duckdb_tables() WHERE temporary ORDER BY table_name"):
            self.run(f'DROP TABLE "{row["table_name"]}"')

    def schema(self, table: str) -> pa.Schema:
        """The Arrow schema of a table or view."""
        return self._connection.sql(f'SELECT * FROM "{table}" LIMIT 0').to_arrow_table().schema

    def batches(self, sql: str, size: int = 10_000) -> Iterator[pa.RecordBatch]:
        """A query's rows in Arrow batches. To be used up before the next statement on this database."""
        try:
            yield from self._connection.sql(sql).to_arrow_reader(size)
        except duckdb.Error as error:
            raise StoreError(f"{self._name}: {error}") from error

    def insert(self, table: str, rows: pa.Table) -> None:
        """Append rows in bulk; columns are matched by name."""
        self.attach(_INCOMING, rows)
        try:
            self.run(f'INSERT INTO "{table}" BY NAME SELECT * FROM {_INCOMING}')
        finally:
            self.detach(_INCOMING)

    def attach(self, name: str, rows: pa.Table) -> None:
        """Make rows readable under ``name`` for this connection, without copying them."""
        self._connection.register(name, rows)

    def detach(self, name: str) -> None:
        self._connection.unregister(name)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@cache
def arrow_schemas() -> dict[str, pa.Schema]:
    """The Arrow schema of every table, read off the declaration."""
    with Database.create() as database:
        return {table: database.schema(table) for table in database.tables()}


def _distinct(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        unique, count = name, 1
        while unique in found:
            count += 1
            unique = f"{name}_{count}"
        found.append(unique)
    return found


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
