"""The sides of a finding, and its sentence in Chinese and English.

The sentences are data, ``[rule.say.<case>]`` in ``catalog/rules.toml``. The name of a case tells the outcome:
``fail…``, ``pass…``, anything else is not assessable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pipeline.catalog import Catalog
from pipeline.model import Fact, Fault, Finding, Grade, Mention, Operand, Outcome, Place, Report, Section
from pipeline.text import fold, squeeze

# "其中:1.当面申请数" and "   2.政府公报公开数": what stands before the row's name. Not "12312平台".
_BEFORE_NAME = re.compile(r"\s*(?:其中\s*:?)?\s*(?:\d{1,2}\s*[.、]|\(\d{1,2}\)|[①-⑩])?\s*")
_PERIODS = {
    "year": ("本年", "this year"),
    "cumulative": ("历年累计", "cumulative"),
    "previous_year": ("上年", "the year before"),
    "other": ("其他期间", "another period"),
}
_CLAUSE_END = ",，;；:：。\n"
_QUOTE = 24  # characters quoted on each side of a number, if its clause is longer
Words = str | tuple[str, str]  # the same in both languages, or Chinese and English


def conclude(
    catalog: Catalog,
    rule: str,
    case: str,
    subject: str,
    grade: Grade,
    left: Sequence[Operand],
    right: Sequence[Operand],
    *,
    indicator: str | None = None,
    values: tuple[Decimal | None, Decimal | None] = (None, None),
    tolerance: Decimal | None = None,
    fault: Fault = Fault.UNCLEAR,
    words: Mapping[str, Words],
) -> Finding:
    """A finding with its sentence; ``words`` fill the sentence's names."""
    message_zh, message_en = say(catalog, rule, case, words)
    left_value, right_value = values
    return Finding(
        rule=rule,
        kind=catalog.rules[rule].kind,
        subject=subject,
        outcome=_outcome(case),
        grade=grade,
        left=tuple(left),
        right=tuple(right),
        message_zh=message_zh,
        message_en=message_en,
        indicator=indicator,
        left_value=left_value,
        right_value=right_value,
        difference=None if left_value is None or right_value is None else left_value - right_value,
        tolerance=tolerance,
        fault=fault,
    )


def say(catalog: Catalog, rule: str, case: str, words: Mapping[str, Words]) -> tuple[str, str]:
    sentence = catalog.rules[rule].say[case]
    chinese = {name: word if isinstance(word, str) else word[0] for name, word in words.items()}
    english = {name: word if isinstance(word, str) else word[1] for name, word in words.items()}
    return sentence.zh.format(**chinese), sentence.en.format(**english)


def _outcome(case: str) -> Outcome:
    return {"fail": Outcome.FAIL, "pass": Outcome.PASS}.get(case.partition("_")[0], Outcome.NOT_ASSESSABLE)


# -- numbers and labels as a sentence shows them ---------------------------------------


def plain(value: Decimal) -> str:
    """A number without exponent and trailing zeros: 316, 12.5, 20000; never 2E+4."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Decimal, places: int = 2) -> str:
    return plain(round(value, places))


def row_name(fact: Fact) -> str:
    """The fact's own printed label without numbering: 当面申请数; its column's where the row has none."""
    return label_name(fact.row_label.rpartition("/")[2]) if fact.row_label else fact.column_label


def label_name(label: str) -> str:
    found = _BEFORE_NAME.match(fold(label))
    return (label[found.end() :].strip() if found else "") or label


def period_words(period: str) -> tuple[str, str]:
    return _PERIODS.get(period, (period, period))


def cell_text(fact: Fact) -> str:
    """The cell with its unit, "97条"; "空白" is for the caller to say."""
    return (plain(fact.value) if fact.value is not None else fact.printed or "") + (fact.unit or "")


def noun(mention: Mention, catalog: Catalog) -> str:
    """What a number of the prose counts: the printed words, else the indicator's label."""
    if mention.noun:
        return mention.noun
    return catalog.label(mention.indicator) if mention.indicator else mention.topic


def mention_text(mention: Mention) -> str:
    return squeeze(mention.quantity.text)


def named(mentions: Iterable[Mention], catalog: Catalog) -> str:
    """招商资讯21条、重点产业13条."""
    return "、".join(f"{noun(mention, catalog)}{mention_text(mention)}" for mention in mentions)


def added(values: Iterable[Decimal]) -> str:
    """147+21+13."""
    return "+".join(plain(value) for value in values)


def where(report: Report, section_no: int | None) -> str:
    """The printed numbers down to a section, without punctuation: 一(四)."""
    by_no = {section.no: section for section in report.sections}
    numbers: list[str] = []
    while section_no is not None and (section := by_no.get(section_no)) is not None:
        if section.number:
            numbers.append(squeeze(section.number).strip("、."))
        section_no = section.parent_no
    return "".join(reversed(numbers))


def places(report: Report, mentions: Iterable[Mention]) -> tuple[str, str]:
    """Where numbers of the prose stand: ("正文一(四)、二(一)", "Sections 一(四), 二(一)")."""
    found = list(dict.fromkeys(where(report, mention.section_no) for mention in mentions))
    found = [place for place in found if place]
    if not found:
        return "正文", "Prose"
    return f"正文{'、'.join(found)}", f"{'Section' if len(found) == 1 else 'Sections'} {', '.join(found)}"


def quote(report: Report, mention: Mention, catalog: Catalog) -> str:
    """The printed words around a number, from comma to comma and not too long: 其中公开文件147条."""
    text, first, last = report.document.text, mention.place.start, mention.place.end
    start, end = max(mention.sentence.start, first - _QUOTE), min(mention.sentence.end, last + _QUOTE)
    before = max((text.rfind(stop, start, first) + 1 for stop in _CLAUSE_END), default=0)
    after = min((at for stop in _CLAUSE_END if (at := text.find(stop, last, end)) >= 0), default=end)
    words = text[max(before, start) : after].strip()
    if not words:
        return f"{noun(mention, catalog)}{mention_text(mention)}"
    cut_left = before <= start and start > mention.sentence.start
    cut_right = after == end and end < mention.sentence.end and text[end] not in _CLAUSE_END
    return f"{'…' if cut_left else ''}{words}{'…' if cut_right else ''}"


# -- operands --------------------------------------------------------------------------


def fact_operand(fact: Fact) -> Operand:
    label = f"{fact.row_label} {fact.column_label}".strip()
    return Operand("fact", fact.no, label, fact.printed or "", fact.place, fact.value, fact.unit)


def mention_operand(mention: Mention) -> Operand:
    quantity = mention.quantity
    return Operand("mention", mention.no, mention.noun, quantity.text, mention.place, quantity.value, quantity.unit)


def section_operand(section: Section) -> Operand:
    """The section's heading, as printed."""
    heading = f"{section.number or ''}{section.title or ''}"
    value = Decimal(section.ordinal) if section.ordinal is not None else None
    return Operand("section", section.no, heading, heading, section.heading, value)


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
