"""Sections without anything in them. The reports are made here."""

import pytest

from pipeline.catalog import builtin
from pipeline.model import RawFile
from pipeline.read import read
from pipeline.structure import structure

TEXT = "本年度依法做好政府信息公开工作，主动公开各类政府信息，认真办理收到的申请，有关情况报告如下。"


def _empty(*lines: str) -> list[str]:
    page = "\n".join(["某市测试局2022年政府信息公开工作年度报告", "一、总体情况", TEXT, *lines])
    report = structure(read(RawFile("made.txt", page.encode())), builtin())
    found = [issue for issue in report.issues if issue.code == "section_empty"]
    assert all(issue.place is not None for issue in found)
    return [report.document.cut(issue.place) for issue in found if issue.place is not None]


def test_headings_whose_tables_are_lost_are_told_with_their_place() -> None:
    lost = ["二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"]
    assert _empty(*lost, "五、存在的主要问题及改进情况", TEXT) == lost


@pytest.mark.parametrize(
    "lines",
    [
        ("二、主动公开政府信息情况", "（一）网站公开情况", TEXT),  # its text stands below it
        ("二、其他需要报告的事项：无",),
        ("二、2022年度没有发生行政复议、行政诉讼",),
        ("二、主动公开政府信息情况", "无。"),
    ],
)
def test_a_section_that_says_something_is_not_empty(lines: tuple[str, ...]) -> None:
    assert _empty(*lines) == []


def test_a_table_fills_its_section() -> None:
    table = ["行政复议", "行政诉讼", "结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计", "1 | 0 | 0 | 0 | 1"]
    assert _empty("二、政府信息公开行政复议、行政诉讼情况", *table) == []
