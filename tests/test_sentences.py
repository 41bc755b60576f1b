"""The labelled sentences are complete and valid, the measure measures, and the extractor is no worse than it was."""

import re
from collections import Counter
from decimal import Decimal
from itertools import groupby, pairwise

import pytest
from labelled import NOT_COUNTED, Label, Sentence, missing, sentences
from prose_score import MEASURES, Score, Tally, read, score
from quality_prose import PARTS, floors, misses, report, total

from pipeline.catalog import builtin
from pipeline.model import Hedge, Period, Role, Scope

# Numerals that count nothing, and so have no label.
FIXED = re.compile(
    "一年来|两年来|一年度|上一年|每一件|下一步|上半年|进一步|统一|一次性|周四|第一责任人|第三方|三公|五公开|一网通办"
    "|最多跑一次|三安全一稳定|三类内部事务|同一|一审"
)
NUMBER = re.compile(r"[\d①-⑳]+|[〇零一二三四五六七八九十百千万亿两廿卅半几壹贰叁]+")
OLD = {*map(str, range(1, 138)), "49a", "49b"}
NEW = set(map(str, range(1, 149)))
MEMBERS = {"natural_person", "legal_person", "business", "research", "public_welfare", "legal_service", "other"} | {
    "direct",
    "after_reconsideration",
}


def counted(sentence: Sentence) -> list[Label]:
    return [label for label in sentence.labels if not label.stated_zero and not label.same]


def test_there_are_enough_and_a_fifth_is_blind() -> None:
    count = Counter(sentence.is_blind for sentence in sentences())
    assert count.total() >= 400
    assert 0.17 < count[True] / count.total() < 0.23
    assert len({sentence.text for sentence in sentences()}) == count.total()


def test_every_pattern_and_every_trap_of_the_briefs_has_a_sentence() -> None:
    briefs = {brief for sentence in sentences() for brief in sentence.briefs}
    wanted = {f"old {no}" for no in OLD} | {f"new {no}" for no in NEW}
    wanted |= {f"trap old {no}" for no in range(1, 20)} | {f"trap new {no}" for no in range(1, 21)}
    assert briefs == wanted


def test_every_number_of_a_text_has_a_label() -> None:
    for sentence in sentences():
        text = sentence.text
        fixed = [found.span() for found in FIXED.finditer(text)]
        covered = [(label.start, label.end) for label in sentence.labels] + fixed
        for found in NUMBER.finditer(text):
            assert any(start < found.end() and found.start() < end for start, end in covered), f"{found[0]} in {text}"


def test_every_digit_belongs_to_one_label() -> None:
    for sentence in sentences():
        for one, other in pairwise(sorted(counted(sentence), key=lambda label: label.start)):
            assert one.end <= other.start, f"{one.printed} and {other.printed} overlap in {sentence.text}"


def test_labels_stand_in_reading_order() -> None:
    for sentence in sentences():
        starts = [label.start for label in counted(sentence)]
        assert starts == sorted(starts), sentence.text


def test_labels_say_what_the_program_can_say() -> None:
    for sentence in sentences():
        for label in sentence.labels:
            assert {*label.roles} <= {*Role}, label
            assert {*label.hedges} <= {*Hedge}, label
            assert {*label.periods} <= {*Period}, label
            assert {*label.scopes} <= {*Scope}, label
            if label.roles[0] not in NOT_COUNTED:
                assert label.value is not None or set(label.roles) & {*NOT_COUNTED}, f"{label.printed} has no value"
            assert label.falls <= bool({"growth", "multiple"} & {*label.roles}), label
            assert not label.whole or {"part", "difference"} & {*label.roles}, label


def test_the_indicators_are_known() -> None:
    known = {indicator.id for indicator in builtin().indicators.values()}
    assert not known & set(missing()), "take what the catalog has out of tests/sentences/missing.toml"
    for sentence in sentences():
        for label in sentence.labels:
            for indicator in label.indicators:
                name, _, member = indicator.partition("/")
                assert name == "none" or name in known or name in missing(), f"{indicator} in {sentence.text}"
                assert not member or member in MEMBERS, f"{indicator} in {sentence.text}"
            assert label.indicators == ("none",) or set(label.roles) & {"total", "part", "difference"}, sentence.text


def test_one_more_link_follows_the_number_it_is_of() -> None:
    for sentence in sentences():
        for _, group in groupby(sentence.labels, key=lambda label: (label.start, label.end)):
            first, *more = group
            assert not first.same, sentence.text
            assert all(label.same for label in more), sentence.text


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("measure", MEASURES)
def test_the_extractor_is_no_worse_than_it_was(part: str, measure: str) -> None:
    """Where it has become better: python tools/quality_prose.py --floors"""
    reached, floor = total(part)[measure].rates, floors()[part][measure]
    assert reached[0] >= floor[0], f"precision of {measure}"
    assert reached[1] >= floor[1], f"recall of {measure}"


def test_what_is_blind_is_never_shown() -> None:
    blind = [sentence for sentence in sentences() if sentence.is_blind]
    shown = report() + "\n".join(map(str, misses("all")))
    assert not [sentence for sentence in blind if sentence.text.replace("\n", "⏎") in shown]
    assert all(not miss.sentence.is_blind for miss in misses("all"))


# -- the measure itself, on one sentence

TEXT = "2017年受理信息公开申请9件，比上年增加3件，其中信函申请6件。"


def label(printed: str, text: str = TEXT, **other: object) -> Label:
    start = text.index(printed)
    known: dict[str, object] = {
        "value": None, "high": None, "unit": None, "hedges": ("exact",), "roles": ("total",), "indicators": ("none",),
        "periods": ("year",), "scopes": ("own",), "whole": (), "stated_zero": False, "falls": False, "same": False,
        "optional": False,
    }  # fmt: skip
    return Label(printed, start, start + len(printed), **{**known, **other})  # type: ignore[arg-type]


YEAR = label("2017年", roles=("date",))
NINE = label("9件", value=Decimal(9), unit="件", indicators=("request.received",))
THREE = label("3件", value=Decimal(3), unit="件", roles=("growth",))
SIX = label(
    "6件", value=Decimal(6), unit="件", roles=("part",), indicators=("request.received.letter",),
    whole=((NINE.start, NINE.end),),
)  # fmt: skip


def scored(*labels: Label, text: str = TEXT) -> dict[str, Tally]:
    sentence = Sentence("test", (), 2017, "某市某局", None, text, labels)
    result = Score()
    score(sentence, read(sentence), result)
    return result.tallies


def counts(tally: Tally) -> tuple[int, int, int]:
    return tally.right, tally.got, tally.wanted


def test_all_is_right() -> None:
    found = scored(YEAR, NINE, THREE, SIX)
    assert {measure: counts(found[measure]) for measure in MEASURES} == {
        "extraction": (3, 3, 3), "typing": (1, 1, 1), "role": (3, 3, 3), "whole": (1, 1, 1), "link": (2, 2, 2),
        "indicator": (2, 2, 2), "period": (2, 2, 2), "hedge": (0, 0, 0), "scope": (2, 2, 2), "zero": (0, 0, 0),
        "comparison": (1, 1, 1),
    }  # fmt: skip


def test_a_number_without_a_label_counts_against_precision() -> None:
    found = scored(YEAR, NINE, THREE)
    assert counts(found["extraction"]) == (2, 3, 2)
    assert counts(found["indicator"]) == (1, 2, 1)


def test_another_value_another_role_and_another_indicator_are_wrong() -> None:
    wrong = label("9件", value=Decimal(8), unit="件", roles=("part",), indicators=("reply.total",))
    found = scored(YEAR, wrong, THREE, SIX)
    assert counts(found["extraction"]) == (2, 3, 3)
    assert counts(found["role"]) == (2, 3, 3)
    assert counts(found["link"]) == (1, 2, 2)


def test_one_of_several_readings_is_right() -> None:
    either = label("9件", value=Decimal(9), unit="件", indicators=("reply.total", "request.received"))
    assert counts(scored(YEAR, either, THREE, SIX)["link"]) == (2, 2, 2)


def test_what_is_optional_counts_neither_way() -> None:
    optional = label("9件", value=Decimal(1), optional=True)
    assert counts(scored(YEAR, optional, THREE, SIX)["extraction"]) == (2, 2, 2)


def test_one_more_link_of_a_number_is_missed() -> None:
    more = label("9件", value=Decimal(9), unit="件", indicators=("reply.total",), same=True)
    assert counts(scored(YEAR, NINE, more, THREE, SIX)["link"]) == (2, 2, 3)


def test_a_stated_zero_needs_its_indicator() -> None:
    text = "未收到信息公开申请。"
    right = label("未收到信息公开申请", text, value=Decimal(0), stated_zero=True, indicators=("request.received",))
    wrong = label("未收到信息公开申请", text, value=Decimal(0), stated_zero=True, indicators=("reply.total",))
    assert counts(scored(right, text=text)["zero"]) == (1, 1, 1)
    assert counts(scored(wrong, text=text)["zero"]) == (0, 1, 1)
