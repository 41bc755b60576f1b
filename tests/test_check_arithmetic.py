"""Parts, differences, percentages and growth. Made-up figures."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from records import Prose, findings, only, outcomes

from pipeline.check import told_apart
from pipeline.model import Finding, Hedge, Period, Role


def _list(whole: Any, *parts: Any, unit: str = "条", **fields: Any) -> list[Finding]:
    """A total and its parts in one sentence; a part may be (value, fields)."""
    prose = Prose()
    number = prose.add(whole, "条", sentence=10, **fields)
    for part in parts:
        value, more = part if isinstance(part, tuple) else (part, {})
        prose.add(value, more.get("unit", unit), sentence=10, role=Role.PART, wholes=(number,),
                  **{key: value for key, value in more.items() if key != "unit"})  # fmt: skip
    return findings("parts_vs_total", prose)


UNSURE = {"part_is_certain": False}
OPEN = {"open_list": True}


@pytest.mark.parametrize(
    ("whole", "parts", "expected"),
    [
        (316, (147, 21, 13, 8, 13, 10, 4, 100), "pass medium"),
        (606, (51, 7, 554), "fail medium"),  # 612, too many
        (160, (59, 41, 58), "fail medium"),  # 158, a little short
        (160, (59, 20, 28), "fail low"),  # 107, perhaps not all of them
        (532, (38, 22, 16, 12, 13), "not_assessable medium"),  # only the leading categories
        (64, (58, 3), "not_assessable medium"),  # two are no complete list
        (64, (58,), "pass medium"),
        (64, (85,), "fail medium"),
        (64, ((20, OPEN), (30, OPEN), (10, OPEN)), "pass medium"),  # 等
        (64, ((20, OPEN), (30, OPEN), (20, OPEN)), "fail medium"),
        (316, (147, 169, (4, UNSURE)), "pass low"),
        (320, (147, 169, (4, UNSURE)), "pass low"),
        (316, (147, 170, (4, UNSURE)), "fail low"),
        (316, (147, 150, 13, (4, UNSURE)), "fail low"),
    ],
)
def test_parts_and_their_total(whole: int, parts: tuple[Any, ...], expected: str) -> None:
    assert outcomes(_list(whole, *parts)) == [expected]


def test_a_sum_that_fails_shows_its_arithmetic() -> None:
    finding = only(_list(606, (51, {"noun": "甲"}), (7, {"noun": "乙"}), (554, {"noun": "丙"}), noun="信息"))
    assert finding.message_zh == (
        "信息606条，所列各项甲51条、乙7条、丙554条合计51+7+554=612，比总数606多6；各项如不重复，不应超过总数。"
    )
    assert [finding.left_value, finding.right_value, finding.difference] == [606, 612, -6]


def test_both_sums_are_shown_where_the_list_is_unsure() -> None:
    finding = only(_list(316, 147, 169, (4, UNSURE)))
    assert "147+169=316" in finding.message_zh
    assert "全部相加为320" in finding.message_zh


def test_mixed_units_may_close_but_not_accuse() -> None:
    parts = ((1, {"unit": "次"}), (12, {"unit": "场次"}), (10, {"unit": "条"}))
    assert outcomes(_list(23, *parts)) == ["pass low"]
    assert outcomes(_list(20, (12, {"unit": "人次"}), (15, {"unit": "元"}))) == ["not_assessable low"]


def test_hedged_parts_are_intervals() -> None:
    assert outcomes(_list(282, 231, (51, {"hedge": Hedge.ABOUT}))) == ["pass low"]


def test_two_totals_together_have_the_parts() -> None:
    prose = Prose()
    wholes = (prose.add(3, "件"), prose.add(15, "件"))
    prose.add(16, "件", sentence=9, role=Role.PART, wholes=wholes)
    prose.add(2, "件", sentence=9, role=Role.PART, wholes=wholes)
    finding = only(findings("parts_vs_total", prose))
    assert finding.outcome == "pass"
    assert [finding.left_value, finding.right_value] == [18, 18]


def test_a_total_that_comes_last_adds_up_all_that_was_listed() -> None:
    prose = Prose()
    for value in (21, 34):
        prose.add(value, "件", sentence=9, role=Role.PART, wholes=(3,))
    prose.add(65, "件", sentence=9)
    assert outcomes(findings("parts_vs_total", prose)) == ["fail low"]


def test_two_ways_to_divide_one_total_are_two_lists() -> None:
    prose = Prose()
    whole = prose.add(9, "件")
    for value, sentence in ((2, 7), (6, 7), (1, 7), (6, 8), (1, 8), (2, 8)):
        prose.add(value, "件", sentence=sentence, role=Role.PART, wholes=(whole,))
    assert outcomes(findings("parts_vs_total", prose)) == ["pass medium", "pass medium"]


def test_rows_that_a_form_adds_up_are_high() -> None:
    prose = Prose()
    whole = prose.add(9, "件", indicator="reply.total")
    for value, name in ((6, "granted"), (3, "granted_in_part"), (2, "denied")):
        prose.add(value, "件", sentence=9, indicator=f"reply.{name}", role=Role.PART, wholes=(whole,))
    assert outcomes(findings("parts_vs_total", prose)) == ["fail high"]


def test_channels_may_overlap() -> None:
    prose = Prose()
    whole = prose.add(52, indicator="proactive.items")
    for value, name in ((50, "website"), (40, "gazette")):
        prose.add(value, sentence=9, indicator=f"proactive.items.{name}", role=Role.PART, wholes=(whole,))
    assert outcomes(findings("parts_vs_total", prose)) == ["fail low"]


@pytest.mark.parametrize(("value", "expected"), [(73, "pass medium"), (37, "fail medium")])
def test_a_stated_difference(value: int, expected: str) -> None:
    prose = Prose()
    wholes = (prose.add(153, "个"), prose.add(80, "个"))
    prose.add(value, "个", role=Role.DIFFERENCE, wholes=wholes)
    assert outcomes(findings("difference", prose)) == [expected]


def test_a_difference_without_its_numbers_is_not_assessable() -> None:
    prose = Prose()
    prose.add(73, "个", role=Role.DIFFERENCE)
    assert outcomes(findings("difference", prose)) == ["not_assessable medium"]


# -- percentages -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "part", "whole", "expected"),
    [
        (78, 7, 9, "pass medium"),
        (50, 8, 16, "pass medium"),
        (48, 73, 153, "pass medium"),
        ("92.47", 209, 226, "pass medium"),  # cut off: 92.4778
        ("49.9", 224438, 449248, "pass medium"),  # cut off: 49.9586
        ("66.7", 6, 9, "pass medium"),
        (66, 6, 9, "pass medium"),
        (67, 6, 9, "pass medium"),
        (15, 2, 14, "fail low"),  # 14.3
        (86, 12, 14, "pass medium"),
        (75, 45, 65, "fail medium"),
        ("58.1", 207, 312, "fail medium"),
        (100, 9, 9, "pass medium"),
        (100, 8, 9, "fail medium"),
        (0, 0, 9, "pass medium"),
        (100, 0, 0, "not_assessable medium"),
    ],
)
def test_a_percentage_and_its_counts(percent: Any, part: int, whole: int, expected: str) -> None:
    prose = Prose()
    total = prose.add(whole, "件")
    prose.percent(percent, prose.add(part, "件"), total)
    assert outcomes(findings("percent", prose)) == [expected]


def test_a_wrong_percentage_says_which_count_would_fit() -> None:
    prose = Prose()
    total = prose.add(9, "项", noun="总事项")
    prose.percent(78, prose.add(6, "项", noun="清单"), total)
    finding = only(findings("percent", prose))
    assert finding.message_zh == "清单6项占总事项9项的比例应为66.67%，文中为78%；若为78%，分子应是7。"


def test_a_percentage_without_its_count_tells_what_it_implies() -> None:
    prose = Prose()
    total = prose.add(9, "项", noun="总事项")
    prose.percent(78, None, total)
    finding = only(findings("percent", prose))
    assert finding.outcome == "not_assessable"
    assert "若为78%，分子应是7" in finding.message_zh


def test_a_percentage_that_no_whole_number_gives_says_out_of_how_many() -> None:
    prose = Prose()
    prose.percent("51.9", None, prose.add(86, "件", noun="申请"))
    finding = only(findings("percent", prose))
    assert "没有整数分子能得到51.9%" in finding.message_zh
    assert "no whole number out of 86 gives 51.9%" in finding.message_en


def test_a_percentage_without_anything_is_not_assessable() -> None:
    prose = Prose()
    prose.percent(79, None)
    prose.percent(79, prose.add(3))
    assert outcomes(findings("percent", prose)) == ["not_assessable medium"] * 2


def test_a_percentage_shared_by_neighbouring_parts_is_not_accused() -> None:
    prose = Prose()
    total = prose.add(89)
    prose.add(20, role=Role.PART, wholes=(total,), sentence=5)
    prose.percent("24.72", prose.add(2, role=Role.PART, wholes=(total,), sentence=5), total)
    assert outcomes(findings("percent", prose)) == ["not_assessable medium"]


@pytest.mark.parametrize(
    ("percent", "hedge", "outcome"), [(60, "over", "pass"), (90, "over", "fail"), (80, "under", "pass")]
)
def test_a_hedged_percentage(percent: int, hedge: str, outcome: str) -> None:
    prose = Prose()
    total = prose.add(9)
    prose.percent(percent, prose.add(7), total, hedge=Hedge(hedge))
    assert only(findings("percent", prose)).outcome == outcome


def test_a_percentage_of_another_total_of_the_section_is_not_accused() -> None:
    prose = Prose()
    prose.add(179, noun="信息")
    wrong = prose.add(13, noun="机构职能类")
    prose.percent("6.1", prose.add(11, noun="行政职责类"), wrong)
    prose.percent("81.6", prose.add(146, noun="业务动态类"))
    found = findings("percent", prose)
    assert outcomes(found) == ["not_assessable medium", "pass medium"]
    assert "按同一部分的信息179条计算" in found[1].message_zh


# -- growth ----------------------------------------------------------------------------


def _growth(value: Any, now: int, before: int | None, unit: str = "%", **fields: Any) -> Finding:
    prose = Prose()
    operand = prose.add(now, indicator="proactive.items", noun="信息")
    if before is not None:
        prose.add(before, indicator="proactive.items", period=Period.PREVIOUS_YEAR, noun="信息")
    keys = {"role": Role.GROWTH, "operand": operand, "base_year": 2016, **fields}
    if unit == "%":
        prose.percent(value, keys.pop("operand"), **keys)
    else:
        prose.add(value, unit, step=Decimal("0.1") if unit == "倍" else Decimal(0), **keys)
    return only(findings("growth", prose))


def test_growth_waits_for_the_base_year_and_says_what_it_implies() -> None:
    finding = _growth(26, 316, None)
    assert finding.outcome == "not_assessable"
    assert finding.message_zh == (
        "信息316条，比2016年增长26%；2016年的数字不在本报告内，按此推算应为250至251条，待与2016年报告核对。"
    )


@pytest.mark.parametrize(
    ("value", "now", "before", "unit", "fields", "expected"),
    [
        ("18.4", 148, 125, "%", {}, "pass"),
        ("23.1", 64, 52, "%", {}, "pass"),
        ("47.1", 1916, 1222, "%", {}, "fail"),  # 56.8
        (12, 64, 52, "条", {}, "pass"),
        (12, 65, 52, "条", {}, "fail"),
        (20, 80, 100, "%", {"falls": True}, "pass"),
        (25, 80, 100, "%", {"falls": True}, "fail"),
        ("1.5", 150, 100, "倍", {"role": Role.MULTIPLE}, "pass"),
        ("1.5", 250, 100, "倍", {"role": Role.MULTIPLE}, "pass"),  # 增长1.5倍
        ("1.5", 2401, 1128, "倍", {"role": Role.MULTIPLE}, "fail"),
        (50, 5, 0, "%", {}, "not_assessable"),
        (2, 64, 52, "个百分点", {}, "not_assessable"),
        (100, 64, None, "%", {"falls": True}, "not_assessable"),
        ("23.1", 64, 52, "%", {"base_year": 2013}, "not_assessable"),
        ("23.1", 64, 52, "%", {"operand": None}, "not_assessable"),
    ],
)
def test_growth_against_two_years(
    value: Any, now: int, before: int | None, unit: str, fields: dict[str, Any], expected: str
) -> None:
    assert _growth(value, now, before, unit, **fields).outcome == expected


@pytest.mark.parametrize(("value", "unit", "base"), [(12, "条", "52条"), (29, "条", "35条")])
def test_an_absolute_growth_implies_one_value(value: int, unit: str, base: str) -> None:
    assert f"应为{base}" in _growth(value, 64, None, unit).message_zh


def _with_base(before: int, growth: int, **fields: Any) -> tuple[Prose, dict[str, Any]]:
    """58 documents, ``growth`` more than the year before, whose number is given with ``fields``."""
    prose = Prose()
    now = prose.add(58, indicator="proactive.documents", noun="公开文件", topic="公开文件", sentence=60)
    keys = {"period": Period.PREVIOUS_YEAR, "sentence": 60, **fields}
    prose.add(before, keys.pop("unit", "条"), **keys)
    return prose, {"role": Role.GROWTH, "operand": now, "base_year": 2016, "sentence": 60}


@pytest.mark.parametrize(
    ("before", "fields", "expected", "doubts"),
    [
        (45, {"indicator": "proactive.items"}, "fail medium", ("link_inferred", "near_concept")),
        (50, {"indicator": "proactive.items"}, "pass medium", ("link_inferred", "near_concept")),
        (45, {"indicator": "proactive.items", "sentence": 70}, "fail medium", ("link_inferred", "near_concept")),
        (45, {}, "fail low", ("same_words_only", "link_inferred")),
        (45, {"indicator": "request.received"}, "not_assessable medium", ("link_inferred",)),
        (45, {"indicator": "proactive.items", "unit": "件"}, "not_assessable medium", ("link_inferred",)),
    ],
)
def test_the_base_of_a_growth_is_the_nearest_figure_of_its_year(
    before: int, fields: dict[str, Any], expected: str, doubts: tuple[str, ...]
) -> None:
    prose, keys = _with_base(before, 8, **fields)
    prose.add(8, "条", **keys)
    finding = only(findings("growth", prose))
    assert outcomes([finding]) == [expected]
    assert finding.doubts == doubts


def test_a_number_of_the_base_year_that_may_not_be_meant_is_shown() -> None:
    prose, keys = _with_base(45, 8, indicator="normative.issued", noun="制发文件")
    prose.add(8, "条", **keys)
    finding = only(findings("growth", prose))
    assert "正文附近有2016年的数字制发文件45条" in finding.message_zh
    assert "不在本报告内" not in finding.message_zh


def test_what_was_carried_over_from_the_year_before_is_no_base() -> None:
    prose, keys = _with_base(12, 8, indicator="proactive.documents", noun="结转")
    prose.add(8, "条", **keys)
    finding = only(findings("growth", prose))
    assert finding.outcome == "not_assessable"
    assert "应为50条" in finding.message_zh


def test_a_growth_that_was_a_fall_is_called_a_fall() -> None:
    finding = _growth(45, 20, 65, unit="条")
    assert [finding.right_value] == [-45]
    assert "应下降45条，文中称增长45条" in finding.message_zh
    assert "give a fall of 45条, but the text says a growth of 45条" in finding.message_en
    assert "没有变化" in _growth(45, 65, 65, unit="条").message_zh


# -- ids -------------------------------------------------------------------------------


def test_two_findings_never_have_one_id() -> None:
    prose = Prose()
    for _ in range(3):
        prose.percent(79, None)
    found = findings("percent", prose)
    assert [finding.subject for finding in found] == ["一 79%", "一 79% (2)", "一 79% (3)"]
    again = told_apart([*found, *found])
    assert len({finding.id("r") for finding in again}) == 6


def test_the_numbers_that_tell_findings_apart_follow_the_text_not_the_order_of_the_checks() -> None:
    prose = Prose()
    for _ in range(3):
        prose.percent(79, None)
    alike = [replace(finding, subject="一 79%") for finding in findings("percent", prose)]
    backwards = told_apart(reversed(alike))
    assert tuple(reversed(backwards)) == told_apart(alike)
    assert [finding.subject for finding in told_apart(alike)] == ["一 79%", "一 79% (2)", "一 79% (3)"]


@pytest.mark.parametrize(("percent", "expected"), [(20, "pass medium"), (25, "fail medium")])
def test_two_growths_of_one_figure_agree_with_each_other(percent: int, expected: str) -> None:
    prose = Prose()
    now = prose.add(120, indicator="proactive.items", sentence=60)
    said: dict[str, Any] = {"role": Role.GROWTH, "operand": now, "base_year": 2016, "sentence": 60}
    prose.add(20, **said)  # 20 more than 100
    prose.add(percent, "%", **said)
    assert outcomes(findings("growth", prose))[-1] == expected


def _shares(*shares: tuple[int, float]) -> list[Finding]:
    """Shares of 11 that stands in another section; the text offers the count before each as its whole."""
    prose = Prose()
    prose.add(11, "件", section=1)
    before: int | None = None
    for count, percent in shares:
        number = prose.add(count, "件", section=2, sentence=20)
        prose.percent(percent, number, *((before,) if before else ()), section=2, sentence=20)
        before = number
    parts = (("一、", "收到", ""), ("二、", "答复", ""))
    return findings("percent", prose, parts=parts)


def test_shares_of_one_sentence_are_of_one_total_and_not_of_each_other() -> None:
    assert {finding.outcome.value for finding in _shares((5, 45.5), (4, 36.4), (2, 18.2))} == {"pass"}


def test_a_share_that_is_wrong_of_what_the_others_are_of_is_told() -> None:
    found = _shares((5, 45.5), (3, 27.3), (2, 18.2), (1, 19.1))
    wrong = only([finding for finding in found if finding.outcome.value == "fail"])
    assert [operand.text for operand in (*wrong.left, *wrong.right)] == ["19.1%", "1件", "11件"]


def test_shares_that_fit_nothing_in_common_wait() -> None:
    assert "fail" not in {finding.outcome.value for finding in _shares((5, 41.2), (4, 37.7), (2, 18.9))}


@pytest.mark.parametrize(("percent", "expected"), [("25", "pass medium"), ("52", "fail medium")])
def test_a_growth_without_a_figure_is_held_against_that_of_its_base(percent: str, expected: str) -> None:
    prose = Prose()
    prose.add(100, indicator="proactive.items", section=1)
    prose.add(80, indicator="proactive.items", section=2, sentence=20, period=Period.PREVIOUS_YEAR)
    prose.add(percent, "%", role=Role.GROWTH, section=2, sentence=20, base_year=2016, step=Decimal(1))
    parts = (("一、", "公开", ""), ("二、", "其他", ""))
    assert outcomes(findings("growth", prose, parts=parts)) == [expected]


def test_a_growth_that_is_right_for_another_total_of_the_section_is_not_accused() -> None:
    prose = Prose()
    prose.add(1236, topic="信息")
    other = prose.add(265, indicator="channel.wechat", sentence=20)
    prose.add(972, indicator="channel.wechat", sentence=20, period=Period.PREVIOUS_YEAR)
    prose.add("27.2", "%", role=Role.GROWTH, sentence=20, base_year=2016, operand=other, step=Decimal("0.1"))
    assert outcomes(findings("growth", prose)) == ["pass medium"]
