-- copied_text, stale_numbers: prose that stands in another report.
-- A sentence is what ends with 。 or ； or the line, without blanks and with years left out; twelve characters at least. It
-- weighs its length, discounted by how many agencies have it: nothing where all do, all where one has it. With few
-- agencies common wording cannot be told, and nothing is concluded. Another agency's report is looked for through
-- sentences that at most five agencies have (a bound on the work, too): what more share is common.

CREATE TEMP TABLE sentence AS
WITH
  cut AS (
    SELECT s.report_id, s.section_no,
      unnest(string_split(replace(replace(replace(replace(s."text", '；', '。'), chr(10), '。'), ' ', ''), '　', ''), '。')) AS printed
    FROM sections AS s SEMI JOIN standing AS t USING (report_id)
    WHERE s.kind IN ('numbered', 'preamble') AND length(s."text") >= 12
  ),
  masked AS (
    SELECT report_id, section_no, printed,
      CASE WHEN contains(printed, '20') THEN regexp_replace(printed, '20[0-3]\d', '', 'g') ELSE printed END AS plain_text
    FROM cut WHERE length(printed) >= 12
  )
SELECT report_id, min(section_no) AS section_no, hash(plain_text) AS key, any_value(length(plain_text)) AS length
FROM masked GROUP BY report_id, hash(plain_text);

CREATE TEMP TABLE wording AS
WITH
  held AS (SELECT DISTINCT s.key, hash(t.agency_id) AS agency FROM sentence AS s JOIN standing AS t USING (report_id)),
  whole AS (SELECT count(DISTINCT agency_id) AS agencies FROM standing)
SELECT key, count(*) AS agencies,
  greatest(0, 1 - ln(count(*)) / ln(greatest(any_value(w.agencies), 2)))::FLOAT AS rarity
FROM held CROSS JOIN whole AS w GROUP BY key;

CREATE TEMP TABLE weighed AS
SELECT s.report_id, s.section_no, s.key, s.length * w.rarity AS weight, s.length, w.agencies
FROM sentence AS s JOIN wording AS w USING (key);

CREATE TEMP TABLE prose_weight AS
SELECT report_id, sum(weight) AS weight FROM weighed GROUP BY report_id;

CREATE TEMP TABLE shared_year AS
SELECT p.report_id, p.other_report_id, sum(a.weight) AS weight,
  arg_max(struct_pack(key := a.key, section_no := a.section_no, other_section_no := b.section_no), (a.weight, a.key)) AS example
FROM pair AS p
JOIN weighed AS a ON a.report_id = p.report_id
JOIN weighed AS b ON b.report_id = p.other_report_id AND b.key = a.key
GROUP BY p.report_id, p.other_report_id;

-- The statutory part with the largest share, of those of which two sentences at least are kept.
CREATE TEMP TABLE shared_part AS
WITH parts AS (
  SELECT a.report_id, s.part, sum(a.weight) AS weight, sum(a.weight) FILTER (b.key IS NOT NULL) AS kept,
    count(b.key) AS sentences,
    arg_max(struct_pack(key := a.key, section_no := a.section_no, other_section_no := b.section_no), (a.weight, a.key))
      FILTER (b.key IS NOT NULL) AS example
  FROM pair AS p
  JOIN weighed AS a ON a.report_id = p.report_id
  JOIN sections AS s ON s.report_id = a.report_id AND s.section_no = a.section_no AND s.part IS NOT NULL
  LEFT JOIN weighed AS b ON b.report_id = p.other_report_id AND b.key = a.key
  GROUP BY a.report_id, s.part
  HAVING sum(a.weight) >= 30 AND count(b.key) >= 2
)
SELECT *, kept / weight AS share FROM parts
QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY kept / weight DESC, part) = 1;

CREATE TEMP TABLE shared_agency AS
WITH
  rare AS (
    SELECT w.*, t.agency_id, t.year FROM weighed AS w JOIN standing AS t USING (report_id)
    WHERE w.agencies BETWEEN 2 AND 5 AND w.length >= 20
  ),
  pairs AS (
    SELECT a.report_id, b.report_id AS other_report_id, sum(a.weight) AS weight,
      arg_max(struct_pack(key := a.key, section_no := a.section_no, other_section_no := b.section_no), (a.weight, a.key)) AS example
    FROM rare AS a JOIN rare AS b ON b.key = a.key AND b.agency_id <> a.agency_id AND b.year IN (a.year, a.year - 1)
    GROUP BY a.report_id, b.report_id
  )
SELECT * FROM pairs QUALIFY row_number() OVER (PARTITION BY report_id ORDER BY weight DESC, other_report_id) = 1;

CREATE TEMP TABLE copied AS
WITH
  whole AS (SELECT count(DISTINCT agency_id) AS agencies FROM standing),
  rated AS (
    SELECT s.report_id, s.year, whole.agencies, w.weight, y.other_report_id AS year_id, a.other_report_id AS agency_id,
      y.example AS year_example, a.example AS agency_example, coalesce(y.weight, 0) AS year_weight,
      coalesce(a.weight, 0) AS agency_weight, t.part, t.share AS part_share, t.example AS part_example
    FROM standing AS s CROSS JOIN whole
    JOIN prose_weight AS w USING (report_id)
    LEFT JOIN shared_year AS y USING (report_id)
    LEFT JOIN shared_agency AS a USING (report_id)
    LEFT JOIN shared_part AS t USING (report_id)
  ),
  told AS (
SELECT *,
  CASE WHEN agencies < 20 THEN 'few_agencies' WHEN weight < 100 THEN 'little_text'
    WHEN agency_weight >= 0.5 * weight THEN 'fail_agency' WHEN year_weight >= 0.4 * weight THEN 'fail_year'
    WHEN part_share >= 0.65 THEN 'fail_part'
    ELSE 'pass' END AS "say"
FROM rated
  )
SELECT *, CASE "say" WHEN 'fail_agency' THEN agency_example WHEN 'fail_part' THEN part_example ELSE year_example END AS shown,
  CASE "say" WHEN 'fail_agency' THEN agency_id ELSE year_id END AS shown_id,
  CASE "say" WHEN 'fail_year' THEN year_weight / weight WHEN 'fail_agency' THEN agency_weight / weight
    WHEN 'fail_part' THEN part_share ELSE greatest(year_weight, agency_weight) / greatest(weight, 1) END AS share
FROM told;

-- Where the example stands: the sentence in its section, on both sides.
CREATE TEMP TABLE example AS
WITH
  sides AS (
    SELECT report_id AS of_report, 'left' AS side, report_id, shown.section_no AS section_no, shown.key AS key
    FROM copied WHERE starts_with("say", 'fail')
    UNION ALL
    SELECT report_id, 'right', shown_id, shown.other_section_no, shown.key FROM copied WHERE starts_with("say", 'fail')
  ),
  cut AS (
    SELECT o.*, s.char_start, s.char_end, s.page, concat(s."number", s.title) AS label, unnest(string_split(
      replace(replace(s."text", '；', '。'), chr(10), '。'), '。')) AS printed
    FROM sides AS o JOIN sections AS s ON s.report_id = o.report_id AND s.section_no = o.section_no
  ),
  placed AS (
    SELECT c.*, strpos(d."text"[c.char_start + 1:], c.printed) AS spot
    FROM cut AS c JOIN documents AS d USING (report_id)
    WHERE hash(regexp_replace(replace(replace(c.printed, ' ', ''), '　', ''), '20[0-3]\d', '', 'g')) = c.key
  )
SELECT of_report, side, any_value(struct_pack(report_id := report_id, source := 'section', "number" := section_no,
    label := label, "text" := trim(printed), "value" := NULL::DECIMAL(18, 4), unit := NULL::VARCHAR, page := page,
    box := NULL::DOUBLE[], char_start := (CASE WHEN spot > 0 THEN char_start + spot - 1 ELSE char_start END)::INTEGER,
    char_end := (CASE WHEN spot > 0 THEN char_start + spot - 1 + length(printed) ELSE char_end END)::INTEGER,
    table_no := NULL::INTEGER, row_no := NULL::INTEGER, col_no := NULL::INTEGER) ORDER BY spot) AS place
FROM placed GROUP BY of_report, side;

-- Sentences with figures of the year, as a whole and number by number.
CREATE TEMP TABLE figured AS
WITH
  told AS (
    SELECT m.report_id, m.sentence_start, any_value(m.sentence) AS sentence, arg_min(m.section_no, m.mention_no) AS section_no,
      any_value(m.sentence_end) AS sentence_end,
      count(DISTINCT m."value") FILTER (m."value" <> 0) AS kinds, max(m."value") AS most,
      bool_or(m."value" >= 1000 AND m.indicator IS NOT NULL AND m.role = 'total') AS has_large
    FROM mentions AS m SEMI JOIN standing AS s USING (report_id)
    WHERE m.role IN ('total', 'part') AND m.period = 'year' AND NOT m.stated_zero
    GROUP BY m.report_id, m.sentence_start
  )
SELECT *, hash(regexp_replace(translate(sentence, ' 　' || chr(9) || chr(10), ''), '20[0-3]\d', '', 'g')) AS key
FROM told WHERE length(trim(sentence)) >= 8 AND ((kinds >= 3 AND most >= 10) OR has_large);

CREATE TEMP TABLE stale AS
SELECT p.report_id, any_value(p.other_report_id) AS other_report_id, any_value(p.year) AS year, any_value(p.doubts) AS doubts,
  count(DISTINCT a.sentence_start) AS sentences, count(DISTINCT a.sentence_start) FILTER (b.key IS NOT NULL) AS same,
  arg_min(struct_pack(
    own := struct_pack(report_id := a.report_id, source := 'section', "number" := a.section_no, label := '',
      "text" := a.sentence, "value" := NULL::DECIMAL(18, 4), unit := NULL::VARCHAR, page := NULL::INTEGER,
      box := NULL::DOUBLE[], char_start := a.sentence_start, char_end := a.sentence_end, table_no := NULL::INTEGER,
      row_no := NULL::INTEGER, col_no := NULL::INTEGER),
    other := struct_pack(report_id := b.report_id, source := 'section', "number" := b.section_no, label := '',
      "text" := b.sentence, "value" := NULL::DECIMAL(18, 4), unit := NULL::VARCHAR, page := NULL::INTEGER,
      box := NULL::DOUBLE[], char_start := b.sentence_start, char_end := b.sentence_end, table_no := NULL::INTEGER,
      row_no := NULL::INTEGER, col_no := NULL::INTEGER)), a.sentence_start)
    FILTER (b.key IS NOT NULL AND a.section_no IS NOT NULL AND b.section_no IS NOT NULL) AS example
FROM pair AS p
JOIN figured AS a ON a.report_id = p.report_id
LEFT JOIN figured AS b ON b.report_id = p.other_report_id AND b.key = a.key
GROUP BY p.report_id;

SELECT 'copied_text' AS rule, c."say", c.report_id,
  c.shown_id AS other_report_id, 'prose' AS subject,
  NULL::VARCHAR AS indicator, CASE WHEN l.place IS NULL THEN [] ELSE [l.place] END AS left_side,
  CASE WHEN r.place IS NULL THEN [] ELSE [r.place] END AS right_side, NULL AS left_value, NULL AS right_value, NULL AS tolerance,
  ['common_wording'] AS doubts,
  floor(100 * c.share)::INTEGER::VARCHAR AS share, q.label_zh AS part_zh, q.label_en AS part_en,
  CASE WHEN length(l.place."text") > 40 THEN l.place."text"[1:40] || '…' ELSE l.place."text" END AS example,
  o.agency AS other_agency, coalesce(o.year, c.year - 1)::VARCHAR AS other_year, c.agencies::VARCHAR AS agencies,
  floor(weight)::INTEGER::VARCHAR AS characters
FROM copied AS c
LEFT JOIN example AS l ON l.of_report = c.report_id AND l.side = 'left'
LEFT JOIN example AS r ON r.of_report = c.report_id AND r.side = 'right'
LEFT JOIN standing AS o ON o.report_id = c.shown_id
LEFT JOIN section_parts AS q ON q.id = c.part
UNION ALL BY NAME
SELECT 'stale_numbers' AS rule,
  CASE WHEN s.other_report_id IS NULL THEN 'waiting' WHEN s.same > 0 THEN 'fail' ELSE 'pass' END AS "say",
  s.report_id, s.other_report_id, 'sentences' AS subject, CASE WHEN s.example IS NULL THEN [] ELSE [s.example.own] END AS left_side,
  CASE WHEN s.example IS NULL THEN [] ELSE [s.example.other] END AS right_side,
  list_concat(['unusual_only'], s.doubts) AS doubts, s.same::VARCHAR AS "count", s.sentences::VARCHAR AS sentences,
  (s.year - 1)::VARCHAR AS other_year,
  CASE WHEN length(s.example.own."text") > 60 THEN s.example.own."text"[1:60] || '…' ELSE s.example.own."text" END AS example
FROM stale AS s;
