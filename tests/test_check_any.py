"""Whatever the records hold, the checks speak, never raise, and never give two findings one id."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from records import CATALOG, Prose, facts, report

from pipeline.catalog import Catalog
from pipeline.check import check
from pipeline.model import Finding, Hedge, Outcome, Period, Role, Scope

ROWS = [row.indicator for row in CATALOG.template("fujian-2017").rows]
CELLS = st.sampled_from([0, 1, 2, 9, 97, "0.5", "", "/", None])
PHRASES = [
    "一是建章。",
    "二是立制;",
    "三加强。",
    "从三个方面改进:",
    "以下两个问题:",
    "1.甲;",
    "2.乙。",
    "(一)丙。",
    "十二是丁。",
    "四五个部分。",
]


@st.composite
def tables(draw: st.DrawFn) -> dict[str, tuple[object, ...]]:
    return {row: (draw(CELLS), draw(CELLS)) for row in ROWS if draw(st.booleans())}


@st.composite
def prose(draw: st.DrawFn) -> Prose:
    collected = Prose()
    for _ in range(draw(st.integers(0, 8))):
        numbers = st.integers(1, 10)
        collected.add(
            str(draw(st.sampled_from([0, 1, 2, 9, 97, 100, "0.5", "33.3", 12000]))),
            draw(st.sampled_from([None, "条", "件", "%", "‰", "万元", "元", "倍", "个百分点", "人次"])),
            sentence=draw(st.integers(1, 4)),
            role=draw(st.sampled_from(list(Role))),
            indicator=draw(st.sampled_from([None, *ROWS, "proactive.items", "channel.wechat", "reply.rejected"])),
            period=draw(st.sampled_from(list(Period))),
            period_is_certain=draw(st.booleans()),
            scope=draw(st.sampled_from(list(Scope))),
            hedge=draw(st.sampled_from(list(Hedge))),
            step=draw(st.sampled_from([Decimal(0), Decimal(1), Decimal("0.1"), Decimal(1000)])),
            stated_zero=draw(st.booleans()),
            topic=draw(st.sampled_from(["", "侨报"])),
            wholes=tuple(draw(st.lists(numbers, max_size=3))),
            operand=draw(st.none() | numbers),
            part_is_certain=draw(st.booleans()),
            open_list=draw(st.booleans()),
            base_year=draw(st.none() | st.integers(2014, 2016)),
            falls=draw(st.booleans()),
            section=draw(st.none() | st.integers(1, 9)),
        )
    return collected


@st.composite
def outlines(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    numbers = st.sampled_from(["", "一、", "二、", "四、", "十、", "(一)", "(二)", "(三)", "1.", "2.", "11."])
    text = st.lists(st.sampled_from(PHRASES), max_size=6).map("".join)
    return [(draw(numbers), "标题", draw(text)) for _ in range(draw(st.integers(0, 8)))]


def _complete(finding: Finding) -> bool:
    """A finding that decides shows what it compared; one that does not has no difference."""
    sentences = all((finding.message_zh, finding.message_en, finding.subject))
    if finding.outcome is Outcome.NOT_ASSESSABLE:
        return sentences and finding.difference is None and finding.tolerance is None
    return sentences and bool(finding.left)


def _relabelled() -> Catalog:
    """The catalog with other labels: ids must not depend on them."""
    renamed = {
        name: replace(indicator, label_zh=f"甲{indicator.label_zh}", label_en=f"A {indicator.label_en}")
        for name, indicator in CATALOG.indicators.items()
    }
    return replace(CATALOG, indicators=renamed)


RELABELLED = _relabelled()


@settings(max_examples=100, deadline=None)
@given(tables(), tables(), prose(), outlines())
def test_the_checks_speak_about_anything(
    table: dict[str, tuple[object, ...]],
    second: dict[str, tuple[object, ...]],
    numbers: Prose,
    parts: list[tuple[str, str, str]],
) -> None:
    cells, mentions = facts("fujian-2017", table), tuple(numbers.mentions)
    cells += tuple(
        replace(fact, no=fact.no + len(cells), place=replace(fact.place, table=2))
        for fact in facts("fujian-2017", second)
    )
    found = check(report(*parts), cells, mentions, CATALOG)
    assert len({finding.id("r") for finding in found}) == len(found)
    assert all(map(_complete, found))
    assert check(report(*parts), cells, mentions, CATALOG) == found
    again = check(report(*parts), cells, mentions, RELABELLED)
    assert [finding.id("r") for finding in again] == [finding.id("r") for finding in found]
