"""Identities of a form: sums, parts, replies, cumulative. Made-up figures."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from records import facts, findings, only, outcomes

from pipeline.model import Fault, Finding, Outcome

CHANNELS = ("request.received.in_person", "request.received.online", "request.received.letter")


def _requests(total: Any, *parts: Any) -> list[Finding]:
    rows = {"request.received": (total,)} | {name: (part,) for name, part in zip(CHANNELS, parts, strict=False)}
    found = findings("table_sum", table=facts("fujian-2017", rows))
    return [finding for finding in found if finding.indicator == "request.received"]


def test_a_total_that_equals_its_parts_passes() -> None:
    finding = only(_requests(9, 2, 6, 1))
    assert outcomes([finding]) == ["pass high"]
    assert [finding.left_value, finding.right_value, finding.difference] == [9, 9, 0]


def test_a_total_that_differs_from_its_parts_fails_high() -> None:
    finding = only(_requests(9, 2, 5, 1))
    assert outcomes([finding]) == ["fail high"]
    assert [finding.left_value, finding.right_value, finding.difference] == [9, 8, 1]
    assert finding.fault is Fault.SOURCE
    assert [operand.text for operand in (*finding.left, *finding.right)] == ["9", "2", "5", "1"]
    assert finding.message_zh == (
        "统计表“2017”栏“受理依申请公开信息总数”为9条，其分项当面申请数2条、网上申请数5条、信函申请数1条合计8，"
        "两者应当相等，相差1。"
    )
    assert "differ by 1" in finding.message_en


@pytest.mark.parametrize(
    ("empty", "why"), [("", "“信函申请数”空白"), ("/", "“信函申请数”只印横线"), (None, "“信函申请数”未能读出")]
)
def test_an_empty_cell_is_not_zero(empty: Any, why: str) -> None:
    finding = only(_requests(9, 3, 6, empty))
    assert finding.outcome == "not_assessable"
    assert why in finding.message_zh
    assert [finding.left_value, finding.right_value, finding.difference, finding.tolerance] == [9, None, None, None]


def test_a_missing_row_is_named() -> None:
    finding = only(_requests(9, 3, 6))
    assert finding.outcome == "not_assessable"
    assert "“信函申请数”表中无此行" in finding.message_zh


def test_parts_that_already_exceed_the_total_fail_though_a_cell_is_empty() -> None:
    assert outcomes(_requests(9, 4, 6, "")) == ["fail medium"]


def test_without_a_total_nothing_is_said() -> None:
    assert outcomes(_requests("", 4, 6, 1)) == ["not_assessable high"]


def test_the_sum_is_judged_in_every_column() -> None:
    rows = {"request.received": (0, 2)} | dict.fromkeys(CHANNELS, (0, 0))
    found = [f for f in findings("table_sum", table=facts("fujian-2017", rows)) if f.indicator == "request.received"]
    assert outcomes(found) == ["pass high", "fail high"]
    assert found[1].subject == "fujian-2017.requests-by-channel cumulative"
    assert "分项未结转" in found[1].message_zh


def test_a_row_found_by_a_similar_label_lowers_the_grade() -> None:
    rows = {"request.received": (9,)} | dict.fromkeys(CHANNELS, (1,))
    found = [f for f in findings("table_sum", table=facts("fujian-2017", rows, method="fuzzy")) if f.left]
    assert outcomes(found) == ["fail medium"]
    assert found[0].fault is Fault.UNCLEAR


@pytest.mark.parametrize(
    ("total", "part", "expected"), [(97, 97, "pass medium"), (97, 98, "fail medium"), (97, "", "not_assessable medium")]
)
def test_a_part_may_not_exceed_its_total(total: int, part: Any, expected: str) -> None:
    rows = {"proactive.documents": (total,), "proactive.documents.website": (part,)}
    found = findings("table_part", table=facts("fujian-2017", rows))
    assert outcomes(found)[0] == expected


def test_channels_need_not_add_up_to_the_total() -> None:
    rows = {"proactive.documents": (97,), "proactive.documents.website": (97,), "proactive.documents.gazette": (40,)}
    assert outcomes(findings("table_part", table=facts("fujian-2017", rows))) == ["pass medium"] * 2


def _answered(received: tuple[Any, ...], answered: tuple[Any, ...]) -> list[str]:
    rows = {"request.received": received, "reply.total": answered}
    return outcomes(findings("requests_answered", table=facts("fujian-2017", rows)))


@pytest.mark.parametrize(
    ("received", "answered", "expected"),
    [
        ((0, 2), (0, 0), ["pass medium", "fail medium"]),
        ((9, 41), (9, 41), ["pass medium", "pass medium"]),
        ((9, 41), (4, 36), ["not_assessable medium", "pass medium"]),  # five are pending at the year's end
        ((9, 41), (12, 44), ["not_assessable medium", "pass medium"]),  # several replies to one request
        (("", 41), (9, 40), ["not_assessable medium", "not_assessable medium"]),
        (("", 41), (9, 41), ["not_assessable medium", "pass medium"]),
        ((9, 41), (9, "/"), ["pass medium", "not_assessable medium"]),
    ],
)
def test_requests_of_earlier_years_are_answered(
    received: tuple[Any, ...], answered: tuple[Any, ...], expected: list[str]
) -> None:
    assert _answered(received, answered) == expected


@pytest.mark.parametrize(
    ("cells", "expected"), [((3, 15), "pass high"), ((15, 3), "fail high"), (("", 7), "not_assessable high")]
)
def test_cumulative_is_at_least_the_year(cells: tuple[Any, ...], expected: str) -> None:
    rows = {"litigation.total": cells, "reconsideration.total": (0, 1)}
    found = findings("cumulative_at_least_year", table=facts("fujian-2017", rows))
    assert outcomes([f for f in found if f.indicator == "litigation.total"]) == [expected]


def test_a_cumulative_column_that_was_not_kept_is_low() -> None:
    found = findings("cumulative_at_least_year", table=facts("fujian-2017", {"litigation.total": (3, 0)}))
    assert outcomes(found) == ["fail low"]
    assert "可能未作填报" in only(found).message_zh


def test_a_cumulative_column_with_blanks_is_not_taken_for_one_of_zeros() -> None:
    rows = {"litigation.total": (3, 0), "reconsideration.total": (0, "")}
    found = findings("cumulative_at_least_year", table=facts("fujian-2017", rows))
    assert sorted(outcomes(found)) == ["fail high", "not_assessable high"]


def test_amounts_with_decimals_have_a_tolerance() -> None:
    finding = only(_requests("9.5", "2.5", "6", "1"))
    assert finding.outcome == "pass"
    assert finding.tolerance == Decimal("0.1")


def test_two_tables_of_one_form_are_not_mixed() -> None:
    from dataclasses import replace

    rows = {"request.received": (9,)} | dict.fromkeys(CHANNELS, (3,))
    first = facts("fujian-2017", rows)
    second = tuple(
        replace(f, no=f.no + 100, place=replace(f.place, table=2), value=Decimal(1), printed="1") for f in first
    )
    found = [f for f in findings("table_sum", table=(*first, *second)) if f.indicator == "request.received"]
    assert outcomes(found) == ["pass high", "fail high"]


def test_an_annex_that_was_read_into_the_table_before_is_judged_by_its_own_form() -> None:
    annex = facts(
        "website-2017", {"site.cases": (500,), "site.cases.natural_person": (210,), "site.cases.legal_person": (310,)}
    )
    table = tuple(replace(fact, template="national-2014") for fact in annex)
    assert [finding.subject for finding in findings("table_sum", table=table) if finding.outcome is Outcome.FAIL] == [
        "website-2017.cases year"
    ]
