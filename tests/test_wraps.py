"""Sentences cut by hard line breaks are read whole, and every place still cuts out what is printed. Texts are made."""

import random
import textwrap
import time

import pytest

from pipeline.catalog import builtin
from pipeline.extract import extract
from pipeline.model import RawFile, Report, Role
from pipeline.read import read
from pipeline.structure import structure
from pipeline.structure.wraps import width

TITLE = "某市测试局2017年政府信息公开工作年度报告"
PARAGRAPH = (
    "截至2017年底，我局累计主动公开政府信息5928条，全文电子化率达90%；其中，本年度新增主动公开政府信息2110条。"
    "我局共收到政府信息公开申请12件，其中当面申请3件，信函申请9件，均在规定期限内答复。"
    "同时，进一步完善了各项工作制度和工作流程，明确了专人负责，加强了业务培训，及时回应了群众关切。"
)


def _structured(data: str) -> Report:
    return structure(read(RawFile("made", data.encode())), builtin())


def _body(report: Report) -> list[str]:
    return [section.text for section in report.sections if section.text and section.kind in ("numbered", "preamble")]


def _counts(report: Report) -> list[str]:
    _, mentions, _ = extract(report, builtin())
    for mention in mentions:
        assert "".join(report.document.cut(mention.place).split()) == "".join(mention.quantity.text.split())
    return [mention.quantity.text for mention in mentions if mention.role in (Role.TOTAL, Role.PART, Role.PERCENT)]


@pytest.mark.parametrize("columns", [33, 35, 36, 37, 38, 39, 40])
@pytest.mark.parametrize("indent", ["", "　　"])
def test_text_wrapped_at_a_margin_is_read_as_paragraphs(columns: int, indent: str) -> None:
    lines = [TITLE, "一、概述"]
    for paragraph in (PARAGRAPH, PARAGRAPH):
        lines += textwrap.wrap(indent + paragraph, columns, drop_whitespace=False)
    lines += ["二、其他", "没有其他需要报告的事项。"]
    report = _structured("\n".join(lines))
    assert [s.number for s in report.sections if s.kind == "numbered"] == ["一、", "二、"]
    assert _counts(report) == ["5928条", "90%", "2110条", "12件", "3件", "9件"] * 2
    assert _body(report)[0].replace("\n", "") == PARAGRAPH * 2


@pytest.mark.parametrize("columns", [60, 70, 72, 76, 80])
def test_a_margin_may_be_counted_in_columns(columns: int) -> None:
    lines = [""]
    for char in PARAGRAPH * 2:
        full = width(lines[-1] + char) > columns
        lines += [char] if full and char not in "，。" else []
        lines[-1] += char if not full or char in "，。" else ""
    report = _structured("\n".join([TITLE, "一、概述", *lines, "二、其他", "没有其他需要报告的事项。"]))
    assert _counts(report) == ["5928条", "90%", "2110条", "12件", "3件", "9件"] * 2


def test_a_break_around_every_number_cuts_no_sentence() -> None:
    pieces = [
        "<p>截至年底,我局累计主动公开政府信息",
        "5928",
        "条,全文电子化率达",
        "90%",
        ",其中,本年度新增",
        "2110",
        "条。</p>",
    ]
    report = _structured(f"<body><h1>{TITLE}</h1><p>一、概述</p><p>{'<br>'.join(pieces)}</p><p>二、其他</p><p>无。")
    assert _body(report)[0] == "截至年底,我局累计主动公开政府信息5928条,全文电子化率达90%,其中,本年度新增2110条。"
    assert _counts(report) == ["5928条", "90%", "2110条"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("累计主动公开政府信息\n5928\n条。", ["累计主动公开政府信息5928条。"]),
        ("根据规定,自2008年\n5月1日起,公开3条。", ["根据规定,自2008年5月1日起,公开3条。"]),
        ("收到申请9件,\n其中信函6件。", ["收到申请9件,其中信函6件。"]),
        ("本年度公开信息（见网站\n）30条。", ["本年度公开信息（见网站）30条。"]),
        (
            "依照《测试条例》\n（以下简称《条例》\n）公开信息30条。",
            ["依照《测试条例》（以下简称《条例》）公开信息30条。"],
        ),
        ("公开信息的情况\n（某市测试局）\n没有变化。", ["公开信息的情况\n（某市测试局）\n没有变化。"]),
        ("期限自2017年1月1日，到\n2017年12月31日止。", ["期限自2017年1月1日，到2017年12月31日止。"]),
        ("公开信息30条；\n收到申请2件；\n没有复议。", ["公开信息30条；\n收到申请2件；\n没有复议。"]),
        ("公开信息30条。\n2件申请已经答复。", ["公开信息30条。\n2件申请已经答复。"]),
        ("公开信息30条，\n一是加强领导。\n二是完善制度。", ["公开信息30条，\n一是加强领导。\n二是完善制度。"]),
        ("重视公开工作，及时答复了\n\n2016年的问题得到解决。", ["重视公开工作，及时答复了\n2016年的问题得到解决。"]),
        ("公开专栏于2018-01-05\n本报告发布后开通。", ["公开专栏于2018-01-05\n本报告发布后开通。"]),
        ("联系方式如下，地址为本局\n电话：0598-8241973。", ["联系方式如下，地址为本局\n电话：0598-8241973。"]),
    ],
)
def test_a_line_continues_only_where_its_sentence_does(lines: str, expected: list[str]) -> None:
    assert (
        _body(_structured(f"{TITLE}\n一、概述\n{lines}\n二、其他\n没有其他需要报告的事项。"))[: len(expected)]
        == expected
    )


def test_a_heading_takes_no_number_from_the_next_line() -> None:
    report = _structured(f"{TITLE}\n一、加强领导，完善制度\n2017年，我局公开信息30条。\n二、其他\n没有。")
    assert [s.title for s in report.sections if s.kind == "numbered"] == ["加强领导，完善制度", "其他"]


def test_labels_and_numbers_on_lines_of_their_own_stay_apart() -> None:
    report = _structured(
        f"{TITLE}\n一、概述\n没有变化。\n二、统计\n公开信息数\n30\n收到申请数\n2\n三、其他\n没有其他事项。"
    )
    assert _body(report)[1] == "公开信息数\n30\n收到申请数\n2"


def test_digits_on_both_sides_of_a_break_are_told() -> None:
    report = _structured(f"{TITLE}\n一、概述\n我局公开信息，共\n30\n，申请2\n，办结，共有12\n，其中信函\n9\n件。")
    assert "number_cut" not in {issue.code for issue in report.issues}
    wrapped = "\n".join(textwrap.wrap("我局认真做好政府信息公开工作，及时回应了群众，公开信息1234567条，" * 9, 34))
    cut = _structured(f"{TITLE}\n一、概述\n{wrapped}公开完毕。")
    broken = [issue for issue in cut.issues if issue.code == "number_cut"]
    assert broken
    assert all("read as one number" in issue.message for issue in broken)
    assert set(_counts(cut)) == {"1234567条"}


def test_lines_that_end_at_one_column_by_chance_are_no_margin() -> None:
    lines = (
        f"{TITLE}\n来源：某市测试局 时间：2018-01-05\n浏览：三百二十五次 字体：大 小\n没有变化。\n一、概述\n没有变化。"
    )
    assert _body(_structured(lines)) == ["没有变化。", "没有变化。"]


def test_every_character_of_a_section_has_its_place() -> None:
    chosen = random.Random(11)
    pieces = [
        "公开信息",
        "5928",
        "条，",
        "2017年",
        "一、概述\n",
        "（一）",
        "。",
        "\n",
        "\n",
        "\n\n",
        "　　",
        " ",
        "12\n34",
        "e-mail",
        "）",
        "《",
    ]
    for _ in range(200):
        report = _structured(f"{TITLE}\n" + "".join(chosen.choices(pieces, k=60)) + PARAGRAPH)
        for section in report.sections:
            for at, char in enumerate(section.text):
                assert char.isspace() or report.document.cut(section.place(at, at + 1)) == char


def test_long_texts_take_time_in_proportion() -> None:
    lines = textwrap.wrap(PARAGRAPH * 900, 40)
    begun = time.perf_counter()
    report = _structured("\n".join([TITLE, "一、概述", *lines]))
    assert time.perf_counter() - begun < 5
    assert [text.replace("\n", "") for text in _body(report)] == ["".join(lines)]
