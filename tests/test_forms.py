"""The forms as pages print them. All tables here are made for the tests; their figures are invented."""

from collections.abc import Sequence

import pytest

from pipeline.catalog import Template, builtin
from pipeline.model import RawFile, Report
from pipeline.read import read
from pipeline.structure import structure

FORMS = [form for form in builtin().templates if form.id.startswith("fujian")]
FORM = builtin().template("fujian-2017")
TEXT = "本年度主动公开政府信息三十条，其中文件十二条。本报告所列数据的统计期限自2017年1月1日起至2017年12月31日止。"
TITLE = "某市测试局2017年政府信息公开工作年度报告"
Row = tuple[str, str, str, str]


def _rows(form: Template = FORM) -> list[Row]:
    """Label, unit, year, cumulative: 10 and 110, 11 and 111, …"""
    first = {row.under: row.indicator for row in reversed(form.rows)}
    return [
        (
            ("其中：" if row.under and first[row.under] == row.indicator else "") + row.label,
            row.unit,
            str(10 + i),
            str(110 + i),
        )
        for i, row in enumerate(form.rows)
    ]


def _header(first: str = "2017年度", second: str = "历年累计") -> str:
    return f"<tr><td>指标名称<td>计量单位<td>{first}<td>{second}</tr>"


def _body(rows: Sequence[Sequence[str]]) -> str:
    return "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)


def _structured(content: str) -> Report:
    page = f"<html><body><h1>{TITLE}</h1><div id=zoom><p>一、概述</p><p>{TEXT}</p><p>七、附表</p>{content}</div>"
    return structure(read(RawFile("made.html", page.encode())), builtin())


def _values(report: Report) -> list[tuple[str, str | None]]:
    assert len(report.tables) == 1
    return [(cell.indicator, cell.text) for cell in report.tables[0].cells]


def _codes(report: Report) -> list[str]:
    return [one.code for one in report.issues if one.code not in ("no_date", "region_unknown")]


def _expected(form: Template = FORM) -> list[tuple[str, str]]:
    return [(row.indicator, value) for row, line in zip(form.rows, _rows(form), strict=True) for value in line[2:]]


# -- true tables ------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
@pytest.mark.parametrize("header", ["2017", "2017年度", "2017年", "本年度"])
def test_a_form_is_read_whole_under_each_header(form: Template, header: str) -> None:
    report = _structured(f"<table>{_header(header)}{_body(_rows(form))}</table>")
    assert report.templates == (form.id,)
    assert _values(report) == _expected(form)
    assert _codes(report) == []
    assert all(report.document.cut(cell.place) == cell.text for cell in report.tables[0].cells)
    assert {cell.unit_source for cell in report.tables[0].cells} == {"printed"}


def _merged_of_which() -> str:
    """其中 in a cell of its own over all parts of a total, the parts in the next column."""
    rows, out = _rows(), ""
    for i, (label, unit, *values) in enumerate(rows):
        under = FORM.rows[i].under
        rest = "".join(f"<td>{value}" for value in (unit, *values))
        if under is None:
            out += f"<tr><td colspan=2>{label}{rest}"
        elif label.startswith("其中"):
            parts = sum(row.under == under for row in FORM.rows)
            out += f"<tr><td rowspan={parts}>其中<td>{FORM.rows[i].label}{rest}"
        else:
            out += f"<tr><td>{label}{rest}"
    return out


TABLES = {
    "no unit column": "<tr><td>指标<td>2017<td>历年累计" + _body([(r[0], *r[2:]) for r in _rows()]),
    "units empty": _header() + _body([(r[0], "", *r[2:]) for r in _rows()]),
    "units behind the labels": "<tr><td>指标<td>2017<td>历年累计"
    + _body([(f"{r[0]}（{r[1]}）", *r[2:]) for r in _rows()]),
    "of which in a merged cell": "<tr><td colspan=2>指标名称<td>计量单位<td>2017<td>历年累计" + _merged_of_which(),
    "header repeated": _header() + _body(_rows()[:7]) + _header() + _body(_rows()[7:]),
    "caption row": "<tr><td colspan=4>政府信息公开情况统计表（2017年度）" + _header() + _body(_rows()),
    "two-row header": "<tr><td rowspan=2>指标名称<td rowspan=2>单位<td colspan=2>数量<tr><td>2017<td>历年累计"
    + _body(_rows()),
    "serial numbers first": "<tr><td>序号<td>指标名称<td>计量单位<td>2017<td>历年累计"
    + _body([(str(i), *r) for i, r in enumerate(_rows(), 1)]),
    "codes before the values": "<tr><td>指标名称<td>计量单位<td>代码<td>2017<td>历年累计"
    + _body([(r[0], r[1], f"{i:02}", *r[2:]) for i, r in enumerate(_rows(), 1)]),
    "columns the other way round": _header("历年累计", "2017年") + _body([(*r[:2], r[3], r[2]) for r in _rows()]),
    "footnotes and who filled it in": _header() + _body(_rows()) + "<tr><td colspan=4>注：本表不含下属单位3家。"
    "<tr><td>填报人：甲<td><td>审核人：乙<td>联系电话：1234567",
    "labels without numbers": _header()
    + _body([(r[0].replace("其中：", "").lstrip("1234567890."), *r[1:]) for r in _rows()]),
    "blanks within labels": _header() + _body([("\u3000".join(r[0]), *r[1:]) for r in _rows()]),
    "a unit cell lost in one row": _header() + _body([*_rows()[:4], (_rows()[4][0], *_rows()[4][2:]), *_rows()[5:]]),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_form_is_read_whole_in_each_layout(name: str) -> None:
    report = _structured(f"<table>{TABLES[name]}</table>")
    assert _values(report) == _expected()
    assert _codes(report) == []


def test_a_form_split_in_two_tables_is_one() -> None:
    report = _structured(
        f"<table>{_header()}{_body(_rows()[:9])}</table><p>（续表）</p><table>{_body(_rows()[9:])}</table>"
    )
    assert _values(report) == _expected()
    assert _codes(report) == []
    assert {cell.place.table for cell in report.cells} == {1}


def test_a_foreign_year_column_gives_no_facts_and_an_issue() -> None:
    rows = [(*r[:2], "9", *r[2:]) for r in _rows()]
    report = _structured(f"<table><tr><td>指标名称<td>计量单位<td>2016<td>2017<td>历年累计{_body(rows)}</table>")
    assert _values(report) == _expected()
    assert _codes(report) == ["column_unknown"]
    assert sum(cell.text == "9" for cell in report.cells) == len(FORM.rows)


def test_a_header_spelled_differently_is_taken_if_the_numbers_bear_it_out() -> None:
    report = _structured(f"<table>{_header('本期实际', '历年累计')}{_body(_rows())}</table>")
    assert _values(report) == _expected()
    assert _codes(report) == ["columns_by_order"]


def test_a_header_spelled_differently_is_not_guessed_against_the_numbers() -> None:
    rows = [(*r[:2], r[3], r[2]) for r in _rows()]
    report = _structured(f"<table>{_header('甲', '乙')}{_body(rows)}</table>")
    assert _values(report) == []
    assert _codes(report) == ["column_unknown", "column_missing", "column_missing"]


def test_a_column_that_is_not_there_is_missing_and_not_blank() -> None:
    report = _structured(f"<table><tr><td>指标名称<td>计量单位<td>2017{_body([r[:3] for r in _rows()])}</table>")
    assert {cell.period for cell in report.tables[0].cells} == {"year"}
    assert _codes(report) == ["column_missing"]


def test_one_number_for_several_rows_is_not_read() -> None:
    rows = _rows()
    merged = f"<tr><td>{rows[0][0]}<td>条<td rowspan=3>10<td>110" + "".join(
        f"<tr><td>{r[0]}<td>{r[1]}<td>{r[3]}" for r in rows[1:3]
    )
    report = _structured(f"<table>{_header()}{merged}{_body(rows[3:])}</table>")
    assert [text for _, text in _values(report)][:6] == [None, "110", None, "111", None, "112"]
    assert _codes(report) == ["value_merged"] * 3


def test_a_row_with_a_cell_lost_is_not_shifted() -> None:
    rows: list[Sequence[str]] = [*_rows()]
    rows[2] = rows[2][:3]
    report = _structured(f"<table>{_header()}{_body(rows)}</table>")
    assert [text for _, text in _values(report)][2:8] == ["11", "111", None, None, "13", "113"]
    assert _codes(report) == ["row_short"]


def test_an_unknown_row_is_kept_and_its_nearest_labels_named() -> None:
    rows = [*_rows()[:3], ("主动公开视频数", "条", "4", "5"), *_rows()[3:]]
    report = _structured(f"<table>{_header()}{_body(rows)}</table>")
    assert _values(report) == _expected()
    (problem,) = [one for one in report.issues if one.code == "row_unmatched"]
    assert "主动公开文件数" in problem.message
    assert problem.place is not None
    assert report.document.cut(problem.place) == "主动公开视频数"
    assert {"4", "5"} <= {cell.text for cell in report.cells}


def test_a_label_with_one_wrong_character_is_fuzzy() -> None:
    rows = [(r[0].replace("受理依申请公开信息总数", "受理依申请公开信息总量"), *r[1:]) for r in _rows()]
    report = _structured(f"<table>{_header()}{_body(rows)}</table>")
    assert _values(report) == _expected()
    assert {c.method for c in report.tables[0].cells if c.indicator == "request.received"} == {"fuzzy"}


def test_a_table_of_metadata_is_no_indicator_table() -> None:
    top = "<table><tr><td>索引号<td>AB-1<tr><td>发布机构<td>某市测试局<tr><td>发布日期<td>2018-01-15</table>"
    report = _structured(top + f"<table>{_header()}{_body(_rows())}</table>")
    assert _codes(report) == []
    assert str(report.metadata.published) == "2018-01-15"


def test_a_table_no_form_explains_is_kept_with_an_issue() -> None:
    report = _structured("<table><tr><td>甲项<td>1<tr><td>乙项<td>2<tr><td>丙项<td>3</table>")
    assert report.tables == ()
    assert [cell.text for cell in report.cells] == ["甲项", "1", "乙项", "2", "丙项", "3"]
    assert _codes(report) == ["table_unknown"]


# -- flattened ----------------------------------------------------------------------------


def _paragraphs(cells: Sequence[str], tag: str = "p") -> str:
    return "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)


def _flat(rows: Sequence[Sequence[str]]) -> list[str]:
    return [cell for row in rows for cell in row]


HEADER = ["指标名称", "计量单位", "2017", "历年累计"]
NO_UNITS = [(r[0], *r[2:]) for r in _rows()]
FLAT = {
    "a cell per paragraph": _paragraphs([*HEADER, *_flat(_rows())]),
    "a cell per div": _paragraphs([*HEADER, *_flat(_rows())], "div"),
    "the unit column lost": _paragraphs([*HEADER, *_flat(NO_UNITS)]),
    "header with 年度": _paragraphs([*HEADER[:2], "2017年度", "历年累计", *_flat(NO_UNITS)]),
    "no header": _paragraphs(_flat(NO_UNITS)),
    "cumulative first": _paragraphs(["指标名称", "历年累计", "2017", *_flat([(r[0], r[3], r[2]) for r in _rows()])]),
    "rows with bars": _paragraphs([" | ".join(row) for row in (HEADER, *_rows())]),
    "rows between bars": _paragraphs(["| " + " | ".join(row) + " |" for row in (HEADER, *_rows())]),
    "rows with tabs": "<pre>" + "<br>".join("　".join(row).replace("　", "&emsp;&emsp;") for row in _rows()) + "</pre>",
    "serial numbers on lines of their own": _paragraphs(
        ["序号", *HEADER, *_flat([(str(i), *r) for i, r in enumerate(_rows(), 1)])]
    ),
    "serial numbers and bars": _paragraphs(
        [" | ".join(row) for row in (["序号", *HEADER], *((str(i), *r) for i, r in enumerate(_rows(), 1)))]
    ),
    "codes behind the units": _paragraphs(
        [*HEADER[:2], "代码", *HEADER[2:], *_flat([(*r[:2], f"{i:02}", *r[2:]) for i, r in enumerate(_rows(), 1)])]
    ),
    "rows with blanks": _paragraphs([" ".join(row) for row in (HEADER, *_rows())]),
    "label and values on a line": _paragraphs([f"{r[0]} {r[2]} {r[3]}" for r in _rows()]),
    "of which on its own line": _paragraphs(
        [*HEADER, *(x for c in _flat(NO_UNITS) for x in (["其中：", c[3:]] if c.startswith("其中：") else [c]))]
    ),
    "leading blanks": _paragraphs([*HEADER, *("&nbsp;&nbsp;&nbsp;" + cell for cell in _flat(NO_UNITS))]),
    "header again in the middle": _paragraphs([*HEADER, *_flat(_rows()[:6]), *HEADER, *_flat(_rows()[6:])]),
    "a label over two lines": _paragraphs(
        [*HEADER, *(x for c in _flat(NO_UNITS) for x in ([c[:6], c[6:]] if c.startswith("受理依申请") else [c]))]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAT)
def test_a_flattened_form_is_read_whole(name: str) -> None:
    report = _structured(FLAT[name])
    assert _values(report) == _expected()
    headless = name in ("no header", "rows with tabs", "label and values on a line")
    assert _codes(report) == (["columns_by_order"] if headless else [])
    assert all(report.document.cut(cell.place) == cell.text for cell in report.tables[0].cells)
    assert report.tables[0].method == "lines"
    assert "110" not in "".join(section.text for section in report.sections)


def test_columns_without_headers_are_not_read_where_the_numbers_do_not_tell() -> None:
    """Cumulative first and no header: read in the form's order, each row would contradict itself."""
    report = _structured(_paragraphs(_flat([(r[0], r[3], r[2]) for r in _rows()])))
    assert _codes(report) == ["column_unknown"]
    assert all(cell.text is None for cell in report.tables[0].cells)


def test_a_header_that_is_known_stands_where_it_is_printed() -> None:
    heads = ["指标名称", "历年累计", "本期数字"]
    report = _structured(_paragraphs([*heads, *_flat([(r[0], r[3], r[2]) for r in _rows()])]))
    assert _values(report) == _expected()
    assert _codes(report) == ["columns_by_order"]


def test_numbers_keep_their_print() -> None:
    rows = [(r[0], "1,2" + r[2], "１１，０" + r[3]) for r in _rows()]
    report = _structured(_paragraphs([*HEADER, *_flat(rows)]))
    assert [text for _, text in _values(report)][:2] == ["1,210", "１１，０110"]


def test_a_lost_value_line_makes_its_row_unread_and_shifts_nothing() -> None:
    rows: list[Sequence[str]] = [*NO_UNITS]
    rows[3] = rows[3][:2]
    report = _structured(_paragraphs([*HEADER, *_flat(rows)]))
    assert [text for _, text in _values(report)][4:10] == ["12", "112", None, None, "14", "114"]
    assert _codes(report) == ["value_missing"]


def test_a_row_whose_value_lines_are_all_lost_is_blank_and_never_zero() -> None:
    rows: list[Sequence[str]] = [*NO_UNITS]
    rows[2] = rows[2][:1]
    report = _structured(_paragraphs([*HEADER, *_flat(rows)]))
    assert [text for _, text in _values(report)][2:8] == ["11", "111", "", "", "13", "113"]


def test_bars_keep_an_empty_cell_in_its_place() -> None:
    rows = [" | ".join(row) for row in _rows()]
    rows[1] = f"{_rows()[1][0]} | 条 | | 111"
    report = _structured(_paragraphs([" | ".join(HEADER), *rows]))
    assert [text for _, text in _values(report)][:6] == ["10", "110", "", "111", "12", "112"]


def test_a_number_with_its_unit_is_still_a_value() -> None:
    rows = [(r[0], r[2] + r[1], r[3] + r[1]) for r in _rows()]
    report = _structured(_paragraphs([*HEADER, *_flat(rows)]))
    assert _values(report)[:2] == [("proactive.documents", "10条"), ("proactive.documents", "110条")]


def test_a_flattened_form_that_only_shares_labels_is_one_unknown_table() -> None:
    rows = [
        ("统计指标", "单位", "统计数"), ("一、甲方面情况", "——", "——"), ("（一）甲方面第一项数", "条", "30"),
        ("甲方面第二项数", "件", "3"), ("（二）甲方面各渠道的情况", "——"), ("1.第一渠道数", "条", "0"),
        ("三、申请情况", "——"), ("（一）申请数", "件", "4"), ("1.当面申请数", "件", "1"), ("2.传真申请数", "件", "0"),
        ("4.信函申请数", "件", "1"), ("（二）办结数", "件", "4"), ("2.同意公开答复数", "件", "2"),
        ("3.同意部分公开答复数", "件", "1"), ("4.不同意数", "件", "1"), ("其中：1.甲类", "件", "1"),
    ]  # fmt: skip
    report = _structured(_paragraphs(_flat(rows)) + "<p>八、其他情况</p><p>没有其他需要说明的事项，特此说明。</p>")
    assert _codes(report) == ["table_unknown"]
    assert [section.number for section in report.sections] == ["一、", "七、", "八、"]
    assert [cell.text for cell in report.cells] == _flat(rows)


def test_a_flattened_table_no_form_explains_is_no_prose() -> None:
    cells = [cell for n in range(8) for cell in (f"第{n}类事项的登记", str(n), str(n * 2))]
    report = _structured(_paragraphs(cells) + "<p>八、其他情况</p><p>没有其他需要说明的事项，特此说明。</p>")
    assert "table_unknown" in _codes(report)
    assert [section.number for section in report.sections] == ["一、", "七、", "八、"]
    assert "第3类" not in "".join(section.text for section in report.sections)
