"""Layouts of the provincial sheets: words in cells, one head over several blocks. Figures are invented."""

import pytest
from printed import codes, paragraphs, structured, values_of

from pipeline.model import Report, Witness

CLASSES = [("机构信息", "48", "6"), ("公文法规", "152", "19"), ("规划计划", "88", "11"), ("财政", "40", "5")]
CHANNELS = [("当面申请", "4", "33.3"), ("网站提交", "5", "41.7"), ("电子邮件", "0", "0"), ("传真", "3", "25")]
REPLIES = [("同意公开", "7", "58.3"), ("部分公开", "1", "8.3"), ("不予公开", "4", "33.3"), ("非本机关掌握", "0", "0")]
HEAD = ["项目", "数量（件）", "比例（%）", "备注"]
LACKING = {"rows_missing"}  # the sheets here are cut short


def _grid(*rows: list[str]) -> Report:
    return structured("<table>" + "".join("<tr>" + "".join(f"<td>{c}" for c in row) for row in rows) + "</table>", 2011)


def _barred(*rows: list[str]) -> Report:
    return structured(paragraphs(rows, " | "), 2011)


def _numbers(report: Report) -> dict[str, str | None]:
    return {indicator: text for (indicator, _, _), text in values_of(report).items()}


WANTED = {
    "request.received.in_person": "4", "request.received.online": "5", "request.received.email": "0",
    "request.received.fax": "3", "reply.granted": "7", "reply.granted_in_part": "1", "reply.denied": "4",
    "reply.not_ours": "0",
}  # fmt: skip


@pytest.mark.parametrize("made", [_grid, _barred])
def test_blocks_below_each_other_have_one_head(made) -> None:  # type: ignore[no-untyped-def]
    report = made(HEAD, *([*row, ""] for row in (*CHANNELS, *REPLIES)))
    assert _numbers(report) == WANTED
    assert set(codes(report)) <= LACKING


@pytest.mark.parametrize("made", [_grid, _barred])
def test_a_head_that_does_not_name_the_columns_is_not_the_next_blocks(made) -> None:  # type: ignore[no-untyped-def]
    """Two numbers under 收缴 and 减免 are cases and money or money and persons: the head above names neither."""
    report = made(HEAD, *([*row, ""] for row in CHANNELS), ["收缴费用", "3", "46", "2"], ["减免费用", "1", "7", "1"])
    read = _numbers(report)
    assert read["request.received.fax"] == "3"
    assert not any(value for indicator, value in read.items() if indicator.startswith("fee."))
    assert set(codes(report)) > LACKING


@pytest.mark.parametrize("remark", ["含解读", "涉及商业秘密", "2.涉及个人隐私"])
@pytest.mark.parametrize("made", [_grid, _barred])
def test_words_behind_the_values_are_a_remark(made, remark: str) -> None:  # type: ignore[no-untyped-def]
    """Also where another form has a row of that name."""
    rows = [[*row, remark if no == 2 else ""] for no, row in enumerate(REPLIES)]
    report = made(["项目", "数量", "比例（%）", "备注"], *([*row, ""] for row in CHANNELS), HEAD, *rows)
    assert _numbers(report) == WANTED
    assert set(codes(report)) <= LACKING
    assert {cell.witness for table in report.tables for cell in table.cells} == {Witness.AGREES}


def test_sentences_at_the_end_of_a_sheet_do_not_hide_its_last_block() -> None:
    report = _grid(
        HEAD, *([*row, ""] for row in CHANNELS), ["收费情况", "", "", ""],
        ["项目", "数量（件）", "金额（元）", "人数（人）"], ["收缴费用", "3", "46.5", "2"], ["减免费用", "1", "7", "1"],
        ["咨询投诉", "没有投诉。", "", ""], ["工作人员", "专职2人。", "", ""], ["意见建议", "无。", "", ""],
    )  # fmt: skip
    assert {key: value for key, value in _numbers(report).items() if key.startswith("fee.")} == {
        "fee.total.cases": "3", "fee.total": "46.5", "fee.total.people": "2", "fee.waived.cases": "1",
        "fee.waived": "7", "fee.waived.people": "1",
    }  # fmt: skip
    (unread,) = [issue for issue in report.issues if issue.code == "row_unmatched"]
    assert "1 rows with numbers" in unread.message  # the sentence that holds one


def test_dashes_in_a_headings_row_are_no_values() -> None:
    """The unit of the heading is a dash, too: one more than the form has columns."""
    rows = [
        ["序号", "统计指标", "单位", "区政府统计数", "区直单位统计数", "乡镇街道统计数", ""],
        ["1", "一、主动公开情况", "----", "----", "----", "----", ""],
        ["2", "主动公开政府信息数", "条", "26", "34", "59", ""],
        ["3", "主动公开政府文件数", "条", "7", "5", "6", ""],
        ["4", "主动公开行政执法信息", "条", "0", "8", "/", ""],
    ]
    report = structured(paragraphs(rows, " | "), 2016)
    assert report.tables[0].template == "anhui-2014"
    assert [cell.text for cell in report.tables[0].cells] == ["26", "34", "59", "7", "5", "6", "0", "8", "/"]
    assert set(codes(report)) <= LACKING


def test_a_head_without_its_spans_is_no_witness_against_the_order() -> None:
    """Three rows of heads over fifteen numbers, their spans lost: what stands above a number is another's head."""
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [
        ["行政复议", "行政诉讼", *[""] * 14],
        [*five, "未经复议直接起诉", "复议后起诉", *[""] * 9],
        [*five, *five, *[""] * 6],
        [*"100010000000011", ""],
    ]
    report = structured(paragraphs(rows, " | "), 2020)
    cells = report.tables[0].cells
    assert [cell.text for cell in cells] == [*"100010000000011"]
    assert {cell.witness for cell in cells} == {Witness.AGREES}
    assert codes(report) == []
