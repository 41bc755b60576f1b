"""Rulings → grids of cells with their spans.

Rulings that touch make one table. Its rulings cut the plane into small fields; where no ruling runs between two
fields they are one cell. So a merged cell needs no label to be seen, and a table that a page break leaves open at its
foot or head loses no row: the ends of its other rulings close it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

SNAP = 2.0  # points; rulings that lie closer are one (a double line, a line drawn cell by cell)
SLIVER = 5.0  # points; a row or column that is narrower is none: a border, what a page break left of a row
TOUCH = 3.0  # points; the gap over which two rulings still meet
OVERHANG = 6.0  # points that rulings run past the last one across them where a table is open
ROW = 40.0  # points; the height of a row that a single ruling may stand for
MAX_FIELDS = 100_000

Span = tuple[float, float]
Box = tuple[float, float, float, float]  # x0, top, x1, bottom, in points


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line of a table, at ``at`` on the one axis and from ``start`` to ``end`` on the other."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Field:
    """A cell; ``row`` and ``col`` count from 0. Open: no ruling is drawn at its head or foot."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    open_top: bool
    open_bottom: bool


@dataclass(frozen=True, slots=True)
class Lattice:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    fields: tuple[Field, ...]
    index: dict[tuple[int, int], int]  # small field → its cell in ``fields``

    @property
    def box(self) -> Box:
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def at(self, x: float, y: float) -> int | None:
        """The number of the cell at a point."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        col = min(bisect_right(self.xs, x), len(self.xs) - 1) - 1
        row = min(bisect_right(self.ys, y), len(self.ys) - 1) - 1
        return self.index[row, col]


def find_lattices(rulings: Iterable[Ruling]) -> list[Lattice]:
    """Every grid of at least two cells, from the top of the page down."""
    across, down = _merged(rulings, True), _merged(rulings, False)
    found = []
    for group in _groups(across, down):
        lattice = _lattice([r for r in group if r.horizontal], [r for r in group if not r.horizontal])
        if lattice is not None and len(lattice.fields) > 1:
            found.append(lattice)
    return sorted(found, key=lambda lattice: (lattice.box[1], lattice.box[0]))


def _merged(rulings: Iterable[Ruling], horizontal: bool) -> list[Ruling]:
    """Pieces of one line put together: dashes, and lines drawn cell by cell."""
    wanted = sorted((r for r in rulings if r.horizontal is horizontal), key=lambda r: (r.at, r.start))
    bands: list[list[Ruling]] = []
    for ruling in wanted:
        if bands and ruling.at - bands[-1][0].at <= SNAP:
            bands[-1].append(ruling)
        else:
            bands.append([ruling])
    out = []
    for band in bands:
        at = sum(r.at * (r.end - r.start) for r in band) / (sum(r.end - r.start for r in band) or 1)
        out += [Ruling(horizontal, at, start, end) for start, end in _spans(band) if end - start > TOUCH]
    return out


def _spans(rulings: Iterable[Ruling]) -> list[Span]:
    spans: list[Span] = []
    for start, end in sorted((r.start, r.end) for r in rulings):
        if spans and start - spans[-1][1] <= TOUCH:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def _groups(across: Sequence[Ruling], down: Sequence[Ruling]) -> list[list[Ruling]]:
    """Rulings that cross or touch, directly or through others."""
    leader = list(range(len(across) + len(down)))

    def lead(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down, len(across)):
            if (
                v.start - TOUCH <= h.at <= v.end + TOUCH
                and h.start - TOUCH <= v.at <= h.end + TOUCH
                and lead(i) != lead(j)
            ):
                leader[lead(i)] = lead(j)
    groups: dict[int, list[Ruling]] = {}
    for i, ruling in enumerate((*across, *down)):
        groups.setdefault(lead(i), []).append(ruling)
    return [group for group in groups.values() if len(group) > 2]


def _lattice(across: Sequence[Ruling], down: Sequence[Ruling]) -> Lattice | None:
    if not across or not down:
        return None
    xs, ys = _axis(down, across), _axis(across, down)
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > MAX_FIELDS:
        return None
    walls = [_walls(down, x, ys) for x in xs]  # walls[i][row]: a ruling at xs[i] beside that row
    floors = [_walls(across, y, xs) for y in ys]
    fields: list[Field] = []
    index: dict[tuple[int, int], int] = {}
    for row in range(len(ys) - 1):
        for col in range(len(xs) - 1):
            if (row, col) in index:
                continue
            right = col + 1
            while right < len(xs) - 1 and not walls[right][row] and (row, right) not in index:
                right += 1
            below = row + 1
            while below < len(ys) - 1 and _is_open(walls, floors, below, col, right, index):
                below += 1
            index.update(((y, x), len(fields)) for y in range(row, below) for x in range(col, right))
            fields.append(
                Field(
                    row, col, below - row, right - col, (xs[col], ys[row], xs[right], ys[below]),
                    open_top=row == 0 and not any(floors[0][col:right]),
                    open_bottom=below == len(ys) - 1 and not any(floors[-1][col:right]),
                )
            )  # fmt: skip
    return Lattice(tuple(xs), tuple(ys), tuple(fields), index)


def _is_open(
    walls: list[list[bool]],
    floors: list[list[bool]],
    row: int,
    col: int,
    right: int,
    index: dict[tuple[int, int], int],
) -> bool:
    """Whether a cell over the columns ``col`` to ``right`` goes on into ``row``."""
    return (
        not any(floors[row][col:right])
        and not any(walls[x][row] for x in range(col + 1, right))
        and not any((row, x) in index for x in range(col, right))
    )


def _axis(rulings: Sequence[Ruling], crossing: Sequence[Ruling]) -> list[float]:
    """Where the rulings lie, and where those that cross them end past the last one: the table is open there."""
    places: list[float] = []
    for at in sorted(r.at for r in rulings):
        if not places or at - places[-1] > SLIVER:
            places.append(at)
    before = _end([places[0] - r.start for r in crossing])
    behind = _end([r.end - places[-1] for r in crossing])
    return [*([places[0] - before] if before else []), *places, *([places[-1] + behind] if behind else [])]


def _end(lengths: Iterable[float]) -> float:
    """How far rulings run past the last one across: where two end, or the only one that does, if it is not far."""
    past = sorted((length for length in lengths if length > OVERHANG), reverse=True)
    if len(past) == 1:
        return past[0] if past[0] <= ROW else 0.0
    return past[0] if past and past[0] - past[1] <= TOUCH else 0.0


def _walls(rulings: Sequence[Ruling], at: float, along: Sequence[float]) -> list[bool]:
    """For each stretch of the other axis, whether a ruling at ``at`` runs along most of it."""
    near = [r for r in rulings if abs(r.at - at) <= SLIVER]
    return [
        sum(max(0.0, min(r.end, end) - max(r.start, start)) for r in near) > (end - start) / 2
        for start, end in pairwise(along)
    ]
