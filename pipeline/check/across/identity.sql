-- carry_over, cumulative, stock: a figure of this year's report that follows from last year's, column by column.
-- A cell without a number is never zero: the comparison is not assessable then. Where the total of a row differs by as
-- much as its columns together, it tells of the same error. Where most of the figures of two reports differ, they may
-- be of another scope.

CREATE TEMP TABLE subject AS
SELECT i.no AS identity, i.rule, i.indicator, i.period, i.terms, i.begins, p.report_id, p.other_report_id, p.year,
  p.doubts AS pair_doubts, c.member, c.operand, c."value", c.template, c.name, c.heading, c.state, c.doubts
FROM identity AS i
JOIN cell AS c ON c.indicator = i.indicator AND c.period = i.period
JOIN pair AS p ON p.report_id = c.report_id;

CREATE TEMP TABLE matched AS
SELECT s.report_id, s.identity, s.member, count(o."value") AS numbers, count(o.operand) FILTER (t.is_last) AS last_cells,
  sum(t.sign * o."value")::DECIMAL(18, 4) AS total,
  list(o.operand ORDER BY t.no) FILTER (o.operand IS NOT NULL) AS operands,
  string_agg(CASE WHEN t.sign < 0 THEN '−' WHEN t.no > 1 THEN '+' ELSE '' END || plain(o."value"), '' ORDER BY t.no)
    AS adding,
  first(o.name ORDER BY t.no) FILTER (o.name IS NOT NULL) AS other_row,
  bool_or(t.is_last AND o.template <> s.template) AS other_form,
  list_distinct(flatten(list(o.doubts) FILTER (o.doubts IS NOT NULL))) AS doubts,
  string_agg(gap.zh, '、' ORDER BY t.no) FILTER (o."value" IS NULL) AS gaps_zh,
  string_agg(gap.en, ', ' ORDER BY t.no) FILTER (o."value" IS NULL) AS gaps_en
FROM subject AS s
JOIN term AS t USING (identity)
LEFT JOIN cell AS o ON o.indicator = t.indicator AND o.period = t.period AND o.member = s.member
  AND o.report_id = CASE WHEN t.is_last THEN s.other_report_id ELSE s.report_id END
LEFT JOIN gap ON gap.state = coalesce(o.state, 'no_row') AND gap.is_last = t.is_last
WHERE s.other_report_id IS NOT NULL
GROUP BY s.report_id, s.identity, s.member;

CREATE TEMP TABLE compared AS
SELECT s.*, m.total, m.operands, m.adding, m.other_row, m.other_form, m.doubts AS other_doubts, m.last_cells,
  m.gaps_zh, m.gaps_en, s."value" IS NOT NULL AND m.numbers = s.terms AS can_be, s."value" - m.total AS difference
FROM subject AS s JOIN matched AS m USING (report_id, identity, member);

-- Per row: by how much its columns differ without the total. Per report and rule: how many figures do.
CREATE TEMP TABLE row_off AS
SELECT report_id, identity, sum(difference) FILTER (member <> 'total' AND can_be) AS off,
  count(*) FILTER (member <> 'total' AND can_be AND difference <> 0) AS columns
FROM compared GROUP BY report_id, identity;

CREATE TEMP TABLE many_off AS
SELECT report_id, rule FROM compared WHERE can_be AND NOT (member = 'total' AND rule = 'carry_over')
GROUP BY report_id, rule HAVING count(*) FILTER (difference <> 0) >= greatest(3, count(*) / 2);

-- Of reports that have no cell to compare with: one finding for the row.
CREATE TEMP TABLE row_missing AS
SELECT report_id, rule, any_value(other_report_id) AS other_report_id, any_value(year) AS year, min(begins) AS begins,
  first(name ORDER BY identity, member) AS name, first(indicator ORDER BY identity, member) AS indicator,
  first(operand ORDER BY identity, member) AS operand
FROM (
  SELECT report_id, rule, identity, member, other_report_id, year, begins, name, indicator, operand FROM subject
  WHERE other_report_id IS NULL
  UNION ALL
  SELECT report_id, rule, identity, member, other_report_id, year, begins, name, indicator, operand FROM compared
  WHERE report_id || rule NOT IN (SELECT report_id || rule FROM compared WHERE last_cells > 0)
)
GROUP BY report_id, rule;

SELECT rule, CASE WHEN NOT c.can_be THEN 'empty' WHEN difference = 0 THEN 'pass' ELSE 'fail' END AS "say",
  report_id, other_report_id, concat_ws(' ', indicator, member, CASE WHEN period <> 'year' THEN period END, year::VARCHAR) AS subject,
  indicator, [operand] AS left_side, operands AS right_side, "value" AS left_value,
  CASE WHEN can_be THEN total END AS right_value, CASE WHEN can_be THEN 0 END AS tolerance,
  list_distinct(list_concat(
    pair_doubts, c.doubts, coalesce(other_doubts, []), CASE WHEN other_form THEN ['form_changed'] ELSE [] END,
    CASE rule WHEN 'stock' THEN ['soft'] WHEN 'cumulative' THEN ['may_be_corrected'] ELSE [] END,
    CASE WHEN can_be AND difference <> 0 AND member = 'total' AND r.columns > 0 AND r.off = difference
      THEN ['same_cell'] ELSE [] END,
    CASE WHEN can_be AND difference <> 0 AND m.rule IS NOT NULL THEN ['most_differ'] ELSE [] END
  )) AS doubts,
  name AS "row", coalesce(nullif(heading, ''), '本年') AS "column", coalesce(other_row, '') AS other_row,
  (year - 1)::VARCHAR AS other_year, plain("value") || coalesce(operand.unit, '') AS "left",
  plain(total) || coalesce(operand.unit, '') AS "right", adding, plain(abs(difference)) AS difference,
  concat_ws('、', CASE WHEN c."value" IS NULL THEN own.zh END, gaps_zh) AS gaps_zh,
  concat_ws(', ', CASE WHEN c."value" IS NULL THEN own.en END, gaps_en) AS gaps_en, '' AS begins
FROM compared AS c
LEFT JOIN row_off AS r USING (report_id, identity)
LEFT JOIN many_off AS m USING (report_id, rule)
LEFT JOIN gap AS own ON own.state = c.state AND NOT own.is_last
ANTI JOIN row_missing AS x USING (report_id, rule)
UNION ALL BY NAME
SELECT rule, CASE WHEN year - 1 < begins THEN 'begins' WHEN other_report_id IS NULL THEN 'waiting' ELSE 'no_row' END AS "say",
  report_id, other_report_id, concat_ws(' ', 'all', year::VARCHAR) AS subject, indicator,
  [] AS left_side, [] AS right_side, name AS "row", (year - 1)::VARCHAR AS other_year, begins::VARCHAR AS begins
FROM row_missing;
