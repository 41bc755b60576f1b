-- Which files are one report, and which of them stands for it. Runs over incoming_<table> while a database is loaded.
--
-- One report: files of one agency and year; and a page with the file it links to, where both stand in one folder (or
-- the file in the folder that a browser saved beside the page) and neither agency nor year speak against it.
-- Of several editions (dates of publication, fetches of one address) the newest counts; of the renditions of one
-- edition (page, attachment, copy as text; one without a date is of the newest) the best reading: the most cells read,
-- then text before what was recognised in pictures, then the most numbers tied to an indicator, then the fewest issues.

CREATE TEMP TABLE measured AS
SELECT r.report_id, r.file, lower(r.own) AS name, regexp_replace(r.file, '[^/]*$', '') AS folder,
  regexp_replace(lower(r.own), '\.[^.]*$', '') AS stem, regexp_replace(r.own, '\.[^.]*$', '') AS page,
  r.agency_id, r.year, r.published, r.fetched_at, r.source_url, r.status IN ('ok', 'partial') AS is_read,
  CASE WHEN r.status IN ('ok', 'partial') THEN r.agency_id || '/' || r.year END AS own_key,
  coalesce(f.cells, 0) AS cells, coalesce(f.is_recognised, m.is_recognised, false) AS is_recognised, coalesce(m.numbers, 0) AS numbers, coalesce(i.problems, 0) AS problems,
  coalesce(i.is_link, false) AS is_link
FROM (
  -- what a raw store holds is called by its address and its digest: 3.docx [0cac3cd27763]
  SELECT *, regexp_replace(regexp_extract(file, '[^/]*$'), ' \[[0-9a-f]{12}\]$', '') AS own FROM incoming_reports
) AS r
LEFT JOIN (
  SELECT report_id, count(*) AS cells, bool_or(confidence IS NOT NULL) AS is_recognised FROM incoming_facts WHERE state <> 'not_read' GROUP BY report_id
) AS f USING (report_id)
LEFT JOIN (
  SELECT report_id, count(*) FILTER (WHERE indicator IS NOT NULL) AS numbers, bool_or(confidence IS NOT NULL) AS is_recognised
  FROM incoming_mentions GROUP BY report_id
) AS m USING (report_id)
LEFT JOIN (
  SELECT report_id, count(*) FILTER (WHERE NOT is_note) AS problems, bool_or(code = 'only_attachment') AS is_link
  FROM incoming_issues GROUP BY report_id
) AS i USING (report_id);

-- The names under which a linked file may have been saved: that of its address, one in its query, its label.
CREATE TEMP TABLE attached AS
WITH
  links AS (
    SELECT d.report_id AS page_id, unnest(d.attachments, recursive := true)
    FROM incoming_documents AS d WHERE len(d.attachments) > 0
  ),
  printed AS (
    SELECT page_id, regexp_replace(address, '[?#].*$', '') AS name FROM links
    UNION ALL
    SELECT page_id, unnest(regexp_extract_all(address, '[?&][^=&#]*=([^&#]*\.[A-Za-z]{2,4})(?:&|#|$)', 1)) FROM links
    UNION ALL
    SELECT page_id, regexp_replace(label, '\s', '', 'g') FROM links WHERE len(label) >= 8
  ),
  named AS (
    SELECT DISTINCT page_id, lower(regexp_extract(coalesce(TRY(url_decode(name)), name), '[^/\\]*$')) AS name FROM printed
  ),
  pairs AS (
    SELECT DISTINCT p.report_id AS page_id, o.report_id AS file_id, p.is_read,
      p.agency_id = o.agency_id AND p.year = o.year AS is_same,
      coalesce(p.agency_id = o.agency_id, true) AND coalesce(p.year = o.year, true) AS may_be
    FROM named AS n
    JOIN measured AS p ON p.report_id = n.page_id AND (p.is_read OR p.is_link)
    JOIN measured AS o ON (o.name = n.name OR o.stem = n.name) AND o.is_read AND o.report_id <> p.report_id
    WHERE n.name <> ''
      AND o.folder IN (p.folder, p.folder || p.page || '_files/', p.folder || p.page || '.files/', p.folder || p.page || '_文件/')
  ),
  counted AS (SELECT *, count(*) OVER (PARTITION BY page_id) AS files FROM pairs)
SELECT page_id, file_id FROM counted
WHERE may_be AND (files = 1 OR (is_same AND is_read));  -- a list of reports is none of them

CREATE TEMP TABLE copies AS
WITH
  linked AS (
    SELECT a.page_id, a.file_id, coalesce(p.own_key, o.own_key, a.page_id) AS key, greatest(p.published, o.published) AS edition
    FROM attached AS a JOIN measured AS p ON p.report_id = a.page_id JOIN measured AS o ON o.report_id = a.file_id
  ),
  by_report AS (
    SELECT report_id, min(key) AS key, max(edition) AS edition
    FROM (SELECT page_id AS report_id, key, edition FROM linked UNION ALL SELECT file_id, key, edition FROM linked)
    GROUP BY report_id
  ),
  keyed AS (
    SELECT m.*, coalesce(m.own_key, b.key) AS key, coalesce(b.edition, m.published) AS edition
    FROM measured AS m LEFT JOIN by_report AS b USING (report_id)
    WHERE m.own_key IS NOT NULL OR b.key IS NOT NULL
  ),
  current AS (
    SELECT *,
      (edition IS NULL OR edition = max(edition) OVER (PARTITION BY key))
      AND (source_url IS NULL OR fetched_at IS NULL OR fetched_at = max(fetched_at) OVER (PARTITION BY key, source_url))
        AS is_current
    FROM keyed
  )
SELECT report_id, file, is_current AND is_read AS is_current, cells, numbers, first_value(report_id) OVER (
    PARTITION BY key
    ORDER BY is_read DESC, is_current DESC, cells DESC, is_recognised, numbers DESC, problems,
      published DESC NULLS LAST, fetched_at DESC NULLS LAST, file DESC, report_id DESC
  ) AS newest_id
FROM current;

-- Where two renditions of one edition print different values in one cell, an issue of the one that stands for both.
CREATE TEMP TABLE differing AS
WITH
  pair AS (
    SELECT b.report_id, o.report_id AS other_id, b.file, o.file AS other_file, b.cells, o.cells AS other_cells
    FROM copies AS o JOIN copies AS b ON b.report_id = o.newest_id
    WHERE o.is_current AND b.is_current AND o.report_id <> b.report_id
  ),
  cell AS (
    SELECT report_id, indicator, member, period, arg_min({'no': fact_no, 'label': concat_ws('/', row_label, nullif(column_label, '')),
      'state': state, 'value': value, 'printed': CASE WHEN trim(coalesce(printed, '')) = '' THEN '(blank)' ELSE printed END,
      'place': {'page': page, 'box': box, 'char_start': char_start, 'char_end': char_end,
        'table_no': table_no, 'row_no': row_no, 'col_no': col_no}}, fact_no) AS own
    FROM incoming_facts
    WHERE state <> 'not_read' AND report_id IN (SELECT report_id FROM pair UNION SELECT other_id FROM pair)
    GROUP BY report_id, indicator, member, period
  ),
  difference AS (
    SELECT p.*, b.own, o.own AS other
    FROM pair AS p
    JOIN cell AS b ON b.report_id = p.report_id
    JOIN cell AS o ON o.report_id = p.other_id AND o.indicator = b.indicator AND o.member = b.member AND o.period = b.period
    WHERE b.own.state <> o.own.state OR b.own.value IS DISTINCT FROM o.own.value
  )
SELECT report_id,
  (1000000 + row_number() OVER (PARTITION BY report_id ORDER BY other_file, other_id))::INTEGER AS issue_no,
  'store' AS stage, 'renditions_differ' AS code,
  file || ' and ' || other_file || ' are one report and differ in ' || count(*) || ' cells: '
    || array_to_string(list(own.label || ': ' || own.printed || ' in the first, ' || other.printed || ' in the second'
      ORDER BY own."no")[1:3], '; ')
    || CASE WHEN count(*) > 3 THEN '; …' ELSE '' END
    || '. The first stands for both (' || cells || ' cells read, ' || other_cells || ' in the second); look at the two'
    AS message,
  true AS is_note, arg_min(own.place, own."no") AS place
FROM difference
GROUP BY report_id, other_id, file, other_file, cells, other_cells;
