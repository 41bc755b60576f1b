"""Lines and tables of all pages → blocks in reading order, with the text they are cut from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.model import Block, Cell, Document, Issue, Place, Recognised
from pipeline.read.pdf.line import Line
from pipeline.read.pdf.page import Sheet
from pipeline.read.pdf.page_break import join
from pipeline.read.pdf.paragraph import Margins, find_furniture, find_margins, join_text, paragraphs
from pipeline.read.pdf.ruling import Box
from pipeline.read.pdf.table import PageTable, TableCell

# What is printed above the second part of a table: "续表", "（续上表）", "续表1"
_CONTINUED = re.compile(r"[（(]?\s*(?:续\s*上?\s*[表页]|接\s*上\s*[表页])\S{0,4}")


@dataclass(slots=True)
class _Flow:
    """Lines with no table between them, or one table; ``furniture`` is what the pages print beside them."""

    lines: list[Line] = field(default_factory=list)
    table: PageTable | None = None
    last: int = 0  # the last page of the table
    furniture: list[Line] = field(default_factory=list)


def compose(pages: Sequence[Sequence[Line | PageTable]], sheets: Mapping[int, Sheet]) -> Document:
    """``pages`` are the items of each page in any order; ``sheets`` say how each page is turned."""
    ordered = [_in_order(items) for items in pages]
    texts = [[item for item in items if isinstance(item, Line)] for items in ordered]
    heights = {number: sheet.height for number, sheet in sheets.items()}
    furniture = find_furniture([(heights[lines[0].page], lines) for lines in texts if lines])
    margins = find_margins([line for lines in texts for line in lines if line not in furniture])
    flows = _flows(ordered, furniture)
    writer = _Writer(sheets, margins)
    for flow in flows:
        writer.add(flow)
    for sheet in sheets.values():
        if sheet.aside:
            writer.aside(sheet)
    return Document(
        text="".join(writer.text),
        blocks=tuple(writer.blocks),
        media_type="application/pdf",
        lines=tuple(writer.lines),
        issues=tuple(writer.issues),
        recognised=tuple(writer.recognised),
    )


def _in_order(items: Sequence[Line | PageTable]) -> list[Line | PageTable]:
    """From the top down, column by column; tables that stand side by side from left to right."""
    parted = [item for item in items if isinstance(item, Line) and item.column is not None]
    ordered = sorted(items, key=lambda item: (_band(item, parted), item.top, item.box[0]))
    for i in range(1, len(ordered)):
        j = i
        while j and _is_right_of(ordered[j - 1], ordered[j]):
            ordered[j - 1], ordered[j] = ordered[j], ordered[j - 1]
            j -= 1
    return ordered


def _band(item: Line | PageTable, parted: Sequence[Line]) -> int:
    """Which part of a page in two columns a line or a table stands in."""
    if isinstance(item, Line):
        return item.band
    if not parted or item.top < min(line.top for line in parted):
        return 0
    inside = {
        line.band
        for line in parted
        if line.column and line.column[0] - 1 <= item.box[0] <= item.box[2] <= line.column[1] + 1
    }
    return inside.pop() if len(inside) == 1 else 3


def _is_right_of(first: Line | PageTable, second: Line | PageTable) -> bool:
    """Whether the first is a table that stands to the right of the second, at the same height."""
    if isinstance(first, Line) or isinstance(second, Line):
        return False
    a, b = first.box, second.box
    common = min(a[3], b[3]) - max(a[1], b[1])
    return a[0] >= b[2] - 1 and common > min(a[3] - a[1], b[3] - b[1]) / 2


def _flows(pages: Sequence[Sequence[Line | PageTable]], furniture: set[Line]) -> list[_Flow]:
    flows = [_Flow()]
    for items in pages:
        for item in items:
            last = flows[-1]
            if isinstance(item, Line):
                if item in furniture:
                    last.furniture.append(item)
                elif last.table is None:
                    last.lines.append(item)
                else:
                    flows.append(_Flow([item]))
                continue
            before = flows[-2] if len(flows) > 1 and _is_continued(last) else last
            whole = None
            if before.table is not None and before.last < item.page:
                whole = join(before.table, item)
            if whole is None:
                flows.append(_Flow(table=item, last=item.page))
                continue
            before.table, before.last = whole, item.page
            if before is not last:
                before.furniture += [*last.furniture, *last.lines]
                flows.pop()
    return flows


def _is_continued(flow: _Flow) -> bool:
    """Whether nothing stands there but the words that the table above goes on."""
    return flow.table is None and len(flow.lines) == 1 and _CONTINUED.fullmatch(flow.lines[0].text) is not None


class _Writer:
    """Collects the document's text and its blocks, so that every place cuts out exactly its text."""

    def __init__(self, sheets: Mapping[int, Sheet], margins: Margins) -> None:
        self.sheets, self.margins = sheets, margins
        self.text: list[str] = []
        self.blocks: list[Block] = []
        self.lines: list[Place] = []
        self.issues: list[Issue] = []
        self.recognised: list[Recognised] = []
        self.length = 0

    def add(self, flow: _Flow) -> None:
        rest = list(flow.furniture)
        for lines in paragraphs(flow.lines, self.margins):
            while rest and rest[0].page < lines[0].page:
                self._paragraph([rest.pop(0)], content=False)
            self._paragraph(lines)
        if flow.table is not None:
            self._table(flow.table)
        for line in rest:
            self._paragraph([line], content=False)

    def aside(self, sheet: Sheet) -> None:
        place = self._write(sheet.aside, "\n", sheet.number, (0.0, 0.0, sheet.width, sheet.height))
        self.blocks.append(Block(place, content=False))

    def _paragraph(self, lines: Sequence[Line], content: bool = True) -> None:
        places: list[Place] = []
        for (before, text), line in zip(join_text(lines, self.margins), lines, strict=True):
            places.append(self._write(text, before if places else "\n", line.page, line.box))
        self.lines += places
        first = [place.box for place in places if place.page == places[0].page and place.box is not None]
        place = Place(places[0].start, places[-1].end, places[0].page, _around(first))
        self.blocks.append(Block(place, content=content, bold=all(line.bold for line in lines)))

    def _table(self, table: PageTable) -> None:
        cells = self._cells(table.cells)
        first = [cell.place.box for cell in cells if cell.place.page == table.page and cell.place.box is not None]
        place = Place(cells[0].place.start, cells[-1].place.end, table.page, _around(first))
        self.blocks.append(Block(place, cells=tuple(cells)))
        if not table.ruled:
            message = (
                f"page {table.page}: a table without rulings; its columns were told by where its words stand. "
                "Compare its figures with the page"
            )
            self.issues.append(Issue("read", "table_by_positions", message, place))
        for header in table.repeated:
            again = self._cells(header)
            where = again[0].place
            self.blocks.append(Block(Place(where.start, again[-1].place.end, where.page, where.box), content=False))

    def _cells(self, printed: Sequence[TableCell]) -> list[Cell]:
        cells, row = [], -1
        for cell in sorted(printed, key=lambda cell: (cell.row, cell.col)):
            place = self._write(cell.text, "\n" if cell.row != row else "\t", cell.page, cell.box)
            row = cell.row
            cells.append(Cell(cell.row + 1, cell.col + 1, cell.text, place, cell.row_span, cell.col_span))
        return cells

    def _write(self, text: str, before: str, page: int, box: Box) -> Place:
        if self.length and before:
            self.text.append(before)
            self.length += len(before)
        start = self.length
        self.text.append(text)
        self.length += len(text)
        if (sure := self.sheets[page].sure(box)) is not None:
            self.recognised.append(Recognised(start, self.length, sure))
        return Place(start, self.length, page, self.sheets[page].to_page(box))


def _around(boxes: Sequence[Box]) -> Box | None:
    """The smallest box that holds all of them."""
    if not boxes:
        return None
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
