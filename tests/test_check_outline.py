"""Numbering of headings and of lists inside a paragraph; announced numbers. Made-up text."""

import pytest
from records import Part, findings, only, outcomes

from pipeline.numeral import ordinal

LONG = "这一段是正文,说明工作开展的情况,并不短,也不是标题。"


def _top(*numerals: str) -> tuple[Part, ...]:
    return tuple((f"{numeral}、", f"第{numeral}件", LONG) for numeral in numerals)


def _outline(*parts: Part) -> list[str]:
    return outcomes(findings("outline", parts=parts))


def test_numbers_that_run_on_pass() -> None:
    finding = only(findings("outline", parts=_top(*"一二三")))
    assert (finding.outcome, finding.grade) == ("pass", "high")
    assert [operand.text for operand in finding.left] == ["一、第一件", "二、第二件", "三、第三件"]


def test_a_skipped_number_fails_and_both_headings_are_shown() -> None:
    finding = only(findings("outline", parts=_top(*"一二三四五七")))
    assert (finding.outcome, finding.grade) == ("fail", "high")
    assert [finding.left_value, finding.right_value] == [6, 7]
    assert [finding.left[0].text, finding.right[0].text] == ["五、第五件", "七、第七件"]
    assert finding.message_zh == "全文“一、”级标题编号不连续：“五、第五件”之后为“七、第七件”，缺六。"


def test_a_repeated_number_fails() -> None:
    parts = (("五、", "问题", LONG), *((f"({n})", "做法", LONG) for n in "一二三三"))
    finding = findings("outline", parts=parts)[1]
    assert (finding.outcome, finding.grade) == ("fail", "high")
    assert "编号重复" in finding.message_zh


def test_a_number_that_is_none_makes_the_gap_unsure() -> None:
    finding = only(findings("outline", parts=_top("九", "十", "一一", "十二")))
    assert (finding.outcome, finding.grade, finding.fault) == ("fail", "low", "unclear")


def test_a_number_out_of_order_fails() -> None:
    assert _outline(*_top(*"一二四三五")) == ["fail high"]


def test_several_breaks_of_one_list_are_one_finding() -> None:
    finding = only(findings("outline", parts=_top(*"一二四五五七")))
    assert finding.message_zh.count("；") == 2
    assert [operand.text[:2] for operand in finding.left] == ["二、", "五、", "五、"]


def test_a_list_starts_again_under_a_new_parent() -> None:
    parts = (
        ("一、", "甲", LONG),
        ("(一)", "子", LONG),
        ("(二)", "子", LONG),
        ("二、", "乙", LONG),
        ("(一)", "子", LONG),
    )
    assert _outline(*parts) == ["pass medium", "pass medium", "not_assessable high"]


def test_two_lists_under_one_parent_are_two_lists() -> None:
    parts = (
        ("五、", "问题和措施", LONG),
        *((f"({n})", "问题", LONG) for n in "一二三"),
        *((f"({n})", "措施", LONG) for n in "一二"),
    )
    assert _outline(*parts)[1:] == ["pass high", "pass low"]


def test_plain_digits_are_less_sure() -> None:
    assert _outline(("一、", "甲", LONG), *((f"{n}.", "子", LONG) for n in (1, 2, 4)))[1:] == ["fail medium"]


def test_a_heading_inside_a_paragraph_is_not_missing() -> None:
    parts = (
        ("一、", "甲", LONG),
        ("(一)", "子", f"{LONG}(二)另一件。{LONG}"),
        ("(三)", "子", LONG),
        ("(四)", "子", LONG),
    )
    finding = findings("outline", parts=parts)[1]
    assert finding.outcome == "pass"
    assert "第2项写在段落之中" in finding.message_zh


def test_an_unnumbered_line_may_be_the_missing_heading() -> None:
    parts = (*_top("一"), ("二、", "乙", f"{LONG}\n存在的主要问题\n{LONG}"), *_top(*"四五"))
    finding = only(findings("outline", parts=parts))
    assert (finding.outcome, finding.grade, finding.fault) == ("fail", "low", "unclear")
    assert "丢失编号" in finding.message_zh


def test_a_report_that_begins_in_the_middle_is_not_assessable() -> None:
    assert _outline(*_top(*"二三四")) == ["not_assessable low"]


def _run_in(text: str) -> list[str]:
    return outcomes(findings("outline", parts=(("一、", "甲", text),)))[1:]


def test_a_repeated_run_in_number_fails() -> None:
    text = "一是建章。甲。二是立制。乙。三是公开。四是监督。四是培训。"
    finding = findings("outline", parts=(("一、", "甲", text),))[1]
    assert (finding.outcome, finding.grade) == ("fail", "medium")
    assert [finding.left[0].text, finding.right[0].text] == ["四是监督", "四是培训"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是建章;二是立制;三是公开。", ["pass medium"]),
        ("一是建章。三是公开。", ["fail medium"]),
        ("一是建章。二是立制。三是公开。四加强平台管理。", ["pass medium"]),  # a bare 四
        ("一是建章。二是立制。三是公开。四川省来人参观。", ["pass medium"]),
        ("一是建章。重点是:一是学习;二是宣传。二是立制。", ["pass medium", "pass medium"]),  # a list in an item
        ("一是建章;二是立制。存在问题:一是人少;二是事多;三是钱紧。", ["pass medium", "pass medium"]),
        ("首先建章;二是立制;三是公开。", ["not_assessable low"]),
        ("本局是一家单位。", []),
        ("一是建章。", []),
    ],
)
def test_lists_inside_a_paragraph(text: str, expected: list[str]) -> None:
    assert _run_in(text) == expected


def _announced(text: str, *children: str, opening: str = "") -> list[str]:
    parts = [("", "", opening)] if opening else []
    parts += [("五、", "问题", text), *((f"({n})", "做法", LONG) for n in children)]
    return outcomes(findings("enumeration", parts=tuple(parts)))


def test_five_announced_and_four_listed_fails() -> None:
    parts = (("五、", "问题", f"{LONG}下一步从以下五个方面进行改进。"), *((f"({n})", "做法", LONG) for n in "一二三三"))
    finding = only(findings("enumeration", parts=parts))
    assert (finding.outcome, finding.grade) == ("fail", "medium")
    assert [finding.left_value, finding.right_value] == [5, 4]
    assert finding.message_zh == "正文五称“五个方面”（5项），其后所列为(一)(二)(三)(三)，共4项，应当一致。"
    assert finding.left[0].text == "五个方面"
    assert len(finding.right) == 4


@pytest.mark.parametrize(
    ("text", "children", "expected"),
    [
        (f"{LONG}拟从三个方面改进:", "一二三", ["pass medium"]),
        ("还有两点不足:一是文件多;二是解读少。今后从三个方面改进:", "一二三", ["pass medium", "pass medium"]),
        ("主要存在以下三个问题:一是人少;二是事多。", "", ["fail medium"]),
        ("主要存在以下三个问题:1.人少;2.事多;3.钱紧。", "", ["pass medium"]),
        ("我们从三个方面抓好落实,加强领导,明确分工,强化督查。", "", ["not_assessable medium"]),  # in prose
        ("从三个方面改进。我局将认真落实。", "一二", ["not_assessable medium"]),  # a sentence in between
        ("从以下三个方面改进:首先建章,其次立制,再次公开。", "", ["not_assessable medium"]),
        (
            "今年从两个方面入手。一是建章。二是立制。三是公开。",
            "",
            ["not_assessable medium"],
        ),  # not sure that it is meant
        ("一是从两个方面做好公开。二是做好解读。三是培训。", "", ["not_assessable medium"]),
        ("存在以下三个问题:一是人少;二是事多。三加强不够。", "", ["pass medium"]),
        ("第三部分已作说明,三农问题受到关注,一方面人少。", "", []),
        ("会议于下午三点召开。", "", []),
    ],
)
def test_announced_numbers(text: str, children: str, expected: list[str]) -> None:
    assert _announced(text, *children) == expected


@pytest.mark.parametrize(
    ("opening", "tops", "expected"),
    [
        ("本报告由概述等三个部分组成。", "一二三", ["pass medium"]),
        ("本报告由概述等五部分组成。", "一二三", ["fail low"]),
        ("本报告由概述和附表等四部分组成。", "一二三", ["not_assessable medium"]),
        ("报告分为三个部分。", "一二三四", ["fail medium"]),
        ("全市分三个部分推进。", "一二", []),
    ],
)
def test_the_opening_announces_the_parts_of_the_report(opening: str, tops: str, expected: list[str]) -> None:
    assert outcomes(findings("enumeration", parts=(("", "", opening), *_top(*tops)))) == expected


def test_an_appendix_may_be_counted_as_a_part() -> None:
    parts = (("", "", "本报告由概述等四部分组成。"), *_top(*"一二三"))
    assert outcomes(findings("enumeration", parts=parts, tables=1)) == ["not_assessable medium"]


def test_chinese_numerals() -> None:
    assert [ordinal(one) for one in ("两", "十", "十二", "二十", "二十一", "7", "③")] == [2, 10, 12, 20, 21, 7, 3]
    assert [ordinal(one) for one in ("二三", "一一", "十十", "", "①②", "廿几")] == [None] * 6
