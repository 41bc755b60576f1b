"""What else could explain a flag: the reading that was second, another cell with the number, a slip of the pen.

For each failing comparison of numbers at most three, the strongest first. Nothing is concluded from them: they tell the
reader of a flag where to look. Numbers below ten say nothing, for they are everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.catalog import Catalog
from pipeline.check.message import Pair, label_name, phrase, quote
from pipeline.check.table import SUMS
from pipeline.model import Fact, Finding, Mention, Operand, Outcome, Report
from pipeline.numeral import plain_number

_MOST = 3
_TELLING = 10  # a number as large is seldom met by chance
_PROSE = ("text_vs_table", "text_vs_text")


def add_otherwise(
    findings: Sequence[Finding],
    report: Report,
    facts: tuple[Fact, ...],
    mentions: tuple[Mention, ...],
    catalog: Catalog,
) -> tuple[Finding, ...]:
    """The findings, those that failed with what else could explain them."""
    by_no = {fact.no: fact for fact in facts}

    def explained(finding: Finding) -> Finding:
        if finding.outcome is not Outcome.FAIL:
            return finding
        found = [
            *_second_readings(finding, by_no, catalog),
            *_same_number(finding, report, facts, mentions, catalog),
            *_without_one(finding, catalog),
            *_slips(finding, catalog),
        ]
        return replace(finding, otherwise=tuple(dict.fromkeys(found))[:_MOST])

    return tuple(map(explained, findings))


def _second_readings(finding: Finding, facts: dict[int, Fact], catalog: Catalog) -> Iterator[Pair]:
    for operand in (*finding.left, *finding.right):
        fact = facts.get(operand.number) if operand.source == "fact" else None
        if fact is not None and fact.second is not None:
            other = fact.second.printed or ""
            yield phrase(catalog, "otherwise_read", cell=_name(operand), other=other, printed=operand.text)


def _same_number(
    finding: Finding, report: Report, facts: Sequence[Fact], mentions: Sequence[Mention], catalog: Catalog
) -> Iterator[Pair]:
    """The prose has the number of another cell, or the cell that of another place of the prose."""
    if finding.rule not in _PROSE or finding.left_value is None:
        return
    used = {(one.source, one.number) for one in (*finding.left, *finding.right)}
    units = {one.unit for one in (*finding.left, *finding.right)}
    said, printed = finding.left_value, finding.right_value
    if said >= _TELLING:
        for fact in facts:
            if fact.value == said and fact.period != "cumulative" and ("fact", fact.no) not in used:
                name = f"{label_name(fact.row_label.rpartition('/')[2])} {fact.column_label}".strip()
                yield phrase(catalog, "otherwise_cell", value=plain_number(said), cell=name)
    if printed is not None and printed >= _TELLING:
        for mention in mentions:
            same = mention.quantity.value == printed and mention.quantity.unit in units and mention.is_count
            if same and ("mention", mention.no) not in used:
                words = quote(report, mention, catalog)
                yield phrase(catalog, "otherwise_mention", value=plain_number(printed), quote=words)


def _without_one(finding: Finding, catalog: Catalog) -> Iterator[Pair]:
    """One of the parts may be a part of another, or stand beside the list."""
    if finding.rule != "parts_vs_total" or finding.left_value is None or finding.right_value is None:
        return
    over = finding.right_value - finding.left_value
    for part in finding.right if len(finding.right) > 2 else ():
        if part.value == over and over > 0:
            yield phrase(
                catalog, "otherwise_without", part=f"{part.label}{part.text}", value=plain_number(finding.left_value)
            )


def _slips(finding: Finding, catalog: Catalog) -> Iterator[Pair]:
    """A number that would make the two sides agree, were it written with one slip less."""
    if finding.left_value is None or finding.right_value is None or finding.tolerance:
        return
    gap = finding.left_value - finding.right_value
    if finding.rule in _PROSE:
        sides = [(finding.left[:1], finding.right_value), (finding.right[:1], finding.left_value)]
        wanted = [(operand, value) for operands, value in sides for operand in operands]
    elif finding.rule in (*SUMS, "parts_vs_total"):
        wanted = [(one, one.value - gap) for one in finding.left if one.value is not None]
        wanted += [(one, one.value + gap) for one in finding.right if one.value is not None]
    else:
        return
    for operand, value in wanted:
        if operand.value is not None and (slip := _slip(operand.value, value)):
            yield phrase(
                catalog, f"otherwise_{slip}", cell=_name(operand), printed=plain_number(operand.value),
                value=plain_number(value),
            )  # fmt: skip


def _slip(printed: Decimal, meant: Decimal) -> str | None:
    """How one number comes to be written for another: 361 for 316, 318 for 316, 3160 for 316."""
    if min(printed, meant) < _TELLING or printed % 1 or meant % 1:
        return None
    one, other = plain_number(printed), plain_number(meant)
    if len(one) != len(other):
        return "scale" if one.rstrip("0") == other.rstrip("0") else None
    unlike = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(unlike) == 1:
        return "digit" if len(one) > 2 else None
    if len(unlike) == 2 and unlike[1] == unlike[0] + 1:
        first, second = unlike
        return "swapped" if (one[first], one[second]) == (other[second], other[first]) else None
    return None


def _name(operand: Operand) -> str:
    return operand.label or operand.text
