"""Names and years that a report says in its own name. Agencies exist, the reports are made up."""

import pytest
from records import only
from test_check_period import said

from pipeline.catalog.regions import without_region


def _one(rule: str, opening: str, **fields: str) -> str:
    found = said(rule, opening, **fields)
    finding = only(found)
    return f"{finding.outcome} {finding.grade}"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("本报告由南平市林业局编制。", "pass medium"),
        ("本报告由市林业局根据条例编制。", "pass medium"),
        ("现将南平市林业局2017年政府信息公开工作年度报告公布如下。", "pass medium"),
        ("现发布《南平市林业局2017年政府信息公开工作年度报告》。", "pass medium"),
        ("如有疑问，请与南平市林业局办公室联系（电话：0599-8800000）。", "pass medium"),
        # above the agency, or an office of it
        ("如有疑问，请与南平市人民政府办公室联系。", "not_assessable medium"),
        ("如有疑问，请与市政务服务管理局联系。", "not_assessable medium"),
        ("本报告由南平市政务公开领导小组办公室编制。", "not_assessable medium"),
        # another body's
        ("本报告由南平市水利局编制。", "fail medium"),
        ("现将南平市水利局2017年政府信息公开工作年度报告公布如下。", "fail medium"),
        ("如有疑问，请与南平市水利局联系。", "fail low"),
        # what it may have been called before
        ("本报告由南平市林业和园林局编制。", "pass medium"),
        # no place of its own
        ("与南平市水利局、南平市自然资源局共同编制了林地目录。", "not_assessable medium"),
        ("在南平市财政局的支持下开展工作。", "not_assessable medium"),
        ("我局根据条例编制本报告。", "not_assessable medium"),
    ],
)
def test_the_name_in_the_reports_own_place(opening: str, expected: str) -> None:
    assert _one("other_agency", opening) == expected


@pytest.mark.parametrize(
    ("name", "maker", "year", "expected"),
    [
        ("安溪县参内乡人民政府", "安溪县黄村乡人民政府", "2012年", "fail medium"),
        ("南平市应急管理局", "南平市安全生产监督管理局", "2018年", "fail low"),  # a year of reform
        ("南平市应急管理局", "南平市安全生产监督管理局", "2016年", "fail medium"),
        ("南平市文化和旅游局", "南平市旅游发展局", "2017年", "fail low"),  # one trade
        ("南平市人民政府", "南平市发展和改革局", "2017年", "not_assessable medium"),
        ("南平市", "南平市人民政府", "2017年", "pass medium"),
        ("南平市", "南平市人民政府办公室", "2017年", "pass medium"),
        ("南平市", "南平市水利局", "2017年", "not_assessable medium"),
        ("福建省林业厅", "福建省林业局", "2017年", "fail low"),
    ],
)
def test_which_names_are_another(name: str, maker: str, year: str, expected: str) -> None:
    assert _one("other_agency", f"本报告由{maker}编制。", name=name, year=year) == expected


def test_two_agencies_may_sign_together() -> None:
    text = "没有其他事项。\n南平市水利局\n南平市林业局\n2018年1月20日"
    found = said("other_agency", "", after=f"五、其他需要报告的事项\n{text}")
    assert [one.outcome for one in found] == ["not_assessable", "pass"]


def test_a_signature_is_a_place_of_its_own() -> None:
    text = "没有其他事项。\n南平市水利局\n2018年1月20日"
    finding = only(said("other_agency", "", after=f"五、其他需要报告的事项\n{text}"))
    assert (finding.outcome, finding.subject) == ("fail", "signature 南平市水利局")


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("福建省三明市商务局", "商务局"),
        ("市商务局", "商务局"),
        ("某县水利局", "水利局"),
        ("高新区教育局", "教育局"),
        ("南平市城市管理局", "城市管理局"),
        ("市场监督管理局", "市场监督管理局"),
        ("南平市市场监督管理局", "市场监督管理局"),
        ("区域合作办公室", "区域合作办公室"),
        ("县", "县"),
    ],
)
def test_a_name_without_its_region(name: str, rest: str) -> None:
    assert without_region(name) == rest


@pytest.mark.parametrize(
    ("name", "prose", "expected"),
    [
        ("南平市审计局", "我局指定专人。", "pass medium"),
        ("南平市审计局", "基本局限于网站，基本乡情已摸清。", "not_assessable medium"),
        ("南平市审计局", "我局部分栏目更新慢，本委托事项已办结，我乡镇审计所参加。", "not_assessable medium"),
        ("南平市审计局", "本镇指定专人。", "fail medium"),
        ("永嘉县越溪乡人民政府", "本街道指定专人。", "fail low"),  # a township may have become a street
        ("永嘉县越溪乡人民政府", "我局指定专人。", "fail medium"),
        ("南平市发展和改革委员会", "我局指定专人。", "fail low"),
        ("南平市卫生健康委员会", "我委指定专人。", "pass medium"),
        ("南平市人民政府", "我局指定专人。", "not_assessable medium"),
        ("南平市审计局", "本机关指定专人。", "not_assessable medium"),
    ],
)
def test_what_the_report_calls_itself(name: str, prose: str, expected: str) -> None:
    assert _one("other_body", prose, name=name) == expected


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("现将我局2017年政府信息公开工作年度报告公布如下。", ["pass medium"]),
        ("特向社会公布2017年度我局政府信息公开年度报告。", ["pass medium"]),
        ("现将我局2016年政府信息公开工作年度报告公布如下。", ["fail medium"]),
        ("与2016年政府信息公开年度报告相比，本报告增加了图表。", ["not_assessable medium"]),
        ("按照《关于做好2016年政府信息公开年度报告编制工作的通知》编制。", ["not_assessable medium"]),
    ],
)
def test_the_year_that_the_opening_announces(opening: str, expected: list[str]) -> None:
    assert [f"{one.outcome} {one.grade}" for one in said("old_year", opening)] == expected


@pytest.mark.parametrize(
    ("heading", "sentence", "expected"),
    [
        ("存在的问题和2018年工作打算", "目录不全。", ["pass medium"]),
        ("存在的问题和2016年工作打算", "目录不全。", ["fail medium"]),
        ("存在的问题和2017年工作打算", "目录不全。", ["fail low"]),
        ("存在的问题", "2018年，我局将按季度自查。", ["pass medium"]),
        ("存在的问题", "2016年，我局将按季度自查。", ["fail medium"]),
        ("存在的问题", "2018年工作计划：按季度自查。", ["pass medium"]),
        ("存在的问题", "按照2016年工作计划，已按季度自查。", ["not_assessable medium"]),
        ("存在的问题", "2016年计划生育信息公开不够。", ["not_assessable medium"]),
        ("存在的问题", "2016年我局将公开工作纳入考核，效果不明显。", ["not_assessable medium"]),  # 把
        ("存在的问题和2016年工作打算落实情况", "目录已全。", ["not_assessable medium"]),
        ("存在的问题", "2016年，我局发现目录不全，将按季度自查。", ["not_assessable medium"]),
        ("存在的问题及按照2016年工作计划改进的情况", "目录已全。", ["not_assessable medium"]),
    ],
)
def test_what_is_planned_lies_ahead(heading: str, sentence: str, expected: list[str]) -> None:
    after = f"五、{heading}\n{sentence}"
    assert [f"{one.outcome} {one.grade}" for one in said("old_year", "", after=after)] == expected
