"""Numbers of the prose that the form since 2019 gives in several cells. Made-up figures."""

from collections.abc import Mapping
from typing import Any

import pytest
from printed import Key, grid, structured, tables_of

from pipeline.catalog import builtin
from pipeline.check import check
from pipeline.extract import extract
from pipeline.model import Finding, Report

FORM = builtin().template("national-2021")
REQUESTS = next(panels for panels in tables_of(FORM) if panels[0].id == "requests")
MEMBERS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other")


def _report(prose: str, cells: Mapping[str, tuple[int, ...]]) -> Report:
    """The table of requests with the given rows (自然人 … 其他, and their total), zeros elsewhere; then the prose."""
    keys = [entry.key for panel in REQUESTS for entry in panel.entries()]
    values: dict[Key, str] = dict.fromkeys(keys, "0")
    for indicator, row in cells.items():
        numbers = (*row, *[0] * (len(MEMBERS) - len(row)))
        for member, number in zip((*MEMBERS, "total"), (*numbers, sum(numbers)), strict=True):
            values[indicator, member, "year"] = str(number)
    return structured(f"<p>二、收到和处理政府信息公开申请情况</p><p>{prose}</p>{grid(REQUESTS, values)}")


def _said(prose: str, cells: Mapping[str, tuple[int, ...]]) -> list[Finding]:
    report = _report(prose, cells)
    facts, mentions, _ = extract(report, builtin())
    found = check(report, facts, mentions, builtin())
    return [one for one in found if one.rule == "text_vs_table"]


def _outcome(found: list[Finding], indicator: str) -> Any:
    (one,) = [finding for finding in found if finding.indicator == indicator]
    return one.outcome.value, one.left_value, one.right_value, len(one.right)


CELLS = {
    "request.received": (100, 12),
    "request.brought_forward": (9, 0),
    "outcome.total": (105, 12),
    "outcome.granted": (60, 7),
    "outcome.granted_in_part": (10, 0),
    "outcome.denied.state_secret": (3, 0),
    "outcome.denied.deliberation": (25, 4),
    "outcome.unable_to_provide.not_held": (7, 1),
    "request.carried_forward": (4, 0),
}


@pytest.mark.parametrize(
    ("prose", "indicator", "expected"),
    [
        ("全年不予公开32件。", "outcome.denied", ("pass", 32, 32, 8)),
        ("全年不予公开33件。", "outcome.denied", ("fail", 33, 32, 8)),
        ("予以公开及部分公开77件。", "outcome.granted_or_in_part", ("pass", 77, 77, 2)),
        ("予以公开及部分公开76件。", "outcome.granted_or_in_part", ("fail", 76, 77, 2)),
        ("受理政府信息公开申请121件（含上年结转9件）。", "request.in_hand", ("pass", 121, 121, 2)),
        ("受理政府信息公开申请130件（含上年结转9件）。", "request.in_hand", ("fail", 130, 121, 2)),
    ],
)
def test_a_number_is_held_against_the_sum_of_its_cells(prose: str, indicator: str, expected: Any) -> None:
    assert _outcome(_said(prose, CELLS), indicator) == expected


def test_legal_persons_are_five_columns() -> None:
    found = _said("新收政府信息公开申请112件，其中自然人100件、法人或其他组织12件。", CELLS)
    members: dict[str, Any] = {one.subject: (one.outcome.value, one.right_value, len(one.right)) for one in found}
    assert members["request.received year natural_person"] == ("pass", 100, 1)
    assert members["request.received year legal_person"] == ("pass", 12, 5)


def test_a_wrong_number_of_legal_persons_is_flagged_with_all_five_cells() -> None:
    found = _said("新收政府信息公开申请112件，其中自然人100件、法人或其他组织21件。", CELLS)
    (one,) = [one for one in found if one.subject == "request.received year legal_person"]
    assert [one.outcome.value, one.left_value, one.right_value, len(one.right)] == ["fail", 21, 12, 5]


@pytest.mark.parametrize(("number", "outcome"), [(112, "pass"), (121, "pass"), (117, "pass"), (115, "fail")])
def test_what_was_dealt_with_may_be_received_in_hand_or_done(number: int, outcome: str) -> None:
    """受理 and 办理 are used for each of the three; only a number that is none of them is flagged."""
    (one,) = [
        one for one in _said(f"全年办理政府信息公开申请{number}件。", CELLS) if one.indicator == "request.received"
    ]
    assert one.outcome.value == outcome


def test_beside_what_was_brought_forward_only_the_received_ones_are_meant() -> None:
    found = _said("全年收到政府信息公开申请121件，上年结转9件。", CELLS)
    assert _outcome(found, "request.received") == ("fail", 121, 112, 1)
    assert _outcome(found, "request.brought_forward") == ("pass", 9, 9, 1)
