"""Labels and headers as reports print them where they depart from the form; provincial forms. Figures are invented."""

import re
from collections.abc import Sequence

import pytest
from printed import Key, codes, grid, keys, lines, numbers, paragraphs, structured, tables_of, values_of

from pipeline.catalog import Panel, Template, builtin
from pipeline.extract.tables import extract_facts
from pipeline.model import Report
from pipeline.structure.tables.labels import align
from pipeline.structure.tables.vocabulary import vocabulary


def _form(name: str) -> Template:
    return builtin().template(name)


def _table(form: Template, table: str) -> list[Panel]:
    return next(
        panels for panels in tables_of(form) if table in (panels[0].table, panels[0].id) or len(form.panels) == 1
    )


def _own(form: Template, panels: Sequence[Panel]) -> dict[Key, str]:
    return {key: number for key, number in numbers(form).items() if key in keys(panels)}


# -- labels in use ----------------------------------------------------------------------

# where it was seen: (form, table, as the form prints it, as reports do)
SEEN = {
    "2019-on 1.2": [
        ("national-2021", "proactive", "第二十条第（一）项", "第二十条 第（一）项"),
        ("national-2021", "proactive", "第二十条第（一）项", "第二十条（一）项"),
        ("national-2021", "proactive", "现行有效件数", "现行有效件"),
        ("national-2021", "proactive", "本年制发件数", "本年发件"),
        ("national-2021", "proactive", "现行有效件数", "现行有效件数（历史累计）"),
        ("national-2021", "proactive", "规章", "规 章"),
        ("national-2021", "proactive", "行政规范性文件", "规范性文件"),
        ("national-2021", "proactive", "本年处理决定数量", "本年"),
    ],
    "2019-on 1.1": [
        ("national-2019", "proactive", "采购总金额", "采购总金额（万元）"),
        ("national-2019", "proactive", "上一年项目数量", "上一年项目数量：指清单内的事项"),
    ],
    "2019-on 1.3": [
        ("national-2021", "requests", "2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("national-2021", "requests", "5.属于三类内部事务信息", "属于三类内容事务信息"),
        ("national-2021", "requests", "只计这一情形，不计其他情形）", "只计这一情况，不计其他情形）"),
        ("national-2019", "requests", "（区分处理的，只计这一情形，不计其他情形）", "（区分处理的，只计这一情况）"),
        ("national-2021", "requests", "3.危及“三安全一稳定”", '3.危及"三安全一稳定"'),
        ("national-2021", "requests", "商业企业", "商业<br>企业"),
    ],
    "2019-on 2": [
        ("national-2021", "requests", "一、本年新收", "、本年新收"),
        ("national-2021", "requests", "（四）无法提供", "四)无法提供"),
        ("national-2021", "requests", "（四）无法提供", ")无法提供"),
    ],
    "2019-on 4.1": [
        ("national-2019", "proactive", "本年新制作数量", "本年新 制作数量"),
        ("national-2019", "proactive", "本年新制作数量", "本年新<br>制作数量"),
    ],
    "2019-on 4.2": [
        ("national-2021", "requests", "只计这一情形", "只计这一情 形"),
        ("national-2021", "requests", "大量反复申请", "大量反复 申请"),
        ("national-2021", "requests", "或重新出具", "或重 新出具"),
        ("national-2021", "requests", "（七）总计", "（七）总 计"),
    ],
    "2008-2018 1.1": [
        ("fujian-2017", "", "2017<", "2011年度<"),
        ("fujian-2009", "", "1.政府网站", "其中:1.政府网站"),
        ("fujian-2009", "", "6.其它形式申请数", "6.其他形式申请数"),
    ],
    "2008-2018 1.2": [
        ("shanghai-2008-v2", "", "主动信息公开", "主动公开信息数"),
        ("shanghai-2008-v2", "", "收取费用总额", "收取费用总数数"),
        ("shanghai-2008-v2", "", "5.非本机关职权范围数", "5.非本部门掌握数"),
        ("shanghai-2008-v2", "", "2.同意部分公开答复数", "2.同意部分公开数"),
        ("shanghai-2008-annexes", "requests", "2.同意部分公开答复数", "2.同意部分公开数"),
        ("fujian-2017", "", "2.同意部分公开答复数", "2.同意部分公开数"),
        ("shanghai-2008-v2", "", "本年累计", "年度累计"),
    ],
    "2008-2018 1.3": [
        ("national-2014", "", "统计指标", "统 计 指 标"),
        ("national-2014", "", "3.政务微博公开政府信息数", "3.政务微"),
        ("national-2014", "", "（不同渠道和方式公开相同信息计1条）", "（不同渠道和"),
        ("national-2014", "", "（不同渠道和方式公开相同信息计1条）", ""),
        ("national-2014", "", "5.其他方式公开政府信息数", "5.其它方式公开政府信息数"),
    ],
    "2008-2018 1.4": [
        ("anhui-2009", "", "①当面申请数", "1.当面申请数"),
        ("anhui-2009", "", "1.信息公开申请数", "二、1.信息公开申请数"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("source", "form", "table", "official", "printed"),
                         [(source, *one) for source, several in SEEN.items() for one in several])  # fmt: skip
def test_a_label_as_reports_print_it_is_read(source: str, form: str, table: str, official: str, printed: str) -> None:
    own = _form(form)
    panels = _table(own, table)
    html = grid(panels, numbers(own))
    assert official in html, source
    report = structured(html.replace(official, printed), year=max(own.years[0], 2011))
    assert values_of(report) == _own(own, panels)
    assert set(codes(report)) <= {"columns_by_order", "forms_mixed"}


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [("251000元", "251000", "元"), ("160.5964万元", "160.5964", "万元"), ("2792220.8元", "2792220.8", "元"),
     ("15000000", "15000000", "元")],
)  # fmt: skip
def test_money_is_read_as_printed(printed: str, value: str, unit: str) -> None:
    form = _form("national-2019")
    values = {**numbers(form), ("procurement.amount", "total", "year"): printed}
    facts, issues = extract_facts(structured(grid(_table(form, "proactive"), values), year=2019).tables)
    assert issues == ()
    assert [(str(f.value), f.unit) for f in facts if f.indicator == "procurement.amount"] == [(value, unit)]


# -- labels that are alike and mean something else --------------------------------------


def _matched(form: str, table: str, official: str, printed: str) -> tuple[Report, list[tuple[str, str]]]:
    """What the row printed with another label is read as."""
    own = _form(form)
    html = grid(_table(own, table), numbers(own))
    assert official in html
    report = structured(html.replace(official, printed, 1), year=max(own.years[0], 2011))
    return report, [
        (cell.indicator, cell.method) for cell in report.tables[0].cells if cell.row_label.endswith(printed)
    ]


OTHER = [
    ("national-2021", "requests", "二、上年结转政府信息公开申请数量", "二、本年结转政府信息公开申请数量"),
    ("national-2021", "requests", "一、本年新收政府信息公开申请数量", "一、上年新收政府信息公开申请数量"),
    ("national-2021", "requests", "一、本年新收政府信息公开申请数量", "一、本年办结政府信息公开申请数量"),
    ("national-2021", "requests", "四、结转下年度继续办理", "四、结转本年度继续办理"),
    ("national-2021", "requests", "1.本机关不掌握相关政府信息", "1.本机关已掌握相关政府信息"),
    ("national-2021", "requests", "3.补正后申请内容仍不明确", "3.补正后申请内容已明确"),
    ("national-2014", "", "（一）维持具体行政行为数", "（一）纠正具体行政行为数"),
    ("national-2014", "", "四、行政复议数量", "四、行政申诉数量"),
    ("national-2014", "", "2.政府网站公开政府信息数", "2.政府报刊公开政府信息数"),
    ("national-2014", "", "2.延期办结数", "2.按期办结数"),
    ("national-2014", "", "（一）收到申请数", "（一）结转申请数"),
    ("national-2014", "", "（三）接受培训人员数", "（三）接受培训次数"),
    ("fujian-2017", "", "主动公开文件数", "主动公开信息数"),
    ("fujian-2017", "", "行政诉讼数", "行政申诉数"),
    ("fujian-2009", "", "受理依申请公开信息总数", "受理主动公开信息总数"),
    ("shanghai-2008-v1", "", "(5)“免予公开范围1”数", "(5)“免予公开范围7”数"),
    ("shanghai-2008-v2", "", "(1)“国家秘密”数", "(1)“工作秘密”数"),
    ("website-2017", "", "自然人办件量", "行政机关办件量"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "table", "official", "printed"), OTHER)
def test_a_label_that_means_something_else_is_not_taken_for_it(
    form: str, table: str, official: str, printed: str
) -> None:
    if official not in grid(_table(_form(form), table), numbers(_form(form))):
        official, printed = (text.replace("(", "（").replace(")", "）") for text in (official, printed))
    report, found = _matched(form, table, official, printed)
    row = next(row for panel in _table(_form(form), table) for row in panel.rows if official in row.label)
    assert row.indicator not in {indicator for indicator, _ in found}
    (problem,) = [one for one in report.issues if one.code == "row_unmatched"]
    assert problem.place is not None
    assert report.document.cut(problem.place).endswith(printed)


@pytest.mark.parametrize(
    ("form", "table", "official", "printed"),
    [
        ("national-2021", "requests", "4.无正当理由大量反复申请", "4.无正当理曰大量反复申请"),
        ("national-2021", "requests", "6.属于四类过程性信息", "6.属于四类过程信息"),
        ("national-2014", "", "（二）设置政府信息公开查阅点数", "（二）设置政府信息公开查阅点"),
        ("fujian-2017", "", "政府信息公开收费减免金额", "政府信息公开收费减兔金额"),
    ],
)
def test_a_label_with_a_character_wrong_is_fuzzy(form: str, table: str, official: str, printed: str) -> None:
    if official == "政府信息公开收费减免金额":  # 兔 for 免: the sense is lost with the character
        assert _matched(form, table, official, printed)[1] == []
        return
    _, found = _matched(form, table, official, printed)
    assert {method for _, method in found} == {"fuzzy"}


def test_a_label_between_two_alike_is_neither() -> None:
    known = vocabulary(builtin())
    form = next(form for form in known.forms if form.template.id == "shanghai-2008-v1")
    assert align(["复制费（某盘）"], form, known.units) == [None]
    assert align(["复制费"], form, known.units) == [None]


def test_what_no_row_is_called_names_table_row_candidates_and_the_next_step() -> None:
    report, _ = _matched("national-2014", "", "2.延期办结数", "2.按期办结数")
    (problem,) = [one for one in report.issues if one.code == "row_unmatched"]
    assert problem.message == (
        "table 1: no row of form national-2014 is called '2.按期办结数'; nearest are 2.延期办结数 / 1.按时办结数. "
        "If the label is used in practice, add it to aliases in the form's file"
    )


# -- provincial forms -------------------------------------------------------------------

HUBEI, OLD = _form("national-2019-hubei"), _form("national-2019")


def _explained(html: str) -> str:
    return (
        html.replace("上一年项目数量", "上一年项目数量（指上一年度清单内的项目数）")
        .replace("处理决定数量", "处理决定数量：指本年办理的件数")
        .replace(">其他主动公开文件", ">其他主动公开文件（不含规章、规范性文件，由各单位填写）")
        .replace(">行政许可", ">行政许可（指权责清单内的许可）")
    )


@pytest.mark.parametrize("flat", [False, True])
def test_hubei_is_told_from_the_national_form_by_its_row_and_the_other_way_round(flat: bool) -> None:
    for form in (HUBEI, OLD):
        panels = _table(form, "proactive")
        table = paragraphs(lines(panels, numbers(form))) if flat else grid(panels, numbers(form))
        rest = grid(_table(OLD, "requests"), numbers(OLD))
        report = structured(_explained(table) + rest, year=2020)
        assert [one.template for one in report.tables] == [form.id, "national-2019"]
        assert values_of(report) == _own(form, panels)
        assert codes(report) == []


ANHUI = _form("anhui-2014")


def _levels(serials: bool) -> str:
    heads = ["统计指标", "单位", "区政府统计数", "区直单位统计数", "乡镇街道统计数"]
    rows = [[row.label, row.unit or "----", *([""] * 3)] for row in ANHUI.rows]
    values = numbers(ANHUI)
    for row, cells in zip(ANHUI.rows, rows, strict=True):
        members = ("government", "departments", "towns")
        cells[2:] = [values.get((row.indicator, member, "year"), "----") for member in members]
    if serials:
        heads, rows = ["序号", *heads], [[str(i), *cells] for i, cells in enumerate(rows, 1)]
    return (
        "<table>" + "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}</tr>" for row in (heads, *rows)) + "</table>"
    )


@pytest.mark.parametrize("serials", [False, True])
def test_the_levels_of_anhui_are_three_members(serials: bool) -> None:
    report = structured(_levels(serials), year=2016)
    assert report.templates == ("anhui-2014",)
    assert values_of(report) == numbers(ANHUI)
    assert codes(report) == []


def test_the_national_form_is_not_taken_for_anhui() -> None:
    form = _form("national-2014")
    report = structured(grid(list(form.panels), numbers(form)), year=2016)
    assert report.templates == ("national-2014",)


def test_the_first_rows_of_anhui_alone_are_read_and_the_others_missed() -> None:
    rows = _levels(True).split("<tr>")
    report = structured("<tr>".join(rows[:11]) + "</table>", year=2016)
    assert report.templates == ("anhui-2014",)
    values = numbers(ANHUI)
    assert all(text == values[key] for key, text in values_of(report).items())
    assert codes(report) == ["rows_missing"]


def test_the_return_of_anhui_flattened_with_numbers_that_start_again_is_read() -> None:
    form = _form("anhui-2009")
    rows = [
        [re.sub("^[一二三四]、|^[①②③④]", "1.", cell) for cell in row] for row in lines(list(form.panels), numbers(form))
    ]
    report = structured(paragraphs(rows), year=2012)
    assert report.templates == ("anhui-2009",)
    assert values_of(report) == numbers(form)


def test_the_sheet_of_qingdao_keeps_ratios_and_remarks_as_cells() -> None:
    form = _form("qingdao-2010")
    html = grid(list(form.panels), numbers(form)).replace("<td>——<td>——", "<td>12.5%<td>含网站")
    report = structured(html, year=2010)
    assert report.templates == ("qingdao-2010",)
    assert values_of(report) == numbers(form)
    assert sum(cell.text == "12.5%" for cell in report.cells) == 21
    assert codes(report) == []


def test_the_blocks_of_qingdao_beside_a_contact_line_are_not_seen_in_it() -> None:
    report = structured(
        "<p>传真</p><p>0532-1234567</p><p>电子邮件</p><p>a@example.cn</p><p>邮编</p><p>266000</p>", 2010
    )
    assert report.tables == ()


def test_codes_behind_units_are_no_values() -> None:
    """A cell per line with its bar, 甲 乙 丙 1 2 under the heads, and a code before two values that are not printed."""
    form = _form("shanghai-2008-v1")
    values = numbers(form)
    out = ["指标名称", "| 计量单位", "| 代码", "| 本期实际", "| 本年累计", "甲", "| 乙", "| 丙", "| 1", "| 2"]
    for i, row in enumerate(form.rows, 1):
        own = [values[row.indicator, "total", period] for period in ("other", "year")]
        out += [row.label, f"| {row.unit}", f"| {i:02}", *(["|", "|"] if i % 5 == 0 else [f"| {text}" for text in own])]
    report = structured("".join(f"<p>{line}</p>" for line in out), year=2008)
    found = values_of(report)
    assert {key for key, text in found.items() if not text} == {
        (row.indicator, "total", period) for row in form.rows[4::5] for period in ("other", "year")
    }
    assert all(not text or text == values[key] for key, text in found.items())
    assert codes(report) == []
