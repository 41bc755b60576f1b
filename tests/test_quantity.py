"""Every number of a sentence, once, with its type. Sentences are made for the test."""

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.catalog import builtin
from pipeline.extract.quantity import scan
from pipeline.numeral import numeral_value
from pipeline.text import fold


def read(text: str) -> list[tuple[str, str]]:
    return [(number.quantity.text, number.role.value) for number in scan(fold(text), builtin())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据某政办〔2017〕60号文件", [("〔2017〕60号", "reference")]),
        ("邮编:365000,电话:8241973", [("365000", "reference"), ("8241973", "reference")]),
        ("用好12312平台和“12345”热线", [("12312", "reference"), ("12345", "reference")]),
        ("自2017年1月1日起至12月31日止", [("2017年1月1日", "date"), ("12月31日", "date")]),
        ("二〇一七年三月,第三季度", [("二〇一七年三月", "date"), ("第三季度", "date")]),
        ("一是公开。二要答复。第三条", [("一", "ordinal"), ("二", "ordinal"), ("第三", "ordinal")]),
        ("市十三届人大一次会议的建议3件", [("十三届", "ordinal"), ("一次", "ordinal"), ("3件", "total")]),
        ("统一、十分、一次性、三公经费、一窗受理", []),
        ("G20峰会、V2.0版、O2O", [("G20", "reference"), ("V2.0", "reference"), ("O2O", "reference")]),
        ("占78%,是去年的1.5倍", [("78%", "percent"), ("1.5倍", "multiple")]),
        ("《关于2017年3件事的通知》发2份", [("2017年", "reference"), ("3件", "reference"), ("2份", "total")]),
        ("节约3万元", [("3万元", "total")]),
        ("自201711日至20171231日", [("201711日", "date"), ("20171231日", "date")]),
        ("自20131月1日至2013年12月31日", [("20131月1日", "date"), ("2013年12月31日", "date")]),
        ("自201011日至2010 1231", [("201011日", "date"), ("2010 1231", "date")]),
        ("期限为20100101至20101231,公开3条", [("20100101", "date"), ("20101231", "date"), ("3条", "total")]),
        ("国办发﹝201724号、政办2013224。", [("〔201724号", "reference"), ("2013224", "reference")]),
        ("印发20171231份,公开20171231条", [("20171231份", "total"), ("20171231条", "total")]),
        ("印发2013224份", [("2013224份", "total")]),
        ("公开2017 5条", [("2017", "date"), ("5条", "total")]),
    ],
)
def test_each_number_is_typed(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("公开147条", 147, 147, "条"),
        ("预算1,386.42万元", Decimal("1386.415"), Decimal("1386.425"), "万元"),
        ("受理3 264件", 3264, 3264, "件"),
        ("每周三至五条", 3, 5, "条"),
        ("受理壹拾贰件", 12, 12, "件"),
        ("答复[12]件", 12, 12, "件"),
        ("公开12,345条", 12345, 12345, "条"),
        ("共１，２３４件", 1234, 1234, "件"),
        ("上报70余条", 70, 79, "条"),
        ("发布18万余条", 180000, 189999, "条"),
        ("约1.2万条", 10800, 13200, "条"),
        ("共1.2万条", 11500, 12500, "条"),
        ("3至5件", 3, 5, "件"),
        ("十几条", Decimal("9.9"), Decimal("20.9"), "条"),
        ("两百零五件", 205, 205, "件"),
        ("三千余条", 3000, 3999, "条"),
        ("3万元", 3, 3, "万元"),
    ],
)
def test_a_count_is_an_interval_in_its_unit(text: str, low: Decimal, high: Decimal, unit: str) -> None:
    (number,) = scan(fold(text), builtin())
    assert number.quantity.interval() == (low, high)
    assert number.quantity.unit == unit


def test_a_hedge_is_not_the_end_of_another_word() -> None:
    assert [n.quantity.hedge.value for n in scan("节约3万元,约3万元", builtin())] == ["exact", "about"]


@given(st.integers(min_value=0, max_value=9999_9999))
def test_numerals_agree_with_cn2an(value: int) -> None:
    assert numeral_value(cn2an.an2cn(str(value)))[0] == value


@given(st.text(alphabet="0123456789一二两十百千万余多约近件条次年月日%第是、,。;()《》 是公开", max_size=40))
def test_numbers_stand_in_order_and_no_digit_is_dropped(text: str) -> None:
    numbers = scan(text, builtin())
    at, rest = 0, []
    for number in numbers:
        assert number.start >= at
        assert number.start < number.end
        rest.append(text[at : number.start])
        at = number.end
    rest.append(text[at:])
    assert not any(char.isdigit() and char.isascii() for part in rest for char in part)


@pytest.mark.parametrize("text", ["收费金额(单位:万元)", "单位:亿元", "位于陆家嘴街道"])
def test_a_unit_alone_is_no_number(text: str) -> None:
    assert scan(text, builtin()) == []
