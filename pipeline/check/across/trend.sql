-- frozen_table, jump: what is unusual from year to year and no contradiction, so never more than low.
-- A table is frozen where every cell of the year is last year's, six of them are not zero nor all the same, and one
-- is ten or more. A total jumps where a slip of its point by one to three places would explain it: its neighbours, a
-- hundred or more, lie within a fifth of each other, and so moved it would lie near them. It is ten or more itself.

CREATE TEMP TABLE sheet AS
SELECT f.report_id, f.template, count(*) AS cells, bit_xor(hash(f.indicator, f.member, f.state, f."value")) AS content,
  sum(f."value") AS total, count(*) FILTER (f."value" <> 0) AS numbers, max(f."value") AS most,
  min(f."value") FILTER (f."value" <> 0) AS least
FROM facts AS f SEMI JOIN standing AS s USING (report_id)
WHERE f.period = 'year'
GROUP BY f.report_id, f.template;

CREATE TEMP TABLE shared_sheet AS
SELECT p.report_id, arg_max(struct_pack(
    is_same := a.content = b.content AND a.cells = b.cells AND a.total IS NOT DISTINCT FROM b.total,
    is_enough := a.numbers >= 6 AND a.most >= 10 AND a.least < a.most, numbers := a.numbers
  ), a.numbers) AS sheet
FROM pair AS p
JOIN sheet AS a ON a.report_id = p.report_id
JOIN sheet AS b ON b.report_id = p.other_report_id AND b.template = a.template
GROUP BY p.report_id;

CREATE TEMP TABLE own_total AS
SELECT f.report_id, f.indicator, arg_min(f."value", f.fact_no) AS "value", min(f.fact_no) AS fact_no
FROM facts AS f SEMI JOIN standing AS s USING (report_id)
WHERE f.period = 'year' AND f.member = 'total' AND f.state = 'number'
GROUP BY f.report_id, f.indicator;

CREATE TEMP TABLE between AS
SELECT p.report_id, p.year, p.other_report_id, n.report_id AS later_report_id, list_distinct(list_concat(p.doubts, n.doubts)) AS doubts
FROM pair AS p LEFT JOIN pair AS n ON n.other_report_id = p.report_id;

CREATE TEMP TABLE neighbour AS
SELECT b.report_id, o.indicator, o.fact_no, o."value", e."value" AS old, l."value" AS "new",
  o."value" >= 10 AND low >= 100 AND high <= 1.2 * low AND len(list_filter([0.001, 0.01, 0.1, 10, 100, 1000],
    lambda factor: o."value" * factor BETWEEN 0.95 * low AND 1.05 * high)) > 0 AS jumps
FROM between AS b
JOIN own_total AS o ON o.report_id = b.report_id
JOIN own_total AS e ON e.report_id = b.other_report_id AND e.indicator = o.indicator
JOIN own_total AS l ON l.report_id = b.later_report_id AND l.indicator = o.indicator
CROSS JOIN LATERAL (SELECT least(e."value", l."value") AS low, greatest(e."value", l."value") AS high);

CREATE TEMP TABLE counted AS
SELECT report_id, count(*) AS cells, bool_or(jumps) AS jumps FROM neighbour GROUP BY report_id;

SELECT 'frozen_table' AS rule,
  CASE WHEN p.other_report_id IS NULL THEN 'waiting' WHEN s.sheet IS NULL THEN 'other_form'
    WHEN NOT s.sheet.is_same THEN 'pass' WHEN s.sheet.is_enough THEN 'fail' ELSE 'few' END AS "say",
  p.report_id, p.other_report_id, 'tables' AS subject, NULL::VARCHAR AS indicator, [] AS left_side, [] AS right_side,
  NULL AS left_value, NULL AS right_value, NULL AS tolerance, list_concat(['unusual_only'], p.doubts) AS doubts,
  (p.year - 1)::VARCHAR AS other_year, s.sheet.numbers::VARCHAR AS numbers
FROM pair AS p
SEMI JOIN sheet AS own USING (report_id)
LEFT JOIN shared_sheet AS s USING (report_id)
UNION ALL BY NAME
SELECT 'jump' AS rule,
  CASE WHEN b.other_report_id IS NULL OR b.later_report_id IS NULL THEN 'waiting'
    WHEN c.cells IS NULL THEN 'no_cells' ELSE 'pass' END AS "say",
  b.report_id, b.other_report_id, 'totals' AS subject, ['unusual_only'] AS doubts, (b.year - 1)::VARCHAR AS other_year,
  (b.year + 1)::VARCHAR AS later_year, c.cells::VARCHAR AS cells,
  concat_ws('、', CASE WHEN b.other_report_id IS NULL THEN b.year - 1 END, CASE WHEN b.later_report_id IS NULL THEN b.year + 1 END)
    AS waiting
FROM between AS b
SEMI JOIN sheet AS own USING (report_id)
LEFT JOIN counted AS c USING (report_id)
WHERE c.jumps IS DISTINCT FROM true
UNION ALL BY NAME
SELECT 'jump' AS rule, 'fail' AS "say", n.report_id, b.other_report_id, 'total ' || n.indicator AS subject, n.indicator,
  [struct_pack(report_id := f.report_id, source := 'fact', "number" := f.fact_no,
    label := trim(f.row_label || ' ' || f.column_label), "text" := coalesce(f.printed, ''), "value" := f."value",
    unit := f.unit, page := f.page, box := f.box, char_start := f.char_start, char_end := f.char_end,
    table_no := f.table_no, row_no := f.row_no, col_no := f.col_no)] AS left_side,
  n."value" AS left_value, n.old AS right_value, list_concat(['unusual_only'], b.doubts) AS doubts,
  f.row_label AS "row", f.column_label AS "column", b.year::VARCHAR AS year, (b.year - 1)::VARCHAR AS other_year,
  (b.year + 1)::VARCHAR AS later_year, plain(n."value") AS "left", plain(n.old) AS old, plain(n."new") AS "new"
FROM neighbour AS n
JOIN between AS b USING (report_id)
JOIN facts AS f ON f.report_id = n.report_id AND f.fact_no = n.fact_no
WHERE n.jumps;
