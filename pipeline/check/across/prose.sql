-- stated_growth, previous_figure: what the prose says of the year before, against that year's own report.
-- The figure there is the cell of the same indicator and member, or a number of its prose; one that fits is enough, for
-- 受理 may mean what came in or what was in hand. Numbers are intervals as in check/numbers.py: 1.2万, 70余, 约.
-- A growth whose base the report gives itself is left to previous_figure.

CREATE TEMP MACRO last_weight("value", step) AS CASE
  WHEN step > 0 THEN step::DOUBLE
  WHEN "value" = 0 OR "value" <> trunc("value") THEN 1
  ELSE power(10, length("value"::BIGINT::VARCHAR) - length(rtrim("value"::BIGINT::VARCHAR, '0'))) END;
CREATE TEMP MACRO low_end("value", high, step, hedge) AS CASE hedge
  WHEN 'over' THEN "value"::DOUBLE
  WHEN 'exact' THEN "value"::DOUBLE - coalesce(step, 0)::DOUBLE / 2
  ELSE "value"::DOUBLE * 0.9 END;
CREATE TEMP MACRO high_end("value", high, step, hedge) AS CASE hedge
  WHEN 'over' THEN "value"::DOUBLE + last_weight("value", step) - 1
  WHEN 'under' THEN "value"::DOUBLE
  WHEN 'about' THEN coalesce(high, "value")::DOUBLE * 1.1
  ELSE coalesce(high, "value")::DOUBLE + coalesce(step, 0)::DOUBLE / 2 END;
CREATE TEMP MACRO mention_place(m) AS struct_pack(
  report_id := m.report_id, source := 'mention', "number" := m.mention_no, label := m.noun, "text" := m.printed,
  "value" := m."value", unit := m.unit, page := m.page, box := m.box, char_start := m.char_start,
  char_end := m.char_end, table_no := NULL::INTEGER, row_no := NULL::INTEGER, col_no := NULL::INTEGER);

-- The numbers of the prose that are needed: what the report says of a year, and what it says of the year before.
CREATE TEMP TABLE spoken AS
SELECT m.report_id, m.mention_no, m.section_no, m."value", m.unit, m.indicator, m.member, m.period, m.role, m.topic,
  m.noun, m.printed, m.scope, m.step, m.hedge, m.falls, m.base_year, m.operand, m.sentence,
  low_end(m."value", m.high, m.step, m.hedge) AS low, high_end(m."value", m.high, m.step, m.hedge) AS high,
  m.hedge = 'exact' AND m.high IS NULL AND m.step = 0 AS is_exact,
  m.period_is_certain AND NOT m.stated_zero AS is_certain, mention_place(m) AS place
FROM mentions AS m SEMI JOIN standing AS s USING (report_id)
WHERE m."value" IS NOT NULL AND (
  m.role IN ('growth', 'multiple') OR (m.role IN ('total', 'part') AND m.period IN ('year', 'previous_year')));

CREATE TEMP TABLE stated AS
SELECT 'stated_growth' AS rule, p.report_id, p.other_report_id, p.year, p.doubts AS pair_doubts, g.mention_no,
  g.section_no, n.indicator, n.member, n.topic, n.noun, n.unit, n.low, n.high, n.is_exact AND g.hedge = 'exact' AS is_exact,
  n.scope, n.is_certain, n."value", g.role, g.unit AS rate_unit, g.falls, g.place AS own, [n.place] AS beside, g.printed,
  CASE WHEN g.unit IN ('%', '‰') OR g.role = 'multiple' THEN
    CASE g.hedge WHEN 'over' THEN g."value"::DOUBLE WHEN 'under' THEN 0 WHEN 'about' THEN g."value" * 0.9
      ELSE g."value"::DOUBLE - coalesce(nullif(g.step, 0), 1) / 2 END
    ELSE g.low END AS rate_low,
  CASE WHEN g.unit IN ('%', '‰') OR g.role = 'multiple' THEN
    CASE g.hedge WHEN 'over' THEN 1e18 WHEN 'under' THEN g."value"::DOUBLE WHEN 'about' THEN g."value" * 1.1
      ELSE g."value"::DOUBLE + coalesce(nullif(g.step, 0), 1) END
    ELSE g.high END AS rate_high
FROM spoken AS g
JOIN pair AS p USING (report_id)
JOIN spoken AS n ON n.report_id = g.report_id AND n.mention_no = g.operand
WHERE g.role IN ('growth', 'multiple') AND n.role IN ('total', 'part') AND n.period = 'year'
  AND coalesce(g.base_year, p.year - 1) = p.year - 1
  AND (g.unit IN ('%', '‰') OR g.role = 'multiple' OR g.unit = n.unit)
  AND (n.indicator IS NOT NULL OR n.topic <> '')
  AND NOT EXISTS (
    SELECT 1 FROM spoken AS b WHERE b.report_id = g.report_id AND b.period = 'previous_year' AND b.role = 'total'
      AND (b.indicator = n.indicator AND b.member = n.member OR b.topic = n.topic AND b.topic <> ''))
UNION ALL BY NAME
SELECT 'previous_figure' AS rule, p.report_id, p.other_report_id, p.year, p.doubts AS pair_doubts, m.mention_no,
  m.section_no, m.indicator, m.member, m.topic, m.noun, m.unit, m.low, m.high, m.is_exact, m.scope, m.is_certain,
  m."value", m.role, m.place AS own, [] AS beside, m.printed
FROM spoken AS m
JOIN pair AS p USING (report_id)
LEFT JOIN no_base AS b ON contains(m.sentence, b.word)
WHERE m.period = 'previous_year' AND m.role = 'total' AND m.indicator IS NOT NULL AND b.word IS NULL;

-- What the other report says of the same thing. is_own: it bears out and refutes; otherwise it only bears out.
CREATE TEMP TABLE candidate AS
SELECT s.report_id, s.rule, s.mention_no, 0 AS rank, f.fact_no AS no, true AS is_own, f."value",
  f."value"::DOUBLE AS low, f."value"::DOUBLE AS high, true AS is_exact,
  CASE WHEN f.witness = 'differs' THEN ['readings_differ'] WHEN f.method IN ('fuzzy', 'position') THEN ['fuzzy_label'] ELSE [] END
    AS doubts,
  struct_pack(report_id := f.report_id, source := 'fact', "number" := f.fact_no,
    label := trim(f.row_label || ' ' || f.column_label), "text" := coalesce(f.printed, ''), "value" := f."value",
    unit := f.unit, page := f.page, box := f.box, char_start := f.char_start, char_end := f.char_end,
    table_no := f.table_no, row_no := f.row_no, col_no := f.col_no) AS place
FROM stated AS s
JOIN facts AS f ON f.report_id = s.other_report_id AND f.indicator = s.indicator AND f.member = s.member
WHERE f.period = 'year' AND f.state = 'number'
UNION ALL
SELECT s.report_id, s.rule, s.mention_no, 1, f.fact_no, false, f."value", f."value"::DOUBLE, f."value"::DOUBLE, true, [], NULL
FROM stated AS s
JOIN near AS b ON b.indicator = s.indicator
JOIN facts AS f ON f.report_id = s.other_report_id AND f.indicator = b.other AND f.member = s.member
WHERE f.period = 'year' AND f.state = 'number' AND NOT EXISTS (  -- its own table says which of them is meant
  SELECT 1 FROM facts AS o WHERE s.rule = 'stated_growth' AND o.report_id = s.report_id AND o.indicator = s.indicator
    AND o.member = s.member AND o.period = 'year' AND o.value BETWEEN s.low AND s.high)
UNION ALL
SELECT s.report_id, s.rule, s.mention_no, 2, m.mention_no, m.scope <> 'area', m."value", m.low, m.high, m.is_exact, [], m.place
FROM stated AS s
JOIN spoken AS m ON m.report_id = s.other_report_id AND m.indicator = s.indicator AND m.member = s.member
WHERE m.period = 'year' AND m.role = 'total'
UNION ALL
SELECT s.report_id, s.rule, s.mention_no, 3, m.mention_no, true, m."value", m.low, m.high, m.is_exact,
  ['same_words_only'], m.place
FROM stated AS s
JOIN spoken AS m ON m.report_id = s.other_report_id AND m.topic = s.topic AND m.unit IS NOT DISTINCT FROM s.unit
WHERE s.indicator IS NULL AND m.indicator IS NULL AND m.period = 'year' AND m.role = 'total';

CREATE TEMP TABLE judged AS
WITH
  ranged AS (
    SELECT c.*, s.role, s.rate_unit, s.falls, s.rate_low, s.rate_high, s.low AS new_low, s.high AS new_high,
      CASE WHEN s.rate_unit = '‰' THEN 1000 ELSE 100 END AS factor,
      CASE WHEN s.falls THEN c.low - s.high ELSE s.low - c.high END AS change_low,
      CASE WHEN s.falls THEN c.high - s.low ELSE s.high - c.low END AS change_high
    FROM candidate AS c JOIN stated AS s USING (report_id, rule, mention_no)
  )
SELECT *, CASE
    WHEN rule = 'previous_figure' THEN new_low <= high AND low <= new_high
    WHEN low <= 0 THEN role = 'growth' AND rate_unit NOT IN ('%', '‰') AND change_high >= rate_low AND change_low <= rate_high
    WHEN role = 'multiple' THEN (new_high / low >= rate_low AND new_low / high < rate_high)
      OR (new_high / low - 1 >= rate_low AND new_low / high - 1 < rate_high)
    WHEN rate_unit IN ('%', '‰') THEN
      factor * CASE WHEN change_high > 0 THEN change_high / low ELSE change_high / high END >= rate_low - 1e-9
      AND factor * CASE WHEN change_low > 0 THEN change_low / high ELSE change_low / low END < rate_high
    ELSE change_high >= rate_low AND change_low <= rate_high END AS agrees
FROM ranged;

CREATE TEMP TABLE best AS
SELECT report_id, rule, mention_no, bool_or(agrees) AS agrees, count(DISTINCT "value") FILTER (is_own) AS "values",
  arg_min(struct_pack(place := place, "value" := "value", is_exact := is_exact, doubts := doubts),
    CASE WHEN agrees THEN 0 ELSE 10000000 END + rank * 1000000 + no) FILTER (is_own) AS old
FROM judged GROUP BY report_id, rule, mention_no;

SELECT s.rule,
  CASE WHEN s.other_report_id IS NULL THEN 'waiting' WHEN b.old IS NULL THEN 'no_figure' WHEN b.agrees THEN 'pass'
    WHEN b."values" > 2 THEN 'several'
    WHEN s.rule = 'stated_growth' AND b.old."value" = 0 AND (s.rate_unit IN ('%', '‰') OR s.role = 'multiple')
      THEN 'from_nothing' ELSE 'fail' END AS "say",
  s.report_id, s.other_report_id, concat_ws(' ', c.path, s.printed) AS subject, s.indicator,
  CASE WHEN s.rule = 'stated_growth' THEN list_concat([s.own], s.beside) ELSE [s.own] END AS left_side,
  CASE WHEN b.old IS NULL THEN [] ELSE [b.old.place] END AS right_side,
  CASE WHEN s.rule = 'stated_growth' THEN s.own."value" ELSE s."value" END AS left_value,
  CASE WHEN s.rule = 'previous_figure' THEN b.old."value" WHEN b.old."value" > 0 THEN actual END::DECIMAL(18, 4)
    AS right_value,
  CASE WHEN s.rule = 'previous_figure' THEN (s.high - s.low) / 2 ELSE (s.rate_high - s.rate_low) / 2 END
    ::DECIMAL(18, 4) AS tolerance,
  list_distinct(list_concat(s.pair_doubts, coalesce(b.old.doubts, []), list_filter([
    CASE WHEN s.rule = 'stated_growth' THEN 'link_inferred' END,
    CASE WHEN NOT s.is_exact OR NOT coalesce(b.old.is_exact, true) THEN 'hedged' END,
    CASE WHEN s.scope = 'unknown' THEN 'scope_unknown' WHEN s.scope = 'area' THEN 'scope_area' END,
    CASE WHEN NOT s.is_certain THEN 'period_unsure' END,
    CASE WHEN b."values" > 1 THEN 'several_values' END
  ], lambda one: one IS NOT NULL))) AS doubts,
  coalesce(nullif(s.noun, ''), i.label_zh, s.topic) AS noun, (s.year - 1)::VARCHAR AS other_year,
  regexp_replace(CASE WHEN s.rule = 'stated_growth' THEN s.beside[1]."text" ELSE s.printed END, '\s', '', 'g') AS "new",
  regexp_replace(s.printed, '\s', '', 'g') AS "left",
  coalesce(plain(b.old."value") || coalesce(b.old.place.unit, ''), '') AS old,
  coalesce(plain(b.old."value") || coalesce(b.old.place.unit, ''), '') AS "right",
  CASE WHEN s.role = 'multiple' THEN '为其' WHEN s.falls THEN '下降' ELSE '增长' END
    || regexp_replace(s.printed, '\s', '', 'g') AS stated_zh,
  CASE WHEN s.role = 'multiple' THEN 'a multiple of ' WHEN s.falls THEN 'a fall of ' ELSE 'a growth of ' END
    || regexp_replace(s.printed, '\s', '', 'g') AS stated_en,
  coalesce(plain(round(actual, 2)) || coalesce(s.rate_unit, ''), '') AS actual
FROM (
  SELECT s.*, b.* EXCLUDE (report_id, rule, mention_no), CASE
    WHEN b.old."value" IS NULL OR s.rule <> 'stated_growth' THEN NULL
    WHEN s.role = 'multiple' THEN CASE WHEN b.old."value" > 0 THEN s."value"::DOUBLE / b.old."value"::DOUBLE END
    WHEN s.rate_unit IN ('%', '‰') THEN CASE WHEN b.old."value" > 0 THEN
      CASE WHEN s.falls THEN -1 ELSE 1 END * CASE WHEN s.rate_unit = '‰' THEN 1000 ELSE 100 END
        * (s."value"::DOUBLE - b.old."value"::DOUBLE) / b.old."value"::DOUBLE END
    ELSE CASE WHEN s.falls THEN -1 ELSE 1 END * (s."value"::DOUBLE - b.old."value"::DOUBLE) END AS actual
  FROM stated AS s LEFT JOIN best AS b USING (report_id, rule, mention_no)
) AS s
LEFT JOIN best AS b USING (report_id, rule, mention_no)
LEFT JOIN indicators AS i ON i.id = s.indicator
LEFT JOIN sections AS c ON c.report_id = s.report_id AND c.section_no = s.section_no;
