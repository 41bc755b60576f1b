"""Tables as Parquet, with the declared types, the columns' meanings and what made them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.store.db import Database
from pipeline.store.export.table import Origin, Table

_ROW_GROUP = 100_000  # cut by count, not where DuckDB's batches happen to end


def write_parquet(database: Database, table: Table, path: Path, origin: Origin) -> None:
    """``table`` with ``nianbao.version`` and ``nianbao.catalog_digest`` in its metadata."""
    about = {
        "nianbao.table": table.name,
        "nianbao.comment": table.comment,
        "nianbao.version": origin.version,
        "nianbao.catalog_digest": origin.catalog_digest,
    }
    fields = [field.with_metadata({"description": table.comments[field.name]}) for field in table.schema]
    schema = pa.schema(fields, metadata=about)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in database.batches(table.sql):
            waiting.append(batch)
            if sum(one.num_rows for one in waiting) >= _ROW_GROUP:
                whole = pa.Table.from_batches(waiting)
                writer.write_table(whole.slice(0, _ROW_GROUP).combine_chunks().cast(schema))
                waiting = whole.slice(_ROW_GROUP).to_batches()
        writer.write_table(pa.Table.from_batches(waiting, table.schema).combine_chunks().cast(schema))
