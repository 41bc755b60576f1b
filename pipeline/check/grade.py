"""How sure a finding is: one table.

``high``: same concept, unit, member, period and scope, exact numbers, each read from its own label. Every
``Doubt`` lowers that to the grade in ``CEILING``; of several the lowest counts. ``docs/checks.md`` shows
the same table.
"""

from __future__ import annotations

from enum import StrEnum

from pipeline.model import Grade


class Doubt(StrEnum):
    """Why two numbers or headings could differ without the report contradicting itself."""

    # prose and table
    NEAR_CONCEPT = "near concept"  # items against documents
    SCOPE_UNKNOWN = "scope unknown"
    SCOPE_AREA = "scope area"  # 全市, 全系统: not the agency's own figure
    PERIOD_UNSURE = "period unsure"  # 累计 may mean the year or all years
    HEDGED = "hedged"  # 约, 余, 近
    ZERO_IN_WORDS = "zero in words"  # "没有…" may deny something else
    PART_OF_UNKNOWN = "part of a whole that is not linked"
    OTHER_PLACE_AGREES = "the prose agrees elsewhere"  # the odd number may count something else
    SEVERAL_VALUES = "the prose gives several values"
    MONEY_UNIT = "unit of the amount not printed"
    # table
    FUZZY_LABEL = "row found by a similar label"
    EMPTY_CELL = "a cell is empty"
    OVERLAP = "parts may overlap"  # one document on the site and in the gazette
    TIME_LIMIT = "rests on a time limit, not on arithmetic"
    COLUMN_UNUSED = "column not kept"  # 历年累计 is 0 in every row
    # prose and prose
    SAME_WORDS_ONLY = "linked by words only"
    NO_THIRD_WITNESS = "no third number decides"
    # arithmetic of a sentence
    LIST_INFERRED = "members of the list inferred"
    LIST_MAY_BE_SHORT = "the list may be incomplete"
    UNSURE_PART = "以及 or 另 may add or continue"
    MIXED_UNITS = "units differ"
    LINK_INFERRED = "numbers linked by the sentence"
    WITHIN_A_POINT = "within one unit of the last printed digit"
    # numbering
    PLAIN_DIGITS = "1. (1) ①: may be stray"
    SHORT_LIST = "two headings only"
    LATER_LIST = "a second list at the same place"
    BEGINNING_CUT = "the list does not begin at one"
    NUMBER_LOST = "an unnumbered line may be the missing heading"
    WIDE_GAP = "more than two numbers missing"
    RUN_IN = "list inside a paragraph"
    ANNOUNCED = "the announcement may mean another list"


_MEDIUM = frozenset(
    {
        Doubt.NEAR_CONCEPT, Doubt.SCOPE_UNKNOWN, Doubt.ZERO_IN_WORDS, Doubt.PART_OF_UNKNOWN, Doubt.SEVERAL_VALUES,
        Doubt.FUZZY_LABEL, Doubt.EMPTY_CELL, Doubt.OVERLAP, Doubt.TIME_LIMIT, Doubt.LIST_INFERRED, Doubt.LINK_INFERRED,
        Doubt.PLAIN_DIGITS, Doubt.SHORT_LIST, Doubt.RUN_IN, Doubt.ANNOUNCED,
    }
)  # fmt: skip
CEILING: dict[Doubt, Grade] = {doubt: Grade.MEDIUM if doubt in _MEDIUM else Grade.LOW for doubt in Doubt}


def grade(*doubts: Doubt) -> Grade:
    ceilings = {CEILING[doubt] for doubt in doubts}
    if Grade.LOW in ceilings:
        return Grade.LOW
    return Grade.MEDIUM if ceilings else Grade.HIGH


def best(grades: list[Grade]) -> Grade:
    """The same number stands in several sentences: the surest of them counts."""
    return min(grades, key=[Grade.HIGH, Grade.MEDIUM, Grade.LOW].index)
