"""Bytes into blocks: encodings, what a browser shows, and what is refused. All pages here are made for the tests."""

import random
import time
from contextlib import suppress

import pytest

from pipeline.errors import ReadError
from pipeline.model import Block, Document, RawFile
from pipeline.read import read
from pipeline.read.decode import decode

PROSE = "本年度主动公开政府信息三十条，其中文件十二条。收到申请两件，均已答复；没有行政复议。"


def _read(page: str | bytes, url: str | None = None) -> Document:
    return read(RawFile("made.html", page if isinstance(page, bytes) else page.encode(), source_url=url))


def _page(body: str, head: str = "") -> Document:
    return _read(f"<html><head>{head}</head><body><p>{PROSE}</p>{body}</body></html>")


def _lines(document: Document) -> list[str]:
    return [document.cut(block.place) for block in document.blocks]


def _table(document: Document) -> Block:
    return next(block for block in document.blocks if block.cells)


def _grid(document: Document) -> list[tuple[int, int, str]]:
    return [(cell.row, cell.col, cell.text) for cell in _table(document).cells]


def _refused(data: str | bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as refusal:
        _read(data)
    return refusal.value.code, str(refusal.value)


# -- encodings ------------------------------------------------------------------------

GB = '<meta charset="gb2312">'
BIG5 = "政府資訊公開年度報告，主動公開數據三十條。"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        pytest.param(b"\xef\xbb\xbf" + PROSE.encode(), PROSE, "utf-8", id="utf-8 with a mark"),
        pytest.param(PROSE.encode(), PROSE, "utf-8", id="utf-8"),
        pytest.param((GB + "朱镕基、喆").encode("gb18030"), GB + "朱镕基、喆", "gb18030", id="gb2312, rare words"),
        pytest.param((GB + PROSE).encode(), GB + PROSE, "utf-8", id="gb2312 said, utf-8 used"),
        pytest.param(("charset=utf-8 " + PROSE).encode("gbk"), "charset=utf-8 " + PROSE, "gb18030", id="utf-8 said"),
        pytest.param(PROSE.encode("gbk"), PROSE, "gb18030", id="nothing declared"),
        pytest.param("受理12件".encode("gbk"), "受理12件", "gb18030", id="a short cell"),
        pytest.param("收费".encode("gbk") + b"\x805" + "元".encode("gbk"), "收费€5元", "gb18030", id="euro"),
        pytest.param(PROSE.encode("utf-16"), PROSE, "utf-16-le", id="utf-16"),
        pytest.param(b"\xfe\xff" + PROSE.encode("utf-16-be"), PROSE, "utf-16-be", id="utf-16, big end first"),
        pytest.param(BIG5.encode("big5"), BIG5, "big5hkscs", id="big5"),
    ],
)  # fmt: skip
def test_text_is_decoded_whole(data: bytes, text: str, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding, decoded.damaged) == (text, encoding, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_one_bad_byte_costs_one_character_and_is_counted(encoding: str) -> None:
    data = PROSE.encode(encoding)
    decoded = decode(data + b"\xff" + data)
    assert decoded.text.count("主动公开政府信息三十条") == 2
    assert (decoded.encoding, decoded.replaced) == (encoding, 1)
    assert [issue.code for issue in decoded.issues()] == ["encoding_damage"]


def test_utf8_pasted_into_a_gb_page_is_read_and_reported() -> None:
    decoded = decode((PROSE + "<p>").encode("gbk") + "政府信息公开指南".encode() + ("</p>" + PROSE).encode("gbk"))
    assert decoded.text == f"{PROSE}<p>政府信息公开指南</p>{PROSE}"
    assert [issue.code for issue in decoded.issues()] == ["mixed_encodings"]


def test_a_declaration_that_no_codec_knows_is_passed_over() -> None:
    assert decode(b'<meta charset="x-none">' + PROSE.encode("gbk")).text.endswith(PROSE)


def test_decoding_undoes_encoding() -> None:
    chosen = random.Random(20)
    for _ in range(2000):
        text = "".join(chosen.choice(PROSE) for _ in range(chosen.randint(4, 60)))
        for encoding in ("utf-8", "gb18030", "utf-8-sig", "utf-16"):
            assert decode(text.encode(encoding)).text == text


def test_no_bytes_raise() -> None:
    chosen = random.Random(21)
    for _ in range(3000):
        data = chosen.randbytes(chosen.randint(0, 80))
        assert "\0" not in decode(data).text
        with suppress(ReadError):
            assert _read(b"<p>" + data).blocks


# -- what a browser shows ---------------------------------------------------------------


def test_every_place_cuts_out_its_text_and_no_text_is_lost() -> None:
    document = _page("<div>一<b>二</b></div>三<table><tr><td>四<td> 5 <tr><td>六<td>7</table><ul><li>八<li>九</ul>")
    assert [cell.text for cell in _table(document).cells] == ["四", "5", "六", "7"]
    assert all(document.cut(cell.place) == cell.text for cell in _table(document).cells)
    inside = "".join(_lines(document))
    assert "".join(inside.split()) == "".join(document.text.split()) == f"{PROSE}一二三四5六7八九"


def test_text_after_the_end_of_the_page_is_kept() -> None:
    assert _lines(_read(f"<html><body><p>{PROSE}</p></body></html><p>附：一句。</p>"))[-1] == "附：一句。"


def test_breaks_part_paragraphs_and_spans_do_not() -> None:
    document = _page("<div>一、概述<br>本年<span>3</span><font>1</font>件<br/><br/>二、其他</div>")
    assert _lines(document)[1:] == ["一、概述", "本年31件", "二、其他"]


def test_lines_of_preformatted_text_are_lines() -> None:
    assert _lines(_page("<pre>一、概述\n  本年<b>31</b>件\n\n二、其他</pre>"))[1:] == [
        "一、概述",
        "本年31件",
        "二、其他",
    ]


def test_blanks_of_any_width_around_a_line_and_signs_of_no_width_are_dropped() -> None:
    assert _lines(_page("<p>&emsp;&ensp;\u2003\u3000\ufeff一、概\u200b述&nbsp;\u200b</p>"))[1:] == ["一、概述"]
    assert _lines(_read("\u2003\u3000\u200b一、概述\u2003\ufeff\n第二行")) == ["一、概述", "第二行"]


def test_an_old_page_laid_out_with_tables_is_read_in_order() -> None:
    form = "<table><tr><td>指标<td>数<tr><td>总数<td>5</table>"
    page = (
        "<body><table><tr><td><a href=/>首页</a><td><a href=/>公开</a></table><table width=98%><tr><td>标题一行<tr><td>"
        f"时间：2012-01-05<tr><td><table><tr><td>{PROSE}<br>　　一、概述<br>　　{PROSE}<br>{form}附注。</table></table>"
    )
    document = _read(page)
    lines = [document.cut(block.place) for block in document.blocks if block.content]
    assert lines[-5:] == [PROSE, "一、概述", PROSE, "指标\t数\n总数\t5", "附注。"]
    assert _grid(document) == [(1, 1, "指标"), (1, 2, "数"), (2, 1, "总数"), (2, 2, "5")]


def test_word_markup_and_unknown_tags_are_part_of_the_line() -> None:
    document = _page('<p><st1:chsdate year="2012">2012年</st1:chsdate>公开<o:p>&nbsp;</o:p><xx-num>5</xx-num>件</p>')
    assert _lines(document)[1] == "2012年公开\u00a05件"


def test_what_is_not_drawn_is_not_read() -> None:
    document = _page(
        "<script>var a = '12件，';</script><style>p{}</style><!-- 13件，--><p hidden>14件</p>"
        "<p style='display: none'>15件</p><noscript>16件</noscript>"
        "<textarea>17件</textarea><select><option>18件</select><p>19件</p>"
    )
    assert _lines(document)[1:] == ["19件"]


def test_a_heading_keeps_its_level_and_bold_text_is_marked() -> None:
    document = _page("<h2>概述</h2><p><strong>主动公开</strong></p><p style='font-weight:700'>粗</p><p><b>半</b>句</p>")
    assert [(block.level, block.bold) for block in document.blocks[1:]] == [
        (2, False), (None, True), (None, True), (None, False),
    ]  # fmt: skip


def test_a_layout_table_is_walked_through() -> None:
    document = _page(
        f"<table><tr><td><table><tr><td>指标<td>数<tr><td>总数<td>5</table></td></tr><tr><td>{PROSE}</table>"
    )
    assert _grid(document) == [(1, 1, "指标"), (1, 2, "数"), (2, 1, "总数"), (2, 2, "5")]
    assert _lines(document)[-1] == PROSE


def test_a_table_around_an_article_is_layout_and_a_note_below_data_is_not() -> None:
    article = PROSE * 8
    assert not any(
        block.cells for block in _page(f"<table><tr><td>来源<td>时间<tr><td colspan=2>{article}</table>").blocks
    )
    rows = "".join(f"<tr><td>指标第{n}行的完整名称及其口径说明文字<td>{n}" for n in range(30))
    document = _page(f"<table>{rows}<tr><td colspan=2>{article}</table>")
    assert len(_table(document).cells) == 61


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        pytest.param(
            '<tr><td rowspan="9">甲<td>1<tr><td>2', [(1, 1, "甲"), (1, 2, "1"), (2, 2, "2")], id="a span past the end"
        ),
        pytest.param("<tr><td colspan=0>甲<td>1", [(1, 1, "甲"), (1, 2, "1")], id="colspan 0"),
        pytest.param("<tr><td colspan='1000000'>甲<td>1", [(1, 1, "甲"), (1, 1001, "1")], id="colspan 1000000"),
        pytest.param("<tr><td colspan='-2'>甲<td rowspan='x'>1", [(1, 1, "甲"), (1, 2, "1")], id="spans of rubbish"),
        pytest.param(
            "<tr><td>甲<td style='display:none'>9<td>1<tr hidden><td>乙<td>2<tr><td>丙<td>3",
            [(1, 1, "甲"), (1, 2, "1"), (2, 1, "丙"), (2, 2, "3")], id="hidden cells and rows",
        ),
        pytest.param("<tr><td>甲<td><p>1</p><p>2</p>", [(1, 1, "甲"), (1, 2, "1 2")], id="two numbers in a cell"),
        pytest.param("<tr><td>甲<td>1<span>2</span>", [(1, 1, "甲"), (1, 2, "12")], id="a number over two spans"),
        pytest.param("<tr><td>甲<br>乙<td>１<br>２", [(1, 1, "甲乙"), (1, 2, "１ ２")], id="breaks in cells"),
        pytest.param("<tr><td>甲<td>1\0002", [(1, 1, "甲"), (1, 2, "1\ufffd2")], id="NUL within a number"),
        pytest.param("<tr><td>甲<td>\x0012\0", [(1, 1, "甲"), (1, 2, "12")], id="NUL beside a number"),
    ],
)  # fmt: skip
def test_cells_stand_where_a_browser_puts_them(rows: str, grid: list[tuple[int, int, str]]) -> None:
    assert _grid(_page(f"<table>{rows}</table>")) == grid


def test_a_caption_and_text_between_rows_are_kept() -> None:
    document = _page("<table><caption>统计表</caption><tr><td>甲<td>1</table>")
    assert _lines(document)[1] == "统计表"


def test_a_table_that_is_too_large_says_so() -> None:
    document = _page(
        "<table>" + "<tr><td rowspan=500 colspan=900>甲<td>1" * 3 + "</table><table>" + "<tr><td>1<td>2" * 11_000
    )
    assert [issue.code for issue in document.issues] == ["table_cut_short"]


@pytest.mark.parametrize("tag", ["div", "span", "font", "ul><li", "table><tr><td"])
def test_ten_thousand_levels_are_read_in_seconds(tag: str) -> None:
    started = time.perf_counter()
    document = _page(f"<{tag}>" * 10_000 + "底部有一句。")
    assert _lines(document)[-1] == "底部有一句。"
    assert time.perf_counter() - started < 10


def test_a_line_of_blanks_does_not_stall_plain_text() -> None:
    started = time.perf_counter()
    assert _lines(_read("概述" + " " * 200_000 + "完\n 第二行 \x0c第三行")) == [
        "概述" + " " * 200_000 + "完",
        "第二行",
        "第三行",
    ]
    assert time.perf_counter() - started < 2


# -- the report's container ---------------------------------------------------------------


def test_chrome_is_kept_but_marked() -> None:
    menu = "".join(f"<li><a href=/>栏目{n}，更多</a>" for n in range(80))
    document = _read(f"<body><ul>{menu}</ul><div id=zoom><p>{PROSE}</p></div><p>主办单位：某县。</p>")
    assert [document.cut(block.place) for block in document.blocks if block.content] == [PROSE]


def test_of_two_containers_the_one_with_the_report_counts() -> None:
    document = _read(f"<body><div class=content>相关，解读</div><div class=content><p>{PROSE * 3}</p></div>")
    assert [document.cut(block.place) for block in document.blocks if block.content] == [PROSE * 3]


def test_a_report_over_two_containers_is_read_whole() -> None:
    document = _read(f"<body><div><div class=TRS_Editor>{PROSE}</div><div class=TRS_Editor>{PROSE}</div></div>")
    assert all(block.content for block in document.blocks)


def test_a_page_without_a_body_tag_is_read() -> None:
    assert _lines(_read(f"<p>{PROSE}")) == [PROSE]


def test_head_holds_what_the_page_says_of_itself_and_where_it_was() -> None:
    page = f'<html><head><title> 年报 </title><meta name="PubDate" content="2015-01-20"></head><body>{PROSE}'
    assert _read(page, "http://made.example/t1.htm").head == (
        ("source_url", "http://made.example/t1.htm"), ("title", "年报"), ("PubDate", "2015-01-20"),
    )  # fmt: skip


# -- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        pytest.param(b"", "empty_file", "0 bytes", id="empty"),
        pytest.param(b" \r\n\0\0 ", "empty_file", "all blank", id="blank"),
        pytest.param("\u3000\n\u3000".encode(), "empty_file", "nothing but blanks", id="full-width blanks"),
        pytest.param(b"%PDF-1.5 rest", "pdf_damaged", "fetch the file again", id="pdf"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90, "needs_office", "Word or WPS", id="doc"),
        pytest.param("��\x11ࡱ\x1a� bjbj 年报".encode(), "mangled_binary", "bytes are lost", id="doc saved as text"),
        pytest.param("ࡱ> bjbj\n二〇一〇年".encode(), "mangled_binary", "without converting", id="the same, stripped"),
        pytest.param(b"PK\x03\x04..word/document.xml", "docx_damaged", "Fetch the file again", id="docx"),
        pytest.param(b"PK\x03\x04..xl/workbook.xml", "workbook_damaged", "a workbook", id="xlsx"),
        pytest.param(b"PK\x03\x04..a.html", "unsupported_type", "unpack", id="zip"),
        pytest.param(b"{\\rtf1 x}", "needs_office", "rich text", id="rtf"),
        pytest.param(b"GIF89a\0\0", "unsupported_type", "image/gif", id="picture"),
        pytest.param(bytes(range(1, 32)) * 40, "binary", "no known type", id="unknown binary"),
        pytest.param(b"<html><head><title>t</title></head></html>", "no_body", "shows no text", id="no body"),
        pytest.param(
            "<body><ul><li>首页<li>公开</ul><div id=app></div><script src=a.js></script>", "needs_browser", "browser",
            id="drawn by script",
        ),
        pytest.param("<body><h1>年报</h1><iframe src='/a.htm'></iframe>", "no_body", "/a.htm", id="in a frame"),
        pytest.param(b"<p>" * 500_001, "too_many_nodes", "500,000", id="bomb"),
        pytest.param(b"a" * 20_000_001, "too_large", "20,000,000", id="too large"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_it_is(data: str | bytes, code: str, says: str) -> None:
    found, message = _refused(data)
    assert found == code
    assert message.startswith("made.html: ")
    assert says in message


def test_a_page_named_doc_is_a_page() -> None:
    raw = RawFile("report.doc", f"<html><body>{PROSE}".encode("gbk"))
    assert read(raw).media_type == "text/html"
