"""Headings, numbers and the rest of the page. All texts here are made for the tests."""

import random
import time

import pytest

from pipeline.catalog import builtin
from pipeline.model import RawFile, Report
from pipeline.read import read
from pipeline.structure import structure
from pipeline.structure.numbering import parse_heading
from pipeline.text import fold

TITLE = "某市测试局2017年政府信息公开工作年度报告"
TEXT = "我局认真做好政府信息公开工作，及时回应群众关切，完善了工作制度。"


def _structured(text: str) -> Report:
    return structure(read(RawFile("made.txt", text.encode())), builtin())


def _outline(text: str) -> list[tuple[int, str | None, str | None]]:
    return [(s.level, s.number, s.title) for s in _structured(text).sections if s.kind == "numbered"]


def _numbers(*headings: str) -> list[tuple[int, str | None]]:
    lines = "\n".join(f"{heading}\n{TEXT}" for heading in headings)
    return [(level, number) for level, number, _ in _outline(f"{TITLE}\n{lines}")]


@pytest.mark.parametrize(
    ("line", "number", "title", "ordinal"),
    [
        ("一、概述", "一、", "概述", 1),
        ("一.概述", "一.", "概述", 1),
        ("一．概述", "一．", "概述", 1),
        ("一 、概 述", "一 、", "概 述", 1),
        ("二 主动公开情况", "二", "主动公开情况", 2),
        ("十一、附表", "十一、", "附表", 11),
        ("(一)公开数量", "(一)", "公开数量", 1),
        ("（一）公开数量", "（一）", "公开数量", 1),
        ("（十二）、公开数量", "（十二）、", "公开数量", 12),
        ("㈠公开数量", "㈠", "公开数量", 1),
        ("一）主动公开", "一）", "主动公开", 1),
        ("1.公开数量", "1.", "公开数量", 1),
        ("1．公开数量", "1．", "公开数量", 1),
        ("12、公开数量", "12、", "公开数量", 12),
        ("1.2017年公开数量", "1.", "2017年公开数量", 1),
        ("(1)公开数量", "(1)", "公开数量", 1),
        ("（3）公开数量", "（3）", "公开数量", 3),
        ("2)推进公开", "2)", "推进公开", 2),
        ("①公开数量", "①", "公开数量", 1),
        ("第一部分 概述", "第一部分", "概述", 1),
        ("第二章 主动公开情况", "第二章", "主动公开情况", 2),
        ("第一、加强领导", "第一、", "加强领导", 1),
        ("—、总体情况", "—、", "总体情况", 1),
        ("(一)高度重视,强化保障。一是加强领导。", "(一)", "高度重视,强化保障", 1),
        ("（二）公开形式：网站、公告栏。", "（二）", "公开形式", 2),
        ("一、概述 本年度我局认真做好政府信息公开工作，完善了制度。", "一、", "概述", 1),
        ("(一)本年度主动公开信息316条,其中文件147条。", "(一)", None, 1),
        ("四、2011年没有收取任何费用。", "四、", None, 4),
        ("（一）" + "认真做好各项工作" * 6, "（一）", None, 1),
        ("一、三公经费公开", "一、", "三公经费公开", 1),
    ],
)
def test_a_heading_has_number_and_title(line: str, number: str, title: str | None, ordinal: int) -> None:
    heading = parse_heading(line, fold(line))
    assert heading is not None
    assert (heading.number, heading.title, heading.ordinal) == (number, title, ordinal)


@pytest.mark.parametrize(
    "line",
    [
        "1.5倍于上年", "2017年，我局公开信息", "12312平台", "三明市商务局", "一、二、三等奖各一名",
        "一、二季度共公开5条", "一是加强领导。", "四加强管理。", "第三方评估结果良好。", "第一季度公开3条",
        "一次性告知", "一月一通报", "十九大精神", "二〇一七年工作", "97", "1,024", "(2017)5号",
    ],
)  # fmt: skip
def test_a_number_that_begins_a_sentence_is_no_heading(line: str) -> None:
    assert parse_heading(line, fold(line)) is None


def test_printed_numbers_are_kept_and_never_repaired() -> None:
    assert _numbers("一、概述", "二、主动公开", "四、问题", "四、其他", "七、附表") == [
        (1, "一、"), (1, "二、"), (1, "四、"), (1, "四、"), (1, "七、"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        pytest.param(("一、甲", "（一）乙", "1.丙", "（1）丁", "①戊", "二、己"), [1, 2, 3, 4, 5, 1], id="all levels"),
        pytest.param(
            ("一、甲", "1.乙", "2.丙", "（一）丁", "（二）戊", "3.己", "二、庚"), [1, 2, 2, 3, 3, 2, 1], id="(一) in 1."
        ),
        pytest.param(("第一部分 甲", "一、乙", "二、丙", "第二部分 丁", "一、戊"), [1, 2, 2, 1, 2], id="parts"),
        pytest.param(
            ("一、甲", "一、乙", "二、丙", "三、丁", "二、戊", "三、己"), [1, 2, 2, 2, 1, 1], id="same style within"
        ),
        pytest.param(
            ("（三）甲", "（四）乙", "二、丙", "（一）丁", "三、戊"), [1, 1, 1, 2, 1], id="text starts mid-report"
        ),
        pytest.param(("一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊"), [1, 2, 2, 1, 2], id="restarts"),
    ],
)
def test_levels_follow_the_order_of_styles(headings: tuple[str, ...], expected: list[int]) -> None:
    assert [level for level, _ in _numbers(*headings)] == expected


def test_headings_within_a_paragraph_are_found() -> None:
    parts = "一、主动公开情况 本年度公开46件。 二、依申请公开情况 本年度没有申请。 （一）收费 没有收费，也没有减免。"
    text = f"{TITLE}\n{TEXT} {parts}"
    assert _outline(text) == [(1, "一、", "主动公开情况"), (1, "二、", "依申请公开情况"), (2, "（一）", "收费")]
    report = _structured(text)
    assert [s.text for s in report.sections] == [TEXT, "本年度公开46件。", "本年度没有申请。", "没有收费，也没有减免。"]


def test_a_list_within_a_sentence_is_no_heading() -> None:
    assert _outline(
        f"{TITLE}\n一、概述\n{TEXT}要做到：一、加强领导；二、完善制度；三、落实责任，（一）不漏（二）不错。"
    ) == [(1, "一、", "概述")]


def test_known_headings_need_no_number() -> None:
    lines = f"{TITLE}\n引 言\n{TEXT}\n概述\n{TEXT}\n主动公开政府信息的情况\n{TEXT}\n收费及减免情况\n{TEXT}"
    assert _outline(lines) == [
        (1, None, "引 言"), (1, None, "概述"), (1, None, "主动公开政府信息的情况"), (1, None, "收费及减免情况"),
    ]  # fmt: skip


def test_a_heading_without_number_stands_beside_numbered_ones() -> None:
    assert _outline(f"{TITLE}\n引言\n{TEXT}\n一、概述\n{TEXT}\n（一）数量\n{TEXT}\n二、附表\n{TEXT}") == [
        (1, None, "引言"), (1, "一、", "概述"), (2, "（一）", "数量"), (1, "二、", "附表"),
    ]  # fmt: skip


def test_a_known_heading_whose_mark_is_lost_keeps_its_number() -> None:
    assert _outline(f"{TITLE}\n一概述\n{TEXT}\n二主动公开情况\n{TEXT}") == [
        (1, "一", "概述"),
        (1, "二", "主动公开情况"),
    ]


def test_marked_headings_count_where_none_has_a_number() -> None:
    marked = f"<h2>工作亮点</h2><p>{TEXT}</p><p><strong>下步打算</strong></p><p>{TEXT}</p>"
    page = f"<body><h1>{TITLE}</h1><p>{TEXT}</p>{marked}"
    assert _outline(page) == [(1, None, "工作亮点"), (1, None, "下步打算")]


def test_bold_run_in_lines_are_text_where_headings_have_numbers() -> None:
    page = f"<body><h1>{TITLE}</h1><p>一、概述</p><p><b>亮点纷呈</b></p><p>{TEXT}</p>"
    assert _outline(page) == [(1, "一、", "概述")]


def test_a_stray_number_and_short_lines_within_the_text_are_kept() -> None:
    report = _structured(f"{TITLE}\n一、概述\n{TEXT}\n3\n微信公众号公开60条\n二、附表\n{TEXT}")
    assert report.sections[0].text == f"{TEXT}\n3\n微信公众号公开60条"


SIGNED = f"{TITLE}\n{TEXT}\n一、概述\n{TEXT}\n"


@pytest.mark.parametrize(
    ("tail", "signature"),
    [
        ("某市测试局\n2018年1月15日", "某市测试局\n2018年1月15日"),
        ("某市测试局办公室\n二〇一八年一月十五日", "某市测试局办公室\n二〇一八年一月十五日"),
        ("2018年1月15日\n某市测试局", "2018年1月15日\n某市测试局"),
        ("某市测试局 2018年1月15日", "某市测试局 2018年1月15日"),
        ("某市测试局\n2018年1月", "某市测试局\n2018年1月"),
        ("2018-01-15", "2018-01-15"),
        ("某市测试局", "某市测试局"),
        ("某市测试局\n某市测试委员会\n2018年1月15日", "某市测试局\n某市测试委员会\n2018年1月15日"),
    ],
)
@pytest.mark.parametrize("after", ["", "\n【打印】\n扫一扫在手机上查看当前页面\n主办：某市 备案号 12345678"])
def test_a_signature_is_recognised(tail: str, signature: str, after: str) -> None:
    report = _structured(f"{SIGNED}{tail}{after}")
    assert {s.kind: s.text for s in report.sections if s.kind != "preamble"} == {
        "numbered": TEXT,
        "signature": signature,
    }


def test_attachment_lines_and_buttons_are_no_text() -> None:
    top = f"首页 > 信息公开\n{TITLE}\n来源：某局 时间：2018-01-15\n字体：大 中 小\n【打印】\n浏览次数：123\n"
    report = _structured(
        f"{top}{TEXT}\n一、概述\n{TEXT}\n附件：某局网站工作年度报表\n某市测试局\n2018年1月15日\n附件下载\n相关解读"
    )
    assert {s.kind: s.text for s in report.sections} == {
        "preamble": TEXT, "numbered": TEXT, "attachment": "附件：某局网站工作年度报表",
        "signature": "某市测试局\n2018年1月15日",
    }  # fmt: skip
    furniture = [report.document.text[p.start : p.end].strip() for p in report.pieces if p.kind == "furniture"]
    assert furniture == [
        "首页 > 信息公开", "来源：某局 时间：2018-01-15", "字体：大 中 小", "【打印】", "浏览次数：123",
        "附件下载", "相关解读",
    ]  # fmt: skip


def test_a_signed_covering_letter_does_not_end_the_report() -> None:
    report = _structured(
        f"{TITLE}\n{TEXT}\n某市测试局\n2018年1月15日\n一、概述\n{TEXT}\n二、附表\n{TEXT}\n某市测试局\n2018年1月15日"
    )
    assert [s.number for s in report.sections if s.kind == "numbered"] == ["一、", "二、"]
    assert report.sections[-1].text == TEXT


def test_a_sentence_below_the_signature_is_kept() -> None:
    note = "注：本表所列数据不含下属单位，另有三家单位的数据将于下月补充公布，请予关注。"
    report = _structured(f"{SIGNED}某市测试局\n2018年1月15日\n{note}")
    assert {s.kind: s.text for s in report.sections}["attachment"] == note


def test_a_text_without_headings_is_kept_with_an_issue() -> None:
    report = _structured(f"{TITLE}\n{TEXT}\n本年度公开30条。")
    assert [(s.kind, s.text) for s in report.sections] == [("preamble", f"{TEXT}\n本年度公开30条。")]
    assert "no_sections" in {issue.code for issue in report.issues}


# -- any text ---------------------------------------------------------------------------------

_LINES = (
    TITLE, TEXT, "一、概述", "（一）数量", "1.网站", "附件：附表", "2018年1月15日", "某市测试局", "指标名称",
    "2017", "历年累计", "主动公开文件数", "其中：1.政府网站公开数", "97", "255", "|", "0 | |", "/", "来源：某局",
    "概述", "", " ", "……", "受理 1 条",
)  # fmt: skip


def test_pieces_tile_any_text_and_nothing_raises() -> None:
    chosen = random.Random(22)
    for _ in range(400):
        lines = [chosen.choice(_LINES) for _ in range(chosen.randint(1, 40))]
        joined = (
            "\n".join(lines) if chosen.random() < 0.7 else "".join(f"<p>{line}</p>" for line in lines) + f"<p>{TEXT}"
        )
        if not joined.strip():
            continue
        report = _structured(joined)
        text = report.document.text
        assert "".join(text[piece.start : piece.end] for piece in report.pieces) == text
        numbers = [section.no for section in report.sections]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all(section.parent_no is None or section.parent_no < section.no for section in report.sections)
        for section in report.sections:
            assert section.text == "\n".join(text[start:end] for start, end in section.spans)
        assert all(report.document.cut(cell.place) == cell.text for cell in report.cells)


@pytest.mark.parametrize(
    "line", ["一、概述", "2018年1月15日", "某市测试局", TEXT, "主动公开文件数", "97", "|", "公开 5 条", "概述"]
)
def test_a_long_text_is_read_in_seconds(line: str) -> None:
    started = time.perf_counter()
    _structured(f"{TITLE}\n{TEXT}\n" + f"{line}\n" * 6_000)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "opening",
    ["本报告由六个部分组成。", "现将有关情况报告如下：", "本报告由六个部分组成", "欢迎监督。\n本报告由六个部分组成。"],
)
def test_a_short_opening_is_text(opening: str) -> None:
    report = _structured(f"{TITLE}\n来源：某市测试局 时间：2018-01-05\n{opening}\n一、概述\n{TEXT}")
    assert report.sections[0].kind == "preamble"
    assert report.sections[0].text == opening


def test_a_report_of_short_sentences_has_text() -> None:
    report = _structured(f"{TITLE}\n全年公开信息46条。\n没有收到申请。\n没有收费。")
    assert [s.text for s in report.sections] == ["全年公开信息46条。\n没有收到申请。\n没有收费。"]


@pytest.mark.parametrize("line", ["（一）主动公开政府信息316条", "（二）共公开信息316条，其中文件147条"])
def test_a_line_with_a_count_is_text_and_no_title(line: str) -> None:
    heading = parse_heading(line, fold(line))
    assert heading is not None
    assert (heading.title, line[heading.body :]) == (None, line[3:])
