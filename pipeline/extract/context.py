"""Over which period, and in whose name, a number of the prose speaks.

The nearest cue before the number decides. "累计" alone is weak: after "2017年" it means the year's total, unless
another number stands between them. A year that is only compared with (比2016年增长26%) ends with its clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.quantity import Number
from pipeline.model import Period, Role, Scope
from pipeline.numeral import CHINESE, numeral_value
from pipeline.text import any_of


@dataclass(frozen=True, slots=True)
class Cue:
    start: int
    end: int
    period: Period
    weak: bool = False  # 累计 without a base year
    until: int | None = None  # the cue holds up to here
    cutoff: int | None = None  # 截至2015年底: the year


@dataclass(frozen=True, slots=True)
class _Words:
    period: re.Pattern[str]
    since: re.Pattern[str]
    compare: re.Pattern[str]
    cutoff: re.Pattern[str]
    yearly: re.Pattern[str]
    own: re.Pattern[str]
    area: re.Pattern[str]
    area_here: re.Pattern[str]
    government: re.Pattern[str]


@cache
def _words(catalog: Catalog) -> _Words:
    cues = catalog.cues
    kinds = ("year", "cumulative", "weak_cumulative", "previous_year", "part_of_year")
    return _Words(
        period=re.compile("|".join(f"(?P<{kind}>{any_of(cues[kind])})" for kind in kinds)),
        since=re.compile(rf"\s*(?:{any_of(cues['since'])})"),
        compare=re.compile(rf"(?:{any_of(cues['compare_before'])})$"),
        cutoff=re.compile(rf"(?:{any_of(cues['until'])})$"),
        yearly=re.compile(rf"(?:{any_of(cues['yearly_before_cumulative'])})$"),
        own=re.compile(any_of(cues["own"])),
        area=re.compile(any_of(cues["area"])),
        area_here=re.compile(any_of(cues["area"] + cues["area_here"])),
        government=re.compile(any_of(cues["government"])),
    )


def period_cues(passage: Passage, sentence: Sentence, year: int | None, catalog: Catalog) -> list[Cue]:
    """The sentence's cues of time in reading order."""
    words = _words(catalog)
    cues = [cue for n in sentence.numbers if n.role is Role.DATE and (cue := _dated(n, passage, sentence, year, words))]
    dated = [(cue.start, cue.end) for cue in cues]
    for found in words.period.finditer(passage.text, sentence.start, sentence.end):
        start, end = found.span()
        if any(left < end and start < right for left, right in dated) or passage.masked[start] in "#·":
            continue
        kind = found.lastgroup
        if kind == "weak_cumulative":
            yearly = words.yearly.search(passage.text[max(sentence.start, start - 6) : start])
            cues.append(Cue(start, end, Period.YEAR if yearly else Period.CUMULATIVE, weak=not yearly))
        else:
            until = _until(start, end, passage, sentence, words)
            period = {"year": Period.YEAR, "cumulative": Period.CUMULATIVE, "previous_year": Period.PREVIOUS_YEAR}
            cues.append(Cue(start, end, period.get(kind or "", Period.OTHER), until=until))
    return sorted(cues, key=lambda cue: cue.start)


def _dated(n: Number, passage: Passage, sentence: Sentence, year: int | None, words: _Words) -> Cue | None:
    printed = n.quantity.text
    years = [int(found) for found in re.findall(r"(?:19|20)\d\d", printed)]
    if not years and (numeral := re.match(rf"[{CHINESE}]{{4}}", printed)):
        years = [int(numeral_value(numeral[0])[0])]
    if not years:
        # 1-11月 is part of the year; 1至12月 is the year; 5月18日 is the day of an event
        span = re.match(r"(\d+)\D+(\d+)\s*月", printed)
        return Cue(n.start, n.end, Period.OTHER) if span and (span[1], span[2]) != ("1", "12") else None
    before = passage.text[max(sentence.start, n.start - 4) : n.start]
    after = passage.text[n.end : n.end + 6]
    named = years[-1]
    if len(years) > 1:
        return Cue(n.start, n.end, Period.CUMULATIVE if named == year and years[0] < named else Period.OTHER)
    if words.since.match(after) and year is not None and named < year:
        return Cue(n.start, n.end, Period.CUMULATIVE)
    period = Period.OTHER
    if named == year:
        period = Period.YEAR
    elif year is not None and named == year - 1:
        period = Period.PREVIOUS_YEAR
    if words.cutoff.search(before):
        return Cue(n.start, n.end, Period.OTHER, cutoff=named)
    return Cue(n.start, n.end, period, until=_until(n.start, n.end, passage, sentence, words))


def _until(start: int, end: int, passage: Passage, sentence: Sentence, words: _Words) -> int | None:
    """Where a cue ends before the sentence does: with its brackets, or with the clause of a comparison."""
    if inside := passage.brackets(start, sentence):
        return inside[1]
    compared = words.compare.search(passage.text[max(sentence.start, start - 4) : start])
    return passage.clause(start, end, sentence)[1] if compared else None


def period_of(
    start: int, end: int, cues: list[Cue], sentence: Sentence, year: int | None
) -> tuple[Period, bool] | None:
    """The period of what stands at ``start`` and whether it is certain; None if no cue stands before it."""
    before = [cue for cue in cues if cue.end <= end and (cue.until is None or cue.until >= start)]
    if not before:
        return None
    cue = max(before, key=lambda cue: cue.end)
    if cue.period is not Period.CUMULATIVE:
        return cue.period, True

    def next_to(other: Cue) -> bool:
        """Whether no number stands between ``other`` and the cue that decides."""
        return not any(other.end <= count.start < cue.start for count in sentence.counts)

    earlier = [other for other in reversed(before) if other.end <= cue.start and next_to(other)]
    cutoff = next((other.cutoff for other in earlier if other.cutoff is not None), None)
    if cutoff is not None and cutoff != year:
        return Period.OTHER, True  # 截至2015年底历年累计875条, in a report on 2016
    if not cue.weak or cutoff is not None:
        return Period.CUMULATIVE, True
    if any(other.period is Period.CUMULATIVE and not other.weak for other in before):
        return Period.CUMULATIVE, True
    if any(other.period is Period.YEAR for other in earlier):
        return Period.YEAR, False
    return Period.CUMULATIVE, False


def scope_of(
    at: int, passage: Passage, sentence: Sentence, agency: str | None, catalog: Catalog, here: bool = True
) -> Scope | None:
    """In whose name the sentence speaks at ``at``; None if it does not say.

    With ``here`` False only what holds beyond the sentence counts: 全市, not 发各部门.
    """
    words = _words(catalog)
    areas = words.area_here if here else words.area
    own = [found.end() for found in words.own.finditer(passage.text, sentence.start, at)]
    if agency and (named := passage.text.rfind(agency, sentence.start, at)) >= 0:
        own.append(named + len(agency))
    area = [found.end() for found in areas.finditer(passage.masked, sentence.start, at)]
    if area and agency and words.government.search(agency):
        own += area  # a government reports on its area
        area = []
    if not own and not area:
        return None
    return Scope.OWN if max(own, default=-1) > max(area, default=-1) else Scope.AREA
