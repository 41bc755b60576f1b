-- What people ask first, over the tables of schema.sql. Every ratio is guarded: 1/0 is infinite in DuckDB.

CREATE VIEW flags AS
WITH
  newest_review AS (
    SELECT finding_id, max_by(verdict, decided_at) AS verdict, max_by(reviewer, decided_at) AS reviewer,
      max_by(note, decided_at) AS note, max(decided_at) AS decided_at
    FROM reviews GROUP BY finding_id
  ),
  operand AS (
    SELECT finding_id, side, first(label ORDER BY operand_no) AS label,
      string_agg(text, '; ' ORDER BY operand_no) AS printed
    FROM finding_operands GROUP BY finding_id, side
  )
SELECT
  f.finding_id, f.report_id, r.file, r.agency, r.year, f.rule, f.kind, f.grade, f.fault,
  f.indicator, i.label_zh AS indicator_zh, i.label_en AS indicator_en,
  f.left_value, f.right_value, f.difference, f.tolerance,
  l.printed AS left_printed, l.label AS left_label, f.left_place,
  o.printed AS right_printed, o.label AS right_label, f.right_place,
  f.message_zh, f.message_en, f.doubts, f.other_report_id, r.is_latest,
  v.verdict, v.reviewer, v.note, v.decided_at
FROM findings AS f
JOIN reports AS r USING (report_id)
LEFT JOIN indicators AS i ON i.id = f.indicator
LEFT JOIN operand AS l ON l.finding_id = f.finding_id AND l.side = 'left'
LEFT JOIN operand AS o ON o.finding_id = f.finding_id AND o.side = 'right'
LEFT JOIN newest_review AS v ON v.finding_id = f.finding_id
WHERE f.outcome = 'fail'
ORDER BY r.agency_id, r.year, r.file, f.report_id,
  CASE f.grade WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, f.finding_no;
COMMENT ON VIEW flags IS 'The findings that failed, the surest first within each report, with both sides and the newest review. A report may be there in several copies: WHERE is_latest takes one. All places of both sides: flag_places.';
COMMENT ON COLUMN flags.finding_id IS 'The finding.';
COMMENT ON COLUMN flags.report_id IS 'The report.';
COMMENT ON COLUMN flags.file IS 'Path of the report''s file.';
COMMENT ON COLUMN flags.agency IS 'The agency; null where it was not recognised.';
COMMENT ON COLUMN flags.year IS 'The year reported on; null where it was not recognised.';
COMMENT ON COLUMN flags.rule IS 'The rule. See rules.';
COMMENT ON COLUMN flags.kind IS 'Kind of check.';
COMMENT ON COLUMN flags.grade IS 'How sure it is that the two sides should agree: high, medium, low.';
COMMENT ON COLUMN flags.fault IS 'Who is most likely wrong: source, reader, unclear.';
COMMENT ON COLUMN flags.indicator IS 'The indicator checked; null where the check is not about one.';
COMMENT ON COLUMN flags.indicator_zh IS 'Its label in Chinese; null as indicator.';
COMMENT ON COLUMN flags.indicator_en IS 'Its label in English; null as indicator.';
COMMENT ON COLUMN flags.left_value IS 'Value of the left side; null where it has no number.';
COMMENT ON COLUMN flags.right_value IS 'Value of the right side; null where it has no number.';
COMMENT ON COLUMN flags.difference IS 'Left less right; null where a side has no number.';
COMMENT ON COLUMN flags.tolerance IS 'Largest difference that rounding in print explains.';
COMMENT ON COLUMN flags.left_printed IS 'The left side as printed, its operands set apart by semicolons; null where the side is empty.';
COMMENT ON COLUMN flags.left_label IS 'What the first operand of the left side is, as printed.';
COMMENT ON COLUMN flags.left_place IS 'Where that operand stands.';
COMMENT ON COLUMN flags.right_printed IS 'The right side as printed, its operands set apart by semicolons; null where the side is empty.';
COMMENT ON COLUMN flags.right_label IS 'What the first operand of the right side is, as printed.';
COMMENT ON COLUMN flags.right_place IS 'Where that operand stands.';
COMMENT ON COLUMN flags.message_zh IS 'One sentence in Chinese.';
COMMENT ON COLUMN flags.message_en IS 'The same in English.';
COMMENT ON COLUMN flags.doubts IS 'Why the grade is not high. See doubts.';
COMMENT ON COLUMN flags.other_report_id IS 'The second report, of a check over two.';
COMMENT ON COLUMN flags.is_latest IS 'True on one copy of each report; false on older versions and other renditions of it.';
COMMENT ON COLUMN flags.verdict IS 'The newest decision of a person; null where none was made.';
COMMENT ON COLUMN flags.reviewer IS 'Who decided.';
COMMENT ON COLUMN flags.note IS 'The reviewer''s words.';
COMMENT ON COLUMN flags.decided_at IS 'When it was decided, in UTC.';

CREATE VIEW flag_places AS
WITH
  form_rows AS (
    SELECT report_id, table_no, template, indicator,
      string_agg(column_label || ': ' || coalesce(printed, ''), ' | ' ORDER BY fact_no) AS cells
    FROM facts GROUP BY report_id, table_no, template, indicator
  )
SELECT
  o.finding_id, o.side, o.operand_no, o.source, o.text AS printed, o.label, o.value, o.unit,
  CASE o.source
    WHEN 'mention' THEN m.sentence
    WHEN 'fact' THEN c.row_label || ' | ' || w.cells
    ELSE o.text
  END AS passage,
  s.section_no, s.path AS section_path, s.title AS section_title, o.line_no, o.char_start, o.char_end, o.page, o.box,
  o.table_no, o.row_no, o.col_no, o.report_id, o.number
FROM finding_operands AS o
JOIN findings AS f ON f.finding_id = o.finding_id AND f.outcome = 'fail'
LEFT JOIN mentions AS m ON o.source = 'mention' AND m.report_id = o.report_id AND m.mention_no = o.number
LEFT JOIN facts AS c ON o.source = 'fact' AND c.report_id = o.report_id AND c.fact_no = o.number
LEFT JOIN form_rows AS w ON w.report_id = c.report_id AND w.table_no IS NOT DISTINCT FROM c.table_no
  AND w.template = c.template AND w.indicator = c.indicator
LEFT JOIN sections AS s ON s.report_id = o.report_id
  AND s.section_no = CASE o.source WHEN 'mention' THEN m.section_no WHEN 'section' THEN o.number END
ORDER BY f.report_id, f.finding_no, o.side, o.operand_no;
COMMENT ON VIEW flag_places IS 'Where the two sides of each flag stand: one row per number or heading it compares.';
COMMENT ON COLUMN flag_places.finding_id IS 'The flag.';
COMMENT ON COLUMN flag_places.side IS 'left or right.';
COMMENT ON COLUMN flag_places.operand_no IS 'Order within the side, from 1.';
COMMENT ON COLUMN flag_places.source IS 'fact (a cell), mention (a number of the prose), section (a heading or a passage).';
COMMENT ON COLUMN flag_places.printed IS 'The number or heading, as printed.';
COMMENT ON COLUMN flag_places.label IS 'What it is, as printed.';
COMMENT ON COLUMN flag_places.value IS 'The number in unit; null for a heading or a blank cell.';
COMMENT ON COLUMN flag_places.unit IS 'Unit; null where there is none.';
COMMENT ON COLUMN flag_places.passage IS 'The sentence, the row of the table with all its cells, or the heading.';
COMMENT ON COLUMN flag_places.section_no IS 'The section; null for a cell.';
COMMENT ON COLUMN flag_places.section_path IS 'The printed numbers down to the section, e.g. 二(一); null for a cell.';
COMMENT ON COLUMN flag_places.section_title IS 'Title of the section, as printed; null where there is none.';
COMMENT ON COLUMN flag_places.line_no IS 'Line of documents.text, from 1.';
COMMENT ON COLUMN flag_places.char_start IS 'Start in documents.text, in characters from 0.';
COMMENT ON COLUMN flag_places.char_end IS 'End in documents.text, excluded.';
COMMENT ON COLUMN flag_places.page IS 'Page, from 1; null for formats without pages.';
COMMENT ON COLUMN flag_places.box IS '[x0, top, x1, bottom] in points; null for formats without pages.';
COMMENT ON COLUMN flag_places.table_no IS 'The table, for a cell; null otherwise.';
COMMENT ON COLUMN flag_places.row_no IS 'Row of the cell, from 1; null otherwise and for a flattened table.';
COMMENT ON COLUMN flag_places.col_no IS 'Column of the cell, from 1; null as row_no.';
COMMENT ON COLUMN flag_places.report_id IS 'The report.';
COMMENT ON COLUMN flag_places.number IS 'fact_no, mention_no or section_no, by source.';

CREATE VIEW numbers AS
SELECT
  r.agency, r.year, m.printed, m.value, m.high, m.unit, m.hedge, m.role, m.noun, m.indicator,
  i.label_zh AS indicator_zh, i.label_en AS indicator_en, m.member, m.period, m.scope, m.stated_zero,
  s.path AS section_path, s.title AS section_title, s.part, m.sentence, m.method, m.whole_no, m.shares_no, r.is_latest,
  r.file,
  m.report_id, m.mention_no
FROM mentions AS m
JOIN reports AS r USING (report_id)
LEFT JOIN indicators AS i ON i.id = m.indicator
LEFT JOIN sections AS s ON s.report_id = m.report_id AND s.section_no = m.section_no
WHERE m.role NOT IN ('ordinal', 'date', 'reference')
ORDER BY r.agency_id, r.year, m.report_id, m.mention_no;
COMMENT ON VIEW numbers IS 'The numbers of the prose that count or compare something, readable: the mentions without dates, ordinals and references.';
COMMENT ON COLUMN numbers.agency IS 'The agency; null where it was not recognised.';
COMMENT ON COLUMN numbers.year IS 'The year reported on; null where it was not recognised.';
COMMENT ON COLUMN numbers.printed IS 'The number as printed, or the words that state a zero.';
COMMENT ON COLUMN numbers.value IS 'The number in unit.';
COMMENT ON COLUMN numbers.high IS 'End of a printed range; null where it is no range.';
COMMENT ON COLUMN numbers.unit IS 'Unit or measure word; null where there is none.';
COMMENT ON COLUMN numbers.hedge IS 'How exactly it is meant: exact, about, over, under.';
COMMENT ON COLUMN numbers.role IS 'What the number does in its sentence: total, part, percent, growth, difference, multiple.';
COMMENT ON COLUMN numbers.noun IS 'The words the number counts, as printed; empty where there are none.';
COMMENT ON COLUMN numbers.indicator IS 'Id of the indicator it gives; null where none is known.';
COMMENT ON COLUMN numbers.indicator_zh IS 'Its label in Chinese; null as indicator.';
COMMENT ON COLUMN numbers.indicator_en IS 'Its label in English; null as indicator.';
COMMENT ON COLUMN numbers.member IS 'The second axis; total where none is named.';
COMMENT ON COLUMN numbers.period IS 'year; cumulative; previous_year; other.';
COMMENT ON COLUMN numbers.scope IS 'In whose name: own, area, unknown.';
COMMENT ON COLUMN numbers.stated_zero IS 'True: a zero stated in words.';
COMMENT ON COLUMN numbers.section_path IS 'The printed numbers down to its section, e.g. 二(一); null outside sections.';
COMMENT ON COLUMN numbers.section_title IS 'Title of its section; null where there is none.';
COMMENT ON COLUMN numbers.part IS 'The statutory part its section belongs to, comparable over years; null where none is named. See section_parts.';
COMMENT ON COLUMN numbers.sentence IS 'The sentence.';
COMMENT ON COLUMN numbers.method IS 'How the link to the indicator was made, or why there is none.';
COMMENT ON COLUMN numbers.whole_no IS 'mention_no of the total it is part of; null where there is none.';
COMMENT ON COLUMN numbers.shares_no IS 'mention_no whose printed number this is too; null for a number of its own.';
COMMENT ON COLUMN numbers.is_latest IS 'True on one copy of each report.';
COMMENT ON COLUMN numbers.file IS 'Path of the report''s file.';
COMMENT ON COLUMN numbers.report_id IS 'The report.';
COMMENT ON COLUMN numbers.mention_no IS 'The mention.';

CREATE VIEW report_parts AS
WITH
  counted AS (
    SELECT report_id, section_no, count(*) AS numbers
    FROM mentions WHERE role NOT IN ('ordinal', 'date', 'reference') GROUP BY report_id, section_no
  )
SELECT
  any_value(r.agency) AS agency, any_value(r.year) AS year, s.part, any_value(p.label_zh) AS part_zh,
  any_value(p.label_en) AS part_en,
  list(coalesce(s.number, '') || coalesce(s.title, '') ORDER BY s.section_no)
    FILTER (s.kind = 'numbered' AND (s.parent_no IS NULL OR s.part IS DISTINCT FROM above.part)) AS headings,
  count(*) AS sections, sum(length(s.text))::BIGINT AS characters, sum(coalesce(c.numbers, 0))::BIGINT AS numbers,
  min(s.section_no) AS first_section_no, any_value(r.agency_id) AS agency_id, any_value(r.is_latest) AS is_latest,
  any_value(r.file) AS file, s.report_id
FROM sections AS s
JOIN reports AS r USING (report_id)
LEFT JOIN sections AS above ON above.report_id = s.report_id AND above.section_no = s.parent_no
LEFT JOIN section_parts AS p ON p.id = s.part
LEFT JOIN counted AS c ON c.report_id = s.report_id AND c.section_no = s.section_no
WHERE s.kind IN ('numbered', 'preamble')
GROUP BY s.report_id, s.part
ORDER BY any_value(r.agency_id), any_value(r.year), s.report_id, min(s.section_no);
COMMENT ON VIEW report_parts IS 'The statutory parts of each report: what can be compared from year to year though outlines and wordings change. One row per report and part; a part that a report does not have has no row.';
COMMENT ON COLUMN report_parts.agency IS 'The agency; null where it was not recognised.';
COMMENT ON COLUMN report_parts.year IS 'The year reported on; null where it was not recognised.';
COMMENT ON COLUMN report_parts.part IS 'The part; null for sections whose titles name none. See section_parts.';
COMMENT ON COLUMN report_parts.part_zh IS 'Its label in Chinese; null as part.';
COMMENT ON COLUMN report_parts.part_en IS 'Its label in English; null as part.';
COMMENT ON COLUMN report_parts.headings IS 'The headings with which it begins, as printed; null for an opening without one.';
COMMENT ON COLUMN report_parts.sections IS 'Sections of the report that belong to it.';
COMMENT ON COLUMN report_parts.characters IS 'Length of their own texts together, in characters, without headings and tables.';
COMMENT ON COLUMN report_parts.numbers IS 'Numbers of their prose, without dates, ordinals and references.';
COMMENT ON COLUMN report_parts.first_section_no IS 'The first of them.';
COMMENT ON COLUMN report_parts.agency_id IS 'Key of the agency; null where it was not recognised.';
COMMENT ON COLUMN report_parts.is_latest IS 'True on one copy of each report.';
COMMENT ON COLUMN report_parts.file IS 'Path of the report''s file.';
COMMENT ON COLUMN report_parts.report_id IS 'The report.';

CREATE VIEW indicator_values AS
SELECT
  r.agency, r.year, i.label_zh AS indicator_zh, i.label_en AS indicator_en, f.member, f.period, f.value, f.unit,
  f.printed, f.state, f.row_label, f.column_label, f.indicator, i.concept, f.template, f.unit_source, f.method,
  r.agency_id, r.region_code, r.region, r.is_latest, r.file, f.report_id, f.fact_no
FROM facts AS f
JOIN reports AS r USING (report_id)
LEFT JOIN indicators AS i ON i.id = f.indicator
ORDER BY r.agency_id, r.year, f.report_id, f.fact_no;
COMMENT ON VIEW indicator_values IS 'The facts, readable: what each indicator table says, with labels, agency and year.';
COMMENT ON COLUMN indicator_values.agency IS 'The agency; null where it was not recognised.';
COMMENT ON COLUMN indicator_values.year IS 'The year reported on; null where it was not recognised.';
COMMENT ON COLUMN indicator_values.indicator_zh IS 'Label of the indicator in Chinese.';
COMMENT ON COLUMN indicator_values.indicator_en IS 'Label of the indicator in English.';
COMMENT ON COLUMN indicator_values.member IS 'The column''s second axis; total where the form has none.';
COMMENT ON COLUMN indicator_values.period IS 'year; cumulative (历年累计); previous_year; other.';
COMMENT ON COLUMN indicator_values.value IS 'The number in unit; null whenever state is not number. A blank is never zero.';
COMMENT ON COLUMN indicator_values.unit IS 'Unit; null where neither table nor form gives one.';
COMMENT ON COLUMN indicator_values.printed IS 'The cell as printed; null where it could not be told from its neighbours.';
COMMENT ON COLUMN indicator_values.state IS 'What stood in the cell: number, blank, dash, not_read.';
COMMENT ON COLUMN indicator_values.row_label IS 'Printed row labels, outermost first, joined with /.';
COMMENT ON COLUMN indicator_values.column_label IS 'Printed column labels, outermost first, joined with /.';
COMMENT ON COLUMN indicator_values.indicator IS 'Id of the indicator.';
COMMENT ON COLUMN indicator_values.concept IS 'Its concept. See series.';
COMMENT ON COLUMN indicator_values.template IS 'The form.';
COMMENT ON COLUMN indicator_values.unit_source IS 'printed, or form where the unit is the official form''s.';
COMMENT ON COLUMN indicator_values.method IS 'How the row''s label was matched with the form.';
COMMENT ON COLUMN indicator_values.agency_id IS 'Key of the agency.';
COMMENT ON COLUMN indicator_values.region_code IS 'Six-digit division code; null where it was not recognised.';
COMMENT ON COLUMN indicator_values.region IS 'Full name of the division.';
COMMENT ON COLUMN indicator_values.is_latest IS 'True on one copy of each report; false on older versions and other renditions of it.';
COMMENT ON COLUMN indicator_values.file IS 'Path of the report''s file.';
COMMENT ON COLUMN indicator_values.report_id IS 'The report.';
COMMENT ON COLUMN indicator_values.fact_no IS 'The fact.';

CREATE VIEW series AS
WITH
  standing AS (
    SELECT report_id, agency_id, agency, year FROM reports
    WHERE is_latest AND agency_id IS NOT NULL AND year IS NOT NULL
  ),
  own AS (
    SELECT l.link_no, f.report_id, f.member, f.period, f.unit, f.value, f.state, f.template, f.fact_no, [f.fact_no] AS fact_nos
    FROM facts AS f JOIN concept_links AS l ON l.indicator = f.indicator AND l.formula IS NULL
  ),
  term AS (
    SELECT link_no, indicator AS replaced, len(terms) AS terms, unnest(terms) AS t FROM concept_links WHERE formula IS NOT NULL
  ),
  added AS (
    SELECT t.link_no, any_value(t.replaced) AS replaced, f.report_id, coalesce(t.t.member, f.member) AS member, f.period,
      any_value(f.unit) AS unit, sum(t.t.sign * f.value)::DECIMAL(18, 4) AS value, any_value(f.template) AS template,
      list(f.fact_no ORDER BY f.fact_no) AS fact_nos
    FROM facts AS f
    JOIN term AS t ON t.t.indicator = f.indicator AND (t.t.of_member IS NULL OR t.t.of_member = f.member)
    WHERE f.state = 'number'
    GROUP BY t.link_no, f.report_id, coalesce(t.t.member, f.member), f.period, f.table_no
    HAVING count(*) = any_value(t.terms) AND count(DISTINCT f.indicator || '/' || f.member) = any_value(t.terms)
  ),
  figure AS (
    SELECT * FROM own
    UNION ALL BY NAME
    SELECT link_no, report_id, member, period, unit, value, 'number' AS state, template, NULL::INTEGER AS fact_no, fact_nos
    FROM added AS a
    WHERE NOT EXISTS (
      SELECT 1 FROM facts AS f WHERE f.report_id = a.report_id AND f.indicator = a.replaced AND f.member = a.member
        AND f.period = a.period)
  ),
  summed AS (
    SELECT DISTINCT o.report_id, o.number FROM finding_operands AS o JOIN findings AS f USING (finding_id)
    WHERE f.kind = 'table_sum' AND f.outcome = 'pass' AND o.source = 'fact'
  ),
  flagged AS (
    SELECT o.report_id, o.number, min(CASE f.grade WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END) AS worst
    FROM finding_operands AS o JOIN findings AS f USING (finding_id)
    WHERE f.outcome = 'fail' AND o.source = 'fact'
    GROUP BY o.report_id, o.number
  ),
  cell AS (
    SELECT f.link_no, f.report_id, f.member, f.period, f.fact_nos, min(b.worst) AS worst,
      bool_and(c.witness = 'agrees' OR (c.witness = 'none' AND s.number IS NOT NULL)) AS is_witnessed
    FROM (SELECT *, unnest(fact_nos) AS no FROM figure) AS f
    JOIN facts AS c ON c.report_id = f.report_id AND c.fact_no = f.no
    LEFT JOIN summed AS s ON s.report_id = f.report_id AND s.number = f.no
    LEFT JOIN flagged AS b ON b.report_id = f.report_id AND b.number = f.no
    GROUP BY f.link_no, f.report_id, f.member, f.period, f.fact_nos
  )
SELECT
  CASE l.comparability WHEN 'broken' THEN l.concept || ':' || l.indicator ELSE l.concept END AS line,
  l.concept, r.agency_id, r.agency, f.member, f.period, f.unit, r.year, f.value, f.state, l.comparability, l.formula, l.note,
  CASE c.worst WHEN 1 THEN 'high' WHEN 2 THEN 'medium' WHEN 3 THEN 'low' END AS flagged, c.is_witnessed,
  l.indicator, i.label_zh AS indicator_zh, i.label_en AS indicator_en, f.template, f.report_id, f.fact_no, f.fact_nos
FROM figure AS f
JOIN standing AS r USING (report_id)
JOIN concept_links AS l USING (link_no)
JOIN cell AS c ON c.link_no = f.link_no AND c.report_id = f.report_id AND c.member = f.member AND c.period = f.period
  AND c.fact_nos = f.fact_nos
LEFT JOIN indicators AS i ON i.id = l.indicator
QUALIFY dense_rank() OVER (
  PARTITION BY line, f.report_id, f.member, f.period
  ORDER BY f.state <> 'number', list_position(['exact', 'derived', 'similar', 'broken'], l.comparability)
) = 1
ORDER BY line, r.agency_id, f.member, f.period, r.year, f.report_id, f.fact_nos, f.link_no;
COMMENT ON VIEW series IS 'Concept × agency × year, from the newest report of each year. Take one line, agency, member and period for one series; an indicator that breaks comparability has a line of its own and is never on another''s. Sums that a form does not print are added up (formula) where all of their cells have a number. Of what one report has for one line, member and period the best counts: a number before a blank, then the closest in comparability.';
COMMENT ON COLUMN series.line IS 'What may stand in one series: the concept, or concept:indicator where comparability is broken.';
COMMENT ON COLUMN series.concept IS 'The concept.';
COMMENT ON COLUMN series.agency_id IS 'Key of the agency; one that was renamed has one key.';
COMMENT ON COLUMN series.agency IS 'The agency as printed in that year''s report.';
COMMENT ON COLUMN series.member IS 'The column''s second axis; total where the form has none.';
COMMENT ON COLUMN series.period IS 'year; cumulative (历年累计); previous_year; other.';
COMMENT ON COLUMN series.unit IS 'Unit; null where neither table nor form gives one.';
COMMENT ON COLUMN series.year IS 'The year reported on.';
COMMENT ON COLUMN series.value IS 'The number in unit; null whenever state is not number.';
COMMENT ON COLUMN series.state IS 'What stood in the cell: number, blank, dash, not_read. A sum is always a number.';
COMMENT ON COLUMN series.comparability IS 'How well it stands for its concept: exact, derived, similar, broken.';
COMMENT ON COLUMN series.formula IS 'What was added up; null for a cell of its own.';
COMMENT ON COLUMN series.note IS 'Reason for the comparability; empty where none is needed.';
COMMENT ON COLUMN series.flagged IS 'The surest grade of the flags that have one of its cells on a side: high, medium, low; null where none has.';
COMMENT ON COLUMN series.is_witnessed IS 'True where a second reading of the table, or else a sum of it that holds, bears out each of its cells.';
COMMENT ON COLUMN series.indicator IS 'Id of the indicator; null for a sum that stands for none.';
COMMENT ON COLUMN series.indicator_zh IS 'Its label in Chinese; null as indicator.';
COMMENT ON COLUMN series.indicator_en IS 'Its label in English; null as indicator.';
COMMENT ON COLUMN series.template IS 'The form.';
COMMENT ON COLUMN series.report_id IS 'The report.';
COMMENT ON COLUMN series.fact_no IS 'The fact; null for a sum.';
COMMENT ON COLUMN series.fact_nos IS 'The fact, or those that were added up.';

CREATE VIEW changes AS
WITH
  stated AS (
    SELECT line, any_value(concept) AS concept, agency_id, any_value(agency ORDER BY report_id) AS agency, member,
      period, unit, year,
      CASE WHEN count(DISTINCT value) = 1 THEN any_value(value) END AS value,
      CASE WHEN count(DISTINCT coalesce(formula, indicator)) = 1 THEN any_value(coalesce(formula, indicator)) END AS indicator,
      bool_or(flagged IN ('high', 'medium')) AS is_flagged,
      CASE max(CASE comparability WHEN 'exact' THEN 0 WHEN 'derived' THEN 1 WHEN 'similar' THEN 2 ELSE 3 END)
        WHEN 0 THEN 'exact' WHEN 1 THEN 'derived' WHEN 2 THEN 'similar' ELSE 'broken' END AS comparability
    FROM series WHERE period IN ('year', 'cumulative')
    GROUP BY line, agency_id, member, period, unit, year
    HAVING count(value) > 0
  )
SELECT
  b.line, b.concept, b.agency_id, b.agency, b.member, b.period, b.unit, a.year AS from_year, b.year AS to_year,
  a.value AS from_value, b.value AS to_value, (b.value - a.value)::DECIMAL(18, 4) AS difference,
  CASE WHEN a.value <> 0 THEN round(100.0 * (b.value - a.value)::DOUBLE / abs(a.value)::DOUBLE, 2) END AS percent,
  CASE WHEN a.indicator = b.indicator THEN 'exact'
    WHEN 'similar' IN (a.comparability, b.comparability) THEN 'similar'
    WHEN 'derived' IN (a.comparability, b.comparability) THEN 'derived'
    ELSE b.comparability END AS comparability,
  coalesce(a.is_flagged, false) OR coalesce(b.is_flagged, false) AS is_flagged, a.agency <> b.agency AS is_renamed,
  a.indicator AS from_indicator, b.indicator AS to_indicator
FROM stated AS a
JOIN stated AS b
  ON a.line = b.line AND a.agency_id = b.agency_id AND a.member = b.member AND a.period = b.period
  AND a.unit IS NOT DISTINCT FROM b.unit AND b.year = a.year + 1
ORDER BY b.line, b.agency_id, b.member, b.period, b.unit, b.year;
COMMENT ON VIEW changes IS 'Each series from one year to the next. Only years that follow each other, only the same unit, never over a break in comparability.';
COMMENT ON COLUMN changes.line IS 'The series'' line. See series.';
COMMENT ON COLUMN changes.concept IS 'The concept.';
COMMENT ON COLUMN changes.agency_id IS 'Key of the agency.';
COMMENT ON COLUMN changes.agency IS 'The agency as printed in the later report.';
COMMENT ON COLUMN changes.member IS 'The column''s second axis.';
COMMENT ON COLUMN changes.period IS 'year or cumulative.';
COMMENT ON COLUMN changes.unit IS 'Unit of both values.';
COMMENT ON COLUMN changes.from_year IS 'The earlier year.';
COMMENT ON COLUMN changes.to_year IS 'The later year.';
COMMENT ON COLUMN changes.from_value IS 'Value of the earlier year; null where its report states several.';
COMMENT ON COLUMN changes.to_value IS 'Value of the later year; null where its report states several.';
COMMENT ON COLUMN changes.difference IS 'Later less earlier, in unit; null where a value is.';
COMMENT ON COLUMN changes.percent IS 'Difference in percent of the earlier value, rounded to 2 decimals; null where that is zero or a value is null.';
COMMENT ON COLUMN changes.comparability IS 'exact where both years state the same indicator, else the weaker of the two.';
COMMENT ON COLUMN changes.is_flagged IS 'True where a flag of grade high or medium has a cell of either year on a side.';
COMMENT ON COLUMN changes.is_renamed IS 'True where the two reports print different names of the agency.';
COMMENT ON COLUMN changes.from_indicator IS 'Indicator, or formula, of the earlier year; null where there are several.';
COMMENT ON COLUMN changes.to_indicator IS 'Indicator, or formula, of the later year; null where there are several.';

CREATE VIEW agency_links AS
SELECT a.region_code, a.region, a.id AS from_id, a.label_zh AS from_name, a.last_year, b.id AS to_id,
  b.label_zh AS to_name, b.first_year, s.kind, s.year, s.note
FROM successions AS s
JOIN agencies AS a ON starts_with(a.office, s.before) AND length(a.office) - length(s.before) <= 3
JOIN agencies AS b ON b.region_code = a.region_code AND b.level IS NOT DISTINCT FROM a.level AND b.id <> a.id
  AND starts_with(b.office, s.after) AND length(b.office) - length(s.after) <= 3
WHERE s.kind <> 'renamed'
ORDER BY a.region_code, a.id, b.id;
COMMENT ON VIEW agency_links IS 'Agencies of one division that were merged into, or split from, one another by a reform. They are never one series; join them here if you mean to.';
COMMENT ON COLUMN agency_links.region_code IS 'The division.';
COMMENT ON COLUMN agency_links.region IS 'Its full name.';
COMMENT ON COLUMN agency_links.from_id IS 'The earlier agency.';
COMMENT ON COLUMN agency_links.from_name IS 'Its name, as in agencies.';
COMMENT ON COLUMN agency_links.last_year IS 'Last year it has a report for.';
COMMENT ON COLUMN agency_links.to_id IS 'The later agency.';
COMMENT ON COLUMN agency_links.to_name IS 'Its name, as in agencies.';
COMMENT ON COLUMN agency_links.first_year IS 'First year it has a report for.';
COMMENT ON COLUMN agency_links.kind IS 'merged: the later one has the duties of several; split: it has a part of them.';
COMMENT ON COLUMN agency_links.year IS 'Year of the reform, in most places.';
COMMENT ON COLUMN agency_links.note IS 'What else there is to know; empty where nothing.';

CREATE VIEW coverage AS
WITH
  span AS (SELECT min(year) AS first_year, max(year) AS last_year FROM reports WHERE agency_id IS NOT NULL),
  years AS (SELECT unnest(range(first_year, last_year + 1))::INTEGER AS year FROM span WHERE first_year IS NOT NULL),
  known AS (
    SELECT agency_id, year, count(*) AS reports,
      first(status ORDER BY is_latest DESC, report_id) AS status,
      first(report_id ORDER BY is_latest DESC, report_id) AS report_id
    FROM reports WHERE agency_id IS NOT NULL AND year IS NOT NULL
    GROUP BY agency_id, year
  )
SELECT
  a.id AS agency_id, a.label_zh AS agency, y.year, coalesce(k.status IN ('ok', 'partial'), false) AS present,
  CASE
    WHEN k.status IN ('ok', 'partial') THEN NULL
    WHEN k.status IS NOT NULL THEN k.status
    WHEN a.first_year IS NULL THEN 'year_not_recognised'
    WHEN y.year < a.first_year THEN 'before_first_report'
    WHEN y.year > a.last_year THEN 'after_last_report'
    ELSE 'no_file'
  END AS reason,
  coalesce(k.reports, 0)::INTEGER AS reports, k.report_id, NULL::VARCHAR AS file
FROM agencies AS a
CROSS JOIN years AS y
LEFT JOIN known AS k ON k.agency_id = a.id AND k.year = y.year
UNION ALL
SELECT
  r.agency_id, r.agency, r.year, false AS present,
  CASE WHEN r.status NOT IN ('ok', 'partial') THEN r.status
    WHEN r.agency_id IS NULL THEN 'agency_not_recognised' ELSE 'year_not_recognised' END AS reason,
  1 AS reports, r.report_id, r.file
FROM reports AS r
WHERE r.agency_id IS NULL OR r.year IS NULL
ORDER BY agency_id NULLS LAST, year NULLS LAST, file, report_id;
COMMENT ON VIEW coverage IS 'Agency × year over all years met: is there a report, and if not, why. Files without a recognised agency or year follow, one row each.';
COMMENT ON COLUMN coverage.agency_id IS 'Key of the agency; null for a file whose agency was not recognised.';
COMMENT ON COLUMN coverage.agency IS 'The agency; null as agency_id.';
COMMENT ON COLUMN coverage.year IS 'The year; null for a file whose year was not recognised.';
COMMENT ON COLUMN coverage.present IS 'True where a report of that agency and year was read.';
COMMENT ON COLUMN coverage.reason IS 'Why it is not: no_file (other years are there), before_first_report, after_last_report, agency_not_recognised, year_not_recognised, or the file''s status. Null where present.';
COMMENT ON COLUMN coverage.reports IS 'Files of that agency and year, older versions included.';
COMMENT ON COLUMN coverage.report_id IS 'The newest of them; null where there is none.';
COMMENT ON COLUMN coverage.file IS 'Path, on the rows of files without a recognised agency or year; null otherwise.';

CREATE VIEW unlinked_mentions AS
SELECT
  r.agency, r.year, m.printed, m.value, m.unit, m.role, m.noun, m.sentence, m.method, s.number AS section_number,
  s.title AS section_title, r.is_latest, r.file, m.report_id, m.mention_no, m.section_no
FROM mentions AS m
JOIN reports AS r USING (report_id)
LEFT JOIN sections AS s ON s.report_id = m.report_id AND s.section_no = m.section_no
WHERE m.indicator IS NULL AND m.role NOT IN ('ordinal', 'date', 'reference')
ORDER BY r.agency_id, r.year, m.report_id, m.mention_no;
COMMENT ON VIEW unlinked_mentions IS 'Numbers of the prose that count or compare something and are tied to no indicator: what the catalog does not know yet.';
COMMENT ON COLUMN unlinked_mentions.agency IS 'The agency; null where it was not recognised.';
COMMENT ON COLUMN unlinked_mentions.year IS 'The year reported on; null where it was not recognised.';
COMMENT ON COLUMN unlinked_mentions.printed IS 'The number as printed.';
COMMENT ON COLUMN unlinked_mentions.value IS 'The number in unit.';
COMMENT ON COLUMN unlinked_mentions.unit IS 'Unit or measure word; null where there is none.';
COMMENT ON COLUMN unlinked_mentions.role IS 'What the number does in its sentence.';
COMMENT ON COLUMN unlinked_mentions.noun IS 'The words the number counts, as printed.';
COMMENT ON COLUMN unlinked_mentions.sentence IS 'The sentence.';
COMMENT ON COLUMN unlinked_mentions.method IS 'Why there is no link.';
COMMENT ON COLUMN unlinked_mentions.section_number IS 'Number of its section''s heading, as printed; null outside numbered sections.';
COMMENT ON COLUMN unlinked_mentions.section_title IS 'Title of its section; null where there is none.';
COMMENT ON COLUMN unlinked_mentions.is_latest IS 'True on one copy of each report.';
COMMENT ON COLUMN unlinked_mentions.file IS 'Path of the report''s file.';
COMMENT ON COLUMN unlinked_mentions.report_id IS 'The report.';
COMMENT ON COLUMN unlinked_mentions.mention_no IS 'The mention.';
COMMENT ON COLUMN unlinked_mentions.section_no IS 'Its section; null outside sections.';

CREATE VIEW quality AS
WITH
  touched AS (
    SELECT DISTINCT o.report_id, o.source, o.number
    FROM finding_operands AS o JOIN findings AS f USING (finding_id)
    WHERE f.outcome IN ('pass', 'fail')
  ),
  summed AS (
    SELECT DISTINCT o.report_id, o.number
    FROM finding_operands AS o JOIN findings AS f USING (finding_id)
    WHERE f.kind = 'table_sum' AND f.outcome = 'pass' AND o.source = 'fact'
  ),
  fact_counts AS (
    SELECT f.report_id, count(*) AS facts, count(*) FILTER (f.state = 'not_read') AS facts_not_read,
      count(t.number) AS facts_checked,
      count(*) FILTER (f.witness = 'agrees' OR (f.witness = 'none' AND s.number IS NOT NULL)) AS facts_witnessed
    FROM facts AS f
    LEFT JOIN touched AS t ON t.report_id = f.report_id AND t.source = 'fact' AND t.number = f.fact_no
    LEFT JOIN summed AS s ON s.report_id = f.report_id AND s.number = f.fact_no
    GROUP BY f.report_id
  ),
  mention_counts AS (
    SELECT m.report_id, count(*) AS mentions, count(m.indicator) AS mentions_linked, count(t.number) AS mentions_checked
    FROM mentions AS m
    LEFT JOIN touched AS t ON t.report_id = m.report_id AND t.source = 'mention' AND t.number = m.mention_no
    WHERE m.role NOT IN ('ordinal', 'date', 'reference') AND m.shares_no IS NULL
    GROUP BY m.report_id
  ),
  finding_counts AS (
    SELECT report_id, count(*) AS findings, count(*) FILTER (outcome = 'fail') AS flags,
      count(*) FILTER (outcome = 'not_assessable') AS not_assessable
    FROM findings GROUP BY report_id
  ),
  issue_counts AS (
    SELECT report_id, count(*) FILTER (NOT is_note) AS issues, count(*) FILTER (is_note) AS notes
    FROM issues GROUP BY report_id
  )
SELECT
  r.report_id, r.file, r.agency, r.year, r.status,
  coalesce(f.facts, 0) AS facts, coalesce(f.facts_not_read, 0) AS facts_not_read,
  coalesce(f.facts_checked, 0) AS facts_checked,
  CASE WHEN f.facts > 0 THEN round(f.facts_checked / f.facts, 4) END AS facts_checked_share,
  coalesce(f.facts_witnessed, 0) AS facts_witnessed,
  coalesce(m.mentions, 0) AS mentions, coalesce(m.mentions_linked, 0) AS mentions_linked,
  coalesce(m.mentions_checked, 0) AS mentions_checked,
  CASE WHEN m.mentions > 0 THEN round(m.mentions_checked / m.mentions, 4) END AS mentions_checked_share,
  coalesce(c.findings, 0) AS findings, coalesce(c.flags, 0) AS flags, coalesce(c.not_assessable, 0) AS not_assessable,
  coalesce(i.issues, 0) AS issues, coalesce(i.notes, 0) AS notes
FROM reports AS r
LEFT JOIN fact_counts AS f USING (report_id)
LEFT JOIN mention_counts AS m USING (report_id)
LEFT JOIN finding_counts AS c USING (report_id)
LEFT JOIN issue_counts AS i USING (report_id)
ORDER BY r.file, r.report_id;
COMMENT ON VIEW quality IS 'Per report: how much of it was read, and which share of its cells and numbers a check touched.';
COMMENT ON COLUMN quality.report_id IS 'The report.';
COMMENT ON COLUMN quality.file IS 'Path of the report''s file.';
COMMENT ON COLUMN quality.agency IS 'The agency; null where it was not recognised.';
COMMENT ON COLUMN quality.year IS 'The year reported on; null where it was not recognised.';
COMMENT ON COLUMN quality.status IS 'How far the report could be read.';
COMMENT ON COLUMN quality.facts IS 'Cells of recognised indicator tables.';
COMMENT ON COLUMN quality.facts_not_read IS 'Of these, cells we could not read.';
COMMENT ON COLUMN quality.facts_checked IS 'Of these, cells that a check with an outcome of pass or fail used.';
COMMENT ON COLUMN quality.facts_checked_share IS 'facts_checked / facts, 0 to 1; null without facts.';
COMMENT ON COLUMN quality.facts_witnessed IS 'Of these, cells that a second reading of the table, or else a sum of the form that holds, bears out.';
COMMENT ON COLUMN quality.mentions IS 'Numbers of the prose, without dates, ordinals and references.';
COMMENT ON COLUMN quality.mentions_linked IS 'Of these, numbers tied to an indicator.';
COMMENT ON COLUMN quality.mentions_checked IS 'Of these, numbers that a check with an outcome of pass or fail used.';
COMMENT ON COLUMN quality.mentions_checked_share IS 'mentions_checked / mentions, 0 to 1; null without mentions.';
COMMENT ON COLUMN quality.findings IS 'Checks made or tried.';
COMMENT ON COLUMN quality.flags IS 'Of these, failed.';
COMMENT ON COLUMN quality.not_assessable IS 'Of these, not assessable.';
COMMENT ON COLUMN quality.issues IS 'Issues we recorded while reading and checking, without notes.';
COMMENT ON COLUMN quality.notes IS 'Issues by which nothing of the report was lost.';
