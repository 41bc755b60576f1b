"""Word files as Word and WPS write them, feature by feature. Written as markup; all words and figures are made up."""

from collections.abc import Callable

import pytest
from test_docx import grid, lines, read_word
from words import NAMESPACES, as_linked, field, level, numbering, paragraph, picture, run, simple_field, table, word

# -- tables ---------------------------------------------------------------------------


def test_a_merge_downwards_that_never_began_begins_where_it_is_met() -> None:
    made = table([[("<w:vMerge/>", "a"), ("", "b")], [("<w:vMerge/>", "x"), ("", "c")]], columns=2)
    assert grid(word(made)) == [(1, 1, 2, 1, "a"), (1, 2, 1, 1, "b"), (2, 2, 1, 1, "c")]


def test_a_merge_downwards_needs_a_cell_of_the_same_width_above() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    made = table([
        [(f'{wide}<w:vMerge w:val="restart"/>', "a"), ("", "b")],
        [("<w:vMerge/>", "c"), ("", "d"), ("", "e")],
        [("<w:vMerge/>", "not shown"), ("", "f"), ("", "g")],
    ], columns=3)  # fmt: skip
    assert grid(word(made)) == [
        (1, 1, 1, 2, "a"), (1, 3, 1, 1, "b"), (2, 1, 2, 1, "c"), (2, 2, 1, 1, "d"), (2, 3, 1, 1, "e"),
        (3, 2, 1, 1, "f"), (3, 3, 1, 1, "g"),
    ]  # fmt: skip


def test_cells_merged_to_the_left_are_one_and_may_go_on_below() -> None:
    begin, on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    made = table([
        [(f'{begin}<w:vMerge w:val="restart"/>', "a"), (f'{on}<w:vMerge w:val="restart"/>', "x"), ("", "b")],
        [(f"{begin}<w:vMerge/>", "x"), (f"{on}<w:vMerge/>", "x"), ("", "c")],
    ], columns=3)  # fmt: skip
    assert grid(word(made)) == [(1, 1, 2, 2, "a"), (1, 3, 1, 1, "b"), (2, 3, 1, 1, "c")]


def test_of_tracked_merges_and_rows_the_final_table_is_read() -> None:
    made = table([
        [('<w:cellMerge w:vMerge="rest"/>', "a"), ("", "b"), ("<w:cellDel/>", "x")],
        [('<w:cellMerge w:vMerge="cont"/>', "x"), ("<w:cellIns/>", "c")],
    ], columns=2)  # fmt: skip
    gone = "".join(
        f"<w:tr><w:trPr>{how}</w:trPr><w:tc>{paragraph('x')}</w:tc></w:tr>" for how in ("<w:del/>", "<w:hidden/>")
    )
    data = word(made.replace("</w:tbl>", f"{gone}</w:tbl>"))
    assert grid(data) == [(1, 1, 2, 1, "a"), (1, 2, 1, 1, "b"), (2, 2, 1, 1, "c")]


def test_a_grid_that_says_too_little_and_rows_that_begin_late_or_end_early() -> None:
    made = table([[("", "甲"), ("", "乙"), ("", "丙")], [("", "1"), ("", "2")]], columns=1)
    first, second, third = made.split("<w:tr>")
    late = f'{first}<w:tr>{second}<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{third}'
    assert grid(word(late)) == [
        (1, 1, 1, 1, "甲"), (1, 2, 1, 1, "乙"), (1, 3, 1, 1, "丙"), (2, 1, 1, 1, ""),
        (2, 2, 1, 1, "1"), (2, 3, 1, 1, "2"),
    ]  # fmt: skip
    early = made.replace("<w:tr>", '<w:tr><w:trPr><w:gridAfter w:val="1"/></w:trPr>')
    assert grid(word(early)) == grid(word(made))


def test_rows_and_cells_within_content_controls_and_tags_are_read() -> None:
    cell = f"<w:sdt><w:sdtPr/><w:sdtContent><w:tc>{paragraph('2')}</w:tc></w:sdtContent></w:sdt>"
    row = f"<w:sdt><w:sdtContent><w:tr><w:tc>{paragraph('甲')}</w:tc>{cell}</w:tr></w:sdtContent></w:sdt>"
    assert [c[4] for c in grid(word(f"<w:tbl>{row}<w:customXml>{row}</w:customXml></w:tbl>"))] == ["甲", "2", "甲", "2"]


def test_breaks_tabs_and_paragraphs_in_a_cell_never_glue_two_numbers() -> None:
    cut = "<w:p><w:r><w:t>12</w:t><w:br/><w:t>34</w:t></w:r></w:p>"
    tab = "<w:p><w:r><w:t>12</w:t><w:tab/><w:t>34</w:t></w:r></w:p>"
    soft = "<w:p><w:r><w:t>12</w:t><w:softHyphen/><w:t>34\u00ad5</w:t></w:r></w:p>"
    made = table([[("", cut), ("", tab), ("", paragraph("12") * 2), ("", soft)]])
    assert [c[4] for c in grid(word(made))] == ["12 34", "12 34", "12 12", "12345"]


def test_a_table_in_a_text_box_is_a_table() -> None:
    inner = table([[("", "条"), ("", "97")], [("", "件"), ("", "2")]], columns=2)
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict></w:r>"
    assert [c[4] for c in grid(word(paragraph("甲", inner=box)))] == ["条", "97", "件", "2"]


# -- fields, controls and tags ----------------------------------------------------------


@pytest.mark.parametrize("made", [field, simple_field])
def test_the_result_of_a_field_is_text_and_its_code_is_not(made: Callable[[str, str], str]) -> None:
    link = made('HYPERLINK "http://example.cn/1"', run("链接"))
    assert lines(word(paragraph("见", inner=link + made("PAGE", run("3")) + run("。")))) == ["见链接3。"]


def test_a_field_in_the_code_of_another_shows_nothing() -> None:
    inner = field("IF " + "</w:instrText></w:r>" + field("PAGE", run("3")) + "<w:r><w:instrText> = 1 x", run("条"))
    assert lines(word(paragraph("97", inner=inner))) == ["97条"]


def test_a_field_without_an_end_hides_nothing() -> None:
    begun = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert lines(word(paragraph("甲", inner=begun) + paragraph("乙"))) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("code", "shown"), [(r"eq \o\ac(○,3)", "③"), (r" EQ \o\ac(○,12)", "⑫"), (r"eq \o\ac(□,密)", "密"), ("DATE", "")]
)
def test_numbers_ringed_by_a_field_are_printed(code: str, shown: str) -> None:
    cut = code.replace(",", "</w:instrText></w:r><w:r><w:instrText>,")
    assert lines(word(paragraph("甲", inner=field(cut)))) == [f"甲{shown}"]


def test_tags_of_words_and_of_other_programs_are_looked_through() -> None:
    tagged = f'<w:smartTag w:element="chsdate"><w:smartTagPr/>{run("2018年")}</w:smartTag>{run("1月")}'
    assert lines(word(paragraph(inner=tagged + "<w:proofErr/><w:bookmarkStart/>"))) == ["2018年1月"]


def test_references_to_notes_and_comments_put_no_digit_beside_a_number() -> None:
    refer = '<w:r><w:footnoteReference w:id="1"/></w:r><w:commentRangeStart/><w:r><w:commentReference w:id="0"/></w:r>'
    note = paragraph("注", inner="<w:r><w:footnoteRef/></w:r>")
    notes = f'<w:footnotes {NAMESPACES}><w:footnote w:id="1">{note}</w:footnote></w:footnotes>'
    comments = f"<w:comments {NAMESPACES}><w:comment>{paragraph('批注8888')}</w:comment></w:comments>"
    assert lines(word(paragraph("97", inner=refer + run("条")), footnotes=notes, comments=comments)) == ["97条", "注"]


# -- contents lists ---------------------------------------------------------------------

_TOC_STYLE = (
    f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="10"><w:name w:val="toc 1"/></w:style></w:styles>'
)
_ENTRY = paragraph("一、概述 ", properties='<w:pStyle w:val="10"/>', inner=field("PAGEREF a", run("1")))


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param(_ENTRY, id="style"),
        pytest.param(
            paragraph(inner=field('HYPERLINK \\l "_Toc1"', run("一、概述 1"))), id="field that points to a heading"
        ),
        pytest.param(
            paragraph(inner=f'<w:hyperlink w:anchor="_Toc1">{run("一、概述 1")}</w:hyperlink>'), id="link to a heading"
        ),
        pytest.param(
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
            f"<w:sdtContent>{paragraph('一、概述 1')}</w:sdtContent></w:sdt>",
            id="content control",
        ),
    ],
)
def test_a_contents_list_is_no_part_of_the_report(listed: str) -> None:
    document = read_word(word(listed + paragraph("一、概述"), styles=_TOC_STYLE))
    assert [(document.cut(block.place), block.content) for block in document.blocks] == [
        ("一、概述 1", False), ("一、概述", True),
    ]  # fmt: skip


# -- tracked changes --------------------------------------------------------------------


def test_what_runs_on_from_a_deleted_end_stays_before_a_table() -> None:
    cut = paragraph("前", properties="<w:rPr><w:del/></w:rPr>")
    made = table([[("", "a"), ("", "b")]], columns=2)
    assert lines(word(cut + made + paragraph("后"))) == ["前", "a\tb", "后"]
    assert lines(word(cut + "<w:bookmarkStart/>" + paragraph("后"))) == ["前后"]


def test_moved_paragraphs_stand_where_they_were_moved_to() -> None:
    away = paragraph(properties="<w:rPr><w:moveFrom/></w:rPr>", inner=f"<w:moveFrom>{run('移')}</w:moveFrom>")
    here = paragraph(properties="<w:rPr><w:moveTo/></w:rPr>", inner=f"<w:moveTo>{run('移')}</w:moveTo>")
    assert lines(word(away + paragraph("中") + here)) == ["中", "移"]


def test_old_properties_of_a_tracked_change_are_not_those_of_the_text() -> None:
    old = '<w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>'
    document = read_word(word(paragraph("文", properties=old), numbering=numbering(level(0, "decimal", "%1."))))
    assert [(document.cut(b.place), b.level) for b in document.blocks] == [("文", None)]


# -- numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "text", "second"),
    [
        ("chineseCountingThousand", "第%1部分", "第二部分 甲"), ("japaneseCounting", "（%1）", "（二） 甲"),
        ("chineseCounting", "%1、", "二、 甲"), ("decimal", "%1．", "2． 甲"),
        ("decimalFullWidth", "（%1）", "（２） 甲"),
        ("chineseLegalSimplified", "%1、", "贰、 甲"), ("ideographTraditional", "%1、", "乙、 甲"),
        ("decimalEnclosedCircle", "%1", "② 甲"), ("ideographDigital", "%1、", "二、 甲"), ("none", "附件", "附件 甲"),
    ],
)  # fmt: skip
def test_numbers_as_chinese_reports_print_them(how: str, text: str, second: str) -> None:
    body = paragraph("甲", number=(1, 0)) * 2
    assert lines(word(body, numbering=numbering(level(0, how, text))))[1] == second


def test_a_list_that_only_names_a_style_is_the_list_of_that_style() -> None:
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:type="numbering" w:styleId="章"><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style></w:styles>"
    )
    more = (
        '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="章"/></w:abstractNum>'
        '<w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>'
    )
    lists = numbering(level(0, "chineseCounting", "第%1章"), more=more)
    assert lines(word(paragraph("甲", number=(9, 0)) * 2, numbering=lists, styles=styles)) == ["第一章 甲", "第二章 甲"]


def test_a_style_that_is_based_on_a_numbered_one_is_numbered() -> None:
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:styleId="a"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        '</w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style><w:style w:styleId="c">'
        '<w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style></w:styles>'
    )
    lists = numbering(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2."))
    body = "".join(paragraph("甲", properties=f'<w:pStyle w:val="{style}"/>') for style in "abcc")
    assert lines(word(body, numbering=lists, styles=styles)) == ["一、 甲", "二、 甲", "1. 甲", "2. 甲"]


def test_levels_begin_anew_under_the_next_above_where_the_list_lets_them() -> None:
    at = (0, 1, 1, 0, 1)
    body = "".join(paragraph("甲", number=(1, n)) for n in at)

    def under(restart: str) -> list[str]:
        levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2", restart)
        return [line.removesuffix(" 甲") for line in lines(word(body, numbering=numbering(levels)))]

    assert under("") == ["1.", "1.1", "1.2", "2.", "2.1"]
    assert under('<w:lvlRestart w:val="0"/>') == ["1.", "1.1", "1.2", "2.", "2.3"]


def test_a_start_that_a_list_sets_holds_each_time_it_begins_anew() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="3"/>'
        "</w:lvlOverride></w:num>"
    )
    lists = numbering(level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2"), more=more)
    body = "".join(paragraph("甲", number=(2, n)) for n in (0, 1, 1, 0, 1))
    assert lines(word(body, numbering=lists)) == ["1. 甲", "1.3 甲", "1.4 甲", "2. 甲", "2.3 甲"]


def test_levels_that_were_passed_over_count_as_begun() -> None:
    """As LibreOffice and Word have it; of 60 random lists in these formats LibreOffice printed 54 alike, and the others
    differ in what a start set by the list does later, where this follows the standard (17.9.26)."""
    body = "".join(paragraph("甲", number=(1, n)) for n in (1, 0, 1))
    lists = numbering(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert lines(word(body, numbering=lists)) == ["1.1 甲", "二、 甲", "2.1 甲"]


def test_a_bullet_above_prints_nothing_in_the_number_below() -> None:
    body = "".join(paragraph("甲", number=(1, n)) for n in (0, 2))
    lists = numbering(level(0, "decimal", "%1.") + level(1, "bullet", "•") + level(2, "decimal", "%1.%2%3"))
    assert lines(word(body, numbering=lists)) == ["1. 甲", "1.1 甲"]


def test_hidden_paragraphs_do_not_count() -> None:
    hidden = paragraph(number=(1, 0), properties="<w:rPr><w:vanish/></w:rPr>", inner=run("隐", "<w:vanish/>"))
    body = paragraph("甲", number=(1, 0)) + hidden + paragraph("乙", number=(1, 0))
    assert lines(word(body, numbering=numbering(level(0, "decimal", "%1.")))) == ["1. 甲", "2. 乙"]


# -- what is drawn, and what is elsewhere -------------------------------------------------


def test_words_drawn_as_a_picture_are_read() -> None:
    drawn = '<w:r><w:pict><v:shape><v:textpath string="某某市水务局文件"/></v:shape></w:pict></w:r>'
    assert lines(word(paragraph(inner=drawn) + paragraph("文"))) == ["某某市水务局文件", "文"]


@pytest.mark.parametrize("old", [False, True])
def test_a_picture_that_may_be_a_table_is_told_with_its_place(old: bool) -> None:
    body = (
        paragraph("三、收到和处理申请情况")
        + paragraph(inner=picture(15, 9, old))
        + paragraph("某局", inner=picture(4, 4, old))
    )
    (issue,) = read_word(word(body)).issues
    assert issue.code == "picture"
    assert "after “三、收到和处理申请情况”" in issue.message
    assert issue.message.startswith("1 pictures")


PAGE = "<html><body><h1>某局2017年报告</h1><table><tr><td>甲<td>97<tr><td>乙<td>2</table></body></html>"
LETTER = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
    'Content-Type: text/html; charset="utf-8"\n'
    f"Content-Transfer-Encoding: 8bit\n\n{PAGE}\n--b--\n"
)


@pytest.mark.parametrize("held", [PAGE, LETTER], ids=["page", "web archive"])
def test_a_page_within_the_file_is_read(held: str) -> None:
    data = as_linked(paragraph("前") + '<w:altChunk r:id="c"/>', {"c": ("aFChunk", "chunk.htm", held.encode())})
    assert lines(data) == ["前", "某局2017年报告", "甲\t97\n乙\t2"]


def test_another_document_within_the_file_is_told() -> None:
    data = as_linked(paragraph("前") + '<w:altChunk r:id="c"/>', {"c": ("aFChunk", "chunk.rtf", b"{\\rtf1 x}")})
    assert [issue.code for issue in read_word(data).issues] == ["embedded_file"]


def test_a_worksheet_within_the_file_is_told() -> None:
    sheet = {"e": ("oleObject", "embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0")}
    data = as_linked(paragraph("表见附件", inner='<w:object><o:OLEObject xmlns:o="o" r:id="e"/></w:object>'), sheet)
    assert [issue.code for issue in read_word(data).issues] == ["embedded_file"]


def test_parts_are_found_by_what_the_main_part_calls_them() -> None:
    lists = numbering(level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>')).encode()
    data = as_linked(paragraph("甲", number=(1, 0)), {"n": ("numbering", "/word/lists2.xml", lists)})
    assert lines(data) == ["一、甲"]
