"""The frozen records that travel down the pipeline.

``RawFile → Document → Report → Fact, Mention → Finding``; an ``Issue`` may arise
anywhere. One coordinate system holds for all of them: ``start`` and ``end`` are
character offsets into ``Document.text``, so every record can be cut out of the
text it was read from. Records carry no behaviour beyond small derived values.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256


class Status(StrEnum):
    """How far a report could be read."""

    OK = "ok"
    PARTIAL = "partial"  # read, but something in it was not understood
    NEEDS_OCR = "needs_ocr"
    NOT_A_REPORT = "not_a_report"
    FAILED = "failed"


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


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


class Grade(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Fault(StrEnum):
    """Who is most likely wrong where a finding fails."""

    SOURCE = "source"
    READER = "reader"
    UNCLEAR = "unclear"


class Witness(StrEnum):
    """What a second, independent reading of the table has in a cell."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NONE = "none"  # the table can be read in one way only, or the second way cannot tell this cell


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands.

    ``start``, ``end``: span in ``Document.text``. ``page`` counts from 1 and
    ``box`` is (x0, top, x1, bottom) in points, for paged formats. ``table``,
    ``row``, ``col`` count from 1 within the report, for cells.
    """

    start: int
    end: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    table: int | None = None
    row: int | None = None
    col: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """We could not do our work here. It says nothing about the report."""

    stage: str
    code: str
    message: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RawFile:
    """Bytes as they were found; ``name`` is the path or address they came from."""

    name: str
    data: bytes
    source_url: str | None = None
    fetched_at: str | None = None

    @property
    def sha256(self) -> str:
        return sha256(self.data).hexdigest()


# -- Document: what reading gives, the format forgotten ----------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell of a table; ``row`` and ``col`` count from 1 on the expanded grid."""

    row: int
    col: int
    text: str
    place: Place
    row_span: int = 1
    col_span: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a table when ``cells`` is not empty.

    ``content`` is False for what stands outside the report's container on a web
    page (navigation, footer). ``level`` is 1–6 where the format marks a heading.
    """

    place: Place
    cells: tuple[Cell, ...] = ()
    content: bool = True
    level: int | None = None
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture among the text: ``at`` is where, in ``Document.text``. What it shows is not read."""

    address: str
    at: int


@dataclass(frozen=True, slots=True)
class Document:
    """Text and blocks of one file.

    Every character of ``text`` that is not white space lies in exactly one block
    and blocks stand in reading order. ``head`` holds what the page says of itself
    outside its text, e.g. ("title", …) and ("PubDate", …). ``lines`` are the printed lines of a paged format, each
    with its page and box, in the order of the text; those of tables are in their cells.
    """

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    encoding: str | None = None
    damaged: int = 0  # characters lost in decoding
    head: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    issues: tuple[Issue, ...] = ()
    lines: tuple[Place, ...] = ()
    pictures: tuple[Picture, ...] = ()  # of the container, without icons

    def cut(self, place: Place) -> str:
        return self.text[place.start : place.end]

    def locate(self, place: Place) -> Place:
        """``place`` with the page where it begins and the box of its lines there; as it is where none is known."""
        first = max(bisect_right(self.lines, place.start, key=lambda line: line.start) - 1, 0)
        last = bisect_right(self.lines, place.end - 1, lo=first, key=lambda line: line.start)
        on = [line for line in self.lines[first:last] if line.end > place.start and line.page == self.lines[first].page]
        boxes = [line.box for line in on if line.box is not None]
        if place.box is not None or not boxes:
            return place
        x0, top, x1, bottom = zip(*boxes, strict=True)
        return replace(place, page=on[0].page, box=(min(x0), min(top), max(x1), max(bottom)))


# -- Report: the document recognised -----------------------------------------------


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None
    agency: str | None
    agency_id: str | None
    region_code: str | None
    region: str | None
    level: str | None
    year: int | None
    published: date | None


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section, or an unnumbered piece (``kind`` tells which).

    ``text`` is the section's own text: without its heading, its subsections and
    its tables. ``spans`` are its lines, joined by a line break; by nothing, or a blank between Latin words, where a
    hard line break cuts a sentence (公开信息 / 5928 / 条). ``heading`` spans the printed number and title.
    ``level`` counts from 1; unnumbered pieces have level 0.
    """

    no: int
    parent_no: int | None
    level: int
    number: str | None
    title: str | None
    text: str
    heading: Place
    spans: tuple[tuple[int, int], ...]
    kind: str = "numbered"  # numbered, preamble, signature, attachment, furniture
    style: str = ""  # numbering style, e.g. "(一)"
    ordinal: int | None = None  # the printed number as a number
    method: str = "heading"
    part: str | None = None  # the statutory part it belongs to, an id of the catalog's parts; None where none is named

    @property
    def is_prose(self) -> bool:
        """Whether the report speaks in it: a section or its opening, not a signature, attachment or button."""
        return self.kind in ("numbered", "preamble")

    @property
    def start(self) -> int:
        return self.spans[0][0] if self.spans else self.heading.end

    @property
    def end(self) -> int:
        return self.spans[-1][1] if self.spans else self.heading.end

    def place(self, start: int, end: int) -> Place:
        """Where a stretch of ``text`` stands in the document."""
        return Place(self._offset(start), self._offset(end - 1) + 1, self.heading.page)

    def _offset(self, at: int) -> int:
        done = 0  # characters of ``text`` before the span
        for first, last in self.spans:
            length = last - first
            if at < done + length:
                return first + at - done
            done += length
            if self.text[done : done + 1].isspace():  # no line begins with a blank: it is the joint
                if at == done:
                    return last
                done += 1
        return self.end


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document's text and what it was taken for. Pieces tile the text."""

    kind: str  # title, furniture, heading, text, table, signature, attachment
    start: int
    end: int
    section_no: int | None = None


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a recognised indicator table, before its text is read as a number."""

    indicator: str
    member: str
    period: str
    row_label: str
    column_label: str
    unit: str | None
    unit_source: str | None
    text: str | None  # None: the cell is there by the form, but could not be told from its neighbours
    method: str  # exact, alias, fuzzy
    place: Place
    label_place: Place
    witness: Witness = Witness.NONE
    second: str | None = None  # what the second reading has, where it differs


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    table_no: int
    template: str
    place: Place
    cells: tuple[FormCell, ...]
    method: str  # grid (a true table) or lines (one cell per line)


@dataclass(frozen=True, slots=True)
class Report:
    document: Document
    metadata: Metadata
    sections: tuple[Section, ...]
    pieces: tuple[Piece, ...]
    tables: tuple[IndicatorTable, ...]
    cells: tuple[Cell, ...]  # every cell of every table, recognised or not; place.table is set
    issues: tuple[Issue, ...] = ()

    @property
    def templates(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table.template for table in self.tables))


# -- Numbers -----------------------------------------------------------------------


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

    @property
    def is_count(self) -> bool:
        return self.role in (Role.TOTAL, Role.PART, Role.DIFFERENCE)


# -- Findings ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operand:
    """One number or heading that a finding compares, with its place."""

    source: str  # fact, mention, section
    number: int  # fact_no, mention_no or section_no
    label: str  # what it is, as printed
    text: str  # the number or heading, as printed
    place: Place
    value: Decimal | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One check on one subject. A finding that failed is a flag."""

    rule: str
    kind: str
    subject: str
    outcome: Outcome
    grade: Grade
    left: tuple[Operand, ...]
    right: tuple[Operand, ...]
    message_zh: str
    message_en: str
    indicator: str | None = None
    left_value: Decimal | None = None
    right_value: Decimal | None = None
    difference: Decimal | None = None
    tolerance: Decimal | None = None
    fault: Fault = Fault.UNCLEAR
    other_report_id: str | None = None
    doubts: tuple[str, ...] = ()  # what keeps the grade below high: keys of Catalog.doubts, the weightiest first

    def id(self, report_id: str) -> str:
        """A hash of report, rule, subject and the printed values: stable over re-runs."""
        printed = [f"{operand.source}={operand.text}" for operand in (*self.left, *self.right)]
        key = "\x1f".join([report_id, self.rule, self.subject, *printed])
        return sha256(key.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything one file gave: what the store writes and the terminal shows."""

    report_id: str
    file: str
    sha256: str
    bytes: int
    status: Status
    report: Report | None = None
    facts: tuple[Fact, ...] = ()
    mentions: tuple[Mention, ...] = ()
    findings: tuple[Finding, ...] = ()
    issues: tuple[Issue, ...] = field(default=())
    source_url: str | None = None
    fetched_at: str | None = None

    @property
    def flags(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.outcome is Outcome.FAIL)
