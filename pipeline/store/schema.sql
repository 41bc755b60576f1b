-- The database contract: every table and column, its unit, its meaning and what null means.
-- This file is the single declaration. The Arrow schemas of the Parquet parts are read off the empty tables it
-- creates, and docs/database.md is generated from its comments. Fixed vocabularies are those of model.py.
--
-- Offsets (char_start, char_end) count characters (Unicode code points) from 0 in documents.text, the end excluded:
-- substring(text, char_start + 1, char_end - char_start). A box is [x0, top, x1, bottom] in points from the page's
-- upper left corner. Foreign keys are not declared: the loader writes a report whole or not at all.

-- What was read ------------------------------------------------------------------------------------------------

CREATE TABLE reports (
  report_id VARCHAR PRIMARY KEY,
  file VARCHAR NOT NULL,
  source_url VARCHAR,
  sha256 VARCHAR NOT NULL,
  media_type VARCHAR,
  bytes BIGINT NOT NULL,
  title VARCHAR,
  agency VARCHAR,
  agency_id VARCHAR,
  region_code VARCHAR,
  region VARCHAR,
  level VARCHAR,
  year INTEGER,
  published DATE,
  templates VARCHAR[] NOT NULL,
  status VARCHAR NOT NULL CHECK (status IN (
    'ok', 'partial', 'needs_ocr', 'needs_office', 'not_a_report', 'failed'
  )),
  version_of VARCHAR,
  is_latest BOOLEAN,
  fetched_at TIMESTAMP,
  encoding VARCHAR,
  damaged_characters INTEGER,
  characters INTEGER
);
COMMENT ON TABLE reports IS 'One row per file that was looked at, also when it could not be read: status tells.';
COMMENT ON COLUMN reports.report_id IS 'First 12 hex digits of the file''s SHA-256; of its path''s bytes where the file could not be read.';
COMMENT ON COLUMN reports.file IS 'Path of the file as given to the run, of a file in a zip archive.zip!/file; bytes of the name that are not UTF-8 are written as \udcXX. Of a raw store: the store, the host and the end of the address or the file''s own name, and [report_id].';
COMMENT ON COLUMN reports.source_url IS 'Address the file was fetched from; null for a file without a known origin.';
COMMENT ON COLUMN reports.sha256 IS 'SHA-256 of the file''s bytes, 64 hex digits; of its path''s bytes where the file could not be read.';
COMMENT ON COLUMN reports.media_type IS 'Type found in the bytes, e.g. text/html; null where the file could not be read.';
COMMENT ON COLUMN reports.bytes IS 'Size of the file in bytes.';
COMMENT ON COLUMN reports.title IS 'Title as printed; null where none was found.';
COMMENT ON COLUMN reports.agency IS 'Name of the agency as printed (行政机关), in simplified characters; null where none was recognised.';
COMMENT ON COLUMN reports.agency_id IS 'Key of the agency: code and name of its division and the name of its office, all as they are today where they were only renamed, whatever is printed. Null where no agency was recognised, and where several bear the name (an issue says so). See agencies.';
COMMENT ON COLUMN reports.region_code IS 'Six-digit division code (GB/T 2260) the agency''s name points to; null where none or several do.';
COMMENT ON COLUMN reports.region IS 'Full name of that division, e.g. 福建省三明市; null as region_code.';
COMMENT ON COLUMN reports.level IS 'Level of that division: province, city (prefecture), county; town for a township or sub-district, whose county is the division; ministry for a department of the State Council, which has none. Null where no division is known.';
COMMENT ON COLUMN reports.year IS 'The year reported on, not the year of publication; null where it was not recognised.';
COMMENT ON COLUMN reports.published IS 'Date of publication as printed or as the page states it; null where neither does.';
COMMENT ON COLUMN reports.templates IS 'Forms recognised in the report''s tables, in reading order; an empty list where no table was recognised.';
COMMENT ON COLUMN reports.status IS 'How far the report could be read: ok (issues, if any, are notes); partial (something was not understood or lost, see issues); needs_ocr (pages are pictures); needs_office (only LibreOffice can open it, and it was not installed); not_a_report; failed.';
COMMENT ON COLUMN reports.version_of IS 'report_id of the file that stands for this one, which is an older edition or another rendition of the same report; null on the one that stands. Also on a page that is only a link to it.';
COMMENT ON COLUMN reports.is_latest IS 'True on one file of each report. Files are one report by agency and year, or as a page and the file it links to. Older editions (by publication, then by fetching of one address) have false, and so have other renditions of the newest (page, attachment, text): the most cells read, then text before what was recognised in pictures, then the most numbers tied to an indicator, then the fewest issues stand for it. A file without a known agency or year, or that could not be read, has true.';
COMMENT ON COLUMN reports.fetched_at IS 'When the file was fetched, in UTC; null for a file without a known origin.';
COMMENT ON COLUMN reports.encoding IS 'Character encoding the text was decoded with; null where the format carries its own or nothing was read.';
COMMENT ON COLUMN reports.damaged_characters IS 'Characters lost in decoding; null where nothing was read.';
COMMENT ON COLUMN reports.characters IS 'Length of documents.text in characters; null where nothing was read.';

CREATE TABLE documents (
  report_id VARCHAR PRIMARY KEY,
  text VARCHAR NOT NULL,
  head STRUCT("name" VARCHAR, "value" VARCHAR)[] NOT NULL,
  attachments STRUCT("label" VARCHAR, "address" VARCHAR)[] NOT NULL,
  pieces STRUCT("kind" VARCHAR, char_start INTEGER, char_end INTEGER, section_no INTEGER)[] NOT NULL
);
COMMENT ON TABLE documents IS 'The whole text of each report that could be read: what every offset points into.';
COMMENT ON COLUMN documents.report_id IS 'The report.';
COMMENT ON COLUMN documents.text IS 'Text in reading order, nothing removed. Characters that cannot be stored (NUL, half of a surrogate pair) stand as U+FFFD, so offsets hold.';
COMMENT ON COLUMN documents.head IS 'What the file says of itself outside its text, e.g. title and PubDate of a web page, in order.';
COMMENT ON COLUMN documents.attachments IS 'Files the page links to, with the words of the link.';
COMMENT ON COLUMN documents.pieces IS 'What each stretch of the text was taken for (title, heading, text, table, furniture, …); the stretches tile the text. section_no is null outside sections.';

CREATE TABLE sections (
  report_id VARCHAR,
  section_no INTEGER,
  parent_no INTEGER,
  level INTEGER NOT NULL,
  number VARCHAR,
  title VARCHAR,
  text VARCHAR NOT NULL,
  page INTEGER,
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  method VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  style VARCHAR NOT NULL,
  ordinal INTEGER,
  part VARCHAR,
  path VARCHAR NOT NULL,
  heading_start INTEGER NOT NULL,
  heading_end INTEGER NOT NULL,
  spans STRUCT(char_start INTEGER, char_end INTEGER)[] NOT NULL,
  PRIMARY KEY (report_id, section_no)
);
COMMENT ON TABLE sections IS 'The numbered sections of each report as a tree, and its unnumbered pieces (preamble, signature, furniture).';
COMMENT ON COLUMN sections.report_id IS 'The report.';
COMMENT ON COLUMN sections.section_no IS 'Number of the section within the report, in reading order.';
COMMENT ON COLUMN sections.parent_no IS 'section_no of the section it stands in; null at the top.';
COMMENT ON COLUMN sections.level IS 'Depth in the tree, 1 at the top; 0 for an unnumbered piece.';
COMMENT ON COLUMN sections.number IS 'Heading number as printed, e.g. 一、 or (三); null for an unnumbered piece.';
COMMENT ON COLUMN sections.title IS 'Heading without its number, as printed; null where the number stands alone or there is no heading.';
COMMENT ON COLUMN sections.text IS 'Own text: without heading, subsections and tables; parts that a table separates are joined by a line break.';
COMMENT ON COLUMN sections.page IS 'Page of the heading, from 1; null for formats without pages.';
COMMENT ON COLUMN sections.char_start IS 'Start of the own text in documents.text, in characters from 0.';
COMMENT ON COLUMN sections.char_end IS 'End of the own text in documents.text, excluded.';
COMMENT ON COLUMN sections.method IS 'How the section was recognised: heading (a printed number), name (a heading without one); of an unnumbered piece its kind.';
COMMENT ON COLUMN sections.kind IS 'numbered, or what the unnumbered piece is: preamble, signature, attachment, furniture.';
COMMENT ON COLUMN sections.style IS 'Style of the number, e.g. (一); empty for an unnumbered piece.';
COMMENT ON COLUMN sections.ordinal IS 'The printed number as a number; null for an unnumbered piece and where the number is lost or none (二三、).';
COMMENT ON COLUMN sections.part IS 'The statutory part it belongs to, whatever its number and wording: by its title, else of the section it stands in. Null where no title names one, and for signatures and attachments. See section_parts.';
COMMENT ON COLUMN sections.path IS 'The printed numbers down to the section without their punctuation, e.g. 二(一); empty outside numbered sections.';
COMMENT ON COLUMN sections.heading_start IS 'Start of the heading (number and title) in documents.text.';
COMMENT ON COLUMN sections.heading_end IS 'End of the heading in documents.text, excluded.';
COMMENT ON COLUMN sections.spans IS 'The parts of the own text in documents.text; empty where the section has none.';

CREATE TABLE indicator_tables (
  report_id VARCHAR,
  table_no INTEGER,
  template VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  page INTEGER,
  box DOUBLE[],
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  PRIMARY KEY (report_id, table_no)
);
COMMENT ON TABLE indicator_tables IS 'Tables in which an official form was recognised, by what is printed in them.';
COMMENT ON COLUMN indicator_tables.report_id IS 'The report.';
COMMENT ON COLUMN indicator_tables.table_no IS 'Number of the table within the report.';
COMMENT ON COLUMN indicator_tables.template IS 'The form. See templates.';
COMMENT ON COLUMN indicator_tables.method IS 'grid: a true table; lines: the table had been flattened to one cell per line.';
COMMENT ON COLUMN indicator_tables.page IS 'Page, from 1; null for formats without pages.';
COMMENT ON COLUMN indicator_tables.box IS '[x0, top, x1, bottom] in points; null for formats without pages.';
COMMENT ON COLUMN indicator_tables.char_start IS 'Start in documents.text, in characters from 0.';
COMMENT ON COLUMN indicator_tables.char_end IS 'End in documents.text, excluded.';

CREATE TABLE cells (
  report_id VARCHAR,
  table_no INTEGER,
  row_no INTEGER,
  col_no INTEGER,
  row_span INTEGER NOT NULL,
  col_span INTEGER NOT NULL,
  text VARCHAR NOT NULL,
  page INTEGER,
  x0 DOUBLE,
  top DOUBLE,
  x1 DOUBLE,
  bottom DOUBLE,
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  confidence DOUBLE CHECK (confidence BETWEEN 0 AND 1),
  PRIMARY KEY (report_id, table_no, row_no, col_no)
);
COMMENT ON TABLE cells IS 'Every printed cell of every table, whether its form was recognised or not.';
COMMENT ON COLUMN cells.report_id IS 'The report.';
COMMENT ON COLUMN cells.table_no IS 'Number of the table within the report, from 1.';
COMMENT ON COLUMN cells.row_no IS 'Row on the expanded grid, from 1.';
COMMENT ON COLUMN cells.col_no IS 'Column on the expanded grid, from 1.';
COMMENT ON COLUMN cells.row_span IS 'Grid rows the cell covers.';
COMMENT ON COLUMN cells.col_span IS 'Grid columns the cell covers.';
COMMENT ON COLUMN cells.text IS 'Text as printed; empty for an empty cell.';
COMMENT ON COLUMN cells.page IS 'Page, from 1; null for formats without pages.';
COMMENT ON COLUMN cells.x0 IS 'Left edge in points; null for formats without pages.';
COMMENT ON COLUMN cells.top IS 'Upper edge in points; null for formats without pages.';
COMMENT ON COLUMN cells.x1 IS 'Right edge in points; null for formats without pages.';
COMMENT ON COLUMN cells.bottom IS 'Lower edge in points; null for formats without pages.';
COMMENT ON COLUMN cells.char_start IS 'Start in documents.text, in characters from 0.';
COMMENT ON COLUMN cells.char_end IS 'End in documents.text, excluded.';
COMMENT ON COLUMN cells.confidence IS 'How surely the cell was recognised in a picture, 0 to 1; null where it is printed text.';

-- What was extracted -------------------------------------------------------------------------------------------

CREATE TABLE facts (
  report_id VARCHAR,
  fact_no INTEGER,
  template VARCHAR NOT NULL,
  indicator VARCHAR NOT NULL,
  member VARCHAR NOT NULL,
  period VARCHAR NOT NULL CHECK (period IN ('year', 'cumulative', 'previous_year', 'other')),
  value DECIMAL(18, 4),
  state VARCHAR NOT NULL CHECK (state IN ('number', 'blank', 'dash', 'not_read')),
  unit VARCHAR,
  unit_source VARCHAR CHECK (unit_source IN ('printed', 'form')),
  printed VARCHAR,
  row_label VARCHAR NOT NULL,
  column_label VARCHAR NOT NULL,
  table_no INTEGER,
  row_no INTEGER,
  col_no INTEGER,
  method VARCHAR NOT NULL CHECK (method IN ('exact', 'alias', 'fuzzy', 'position', 'ocr')),
  label_method VARCHAR NOT NULL CHECK (label_method IN ('exact', 'alias', 'fuzzy', 'position')),
  confidence DOUBLE CHECK (confidence BETWEEN 0 AND 1),
  witness VARCHAR NOT NULL CHECK (witness IN ('agrees', 'differs', 'none')),
  second_printed VARCHAR,
  page INTEGER,
  box DOUBLE[],
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  PRIMARY KEY (report_id, fact_no),
  CHECK ((value IS NOT NULL) = (state = 'number'))
);
COMMENT ON TABLE facts IS 'One row per cell of a recognised indicator table: what the report says in its form.';
COMMENT ON COLUMN facts.report_id IS 'The report.';
COMMENT ON COLUMN facts.fact_no IS 'Number of the fact within the report.';
COMMENT ON COLUMN facts.template IS 'The form it stands in. See templates.';
COMMENT ON COLUMN facts.indicator IS 'The row of the form. See indicators.';
COMMENT ON COLUMN facts.member IS 'The column''s second axis (e.g. 自然人); total where the form has none.';
COMMENT ON COLUMN facts.period IS 'year; cumulative (历年累计, since the form began); previous_year; other.';
COMMENT ON COLUMN facts.value IS 'The number in unit. Null whenever state is not number: a blank is never zero.';
COMMENT ON COLUMN facts.state IS 'What stood in the cell: number; blank; dash (a printed / or —); not_read (we could not say, see issues).';
COMMENT ON COLUMN facts.unit IS 'Unit, e.g. 条 or 件; null where neither table nor form gives one.';
COMMENT ON COLUMN facts.unit_source IS 'printed: the unit stands in the table; form: it is the official form''s; null without a unit.';
COMMENT ON COLUMN facts.printed IS 'The cell''s text as printed; null where the cell could not be told from its neighbours.';
COMMENT ON COLUMN facts.row_label IS 'Printed row labels from the outermost inwards, joined with /.';
COMMENT ON COLUMN facts.column_label IS 'Printed column labels from the outermost inwards, joined with /.';
COMMENT ON COLUMN facts.table_no IS 'The table; null where the place is known by offsets only.';
COMMENT ON COLUMN facts.row_no IS 'Row of the cell on the expanded grid, from 1; null for a flattened table.';
COMMENT ON COLUMN facts.col_no IS 'Column of the cell on the expanded grid, from 1; null for a flattened table.';
COMMENT ON COLUMN facts.method IS 'ocr where the cell was recognised in a picture; otherwise as label_method.';
COMMENT ON COLUMN facts.confidence IS 'How surely the cell was recognised in a picture, 0 to 1, the form''s sums heard: one that holds takes nine tenths of the doubt, where none holds half the confidence goes. Null where the cell is printed text.';
COMMENT ON COLUMN facts.label_method IS 'How the row''s label was matched with the form: exact; alias (a label the catalog knows from practice); fuzzy (nearly the same); position (between two rows that are known).';
COMMENT ON COLUMN facts.witness IS 'A second, independent reading of the table: agrees; differs (see issues); none (the table can be read in one way only).';
COMMENT ON COLUMN facts.second_printed IS 'What the second reading has in the cell, where it differs; null otherwise.';
COMMENT ON COLUMN facts.page IS 'Page, from 1; null for formats without pages.';
COMMENT ON COLUMN facts.box IS '[x0, top, x1, bottom] of the cell in points; null for formats without pages.';
COMMENT ON COLUMN facts.char_start IS 'Start of the cell in documents.text, in characters from 0.';
COMMENT ON COLUMN facts.char_end IS 'End of the cell in documents.text, excluded.';

CREATE TABLE mentions (
  report_id VARCHAR,
  mention_no INTEGER,
  section_no INTEGER,
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  printed VARCHAR NOT NULL,
  value DECIMAL(18, 4),
  high DECIMAL(18, 4),
  step DECIMAL(18, 4),
  hedge VARCHAR NOT NULL CHECK (hedge IN ('exact', 'about', 'over', 'under')),
  unit VARCHAR,
  indicator VARCHAR,
  member VARCHAR NOT NULL,
  period VARCHAR NOT NULL CHECK (period IN ('year', 'cumulative', 'previous_year', 'other')),
  role VARCHAR NOT NULL CHECK (role IN (
    'total', 'part', 'percent', 'growth', 'difference', 'multiple', 'ordinal', 'date', 'reference'
  )),
  whole_no INTEGER,
  stated_zero BOOLEAN NOT NULL,
  scope VARCHAR NOT NULL CHECK (scope IN ('own', 'area', 'unknown')),
  sentence VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  noun VARCHAR NOT NULL,
  topic VARCHAR NOT NULL,
  wholes INTEGER[] NOT NULL,
  list_no INTEGER NOT NULL,
  operand INTEGER,
  part_is_certain BOOLEAN NOT NULL,
  open_list BOOLEAN NOT NULL,
  base_year INTEGER,
  falls BOOLEAN NOT NULL,
  period_is_certain BOOLEAN NOT NULL,
  shares_no INTEGER,
  confidence DOUBLE CHECK (confidence BETWEEN 0 AND 1),
  page INTEGER,
  box DOUBLE[],
  sentence_start INTEGER NOT NULL,
  sentence_end INTEGER NOT NULL,
  PRIMARY KEY (report_id, mention_no)
);
COMMENT ON TABLE mentions IS 'One row per number of the prose, and per zero stated in words (没有收到申请).';
COMMENT ON COLUMN mentions.report_id IS 'The report.';
COMMENT ON COLUMN mentions.mention_no IS 'Number of the mention within the report, in reading order.';
COMMENT ON COLUMN mentions.section_no IS 'The section it stands in; null outside sections.';
COMMENT ON COLUMN mentions.char_start IS 'Start in documents.text, in characters from 0.';
COMMENT ON COLUMN mentions.char_end IS 'End in documents.text, excluded.';
COMMENT ON COLUMN mentions.printed IS 'The number as printed, or the words that state a zero.';
COMMENT ON COLUMN mentions.value IS 'The number in unit, 万 and 亿 multiplied out (万元 is a unit and stays). Null for a reference (a telephone or document number counts nothing) and where the digits exceed DECIMAL(18,4).';
COMMENT ON COLUMN mentions.high IS 'End of a printed range, in unit; null where it is no range.';
COMMENT ON COLUMN mentions.step IS 'Weight of the last printed digit where that digit was rounded (1000 for 1.2万); 0 for a plain whole number; null as value.';
COMMENT ON COLUMN mentions.hedge IS 'How exactly it is meant: exact; about (约); over (余, 多); under (近).';
COMMENT ON COLUMN mentions.unit IS 'Unit or measure word as printed; null where there is none.';
COMMENT ON COLUMN mentions.indicator IS 'What it counts, where that is an indicator. Null: nothing in the catalog, or not linked; see unlinked_mentions.';
COMMENT ON COLUMN mentions.member IS 'The second axis (e.g. 自然人); total where none is named.';
COMMENT ON COLUMN mentions.period IS 'year; cumulative (since a stated year); previous_year; other.';
COMMENT ON COLUMN mentions.role IS 'What the number does in its sentence: total (a count of its own); part (其中, or an item of a list; see wholes); percent (占50%); growth (增长26%, 增加12件); difference (one number less another); multiple (3倍); ordinal (第三, 二是); date; reference (document number, telephone, address, name). The last three count nothing; the view numbers leaves them out.';
COMMENT ON COLUMN mentions.whole_no IS 'mention_no of the total it is part of: the first of wholes; null where there is none.';
COMMENT ON COLUMN mentions.stated_zero IS 'True: a zero stated in words, not in digits.';
COMMENT ON COLUMN mentions.scope IS 'In whose name the number is given: own (the agency), area (its whole division), unknown.';
COMMENT ON COLUMN mentions.sentence IS 'The sentence it stands in, as printed.';
COMMENT ON COLUMN mentions.method IS 'How the link to the indicator was made: clause (words beside the number), earlier clause, heading, anaphora (此类), as before, shares and shares the number (均为0件), stated zero; or why there is none: no phrase, negated, a rule of counting, the sum of what stands before it, counts several indicators together, not of the kind its total lists, … excluded by …, … is not counted in …, a percent, a growth, a difference, a multiple. Empty for a date, an ordinal and a reference.';
COMMENT ON COLUMN mentions.noun IS 'The words the number counts, as printed; empty where there are none.';
COMMENT ON COLUMN mentions.topic IS 'What is counted, reduced for comparison within the prose; empty where nothing is.';
COMMENT ON COLUMN mentions.wholes IS 'mention_nos it depends on, by role: of a part, the totals whose sum it belongs to; of a difference, minuend and subtrahend; of a percent, what the count is a share of.';
COMMENT ON COLUMN mentions.list_no IS 'Of a part: tells several lists of one total apart, within a section; 0 for what is no part of a list.';
COMMENT ON COLUMN mentions.operand IS 'mention_no a percent, growth or multiple speaks of; null where the sentence does not tell.';
COMMENT ON COLUMN mentions.part_is_certain IS 'False after 以及 or 另: the number may stand beside the list rather than in it.';
COMMENT ON COLUMN mentions.open_list IS 'True on a part whose list may be short (等, 主要).';
COMMENT ON COLUMN mentions.base_year IS 'Year a growth compares with; null where the sentence does not tell or it is no growth.';
COMMENT ON COLUMN mentions.falls IS 'True on a growth that is a fall (下降, 减少).';
COMMENT ON COLUMN mentions.period_is_certain IS 'False where 累计 may mean the year or all years.';
COMMENT ON COLUMN mentions.shares_no IS 'The mention whose printed number this is too, where one number holds for several indicators (均为0件); null for a number of its own.';
COMMENT ON COLUMN mentions.confidence IS 'How surely the words around the number were recognised in a picture, 0 to 1; null where they are printed text.';
COMMENT ON COLUMN mentions.page IS 'Page, from 1; null for formats without pages.';
COMMENT ON COLUMN mentions.box IS '[x0, top, x1, bottom] in points; null for formats without pages.';
COMMENT ON COLUMN mentions.sentence_start IS 'Start of the sentence in documents.text.';
COMMENT ON COLUMN mentions.sentence_end IS 'End of the sentence in documents.text, excluded.';

-- What was checked ---------------------------------------------------------------------------------------------

-- findings and finding_operands have keys (finding_id; finding_id, side, operand_no) but no index of them: in a large
-- archive it would cost more than all else of the load. Ids are unique by construction, as far as twelve digits go.
CREATE TABLE findings (
  finding_id VARCHAR NOT NULL,
  report_id VARCHAR NOT NULL,
  other_report_id VARCHAR,
  rule VARCHAR NOT NULL,
  kind VARCHAR NOT NULL CHECK (kind IN (
    'text_vs_table', 'text_vs_text', 'parts_vs_total', 'percent', 'growth', 'table_sum', 'balance', 'enumeration',
    'outline', 'completeness', 'period', 'carry_over', 'cumulative', 'stock', 'stated_growth', 'copied_text',
    'stale_text', 'trend', 'publication', 'restated'
  )),
  outcome VARCHAR NOT NULL CHECK (outcome IN ('pass', 'fail', 'not_assessable')),
  grade VARCHAR NOT NULL CHECK (grade IN ('high', 'medium', 'low')),
  indicator VARCHAR,
  left_value DECIMAL(18, 4),
  right_value DECIMAL(18, 4),
  difference DECIMAL(18, 4),
  tolerance DECIMAL(18, 4),
  left_place STRUCT("source" VARCHAR, "number" INTEGER, "text" VARCHAR, page INTEGER, box DOUBLE[]),
  right_place STRUCT("source" VARCHAR, "number" INTEGER, "text" VARCHAR, page INTEGER, box DOUBLE[]),
  fault VARCHAR NOT NULL CHECK (fault IN ('source', 'reader', 'unclear')),
  message_zh VARCHAR NOT NULL,
  message_en VARCHAR NOT NULL,
  doubts VARCHAR[] NOT NULL,
  otherwise_zh VARCHAR[] NOT NULL,
  otherwise_en VARCHAR[] NOT NULL,
  subject VARCHAR NOT NULL,
  finding_no INTEGER NOT NULL
);
COMMENT ON TABLE findings IS 'One check on one subject, also where it passes or cannot be made. A finding that failed is a flag.';
COMMENT ON COLUMN findings.finding_id IS 'Hash of report, rule, subject and the printed values: stable over re-runs, new when the numbers change.';
COMMENT ON COLUMN findings.report_id IS 'The report.';
COMMENT ON COLUMN findings.other_report_id IS 'The second report, of a check over several; null otherwise, and where that report is missing.';
COMMENT ON COLUMN findings.rule IS 'The rule. See rules.';
COMMENT ON COLUMN findings.kind IS 'Kind of check.';
COMMENT ON COLUMN findings.outcome IS 'pass; fail (a flag); not_assessable (a number or a report is missing; the message says which).';
COMMENT ON COLUMN findings.grade IS 'How sure it is that the two sides should agree: high, medium, low.';
COMMENT ON COLUMN findings.indicator IS 'The indicator checked; null where the check is not about one.';
COMMENT ON COLUMN findings.left_value IS 'Value of the left side, in the unit of its operands; null where the side has no number. Calculated values are rounded to 4 decimals.';
COMMENT ON COLUMN findings.right_value IS 'Value of the right side; null and rounded as left_value.';
COMMENT ON COLUMN findings.difference IS 'Left less right; null where a side has no number. Rounded to 4 decimals.';
COMMENT ON COLUMN findings.tolerance IS 'Largest difference that rounding in print explains; null where a side has no number. Rounded to 4 decimals.';
COMMENT ON COLUMN findings.left_place IS 'First operand of the left side: source (fact, mention, section), its number, the printed text, page and box. Null where the side is empty. All operands: finding_operands.';
COMMENT ON COLUMN findings.right_place IS 'First operand of the right side, as left_place.';
COMMENT ON COLUMN findings.fault IS 'Who is most likely wrong where the check fails: source (the report), reader (we), unclear.';
COMMENT ON COLUMN findings.message_zh IS 'One sentence in Chinese: why the sides should agree and what they are.';
COMMENT ON COLUMN findings.message_en IS 'The same in English.';
COMMENT ON COLUMN findings.doubts IS 'Why the grade is not high, the weightiest first. See doubts. Empty where nothing speaks against it.';
COMMENT ON COLUMN findings.otherwise_zh IS 'Other readings and slips that would make the two sides agree, in Chinese; empty where none was found, and of what did not fail.';
COMMENT ON COLUMN findings.otherwise_en IS 'The same in English.';
COMMENT ON COLUMN findings.subject IS 'What within the report was checked; part of the id.';
COMMENT ON COLUMN findings.finding_no IS 'Order of the findings within the report, from 1; those over several reports follow from 1000001 on.';

CREATE TABLE finding_operands (
  finding_id VARCHAR,
  side VARCHAR CHECK (side IN ('left', 'right')),
  operand_no INTEGER,
  report_id VARCHAR NOT NULL,
  source VARCHAR NOT NULL CHECK (source IN ('fact', 'mention', 'section')),
  number INTEGER NOT NULL,
  label VARCHAR NOT NULL,
  text VARCHAR NOT NULL,
  value DECIMAL(18, 4),
  unit VARCHAR,
  page INTEGER,
  box DOUBLE[],
  char_start INTEGER NOT NULL,
  char_end INTEGER NOT NULL,
  line_no INTEGER,
  table_no INTEGER,
  row_no INTEGER,
  col_no INTEGER
);
COMMENT ON TABLE finding_operands IS 'Every number or heading that a finding compares, with its place.';
COMMENT ON COLUMN finding_operands.finding_id IS 'The finding.';
COMMENT ON COLUMN finding_operands.side IS 'left or right.';
COMMENT ON COLUMN finding_operands.operand_no IS 'Order within the side, from 1.';
COMMENT ON COLUMN finding_operands.report_id IS 'The report it stands in: the finding''s, or the other one of a check over several.';
COMMENT ON COLUMN finding_operands.source IS 'What number points to: fact, mention, section.';
COMMENT ON COLUMN finding_operands.number IS 'fact_no, mention_no or section_no; 0 for a line outside the sections, such as the title.';
COMMENT ON COLUMN finding_operands.label IS 'What it is, as printed.';
COMMENT ON COLUMN finding_operands.text IS 'The number or heading, as printed.';
COMMENT ON COLUMN finding_operands.value IS 'The number in unit; null for a heading, a blank cell, or digits beyond DECIMAL(18,4).';
COMMENT ON COLUMN finding_operands.unit IS 'Unit; null where there is none.';
COMMENT ON COLUMN finding_operands.page IS 'Page, from 1; null for formats without pages.';
COMMENT ON COLUMN finding_operands.box IS '[x0, top, x1, bottom] in points; null for formats without pages.';
COMMENT ON COLUMN finding_operands.char_start IS 'Start in documents.text, in characters from 0.';
COMMENT ON COLUMN finding_operands.char_end IS 'End in documents.text, excluded.';
COMMENT ON COLUMN finding_operands.line_no IS 'Line of documents.text it begins in, from 1; null where the report has no text, and in a check over several reports that did not fail.';
COMMENT ON COLUMN finding_operands.table_no IS 'The table, for a cell; null otherwise.';
COMMENT ON COLUMN finding_operands.row_no IS 'Row of the cell, from 1; null otherwise.';
COMMENT ON COLUMN finding_operands.col_no IS 'Column of the cell, from 1; null otherwise.';

CREATE TABLE issues (
  issue_no INTEGER PRIMARY KEY,
  report_id VARCHAR,
  stage VARCHAR NOT NULL,
  code VARCHAR NOT NULL,
  message VARCHAR NOT NULL,
  is_note BOOLEAN NOT NULL,
  place STRUCT(
    page INTEGER, box DOUBLE[], char_start INTEGER, char_end INTEGER, table_no INTEGER, row_no INTEGER, col_no INTEGER
  )
);
COMMENT ON TABLE issues IS 'Where we could not do our work. An issue says nothing about the report itself.';
COMMENT ON COLUMN issues.issue_no IS 'Running number, given at loading: ordered by report and by occurrence within it.';
COMMENT ON COLUMN issues.report_id IS 'The report; null where the issue is about our own files.';
COMMENT ON COLUMN issues.stage IS 'Stage that could not go on: read, structure, extract, check, store, run.';
COMMENT ON COLUMN issues.code IS 'Stable name of what happened.';
COMMENT ON COLUMN issues.message IS 'What was found, what was expected, and the next step.';
COMMENT ON COLUMN issues.is_note IS 'True where nothing of the report was lost: a report whose every issue is a note has the status ok.';
COMMENT ON COLUMN issues.place IS 'Where in the report, as in facts and mentions; null where it is about the whole file.';

CREATE TABLE reviews (
  finding_id VARCHAR,
  decided_at TIMESTAMP,
  verdict VARCHAR NOT NULL CHECK (verdict IN ('confirmed', 'dismissed', 'unsure')),
  note VARCHAR,
  reviewer VARCHAR,
  values_digest VARCHAR,
  PRIMARY KEY (finding_id, decided_at)
);
COMMENT ON TABLE reviews IS 'Decisions of people on findings. Rows are only appended; the newest of a finding counts.';
COMMENT ON COLUMN reviews.finding_id IS 'The finding.';
COMMENT ON COLUMN reviews.decided_at IS 'When it was decided, in UTC.';
COMMENT ON COLUMN reviews.verdict IS 'confirmed (the report is wrong), dismissed (it is not), unsure.';
COMMENT ON COLUMN reviews.note IS 'The reviewer''s words; null where none were left.';
COMMENT ON COLUMN reviews.reviewer IS 'Who decided; null where not given.';
COMMENT ON COLUMN reviews.values_digest IS 'Digest of the values that were looked at; null where not kept.';

-- The catalog, as loaded ---------------------------------------------------------------------------------------

CREATE TABLE templates (
  id VARCHAR PRIMARY KEY,
  label_zh VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  first_year INTEGER NOT NULL,
  last_year INTEGER NOT NULL,
  value_columns STRUCT("period" VARCHAR, "member" VARCHAR, headers VARCHAR[])[] NOT NULL
);
COMMENT ON TABLE templates IS 'The official forms known to the catalog.';
COMMENT ON COLUMN templates.id IS 'Id of the form, e.g. fujian-2017.';
COMMENT ON COLUMN templates.label_zh IS 'Name in Chinese.';
COMMENT ON COLUMN templates.label_en IS 'Name in English.';
COMMENT ON COLUMN templates.source IS 'Where the form is published or described.';
COMMENT ON COLUMN templates.first_year IS 'First reporting year it is known from. A form is chosen by what is printed, never by the year.';
COMMENT ON COLUMN templates.last_year IS 'Last reporting year it is known from.';
COMMENT ON COLUMN templates.value_columns IS 'Its value columns in order: period, member, and how their headers are printed ({year} is the report''s year).';

CREATE TABLE template_rows (
  template VARCHAR,
  row_no INTEGER,
  indicator VARCHAR NOT NULL,
  under VARCHAR,
  label VARCHAR NOT NULL,
  aliases VARCHAR[] NOT NULL,
  unit VARCHAR NOT NULL,
  PRIMARY KEY (template, row_no)
);
COMMENT ON TABLE template_rows IS 'The rows of each official form, in order.';
COMMENT ON COLUMN template_rows.template IS 'The form.';
COMMENT ON COLUMN template_rows.row_no IS 'Order on the form, from 1.';
COMMENT ON COLUMN template_rows.indicator IS 'The indicator the row gives.';
COMMENT ON COLUMN template_rows.under IS 'Indicator of the row it is a part of; null at the top.';
COMMENT ON COLUMN template_rows.label IS 'Label as printed on the form.';
COMMENT ON COLUMN template_rows.aliases IS 'Labels used for it in practice.';
COMMENT ON COLUMN template_rows.unit IS 'Unit on the form.';

CREATE TABLE indicators (
  id VARCHAR PRIMARY KEY,
  label_zh VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL,
  unit VARCHAR NOT NULL,
  concept VARCHAR NOT NULL,
  comparability VARCHAR NOT NULL CHECK (comparability IN ('exact', 'derived', 'similar', 'broken')),
  parent VARCHAR,
  note VARCHAR NOT NULL
);
COMMENT ON TABLE indicators IS 'What a row of a form, or a number of the prose, counts.';
COMMENT ON COLUMN indicators.id IS 'Id, e.g. request.received.';
COMMENT ON COLUMN indicators.label_zh IS 'Label in Chinese.';
COMMENT ON COLUMN indicators.label_en IS 'Label in English.';
COMMENT ON COLUMN indicators.unit IS 'Usual unit.';
COMMENT ON COLUMN indicators.concept IS 'The concept it belongs to. See concepts.';
COMMENT ON COLUMN indicators.comparability IS 'How well it stands for its concept: exact; derived (by a stated formula); similar (see note); broken (never joined with the others unasked).';
COMMENT ON COLUMN indicators.parent IS 'Indicator it is a part of; null at the top.';
COMMENT ON COLUMN indicators.note IS 'Formula or reason for the comparability; empty where none is needed.';

CREATE TABLE concepts (
  id VARCHAR PRIMARY KEY,
  label_zh VARCHAR,
  label_en VARCHAR,
  unit VARCHAR,
  indicators VARCHAR[] NOT NULL
);
COMMENT ON TABLE concepts IS 'What joins indicators of several forms into one series.';
COMMENT ON COLUMN concepts.id IS 'Id of the concept.';
COMMENT ON COLUMN concepts.label_zh IS 'Label in Chinese: of the indicator that stands for it; null where none is exact.';
COMMENT ON COLUMN concepts.label_en IS 'Label in English, as label_zh.';
COMMENT ON COLUMN concepts.unit IS 'Unit of that indicator; null as label_zh.';
COMMENT ON COLUMN concepts.indicators IS 'Its indicators, in the catalog''s order.';

CREATE TABLE concept_links (
  link_no INTEGER PRIMARY KEY,
  concept VARCHAR NOT NULL,
  indicator VARCHAR,
  formula VARCHAR,
  comparability VARCHAR NOT NULL CHECK (comparability IN ('exact', 'derived', 'similar', 'broken')),
  note VARCHAR NOT NULL,
  terms STRUCT("indicator" VARCHAR, "sign" INTEGER, of_member VARCHAR, "member" VARCHAR)[] NOT NULL
);
COMMENT ON TABLE concept_links IS 'The crosswalk: what stands for each concept in which form, and how well.';
COMMENT ON COLUMN concept_links.link_no IS 'Number of the link, in the catalog''s order.';
COMMENT ON COLUMN concept_links.concept IS 'The concept. See concepts.';
COMMENT ON COLUMN concept_links.indicator IS 'The indicator that stands for it; with a formula the one it replaces where that has no cell, and null where it replaces none.';
COMMENT ON COLUMN concept_links.formula IS 'A sum of indicators, "a + b - c", or of columns of one, "a[direct] + a[after_reconsideration]"; null for an indicator''s own cell.';
COMMENT ON COLUMN concept_links.comparability IS 'How well it stands for the concept: exact; derived (by the formula); similar (see note); broken (never joined with the others unasked).';
COMMENT ON COLUMN concept_links.note IS 'Reason for the comparability; empty where none is needed.';
COMMENT ON COLUMN concept_links.terms IS 'The cells to add up: indicator, sign, and where columns are added the column and the one the sum stands in.';

CREATE TABLE rules (
  id VARCHAR PRIMARY KEY,
  kind VARCHAR NOT NULL,
  label_zh VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL,
  source VARCHAR NOT NULL,
  source_zh VARCHAR,
  template VARCHAR,
  base VARCHAR,
  total VARCHAR,
  parts VARCHAR[] NOT NULL,
  formula VARCHAR
);
COMMENT ON TABLE rules IS 'Every check that can speak: the general rules, and the identities that each form states.';
COMMENT ON COLUMN rules.id IS 'Id of the rule.';
COMMENT ON COLUMN rules.kind IS 'Kind of finding it gives.';
COMMENT ON COLUMN rules.label_zh IS 'What must hold, in Chinese.';
COMMENT ON COLUMN rules.label_en IS 'What must hold, in English.';
COMMENT ON COLUMN rules.source IS 'Why it must hold: clause, form or arithmetic.';
COMMENT ON COLUMN rules.source_zh IS 'The same in Chinese; null where the catalog has none.';
COMMENT ON COLUMN rules.template IS 'The form that states it; null for a general rule.';
COMMENT ON COLUMN rules.base IS 'The general rule a form''s identity is a case of; null for a general rule.';
COMMENT ON COLUMN rules.total IS 'Indicator on the left of an identity; null for a general rule.';
COMMENT ON COLUMN rules.parts IS 'Indicators on the right of an identity; empty for a general rule.';
COMMENT ON COLUMN rules.formula IS 'The identity in ids; null for a general rule.';

CREATE TABLE section_parts (
  id VARCHAR PRIMARY KEY,
  position INTEGER NOT NULL,
  label_zh VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL
);
COMMENT ON TABLE section_parts IS 'The statutory parts that sections of every era belong to.';
COMMENT ON COLUMN section_parts.id IS 'Id of the part, as in sections.part.';
COMMENT ON COLUMN section_parts.position IS 'Its place in the forms, from 0; parts that stand in various orders share one.';
COMMENT ON COLUMN section_parts.label_zh IS 'Label in Chinese.';
COMMENT ON COLUMN section_parts.label_en IS 'Label in English.';

CREATE TABLE doubts (
  id VARCHAR PRIMARY KEY,
  label_zh VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL,
  why_zh VARCHAR NOT NULL,
  why_en VARCHAR NOT NULL,
  cap VARCHAR NOT NULL CHECK (cap IN ('medium', 'low'))
);
COMMENT ON TABLE doubts IS 'What can keep a finding from the grade high.';
COMMENT ON COLUMN doubts.id IS 'Id of the doubt, as in findings.doubts.';
COMMENT ON COLUMN doubts.label_zh IS 'The doubt in Chinese.';
COMMENT ON COLUMN doubts.label_en IS 'The doubt in English.';
COMMENT ON COLUMN doubts.why_zh IS 'How the report may be right though the two sides differ, in Chinese.';
COMMENT ON COLUMN doubts.why_en IS 'The same in English.';
COMMENT ON COLUMN doubts.cap IS 'The best grade it leaves.';

CREATE TABLE agencies (
  id VARCHAR PRIMARY KEY,
  label_zh VARCHAR NOT NULL,
  label_en VARCHAR,
  region_code VARCHAR,
  region VARCHAR,
  level VARCHAR,
  office VARCHAR NOT NULL,
  field VARCHAR,
  first_year INTEGER,
  last_year INTEGER
);
COMMENT ON TABLE agencies IS 'The agencies met in the reports of this database. One that was renamed is one agency; its names are agency_names. Agencies that were merged or split are several, see agency_links.';
COMMENT ON COLUMN agencies.id IS 'Key of the agency, as in reports.agency_id.';
COMMENT ON COLUMN agencies.label_zh IS 'Name as printed in its newest report.';
COMMENT ON COLUMN agencies.label_en IS 'Name in English; null where the catalog has none.';
COMMENT ON COLUMN agencies.region_code IS 'Six-digit division code of its newest report; null where it was not recognised.';
COMMENT ON COLUMN agencies.region IS 'Full name of the division; null as region_code.';
COMMENT ON COLUMN agencies.level IS 'Level, as in reports.level.';
COMMENT ON COLUMN agencies.office IS 'Its name without the division, in full and as it is called today where it was only renamed, e.g. 生态环境局; empty where the name is the division''s.';
COMMENT ON COLUMN agencies.field IS 'Field of work: environment, education, government, township, …; null where its name tells none. See fields.';
COMMENT ON COLUMN agencies.first_year IS 'First year there is a report for; null where no year was recognised.';
COMMENT ON COLUMN agencies.last_year IS 'Last year there is a report for; null as first_year.';

CREATE TABLE agency_names (
  agency_id VARCHAR,
  name VARCHAR,
  first_year INTEGER,
  last_year INTEGER,
  reports INTEGER NOT NULL,
  PRIMARY KEY (agency_id, name)
);
COMMENT ON TABLE agency_names IS 'Every name under which an agency''s reports were published, with the years.';
COMMENT ON COLUMN agency_names.agency_id IS 'The agency.';
COMMENT ON COLUMN agency_names.name IS 'The name as printed.';
COMMENT ON COLUMN agency_names.first_year IS 'First year reported on under that name; null where no year was recognised.';
COMMENT ON COLUMN agency_names.last_year IS 'Last year reported on under that name; null as first_year.';
COMMENT ON COLUMN agency_names.reports IS 'Files of reports with that name.';

CREATE TABLE successions (
  before VARCHAR NOT NULL,
  after VARCHAR NOT NULL,
  year INTEGER NOT NULL,
  kind VARCHAR NOT NULL CHECK (kind IN ('renamed', 'merged', 'split')),
  note VARCHAR NOT NULL
);
COMMENT ON TABLE successions IS 'Offices that followed others in reforms, of any division.';
COMMENT ON COLUMN successions.before IS 'The earlier office, without its ending (局, 厅, 委员会): 环境保护.';
COMMENT ON COLUMN successions.after IS 'The later one: 生态环境.';
COMMENT ON COLUMN successions.year IS 'First year reported on under the later name, in most places.';
COMMENT ON COLUMN successions.kind IS 'renamed: the later one has the duties of the earlier and is the same agency here; merged: of several; split: of a part of it.';
COMMENT ON COLUMN successions.note IS 'What else there is to know; empty where nothing.';

CREATE TABLE fields (
  id VARCHAR PRIMARY KEY,
  label_zh VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL
);
COMMENT ON TABLE fields IS 'Fields of work that agencies are sorted into by their names.';
COMMENT ON COLUMN fields.id IS 'Id of the field, as in agencies.field.';
COMMENT ON COLUMN fields.label_zh IS 'Label in Chinese.';
COMMENT ON COLUMN fields.label_en IS 'Label in English.';

CREATE TABLE runs (
  run_id VARCHAR PRIMARY KEY,
  version VARCHAR NOT NULL,
  catalog_digest VARCHAR NOT NULL,
  started TIMESTAMP NOT NULL,
  finished TIMESTAMP,
  counts JSON NOT NULL,
  options JSON NOT NULL
);
COMMENT ON TABLE runs IS 'The runs that wrote into this folder. Times make it differ between equal results; exports leave it out.';
COMMENT ON COLUMN runs.run_id IS 'Id of the run.';
COMMENT ON COLUMN runs.version IS 'Version of the program.';
COMMENT ON COLUMN runs.catalog_digest IS 'Digest of the catalog it ran with.';
COMMENT ON COLUMN runs.started IS 'Start, in UTC.';
COMMENT ON COLUMN runs.finished IS 'End, in UTC; null where the run did not end by itself.';
COMMENT ON COLUMN runs.counts IS 'Counts by name, e.g. reports per status.';
COMMENT ON COLUMN runs.options IS 'Options it was called with.';
