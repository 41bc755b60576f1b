"""Which statutory part a heading names. The headings are the official ones and wordings seen in use."""

import pytest

from pipeline.catalog import builtin
from pipeline.model import Place, RawFile, Section
from pipeline.read import read
from pipeline.structure import structure
from pipeline.structure.part import name_parts, named_part

TEXT = "我局认真做好政府信息公开工作，及时回应群众关切，完善了工作制度。"

# Outlines of the eras and places, each heading with its part.
OUTLINES = {
    "Fujian": {
        "概述": "overview",
        "主动公开政府信息情况": "proactive",
        "政府信息依申请公开办理情况": "requests",
        "政府信息公开的收费及减免情况": "fees",
        "因政府信息公开申请行政复议、提起行政诉讼的情况": "remedies",
        "政府信息公开工作存在的主要问题及改进情况": "problems",
        "需要说明的事项与附表": "other",
    },
    "Shanghai": {
        "引 言": "preamble",
        "专有名词解释": "preamble",
        "概 述": "overview",
        "主动公开政府信息的情况": "proactive",
        "依申请公开政府信息情况": "requests",
        "咨询处理情况": "consultation",
        "政府信息公开复议、诉讼情况": "remedies",
        "政府信息公开支出和收费": "fees",
        "其它相关工作情况": "other",
        "存在的主要问题和改进措施": "problems",
        "附表": "other",
    },
    "Beijing": {
        "概述": "overview",
        "政府信息主动公开情况": "proactive",
        "依申请公开政府信息和不予公开政府信息的情况": "requests",
        "政府信息公开的人员、收费及减免情况": "fees",
        "政府信息公开咨询情况": "consultation",
        "因政府信息公开申请行政复议、提起行政诉讼的情况": "remedies",
        "政府信息公开工作存在不足及改进措施": "problems",
    },
    "national 2014": {
        "主动公开情况": "proactive",
        "回应解读情况": "interpretation",
        "依申请公开情况": "requests",
        "行政复议数量": "remedies",
        "行政诉讼情况": "remedies",
        "举报投诉情况": "remedies",
        "依申请公开信息收取的费用": "fees",
        "机构建设和保障经费情况": "resources",
        "政府信息公开会议和培训情况": "resources",
        "存在问题及工作打算": "problems",
    },
    "Shandong, Qingdao, Guangdong, Nanjing": {
        "政府信息公开的组织领导和制度建设情况": "resources",
        "咨询和投诉情况": "consultation",
        "工作人员和费用支出情况": "resources",
        "举报和行政复议及行政诉讼情况": "remedies",
        "依申请公开政府信息及咨询受理情况": "requests",
        "公文类政府信息基本情况": "proactive",
        "政府支出和收费": "fees",
        "相关费用": "fees",
        "政府信息公开相关费用情况": "fees",
        "信息公开费用收支情况": "fees",
        "政府信息公开相关数据统计图表": "other",
        "其他工作情况": "other",
        "政府信息公开年度报告表": "other",
    },
    "2019 and 2021": {
        "总体情况": "overview",
        "行政机关主动公开政府信息的情况": "proactive",
        "收到和处理政府信息公开申请情况": "requests",
        "依申请公开政府信息办理情况": "requests",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况": "remedies",
        "政府信息公开行政复议行政诉讼情况": "remedies",
        "存在的主要问题及改进情况": "problems",
        "其他需要报告的事项": "other",
        "其他报告的事项": "other",
    },
    "first parts": dict.fromkeys(
        (
            "总体概述",
            "工作开展情况",
            "基本工作情况",
            "工作基本情况",
            "政府信息公开总体情况",
            "报告内容",
            "主要任务落实情况",
            "政府信息公开2020年工作要点落实情况",
            "政府信息公开工作情况",
        ),
        "overview",
    ),
    "traditional": {
        "總體情況": "overview",
        "主動公開政府資訊情況": "proactive",
        "依申請公開情況": "requests",
        "諮詢處理情況": "consultation",
        "行政複議、行政訴訟情況": "remedies",
        "收費及減免情況": "fees",
        "存在的主要問題": "problems",
        "其他需要報告的事項": "other",
    },
}


@pytest.mark.parametrize(
    ("title", "part"), [pytest.param(*one, id=one[0]) for outline in OUTLINES.values() for one in outline.items()]
)
def test_a_heading_names_its_part(title: str, part: str) -> None:
    assert named_part(title, True, builtin()) == part


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("主动公开和依申请公开情况", "proactive"),
        ("依申请公开办理和行政复议、申诉、诉讼情况", "requests"),
        ("依申请公开政府信息情况及相关行政复议、诉讼情况", "requests"),
        ("依申请公开（不予公开及收费减免）情况", "requests"),
        ("依申请公开政府信息的收费及减免情况", "fees"),
        ("存在的主要问题、改进情况和其他需要报告的事项", "problems"),
        ("回应社会关切的热点问题", "interpretation"),
        ("主动公开存在的问题", "problems"),
    ],
)
def test_a_heading_that_names_several_belongs_to_the_first(title: str, part: str) -> None:
    assert named_part(title, True, builtin()) == part


@pytest.mark.parametrize(
    "title",
    ["工作亮点", "信息公开情况", "依请公开政府信息情况", "特色做法", "政民互动情况", "建议提案办理情况", "2017年", ""],
)
def test_a_heading_that_names_none_has_none(title: str) -> None:
    assert named_part(title, True, builtin()) is None


@pytest.mark.parametrize(
    "title",
    [
        "行政事业性收费项目",
        "人员招录信息",
        "宣传培训情况",
        "组织领导",
        "“三公”经费公开",
        "财政经费信息",
        "意见建议",
        "其他情况",
    ],
)
def test_below_the_first_level_a_detail_names_no_part(title: str) -> None:
    assert named_part(title, False, builtin()) is None


def _parts(*outline: tuple[int, str]) -> list[str | None]:
    """The parts of sections given by their level and title."""
    sections: list[Section] = []
    above: dict[int, int] = {}
    for no, (level, title) in enumerate(outline, 1):
        sections.append(Section(no, above.get(level - 1), level, "一、", title, "", Place(0, 1), ()))
        above[level] = no
    return [section.part for section in name_parts(sections, builtin())]


def test_a_subsection_belongs_to_its_section() -> None:
    assert _parts((1, "概述"), (2, "加强组织领导"), (3, "人员"), (1, "特色"), (2, "甲")) == [
        "overview",
        "overview",
        "overview",
        None,
        None,
    ]


def test_a_demoted_topic_keeps_its_part() -> None:
    assert _parts(
        (1, "主动公开情况"),
        (2, "公开形式"),
        (2, "依申请公开情况"),
        (2, "行政复议、诉讼情况"),
        (2, "收费及减免情况"),
        (3, "标准"),
    ) == ["proactive", "proactive", "requests", "remedies", "fees", "fees"]
    assert _parts(
        (1, "总体情况"), (2, "主动公开"), (2, "依申请公开"), (2, "政府信息管理"), (2, "平台建设"), (2, "监督保障")
    ) == ["overview", "proactive", "requests", "management", "platform", "supervision"]
    assert _parts((1, "报告内容"), (2, "总体情况"), (2, "存在的主要问题"), (2, "其他需要报告的事项")) == [
        "overview",
        "overview",
        "problems",
        "other",
    ]


def test_a_detail_of_a_later_part_is_no_earlier_one() -> None:
    assert _parts((1, "依申请公开情况"), (2, "属于已主动公开范围"), (2, "主动公开的转化")) == ["requests"] * 3
    assert (
        _parts((1, "存在的问题及改进"), (2, "主动公开不够及时"), (2, "规范依申请公开"), (2, "平台建设滞后"))
        == ["problems"] * 4
    )


def test_what_is_put_under_other_matters_keeps_its_part_but_not_its_notes() -> None:
    assert _parts(
        (1, "其他需要报告的事项"), (2, "依申请公开和不予公开的情况"), (2, "收费及减免情况"), (2, "工作安排")
    ) == [
        "other",
        "requests",
        "fees",
        "other",
    ]
    assert (
        _parts((1, "需要说明的事项与附表"), (2, "主动公开情况说明"), (2, "依申请公开情况说明"), (2, "附表"))
        == ["other"] * 4
    )


def test_text_without_headings_is_the_preamble() -> None:
    title = "某市测试局2017年政府信息公开工作年度报告"
    report = structure(
        read(RawFile("made.txt", f"{title}\n{TEXT}全年公开46条。\n某市测试局\n2018年1月5日".encode())), builtin()
    )
    assert [(section.kind, section.part) for section in report.sections] == [
        ("preamble", "preamble"),
        ("signature", None),
    ]


def test_a_sentence_in_place_of_a_title_names_its_part() -> None:
    opening = "本年度主动公开信息316条，其中文件147条。"
    section = Section(1, None, 1, "二、", None, opening + TEXT, Place(0, 1), ())
    assert name_parts([section], builtin())[0].part == "proactive"
    long = Section(1, None, 1, "二、", None, "本年度" + "加强领导并" * 12 + "主动公开信息。", Place(0, 1), ())
    assert name_parts([long], builtin())[0].part is None


def test_the_parts_are_a_closed_list() -> None:
    assert set(builtin().parts) == {
        "preamble",
        "overview",
        "proactive",
        "interpretation",
        "requests",
        "consultation",
        "fees",
        "remedies",
        "resources",
        "problems",
        "other",
        "management",
        "platform",
        "supervision",
    }
