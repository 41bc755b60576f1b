"""One wrong cell, several broken sums. Figures are made up."""

from __future__ import annotations

from typing import Any

from records import CATALOG, Prose, facts, report

from pipeline.check import check
from pipeline.model import Fact, Finding, Outcome

CHANNELS = ("request.received.in_person", "request.received.online", "request.received.letter")


def flags(table: tuple[Fact, ...], prose: Prose | None = None) -> list[Finding]:
    found = check(report(("一、", "概述", "")), table, tuple(prose.mentions) if prose else (), CATALOG)
    return [finding for finding in found if finding.outcome is Outcome.FAIL]


def requests(total: str, *channels: str) -> tuple[Fact, ...]:
    rows: dict[str, tuple[Any, ...]] = {"request.received": (total, total)}
    return facts("fujian-2017", rows | {name: (value, value) for name, value in zip(CHANNELS, channels, strict=True)})


def stating(indicator: str, value: int) -> Prose:
    prose = Prose()
    prose.add(value, "件", indicator=indicator)
    return prose


def test_a_cell_that_breaks_a_sum_and_the_prose_is_named_once() -> None:
    found = flags(requests("9", "1", "5", "2"), stating("request.received", 8))
    this_year = [finding for finding in found if "cumulative" not in finding.subject]
    named = [finding for finding in this_year if "若为8" in finding.message_zh]
    assert len(this_year) == 2
    assert len(named) == 1
    assert named[0].grade == "high"
    assert [finding.doubts for finding in this_year if finding not in named] == [("same_cell",)]
    assert [finding.grade for finding in this_year if finding not in named] == ["low"]


def test_a_cell_that_something_bears_out_is_not_named() -> None:
    found = flags(requests("9", "1", "5", "2"), stating("request.received", 9))
    assert found
    assert not [finding for finding in found if "若为" in finding.message_zh or "same_cell" in finding.doubts]


def test_two_errors_of_different_size_are_two() -> None:
    found = flags(requests("9", "1", "5", "2"), stating("request.received", 7))
    assert not [finding for finding in found if "same_cell" in finding.doubts]


def test_a_part_that_the_prose_gives_otherwise_is_the_culprit() -> None:
    found = flags(requests("9", "1", "5", "2"), stating("request.received.letter", 3))
    named = [finding for finding in found if "若为3" in finding.message_zh]
    assert len(named) == 1
    assert "3.信函申请数" in named[0].message_zh
    assert "most likely" in named[0].message_en
