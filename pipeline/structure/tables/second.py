"""A second, independent reading of every table, as a witness for the first.

A true table is read by its geometry (which cell stands under which head), so the witness goes by order alone: a label,
then its values, as in a flattened table. A flattened table is read by order, so where its lines are rows the witness
puts them under its heads as a grid. A table of one cell per line has no second way to be read.

Neither corrects the other: where they differ the cell says so, and an ``Issue`` shows both. A blank that the other
reading fills is not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.model import Block, Cell, Document, FormCell, Issue, Place, Witness
from pipeline.structure.tables.grid import grid_of
from pipeline.structure.tables.labels import is_value
from pipeline.structure.tables.lines import read_tokens
from pipeline.structure.tables.read_grid import read_grid
from pipeline.structure.tables.rows import Found, issue
from pipeline.structure.tables.tokens import Token, tokens_of, with_remark
from pipeline.structure.tables.vocabulary import Vocabulary, Wanted, names_a_row
from pipeline.text import squeeze

_Key = tuple[str, str, str]


def witnessed(
    found: Found, indexes: Sequence[int], block: Block | None, document: Document, known: Vocabulary, wanted: Wanted
) -> Found:
    """``found`` with what the second reading says of each of its cells; ``block`` is None for a flattened table."""
    if found.table is None:
        return found
    if block is not None:
        tokens = _in_order(block, known)
        second = read_tokens(found.no, found.blocks, tokens, block.place, document, known, wanted)
    elif (rows := _as_rows(indexes, document, known)) is not None:
        second = read_grid(found.no, indexes, rows, known, wanted)
    else:
        return found
    if second.table is None or second.table.template != found.table.template:
        return found
    cells, issues = _compared(found.no, found.table.cells, second.table.cells)
    return replace(found, table=replace(found.table, cells=cells), issues=(*found.issues, *issues))


def _in_order(block: Block, known: Vocabulary) -> list[Token]:
    """The cells of a table row by row, where they stand and what they span forgotten.

    Empty cells before a row's label are a group's name that spans rows or was lost at a page's end.
    """
    grid = grid_of(block.cells)
    tokens: list[Token] = []
    for row in range(1, grid.height + 1):
        own = [_token(cell, known) for cell in grid.own(row)]
        label = next((at for at, token in enumerate(own) if token.kind == "label"), len(own))
        own = [token for at, token in enumerate(own) if token.kind != "blank" or at > label]
        if len(own) > 1 and own[0].kind == "value" and names_a_row(own[1].text, known):
            own[0] = replace(own[0], kind="serial")  # 1 | 主动公开文件数 | 条 | 97 | 255
        tokens += with_remark(own, known)
    return tokens


def _token(cell: Cell, known: Vocabulary) -> Token:
    text = squeeze(cell.text)
    kind = "blank" if not text else "unit" if text in known.units else "value" if is_value(text, known.units) else ""
    return Token(cell.text, cell.place, kind or "label")


def _as_rows(indexes: Sequence[int], document: Document, known: Vocabulary) -> Block | None:
    """Lines that hold a label and its values, as the rows of a grid; none where each line is one cell."""
    rows = [tokens for index in indexes if (tokens := tokens_of(document.blocks[index], document, known))]
    labelled = [tokens for tokens in rows if any(token.kind == "label" for token in tokens)]
    whole = sum(any(token.kind in ("value", "blank") for token in tokens) for tokens in labelled)
    if not whole or whole * 2 < len(labelled):
        return None
    cells = tuple(
        Cell(row, col, token.text, replace(token.place, row=row, col=col))
        for row, tokens in enumerate(rows, 1)
        for col, token in enumerate(tokens, 1)
    )
    return Block(Place(rows[0][0].place.start, rows[-1][-1].place.end), cells)


def _compared(
    no: int, first: Sequence[FormCell], second: Sequence[FormCell]
) -> tuple[tuple[FormCell, ...], list[Issue]]:
    count = Counter(map(_key, second))
    other = {_key(cell): cell.text for cell in second if count[_key(cell)] == 1}
    cells = tuple(_held_against(cell, other.get(_key(cell))) for cell in first)
    issues = []
    for label, group in groupby(cells, key=lambda cell: cell.row_label):
        differing = [cell for cell in group if cell.witness is Witness.DIFFERS]
        if differing:
            shown = "; ".join(f"{cell.column_label}: {cell.text!r} and {cell.second!r}" for cell in differing[:3])
            message = f"table {no}, row {label}: two readings of the table differ ({shown}). Look at the page"
            issues.append(issue("readings_differ", message, differing[0].place))
    return cells, issues


def _held_against(cell: FormCell, text: str | None) -> FormCell:
    if cell.text is None or text is None:
        return cell
    if squeeze(cell.text) == squeeze(text):
        return replace(cell, witness=Witness.AGREES)
    kept = cell.text or None  # something is printed for the row: the cell is no blank, though it is not known which
    return replace(cell, text=kept, witness=Witness.DIFFERS, second=text)


def _key(cell: FormCell) -> _Key:
    return cell.indicator, cell.member, cell.period
