-- What all checks over several reports stand on: the reports that count, each with that of the year before, and cells.
-- Runs over the tables of the database when they are loaded. Tables of the catalog (identity, term, …) are
-- made before it by ``check/across/__init__.py``.

CREATE TEMP MACRO plain(number) AS rtrim(rtrim(number::DECIMAL(18, 4)::VARCHAR, '0'), '.');

-- The reports that count, one of each agency and year.
CREATE TEMP TABLE standing AS
WITH told AS (
  SELECT report_id, bool_or(starts_with(message, 'agency') OR starts_with(message, 'year')) AS is_inferred
  FROM issues WHERE code = 'metadata_inferred' GROUP BY report_id
)
SELECT r.report_id, r.agency_id, r.agency, r.year, coalesce(t.is_inferred, false) AS is_inferred
FROM reports AS r LEFT JOIN told AS t USING (report_id)
WHERE r.is_latest AND r.status IN ('ok', 'partial') AND r.agency_id IS NOT NULL AND r.year IS NOT NULL;

-- Each with the report of the year before; other_report_id is null where the database has none.
CREATE TEMP TABLE pair AS
SELECT n.report_id, n.agency_id, n.year, o.report_id AS other_report_id,
  list_filter([
    CASE WHEN NOT (ends_with(n.agency, o.agency) OR ends_with(o.agency, n.agency)) THEN 'agency_renamed' END,
    CASE WHEN n.is_inferred OR o.is_inferred THEN 'identity_inferred' END
  ], lambda one: one IS NOT NULL) AS doubts
FROM standing AS n LEFT JOIN standing AS o ON o.agency_id = n.agency_id AND o.year = n.year - 1;

-- The cells that an identity over years speaks of, each once per report: of several the first that holds a number.
CREATE TEMP TABLE cell AS
WITH
  wanted AS (SELECT indicator, period FROM identity UNION SELECT indicator, period FROM term),
  label AS (
    SELECT row_label, regexp_replace(
      regexp_extract(row_label, '[^/]*$'),
      '^\s*(?:其中\s*[:：]?)?\s*(?:\d{1,2}\s*[.、．]|[一二三四五六七八九十]{1,2}、|[(（][\d一二三四五六七八九十]{1,2}[)）]|[①-⑩])?\s*', ''
    ) AS name
    FROM (SELECT DISTINCT row_label FROM facts)
  ),
  one AS (
    SELECT f.report_id, f.indicator, f.member, f.period, count(DISTINCT f.value) > 1 AS differs,
      arg_min(struct_pack(
        operand := struct_pack(
          report_id := f.report_id, source := 'fact', "number" := f.fact_no,
          label := trim(f.row_label || ' ' || f.column_label), "text" := coalesce(f.printed, ''),
          "value" := f.value, unit := f.unit, page := f.page, box := f.box, char_start := f.char_start,
          char_end := f.char_end, table_no := f.table_no, row_no := f.row_no, col_no := f.col_no
        ),
        template := f.template, row_label := f.row_label, heading := f.column_label, state := f.state,
        witness := f.witness, method := f.method
      ), CASE WHEN f.state = 'number' THEN 0 ELSE 1000000 END + f.fact_no) AS first
    FROM facts AS f
    SEMI JOIN wanted AS w ON w.indicator = f.indicator AND w.period = f.period
    SEMI JOIN standing AS s ON s.report_id = f.report_id
    GROUP BY f.report_id, f.indicator, f.member, f.period
  )
SELECT o.report_id, o.indicator, o.member, o.period, o.first.operand AS operand, o.first.operand."value" AS "value",
  o.first.template AS template, coalesce(nullif(l.name, ''), o.first.row_label) AS name, o.first.heading AS heading,
  o.first.state AS state,
  list_filter([
    CASE WHEN o.first.witness = 'differs' THEN 'readings_differ' END,
    CASE WHEN o.differs THEN 'tables_differ' END,
    CASE WHEN o.first.method IN ('fuzzy', 'position') THEN 'fuzzy_label' END,
    CASE WHEN o.first.witness = 'none' THEN 'not_witnessed' END
  ], lambda one: one IS NOT NULL) AS doubts
FROM one AS o JOIN label AS l ON l.row_label = o.first.row_label;

-- What the checks find; the queries of this folder fill it, finish.sql hands it to findings and finding_operands.
CREATE TEMP TABLE across (
  rule_no INTEGER, rule VARCHAR, "say" VARCHAR, report_id VARCHAR, other_report_id VARCHAR, subject VARCHAR,
  indicator VARCHAR,
  left_side STRUCT(
    report_id VARCHAR, source VARCHAR, "number" INTEGER, label VARCHAR, "text" VARCHAR, "value" DECIMAL(18, 4),
    unit VARCHAR, page INTEGER, box DOUBLE[], char_start INTEGER, char_end INTEGER, table_no INTEGER, row_no INTEGER,
    col_no INTEGER
  )[],
  right_side STRUCT(
    report_id VARCHAR, source VARCHAR, "number" INTEGER, label VARCHAR, "text" VARCHAR, "value" DECIMAL(18, 4),
    unit VARCHAR, page INTEGER, box DOUBLE[], char_start INTEGER, char_end INTEGER, table_no INTEGER, row_no INTEGER,
    col_no INTEGER
  )[],
  left_value DECIMAL(18, 4), right_value DECIMAL(18, 4), tolerance DECIMAL(18, 4), doubts VARCHAR[],
  message_zh VARCHAR, message_en VARCHAR
);
