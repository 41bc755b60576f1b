"""Checks over several reports: every number here is made up."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

from records import Prose
from years import AGENCY, CATALOG, database, outcomes, published, row, said

from pipeline.check.across import CHECKS, across
from pipeline.model import Issue, Period, Result, Role, Witness
from pipeline.present.flags import find_finding

BEFORE = row("request.carried_forward", 2, 1, 3)
NOW = row("request.brought_forward", 2, 1, 3)


def test_every_rule_over_several_reports_is_made_by_one_query() -> None:
    made = [rule for rules in CHECKS.values() for rule in rules]
    assert len(made) == len(set(made))
    own = {rule.id for rule in CATALOG.rules.values() if "waiting" in rule.say}
    assert own <= set(made)


def test_without_reports_nothing_is_found() -> None:
    with database() as made:
        assert made.rows("SELECT * FROM findings") == []


# -- carried over -------------------------------------------------------------------------


def test_what_is_brought_forward_was_carried_forward() -> None:
    (found,) = said("carry_over", published(2022, BEFORE), published(2023, NOW))[-1:]
    assert (found["outcome"], found["grade"], found["left_value"], found["right_value"]) == ("pass", "high", 3, 3)


def test_a_column_that_differs_is_a_flag_and_its_total_is_the_same_error() -> None:
    other = row("request.brought_forward", 5, 1, 6)
    found = [one for one in said("carry_over", published(2022, BEFORE), published(2023, other)) if one["year"] == 2023]
    assert [(one["outcome"], one["grade"], one["doubts"]) for one in found] == [
        ("pass", "high", []),
        ("fail", "high", []),
        ("fail", "low", ["same_cell"]),
    ]
    assert (found[1]["left_value"], found[1]["right_value"], found[1]["difference"]) == (5, 2, 3)
    assert "2022" in found[1]["message_en"]
    assert "相差3" in found[1]["message_zh"]


def test_both_places_of_a_flag_are_shown() -> None:
    with database(published(2022, BEFORE), published(2023, {"request.brought_forward": 5})) as made:
        flag = made.rows("SELECT * FROM flags WHERE rule = 'carry_over'")[0]
        assert (flag["left_printed"], flag["right_printed"]) == ("5", "3")
        sides = made.rows(
            "SELECT side, report_id, line_no FROM flag_places WHERE finding_id = $1", [flag["finding_id"]]
        )
        assert [one["report_id"] for one in sides] == [flag["report_id"], flag["other_report_id"]]
        assert all(one["line_no"] for one in sides)
        shown = find_finding(made.rows, flag["finding_id"])
        assert [one["year"] for one in (*shown["left"], *shown["right"])] == [2023, 2022]
        checked = made.rows("SELECT facts_checked FROM quality ORDER BY year")
        assert [one["facts_checked"] for one in checked] == [1, 1]


def test_a_doubt_on_either_side_caps_the_grade() -> None:
    inferred = (Issue("structure", "metadata_inferred", "year 2023 was taken from …"),)
    cases: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
        ("not_witnessed", "medium", {"witness": Witness.NONE}, {}),
        ("readings_differ", "low", {"witness": Witness.DIFFERS}, {}),
        ("form_changed", "medium", {"form": "national-2019"}, {}),
        ("agency_renamed", "medium", {"agency": "三明市考核局"}, {}),
        ("identity_inferred", "medium", {}, {"issues": inferred}),
    ]
    made = []
    for doubt, _, before, now in cases:
        name = f"三明市{doubt}局"
        before = {"agency": name, **before, "agency_id": name}
        made.append(published(2022, {"request.carried_forward": 3}, file=f"{doubt}-2022", **before))
        made.append(published(2023, {"request.brought_forward": 5}, agency=name, agency_id=name, **now))
    found = [one for one in said("carry_over", *made) if one["outcome"] == "fail"]
    assert {(*one["doubts"], one["grade"]) for one in found} == {(doubt, grade) for doubt, grade, _, _ in cases}


def test_where_most_columns_differ_the_scope_may() -> None:
    first = published(2022, row("request.carried_forward", 20, 10, 30) | {"request.carried_forward/other": 9})
    last = published(2023, row("request.brought_forward", 2, 1, 4) | {"request.brought_forward/other": 1})
    found = [one for one in said("carry_over", first, last) if one["outcome"] == "fail"]
    assert {one["grade"] for one in found} == {"low"}
    assert all("most_differ" in one["doubts"] for one in found)


def test_a_blank_is_not_zero() -> None:
    first = published(2022, row("request.carried_forward", 0, "", 0))
    found = said("carry_over", first, published(2023, row("request.brought_forward", "", 0, 0)))
    assert outcomes(found) == ["2023 pass high", "2023 not_assessable high"]
    assert "空白" in found[1]["message_zh"]


def test_a_missing_year_is_waited_for_and_assessed_when_it_arrives() -> None:
    last = published(2023, NOW)
    waiting = said("carry_over", published(2021, BEFORE), last)
    assert [(one["outcome"], one["other_report_id"]) for one in waiting] == [("not_assessable", None)]
    assert "2022" in waiting[0]["message_en"]
    assert outcomes(said("carry_over", published(2021, BEFORE), published(2022, BEFORE), last)) == ["2023 pass high"]


def test_a_form_without_the_row_is_said_to_have_none() -> None:
    found = said("carry_over", published(2019, NOW, form="national-2019"))
    assert outcomes(found) == ["2019 not_assessable high"]
    assert "2018年度的表式没有" in found[0]["message_zh"]


def test_another_agency_is_never_compared() -> None:
    other = published(2022, row("request.carried_forward", 7, 7, 14), agency="三明市另一局")
    assert all(one["outcome"] == "not_assessable" for one in said("carry_over", other, published(2023, NOW)))


# -- cumulative, stock --------------------------------------------------------------------


def _running(year: int, now: int, whole: int, form: str = "fujian-2017") -> Result:
    return published(year, {"request.received": now, "request.received@cumulative": whole}, form=form)


def test_a_running_total_grows_by_the_year() -> None:
    found = said("cumulative", _running(2016, 2, 10), _running(2017, 3, 13), _running(2018, 4, 18))
    assert outcomes(found) == ["2016 not_assessable medium", "2017 pass medium", "2018 fail medium"]
    assert (found[2]["right_value"], found[2]["difference"]) == (17, 1)
    assert "13+4=17" in found[2]["message_zh"]


def test_rows_of_another_form_are_not_compared() -> None:
    cells = {"proactive.items": 3, "proactive.items@cumulative": 9}
    first = published(2016, cells, form="fujian-2009")
    last = published(2017, {"proactive.documents": 1, "proactive.documents@cumulative": 2}, form="fujian-2017")
    found = said("cumulative", first, last)
    assert outcomes(found)[1:] == ["2017 not_assessable medium"]


def test_a_column_kept_within_the_year_is_hardly_a_flag() -> None:
    rows = ("request.received", "reply.total", "reply.granted", "litigation.total")
    made = [
        published(year, {f"{one}{at}": year - 2000 for one in rows for at in ("", "@cumulative")}, form="fujian-2017")
        for year in (2016, 2017)
    ]
    flags = [one for one in said("cumulative", *made) if one["outcome"] == "fail"]
    assert {one["grade"] for one in flags} == {"low"}


def test_a_stock_that_does_not_follow_is_a_warning() -> None:
    def in_force(year: int, issued: int, repealed: int, stock: int) -> Result:
        cells = {"normative.issued": issued, "normative.repealed": repealed, "normative.in_force": stock}
        return published(year, cells)

    found = said("stock", in_force(2022, 1, 0, 5), in_force(2023, 3, 1, 7), in_force(2024, 3, 1, 8))
    assert outcomes(found) == ["2022 not_assessable low", "2023 pass low", "2024 fail low"]
    assert "7+3−1=9" in found[2]["message_zh"]


# -- the prose of one year against the other ----------------------------------------------


def _grown(percent: str, *, falls: bool = False, value: int = 126, agency: str = AGENCY) -> Result:
    prose = Prose()
    new = prose.add(value, "件", indicator="request.received", noun="申请")
    step = Decimal(1).scaleb(int(Decimal(percent).as_tuple().exponent))
    prose.add(percent, "%", role=Role.GROWTH, operand=new, step=step, falls=falls, noun="增长")
    return published(2023, prose=prose, agency=agency)


def test_a_growth_is_held_against_last_years_own_figure() -> None:
    cases = [
        ("26", False, 100, "pass"),
        ("26", False, 101, "fail"),  # 24.75
        ("24.75", False, 101, "pass"),
        ("24.7", False, 101, "pass"),  # cut off
        ("24.8", False, 101, "pass"),  # rounded
        ("26", True, 100, "fail"),
        ("37", True, 200, "pass"),
        ("26", False, 0, "not_assessable"),
    ]
    made = []
    for no, (percent, falls, old, _) in enumerate(cases):
        made.append(published(2022, {"request.received": old}, agency=f"三明市第{no}局"))
        made.append(_grown(percent, falls=falls, agency=f"三明市第{no}局"))
    found = {one["report_id"]: (one["outcome"], one["grade"]) for one in said("stated_growth", *made)}
    assert [found[one.report_id] for one in made[1::2]] == [(outcome, "medium") for *_, outcome in cases]


def test_a_growth_in_whole_items() -> None:
    prose = Prose()
    new = prose.add(30, "件", indicator="request.received")
    prose.add(12, "件", role=Role.GROWTH, operand=new)
    last = published(2023, prose=prose)
    assert outcomes(said("stated_growth", published(2022, {"request.received": 18}), last)) == ["2023 pass medium"]
    assert outcomes(said("stated_growth", published(2022, {"request.received": 17}), last)) == ["2023 fail medium"]


def test_a_figure_of_last_years_prose_will_do() -> None:
    prose = Prose()
    prose.add(100, "件", indicator="request.received")
    assert outcomes(said("stated_growth", published(2022, prose=prose), _grown("26"))) == ["2023 pass medium"]


def test_a_growth_waits_for_the_year_it_compares_with() -> None:
    found = said("stated_growth", _grown("26"))
    assert outcomes(found) == ["2023 not_assessable medium"]
    assert found[0]["message_zh"].startswith("待2022年度报告")


def test_what_is_said_of_last_year_stands_in_its_report() -> None:
    cases = {40: "pass", 41: "fail", 45: "pass"}  # 45 is what was in hand: 受理 may mean either
    made = []
    for number in cases:
        prose = Prose()
        prose.add(number, "件", indicator="request.received", period=Period.PREVIOUS_YEAR, noun="申请")
        made.append(published(2022, {"request.received": 40, "outcome.total": 45}, agency=f"三明市第{number}局"))
        made.append(published(2023, prose=prose, agency=f"三明市第{number}局"))
    found = {one["left_value"]: (one["outcome"], one["grade"]) for one in said("previous_figure", *made)}
    assert found == {number: (outcome, "high") for number, outcome in cases.items()}


def test_what_was_left_over_is_no_figure_of_the_year_before() -> None:
    prose = Prose()
    prose.add(3, "件", indicator="request.received", period=Period.PREVIOUS_YEAR)
    first, last = (
        published(2022, {"request.received": 40}),
        published(2023, prose=prose, text="上年结转3件。".rjust(60_000, "文")),
    )
    assert all(
        one["outcome"] != "fail" or "结转" not in one["message_zh"] for one in said("previous_figure", first, last)
    )


# -- text ---------------------------------------------------------------------------------

COMMON = "本报告根据有关规定编制并向社会公布，全文共分为六个部分。"


def _sentences(agency: int, year: int, count: int = 24) -> str:
    return "".join(f"第{agency}号机关就{year}年第{one}项工作写下的一段与众不同的话。" for one in range(count))


def _texts(own: str, before: str) -> list[Result]:
    others = [
        published(year, agency=f"三明市第{no}局", text=COMMON * 3 + _sentences(no, year * 7 % 1000))
        for no in range(20)
        for year in (2022, 2023)
    ]
    return [*others, published(2022, text=before), published(2023, text=own)]


def _flagged(made: list[Result]) -> list[tuple[str, str]]:
    return [(one["rule"], one["grade"]) for one in said("copied_text", *made) if one["outcome"] == "fail"]


def test_common_wording_is_no_copy() -> None:
    assert _flagged(_texts(COMMON * 3 + _sentences(77, 55), COMMON * 3 + _sentences(77, 56))) == []


def test_prose_kept_from_last_year_is_a_copy_though_its_year_was_changed() -> None:
    before = COMMON + _sentences(77, 2021) + "一、" + _sentences(77, 2021, 3)
    made = _texts(before.replace("2021", "2022"), before)
    assert _flagged(made) == [("copied_text", "low")]
    found = next(one for one in said("copied_text", *made) if one["outcome"] == "fail")
    with database(*made) as held:
        places = held.rows("SELECT text, report_id FROM finding_operands WHERE finding_id = $1", [found["finding_id"]])
    assert len({one["report_id"] for one in places}) == 2
    assert all("与众不同的话" in one["text"] for one in places)


def test_another_agencys_prose_is_a_copy() -> None:
    found = [
        one
        for one in said("copied_text", *_texts(COMMON + _sentences(4, 2023 * 7 % 1000), COMMON + _sentences(77, 12)))
        if one["outcome"] == "fail"
    ]
    assert len(found) == 2  # each is the other's; which was first nothing tells
    assert any("三明市第4局" in one["message_zh"] for one in found)


def test_with_few_agencies_nothing_is_concluded() -> None:
    made = [published(2022, text=_sentences(1, 1)), published(2023, text=_sentences(1, 1))]
    assert {one["outcome"] for one in said("copied_text", *made)} == {"not_assessable"}


def _figures(year: int, *values: int) -> Result:
    prose = Prose()
    for value in values:
        prose.add(value, "件", sentence=1, role=Role.PART)
    text = f"公开{'、'.join(map(str, values))}件".ljust(900, "。")
    return published(year, prose=prose, text=text.rjust(1893, "文"))  # so that the sentence begins at 1000


def test_figures_kept_from_last_year() -> None:
    found = said("stale_numbers", _figures(2021, 31, 17, 240), _figures(2022, 31, 17, 240), _figures(2023, 31, 18, 240))
    assert outcomes(found) == ["2021 not_assessable low", "2022 fail low", "2023 pass low"]
    assert "公开31、17、240件" in found[1]["message_zh"]


# -- tables as a whole --------------------------------------------------------------------


def _table(year: int, *numbers: int) -> Result:
    names = ("request.received", "outcome.granted", "outcome.total", "reconsideration.total", "licensing.decisions",
             "penalty.decisions", "normative.issued")  # fmt: skip
    return published(year, dict(zip(names, numbers, strict=True)))


def test_a_whole_table_of_last_year() -> None:
    numbers = (12, 4, 12, 1, 310, 77, 3)
    found = said("frozen_table", _table(2022, *numbers), _table(2023, *numbers))
    assert outcomes(found) == ["2022 not_assessable low", "2023 fail low"]
    found = said("frozen_table", _table(2022, *numbers), _table(2023, *numbers[:-1], 4))
    assert outcomes(found)[1] == "2023 pass low"
    zero = (0,) * 7
    assert outcomes(said("frozen_table", _table(2022, *zero), _table(2023, *zero)))[1] == "2023 not_assessable low"


def test_a_total_that_jumps_for_one_year() -> None:
    cases = {(3100, 290): True, (29, 290): True}
    cases |= dict.fromkeys([(900, 290), (3100, 2900), (0, 290), (9000, 290)], False)
    made = [
        published(2022 + no, {"licensing.decisions": one}, agency=f"三明市第{middle}局{last}")
        for middle, last in cases
        for no, one in enumerate((310, middle, last))
    ]
    found = [one for one in said("jump", *made) if one["outcome"] == "fail"]
    assert {(one["left_value"], one["year"]) for one in found} == {(3100, 2023), (29, 2023)}
    assert len(found) == sum(cases.values())


# -- publication --------------------------------------------------------------------------


def test_the_day_of_publication_against_the_deadline() -> None:
    cases = [
        ("三明市甲局", 2018, date(2019, 3, 31), "pass"),
        ("三明市乙局", 2018, date(2019, 4, 1), "fail"),
        ("三明市丙局", 2019, date(2020, 1, 31), "pass"),
        ("三明市丁局", 2019, date(2020, 2, 1), "fail"),
        ("三明市人民政府", 2019, date(2020, 3, 31), "pass"),
        ("三明市人民政府办公室", 2019, date(2020, 4, 1), "fail"),
        ("三明市戊局", 2019, date(2019, 6, 1), "fail"),
    ]
    made = [published(year, agency=agency, day=day) for agency, year, day, _ in cases]
    found = {one["report_id"]: (one["outcome"], one["grade"]) for one in said("publication", *made)}
    assert [found[one.report_id] for one in made] == [(outcome, "low") for *_, outcome in cases]


def test_of_two_publications_the_first_counts() -> None:
    made = [
        published(2022, day=date(2023, 1, 20), file="raw/a.html"),
        published(2022, day=date(2023, 5, 1), file="raw/b.html"),
    ]
    assert [one["outcome"] for one in said("publication", *made)] == ["pass"]


# -- published again ----------------------------------------------------------------------


def _editions(now: int, title: str = "标题") -> list[Result]:
    return [
        published(2022, {"request.received": 5, "outcome.total": 5}, day=date(2023, 1, 20), file="raw/a.html"),
        published(
            2022, {"request.received": now, "outcome.total": 5}, day=date(2023, 5, 1), file="raw/b.html", title=title
        ),
    ]


def test_a_silent_change_between_two_publications_is_a_flag() -> None:
    (found,) = said("restated", *_editions(6))
    assert (found["outcome"], found["grade"]) == ("fail", "high")
    assert "5 → 6" in found["message_zh"]


def test_a_change_that_the_report_states_is_none() -> None:
    assert [one["outcome"] for one in said("restated", *_editions(6, "年度报告（更正）"))] == ["pass"]
    assert [one["outcome"] for one in said("restated", *_editions(5))] == ["pass"]


# -- all of them --------------------------------------------------------------------------


def test_the_order_of_the_reports_changes_nothing() -> None:
    made = [
        published(2021, BEFORE | NOW),
        published(2022, BEFORE | NOW),
        published(2023, row("request.brought_forward", 9, 9, 18)),
    ]

    def all_said(results: tuple[Result, ...]) -> list[dict[str, object]]:
        with database(*results) as held:
            return held.rows("SELECT * FROM findings ORDER BY report_id, finding_no")

    assert len({str(all_said(order)) for order in permutations(made)}) == 1


def test_what_is_left_behind_is_only_what_was_found() -> None:
    with database(published(2022, BEFORE)) as made:
        assert made.rows("SELECT table_name FROM duckdb_tables() WHERE temporary") == []


def test_the_statements_are_the_same_every_time() -> None:
    assert across(CATALOG) == across(CATALOG)
