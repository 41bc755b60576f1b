"""Numbers of the prose that count nothing: dates, references (documents, telephones), ordinals, list numerals.

The families are tried at a place in a fixed order, as one pattern. All is read on folded text.
"""

from __future__ import annotations

import re

from pipeline.model import Role
from pipeline.numeral import CHINESE

_YEAR = r"(?:1\s?9|2\s?0)\s?\d\s?\d"
TO = r"\s*(?:-|—+|~|至|到)\s*"
ONE_TO_NINE = "一二三四五六七八九"
_CHINESE_MONTH = rf"(?:十[一二]?|[{ONE_TO_NINE}])月份?(?:[{ONE_TO_NINE}十]{{1,3}}日)?"
_DAY = rf"(?:{_YEAR}\s*年?度?{TO})?{_YEAR}"

# Families that are no counts, in the order they are tried; on folded text.
_TYPED = (
    ("reference", r"https?://[^\s,;。)）、]+|www\.[\w./-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("reference", rf"[〔\[(【〖]\s*{_YEAR}\s*年?\s*[〕\])】〗]\s*第?\s*\d+(?:-\d+)?\s*号?"),  # 〔2017〕60号
    # The same with a mark lost: 国办发〔201724号, 政办2013224
    ("reference", rf"[〔\[(【〖]\s*{_YEAR}\d{{1,4}}\s*号"),
    ("reference", rf"(?<=[\u4e00-\u9fff][办发函字文]){_YEAR}\d{{1,4}}(?:号|(?=[,;。)》]|\s*$))"),
    ("date", r"(?<!\d)\d{1,2}: ?\d{2}(?:: ?\d{2})?(?!\d)"),
    # Days whose 年, 月 or both are lost: 20171231日, 201711日, 2010 1231, 20101231; a plain number may be a count
    ("date", rf"(?<!\d){_YEAR}\s?年?\d{{2,4}}\s*日"),
    ("date", rf"(?<!\d){_YEAR}\s?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=\s*(?:[,;。)至到止起-]|$))"),
    # 2017年1月1日, 2014- 03- 25, 2008-2017年, 1至12月, 12月31日, 二〇一七年
    ("date", rf"{_YEAR}\s*[-./]\s*\d{{1,2}}\s*[-./]\s*\d{{1,2}}(?!\d)\s*日?"),
    ("date", rf"{_DAY}\s*年(?:度)?(?:\s*\d{{1,2}}(?:{TO}\d{{1,2}})?\s*月(?:\s*\d{{1,2}}\s*[日号])?)?"),
    ("date", rf"{_YEAR}\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*[日号])?"),  # 20131月1日
    (
        "date",
        rf"(?<!\d)\d{{1,2}}(?:\s*月)?(?:{TO}\d{{1,2}})?\s*月"
        rf"(?:份|\s*\d{{1,2}}(?:{TO}\d{{1,2}})?\s*[日号])?(?!饼)",
    ),
    ("date", rf"[一二]?[〇零○{ONE_TO_NINE}]{{3}}\s*年度?(?:{_CHINESE_MONTH})?"),
    ("date", rf"(?<![{ONE_TO_NINE}]){_CHINESE_MONTH}(?![一二三])"),
    ("date", r"第?[1-4一二三四]\s*季度"),
    ("reference", r"(?<!\d)(?:\(?0\d{2,3}\)?\s?-?\s?\d{7,8}(?:-\d+)?|1[3-9]\d{9})(?!\d)"),  # 0598-8241973
    ("reference", r"(?<![\d.])\d+(?:[./-]\d+){2,}"),  # 1.2.3, 3-2017-004
    ("reference", r"\d+\s*[×xX*]\s*\d+"),  # 7×24
    ("reference", rf"第?\s*(?:\d+|[{CHINESE}]+)\s*号(?:令|文件|文|公告|通知|决议|楼|院|线)?(?!码)"),
    ("reference", r"\d+\s*(?:楼|层|室|幢|栋|弄|路|街)(?![由径])"),
    ("ordinal", rf"第\s*[(]?\s*(?:\d+|[{CHINESE}]+)\s*[)]?"),  # 第三, 第(二)项
    ("ordinal", r"十[一二三四五六七]五(?=[\"”』」]?(?:规划|时期|期间|末|以来|计划))"),
    ("ordinal", r"(?:十[五六七八九]|二十一?)大(?!类|项|方面|领域)"),
    ("ordinal", r"(?<=[一二三四五六七八九十]届)[一二三四五六七八九]中(?=全会)"),
    ("ordinal", r"(?:二?十)?[一二三四五六七八九十]届(?=[^选])"),
    ("ordinal", r"[①-⑳㈠-㈩]"),
)  # fmt: skip

# At the start of a sentence: 一是, 二要, 四用好, (1), 1., 二、
_START = r"(?:^|(?<=[。;:!?\n]))[ \n\"]*"
_LISTED = re.compile(
    rf"{_START}(?P<n>\(\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s*\)|\d{{1,2}}\s*(?:[.](?!\d)|、)|[一二三四五六七八九十]{{1,2}}、|[一二三四五六七八九十]{{1,2}}(?=是|要|则))"
    rf"|(?:(?<=[,;。:])|其)(?P<m>[一二三四五六七八九十]{{1,2}})(?=是)"
    rf"|(?<=其)(?P<o>[一二三四五六七八九])(?=[,、:是])"
)
_FAMILY = re.compile("|".join(f"(?P<{role}{at}>{pattern})" for at, (role, pattern) in enumerate(_TYPED)))
_ROLES = {f"{role}{at}": Role(role) for at, (role, _) in enumerate(_TYPED)}


def read_non_count(text: str, start: int) -> tuple[Role, int] | None:
    """What stands at ``start`` and where it ends, if it counts nothing whatever follows."""
    found = _FAMILY.match(text, start)
    return (_ROLES[found.lastgroup or ""], found.end()) if found else None


def list_numerals(text: str) -> dict[int, int]:
    """The spans of the numerals that number sentences and clauses: 一是, (1), 1., 二、."""
    return {found.start(group): found.end(group) for found in _LISTED.finditer(text) for group in "nmo" if found[group]}
