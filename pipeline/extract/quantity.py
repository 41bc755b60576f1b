"""Every number of a prose text, found once and typed: counts, percentages, dates, ordinals, references.

One pattern per family, tried at each position in a fixed order, so that no number is dropped and none is
read twice. Chinese numerals count only before a measure word: "三千余条" is a number, "统一" is not.
Measure words, hedges and fixed expressions are data (``catalog/units.toml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.non_counts import ONE_TO_NINE, TO, list_numerals, read_non_count
from pipeline.model import Hedge, Quantity, Role
from pipeline.numeral import CHINESE, FORMAL, digit_value, numeral_value
from pipeline.text import any_of


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the scanned text, with its hedges and its unit; a count has the role ``total``."""

    start: int
    end: int
    role: Role
    quantity: Quantity


# 1,386.42; 3 264; digits set apart (1 2 3); plain digits
_DIGITS = r"(?:\d{1,3}(?:[, ]\d{3})+(?!\d)(?:\.\d+)?|\d(?: \d)+(?![\d.,])|\d+(?:\.\d+)?)"
_DOUBLED = re.compile(r"翻(?:了)?([一两二三])?番")  # 翻一番 is twice as many, 翻两番 four times
_SOME_DIGITS = re.compile(r"\d+")
_NUMERAL = re.compile(rf"[{CHINESE}]+")
_NAME = re.compile(r"《[^》]*》")
_MYRIADS = ("万", "亿", "万亿")
_SCALE = r"[十百千万亿]"


@dataclass(frozen=True, slots=True)
class _Grammar:
    before: re.Pattern[str]  # a hedge and the numeral after it
    ascii: re.Pattern[str]
    ratio: re.Pattern[str]
    boxed: re.Pattern[str]
    count: re.Pattern[str]
    hedge: dict[str, Hedge]
    fixed: dict[str, tuple[tuple[str, int], ...]]  # by numeral: the words that hold it, and where
    counted_after: tuple[str, ...]
    call_before: re.Pattern[str]
    call_after: re.Pattern[str]
    scaled: frozenset[str]


@cache
def _grammar(catalog: Catalog) -> _Grammar:
    hedges = catalog.hedges
    before = any_of(hedges["about_before"] + hedges["over_before"] + hedges["under_before"])
    after = any_of(hedges["over_after"] + hedges["about_after"] + hedges["under_after"])
    unit = any_of(catalog.measure)
    lead = rf"(?:(?<![{hedges['not_before'][0]}])(?P<before>{before})\s*)?"
    tail = rf"(?:\s*(?P<after>{after}))?"
    digits = rf"(?<![\d.])(?P<value>{_DIGITS})(?:{TO}(?P<high>{_DIGITS}))?"
    # 三至五条, 四十七点一万元; not 三点要求
    chinese = (
        rf"(?P<chinese>[{CHINESE}]+(?:点[零〇{ONE_TO_NINE}]+(?={_SCALE}|{unit}))?(?:{TO}(?P<chigh>[{CHINESE}]+))?"
        rf"|(?=[{FORMAL}]*[拾佰仟])[{FORMAL}]{{2,}})"
    )
    return _Grammar(
        before=re.compile(rf"(?:{before})\s*(?=[\d{CHINESE}{FORMAL}百])"),
        # V2.0, G20, ISO9001, 3D, O2O; but "A8件" is eight, and "10GB" a size
        ascii=re.compile(
            rf"(?<![A-Za-z\d])[A-Za-z]+-?\d+(?:(?:\.\d+)+|(?![\d.])(?!\s*(?:{unit})))[A-Za-z]*|\d+(?!(?:{unit}))[A-Za-z]+\d*"
        ),
        ratio=re.compile(
            rf"{lead}(?:百分之\s*(?:(?P<cent>{_DIGITS})|(?P<ccent>[{CHINESE}点]+))"
            rf"|(?P<percent>{_DIGITS})(?:\s*%?{TO}(?P<phigh>{_DIGITS}))?\s*(?P<sign>[%‰]|个百分点)"
            rf"|(?P<under>[{CHINESE}\d]+)分之(?P<over>[{CHINESE}\d]+)"
            rf"|(?:(?P<times>{_DIGITS})|(?P<ctimes>[{CHINESE}点]+))\s*(?P<tsign>倍|成(?![立为员果效本绩功长都熟交品套型因就份人]))){tail}"
        ),
        boxed=re.compile(rf"[\[〔【]\s*(?P<value>{_DIGITS})\s*[\]〕】]\s*(?P<unit>{unit})"),  # [12]件
        count=re.compile(
            rf"{lead}(?:{digits}\s?(?P<scale>{_SCALE}(?!元|吨|亩|美元|分之)[万亿]?(?:\d+[千百])?)?"
            rf"(?P<more>[余多](?!额|款|年|方))?(?P<scale2>[万亿](?!元|吨|亩|美元))?(?:\s*(?P<unit>{unit}))?"
            rf"|{chinese}(?P<cmore>余|多|来)?(?P<cscale>[万亿])?\s*(?P<cunit>{unit})){tail}"
        ),
        hedge={
            **dict.fromkeys(hedges["about_before"] + hedges["about_after"], Hedge.ABOUT),
            **dict.fromkeys(hedges["over_before"] + hedges["over_after"], Hedge.OVER),
            **dict.fromkeys(hedges["under_before"] + hedges["under_after"], Hedge.UNDER),
        },
        fixed={
            numeral: tuple((word, at) for word in catalog.fixed for at, char in enumerate(word) if char == numeral)
            for numeral in CHINESE
        },
        counted_after=catalog.counted_after,
        call_before=re.compile(rf"(?:{any_of(catalog.reference['before'])})[^,。;\d]{{0,6}}$"),
        call_after=re.compile(
            rf"(?:[、和及]\d{{3,6}})*\s*[\"”』」]?[^\s,。;:\d]{{0,6}}?(?:{any_of(catalog.reference['after'])})"
        ),
        scaled=catalog.scaled,
    )


def scan(text: str, catalog: Catalog) -> list[Number]:
    """Find every number of a folded text, in reading order and without overlap.

    ``Quantity.text`` is cut from ``text``. A count without a unit has ``unit=None``. What stands inside
    《》 is part of a name: a reference, whatever it looks like.
    """
    grammar = _grammar(catalog)
    names = [found.span() for found in _NAME.finditer(text)]
    listed = list_numerals(text)
    numbers: list[Number] = []
    at = 0
    for start in _starts(text, grammar):
        if start < at:
            continue
        number = _read(text, start, listed, grammar)
        if number is None or _in_fixed(number, text, grammar):
            continue
        if any(left <= number.start < right for left, right in names):
            number = replace(number, role=Role.REFERENCE)
        numbers.append(number)
        at = number.end
    return numbers


_MAY_START = rf"[A-Za-z]*\d|[{CHINESE}{FORMAL}第①-⑳㈠-㈩〔\[(【〖]|百分之|翻[了一两二三番]|https?:|www\."
_WITHOUT_MAIL = re.compile(_MAY_START)
_WITH_MAIL = re.compile(rf"{_MAY_START}|[\w.+-]+@")  # slow, and few texts hold an address


def _starts(text: str, grammar: _Grammar) -> list[int]:
    """Positions at which a number can begin: each digit or numeral, and the hedge before it."""
    found: set[int] = set()
    for match in (_WITH_MAIL if "@" in text else _WITHOUT_MAIL).finditer(text):
        found.update(range(match.start(), match.end()))
    for match in grammar.before.finditer(text):
        found.update(range(match.start(), match.end()))
    return sorted(found)


def _read(text: str, start: int, listed: dict[int, int], grammar: _Grammar) -> Number | None:
    if start in listed:
        return _typed(text, start, listed[start], Role.ORDINAL)
    if typed := read_non_count(text, start):
        return _typed(text, start, typed[1], typed[0])
    if found := grammar.ascii.match(text, start):
        return _typed(text, start, found.end(), Role.REFERENCE)
    if found := grammar.ratio.match(text, start):
        return _ratio(found, grammar)
    if found := _DOUBLED.match(text, start):
        times = Decimal(2) ** int(numeral_value(found[1] or "一")[0])
        return Number(start, found.end(), Role.MULTIPLE, Quantity(found[0], times, unit="倍"))
    if found := grammar.boxed.match(text, start):
        value, step = digit_value(found["value"])
        step = Decimal(0) if step == 1 else step
        return Number(start, found.end(), Role.TOTAL, Quantity(found[0], value, None, step, unit=found["unit"]))
    if found := grammar.count.match(text, start):
        return _count(text, found, grammar)
    return None


def _typed(text: str, start: int, end: int, role: Role) -> Number:
    printed = text[start:end]
    digits = _SOME_DIGITS.search(printed)
    numeral = None if digits else _NUMERAL.search(printed)
    value = Decimal(digits[0]) if digits else (numeral_value(numeral[0])[0] if numeral else Decimal(0))
    return Number(start, end, role, Quantity(printed, value))


def _hedge(found: re.Match[str], grammar: _Grammar, *names: str) -> Hedge:
    for name in names:
        if word := found[name]:
            return grammar.hedge.get(word, Hedge.OVER)
    return Hedge.EXACT


def _ratio(found: re.Match[str], grammar: _Grammar) -> Number:
    """百分之三十, 12.5%, 三分之一, 1.5倍, 三成: percentages are in %, multiples plain."""
    hedge = _hedge(found, grammar, "before", "after")
    high: Decimal | None = None
    role, unit = Role.PERCENT, "%"
    if printed := found["cent"] or found["percent"]:
        value, step = digit_value(printed)
        high = digit_value(found["phigh"])[0] if found["phigh"] else None
        unit = found["sign"] or "%"
    elif found["ccent"]:
        value, step, _ = numeral_value(found["ccent"])
        step = step or Decimal(1)
    elif found["under"]:
        under, over = (numeral_value(found[name])[0] for name in ("under", "over"))
        value, step = (over * 100 / under if under else Decimal(0)).quantize(Decimal("0.0001")), Decimal(1)
    else:
        value, step = digit_value(found["times"]) if found["times"] else numeral_value(found["ctimes"])[:2]
        if found["tsign"] == "倍":
            role, unit = Role.MULTIPLE, "倍"
        else:
            value, step = value * 10, Decimal(10)
    return Number(found.start(), found.end(), role, Quantity(found[0], value, high, step, hedge, unit))


def _count(text: str, found: re.Match[str], grammar: _Grammar) -> Number | None:
    if found["chinese"]:
        if found["chinese"] in _MYRIADS and not found["before"]:
            return None  # 单位:万元; but 近万元
        printed = found["chinese"]
        if found["chigh"]:
            printed = re.split(TO, printed)[0]
        value, step, high = numeral_value(printed)
        if found["chigh"]:
            high = numeral_value(found["chigh"])[0]
        unit, more, scale = found["cunit"], found["cmore"], found["cscale"]
    else:
        value, step = digit_value(found["value"])
        step = Decimal(0) if step == 1 else step
        high = digit_value(found["high"])[0] if found["high"] else None
        unit, more = found["unit"], found["more"]
        scale = found["scale2"]
        if found["scale"]:
            value, step, high = _scaled(value, step, high, found["scale"])
    if scale:
        value, step, high = _scaled(value, step, high, scale)
    hedge = Hedge.OVER if more else _hedge(found, grammar, "before", "after")
    if found["chinese"] and re.search("[几数]", found["chinese"]):
        hedge = Hedge.ABOUT
    role = Role.TOTAL
    if not found["chinese"] and unit is None:
        role = _bare(text, found, grammar, value)
    if (
        unit == "次"
        and re.match("(?:全体)?会议|全会", text[found.end() :])
        and re.search("届[^,。;]{0,14}$", text[: found.start()])
    ):
        role = Role.ORDINAL  # 市十三届人大一次会议
    start, end = found.span()
    if role is not Role.TOTAL:
        start, end = found.start("value"), found.end("value")
        return (
            _typed(text, start, end, role) if unit is None else Number(*found.span(), role, Quantity(found[0], value))
        )
    return Number(start, end, role, Quantity(found[0].strip(), value, high, step, hedge, unit))


def _bare(text: str, found: re.Match[str], grammar: _Grammar, value: Decimal) -> Role:
    """Digits without a measure word: a telephone, a hotline, a year, or a count whose unit was left out."""
    if found["scale"] or found["more"] or found["scale2"] or found["high"]:
        return Role.TOTAL
    if grammar.call_before.search(text[max(0, found.start() - 14) : found.start()]) or grammar.call_after.match(
        text, found.end()
    ):
        return Role.REFERENCE
    if re.fullmatch(r"(?:19[89]|20[0-4])\d", found["value"]):
        return Role.DATE
    return Role.TOTAL


def _scaled(value: Decimal, step: Decimal, high: Decimal | None, scale: str) -> tuple[Decimal, Decimal, Decimal | None]:
    """1.2万 is 12000 with a step of 1000; 1万2千 is 12000 with a step of 1000; 3万 is rounded to 10000."""
    words = re.match(rf"({_SCALE}+)(?:(\d+)([千百]))?$", scale)
    assert words is not None
    factor = numeral_value("一" + words[1])[0]
    value, step = value * factor, (step or Decimal(1)) * factor
    if words[2]:
        step = numeral_value("一" + words[3])[0]
        value += int(words[2]) * step
    return value, step, high * factor if high is not None else None


def _in_fixed(number: Number, text: str, grammar: _Grammar) -> bool:
    """一次性, 三公 and 第三方 count nothing. Digits always are a number."""
    if number.role is Role.ORDINAL and text[number.start] != "第":
        return False
    printed = text[number.start : number.end]
    if _SOME_DIGITS.search(printed):
        return False
    first = _NUMERAL.search(printed)
    if first is None:
        return False
    at = number.start + first.start()
    return any(
        text.startswith(word, at - ahead) and not text.endswith(grammar.counted_after, 0, max(0, at - ahead))
        for word, ahead in grammar.fixed[text[at]]
        if ahead <= at
    )
