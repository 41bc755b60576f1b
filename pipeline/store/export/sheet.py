"""Tables as CSV and JSON Lines. DuckDB puts each row's line together, value by value it is too slow.

CSV is for spreadsheets: UTF-8 with a byte order mark, CRLF, text quoted and null left empty; lists and structs are
JSON. JSON Lines has decimals as exact numbers and every time in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from pipeline.store.db import Database
from pipeline.store.export.table import Table

# A spreadsheet would carry out "=1+1" or "-2+3". A quote put before it is taken away again without loss, because
# text that has quotes there already, "'=1", gets one more.
_FORMULA = r"^''*[=+\-@\t\r]"


def write_csv(database: Database, table: Table, path: Path) -> None:
    """``table`` as a spreadsheet opens it."""
    cells = " || ',' || ".join(_csv(field) for field in table.schema)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        stream.write(",".join(table.schema.names) + "\r\n")
        for lines in _lines(database, table, cells):
            stream.write("\r\n".join(lines) + "\r\n")


def write_jsonl(database: Database, table: Table, path: Path) -> None:
    """``table`` as one JSON object a line."""
    pairs = " || ', ' || ".join(f"'\"{field.name}\": ' || {_json(field)}" for field in table.schema)
    with path.open("w", encoding="utf-8", newline="") as stream:
        for lines in _lines(database, table, f"'{{' || {pairs} || '}}'"):
            stream.write("\n".join(lines) + "\n")


def _lines(database: Database, table: Table, line: str) -> Iterator[list[str]]:
    for batch in database.batches(f"SELECT {line} AS line FROM ({table.sql}) AS rows"):
        if batch.num_rows:
            yield batch.column(0).to_pylist()


def _csv(field: pa.Field) -> str:
    name = f'"{field.name}"'
    if _is_plain(field.type):
        return f"coalesce({_plain(name, field.type)}, '')"
    text = name if pa.types.is_string(field.type) else f"CAST(to_json({name}) AS VARCHAR)"
    safe = f"CASE WHEN regexp_matches({text}, '{_FORMULA}') THEN '''' || {text} ELSE {text} END"
    return f"""coalesce('"' || replace({safe}, '"', '""') || '"', '')"""


def _json(field: pa.Field) -> str:
    name = f'"{field.name}"'
    if not _is_plain(field.type):
        return f"coalesce(CAST(to_json({name}) AS VARCHAR), 'null')"
    quote = "'\"'" if pa.types.is_temporal(field.type) else "''"
    return f"coalesce({quote} || {_plain(name, field.type)} || {quote}, 'null')"


def _is_plain(kind: pa.DataType) -> bool:
    return not (pa.types.is_string(kind) or pa.types.is_nested(kind))


def _plain(name: str, kind: pa.DataType) -> str:
    """A number, truth value or time as text, without the zeros that a decimal's type adds."""
    text = f"CAST({name} AS VARCHAR)"
    if pa.types.is_decimal(kind) and kind.scale:
        return f"rtrim(rtrim({text}, '0'), '.')"
    if pa.types.is_timestamp(kind):
        return f"replace({text}, ' ', 'T') || 'Z'"  # every time in the store is UTC
    return text
