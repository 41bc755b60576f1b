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
    "cells by a style elsewhere": _elements("<p>", "<span class=w1>"),
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
        pytest.param("<div>" + "<p><b class=n>31</b><i class=u>条</i></p>" * 9 + "</div>", id="a board"),
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


# -- what is no report ------------------------------------------------------------------------

FILE = '<p>附件：<a href="./P02024.pdf">下载</a></p>'
HEADING = f"<h1>{TITLE}</h1><div>发布时间：2024-01-20 来源：测试局</div>"
MENU = "<ul>" + "".join(f"<li><a href=/{n}>栏目{n}</a>" for n in range(90)) + "</ul>"
INSTEAD = {
    "a link": (HEADING + FILE, "only_attachment", "P02024.pdf"),
    "a link among menus": (MENU + HEADING + FILE + "<script></script>", "only_attachment", "P02024.pdf"),
    "a link with the title": (f'<p><a href="/f.doc">{TITLE}</a></p>', "only_attachment", "/f.doc"),
    "a covering sentence": (f"{HEADING}<p>现公布本局年度报告，请查阅。</p>{FILE}", "only_attachment", "P02024.pdf"),
    "a file in a frame": ('<iframe src="/v.html?file=%2F2024%2Fa.pdf"></iframe>', "only_attachment", "(/2024/a.pdf)"),
    "a file in a frame below a title": (f'{HEADING}<embed src="/2024/a.pdf">', "only_attachment", "/2024/a.pdf"),
    "pictures": (f"{HEADING}<p><img src=1.jpg><p><img src=2.jpg>", "needs_ocr", "2 pictures: 1.jpg, 2.jpg"),
    "a lost page": ("<h1>404</h1><p>抱歉，您访问的页面不存在，请返回首页。</p>", "error_page", "您访问的页面"),
    "a page of the server": ("<h1>502 Bad Gateway</h1><hr>nginx, 1.2", "error_page", "BadGateway"),
    "a challenge": ("<p>正在进行安全检查，请稍候。</p><script></script>", "challenge_page", "安全检查"),
    "a form for names": ("<p>请输入用户名，密码。</p><input>", "login_page", "用户名"),
    "a script with a logo": (HEADING + '<img src="/banner.png"><script></script>', "needs_ocr", "banner.png"),
    "a script with an icon": (HEADING + '<img src="/a/logo.png"><script></script>', "needs_browser", "browser"),
    "a script with a menu of files": (MENU + "<a href=/a.doc>表</a><script></script>", "needs_browser", "browser"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "code", "says"), INSTEAD.values(), ids=INSTEAD.keys())
def test_a_page_without_a_report_says_what_it_is(body: str, code: str, says: str) -> None:
    head = HEAD if TITLE in body else "<html><body>"
    result = _process(f"{head}{body}</body></html>")
    assert [issue.code for issue in result.issues] == [code]
    assert says in result.issues[0].message
    assert result.issues[0].message.startswith("made.html: ")
    statuses = {"needs_ocr": Status.NEEDS_OCR, "needs_browser": Status.FAILED}
    assert result.status is statuses.get(code, Status.NOT_A_REPORT)


def test_attachments_of_a_report_are_listed() -> None:
    result = _process(PAGE.replace("</body>", f"{FILE}</body>"))
    assert (result.status, _facts(result)) == (Status.OK, _facts(_process(PAGE)))
    assert result.report is not None
    assert [(one.label, one.address) for one in result.report.document.attachments] == [("下载", "./P02024.pdf")]


# -- pictures -----------------------------------------------------------------------------------

PICTURE = '<p align=center><img src="/W02024.png" width=600></p>'


def _without(number: int, instead: str) -> str:
    tables = [line for line in LINES if line.kind == "table"]
    return as_page([line._replace(text=instead) if line is tables[number] else line for line in LINES])


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_picture_for_a_table_is_said_to_be_one(number: int) -> None:
    result = _process(_without(number, PICTURE))
    (issue,) = [issue for issue in result.issues if issue.code == "table_is_picture"]
    assert "W02024.png" in issue.message
    assert issue.place is not None
    assert result.report is not None
    assert result.report.document.cut(issue.place).startswith("二三四"[number] + "、")
    assert result.status is Status.PARTIAL


def test_a_picture_that_the_text_announces_is_a_table() -> None:
    words = "<p>本年度收到的申请及其办理结果，按照申请人的类别分别统计，各项数字详见下表，其余的另行说明。</p>"
    assert "table_is_picture" in _codes(_process(_without(1, words + PICTURE)))
    assert "table_is_picture" not in _codes(_process(_without(1, words.replace("下表", "正文") + PICTURE)))


def test_a_picture_beside_a_text_is_a_note_and_an_icon_is_nothing() -> None:
    icons = '<img src=a.gif width=16><img src="/img/ewm.png"><a href=/><img src=b.png></a><img src="data:x">'
    result = _process(f"{HEAD}<div id=zoom>{icons}{PICTURE}{BODY}</div></body></html>")
    assert _codes(result) == ["pictures_not_read"]
    assert result.status is Status.OK
