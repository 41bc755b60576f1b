-- restated: a report that was published again, cell by cell against its earlier edition.
-- An edition is earlier by its date of publication, or by the day it was fetched from the same address; other renditions
-- of one edition are compared when they are joined (renditions.sql). The report says that it was corrected where a word
-- for it stands in its title or near its beginning or end.

CREATE TEMP TABLE edition AS
SELECT n.report_id, o.report_id AS other_report_id, o.file AS other_file, coalesce(n.title, '') AS title
FROM reports AS n JOIN standing AS s USING (report_id)
JOIN reports AS o ON o.version_of = n.report_id AND o.status IN ('ok', 'partial')
  AND (o.published < n.published OR (o.source_url = n.source_url AND o.fetched_at < n.fetched_at));

CREATE TEMP TABLE printed_cell AS
SELECT f.report_id, f.indicator, f.member, f.period, arg_min(struct_pack(
    place := struct_pack(report_id := f.report_id, source := 'fact', "number" := f.fact_no,
      label := trim(f.row_label || ' ' || f.column_label), "text" := coalesce(f.printed, ''), "value" := f."value",
      unit := f.unit, page := f.page, box := f.box, char_start := f.char_start, char_end := f.char_end,
      table_no := f.table_no, row_no := f.row_no, col_no := f.col_no),
    state := f.state, witness := f.witness, method := f.method), f.fact_no) AS own
FROM facts AS f
SEMI JOIN (SELECT report_id FROM edition UNION SELECT other_report_id FROM edition) AS e USING (report_id)
WHERE f.state <> 'not_read'
GROUP BY f.report_id, f.indicator, f.member, f.period;

CREATE TEMP TABLE changed AS
SELECT e.report_id, e.other_report_id, count(*) AS cells,
  count(*) FILTER (is_off) AS off,
  list(n.own.place ORDER BY n.own.place."number") FILTER (is_off)[1:20] AS left_side,
  list(o.own.place ORDER BY n.own.place."number") FILTER (is_off)[1:20] AS right_side,
  list(n.own.place.label || ': ' || o.own.place."text" || ' → ' || n.own.place."text" ORDER BY n.own.place."number")
    FILTER (is_off)[1:3] AS said,
  bool_or(is_off AND (n.own.witness = 'differs' OR o.own.witness = 'differs')) AS readings_differ,
  bool_or(is_off AND (n.own.witness = 'none' OR o.own.witness = 'none')) AS not_witnessed,
  bool_or(is_off AND (n.own.method IN ('fuzzy', 'position') OR o.own.method IN ('fuzzy', 'position'))) AS fuzzy
FROM edition AS e
JOIN printed_cell AS n ON n.report_id = e.report_id
JOIN printed_cell AS o ON o.report_id = e.other_report_id AND o.indicator = n.indicator AND o.member = n.member
  AND o.period = n.period
CROSS JOIN LATERAL (SELECT n.own.state <> o.own.state OR n.own.place."value" IS DISTINCT FROM o.own.place."value" AS is_off)
GROUP BY e.report_id, e.other_report_id;

SELECT 'restated' AS rule,
  CASE WHEN c.cells IS NULL THEN 'no_cells' WHEN c.off = 0 THEN 'pass' WHEN w.report_id IS NULL THEN 'fail'
    ELSE 'pass_said' END AS "say",
  e.report_id, e.other_report_id, 'edition ' || e.other_report_id AS subject, NULL AS indicator,
  coalesce(c.left_side, []) AS left_side, coalesce(c.right_side, []) AS right_side, NULL AS left_value,
  NULL AS right_value, NULL AS tolerance,
  list_filter([
    CASE WHEN c.readings_differ THEN 'readings_differ' END, CASE WHEN c.not_witnessed THEN 'not_witnessed' END,
    CASE WHEN c.fuzzy THEN 'fuzzy_label' END
  ], lambda one: one IS NOT NULL) AS doubts,
  e.other_file, c.off::VARCHAR AS "count", c.cells::VARCHAR AS same,
  array_to_string(c.said, '; ') || CASE WHEN c.off > 3 THEN '; …' ELSE '' END AS cells
FROM edition AS e
LEFT JOIN changed AS c USING (report_id, other_report_id)
LEFT JOIN (
  SELECT DISTINCT e.report_id FROM edition AS e JOIN documents AS d USING (report_id)
  JOIN corrected AS k ON contains(concat(e.title, ' ', d."text"[1:500], ' ', d."text"[-300:]), k.word)
) AS w USING (report_id);
