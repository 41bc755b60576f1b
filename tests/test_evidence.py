"""What is a report, and what only speaks of reports. All texts here are made for the tests."""

import pytest

from pipeline.catalog import builtin
from pipeline.extract import extract
from pipeline.model import RawFile
from pipeline.read import read
from pipeline.structure import Evidence, structure, weigh

TITLE = "某市测试局2017年政府信息公开工作年度报告"
SECTIONS = (
    "一、概述\n2017年，我局认真做好政府信息公开工作，完善了各项工作制度。\n"
    "二、主动公开政府信息情况\n全年主动公开政府信息46条。\n"
    "三、依申请公开办理情况\n全年收到政府信息公开申请3件，均已答复。\n"
    "四、收费及减免情况\n没有收费，也没有减免。\n"
    "五、存在的主要问题和改进措施\n公开的内容还不够全面，下一步将加强培训。\n"
)
FORM = (
    "<table><tr><td>指标名称<td>计量单位<td>2017年度<td>历年累计</tr><tr><td>主动公开文件数<td>条<td>{0}<td>{0}</tr>"
    "<tr><td>其中：1.政府网站公开数<td>条<td>{0}<td>{0}</tr><tr><td>2.政府公报公开数<td>条<td>{0}<td>{0}</tr>"
    "<tr><td>受理依申请公开申请总数<td>条<td>{0}<td>{0}</tr><tr><td>其中：1.当面申请数<td>条<td>{0}<td>{0}</tr>"
    "<tr><td>2.网上申请数<td>条<td>{0}<td>{0}</tr></table>"
)


def _evidence(text: str) -> Evidence:
    catalog = builtin()
    report = structure(read(RawFile("made", text.encode())), catalog)
    _, mentions, _ = extract(report, catalog)
    return weigh(report, sum(mention.indicator is not None for mention in mentions), catalog)


NEWS = (
    "市政府近日发布了2017年政府信息公开工作年度报告。报告显示，去年全市主动公开政府信息1.2万条，收到政府信息公开申请326件，"
    "网站访问量达到530万人次。市政府办公室负责人表示，今后将继续扩大公开的范围，方便群众办事。"
)
NOTICE = (
    "各县（市）人民政府，市政府各部门：\n根据《中华人民共和国政府信息公开条例》，现就做好2017年政府信息公开工作年度报告有关事项通知如下。\n"
    "一、内容要求\n各单位要按照条例规定的内容编写年度报告，数据要准确，文字要简明。\n"
    "二、时间要求\n请于3月10日前将年度报告报送市政府办公室，并在网站上公布。\n某市人民政府办公室\n2018年1月5日"
)
ITEMS = (
    "一、主动公开政府信息情况\n应当写明公开的数量、种类和渠道，并与上年比较。\n二、依申请公开政府信息情况\n应当写明申请的数量和答复的情况。\n"
    "三、收费及减免情况\n应当写明收费的依据和金额。\n四、复议和诉讼情况\n应当写明案件的数量和结果。"
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"某市公布2017年政府信息公开工作年度报告\n2018-03-31\n{NEWS}", id="news"),
        pytest.param(f"某市2017年政府信息公开工作年度报告出炉\n{NEWS}", id="news: is out"),
        pytest.param(f"某市2017年政府信息公开工作年度报告\n本报讯（记者 张三）{NEWS}", id="news: signed"),
        pytest.param(f"某市公布全市2017年政府信息公开工作年度报告\n{NEWS}", id="news: all of the city"),
        pytest.param(f"《某市2017年政府信息公开工作年度报告》解读\n{SECTIONS}", id="interpretation"),
        pytest.param(f"图解：某市测试局2017年政府信息公开工作年度报告\n{SECTIONS}", id="picture"),
        pytest.param(f"一图读懂某市2017年政府信息公开年报\n{NEWS}", id="picture of news"),
        pytest.param(f"关于报送2017年政府信息公开工作年度报告的通知\n{NOTICE}", id="notice"),
        pytest.param(f"某市政府办\n关于做好2017年政府信息公开年度报告\n编制工作的通知\n{NOTICE}", id="notice: lines"),
        pytest.param(f"关于2017年政府信息公开年度报告\n编制工作的通知\n{ITEMS}", id="notice: what to write"),
        pytest.param(f"<h1>转发编制2017年信息公开年报的通知</h1><p>{NEWS}" + FORM.format(""), id="blank form"),
        pytest.param(f"关于2017年政府信息公开工作年度报告编制公布情况的通报\n{NEWS}", id="circular"),
        pytest.param(f"某市政府信息公开工作年度报告制度（试行）\n{ITEMS}", id="rules"),
        pytest.param(f"关于对2017年政府信息公开年度报告征求意见的公告\n{NEWS}", id="comments wanted"),
        pytest.param(f"2017年度政府信息公开年度报告评估结果\n{NEWS}", id="evaluation"),
        pytest.param("\n".join(f"某市测试局{year}年政府信息公开工作年度报告" for year in range(2009, 2018)), id="list"),
        pytest.param("\n".join(f"某市{one}局2017年政府信息公开年报" for one in "甲乙丙丁戊"), id="list of agencies"),
        pytest.param(
            "年报作用大\n每年3月底前，各级行政机关应当公布本机关的政府信息公开工作年度报告。今年各地发布的年报内容更全，数据更准，"
            "形式也更生动，86家单位集中展示了年报，方便了群众查阅。与往年相比，公布得更加及时，也更加规范。",
            id="comment",
        ),
        pytest.param(
            "<table>" + "".join(f"<tr><td>{n}<td>某测试局{n}年政府信息公开年报<td>{n}-1-5" for n in range(2009, 2018)),
            id="list in a table",
        ),
        pytest.param(TITLE, id="title alone"),
        pytest.param(f"<h1>{TITLE}</h1><p>附件：<a href='a.doc'>{TITLE}.doc</a></p>", id="attachment"),
    ],
)  # fmt: skip
def test_what_only_speaks_of_reports_is_none(text: str) -> None:
    assert not _evidence(text).is_report


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{TITLE}\n{SECTIONS}", id="sections"),
        pytest.param(SECTIONS, id="no title"),
        pytest.param(f"现公布我局2017年政府信息公开工作年度报告。\n{SECTIONS}", id="title in the text"),
        pytest.param(f"关于公布2017年政府信息公开年度报告的公告\n{SECTIONS}", id="announced and given"),
        pytest.param(f"关于印发2017年政府信息公开年报的通知\n现印发给你们。\n{TITLE}\n{SECTIONS}", id="covered"),
        pytest.param(f"<h1>{TITLE}</h1><p>见下表。</p>" + FORM.format(3), id="table"),
        pytest.param(
            f"<h1>{TITLE}</h1><table>"
            + "".join(f"<tr><td>{number}<td>公开的第{number}类事项<td>{number * 3}" for number in range(1, 9)),
            id="table of an unknown form",
        ),
        pytest.param(
            f"{TITLE}\n2017年，我镇做好政府信息公开工作，通过公开栏和网站主动公开政府信息46条。全年没有收到政府信息公开申请，"
            "没有收费，也没有发生行政复议和诉讼。今后要加强学习，及时更新公开的内容，方便群众查阅。",
            id="a township without headings",
        ),
        pytest.param(
            f"{TITLE}\n一年来，我乡重视公开工作，成立了领导小组，完善了制度，设立了公开栏，凡是群众关心的事项都及时公开，接受群众的监督。"
            "下一步将继续完善工作机制，加强队伍建设，把公开工作做得更好。",
            id="no figures",
        ),
        pytest.param(
            "现将我局政府信息公开年度报告向社会公布。全年我局认真做好各项公开工作，在网站上主动公开政府信息46条，"
            "没有收到公开申请。今后我局将加强学习培训，完善各项工作制度，及时更新公开的内容，方便群众查阅。",
            id="no title and no headings",
        ),
        pytest.param(
            f"{SECTIONS.replace('一、', '一、政府信息公开', 1)}\n相关链接\n"
            + "\n".join(f"某市测试局{year}年政府信息公开工作年度报告" for year in range(2009, 2018)),
            id="with a list of others",
        ),
        pytest.param(f"政府信息公开指南\n政府信息公开年报\n政府信息公开制度\n{TITLE}\n{SECTIONS}", id="menu"),
        pytest.param(
            "<head><title>政策解读_某市政府网</title></head><ul><li>政府信息公开制度<li>政府信息公开年报<li>政策解读</ul>"
            f"<h2>{TITLE}</h2><div><p>{SECTIONS}</div><p>上一篇：某市测试局2016年政府信息公开年度报告",
            id="menu of a page",
        ),
        pytest.param(f"政务公开 > 政策解读 > 政府信息公开年报\n{TITLE}\n{SECTIONS}", id="path"),
    ],
)  # fmt: skip
def test_a_report_shows_more_than_a_title(text: str) -> None:
    assert _evidence(text).is_report


def test_what_was_found_is_told() -> None:
    found = _evidence(f"某市公布2017年政府信息公开工作年度报告\n{NEWS}").found
    assert found.startswith("the heading 某市公布2017年政府信息公开工作年度报告, 0 sections with text, ")
    assert "figures of such a report" in found
