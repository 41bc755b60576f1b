"""Over which period a number of the prose speaks.

The nearest cue before the number decides. "累计" alone is weak: after "2017年" it means the year's total, unless
another number stands between them. So is "截至2017年底". A year that is only compared with (比2016年增长26%) ends
with its clause, and what stands in brackets ends with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from pipeline.catalog import Catalog
from pipeline.extract.passage import Passage, Sentence
from pipeline.extract.quantity import Number
from pipeline.extract.statement import Cue
from pipeline.model import Period, Role
from pipeline.numeral import CHINESE, numeral_value
from pipeline.text import any_of

# 自2008年5月1日《条例》施行至2014年底: what may stand between two dates that are one span
_TO = re.compile(r"[^,;。#]{0,14}?(?:至|到|止于|[-—~])\s*$")
_MONTH = re.compile(rf"(?:(\d{{1,2}})|([{CHINESE}]{{1,2}}))\s*(?=月|[-—~至到]\s*(?:\d{{1,2}}|[{CHINESE}]{{1,2}})\s*月)")


@dataclass(frozen=True, slots=True)
class _Date:
    """A printed date or span: its years and months, as far as they are printed."""

    start: int
    end: int
    years: tuple[int, ...]
    months: tuple[int, ...]

    @property
    def is_whole_year(self) -> bool:
        return not self.months or (self.months[0] == 1 and self.months[-1] == 12 and len(self.months) > 1)


@dataclass(frozen=True, slots=True)
class _Words:
    period: re.Pattern[str]
    kinds: dict[str, str]  # by word
    since: re.Pattern[str]
    compare: re.Pattern[str]
    cutoff: re.Pattern[str]
    yearly: re.Pattern[str]
    reached: re.Pattern[str]
    carried_from: re.Pattern[str]
    carried_to: re.Pattern[str]
    due: re.Pattern[str]
    part: re.Pattern[str]
    same_time: re.Pattern[str]


@cache
def _words(catalog: Catalog) -> _Words:
    cues = catalog.cues
    kinds = ("year", "cumulative", "weak_cumulative", "previous_year", "other_period")
    return _Words(
        period=re.compile("|".join(any_of(cues[kind]) for kind in kinds)),
        kinds={word: kind for kind in reversed(kinds) for word in cues[kind]},
        since=re.compile(rf"(?:底|末|初)?\s*(?:{any_of(cues['since'])})"),
        compare=re.compile(rf"(?:{any_of(cues['compare_before'])})$"),
        cutoff=re.compile(rf"(?:{any_of(cues['until'])})$"),
        yearly=re.compile(rf"(?:{any_of(cues['yearly_before_cumulative'])})$"),
        reached=re.compile(rf"(?:{any_of(cues['up'] + cues['down'])})(?:{any_of(cues['level'])})"),
        carried_from=re.compile(rf"(?:年|底|末|度|的|未|无|尚|收到但|收到的)*(?:{any_of(cues['carried_from'])})"),
        carried_to=re.compile(rf"(?:{any_of(cues['carried_to'])})(?:至|到|入|于)?$"),
        part=re.compile(rf"\s*(?:{any_of(word for word in cues['part'] if '~' not in word)})"),
        same_time=re.compile(any_of(cues["same_time"])),
        due=re.compile(rf"(?:度|继续|再|按期|初|内|予以|\d{{1,2}}月)*(?:{any_of(cues['due'])})"),
    )


def period_cues(passage: Passage, sentence: Sentence, year: int | None, catalog: Catalog) -> list[Cue]:
    """The sentence's cues of time in reading order."""
    words = _words(catalog)
    dates = _dates(passage, sentence)
    dates_spoken = [date for date in dates if not _is_carried(date.start, date.end, passage, words)]
    dates_spoken = [date for date in dates_spoken if not _is_due(date, passage, year, words)]
    cues = [_dated(date, passage, sentence, year, words) for date in dates_spoken]
    taken = [(date.start, date.end) for date in dates]
    for found in words.period.finditer(passage.text, sentence.start, sentence.end):
        start, end = found.span()
        if any(left < end and start < right for left, right in taken) or set(passage.masked[start:end]) == {"·"}:
            continue
        kind = words.kinds[found[0]]
        if kind != "year" and _is_carried(start, end, passage, words):
            continue
        if kind == "year" and any(not passage.text[right:start].strip() for _, right in taken if right <= start):
            continue  # 2008年全年: the date says which year
        until = _until(start, end, passage, sentence, words)
        if kind == "weak_cumulative":
            spoken = any(cue.end == start and cue.period is Period.OTHER for cue in cues)  # 近三年累计
            yearly = not spoken and words.yearly.search(passage.text[max(sentence.start, start - 6) : start])
            until = until or _semicolon(end, passage, sentence)
            named = passage.masked[passage.clause(start, start, sentence)[0] : start]
            cues.append(
                Cue(start, end, Period.YEAR if yearly else Period.CUMULATIVE, not yearly, until, subject=_names(named))
            )
        else:
            period = {"year": Period.YEAR, "cumulative": Period.CUMULATIVE, "previous_year": Period.PREVIOUS_YEAR}
            cues.append(Cue(start, end, period.get(kind, Period.OTHER), until=until))
    cues.sort(key=lambda cue: cue.start)
    return [_ended(cue, cues, passage, sentence, words) for cue in cues]


def _ended(cue: Cue, cues: list[Cue], passage: Passage, sentence: Sentence, words: _Words) -> Cue:
    """The cue, ended by a semicolon where it only adds all years to this one: 公开186条,历年累计1905条;受理4件."""
    if cue.period is not Period.CUMULATIVE or cue.until is not None:
        return cue
    counts = [count.start for count in sentence.counts]
    if not any(one.period is Period.YEAR and any(one.end <= at < cue.start for at in counts) for one in cues):
        return cue
    at = _semicolon(cue.end, passage, sentence)
    return cue if at is None or words.part.match(passage.masked, at + 1) else replace(cue, until=at)


def _semicolon(at: int, passage: Passage, sentence: Sentence) -> int | None:
    """Where the semicolon stands with which a weak cue ends."""
    found = passage.masked.find(";", at, sentence.end)
    return found if found >= 0 else None


def _names(words: str) -> bool:
    """Whether words before 累计 name a subject of their own: 政务新媒体 does, 我局 and 共 do not."""
    return len(words.strip(" ·")) > 3 and "#" not in words


def _is_carried(start: int, end: int, passage: Passage, words: _Words) -> bool:
    """Whether a year only says where a request comes from or goes to: 上年结转, 结转下年度 are counted in this one."""
    before = passage.text[max(0, start - 8) : start]
    return words.carried_from.match(passage.text, end) is not None or words.carried_to.search(before) is not None


def _is_due(date: _Date, passage: Passage, year: int | None, words: _Words) -> bool:
    """Whether a date is the year after, in which what is carried over will be answered: 尚有17件2024年继续办理."""
    return year is not None and set(date.years) == {year + 1} and bool(words.due.match(passage.text, date.end))


def _dates(passage: Passage, sentence: Sentence) -> list[_Date]:
    """The sentence's dates; two that are the ends of a span are one."""
    dates = [_read_date(n) for n in sentence.numbers if n.role is Role.DATE]
    joined: list[_Date] = []
    for date in dates:
        last = joined[-1] if joined else None
        if last is not None and len(last.years) < 2 and _TO.fullmatch(passage.masked, last.end, date.start):
            years, months = last.years + date.years, last.months + date.months
            joined[-1] = _Date(last.start, date.end, years, months if date.months else ())
        else:
            joined.append(date)
    return joined


def _read_date(number: Number) -> _Date:
    printed = number.quantity.text
    years = [int(found) for found in re.findall(r"(?:19|20)\d\d", printed)]
    if not years and (numeral := re.match(rf"[{CHINESE}]{{4}}", printed)):
        years = [int(numeral_value(numeral[0])[0])]
    after_years = re.sub(r"^.*年", "", printed) if years else printed
    months = [int(digits or numeral_value(numeral)[0]) for digits, numeral in _MONTH.findall(after_years)]
    if "季度" in printed:
        months = [1, 3]  # part of the year, whichever
    return _Date(number.start, number.end, tuple(years), tuple(months))


def _dated(date: _Date, passage: Passage, sentence: Sentence, year: int | None, words: _Words) -> Cue:
    named = date.years[-1] if date.years else year
    period = Period.OTHER
    if date.is_whole_year and named is not None and len(set(date.years)) < 2:
        period = period_in(named, year)
    elif len(set(date.years)) > 1 and named == year and date.months[-1:] in ((), (12,)):
        return Cue(date.start, date.end, Period.CUMULATIVE)
    before = passage.text[max(sentence.start, date.start - 4) : date.start]
    if words.cutoff.search(before) and len(date.years) < 2 and not words.reached.search(before):
        ends = named == year and date.months[-1:] in ((), (12,))
        return Cue(date.start, date.end, Period.CUMULATIVE if ends else Period.OTHER, weak=ends, cutoff=named)
    since = words.since.match(passage.text, date.end)
    if since and len(date.years) == 1 and year is not None:
        # 2008年5月1日以来; 今年 in words is 2014年以来 of a report on 2014
        lasting = Period.CUMULATIVE if date.years[0] < year else Period.YEAR
        return Cue(date.start, since.end(), lasting)
    return Cue(date.start, date.end, period, until=_until(date.start, date.end, passage, sentence, words))


def _until(start: int, end: int, passage: Passage, sentence: Sentence, words: _Words) -> int | None:
    """Where a cue ends before the sentence does: with its brackets, or with the clause of a comparison."""
    if inside := passage.brackets(start, sentence):
        return inside[1]
    if reached := words.reached.search(passage.text, end, sentence.end):
        return reached.start()  # 由上年的12篇增至26篇
    compared = words.compare.search(passage.text[max(sentence.start, start - 4) : start])
    if not compared and not words.same_time.match(passage.text, end):
        return None
    stop = passage.clause(start, end, sentence)[1]
    inside = passage.brackets(stop + 1, sentence)
    return inside[1] if inside else stop  # 比2011年(68条)增加6条: the old figure stands in the brackets


def period_of(
    start: int, end: int, cues: list[Cue], sentence: Sentence, year: int | None
) -> tuple[Period, bool] | None:
    """The period of what stands at ``start`` and whether it is certain; None if no cue stands before it."""
    before = _in_force(start, end, cues)
    cue = last_cue(start, end, cues)
    if cue is None:
        return None
    if cue.period is not Period.CUMULATIVE:
        return cue.period, True
    if _is_behind_both(cue, before, start, sentence):
        return Period.CUMULATIVE, False

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
    if earlier and earlier[0].period is Period.OTHER and earlier[0].cutoff is None:
        return Period.OTHER, True  # 近三年累计
    said = any(other.period is Period.YEAR and not other.weak for other in before)
    if any(other.period is Period.YEAR for other in earlier) or (said and cue.subject):
        return Period.YEAR, False
    return Period.CUMULATIVE, False


def period_in(year: int, of: int | None) -> Period:
    """What a year is to a report of the year ``of``."""
    return {of: Period.YEAR, (of or 0) - 1: Period.PREVIOUS_YEAR}.get(year, Period.OTHER)


def last_cue(start: int, end: int, cues: list[Cue]) -> Cue | None:
    """The cue that decides over what stands at ``start``."""
    return max(_in_force(start, end, cues), key=lambda cue: cue.end, default=None)


def _in_force(start: int, end: int, cues: list[Cue]) -> list[Cue]:
    return [cue for cue in cues if cue.end <= end and (cue.until is None or cue.until >= start)]


def _is_behind_both(cue: Cue, before: list[Cue], start: int, sentence: Sentence) -> bool:
    """2009年度公开512条,历年累计1377条;其中网站498条: what follows may be of the year or of all years."""
    year = [other for other in before if other.period is Period.YEAR and other.end <= cue.start]
    said = any(cue.end <= count.start < start for count in sentence.counts)
    return said and any(other.end <= count.start < cue.start for other in year for count in sentence.counts)
