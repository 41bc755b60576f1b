"""Rows of a flattened table that tell together what one of them does not."""

import pytest

from pipeline.model import Place
from pipeline.structure.tables.order import codes_of, displaced, has_lost_repeats, led_by_values
from pipeline.structure.tables.tokens import Token


@pytest.mark.parametrize(
    ("counts", "doubtful"),
    [
        ([2, 2, 2], set()),
        ([2, 0, 2], set()),  # a row left empty
        ([2, 1, 2], set()),  # not read by itself
        ([2, 4, 2], {1}),  # a label is lost
        ([2, 4, 0, 2], {1, 2}),
        ([4, 2, 2, 0, 2], {0, 1, 2, 3}),  # "甲 1", "2 乙", "3 丙": 乙 has the value of 丙
        ([2, 0, 2, 4], {1, 2, 3}),
        ([0, 2, 2, 0], set()),
    ],
)
def test_rows_between_too_many_values_and_none_are_doubtful(counts: list[int], doubtful: set[int]) -> None:
    assert displaced(counts, 2) == doubtful


@pytest.mark.parametrize(
    ("values", "lost"),
    [
        (["97", "255", "0", "2"], True),
        (["97", "255", "0", "0"], False),
        (["97", "255", "97"], False),
        (["97", "255", "2"], False),  # zeros are left empty
        (["97", "/", "2"], True),
        ([], False),
    ],
)
def test_a_page_without_repeated_lines_is_told_by_its_one_zero(values: list[str], lost: bool) -> None:
    assert has_lost_repeats(values) is lost


@pytest.mark.parametrize(
    ("rows", "announced", "coded"),
    [
        ([["01", "5"], ["02"], ["03", "7"]], False, {0, 1, 2}),
        ([["12", "5"], ["13"], ["14", "7"]], False, set()),  # may be counts
        ([["12", "5"], ["13"], ["14", "7"]], True, {0, 1, 2}),
        ([["01", "5"], ["02", "6"], ["97"], ["04", "7"]], False, {0, 1, 3}),
        ([["48", "5"], ["49**", "6"], ["50**"]], True, {0, 1, 2}),
        ([["5", "9"], ["6", "10"]], False, set()),
    ],
)
def test_codes_are_told_from_counts(rows: list[list[str]], announced: bool, coded: set[int]) -> None:
    assert codes_of(rows, announced) == coded


def _tokens(*texts: str) -> list[Token]:
    return [Token(text, Place(0, 1), "value" if text.isdecimal() else "label") for text in texts]


@pytest.mark.parametrize(
    ("head", "headers", "led"),
    [
        (("指标名称", "2017", "历年累计"), {"2017"}, False),
        (("历年累计", "2017"), {"2017"}, False),
        (("2017", "历年累计", "97", "255"), {"2017"}, True),
        (("代码", "本期实际", "本年累计", "甲", "乙", "1", "2"), set(), False),  # the form numbers its columns
        (("2017", "历年累计", "3"), {"2017"}, False),
        ((), set(), False),
    ],
)
def test_values_above_the_first_label_are_seen(head: tuple[str, ...], headers: set[str], led: bool) -> None:
    assert led_by_values(_tokens(*head), [text in headers for text in head], 2) is led
