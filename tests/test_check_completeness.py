"""Statutory parts, tables and rows: what is missing, and what must not be called so. Made-up reports."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from printed import grid, numbers, tables_of
from records import CATALOG, only

from pipeline.model import Finding, RawFile
from pipeline.run import process

PARTS = {
    2013: [
        ("概述", "2013年，南平市林业局依照条例开展工作，由办公室牵头，指定专人更新公开目录和网站栏目，方便群众查阅。"),
        ("主动公开政府信息情况", "全年主动公开政府信息120条。"),
        ("依申请公开政府信息办理情况", "没有收到申请。"),
        ("政府信息公开的收费及减免情况", "没有收取费用。"),
        ("因政府信息公开申请行政复议、提起行政诉讼的情况", "没有发生。"),
        ("存在的主要问题及改进措施", "目录更新不及时，将按季度自查。"),
    ],
    2022: [
        ("总体情况", "2022年，南平市林业局依照条例开展工作，由办公室牵头，指定专人更新公开目录和网站。"),
        ("主动公开政府信息情况", "@proactive"),
        ("收到和处理政府信息公开申请情况", "@requests"),
        ("政府信息公开行政复议、行政诉讼情况", "@remedies"),
        ("存在的主要问题及改进情况", "目录更新不及时，将按季度自查。"),
        ("其他需要报告的事项", "无"),
    ],
}  # fmt: skip
FORM = CATALOG.template("national-2021")
TABLES = {panels[0].table or panels[0].id: panels for panels in tables_of(FORM)}


def said(rule: str, parts: Sequence[tuple[str, str]], year: int, **options: str) -> list[Finding]:
    """What a rule says of a report of these headings and texts; ``@name`` is a table of the format of 2021."""
    body = options.get("before", "")
    for number, (title, text) in zip("一二三四五六七八九", parts, strict=False):
        body += f"<p>{number}、{title}</p>"
        body += grid(TABLES[text[1:]], numbers(FORM)) if text.startswith("@") else f"<p>{text}</p>" if text else ""
    page = f"<html><body><h1>南平市林业局{year}年政府信息公开工作年度报告</h1><div id=zoom>{body}</div></body></html>"
    cut = options.get("cut", "")
    assert cut in page
    page = page.replace(cut, "", 1)
    result = process(RawFile("made.html", page.encode()), CATALOG)
    assert result.report is not None, result.issues
    return [finding for finding in result.findings if finding.rule == rule]


def without(year: int, *titles: str) -> list[tuple[str, str]]:
    return [part for part in PARTS[year] if not part[0].startswith(titles)]


def changed(year: int, title: str, new: tuple[str, str]) -> list[tuple[str, str]]:
    assert any(part[0].startswith(title) for part in PARTS[year])
    return [new if part[0].startswith(title) else part for part in PARTS[year]]


def outcome(finding: Finding) -> str:
    return f"{finding.outcome} {finding.grade}"


def of_part(found: list[Finding], part: str) -> str:
    return outcome(only([finding for finding in found if finding.subject.endswith(f" {part}")]))


@pytest.mark.parametrize("year", PARTS)
def test_a_whole_report_passes(year: int) -> None:
    for rule in ("part_missing", "part_empty", "form_table_missing", "form_rows_missing"):
        found = said(rule, PARTS[year], year)
        assert {finding.outcome for finding in found} <= {"pass"}, rule
        assert found or (year == 2013 and rule.startswith("form"))


@pytest.mark.parametrize(
    ("year", "title", "part", "expected"),
    [
        (2013, "存在", "problems", "fail medium"),
        (2013, "依申请", "requests", "fail medium"),
        (2013, "主动公开", "proactive", "fail medium"),
        (2013, "政府信息公开的收费", "fees", "fail low"),  # there may have been nothing to tell
        (2022, "存在", "problems", "fail medium"),
        (2022, "政府信息公开行政复议", "remedies", "fail medium"),
        (2022, "其他", "other", "fail low"),
    ],
)
def test_a_missing_part_fails(year: int, title: str, part: str, expected: str) -> None:
    found = said("part_missing", without(year, title), year)
    assert of_part(found, part) == expected
    assert [finding.subject for finding in found if finding.outcome == "fail"] == [only_failed(found).subject]


def only_failed(found: list[Finding]) -> Finding:
    return only([finding for finding in found if finding.outcome == "fail"])


def test_the_headings_are_the_places_of_a_missing_part() -> None:
    finding = only_failed(said("part_missing", without(2022, "存在"), 2022))
    assert [operand.text[:4] for operand in finding.left] == [
        "一、总体",
        "二、主动",
        "三、收到",
        "四、政府",
        "五、其他",
    ]
    assert "《政府信息公开条例》（2019年国务院令第711号）第五十条" in finding.message_zh


def test_fees_are_not_asked_for_after_they_were_given_up() -> None:
    for year, asked in ((2016, True), (2017, False), (2018, False), (2022, False)):
        found = said("part_missing", PARTS[2013 if year < 2019 else 2022], year)
        assert any(finding.subject.endswith(" fees") for finding in found) is asked


@pytest.mark.parametrize(
    ("title", "new", "part", "expected"),
    [
        # the ordinance of 2007 asks for the content, wherever it stands
        ("依申请", ("办事大厅建设", "大厅受理政府信息公开申请，全年没有收到申请公开的事项。"), "requests", "pass low"),
        ("政府信息公开的收费", ("办事大厅建设", "全部免费。"), "fees", "pass low"),
        # the words belong to another part
        ("依申请", ("办事大厅建设", "没有因公开申请引起的行政复议。"), "requests", "fail low"),
        ("依申请", ("不予公开政府信息的情况", "没有。"), "requests", "pass medium"),
        ("存在", ("差距和今后打算", "目录更新不及时。"), "problems", "pass medium"),
    ],
)  # fmt: skip
def test_a_part_may_be_told_elsewhere_or_in_other_words(
    title: str, new: tuple[str, str], part: str, expected: str
) -> None:
    assert of_part(said("part_missing", changed(2013, title, new), 2013), part) == expected


def test_since_2019_a_part_has_a_heading_of_its_own() -> None:
    parts = changed(2022, "存在", ("附带说明", "主要问题是目录更新不及时。"))
    finding = only_failed(said("part_missing", parts, 2022))
    assert outcome(finding) == "fail low"
    assert "content_elsewhere" in finding.doubts
    assert finding.left[0].text == "主要问题是目录更新不及时"


def test_a_subsection_of_the_overview_is_not_the_part() -> None:
    parts = changed(2022, "总体", ("总体情况", "工作正常。</p><p>（一）存在的问题</p><p>目录更新不及时。"))
    found = said("part_missing", [part for part in parts if not part[0].startswith("存在")], 2022)
    assert of_part(found, "problems") == "fail low"


def test_two_missing_parts_may_be_a_page_that_was_cut() -> None:
    found = said("part_missing", PARTS[2022][:3], 2022)
    assert {outcome(finding) for finding in found if finding.outcome == "fail"} == {"fail low"}
    assert all("several_missing" in finding.doubts for finding in found if finding.subject.endswith(" problems"))


@pytest.mark.parametrize("count", [2, 3])
def test_a_piece_of_a_report_is_not_judged(count: int) -> None:
    found = said("part_missing", PARTS[2013][:count], 2013)
    assert {finding.outcome for finding in found} <= {"pass", "not_assessable"}
    assert any("可能只是报告的一段" in finding.message_zh for finding in found)


def test_a_report_in_an_attachment_is_not_judged() -> None:
    link = '<p><a href="a.pdf">南平市林业局2013年政府信息公开年度报告.pdf</a></p>'
    found = said("part_missing", without(2013, "存在"), 2013, before=link)
    assert of_part(found, "problems") == "not_assessable medium"


def test_before_the_ordinance_nothing_is_asked_for() -> None:
    assert outcome(only(said("part_missing", PARTS[2013], 2006))) == "not_assessable medium"


@pytest.mark.parametrize(
    ("year", "title", "text", "expected"),
    [
        (2013, "依申请", "无", "pass medium"),
        (2013, "依申请", "无。", "pass medium"),
        (2013, "存在", "", "fail medium"),
        (2013, "存在", "无", "fail low"),  # an answer of a kind
        (2013, "存在", "略", "fail medium"),
        (2013, "存在", "（略）", "fail medium"),
        (2013, "存在", "详见附件", "not_assessable medium"),
        (2013, "主动公开", "", "fail low"),  # its table may be lost
        (2022, "其他", "", "fail low"),
        (2022, "其他", "无其他需要报告的事项。", "pass low"),
        (2022, "存在", "", "fail medium"),
        (2022, "主动公开", "", "not_assessable medium"),  # the table may be lost
        (2022, "主动公开", "该部分以表格形式报告", "not_assessable medium"),
        (2022, "政府信息公开行政复议", "本年度没有发生行政复议和行政诉讼。", "pass medium"),
    ],
)
def test_what_stands_under_a_heading(year: int, title: str, text: str, expected: str) -> None:
    heading = next(part[0] for part in PARTS[year] if part[0].startswith(title))
    found = said("part_empty", changed(year, title, (heading, text)), year)
    number = "一二三四五六"[[part[0] for part in PARTS[year]].index(heading)]
    assert outcome(only([finding for finding in found if finding.subject.startswith(number)])) == expected


def test_text_in_a_subsection_fills_its_part() -> None:
    parts = changed(2013, "存在", ("存在的主要问题及改进措施", "</p><p>（一）存在问题</p><p>目录更新不及时。"))
    assert of_part(said("part_empty", parts, 2013), "problems") == "pass medium"


def test_a_heading_may_say_all() -> None:
    parts = changed(2013, "政府信息公开的收费", ("2013年政府信息公开没有收费", ""))
    assert of_part(said("part_empty", parts, 2013), "fees") in ("pass low", "pass medium")


def test_a_picture_in_the_place_of_a_part_is_not_judged() -> None:
    parts = changed(2013, "存在", ("存在的主要问题及改进措施", '<img src="page5.png">'))
    assert of_part(said("part_empty", parts, 2013), "problems") == "not_assessable medium"


def test_a_table_is_missing_where_the_other_two_are_there() -> None:
    parts = changed(2022, "政府信息公开行政复议", ("政府信息公开行政复议、行政诉讼情况", "由法制科承办。"))
    found = said("form_table_missing", parts, 2022)
    assert [(finding.subject, outcome(finding)) for finding in found] == [
        ("format-2019 proactive", "pass medium"),
        ("format-2019 requests", "pass medium"),
        ("format-2019 remedies", "fail medium"),
    ]
    empty = changed(2022, "政府信息公开行政复议", ("政府信息公开行政复议、行政诉讼情况", ""))
    assert of_part(said("form_table_missing", empty, 2022), "remedies") == "fail low"


def test_where_no_table_was_read_none_is_called_missing() -> None:
    parts = [(title, "没有。" if text.startswith("@") else text) for title, text in PARTS[2022]]
    found = said("form_table_missing", parts, 2022)
    assert {outcome(finding) for finding in found} == {"not_assessable medium"}


def test_a_row_that_the_table_lacks_is_named() -> None:
    (panel,) = TABLES["requests"]
    less = replace(panel, rows=tuple(row for row in panel.rows if "重复申请" not in row.label))
    title = "收到和处理政府信息公开申请情况"
    parts = changed(2022, "收到", (title, grid([less], numbers(FORM))))
    finding = only_failed(said("form_rows_missing", parts, 2022))
    assert finding.message_zh.endswith("25行中的1行：重复申请。")
    assert outcome(finding) == "fail medium"


def test_a_table_that_was_cut_lacks_no_row() -> None:
    table = grid(TABLES["requests"], numbers(FORM))
    rows = table[table.index("<tr><td rowspan=8>") : table.index("<tr><td colspan=3>四、")]
    found = said("form_rows_missing", PARTS[2022], 2022, cut=rows)
    assert "fail" not in {finding.outcome for finding in found}
