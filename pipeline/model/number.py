"""Numbers: of the tables and of the prose."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.model.document import Place
from pipeline.model.report import Witness


class State(StrEnum):
    """What stood in an indicator cell. A blank is never a zero."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"  # "/", "—", "-": printed, and not a number
    NOT_READ = "not_read"  # we could not say what stands there; an Issue tells why


class Hedge(StrEnum):
    """How exactly a number is meant."""

    EXACT = "exact"
    ABOUT = "about"  # 约, 左右
    OVER = "over"  # 余, 多, 超过, 以上
    UNDER = "under"  # 近, 不足, 以内


class Role(StrEnum):
    """What a number of the prose does in its sentence."""

    TOTAL = "total"
    PART = "part"
    PERCENT = "percent"
    GROWTH = "growth"  # 比2016年增长26%, 同比增加12件
    DIFFERENCE = "difference"  # 压缩时限73个: one stated number less another
    MULTIPLE = "multiple"
    ORDINAL = "ordinal"  # 第三, 二是, 十三届
    DATE = "date"
    REFERENCE = "reference"  # document number, telephone, postcode, hotline, address, name


class Period(StrEnum):
    YEAR = "year"
    CUMULATIVE = "cumulative"
    PREVIOUS_YEAR = "previous_year"
    OTHER = "other"


class Scope(StrEnum):
    """In whose name a number of the prose is given."""

    OWN = "own"
    AREA = "area"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as printed.

    ``value`` is in ``unit``, with 万 and 亿 multiplied out (万元 is a unit and
    stays). ``high`` is the end of a range. ``step`` is the weight of the last
    printed digit where that digit was rounded (1000 for "1.2万"), 0 for a plain
    whole number, which is a count and exact.
    """

    text: str
    value: Decimal
    high: Decimal | None = None
    step: Decimal = Decimal(0)
    hedge: Hedge = Hedge.EXACT
    unit: str | None = None

    def interval(self) -> tuple[Decimal, Decimal]:
        """The smallest and the largest value the printed number can stand for, both included."""
        low, high = self.value, self.high if self.high is not None else self.value
        if self.hedge is Hedge.OVER:  # 70余 is 70 to 79, 18万余 is 180000 to 189999
            return low, low + last_digit_weight(self) - 1
        if self.hedge is Hedge.UNDER:
            return low * Decimal("0.9"), low
        if self.hedge is Hedge.ABOUT:
            return low * Decimal("0.9"), high * Decimal("1.1")
        return low - self.step / 2, high + self.step / 2


def last_digit_weight(quantity: Quantity) -> Decimal:
    """The weight of the last digit that is not zero: 10 for 70, 10000 for 180000, 100 for 500."""
    if quantity.step:
        return quantity.step
    value = quantity.value
    if value == 0 or value != value.to_integral_value():
        return Decimal(1)
    return Decimal(10) ** (len(str(int(value))) - len(str(int(value)).rstrip("0")))


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of an indicator table."""

    no: int
    template: str
    indicator: str
    member: str
    period: str
    value: Decimal | None
    state: State
    unit: str | None
    unit_source: str | None
    printed: str | None
    row_label: str
    column_label: str
    method: str
    place: Place
    witness: Witness = Witness.NONE
    second: Fact | None = None  # the same cell as the second reading has it, where it differs
    confidence: float | None = None  # 0 to 1, of a cell that was recognised in a picture; None for one that was printed


@dataclass(frozen=True, slots=True)
class Mention:
    """One number of the prose, or one zero stated in words.

    Every printed number is the number of exactly one mention. Where it holds for several indicators (均为0件),
    each further one is a mention that ``shares`` it.

    ``wholes`` and ``operand`` hold numbers of other mentions. By role: of a PART, ``wholes`` are the totals
    whose sum it belongs to (代表建议3件、委员提案15件,其中主办16件: two totals); of a DIFFERENCE, ``wholes``
    are minuend and subtrahend; of a PERCENT, ``operand`` is the count it speaks of and ``wholes`` what that
    is a share of; of a GROWTH or a MULTIPLE, ``operand`` is the new figure and ``base_year`` the old one's
    year. Either is empty where the sentence does not tell.
    """

    no: int
    section_no: int | None
    quantity: Quantity
    place: Place
    sentence: Place
    role: Role
    indicator: str | None = None
    member: str = "total"
    period: Period = Period.YEAR
    period_is_certain: bool = True  # False where 累计 may mean the year or all years
    scope: Scope = Scope.UNKNOWN
    stated_zero: bool = False
    method: str = ""  # how the link was made, or why there is none
    noun: str = ""  # the words the number counts, as printed
    topic: str = ""  # what is counted, reduced for comparison within the prose; "" where nothing is
    wholes: tuple[int, ...] = ()  # the mentions whose sum this one is a part of; see below
    part_is_certain: bool = True  # False after 以及 or 另: the number may stand beside the list
    list_no: int = 0  # of a part: tells the lists of one total apart, within the section
    open_list: bool = False  # on a part: the list ends with 等 or begins with 主要, and may be short
    base_year: int | None = None  # of a comparison
    falls: bool = False  # of a growth: 下降, 减少
    shares: int | None = None  # the mention whose printed number this is too: 行政复议、行政诉讼均为0件
    operand: int | None = None  # of a percentage or a growth: the mention it speaks of
    confidence: float | None = None  # 0 to 1, of words that were recognised in a picture; None for printed ones

    @property
    def is_count(self) -> bool:
        return self.role in (Role.TOTAL, Role.PART, Role.DIFFERENCE)
