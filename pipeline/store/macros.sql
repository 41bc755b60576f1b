-- Queries with a word of one's own in them. A comment's first line says what the macro gives; each line after it is a
-- column and its meaning, for docs/database.md.

-- BM25 (k1 = 1.2, b = 0.75) with the words as they are asked for: Chinese needs no segmenter and no index for that, and
-- two characters, 复议, are found like twenty. Each word costs one look through all sections.
CREATE MACRO search(query) AS TABLE
WITH
  words AS (
    SELECT DISTINCT word FROM (SELECT unnest(string_split_regex(query, '[\s　]+')) AS word) WHERE word <> ''
  ),
  sought AS (
    SELECT s.report_id, s.section_no, s.path, s.title, concat_ws(' ', s.title, s.text) AS said, length(s.text) + 1 AS size
    FROM sections AS s JOIN reports AS r USING (report_id) WHERE r.is_latest
  ),
  corpus AS (SELECT count(*) AS sections, avg(size) AS mean FROM sought),
  met AS (
    SELECT s.report_id, s.section_no, w.word, s.size,
      (length(s.said) - length(replace(s.said, w.word, ''))) / length(w.word) AS times
    FROM sought AS s JOIN words AS w ON contains(s.said, w.word)
  ),
  rare AS (
    SELECT word, ln(1 + (any_value(sections) - count(*) + 0.5) / (count(*) + 0.5)) AS weight
    FROM met CROSS JOIN corpus GROUP BY word
  ),
  ranked AS (
    SELECT report_id, section_no, arg_max(word, weight) AS word,
      sum(weight * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * size / mean))) AS score
    FROM met JOIN rare USING (word) CROSS JOIN corpus
    GROUP BY report_id, section_no HAVING count(*) = (SELECT count(*) FROM words)
  )
SELECT
  round(k.score, 4) AS score, r.agency, r.year, s.path AS section_path, s.title AS section_title,
  substring(s.said, greatest(1, instr(s.said, k.word) - 30), 60 + length(k.word)) AS passage,
  r.file, k.report_id, k.section_no
FROM ranked AS k
JOIN sought AS s USING (report_id, section_no)
JOIN reports AS r USING (report_id)
ORDER BY k.score DESC, r.agency_id, r.year, k.report_id, k.section_no;
COMMENT ON MACRO TABLE search IS 'search(''信访 重复''): the sections that hold all the words, which blanks set apart, in title or text; best first, each report once.
score: BM25 of the words in the section: higher where they are rare in the archive and frequent in a short section.
agency: The agency; null where it was not recognised.
year: The year reported on; null where it was not recognised.
section_path: The printed numbers down to the section, e.g. 二(一).
section_title: Title of the section, as printed; null where there is none.
passage: The words around the first place of the rarest word.
file: Path of the report''s file.
report_id: The report.
section_no: The section; its whole text is in sections.';
