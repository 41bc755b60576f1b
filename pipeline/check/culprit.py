"""One wrong cell, several broken sums: which cell it is, and one flag that names it.

A cell stands in the sum of its column, in that of its row, in a balance, and in the prose. Where several of these fail
and one other value of one cell would make them all hold, while no comparison that holds has the cell in it, that cell
is named in the surest of the flags. The others stay, marked ``same_cell`` and low: they tell of the same error. Where
two cells would do equally well, or each flag wants another value, nothing is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.catalog import Catalog
from pipeline.check.grade import ORDER, Doubt, grade, weightiest_first
from pipeline.check.message import phrase
from pipeline.check.table import SUMS
from pipeline.model import Finding, Operand, Outcome
from pipeline.numeral import plain_number

_PROSE = "text_vs_table"
# What keeps a number of the prose from being the same thing as its cell.
_OTHER_THING = frozenset((Doubt.NEAR_CONCEPT, Doubt.SEVERAL_VALUES, Doubt.COLUMN_OF_OTHER_YEAR, Doubt.MONEY_UNIT))


@dataclass(frozen=True, slots=True)
class _Equation:
    """Cells that must add up: those on the left, less those on the right, and ``rest`` make nothing."""

    position: int  # of the finding
    signs: dict[int, int]  # by fact_no
    cells: dict[int, Operand]
    rest: Decimal

    def wanted(self, number: int) -> Decimal:
        """What the cell would have to be, all others being right."""
        others = sum((self.signs[no] * _value(cell) for no, cell in self.cells.items() if no != number), self.rest)
        return -others * self.signs[number]


def name_culprits(findings: Sequence[Finding], catalog: Catalog) -> tuple[Finding, ...]:
    """The findings, with what one wrong cell breaks told as one."""
    made = list(findings)
    failing = [one for one in map(_equation, range(len(made)), made) if one and _is(made, one, Outcome.FAIL)]
    # A failing flag of the prose names one side wrong, a passing one clears the cell whatever is doubted of it.
    cleared = {
        operand.number
        for finding in made
        if finding.outcome is Outcome.PASS and finding.rule in (*SUMS, _PROSE)
        for operand in (*finding.left, *finding.right)
        if operand.source == "fact"
    }
    for number, value, broken in _culprits(failing, cleared):
        sure = max(broken, key=lambda one: (ORDER.index(made[one.position].grade), -one.position))
        cell = sure.cells[number]
        zh, en = phrase(
            catalog, "culprit", cell=cell.label, printed=cell.text, value=plain_number(value), count=str(len(broken))
        )
        for one in broken:
            finding = made[one.position]
            if one is sure:
                made[one.position] = replace(
                    finding, message_zh=finding.message_zh + zh, message_en=f"{finding.message_en} {en}"
                )
            else:
                doubts = weightiest_first([*map(Doubt, finding.doubts), Doubt.SAME_CELL], catalog)
                made[one.position] = replace(
                    finding, grade=grade(doubts, catalog), doubts=tuple(doubt.value for doubt in doubts)
                )
    return tuple(made)


def _is(made: Sequence[Finding], one: _Equation, outcome: Outcome) -> bool:
    return made[one.position].outcome is outcome


def _value(cell: Operand) -> Decimal:
    assert cell.value is not None
    return cell.value


def _equation(position: int, finding: Finding) -> _Equation | None:
    cells = [operand for operand in (*finding.left, *finding.right) if operand.source == "fact"]
    if not cells or len({cell.number for cell in cells}) < len(cells) or any(cell.value is None for cell in cells):
        return None
    signs = {cell.number: 1 if cell in finding.left else -1 for cell in cells}
    by_no = {cell.number: cell for cell in cells}
    if finding.rule in SUMS:
        return _Equation(position, signs, by_no, Decimal(0))
    # a number of the prose against one cell, or against the sum of several
    exact = finding.rule == _PROSE and finding.left_value is not None and not finding.tolerance
    if not exact or not _OTHER_THING.isdisjoint(map(Doubt, finding.doubts)) or Doubt.TABLES_DIFFER in finding.doubts:
        return None
    assert finding.left_value is not None
    return _Equation(position, signs, by_no, finding.left_value)


def _culprits(failing: Sequence[_Equation], cleared: set[int]) -> Iterator[tuple[int, Decimal, list[_Equation]]]:
    """Cells, what they should be, and what they break; the one that explains most first."""
    left = list(failing)
    while True:
        suspects: dict[int, list[_Equation]] = defaultdict(list)
        for one in left:
            for number in one.cells:
                if number not in cleared:
                    suspects[number].append(one)
        known = {number: {one.wanted(number) for one in broken} for number, broken in suspects.items()}
        fitting = {
            number: broken
            for number, broken in suspects.items()
            if len(broken) > 1 and len(known[number]) == 1 and min(known[number]) >= 0
        }
        most = max(map(len, fitting.values()), default=0)
        named = [number for number, broken in fitting.items() if len(broken) == most]
        if len(named) != 1:
            return
        number = named[0]
        yield number, next(iter(known[number])), fitting[number]
        left = [one for one in left if one not in fitting[number]]
