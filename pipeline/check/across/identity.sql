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

-- The cells of its terms, three at most: no aggregation, for there are millions.
CREATE TEMP TABLE termed AS
SELECT t.identity, t.no, t.sign, t.is_last, c.report_id, c.member, c.operand, c."value", c.template, c.name, c.state, c.doubts
FROM term AS t JOIN cell AS c ON c.indicator = t.indicator AND c.period = t.period;

CREATE TEMP TABLE compared AS
WITH
  shape AS (
    SELECT identity, any_value(is_last) FILTER (no = 1) AS last1, any_value(is_last) FILTER (no = 2) AS last2,
      any_value(is_last) FILTER (no = 3) AS last3
    FROM term GROUP BY identity
  ),
  matched AS (
    SELECT s.*, a.operand AS one, b.operand AS two, c.operand AS three, a.name AS other_row,
      a."value" + CASE WHEN s.terms >= 2 THEN b.sign * b."value" ELSE 0 END
        + CASE WHEN s.terms >= 3 THEN c.sign * c."value" ELSE 0 END AS total,
      concat(plain(a."value"), CASE WHEN b.sign < 0 THEN '−' ELSE '+' END || plain(b."value"),
        CASE WHEN c.sign < 0 THEN '−' ELSE '+' END || plain(c."value")) AS adding,
      coalesce(a.template <> s.template, false) OR coalesce(h.last2 AND b.template <> s.template, false) AS other_form,
      list_concat(coalesce(a.doubts, []), coalesce(b.doubts, []), coalesce(c.doubts, [])) AS other_doubts,
      a.operand IS NOT NULL OR coalesce(h.last2 AND b.operand IS NOT NULL, false) AS has_last,
      CASE WHEN a."value" IS NULL THEN coalesce(a.state, 'no_row') END AS gap1,
      CASE WHEN s.terms >= 2 AND b."value" IS NULL THEN coalesce(b.state, 'no_row') END AS gap2,
      CASE WHEN s.terms >= 3 AND c."value" IS NULL THEN coalesce(c.state, 'no_row') END AS gap3,
      h.last1, h.last2, h.last3
    FROM subject AS s
    JOIN shape AS h USING (identity)
    LEFT JOIN termed AS a ON a.identity = s.identity AND a.no = 1 AND a.member = s.member
      AND a.report_id = CASE WHEN h.last1 THEN s.other_report_id ELSE s.report_id END
    LEFT JOIN termed AS b ON b.identity = s.identity AND b.no = 2 AND b.member = s.member
      AND b.report_id = CASE WHEN h.last2 THEN s.other_report_id ELSE s.report_id END
    LEFT JOIN termed AS c ON c.identity = s.identity AND c.no = 3 AND c.member = s.member
      AND c.report_id = CASE WHEN h.last3 THEN s.other_report_id ELSE s.report_id END
    WHERE s.other_report_id IS NOT NULL
  )
SELECT m.* EXCLUDE (one, two, three, gap1, gap2, gap3, last1, last2, last3),
  list_filter([one, two, three], lambda operand: operand IS NOT NULL) AS operands,
  "value" IS NOT NULL AND total IS NOT NULL AS can_be, "value" - total AS difference,
  concat_ws('、', g0.zh, g1.zh, g2.zh, g3.zh) AS gaps_zh, concat_ws(', ', g0.en, g1.en, g2.en, g3.en) AS gaps_en
FROM matched AS m
LEFT JOIN gap AS g0 ON m."value" IS NULL AND g0.state = m.state AND NOT g0.is_last
LEFT JOIN gap AS g1 ON g1.state = m.gap1 AND g1.is_last = m.last1
LEFT JOIN gap AS g2 ON g2.state = m.gap2 AND g2.is_last = m.last2
LEFT JOIN gap AS g3 ON g3.state = m.gap3 AND g3.is_last = m.last3;

-- Per row: by how much its columns differ without the total. Per report and rule: how many figures do.
CREATE TEMP TABLE row_off AS
SELECT report_id, identity, sum(difference) FILTER (member <> 'total' AND can_be) AS off,
  count(*) FILTER (member <> 'total' AND can_be AND difference <> 0) AS columns, count(*) AS width
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
  WHERE report_id || rule NOT IN (SELECT report_id || rule FROM compared WHERE has_last)
)
GROUP BY report_id, rule;

-- What can be said of each column, in the words of the sentence.
CREATE TEMP TABLE column_said AS
SELECT rule, CASE WHEN NOT c.can_be THEN 'empty' WHEN difference = 0 THEN 'pass' ELSE 'fail' END AS "say",
  c.identity, c.member, report_id, other_report_id, year, indicator, period, operand, operands, c."value", total, difference,
  adding, name, coalesce(nullif(heading, ''), member) AS heading, other_row, operand.unit AS unit, width,
  CASE WHEN NOT can_be OR difference = 0 THEN list_concat(pair_doubts, c.doubts, other_doubts)
    ELSE list_concat(pair_doubts, c.doubts, other_doubts, list_filter([
      CASE WHEN other_form THEN 'form_changed' END,
      CASE WHEN member = 'total' AND r.columns > 0 AND r.off = difference THEN 'same_cell' END,
      CASE WHEN m.rule IS NOT NULL THEN 'most_differ' END
    ], lambda one: one IS NOT NULL)) END AS doubts,
  gaps_zh, gaps_en
FROM compared AS c
LEFT JOIN row_off AS r USING (report_id, identity)
LEFT JOIN many_off AS m USING (report_id, rule)
ANTI JOIN row_missing AS x USING (report_id, rule);

-- A column that differs is a finding of its own; those that agree, and those that cannot be compared, are one per row.
CREATE TEMP TABLE row_said AS
SELECT rule, "say", report_id, other_report_id, year, indicator, period, [operand] AS left_side, operands AS right_side,
  "value", total, adding, heading AS headings, name, other_row, unit, doubts, gaps_zh, gaps_en
FROM column_said WHERE "say" <> 'fail' AND width = 1
UNION ALL BY NAME
SELECT rule, "say", report_id, any_value(other_report_id) AS other_report_id, any_value(year) AS year,
  any_value(indicator) AS indicator, any_value(period) AS period,
  list_transform(list_sort(list(struct_pack(no := operand."number", it := operand))), lambda one: one.it) AS left_side,
  list_transform(list_sort(flatten(list(list_transform(operands, lambda one: struct_pack(no := one."number", it := one))))),
    lambda one: one.it) AS right_side,
  coalesce(any_value("value") FILTER (member = 'total'), any_value("value")) AS "value",
  coalesce(any_value(total) FILTER (member = 'total'), any_value(total)) AS total,
  coalesce(any_value(adding) FILTER (member = 'total'), any_value(adding)) AS adding,
  array_to_string(list_transform(list_sort(list(struct_pack(no := operand."number", it := heading))), lambda one: one.it), '、')
    AS headings,
  any_value(name) AS name, any_value(other_row) AS other_row, any_value(unit) AS unit, flatten(list(doubts)) AS doubts,
  min(gaps_zh) AS gaps_zh, min(gaps_en) AS gaps_en
FROM column_said WHERE "say" <> 'fail' AND width > 1
GROUP BY rule, "say", identity, report_id;

-- A stock may change for other reasons, and a running total may be corrected.
SELECT * REPLACE (list_concat(coalesce(doubts, []),
    CASE rule WHEN 'stock' THEN ['soft'] WHEN 'cumulative' THEN ['may_be_corrected'] ELSE [] END) AS doubts)
FROM (
  SELECT rule, "say", report_id, other_report_id,
    concat_ws(' ', indicator, CASE WHEN period <> 'year' THEN period END, member) AS subject,
    indicator, [operand] AS left_side, operands AS right_side, "value" AS left_value, total AS right_value, 0 AS tolerance,
    doubts, name AS "row", heading AS "column", coalesce(other_row, '') AS other_row, (year - 1)::VARCHAR AS other_year,
    plain("value") || coalesce(unit, '') AS "left", plain(total) || coalesce(unit, '') AS "right", adding,
    plain(abs(difference)) AS difference, '' AS gaps_zh, '' AS gaps_en, '' AS begins
  FROM column_said WHERE "say" = 'fail'
  UNION ALL BY NAME
  SELECT rule, "say", report_id, other_report_id,
    concat_ws(' ', indicator, CASE WHEN period <> 'year' THEN period END, CASE "say" WHEN 'pass' THEN 'agrees' ELSE 'empty' END)
      AS subject,
    indicator, left_side, right_side, CASE "say" WHEN 'pass' THEN "value" END AS left_value,
    CASE "say" WHEN 'pass' THEN total END AS right_value, CASE "say" WHEN 'pass' THEN 0 END AS tolerance, doubts,
    name AS "row", headings AS "column", coalesce(other_row, '') AS other_row, (year - 1)::VARCHAR AS other_year,
    plain("value") || coalesce(unit, '') AS "left", plain(total) || coalesce(unit, '') AS "right", adding,
    gaps_zh, gaps_en
  FROM row_said
  UNION ALL BY NAME
  SELECT rule, CASE WHEN year - 1 < begins THEN 'begins' WHEN other_report_id IS NULL THEN 'waiting' ELSE 'no_row' END AS "say",
    report_id, other_report_id, 'all' AS subject, indicator,
    [] AS left_side, [] AS right_side, name AS "row", (year - 1)::VARCHAR AS other_year, begins::VARCHAR AS begins
  FROM row_missing
);
