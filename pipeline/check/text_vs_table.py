"""A number of the prose against the table's cell for the same indicator, member and period.

One finding per cell and printed value, however many sentences repeat it. Where the form has no row for the
indicator but one for a concept near it (``[[near]]`` in the catalog), the number is held against that row, one
grade lower, and the sentence says that the concepts differ; not where the prose itself gives the row's own
figure and that agrees. Cumulative is never held against the year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.catalog import Catalog, Near
from pipeline.check.grade import Doubt, best, grade
from pipeline.check.message import (
    Words,
    cell_text,
    conclude,
    fact_operand,
    mention_operand,
    period_words,
    places,
    plain,
    quote,
    row_name,
)
from pipeline.check.numbers import Interval, by_value, doubts_of, interval, is_exact, meet, scale
from pipeline.model import Fact, Fault, Finding, Grade, Mention, Operand, Report, Role, Scope, State

_EMPTY = {State.BLANK: ("空白", "blank"), State.DASH: ("只印横线", "a dash"), State.NOT_READ: ("未能读出", "not read")}
_SEVERAL = 3  # as many numbers that differ from one cell are not all meant as its figure
Key = tuple[str, str, str]  # indicator, member, period


def check_text_vs_table(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Hold every linked count of the prose against its cell."""
    rows = {indicator for template in catalog.templates for indicator in template.indicators}
    rows |= {near.prose for near in catalog.near if near.table in rows}
    by_no = {mention.no: mention for mention in mentions}
    cells: dict[Key, list[Fact]] = {}
    for fact in facts:
        cells.setdefault((fact.indicator, fact.member, fact.period), []).append(fact)
    stated: dict[Key, list[Mention]] = {}
    for mention in mentions:
        if mention.indicator in rows and mention.is_count and mention.role is not Role.DIFFERENCE:
            if _is_category(mention, by_no):
                continue  # 机构职能类5条 of 信息64条: the list is for parts_vs_total
            stated.setdefault((mention.indicator or "", mention.member, mention.period.value), []).append(mention)
    for key, group in stated.items():
        _, member, period = key
        near = None if key in cells else _near(key, cells, catalog)
        own = cells.get(key) or (cells[near.table, member, period] if near else [])
        direct = stated.get((near.table, member, period), []) if near else []
        others = [fact for fact in facts if own and fact.indicator == own[0].indicator and fact.member == member]
        others = [fact for fact in others if fact.period != period]
        compare = _Comparison(report, key, own, others, near, group, by_no, catalog)
        agrees_directly = any(compare.agreeing(mention) for mention in direct)
        yield from compare.findings(bool(facts), agrees_directly)


def _is_category(mention: Mention, by_no: dict[int, Mention]) -> bool:
    """A part of a total of its own indicator is a category of it, not another figure for it."""
    wholes = [by_no[no] for no in mention.wholes if no in by_no] if mention.role is Role.PART else []
    return any(whole.indicator == mention.indicator and whole.period == mention.period for whole in wholes)


def _near(key: Key, cells: dict[Key, list[Fact]], catalog: Catalog) -> Near | None:
    return next((near for near in catalog.near if near.prose == key[0] and (near.table, *key[1:]) in cells), None)


class _Comparison:
    """All numbers the prose gives for one indicator, member and period, and the cells they belong to."""

    def __init__(
        self,
        report: Report,
        key: Key,
        cells: Sequence[Fact],
        other_periods: Sequence[Fact],
        near: Near | None,
        group: Sequence[Mention],
        by_no: dict[int, Mention],
        catalog: Catalog,
    ) -> None:
        self.report, self.key, self.near, self.by_no, self.catalog = report, key, near, by_no, catalog
        self.cells, self.other_periods = cells, other_periods
        self.values = by_value(group)

    def agreeing(self, mention: Mention) -> Fact | None:
        return next((fact for fact in self.cells if self._meets(mention, fact)), None)

    def findings(self, has_table: bool, agrees_directly: bool) -> Iterator[Finding]:
        agreed = [group for group in self.values if is_exact(group[0]) and self.agreeing(group[0])]
        differing = [group for group in self.values if group not in agreed]
        for group in self.values:
            if not self.cells:
                yield self._finding("no_row" if has_table else "no_table", group, None, [])
                continue
            usable = [fact for fact in self.cells if fact.value is not None]
            if not usable:
                cell = self.cells[0]
                yield self._finding("empty", group, cell, [], gap=_EMPTY.get(cell.state, _EMPTY[State.NOT_READ]))
                continue
            outside = [mention for mention in group if self._outside(mention)]
            if len(outside) == len(group):  # every place gives it as a part of something else
                yield self._finding("part_of_other", group, usable[0], [])
                continue
            fact = self.agreeing(group[0])
            near = self.near is not None and not self._says_row(group)
            if fact is not None:
                case = "pass_zero" if any(one.stated_zero for one in group) else "pass_near" if near else "pass"
                yield self._finding(case, group, fact, [])
            elif agrees_directly and near:
                yield self._finding("told_apart", group, usable[0], [])
            elif self._is_of_area(group):
                yield self._finding("area", group, usable[0], [])
            elif (other := self._other_period(group)) is not None:
                yield self._finding("pass_period", group, other, [Doubt.PERIOD_UNSURE])
            elif len(differing) >= _SEVERAL and (agreed or group is not self._largest(differing)):
                yield self._finding("several", group, usable[0], [Doubt.SEVERAL_VALUES])
            else:
                case = "fail_near" if near else "fail_elsewhere" if agreed else "fail"
                yield self._finding(case, group, usable[0], self._beside(agreed, differing))

    @staticmethod
    def _largest(values: Sequence[Sequence[Mention]]) -> Sequence[Mention]:
        """Of several numbers for one indicator the total, if any is; the others may be its categories."""
        return max(values, key=lambda group: group[0].quantity.value)

    @staticmethod
    def _beside(agreed: Sequence[Sequence[Mention]], differing: Sequence[Sequence[Mention]]) -> list[Doubt]:
        """What the other numbers for the same cell say about one that differs from it."""
        doubts = [Doubt.OTHER_PLACE_AGREES] if agreed else []
        if any(group[0].quantity.value == 0 for group in agreed):
            doubts.append(Doubt.ZERO_AGREES)
        if len(differing) > 1:
            doubts += [Doubt.SEVERAL_VALUES, *([Doubt.NO_THIRD_WITNESS] if agreed else [])]
        return doubts

    def _is_of_area(self, group: Sequence[Mention]) -> bool:
        """Whether a number is the whole area's while the prose gives the agency's own beside it."""
        own = any(one.scope is not Scope.AREA for values in self.values for one in values)
        return own and all(one.scope is Scope.AREA for one in group)

    def _other_period(self, group: Sequence[Mention]) -> Fact | None:
        """The cell of another period that agrees, where 累计 may mean the year or all years."""
        if any(one.period_is_certain for one in group):
            return None
        return next((fact for fact in self.other_periods if self._meets(group[0], fact)), None)

    def _meets(self, mention: Mention, fact: Fact) -> bool:
        if fact.value is None:
            return False
        low, high = interval(mention, self.catalog)
        return any(meet((low, high), cell) for cell in self._readings(fact, fact.value))

    def _readings(self, fact: Fact, value: Decimal) -> list[Interval]:
        """The amounts a cell can stand for. A form that prints no unit leaves open whether 元 or 万元 is meant."""
        factor = scale(fact.unit, self.catalog)
        readings = [(value * factor, value * factor)]
        if fact.unit in self.catalog.families["money"] and fact.unit_source != "printed":
            readings += [(value * scale(unit, self.catalog),) * 2 for unit in sorted(self.catalog.families["money"])]
        return readings

    def _outside(self, mention: Mention) -> bool:
        """Whether a part belongs to a total whose indicator is neither the part's parent nor near it."""
        if mention.role is not Role.PART:
            return False
        wholes = [self.by_no[no].indicator for no in mention.wholes if no in self.by_no]
        return bool(wholes) and all(whole is not None and not self._related(mention, whole) for whole in wholes)

    def _says_row(self, group: Sequence[Mention]) -> bool:
        """Whether the prose names the row after all: 文件148条,其中政府网站公开136条 are documents on the site."""
        parent = self.catalog.indicators[self.cells[0].indicator].parent if self.cells else None
        wholes = [self.by_no[no].indicator for one in group for no in one.wholes if no in self.by_no]
        return parent is not None and parent in wholes

    def _related(self, part: Mention, whole: str) -> bool:
        near = {(one.prose, one.table) for one in self.catalog.near}
        own = part.indicator or ""
        parent = self.catalog.indicators[own].parent
        return any((one, whole) in near or (whole, one) in near or one == whole for one in (own, parent) if one)

    def _doubts(self, mention: Mention, fact: Fact) -> list[Doubt]:
        doubts = doubts_of(mention)
        doubts += [Doubt.NEAR_CONCEPT] if self.near and not self._says_row([mention]) else []
        wholes = [self.by_no[no] for no in mention.wholes if no in self.by_no]
        if mention.role is Role.PART and (self._outside(mention) or any(whole.indicator is None for whole in wholes)):
            doubts.append(Doubt.PART_OF_UNKNOWN)
        if fact.method not in ("exact", "alias"):
            doubts.append(Doubt.FUZZY_LABEL)
        if fact.unit in self.catalog.families["money"] and fact.unit_source != "printed":
            doubts.append(Doubt.MONEY_UNIT)
        return doubts

    def _finding(
        self,
        case: str,
        group: Sequence[Mention],
        fact: Fact | None,
        doubts: Sequence[Doubt],
        gap: tuple[str, str] = ("", ""),
    ) -> Finding:
        indicator, member, period = self.key
        first, catalog = group[0], self.catalog
        graded = best([grade(*doubts, *(self._doubts(one, fact) if fact else doubts_of(one))) for one in group])
        label = catalog.label(indicator)
        row = row_name(fact) if fact else label
        left_value = first.quantity.value
        words: dict[str, Words] = {
            "place": places(self.report, group),
            "quote": max((quote(self.report, one, catalog) for one in group), key=len),
            "label": (label, catalog.indicators[indicator].label_en),
            "row": row,
            "cell": cell_text(fact) if fact else "",
            "period": _column(fact, period),
            "gap": gap,
            "reason": (self.near.reason_zh, self.near.reason_en) if self.near else "",
            "difference": plain(abs(left_value - fact.value)) if fact and fact.value is not None else "",
        }
        subject = f"{label} {period}" if self.near is None else f"{label}→{row} {period}"
        subject = subject if member == "total" else f"{subject} {member}"
        low, high = first.quantity.interval()
        right: list[Operand] = [] if fact is None else [fact_operand(fact)]
        sure = case.startswith("fail") and graded is Grade.HIGH and not self.report.document.damaged
        return conclude(
            catalog, "text_vs_table", case, subject, graded, [mention_operand(one) for one in group], right,
            indicator=indicator, values=(left_value, fact.value if fact else None),
            tolerance=(high - low) / 2 if right else None, fault=Fault.SOURCE if sure else Fault.UNCLEAR, words=words,
        )  # fmt: skip


def _column(fact: Fact | None, period: str) -> tuple[str, str]:
    zh, en = period_words(period)
    if fact is None or not fact.column_label:
        return zh, en
    return f"“{fact.column_label}”栏", f"column {fact.column_label}"
