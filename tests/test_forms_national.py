"""The national formats as pages print them: published figures, mixed forms, damage. The pages are made here."""

from collections.abc import Callable, Sequence

import pytest
from printed import Key, codes, grid, keys, lines, numbers, paragraphs, structured, tables_of, values_of

from pipeline.catalog import Panel, Template, builtin
from pipeline.check import check
from pipeline.extract.tables import extract_facts
from pipeline.model import Finding, Outcome, Report, State

OLD, NEW, ITEMS = (builtin().template(f"national-{year}") for year in (2019, 2021, 2014))
CODES = [
    "R1",
    "R2",
    "R3.1",
    "R3.2",
    "R3.3.1",
    "R3.3.2",
    "R3.3.3",
    "R3.3.4",
    "R3.3.5",
    "R3.3.6",
    "R3.3.7",
    "R3.3.8",
    "R3.4.1",
    "R3.4.2",
    "R3.4.3",
]
CODES += ["R3.5.1", "R3.5.2", "R3.5.3", "R3.5.4", "R3.5.5"]


def _panel(form: Template, name: str) -> Panel:
    return next(panel for panel in form.panels if panel.id == name)


def _proactive(form: Template) -> list[Panel]:
    return [panel for panel in form.panels if panel.table == "proactive"]


def _requests(form: Template, rows: Sequence[str]) -> dict[Key, str]:
    """Rows of seven values, in the form's order."""
    panel = _panel(form, "requests")
    own = [row for row in panel.rows if row.indicator]
    assert len(own) == len(rows)
    return {
        (row.indicator, column.member, "year"): cell
        for row, line in zip(own, rows, strict=True)
        for column, cell in zip(panel.columns, line.split(","), strict=True)
    }


def _remedies(form: Template, row: str) -> dict[Key, str]:
    return {
        (column.indicator, column.member, "year"): cell
        for column, cell in zip(_panel(form, "remedies").columns, row.split(","), strict=True)
    }


def _findings(report: Report) -> list[Finding]:
    facts, _ = extract_facts(report.tables)
    return [one for one in check(report, facts, (), builtin()) if one.kind in ("table_sum", "balance")]


def _said(found: Sequence[Finding]) -> dict[str, int]:
    return {outcome.value: sum(one.outcome is outcome for one in found) for outcome in Outcome}


# -- published figures ------------------------------------------------------------------

# 杭州市 2025: every column balances
HANGZHOU = [
    "13612,252,0,45,128,32,14069",
    "535,6,0,1,18,0,560",
    "5345,129,0,41,19,14,5548",
    "2120,39,0,1,6,2,2168",
    "13,0,0,0,0,0,13",
    "30,0,0,0,0,0,30",
    "11,0,0,0,0,0,11",
    "49,2,0,0,0,0,51",
    "103,1,0,0,0,0,104",
    "84,1,0,0,0,0,85",
    "282,4,0,0,0,0,286",
    "147,0,0,0,1,2,150",
    "3075,50,0,0,89,8,3222",
    "177,3,0,0,0,0,180",
    "19,0,0,0,0,0,19",
    "199,1,0,0,3,0,203",
    "147,1,0,0,0,0,148",
    "0,0,0,0,0,0,0",
    "100,1,0,0,0,0,101",
    "5,0,0,0,0,0,5",
    "315,3,0,0,0,0,318",
    "202,0,0,1,0,0,203",
    "941,17,0,1,3,3,965",
    "13364,252,0,44,121,29,13810",
    "783,6,0,2,25,3,819",
]
HANGZHOU_REMEDIES = "376,97,196,121,790,16,1,12,27,56,74,1,30,51,156"
# 上海市人民政府办公厅 2019: zeros left empty, totals of the outcomes too
SHANGHAI = [
    "821,35,,,2,1,859",
    "18,,,,,,18",
    "258,12,,,1,1,",
    "3,,,,,,",
    "14,,,,,,",
    ",,,,,,",
    ",,,,,,",
    ",,,,,,",
    "5,1,,,,,",
    "3,,,,,,",
    ",,,,,,",
    "10,2,,,,,",
    "252,12,,,1,,",
    "44,3,,,,,",
    "25,,,,,,",
    "148,1,,,,,",
    "5,4,,,,,",
    ",,,,,,",
    ",,,,,,",
    ",,,,,,",
    ",,,,,,",
    "767,35,,,2,1,805",
    "72,,,,,,72",
]
SHANGHAI_REMEDIES = "5,,,2,7,8,,,1,9,,,,,"


HANGZHOU_DOCUMENTS = {
    ("regulation.issued", "total", "year"): "3", ("regulation.repealed", "total", "year"): "5",
    ("regulation.in_force", "total", "year"): "74", ("normative.issued", "total", "year"): "564",
    ("normative.repealed", "total", "year"): "984", ("normative.in_force", "total", "year"): "4185",
    ("licensing.decisions", "total", "year"): "11398889", ("penalty.decisions", "total", "year"): "6937489",
    ("coercion.decisions", "total", "year"): "166105", ("charge.amount", "total", "year"): "316441",
}  # fmt: skip


def _hangzhou() -> str:
    return (
        grid(_proactive(NEW), HANGZHOU_DOCUMENTS)
        + grid([_panel(NEW, "requests")], _requests(NEW, HANGZHOU))
        + grid([_panel(NEW, "remedies")], _remedies(NEW, HANGZHOU_REMEDIES))
    )


def test_a_report_of_2025_is_read_whole_and_balances() -> None:
    report = structured(_hangzhou(), year=2025)
    assert codes(report) == []
    assert report.templates == ("national-2021",)
    assert [len(table.cells) for table in report.tables] == [10, 175, 15]
    assert values_of(report, 0) == HANGZHOU_DOCUMENTS
    assert values_of(report, 1) == _requests(NEW, HANGZHOU)
    assert values_of(report, 2) == _remedies(NEW, HANGZHOU_REMEDIES)
    cell = next(c for c in report.tables[1].cells if c.indicator == "outcome.denied.third_party" and c.text == "2")
    assert cell.row_label == "三、本年度办理结果/（三）不予公开/4.保护第三方合法权益"
    assert cell.column_label == "申请人情况/法人或其他组织/商业企业"
    assert cell.member == "business"
    found = _findings(report)
    assert _said(found) == {"pass": 25 + 7 + 7 + 3 + 3, "fail": 0, "not_assessable": 0}


def test_a_report_of_2019_with_blanks_for_zero_balances() -> None:
    html = grid([_panel(OLD, "requests")], _requests(OLD, SHANGHAI))
    html += grid([_panel(OLD, "remedies")], _remedies(OLD, SHANGHAI_REMEDIES))
    report = structured(html, year=2019)
    assert codes(report) == []
    assert report.templates == ("national-2019",)
    assert values_of(report, 0) == _requests(OLD, SHANGHAI)
    assert values_of(report, 1) == _remedies(OLD, SHANGHAI_REMEDIES)
    facts, _ = extract_facts(report.tables)
    assert sum(fact.state is State.BLANK for fact in facts) > 80
    found = _findings(report)
    assert _said(found)["fail"] == 0
    passed = {one.subject for one in found if one.outcome is Outcome.PASS}
    assert {"national-2019.in-equals-out year", "national-2019.outcomes year"} <= passed
    assert {f"national-2019.outcomes {member} year" for member in ("natural_person", "business")} <= passed
    assert "（空白格按零或按同行各栏之和计）" in next(f for f in found if "outcomes year" in f.subject).message_zh


def test_two_totals_left_zero_are_flagged_and_nothing_else() -> None:
    report = structured(grid([_panel(OLD, "remedies")], _remedies(OLD, "10,1,0,0,0,0,0,0,0,0,5,0,0,0,0")))
    flags = [one for one in _findings(report) if one.outcome is Outcome.FAIL]
    assert [(one.subject, int(one.difference or 0), one.grade.value) for one in flags] == [
        ("national-2021.reconsideration year", -11, "high"),
        ("national-2021.litigation after_reconsideration year", -5, "high"),
    ]
    assert flags[1].message_zh == (
        "统计表本年“行政诉讼/复议后起诉/总计”为0件，其分项行政诉讼/复议后起诉/结果维持5件、行政诉讼/复议后起诉/结果纠正0件、"
        "行政诉讼/复议后起诉/其他结果0件、行政诉讼/复议后起诉/尚未审结0件合计5，两者应当相等，相差5。"
    )


def test_a_row_that_does_not_add_up_is_flagged() -> None:
    rows = [*HANGZHOU]
    rows[2] = rows[2].replace("5345", "5344")
    flags = [
        one
        for one in _findings(structured(grid([_panel(NEW, "requests")], _requests(NEW, rows))))
        if one.outcome is Outcome.FAIL
    ]
    assert [one.subject for one in flags] == [
        "national-2021.outcomes natural_person year",
        "national-2021.applicants outcome.granted year",
    ]
    assert "统计表“予以公开”一行“申请人情况/总计”为5548件" in flags[1].message_zh


# -- mixed ------------------------------------------------------------------------------


def test_each_table_has_its_own_form() -> None:
    new, old = numbers(NEW), numbers(OLD)
    html = grid(_proactive(NEW), new) + grid([_panel(OLD, "requests")], old) + grid([_panel(NEW, "remedies")], new)
    report = structured(html, year=2023)
    assert [table.template for table in report.tables] == ["national-2021", "national-2019", "national-2021"]
    assert codes(report) == []
    assert [len(table.cells) for table in report.tables] == [10, 161, 15]


def test_two_forms_in_one_table_are_told_apart_panel_by_panel() -> None:
    old, new = numbers(OLD), numbers(NEW)
    panels = [_panel(OLD, "documents"), *(_panel(NEW, name) for name in ("licensing", "penalties", "charges"))]
    for html in (grid(panels, {**new, **old}), paragraphs(lines(panels, {**new, **old}))):
        report = structured(html)
        assert values_of(report) == {key: {**new, **old}[key] for key in keys(panels)}
        assert codes(report) == ["forms_mixed"]


# -- damage to true tables --------------------------------------------------------------


def _damaged(html: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert before in html, before
        html = html.replace(before, after)
    return html


def _no_spans(html: str) -> str:
    """Spans of the head replaced by empty cells, as some editors do."""
    return _damaged(
        html,
        (
            "<td rowspan=3 colspan=3>(本列为申请情况)<td colspan=7>申请人情况",
            "<td>(注)<td><td><td>申请人情况" + "<td>" * 6,
        ),
        (
            "<tr><td rowspan=2>自然人<td colspan=5>法人或其他组织<td rowspan=2>总计</tr>",
            "<tr><td><td><td><td>自然人<td>法人或其他组织<td><td><td><td><td>总计</tr>",
        ),
        ("<tr><td>商业企业", "<tr><td><td><td><td><td>商业企业"),
        ("<td>其他</tr>", "<td>其他<td></tr>"),
    )


REQUESTS_DAMAGE: dict[str, Callable[[str], str]] = {
    "empty cells for spans": _no_spans,
    "spans lost": lambda html: _damaged(
        html,
        ("<td rowspan=3 colspan=3>(本列为申请情况)<td colspan=7>", "<td rowspan=3 colspan=3>(注)<td>"),
        ("<td rowspan=2>自然人<td colspan=5>法人或其他组织<td rowspan=2>总计", "<td>自然人<td>法人或其他组织<td>总计"),
    ),
    "a header over two rows": lambda html: _damaged(
        html,
        ("<td rowspan=3 colspan=3>", "<td rowspan=4 colspan=3>"),
        ("rowspan=2>自然人", "rowspan=3>自然人"),
        ("rowspan=2>总计", "rowspan=3>总计"),
        (
            "<tr><td>商业企业<td>科研机构<td>社会公益组织<td>法律服务机构<td>其他</tr>",
            "<tr><td>商业<td>科研<td>社会公益<td>法律服务<td>其他</tr><tr><td>企业<td>机构<td>组织<td>机构<td></tr>",
        ),
    ),
    "groups without spans": lambda html: _damaged(
        html,
        ("<td rowspan=8>（三）不予公开<td colspan=1>1.属于国家秘密", "<td>（三）不予公开<td>1.属于国家秘密"),
        *((f"<tr><td colspan=1>{n}.", f"<tr><td><td>{n}.") for n in (7, 8)),
        ("<tr><td colspan=1>4.保护第三方合法权益", "<tr><td><td>4.保护第三方合法权益"),
        ("<tr><td colspan=1>5.属于三类内部事务信息", "<tr><td><td>5.属于三类内部事务信息"),
        ("<tr><td colspan=1>6.属于四类过程性信息", "<tr><td><td>6.属于四类过程性信息"),
        ("<tr><td colspan=1>2.其他法律行政法规禁止公开", "<tr><td><td>2.其他法律行政法规禁止公开"),
        ("<tr><td colspan=1>3.危及“三安全一稳定”", "<tr><td><td>3.危及“三安全一稳定”"),
    ),
    "damaged labels": lambda html: _damaged(
        html,
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("5.属于三类内部事务信息", "属于三类内容事务信息"),
        ("只计这一情形，不计其他情形）", "只计这一情况"),
        ("3.危及“三安全一稳定”", "3.危及 三安全一稳定"),
        ("一、本年新收政府信息公开申请数量", "、本年新收政府信息公开申请数量"),
        ("（四）无法提供", "四)无法提供"),
        ("（七）总计", "（七）\n总 计"),
        ("4.无正当理由大量反复申请", "4.无正当理由大量\n反复 申请"),
        ("商业企业", "商业\n企业"),
    ),
    "a year instead of this year": lambda html: _damaged(
        html, ("一、本年新收", "一、本新收"), ("二、上年结转", "二、上结转"), ("三、本年度办理", "三、本度办理")
    ),
    "a misprinted header": lambda html: _damaged(html, ("科研机构", "科研院所")),
}  # fmt: skip


@pytest.mark.parametrize("name", REQUESTS_DAMAGE)
def test_damage_to_the_table_of_requests_shifts_nothing(name: str) -> None:
    html = REQUESTS_DAMAGE[name](grid([_panel(NEW, "requests")], _requests(NEW, HANGZHOU)))
    report = structured(html)
    assert report.templates == ("national-2021",)
    assert values_of(report) == _requests(NEW, HANGZHOU)
    assert codes(report) == (["columns_by_order"] if name == "a misprinted header" else [])


def test_a_table_of_requests_broken_by_the_page_is_one() -> None:
    html = grid([_panel(NEW, "requests")], _requests(NEW, HANGZHOU))
    first, second = html.split("<tr><td colspan=1>2.没有现成信息需要另行制作")
    rest = "<table><tr><td><td><td>2.没有现成信息需要另行制作" + second
    report = structured(first + "</table>" + rest)
    assert values_of(report) == _requests(NEW, HANGZHOU)
    assert codes(report) == []
    narrow = second.replace("<td colspan=1>", "<td>").replace("<td colspan=2>（七）", "<td>（七）")
    narrow = narrow.replace("<td colspan=3>四、", "<td>四、").replace("<td rowspan=5>（五）不予处理", "")
    narrow = narrow.replace("<td rowspan=3>（六）其他处理", "")
    report = structured(first + "</table><table><tr><td>2.没有现成信息需要另行制作" + narrow)
    assert values_of(report) == _requests(NEW, HANGZHOU)


def test_a_label_no_form_has_is_kept_and_its_nearest_named() -> None:
    html = grid([_panel(NEW, "requests")], _requests(NEW, HANGZHOU))
    html = html.replace(
        "<tr><td colspan=1>7.属于行政执法案卷",
        "<tr><td colspan=1>9.属于档案馆馆藏" + "<td>8" * 7 + "</tr><tr><td colspan=1>7.属于行政执法案卷",
    )
    report = structured(html)
    assert values_of(report) == _requests(NEW, HANGZHOU)
    (problem,) = [one for one in report.issues if one.code == "row_unmatched"]
    assert "9.属于档案馆馆藏" in problem.message


def _drift(html: str) -> str:
    """Five columns for four: the head and the rows span different ones."""
    html = html.replace("<td>本年新公开数量", "<td colspan=2>本年新公开数量").replace(
        "<td colspan=4>", "<td colspan=5>"
    )
    out = []
    for row in html.split("<tr>"):
        if "<td colspan=1>规" in row or ("<td colspan=1>" in row and row.count("<td>") == 3):
            row = row.replace("<td>", "<td colspan=2>", 1)
        out.append(row)
    return "<tr>".join(out)


PROACTIVE_DAMAGE: dict[str, tuple[Template, Callable[[str], str], list[str]]] = {
    "spans that drift": (OLD, _drift, []),
    "two columns cut alike": (
        OLD,
        lambda html: _damaged(html, ("本年新制作数量", "本年新"), ("本年新公开数量", "本年新")),
        ["columns_by_order"],
    ),
    "a break within a header": (OLD, lambda html: _damaged(html, ("本年新制作数量", "本年新<br>制作数量")), []),
    "titles without 第 and with blanks": (
        OLD,
        lambda html: _damaged(
            html, ("第二十条第（五）项", "第二十条（五）项"), ("第二十条第（六）项", "第二十条 第（六） 项")
        ),
        [],
    ),
    "no titles": (
        NEW,
        lambda html: "".join(row for row in html.replace("</tr>", "</tr>\n").splitlines() if "第二十条" not in row),
        [],
    ),
    "the one value not under its head": (
        NEW,
        lambda html: _damaged(
            html, ("行政许可<td colspan=3>", "行政许可<td><td>"), ("行政处罚<td colspan=3>", "行政处罚<td>")
        ),
        [],
    ),
    "labels with characters lost": (
        NEW,
        lambda html: _damaged(
            html,
            ("现行有效件数", "现行有效件"),
            ("本年制发件数", "本年发件"),
            ("规章", "规 章"),
            ("行政规范性文件", "规范性文件"),
        ),
        [],
    ),
    "remarks in a header": (NEW, lambda html: _damaged(html, ("现行有效件数", "现行有效件数（历史累计）")), []),
    "the label's head lost": (NEW, lambda html: _damaged(html, ("信息内容", "")), []),
}  # fmt: skip


@pytest.mark.parametrize("name", PROACTIVE_DAMAGE)
def test_damage_to_the_table_of_documents_shifts_nothing(name: str) -> None:
    form, damage, expected = PROACTIVE_DAMAGE[name]
    panels = _proactive(form)
    report = structured(damage(grid(panels, numbers(form))), year=form.years[0])
    assert values_of(report) == {key: number for key, number in numbers(form).items() if key in keys(panels)}
    assert codes(report) == expected
    assert report.templates == (form.id,)


def test_a_table_of_documents_broken_between_title_and_head_loses_nothing() -> None:
    html = grid(_proactive(NEW), numbers(NEW))
    at = html.index("第二十条第（六）项") + len("第二十条第（六）项</tr>")
    report = structured(html[:at] + "</table><table>" + html[at:].replace("信息内容", "", 1))
    found = {key: text for no in range(len(report.tables)) for key, text in values_of(report, no).items()}
    assert found == {key: number for key, number in numbers(NEW).items() if key in keys(_proactive(NEW))}


def test_a_panel_that_is_not_printed_is_missed() -> None:
    report = structured(grid(_proactive(NEW)[:3], numbers(NEW)))
    (problem,) = report.issues[-1:]
    assert "rows_missing" in codes(report)
    assert any("第二十条第（八）项" in one.message for one in report.issues if one.code == "rows_missing"), problem


def test_signs_and_units_in_cells_are_read() -> None:
    changed = {
        ("licensing.items_change", "total", "year"): "-1942", ("other_service.items_change", "total", "year"): "+8",
        ("penalty.items_change", "total", "year"): "增10", ("coercion.items_change", "total", "year"): "减3",
        ("procurement.amount", "total", "year"): "160.5964万元",
    }  # fmt: skip
    report = structured(grid(_proactive(OLD), {**numbers(OLD), **changed}), year=2019)
    facts, issues = extract_facts(report.tables)
    assert issues == ()
    read = {
        fact.indicator: (str(fact.value), fact.unit, fact.unit_source)
        for fact in facts
        if fact.printed in changed.values()
    }
    assert read == {
        "licensing.items_change": ("-1942", "项", "form"),
        "other_service.items_change": ("8", "项", "form"),
        "penalty.items_change": ("10", "项", "form"),
        "coercion.items_change": ("-3", "项", "form"),
        "procurement.amount": ("160.5964", "万元", "printed"),
    }


def test_heads_without_their_groups_are_taken_in_order() -> None:
    values = _remedies(NEW, HANGZHOU_REMEDIES)
    html = grid([_panel(NEW, "remedies")], values)
    lost = _damaged(
        html, ("<td colspan=5>未经复议直接起诉", "<td>未经复议直接起诉"), ("<td colspan=5>复议后起诉", "<td>复议后起诉")
    )
    empty = html.replace("<td colspan=5>未经复议直接起诉", "<td>未经复议直接起诉<td><td><td><td>")
    empty = empty.replace("<td colspan=5>复议后起诉", "<td>复议后起诉<td><td><td><td>")
    for page in (lost, empty):
        report = structured(page)
        assert values_of(report) == values
        assert codes(report) == []


# -- damage to flattened tables ---------------------------------------------------------


def _flat(form: Template, name: str, values: dict[Key, str]) -> list[list[str]]:
    return lines([_panel(form, name)], values)


def test_rows_between_bars_with_empty_cells_for_spans_are_read() -> None:
    rows = _flat(NEW, "requests", _requests(NEW, HANGZHOU))
    padded = [[row[0], "", "", *row[1:]] if len(row) == 8 else [*row, *[""] * (9 - len(row))] for row in rows]
    report = structured(paragraphs(padded, " | "))
    assert values_of(report) == _requests(NEW, HANGZHOU)
    trailing = [[*row, "", ""] if len(row) == 8 else row for row in rows]
    report = structured(paragraphs([["|", *row, "|"] for row in trailing], " | "))
    assert values_of(report) == _requests(NEW, HANGZHOU)


def test_a_group_and_its_first_row_on_one_line_are_told_apart() -> None:
    rows = _flat(NEW, "requests", _requests(NEW, HANGZHOU))
    out: list[list[str]] = []
    for row in rows:
        if out and len(out[-1]) == 1 and len(row) == 8:
            out[-1] = [*out[-1], *row]
        else:
            out.append(row)
    report = structured(paragraphs(out, " | "))
    assert values_of(report) == _requests(NEW, HANGZHOU)
    assert codes(report) == []


def test_a_flattened_row_with_a_value_lost_is_not_read() -> None:
    rows = _flat(NEW, "requests", _requests(NEW, HANGZHOU))
    rows = [row[:-1] if row[0] == "（一）予以公开" else row for row in rows]
    report = structured(paragraphs(rows))
    wrong = {key: text for key, text in values_of(report).items() if text != _requests(NEW, HANGZHOU)[key]}
    assert {key[0] for key in wrong} == {"outcome.granted"}
    assert set(wrong.values()) == {None}
    assert codes(report) == ["value_missing"]


def test_a_row_that_has_lost_its_number_is_no_head() -> None:
    rows = _flat(NEW, "requests", _requests(NEW, HANGZHOU))
    rows = [["其他" if cell == "3.其他" else "总计" if cell == "（七）总计" else cell for cell in row] for row in rows]
    assert values_of(structured(paragraphs(rows))) == _requests(NEW, HANGZHOU)


def test_a_flattened_table_of_remedies_with_a_number_lost_is_not_read() -> None:
    values = {**_remedies(NEW, HANGZHOU_REMEDIES), ("litigation.pending", "direct", "year"): ""}
    report = structured(paragraphs(_flat(NEW, "remedies", values)))
    assert set(values_of(report).values()) == {None}
    assert codes(report) == ["value_missing"]


def test_labels_of_2014_cut_or_over_two_lines_are_read() -> None:
    rows = lines(ITEMS.panels, numbers(ITEMS))
    out: list[list[str]] = []
    for row in rows:
        label, _, remark = row[0].partition("（不同渠道和")
        if remark:
            row = [label, "（不同渠道和" + remark, *row[1:]]
        if row[0].startswith("（一）回应公众"):
            row = [row[0][:-6], *row[1:]]
        out.append(row)
    report = structured(paragraphs(out), year=2016)
    assert values_of(report) == numbers(ITEMS)
    assert codes(report) == []


def test_a_row_of_2014_without_its_number_is_blank_and_shifts_nothing() -> None:
    rows = [row[:1] if row[0].startswith("2.传真") else row for row in lines(ITEMS.panels, numbers(ITEMS))]
    values = values_of(structured(paragraphs(rows), year=2016))
    assert values == {**numbers(ITEMS), ("request.received.fax", "total", "year"): ""}


def test_every_table_of_the_catalog_is_tried() -> None:
    assert sum(len(tables_of(form)) for form in builtin().templates) >= 9


# -- the form of websites ---------------------------------------------------------------

SITE = builtin().template("website-2017")
WORDS = {"网站名称": "某市测试局网站", "首页网址": "http://www.example.gov.cn", "ICP备案号": "测ICP备12345678号"}


def _site(row_of_text: Callable[[str], str]) -> tuple[str, dict[Key, str]]:
    """As it is printed: groups in cells over several rows, words among the numbers."""
    values, rows = numbers(SITE), ""
    for row in SITE.rows:
        number = values.get((row.indicator, "total", "year"))
        if row.text:
            rows += f"<tr><td colspan=3>{row.label}<td>{row_of_text(row.label)}"
        elif number is not None and row.under is None:
            rows += f"<tr><td colspan=3>{row.label}<td>{number}"
        elif number is None:
            rows += f"<tr><td>{row.label}<td><td><td>"
        else:
            rows += f"<tr><td><td><td>{row.label}<td>{number}"
    return f"<table>{rows}</table>", values


def test_the_form_of_websites_is_read_among_words_and_checkboxes() -> None:
    html, values = _site(lambda label: WORDS.get(label, "□是 ■否"))
    report = structured(html, year=2017)
    assert values_of(report) == values
    assert codes(report) == []
    cell = next(cell for cell in report.tables[0].cells if cell.indicator == "site.wechat.items")
    assert (cell.row_label, cell.unit, cell.unit_source) == ("移动新媒体/微信/信息发布量（单位：条）", "条", "printed")


def test_the_form_of_websites_beside_another_table_is_a_table_of_its_own() -> None:
    html, _ = _site(lambda label: "是")
    report = structured(grid(ITEMS.panels, numbers(ITEMS)) + "<p>附件：政府网站工作年度报表</p>" + html, year=2017)
    assert report.templates == ("national-2014", "website-2017")
    assert codes(report) == []


# -- whole reports ----------------------------------------------------------------------

PARTS = ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"]


@pytest.mark.parametrize("form", [OLD, NEW], ids=lambda form: form.id)
@pytest.mark.parametrize("joint", ["grid", None, " | ", "\u3000\u3000"], ids=["grid", "cells", "bars", "gaps"])
def test_the_three_tables_stand_in_their_sections(form: Template, joint: str | None) -> None:
    content = ""
    for heading, panels in zip(PARTS, tables_of(form), strict=True):
        values = numbers(form)
        content += f"<p>{heading}</p>"
        content += grid(panels, values) if joint == "grid" else paragraphs(lines(panels, values), joint)
    report = structured(content, year=form.years[0])
    assert [table.template for table in report.tables] == [form.id] * 3
    found = {key: text for no in range(3) for key, text in values_of(report, no).items()}
    assert found == numbers(form)
    assert codes(report) == []
    assert [section.number for section in report.sections] == ["一、", "二、", "三、", "四、", "六、"]
    assert [section.text for section in report.sections[1:4]] == ["", "", ""]


def test_an_empty_form_gives_blanks_and_no_findings_that_fail() -> None:
    html = "".join(grid(panels, {}) for panels in tables_of(NEW))
    report = structured(html)
    facts, _ = extract_facts(report.tables)
    assert {fact.state for fact in facts} == {State.BLANK}
    assert len(facts) == len(NEW.entries)
    assert {one.outcome for one in _findings(report)} == {Outcome.NOT_ASSESSABLE}


def test_words_behind_a_header_do_not_hide_it() -> None:
    html = _damaged(
        grid(_proactive(OLD), numbers(OLD)),
        ("上一年项目数量", "上一年项目数量：指清单内事项数"),
        ("处理决定数量", "处理决定数量（本年办件数，含不予许可"),
    )
    report = structured(html, year=2020)
    assert values_of(report) == {key: n for key, n in numbers(OLD).items() if key in keys(_proactive(OLD))}
    assert codes(report) == []


def test_the_only_column_of_a_panel_may_have_lost_its_header() -> None:
    for header in ("本年", ""):
        html = grid(_proactive(NEW), numbers(NEW)).replace("本年处理决定数量", header)
        report = structured(html)
        assert values_of(report) == {key: n for key, n in numbers(NEW).items() if key in keys(_proactive(NEW))}
        assert set(codes(report)) == {"columns_by_order"}


def test_repeated_lines_left_out_by_the_page_give_no_wrong_number() -> None:
    rows = _flat(NEW, "requests", _requests(NEW, HANGZHOU))
    first = {cell: at for at, cell in reversed([(i, cell) for i, row in enumerate(rows) for cell in row])}
    kept = [[cell for cell in dict.fromkeys(row) if first[cell] == i] for i, row in enumerate(rows)]
    report = structured(paragraphs(kept))
    expected = _requests(NEW, HANGZHOU)
    assert all(text in (None, "", expected[key]) for key, text in values_of(report).items())
    assert "value_missing" in codes(report)


def test_a_menu_of_links_is_no_table() -> None:
    links = ["规章", "行政规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费"]
    report = structured("".join(f"<p>{link}</p>" for link in links))
    assert report.tables == ()
    assert "table_unknown" not in codes(report)


def test_tables_of_div_rows_that_follow_each_other_are_told_apart() -> None:
    rows = [row for panels in tables_of(NEW) for row in lines(panels, numbers(NEW))]
    for joint in (None, " "):
        report = structured(paragraphs(rows, joint))
        found = {key: text for no in range(len(report.tables)) for key, text in values_of(report, no).items()}
        assert found == numbers(NEW)
        assert codes(report) == []
