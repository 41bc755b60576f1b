"""Part files: what one batch of a run gave, as Parquet. The database can be deleted; these are what it is built from.

``folder/parts/<batch>/`` holds ``<table>.parquet`` for every table that has rows, and ``part.json``: the files
that were read, and the size and digest of each Parquet file. A later batch wins over an earlier one, per report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest, sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import StoreError
from pipeline.model import Result, Status
from pipeline.store.db import arrow_schemas
from pipeline.store.durable import whole_folder
from pipeline.store.rows import REPORT_TABLES, rows_of, stored_name

# Issues of reading that an optional part of the program would mend.
LACKS = frozenset(("needs_ocr", "needs_office"))

_PARTS = "parts"
_INDEX = "part.json"
# "CREATE TABLE documents (\n  report_id … \n);"
_TABLE = re.compile(r"^CREATE TABLE (\w+) \((.*?)^\);", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the parts hold for one file."""

    file: str  # as in reports.file
    report_id: str
    sha256: str
    status: Status
    fingerprint: str  # of the program and the catalog that read it
    batch: int
    counts: Mapping[str, int]  # sections, facts, mentions, findings, flags, issues
    source_url: str | None = None
    fetched_at: str | None = None
    lacks: tuple[str, ...] = ()  # of ``LACKS``: what was not installed and would have read more of it


@dataclass(frozen=True, slots=True)
class Part:
    """One batch that can be loaded."""

    batch: int
    folder: Path
    entries: tuple[Entry, ...]
    tables: Mapping[str, Mapping[str, Any]]  # rows, bytes, sha256

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"


@dataclass(frozen=True, slots=True)
class Damage:
    """A part that cannot be used; its reports count as not read."""

    folder: Path
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.folder}: this part cannot be used: {self.reason}. "
            "The next nianbao run reads its reports again; delete the folder to be rid of this message"
        )


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a folder's parts hold. Later batches have replaced earlier ones."""

    files: Mapping[str, Entry]  # by stored name
    reports: Mapping[str, Entry]  # by report_id
    parts: tuple[Part, ...]
    damaged: tuple[Damage, ...]
    next_batch: int

    def entry(self, file: str) -> Entry | None:
        """What is held for the file of this path, if anything."""
        return self.files.get(stored_name(file))


def write_part(folder: Path, batch: int, results: Sequence[Result], fingerprint: str) -> None:
    """Write one batch into ``folder``: it is there whole when this returns, or not at all.

    Raises:
        StoreError: the folder cannot be written, or the batch is there already.
    """
    target = folder / _PARTS / f"{batch:06d}"
    if target.exists():
        raise StoreError(f"{target}: there is a part of this number already. Take the ledger's next_batch")
    with whole_folder(target) as unfinished:
        tables = {}
        for table, rows in rows_of(results).items():
            if rows:
                path = unfinished / f"{table}.parquet"
                filled = pa.Table.from_pylist(rows, schema=arrow_schemas()[table])
                pq.write_table(filled, path, compression="zstd")
                tables[table] = {"rows": len(rows), "bytes": path.stat().st_size, "sha256": _digest(path)}
        index = {
            "batch": batch,
            "fingerprint": fingerprint,
            "schema": schema_digest(),
            "files": [_file(result) for result in results],
            "tables": tables,
        }
        text = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
        (unfinished / _INDEX).write_text(text, encoding="utf-8", newline="\n")


def read_ledger(folder: Path, thorough: bool = False) -> Ledger:
    """What the parts in ``folder`` hold; empty for a folder without parts.

    A part that is incomplete or was written for other tables is listed as damaged. ``thorough`` also compares
    the digest of every file, which reads them all.
    """
    by_file: dict[str, Entry] = {}
    reports: dict[str, Entry] = {}
    parts: list[Part] = []
    damaged: list[Damage] = []
    last = 0
    for path in sorted((folder / _PARTS).glob("[0-9]*"), key=lambda found: (len(found.name), found.name)):
        if not path.name.isdecimal():
            continue
        last = int(path.name)
        part = _read_part(path, thorough)
        if isinstance(part, Damage):
            damaged.append(part)
            continue
        parts.append(part)
        by_file |= {entry.file: entry for entry in part.entries}
        # Of two paths with the same bytes the first is the report's.
        reports |= {entry.report_id: entry for entry in reversed(part.entries)}
    # A failure stands for its file only until the file is read otherwise.
    for report_id, entry in list(reports.items()):
        if entry.status is Status.FAILED and by_file[entry.file].report_id != report_id:
            del reports[report_id]
    return Ledger(by_file, reports, tuple(parts), tuple(damaged), last + 1)


@cache
def schema_digest() -> str:
    """Changes whenever the declaration of a table that parts hold changes; its comments do not count."""
    declared = dict(_TABLE.findall((files(__package__) / "schema.sql").read_text(encoding="utf-8")))
    text = "\n".join(f"{table} {' '.join(declared[table].split())}" for table in REPORT_TABLES)
    return sha256(text.encode()).hexdigest()[:16]


def _read_part(folder: Path, thorough: bool) -> Part | Damage:
    try:
        index = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
        if index["schema"] != schema_digest():
            return Damage(folder, "it was written by a version of nianbao with other tables")
        entries = tuple(
            Entry(
                file=row["file"],
                report_id=row["report_id"],
                sha256=row["sha256"],
                status=Status(row["status"]),
                fingerprint=index["fingerprint"],
                batch=index["batch"],
                counts=row["counts"],
                source_url=row.get("source_url"),  # parts of before raw stores know none
                fetched_at=row.get("fetched_at"),
                lacks=tuple(row["lacks"]),
            )
            for row in index["files"]
        )
        part = Part(index["batch"], folder, entries, index["tables"])
        for table, kept in part.tables.items():
            path = part.path(table)
            if path.stat().st_size != kept["bytes"] or (thorough and _digest(path) != kept["sha256"]):
                return Damage(folder, f"{path.name} is not what was written")
    except FileNotFoundError as error:
        return Damage(folder, f"{Path(error.filename).name} is missing")
    except OSError as error:
        return Damage(folder, f"it cannot be read: {error.strerror or error}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # half-written or edited JSON, in every shape
        return Damage(folder, f"{_INDEX} is not what was written ({type(error).__name__}: {error})")
    if part.batch != int(folder.name):
        return Damage(folder, f"{_INDEX} belongs to batch {part.batch}")
    return part


def _file(result: Result) -> dict[str, Any]:
    return {
        "file": stored_name(result.file),
        "report_id": result.report_id,
        "sha256": result.sha256,
        "status": str(result.status),
        "source_url": result.source_url,
        "fetched_at": result.fetched_at,
        "lacks": sorted({one.code for one in result.issues if one.stage == "read" and one.code in LACKS}),
        "counts": {
            "sections": len(result.report.sections) if result.report else 0,
            "facts": len(result.facts),
            "mentions": len(result.mentions),
            "findings": len(result.findings),
            "flags": len(result.flags),
            "issues": len(result.issues),
        },
    }


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()
