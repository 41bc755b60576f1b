"""One number of the prose while it is being understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.phrases import Hit
from pipeline.extract.quantity import Number
from pipeline.model import Period, Role, Scope

# "件申请中,", "件里有"; not 其中, 集中, 中心
AMONG = re.compile(r"[^,;:。#()、]{0,8}?(?<![其集年期])(?:之中|当中|中|里)(?![心华小学国央介])[,:]?")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of time, and the period of the numbers that follow."""

    start: int
    end: int
    period: Period
    weak: bool = False  # 累计 without a base year, 截至年底
    until: int | None = None  # the cue holds up to here
    cutoff: int | None = None  # 截至2015年底: the year
    subject: bool = False  # 政务新媒体累计发布: its clause names what the numbers before did not


@dataclass(slots=True, eq=False)
class Statement:
    """What is known of a number so far; ``left`` is where its own words begin, after the number before it."""

    number: Number
    sentence: Sentence
    clause: tuple[int, int]
    left: int
    role: Role
    period: Period | None = None
    period_is_certain: bool = True
    cue: Cue | None = None  # the cue of time that decides
    year: int | None = None  # 2014年、2015年分别3件、5件: the year that is given in order
    scope: Scope | None = None
    hits: tuple[Hit, ...] = ()  # the phrases of its clause
    hint: str | None = None  # the indicator they name, before lists are known
    is_member: bool = False  # the hint is of one member of its kind: 自然人7件
    said: str | None = None  # the noun that 分别 gives it, in place of its own words
    like: Statement | None = None  # 历年累计分别为4件和3件: what the count before in its place counts
    indicator: str | None = None
    member: str = "total"
    method: str = ""
    noun: str = ""
    topic: str = ""
    before: Statement | None = None  # the count before it in its sentence
    wholes: list[Statement] = field(default_factory=list)
    part_is_certain: bool = True
    open_list: bool = False
    list_no: int = 0
    operand: Statement | None = None
    base_year: int | None = None
    falls: bool = False
    _own: str | None = None  # its words before and after, once they have been asked for
    _after: str | None = None

    @property
    def start(self) -> int:
        return self.number.start

    @property
    def end(self) -> int:
        return self.number.end

    @property
    def value(self) -> Decimal:
        return self.number.quantity.value

    @property
    def unit(self) -> str | None:
        return self.number.quantity.unit

    @property
    def is_count(self) -> bool:
        return self.role in (Role.TOTAL, Role.PART, Role.DIFFERENCE)

    @property
    def adds_up_parts(self) -> bool:
        """Whether it is the sum of the parts right before it, which may be only some of their total's: 合计80条."""
        parts: list[Statement] = []
        one = self.before
        while one is not None and one.role is Role.PART and (not parts or one.wholes == parts[0].wholes):
            parts.append(one)
            one = one.before
        return sum(part.value for part in parts) == self.value

    def own_words(self, passage: Passage) -> str:
        """The words of its clause before it, up to the number before it."""
        if self.said is not None:
            return self.said
        if self._own is None:
            self._own = passage.masked[max(self.left, self.clause[0]) : self.start]
        return self._own

    def words_after(self, passage: Passage) -> str:
        """The words of its clause after it, up to the next number or 、, or the 中 of 12件申请中."""
        if self._after is not None:
            return self._after
        after = passage.masked[self.end : self.clause[1]]
        stops = [at for at in (after.find("#"), after.find("、")) if at >= 0]
        if among := AMONG.match(after):
            stops.append(among.end())
        self._after = after[: min(stops, default=len(after))]
        return self._after


def statements_of(passage: Passage) -> list[Statement]:
    """A statement for every count and ratio, in reading order."""
    found = []
    for sentence in passage.sentences:
        left, before = sentence.start, None
        for number in sentence.counts:
            clause = passage.clause(number.start, number.end, sentence)
            found.append(item := Statement(number, sentence, clause, left, number.role, before=before))
            left, before = number.end, item if item.is_count else before
    return found
