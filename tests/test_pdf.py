"""PDFs into blocks: what a page shows, in the order it is read, each piece with its page and box.

All pages are made for the tests, but for the report of the corpus.
"""

import logging
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from sheets import BOTTOM, FONT, LEFT, RIGHT, SIZE, STEP, Paper, made

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.lookalikes import LOOKALIKES
from pipeline.model import Block, Document, Place, RawFile
from pipeline.read import read
from pipeline.read.pdf.ruling import Box
from pipeline.read.pdf.witness import PageView, Witness
from pipeline.run import process
from pipeline.text import fold, unmask

FIRST = (
    "本年度主动公开政府信息三百一十二条，其中规范性文件十二件，通过门户网站公开二百八十条，通过政务新媒体公开三十二条。"
)
SECOND = "收到公众提出的申请4件，比上年减少2件，均已在法定期限内答复，没有因此引起的行政复议，也没有行政诉讼案件。"


def _read(data: bytes) -> Document:
    document = read(RawFile("made.pdf", data))
    _is_whole(document)
    return document


def _prose(*paragraphs: str) -> bytes:
    def draw(paper: Paper) -> None:
        paper.prose(paragraphs)

    return made(draw)


def _is_whole(document: Document) -> None:
    """Places cut out their texts, in order and once, and all have a page and a box."""
    at = 0
    for block in document.blocks:
        assert not document.text[at : block.place.start].strip()
        at = block.place.end
        assert block.place.page
        assert block.place.box is not None
        for cell in block.cells:
            assert document.cut(cell.place) == cell.text
            assert cell.place.page
            assert cell.place.box is not None
    assert not document.text[at:].strip()


def _lines(document: Document) -> list[str]:
    return [document.cut(block.place) for block in document.blocks if block.content and not block.cells]


def _aside(document: Document) -> list[str]:
    return [document.cut(block.place) for block in document.blocks if not block.content]


def _tables(document: Document) -> list[Block]:
    return [block for block in document.blocks if block.cells and block.content]


def _grid(block: Block) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.col): cell.text for cell in block.cells}


def _spans(block: Block) -> dict[str, tuple[int, int, int, int]]:
    """The cells with text that cover more than one place: row, column, height, width."""
    return {
        cell.text: (cell.row, cell.col, cell.row_span, cell.col_span)
        for cell in block.cells
        if cell.text and cell.row_span * cell.col_span > 1
    }


def _codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


def _refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as refusal:
        _read(data)
    return refusal.value.code, str(refusal.value)


# -- prose ----------------------------------------------------------------------------------


def test_lines_broken_for_the_page_become_paragraphs() -> None:
    document = _read(_prose("一、概述", FIRST, "二、申请", SECOND))
    assert _lines(document) == ["一、概述", FIRST, "二、申请", SECOND]
    assert document.media_type == "application/pdf"
    assert document.issues == ()


def test_a_sentence_runs_over_the_page_and_the_page_number_does_not_cut_it() -> None:
    document = _read(_prose(FIRST * 6, SECOND * 6, FIRST * 6))
    assert _lines(document) == [FIRST * 6, SECOND * 6, FIRST * 6]
    assert _aside(document) == ["- 1 -", "- 2 -"]


def test_a_heading_at_the_foot_of_a_page_stays_a_line_of_its_own() -> None:
    def draw(paper: Paper) -> None:
        paper.prose([FIRST])
        paper.prose(["二、依申请公开情况"], top=BOTTOM)
        paper.page()
        paper.prose([SECOND])

    assert _lines(_read(made(draw))) == [FIRST, "二、依申请公开情况", SECOND]


def test_running_heads_and_page_numbers_are_not_content() -> None:
    def draw(paper: Paper) -> None:
        for count in (1, 2, 3):
            paper.text(200, 40, "某某市某某局年度报告", 10)
            paper.text(260, 800, f"第{count}页 共3页", 10)
            paper.prose([f"第{'零一二三'[count]}段。{FIRST}"])
            paper.page(number=False)
        paper.text(200, 40, "某某市某某局年度报告", 10)

    document = _read(made(draw))
    assert [line[:4] for line in _lines(document)] == ["第一段。", "第二段。", "第三段。"]
    assert sorted(set(_aside(document))) == ["- 4 -", "某某市某某局年度报告", "第1页共3页", "第2页共3页", "第3页共3页"]


def test_a_year_or_a_number_of_the_text_is_no_page_number() -> None:
    def draw(paper: Paper) -> None:
        paper.prose([FIRST])
        paper.text(LEFT, 400, "12")
        paper.text(400, 760, "2024年1月")

    assert _lines(_read(made(draw))) == [FIRST, "12", "2024年1月"]


def test_bare_numbers_at_the_foot_are_page_numbers_only_if_they_count_on() -> None:
    def draw(paper: Paper, feet: tuple[str, ...]) -> None:
        for foot in feet:
            paper.prose([FIRST])
            paper.text(280, 790, foot, 12)
            paper.page(number=False)
        paper.prose([SECOND])

    counted = _read(made(lambda paper: draw(paper, ("5", "6", "7"))))
    assert _aside(counted) == ["5", "6", "7", "- 4 -"]
    values = _read(made(lambda paper: draw(paper, ("0", "0", "12"))))
    assert _aside(values) == ["- 4 -"]
    assert [line for line in _lines(values) if line.isdigit()] == ["0", "0", "12"]


def test_a_signature_at_the_right_is_two_lines() -> None:
    def draw(paper: Paper) -> None:
        end = paper.prose([FIRST[:-1]])
        for i, line in enumerate(("某某市人力资源和社会保障局", "2024年1月20日", "抄送：某某市人民政府")):
            paper.canvas.setFont(FONT, SIZE)
            paper.canvas.drawRightString(RIGHT, paper.height - end - STEP * (i + 1), line)

    assert _lines(_read(made(draw)))[1:] == ["某某市人力资源和社会保障局", "2024年1月20日", "抄送：某某市人民政府"]


def test_a_watermark_aslant_is_kept_out_of_the_text() -> None:
    def draw(paper: Paper) -> None:
        paper.prose([FIRST])
        paper.canvas.saveState()
        paper.canvas.translate(200, 600)
        paper.canvas.rotate(45)
        paper.canvas.drawString(0, 0, "SAMPLE")
        paper.canvas.restoreState()

    document = _read(made(draw))
    assert _lines(document) == [FIRST]
    assert _aside(document) == ["- 1 -", "SAMPLE"]


def test_radicals_of_a_wrong_map_are_read_as_the_ideographs_that_are_shown() -> None:
    assert fold("⼈⺠政府⻔⼾⽹⾏同⽐增⻓") == unmask("⼈⺠政府⻔⼾⽹⾏同⽐增⻓") == "人民政府门户网行同比增长"
    assert unmask("三︑（︵︶") == "三、（（）"
    assert fold("①128㎡﨑") == "①128㎡﨑"  # no fold, as NFKC has it, and no ideograph of another form
    assert len(fold("".join(LOOKALIKES))) == len(LOOKALIKES)


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        pytest.param("电子邮箱为", "zwgk@example.cn，", "电子邮箱为zwgk@example.cn，", id="an address does not fit"),
        pytest.param("使用Office", "Open XML", "使用Office Open XML", id="Latin words"),
        pytest.param("电话0500-", "1234567。", "电话0500-1234567。", id="after a hyphen"),
    ],
)
def test_what_a_break_parted_is_joined(first: str, second: str, text: str) -> None:
    def draw(paper: Paper) -> None:
        end = paper.prose([FIRST])
        filler = "某" * int((RIGHT - LEFT - stringWidth(first, FONT, SIZE)) // SIZE)
        paper.canvas.setFont(FONT, SIZE)
        paper.canvas.drawRightString(RIGHT, paper.height - end - 14, filler + first)
        paper.text(LEFT, end + STEP, second)

    assert _lines(_read(made(draw)))[-1].lstrip("某") == text


def test_blanks_of_a_spread_line_are_typography_and_blanks_between_numbers_are_not() -> None:
    def draw(paper: Paper) -> None:
        for i, char in enumerate("邮编：某某市"):
            paper.text(LEFT + 40 * i, 100, char)
        paper.text(LEFT, 200, "共 2023 年", 12)
        paper.text(LEFT, 250, "12 345", 12)

    assert _lines(_read(made(draw))) == ["邮编：某某市", "共2023年", "12 345"]


def test_hanging_lines_and_numbered_items_are_told_apart() -> None:
    def draw(paper: Paper) -> None:
        paper.text(LEFT, 100, FIRST[:28])
        paper.text(LEFT + 32, 128, FIRST[28:54])
        paper.text(LEFT + 32, 156, FIRST[54:])
        paper.text(LEFT, 184, "1.第一项工作按照年度计划开展并且已经全部完成了的有三项。")
        paper.text(LEFT, 212, "2.第二项。")

    assert len(_lines(_read(made(draw)))) == 3


def test_a_line_of_the_printed_page_can_be_found_from_its_place() -> None:
    document = _read(_prose(FIRST * 6, SECOND * 12))
    start = document.text.rindex("行政诉讼")
    found = document.locate(Place(start, start + 4))
    assert found.page == 2
    assert found.box is not None
    assert found.box[3] - found.box[1] < STEP


# -- glyphs -----------------------------------------------------------------------------------


def test_bold_that_is_printed_twice_is_read_once() -> None:
    def draw(paper: Paper) -> None:
        for shift in (0, 0.3):
            paper.text(LEFT + shift, 100, "受理1122件")
            paper.table([85, 185, 285], [200, 230, 260], {})
            paper.text(190 + shift, 205, "11", 10)
            paper.text(190 + shift, 235, "12", 10)
        paper.text(90, 205, "甲", 10)

    document = _read(made(draw))
    assert _lines(document) == ["受理1122件"]
    assert _grid(_tables(document)[0])[1, 2] == "11"
    assert _grid(_tables(document)[0])[2, 2] == "12"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("whole", [True, False], ids=["the page is turned", "the text is turned"])
def test_turned_pages_are_read(turn: int, whole: bool) -> None:
    sideways = turn in (90, 270)

    def draw(paper: Paper) -> None:
        paper.height = 842
        if whole:
            paper.canvas.setPageRotation(turn)
        elif turn:  # counter-clockwise
            paper.canvas.translate(*{90: (595, 0), 180: (595, 842), 270: (0, 842)}[turn])
            paper.canvas.rotate(turn)
            paper.height = 595 if sideways else 842
        paper.text(60, 60, "甲乙丙丁戊")
        paper.table([60, 160, 260], [100, 130, 160], {(0, 0): "项目", (0, 1): "数量", (1, 0): "申请", (1, 1): "12"})

    # reportlab turns the size of a turned page, too: this one is upright before it is turned
    document = _read(made(draw, (842, 595) if whole and sideways else (595, 842)))
    assert _lines(document)[0] == "甲乙丙丁戊"
    assert _grid(_tables(document)[0]) == {(1, 1): "项目", (1, 2): "数量", (2, 1): "申请", (2, 2): "12"}
    cell = next(cell for cell in _tables(document)[0].cells if cell.text == "12")
    # as a viewer shows the page: 160 from the left and 130 from the top before anything is turned
    shown = {
        (True, 90): (842 - 160, 160, 842 - 130, 260), (True, 180): (335, 682, 435, 712),
        (True, 270): (130, 335, 160, 435),
        (False, 90): (130, 842 - 260, 160, 842 - 160), (False, 180): (335, 682, 435, 712),
        (False, 270): (595 - 160, 160, 595 - 130, 260),
    }  # fmt: skip
    assert cell.place.box == pytest.approx(shown.get((whole, turn), (160, 130, 260, 160)), abs=1)


# -- ruled tables -----------------------------------------------------------------------------

XS = [85, 125, 245, 325, 405]  # two columns of labels, two of values
HEAD = {(0, 0): "分类", (0, 2): "甲类", (0, 3): "乙类"}


def test_merged_cells_are_seen_by_their_rulings() -> None:
    def draw(paper: Paper) -> None:
        paper.prose(["一、总表"])
        texts = {
            (0, 0): "指标", (0, 2): "数量", (1, 2): "甲类", (1, 3): "乙类", (2, 0): "办理结果",
            (2, 1): "（一）予以公开",
            (2, 2): "1", (2, 3): "2", (3, 1): "（二）部分公开", (3, 2): "3", (4, 0): "总计", (4, 2): "4", (4, 3): "2",
        }  # fmt: skip
        spans = {(0, 0): (2, 2), (0, 2): (1, 2), (2, 0): (2, 1), (4, 0): (1, 2)}
        paper.table(XS, [150, 175, 200, 225, 250, 275], texts, spans)

    document = _read(made(draw))
    (table,) = _tables(document)
    assert _spans(table) == {"指标": (1, 1, 2, 2), "数量": (1, 3, 1, 2), "办理结果": (3, 1, 2, 1), "总计": (5, 1, 1, 2)}
    assert {place: text for place, text in _grid(table).items() if place[0] > 2} == {
        (3, 1): "办理结果", (3, 2): "（一）予以公开", (3, 3): "1", (3, 4): "2",
        (4, 2): "（二）部分公开", (4, 3): "3", (4, 4): "",
        (5, 1): "总计", (5, 3): "4", (5, 4): "2",
    }  # fmt: skip
    assert table.place.box == pytest.approx((85, 150, 405, 275), abs=1)


def test_shading_is_no_ruling() -> None:
    def draw(paper: Paper) -> None:
        for top in range(100, 300, 28):  # as WPS does: white behind every line of text
            paper.fill(80, top, 540, top + 28, 1)
        end = paper.prose([FIRST])
        paper.fill(85, 300, 405, 330, 0.8)
        paper.table(
            XS, [300, 330, 360], {**HEAD, (1, 0): "合计", (1, 2): "5", (1, 3): "6"}, {(0, 0): (1, 2), (1, 0): (1, 2)}
        )
        assert end < 300

    document = _read(made(draw))
    assert _lines(document) == [FIRST]
    assert [len(table.cells) for table in _tables(document)] == [6]


def test_white_cells_on_a_dark_ground_are_ruled_by_what_shows_between_them() -> None:
    def draw(paper: Paper) -> None:
        paper.fill(84, 99, 286, 161, 0)
        for x in (85, 186):
            for top in (100, 131):
                paper.fill(x, top, x + 99, top + 29, 1)
        for x, top, text in ((90, 105, "项目"), (190, 105, "数量"), (90, 135, "申请"), (190, 135, "12")):
            paper.text(x, top, text, 10)

    (table,) = _tables(_read(made(draw)))
    assert _grid(table) == {(1, 1): "项目", (1, 2): "数量", (2, 1): "申请", (2, 2): "12"}


def test_a_frame_around_the_page_does_not_join_its_tables_and_prose() -> None:
    def draw(paper: Paper) -> None:
        for gap in (0, 3):  # a double one
            paper.canvas.rect(70 + gap, 60 + gap, 455 - 2 * gap, 722 - 2 * gap)
        paper.prose([FIRST])
        paper.table([70, 300, 525], [300, 330, 360], {(0, 0): "项目", (0, 1): "数量", (1, 0): "申请", (1, 1): "12"})
        paper.prose([SECOND], top=400)
        paper.table([71, 300, 525], [500, 530, 560], {(0, 0): "事项", (0, 1): "件数", (1, 0): "许可", (1, 1): "7"})

    document = _read(made(draw))
    assert _lines(document) == [FIRST, SECOND]
    assert [list(_grid(table).values()) for table in _tables(document)] == [
        ["项目", "数量", "申请", "12"],
        ["事项", "件数", "许可", "7"],
    ]


def test_the_border_of_a_table_that_fills_the_page_is_no_frame() -> None:
    def draw(paper: Paper) -> None:
        texts = {(row, col): f"{row}{'甲乙'[col]}" for row in range(20) for col in range(2)}
        paper.table([60, 300, 540], [60 + 36 * i for i in range(21)], texts)
        paper.canvas.rect(60, paper.height - 780, 480, 720)

    (table,) = _tables(_read(made(draw)))
    assert len(table.cells) == 40


def test_thick_borders_and_outlines_of_cells_are_rulings() -> None:
    def draw(paper: Paper) -> None:
        for at in (100, 130, 160):
            paper.fill(85, at, 287.5, at + 2.5, 0)
        for at in (85, 185, 285):
            paper.fill(at, 100, at + 2.5, 162.5, 0)
        for x, top, text in ((90, 105, "项目"), (190, 105, "数量"), (90, 135, "申请"), (190, 135, "12")):
            paper.text(x, top, text, 10)
        for x, top, text in ((85, 300, "事项"), (186, 300, "件数"), (85, 331, "许可"), (186, 331, "7")):
            outline = paper.canvas.beginPath()
            outline.rect(x, paper.height - top - 30, 100, 30)
            outline.rect(x + 0.5, paper.height - top - 29.5, 99, 29)
            paper.canvas.drawPath(outline, stroke=0, fill=1, fillMode=0)
            paper.text(x + 5, top + 5, text, 10)

    first, second = _tables(_read(made(draw)))
    assert list(_grid(first).values()) == ["项目", "数量", "申请", "12"]
    assert list(_grid(second).values()) == ["事项", "件数", "许可", "7"]


def test_a_heading_under_a_table_without_a_foot_is_in_none_of_its_cells() -> None:
    def draw(paper: Paper) -> None:
        paper.prose([FIRST])
        paper.table([85, 185, 285, 385], [680, 705, 730], {
            (0, 0): "甲", (0, 1): "乙", (0, 2): "丙", (1, 0): "1", (1, 1): "2", (1, 2): "3",
        }, open_foot=True)  # fmt: skip
        paper.text(117, 731, "五、存在的主要问题及改进情况", 14)

    document = _read(made(draw))
    assert list(_grid(_tables(document)[0]).values()) == ["甲", "乙", "丙", "1", "2", "3"]
    assert _lines(document) == [FIRST, "五、存在的主要问题及改进情况"]


def test_rulings_drawn_as_dashes_thin_boxes_or_double_lines_are_whole() -> None:
    def draw(paper: Paper) -> None:
        for top in (100, 130, 160):
            for x in range(85, 285, 4):
                paper.line(x, top, x + 2, top)
        for x in (85, 185, 285):
            paper.fill(x, 100, x + 0.5, 130.2, 0)
            paper.fill(x, 130, x + 0.5, 160, 0)
            paper.fill(x + 1.4, 100, x + 1.9, 160, 0)
        for x, top, text in ((90, 105, "项目"), (190, 105, "数量"), (90, 135, "申请"), (190, 135, "12")):
            paper.text(x, top, text, 10)

    (table,) = _tables(_read(made(draw)))
    assert _grid(table) == {(1, 1): "项目", (1, 2): "数量", (2, 1): "申请", (2, 2): "12"}


def test_a_table_without_rulings_at_its_sides_keeps_its_outer_columns() -> None:
    def draw(paper: Paper) -> None:
        for top in (100, 130, 160):
            paper.line(85, top, 405, top)
        for x in (245, 325):
            paper.line(x, 100, x, 160)
        for x, top, text in (
            (90, 105, "项目"),
            (250, 105, "甲"),
            (330, 105, "乙"),
            (90, 135, "申请"),
            (250, 135, "1"),
            (330, 135, "2"),
        ):
            paper.text(x, top, text, 10)

    (table,) = _tables(_read(made(draw)))
    assert _grid(table) == {(1, 1): "项目", (1, 2): "甲", (1, 3): "乙", (2, 1): "申请", (2, 2): "1", (2, 3): "2"}


def test_two_tables_side_by_side_are_two() -> None:
    def draw(paper: Paper) -> None:
        paper.table([320, 420, 520], [98, 130, 160], {(0, 0): "丙", (0, 1): "丁", (1, 0): "3", (1, 1): "4"})
        paper.table([60, 160, 260], [100, 130, 160], {(0, 0): "甲", (0, 1): "乙", (1, 0): "1", (1, 1): "2"})
        paper.prose([FIRST], top=200)

    document = _read(made(draw))
    assert [list(_grid(table).values()) for table in _tables(document)] == [
        ["甲", "乙", "1", "2"],
        ["丙", "丁", "3", "4"],
    ]
    assert [bool(block.cells) for block in document.blocks] == [True, True, False, False]


@pytest.mark.parametrize(
    "places",
    [
        pytest.param([(90, 105 + 10 * i) for i in range(6)], id="one column"),
        pytest.param([(x, 105 + 10 * i) for x in (105, 87) for i in range(3)], id="from the right"),
        pytest.param([(87, 120), (98, 120), (109, 120), (87, 140), (98, 140), (109, 140)], id="lines"),
    ],
)  # fmt: skip
def test_vertical_text_in_a_merged_cell_is_read(places: list[tuple[float, float]]) -> None:
    def draw(paper: Paper) -> None:
        paper.table(XS, [100, 130, 160, 190], {(0, 1): "甲", (1, 1): "乙", (2, 1): "丙", (2, 2): "1"}, {(0, 0): (3, 1)})
        for (x, top), char in zip(places, "本年办理结果", strict=True):
            paper.text(x, top, char, 10)

    assert "本年办理结果" in _spans(_tables(_read(made(draw)))[0])


def test_a_frame_around_text_and_a_table_that_lays_out_prose_are_no_tables() -> None:
    def draw(paper: Paper) -> None:
        paper.table([70, 545], [90, 300], {})
        paper.prose([FIRST])
        paper.table([70, 110, 545], [310, 600], {})
        paper.prose([SECOND * 5], top=330)
        paper.text(75, 320, "附", 12)

    document = _read(made(draw))
    assert _tables(document) == []
    assert _lines(document)[0] == FIRST


# -- over the page break ------------------------------------------------------------------------


def _two_pages(upper: Callable[[Paper], None], lower: Callable[[Paper], None]) -> Document:
    def draw(paper: Paper) -> None:
        paper.prose([FIRST])
        upper(paper)
        paper.page()
        lower(paper)
        paper.prose([SECOND], top=400)

    return _read(made(draw))


BODY = {(0, 0): "结果", (0, 1): "予以公开", (0, 2): "1", (0, 3): "2", (1, 1): "部分公开", (1, 2): "3", (1, 3): "4"}
MORE = {(0, 1): "不予公开", (0, 2): "5", (0, 3): "6", (1, 0): "合计", (1, 2): "9", (1, 3): "12"}
WHOLE = [
    "分类", "甲类", "乙类", "结果", "予以公开", "1", "2", "部分公开", "3", "4", "不予公开", "5", "6", "合计", "9", "12",
]  # fmt: skip


def _below(texts: dict[tuple[int, int], str], rows: int) -> dict[tuple[int, int], str]:
    return {(row + rows, col): text for (row, col), text in texts.items()}


@pytest.mark.parametrize("repeated", [True, False], ids=["header repeated", "no header"])
@pytest.mark.parametrize("closed", [True, False], ids=["ruled at the break", "open at the break"])
def test_a_table_over_two_pages_is_one(repeated: bool, closed: bool) -> None:
    def upper(paper: Paper) -> None:
        texts = {**HEAD, **_below(BODY, 1)}
        paper.table(XS, [680, 705, 730, 755], texts, {(0, 0): (1, 2), (1, 0): (2, 1)}, open_foot=not closed)
        if not closed:  # the rulings between the values end at the break
            paper.line(125, 755, 405, 755)

    def lower(paper: Paper) -> None:
        head = HEAD if repeated else {}
        rows = 1 if repeated else 0
        spans = {(rows + 1, 0): (1, 2), **({(0, 0): (1, 2)} if repeated else {})}
        paper.table(XS, [80, 105, 130, 155][: 3 + rows], {**head, **_below(MORE, rows)}, spans, open_head=not closed)
        if not closed:
            paper.line(85 if repeated else 125, 80, 405, 80)

    document = _two_pages(upper, lower)
    (table,) = _tables(document)
    assert [cell.text for cell in table.cells] == WHOLE
    assert _spans(table) == {"分类": (1, 1, 1, 2), "结果": (2, 1, 3, 1), "合计": (5, 1, 1, 2)}
    assert {cell.place.page for cell in table.cells if cell.row < 4} == {1}
    assert {cell.place.page for cell in table.cells if cell.row > 3} == {2}
    assert _lines(document) == [FIRST, SECOND]
    assert _aside(document) == [*(["分类\t甲类\t乙类"] if repeated else []), "- 1 -", "- 2 -"]


def test_a_table_over_three_pages_with_a_row_cut_by_the_break_is_one() -> None:
    def draw(paper: Paper) -> None:
        paper.table(XS, [700, 730, 760], {**HEAD, (1, 0): "甲", (1, 1): "要求行政机关", (1, 2): "1", (1, 3): "2"},
                    {(0, 0): (1, 2)}, open_foot=True)  # fmt: skip
        paper.page()
        texts = {
            (0, 1): "重新出具",
            **{(row, 1): f"第{row}项" for row in range(1, 20)},
            **{(row, 2): str(row) for row in range(1, 20)},
        }
        paper.table(XS, [80 + 34 * i for i in range(21)], texts, open_head=True)
        paper.page()
        paper.table(XS, [80, 110], {(0, 1): "末项", (0, 2): "99"})

    (table,) = _tables(_read(made(draw)))
    grid = _grid(table)
    assert (grid[2, 2], grid[2, 3], grid[2, 4]) == ("要求行政机关重新出具", "1", "2")
    assert (grid[3, 2], grid[21, 2], grid[21, 3], grid[22, 3]) == ("第1项", "第19项", "19", "99")


def test_the_continuation_may_have_fewer_columns_and_be_announced() -> None:
    def upper(paper: Paper) -> None:
        paper.table(
            XS, [700, 730, 760], {**HEAD, (1, 0): "甲", (1, 2): "1", (1, 3): "2"}, {(0, 0): (1, 2), (1, 0): (1, 2)}
        )

    def lower(paper: Paper) -> None:
        paper.text(85, 80, "（续表）", 10)
        paper.table([85, 245, 405], [100, 130], {(0, 0): "收费金额", (0, 1): "7.5"})

    document = _two_pages(upper, lower)
    (table,) = _tables(document)
    assert _spans(table) == {"7.5": (3, 2, 1, 2)}
    assert "（续表）" in _aside(document)


@pytest.mark.parametrize(
    ("between", "xs"),
    [
        pytest.param("三、另一张表", XS, id="a heading stands between"),
        pytest.param("", [85, 165, 285, 405], id="the columns cut each other"),
        pytest.param("", [85, 125, 245, 325, 505], id="it is wider"),
    ],
)
def test_another_table_on_the_next_page_is_not_joined(between: str, xs: list[float]) -> None:
    def upper(paper: Paper) -> None:
        paper.table(
            XS, [700, 730, 760], {**HEAD, (1, 0): "甲", (1, 2): "1", (1, 3): "2"}, {(0, 0): (1, 2), (1, 0): (1, 2)}
        )

    def lower(paper: Paper) -> None:
        if between:
            paper.text(117, 80, between)
        paper.table(xs, [110, 140, 170], {(0, 0): "丙", (0, 1): "丁", (1, 0): "3", (1, 1): "4"})

    assert len(_tables(_two_pages(upper, lower))) == 2


# -- tables without rulings -----------------------------------------------------------------------


def _columns(paper: Paper, rows: list[list[str]], top: float, xs: tuple[float, ...] = (85, 300, 400)) -> float:
    for row in rows:
        for x, text in zip(xs, row, strict=True):
            if text:
                paper.text(x, top, text, 12)
        top += 24
    return top


ROWS = [["项目", "本年", "累计"], ["主动公开", "12", "120"], ["收到申请", "", "30"], ["予以公开", "4", "—"]]


def test_words_in_columns_are_a_table_and_said_to_be_one_by_their_places() -> None:
    def draw(paper: Paper) -> None:
        top = paper.prose(["一、概述", FIRST])
        top = _columns(paper, ROWS, top + 20)
        paper.prose([SECOND], top=top + 20)

    document = _read(made(draw))
    assert _lines(document) == ["一、概述", FIRST, SECOND]
    (table,) = _tables(document)
    assert [cell.text for cell in table.cells] == [text for row in ROWS for text in row]
    assert _codes(document) == ["table_by_positions"]
    assert document.issues[0].place == table.place


def test_a_label_of_several_lines_around_its_values_is_one_row() -> None:
    def draw(paper: Paper) -> None:
        top = _columns(paper, ROWS, 100)
        paper.text(85, top, "要求行政机关确认或", 12)
        paper.text(300, top + 8, "7", 12)
        paper.text(400, top + 8, "8", 12)
        paper.text(85, top + 15, "重新出具已获取信息", 12)
        _columns(paper, [["其他", "1", "2"]], top + 36)

    grid = _grid(_tables(_read(made(draw)))[0])
    assert [grid[5, col] for col in (1, 2, 3)] == ["要求行政机关确认或重新出具已获取信息", "7", "8"]
    assert grid[6, 1] == "其他"


def test_units_under_each_other_are_a_column_of_their_own() -> None:
    """The heads over units, codes and numbers nearly touch: 计算单位代码本期."""

    def draw(paper: Paper) -> None:
        xs = (85, 310, 363, 392)
        top = _columns(paper, [["指标", "计算单位", "代码", "本期"]], 100, xs)
        rows = [
            ["主动公开", "条", "01", "41"],
            ["对首次处理不满意的申诉数", "件", "02", "3"],
            ["访问", "人次", "03", "9"],
        ]
        _columns(paper, rows, top, xs)

    grid = _grid(_tables(_read(made(draw)))[0])
    assert [grid[1, col] for col in (2, 3, 4)] == ["计算单位", "代码", "本期"]
    assert [grid[3, col] for col in range(1, 5)] == ["对首次处理不满意的申诉数", "件", "02", "3"]


def test_the_name_of_a_group_beside_labels_is_in_none_of_them() -> None:
    """三、本 / 年度 beside （一）公开, and （三 / ）不予 beside the lines of 1. and 2.: their gaps are narrow."""

    def draw(paper: Paper) -> None:
        values = ((300, "7"), (340, "8"), (380, "9"))
        lines: list[tuple[float, list[tuple[float, str]]]] = [
            (100, [(85, "三、本"), (126, "（一）予以公开"), *values]),
            (122, [(85, "年度")]),
            (122, [(126, "（三"), (167, "1.属于")]),
            (133, [*values]),
            (144, [(126, "）不予"), (167, "国家秘密")]),
            (170, [(167, "2.重复申请"), *values]),
        ]
        for top, words in lines:
            for x, text in words:
                paper.text(x, top, text, 12)

    grid = _grid(_tables(_read(made(draw)))[0])
    assert [grid[row, 2] for row in (1, 2, 3)] == ["（一）予以公开", "1.属于国家秘密", "2.重复申请"]
    assert {grid[row, 1] for row in (1, 2, 3)} == {"三、本年度", "（三）不予", ""}
    assert all([grid[row, col] for col in (3, 4, 5)] == ["7", "8", "9"] for row in (1, 2, 3))


def test_heads_of_one_to_three_lines_are_one_row() -> None:
    def draw(paper: Paper) -> None:
        for x, top, text in [
            (300, 100, "社会"), (300, 120, "公益"), (300, 140, "组织"),
            (350, 110, "法律"), (350, 130, "机构"), (400, 120, "总计"),
        ]:  # fmt: skip
            paper.text(x, top, text, 12)
        rows = [[label, "1", "2", "3"] for label in ("收到", "公开", "答复")]
        _columns(paper, rows, 170, (85, 300, 350, 400))

    grid = _grid(_tables(_read(made(draw)))[0])
    assert [grid[1, col] for col in (2, 3, 4)] == ["社会公益组织", "法律机构", "总计"]


def test_a_label_cut_by_the_page_is_whole_under_a_repeated_header() -> None:
    def draw(paper: Paper) -> None:
        head = [["项目", "本年", "累计"]]
        top = _columns(paper, [*head, ["1.收到", "1", "2"], ["2.公开", "3", "4"], ["3.内部事务信", "5", "6"]], 600)
        paper.page()
        _columns(paper, [*head, ["息", "", ""], ["4.过程", "7", "8"], ["5.案卷", "9", "1"], ["6.查询", "2", "3"]], 80)
        assert top < 800

    (table,) = _tables(_read(made(draw)))
    assert [cell.text for cell in table.cells if cell.col == 1][1:] == [
        "1.收到", "2.公开", "3.内部事务信息", "4.过程", "5.案卷", "6.查询",
    ]  # fmt: skip


def test_a_label_half_a_line_from_the_value_of_another_is_not_read() -> None:
    """Between two labels that are half a line away, a value may be either's."""

    def draw(paper: Paper) -> None:
        top = _columns(paper, ROWS, 100)
        paper.text(85, top, "1.主动", 12)
        paper.text(85, top + 13, "2.公开", 12)
        paper.text(300, top + 13, "7", 12)
        paper.text(400, top + 13, "8", 12)

    assert _codes(_read(made(draw))) == ["table_unclear"]


def test_numbers_whose_label_is_not_certain_are_not_given_to_another() -> None:
    """A label of two lines far above its numbers, and one below: no table is made, and no figure moves."""

    def draw(paper: Paper) -> None:
        top = _columns(paper, ROWS, 100)
        paper.text(85, top, "收到申请的", 12)
        paper.text(300, top + 30, "7", 12)
        paper.text(400, top + 30, "8", 12)
        _columns(paper, [["其他", "1", "2"]], top + 60)

    document = _read(made(draw))
    grids = [_grid(table) for table in _tables(document)]
    assert not any("收到申请的" in grid.values() and "7" in grid.values() for grid in grids)
    assert "7" in document.text


def test_a_table_whose_numbers_have_no_certain_label_is_said_to_be_unread() -> None:
    def draw(paper: Paper) -> None:
        rows = [[label, "1", "2"] for label in ("收到", "公开", "答复")]
        top = _columns(paper, rows, 100)
        _columns(paper, [["", "7", "8"], ["其他", "3", "4"]], top)

    document = _read(made(draw))
    assert _tables(document) == []
    assert _codes(document) == ["table_unclear"]
    assert "page 1" in document.issues[0].message


def test_a_number_over_several_columns_does_not_make_them_one() -> None:
    def draw(paper: Paper) -> None:
        top = _columns(paper, [["规章", "3", "5"], ["文件", "4", "6"], ["公告", "1", "2"]], 100, (85, 300, 330))
        paper.text(85, top, "许可", 12)
        paper.text(296, top, "11398889", 12)

    grid = _grid(_tables(_read(made(draw)))[0])
    assert [(grid[row, 2], grid[row, 3]) for row in (1, 2, 3)] == [("3", "5"), ("4", "6"), ("1", "2")]
    assert grid[4, 2] == "11398889"


def test_figures_of_one_digit_with_wide_gaps_are_columns() -> None:
    def draw(paper: Paper) -> None:
        xs = (85, 300, 340, 380, 420)
        rows = [["规章", *"3500"], ["要求行政机关确认或", *"5000"], ["总计", *"8500"], ["其他", *"0000"]]
        _columns(paper, rows, 100, xs)

    grid = _grid(_tables(_read(made(draw)))[0])
    assert [grid[2, col] for col in range(1, 6)] == ["要求行政机关确认或", "5", "0", "0", "0"]
    assert [grid[4, col] for col in range(2, 6)] == ["0", "0", "0", "0"]


def test_a_header_over_several_columns_spans_them() -> None:
    def draw(paper: Paper) -> None:
        paper.text(310, 76, "申请数量的分类统计", 12)
        paper.text(85, 76, "指标", 12)
        _columns(paper, ROWS, 100)

    (table,) = _tables(_read(made(draw)))
    assert _spans(table) == {"申请数量的分类统计": (1, 2, 1, 2)}


def test_lines_that_only_stand_apart_are_text() -> None:
    def draw(paper: Paper) -> None:
        _columns(
            paper,
            [["一、概述", "1"], ["二、主动公开", "2"], ["三、依申请公开", "2"], ["四、其他", "4"]],
            100,
            (85, 480),
        )
        _columns(paper, [["索引号：", "甲"], ["发布机构：", "某局"], ["文号：", "无"]], 400, (85, 300))

    document = _read(made(draw))
    assert _tables(document) == []
    assert len(_lines(document)) == 7


# -- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [9, 60, 400])
def test_a_file_cut_short_is_refused(cut: int) -> None:
    code, message = _refused(_prose(FIRST, SECOND)[:cut])
    assert code == "pdf_damaged"
    assert "fetch the file again" in message.lower()


def test_a_file_that_lost_its_end_is_read() -> None:
    whole = _prose(FIRST, SECOND)
    assert _lines(_read(whole[: whole.index(b"startxref")])) == [FIRST, SECOND]


def test_garbage_after_the_mark_of_a_pdf_is_refused() -> None:
    assert _refused(b"%PDF-1.4\n" + bytes(range(256)) * 20)[0] == "pdf_damaged"


def test_a_locked_file_is_refused_and_one_that_only_forbids_is_read() -> None:
    def locked(password: str) -> bytes:  # reportlab locks Chinese fonts in a way that no reader opens
        paper = Paper(encrypt=StandardEncryption(password, ownerPassword="owner", canCopy=0))
        paper.canvas.drawString(LEFT, 500, "Report 2023")
        paper.page(number=False)
        return paper.data()

    code, message = _refused(locked("secret"))
    assert code == "pdf_password"
    assert "locked with a password" in message
    assert _lines(_read(locked(""))) == ["Report 2023"]


def _picture(paper: Paper, share: float = 1.0) -> None:
    paper.canvas.drawImage(ImageReader(Image.new("L", (60, 85), 200)), 0, 0, 595 * share, 842 * share)


def test_a_scan_needs_ocr() -> None:
    def draw(paper: Paper) -> None:
        _picture(paper)
        paper.page(number=False)
        _picture(paper)

    code, message = _refused(made(draw))
    assert code == "needs_ocr"
    assert "pages 1, 2" in message


def test_a_scanned_page_among_others_is_named() -> None:
    def draw(paper: Paper) -> None:
        paper.prose([FIRST])
        paper.page()
        _picture(paper)

    document = _read(made(draw))
    assert _lines(document) == [FIRST]
    (issue,) = document.issues
    assert issue.code == "needs_ocr"
    assert issue.message.startswith("page 2: the text is a picture")


def test_a_small_picture_needs_no_ocr() -> None:
    def draw(paper: Paper) -> None:
        _picture(paper, 0.3)
        paper.prose([FIRST])

    assert _codes(_read(made(draw))) == []


def test_text_hidden_behind_a_picture_is_said_to_be_recognised() -> None:
    def draw(paper: Paper) -> None:
        _picture(paper)
        paper.canvas._code.append("3 Tr")  # reportlab has no public way to hide text
        paper.prose([FIRST])

    document = _read(made(draw))
    assert _lines(document)[0] == FIRST
    assert _codes(document) == ["ocr_layer"]


def test_blank_pages_have_no_body() -> None:
    paper = Paper()
    paper.page(number=False)
    assert _refused(paper.data())[0] == "no_body"


def test_more_pages_than_a_report_has_are_refused() -> None:
    paper = Paper()
    for _ in range(501):
        paper.page()
    code, message = _refused(paper.data())
    assert code == "too_many_pages"
    assert "501 pages" in message


def test_a_font_without_a_map_needs_ocr_and_its_glyphs_are_no_text() -> None:
    assert _refused(_unmapped(_lost(400)))[0] == "needs_ocr"


def test_a_few_lost_characters_cost_their_numbers_only() -> None:
    text = f"BT /F1 16 Tf 85 700 Td {_gb(FIRST[:25])} Tj ET BT /F2 16 Tf 85 600 Td <00410042> Tj ET"
    document = _read(_unmapped(text))
    assert _lines(document)[-1] == "\ufffd\ufffd"
    assert document.damaged == 2
    assert _codes(document) == ["characters_lost"]


def _gb(text: str) -> str:
    return f"<{text.encode('utf-16-be').hex()}>"


def _lost(count: int) -> str:
    return f"BT /F2 1 Tf 85 700 Td <{'0041' * count}> Tj ET"


def _unmapped(content: str) -> bytes:
    """A page by hand: font F1 has a map, F2 is a subset with glyph numbers and none."""
    box = "<< /Type /FontDescriptor /FontName /ABCDEF+Sub /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880"
    info = "<< /Registry (Adobe) /Ordering (%s) /Supplement 0 >>"
    fonts = (
        ("STSong-Light", "UniGB-UCS2-H", "CIDFontType0", info % "GB1", ""),
        ("ABCDEF+Sub", "Identity-H", "CIDFontType2", info % "Identity", "/FontDescriptor 9 0 R"),
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R /F2 7 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    for number, (name, encoding, kind, system, more) in enumerate(fonts):
        objects.append(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /{encoding} "
            f"/DescendantFonts [{6 + 2 * number} 0 R] >>"
        )
        objects.append(f"<< /Type /Font /Subtype /{kind} /BaseFont /{name} /CIDSystemInfo {system} /DW 1000 {more} >>")
    objects.append(f"{box} /Descent -120 /CapHeight 700 /StemV 80 >>")
    body = "%PDF-1.4\n" + "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    return (body + "trailer\n<< /Root 1 0 R /Size 10 >>\n%%EOF\n").encode()


def test_pages_are_let_go_when_they_are_read() -> None:
    def peak(pages: int) -> int:
        def draw(paper: Paper) -> None:
            for _ in range(pages):
                paper.prose([FIRST * 3, SECOND * 3])
                paper.page()

        data = made(draw)
        tracemalloc.start()
        read(RawFile("made.pdf", data))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2)
    assert peak(40) - peak(10) < 30 * 50_000  # a page that is kept takes 2 MB


def _seen(self: Witness, number: int, cells: list[Box], layered: bool) -> PageView:
    return PageView(characters=500, cells=tuple("13" for _ in cells), hidden=False)


def test_where_the_second_reader_differs_an_issue_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(paper: Paper) -> None:
        paper.table([85, 185, 285], [100, 130, 160], {(0, 0): "项目", (0, 1): "13", (1, 0): "申请", (1, 1): "12"})

    data = made(draw)
    assert _codes(_read(data)) == []
    monkeypatch.setattr(Witness, "look", _seen)
    length, cell = _read(data).issues
    assert (length.code, cell.code) == ("readers_disagree", "readers_disagree")
    assert "500 by another" in length.message
    assert "the cell '12' reads '13' to another reader" in cell.message


def test_the_parser_says_nothing_of_fonts(caplog: pytest.LogCaptureFixture) -> None:
    _read(_prose(FIRST))
    assert logging.getLogger("pdfminer.pdffont").getEffectiveLevel() == logging.ERROR
    assert caplog.records == []


def test_a_sheet_of_any_size_is_read() -> None:
    data = _prose(FIRST).replace(b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 999999999 842 ]")
    assert b"999999999" in data
    assert "".join(_lines(_read(data))) == FIRST


# -- what real engines make ------------------------------------------------------------------------

HERE = Path(__file__).parent
SAMPLES = sorted((HERE / "pdf").glob("*.pdf"))


def test_there_are_samples() -> None:
    assert [path.stem for path in SAMPLES] == ["chromium", "weasyprint"]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_printed_page_reads_as_the_page(sample: Path) -> None:
    printed = _read(sample.read_bytes())
    page = read(RawFile("made.html", sample.with_suffix(".html").read_bytes()))
    (table,), (same,) = _tables(printed), _tables(page)
    assert [replace(cell, place=Place(0, 0)) for cell in table.cells] == [
        replace(cell, place=Place(0, 0)) for cell in same.cells
    ]
    assert len({cell.place.page for cell in table.cells}) > 1
    assert "".join(_lines(printed)) == "".join(_lines(page))
    assert _lines(printed)[-4:] == _lines(page)[-4:]
    assert printed.issues == ()
    assert dict(printed.head)["title"] == dict(page.head)["title"]


def test_a_number_of_the_prose_has_the_page_and_the_box_of_its_lines() -> None:
    result = process(RawFile("made.pdf", (HERE / "pdf" / "chromium.pdf").read_bytes()), builtin())
    assert result.report is not None
    document = result.report.document
    assert {mention.place.page for mention in result.mentions} > {1}
    for mention in result.mentions:
        assert document.cut(mention.place) == mention.quantity.text
        assert mention.place.box is not None
        assert mention.place.box[3] - mention.place.box[1] < 60  # one line, or two that a number runs over


# -- a report as it was published -------------------------------------------------------------------

HONGZE = HERE.parent.parent / "shared" / "corpus" / "hongze-2023.pdf"


@pytest.fixture(scope="module")
def hongze() -> Document:
    if not HONGZE.exists():
        pytest.skip(f"needs the corpus beside the project: {HONGZE} is not there")
    return _read(HONGZE.read_bytes())


def _rows(block: Block) -> list[list[str]]:
    rows = {cell.row for cell in block.cells}
    return [[cell.text for cell in block.cells if cell.row == row] for row in sorted(rows)]


def test_hongze_is_read_without_an_issue_and_in_order(hongze: Document) -> None:
    assert hongze.issues == ()
    assert _aside(hongze) == [f"- {page} -" for page in range(1, 6)]
    lines = [line[:6] for line in _lines(hongze)]
    assert [line for line in lines if line[1] == "、"] == [
        "一、总体情况", "二、主动公开", "三、收到和处", "四、政府信息", "五、存在的主", "六、其他需要",
    ]  # fmt: skip
    assert [line[:3] for line in lines if line[0] == "（"] == ["（一）", "（二）", "（三）", "（四）", "（五）"]
    assert len(lines) == 18
    assert all(line.endswith(("。", "情况", "事项", "政府", "报告")) for line in _lines(hongze))
    over_the_page = next(line for line in _lines(hongze) if line.startswith("加强"))
    assert "“分级审核、先审后发”" in over_the_page


def test_hongze_table_two_is_one_over_two_pages(hongze: Document) -> None:
    table = _tables(hongze)[0]
    rows = {row[0]: row[1:] for row in _rows(table)}
    assert rows["行政规范性文件"] == ["0", "5", "5"]
    assert [rows[label] for label in ("行政许可", "行政处罚", "行政强制", "行政事业性收费")] == [
        ["550"], ["4119"], ["195"], ["7730.28"],
    ]  # fmt: skip
    assert {cell.text: cell.place.page for cell in table.cells if cell.text in ("550", "4119")} == {"550": 2, "4119": 3}
    assert max(cell.row for cell in table.cells) == 14


def test_hongze_table_three_is_one_over_two_pages(hongze: Document) -> None:
    table = _tables(hongze)[1]
    body = {row: [cell.text for cell in table.cells if cell.row == row and cell.col > 3] for row in range(4, 27)}
    assert {len(values) for values in body.values()} == {7}
    firsts = "21 0 0 4 1 0 0 0 0 1 1 0 10 3 0 1 0 0 0 0 0 21 0"
    assert " ".join(values[0] for values in body.values()) == firsts
    assert [values[-1] for values in body.values()] == [values[0] for values in body.values()]
    assert all(value == "0" for values in body.values() for value in values[1:-1])
    spans = _spans(table)
    assert spans["三、本年度办理结果"] == (6, 1, 20, 1)
    assert spans["（三）不予公开"] == (8, 2, 8, 1)
    assert spans["（四）无法提供"] == (16, 2, 3, 1)
    assert spans["（五）不予处理"] == (19, 2, 5, 1)
    assert {cell.place.page for cell in table.cells} == {3, 4}


def test_hongze_table_four_has_its_fifteen_numbers(hongze: Document) -> None:
    table = _tables(hongze)[2]
    assert " ".join(_rows(table)[-1]) == "10 1 0 0 0 0 0 0 0 0 5 0 0 0 0"
    assert _spans(table)["行政复议"] == (1, 1, 1, 5)
    assert table.cells[-1].place.box == pytest.approx((486.4, 445.6, 515.5, 472.4), abs=1)
