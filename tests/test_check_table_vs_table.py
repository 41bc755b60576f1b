"""Two tables of one form in one report, and headers of another year. Made-up figures."""

from dataclasses import replace
from typing import Any

from records import Prose, facts, findings, only, outcomes

from pipeline.model import Fact, Period

DOCUMENTS, RECEIVED = "proactive.documents", "request.received"
CHANNELS = ("request.received.in_person", "request.received.online", "request.received.letter")


def _table(rows: dict[str, tuple[Any, ...]], number: int = 1, header: str = "2017") -> tuple[Fact, ...]:
    return tuple(
        replace(fact, no=fact.no + 100 * number, column_label=header if fact.period == "year" else fact.column_label,
                place=replace(fact.place, start=1000 * number + fact.no, table=number))
        for fact in facts("fujian-2017", rows)
    )  # fmt: skip


def _said(value: int) -> Prose:
    prose = Prose()
    prose.add(value, indicator=DOCUMENTS)
    return prose


TWO = _table({DOCUMENTS: (97, 255)}) + _table({DOCUMENTS: (98, 255)}, 2)


def test_tables_that_differ_in_a_cell_are_a_finding_though_the_prose_is_silent() -> None:
    finding = only(findings("table_vs_table", table=TWO))
    assert (outcomes([finding]), finding.kind) == (["fail medium"], "balance")
    assert [finding.left_value, finding.right_value, finding.difference] == [97, 98, -1]
    assert finding.subject == f"fujian-2017 {DOCUMENTS} year"
    assert finding.message_zh == (
        "统计表“主动公开文件数”“2017”栏在表1为97条，在表2为98条，相差1；两表若同为本机关本年度，应当一致。"
    )
    assert finding.doubts == ("tables_may_have_two_subjects",)


def test_prose_that_agrees_with_one_of_two_tables_does_not_pass() -> None:
    for value in (97, 98):
        finding = only(findings("text_vs_table", _said(value), TWO))
        assert finding.outcome == "not_assessable"
        assert "为97条或98条" in finding.message_zh
        assert [operand.text for operand in finding.right] == ["97", "98"]


def test_prose_that_agrees_with_neither_fails_at_medium_with_both_cells() -> None:
    finding = only(findings("text_vs_table", _said(147), TWO))
    assert outcomes([finding]) == ["fail medium"]
    assert finding.doubts == ("tables_differ",)
    assert [operand.text for operand in finding.right] == ["97", "98"]


def test_a_table_printed_twice_is_judged_once() -> None:
    rows = {RECEIVED: (9, 9), **dict.fromkeys(CHANNELS, (2, 3))}
    once, twice = _table(rows), _table(rows) + _table(rows, 2)
    for rule in ("table_sum", "table_part", "requests_answered", "cumulative_at_least_year", "table_year"):
        assert [f.subject for f in findings(rule, table=twice)] == [f.subject for f in findings(rule, table=once)]
    copy = only(findings("table_vs_table", table=twice))
    assert outcomes([copy]) == ["pass medium"]
    assert "共有的8格数字相同" in copy.message_zh
    assert outcomes(findings("text_vs_table", _said(9), twice)) == ["not_assessable high"]  # no row for it


def test_tables_that_differ_in_most_cells_may_be_of_two_bodies() -> None:
    own = {DOCUMENTS: (97,), RECEIVED: (9,), "reply.total": (9,), "litigation.total": (1,), "fee.waived": (0,)}
    county = {DOCUMENTS: (897,), RECEIVED: (49,), "reply.total": (48,), "litigation.total": (3,), "fee.waived": (0,)}
    finding = only(findings("table_vs_table", table=_table(own) + _table(county, 2)))
    assert finding.outcome == "not_assessable"
    assert "有4格不同" in finding.message_zh


def test_a_blank_is_not_held_against_a_number() -> None:
    found = findings("table_vs_table", table=_table({DOCUMENTS: (97,)}) + _table({DOCUMENTS: ("",)}, 2))
    assert outcomes(found) == ["not_assessable medium"]


def test_tables_of_two_years_are_not_compared_and_the_prose_goes_with_the_reports_year() -> None:
    both = _table({DOCUMENTS: (125,)}, header="2016年") + _table({DOCUMENTS: (97,)}, 2, "2017年")
    assert outcomes(findings("table_vs_table", table=both)) == ["not_assessable medium"]
    assert outcomes(findings("text_vs_table", _said(97), both)) == ["pass high"]
    finding = only(findings("text_vs_table", _said(147), both))
    assert outcomes([finding]) == ["fail high"]
    assert [finding.right_value] == [97]


def test_a_table_headed_with_another_year_is_a_finding_and_never_high_against_the_prose() -> None:
    old = _table({DOCUMENTS: (125,)}, header="2016年")
    finding = only(findings("table_year", table=old))
    assert (outcomes([finding]), finding.kind) == (["fail medium"], "period")
    assert [finding.left_value, finding.right_value] == [2016, 2017]
    finding = only(findings("text_vs_table", _said(97), old))
    assert outcomes([finding]) == ["fail medium"]
    assert finding.doubts == ("column_of_other_year",)
    assert "该表的栏名为“2016年”，不是报告年度" in finding.message_zh


def test_cumulative_figures_of_a_table_of_another_year_are_not_high_either() -> None:
    prose = Prose()
    prose.add(300, indicator=DOCUMENTS, period=Period.CUMULATIVE)
    finding = only(findings("text_vs_table", prose, _table({DOCUMENTS: (125, 255)}, header="2016年")))
    assert outcomes([finding]) == ["fail medium"]
    assert finding.doubts == ("column_of_other_year",)
    whole = _table({DOCUMENTS: (125, 255)})
    assert outcomes(findings("text_vs_table", prose, whole)) == ["fail high"]


def test_what_two_differing_tables_have_alike_is_flagged_once() -> None:
    rows = {RECEIVED: (9,), **dict.fromkeys(CHANNELS, (2,)), DOCUMENTS: (97,)}
    both = _table(rows) + _table({**rows, DOCUMENTS: (98,)}, 2)
    assert outcomes(f for f in findings("table_sum", table=both) if f.indicator == RECEIVED) == ["fail high"]
    assert outcomes(findings("table_vs_table", table=both)) == ["fail medium"]


def test_a_table_that_has_the_reports_year_among_others_passes() -> None:
    cells = _table({DOCUMENTS: (97,)}, header="2017年")
    before = replace(cells[0], no=7, period="previous_year", column_label="2016年")
    assert outcomes(findings("table_year", table=(before, *cells))) == ["pass medium"]
    assert findings("table_year", table=_table({DOCUMENTS: (97,)}, header="本年度")) == []
