"""Series over years and forms: what may be joined, what is added up, and how far a figure is to be trusted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from years import CATALOG, database, published, row

from pipeline.catalog.across import terms_of
from pipeline.model import Result, Witness
from pipeline.store import Database

HERE = Path(__file__).parent

REPORTS = (
    published(
        2018,
        {"request.received": 9, "request.received.online": 6, "reply.granted": 3, "reply.already_public": 2,
         "reply.total": 9, "reply.granted_in_part": 1, "reply.refused": 2, "reply.refused.privacy": 1,
         "reply.refused.commercial_secret": 0, "reconsideration.total": 1, "request.completed": 9},
        form="national-2014",
    ),
    published(
        2019,
        {**row("request.received", 8, 1, 9), "request.brought_forward": 0, "outcome.granted": 4,
         "outcome.granted_in_part": 1, "outcome.denied.third_party": 1, "outcome.denied.state_secret": 0,
         "outcome.total": 8, "request.carried_forward": 1,
         "litigation.upheld/direct": 1, "litigation.upheld/after_reconsideration": 2, "normative.published_total": 5},
        form="national-2019",
    ),
    published(
        2020,
        {**row("request.received", 11, "", 11), "request.brought_forward": 1, "outcome.granted": "",
         "outcome.total": 12, "request.carried_forward": 0, "normative.published_total": 6},
        form="national-2019",
        witness=Witness.NONE,
    ),
    published(
        2021,
        {**row("request.received", 12, 2, 14), "request.brought_forward": 3, "outcome.granted": 8, "outcome.total": 14,
         "outcome.granted_in_part": 2, "request.carried_forward": 0, "normative.in_force": 7},
        agency="三明市考核局",
        agency_id="350400-三明市测试局",
    ),
)  # fmt: skip
_SHOWN = """
SELECT line, member, year, value, state, comparability, coalesce(formula, indicator) AS source, flagged, is_witnessed,
  agency
FROM series ORDER BY line, member, year
"""


def test_four_years_over_three_forms(golden: Callable[[Path, str], None]) -> None:
    with database(*REPORTS) as made:
        found = made.rows(_SHOWN)
    lines = ["\t".join("" if value is None else str(value) for value in one.values()) for one in found]
    golden(HERE / "panel" / "four-years.tsv", "\t".join(found[0]) + "\n" + "\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def held() -> Database:
    return database(*REPORTS)


def _line(held: Database, line: str) -> list[dict[str, Any]]:
    return held.rows("SELECT * FROM series WHERE line = $1 AND member = 'total' ORDER BY year", [line])


def test_two_cells_of_one_form_are_one_of_another(held: Database) -> None:
    found = _line(held, "outcome.third_party")
    assert [(one["year"], one["value"], one["comparability"]) for one in found] == [
        (2018, 1, "derived"),
        (2019, 1, "exact"),
    ]
    assert found[0]["formula"] == "reply.refused.commercial_secret + reply.refused.privacy"
    assert len(found[0]["fact_nos"]) == 2


def test_a_sum_with_a_cell_that_is_missing_or_blank_is_not_made(held: Database) -> None:
    assert [one["year"] for one in _line(held, "outcome.not_granted")] == [2018, 2019, 2021]
    assert [one["year"] for one in _line(held, "reply.denied:outcome.denied")] == []


def test_columns_are_added_up_where_the_form_prints_no_total(held: Database) -> None:
    (found,) = _line(held, "litigation.upheld")
    assert (found["value"], found["comparability"]) == (3, "derived")


def test_a_blank_is_a_blank(held: Database) -> None:
    states = {one["year"]: (one["value"], one["state"]) for one in _line(held, "reply.granted")}
    assert states[2020] == (None, "blank")
    with_blank = held.rows("SELECT * FROM changes WHERE line = 'reply.granted' AND 2020 IN (from_year, to_year)")
    assert with_blank == []


def test_nothing_is_joined_over_a_break(held: Database) -> None:
    lines = held.rows("SELECT DISTINCT line FROM series WHERE concept = 'normative.in_force' ORDER BY line")
    assert len(lines) == 2
    assert held.rows("SELECT * FROM changes WHERE concept = 'normative.in_force' AND to_year = 2021") == []


def test_a_figure_tells_whether_it_is_flagged_and_borne_out(held: Database) -> None:
    brought = {one["year"]: one["flagged"] for one in _line(held, "request.brought_forward")}
    assert brought == {2019: None, 2020: None, 2021: "medium"}  # 3, where 0 were carried forward under another form
    received = {one["year"]: one["is_witnessed"] for one in _line(held, "request.received")}
    assert received == {2018: True, 2019: True, 2020: False, 2021: True}
    (change,) = held.rows(
        "SELECT is_flagged, is_renamed FROM changes WHERE line = 'request.brought_forward' AND to_year = 2021"
    )
    assert change == {"is_flagged": True, "is_renamed": True}


def test_of_several_links_the_best_counts() -> None:
    cells = {"request.received.online": 4, "request.received.email": 2}
    made: Result = published(2012, cells, form="fujian-2009")
    with database(made) as held:
        (found,) = _line(held, "request.received.web_and_email")
    assert (found["value"], found["comparability"]) == (6, "derived")


def test_the_crosswalk_names_indicators_with_signs() -> None:
    assert terms_of("a + b - c") == (("a", 1), ("b", 1), ("c", -1))
    for concept in CATALOG.across.crosswalks:
        assert concept.links
        assert concept.concept not in CATALOG.indicators
