"""The sides of a finding, and numbers and labels as its sentence shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from pipeline.model import Fact, Mention, Operand, Place, Section
from pipeline.text import fold

# "其中:1.当面申请数" and "   2.政府公报公开数": what stands before the row's name. Not "12312平台".
_BEFORE_NAME = re.compile(r"\s*(?:其中\s*:?)?\s*(?:\d{1,2}\s*[.、]|\(\d{1,2}\)|[①-⑩])?\s*")
_PERIODS = {
    "year": ("本年", "this year"),
    "cumulative": ("历年累计", "cumulative"),
    "previous_year": ("上年", "the year before"),
}


def plain(value: Decimal) -> str:
    """A number without exponent and trailing zeros: 316, 12.5, 20000; never 2E+4."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def row_name(fact: Fact) -> str:
    """The fact's own printed label without numbering: 当面申请数."""
    label = fact.row_label.rpartition("/")[2]
    return label[_BEFORE_NAME.match(fold(label)).end() :].strip() or label  # type: ignore[union-attr]


def period_zh(period: str) -> str:
    return _PERIODS.get(period, (period, period))[0]


def period_en(period: str) -> str:
    return _PERIODS.get(period, (period, period))[1]


def fact_operand(fact: Fact) -> Operand:
    label = f"{fact.row_label} {fact.column_label}".strip()
    return Operand("fact", fact.no, label, fact.printed or "", fact.place, fact.value, fact.unit)


def mention_operand(mention: Mention) -> Operand:
    quantity = mention.quantity
    return Operand("mention", mention.no, mention.noun, quantity.text, mention.place, quantity.value, quantity.unit)


def section_operand(section: Section) -> Operand:
    """The section's heading, as printed."""
    heading = f"{section.number or ''}{section.title or ''}"
    return Operand("section", section.no, heading, heading, section.heading)


def passage_operand(section: Section, start: int, end: int, label: str, value: Decimal | None = None) -> Operand:
    """Some words of a section; ``start`` and ``end`` are offsets into ``section.text``."""
    place = passage_place(section, start, end)
    return Operand("section", section.no, label, section.text[start:end], place, value)


def passage_place(section: Section, start: int, end: int) -> Place:
    """Where a stretch of ``section.text`` stands in the document; the spans are joined by one line break each."""
    return Place(_offset(section, start), _offset(section, end - 1) + 1, section.heading.page)


def _offset(section: Section, at: int) -> int:
    for first, last in section.spans:
        if at <= last - first:
            return first + at
        at -= last - first + 1
    return section.end


def listed_zh(named: Iterable[tuple[str, str]]) -> str:
    """当面申请数0、网上申请数0."""
    return "、".join(f"{name}{value}" for name, value in named)


def listed_en(named: Iterable[tuple[str, str]]) -> str:
    """当面申请数 0, 网上申请数 0."""
    return ", ".join(f"{name} {value}" for name, value in named)
