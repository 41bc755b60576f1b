"""One Excel file: a sheet for each table or view, and a sheet that says what every column is.

Text stays text: nothing becomes a formula, a link or a number. What Excel cannot hold is told, never dropped in
silence: text over 32,767 characters ends with a mark that says so, and rows over 1,048,576 go on in another sheet.
Control characters, for which neither Excel nor its file format has a place, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from pipeline.store.db import Database
from pipeline.store.export.table import Note, Origin, Table
from pipeline.store.export.words import as_json

MAX_TEXT, MAX_ROWS, MAX_NAME = 32_767, 1_048_576, 31
_CUT = " …[{count} characters, cut here: an Excel cell holds {most}. The other formats have all of it]"
# Excel and XML 1.0 have no place for them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
_ABOUT = ("sheet", "column", "type", "meaning")
_WIDTH = {"text": 60, "sentence": 60, "message_zh": 60, "message_en": 60, "file": 36, "agency": 24, "comment": 80}


def write_xlsx(database: Database, tables: Sequence[Table], path: Path, origin: Origin) -> list[Note]:
    """Write the sheets; return what could not be kept whole."""
    notes: list[Note] = []
    # a date of its own, or equal tables would give different bytes
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"created": datetime(2000, 1, 1), "comments": f"nianbao {origin.version}".strip()})
        head = book.add_format({"bold": True, "bg_color": "#DDE6F0"})
        about = book.add_worksheet("dictionary")
        for at, name in enumerate(_ABOUT):
            about.write_string(0, at, name, head)
        _dictionary(about, tables)
        for table in tables:
            _Sheets(book, table, head, notes).write(database)
    return notes


def _dictionary(sheet: Worksheet, tables: Sequence[Table]) -> None:
    sheet.set_column(0, 2, 22)
    sheet.set_column(3, 3, 100)
    sheet.freeze_panes(1, 0)
    lines = [
        row
        for table in tables
        for row in (
            (table.name, "", "view" if table.is_view else "table", table.comment),
            *((table.name, field.name, str(field.type), table.comments[field.name]) for field in table.schema),
        )
    ]
    for at, line in enumerate(lines, 1):
        for column, text in enumerate(line):
            sheet.write_string(at, column, _CONTROL.sub("", text))


class _Sheets:
    """The sheet of a table; the sheets, if it has more rows than one holds."""

    def __init__(self, book: xlsxwriter.Workbook, table: Table, head: Any, notes: list[Note]) -> None:
        self.book, self.table, self.head, self.notes = book, table, head, notes
        self.cut: dict[str, int] = {}

    def write(self, database: Database) -> None:
        number, sheet, at = 1, self._begun(1), 0
        for row in _rows(database, self.table):
            at += 1
            if at == MAX_ROWS:
                number, at = number + 1, 1
                sheet = self._begun(number)
            for column, (name, value) in enumerate(row.items()):
                self._cell(sheet, at, column, name, value)
        if number > 1:
            self.notes.append(Note("export.several_sheets", {"table": self.table.name, "count": number}))
        for name, count in self.cut.items():
            about: dict[str, str | int] = {"column": f"{self.table.name}.{name}", "count": count, "most": MAX_TEXT}
            self.notes.append(Note("export.cut", about))

    def _begun(self, number: int) -> Worksheet:
        end = "" if number == 1 else f" ({number})"
        sheet = self.book.add_worksheet(self.table.name[: MAX_NAME - len(end)] + end)
        names = self.table.schema.names
        for at, name in enumerate(names):
            sheet.set_column(at, at, _WIDTH.get(name, 14))
            sheet.write_string(0, at, name, self.head)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, MAX_ROWS - 1, len(names) - 1)
        return sheet

    def _cell(self, sheet: Worksheet, row: int, column: int, name: str, value: Any) -> None:
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(row, column, value)
            case int() | float():
                sheet.write_number(row, column, value)
            case Decimal() if Decimal(repr(float(value))) == value:
                sheet.write_number(row, column, float(value))
            case date() if not isinstance(value, datetime):
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day))
            case _:  # a number of more digits than Excel keeps stays text
                sheet.write_string(row, column, self._text(name, value if isinstance(value, str) else as_json(value)))

    def _text(self, name: str, text: str) -> str:
        text = _CONTROL.sub("", text)
        if len(text) <= MAX_TEXT:
            return text
        self.cut[name] = self.cut.get(name, 0) + 1
        mark = _CUT.format(count=len(text), most=MAX_TEXT)
        return text[: MAX_TEXT - len(mark)] + mark


def _rows(database: Database, table: Table) -> Iterator[dict[str, Any]]:
    for batch in database.batches(table.sql):
        yield from batch.to_pylist()
