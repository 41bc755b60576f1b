"""Findings and their evidence: both numbers where they stand."""

from __future__ import annotations

from pipeline.errors import UnknownFindingError
from pipeline.present import Ids, Row, Rows
from pipeline.present.screen import Screen, plain
from pipeline.present.words import Words

_FLAGS = """
SELECT f.finding_id, f.report_id, r.file, r.agency, r.year, f.rule, f.kind, f.grade, f.indicator, f.outcome,
  f.left_value, f.right_value, f.difference, f.tolerance, f.fault, f.doubts, f.message_zh, f.message_en, r.is_latest
FROM findings f JOIN reports r USING (report_id)
WHERE f.outcome = 'fail' AND f.report_id IN (SELECT unnest($1))
ORDER BY r.file, list_position(['high', 'medium', 'low'], f.grade), f.finding_no
"""

_FINDING = """
SELECT f.*, r.file, r.agency, r.year, u.label_zh AS rule_zh, u.label_en AS rule_en, u.source_zh, u.source AS source_en
FROM findings f JOIN reports r USING (report_id) LEFT JOIN rules u ON u.id = f.rule
WHERE starts_with(f.finding_id, $1) ORDER BY f.finding_id LIMIT 11
"""

_OPERANDS = """
SELECT o.*, r.file, r.year, d.text AS document, m.sentence_start, m.sentence_end,
  s.path AS section_path, s.title AS section_title,
  f.row_label, f.column_label, f.period, f.state
FROM finding_operands o
  JOIN reports r USING (report_id)
  LEFT JOIN documents d USING (report_id)
  LEFT JOIN mentions m ON o.source = 'mention' AND m.report_id = o.report_id AND m.mention_no = o.number
  LEFT JOIN facts f ON o.source = 'fact' AND f.report_id = o.report_id AND f.fact_no = o.number
  LEFT JOIN sections s ON s.report_id = o.report_id
    AND s.section_no = CASE o.source WHEN 'mention' THEN m.section_no WHEN 'section' THEN o.number END
WHERE o.finding_id = $1 ORDER BY o.side, o.operand_no
"""

# The row of the form that an operand stands in, as it would be printed.
_ROW = """
SELECT f.fact_no, f.column_label, f.printed FROM facts f JOIN facts one
  ON one.report_id = f.report_id AND one.template = f.template AND one.indicator = f.indicator
  AND one.table_no IS NOT DISTINCT FROM f.table_no
WHERE one.report_id = $1 AND one.fact_no = $2 ORDER BY f.fact_no
"""

_DOUBTS = """
SELECT id, label_zh, label_en, why_zh, why_en FROM doubts WHERE id IN (SELECT unnest($1)) ORDER BY list_position($1, id)
"""

_IDS = """
SELECT finding_id FROM findings WHERE report_id = $1 AND (outcome = 'fail' OR $2)
ORDER BY outcome <> 'fail', list_position(['high', 'medium', 'low'], grade), finding_no
"""

# Their values are ordinals, counts of headings and years, which the sentence tells; a difference of them says nothing.
_OF_HEADINGS = ("outline", "enumeration", "completeness", "period", "stale_text")
_STYLES = {"high": "bold red", "medium": "yellow", "low": "cyan"}
SHOWN = 50


def select_flags(rows: Rows, ids: Ids) -> list[Row]:
    """The findings of these reports that failed: by file, the surest first."""
    return rows(_FLAGS, [list(ids)])


def select_findings(rows: Rows, report_id: str, everything: bool) -> list[Row]:
    """The findings of one report with their evidence, the surest flag first; ``everything``: not only the flags."""
    return [find_finding(rows, row["finding_id"]) for row in rows(_IDS, [report_id, everything])]


def flag_line(flag: Row, words: Words) -> str:
    """ "raw/a.html: text_vs_table[high] 7c1f3a09d2e4 正文称…" """
    message = plain(words.pick(flag, "message"))
    return f"{plain(flag['file'])}: {flag['rule']}[{flag['grade']}] {flag['finding_id']} {message}"


def show_flags(flags: list[Row], screen: Screen, words: Words) -> None:
    """For people at most ``SHOWN`` of them, a block each under their report; for a program all, a line each."""
    if not flags:
        screen.line(words("flags.none"))
        return
    if not screen.people:
        for flag in flags:
            screen.line(flag_line(flag, words))
        return
    shown = flags[:SHOWN]
    file = None
    for flag in shown:
        if flag["file"] != file:
            file = flag["file"]
            screen.line()
            screen.line(f"{plain(flag['agency'])} {plain(flag['year'])}  {plain(file)}".strip(), "bold")
        grade = words(f"grade.{flag['grade']}")
        screen.line(f"  {grade}  {flag['rule']}  {flag['finding_id']}", _STYLES[flag["grade"]])
        screen.paragraph(words.pick(flag, "message"), indent=4)
    if len(flags) > len(shown):
        screen.line(words("flags.more", count=len(flags) - len(shown)))


def find_finding(rows: Rows, prefix: str) -> Row:
    """The finding whose id begins with ``prefix``, with its rule and its operands under ``left`` and ``right``.

    Raises:
        UnknownFindingError: none, or more than one.
    """
    found = rows(_FINDING, [prefix.lower()]) if prefix else []
    if not found:
        raise UnknownFindingError(
            f"{prefix!r}: no finding has an id that begins like this. "
            "Expected one that a table of flags shows: nianbao sql 'select finding_id, message_en from flags'"
        )
    if len(found) > 1:
        ids = ", ".join(row["finding_id"] for row in found[:10]) + (", …" if len(found) > 10 else "")
        raise UnknownFindingError(f"{prefix!r}: {ids} begin like this. Type more of the id")
    finding = found[0]
    finding["doubts"] = rows(_DOUBTS, [finding["doubts"]])
    operands = rows(_OPERANDS, [finding["finding_id"]])
    for side in ("left", "right"):
        own = [one for one in operands if one["side"] == side]
        finding[side] = [_with_evidence(rows, one) for one in own]
    return finding


def _with_evidence(rows: Rows, operand: Row) -> Row:
    """An operand with what stands around it: ``before``, ``marked``, ``after`` of the text, or a form's ``row``."""
    document = operand.pop("document") or ""
    if operand["source"] == "fact":
        return {**operand, "row": rows(_ROW, [operand["report_id"], operand["number"]])}
    start, end = operand["char_start"], operand["char_end"]
    first, last = operand["sentence_start"], operand["sentence_end"]
    if first is None:  # a heading or a passage: the line it stands on, not more than 60 characters to either side
        first = max(document.rfind("\n", 0, start) + 1, start - 60)
        last = document.find("\n", end)
        last = min(len(document) if last < 0 else last, end + 60)
    cut = {"before": document[first:start], "marked": document[start:end], "after": document[end:last]}
    return {**operand, **cut}


def show_finding(finding: Row, screen: Screen, words: Words, *, with_report: bool = True) -> None:
    """The rule, the sentence, and each operand of both sides where it stands."""
    other = Words("en" if words.lang == "zh" else "zh")
    outcome = words(f"outcome.{finding['outcome']}")
    head = f"{finding['finding_id']} {finding['rule']}[{finding['grade']}] {outcome}"
    screen.line(head, _STYLES[finding["grade"]] if finding["outcome"] == "fail" else None)
    if with_report:
        screen.line(f"{plain(finding['file'])}  {plain(finding['agency'])} {plain(finding['year'])}".rstrip())
    screen.line()
    for language in (words, other):
        screen.paragraph(language.pick(finding, "message"), indent=2)
    if finding["doubts"]:
        doubts = words("explain.and").join(plain(words.pick(one, "label")) for one in finding["doubts"])
        screen.line()
        screen.paragraph(words("explain.because", grade=words(f"grade.{finding['grade']}"), doubts=doubts), indent=2)
    _show_otherwise(finding, screen, words)
    has_values = finding["kind"] not in _OF_HEADINGS
    for side in ("left", "right"):
        if finding[side]:
            value = plain(finding[f"{side}_value"]) if has_values else ""
            screen.line()
            screen.line(f"{words(f'side.{side}')} {value}".rstrip(), "bold")
        for operand in finding[side]:
            _show_operand(operand, screen, words, operand["report_id"] != finding["report_id"])
    screen.line()
    if has_values and finding["difference"] is not None:
        screen.line(
            words("explain.difference", difference=plain(finding["difference"]), tolerance=plain(finding["tolerance"]))
        )
    screen.line(words("explain.rule", id=finding["rule"], label=plain(words.pick(finding, "rule"))))
    if source := plain(words.pick(finding, "source")):
        screen.line(words("explain.source", source=source))


def _show_otherwise(finding: Row, screen: Screen, words: Words) -> None:
    """What else could explain a flag: other readings and slips first, then why each doubt lowers the grade."""
    if finding["outcome"] != "fail":
        return
    said = [*finding[f"otherwise_{words.lang}"], *(words.pick(one, "why") for one in finding["doubts"])]
    if said:
        screen.line()
        screen.line(words("explain.otherwise"), "bold")
    for one in said:
        screen.paragraph(f"- {plain(one)}", indent=2)


def _show_operand(operand: Row, screen: Screen, words: Words, elsewhere: bool) -> None:
    screen.line(f"  {operand_name(operand)}  {operand_place(operand, words)}")
    if elsewhere:
        screen.line(f"    {plain(operand['file'])} {plain(operand['year'])}".rstrip())
    if operand["source"] == "fact":
        cells = [f"{plain(one['column_label'])}: " for one in operand["row"]]
        at = next(number for number, one in enumerate(operand["row"]) if one["fact_no"] == operand["number"])
        printed = [plain(one["printed"]) for one in operand["row"]]
        before = "".join(f"{cell}{text} | " for cell, text in zip(cells[:at], printed[:at], strict=True))
        after = "".join(f" | {cell}{text}" for cell, text in zip(cells[at + 1 :], printed[at + 1 :], strict=True))
        screen.marked(f"    {plain(operand['row_label'])} | {before}{cells[at]}", printed[at], after)
    else:
        before, marked, after = (plain_run(operand[part]) for part in ("before", "marked", "after"))
        screen.marked("    " + before.lstrip(), marked, after.rstrip())


def operand_name(operand: Row) -> str:
    """ "147条  公开的文件", "97 条" """
    number = f"{plain(operand['text'])}"
    unit = plain(operand["unit"])
    number = number if not unit or number.endswith(unit) else f"{number} {unit}"
    label = "" if operand["source"] == "fact" else plain(operand["label"])  # the row shows it
    return number if label in ("", number) else f"{number}  {label}"


def operand_place(operand: Row, words: Words) -> str:
    """ "table 1 row 3 column 4, line 88, …", "二(一)公开的数量, line 23, …", "page 4 (312, 188)–(341, 201), …" """
    parts = []
    if operand["page"] is not None:
        parts.append(words("place.page", page=operand["page"]))
    if operand["box"]:
        x0, top, x1, bottom = (round(edge) for edge in operand["box"])
        parts.append(f"({x0}, {top})–({x1}, {bottom})")
    if operand["row_no"] is not None:
        parts.append(words("place.cell", table=operand["table_no"], row=operand["row_no"], col=operand["col_no"]))
    elif operand["table_no"] is not None:
        parts.append(words("place.table", table=operand["table_no"]))
    if operand["section_path"]:
        title = plain(operand["section_title"])
        path = operand["section_path"]
        mark = "" if path.endswith(")") else "、"
        parts.append(path if not title or title in plain(operand["text"]) else f"{path}{mark}{title}")
    if operand["line_no"] is not None:
        parts.append(words("place.line", line=operand["line_no"]))
    parts.append(words("place.characters", start=operand["char_start"], end=operand["char_end"]))
    return ", ".join(parts)


def plain_run(text: str) -> str:
    """As ``plain``, but blanks at the ends stay: the pieces of a sentence are put together again."""
    kept = plain(f"|{text}|")
    return kept[1:-1]
