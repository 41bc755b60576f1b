"""``import pipeline``: the three functions that others' scripts rely on."""

import types
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

import pipeline
from pipeline.errors import ReadError, StoreError
from pipeline.model import Outcome, Result, Status
from pipeline.store import build, write_part

SAMPLE = Path(__file__).parent.parent / "raw" / "sanming-commerce-2017.txt"


def test_a_report_is_read_and_checked() -> None:
    report = pipeline.read(SAMPLE)
    assert (report.metadata.agency, report.metadata.year) == ("三明市商务局", 2017)
    findings = pipeline.check(report)
    values = [(one.left_value, one.right_value) for one in findings if one.outcome is Outcome.FAIL]
    assert (Decimal(147), Decimal(97)) in values


def test_the_functions_stay_functions_when_the_stages_are_imported() -> None:
    import pipeline.check.message
    import pipeline.read.html

    assert isinstance(pipeline.read, types.FunctionType)
    assert isinstance(pipeline.check, types.FunctionType)
    assert pipeline.read(str(SAMPLE)).metadata.year == 2017


def test_what_cannot_be_read_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pipeline.read(tmp_path / "nowhere.html")
    (tmp_path / "empty.html").touch()
    with pytest.raises(ReadError, match="the file is empty"):
        pipeline.read(tmp_path / "empty.html")


def test_the_database_opens_read_only(tmp_path: Path) -> None:
    from pipeline.catalog import builtin

    write_part(tmp_path, 1, [Result("0" * 12, "a.txt", "0" * 64, 1, Status.OK)], "made for a test")
    path = build(tmp_path, builtin())
    for name in (path, str(path), tmp_path):
        connection = pipeline.open(name)
        assert connection.execute("SELECT file FROM reports").fetchall() == [("a.txt",)]
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("DELETE FROM reports")
        connection.close()


def test_a_missing_database_is_named(tmp_path: Path) -> None:
    for name in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(StoreError, match=f"{name}/nianbao.duckdb: there is no database here.*-o {name}$"):
            pipeline.open(name)
    with pytest.raises(StoreError, match=rf"{tmp_path}/a\.duckdb: there is no database here.*-o {tmp_path}$"):
        pipeline.open(tmp_path / "a.duckdb")


def test_nothing_else_is_public() -> None:
    assert pipeline.__all__ == ["check", "open", "read"]
    assert all(getattr(pipeline, name).__doc__ for name in pipeline.__all__)
