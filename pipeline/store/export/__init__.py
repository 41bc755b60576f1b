"""The database as CSV, JSON Lines or Parquet: equal content gives equal bytes.

Every table and view is one file, in a fixed order of rows; ``runs``, which holds times, is left out. CSV is for
spreadsheets: UTF-8 with a byte order mark, CRLF, text quoted and null left empty; lists and structs are JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import StoreError
from pipeline.store.db import Database
from pipeline.store.durable import whole_file

Format = Literal["csv", "jsonl", "parquet"]

_LEFT_OUT = ("runs",)
_ROW_GROUP = 100_000  # cut by count, not where DuckDB's batches happen to end
# A spreadsheet would carry out "=1+1" or "-2+3". A quote put before it is taken away again without loss, because
# text that has quotes there already, "'=1", gets one more.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def export(database: Database, folder: Path, format: Format) -> list[Path]:  # noqa: A002
    """Write every table and view but ``runs`` into ``folder``, one file each, and return their paths.

    Raises:
        StoreError: the format is unknown, or a file cannot be written; that file is not there then.
    """
    if format not in _WRITERS:
        raise StoreError(f"format {format!r} is not known. Choose one of {', '.join(_WRITERS)}")
    write = _WRITERS[format]
    paths = []
    for name in (*database.tables(), *database.views()):
        if name not in _LEFT_OUT:
            path = folder / f"{name}.{format}"
            with whole_file(path) as unfinished:
                write(unfinished, database.schema(name), database.batches(f'SELECT * FROM "{name}" ORDER BY ALL'))
            paths.append(path)
    return paths


def _write_csv(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        stream.write(",".join(schema.names) + "\r\n")
        for batch in batches:
            for row in batch.to_pylist():
                stream.write(",".join(map(_csv, row.values())) + "\r\n")


def _csv(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (bool, int, float, Decimal, date)):
        return _json(value).strip('"')
    text = value if isinstance(value, str) else _json(value)
    if _FORMULA.match(text):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"'


def _write_jsonl(path: Path, _: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        for batch in batches:
            for row in batch.to_pylist():
                stream.write(_json(row) + "\n")


def _json(value: Any) -> str:
    """JSON with decimals as exact numbers, which the standard encoder cannot write."""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_json(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    if isinstance(value, datetime):
        return f'"{value.isoformat()}Z"'  # every time in the store is UTC
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)


def _write_parquet(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> None:
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in batches:
            waiting.append(batch)
            if sum(one.num_rows for one in waiting) >= _ROW_GROUP:
                whole = pa.Table.from_batches(waiting)
                writer.write_table(whole.slice(0, _ROW_GROUP).combine_chunks())
                waiting = whole.slice(_ROW_GROUP).to_batches()
        writer.write_table(pa.Table.from_batches(waiting, schema).combine_chunks())


_WRITERS: dict[str, Callable[[Path, pa.Schema, Iterator[pa.RecordBatch]], None]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
}
