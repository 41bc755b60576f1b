"""How sure a finding is.

``high``: same concept, unit, member, period and scope, exact numbers, each read from its own label. Every
``Doubt`` caps that; of several the lowest cap counts. Caps and words are data, ``[doubt.<name>]`` in
``catalog/rules.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum, auto

from pipeline.catalog import Catalog
from pipeline.model import Grade

ORDER = [Grade.LOW, Grade.MEDIUM, Grade.HIGH]  # the surest last


class Doubt(StrEnum):
    """Why two sides could differ without the report contradicting itself. Stable names: ``Finding.doubts``."""

    # prose and table
    NEAR_CONCEPT = auto()  # items against documents
    SCOPE_UNKNOWN = auto()
    ZERO_IN_WORDS = auto()  # "没有…" may deny something else
    PART_OF_UNKNOWN = auto()
    OTHER_PLACE_AGREES = auto()
    SEVERAL_VALUES = auto()
    TABLES_DIFFER = auto()
    COLUMN_OF_OTHER_YEAR = auto()
    SCOPE_AREA = auto()  # 全市, 全系统
    HEDGED = auto()  # 约, 余, 近
    PERIOD_UNSURE = auto()
    ZERO_AGREES = auto()  # the number beside a stated zero mostly counts something else
    MONEY_UNIT = auto()
    # table
    READINGS_DIFFER = auto()
    FUZZY_LABEL = auto()
    EMPTY_CELL = auto()
    OVERLAP = auto()  # one document on the site and in the gazette
    TIME_LIMIT = auto()
    TABLES_MAY_HAVE_TWO_SUBJECTS = auto()  # 本级 and 全县
    YEAR_FROM_TITLE = auto()
    BLANK_FILLED = auto()
    SOFT = auto()
    COLUMN_UNUSED = auto()
    SAME_CELL = auto()  # another flag names the cell that breaks this sum too
    RECOGNISED = auto()  # in a picture
    # prose and prose, arithmetic of a sentence
    LIST_INFERRED = auto()
    LINK_INFERRED = auto()
    SAME_WORDS_ONLY = auto()
    NO_THIRD_WITNESS = auto()
    LIST_MAY_BE_SHORT = auto()
    UNSURE_PART = auto()
    MIXED_UNITS = auto()
    WITHIN_A_POINT = auto()
    # numbering
    PLAIN_DIGITS = auto()
    SHORT_LIST = auto()
    RUN_IN = auto()
    ANNOUNCED = auto()
    PART_WITHOUT_NUMBER = auto()
    LATER_LIST = auto()
    BEGINNING_CUT = auto()
    NUMBER_LOST = auto()
    WIDE_GAP = auto()
    # completeness
    PART_BY_HEADING = auto()
    TABLE_BY_LABELS = auto()
    CONTENT_ELSEWHERE = auto()
    SLIGHT_PART = auto()  # 收费, 其他事项: there may be nothing to tell
    SEVERAL_MISSING = auto()  # the page may be cut
    HEADING_UNNAMED = auto()
    NONE_IS_AN_ANSWER = auto()
    TABLE_MAY_BE_LOST = auto()
    ROWS_OF_VARIANT = auto()
    # period
    SLIP_OF_A_DAY = auto()
    LONGER_PERIOD = auto()
    DATE_NOT_ON_PAGE = auto()
    YEAR_AHEAD = auto()
    # text of another body or year
    OWN_PLACE = auto()
    RENAMED = auto()
    CONTACT_MAY_BE_OTHER = auto()
    PLAN_OF_THE_YEAR = auto()
    # reports of several years or agencies
    NOT_WITNESSED = auto()
    AGENCY_RENAMED = auto()
    FORM_CHANGED = auto()
    IDENTITY_INFERRED = auto()
    MAY_BE_CORRECTED = auto()
    MOST_DIFFER = auto()
    DATE_OF_PAGE = auto()
    COMMON_WORDING = auto()
    UNUSUAL_ONLY = auto()


def grade(doubts: Iterable[Doubt], catalog: Catalog) -> Grade:
    return min((_cap(doubt, catalog) for doubt in doubts), key=ORDER.index, default=Grade.HIGH)


def surest(choices: Iterable[Sequence[Doubt]], catalog: Catalog) -> Sequence[Doubt]:
    """The same number stands in several sentences: the doubts of the surest of them."""
    return max(choices, key=lambda doubts: ORDER.index(grade(doubts, catalog)))


def weightiest_first(doubts: Iterable[Doubt], catalog: Catalog) -> tuple[Doubt, ...]:
    return tuple(sorted(dict.fromkeys(doubts), key=lambda doubt: ORDER.index(_cap(doubt, catalog))))


def _cap(doubt: Doubt, catalog: Catalog) -> Grade:
    return Grade(catalog.doubts[doubt].cap)
