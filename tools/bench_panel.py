"""What the checks over several reports cost on a large archive: rows are made directly, no report is parsed.

    python tools/bench_panel.py                 100,000 reports
    python tools/bench_panel.py --reports 10000 fewer
    python tools/bench_panel.py --statements    also what each statement took

The rows look like those of a run: agencies with reports of sixteen years over four forms (before 2014 a quarter of them
fill one, the others none), every cell of the form, forty
numbers of the prose with growths and figures of the year before, sections with common and own wording, and the
findings that each report has of itself. One carried-over figure in a hundred is wrong; the bench prints how many were
found, so that a pass that does nothing cannot look quick.
"""
# ruff: noqa: E501

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from pipeline.catalog import Catalog, builtin
from pipeline.check.across import across
from pipeline.store import Database
from pipeline.store.catalog_rows import catalog_rows
from pipeline.store.load import _arrow

FIRST, YEARS = 2008, 16
FORMS = {2008: "fujian-2009", 2014: "national-2014", 2019: "national-2019", 2021: "national-2021"}

_REPORTS = """
INSERT INTO reports BY NAME
SELECT printf('%012x', n) AS report_id, 'raw/' || n || '.html' AS file, sha256(n::VARCHAR) AS sha256, 1 AS bytes,
  'text/html' AS media_type, '标题' AS title, '测试市第' || (n // {years}) || '局' AS agency,
  '350400-测试市第' || (n // {years}) || '局' AS agency_id, '350400' AS region_code, {first} + n % {years} AS year,
  make_date({first} + n % {years} + 1, 1, 20) AS published, [] AS templates, 'ok' AS status, true AS is_latest
FROM range({reports}) AS t(n)
"""
# A figure of an agency, a year and a cell: small, and for the carried-over cells last year's.
_FACTS = """
INSERT INTO facts BY NAME
SELECT r.report_id, c.fact_no, c.template, c.indicator, c.member, c.period, v AS "value", 'number' AS state, '件' AS unit,
  'form' AS unit_source, v::VARCHAR AS printed, c.label AS row_label, c.member AS column_label, 1 AS table_no,
  c.fact_no AS row_no, 2 AS col_no, 'exact' AS method, 'exact' AS label_method, 'agrees' AS witness, c.fact_no AS char_start, c.fact_no + 2 AS char_end
FROM reports AS r
JOIN entry AS c ON r.year BETWEEN c.first AND c.last AND (r.year >= 2014 OR hash(r.agency_id) % 4 = 0)
CROSS JOIN LATERAL (SELECT (CASE
    WHEN c.indicator = 'request.brought_forward'
      THEN hash(r.agency_id, r.year - 1, c.member) % 50 + CASE WHEN hash(r.report_id, c.member) % 100 = 0 THEN 1 ELSE 0 END
    WHEN c.indicator = 'request.carried_forward' THEN hash(r.agency_id, r.year, c.member) % 50
    WHEN c.period = 'cumulative' THEN (hash(r.agency_id, c.indicator, c.member) % 200) * (r.year - 2007)
    WHEN r.year < 2014 OR c.indicator LIKE '%.in_force' OR c.indicator LIKE '%.items'
      THEN hash(r.agency_id, c.indicator, c.member) % 200
    WHEN c.indicator LIKE '%.issued' OR c.indicator LIKE '%.repealed' OR c.indicator LIKE '%_change' THEN 0
    ELSE hash(r.agency_id, r.year, c.indicator, c.member) % 200 END)::INTEGER AS v)
"""
_DOCUMENTS = """
INSERT INTO documents BY NAME
SELECT s.report_id, string_agg(s.text, chr(10) ORDER BY s.section_no) AS text, [] AS head, [] AS attachments, [] AS pieces
FROM sections AS s GROUP BY s.report_id
"""
# Twelve sections of ten sentences: four that all agencies have, one of a county's fifty, one of the agency, four of the
# year; one agency in ten keeps three more of its own from year to year.
_SECTIONS = """
INSERT INTO sections BY NAME
SELECT r.report_id, k AS section_no, 1 AS level, '一、' AS "number", '标题' AS title,
  array_to_string(list_transform(range(10), lambda i: CASE
    WHEN i < 4 THEN '所有机关都写的一句话第' || (k * 10 + i) || '号，文字相同而且足够长，不应计入比较之中'
    WHEN i < 5 THEN '同一地区的机关写的一句话' || substr(sha256(hash(r.agency_id) % 200 || '-' || k || '-' || i), 1, 24)
    WHEN i < 6 + 3 * (hash(r.agency_id) % 10 = 0)::INTEGER THEN '本机关历年都写的一句话' || substr(sha256(r.agency_id || '-' || k || '-' || i), 1, 24)
    ELSE '本年度才写的一句话' || substr(sha256(r.report_id || '-' || k || '-' || i), 1, 24) || '共' || (i * 7) || '件' END), '。')
    || '。' AS text,
  0 AS char_start, 400 AS char_end, 'heading' AS method, 'numbered' AS kind, '一、' AS style, '一' AS path,
  0 AS heading_start, 4 AS heading_end, [] AS spans
FROM reports AS r, range(1, 13) AS t(k)
"""
_MENTIONS = """
INSERT INTO mentions BY NAME
SELECT r.report_id, k AS mention_no, 1 + k // 4 AS section_no, k * 10 AS char_start, k * 10 + 4 AS char_end,
  v || u AS printed, v AS "value", CASE WHEN k % 20 = 2 THEN 1 ELSE 0 END AS step, 'exact' AS hedge, u AS unit,
  CASE WHEN k % 20 = 2 THEN NULL ELSE list_extract(['proactive.items', 'request.received', 'proactive.items.website', 'interpretation.total'], 1 + (k // 2) % 4) END AS indicator,
  'total' AS member, CASE k % 20 WHEN 19 THEN 'previous_year' ELSE 'year' END AS period,
  CASE k % 20 WHEN 2 THEN 'growth' ELSE 'total' END AS role, false AS stated_zero, 'own' AS scope,
  '本年共公开' || v || '条，办结' || (v + 3) || '件，第' || k || '句话的文字' AS sentence, '' AS method, '公开' AS noun, '公开' || k AS topic,
  [] AS wholes, 0 AS list_no, CASE k % 20 WHEN 2 THEN k - 1 END AS operand, true AS part_is_certain, false AS open_list,
  false AS falls, true AS period_is_certain, k // 2 * 20 AS sentence_start, k // 2 * 20 + 19 AS sentence_end
FROM reports AS r, range(1, 41) AS t(k)
CROSS JOIN LATERAL (SELECT (hash(r.report_id, k) % 300)::INTEGER AS v, CASE WHEN k % 20 = 2 THEN '%' ELSE '件' END AS u)
"""
_FINDINGS = """
INSERT INTO findings BY NAME
SELECT printf('%06x', k) || substr(r.report_id, 4) AS finding_id, r.report_id, 'table_sum' AS rule, 'table_sum' AS kind,
  'pass' AS outcome, 'high' AS grade, 'unclear' AS fault, '一致' AS message_zh, 'agrees' AS message_en, [] AS doubts, [] AS otherwise_zh, [] AS otherwise_en,
  k::VARCHAR AS subject, k AS finding_no
FROM reports AS r, range(1, 41) AS t(k)
"""
_OPERANDS = """
INSERT INTO finding_operands BY NAME
SELECT finding_id, 'right' AS side, k AS operand_no, report_id, 'fact' AS source, (finding_no * 4 + k)::INTEGER AS "number",
  '行' AS label, '3' AS text, 3 AS "value", 0 AS char_start, 2 AS char_end
FROM findings, range(1, 5) AS t(k)
"""


def fill(database: Database, catalog: Catalog, reports: int) -> None:
    """Make the rows of so many reports."""
    for table, rows in catalog_rows(catalog).items():
        database.insert(table, _arrow(table, rows))
    entries = []
    firsts = sorted(FORMS)
    for first, last in zip(firsts, [*(year - 1 for year in firsts[1:]), 9999], strict=True):
        form = catalog.template(FORMS[first])
        for number, entry in enumerate(form.entries, start=1):
            label = entry.row.label.replace("'", "")
            cell = (entry.indicator, entry.column.member, entry.column.period, label)
            entries.append(f"({first}, {last}, '{form.id}', {number}, " + ", ".join(f"'{one}'" for one in cell) + ")")
    database.run(
        "CREATE TEMP TABLE entry AS SELECT * FROM (VALUES " + ", ".join(entries) + ") AS "
        "t(first, last, template, fact_no, indicator, member, period, label)"
    )
    for statement in (_REPORTS, _FACTS, _SECTIONS, _DOCUMENTS, _MENTIONS, _FINDINGS, _OPERANDS):
        database.run(statement.format(reports=reports, first=FIRST, years=YEARS))
    database.drop_temporary()


def timed(database: Database, catalog: Catalog) -> list[tuple[str, float, float]]:
    """Make the checks; what each statement took, by its first words: by the clock, and of all processors together."""
    took = []
    for statement in across(catalog):
        begun, worked = time.perf_counter(), time.process_time()
        database.run(statement)
        lines = (line for line in statement.splitlines() if line and not line.startswith("--"))
        took.append((next(lines)[:60], time.perf_counter() - begun, time.process_time() - worked))
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description="What the checks over several reports cost on a large archive.")
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--statements", action="store_true", help="also what each statement took")
    arguments = parser.parse_args()
    catalog = builtin()
    with tempfile.TemporaryDirectory() as folder, Database.create(Path(folder) / "bench.duckdb") as database:
        begun = time.perf_counter()
        fill(database, catalog, arguments.reports)
        held = database.rows(
            "SELECT (SELECT count(*) FROM facts) AS facts, (SELECT count(*) FROM mentions) AS mentions"
        )[0]
        print(
            f"made {arguments.reports} reports, {held['facts']} cells, {held['mentions']} numbers of the prose", end=" "
        )
        print(f"in {time.perf_counter() - begun:.0f} s")
        took = timed(database, catalog)
        if arguments.statements:
            print("\n".join(f"{clock:8.1f} s {work:8.1f} s  {name}" for name, clock, work in took if clock > 0.1))
        found = database.rows(
            "SELECT rule, count(*) AS findings, count(*) FILTER (outcome = 'fail') AS flags FROM findings "
            "WHERE finding_no > 1000000 GROUP BY rule ORDER BY rule"
        )
        print("\n".join(f"{row['findings']:10} findings {row['flags']:8} flags  {row['rule']}" for row in found))
        clock, work = sum(one[1] for one in took), sum(one[2] for one in took)
        print(f"all checks over several reports: {clock:.1f} s by the clock, {work:.1f} s of all processors together")


if __name__ == "__main__":
    main()
