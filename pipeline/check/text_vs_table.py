"""A number of the prose against the table's cell for the same indicator, member and period.

One finding per cell and printed value, however many sentences repeat it. Where the form has no row for the
indicator but one for a concept near it (``[[near]]`` in the catalog), the number is held against that row, one
grade lower, and the sentence says that the concepts differ; not where the prose itself gives the row's own
figure and that agrees. Cumulative is never held against the year. Where two tables of the report give the
cell differently, agreeing with one of them is no pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.catalog import Catalog, Near
from pipeline.check.combined import combinations
from pipeline.check.grade import Doubt, grade, surest
from pipeline.check.message import (
    Pair,
    Words,
    added,
    cell_text,
    column_words,
    conclude,
    fact_operand,
    joined,
    mention_operand,
    places,
    quote,
    row_name,
    subject,
    why_empty,
)
from pipeline.check.numbers import Interval, by_value, doubts_of, form_rows, interval, is_exact, meet, scale
from pipeline.check.table_vs_table import Key, headers_of_other_year, key, without_copies
from pipeline.model import Fact, Fault, Finding, Grade, Mention, Operand, Report, Role, Scope, State
from pipeline.numeral import plain_number

_SEVERAL = 3  # as many numbers that differ from one cell are not all meant as its figure


def check_text_vs_table(
    report: Report, facts: tuple[Fact, ...], mentions: tuple[Mention, ...], catalog: Catalog
) -> Iterator[Finding]:
    """Hold every linked count of the prose against its cell."""
    rows = form_rows(facts, catalog)
    rows |= {near.prose for near in catalog.near if near.table in rows}
    rows |= {rule.indicator for rule in catalog.combined if rows.issuperset(rule.of)}
    by_no = {mention.no: mention for mention in mentions}
    headers = headers_of_other_year(report, facts)
    cells: dict[Key, list[Fact]] = {}
    for fact in without_copies(facts):
        cells.setdefault(key(fact), []).append(fact)
    stated: dict[Key, list[Mention]] = {}
    for mention in mentions:
        if mention.indicator in rows and mention.is_count and mention.role is not Role.DIFFERENCE:
            if _is_category(mention, by_no):
                continue  # 机构职能类5条 of 信息64条: the list is for parts_vs_total
            stated.setdefault((mention.indicator or "", mention.member, mention.period.value), []).append(mention)
    sums = combinations(without_copies(facts), catalog)
    sources = {one.fact.no: one.cells for several in sums.values() for one in several}
    for what, several in sums.items():
        if not any(fact.value is not None for fact in cells.get(what, ())):
            cells[what] = [one.fact for one in several]
    for what, group in stated.items():
        _, member, period = what
        near = None if what in cells else _near(what, cells, catalog)
        own = cells.get(what) or (cells[near.table, member, period] if near else [])
        own = [fact for fact in own if fact.no not in headers] or own
        direct = stated.get((near.table, member, period), []) if near else []
        others = [fact for fact in facts if own and fact.indicator == own[0].indicator and fact.member == member]
        others = [fact for fact in others if fact.period != period]
        bases = _bases(what, group, cells, by_no, catalog)
        compare = _Comparison(report, what, own, others, bases, sources, near, group, by_no, headers, catalog)
        agrees_directly = any(compare.agreeing(mention) for mention in direct)
        yield from compare.findings(bool(facts), agrees_directly)


def _is_category(mention: Mention, by_no: dict[int, Mention]) -> bool:
    """A part of a total of its own indicator is a category of it, not another figure for it."""
    wholes = [by_no[no] for no in mention.wholes if no in by_no] if mention.role is Role.PART else []
    own = mention.indicator, mention.member, mention.period
    return any((whole.indicator, whole.member, whole.period) == own for whole in wholes)


def _near(what: Key, cells: dict[Key, list[Fact]], catalog: Catalog) -> Near | None:
    return next((near for near in catalog.near if near.prose == what[0] and (near.table, *what[1:]) in cells), None)


def _bases(
    what: Key, group: Sequence[Mention], cells: dict[Key, list[Fact]], by_no: dict[int, Mention], catalog: Catalog
) -> list[Fact]:
    """Cells that the prose may mean by the same words: 受理121件 may hold what was brought forward."""
    found: list[Fact] = []
    for rule in catalog.bases:
        if what[0] in rule.of and not any(_stands_beside(rule.unless_beside, one, by_no) for one in group):
            found += [fact for name in rule.of if name != what[0] for fact in cells.get((name, *what[1:]), ())]
    return found


def _stands_beside(indicator: str, mention: Mention, by_no: dict[int, Mention]) -> bool:
    """Whether the sentence gives an indicator a number of its own, beside the mention: 新收92件,上年转入2件."""
    return any(
        one.indicator == indicator and one.quantity.value != 0 and mention.no not in one.wholes
        for one in by_no.values()
        if one.sentence == mention.sentence
    )


class _Comparison:
    """All numbers the prose gives for one indicator, member and period, and the cells they belong to."""

    def __init__(
        self,
        report: Report,
        what: Key,
        cells: Sequence[Fact],
        other_periods: Sequence[Fact],
        bases: Sequence[Fact],
        sources: dict[int, tuple[Fact, ...]],
        near: Near | None,
        group: Sequence[Mention],
        by_no: dict[int, Mention],
        headers: dict[int, str],
        catalog: Catalog,
    ) -> None:
        self.report, self.what, self.near, self.by_no, self.catalog = report, what, near, by_no, catalog
        self.cells, self.other_periods, self.headers = cells, other_periods, headers
        self.bases, self.sources = bases, sources
        self.values = by_value(group)
        one_each = {fact.value: fact for fact in reversed(cells) if fact.value is not None}
        self.known = sorted(one_each.values(), key=lambda fact: fact.no)  # several where tables differ

    def agreeing(self, mention: Mention) -> Fact | None:
        return next((fact for fact in self.cells if self._meets(mention, fact)), None)

    def findings(self, has_table: bool, agrees_directly: bool) -> Iterator[Finding]:
        agreed = [group for group in self.values if is_exact(group[0]) and self.agreeing(group[0])]
        differing = [group for group in self.values if group not in agreed]
        for group in self.values:
            if not self.cells:
                yield self._finding("no_row" if has_table else "no_table", group, [], [])
                continue
            usable = self.known
            if not usable:
                yield self._finding("empty", group, self.cells[:1], [], gap=why_empty(self.cells[0], self.catalog))
                continue
            outside = [mention for mention in group if self._outside(mention)]
            if len(outside) == len(group):  # every place gives it as a part of something else
                yield self._finding("part_of_other", group, usable, [])
                continue
            fact = self.agreeing(group[0])
            near = self.near is not None and not self._says_row(group)
            if fact is not None and not all(self._meets(group[0], one) for one in usable):
                yield self._finding("one_table", group, usable, [])
            elif fact is not None:
                case = "pass_zero" if any(one.stated_zero for one in group) else "pass_near" if near else "pass"
                yield self._finding(case, group, [fact], [])
            elif agrees_directly and near:
                yield self._finding("told_apart", group, usable, [])
            elif self._is_of_area(group):
                yield self._finding("area", group, usable, [])
            elif (other := self._other_period(group)) is not None:
                yield self._finding("pass_period", group, [other], [Doubt.PERIOD_UNSURE])
            elif (base := next((one for one in self.bases if self._meets(group[0], one)), None)) is not None:
                yield self._finding("pass_base", group, [base], [])
            elif len(differing) >= _SEVERAL and (agreed or group is not self._largest(differing)):
                yield self._finding("several", group, usable, [Doubt.SEVERAL_VALUES])
            else:
                yield self._fail(group, near, agreed, differing)

    def _fail(
        self,
        group: Sequence[Mention],
        near: bool,
        agreed: Sequence[Sequence[Mention]],
        differing: Sequence[Sequence[Mention]],
    ) -> Finding:
        case = "fail_near" if near else "fail_elsewhere" if agreed else "fail"
        parts = self._parts_that_agree(group) if case == "fail" else []
        if self.known[0].no in self.headers:
            case = "fail_other_year"
        elif parts:
            case = "fail_parts"
        values = [part.quantity.value for part in parts]
        more: dict[str, Words] = {"adding": added(values), "sum": plain_number(sum(values, Decimal(0)))}
        return self._finding(case, group, self.known, self._beside(agreed, differing), more=more)

    def _parts_that_agree(self, group: Sequence[Mention]) -> list[Mention]:
        """The parts of a number, if they add up to the cell: 9件, of which 2, 5 and 1, where the table has 8."""
        own = {mention.no for mention in group}
        parts = [one for one in self.by_no.values() if one.role is Role.PART and len(one.wholes) == 1]
        parts = [one for one in parts if one.wholes[0] in own and is_exact(one)]
        total = sum((one.quantity.value for one in parts), Decimal(0))
        return parts if len(parts) > 1 and total == self.known[0].value else []

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
        doubts += [Doubt.COLUMN_OF_OTHER_YEAR] if fact.no in self.headers else []
        doubts += [Doubt.NEAR_CONCEPT] if self.near and not self._says_row([mention]) else []
        wholes = [self.by_no[no] for no in mention.wholes if no in self.by_no]
        if mention.role is Role.PART and (self._outside(mention) or any(whole.indicator is None for whole in wholes)):
            doubts.append(Doubt.PART_OF_UNKNOWN)
        if fact.method not in ("exact", "alias"):
            doubts.append(Doubt.FUZZY_LABEL)
        if fact.value is not None and any(one.state is State.BLANK for one in self.sources.get(fact.no, (fact,))):
            doubts.append(Doubt.BLANK_FILLED)
        if fact.unit in self.catalog.families["money"] and fact.unit_source != "printed":
            doubts.append(Doubt.MONEY_UNIT)
        return doubts

    def _finding(
        self,
        case: str,
        group: Sequence[Mention],
        facts: Sequence[Fact],
        doubts: Sequence[Doubt],
        gap: Pair = ("", ""),
        more: dict[str, Words] | None = None,
    ) -> Finding:
        indicator, member, period = self.what
        catalog, fact = self.catalog, facts[0] if facts else None
        general = [*doubts, *([Doubt.TABLES_DIFFER] if len(facts) > 1 else [])]
        choices = [[*general, *(self._doubts(one, fact) if fact else doubts_of(one))] for one in group]
        doubts = surest(choices, catalog)
        sure = case.startswith("fail") and grade(doubts, catalog) is Grade.HIGH and not self.report.document.damaged
        label = catalog.label(indicator)
        left_value, right_value = group[0].quantity.value, fact.value if fact else None
        words: dict[str, Words] = {
            "place": places(self.report, group, catalog),
            "quote": max((quote(self.report, one, catalog) for one in group), key=len),
            "label": (label, catalog.indicators[indicator].label_en),
            "row": row_name(fact) if fact else label,
            "cell": joined(map(cell_text, facts), catalog, "alternative"),
            "period": column_words(fact.column_label if fact else "", period, catalog),
            "header": self.headers.get(fact.no, "") if fact else "",
            "gap": gap,
            "reason": (self.near.reason_zh, self.near.reason_en) if self.near else "",
            "difference": joined(
                (plain_number(abs(left_value - one.value)) for one in facts if one.value is not None),
                catalog,
                "alternative",
            ),
            **(more or {}),
        }
        what = f"{indicator}→{fact.indicator}" if self.near and fact else indicator
        low, high = group[0].quantity.interval()
        right: list[Operand] = [fact_operand(one) for fact in facts for one in self.sources.get(fact.no, (fact,))]
        return conclude(
            catalog, "text_vs_table", case, subject(what, period, "" if member == "total" else member), doubts,
            [mention_operand(one) for one in group], right, indicator=indicator, values=(left_value, right_value),
            tolerance=(high - low) / 2, fault=Fault.SOURCE if sure else Fault.UNCLEAR, words=words,
        )  # fmt: skip
