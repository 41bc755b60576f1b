"""The lines of raw stores' manifests, kept beside the parts and loaded into the table ``fetches``."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import file_digest, sha256
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.disk import beside, put
from pipeline.model.fetch import Line
from pipeline.store.db import Database, arrow_schemas
from pipeline.store.durable import no_half_files
from pipeline.store.values import Row, clean, moment

FETCHES = "fetches"
_FILLED_LATER = ("fetch_no", "report_id")
_AT_A_TIME = 20_000


def write_fetches(folder: Path, raw_store: str, lines: Iterable[Line]) -> bool:
    """Keep the lines of one raw store as ``folder/fetches/<…>.parquet``; False if they were kept already.

    Raises:
        StoreError: the folder cannot be written.
    """
    path = folder / FETCHES / f"{sha256(raw_store.encode()).hexdigest()[:12]}.parquet"
    unfinished = beside(path)
    schema = pa.schema([one for one in arrow_schemas()[FETCHES] if one.name not in _FILLED_LATER])
    with no_half_files(path, "write it", unfinished):
        path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(unfinished, schema, compression="zstd") as writer:
            rows = (_row(raw_store, number, line) for number, line in enumerate(lines, start=1))
            while some := list(islice(rows, _AT_A_TIME)):
                writer.write_table(pa.Table.from_pylist(some, schema=schema))
        if path.exists() and _digest(path) == _digest(unfinished):
            return False
        put(unfinished, path)
    return True


def load_fetches(database: Database, folder: Path) -> None:
    """Fill ``fetches`` with what is kept; ``reports`` must be there."""
    if not (kept := kept_fetches(folder)):
        return
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in kept)
    database.run(
        "INSERT INTO fetches BY NAME SELECT row_number() OVER (ORDER BY raw_store, line_no) AS fetch_no, "
        f"report_id, rows.* FROM read_parquet([{listed}]) AS rows "
        "LEFT JOIN (SELECT report_id, sha256 FROM reports) USING (sha256) ORDER BY raw_store, line_no"
    )


def kept_fetches(folder: Path) -> list[Path]:
    return sorted((folder / FETCHES).glob("[!.]*.parquet"))


def _row(raw_store: str, number: int, line: Line) -> Row:
    return {
        "raw_store": clean(raw_store),
        "line_no": number,
        "url": clean(line.url),
        "final_url": clean(line.final_url),
        "fetched_at": moment(line.fetched_at, []),
        "status": line.status,
        "sha256": clean(line.sha256),
        "media_type": clean(line.media_type),
        "bytes": line.bytes,
        "site": clean(line.site),
        "listed_title": clean(line.listed_title),
        "listed_date": clean(line.listed_date),
        "parent_url": clean(line.parent_url),
        "name": clean(line.name),
        "headers": [{"name": clean(name), "value": clean(value)} for name, value in line.headers.items()],
        "warc": clean(line.warc),
        "warc_offset": line.warc_offset,
    }


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
