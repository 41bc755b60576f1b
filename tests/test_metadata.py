"""Title, agency, year and date of publication as sites print them. The agencies and reports here are made up."""

from datetime import date

import pytest

from pipeline.catalog import builtin
from pipeline.model import Metadata, RawFile, Report
from pipeline.read import read
from pipeline.structure import structure

OPENING = "根据《中华人民共和国政府信息公开条例》的规定，编制本报告，全文包括概述等七个部分，欢迎监督。"
BODY = (
    "一、概述\n我局认真做好政府信息公开工作，及时回应群众关切，完善了工作制度。\n二、主动公开情况\n主动公开信息30条。"
)


def _structured(text: str, url: str | None = None) -> Report:
    return structure(read(RawFile("made.txt", text.encode(), source_url=url)), builtin())


def _found(text: str, url: str | None = None) -> Metadata:
    return _structured(text, url).metadata


def _inferred(report: Report) -> list[str]:
    return [issue.message.split(" was taken from ")[0] for issue in report.issues if issue.code == "metadata_inferred"]


@pytest.mark.parametrize(
    ("title", "agency", "year"),
    [
        ("三明市水利局2012年政府信息公开工作年度报告", "三明市水利局", 2012),
        ("三明市水利局2012年度政府信息公开年度报告", "三明市水利局", 2012),
        ("2012年三明市水利局政府信息公开年报", "三明市水利局", 2012),
        ("2012年度三明市水利局政府信息公开工作总结", "三明市水利局", 2012),
        ("三明市水利局 2012 年 政府信息公开 工作报告", "三明市水利局", 2012),
        ("三明市水利局关于2012年度政府信息公开情况的报告", "三明市水利局", 2012),
        ("关于三明市水利局2012年政府信息公开工作情况的报告", "三明市水利局", 2012),
        ("三明市水利局政府信息公开工作年度报告（2012年度）", "三明市水利局", 2012),
        ("三明市水利局二〇一二年政府信息公开工作年度报告", "三明市水利局", 2012),
        ("三明市水利局二○一二年度政府信息公开年度报告", "三明市水利局", 2012),
        ("三明市水利局二O一二年度政务公开工作总结", "三明市水利局", 2012),
        ("《三明市水利局２０１２年政府信息公开工作年度报告》", "三明市水利局", 2012),
        ("[三明市水利局]2012年三明市水利局信息公开工作年报", "三明市水利局", 2012),
        ("2012年嵊州市人民政府信息公开工作年度报告", "嵊州市人民政府", 2012),
        ("福建省人民政府2012年政府信息公开工作年度报告", "福建省人民政府", 2012),
        ("福建省2012年度政府信息公开工作报告（全文）", "福建省", 2012),
        ("当前位置：首页 > 年报 > 三明市水利局2012年政府信息公开年报", "三明市水利局", 2012),
        ("三明市水利局\n2012年政府信息公开工作年度报告", "三明市水利局", 2012),
        ("三明市水利局2012年政府\n信息公开工作年度报告", "三明市水利局", 2012),
        ("三明市水利局2012年\n政府信息公开工作\n年度报告", "三明市水利局", 2012),
        ("三明市水利局政府信息公开工作年度报告\n（2012年度）", "三明市水利局", 2012),
        ("政府信息公开\n三明市水利局2012年政府信息公开工作年度报告", "三明市水利局", 2012),
        ("政府信息公开年度报告\n三明市水利局2012年政府信息公开工作年度报告", "三明市水利局", 2012),
        ("发布机构：某县某镇\n公文生成日期：2013-01-03\n某县某镇2012年政府信息公开年度报告", "某县某镇", 2012),
        ("测政发[2013]05\n三明市水利局\n2012年政府信息公开工作年度报告", "三明市水利局", 2012),
        ("2013-02-07导出word三明市水利局2012年政府信息公开年度报告", "三明市水利局", 2012),
        ("三明市水利局(以下简称市水利局)2012年政府信息公开年度报告", "三明市水利局", 2012),
        ("某旗某苏木\n2012年政府信息公开工作年度报告", "某旗某苏木", 2012),
        ("三明某工业园区\n2012年政府信息公开工作年度报告", "三明某工业园区", 2012),
    ],
)
def test_a_title_names_agency_and_year(title: str, agency: str, year: int) -> None:
    report = _structured(f"{title}\n{OPENING}\n{BODY}")
    assert (report.metadata.agency, report.metadata.year) == (agency, year)
    assert _inferred(report) == []
    assert "title" in {piece.kind for piece in report.pieces}


@pytest.mark.parametrize(
    "line",
    [
        "关于做好2012年政府信息公开工作年度报告有关事项的通知",
        "三明市水利局政府信息公开年度报告制度（试行）",
        "2012年政府信息公开工作年度报告编制格式",
        "（一）编制2011年政府信息公开年度报告",
    ],
)
def test_a_line_about_reports_is_no_title(line: str) -> None:
    assert _found(f"{line}\n{OPENING}\n{BODY}").title is None


def test_a_title_repeated_in_the_body_is_no_text() -> None:
    title = "三明市水利局2012年政府信息公开工作年度报告"
    report = _structured(f"{title}\n来源：市水利局 时间：2013-01-15\n{title}\n{OPENING}\n{BODY}")
    assert [piece.kind for piece in report.pieces][:4] == ["title", "furniture", "title", "preamble"]


@pytest.mark.parametrize(
    "title", ["三明市水利局2012年政府信息公开年报", "三明市政府网-三明市水利局2012年政府信息公开年报_年报"]
)
def test_a_title_in_the_head_of_the_page_counts(title: str) -> None:
    page = f"<head><title>{title}</title></head><body><p>{OPENING}</p><p>一、概述</p><p>{OPENING}"
    report = _structured(page)
    assert (report.metadata.agency, report.metadata.year) == ("三明市水利局", 2012)
    assert "title" not in {piece.kind for piece in report.pieces}


def test_a_title_in_the_table_of_metadata_counts() -> None:
    table = "<table><tr><td>索引号<td>A-1<tr><td>信息名称<td>三明市水利局2012年政府信息公开年报</table>"
    found = _found(f"<body>{table}<p>{OPENING}</p><p>一、概述</p><p>{OPENING}")
    assert (found.agency, found.year) == ("三明市水利局", 2012)


@pytest.mark.parametrize(
    ("opening", "agency", "year", "inferred"),
    [
        ("根据条例，现将三明市水利局2012年政府信息公开工作年度报告向社会公布。", "三明市水利局", 2012, 2),
        ("本报告由三明市水利局编制的2012年度政府信息公开年度报告组成，欢迎监督。", "三明市水利局", 2012, 2),
        ("特向社会公布2012年度本机关信息公开工作年度报告。", None, 2012, 1),
        (
            "本报告由三明市人民政府信息公开工作办公室根据《条例》编制。统计时限为2012年1月1日至12月31日。",
            "三明市人民政府", 2012, 2,
        ),
    ],
)  # fmt: skip
def test_the_opening_stands_in_for_a_title(opening: str, agency: str | None, year: int, inferred: int) -> None:
    report = _structured(f"{opening}\n{BODY}")
    assert (report.metadata.agency, report.metadata.year) == (agency, year)
    assert len(_inferred(report)) == inferred


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("本报告所列数据的统计期限自2017年1月1日起至12月31日止。", 2017),
        ("本年报数据统计时限为2016年1月1日—2016年12月31日。", 2016),
        ("所列数据统计期限自201611日起至20161231日止。", 2016),
        ("统计期限从2002年1月1日至2010年12月31日。", 2010),
        ("统计期限为2014年1月1日至2015年1月1日。", 2014),
        ("统计期限：2013.1.1-2013.12.31。", 2013),
    ],
)
def test_the_stated_period_gives_the_year_that_the_title_lacks(period: str, year: int) -> None:
    report = _structured(f"三明市水利局政府信息公开年度报告\n根据2009年的通知，编制本报告。{period}\n{BODY}")
    assert (report.metadata.agency, report.metadata.year) == ("三明市水利局", year)
    assert _inferred(report) == [f"year {year}"]


def test_the_year_falls_back_to_address_then_text_then_publication() -> None:
    title = "三明市水利局政府信息公开年度报告"
    assert _found(f"{title}\n{OPENING}\n{BODY}", "http://made.example/r.jsp?fbtime=2011&x=1").year == 2011
    spoken = f"{title}\n{OPENING}\n一、概述\n2014年，我局完善制度。2014年公开30条，比2013年多。"
    assert _found(spoken, "http://made.example/t20200115_1.htm").year == 2014
    report = _structured(f"{title}\n{OPENING}\n{BODY}", "http://made.example/201601/t20160115_1.htm")
    assert (report.metadata.year, report.metadata.published) == (2015, date(2016, 1, 15))
    assert sorted(_inferred(report)) == ["date 2016-01-15", "year 2015"]


@pytest.mark.parametrize(
    ("lines", "agency"),
    [
        ("来源：三明市水利局\n2012年度政府信息公开年度报告", "三明市水利局"),
        ("发 布 机 构：三明市水利局  文号：无\n2012年度政府信息公开年度报告", "三明市水利局"),
        ("来源：本站\n2012年度政府信息公开年度报告", None),
    ],
)
def test_a_label_gives_the_agency_that_the_title_lacks(lines: str, agency: str | None) -> None:
    assert _found(f"{lines}\n{OPENING}\n{BODY}").agency == agency


@pytest.mark.parametrize(
    "asked",
    [
        "请与三明市水利局办公室联系（地址：某路1号）",
        "请联系三明市水利局（电话：0598-0000000）",
        "请与三明市水利局政务公开办公室联系",
    ],
)
def test_whom_to_ask_gives_the_agency_where_nothing_else_does(asked: str) -> None:
    opening = f"本报告根据条例编制，反映全年工作情况。如对本报告有疑问，{asked}。"
    report = _structured(f"2012年政府信息公开工作年度报告\n{opening}\n{BODY}")
    assert report.metadata.agency == "三明市水利局"
    assert "agency 三明市水利局" in _inferred(report)
    ours = opening.replace("三明市水利局", "我局")
    assert _found(f"2012年政府信息公开工作年度报告\n{ours}\n{BODY}").agency is None


def test_the_signature_completes_a_name_that_leaves_out_its_city() -> None:
    report = _structured(
        f"市水利局2012年政府信息公开年度报告\n{OPENING}\n{BODY}\n{OPENING}\n三明市水利局\n2013年1月15日"
    )
    assert (report.metadata.agency, report.metadata.region_code) == ("三明市水利局", "350400")
    assert "agency 三明市水利局" in _inferred(report)


def test_the_signature_comes_before_a_label() -> None:
    top = "来源：市府网站管理办公室\n2012年度政府信息公开年度报告"
    report = _structured(f"{top}\n{OPENING}\n{BODY}\n{OPENING}\n三明市水利局\n2013年1月15日")
    assert report.metadata.agency == "三明市水利局"
    assert report.metadata.published == date(2013, 1, 15)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("来源:市水利局 时间:2013-01-15 15:13", "2013-01-15"),
        ("发布日期：2014- 03- 25 15: 17   浏览次数：1024", "2014-03-25"),
        ("发 布 时 间：2013年1月5日", "2013-01-05"),
        ("成文日期：2013-01-03 发布日期：2015-08-20", "2015-08-20"),
        ("索引号：A-1\n公文生成日期：2013-01-03\n时间：2013-01-16", "2013-01-16"),
        ("2013年04月23日16:59 | 某门户网", "2013-04-23"),
        ("• 2017-03-24", "2017-03-24"),
        ("【发布时间】2013/2/1", "2013-02-01"),
        ("统计时间：2012-12-31", None),
        ("时间：2013-13-01", None),
        ("2012年1月1日至12月31日数据", None),
    ],
)
def test_the_best_label_gives_the_date_of_publication(line: str, published: str | None) -> None:
    found = _found(f"三明市水利局2012年政府信息公开年度报告\n{line}\n{OPENING}\n{BODY}").published
    assert (str(found) if found else None) == published


def test_the_head_gives_the_date_if_no_line_does() -> None:
    page = f'<head><meta name="PubDate" content="2013-01-15 10:00"></head><body><p>{OPENING}</p><p>{OPENING}</p>'
    assert _found(page).published == date(2013, 1, 15)


@pytest.mark.parametrize(
    ("agency", "context", "code", "level"),
    [
        ("三明市水利局", "", "350400", "city"),
        ("市水利局", "主办单位：三明市人民政府", "350400", "city"),
        ("福建省水利厅", "", "350000", "province"),
        ("尤溪县西城镇", "", "350426", "town"),
        ("西城镇人民政府", "尤溪县人民政府门户网站", "350426", "town"),
        ("财政部", "", None, "ministry"),
        ("鼓楼区水利局", "", None, None),
        ("鼓楼区水利局", "福州市人民政府主办", "350102", "county"),
    ],
)
def test_the_region_comes_from_the_name_or_the_page(
    agency: str, context: str, code: str | None, level: str | None
) -> None:
    found = _found(f"{agency}2012年政府信息公开年度报告\n{OPENING}\n{BODY}\n{context}")
    assert (found.agency, found.region_code, found.level) == (agency, code, level)


def test_an_ambiguous_name_lists_its_candidates() -> None:
    report = _structured(f"鼓楼区水利局2012年政府信息公开年度报告\n{OPENING}\n{BODY}")
    (problem,) = [issue for issue in report.issues if issue.code == "region_ambiguous"]
    for candidate in ("江苏省南京市鼓楼区 (320106)", "福建省福州市鼓楼区 (350102)", "河南省开封市鼓楼区 (410204)"):
        assert candidate in problem.message


def test_what_is_not_there_is_an_issue() -> None:
    report = _structured("一、概述\n我局做好工作，及时回应群众关切，完善了各项工作制度和流程，效果很好。")
    assert [issue.code for issue in report.issues] == ["no_title", "no_agency", "no_year", "no_date"]


def test_the_maker_completes_a_name_without_its_city() -> None:
    opening = "本报告由三明市永安市人民政府办公室根据《条例》编制，全文包括概述等七个部分，欢迎监督。"
    report = _structured(f"永安市人民政府2012年政府信息公开工作年度报告\n{opening}\n{BODY}")
    assert report.metadata.agency == "三明市永安市人民政府"
    assert _inferred(report) == ["agency 三明市永安市人民政府"]
    own = opening.replace("三明市永安市", "永安市")
    assert _found(f"永安市人民政府2012年政府信息公开工作年度报告\n{own}\n{BODY}").agency == "永安市人民政府"


@pytest.mark.parametrize(
    ("title", "agency"),
    [
        ("某市公布2017年政府信息公开工作年度报告", "某市"),
        ("某市公布全市2017年政府信息公开工作年度报告", "某市"),
        ("关于公布某市测试局2017年政府信息公开工作年度报告的公告", "某市测试局"),
        ("某市测试局发布2017年政府信息公开年报", "某市测试局"),
        ("图解某市测试局2017年政府信息公开年报", "某市测试局"),
    ],
)
def test_words_of_an_announcement_are_no_part_of_a_name(title: str, agency: str) -> None:
    assert _found(f"{title}\n{OPENING}\n{BODY}").agency == agency


@pytest.mark.parametrize("heading", ["龙海市环境保护局2015年政府信息公开工作年度报告", ""])
def test_a_printed_name_goes_before_the_short_one_of_the_head(heading: str) -> None:
    page = (
        f"<head><title>龙海市环保局2015年政府信息公开工作年度报告</title></head><body><h1>{heading}</h1>"
        f"<div><p>{OPENING}</p><p>一、概述</p><p>{OPENING}</p><p>龙海市环境保护局</p><p>2016年1月20日</p></div>"
    )
    assert _found(page).agency == "龙海市环境保护局"


def test_a_title_beside_the_report_does_not_overrule_the_head() -> None:
    page = (
        "<head><title>某市测试局2015年政府信息公开工作年度报告</title></head><body><h1>2015年政府信息公开工作年度报告</h1>"
        f"<div><p>{OPENING}</p><p>一、概述</p><p>{OPENING}</p></div><p>某市甲局2014年政府信息公开工作年度报告</p>"
    )
    found = _found(page)
    assert (found.agency, found.year) == ("某市测试局", 2015)


def test_a_message_says_briefly_what_was_taken_from_where() -> None:
    opening = "现将三明市水利局2012年政府信息公开工作年度报告向社会公布，本报告中所列数据的统计期限自2012年1月1日起。"
    report = _structured(f"{opening}\n{BODY}")
    messages = [issue.message for issue in report.issues if issue.code == "metadata_inferred"]
    assert messages == [
        "agency 三明市水利局 was taken from the opening sentence 三明市水利局2012年政府信息公开工作年度报告",
        "year 2012 was taken from the opening sentence 三明市水利局2012年政府信息公开工作年度报告",
    ]
    assert all(len(message) < 100 for message in messages)
