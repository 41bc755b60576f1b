"""The data dictionary: one page generated from the comments in the database."""

from __future__ import annotations

from pipeline.store.db import Database

_HEAD = """# The database

Generated from the comments in `pipeline/store/schema.sql` and `views.sql`; write it again with
`python tools/build_dictionary.py`. The same words are in the database:
`SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal`.

Null is never zero. Offsets count characters from 0 in `documents.text`, the end excluded:
`substring(text, char_start + 1, char_end - char_start)` cuts the words out. A box is `[x0, top, x1, bottom]` in
points from the upper left corner of the page. Columns in **bold** are the key.
"""


def dictionary() -> str:
    """The page, as Markdown."""
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
        lines = [_HEAD]
        for title, names in (("Tables", database.tables()), ("Views", database.views())):
            lines.append(f"## {title}\n")
            for name in names:
                lines += [f"### {name}\n", f"{comments[name] or ''}\n", "| column | type | meaning |", "|---|---|---|"]
                lines += [*columns[name], ""]
        return "\n".join(lines)
