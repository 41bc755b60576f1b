"""The store, on records built by hand; nothing here is parsed from a report."""

from __future__ import annotations

import csv
import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import store
from pipeline.catalog import Catalog, builtin
from pipeline.errors import StoreError
from pipeline.model import (
    Cell,
    Document,
    Fact,
    Fault,
    Finding,
    Grade,
    Hedge,
    IndicatorTable,
    Issue,
    Mention,
    Metadata,
    Operand,
    Outcome,
    Period,
    Piece,
    Place,
    Quantity,
    Report,
    Result,
    Role,
    Scope,
    Section,
    State,
    Status,
)
from pipeline.store.dictionary import dictionary
from pipeline.store.export import Format
from pipeline.store.load import _KEYS
from pipeline.store.rows import REPORT_TABLES

ROOT = Path(__file__).parent.parent
TEXT = "一、总体情况\n全年公开147条。\n97"
PLACES = {"heading": Place(0, 6), "mention": Place(11, 15), "sentence": Place(7, 16), "cell": Place(17, 19)}


def fact(no: int = 1, value: Decimal | None = Decimal(97), state: State = State.NUMBER, **changes: str) -> Fact:
    made = Fact(
        no=no,
        template="fujian-2017",
        indicator="proactive.documents",
        member="total",
        period="year",
        value=value,
        state=state,
        unit="条",
        unit_source="form",
        printed=str(value) if value is not None else "",
        row_label="主动公开文件数",
        column_label="2017",
        method="exact",
        place=replace(PLACES["cell"], table=1, row=2, col=3),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def mention(no: int = 1, value: Decimal = Decimal(147), role: Role = Role.TOTAL) -> Mention:
    quantity = Quantity("147条", value, unit="条")
    return Mention(no, 1, quantity, PLACES["mention"], PLACES["sentence"], role, wholes=(2, 3), topic="文件")


def finding(subject: str = "proactive.documents year", outcome: Outcome = Outcome.FAIL) -> Finding:
    left = Operand("mention", 1, "公开", "147条", PLACES["mention"], Decimal(147), "条")
    right = Operand("fact", 1, "主动公开文件数 2017", "97", PLACES["cell"], Decimal(97), "条")
    return Finding(
        rule="text_vs_table",
        kind="text_vs_table",
        subject=subject,
        outcome=outcome,
        grade=Grade.HIGH,
        left=(left, left),
        right=(right,),
        message_zh="正文147条,表中97条",
        message_en="147 in the text, 97 in the table",
        left_value=Decimal(147),
        right_value=Decimal(97),
        difference=Decimal(50),
        tolerance=Decimal(0),
    )


def result(number: int = 1, year: int = 2017, file: str | None = None, text: str = TEXT, **changes: object) -> Result:
    metadata = Metadata(
        title=f"某市某局{year}年政府信息公开工作年度报告",
        agency="某市某局",
        agency_id="999900-某市某局",
        region_code="999900",
        region="某省某市",
        level="city",
        year=year,
        published=date(year + 1, 1, 15),
    )
    report = Report(
        document=Document(text, (), "text/plain", "utf-8", head=(("title", "某市某局"),)),
        metadata=metadata,
        sections=(Section(1, None, 1, "一、", "总体情况", "全年公开147条。", PLACES["heading"], ((7, 16),)),),
        pieces=(Piece("heading", 0, 6, 1), Piece("text", 6, 16, 1), Piece("table", 16, 19)),
        tables=(IndicatorTable(1, "fujian-2017", PLACES["cell"], (), "grid"),),
        cells=(Cell(2, 3, "97", Place(17, 19, page=1, box=(1.0, 2.0, 3.0, 4.5), table=1, row=2, col=3)),),
    )
    made = Result(
        report_id=f"{number:012x}",
        file=file or f"raw/{number}.txt",
        sha256=f"{number:064x}",
        bytes=len(text.encode("utf-8", "replace")),
        status=Status.OK,
        report=report,
        facts=(fact(),),
        mentions=(mention(),),
        findings=(finding(),),
        issues=(Issue("structure", "row_not_matched", "a row", PLACES["cell"]), Issue("read", "odd", "whole file")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def failed(number: int = 9) -> Result:
    issue = Issue("read", "empty_file", "raw/9.txt: empty")
    return Result(f"{number:012x}", f"raw/{number}.txt", f"{number:064x}", 0, Status.FAILED, issues=(issue,))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return builtin()


@pytest.fixture
def memory(catalog: Catalog) -> Iterator[store.Database]:
    with store.in_memory([result(1), result(2, 2018), failed()], catalog) as database:
        yield database


def run(year: int = 2026) -> store.RunRecord:
    return store.RunRecord(
        f"run-{year}", "0.1.0", "abc", datetime(year, 1, 1, tzinfo=UTC), None, {"ok": 2}, {"jobs": 2}
    )


# -- The contract ------------------------------------------------------------------


def test_every_table_view_and_column_has_a_comment(memory: store.Database) -> None:
    bare = memory.rows(
        "SELECT table_name AS name FROM duckdb_tables() WHERE comment IS NULL AND NOT internal UNION ALL "
        "SELECT view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal UNION ALL "
        "SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
    )
    assert bare == []


def test_the_tables_and_views_of_the_contract_are_all_there(memory: store.Database) -> None:
    wanted = {"reports", "sections", "cells", "facts", "mentions", "findings", "issues", "reviews"}
    wanted |= {"templates", "indicators", "concepts", "rules", "section_parts", "doubts", "agencies", "runs"}
    assert wanted <= set(memory.tables())
    assert set(REPORT_TABLES) == set(_KEYS)
    views = {"flags", "flag_places", "numbers", "indicator_values", "series", "changes", "coverage"}
    views |= {"unlinked_mentions", "quality", "report_parts", "agency_links"}
    assert views == set(memory.views())


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("reports", "status", Status),
        ("facts", "state", State),
        ("facts", "period", Period),
        ("mentions", "hedge", Hedge),
        ("mentions", "role", Role),
        ("mentions", "period", Period),
        ("mentions", "scope", Scope),
        ("findings", "outcome", Outcome),
        ("findings", "grade", Grade),
        ("findings", "fault", Fault),
    ],
)
def test_fixed_vocabularies_are_those_of_the_model(
    memory: store.Database, table: str, column: str, words: type[StrEnum]
) -> None:
    found = memory.rows(
        "SELECT constraint_text AS text FROM duckdb_constraints() WHERE table_name = ? "
        "AND constraint_type = 'CHECK' AND constraint_column_names = [?]",
        (table, column),
    )
    assert [set(re.findall(r"'(\w+)'", row["text"])) for row in found] == [set(map(str, words))]


@pytest.mark.parametrize(
    ("record", "table", "elsewhere"),
    [
        (Fact, "facts", {"no", "place", "second"}),
        (Mention, "mentions", {"no", "quantity", "place", "shares"}),
        (Finding, "findings", {"left", "right", "otherwise"}),  # otherwise_zh, otherwise_en
        (Section, "sections", {"no", "heading"}),
    ],
)
def test_no_field_of_a_record_is_lost(memory: store.Database, record: type, table: str, elsewhere: set[str]) -> None:
    columns = {name for row in memory.rows(f"SELECT * FROM {table} LIMIT 1") for name in row}
    assert {field.name for field in fields(record)} - elsewhere - columns == set()


def test_every_kind_of_rule_is_a_kind_of_finding(memory: store.Database) -> None:
    checks = memory.rows(
        "SELECT constraint_text AS text FROM duckdb_constraints() WHERE table_name = 'findings' "
        "AND constraint_column_names = ['kind'] AND constraint_type = 'CHECK'"
    )
    kinds = {row["kind"] for row in memory.rows("SELECT DISTINCT kind FROM rules")}
    assert kinds <= set(re.findall(r"'(\w+)'", checks[0]["text"]))


def test_the_committed_data_dictionary_is_current() -> None:
    page, head = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("database.md", "database.head.md"))
    assert page == head + "\n" + dictionary(), "run: python tools/build_dictionary.py"


# -- Values ------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.BLANK, State.DASH, State.NOT_READ])
def test_a_cell_without_a_number_stays_null(catalog: Catalog, state: State) -> None:
    with store.in_memory([result(facts=(fact(value=None, state=state),))], catalog) as database:
        assert database.rows("SELECT value, state FROM facts") == [{"value": None, "state": str(state)}]
        assert database.rows("SELECT value FROM indicator_values") == [{"value": None}]


def test_a_stated_zero_is_zero(catalog: Catalog) -> None:
    with store.in_memory([result(facts=(fact(value=Decimal(0)),))], catalog) as database:
        assert database.rows("SELECT value, state FROM facts") == [{"value": Decimal(0), "state": "number"}]


@pytest.mark.parametrize("value", ["0.1", "12.3456", "99999999999998.9999", "20000"])
def test_decimals_are_exact(catalog: Catalog, tmp_path: Path, value: str) -> None:
    store.write_part(tmp_path, 1, [result(facts=(fact(value=Decimal(value)),))], "fp")
    with store.Database.open(store.build(tmp_path, catalog)) as database:
        assert database.rows("SELECT value FROM facts")[0]["value"] == Decimal(value)


@pytest.mark.parametrize("value", ["0.12345", "100000000000000", "NaN", "1E+40"])
def test_a_number_the_column_cannot_hold_is_never_rounded(catalog: Catalog, value: str) -> None:
    made = result(facts=(fact(value=Decimal(value)),), mentions=(mention(value=Decimal(value)),), issues=())
    with store.in_memory([made], catalog) as database:
        assert database.rows("SELECT value, state FROM facts") == [{"value": None, "state": "not_read"}]
        assert database.rows("SELECT value, printed FROM mentions") == [{"value": None, "printed": "147条"}]
        codes = database.rows("SELECT code, place.char_start AS start FROM issues ORDER BY issue_no")
    assert codes == [{"code": "value_out_of_range", "start": 17}, {"code": "value_out_of_range", "start": 11}]


def test_a_long_reference_number_is_no_issue(catalog: Catalog) -> None:
    made = result(mentions=(mention(value=Decimal(10**20), role=Role.REFERENCE),), issues=())
    with store.in_memory([made], catalog) as database:
        assert database.rows("SELECT value FROM mentions") == [{"value": None}]
        assert database.rows("SELECT * FROM issues") == []


def test_chinese_text_comes_back_as_printed(memory: store.Database) -> None:
    cut = memory.rows(
        "SELECT text, substring(text, char_start + 1, char_end - char_start) AS printed "
        "FROM documents JOIN (SELECT report_id, char_start, char_end FROM mentions) USING (report_id)"
    )
    assert cut[0] == {"text": TEXT, "printed": "147条"}
    assert memory.rows("SELECT sentence FROM mentions")[0] == {"sentence": "全年公开147条。"}


def test_characters_that_cannot_be_stored_keep_their_place(catalog: Catalog, tmp_path: Path) -> None:
    text = "𠮷\x00\ud800" + TEXT
    made = result(text=text, file="raw/\udcff.txt", issues=(Issue("read", "odd", "a \ud800 and a \x00"),))
    store.write_part(tmp_path, 1, [made], "fp")
    entry = store.read_ledger(tmp_path).entry("raw/\udcff.txt")
    assert entry is not None
    assert entry.file == "raw/\\udcff.txt"
    with store.Database.open(store.build(tmp_path, catalog)) as database:
        assert database.rows("SELECT text FROM documents") == [{"text": "𠮷\ufffd\ufffd" + TEXT}]
        assert database.rows("SELECT substring(text, 4, 2) AS cut FROM documents") == [{"cut": "一、"}]
        assert database.rows("SELECT message FROM issues") == [{"message": "a \ufffd and a \ufffd"}]


def test_a_time_is_kept_in_utc_and_an_unreadable_one_is_an_issue(catalog: Catalog) -> None:
    made = [result(1, fetched_at="2018-01-15T08:30:00+08:00"), result(2, 2018, fetched_at="yesterday", issues=())]
    with store.in_memory(made, catalog) as database:
        kept = database.rows("SELECT fetched_at FROM reports ORDER BY report_id")
        assert kept == [{"fetched_at": datetime(2018, 1, 15, 0, 30)}, {"fetched_at": None}]
        assert database.rows(f"SELECT code FROM issues WHERE report_id = '{2:012x}'") == [{"code": "time_not_read"}]


def test_every_operand_of_a_finding_is_kept(memory: store.Database) -> None:
    rows = memory.rows(f"SELECT side, operand_no, text, char_start FROM finding_operands WHERE report_id = '{1:012x}'")
    assert rows == [
        {"side": "left", "operand_no": 1, "text": "147条", "char_start": 11},
        {"side": "left", "operand_no": 2, "text": "147条", "char_start": 11},
        {"side": "right", "operand_no": 1, "text": "97", "char_start": 17},
    ]
    first = memory.rows("SELECT finding_id, left_place FROM findings ORDER BY report_id")[0]
    assert first["finding_id"] == finding().id(f"{1:012x}")
    assert first["left_place"] == {"source": "mention", "number": 1, "text": "147条", "page": None, "box": None}


def test_two_findings_with_one_id_are_kept_once_and_told(catalog: Catalog) -> None:
    with store.in_memory([result(findings=(finding(), finding()), issues=())], catalog) as database:
        assert database.rows("SELECT count(*) AS n FROM findings") == [{"n": 1}]
        assert database.rows("SELECT code FROM issues") == [{"code": "finding_twice"}]


def test_a_file_that_could_not_be_read_has_its_row_and_issue(memory: store.Database) -> None:
    row = memory.rows("SELECT status, year, is_latest, templates FROM reports WHERE file = 'raw/9.txt'")
    assert row == [{"status": "failed", "year": None, "is_latest": True, "templates": []}]
    assert memory.rows("SELECT code FROM issues WHERE stage = 'read' AND code <> 'odd'") == [{"code": "empty_file"}]


def test_the_same_bytes_under_two_paths_are_one_report_with_an_issue(catalog: Catalog, tmp_path: Path) -> None:
    store.write_part(tmp_path, 1, [result(1, file="a.txt", issues=()), result(1, file="b.txt")], "fp")
    ledger = store.read_ledger(tmp_path)
    assert set(ledger.files) == {"a.txt", "b.txt"}
    assert ledger.reports[f"{1:012x}"].file == "a.txt"
    with store.Database.open(store.build(tmp_path, catalog)) as database:
        assert database.rows("SELECT file FROM reports") == [{"file": "a.txt"}]
        issues = database.rows("SELECT stage, code, message FROM issues")
    assert [(one["stage"], one["code"], "b.txt" in one["message"]) for one in issues] == [("run", "duplicate", True)]
    assert issues[0]["message"].endswith("is the same report; read once")


def test_two_empty_files_are_not_called_one_report(catalog: Catalog) -> None:
    with store.in_memory([failed(), replace(failed(), file="b.txt")], catalog) as database:
        (found,) = database.rows("SELECT message FROM issues WHERE code = 'duplicate'")
    assert found["message"] == "b.txt: has the same bytes as raw/9.txt and could not be read either"


def test_a_note_is_told_from_a_loss(catalog: Catalog) -> None:
    found = (Issue("structure", "no_date", "no date"), Issue("structure", "row_not_matched", "a row"))
    with store.in_memory([result(issues=found)], catalog) as database:
        assert database.rows("SELECT code, is_note FROM issues ORDER BY issue_no") == [
            {"code": "no_date", "is_note": True},
            {"code": "row_not_matched", "is_note": False},
        ]
        assert database.rows("SELECT issues, notes FROM quality") == [{"issues": 1, "notes": 1}]


def test_a_section_knows_the_numbers_above_it(catalog: Catalog) -> None:
    made = result()
    assert made.report is not None
    (top,) = made.report.sections
    sections = (top, replace(top, no=2, parent_no=1, number="(二)"), replace(top, no=3, parent_no=None, number=None))
    made = replace(made, report=replace(made.report, sections=sections))
    with store.in_memory([made], catalog) as database:
        paths = [row["path"] for row in database.rows("SELECT path FROM sections ORDER BY section_no")]
    assert paths == ["一", "一(二)", ""]


def test_a_part_gathers_its_sections(catalog: Catalog) -> None:
    made = result()
    assert made.report is not None
    (top,) = made.report.sections
    sections = (
        replace(top, no=1, level=0, number=None, title=None, kind="preamble", part="preamble"),
        replace(top, no=2, part="overview"),
        replace(top, no=3, parent_no=2, number="(一)", title="工作机制", part="overview"),
        replace(top, no=4, parent_no=2, number="(二)", title="依申请公开", part="requests"),
        replace(top, no=5, number="二、", title="特色工作", part=None),
        replace(top, no=6, level=0, number=None, title=None, kind="signature", part=None),
    )
    made = replace(made, report=replace(made.report, sections=sections))
    with store.in_memory([made], catalog) as database:
        rows = database.rows("SELECT part, part_en, headings, sections, characters, numbers FROM report_parts")
    length = len(top.text)
    assert [tuple(row.values()) for row in rows] == [
        ("preamble", "Opening", None, 1, length, 1),
        ("overview", "Overview", ["一、总体情况"], 2, 2 * length, 0),
        ("requests", "Requests for information", ["(二)依申请公开"], 1, length, 0),
        (None, None, ["二、特色工作"], 1, length, 0),
    ]


def test_issues_are_numbered_through(memory: store.Database) -> None:
    rows = memory.rows("SELECT issue_no, report_id, code FROM issues ORDER BY issue_no")
    assert [row["issue_no"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["code"] for row in rows] == ["row_not_matched", "odd", "row_not_matched", "odd", "empty_file"]


# -- Views -------------------------------------------------------------------------


def test_a_flag_shows_both_sides(memory: store.Database) -> None:
    flag = memory.rows("SELECT left_printed, right_printed, left_value, right_value, verdict FROM flags")[0]
    assert flag == {
        "left_printed": "147条; 147条",
        "right_printed": "97",
        "left_value": Decimal(147),
        "right_value": Decimal(97),
        "verdict": None,
    }


def test_both_places_of_a_flag_are_whole(catalog: Catalog) -> None:
    right = replace(finding().right[0], place=replace(PLACES["cell"], table=1, row=2, col=3))
    made = replace(finding(), doubts=("near_concept",), right=(right,))
    passed = finding("another subject", Outcome.PASS)
    with store.in_memory([result(findings=(made, passed))], catalog) as database:
        places = database.rows("SELECT * EXCLUDE (label, unit, value, report_id, number, page, box) FROM flag_places")
        assert database.rows("SELECT doubts FROM flags") == [{"doubts": ["near_concept"]}]
        (doubt,) = database.rows("SELECT label_en FROM doubts JOIN (SELECT unnest(doubts) AS id FROM flags) USING (id)")
    own = {"finding_id": made.id(f"{1:012x}")}
    nowhere = {"section_no": None, "section_path": None, "section_title": None}
    prose = {"section_no": 1, "section_path": "一", "section_title": "总体情况", "table_no": None, "row_no": None}
    prose |= {"source": "mention", "printed": "147条", "passage": "全年公开147条。", "line_no": 2, "col_no": None}
    cell = {"source": "fact", "printed": "97", "passage": "主动公开文件数 | 2017: 97", "line_no": 3, **nowhere}
    assert places == [
        {**own, "side": "left", "operand_no": 1, **prose, "char_start": 11, "char_end": 15},
        {**own, "side": "left", "operand_no": 2, **prose, "char_start": 11, "char_end": 15},
        {**own, "side": "right", "operand_no": 1, **cell, "char_start": 17, "char_end": 19, "table_no": 1, "row_no": 2,
         "col_no": 3},
    ]  # fmt: skip
    assert doubt["label_en"]


def test_dates_ordinals_and_references_are_no_numbers(catalog: Catalog) -> None:
    roles = (Role.TOTAL, Role.DATE, Role.ORDINAL, Role.REFERENCE, Role.PERCENT)
    made = result(mentions=tuple(mention(no, role=role) for no, role in enumerate(roles, start=1)))
    with store.in_memory([made], catalog) as database:
        rows = database.rows("SELECT role, section_path, sentence, is_latest FROM numbers")
    both = {"section_path": "一", "sentence": "全年公开147条。", "is_latest": True}
    assert rows == [{"role": "total", **both}, {"role": "percent", **both}]


def test_the_newest_review_counts(memory: store.Database) -> None:
    number = finding().id(f"{1:012x}")
    for day, verdict in (("2026-01-01", "unsure"), ("2026-01-02", "confirmed")):
        memory.run("INSERT INTO reviews (finding_id, decided_at, verdict) VALUES (?, ?, ?)", [number, day, verdict])
    assert memory.rows("SELECT verdict FROM flags WHERE finding_id = ?", [number]) == [{"verdict": "confirmed"}]


def test_a_change_is_shown_in_percent_and_never_divides_by_zero(catalog: Catalog) -> None:
    values = {2015: Decimal(80), 2016: Decimal(0), 2017: Decimal(5), 2019: Decimal(6)}
    made = [result(year, year, facts=(fact(value=value),)) for year, value in values.items()]
    with store.in_memory(made, catalog) as database:
        changes = database.rows("SELECT from_year, to_year, difference, percent, comparability FROM changes")
    assert changes == [
        {"from_year": 2015, "to_year": 2016, "difference": Decimal(-80), "percent": -100.0, "comparability": "exact"},
        {"from_year": 2016, "to_year": 2017, "difference": Decimal(5), "percent": None, "comparability": "exact"},
    ]


def _with_comparability(catalog: Catalog, indicator: str, comparability: str) -> Catalog:
    changed = replace(catalog.indicators[indicator], comparability=comparability)
    return replace(catalog, indicators={**catalog.indicators, indicator: changed})


@pytest.mark.parametrize(("comparability", "changes"), [("similar", ["similar"]), ("broken", [])])
def test_a_series_never_joins_over_a_break(catalog: Catalog, comparability: str, changes: list[str]) -> None:
    made = [
        result(1, 2016, facts=(fact(indicator="proactive.items"),)),
        result(2, 2017, facts=(fact(indicator="proactive.documents"),)),
    ]
    own = _with_comparability(catalog, "proactive.documents", comparability)
    with store.in_memory(made, own) as database:
        lines = {row["line"] for row in database.rows("SELECT line FROM series")}
        assert len(lines) == (2 if comparability == "broken" else 1)
        assert [row["comparability"] for row in database.rows("SELECT comparability FROM changes")] == changes


def test_only_the_newest_report_of_a_year_is_in_the_series(catalog: Catalog) -> None:
    made = [result(1), result(2, fetched_at="2020-01-01T00:00:00Z"), result(3)]
    with store.in_memory(made, catalog) as database:
        rows = database.rows("SELECT report_id, is_latest, version_of FROM reports ORDER BY report_id")
        assert [row["is_latest"] for row in rows] == [False, True, False]
        assert [row["version_of"] for row in rows] == [f"{2:012x}", None, f"{2:012x}"]
        assert database.rows("SELECT report_id FROM series") == [{"report_id": f"{2:012x}"}]


def test_coverage_says_what_is_missing_and_why(catalog: Catalog) -> None:
    made = [result(1, 2015), result(2, 2017), failed()]
    with store.in_memory(made, catalog) as database:
        rows = database.rows("SELECT year, present, reason, file FROM coverage")
    assert rows == [
        {"year": 2015, "present": True, "reason": None, "file": None},
        {"year": 2016, "present": False, "reason": "no_file", "file": None},
        {"year": 2017, "present": True, "reason": None, "file": None},
        {"year": None, "present": False, "reason": "failed", "file": "raw/9.txt"},
    ]


def test_quality_counts_what_a_check_touched(catalog: Catalog) -> None:
    made = result(facts=(fact(1), fact(2)), mentions=(mention(1), mention(2, role=Role.DATE)), findings=(finding(),))
    with store.in_memory([made, failed()], catalog) as database:
        rows = database.rows("SELECT facts_checked, facts_checked_share, mentions, mentions_checked_share FROM quality")
    assert rows == [
        {"facts_checked": 1, "facts_checked_share": 0.5, "mentions": 1, "mentions_checked_share": 1.0},
        {"facts_checked": 0, "facts_checked_share": None, "mentions": 0, "mentions_checked_share": None},
    ]


def test_unlinked_mentions_are_numbers_that_count(catalog: Catalog) -> None:
    mentions = (mention(1), mention(2, role=Role.DATE), replace(mention(3), indicator="proactive.documents"))
    with store.in_memory([result(mentions=mentions)], catalog) as database:
        assert [row["mention_no"] for row in database.rows("SELECT * FROM unlinked_mentions")] == [1]


def test_rules_hold_the_general_ones_and_each_forms_identities(memory: store.Database, catalog: Catalog) -> None:
    ids = {row["id"] for row in memory.rows("SELECT id FROM rules")}
    identities = {one.id for template in catalog.templates for one in template.identities}
    assert identities
    assert ids == set(catalog.rules) | identities
    assert memory.rows("SELECT count(*) AS n FROM reviews") == [{"n": 0}]


# -- Parts and the build -----------------------------------------------------------


def exports(folder: Path, catalog: Catalog, format: Format) -> dict[str, bytes]:  # noqa: A002
    with store.Database.open(store.build(folder, catalog, [run()])) as database:
        paths = store.export(database, folder / "export" / format, format).paths
    return {path.name: path.read_bytes() for path in paths}


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet", "xlsx", "sqlite", "panel"])
def test_exports_are_byte_equal_whatever_the_batches(catalog: Catalog, tmp_path: Path, format: Format) -> None:  # noqa: A002
    one, two, three = result(1), result(2, 2018), failed()
    store.write_part(tmp_path / "together", 1, [one, two, three], "fp")
    store.write_part(tmp_path / "apart", 1, [three, two], "fp")
    store.write_part(tmp_path / "apart", 2, [replace(two, facts=())], "fp")
    store.write_part(tmp_path / "apart", 3, [one], "fp")
    store.write_part(tmp_path / "apart", 7, [two], "fp")
    together, apart = exports(tmp_path / "together", catalog, format), exports(tmp_path / "apart", catalog, format)
    assert together == apart
    assert together
    assert (f"facts.{format}" in together) == (format in ("csv", "jsonl", "parquet"))
    assert f"runs.{format}" not in together


def test_the_latest_batch_wins_and_replaced_parts_are_removed(catalog: Catalog, tmp_path: Path) -> None:
    store.write_part(tmp_path, 1, [result(1)], "old")
    store.write_part(tmp_path, 2, [result(2, 2018), result(3, 2019)], "old")
    store.write_part(tmp_path, 10, [result(1, facts=(fact(value=Decimal(98)),)), result(2, 2018)], "new")
    store.build(tmp_path, catalog)
    ledger = store.read_ledger(tmp_path)
    assert [part.batch for part in ledger.parts] == [2, 10]
    assert ledger.next_batch == 11
    assert {entry.file: entry.fingerprint for entry in ledger.files.values()} == {
        "raw/1.txt": "new",
        "raw/2.txt": "new",
        "raw/3.txt": "old",
    }
    with store.Database.open(tmp_path / store.DATABASE) as database:
        rows = database.rows("SELECT report_id, value FROM facts ORDER BY report_id")
    assert [row["value"] for row in rows] == [98, 97, 97]


def test_the_ledger_of_an_empty_folder_is_empty(tmp_path: Path, catalog: Catalog) -> None:
    ledger = store.read_ledger(tmp_path / "nothing")
    assert (dict(ledger.files), ledger.parts, ledger.damaged, ledger.next_batch) == ({}, (), (), 1)
    with store.Database.open(store.build(tmp_path / "nothing", catalog)) as database:
        assert database.rows("SELECT * FROM reports") == []


def test_the_ledger_counts(tmp_path: Path) -> None:
    store.write_part(tmp_path, 1, [result(1)], "fp")
    entry = store.read_ledger(tmp_path).entry("raw/1.txt")
    assert entry is not None
    assert (entry.report_id, entry.status, entry.batch) == (f"{1:012x}", Status.OK, 1)
    assert entry.counts == {"sections": 1, "facts": 1, "mentions": 1, "findings": 1, "flags": 1, "issues": 2}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("file", "harm", "reason"),
    [
        ("part.json", Path.unlink, "part.json is missing"),
        ("part.json", _cut, "part.json is not what was written"),
        ("facts.parquet", Path.unlink, "facts.parquet is missing"),
        ("facts.parquet", _cut, "facts.parquet is not what was written"),
        ("facts.parquet", _flip, "facts.parquet is not what was written"),
    ],
)
def test_a_damaged_part_is_reported_and_skipped(
    catalog: Catalog, tmp_path: Path, file: str, harm: object, reason: str
) -> None:
    store.write_part(tmp_path, 1, [result(1)], "fp")
    store.write_part(tmp_path, 2, [result(2, 2018)], "fp")
    assert callable(harm)
    harm(tmp_path / "parts" / "000002" / file)
    ledger = store.read_ledger(tmp_path, thorough=True)
    assert [part.batch for part in ledger.parts] == [1]
    assert [reason in str(damage) for damage in ledger.damaged] == [True]
    assert ledger.next_batch == 3
    with store.Database.open(store.build(tmp_path, catalog)) as database:
        assert database.rows("SELECT file FROM reports") == [{"file": "raw/1.txt"}]
        rows = database.rows("SELECT report_id, stage, code, message FROM issues WHERE report_id IS NULL")
    assert [(row["stage"], row["code"]) for row in rows] == [("store", "part_damaged")]
    assert "000002" in rows[0]["message"]


def test_what_a_killed_run_left_is_no_part_and_is_cleared_away(catalog: Catalog, tmp_path: Path) -> None:
    leftover = tmp_path / "parts" / ".unfinished-1-000001"
    leftover.mkdir(parents=True)
    (leftover / "facts.parquet").write_bytes(b"PAR1")
    assert store.read_ledger(tmp_path).damaged == ()
    store.build(tmp_path, catalog)
    assert not leftover.exists()


def test_a_batch_number_is_never_used_twice(tmp_path: Path) -> None:
    store.write_part(tmp_path, 1, [result(1)], "fp")
    with pytest.raises(StoreError, match="next_batch"):
        store.write_part(tmp_path, 1, [result(2)], "fp")


def test_runs_are_kept_beside_the_parts_and_loaded(catalog: Catalog, tmp_path: Path) -> None:
    store.build(tmp_path, catalog, [run(2026)])
    store.build(tmp_path, catalog, [run(2027)])
    with store.Database.open(tmp_path / store.DATABASE) as database:
        rows = database.rows("SELECT run_id, started, finished, counts, options ->> 'jobs' AS jobs FROM runs")
    assert rows[0] == {
        "run_id": "run-2026",
        "started": datetime(2026, 1, 1),
        "finished": None,
        "counts": '{"ok": 2}',
        "jobs": "2",
    }
    assert [row["run_id"] for row in rows] == ["run-2026", "run-2027"]


def test_a_row_that_breaks_the_contract_leaves_the_old_database(catalog: Catalog, tmp_path: Path) -> None:
    store.write_part(tmp_path, 1, [result(1)], "fp")
    path = store.build(tmp_path, catalog)
    store.write_part(tmp_path, 2, [result(2, facts=(fact(period="decade"),))], "fp")
    with pytest.raises(StoreError, match="CHECK constraint"):
        store.build(tmp_path, catalog)
    with store.Database.open(path) as database:
        assert database.rows("SELECT count(*) AS n FROM reports") == [{"n": 1}]
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".unfinished")]


# -- Folders and other processes ---------------------------------------------------

READER = """
import sys
from pathlib import Path
from pipeline import store
with store.Database.open(Path(sys.argv[1])) as database:
    for line in sys.stdin:
        print(database.rows("SELECT count(*) AS n FROM reports")[0]["n"], flush=True)
"""
HOLDER = """
import sys
from pathlib import Path
from pipeline import store
with store.locked(Path(sys.argv[1])):
    print("locked", flush=True)
    sys.stdin.read()
"""


def start(program: str, argument: Path) -> subprocess.Popen[str]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return subprocess.Popen([sys.executable, "-c", program, str(argument)], text=True, cwd=ROOT, **pipes)  # type: ignore[call-overload, no-any-return]


def ask(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("count\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_an_open_notebook_never_blocks_a_run(catalog: Catalog, tmp_path: Path) -> None:
    store.write_part(tmp_path, 1, [result(1)], "fp")
    path = store.build(tmp_path, catalog)
    with start(READER, path) as notebook:
        assert ask(notebook) == "1"
        store.write_part(tmp_path, 2, [result(2)], "fp")
        store.build(tmp_path, catalog)
        assert ask(notebook) == "1"
        with store.Database.open(path) as database:
            assert database.rows("SELECT count(*) AS n FROM reports") == [{"n": 2}]
        notebook.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="no fcntl locks on Windows")
def test_two_runs_on_one_folder_are_refused(catalog: Catalog, tmp_path: Path) -> None:
    with start(HOLDER, tmp_path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "locked\n"
        with pytest.raises(StoreError, match=f"another run is writing here \\(process {holder.pid}\\)"):
            store.build(tmp_path, catalog)
        holder.communicate()
    assert store.build(tmp_path, catalog).exists()


def test_a_run_that_has_the_lock_may_build(catalog: Catalog, tmp_path: Path) -> None:
    with store.locked(tmp_path):
        assert store.build(tmp_path, catalog).exists()


def test_a_folder_that_cannot_be_written_is_named(catalog: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.write_text("not a folder", encoding="utf-8")
    with pytest.raises(
        StoreError, match=r"file: cannot make the folder: a file stands in the way. Name another folder"
    ):
        store.build(folder, catalog)
    with pytest.raises(StoreError, match=r"000001: cannot write it: a file stands in the way"):
        store.write_part(folder, 1, [result(1)], "fp")


def test_a_full_disk_leaves_nothing_half_written(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write_part(tmp_path, 1, [result(1)], "fp")
    path = store.build(tmp_path, catalog)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for attempt in (
        lambda: store.write_part(tmp_path, 2, [result(2)], "fp"),
        lambda: store.build(tmp_path, catalog),
        lambda: store.write_run(tmp_path, run()),
    ):
        with pytest.raises(StoreError, match="No space left"):
            attempt()
    assert path.read_bytes() == before
    assert [name for name in tmp_path.rglob("*") if ".unfinished" in name.name] == []
    assert [entry.name for entry in (tmp_path / "parts").iterdir()] == ["000001"]


def test_a_journal_of_the_old_database_is_put_aside(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "nianbao.duckdb.wal").write_bytes(b"left by somebody who wrote")
    with store.Database.open(store.build(tmp_path, catalog)) as database:
        assert database.rows("SELECT * FROM reports") == []
    assert (tmp_path / "nianbao.duckdb.wal.aside").exists()


def test_opening_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database here"):
        store.Database.open(tmp_path / "nianbao.duckdb")
    other = tmp_path / "other.duckdb"
    other.write_bytes(b"not a database " * 1000)
    with pytest.raises(StoreError, match="cannot be opened with DuckDB"):
        store.Database.open(other)


def test_the_database_is_open_for_reading_only(catalog: Catalog, tmp_path: Path) -> None:
    with store.Database.open(store.build(tmp_path, catalog)) as database:
        with pytest.raises(StoreError, match="read-only"):
            database.rows("DELETE FROM reports")
        with pytest.raises(StoreError, match="no_such_column"):
            database.rows("SELECT no_such_column FROM reports")
        assert database.rows("SELECT 1 AS a, 2 AS a, 3 AS b") == [{"a": 1, "a_2": 2, "b": 3}]
        assert database.rows("SELECT ? || ? AS joined", ("年", "报")) == [{"joined": "年报"}]


# -- Exports -----------------------------------------------------------------------


def test_csv_is_for_chinese_spreadsheets_and_carries_out_nothing(catalog: Catalog, tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://example.org","x")'
    facts = (
        fact(1, value=Decimal("-5.50"), row_label=formula),
        fact(2, None, State.DASH, printed="-", row_label="'=1", column_label='逗号,引号"\r\n换行'),
    )
    with store.in_memory([result(facts=facts)], catalog) as database:
        store.export(database, tmp_path, "csv")
    raw = (tmp_path / "facts.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfreport_id,fact_no,")
    with (tmp_path / "facts.csv").open(encoding="utf-8-sig", newline="") as stream:
        first, second = list(csv.DictReader(stream))
    assert (first["row_label"], first["value"]) == ("'" + formula, "-5.5")
    assert (second["row_label"], second["printed"], second["value"]) == ("''=1", "'-", "")
    assert second["column_label"] == '逗号,引号"\r\n换行'
    assert raw.count(b"\r\n") == 4


def test_jsonl_keeps_decimals_exact_and_nulls_null(catalog: Catalog, tmp_path: Path) -> None:
    facts = (fact(1, value=Decimal("99999999999998.9999")), fact(2, None, State.BLANK))
    with store.in_memory([result(facts=facts)], catalog) as database:
        store.export(database, tmp_path, "jsonl")
    lines = (tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    first, second = (json.loads(line, parse_float=Decimal) for line in lines)
    assert (first["value"], first["row_label"]) == (Decimal("99999999999998.9999"), "主动公开文件数")
    assert (second["value"], second["state"]) == (None, "blank")
    report = json.loads((tmp_path / "reports.jsonl").read_text(encoding="utf-8"))
    assert (report["published"], report["templates"]) == ("2018-01-15", ["fujian-2017"])


def test_parquet_has_the_declared_types(catalog: Catalog, tmp_path: Path) -> None:
    with store.in_memory([result()], catalog) as database:
        store.export(database, tmp_path, "parquet")
    table = pq.read_table(tmp_path / "facts.parquet")
    assert str(table.schema.field("value").type) == "decimal128(18, 4)"
    assert table.column("value").to_pylist() == [Decimal(97)]


def test_an_unknown_format_is_refused(memory: store.Database, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="csv, jsonl, parquet"):
        store.export(memory, tmp_path, "ods")  # type: ignore[arg-type]
