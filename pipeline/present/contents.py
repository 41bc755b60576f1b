"""What a report was read into: its sections, its tables and the numbers of its prose."""

from __future__ import annotations

from pipeline.present import Row, Rows
from pipeline.present.flags import plain_run
from pipeline.present.screen import Screen, plain
from pipeline.present.words import Words

PARTS = ("sections", "tables", "mentions")

_SECTIONS = """
SELECT section_no, parent_no, level, kind, number, title, part, text, length(text) AS characters, page
FROM sections WHERE report_id = $1 ORDER BY section_no
"""
_TABLES = """
SELECT fact_no, table_no, template, indicator, member, period, value, state, unit, unit_source, printed, row_label,
  column_label, row_no, col_no, method
FROM facts WHERE report_id = $1 ORDER BY fact_no
"""
_MENTIONS = """
SELECT mention_no, section_no, char_start, char_end, printed, value, high, hedge, unit, role, indicator, member,
  period, scope, stated_zero, noun, wholes, operand, sentence, sentence_start
FROM mentions WHERE report_id = $1 ORDER BY mention_no
"""
_QUERIES = dict(zip(PARTS, (_SECTIONS, _TABLES, _MENTIONS), strict=True))


def select_part(rows: Rows, part: str, report_id: str) -> list[Row]:
    """The rows of one of ``PARTS``, in the order of the report."""
    return rows(_QUERIES[part], [report_id])


def show_part(part: str, found: list[Row], screen: Screen, words: Words) -> None:
    screen.line(words(f"show.{part}", count=len(found)), "bold")
    if part == "sections":
        _show_sections(found, screen, words)
    elif part == "tables":
        _show_tables(found, screen, words)
    else:
        _show_mentions(found, screen, words)
    screen.line()


def _show_sections(sections: list[Row], screen: Screen, words: Words) -> None:
    for row in sections:
        heading = plain(f"{row['number'] or ''}{row['title'] or ''}") or words(f"section.{row['kind']}")
        indent = "  " * max(row["level"], 1)
        part = f"  [{row['part']}]" if row["part"] else ""
        screen.line(f"{indent}{heading}  {words('show.characters', count=row['characters'])}{part}")


def _show_tables(facts: list[Row], screen: Screen, words: Words) -> None:
    """A form as it stands on the page: a line per row, a column per period and member."""
    for table, template in dict.fromkeys((row["table_no"], row["template"]) for row in facts):
        own = [row for row in facts if (row["table_no"], row["template"]) == (table, template)]
        columns = list(dict.fromkeys(row["column_label"] for row in own))
        lines: dict[tuple[str, str], dict[str, Row]] = {}
        for row in own:
            lines.setdefault((row["indicator"], row["row_label"]), {})[row["column_label"]] = row
        screen.line(f"  {template}")
        screen.table(
            [words("column.row"), words("column.unit"), *map(plain, columns)],
            (
                [label.rpartition("/")[2], next(iter(cells.values()))["unit"], *(_cell(cells.get(c)) for c in columns)]
                for (_, label), cells in lines.items()
            ),
        )


def _cell(fact: Row | None) -> object:
    """The value; a dash as printed, a blank as nothing, "?" for what was not read."""
    if fact is None or fact["state"] == "blank":
        return ""
    if fact["state"] == "not_read":
        return f"? {plain(fact['printed'])}"
    return fact["printed"] if fact["value"] is None else fact["value"]


def _show_mentions(mentions: list[Row], screen: Screen, words: Words) -> None:
    for row in mentions:
        what = row["indicator"] or row["noun"] or "-"
        screen.line(f"  {row['mention_no']:>4}  {plain(row['printed'])}  {row['role']}  {row['period']}  {plain(what)}")
        start = row["char_start"] - row["sentence_start"]
        end = row["char_end"] - row["sentence_start"]
        before, marked, after = (
            plain_run(row["sentence"][cut]) for cut in (slice(start), slice(start, end), slice(end, None))
        )
        screen.marked("        " + before.lstrip(), marked, after.rstrip())
