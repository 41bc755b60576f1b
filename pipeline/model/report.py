"""The document recognised: who and when, sections, indicator tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pipeline.model.document import Cell, Document, Issue, Place


class Witness(StrEnum):
    """What a second, independent reading of the table has in a cell."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NONE = "none"  # the table can be read in one way only, or the second way cannot tell this cell


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None
    agency: str | None
    agency_id: str | None
    region_code: str | None
    region: str | None
    level: str | None
    year: int | None
    published: date | None


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section, or an unnumbered piece (``kind`` tells which).

    ``text`` is the section's own text: without its heading, its subsections and
    its tables. ``spans`` are its lines, joined by a line break; by nothing, or a blank between Latin words, where a
    hard line break cuts a sentence (公开信息 / 5928 / 条). ``heading`` spans the printed number and title.
    ``level`` counts from 1; unnumbered pieces have level 0.
    """

    no: int
    parent_no: int | None
    level: int
    number: str | None
    title: str | None
    text: str
    heading: Place
    spans: tuple[tuple[int, int], ...]
    kind: str = "numbered"  # numbered, preamble, signature, attachment, furniture
    style: str = ""  # numbering style, e.g. "(一)"
    ordinal: int | None = None  # the printed number as a number
    method: str = "heading"
    part: str | None = None  # the statutory part it belongs to, an id of the catalog's parts; None where none is named

    @property
    def printed_heading(self) -> str:
        """Number and title."""
        return f"{self.number or ''}{self.title or ''}"

    @property
    def is_prose(self) -> bool:
        """Whether the report speaks in it: a section or its opening, not a signature, attachment or button."""
        return self.kind in ("numbered", "preamble")

    @property
    def start(self) -> int:
        return self.spans[0][0] if self.spans else self.heading.end

    @property
    def end(self) -> int:
        return self.spans[-1][1] if self.spans else self.heading.end

    def place(self, start: int, end: int) -> Place:
        """Where a stretch of ``text`` stands in the document."""
        return Place(self._offset(start), self._offset(end - 1) + 1, self.heading.page)

    def _offset(self, at: int) -> int:
        done = 0  # characters of ``text`` before the span
        for first, last in self.spans:
            length = last - first
            if at < done + length:
                return first + at - done
            done += length
            if self.text[done : done + 1].isspace():  # no line begins with a blank: it is the joint
                if at == done:
                    return last
                done += 1
        return self.end


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document's text and what it was taken for. Pieces tile the text."""

    kind: str  # title, furniture, heading, text, table, signature, attachment
    start: int
    end: int
    section_no: int | None = None


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a recognised indicator table, before its text is read as a number."""

    indicator: str
    member: str
    period: str
    row_label: str
    column_label: str
    unit: str | None
    unit_source: str | None
    text: str | None  # None: the cell is there by the form, but could not be told from its neighbours
    method: str  # exact, alias, fuzzy
    place: Place
    witness: Witness = Witness.NONE
    second: str | None = None  # what the second reading has, where it differs


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    table_no: int
    template: str
    place: Place
    cells: tuple[FormCell, ...]
    method: str  # grid (a true table) or lines (one cell per line)


@dataclass(frozen=True, slots=True)
class Report:
    document: Document
    metadata: Metadata
    sections: tuple[Section, ...]
    pieces: tuple[Piece, ...]
    tables: tuple[IndicatorTable, ...]
    cells: tuple[Cell, ...]  # every cell of every table, recognised or not; place.table is set
    issues: tuple[Issue, ...] = ()

    @property
    def templates(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table.template for table in self.tables))
