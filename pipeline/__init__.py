"""Annual reports on government information disclosure (政府信息公开工作年度报告), read and checked.

>>> import pipeline
>>> report = pipeline.read("raw/sanming-commerce-2017.txt")
>>> report.metadata.agency, report.metadata.year
('三明市商务局', 2017)
>>> flags = [finding for finding in pipeline.check(report) if finding.outcome == "fail"]
>>> connection = pipeline.open("extracted/nianbao.duckdb")
>>> connection.execute("select agency, year, message_en from flags").fetchall()

These three are the whole public interface, with the records of ``pipeline.model`` and the errors of
``pipeline.errors``. For many reports there is the command ``nianbao run``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from pipeline.model import Finding, Report

__all__ = ["check", "open", "read"]


def read(path: str | Path) -> Report:
    """Read one report: its sections, its tables, who reports about which year. Nothing is written.

    What was not understood is in ``Report.issues``.

    Raises:
        OSError: the file cannot be opened.
        ReadError: it is empty, damaged, or of a format that cannot be read.
    """
    from pipeline.catalog import builtin
    from pipeline.model import RawFile
    from pipeline.read import read as read_document
    from pipeline.sources import printable
    from pipeline.structure import structure

    path = Path(path)
    return structure(read_document(RawFile(printable(path), path.read_bytes())), builtin())


def check(report: Report) -> list[Finding]:
    """Make every check on a report, also those that pass or cannot be made: see ``Finding.outcome``."""
    from pipeline.catalog import builtin
    from pipeline.check import check as make_checks
    from pipeline.extract import extract

    facts, mentions, _ = extract(report, builtin())
    return list(make_checks(report, facts, mentions, builtin()))


def open(path: str | Path) -> duckdb.DuckDBPyConnection:
    """Open the database of a run, read-only. ``path``: the file, or the folder that the run wrote to.

    A later run replaces the file; a connection that is open keeps what it has.

    Raises:
        StoreError: there is no database, or this version of DuckDB cannot read it.
    """
    from pipeline.store import Database

    return Database.open(path).connection


class _Package(ModuleType):
    """Keeps ``pipeline.read`` and ``pipeline.check`` the functions they are.

    The stages of these names are modules of the package, and importing a module binds it in its package.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
