"""Tables that a page shows as two or more, one below the other, and that are one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Block, Place
from pipeline.structure.tables.grid import Grid, grid_of, label_of
from pipeline.structure.tables.labels import align
from pipeline.structure.tables.read_grid import read_grid
from pipeline.structure.tables.rows import Found
from pipeline.structure.tables.segments import is_aside
from pipeline.structure.tables.vocabulary import (
    Vocabulary,
    Wanted,
    choose,
    forms_of_row,
    names_any_column,
    title_of,
)
from pipeline.text import squeeze


def rejoin(tables: list[tuple[list[int], Block | None]], known: Vocabulary) -> list[tuple[list[int], Block | None]]:
    """Put together what a page shows as two tables, one below the other, and is one form."""
    out: list[tuple[list[int], Block | None]] = []
    for indexes, block in tables:
        before = out[-1][1] if out else None
        apart = indexes[0] - out[-1][0][-1] if out else 0
        if before is not None and block is not None and _is_one(before, block, apart, known):
            out[-1] = ([*out[-1][0], *indexes], joined(before, block))
        else:
            out.append((indexes, block))
    return out


def _is_one(first: Block, second: Block, apart: int, known: Vocabulary) -> bool:
    """Whether two tables are one: the second goes on with the first, or with nothing between they give more cells.

    A page may put the head into a table of its own, so that the rows scroll below it, or begin a new table anywhere.
    """
    if apart <= 3 and continues(first, second, known):
        return True
    if apart > 1:
        return False
    upper, lower = (read_grid(0, (), block, known, Wanted(None)) for block in (first, second))
    whole = read_grid(0, (), joined(first, second), known, Wanted(None))
    gain = _cells(whole) - _cells(upper) - _cells(lower)
    fewer = len(whole.issues) < len(upper.issues) + len(lower.issues)
    return gain > 0 or (gain == 0 and fewer and _cells(upper) > 0 and _cells(lower) > 0)


def _cells(found: Found) -> int:
    return len(found.table.cells) if found.table is not None else 0


def continues(first: Block, second: Block, known: Vocabulary) -> bool:
    """Whether two tables are one that was split: as wide, and the second has only rows the first lacks."""
    a, b = grid_of(first.cells), grid_of(second.cells)
    if not 0 <= a.width - b.width <= 2:
        return False
    upper, lower = _row_labels(a, known), _row_labels(b, known)
    if any(title_of(cell.text, known) for cell in a.cells):
        return _panels_go_on(a, b, lower, known)
    head = a.texts(range(1, 4))
    # the upper part may be hardly more than the head: then both parts tell the form, and all of the upper is of it
    form = choose(upper, head, known, Wanted(None)) or choose([*upper, *lower], head, known, Wanted(None))
    if form is None or not lower:
        return False
    matches = align([*upper, *lower], form, known.units)
    hits = [match for match in matches[len(upper) :] if match]
    alone = [match for match in align(upper, form, known.units) if match]
    return len(hits) * 2 > len(lower) and len([m for m in matches if m]) == len(alone) + len(hits)


def _panels_go_on(a: Grid, b: Grid, lower: Sequence[str], known: Vocabulary) -> bool:
    """Whether a table of titled panels goes on: no title stands twice, and the rows are of panels of the same table.

    It may be cut anywhere, also between 第二十条第（六）项 and its rows.
    """
    titles = [{squeeze(cell.text) for cell in grid.cells if title_of(cell.text, known)} for grid in (a, b)]
    forms = frozenset().union(*(title_of(title, known) for title in titles[0]))
    tables = {(known.forms[no].template.id, known.forms[no].panel.table) for no in forms}
    own = [forms_of_row(label, known) for label in lower]
    inside = [any((known.forms[no].template.id, known.forms[no].panel.table) in tables for no in one) for one in own]
    return not titles[0] & titles[1] and bool(inside) and all(inside)


def _row_labels(grid: Grid, known: Vocabulary) -> list[str]:
    rows = range(1, grid.height + 1)
    texts = [cell.text for row in rows if (cell := label_of(grid, row, known))]
    return [text for text in texts if not is_aside(text, known) and not names_any_column(text, known, None)]


def joined(first: Block, second: Block) -> Block:
    """The two parts of a split table as one, their right edges in line: the labels' columns may be fewer below."""
    down = max(cell.row + cell.row_span - 1 for cell in first.cells)
    right = grid_of(first.cells).width - grid_of(second.cells).width
    below = tuple(
        replace(
            cell,
            row=cell.row + down,
            col=cell.col + right,
            place=replace(
                cell.place,
                row=None if cell.place.row is None else cell.place.row + down,
                col=None if cell.place.col is None else cell.place.col + right,
            ),
        )
        for cell in second.cells
    )
    return Block(Place(first.place.start, second.place.end), cells=(*first.cells, *below), content=first.content)
