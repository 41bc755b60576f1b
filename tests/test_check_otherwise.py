"""What else could explain a flag. Made-up figures."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from records import Prose, facts, findings, only

from pipeline.check.otherwise import _slip
from pipeline.model import Finding, Role

DOCUMENTS, RECEIVED = "proactive.documents", "request.received"
CHANNELS = ("request.received.in_person", "request.received.online", "request.received.letter")


def _said(finding: Finding) -> list[str]:
    return [en for _, en in finding.otherwise]


@pytest.mark.parametrize(
    ("printed", "meant", "slip"),
    [
        (361, 316, "swapped"),
        (318, 316, "digit"),
        (3160, 316, "scale"),
        (316, 31600, "scale"),
        (316, 631, None),
        (613, 316, None),  # not neighbours
        (24, 25, None),  # a digit of two says nothing
        (42, 24, "swapped"),
        (9, 90, None),
        (Decimal("31.6"), 316, None),
    ],
)
def test_how_one_number_comes_to_stand_for_another(printed: Any, meant: Any, slip: str | None) -> None:
    assert _slip(Decimal(printed), Decimal(meant)) == slip


def test_the_number_of_another_cell_is_named() -> None:
    rows = {DOCUMENTS: (97, 255), "proactive.documents.website": (85, 200)}
    prose = Prose()
    prose.add(85, "件", indicator=DOCUMENTS)
    finding = only(findings("text_vs_table", prose, facts("fujian-2017", rows)))
    assert finding.outcome == "fail"
    assert _said(finding) == ["85 is what another cell has: 政府网站公开数 2017"]
    assert finding.otherwise[0][0] == "85正是表中另一格“政府网站公开数 2017”的数字"


def test_exchanged_digits_are_named() -> None:
    prose = Prose()
    prose.add(361, "件", indicator=DOCUMENTS, noun="文件")
    finding = only(findings("text_vs_table", prose, facts("fujian-2017", {DOCUMENTS: (316, 900)})))
    assert "361 (文件) would be 316 with two digits exchanged, and then it holds" in _said(finding)


def test_in_a_sum_every_cell_is_tried() -> None:
    rows = {RECEIVED: (79, 79), CHANNELS[0]: (20, 20), CHANNELS[1]: (43, 25), CHANNELS[2]: (34, 34)}
    found = [one for one in findings("table_sum", table=facts("fujian-2017", rows)) if one.indicator == RECEIVED]
    assert [one.outcome for one in found] == ["fail", "pass"]
    assert _said(found[0]) == [
        "79 (受理依申请公开信息总数 2017) would be 97 with two digits exchanged, and then it holds"
    ]
    assert found[1].otherwise == ()


def test_a_part_that_is_the_excess_is_named() -> None:
    prose = Prose()
    whole = prose.add(120, sentence=1)
    for value, name in ((15, "机构类"), (105, "动态类"), (30, "图片类")):
        prose.add(value, sentence=1, role=Role.PART, wholes=(whole,), noun=name, list_no=1)
    finding = only(findings("parts_vs_total", prose))
    assert finding.outcome == "fail"
    assert "without 图片类30条 the others add up to 120" in _said(finding)


def test_the_second_reading_of_a_cell_is_named() -> None:
    rows = {RECEIVED: (9, 9), **dict(zip(CHANNELS, ((2, 3), (5, 3), (1, 3)), strict=True))}
    table = facts("fujian-2017", rows)
    first = next(fact for fact in table if (fact.indicator, fact.period) == (CHANNELS[1], "year"))
    second = replace(first, value=Decimal(6), printed="6")
    table = tuple(replace(fact, second=second) if fact is first else fact for fact in table)
    finding = only([f for f in findings("table_sum", table=table) if f.indicator == RECEIVED and f.outcome == "fail"])
    assert _said(finding)[0] == f"the other reading of the table has “6” in {first.row_label} 2017, not “5”"
    assert "readings_differ" in finding.doubts


def test_small_numbers_explain_nothing() -> None:
    prose = Prose()
    prose.add(3, "件", indicator=DOCUMENTS)
    rows = {DOCUMENTS: (8, 9), "proactive.documents.website": (3, 9)}
    assert only(findings("text_vs_table", prose, facts("fujian-2017", rows))).otherwise == ()


def test_at_most_three_are_given() -> None:
    rows = {DOCUMENTS: (97, 255), **dict.fromkeys(CHANNELS, (85, 90)), "proactive.documents.website": (85, 200)}
    prose = Prose()
    prose.add(85, "件", indicator=DOCUMENTS)
    assert len(only(findings("text_vs_table", prose, facts("fujian-2017", rows))).otherwise) == 3


def test_what_does_not_fail_has_no_explanation() -> None:
    prose = Prose()
    prose.add(97, "件", indicator=DOCUMENTS)
    (passed,) = findings("text_vs_table", prose, facts("fujian-2017", {DOCUMENTS: (97, 255)}))
    assert (passed.outcome, passed.otherwise) == ("pass", ())
