"""Pages in traditional characters: copies of reports that sites publish beside the originals."""

from pathlib import Path

import pytest

from pipeline.catalog import builtin
from pipeline.check import check
from pipeline.extract import extract
from pipeline.model import RawFile, Report
from pipeline.read import read
from pipeline.structure import structure
from pipeline.text import fold
from pipeline.traditional import TRADITIONAL

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(path for path in (ROOT / "raw").glob("*.*") if path.suffix == ".txt" or "table" in path.name)
# A traditional character for each simplified one, as a site's converter has it; 表 stays as it is in 附表.
CONVERTED = {same: char for char, same in reversed(TRADITIONAL.items()) if same != "表"}


def _structured(text: str) -> Report:
    return structure(read(RawFile("made.html", text.encode())), builtin())


def _converted(text: str) -> str:
    return "".join(CONVERTED.get(char, char) for char in text.replace("信息", "資訊"))


def test_traditional_characters_are_read_and_kept() -> None:
    sentence = "我局認真做好政府資訊公開工作，及時回應群眾關切，完善了工作制度。"
    headings = "\n".join(f"{heading}\n{sentence}" for heading in ("引言", "一、總體情況", "主動公開情況"))
    report = _structured(f"某市測試局2017年政府資訊公開工作年度報告\n{headings}")
    assert [(s.number, s.title) for s in report.sections] == [
        (None, "引言"), ("一、", "總體情況"), (None, "主動公開情況"),
    ]  # fmt: skip
    assert (report.metadata.title, report.metadata.agency, report.metadata.year) == (
        "某市測試局2017年政府資訊公開工作年度報告", "某市测试局", 2017,
    )  # fmt: skip


def test_folding_to_simplified_characters_is_one_for_one() -> None:
    text = "政府資訊公開、總體情況、主動公開、依申請公開、行政複議、復議、訴訟、存在的問題、後續；著作、乾隆"
    assert (
        fold(text) == "政府信息公开、总体情况、主动公开、依申请公开、行政复议、复议、诉讼、存在的问题、后续;著作、乾隆"
    )
    everything = "".join(TRADITIONAL)
    assert len(fold(everything)) == len(everything)
    assert fold(fold(everything)) == fold(everything)


def test_there_are_samples() -> None:
    assert len(SAMPLES) >= 3


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_converted_report_says_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    original, copy = _structured(text), _structured(_converted(text))
    assert copy.document.text != original.document.text
    assert copy.metadata.agency_id == original.metadata.agency_id
    assert (copy.metadata.year, copy.metadata.published) == (original.metadata.year, original.metadata.published)
    for one, other in zip(original.sections, copy.sections, strict=True):
        assert (other.number, other.ordinal, other.level, other.part) == (one.number, one.ordinal, one.level, one.part)
        assert (other.start, other.end) == (one.start, one.end)
    facts, mentions, _ = extract(original, builtin())
    facts_of_copy, mentions_of_copy, _ = extract(copy, builtin())
    assert [(f.indicator, f.period, f.value) for f in facts_of_copy] == [
        (f.indicator, f.period, f.value) for f in facts
    ]
    found = [(m.quantity.value, m.indicator, m.role, m.period, m.place) for m in mentions]
    assert [(m.quantity.value, m.indicator, m.role, m.period, m.place) for m in mentions_of_copy] == found
    outcomes = [(one.rule, one.outcome, one.grade) for one in check(original, facts, mentions, builtin())]
    assert [
        (one.rule, one.outcome, one.grade) for one in check(copy, facts_of_copy, mentions_of_copy, builtin())
    ] == outcomes
