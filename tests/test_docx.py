"""Word files: what a reader of the printed document sees is what is read. All files here are made."""

import io
import zipfile
from pathlib import Path

import pytest
from words import NAMESPACES, as_word, level, numbering, paragraph, run, table, word

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.model import Document, RawFile, Result
from pipeline.read import read, zips
from pipeline.run import process

RAW = Path(__file__).parent.parent / "raw"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def read_word(data: bytes) -> Document:
    document = read(RawFile("made.txt", data))
    for block in document.blocks:
        for cell in block.cells:
            assert document.cut(cell.place) == cell.text
    return document


def lines(data: bytes) -> list[str]:
    document = read_word(data)
    return [document.cut(block.place) for block in document.blocks]


def grid(data: bytes) -> list[tuple[int, int, int, int, str]]:
    """Row, column, rows and columns spanned, text."""
    (block,) = [block for block in read_word(data).blocks if block.cells]
    return [(c.row, c.col, c.row_span, c.col_span, c.text) for c in block.cells]


def refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        read(RawFile("made.docx", data))
    return caught.value.code, str(caught.value)


# -- the same report ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("nanping-health-2016-clean.html", False), ("nanping-health-2016-clean.html", True),
        ("sanming-commerce-2017-table.html", False), ("longyan-water-2015-gbk.html", False),
    ],
)  # fmt: skip
def test_a_report_says_the_same_as_a_page_and_as_a_word_file(name: str, listed: bool) -> None:
    page = process(RawFile(name, (RAW / name).read_bytes()), builtin())
    made = process(RawFile("made.docx", as_word(RAW / name, listed)), builtin())
    assert made.report is not None
    assert made.report.document.media_type == DOCX
    assert said(made) == said(page)


def said(result: Result) -> dict[str, object]:
    assert result.report is not None
    sections = [s for s in result.report.sections if s.kind == "numbered"]
    meta = result.report.metadata
    return {
        "status": result.status,
        "metadata": (meta.agency, meta.year, meta.region_code),
        "sections": [(s.number, s.title, s.level, s.text.strip()) for s in sections],
        "facts": [
            (f.template, f.indicator, f.member, f.period, f.value, f.state, f.unit, f.printed) for f in result.facts
        ],
        "mentions": [(m.section_no, m.quantity, m.role, m.indicator, m.member, m.period) for m in result.mentions],
        "findings": [(f.kind, f.outcome, f.grade, f.difference) for f in result.findings],
    }


# -- numbers that are list formatting ------------------------------------------------------


def test_numbers_of_lists_are_printed_and_count_by_level() -> None:
    styled = numbering(
        level(0, "chineseCountingThousand", "第%1部分", '<w:suff w:val="space"/>')
        + level(1, "japaneseCounting", "（%2）", '<w:suff w:val="nothing"/>')
        + level(2, "decimal", "%3．", '<w:suff w:val="nothing"/>')
    )
    at = (0, 1, 1, 2, 2, 0, 1, 2)
    body = "".join(paragraph("甲", number=(1, n)) for n in at)
    assert lines(word(body, numbering=styled)) == [
        "第一部分 甲", "（一）甲", "（二）甲", "1．甲", "2．甲", "第二部分 甲", "（一）甲", "1．甲",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "third", "twelfth"),
    [
        ("decimal", "3", "12"), ("decimalZero", "03", "12"), ("chineseCounting", "三", "十二"),
        ("ideographTraditional", "丙", "12"), ("ideographZodiac", "寅", "亥"), ("ideographDigital", "三", "一二"),
        ("decimalEnclosedCircle", "③", "⑫"), ("decimalEnclosedCircleChinese", "③", "⑫"),
        ("decimalFullWidth", "３", "１２"), ("chineseLegalSimplified", "叁", "壹拾贰"), ("upperLetter", "C", "L"),
        ("lowerRoman", "iii", "xii"), ("upperRoman", "III", "XII"), ("decimalEnclosedParen", "⑶", "⑿"),
    ],
)  # fmt: skip
def test_numbers_are_printed_in_the_format_of_the_list(how: str, third: str, twelfth: str) -> None:
    found = lines(word(paragraph("x", number=(1, 0)) * 12, numbering=numbering(level(0, how, "%1、"))))
    assert (found[2], found[11]) == (f"{third}、 x", f"{twelfth}、 x")


def test_a_format_that_is_not_known_is_written_in_digits_and_told() -> None:
    document = read_word(word(paragraph("x", number=(1, 0)), numbering=numbering(level(0, "hindiVowels", "%1."))))
    assert document.text == "1. x"
    assert [(i.code, "hindiVowels" in i.message) for i in document.issues] == [("list_format", True)]


def test_a_bullet_is_no_number() -> None:
    assert lines(word(paragraph("x", number=(1, 0)), numbering=numbering(level(0, "bullet", "•")))) == ["x"]


def test_a_list_that_starts_anew_and_one_that_goes_on() -> None:
    more = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    body = "".join(paragraph("x", number=(n, 0)) for n in (1, 1, 2, 3, 3))
    found = lines(word(body, numbering=numbering(level(0, "decimal", "%1)"), more=more)))
    assert found == ["1) x", "2) x", "3) x", "1) x", "2) x"]


def test_numbers_over_levels_are_in_digits_where_the_list_says_so() -> None:
    styled = numbering(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    body = paragraph("x", number=(1, 0)) * 2 + paragraph("x", number=(1, 1))
    assert lines(word(body, numbering=styled))[2] == "2.1 x"


def test_a_style_gives_heading_level_weight_and_number() -> None:
    styles = (
        f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
        "</w:style></w:styles>"
    )
    lists = numbering(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="1"/><w:suff w:val="nothing"/>')
        + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="2"/><w:suff w:val="nothing"/>')
    )
    body = "".join(paragraph("甲", properties=f'<w:pStyle w:val="{style}"/>') for style in (1, 2, 2, 1))
    off = paragraph("乙", properties='<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    document = read_word(word(body + off + paragraph("丙"), styles=styles, numbering=lists))
    assert [(document.cut(b.place), b.level, b.bold) for b in document.blocks] == [
        ("一、甲", 1, True), ("（一）甲", 2, True), ("（二）甲", 2, True), ("二、甲", 1, True), ("乙", 1, True),
        ("丙", None, False),
    ]  # fmt: skip


def test_styles_that_are_based_on_each_other_without_end_are_read() -> None:
    based = "".join(f'<w:style w:styleId="{n}"><w:basedOn w:val="{n + 1}"/></w:style>' for n in range(20_000))
    ring = '<w:style w:styleId="a"><w:basedOn w:val="a"/></w:style>'
    body = "".join(paragraph("文", properties=f'<w:pStyle w:val="{style}"/>') for style in ("0", "a"))
    assert lines(word(body, styles=f"<w:styles {NAMESPACES}>{based}{ring}</w:styles>")) == ["文", "文"]


# -- tables -------------------------------------------------------------------------


def test_cells_span_columns_and_rows() -> None:
    made = table([
        [('<w:gridSpan w:val="2"/>', "a"), ('<w:vMerge w:val="restart"/>', "b")],
        [("", "c"), ("", "d"), ("<w:vMerge/>", "not shown")],
        [("", "e"), ("", "f"), ("", "g")],
    ])  # fmt: skip
    assert grid(word(made)) == [
        (1, 1, 1, 2, "a"), (1, 3, 2, 1, "b"), (2, 1, 1, 1, "c"), (2, 2, 1, 1, "d"),
        (3, 1, 1, 1, "e"), (3, 2, 1, 1, "f"), (3, 3, 1, 1, "g"),
    ]  # fmt: skip


def test_an_absurd_span_is_what_is_left_of_the_grid() -> None:
    made = table([[("", "a"), ('<w:gridSpan w:val="100000000"/>', "b")], [("", "c"), ("", "d"), ("", "e")]], columns=3)
    assert grid(word(made))[:3] == [(1, 1, 1, 1, "a"), (1, 2, 1, 2, "b"), (2, 1, 1, 1, "c")]


def test_a_table_within_a_cell_is_read_as_a_table() -> None:
    inner = table([[("", "条"), ("", "97")], [("", "件"), ("", "2")]], columns=2)
    made = table([[("", paragraph("外") + inner + paragraph()), ("", "旁")]], columns=2)
    assert [row[4] for row in grid(word(made))] == ["条", "97", "件", "2"]
    assert lines(word(made)) == ["外", "条\t97\n件\t2", "旁"]


def test_numbers_of_rows_that_are_list_formatting_are_in_their_cells() -> None:
    made = table([[("", paragraph(number=(1, 0))), ("", "甲")], [("", paragraph(number=(1, 0))), ("", "乙")]], 2)
    assert [row[4] for row in grid(word(made, numbering=numbering(level(0, "decimal", "%1"))))] == [
        "1",
        "甲",
        "2",
        "乙",
    ]


# -- what is shown and what is not -------------------------------------------------------------


def test_of_tracked_changes_the_final_text_is_read() -> None:
    inserted, moved = f"<w:ins>{run('316')}</w:ins>", f"<w:moveTo>{run('条')}</w:moveTo>"
    deleted = "<w:del><w:r><w:delText>97</w:delText></w:r></w:del>" + f"<w:moveFrom>{run('件')}</w:moveFrom>"
    joined = paragraph("前半", number=(1, 0), properties="<w:rPr><w:del/></w:rPr>") + paragraph("后半", number=(1, 0))
    rows = (
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:delText>x</w:delText></w:r></w:p></w:tc></w:tr>"
        f"<w:tr><w:tc>{paragraph('a')}</w:tc><w:tc>{paragraph('b')}</w:tc></w:tr></w:tbl>"
    )
    body = paragraph("公开", inner=deleted + inserted + moved) + joined + f"<w:ins>{paragraph('新')}</w:ins>" + rows
    found = lines(word(body, numbering=numbering(level(0, "decimal", "%1."))))
    assert found == ["公开316条", "1. 前半后半", "新", "a\tb"]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f"<v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    assert lines(word(paragraph("甲", inner=twice) + paragraph("乙", inner=old))) == ["甲", "框内", "乙", "框内"]


def test_links_fields_controls_and_breaks_are_text_and_codes_are_not() -> None:
    inner = (
        f"<w:hyperlink>{run('链接')}</w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:br/></w:r>"
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('二')}</w:sdtContent></w:sdt><w:r><w:sym w:char='25CB'/></w:r>"
        f"{run('一')}{run('隐', '<w:vanish/>')}<w:r><w:sym w:char='F0FE'/></w:r>"
    )
    assert lines(word(f"<w:sdt><w:sdtContent>{paragraph('a<b', inner=inner)}</w:sdtContent></w:sdt>")) == [
        "a<b链接", "二○一",
    ]  # fmt: skip


def test_footnotes_stand_at_the_end() -> None:
    notes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:type="separator">{paragraph("-")}</w:footnote>'
        f"<w:footnote>{paragraph('注')}</w:footnote></w:footnotes>"
    )
    assert lines(word(paragraph("文"), footnotes=notes)) == ["文", "注"]


def test_what_stands_in_other_files_is_told() -> None:
    document = read_word(word(paragraph("文") + "<w:altChunk/>"))
    assert [issue.code for issue in document.issues] == ["embedded_file"]


def test_the_main_part_may_have_another_name() -> None:
    assert lines(word(paragraph("文"), main="word/document2.xml")) == ["文"]


# -- what is refused ------------------------------------------------------------------


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", parts.pop("document", b"<document><body/></document>"))
        for name, part in parts.items():
            package.writestr(f"word/{name}", part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        pytest.param(_zip(document=b" " * 20_000_000), "zip_bomb", "20,000,0", id="ratio"),
        pytest.param(_zip(**{f"p{n}": b"" for n in range(5_001)}), "zip_bomb", "5,002 parts", id="entries"),
        pytest.param(word(paragraph("文"))[:-40], "docx_damaged", "no whole zip", id="cut short"),
        pytest.param(_zip(document=b"<document><body>"), "docx_damaged", "no XML", id="broken XML"),
        pytest.param(_zip(document=b"<document/>"), "docx_damaged", "no body", id="no body part"),
        pytest.param(
            _zip(document=b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d><body><p>&x;</p></body></d>'),
            "docx_damaged", "entities", id="entities",
        ),
        pytest.param(word("<w:sdt>" * 3000 + "</w:sdt>" * 3000), "docx_damaged", "made.docx", id="nested"),
        pytest.param(word(paragraph()), "no_body", "shows no text", id="blank"),
        pytest.param(_zip(**{"media/1.png": b"x"}), "needs_ocr", "only pictures (1)", id="pictures"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data: bytes, code: str, says: str) -> None:
    found, message = refused(data)
    assert found == code
    assert message.startswith("made.docx: ")
    assert says in message


def test_too_many_rows_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_TAGS", 100)
    assert refused(word("<w:p/>" * 101))[0] == "too_many_nodes"


def test_a_file_damaged_anywhere_is_read_or_refused() -> None:
    lists = numbering(level(0, "x", "%1"))
    whole = word(paragraph("文", number=(1, 0)) + table([[("", "a"), ("", "b")]]), numbering=lists)
    codes = set()
    for at in range(0, len(whole), 3):
        damaged = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        try:
            read(RawFile("made.docx", damaged))
        except ReadError as error:
            codes.add(error.code)
    assert "docx_damaged" in codes
    assert codes <= {"docx_damaged", "zip_bomb", "unsupported_type", "binary", "no_body"}
