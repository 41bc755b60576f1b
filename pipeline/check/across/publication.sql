-- publication: the date of publication against the legal deadline. Of a report that was published several times the
-- first date counts. A date on a page is often that of a later posting, so a late one is never more than low.

WITH
  first_date AS (
    SELECT coalesce(version_of, report_id) AS report_id, min(published) AS published FROM reports
    WHERE status IN ('ok', 'partial') GROUP BY ALL
  ),
  limits AS (
    SELECT s.report_id, s.year, f.published, arg_min(make_date(s.year + 1, d.month, d.day), d.no) AS deadline
    FROM standing AS s
    JOIN first_date AS f USING (report_id)
    JOIN deadline AS d ON s.year BETWEEN d.first_year AND d.last_year
      AND (len(d.ends) = 0 OR len(list_filter(d.ends, lambda one: ends_with(s.agency, one))) > 0)
    GROUP BY ALL
  )
SELECT 'publication' AS rule,
  CASE WHEN published IS NULL THEN 'no_date' WHEN published < make_date(year, 12, 1) THEN 'fail_early'
    WHEN published > deadline THEN 'fail' ELSE 'pass' END AS "say",
  report_id, NULL::VARCHAR AS other_report_id, concat_ws(' ', 'published', published::VARCHAR) AS subject,
  NULL::VARCHAR AS indicator, [] AS left_side, [] AS right_side, NULL AS left_value, NULL AS right_value, NULL AS tolerance,
  ['date_of_page'] AS doubts, published::VARCHAR AS published, deadline::VARCHAR AS deadline,
  (published - deadline)::VARCHAR AS days
FROM limits;
