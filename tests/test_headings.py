"""Headings that a page has broken, glued, listed or printed in another script. All texts are made for the tests."""

import random
import time

import pytest

from pipeline.catalog import builtin
from pipeline.model import RawFile, Report, Section
from pipeline.read import read
from pipeline.structure import structure
from pipeline.structure.numbering import parse_heading
from pipeline.text import fold

TITLE = "某市测试局2017年政府信息公开工作年度报告"
TEXT = "我局认真做好政府信息公开工作，及时回应群众关切，完善了工作制度。"
NAMES = ("概述", "主动公开情况", "回应解读情况", "依申请公开情况", "行政复议情况", "存在问题及改进措施", "附表")
NUMBERED = tuple(f"{number}、{name}" for number, name in zip("一二三四五六七", NAMES, strict=True))


def _structured(text: str, name: str = "made.txt") -> Report:
    report = structure(read(RawFile(name, text.encode())), builtin())
    whole = report.document.text
    assert "".join(whole[piece.start : piece.end] for piece in report.pieces) == whole
    return report


def _sections(text: str) -> list[Section]:
    return [section for section in _structured(text).sections if section.kind == "numbered"]


def _outline(text: str) -> list[tuple[int, str | None, int | None, str | None]]:
    return [(s.level, s.number, s.ordinal, s.title) for s in _sections(text)]


def _report(*headings: str) -> str:
    return "\n".join([TITLE, TEXT, *(f"{heading}\n{TEXT}" for heading in headings)])


# -- the number ---------------------------------------------------------------------------------


def test_a_number_that_is_none_is_kept_and_has_no_place() -> None:
    line = "一一、附表"
    heading = parse_heading(line, fold(line))
    assert heading is not None
    assert (heading.number, heading.title, heading.ordinal) == ("一一、", "附表", None)
    assert [level for level, *_ in _outline(_report("十、甲", "一一、乙", "（一）丙", "十二、丁"))] == [1, 1, 2, 1]


def test_what_is_left_of_a_lost_number_is_kept() -> None:
    found = _outline(_report("、总体情况", "一)主动公开", ")政府信息管理情况", "二、主动公开政府信息情况"))
    assert found == [
        (1, "、", None, "总体情况"), (2, "一)", 1, "主动公开"), (2, ")", None, "政府信息管理情况"),
        (1, "二、", 2, "主动公开政府信息情况"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n一、概述\n{TEXT}本年度没有因政府信息公开申请行政复议\n、提起行政诉讼情况\n发生。",
        f"{TITLE}\n一、概述\n{TEXT}本年度开展了三次培训（含政务公开\n）主动公开\n的内容。",
    ],
)
def test_a_mark_that_goes_on_with_a_sentence_is_no_heading(text: str) -> None:
    assert [number for _, number, _, _ in _outline(text)] == ["一、"]


def test_a_dash_for_the_first_number_and_a_comma_behind_the_title() -> None:
    assert _outline(_report("—、总体情况、", "二、主动公开")) == [
        (1, "—、", 1, "总体情况、"), (1, "二、", 2, "主动公开"),
    ]  # fmt: skip


def test_enclosed_numbers_of_every_kind() -> None:
    assert _outline(_report("一、概述", "㈠公开数量", "㈡公开形式", "①网站", "②公报")) == [
        (1, "一、", 1, "概述"), (2, "㈠", 1, "公开数量"), (2, "㈡", 2, "公开形式"), (3, "①", 1, "网站"),
        (3, "②", 2, "公报"),
    ]  # fmt: skip


def test_titles_without_a_number_count_where_none_has_one() -> None:
    lines = ("工作推进总体情况", "本年度收到和处理公开申请的基本情况", "政府信息公开工作存在的主要问题")
    assert [title for *_, title in _outline(_report(*lines))] == list(lines)
    assert [title for *_, title in _outline(_report("一、概述", *lines))] == ["概述"]
    assert _outline(_report("特色工作", "某市测试局")) == []


def test_bullets_in_place_of_numbers() -> None:
    assert _outline(_report("一、总体情况", "• 主动公开情况", "•政府信息管理机制情况", "二、主动公开政府信息情况")) == [
        (1, "一、", 1, "总体情况"), (2, "•", None, "主动公开情况"), (2, "•", None, "政府信息管理机制情况"),
        (1, "二、", 2, "主动公开政府信息情况"),
    ]  # fmt: skip
    assert len(_outline(_report("一、概述", "• 加强领导", "• 完善制度"))) == 1


# -- number and title ---------------------------------------------------------------------------


def test_number_and_title_on_two_lines_are_one_heading() -> None:
    report = _structured(_report("一、\n概述", "（一）\n工作机制", "第二部分\n主动公开情况", "3．\n依申请公开"))
    sections = [section for section in report.sections if section.kind == "numbered"]
    assert [(s.number, s.ordinal, s.title, s.text) for s in sections] == [
        ("一、", 1, "概述", TEXT), ("（一）", 1, "工作机制", TEXT), ("第二部分", 2, "主动公开情况", TEXT),
        ("3．", 3, "依申请公开", TEXT),
    ]  # fmt: skip
    assert report.document.cut(sections[0].heading) == "一、\n概述"


def test_a_number_alone_above_a_sentence_has_no_title() -> None:
    (section,) = _sections(f"{TITLE}\n一、\n{TEXT}")
    assert (section.title, section.text) == (None, TEXT)
    (section,) = _sections(f"{TITLE}\n一、\n公开信息46条\n{TEXT}")
    assert (section.title, section.text) == (None, f"公开信息46条\n{TEXT}")


def test_a_title_cut_in_two_is_one() -> None:
    (section,) = _sections(f"{TITLE}\n四、因政府信息公开申请行政复议、\n提起行政诉讼的情况\n{TEXT}")
    assert (section.number, section.title, section.text) == (
        "四、", "因政府信息公开申请行政复议、提起行政诉讼的情况", TEXT,
    )  # fmt: skip


def test_a_comma_behind_a_title_does_not_take_the_next_heading() -> None:
    assert [title for *_, title in _outline(f"{TITLE}\n一、总体情况、\n主动公开\n{TEXT}")] == ["总体情况、", "主动公开"]


def test_a_heading_that_is_a_sentence_keeps_what_it_says() -> None:
    found = _sections(_report("一、概述", "三、2011年我局没有发生政府信息公开收费事项", "四、全年没有收取任何费用。"))
    assert [(s.number, s.title, s.part) for s in found] == [
        ("一、", "概述", "overview"),
        ("三、", "2011年我局没有发生政府信息公开收费事项", "fees"),
        ("四、", None, "fees"),
    ]
    assert found[2].text.startswith("全年没有收取任何费用。")


# -- headings within text -----------------------------------------------------------------------


def test_headings_glued_to_the_paragraph_before_are_found() -> None:
    text = f"{TITLE}\n一、概述\n{TEXT}二、主动公开情况\n{TEXT}（一）回应解读情况。{TEXT}三、依申请公开情况：{TEXT}"
    found = _sections(text)
    assert [(s.level, s.number, s.title) for s in found] == [
        (1, "一、", "概述"), (1, "二、", "主动公开情况"), (2, "（一）", "回应解读情况"), (1, "三、", "依申请公开情况"),
    ]  # fmt: skip
    assert [s.text for s in found] == [TEXT] * 4


@pytest.mark.parametrize(
    "sentence",
    [
        f"{TEXT}三、四季度主动公开信息。",
        f"{TEXT}要做到：一、主动公开；二、依申请公开。",
        f"{TEXT}二、加强领导。",
        f"{TEXT}二、加大主动公开力度。三、规范依申请公开工作。",
        f"{TEXT}（二）另一件。",
        f"{TEXT}本报告包括一、概述，二、主动公开情况，三、附表。",
    ],
)
def test_what_only_looks_like_a_glued_heading_is_text(sentence: str) -> None:
    (section,) = _sections(f"{TITLE}\n一、概述\n{sentence}")
    assert section.text == sentence


def test_a_stray_number_before_a_heading_is_kept_as_text() -> None:
    found = _sections(f"{TITLE}\n一、概述\n{TEXT}\n3二、主动公开情况\n{TEXT}\n12 三、附表\n{TEXT}")
    assert [(s.number, s.title, s.text) for s in found] == [
        ("一、", "概述", f"{TEXT}\n3"), ("二、", "主动公开情况", f"{TEXT}\n12"), ("三、", "附表", TEXT),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "reference",
    [
        "见第三部分",
        "详见第三部分。",
        "第三部分已述及，此处不再重复。",
        "第二部分的数据见附表",
        "第三部分所列数据不含下属单位",
        "（见第二部分）",
        "如第一部分所述",
        "第二部分中已说明",
    ],
)
def test_a_cross_reference_is_no_heading(reference: str) -> None:
    (section,) = _sections(f"{TITLE}\n一、概述\n{TEXT}\n{reference}")
    assert section.text == f"{TEXT}\n{reference}"


# -- lists of headings --------------------------------------------------------------------------

BODY = "\n".join(f"{heading}\n{TEXT}" for heading in NUMBERED)


@pytest.mark.parametrize(
    "contents",
    [
        "目录\n" + "\n".join(NUMBERED),
        "目  录\n" + "\n".join(f"{one}……{page}" for page, one in enumerate(NUMBERED, 1)),
        "目录\n" + "\n".join(f"{one}\n{page}" for page, one in enumerate(NUMBERED, 1)),
        "目录\n" + "\n".join(one.replace("情况", "的有关情况") for one in NUMBERED),
        "目录\n引言\n" + "\n".join(NUMBERED),
        "\n".join(NUMBERED),
        "\n".join(NUMBERED[:4]),
        f"本报告由以下部分组成。{'。'.join(NUMBERED)}。",
    ],
    ids=[
        "plain",
        "dots and pages",
        "pages on lines",
        "other titles",
        "引言",
        "without the word",
        "part of it",
        "in a paragraph",
    ],
)
@pytest.mark.parametrize("between", ["", f"{TEXT}\n", f"{TITLE}\n{TEXT}\n"], ids=["", "opening", "title again"])
def test_a_list_of_the_headings_is_no_section(contents: str, between: str) -> None:
    opening = [TEXT] * (TEXT in between)
    if "引言" in contents:
        between += f"引言\n{TEXT}\n"
    report = _structured(f"{TITLE}\n{contents}\n{between}{BODY}")
    sections = [section for section in report.sections if section.kind == "numbered" and section.number]
    assert [f"{s.number}{s.title}" for s in sections] == list(NUMBERED)
    assert all(section.text == TEXT for section in sections)
    assert not {"table_unknown"} & {issue.code for issue in report.issues}
    assert [section.text for section in report.sections if section.kind == "preamble"] == opening


def test_headings_without_text_are_no_list() -> None:
    tables_lost = (
        f"{TITLE}\n一、总体情况\n{TEXT}\n二、主动公开情况\n三、依申请公开情况\n四、行政复议情况\n五、问题\n{TEXT}"
    )
    assert [number for _, number, _, _ in _outline(tables_lost)] == ["一、", "二、", "三、", "四、", "五、"]
    nothing_else = f"{TITLE}\n" + "\n".join(NUMBERED) + f"\n{TEXT}"
    assert len(_outline(nothing_else)) == len(NUMBERED)


def test_the_word_contents_above_text_hides_nothing() -> None:
    assert [number for _, number, _, _ in _outline(f"{TITLE}\n目录\n{BODY}")] == [f"{n}、" for n in "一二三四五六七"]


def test_rows_of_a_table_are_never_headings() -> None:
    rows = (
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
    )
    cells = "".join(f"<tr><td>{row}</td><td>1</td><td>0</td></tr>" for row in rows)
    flat = "\n".join(f"{row}\n1\n0\n0\n0\n0\n0\n1" for row in rows)
    for table in (f"<table>{cells}</table>", flat.replace("\n", "<br>")):
        page = (
            f"<body><h1>{TITLE}</h1><p>一、总体情况</p><p>{TEXT}</p><p>三、收到和处理政府信息公开申请情况</p>{table}"
            f"<p>四、政府信息公开行政复议、行政诉讼情况</p><p>{TEXT}</p>"
        )
        assert [number for _, number, _, _ in _outline(page)] == ["一、", "三、", "四、"]


def test_traditional_headings_are_found_in_every_broken_form() -> None:
    sentence = "我局認真做好政府資訊公開工作，及時回應群眾關切，完善了工作制度。"
    text = (
        f"某市測試局2017年政府資訊公開工作年度報告\n目錄\n一、總體情況\n二、主動公開情況\n三、行政複議情況\n"
        f"一、\n總體情況\n{sentence}二、主動公開情況\n{sentence}\n、行政複議情況\n{sentence}"
    )
    assert [(s.number, s.title, s.part) for s in _sections(text)] == [
        ("一、", "總體情況", "overview"), ("二、", "主動公開情況", "proactive"), ("、", "行政複議情況", "remedies"),
    ]  # fmt: skip


# -- any text -----------------------------------------------------------------------------------

_LINES = (
    TITLE,
    TEXT,
    "目录",
    "一、概述",
    "一、",
    "（一）",
    "、总体情况",
    ")主动公开",
    ")",
    "、",
    "• 主动公开情况",
    "•",
    "3一、概述",
    "一一、附表",
    "二三、",
    "第三部分",
    "第三部分已述及",
    "概述",
    "主动公开情况",
    "二、主动公开情况……2",
    "5",
    f"{TEXT}二、主动公开情况",
    f"{TEXT}（一）主动公开情况。{TEXT}",
    "四、因政府信息公开申请行政复议、",
    "提起行政诉讼的情况",
    "㈠",
    "①",
    "總體情況",
    "2018年1月15日",
    "一、总体情况、",
    "附件：附表",
    "",
)


def test_no_mixture_of_broken_headings_raises_or_loses_a_place() -> None:
    chosen = random.Random(29)
    for _ in range(300):
        report = _structured("\n".join(["开头", *(chosen.choice(_LINES) for _ in range(chosen.randint(1, 40)))]))
        text = report.document.text
        for section in report.sections:
            assert section.part is None or section.part in builtin().parts
            assert text[section.heading.start : section.heading.end].startswith(section.number or "")
            assert all(0 <= start < end <= len(text) for start, end in section.spans)


@pytest.mark.parametrize(
    "line",
    [
        "目录",
        "、总体情况",
        "一、",
        "• 主动公开情况",
        "（一）\n概述",
        "四、因复议、\n诉讼情况",
        f"{TEXT}二、主动公开情况",
    ],
)
def test_many_broken_headings_are_read_in_seconds(line: str) -> None:
    started = time.process_time()
    _structured(f"{TITLE}\n{TEXT}\n" + f"{line}\n" * 4_000)
    assert time.process_time() - started < 5
