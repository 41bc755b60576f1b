"""Pages as they come: what stands in them is read, and what they are is said. All pages are made for the tests."""

import json
from collections.abc import Callable
from itertools import islice

import pytest
from bs4 import BeautifulSoup
from renditions import TITLE, Line, as_body, as_page, as_text, report, rows_of

from pipeline.catalog import builtin
from pipeline.model import RawFile, Result, Status
from pipeline.run import process

LINES = report()
PAGE = as_page(LINES)
BODY = as_body(LINES)
HEAD = f"<html><head><title>{TITLE}</title></head><body>"


def _process(page: str) -> Result:
    return process(RawFile("made.html", page.encode()), builtin())


def _codes(result: Result) -> list[str]:
    return [issue.code for issue in result.issues if issue.code != "no_date"]


def _said(result: Result) -> tuple[int, int, int, int]:
    sections = result.report.sections if result.report else ()
    numbered = sum(section.kind == "numbered" for section in sections)
    return len(result.facts), len(result.mentions), len(result.findings), numbered


def _facts(result: Result) -> list[object]:
    return [(fact.indicator, fact.member, fact.value, fact.state) for fact in result.facts]


# -- tables in every guise --------------------------------------------------------------


def _rows(table: str) -> list[str]:
    return [str(row) for row in BeautifulSoup(table, "lxml").find_all("tr")]


def _elements(row: str, cell: str, style: str = "") -> Callable[[str], str]:
    """Every row and cell as an element; ``row`` and ``cell`` are opening tags."""

    def closing(tag: str) -> str:
        return f"</{tag.strip('<>').split()[0]}>"

    def write(table: str) -> str:
        rows = ("".join(f"{cell}{text}{closing(cell)}" for text in row) for row in rows_of(table))
        return f"{style}<div>{''.join(f'{row}{cells}{closing(row)}' for cells in rows)}</div>"

    return write


def _pieces(size: int) -> Callable[[str], str]:
    def write(table: str) -> str:
        rows = iter(_rows(table))
        out = ""
        while piece := "".join(islice(rows, size)):
            out += f"<div><table>{piece}</table></div>"
        return out

    return write


def _head_apart(table: str) -> str:
    rows = _rows(table)
    return f"<table>{''.join(rows[:3])}</table><div class=scroll><table>{''.join(rows[3:])}</table></div>"


def _head_repeated(table: str) -> str:
    rows = _rows(table)
    if len(rows) < 20:
        return table
    return f"<table>{''.join(rows[:9])}</table><p></p><table>{''.join(rows[:3] + rows[9:])}</table>"


GUISES: dict[str, Callable[[str], str]] = {
    "rows of div": _elements("<div class=row>", "<div class=cell>"),
    "rows that a style makes": _elements('<div style="display:table-row">', '<div style="display: table-cell">'),
    "lists": _elements("<ul>", "<li>"),
    "lists of definitions": _elements("<dl>", "<dd>"),
    "paragraphs of cells": _elements("<p>", '<span style="display:inline-block;width:90px">'),
    "cells by the page's style": _elements("<p>", "<span class=a>", "<style>.a{display:inline-block}</style>"),
    "a table for each row": _pieces(1),
    "a table for every five rows": _pieces(5),
    "the head in a table of its own": _head_apart,
    "a second table with the head repeated": _head_repeated,
    "spans lost": lambda table: table.replace("rowspan", "x").replace("colspan", "y"),
    "breaks in the heads": lambda table: table.replace("自然人", "自然<br>人").replace("总计", "总<br/>计"),
    "tables of layout": lambda t: f"<table><tr><td><table><tr><td>{t}</td></tr></table></td></tr></table>",
    "paragraphs in cells": lambda t: t.replace("<td>", "<td nowrap><p align=center><b>").replace("</td>", "</b></p>"),
}  # fmt: skip


@pytest.mark.parametrize("guise", GUISES.values(), ids=GUISES.keys())
@pytest.mark.parametrize("blanks", [False, True], ids=["full", "with blanks"])
def test_a_table_is_read_in_every_guise(guise: Callable[[str], str], blanks: bool) -> None:
    lines = [line._replace(text=_with_blanks(line.text)) if blanks and line.kind == "table" else line for line in LINES]
    expected = _process(as_page(lines))
    assert len(expected.facts) == 200
    found = _process(
        as_page([line._replace(text=guise(line.text)) if line.kind == "table" else line for line in lines])
    )
    assert _facts(found) == _facts(expected)
    assert _codes(found) == _codes(expected) == []


def _with_blanks(table: str) -> str:
    """Every number that ends with 3 or 4 is not printed."""
    soup = BeautifulSoup(table, "lxml")
    for cell in soup.find_all("td"):
        if cell.get_text().isdecimal() and cell.get_text()[-1] in "34":
            cell.string = ""
    return str(soup.table)


@pytest.mark.parametrize(
    "markup",
    [
        pytest.param(
            "<div class=list>" + "<div class=row><div>某局发布年报</div><div>2024-01-02</div></div>" * 9 + "</div>",
            id="news",
        ),
        pytest.param(
            "<div>" + "<div><div>第一</div><div>这里有一段话，不是数。</div></div>" * 9 + "</div>", id="articles"
        ),
        pytest.param(
            "<ul>" + "<li><span>1</span><a href=/>某局年报</a><span>9</span></li>" * 9 + "</ul>", id="a ranking"
        ),
        pytest.param(
            "<div>" + "<p><span>全年公开</span><span>31</span><span>条。</span></p>" * 9 + "</div>", id="fonts"
        ),
    ],
)
def test_rows_of_something_else_are_no_table(markup: str) -> None:
    result = _process(PAGE.replace("</body>", f"{markup}</body>"))
    assert result.report is not None
    assert sum(bool(block.cells) for block in result.report.document.blocks) == 3


# -- text that the page does not show as such ----------------------------------------------

ESCAPED = BODY.replace("\\", "\\\\").replace('"', '\\"').replace("/", "\\/").replace("\n", "\\n")
HELD_BACK = {
    "a string": f'<div id=c></div><script>var c = "{ESCAPED}"; show(c);</script>',
    "pieces of a string": "<script>document.write('"
    + "');\ndocument.write('".join(BODY.replace("'", "\\'").split("\n"))
    + "');</script>",
    "a template string": f"<script>const c = `{BODY}`;</script>",
    "JSON": f"<div>首页，欢迎</div><script>window.D = {json.dumps({'title': TITLE, 'content': BODY})};</script>",
    "JSON in JSON": f"<script type='application/json'>{json.dumps({'d': json.dumps({'c': BODY})})}</script>",
    "percent signs": "<script>c(unescape('" + "".join(f"%{byte:02X}" for byte in BODY.encode()) + "'))</script>",
    "a hidden field": f'<input type=hidden value="{BODY.replace(chr(34), "&quot;").replace("<", "&lt;")}"><script/>',
    "a text field": f"<textarea hidden>{BODY.replace('<', '&lt;')}</textarea><script></script>",
    "a template": f"<script type='text/html'>{BODY}</script>",
    "a hidden element": f"<div style='display:none'>{BODY}</div><div id=c></div><script>c.innerHTML = a</script>",
}  # fmt: skip


@pytest.mark.parametrize("held", HELD_BACK.values(), ids=HELD_BACK.keys())
def test_a_report_that_a_script_would_draw_is_read(held: str) -> None:
    result = _process(f"{HEAD}{held}</body></html>")
    assert _codes(result) == ["text_held_back"]
    assert (result.status, _said(result)) == (Status.OK, _said(_process(PAGE)))


def test_what_a_report_hides_beside_its_text_is_not_read() -> None:
    hidden = BODY.replace("386", "999")
    result = _process(
        PAGE.replace("</body>", f"<div style='display:none'>{hidden}</div><script>a='{hidden}'</script></body>")
    )
    assert _codes(result) == []
    assert _facts(result) == _facts(_process(PAGE))


def test_markup_that_was_escaped_once_too_often_is_markup() -> None:
    result = _process(f"{HEAD}<div id=zoom>{BODY.replace('<', '&lt;').replace('>', '&gt;')}</div></body></html>")
    assert _codes(result) == ["escaped_markup"]
    assert _said(result) == _said(_process(PAGE))


@pytest.mark.parametrize("sign", ["<", "&lt;"])
def test_a_name_in_angle_brackets_is_no_tag(sign: str) -> None:
    name = "<中华人民共和国政府信息公开工作年度报告格式>"
    lines = [*LINES[:1], Line("text", f"本报告按照{name}编写，图示见<图1>。"), *LINES[2:]]
    result = _process(as_page(lines).replace(name, name.replace("<", sign)))
    assert result.report is not None
    assert f"本报告按照{name}编写，图示见<图1>。" in result.report.document.text


# -- several reports ------------------------------------------------------------------------

OTHERS = {
    "of another year": TITLE.replace("2023", "2022"),
    "of another agency": TITLE.replace("测试局", "水利局"),
    "the same once more": TITLE,
}


@pytest.mark.parametrize("title", OTHERS.values(), ids=OTHERS.keys())
@pytest.mark.parametrize("write", [as_page, as_text])
def test_of_two_reports_one_is_read_and_the_other_is_named(title: str, write: Callable[[list[Line]], str]) -> None:
    result = _process(write([*LINES, *report(title)]))
    assert result.report is not None
    assert _said(result) == _said(_process(PAGE))
    assert result.report.metadata.title == TITLE
    (issue,) = [issue for issue in result.issues if issue.code == "other_report"]
    assert issue.place is not None
    assert result.report.document.cut(issue.place).startswith(title)
    assert title in issue.message
    assert result.status is Status.PARTIAL


def test_the_report_that_the_page_names_is_the_one() -> None:
    page = as_page([*report(TITLE.replace("2023", "2022")), *LINES]).replace(
        f"<title>{TITLE.replace('2023', '2022')}", f"<title>{TITLE}"
    )
    result = _process(page)
    assert result.report is not None
    assert result.report.metadata.year == 2023
    assert _said(result) == _said(_process(PAGE))


LETTER = [
    Line("text", "三明市测试局关于报送2023年政府信息公开工作年度报告的函"),
    Line("text", "市政府办公室："),
    Line("text", "现将我局2023年政府信息公开工作年度报告报上，请审阅。"),
    Line("text", f"附件：{TITLE}"),
    Line("text", "三明市测试局"),
    Line("text", "2024年1月12日"),
]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([*LETTER, *LINES], id="a letter before it"),
        pytest.param([LINES[0], *LINES], id="its title twice"),
        pytest.param([x for line in LINES for x in (LINES[0], line)], id="its title above every piece"),
        pytest.param(LINES + [Line("text", TITLE.replace("2023", str(y))) for y in range(2015, 2023)], id="a list"),
    ],
)  # fmt: skip
def test_titles_without_a_report_begin_none(lines: list[Line]) -> None:
    result = _process(as_page(lines))
    assert "other_report" not in _codes(result)
    assert _facts(result) == _facts(_process(PAGE))
