"""Records → part files → DuckDB: the database contract, its loader and its exports."""

from pipeline.store.db import DATABASE, Database
from pipeline.store.durable import locked
from pipeline.store.export import export
from pipeline.store.fetches import kept_fetches, write_fetches
from pipeline.store.load import build, in_memory
from pipeline.store.parts import Damage, Entry, Ledger, read_ledger, write_part
from pipeline.store.rows import stored_name
from pipeline.store.runs import RunRecord, write_run

__all__ = [
    "DATABASE",
    "Damage",
    "Database",
    "Entry",
    "Ledger",
    "RunRecord",
    "build",
    "export",
    "in_memory",
    "kept_fetches",
    "locked",
    "read_ledger",
    "stored_name",
    "write_fetches",
    "write_part",
    "write_run",
]
