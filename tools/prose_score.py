"""What the extractor's mentions of one labelled sentence are worth, measure by measure.

Each measure is counted in numbers: precision is right / got, recall right / wanted. A number that was not found, or
found with another value, counts against extraction; one that was not found at all, against every measure it would
have been part of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from labelled import NOT_COUNTED, Label, Sentence

from pipeline.catalog import builtin
from pipeline.extract import extract
from pipeline.model import Document, Mention, Metadata, Place, Report, Section

MEASURES = {
    "extraction": "value, unit and span of counts and ratios",
    "typing": "dates, references, ordinals: no counts",
    "role": "total, part, percent, growth, difference, multiple",
    "whole": "the totals a part is of",
    "link": "indicator and member of every count, none included",
    "indicator": "the same without none",
    "period": "year, cumulative, previous year, other",
    "hedge": "about, over, under",
    "scope": "own, area, unknown",
    "zero": "zeros stated in words, with their indicator",
    "comparison": "growth and multiples, with their direction",
}
NUMERALS = re.compile(r"[\d〇○零一二三四五六七八九十百千万亿两廿卅半几数壹贰叁肆伍陆柒捌玖拾佰仟①-⑳㈠-㈩]")
COUNTS = ("total", "part", "difference")
COMPARED = ("growth", "multiple")
OF_OTHERS = ("part", "difference")


@dataclass(slots=True)
class Tally:
    right: int = 0
    got: int = 0
    wanted: int = 0

    def add(self, right: bool, got: bool = True, wanted: bool = True) -> None:
        self.right += right
        self.got += got
        self.wanted += wanted

    def __iadd__(self, other: Tally) -> Tally:
        self.right, self.got, self.wanted = (
            self.right + other.right, self.got + other.got, self.wanted + other.wanted
        )  # fmt: skip
        return self

    @property
    def rates(self) -> tuple[Decimal, Decimal]:
        """Precision and recall; 1 where there is nothing to be wrong about."""
        return _rate(self.right, self.got), _rate(self.right, self.wanted)


def _rate(right: int, of: int) -> Decimal:
    return Decimal(right) / of if of else Decimal(1)


@dataclass(frozen=True, slots=True)
class Miss:
    sentence: Sentence
    measure: str
    printed: str
    expected: str
    got: str

    def __str__(self) -> str:
        text = self.sentence.text.replace("\n", "⏎")
        where = f"{self.sentence.phenomenon} [{', '.join(self.sentence.briefs)}]"
        return f"{where} {self.measure}: {self.printed!r} expected {self.expected}, got {self.got} | {text}"


@dataclass(slots=True)
class Score:
    tallies: dict[str, Tally] = field(default_factory=lambda: {measure: Tally() for measure in MEASURES})
    misses: list[Miss] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Number:
    """What the extractor made of one printed number: its mention and those that share it."""

    mention: Mention
    links: tuple[str, ...]
    numerals: frozenset[int]

    @property
    def role(self) -> str:
        return self.mention.role.value

    @property
    def is_counted(self) -> bool:
        return self.role not in NOT_COUNTED


def read(sentence: Sentence) -> tuple[Mention, ...]:
    """What the extractor takes from the sentence, as the text of a numbered section."""
    text = sentence.text
    section = Section(1, None, 1, "一、", sentence.section, text, Place(0, 0), ((0, len(text)),))
    metadata = Metadata(None, sentence.agency, None, None, None, None, sentence.year, None)
    report = Report(Document(text, (), "text/plain"), metadata, (section,), (), (), ())
    return extract(report, builtin())[1]


def score(sentence: Sentence, mentions: Sequence[Mention], to: Score) -> None:
    """Add to ``to`` what the mentions of the sentence are worth."""
    zeros = [m for m in mentions if m.stated_zero and m.shares is None]
    numbers = list(_numbers(sentence.text, [m for m in mentions if m not in zeros]))
    groups = _groups(sentence)
    pairs = _match(sentence.text, groups, numbers)
    judge = _Judge(sentence, to, numbers)
    for group in groups:
        judge.number(group, pairs.get(group[0].start))
    for number in numbers:
        if number not in pairs.values():
            judge.surplus(number)
    judge.zeros([label for label in sentence.labels if label.stated_zero], zeros)


def _groups(sentence: Sentence) -> list[list[Label]]:
    """The labels of one printed number each."""
    counted = [label for label in sentence.labels if not label.stated_zero]
    return [list(group) for _, group in groupby(counted, key=lambda label: (label.start, label.end))]


def _numerals(text: str, start: int, end: int) -> frozenset[int]:
    return frozenset(start + found.start() for found in NUMERALS.finditer(text[start:end]))


def _numbers(text: str, mentions: Sequence[Mention]) -> Iterator[Number]:
    for (start, end), group in groupby(mentions, key=lambda m: (m.place.start, m.place.end)):
        found = list(group)
        links = tuple(dict.fromkeys(_link(mention) for mention in found))
        if numerals := _numerals(text, start, end):  # an address may be without
            yield Number(found[0], links, numerals)


def _link(mention: Mention) -> str:
    if mention.indicator is None:
        return "none"
    return mention.indicator if mention.member == "total" else f"{mention.indicator}/{mention.member}"


def _match(text: str, groups: Sequence[list[Label]], numbers: Sequence[Number]) -> dict[int, Number]:
    """The number found for each label, by where the label starts: the one that shares most of its digits."""
    pairs: dict[int, Number] = {}
    for group in groups:
        digits = _numerals(text, group[0].start, group[0].end)
        free = [n for n in numbers if n not in pairs.values() and n.numerals & digits]
        if free:
            pairs[group[0].start] = max(free, key=lambda n: len(n.numerals & digits))
    return pairs


class _Judge:
    """Adds up what one sentence's numbers are worth."""

    def __init__(self, sentence: Sentence, score: Score, numbers: Sequence[Number]) -> None:
        self.sentence, self.score = sentence, score
        self.by_no = {number.mention.no: number for number in numbers}

    def tell(
        self, measure: str, right: bool, printed: str, expected: object, got: object, *, of: tuple[bool, bool]
    ) -> None:
        """``of``: whether it counts as got, and as wanted."""
        if any(of):
            self.score.tallies[measure].add(right, *of)
        if any(of) and not right:
            self.score.misses.append(Miss(self.sentence, measure, printed, str(expected), str(got)))

    def number(self, group: Sequence[Label], number: Number | None) -> None:
        label = group[0]
        if label.optional:
            return
        got = number is not None
        counted = number.is_counted if number and number.role in label.roles else label.is_counted
        if not counted:
            right = number is not None and number.role in label.roles and self._covers(label, number)
            self.tell(
                "typing", right, label.printed, "/".join(label.roles), _said(number), of=(_is_typed(number), True)
            )
            if number is not None and number.is_counted:
                self.surplus(number)
            return
        if number is not None and not number.is_counted:
            self.tell("typing", False, label.printed, "/".join(label.roles), _said(number), of=(True, False))
            number, got = None, False
        self._count(label, number, got)
        if set(label.roles) & set(COUNTS):
            self._links(group, number)

    def _count(self, label: Label, number: Number | None, got: bool) -> None:
        mention = number.mention if number else None
        both = (got, True)
        right = number is not None and self._covers(label, number) and _same_quantity(label, number.mention)
        quantity = f"{label.value}{f'..{label.high}' if label.high is not None else ''} {label.unit}"
        self.tell("extraction", right, label.printed, quantity, _said(number), of=both)
        role = number.role if number else "nothing"
        self.tell("role", role in label.roles, label.printed, "/".join(label.roles), role, of=both)
        compared = (role in COMPARED, label.roles[0] in COMPARED)
        falls = mention is not None and mention.falls == label.falls
        expected = f"{label.roles[0]}{' falling' if label.falls else ''}"
        said = f"{role}{' falling' if mention and mention.falls else ''}"
        self.tell("comparison", role in label.roles and falls, label.printed, expected, said, of=compared)
        hedge = mention.quantity.hedge.value if mention else "nothing"
        if len(label.hedges) == 1:
            of = (got and hedge != "exact", label.hedges != ("exact",))
            self.tell("hedge", hedge in label.hedges, label.printed, label.hedges[0], hedge, of=of)
        self._whole(label, number)
        if not set(label.roles) & set(COUNTS):
            return
        self._period(label, mention)
        scope = mention.scope.value if mention else "nothing"
        self.tell("scope", scope in label.scopes, label.printed, "/".join(label.scopes), scope, of=both)

    def _period(self, label: Label, mention: Mention | None) -> None:
        period = mention.period.value if mention else "nothing"
        of = (mention is not None, True)
        self.tell("period", period in label.periods, label.printed, "/".join(label.periods), period, of=of)

    def _whole(self, label: Label, number: Number | None) -> None:
        text = self.sentence.text
        wanted = {_numerals(text, *place) for place in label.whole}
        numbers = [self.by_no[no] for no in number.mention.wholes] if number and number.role in OF_OTHERS else []
        found = {whole.numerals for whole in numbers}
        if not wanted and set(label.roles) & set(OF_OTHERS):
            return  # a part, the labels do not say of what
        expected = "+".join(text[start:end] for start, end in label.whole) or "no whole"
        said = "+".join(whole.mention.quantity.text for whole in numbers) or "no whole"
        self.tell("whole", found == wanted, label.printed, expected, said, of=(bool(found), bool(wanted)))

    def _links(self, group: Sequence[Label], number: Number | None) -> None:
        links = list(number.links) if number else []
        for label in group:
            expected = "|".join(label.indicators)
            link = next((one for one in links if one in label.indicators), None)
            if link is not None:
                links.remove(link)
                if label.optional:
                    continue
                self.tell("link", True, label.printed, expected, link, of=(True, True))
                if "none" not in label.indicators:
                    self.tell("indicator", True, label.printed, expected, link, of=(True, True))
            elif not label.optional:
                said = "|".join(number.links) if number else "nothing"
                self.tell("link", False, label.printed, expected, said, of=(False, True))
                wanted = "none" not in label.indicators
                self.tell("indicator", False, label.printed, expected, said, of=(False, wanted))
        for link in links:  # already told as a miss of what it should have been
            self.score.tallies["link"].add(False, wanted=False)
            self.score.tallies["indicator"].add(False, got=link != "none", wanted=False)

    def surplus(self, number: Number) -> None:
        """A number that no label has, or that is none."""
        printed = number.mention.quantity.text
        if not number.is_counted:
            self.tell("typing", False, printed, "nothing", _said(number), of=(True, False))
            return
        measures = ["extraction", "role"] + ["link", "period", "scope"] * (number.role in COUNTS)
        for measure in measures:
            self.tell(measure, False, printed, "nothing", _said(number), of=(True, False))
        if number.role in COUNTS and number.links != ("none",):
            self.tell("indicator", False, printed, "nothing", "|".join(number.links), of=(True, False))

    def zeros(self, labels: Sequence[Label], mentions: Sequence[Mention]) -> None:
        left = list(mentions)
        for label in labels:
            fitting = [m for m in left if _link(m) in label.indicators and _overlap(label, m)]
            if fitting:
                left.remove(fitting[0])
            if label.optional:
                continue
            expected = "|".join(label.indicators)
            found = bool(fitting)
            self.tell("zero", found, label.printed, expected, "it" if found else "no zero", of=(found, True))
            if found:
                self._period(label, fitting[0])
        for mention in left:
            self.tell("zero", False, mention.quantity.text, "no zero", _link(mention), of=(True, False))

    def _covers(self, label: Label, number: Number) -> bool:
        return _numerals(self.sentence.text, label.start, label.end) == number.numerals


def _is_typed(number: Number | None) -> bool:
    return number is not None and not number.is_counted


def _same_quantity(label: Label, mention: Mention) -> bool:
    quantity = mention.quantity
    if label.value is None:
        return True
    cent = Decimal("0.01")  # 三分之一 is 33.33 %
    same = abs(quantity.value - label.value) < cent
    high = quantity.high == label.high or (quantity.high == quantity.value and label.high is None)
    return same and high and quantity.unit == label.unit


def _overlap(label: Label, mention: Mention) -> bool:
    return label.start < mention.place.end and mention.place.start < label.end


def _said(number: Number | None) -> str:
    if number is None:
        return "nothing"
    quantity = number.mention.quantity
    high = f"..{quantity.high}" if quantity.high is not None else ""
    return f"{number.role} {quantity.value}{high} {quantity.unit}"
