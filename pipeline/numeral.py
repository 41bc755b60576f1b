"""Chinese numerals and printed digits as values, and values as plain digits and numerals.

Written here because cn2an refuses 三千余, 近三千, 廿 and 二○一七 and knows no approximate numerals; it
serves the tests as a second opinion.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.text import squeeze

_DIGIT = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "半": 0}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = {"万": 10**4, "亿": 10**8}
FORMAL = "壹贰叁肆伍陆柒捌玖拾佰仟"  # 壹拾贰; one of them alone is mostly a name (陆家嘴)
_SIMPLE = str.maketrans(FORMAL, "一二三四五六七八九十百千")
CHINESE = "〇○零一二三四五六七八九十百千万亿两廿卅半几数"

# What a table's cell holds, squeezed: "1,113", "-1942", "7730.28", "[284]"; "增10" in a column of changes. Not "12,34".
_NUMBER = re.compile(r"(\[)?([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?(1)\])")
_CHANGE = re.compile(r"([增减])[加少]?(\d+)")
_DASH = re.compile(r"/+|-+|—+|─+|―+|\\+|\*+")
_DIGITS = re.compile(r"[+-]?\d[\d,.]*\**")
_TWO = re.compile(r"\d\s+\d")


def cell_number(text: str) -> Decimal | None:
    """The number in a cell of a table; None where it holds anything else: "12件", "①128", "12,34", "10 20".

    Two numbers in one cell are not put together: "10 20" stands for two rows or columns, not for 1020.
    """
    squeezed = squeeze(text)
    if changed := _CHANGE.fullmatch(squeezed):
        return Decimal(changed[2]) * (1 if changed[1] == "增" else -1)
    found = _NUMBER.fullmatch(squeezed)
    return Decimal(found[2].replace(",", "")) if found and not _TWO.search(text) else None


def is_dash(text: str) -> bool:
    """A mark that there is nothing to report: "/", "-", "——", "─", "*"."""
    return _DASH.fullmatch(squeeze(text)) is not None


def value_length(text: str) -> int:
    """How much of a squeezed cell is a number (also a misprinted or starred one: "12,34", "49**") or a dash."""
    if _DASH.fullmatch(text) or _CHANGE.fullmatch(text) or _NUMBER.fullmatch(text):
        return len(text)
    found = _DIGITS.match(text)
    return found.end() if found else 0


def digit_value(printed: str) -> tuple[Decimal, Decimal]:
    """Digits, with their step: "1,234" and "1 234" are (1234, 1), "12.50" is (12.50, 0.01)."""
    value = Decimal(printed.replace(",", "").replace(" ", ""))
    return value, Decimal(1).scaleb(int(value.as_tuple().exponent))


def plain_number(value: Decimal) -> str:
    """A number without exponent and trailing zeros: 316, 12.5, 20000; never 2E+4."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def numeral_value(printed: str) -> tuple[Decimal, Decimal, Decimal | None]:
    """Value, step and, for an approximate numeral, the upper end.

    三千零五 is 3005, 二〇一七 is 2017, 廿三 is 23, 千 is 1000, 一点五 is 1.5; 两三 is 2 to 3, 二三十 is
    20 to 30, 十几 is 11 to 19, 几十 is 20 to 90, 数百 is 200 to 900, 半 is 0.5. 三万 is rounded to a
    myriad. Digits are read too. What is no numeral has the value 0.
    """
    if re.fullmatch(r"\d+(?:\.\d+)?", printed):
        return *digit_value(printed), None
    printed = printed.translate(_SIMPLE)
    if "点" in printed:
        whole, _, rest = printed.partition("点")
        decimals = "".join(str(_DIGIT.get(digit, 0)) for digit in rest)
        value = _integer(whole) + Decimal(f"0.{decimals or 0}")
        return value, Decimal(1).scaleb(-len(decimals)), None
    if printed == "半":
        return Decimal("0.5"), Decimal(0), None
    plain = printed.replace("廿", "二十").replace("卅", "三十").replace("半", "")
    if re.search("[几数]", plain):
        low, high = ("一", "九") if re.search("十[几数]$", plain) else ("二", "九")
        return _integer(re.sub("[几数]", low, plain)), Decimal(0), _integer(re.sub("[几数]", high, plain))
    pair = re.search(r"([一二两三四五六七八])([二三四五六七八九])", plain)
    if pair and not re.search("[零〇○]", plain) and len(re.findall("[一二两三四五六七八九]", plain)) == 2:
        low_end, high_end = plain.replace(pair[0], pair[1]), plain.replace(pair[0], pair[2])
        if _integer(low_end) < _integer(high_end):
            return _integer(low_end), Decimal(0), _integer(high_end)
    value = _integer(plain)
    step = Decimal(_MYRIAD[plain[-1]]) if plain[-1:] in _MYRIAD and len(plain) > 1 else Decimal(0)
    return value, step, None


def _integer(numeral: str) -> Decimal:
    if len(numeral) > 1 and not re.search("[十百千万亿]", numeral):  # 二〇一七: digit by digit
        return Decimal("".join(str(_DIGIT[digit]) for digit in numeral))
    total, section, digit = 0, 0, 0
    last = 1
    for char in numeral:
        if char in _DIGIT:
            digit = _DIGIT[char]
            last = 1 if digit == 0 else last
        elif char in _UNIT:
            section += (digit or 1) * _UNIT[char]
            digit, last = 0, _UNIT[char]
        else:
            total = (total + section + digit or 1) * _MYRIAD[char]
            section, digit, last = 0, 0, _MYRIAD[char]
    if digit and last > 10:  # 三千五, 一万二: the last digit is of the next lower unit
        digit *= last // 10
    return Decimal(total + section + digit)


_ONES = "零一二三四五六七八九"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
PARENTHESISED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"


# 三, 十, 十二, 二十, 二十一, 两; not 二三, 一一, 十十, which name no place in a list.
_ORDINAL = re.compile(r"[一二三四五六七八九两]|[一二三四五六七八九]?十[一二三四五六七八九]?")


def ordinal(printed: str) -> int | None:
    """The number of a heading or a list: 三, 十二, 两, 12, ③, ㈢; None for what is no number of one, as 二三."""
    for enclosed in (CIRCLED, PARENTHESISED):
        if len(printed) == 1 and printed in enclosed:
            return enclosed.index(printed) + 1
    if printed.isdecimal():
        return int(printed)
    return int(_integer(printed)) if _ORDINAL.fullmatch(printed) else None


def numeral(number: int) -> str:
    """A number from 1 to 99 as a heading prints it: 三, 十二, 二十."""
    tens, ones = divmod(number, 10)
    return (_ONES[tens] if tens > 1 else "") + ("十" if tens else "") + (_ONES[ones] if ones else "")
