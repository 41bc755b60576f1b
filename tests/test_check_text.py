"""Prose against table and prose against prose. Made-up figures."""

import re
from typing import Any

import pytest
from records import CATALOG, Prose, facts, findings, only, outcomes

from pipeline.check.grade import Doubt, grade, surest, weightiest_first
from pipeline.model import Fault, Finding, Grade, Hedge, Period, Role, Scope

DOCUMENTS, ITEMS, WEBSITE = "proactive.documents", "proactive.items", "proactive.items.website"
TABLE = facts("fujian-2017", {DOCUMENTS: (97, 255), f"{DOCUMENTS}.website": (97, 255), "request.received": (0, 2)})


def _table(prose: Prose, table: Any = TABLE) -> list[Finding]:
    return findings("text_vs_table", prose, table)


def test_the_same_indicator_with_another_number_fails_high() -> None:
    prose = Prose()
    prose.add(147, indicator=DOCUMENTS, noun="公开文件")
    finding = only(_table(prose))
    assert (finding.outcome, finding.grade, finding.fault) == ("fail", "high", Fault.SOURCE)
    assert [finding.left_value, finding.right_value, finding.difference, finding.tolerance] == [147, 97, 50, 0]
    assert finding.message_zh == (
        "正文一称“公开文件147条”，统计表“主动公开文件数”“2017”栏为97条；两处说的是同一指标、同一期间，应当一致，相差50。"
    )
    assert "Section 一: the prose says “公开文件147条”" in finding.message_en


def test_the_same_number_passes() -> None:
    prose = Prose()
    prose.add(97, indicator=DOCUMENTS)
    assert outcomes(_table(prose)) == ["pass high"]


def test_a_number_in_several_sentences_is_one_flag_with_all_places() -> None:
    prose = Prose()
    prose.add(147, indicator=DOCUMENTS, scope=Scope.UNKNOWN)
    prose.add(147, indicator=DOCUMENTS, section=None)
    finding = only(_table(prose))
    assert (finding.grade, len(finding.left), len(finding.right)) == ("high", 2, 1)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"scope": Scope.UNKNOWN}, "fail medium"),
        ({"scope": Scope.AREA}, "fail low"),
        ({"hedge": Hedge.OVER}, "fail low"),  # 147余
        ({"role": Role.PART}, "fail high"),
    ],
)
def test_what_is_less_sure_is_graded_lower(fields: dict[str, Any], expected: str) -> None:
    prose = Prose()
    prose.add(147, indicator=DOCUMENTS, **fields)
    assert outcomes(_table(prose)) == [expected]


@pytest.mark.parametrize(
    ("value", "hedge", "outcome"), [(90, "over", "pass"), (100, "about", "pass"), (80, "over", "fail")]
)
def test_a_hedged_number_is_an_interval(value: int, hedge: str, outcome: str) -> None:
    prose = Prose()
    prose.add(value, indicator=DOCUMENTS, hedge=Hedge(hedge))
    assert only(_table(prose)).outcome == outcome


def test_near_concepts_are_medium_and_the_sentence_says_so() -> None:
    prose = Prose()
    prose.add(316, indicator=ITEMS, noun="主动公开政府信息")
    finding = only(_table(prose))
    assert (finding.outcome, finding.grade) == ("fail", "medium")
    assert [finding.difference] == [219]
    assert "口径不同" in finding.message_zh
    assert "not the same concept" in finding.message_en


def test_an_unsure_cumulative_may_be_the_years_figure() -> None:
    prose = Prose()
    prose.add(97, indicator=DOCUMENTS, period=Period.CUMULATIVE, period_is_certain=False)
    prose.add(98, indicator=DOCUMENTS, period=Period.CUMULATIVE, period_is_certain=False)
    prose.add(255, indicator=DOCUMENTS, period=Period.YEAR)  # certain: never held against another period
    assert outcomes(_table(prose)) == ["pass low", "fail low", "fail high"]


def test_the_number_of_the_area_is_left_alone_where_the_agency_gives_its_own() -> None:
    prose = Prose()
    prose.add(97, indicator=DOCUMENTS)
    prose.add(5950, indicator=DOCUMENTS, scope=Scope.AREA)
    assert outcomes(_table(prose)) == ["pass high", "not_assessable low"]


def test_near_concepts_that_agree_pass_at_medium() -> None:
    prose = Prose()
    prose.add(97, indicator=ITEMS)
    finding = only(_table(prose))
    assert (finding.outcome, finding.grade) == ("pass", "medium")
    assert "口径相近而不尽相同" in finding.message_zh


def test_a_part_of_the_rows_own_total_is_the_row() -> None:
    prose = Prose()
    whole = prose.add(97, indicator=DOCUMENTS)
    prose.add(96, indicator=WEBSITE, role=Role.PART, wholes=(whole,))  # documents, of which on the website
    assert outcomes(_table(prose)) == ["pass high", "fail high"]


def test_cumulative_is_held_against_cumulative_only() -> None:
    prose = Prose()
    prose.add(2088, indicator=ITEMS, period=Period.CUMULATIVE)
    prose.add(255, indicator=DOCUMENTS, period=Period.CUMULATIVE)
    found = _table(prose)
    # The prose gives the documents too, and they agree: the items are told apart, not accused.
    assert outcomes(found) == ["not_assessable medium", "pass high"]
    assert [finding.right_value for finding in found] == [255, 255]


def test_a_near_number_alone_fails_against_cumulative() -> None:
    prose = Prose()
    prose.add(2088, indicator=ITEMS, period=Period.CUMULATIVE)
    finding = only(_table(prose))
    assert (finding.outcome, finding.grade) == ("fail", "medium")
    assert [finding.right_value] == [255]


def test_where_another_place_agrees_the_odd_number_is_medium() -> None:
    prose = Prose()
    prose.add(97, indicator=DOCUMENTS)
    prose.add(79, indicator=DOCUMENTS)
    assert outcomes(_table(prose)) == ["pass high", "fail medium"]
    prose.add(60, indicator=DOCUMENTS)
    assert outcomes(_table(prose)) == ["pass high", "fail low", "fail low"]


def test_a_number_beside_a_stated_zero_is_low() -> None:
    prose = Prose()
    prose.add(0, None, text="没有", indicator="litigation.total", stated_zero=True)
    prose.add(1, "件", indicator="litigation.total")  # a lawsuit that does not concern disclosure
    assert outcomes(_table(prose, facts("fujian-2017", {"litigation.total": (0,)}))) == ["pass medium", "fail low"]


def test_many_numbers_for_one_cell_are_its_categories() -> None:
    prose = Prose()
    for value in (97, 13, 6, 11):
        prose.add(value, indicator=DOCUMENTS)
    assert outcomes(_table(prose)) == ["pass high", *["not_assessable medium"] * 3]
    prose = Prose()
    for value in (179, 13, 6, 11):
        prose.add(value, indicator=DOCUMENTS)
    assert outcomes(_table(prose)) == ["fail medium", *["not_assessable medium"] * 3]


def test_several_numbers_of_which_none_agrees_are_medium() -> None:
    prose = Prose()
    prose.add(147, indicator=DOCUMENTS)
    prose.add(60, indicator=DOCUMENTS)
    assert outcomes(_table(prose)) == ["fail medium", "fail medium"]


def test_a_zero_in_words_passes_with_the_words_as_evidence() -> None:
    prose = Prose()
    prose.add(0, None, text="没有", indicator="request.received", stated_zero=True)
    prose.add(2, "起", indicator="request.received", period=Period.CUMULATIVE)
    found = _table(prose)
    assert [finding.outcome for finding in found] == ["pass", "pass"]
    assert found[0].left[0].text == "没有"


def test_a_zero_in_words_against_a_number_is_medium() -> None:
    prose = Prose()
    prose.add(0, None, text="没有", indicator="request.received", stated_zero=True)
    assert outcomes(_table(prose, facts("fujian-2017", {"request.received": (3,)}))) == ["fail medium"]


@pytest.mark.parametrize("cell", ["", "/", None])
def test_a_cell_without_a_number_is_not_assessable(cell: Any) -> None:
    prose = Prose()
    prose.add(147, indicator=DOCUMENTS)
    assert outcomes(_table(prose, facts("fujian-2017", {DOCUMENTS: (cell,)}))) == ["not_assessable high"]


def test_a_report_without_a_table_is_not_assessable() -> None:
    prose = Prose()
    prose.add(147, indicator=DOCUMENTS)
    finding = only(_table(prose, ()))
    assert finding.outcome == "not_assessable"
    assert "没有可识别的统计表" in finding.message_zh


def test_a_table_without_the_row_is_not_assessable() -> None:
    prose = Prose()
    prose.add(3, indicator="reply.rejected")
    finding = only(_table(prose))
    assert finding.outcome == "not_assessable"
    assert "没有“否决公开答复总数”" in finding.message_zh


def test_what_no_form_asks_for_is_not_held_against_a_table() -> None:
    prose = Prose()
    prose.add(60, indicator="proposal.deputies")
    prose.add(12, topic="侨报")
    assert _table(prose) == []


@pytest.mark.parametrize("role", [Role.PERCENT, Role.DIFFERENCE, Role.ORDINAL, Role.GROWTH, Role.REFERENCE])
def test_only_counts_are_held_against_a_table(role: Role) -> None:
    prose = Prose()
    prose.add(50, indicator=DOCUMENTS, role=role)
    assert _table(prose) == []


def test_a_category_of_the_same_indicator_is_not_its_total() -> None:
    prose = Prose()
    whole = prose.add(97, indicator=DOCUMENTS)
    prose.add(40, indicator=DOCUMENTS, role=Role.PART, wholes=(whole,))
    assert outcomes(_table(prose)) == ["pass high"]


def test_a_part_of_its_parent_or_a_near_total_stands_for_its_row() -> None:
    prose = Prose()
    whole = prose.add(316, indicator=ITEMS)
    prose.add(147, indicator=DOCUMENTS, role=Role.PART, wholes=(whole,))
    assert outcomes(_table(prose)) == ["fail medium", "fail high"]


def test_a_part_of_an_unrelated_total_does_not() -> None:
    prose = Prose()
    whole = prose.add(316, indicator=WEBSITE)
    prose.add(147, indicator=DOCUMENTS, role=Role.PART, wholes=(whole,))
    assert outcomes(_table(prose)) == ["fail medium", "not_assessable medium"]


def test_a_part_of_a_total_that_is_not_linked_is_medium() -> None:
    prose = Prose()
    whole = prose.add(316)
    prose.add(147, indicator=DOCUMENTS, role=Role.PART, wholes=(whole,))
    assert outcomes(_table(prose)) == ["fail medium"]


def test_parts_that_add_up_to_the_cell_are_shown() -> None:
    prose = Prose()
    whole = prose.add(9, "件", indicator="request.received")
    for value in (2, 5, 1):
        prose.add(value, "件", role=Role.PART, wholes=(whole,))
    finding = only(_table(prose, facts("fujian-2017", {"request.received": (8,)})))
    assert outcomes([finding]) == ["fail high"]
    assert "正文所列分项2+5+1=8，与统计表一致" in finding.message_zh
    assert "2+5+1 = 8, agree with the table" in finding.message_en


def test_money_is_compared_across_units() -> None:
    prose = Prose()
    prose.add("0.5", "万元", indicator="fee.waived")
    assert outcomes(_table(prose, facts("fujian-2017", {"fee.waived": (5000,)}))) == ["pass high"]
    assert outcomes(_table(prose, facts("fujian-2017", {"fee.waived": (500,)}))) == ["fail high"]


def test_an_amount_whose_unit_is_not_printed_may_be_in_ten_thousands() -> None:
    prose = Prose()
    prose.add(5000, "元", indicator="fee.waived")
    assert outcomes(_table(prose, facts("fujian-2017", {"fee.waived": ("0.5",)}, unit_source="form"))) == ["pass low"]
    assert outcomes(_table(prose, facts("fujian-2017", {"fee.waived": (3,)}, unit_source="form"))) == ["fail low"]


# -- prose against prose ---------------------------------------------------------------


def _prose(*numbers: tuple[float | str, dict[str, Any]], table: Any = ()) -> list[str]:
    prose = Prose()
    for value, fields in numbers:
        prose.add(value, fields.pop("unit", "期"), **fields)
    return outcomes(findings("text_vs_text", prose, table))


def test_two_numbers_for_one_topic_fail_low() -> None:
    prose = Prose()
    prose.add(12, "期", topic="侨报", noun="《侨报》")
    prose.add(28, "期", topic="侨报", noun="《侨报》")
    finding = only(findings("text_vs_text", prose))
    assert (finding.outcome, finding.grade) == ("fail", "low")
    assert [finding.left_value, finding.right_value] == [12, 28]
    assert finding.message_zh == "“《侨报》”在正文一前一处为12期，后一处为28期；若两处统计范围、时点相同，应当一致。"


@pytest.mark.parametrize(
    "change",
    [
        {"topic": "日报"},
        {"topic": ""},
        {"unit": "条"},
        {"period": Period.CUMULATIVE},
        {"scope": Scope.AREA},
        {"member": "自然人"},
        {"role": Role.PERCENT},
        {"sentence": 51},
        {"period": Period.OTHER},
    ],
)
def test_other_things_are_not_compared(change: dict[str, Any]) -> None:
    assert _prose((12, {"topic": "侨报", "sentence": 51}), (28, {"topic": "侨报", **change})) == []


def test_a_number_stated_again_passes_once() -> None:
    prose = Prose()
    for _ in range(3):
        prose.add(316, indicator=WEBSITE)
    finding = only(findings("text_vs_text", prose))
    assert (finding.outcome, len(finding.left) + len(finding.right)) == ("pass", 3)


def test_a_topic_with_many_numbers_is_too_general() -> None:
    numbers = [(value, {"topic": "信息"}) for value in (3, 14, 15, 92)]
    assert _prose(*numbers) == ["not_assessable medium"]


def test_a_conflict_that_the_table_shows_is_not_flagged_twice() -> None:
    numbers: list[tuple[float, dict[str, Any]]] = [
        (value, {"indicator": DOCUMENTS, "unit": "条"}) for value in (97, 79)
    ]
    assert _prose(*numbers, table=TABLE) == ["not_assessable medium"]


@pytest.mark.parametrize(("topics", "expected"), [(("文件", "文件"), "fail medium"), (("文件", "公文"), "fail low")])
def test_an_indicator_in_the_same_words_is_medium(topics: tuple[str, str], expected: str) -> None:
    fields: list[dict[str, Any]] = [{"indicator": DOCUMENTS, "unit": "条", "topic": topic} for topic in topics]
    assert _prose((97, fields[0]), (79, fields[1])) == [expected]


def test_one_indicator_counted_in_other_units_is_not_compared() -> None:
    fields = {"indicator": ITEMS}
    assert (
        _prose((3428, {**fields, "unit": "条"}), (3105, {**fields, "unit": "项"}), (12, {**fields, "unit": "件"})) == []
    )
    assert _prose((3428, {**fields, "unit": "条"}), (3105, {**fields, "unit": None})) == ["fail low"]
    others = [(value, {**fields, "unit": "项"}) for value in (3105, 3105)]
    assert _prose((3428, {**fields, "unit": "条"}), (3427, {**fields, "unit": "条"}), *others) == [
        "pass high",
        "fail low",
    ]


def test_amounts_of_money_are_one_unit() -> None:
    fields = {"indicator": "fee.waived"}
    assert _prose(("0.5", {**fields, "unit": "万元"}), (600, {**fields, "unit": "元"})) == ["fail low"]
    assert _prose(("0.5", {**fields, "unit": "万元"}), (5000, {**fields, "unit": "元"})) == []


def test_a_hedged_number_that_covers_the_other_is_no_conflict() -> None:
    assert _prose((90, {"topic": "侨报", "hedge": Hedge.OVER}), (97, {"topic": "侨报"})) == []


def test_a_part_is_not_held_against_its_total() -> None:
    prose = Prose()
    whole = prose.add(12, "期", topic="侨报")
    prose.add(5, "期", topic="侨报", role=Role.PART, wholes=(whole,))
    assert findings("text_vs_text", prose) == []


# -- grades ----------------------------------------------------------------------------


def test_the_lowest_doubt_counts() -> None:
    assert grade([], CATALOG) is Grade.HIGH
    assert grade([Doubt.NEAR_CONCEPT], CATALOG) is Grade.MEDIUM
    assert grade([Doubt.NEAR_CONCEPT, Doubt.SCOPE_AREA], CATALOG) is Grade.LOW


def test_every_doubt_has_words_in_both_languages_a_cap_and_a_reason() -> None:
    assert list(CATALOG.doubts) == list(Doubt)
    for doubt in CATALOG.doubts.values():
        assert doubt.zh
        assert doubt.en
        assert doubt.why_zh
        assert doubt.why_en
        assert doubt.cap in ("medium", "low")


def test_of_several_places_the_surest_counts() -> None:
    unsure, sure = [Doubt.HEDGED], [Doubt.SCOPE_UNKNOWN]
    assert surest([unsure, sure, unsure], CATALOG) is sure


def test_a_finding_names_its_doubts_the_weightiest_first() -> None:
    prose = Prose()
    prose.add(316, indicator=ITEMS, scope=Scope.AREA)
    finding = only(_table(prose))
    assert finding.doubts == ("scope_area", "near_concept")
    assert weightiest_first([Doubt.OVERLAP, Doubt.HEDGED, Doubt.OVERLAP], CATALOG) == ("hedged", "overlap")
    sure = Prose()
    sure.add(147, indicator=DOCUMENTS)
    assert only(_table(sure)).doubts == ()


def test_chinese_sentences_have_full_width_punctuation() -> None:
    said = [say.zh for rule in CATALOG.rules.values() for say in rule.say.values()]
    said += [rule.label_zh for rule in CATALOG.rules.values()] + [near.reason_zh for near in CATALOG.near]
    said += [word.zh for word in CATALOG.words.values()] + [
        one for doubt in CATALOG.doubts.values() for one in (doubt.zh, doubt.why_zh)
    ]
    for sentence in said:
        assert not re.search(r"[,;:()]", re.sub(r"\{\w+\}|“[^”]*”", "", sentence)), sentence


def test_every_rule_has_a_sentence_for_each_outcome() -> None:
    for rule in CATALOG.rules.values():
        cases = {case.partition("_")[0] for case in rule.say}
        assert {"fail", "pass"} <= cases, rule.id
        assert cases - {"fail", "pass"}, rule.id
