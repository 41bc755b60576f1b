"""三明市商务局 2017, the report the project began with: everything that must come out of it.

The published page lies outside the repository; the project's own sample carries the same figures in its own
sentences, three times: with a true table, with a flattened one, and as text.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.catalog import builtin
from pipeline.model import Finding, Grade, Mention, Outcome, RawFile, Result, Role, State
from pipeline.run import process

ROOT = Path(__file__).parent.parent
CORPUS = ROOT.parent / "shared" / "corpus" / "sanming-commerce-2017.txt"
PUBLISHED = pytest.param(
    CORPUS, id="published", marks=pytest.mark.skipif(not CORPUS.exists(), reason="the report is not ours to ship")
)
SAMPLES = [ROOT / "raw" / f"sanming-commerce-2017{ending}" for ending in ("-table.html", "-flat.html", ".txt")]
REPORTS = [PUBLISHED, *(pytest.param(path, id=path.name) for path in SAMPLES)]


@pytest.fixture(scope="module")
def read() -> Callable[[Path], Result]:
    known: dict[Path, Result] = {}

    def once(path: Path) -> Result:
        if path not in known:
            known[path] = process(RawFile(str(path), path.read_bytes()), builtin())
        return known[path]

    return once


@pytest.fixture(params=REPORTS)
def result(request: pytest.FixtureRequest, read: Callable[[Path], Result]) -> Result:
    return read(request.param)


def values(finding: Finding) -> tuple[list[int], list[int]]:
    left, right = ([int(o.value) for o in side if o.value is not None] for side in (finding.left, finding.right))
    return left, right


def select(result: Result, kind: str, **wanted: object) -> list[Finding]:
    return [f for f in result.findings if f.kind == kind and all(getattr(f, k) == v for k, v in wanted.items())]


def test_metadata(result: Result) -> None:
    assert result.report is not None
    metadata = result.report.metadata
    assert (metadata.agency, metadata.year, str(metadata.published)) == ("三明市商务局", 2017, "2018-01-15")
    assert (metadata.region, metadata.region_code) == ("福建省三明市", "350400")
    assert result.report.templates == ("fujian-2017",)


def test_the_outline_is_kept_as_printed(result: Result) -> None:
    assert result.report is not None
    sections = result.report.sections
    by_no = {s.no: s for s in sections}

    def children(*path: str) -> list[str | None]:
        def leads(no: int | None, rest: tuple[str, ...]) -> bool:
            if not rest:
                return no is None
            return no is not None and by_no[no].number == rest[-1] and leads(by_no[no].parent_no, rest[:-1])

        return [s.number for s in sections if s.kind == "numbered" and leads(s.parent_no, path)]

    assert children() == ["一、", "二、", "三、", "四、", "五、", "七、"]
    assert children("一、") == ["(一)", "(二)", "(三)", "(四)"]
    assert children("一、", "(三)") == ["1.", "2.", "4."]
    assert children("二、") == ["(一)", "(二)", "(三)", "(四)", "(五)"]
    assert children("五、") == ["(一)", "(二)", "(三)", "(三)"]
    assert {s.kind for s in sections} >= {"preamble", "signature"}


def test_the_table_is_32_facts(result: Result) -> None:
    facts = [(f.value, f.period) for f in result.facts]
    assert [int(value) for value, _ in facts if value is not None] == [97, 255, 97, 255, 0, 0, 0, 2] + [0] * 24
    assert [period for _, period in facts] == ["year", "cumulative"] * 16
    assert all(f.state is State.NUMBER and f.unit and f.unit_source == "form" for f in result.facts)
    assert result.report is not None
    assert all(result.report.document.cut(f.place) == f.printed for f in result.facts)


def test_what_is_no_count_is_typed_and_never_linked(result: Result) -> None:
    typed = {m.quantity.text: m for m in result.mentions}
    for printed in ("〔2017〕60号", "365000", "8241973", "12312", "一", "2017年1月1日"):
        assert typed[printed].role in (Role.REFERENCE, Role.ORDINAL, Role.DATE)
        assert typed[printed].indicator is None


@pytest.mark.parametrize(
    ("grade", "left", "right", "indicator"),
    [
        (Grade.HIGH, 147, 97, "proactive.documents"),
        (Grade.MEDIUM, 316, 97, "proactive.items"),
        (Grade.MEDIUM, 316, 97, "proactive.items.website"),
        (Grade.MEDIUM, 2088, 255, "proactive.items"),
    ],
)
def test_the_prose_contradicts_the_table(result: Result, grade: Grade, left: int, right: int, indicator: str) -> None:
    flags = select(result, "text_vs_table", outcome=Outcome.FAIL, grade=grade, left_value=left, right_value=right)
    assert (
        len([f for f in flags if f.indicator is not None and indicator in (f.indicator, f.subject.split(" ")[0])]) >= 1
    )
    if grade is Grade.MEDIUM:
        assert all("口径不同" in f.message_zh and "not the same concept" in f.message_en for f in flags)


def test_the_cumulative_number_is_never_held_against_the_year(result: Result) -> None:
    compared = [values(f) for f in select(result, "text_vs_table")]
    assert ([2088], [97]) not in compared
    assert len(select(result, "text_vs_table", outcome=Outcome.FAIL)) == 4


def test_the_requests_of_the_table_do_not_add_up(result: Result) -> None:
    (flag,) = select(result, "table_sum", outcome=Outcome.FAIL)
    assert [flag.left_value, flag.right_value] == [Decimal(2), Decimal(0)]
    assert flag.indicator == "request.received"
    (flag,) = list(select(result, "balance", outcome=Outcome.FAIL))
    assert flag.rule == "requests_answered"
    passed = [f for f in result.findings if f.kind in ("table_sum", "balance") and f.outcome is Outcome.PASS]
    assert {"request.received", "reply.total"} <= {f.indicator for f in passed}


def test_zeros_in_words_agree_with_the_table(result: Result) -> None:
    passed = select(result, "text_vs_table", outcome=Outcome.PASS)
    periods = {fact.no: fact.period for fact in result.facts}
    agreed = {(f.indicator, int(f.left_value or 0), periods[f.right[0].number]) for f in passed}
    for indicator, value, period in [
        ("request.received", 0, "year"), ("request.received", 2, "cumulative"),
        ("reconsideration.total", 0, "year"), ("reconsideration.total", 0, "cumulative"),
        ("litigation.total", 0, "year"), ("litigation.total", 0, "cumulative"),
    ]:  # fmt: skip
        assert (indicator, value, period) in agreed
    assert all(operand.text for f in passed for operand in f.left)  # the words are the evidence


def test_lists_close(result: Result) -> None:
    sums = {(int(f.left_value or 0), f.outcome) for f in select(result, "parts_vs_total")}
    assert {(27, Outcome.PASS), (18, Outcome.PASS), (73, Outcome.PASS)} <= sums
    (site,) = [f for f in select(result, "parts_vs_total") if f.left_value == 316 and len(f.right) > 2]
    assert site.outcome is Outcome.PASS or site.grade is Grade.LOW
    assert "316" in site.message_zh
    assert "320" in site.message_zh


def test_percentages_close(result: Result) -> None:
    shares = [f for f in select(result, "percent") if f.outcome is Outcome.PASS]
    assert len(shares) == 3  # 8 of 16, 7 of 9, 73 of 153
    assert not select(result, "percent", outcome=Outcome.FAIL)


@pytest.mark.parametrize(("left", "right"), [(12, 28), (62, 72), (6, 5)])
def test_the_prose_contradicts_itself(result: Result, left: int, right: int) -> None:
    flags = select(result, "text_vs_text", outcome=Outcome.FAIL, grade=Grade.LOW)
    assert ([left], [right]) in [values(f) for f in flags]
    assert len(flags) == 3


def test_the_growth_waits_for_the_year_before(result: Result) -> None:
    (growth,) = select(result, "growth")
    assert growth.outcome is Outcome.NOT_ASSESSABLE
    assert "250" in growth.message_zh
    assert "251" in growth.message_zh
    assert "2016" in growth.message_zh


def test_the_numbering_and_the_announcement(result: Result) -> None:
    (announced,) = select(result, "enumeration", outcome=Outcome.FAIL)
    assert [announced.left_value, announced.right_value] == [Decimal(5), Decimal(4)]
    texts = " ".join(f.message_zh for f in select(result, "outline", outcome=Outcome.FAIL))
    assert "缺六" in texts
    assert "缺3" in texts
    assert any("(三)" in f.left[0].text and "(三)" in f.right[0].text for f in select(result, "outline"))


def test_the_three_layouts_of_the_sample_say_the_same(read: Callable[[Path], Result]) -> None:
    def said(path: Path) -> tuple[object, object, object]:
        result = read(path)
        mentions = [_said(m) for m in result.mentions]
        facts = [(f.indicator, f.period, f.value, f.state) for f in result.facts]
        return facts, mentions, [(f.rule, f.subject, f.outcome, f.grade, f.message_zh) for f in result.findings]

    first, *others = map(said, SAMPLES)
    assert all(one == first for one in others)


def _said(m: Mention) -> tuple[object, ...]:
    quantity = m.quantity
    meant = (m.role, m.indicator, m.period, m.scope, m.noun, m.topic, m.wholes, m.operand, m.base_year)
    return (quantity.text, quantity.value, quantity.unit, quantity.hedge, *meant)
