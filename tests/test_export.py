"""The export formats that hold several tables, the descriptions beside them, and the panel for statistics programs."""

import csv
import json
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from frictionless import Package
from python_calamine import CalamineWorkbook

from pipeline.catalog import builtin
from pipeline.errors import QueryError
from pipeline.run import process_file
from pipeline.store import Database, export, in_memory
from pipeline.store.export import xlsx
from pipeline.store.export.links import _LINKS, links_of
from pipeline.store.export.panel import MOST, column_names
from pipeline.store.export.table import tables_of

RAW = Path(__file__).parent.parent / "raw"


@pytest.fixture(scope="module")
def database() -> Database:
    names = ("sanming-commerce-2017-table.html", "nanping-health-2016-clean.html", "putian-grain-2010.html")
    return in_memory([process_file(RAW / name, builtin()) for name in names], builtin())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_tables_can_be_chosen(database: Database, tmp_path: Path) -> None:
    done = export(database, tmp_path, "csv", ["flags", "reports"])
    assert [path.name for path in done.paths] == ["reports.csv", "flags.csv", "datapackage.json"]
    with pytest.raises(QueryError, match="flag: there is no such table or view"):
        export(database, tmp_path, "csv", ["flag"])


# -- descriptions --------------------------------------------------------------------------


def test_the_data_package_is_valid_and_its_keys_hold(database: Database, tmp_path: Path) -> None:
    export(database, tmp_path, "csv")
    package = Package(str(tmp_path / "datapackage.json"))
    assert {one.name for one in package.resources} >= {"reports", "facts", "flags", "series"}
    report = package.validate()
    assert report.flatten(["title", "rowNumber", "message"]) == []
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    assert all(field["description"] for one in described for field in one["schema"]["fields"])
    # and it is the content that was checked: a report that facts do not know
    text = (tmp_path / "facts.csv").read_text(encoding="utf-8-sig")
    first = text.splitlines()[1].split(",")[0]
    (tmp_path / "facts.csv").write_text(text.replace(first, '"000000000000"', 1), encoding="utf-8-sig")
    assert "foreign-key" in {row[0] for row in package.get_resource("facts").validate().flatten(["type"])}


def test_every_link_is_to_a_key_that_is_there(database: Database) -> None:
    tables = {table.name: table for table in tables_of(database)}
    assert len(_LINKS) >= 15
    for name in _LINKS:
        for link in links_of(name, tables):
            assert set(link.columns) <= set(tables[name].schema.names), (name, link)
            assert link.to == tables[link.table].key, (name, link)
    with_report = {name for name, table in tables.items() if "report_id" in table.schema.names and not table.is_view}
    assert {name for name in with_report if any(one.table == "reports" for one in links_of(name, tables))} >= (
        with_report - {"reports"}
    )


def test_parquet_says_what_its_columns_are(database: Database, tmp_path: Path) -> None:
    export(database, tmp_path, "parquet", ["facts"])
    schema = pq.read_schema(tmp_path / "facts.parquet")
    assert set(schema.metadata) >= {b"nianbao.version", b"nianbao.catalog_digest", b"nianbao.table"}
    assert b"never zero" in schema.field("value").metadata[b"description"]
    assert all(schema.field(name).metadata[b"description"] for name in schema.names)


# -- Excel ---------------------------------------------------------------------------------


def test_a_workbook_has_the_views_and_a_dictionary(database: Database, tmp_path: Path) -> None:
    done = export(database, tmp_path, "xlsx")
    assert done.notes == []
    book = CalamineWorkbook.from_path(str(done.paths[0]))
    assert book.sheet_names == ["dictionary", "reports", "issues", *database.views()]
    head, *lines = book.get_sheet_by_name("flags").to_python()
    asked = database.rows("SELECT finding_id, year, left_value FROM flags ORDER BY ALL")
    assert asked
    found = [dict(zip(head, line, strict=True)) for line in lines]
    assert [(one["finding_id"], one["year"]) for one in found] == [(one["finding_id"], one["year"]) for one in asked]
    assert [one["left_value"] for one in found] == [
        "" if one["left_value"] is None else float(one["left_value"]) for one in asked
    ]
    meanings = {(line[0], line[1]): line[3] for line in book.get_sheet_by_name("dictionary").to_python()[1:]}
    assert all(meanings[table.name, name] for table in tables_of(database, ["flags"]) for name in table.schema.names)


def odd(tmp_path: Path, values: str, monkeypatch: pytest.MonkeyPatch, most: int) -> tuple[list[Any], list[str]]:
    """A workbook of one table with a column ``odd`` of these values, on sheets of ``most`` rows."""
    monkeypatch.setattr(xlsx, "MAX_ROWS", most)
    with Database.create() as database:
        database.run(f"CREATE TABLE odd AS SELECT * FROM (VALUES {values}) AS t(no, odd)")
        done = export(database, tmp_path, "xlsx", ["odd"])
        book = CalamineWorkbook.from_path(str(done.paths[0]))
        lines = [line for name in book.sheet_names[1:] for line in book.get_sheet_by_name(name).to_python()]
        return lines, [note.code for note in done.notes]


def test_text_stays_text_in_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = "(1, '=1+1'), (2, '001'), (3, 'https://example.org'), (4, '@x'), (5, 'a' || chr(7) || 'b'), (6, '_x0041_')"
    lines, notes = odd(tmp_path, values, monkeypatch, xlsx.MAX_ROWS)
    assert [line[1] for line in lines] == ["odd", "=1+1", "001", "https://example.org", "@x", "ab", "_x0041_"]
    assert notes == []


def test_what_excel_cannot_hold_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines, notes = odd(tmp_path, "(1, repeat('长', 40000)), (2, 'b'), (3, 'c')", monkeypatch, 3)
    assert notes == ["export.several_sheets", "export.cut"]
    assert [line[0] for line in lines] == ["no", 1.0, 2.0, "no", 3.0]
    text = str(lines[1][1])
    assert len(text) == xlsx.MAX_TEXT
    assert text.endswith("[40000 characters, cut here: an Excel cell holds 32767. The other formats have all of it]")


def test_a_number_of_more_digits_than_excel_has_stays_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = "(1, 99999999999998.9999::DECIMAL(18, 4)), (2, 12.5)"
    lines, _ = odd(tmp_path, values, monkeypatch, xlsx.MAX_ROWS)
    assert [line[1] for line in lines[1:]] == ["99999999999998.9999", 12.5]


# -- SQLite --------------------------------------------------------------------------------


def test_sqlite_has_every_table_with_keys_and_indexes(database: Database, tmp_path: Path) -> None:
    paths = export(database, tmp_path, "sqlite").paths
    assert [path.name for path in paths] == ["nianbao.sqlite", "metadata.json"]
    with closing(sqlite3.connect(paths[0])) as target:
        names = {row[0] for row in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert names == {table.name for table in tables_of(database)}
        for name in names:
            count = database.rows(f'SELECT count(*) AS n FROM "{name}"')[0]["n"]
            assert target.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (count,), name
        assert target.execute("PRAGMA foreign_key_check").fetchall() == []
        assert target.execute("SELECT DISTINCT typeof(value) FROM facts").fetchall() == [("integer",)]
        templates = target.execute("SELECT templates FROM reports WHERE year = 2017").fetchone()[0]
        assert json.loads(templates) == ["fujian-2017"]
        plan = target.execute("EXPLAIN QUERY PLAN SELECT * FROM flags WHERE report_id = 'x'").fetchone()
        assert "USING INDEX flags_report_id" in plan[3]
    described = json.loads(paths[1].read_text(encoding="utf-8"))["databases"]["nianbao"]["tables"]
    assert set(described) == names
    assert "never zero" in described["facts"]["columns"]["value"]


# -- R and Stata ---------------------------------------------------------------------------


def test_the_panel_is_there_long_and_wide(database: Database, tmp_path: Path) -> None:
    paths = {path.name: path for path in export(database, tmp_path, "panel").paths}
    long, wide = rows(paths["panel-long.csv"]), rows(paths["panel-wide.csv"])
    labels = {row["name"]: row for row in rows(paths["panel-labels.csv"])}
    assert len(long) == database.rows("SELECT count(*) AS n FROM series")[0]["n"] > 0
    assert {(row["agency_id"], row["year"]) for row in wide} == {
        (row["agency_id"], row["year"]) for row in long if row["value"]
    }
    assert set(wide[0]) == {"agency_id", "agency", "region_code", "year", *labels}
    checked = 0
    for row in wide:
        for name, label in labels.items():
            axes = ("line", "member", "period")
            stated = {
                Decimal(one["value"])
                for one in long
                if (one["agency_id"], one["year"]) == (row["agency_id"], row["year"])
                and all(one[axis] == label[axis] for axis in axes)
                and one["value"]
                and one["unit"] in label["unit"].split(", ")
            }
            assert (Decimal(row[name]) if row[name] else None) == (stated.pop() if len(stated) == 1 else None)
            checked += bool(row[name])
    assert checked > 30
    do = paths["panel-labels.do"].read_text(encoding="utf-8")
    assert do.count("label variable ") == len(labels)
    assert all(len(line.split('"')[1]) <= 80 for line in do.splitlines() if line.startswith("label variable"))


def test_names_are_legal_in_stata_and_all_different() -> None:
    forms = builtin().templates
    columns = [
        (entry.indicator, entry.column.member, entry.column.period, unit)
        for form in forms
        for entry in form.entries
        for unit in ("件", "万元")
    ]
    names = column_names(sorted(set(columns)))
    assert len(set(names.values())) == len(set(columns)) > 600
    for name in names.values():
        assert name.isascii()
        assert name.replace("_", "a").isalnum()
        assert name[0].isalpha()
        assert len(name) <= MOST
    few = column_names(
        [("request.received", "business", "year", "件"), ("request.received", "total", "cumulative", "件")]
    )
    assert list(few.values()) == ["request_received_business", "request_received_cum"]
