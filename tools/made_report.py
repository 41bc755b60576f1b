"""A made report in the national form, to be printed by different engines: headings, sentences and the three tables.

Every sentence is ours. The labels are those of the form; the figures stand in ``tests/pdf/reports/figures-*.csv``,
typed by hand from public reports whose sums hold, so that the form's own identities witness what is read.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent.parent / "tests" / "pdf" / "reports"

TITLE = "某某市民政局2022年政府信息公开工作年度报告"
PROSE = (
    "本报告由某某市民政局编制，所列数据的统计期限自2022年1月1日起至2022年12月31日止。读者如有疑问，请致电0500-0000000，"
    "或者发信到xxgk@example.cn询问。",
    "这一年主动公开政府信息318条，其中通过门户网站公开260条，通过政务新媒体公开58条；公开的文件都附有解读。",
    "全年组织培训2次，参加86人次；对照清单检查栏目12个，补上缺漏的信息31条，更正写错的联系方式4处。",
    "公开的栏目每周查看一次，失效的链接当天更换，群众在留言里提到的问题由办公室分给承办科室，并在五个工作日内答复。",
)
PROBLEM = "栏目的更新还不够及时，下一年将按月核对，并把核对的结果告诉承办的科室。"
OTHER = "本年度没有收取信息处理费。"

HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip

MEMBERS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
DENIED = (
    "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
    "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项",
)  # fmt: skip
UNABLE = ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
NOT_PROCESSED = (
    "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
)  # fmt: skip
OTHERWISE = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他",
)  # fmt: skip
IN_PART = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the rows and columns it covers. Tall: one column of characters, set from the top down."""

    text: str
    rows: int = 1
    cols: int = 1
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``head`` rows stand at the top; ``widths`` are shares of the table's width, one for each column."""

    rows: tuple[tuple[Cell, ...], ...]
    head: int
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A title, the prose of part one, the three tables and what follows them."""

    title: str
    opening: tuple[str, ...]
    tables: tuple[Table, Table, Table]

    def parts(self) -> Iterator[tuple[str, str | Table]]:
        """What stands under each other: its kind (``title``, ``heading``, ``text``, ``table``, ``signed``)."""
        yield "title", self.title
        yield "heading", HEADINGS[0]
        for text in self.opening:
            yield "text", text
        for heading, table in zip(HEADINGS[1:4], self.tables, strict=True):
            yield "heading", heading
            yield "table", table
        yield "heading", HEADINGS[4]
        yield "text", PROBLEM
        yield "heading", HEADINGS[5]
        yield "text", OTHER
        yield "signed", "某某市民政局"
        yield "signed", "2023年1月16日"


def made_report(form: int, opening: int) -> Report:
    """The report in the form of 2019 or 2021, with so many paragraphs before its tables."""
    lines = csv.reader((HERE / f"figures-{form}.csv").read_text(encoding="utf-8").splitlines())
    figures = {line[0]: line[1:] for line in lines}
    table_two = _table_two_of_2021(figures) if form == 2021 else _table_two_of_2019(figures)
    texts = tuple(PROSE[i % len(PROSE)] for i in range(opening))
    return Report(TITLE, texts, (table_two, _table_three(figures, form), _table_four(figures)))


def _table_two_of_2021(figures: dict[str, list[str]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (Cell("第二十条第（一）项", cols=4),),
        _cells("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        _cells("规章", *figures["regulation"]),
        _cells("行政规范性文件", *figures["normative"]),
    ]
    for title, header, names in (
        ("第二十条第（五）项", "本年处理决定数量", (("行政许可", "licensing"),)),
        ("第二十条第（六）项", "本年处理决定数量", (("行政处罚", "penalty"), ("行政强制", "coercion"))),
        ("第二十条第（八）项", "本年收费金额（单位：万元）", (("行政事业性收费", "charge"),)),
    ):
        rows += [(Cell(title, cols=4),), (Cell("信息内容"), Cell(header, cols=3))]
        rows += [(Cell(label), Cell(figures[name][0], cols=3)) for label, name in names]
    return Table(tuple(rows), 0, (4, 3, 3, 3))


def _table_two_of_2019(figures: dict[str, list[str]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (Cell("第二十条第（一）项", cols=4),),
        _cells("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
        _cells("规章", *figures["regulation"]),
        _cells("规范性文件", *figures["normative"]),
    ]
    items = ("信息内容", "上一年项目数量", "本年增/减")
    for title, names in (
        ("第二十条第（五）项", (("行政许可", "licensing"), ("其他对外管理服务事项", "other_service"))),
        ("第二十条第（六）项", (("行政处罚", "penalty"), ("行政强制", "coercion"))),
    ):
        rows += [(Cell(title, cols=4),), _cells(*items, "处理决定数量")]
        rows += [_cells(label, *figures[name]) for label, name in names]
    for title, header, (label, name) in (
        ("第二十条第（八）项", items, ("行政事业性收费", "charge")),
        ("第二十条第（九）项", ("信息内容", "采购项目数量", "采购总金额"), ("政府集中采购", "procurement")),
    ):
        rows.append((Cell(title, cols=4),))
        for first, second, third in (header, (label, *figures[name])):
            rows.append((Cell(first), Cell(second), Cell(third, cols=2)))
    return Table(tuple(rows), 0, (4, 3, 3, 3))


def _table_three(figures: dict[str, list[str]], form: int) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (Cell(NOTE, 3, 3), Cell("申请人情况", cols=7)),
        (Cell("自然人", 2), Cell("法人或其他组织", cols=5), Cell("总计", 2)),
        _cells(*MEMBERS),
    ]
    values = [line for name, line in figures.items() if name.startswith(("request.", "outcome."))]
    groups: list[tuple[str, Sequence[str]]] = [
        ("（一）予以公开", ()), (IN_PART, ()), ("（三）不予公开", DENIED), ("（四）无法提供", UNABLE),
        ("（五）不予处理", NOT_PROCESSED), ("（六）其他处理", OTHERWISE if form == 2021 else ()), ("（七）总计", ()),
    ]  # fmt: skip
    numbers = iter(values)
    rows.append((Cell("一、本年新收政府信息公开申请数量", cols=3), *_cells(*next(numbers))))
    rows.append((Cell("二、上年结转政府信息公开申请数量", cols=3), *_cells(*next(numbers))))
    height = sum(max(len(items), 1) for _, items in groups)
    outer: tuple[Cell, ...] = (Cell("三、本年度办理结果", height, tall=True),)
    for name, items in groups:
        if not items:
            rows.append((*outer, Cell(name, cols=2), *_cells(*next(numbers))))
            outer = ()
        for i, item in enumerate(items):
            group = (Cell(name, len(items)),) if i == 0 else ()
            rows.append((*group, Cell(item), *_cells(*next(numbers))))
    rows.append((Cell("四、结转下年度继续办理", cols=3), *_cells(*next(numbers))))
    return Table(tuple(rows), 3, (1, 2, 5, *[1.5] * 7))


def _table_four(figures: dict[str, list[str]]) -> Table:
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    rows = (
        (Cell("行政复议", cols=5), Cell("行政诉讼", cols=10)),
        (*(Cell(text, 2) for text in results), Cell("未经复议直接起诉", cols=5), Cell("复议后起诉", cols=5)),
        _cells(*results, *results),
        _cells(*figures["remedies"]),
    )
    return Table(rows, 3, (1,) * 15)


def _cells(*texts: str) -> tuple[Cell, ...]:
    return tuple(map(Cell, texts))
