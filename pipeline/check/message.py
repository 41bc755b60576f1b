"""The sides of a finding, and its sentence in Chinese and English.

The sentences are data, ``[rule.say.<case>]`` and ``[words]`` in ``catalog/rules.toml``. The name of a case tells
the outcome: ``fail…``, ``pass…``, anything else is not assessable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from pipeline.catalog import Catalog, Say
from pipeline.check.grade import Doubt, grade, weightiest_first
from pipeline.model import Fact, Fault, Finding, Mention, Operand, Outcome, Report, Section, State
from pipeline.numeral import plain_number
from pipeline.text import fold, squeeze

# "其中:1.当面申请数" and "   2.政府公报公开数": what stands before the row's name. Not "12312平台".
_BEFORE_NAME = re.compile(
    r"\s*(?:其中\s*:?)?\s*(?:\d{1,2}\s*[.、]|[一二三四五六七八九十]{1,2}、|\([\d一二三四五六七八九十]{1,2}\)|[①-⑩])?\s*"
)
_REMARK = re.compile(r"[(（][^()（）]{6,}[)）]$")  # 部分公开（区分处理的，只计这一情形，不计其他情形）
_CLAUSE_END = ",，;；:：。\n"
_QUOTE = 24  # characters quoted on each side of a number, if its clause is longer
Pair = tuple[str, str]  # Chinese and English
Words = str | Pair  # the same in both languages, or each


def conclude(
    catalog: Catalog,
    rule: str,
    case: str,
    subject: str,
    doubts: Sequence[Doubt],
    left: Sequence[Operand],
    right: Sequence[Operand],
    *,
    indicator: str | None = None,
    values: tuple[Decimal | None, Decimal | None] = (None, None),
    tolerance: Decimal | None = None,
    fault: Fault = Fault.UNCLEAR,
    words: Mapping[str, Words],
) -> Finding:
    """A finding with its grade and its sentence; ``words`` fill the sentence's names.

    ``subject`` is a part of the finding's id: ids, section numbers and printed numbers, no labels or words.
    """
    message_zh, message_en = _fill(catalog.rules[rule].say[case], words)
    left_value, right_value = values
    outcome = _outcome(case)
    difference = left_value - right_value if left_value is not None and right_value is not None else None
    if outcome is Outcome.NOT_ASSESSABLE:  # nothing was compared
        difference = None
    return Finding(
        rule=rule,
        kind=catalog.rules[rule].kind,
        subject=subject,
        outcome=outcome,
        grade=grade(doubts, catalog),
        left=tuple(left),
        right=tuple(right),
        message_zh=message_zh,
        message_en=message_en,
        indicator=indicator,
        left_value=left_value,
        right_value=right_value,
        difference=difference,
        tolerance=None if difference is None else tolerance,
        fault=fault,
        doubts=tuple(doubt.value for doubt in weightiest_first(doubts, catalog)),
    )


def phrase(catalog: Catalog, name: str, /, **words: Words) -> Pair:
    """A piece of a sentence, ``[words]`` in ``catalog/rules.toml``."""
    return _fill(catalog.words[name], words)


def joined(pieces: Iterable[Words], catalog: Catalog, by: str = "comma") -> Pair:
    """One after the other, in each language with its own mark: 甲、乙 and A, B."""
    separators = phrase(catalog, by)
    pairs = [(piece, piece) if isinstance(piece, str) else piece for piece in pieces]
    return separators[0].join(zh for zh, _ in pairs), separators[1].join(en for _, en in pairs)


def _fill(sentence: Say, words: Mapping[str, Words]) -> Pair:
    chinese, english = {}, {}
    for name, word in words.items():
        chinese[name], english[name] = (word, word) if isinstance(word, str) else word
    return sentence.zh.format_map(chinese), sentence.en.format_map(english)


def _outcome(case: str) -> Outcome:
    return {"fail": Outcome.FAIL, "pass": Outcome.PASS}.get(case.partition("_")[0], Outcome.NOT_ASSESSABLE)


# -- numbers and labels as a sentence shows them ---------------------------------------


def rounded(value: Decimal, places: int = 2) -> str:
    return plain_number(round(value, places))


def row_name(fact: Fact) -> str:
    """The fact's own printed label without numbering: 当面申请数; its column's where the row has none."""
    return label_name(fact.row_label.rpartition("/")[2]) if fact.row_label else fact.column_label


@lru_cache(maxsize=4096)  # the rows of a form are the same in thousands of reports
def label_name(label: str) -> str:
    found = _BEFORE_NAME.match(fold(label))
    return _REMARK.sub("", label[found.end() :].strip() if found else "") or label


def column_words(column_label: str, period: str, catalog: Catalog) -> Pair:
    """A column by its printed header, else by its period."""
    return phrase(catalog, "column", header=column_label) if column_label else period_words(period, catalog)


def period_words(period: str, catalog: Catalog) -> Pair:
    return phrase(catalog, period) if period in catalog.words else (period, period)


def gap_words(cells: Iterable[tuple[Fact | None, Words]], catalog: Catalog) -> Pair | None:
    """Which cells hold no number and why; None where all do. A cell comes with its name."""
    gaps: list[Words] = []
    for fact, name in cells:
        if fact is None or fact.value is None:
            gaps.append(phrase(catalog, "gap", name=name, why=why_empty(fact, catalog)))
    return joined(gaps, catalog) if gaps else None


def why_empty(fact: Fact | None, catalog: Catalog) -> Pair:
    if fact is None:
        return phrase(catalog, "no_row")
    return phrase(catalog, fact.state if fact.state is not State.NUMBER else State.NOT_READ)


def cell_text(fact: Fact) -> str:
    """The cell with its unit, "97条"; "空白" is for the caller to say."""
    return (plain_number(fact.value) if fact.value is not None else fact.printed or "") + (fact.unit or "")


def noun(mention: Mention, catalog: Catalog) -> str:
    """What a number of the prose counts: the printed words, else the indicator's label."""
    if mention.noun:
        return mention.noun
    return catalog.label(mention.indicator) if mention.indicator else mention.topic


def mention_text(mention: Mention) -> str:
    return squeeze(mention.quantity.text)


def named(mentions: Iterable[Mention], catalog: Catalog) -> Pair:
    """招商资讯21条、重点产业13条."""
    return joined((f"{noun(mention, catalog)}{mention_text(mention)}" for mention in mentions), catalog)


def added(values: Iterable[Decimal]) -> str:
    """147+21+13."""
    return "+".join(plain_number(value) for value in values)


def where(report: Report, section_no: int | None) -> str:
    """The printed numbers down to a section, without punctuation: 一(四)."""
    numbers: list[str] = []
    while section_no is not None and (section := _section(report, section_no)) is not None:
        if section.number:
            numbers.append(squeeze(section.number).strip("、."))
        section_no = section.parent_no
    return "".join(reversed(numbers))


def _section(report: Report, no: int) -> Section | None:
    """A section by its number; they are numbered as they stand, from one."""
    expected = report.sections[no - 1 : no]
    if expected and expected[0].no == no:
        return expected[0]
    return next((section for section in report.sections if section.no == no), None)


def paths(report: Report, mentions: Iterable[Mention]) -> list[str]:
    """The sections in which numbers of the prose stand: ["一(四)", "二(一)"]."""
    return [path for path in dict.fromkeys(where(report, mention.section_no) for mention in mentions) if path]


def places(report: Report, mentions: Iterable[Mention], catalog: Catalog) -> Pair:
    """The same in words: ("正文一(四)、二(一)", "Sections 一(四), 二(一)")."""
    found = paths(report, mentions)
    if not found:
        return phrase(catalog, "prose")
    return phrase(catalog, "section" if len(found) == 1 else "sections", number=joined(found, catalog))


def subject(*parts: str) -> str:
    """What a finding is about, as a part of its id: "一(三)1 78%"."""
    return " ".join(squeeze(part) for part in parts if part)


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
    heading = section.printed_heading
    value = Decimal(section.ordinal) if section.ordinal is not None else None
    return Operand("section", section.no, heading, heading, section.heading, value)


def passage_operand(section: Section, start: int, end: int, label: str, value: Decimal | None = None) -> Operand:
    """Some words of a section; ``start`` and ``end`` are offsets into ``section.text``."""
    return Operand("section", section.no, label, section.text[start:end], section.place(start, end), value)
