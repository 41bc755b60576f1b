"""The data dictionary: every table and view, generated from the comments in the database."""

from __future__ import annotations

from pipeline.store.db import Database


def dictionary() -> str:
    """Tables and views as Markdown, without the page's head."""
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
        return "\n".join(lines)
