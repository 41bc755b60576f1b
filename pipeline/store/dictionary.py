"""The data dictionary: every table, view and macro, generated from the comments in the database."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.store.db import Database


def dictionary() -> str:
    """Tables, views and macros as Markdown, without the page's head."""
    with Database.create() as database:
        comments = {
            row["name"]: row["comment"]
            for row in database.rows(
                "SELECT table_name AS name, comment FROM duckdb_tables() WHERE NOT internal "
                "UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
            )
        }
        keys = {
            (row["table_name"], column)
            for row in database.rows(
                "SELECT table_name, constraint_column_names AS columns FROM duckdb_constraints() "
                "WHERE constraint_type = 'PRIMARY KEY'"
            )
            for column in row["columns"]
        }
        columns: dict[str, list[str]] = {}
        for row in database.rows(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() "
            "WHERE NOT internal ORDER BY table_name, column_index"
        ):
            table, column = row["table_name"], row["column_name"]
            name = f"**{column}**" if (table, column) in keys else column
            kind = row["data_type"].replace('"', "")
            columns.setdefault(table, []).append(f"| {name} | `{kind}` | {row['comment'] or ''} |")
        lines = []
        for title, names in (("Tables", database.tables()), ("Views", database.views())):
            lines.append(f"### {title}\n")
            for name in names:
                lines += [f"#### {name}\n", f"{comments[name] or ''}\n", "| column | type | meaning |", "|---|---|---|"]
                lines += [*columns[name], ""]
        lines.append("### Macros\n")
        for macro in macros(database):
            lines += [f"#### {macro.name}({', '.join(macro.parameters)})\n", f"{macro.comment}\n"]
            lines += ["| column | type | meaning |", "|---|---|---|"]
            lines += [f"| {name} | `{kind}` | {meaning} |" for name, kind, meaning in macro.columns]
            lines.append("")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Macro:
    """A query with parameters; ``columns`` with type and meaning."""

    name: str
    parameters: tuple[str, ...]
    comment: str
    columns: tuple[tuple[str, str, str], ...]


def macros(database: Database) -> list[Macro]:
    """The macros that give tables. A column whose meaning is not told has none."""
    found = []
    for row in database.rows(
        "SELECT function_name AS name, parameters, comment FROM duckdb_functions() "
        "WHERE NOT internal AND function_type = 'table_macro' ORDER BY function_name"
    ):
        comment, *lines = str(row["comment"] or "").split("\n")
        meanings = dict(line.split(": ", 1) for line in lines)
        call = f"{row['name']}({', '.join(repr('') for _ in row['parameters'])})"
        columns = tuple(
            (one["column_name"], one["column_type"], meanings.get(one["column_name"], ""))
            for one in database.rows(f"DESCRIBE SELECT * FROM {call}")
        )
        found.append(Macro(row["name"], tuple(row["parameters"]), comment, columns))
    return found
