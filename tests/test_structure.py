"""The published report, and pages damaged on purpose."""

import random
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.model import RawFile, Report
from pipeline.read import read
from pipeline.structure import structure

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(path for path in (ROOT / "raw").iterdir() if path.suffix in (".html", ".txt"))
CORPUS = ROOT.parent / "shared" / "corpus" / "sanming-commerce-2017.txt"


def _report(path: Path) -> Report:
    return structure(read(RawFile(path.name, path.read_bytes())), builtin())


def test_no_damage_to_a_page_raises_or_loses_a_place() -> None:
    chosen = random.Random(23)
    pieces = (
        b"<table>",
        b"</td>",
        b"<td>",
        b"</div>",
        b"<tr>",
        b"\0",
        b"\xff",
        b"<br>",
        b"|",
        b"\t",
        b"\n\n",
        b"</table>",
    )
    for _ in range(120):
        data = bytearray(chosen.choice(SAMPLES).read_bytes())
        for _ in range(chosen.randint(1, 12)):
            at, other = chosen.randrange(len(data)), chosen.randrange(len(data))
            match chosen.randrange(4):
                case 0:
                    data[at] = chosen.randrange(256)
                case 1:
                    del data[at : at + chosen.randint(1, 400)]
                case 2:
                    data[at:at] = chosen.choice(pieces)
                case _:
                    data[at:at] = data[other : other + chosen.randint(1, 2000)]
        with suppress(ReadError):
            report = structure(read(RawFile("damaged", bytes(data))), builtin())
            text = report.document.text
            assert "".join(text[p.start : p.end] for p in report.pieces) == text
            assert all(report.document.cut(cell.place) == cell.text for cell in report.cells)
            printed = [cell for table in report.tables for cell in table.cells if cell.text]
            assert all(report.document.cut(cell.place) == cell.text for cell in printed)


# -- the published report ---------------------------------------------------------------

needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the published report is not ours to ship")


@pytest.fixture(scope="module")
def published() -> Report:
    return _report(CORPUS)


def _children(report: Report, *path: str) -> list[tuple[str | None, str | None]]:
    """Number and title of the sections below the first one that has these numbers."""
    parent = None
    for number in path:
        parent = next(s.no for s in report.sections if s.parent_no == parent and s.number == number)
    return [(s.number, s.title) for s in report.sections if s.parent_no == parent and s.kind == "numbered"]


@needs_corpus
def test_the_published_report_says_who_and_when(published: Report) -> None:
    found = published.metadata
    assert (found.agency, found.year, str(found.published)) == ("三明市商务局", 2017, "2018-01-15")
    assert (found.region, found.region_code, found.level) == ("福建省三明市", "350400", "city")
    assert found.agency_id == "350400-三明市商务局"
    assert found.title == "三明市商务局2017年政府信息公开工作年度报告"
    assert published.templates == ("fujian-2017",)
    assert published.issues == ()


@needs_corpus
def test_the_published_report_has_its_parts(published: Report) -> None:
    parts = {f"{s.number or ''}{s.title or ''}": s.part for s in published.sections if s.kind != "signature"}
    tops = ("概述", "主动公开政府信息情况", "政府信息依申请公开办理情况")
    assert [parts[f"{number}、{title}"] for number, title in zip("一二三", tops, strict=True)] == [
        "overview", "proactive", "requests",
    ]  # fmt: skip
    assert parts["(四)开展政策解读情况"] == parts["(五)认真回应社会关切情况公开"] == "interpretation"
    assert parts["(三)强化短板提升"] == "problems"
    assert parts["七、需要说明的事项与附表"] == "other"
    assert published.sections[0].part == "preamble"


@needs_corpus
def test_the_published_report_has_its_printed_numbers(published: Report) -> None:
    assert _children(published) == [
        ("一、", "概述"), ("二、", "主动公开政府信息情况"), ("三、", "政府信息依申请公开办理情况"),
        ("四、", "因政府信息公开申请行政复议、提起行政诉讼情况"), ("五、", "政府信息公开工作存在的主要问题及改进情况"),
        ("七、", "需要说明的事项与附表"),
    ]  # fmt: skip
    assert _children(published, "一、") == [
        ("(一)", "高度重视,强化工作保障"), ("(二)", "加大培训,规范公开水平"), ("(三)", "把握重点,提升公开实效"),
        ("(四)", "丰富形式,拓宽公开渠道"),
    ]  # fmt: skip
    assert _children(published, "一、", "(三)") == [
        ("1.", "及时公开“放管服”改革信息"), ("2.", "推进政策及执行情况公开"), ("4.", "加强重点工作公开"),
    ]  # fmt: skip
    assert _children(published, "二、") == [
        ("(一)", "主动公开政府信息数量"), ("(二)", "主动公开政府信息的主要类别"), ("(三)", "信息公开的形式"),
        ("(四)", "开展政策解读情况"), ("(五)", "认真回应社会关切情况公开"),
    ]  # fmt: skip
    assert _children(published, "五、") == [
        ("(一)", "强化机制建设"), ("(二)", "强化培训指导"), ("(三)", "强化短板提升"), ("(三)", "强化常态督导"),
    ]  # fmt: skip
    numbered = [section for section in published.sections if section.kind == "numbered"]
    assert len(numbered) == 22
    assert {section.level for section in numbered} == {1, 2, 3}


@needs_corpus
def test_titles_that_run_into_the_text_stand_apart(published: Report) -> None:
    section = next(s for s in published.sections if s.title == "高度重视,强化工作保障")
    assert section.text.startswith("一是加强领导。")
    assert section.text.endswith("在公开栏公开。")
    assert published.document.cut(section.heading) == "(一)高度重视,强化工作保障"


@needs_corpus
def test_opening_chrome_table_and_signature_are_no_section_text(published: Report) -> None:
    kinds = {s.kind: s.text for s in published.sections if s.kind != "numbered"}
    assert sorted(kinds) == ["attachment", "preamble", "signature"]
    assert kinds["preamble"].startswith("根据《中华人民共和国政府信息公开条例》")
    assert "smsswj@163.com" in kinds["preamble"]
    assert kinds["signature"] == "三明市商务局\n2018年1月15日"
    assert kinds["attachment"] == "附件:市商务局政府网站工作年度报表"
    prose = "\n".join(section.text for section in published.sections if section.kind == "numbered")
    for chrome in (
        "来源:市商务局",
        "15:13",
        "扫一扫",
        "相关解读",
        "附件下载",
        "指标名称",
        "历年累计",
        "当面申请数",
        "255",
    ):
        assert chrome not in prose
    closing = next(section for section in published.sections if section.number == "七、")
    assert (closing.text, closing.title) == ("", "需要说明的事项与附表")


@needs_corpus
def test_section_texts_and_chrome_rejoin_without_loss(published: Report) -> None:
    text = published.document.text
    assert "".join(text[piece.start : piece.end] for piece in published.pieces) == text
    kinds = {piece.kind for piece in published.pieces}
    assert kinds == {"title", "furniture", "preamble", "heading", "text", "table", "attachment", "signature"}
    for section in published.sections:
        lines = [text[start:end] for start, end in section.spans]
        assert section.text.replace("\n", "") == "".join(lines)
    covered = sum(len(text[p.start : p.end].strip()) for p in published.pieces if p.kind == "text")
    assert covered == sum(end - start for s in published.sections if s.kind == "numbered" for start, end in s.spans)


@needs_corpus
def test_the_published_form_has_32_cells_each_with_its_place(published: Report) -> None:
    (table,) = published.tables
    assert len(table.cells) == 32
    assert [(c.period, c.text) for c in table.cells[:4]] == [
        ("year", "97"), ("cumulative", "255"), ("year", "97"), ("cumulative", "255"),
    ]  # fmt: skip
    numbers = {c.indicator: c.text for c in table.cells if c.period == "cumulative"}
    assert {key: number for key, number in numbers.items() if number != "0"} == {
        "proactive.documents": "255", "proactive.documents.website": "255", "request.received": "2",
    }  # fmt: skip
    assert {c.unit_source for c in table.cells} == {"form"}
    assert all(published.document.cut(cell.place) == cell.text for cell in table.cells)
