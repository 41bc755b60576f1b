"""Flattened and split tables as sites and files damage them. Tables and figures are made for the tests."""

from dataclasses import replace

import pytest
from printed import codes, grid, keys, lines, numbers, paragraphs, structured, tables_of, values_of
from records import facts, findings, outcomes

from pipeline.catalog import Panel, Template, builtin
from pipeline.extract.tables import read_state
from pipeline.model import RawFile, Report, State
from pipeline.read import read
from pipeline.structure import structure

CODED = builtin().template("shanghai-2008-v2")
FUJIAN = builtin().template("fujian-2009")
NATIONAL = builtin().template("national-2021")
WEBSITE = builtin().template("website-2017")
TITLE = "某市测试局2012年政府信息公开工作年度报告"
TEXT = "本年度依法做好政府信息公开工作，主动公开各类政府信息，认真办理收到的申请，有关情况报告如下。"


def _text(*rows: str) -> Report:
    page = "\n".join([TITLE, "一、概述", TEXT, "二、附表", *rows, "三、其他需要报告的事项", TEXT])
    return structure(read(RawFile("made.txt", page.encode())), builtin())


def _panels(form: Template, table: str) -> list[Panel]:
    return next(panels for panels in tables_of(form) if (panels[0].table or panels[0].id) == table)


def _coded(closing: str, *, empty: int = -1) -> list[str]:
    """The coded form with a bar between cells; the values of row ``empty`` are blank."""
    head = "指标名称 | 计算单位 | 代码 | 本月累计 | 本年累计" + closing
    rows = []
    for i, row in enumerate(CODED.rows):
        values = ("", "") if i == empty else (str(100 + i), str(500 + i))
        rows.append(" | ".join([row.label, row.unit, f"{i + 1:02}", *values]) + closing)
    return [head, *rows]


@pytest.mark.parametrize("closing", ["", " |"], ids=["between", "closed"])
def test_codes_are_no_values_where_a_row_is_empty(closing: str) -> None:
    report = _text(*_coded(closing, empty=38))
    read_ = {(cell.indicator, cell.period): cell.text for cell in report.tables[0].cells}
    assert (read_["proactive.items", "other"], read_["proactive.items", "year"]) == ("100", "500")
    blank = CODED.rows[38].indicator
    assert (read_[blank, "other"], read_[blank, "year"]) == ("", "")
    assert codes(report) == []


def test_a_bar_that_closes_every_row_is_no_cell() -> None:
    rows = [f"{row.label} | {row.unit} | {10 + i} | {110 + i} |" for i, row in enumerate(FUJIAN.rows)]
    rows[2] = f"{FUJIAN.rows[2].label} | 条 |  |  |"
    rows[5] = f"{FUJIAN.rows[5].label} | 条 |  | 4 |"
    report = _text("指标名称 | 计量单位 | 2012年度 | 历年累计 |", *rows)
    read_ = {(cell.indicator, cell.period): cell.text for cell in report.tables[0].cells}
    assert (read_[FUJIAN.rows[2].indicator, "year"], read_[FUJIAN.rows[2].indicator, "cumulative"]) == ("", "")
    assert (read_[FUJIAN.rows[5].indicator, "year"], read_[FUJIAN.rows[5].indicator, "cumulative"]) == ("", "4")
    assert codes(report) == []


def test_where_no_row_is_whole_nothing_tells_which_bar_closes() -> None:
    rows = [f"{row.label} | {row.unit} |  | {110 + i} |" for i, row in enumerate(FUJIAN.rows)]
    report = _text("指标名称 | 计量单位 | 2012年度 | 历年累计 |", *rows)
    assert {cell.text for cell in report.tables[0].cells} == {None}
    assert "value_missing" in codes(report)


def test_blanks_between_bars_count_in_a_row_without_a_label() -> None:
    (panel,) = _panels(NATIONAL, "remedies")
    values = ["5", "", "", "2", "7", "8", "", "", "1", "9", "", "", "", "", ""]
    head = [" | ".join(row) for row in lines([panel], {})[:-1]]
    report = _text(*head, " | ".join(values) + " |")
    assert [cell.text for cell in report.tables[0].cells] == values
    short = _text(*head, "5 | 2 | 7")
    assert {cell.text for cell in short.tables[0].cells} == {None}


def test_tabs_at_the_end_of_a_line_are_empty_cells() -> None:
    (panel,) = _panels(NATIONAL, "requests")
    rows = [f"{row.label}\t3\t\t\t1\t\t\t" for row in panel.rows if row.indicator]
    report = _text(*["\t".join(row) for row in lines([panel], {})[:3]], *rows)
    first = [cell.text for cell in report.tables[0].cells][:7]
    assert first == ["3", "", "", "1", "", "", ""]
    assert codes(report) == []


def test_a_panel_right_below_another_is_read_where_no_heading_stands_between() -> None:
    panels = [*_panels(NATIONAL, "requests"), *_panels(NATIONAL, "remedies")]
    rows = [cells for panel in panels for cells in lines([panel], numbers(NATIONAL))]
    report = structured(paragraphs(rows, "\u3000\u3000"))
    read_ = {key: text for no in range(len(report.tables)) for key, text in values_of(report, no).items()}
    assert read_ == {k: v for k, v in numbers(NATIONAL).items() if k in keys(panels)}


def test_two_forms_one_below_the_other_are_two_tables() -> None:
    first = ["\t".join([row.label, row.unit, str(i), str(i + 50)]) for i, row in enumerate(FUJIAN.rows)]
    second = ["\t".join(cells) for cells in lines(list(WEBSITE.panels), numbers(WEBSITE))]
    report = _text("指标名称\t计量单位\t2012年度\t历年累计", *first, "政府网站工作年度报表", *second)
    assert report.templates == ("fujian-2009", "website-2017")
    assert values_of(report, 0)["proactive.items", "total", "cumulative"] == "50"
    assert values_of(report, 1) == numbers(WEBSITE)


def test_the_note_in_the_corner_is_no_heading() -> None:
    (panel,) = _panels(NATIONAL, "requests")
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    rows = [["申请人情况" if cell == "(本列为申请情况)" else cell for cell in row] for row in lines([panel], {})[:3]]
    rows[0] = [corner, "申请人情况"]
    rows += lines([panel], numbers(NATIONAL))[3:]
    report = structured("<p>三、收到和处理政府信息公开申请情况</p>" + paragraphs(rows, "\u3000\u3000"))
    assert [section.title for section in report.sections if section.number == "三、"] == [
        "收到和处理政府信息公开申请情况"
    ]
    assert values_of(report) == {k: v for k, v in numbers(NATIONAL).items() if k in keys([panel])}


# -- split tables


def _cut(table: str, *at: int) -> str:
    rows = table.removeprefix("<table>").removesuffix("</table>").split("<tr>")[1:]
    ends = [*at, len(rows)]
    return "".join(
        f"<table>{''.join('<tr>' + row for row in rows[a:b])}</table>" for a, b in zip([0, *at], ends, strict=True)
    )


@pytest.mark.parametrize("at", range(1, 13))
def test_a_table_of_titled_panels_may_be_cut_anywhere(at: int) -> None:
    panels = _panels(NATIONAL, "proactive")
    report = structured(_cut(grid(panels, numbers(NATIONAL)), at))
    assert values_of(report) == {k: v for k, v in numbers(NATIONAL).items() if k in keys(panels)}
    assert len(report.tables) == 1
    assert codes(report) == []


def test_a_part_with_two_rows_below_its_head_belongs_to_the_rest() -> None:
    (panel,) = _panels(NATIONAL, "requests")
    report = structured(_cut(grid([panel], numbers(NATIONAL)), 5))
    assert values_of(report) == {k: v for k, v in numbers(NATIONAL).items() if k in keys([panel])}
    assert codes(report) == []


def test_the_same_panel_twice_is_two_tables() -> None:
    panels = _panels(NATIONAL, "proactive")
    table = grid(panels, numbers(NATIONAL))
    assert len(structured(table + table).tables) == 2


# -- labels and states


def test_a_unit_that_is_part_of_the_label_tells_rows_apart() -> None:
    """信息发布量（单位：条） stands under 微博 and under 微信, beside its group's name in a merged cell."""
    rows = [
        "<tr><td>独立用户访问总量（单位：个）<td><td>10", "<tr><td>网站总访问量（单位：次）<td><td>20",
        "<tr><td rowspan=2>微博<td>信息发布量（单位：条）<td>31<tr><td>关注量（单位：个）<td>32",
        "<tr><td rowspan=2>微信<td>信息发布量（单位：条）<td>41<tr><td>订阅数（单位：个）<td>42",
    ]  # fmt: skip
    read_ = {key[0]: text for key, text in values_of(structured(f"<table>{''.join(rows)}</table>")).items()}
    assert (read_["site.weibo.items"], read_["site.weibo.followers"]) == ("31", "32")
    assert (read_["site.wechat.items"], read_["site.wechat.subscribers"]) == ("41", "42")


@pytest.mark.parametrize("printed", ["—", "——", "⸺", "―", "──", "/", "-", "－"])
def test_a_dash_of_any_length_is_a_dash(printed: str) -> None:
    assert read_state(printed) == (State.DASH, None)


def test_a_panel_of_another_form_in_a_table_does_not_stop_its_checks() -> None:
    own = facts("fujian-2017", {"proactive.documents": (97, 255)})
    other = facts("fujian-2009", {"proactive.items": (40, 30)})
    mixed = (*own, *(replace(fact, template="fujian-2017") for fact in other))
    assert outcomes(findings("cumulative", table=mixed)) == outcomes(findings("cumulative", table=own))


# -- who reports, and where the text begins


def _signed(signature: str) -> Report:
    page = f"某市2012年政府信息公开工作年度报告\n一、概述\n{TEXT}\n{signature}\n2013年3月1日"
    return structure(read(RawFile("made.txt", page.replace("某市", "绍兴市").encode())), builtin())


def test_the_government_of_the_area_reports_for_it() -> None:
    assert _signed("某市人民政府").metadata.agency == "绍兴市人民政府"
    assert _signed("某市人民政府办公室").metadata.agency == "绍兴市"  # the office of a government is another body


def test_the_first_line_of_a_cut_sentence_is_text() -> None:
    cut = "按照《中华人民共和国政府信息公开条例》第四十九条、第五十条的要求编制本报"
    head = f"{TITLE}\n发布日期：2013-01-25 来源：某市测试局"
    rest = f"统计期限为2012年1月1日至2012年12月31日。\n一、概述\n{TEXT}"
    report = structure(read(RawFile("made.txt", f"{head}\n{cut}\n告，{rest}".encode())), builtin())
    assert report.sections[0].text.startswith("按照《中华人民共和国政府信息公开条例》")
    opens = "现将某市测试局2012年政府信息公开工作年度报告公布如下，报告所列数据的"
    report = structure(read(RawFile("made.txt", f"{head}\n{opens}\n{rest}".encode())), builtin())
    assert report.sections[0].text.startswith("现将某市测试局")
    path = "首页 > 政府信息公开、政务服务、互动交流 > 政府信息公开年报 > 某市测试局"
    report = structure(read(RawFile("made.txt", f"{head}\n{path}\n本报告的{rest}".encode())), builtin())
    assert report.sections[0].text.startswith("本报告的")
