"""How sure a finding is: one table.

``high``: same concept, unit, member, period and scope, exact numbers, each read from its own label. Every
``Doubt`` caps that; of several the lowest cap counts. ``docs/checks.md`` shows the same table.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from pipeline.model import Grade

_ORDER = [Grade.LOW, Grade.MEDIUM, Grade.HIGH]


class Doubt(Enum):
    """Why two sides could differ without the report contradicting itself, and the best grade that is left."""

    # prose and table
    NEAR_CONCEPT = Grade.MEDIUM, "the concepts are near, not the same"  # items against documents
    SCOPE_UNKNOWN = Grade.MEDIUM, "in whose name is not said"
    ZERO_IN_WORDS = Grade.MEDIUM, "a zero in words"  # "没有…" may deny something else
    PART_OF_UNKNOWN = Grade.MEDIUM, "part of a total that is not linked"
    OTHER_PLACE_AGREES = Grade.MEDIUM, "another place of the prose agrees with the cell"
    SEVERAL_VALUES = Grade.MEDIUM, "the prose gives several values"
    SCOPE_AREA = Grade.LOW, "the whole area's figure, not the agency's own"  # 全市, 全系统
    HEDGED = Grade.LOW, "a hedged number"  # 约, 余, 近
    PERIOD_UNSURE = Grade.LOW, "累计 may mean the year or all years"
    ZERO_AGREES = Grade.LOW, "a number beside a stated zero"  # it mostly counts something else
    MONEY_UNIT = Grade.LOW, "the unit of the amount is not printed"
    # table
    FUZZY_LABEL = Grade.MEDIUM, "a row found by a similar label"
    EMPTY_CELL = Grade.MEDIUM, "another cell of the sum is empty"
    OVERLAP = Grade.MEDIUM, "parts may overlap"  # one document on the site and in the gazette
    TIME_LIMIT = Grade.MEDIUM, "rests on a legal time limit, not on arithmetic"
    BLANK_FILLED = Grade.MEDIUM, "a blank cell taken as zero or as the sum of its row"
    SOFT = Grade.LOW, "a relation that reports depart from with reason"
    COLUMN_UNUSED = Grade.LOW, "every cumulative cell is zero"
    # prose and prose, arithmetic of a sentence
    LIST_INFERRED = Grade.MEDIUM, "members of a list told from the sentence"
    LINK_INFERRED = Grade.MEDIUM, "numbers linked by the sentence"
    SAME_WORDS_ONLY = Grade.LOW, "the same thing by its words only"
    NO_THIRD_WITNESS = Grade.LOW, "no third number decides"
    LIST_MAY_BE_SHORT = Grade.LOW, "the list may be incomplete, or its parts overlap"
    UNSURE_PART = Grade.LOW, "以及 or 另 may add to the list or not"
    MIXED_UNITS = Grade.LOW, "units differ"
    WITHIN_A_POINT = Grade.LOW, "within one unit of the last printed digit"
    # numbering
    PLAIN_DIGITS = Grade.MEDIUM, "1. (1) ① may be stray"
    SHORT_LIST = Grade.MEDIUM, "two headings only"
    RUN_IN = Grade.MEDIUM, "a list inside a paragraph"
    ANNOUNCED = Grade.MEDIUM, "the announcement may mean another list"
    PART_WITHOUT_NUMBER = Grade.LOW, "a part of the report may bear no number"
    LATER_LIST = Grade.LOW, "a second list at the same place"
    BEGINNING_CUT = Grade.LOW, "the list does not begin at one"
    NUMBER_LOST = Grade.LOW, "an unnumbered line may be the missing heading"
    WIDE_GAP = Grade.LOW, "more than two numbers missing"

    @property
    def cap(self) -> Grade:
        return self.value[0]

    @property
    def words(self) -> str:
        return self.value[1]


def grade(*doubts: Doubt) -> Grade:
    return min((doubt.cap for doubt in doubts), key=_ORDER.index, default=Grade.HIGH)


def best(grades: Iterable[Grade]) -> Grade:
    """The same number stands in several sentences: the surest of them counts."""
    return max(grades, key=_ORDER.index)
