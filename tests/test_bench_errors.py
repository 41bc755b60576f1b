"""The checks on made reports: no false accusation, and the planted and injected errors found."""

import tomllib
from functools import cache
from typing import Any

import pytest
from bench_errors import SAMPLE
from error_scores import InjectedScore, clean_alarms, coverage, injected_score, planted_score, wilson
from made_reports import LAYOUTS, REPORTS, Made, broken, cell_of, made

from pipeline.catalog import builtin
from pipeline.model import Grade

FLOORS: dict[str, Any] = tomllib.loads((REPORTS / "floors.toml").read_text(encoding="utf-8"))
TRAPS = {f"old {no}" for no in range(1, 20)} | {f"new {no}" for no in range(1, 21)}
TRAPS |= {f"{kind} {no}" for kind in ("parts", "period", "names") for no in range(1, 8)}


@cache
def injected() -> InjectedScore:
    return injected_score(SAMPLE, ("html",))


def test_there_are_enough_reports_and_every_trap_is_in_one() -> None:
    assert len(made("clean")) >= 20
    assert len(made("planted")) >= 20
    assert {trap for report in made("clean") for trap in report.traps} == TRAPS
    assert all(1 <= len(report.planted) <= 4 for report in made("planted"))
    forms = {table.form for kind in ("clean", "planted") for report in made(kind) for table in report.tables}
    assert len(forms) >= 7


@pytest.mark.parametrize("report", made("clean"), ids=lambda report: report.name)
def test_a_clean_report_is_clean(report: Made) -> None:
    """By arithmetic of its own: no sum of a form is broken, and the prose gives the cells it is said to give."""
    for table in report.tables:
        assert broken(builtin().template(table.form), table.values) == set()
    for number in report.numbers:
        assert report.text[number.start : number.end] == number.printed
        for target in number.targets:
            if (cell := cell_of(target[1:], report.tables)) and "万元" not in number.printed:
                values = next(table.values for table in report.tables if table.form == cell[0])
                assert number.printed.startswith(values[cell[1]]), f"{number.printed} {target}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_clean_reports_are_not_accused(layout: str) -> None:
    alarms, floors = clean_alarms(), FLOORS["clean"]
    assert alarms[layout, Grade.HIGH] <= floors["high"]
    assert alarms[layout, Grade.MEDIUM] <= floors["medium"] * len(made("clean"))


def test_planted_errors_are_found() -> None:
    score, floors = planted_score(), FLOORS["planted"]
    assert score.found.rate >= floors["recall"], score.misses
    assert score.right[Grade.HIGH].rate >= floors["precision"], score.wrong
    assert score.right[Grade.MEDIUM].rate >= floors["precision_medium"], score.wrong
    for kind, floor in floors["kinds"].items():
        assert score.kinds[kind].of >= 8, kind
        assert score.kinds[kind].rate >= floor, score.misses


def test_injected_errors_are_found_and_nothing_else_is_flagged() -> None:
    score, floors = injected(), FLOORS["injected"]
    assert score.made.total() > 200
    assert score.all.rate >= floors["recall"], score.misses
    assert score.alarms_per_change(Grade.HIGH) <= floors["high_alarms"], score.wrong
    assert score.alarms_per_change(Grade.MEDIUM) <= floors["medium_alarms"], score.wrong


@pytest.mark.parametrize("kind", FLOORS["injected"]["kinds"])
def test_injected_errors_of_a_kind_are_found(kind: str) -> None:
    score = injected()
    assert score.kinds[kind].of
    assert score.kinds[kind].rate >= FLOORS["injected"]["kinds"][kind], score.misses


def test_most_of_a_report_is_checked() -> None:
    linked, _, in_identity = coverage()
    assert linked.rate >= FLOORS["coverage"]["linked"]
    assert in_identity.rate >= FLOORS["coverage"]["in_identity"]


def test_an_interval_of_wilson() -> None:
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert wilson(0, 0) == (0.0, 1.0)
