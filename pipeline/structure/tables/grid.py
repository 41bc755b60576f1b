"""The geometry of a table: which cell covers which place, what names a row, what stands above a column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.model import Cell
from pipeline.structure.tables.labels import is_numbered, is_of_which, is_value
from pipeline.structure.tables.vocabulary import Vocabulary, forms_of_row, is_header, title_of
from pipeline.text import squeeze


@dataclass(frozen=True, slots=True)
class Grid:
    cells: tuple[Cell, ...]
    covered: dict[tuple[int, int], Cell]  # every place of the grid, also under a span
    height: int
    width: int

    def row(self, number: int) -> list[Cell]:
        """The cells that a row crosses, each once, from left to right."""
        return list(
            dict.fromkeys(self.covered[number, c] for c in range(1, self.width + 1) if (number, c) in self.covered)
        )

    def own(self, number: int) -> list[Cell]:
        return [cell for cell in self.row(number) if cell.row == number]

    def end(self, row: int) -> int:
        """The last column that a row covers."""
        return max((c for c in range(1, self.width + 1) if (row, c) in self.covered), default=0)

    def is_full(self, row: int, end: int) -> bool:
        """Whether a row covers every place up to ``end`` and none behind."""
        return self.end(row) == end and all((row, c) in self.covered for c in range(1, end + 1))

    def texts(self, rows: Iterable[int]) -> list[str]:
        """What rows print, each cell once."""
        return [cell.text for row in rows for cell in self.own(row) if squeeze(cell.text)]


def grid_of(cells: tuple[Cell, ...]) -> Grid:
    covered = {
        (cell.row + down, cell.col + right): cell
        for cell in cells
        for down in range(cell.row_span)
        for right in range(cell.col_span)
    }
    return Grid(cells, covered, max(row for row, _ in covered), max(col for _, col in covered))


def label_of(grid: Grid, row: int, known: Vocabulary) -> Cell | None:
    """The cell that names a row: the last label of a form before its values, else the last text before them.

    A cell over the whole width is a caption or a note. A merged 其中, a group's name over several rows and a serial
    number stand before the label.
    """
    own = grid.own(row)
    if not own or (grid.width > 1 and own[0].col_span >= grid.width) or is_title_row(grid, row, known):
        return None
    texts: list[Cell] = []
    named: list[Cell] = []
    for cell in own:
        text = squeeze(cell.text)
        if not text or is_of_which(text):
            continue
        if (is_value(text, known.units) or text in known.units) and (texts or cell.col > 2):
            break
        if not is_value(text):
            texts.append(cell)
            named += [cell] if forms_of_row(text, known) else []
    if named:  # a group's name over several rows is not that of a row with a label of its own
        group = named[-1].row_span > texts[-1].row_span or (named[-1] is not texts[-1] and is_numbered(texts[-1].text))
        return texts[-1] if group else named[-1]
    headers = [cell for cell in texts if is_header(cell.text, known)]
    return headers[0] if headers else texts[-1] if texts else None


def is_title_row(grid: Grid, row: int, known: Vocabulary) -> bool:
    """A panel's title stands alone in its row."""
    printed = [cell for cell in grid.own(row) if squeeze(cell.text)]
    return len(printed) == 1 and bool(title_of(printed[0].text, known))


def is_numbers_only(grid: Grid, row: int, known: Vocabulary) -> bool:
    printed = [cell for cell in grid.own(row) if squeeze(cell.text)]
    return len(printed) > 0 and all(is_value(cell.text, known.units) for cell in printed)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above one or more columns of the grid; ``path`` from the top down, its last the header itself."""

    first: int
    last: int
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.path[-1] if self.path else ""


def heads_of(grid: Grid, rows: list[int], left: int, known: Vocabulary) -> list[Head]:
    """The heads from column ``left`` on. Where spans were replaced by empty cells, a text holds for those behind it."""
    heads: list[tuple[Cell | None, Head]] = []
    for col in range(left, grid.width + 1):
        column = [cell for row in rows if (cell := grid.covered.get((row, col))) and cell.col_span < grid.width]
        texts = list(dict.fromkeys(cell for cell in column if squeeze(cell.text)))
        leaf = texts[-1] if texts else None
        if leaf is not None and heads and heads[-1][0] is leaf:
            heads[-1] = (leaf, replace(heads[-1][1], last=col))
            continue
        if leaf is not None and is_header(leaf.text, known) and leaf.col < left:
            heads.append((leaf, Head(col, col, ())))  # the head of the labels reaches over
            continue
        path: list[str] = []
        for row in rows:
            if leaf is None or row > leaf.row:
                break
            cell = grid.covered.get((row, col))
            if cell is not None and not squeeze(cell.text) and row < leaf.row:
                cell = _nearest(grid, row, col, left)
            if cell is not None and squeeze(cell.text) and cell.col_span < grid.width:
                path += [cell.text] if not path or path[-1] != cell.text else []
        heads.append((leaf, Head(col, col, tuple(path))))
    return [head for _, head in heads]


def _nearest(grid: Grid, row: int, col: int, left: int) -> Cell | None:
    """The text before an empty cell of the same row of a head."""
    for at in range(col - 1, left - 1, -1):
        cell = grid.covered.get((row, at))
        if cell is not None and squeeze(cell.text):
            return cell
    return None
