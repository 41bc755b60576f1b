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

CREATE TEMP TABLE named AS
SELECT * EXCLUDE (doubts), list_distinct(doubts) AS doubts,
  CASE WHEN starts_with("say", 'fail') THEN 'fail' WHEN starts_with("say", 'pass') THEN 'pass' ELSE 'not_assessable' END AS outcome,
  array_to_string(list_transform(list_concat(left_side, right_side), lambda o: o.source || '=' || o."text"), chr(31)) AS texts,
  sha256(concat_ws(chr(31), report_id, rule, subject, nullif(texts, '')))[1:12] AS finding_id
FROM across;

-- Findings of one report that would have the same id are numbered, as those of a single report are.
CREATE TEMP TABLE told_apart AS
SELECT rule_no, report_id, finding_id, left_side[1]."number" AS first_no,
  row_number() OVER (PARTITION BY finding_id ORDER BY left_side[1]."number") AS no
FROM named WHERE finding_id IN (SELECT finding_id FROM named GROUP BY finding_id HAVING count(*) > 1);

CREATE TEMP TABLE graded AS
SELECT n.* EXCLUDE (doubts, texts, subject, finding_id),
  CASE WHEN t.no > 1 THEN n.subject || ' (' || t.no || ')' ELSE n.subject END AS subject,
  CASE WHEN t.no > 1 THEN sha256(concat_ws(chr(31), n.report_id, n.rule, n.subject || ' (' || t.no || ')', nullif(n.texts, '')))[1:12]
    ELSE n.finding_id END AS finding_id,
  coalesce(CASE WHEN n.outcome = 'fail' AND u.rule_no IS NOT NULL THEN n.doubts
    ELSE list_filter(n.doubts, lambda one: one <> 'not_witnessed') END, []) AS doubts,
  (1000000 * (1 + n.rule_no) + row_number() OVER (PARTITION BY n.report_id, n.rule_no ORDER BY n.subject, n.finding_id, t.no))
    ::INTEGER AS finding_no
FROM named AS n
LEFT JOIN told_apart AS t ON t.finding_id = n.finding_id AND t.first_no = n.left_side[1]."number"
LEFT JOIN unwitnessed AS u ON u.rule_no = n.rule_no AND u.report_id = n.report_id AND u.subject = n.subject;

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
  []::VARCHAR[] AS otherwise_zh, []::VARCHAR[] AS otherwise_en,
  subject, finding_no
FROM graded AS g JOIN rules AS r ON r.id = g.rule
CROSS JOIN (SELECT coalesce(list(id ORDER BY id), []) AS ids FROM doubts WHERE cap = 'low') AS low
ORDER BY report_id, finding_no;

CREATE TEMP TABLE used_operand AS
WITH
  sides AS (
    SELECT finding_id, report_id AS of_report, outcome, 'left' AS side, left_side AS operands FROM graded
    UNION ALL
    SELECT finding_id, report_id, outcome, 'right', right_side FROM graded
  )
SELECT finding_id, of_report, outcome, side, unnest(operands) AS o, generate_subscripts(operands, 1)::INTEGER AS operand_no
FROM sides WHERE len(operands) > 0;

CREATE TEMP TABLE flag_line AS
WITH
  flagged AS (
    SELECT DISTINCT o.report_id AS report_id, o.char_start AS char_start FROM used_operand WHERE outcome = 'fail'
  ),
  before AS (
    SELECT f.*, substring(d."text", 1, f.char_start) AS head FROM flagged AS f JOIN documents AS d USING (report_id)
  )
SELECT report_id, char_start, (1 + length(head) - length(replace(head, chr(10), '')))::INTEGER AS line_no FROM before;

INSERT INTO finding_operands BY NAME
WITH placed AS (
  SELECT *, NULL::INTEGER AS line_no FROM used_operand WHERE outcome <> 'fail'  -- no join: there are millions
  UNION ALL BY NAME
  SELECT u.*, l.line_no FROM used_operand AS u
  LEFT JOIN flag_line AS l ON l.report_id = u.o.report_id AND l.char_start = u.o.char_start
  WHERE u.outcome = 'fail'
)
SELECT finding_id, side, operand_no, o.report_id AS report_id, o.source AS source, o."number" AS "number",
  o.label AS label, o."text" AS "text", o."value" AS "value", o.unit AS unit, o.page AS page, o.box AS box,
  o.char_start AS char_start, o.char_end AS char_end, line_no, o.table_no AS table_no, o.row_no AS row_no,
  o.col_no AS col_no
FROM placed ORDER BY of_report, finding_id, side, operand_no;
