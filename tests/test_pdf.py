"""PDFs into blocks: what a page shows, in the order it is read, each piece with its page and box.

All pages are made for the tests, but for the report of the corpus.
"""

import io
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from sheets import BOTTOM, FONT, LEFT, RIGHT, SIZE, STEP, TOP, Paper, made

from pipeline.errors import ReadError
from pipeline.model import Block, Document, Place, RawFile
from pipeline.read import read

FIRST = "本年度主动公开政府信息三百一十二条，其中规范性文件十二件，通过门户网站公开二百八十条，通过政务新媒体公开三十二条。"
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
        paper.canvas.setFont(FONT, SIZE)
        paper.canvas.drawRightString(RIGHT, paper.height - end - 14, first)
        paper.text(LEFT, end + STEP, second)

    assert _lines(_read(made(draw)))[-1] == text


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
        (True, 90): (842 - 160, 160, 842 - 130, 260), (True, 180): (335, 682, 435, 712), (True, 270): (130, 335, 160, 435),
        (False, 90): (130, 842 - 260, 160, 842 - 160), (False, 180): (335, 682, 435, 712),
        (False, 270): (595 - 160, 160, 595 - 130, 260),
    }  # fmt: skip
    assert cell.place.box == pytest.approx(shown.get((whole, turn), (160, 130, 260, 160)), abs=1)
