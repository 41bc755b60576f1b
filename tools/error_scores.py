"""The checks on made reports, scored: clean ones, planted errors, one change at a time, and what no check touches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from math import sqrt

from error_changes import Change, changes
from made_reports import LAYOUTS, Made, Number, Planted, cell_of, made

from pipeline.catalog import Template, builtin
from pipeline.check.grade import Doubt
from pipeline.model import Finding, Grade, Outcome, Result
from pipeline.run import process

# -- where things stand in what was read ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """A made report as the pipeline read it."""

    made: Made
    result: Result

    def touches(self, finding: Finding, place: str | Number) -> bool:
        """Whether one side of a finding is a place: a number, or in words of the text, or a cell by its name."""
        return any(self._is_at(operand.source, operand.number, operand.place.start, operand.place.end, place)
                   for operand in (*finding.left, *finding.right))  # fmt: skip

    def _is_at(self, source: str, number: int, start: int, end: int, place: str | Number) -> bool:
        if isinstance(place, str) and place.isascii():
            cell = cell_of(place, self.made.tables)
            fact = next((fact for fact in self.result.facts if fact.no == number), None) if source == "fact" else None
            return cell is not None and fact is not None and (fact.indicator, fact.member, fact.period) == cell[1]
        first, last = self.span(place)
        return source != "fact" and start < last and first < end

    def span(self, place: str | Number) -> tuple[int, int]:
        """Where words or a number of the made text stand in the text that was read."""
        assert self.result.report is not None
        at = self.made.text.index(place) if isinstance(place, str) else place.start
        length = len(place) if isinstance(place, str) else place.end - place.start
        begin = self.made.text.rfind("\n", 0, at) + 1
        line = self.made.text[begin:].split("\n", 1)[0]
        stands = self.result.report.document.text.find(line)
        assert stands >= 0, f"{self.made.name}: {line[:20]} was not read"
        return stands + at - begin, stands + at - begin + length


@cache
def read(report: Made, layout: str) -> Read:
    return Read(report, process(report.raw(layout), builtin()))


# -- clean reports and planted errors ---------------------------------------------------


@dataclass
class Share:
    """So many of so many."""

    hits: int = 0
    of: int = 0

    def add(self, hit: bool) -> None:
        self.hits, self.of = self.hits + hit, self.of + 1

    @property
    def rate(self) -> float:
        return self.hits / self.of if self.of else 1.0

    def __str__(self) -> str:
        low, high = wilson(self.hits, self.of)
        return f"{self.hits}/{self.of} = {100 * self.rate:.1f} % ({100 * low:.0f}–{100 * high:.0f})"


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    share, weight = hits / of, z * z / of
    middle, half = share + weight / 2, z * sqrt(share * (1 - share) / of + weight / (4 * of))
    return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))


def clean_alarms() -> Counter[tuple[str, Grade]]:
    """Flags of the clean reports, by layout and grade; all are false."""
    return Counter((layout, flag.grade) for layout in LAYOUTS for one in made("clean") for flag in
                   read(one, layout).result.flags)  # fmt: skip


@dataclass
class PlantedScore:
    found: Share = field(default_factory=Share)  # the right kind and both places, at any grade
    flagged: Share = field(default_factory=Share)  # … at high or medium
    kinds: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    right: dict[Grade, Share] = field(default_factory=lambda: defaultdict(Share))  # precision, by grade
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def planted_score(layouts: Iterable[str] = LAYOUTS) -> PlantedScore:
    score = PlantedScore()
    for layout in layouts:
        for report in made("planted"):
            one = read(report, layout)
            for planted in report.planted:
                hits = [flag for flag in one.result.flags if _is_planted(one, flag, planted)]
                score.found.add(bool(hits))
                score.flagged.add(any(_is_told(flag) for flag in hits))
                score.kinds[planted.kinds[0]].add(bool(hits))
                if not hits:
                    score.misses.append(f"{report.name} {layout}: {planted.kinds[0]} {planted.places}")
            for flag in one.result.flags:
                # Also right: what else the wrong number breaks.
                right = any(_touches_any(one, flag, planted.places[0]) or _is_planted(one, flag, planted)
                            for planted in report.planted)  # fmt: skip
                score.right[flag.grade].add(right)
                if not right:
                    score.wrong.append(f"{report.name} {layout}: {flag.grade} {flag.message_zh}")
    return score


def _is_told(flag: Finding) -> bool:
    """At high or medium, or by the flag that names the cell."""
    return flag.grade is not Grade.LOW or Doubt.SAME_CELL in flag.doubts


def _is_planted(one: Read, flag: Finding, planted: Planted) -> bool:
    if flag.kind not in planted.kinds:
        return False
    return all(place == ("year",) or _touches_any(one, flag, place) for place in planted.places)


def _touches_any(one: Read, flag: Finding, places: tuple[str, ...]) -> bool:
    return any(one.touches(flag, place) for place in places if place != "year")


# -- injected errors ---------------------------------------------------------------------


@dataclass
class InjectedScore:
    """``kinds`` and ``checks``: recall of what something can check. ``alarms``: new false ones, by grade."""

    kinds: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    high: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    checks: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    all: Share = field(default_factory=Share)
    unseen: Counter[str] = field(default_factory=Counter)  # changes that nothing in the report contradicts
    made: Counter[str] = field(default_factory=Counter)
    alarms: dict[str, Counter[Grade]] = field(default_factory=lambda: defaultdict(Counter))
    misses: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def alarms_per_change(self, grade: Grade) -> float:
        return sum(one[grade] for one in self.alarms.values()) / max(self.made.total(), 1)


def injected_score(count: int, layouts: Iterable[str] = LAYOUTS) -> InjectedScore:
    score = InjectedScore()
    for layout in layouts:
        for report in made("clean"):
            before = read(report, layout)
            for change in changes(report, count):
                _judge(score, before, change, layout)
    return score


def _judge(score: InjectedScore, before: Read, change: Change, layout: str) -> None:
    after = Read(change.report, process(change.report.raw(layout), builtin()))
    known = {finding.id("") for finding in before.result.flags}
    new = [flag for flag in after.result.flags if flag.id("") not in known]
    own = [flag for flag in new if _is_of(after, flag, change)]
    name = f"{change.report.name} {layout} {change.kind} {change.about} {change.checks}"
    score.made[change.kind] += 1
    if change.checks:
        said = change.kind == "dropped row" and _is_said(before, after, change.about)
        found = bool(own) or said
        score.all.add(found)
        score.kinds[change.kind].add(found)
        score.high[change.kind].add(any(flag.grade is not Grade.LOW for flag in own))
        for check in change.checks:
            score.checks[check].add(found)
        if not found:
            score.misses.append(name)
    else:
        score.unseen[change.kind] += 1
    for flag in new:
        if flag not in own:
            score.alarms[change.kind][flag.grade] += 1
            score.wrong.append(f"{flag.grade} {name}: {flag.message_zh}")


def _is_of(after: Read, flag: Finding, change: Change) -> bool:
    """Whether a flag speaks of what was changed. A row that is not there leaves its total, a header its table."""
    if change.kind == "dropped row":
        return flag.kind in ("table_sum", "completeness")
    if change.kind in ("last year's header", "dropped part"):
        return flag.kind == ("period" if change.kind == "last year's header" else "completeness")
    return any(after.touches(flag, place) for place in change.places)


def _is_said(before: Read, after: Read, row: str) -> bool:
    """Whether the report with a row less says so: an issue, or a check of it that cannot be made any more."""
    open_now, open_then = (
        sum(one.outcome is Outcome.NOT_ASSESSABLE for one in read.result.findings) for read in (after, before)
    )
    return len(after.result.issues) > len(before.result.issues) or open_now > open_then


# -- coverage ----------------------------------------------------------------------------


def coverage() -> tuple[Share, Share, Share]:
    """Shares that a conclusive check touches: linked numbers, cells, and cells that stand in a hard identity."""
    linked, cells, in_identity = Share(), Share(), Share()
    for layout in LAYOUTS:
        for report in made("clean"):
            result = read(report, layout).result
            touched = {(operand.source, operand.number) for finding in result.findings
                       if finding.outcome is not Outcome.NOT_ASSESSABLE and finding.kind != "completeness"
                       for operand in (*finding.left, *finding.right)}  # fmt: skip
            for mention in result.mentions:
                if mention.indicator is not None and mention.is_count:
                    linked.add(("mention", mention.no) in touched)
            for fact in result.facts:
                hit = ("fact", fact.no) in touched
                cells.add(hit)
                if _stands_in_identity(builtin().template(fact.template), fact.indicator, fact.member):
                    in_identity.add(hit)
    return linked, cells, in_identity


def _stands_in_identity(form: Template, indicator: str, member: str) -> bool:
    for one in form.identities:
        named = member if one.kind == "members" else indicator
        if not one.soft and named in (one.total, *one.beside, *one.parts):
            return True
    return False
