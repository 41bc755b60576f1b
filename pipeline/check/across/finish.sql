-- From what the checks found to findings and their operands: grade, id, and the line of a flag's places.

-- A cell with one reading is borne out by a sum of its own table that holds.
CREATE TEMP TABLE borne_out AS
WITH
  used AS (
    SELECT DISTINCT o.report_id, o."number" FROM (
      SELECT unnest(list_concat(left_side, right_side)) AS o FROM across
      WHERE starts_with("say", 'fail') AND list_contains(doubts, 'not_witnessed')
    ) WHERE o.source = 'fact'
  )
SELECT DISTINCT o.report_id, o."number"
FROM finding_operands AS o
JOIN used AS u ON u.report_id = o.report_id AND u."number" = o."number" AND o.source = 'fact'
JOIN findings AS f ON f.finding_id = o.finding_id AND f.kind = 'table_sum' AND f.outcome = 'pass';

CREATE TEMP TABLE unwitnessed AS
WITH
  used AS (
    SELECT a.rule_no, a.report_id, a.subject, unnest(list_concat(a.left_side, a.right_side)) AS o FROM across AS a
    WHERE starts_with("say", 'fail') AND list_contains(doubts, 'not_witnessed')
  )
SELECT DISTINCT u.rule_no, u.report_id, u.subject
FROM used AS u
JOIN facts AS f ON f.report_id = u.o.report_id AND f.fact_no = u.o."number" AND u.o.source = 'fact' AND f.witness = 'none'
ANTI JOIN borne_out AS b ON b.report_id = u.o.report_id AND b."number" = u.o."number";

CREATE TEMP TABLE graded AS
SELECT a.* EXCLUDE (doubts),
  CASE WHEN starts_with(a."say", 'fail') THEN 'fail' WHEN starts_with(a."say", 'pass') THEN 'pass'
    ELSE 'not_assessable' END AS outcome,
  coalesce(list_filter(a.doubts, lambda one: one <> 'not_witnessed' OR u.rule_no IS NOT NULL), []) AS doubts,
  sha256(array_to_string(list_concat([a.report_id, a.rule, a.subject],
    list_transform(list_concat(a.left_side, a.right_side), lambda o: o.source || '=' || o."text")), chr(31)))[1:12]
    AS finding_id,
  (1000000 * (1 + a.rule_no) + row_number() OVER (PARTITION BY a.report_id, a.rule_no ORDER BY a.subject))::INTEGER
    AS finding_no
FROM across AS a LEFT JOIN unwitnessed AS u USING (rule_no, report_id, subject);

INSERT INTO findings BY NAME
SELECT finding_id, report_id, other_report_id, g.rule, r.kind, outcome,
  CASE WHEN list_has_any(doubts, low.ids) THEN 'low' WHEN len(doubts) > 0 THEN 'medium' ELSE 'high' END AS grade,
  indicator, left_value, right_value,
  CASE WHEN outcome <> 'not_assessable' THEN left_value - right_value END AS difference,
  CASE WHEN outcome <> 'not_assessable' AND left_value - right_value IS NOT NULL THEN coalesce(tolerance, 0) END
    AS tolerance,
  CASE WHEN len(left_side) > 0 THEN struct_pack(source := left_side[1].source, "number" := left_side[1]."number",
    "text" := left_side[1]."text", page := left_side[1].page, box := left_side[1].box) END AS left_place,
  CASE WHEN len(right_side) > 0 THEN struct_pack(source := right_side[1].source, "number" := right_side[1]."number",
    "text" := right_side[1]."text", page := right_side[1].page, box := right_side[1].box) END AS right_place,
  CASE WHEN outcome = 'fail' AND len(doubts) = 0 THEN 'source' ELSE 'unclear' END AS fault,
  message_zh, message_en,
  list_concat(list_sort(list_filter(doubts, lambda one: list_contains(low.ids, one))),
    list_sort(list_filter(doubts, lambda one: NOT list_contains(low.ids, one)))) AS doubts,
  subject, finding_no
FROM graded AS g JOIN rules AS r ON r.id = g.rule
CROSS JOIN (SELECT coalesce(list(id ORDER BY id), []) AS ids FROM doubts WHERE cap = 'low') AS low
ORDER BY report_id, finding_no;

INSERT INTO finding_operands BY NAME
WITH
  sides AS (
    SELECT finding_id, finding_no, report_id AS of_report, outcome, 'left' AS side, left_side AS operands FROM graded
    UNION ALL
    SELECT finding_id, finding_no, report_id, outcome, 'right', right_side FROM graded
  ),
  one AS (
    SELECT finding_id, finding_no, of_report, outcome, side, unnest(operands) AS o,
      generate_subscripts(operands, 1)::INTEGER AS operand_no
    FROM sides WHERE len(operands) > 0
  )
SELECT one.finding_id, side, operand_no, o.report_id AS report_id, o.source AS source, o."number" AS "number",
  o.label AS label, o."text" AS "text", o."value" AS "value", o.unit AS unit, o.page AS page, o.box AS box,
  o.char_start AS char_start, o.char_end AS char_end,
  CASE WHEN d."text" IS NOT NULL
    THEN (1 + length(substring(d."text", 1, o.char_start)) - length(replace(substring(d."text", 1, o.char_start), chr(10), '')))::INTEGER
  END AS line_no,
  o.table_no AS table_no, o.row_no AS row_no, o.col_no AS col_no
FROM one LEFT JOIN documents AS d ON d.report_id = o.report_id AND one.outcome = 'fail'
ORDER BY of_report, one.finding_id, side, operand_no;
