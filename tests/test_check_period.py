"""Stated period, date of publication and the years of the prose against the title. Made-up reports and figures."""

from datetime import date

import pytest
from records import CATALOG, only

from pipeline.model import Finding, RawFile
from pipeline.run import process

# around the words that a test is about; it names no year and no body
REST = """
二、主动公开情况
按季度更新公开目录，全年主动公开政府信息120条，各科室报送的信息由专人核对后上网。
三、依申请公开情况
没有收到申请，没有发生行政复议和行政诉讼，也没有收取费用。
四、存在的问题和改进措施
目录更新不及时，将按季度自查。
"""


def said(rule: str, opening: str, year: str = "2017年", name: str = "南平市林业局", after: str = "") -> list[Finding]:
    """What a rule says of a report with these words."""
    text = f"{name}{year}政府信息公开工作年度报告\n{opening}\n一、概述\n依照条例开展工作。{REST}{after}"
    result = process(RawFile("made.txt", text.encode()), CATALOG)
    assert result.report is not None
    return [finding for finding in result.findings if finding.rule == rule]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("统计期限自2017年1月1日起至2017年12月31日止", "pass medium"),
        ("数据统计期限为2017年1月1日至12月31日止", "pass medium"),
        ("统计数据时间段：2017年1月1日-2017 年12月31日", "pass medium"),
        ("统计期限为2017.1.1-2017.12.31", "pass medium"),
        ("统计期限为2017年1月至12月", "pass medium"),
        ("统计期限截至2017年12月31日止", "pass medium"),
        # founded in July; the figures stop early: within the year
        ("统计期限自2017年7月1日至2017年12月31日", "pass medium"),
        ("统计期限为2017年1月1日至11月30日", "pass medium"),
        ("统计期限为2016年1月1日至2016年12月31日", "fail medium"),
        ("统计数据截至2016年底", "fail medium"),
        ("统计期限为2017年1月1日至2018年12月31日", "fail medium"),
        ("统计期限为2017年12月31日至2017年1月1日", "fail medium"),
        ("统计期限为2017年1月1日至12月30日", "fail low"),
        ("统计期限为2017年1月1日至2018年1月1日", "fail low"),
        ("统计期限自2002年1月1日至2017年12月31日", "fail low"),
        ("统计期限自2008年5月1日至2017年12月31日", "not_assessable medium"),
        ("历年累计数据的统计期限自2010年1月1日至2017年12月31日", "not_assessable medium"),
        # characters lost between the digits
        ("统计期限自201711日至20171231日", "not_assessable medium"),
        ("统计期限自2003年至2017年止", "not_assessable medium"),
    ],
)
def test_the_stated_period(stated: str, expected: str) -> None:
    finding = only(said("stated_period", f"本报告所列数据的{stated}。"))
    assert f"{finding.outcome} {finding.grade}" == expected
    assert finding.left[0].text in f"本报告所列数据的{stated}。"


@pytest.mark.parametrize(
    "opening",
    [
        "",
        "现将有关情况报告如下。",
        "2016年12月1日至2017年3月1日期间开展了专项检查。",  # no word of the report
        "全年公开统计数据12条，2016年为10条。",
        "行政许可的办理期限由2016年3月1日至6月30日的20天压缩为10天。",
    ],
)
def test_other_spans_are_no_stated_period(opening: str) -> None:
    assert only(said("stated_period", opening)).outcome == "not_assessable"


def test_without_a_year_in_the_title_no_period_is_judged() -> None:
    finding = only(said("stated_period", "统计期限为2016年1月1日至2016年12月31日。", year=""))
    assert finding.outcome == "not_assessable"
    assert "没有年份" in finding.message_zh


def test_both_places_are_shown() -> None:
    finding = only(said("stated_period", "统计期限为2016年1月1日至2016年12月31日。"))
    assert finding.left[0].text == "2016年1月1日至2016年12月31日"
    assert finding.right[0].text == "南平市林业局2017年政府信息公开工作年度报告"
    assert (finding.right[0].source, finding.right[0].number) == ("section", 0)
    assert [finding.left_value, finding.right_value] == [2016, 2017]


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (date(2018, 1, 15), "pass medium"),
        (date(2020, 6, 1), "pass medium"),
        (date(2023, 6, 1), "not_assessable medium"),  # posted again
        (date(2017, 12, 31), "not_assessable medium"),
        (date(2017, 12, 12), "not_assessable medium"),
        (date(2017, 3, 2), "fail medium"),
        (date(2016, 1, 27), "fail medium"),
    ],
)
def test_a_report_is_published_after_its_year(published: date, expected: str) -> None:
    finding = only(said("published_date", f"发布时间：{published}\n"))
    assert f"{finding.outcome} {finding.grade}" == expected
    assert finding.left[0].text == published.isoformat()


def test_a_date_that_only_the_pages_head_has_is_low() -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in REST.split())
    page = (
        '<html><head><meta name="PubDate" content="2017-03-02"></head><body>'
        f"<h1>南平市林业局2017年政府信息公开工作年度报告</h1>{paragraphs}</body>"
    )
    found = process(RawFile("made.html", page.encode()), CATALOG).findings
    finding = only([finding for finding in found if finding.rule == "published_date"])
    assert f"{finding.outcome} {finding.grade}" == "fail low"
    assert "date_not_on_page" in finding.doubts


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("2017年公开120条，2016年为100条。", "pass medium"),
        ("二〇一七年公开120条，2016年为100条，2016年增长两成，2016年以来持续增加。", "pass medium"),
        ("2016年公开120条，2016年新增栏目两个，2016年培训一次。", "fail medium"),
        ("2018年将公开120条，2018年新增栏目两个，2018年培训一次。", "fail low"),  # plans; its own year is 本年度
        ("2016年公开120条，2016年新增栏目两个。", "not_assessable medium"),
        ("按照国办发〔2016〕8号、〔2016〕9号和〔2016〕10号年报要求公开。", "not_assessable medium"),
        ("全年公开120条。", "not_assessable medium"),
    ],
)
def test_the_prose_names_the_year_of_the_title(prose: str, expected: str) -> None:
    finding = only(said("spoken_year", prose))
    assert f"{finding.outcome} {finding.grade}" == expected


ROWS = "".join(
    f"<tr><td>{label}<td>件<td>{value}<td>{value}</tr>"
    for label, value in (
        ("指标名称", ""),
        ("主动公开文件数", 9),
        ("其中：1.政府网站公开数", 9),
        ("2.政府公报公开数", 0),
    )
).replace("指标名称<td>件<td><td>", "指标名称<td>计量单位<td>本年<td>历年累计", 1)


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("政府信息公开情况统计表（2017年度）", "pass medium"),
        ("2017年度政府信息公开情况统计表</p><p>填报单位：南平市林业局", "pass medium"),
        ("政府信息公开情况统计表（2016年度）", "fail medium"),
        ("附表：2016年统计表", "fail medium"),
        ("2016－2017年政府信息公开情况统计表", "pass medium"),
        ("政府信息公开情况统计表", "not_assessable medium"),
        ("与2016年统计表相比，增加了两行。", "not_assessable medium"),
        ("2016年", "not_assessable medium"),  # no table is named
    ],
)
def test_the_line_above_a_table(above: str, expected: str) -> None:
    title = "南平市林业局2017年政府信息公开工作年度报告"
    page = f"<h1>{title}</h1><p>一、概述</p><p>我局开展工作。</p><p>二、附表</p><p>{above}</p><table>{ROWS}</table>"
    found = process(RawFile("made.html", page.encode()), CATALOG).findings
    finding = only([finding for finding in found if finding.rule == "table_caption"])
    assert f"{finding.outcome} {finding.grade}" == expected
