"""Where the terminal ends and a pipe begins: tables for people on the one, plain stable lines on the other."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TextIO

from pipeline.numeral import plain_number

JSON_VERSION = 1

# Control characters and the marks that turn the writing direction: text of a report must not steer the terminal.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WHITE = re.compile(r"\s+")


def plain(value: object) -> str:
    """A value on one line: no control characters, a number without exponent and trailing zeros, null as nothing."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {plain(item)}" for key, item in value.items()) + "}"
    return _CONTROL.sub("\ufffd", _WHITE.sub(" ", str(value))).strip()


class Screen:
    """Standard output. ``people``: a person looks at it, so tables are drawn and colours used."""

    def __init__(self, file: TextIO | None = None) -> None:
        self.file = file or sys.stdout
        self.people = self.file.isatty()

    def line(self, text: str = "", style: str | None = None) -> None:
        if style and self.people:
            self._rich(text, style)
        else:
            self.file.write(text + "\n")

    def paragraph(self, text: str, indent: int) -> None:
        """Running text: broken at the terminal's width, or one line."""
        if not self.people:
            self.line(" " * indent + plain(text))
            return
        from rich.padding import Padding
        from rich.text import Text

        self._rich(Padding(Text(plain(text)), (0, 0, 0, indent)))

    def marked(self, before: str, marked: str, after: str) -> None:
        """A sentence with one stretch of it marked: in colour, and in 【】 where there is none."""
        if not self.people:
            self.line(f"{before}【{marked}】{after}")
            return
        from rich.text import Text

        self._rich(Text.assemble(before, ("【" + marked + "】", "bold reverse"), after))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], wrap: Sequence[str] = ()) -> None:
        """A drawn table for people; else lines of tab-separated values, the names first. ``wrap``: may be broken."""
        if not self.people:
            self.line("\t".join(columns))
            for row in rows:
                self.line("\t".join(map(plain, row)))
            return
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        for column in columns:
            table.add_column(column, overflow="fold", no_wrap=bool(wrap) and column not in wrap)
        for row in rows:
            table.add_row(*map(_text, row))
        self._rich(table)

    def _rich(self, what: Any, style: str | None = None) -> None:
        from rich.console import Console

        Console(file=self.file, highlight=False, markup=False, soft_wrap=isinstance(what, str)).print(what, style=style)


def _text(value: object) -> Any:
    from rich.text import Text

    justify = "right" if isinstance(value, Decimal | int) else "left"
    return Text(plain(value), justify=justify)  # type: ignore[arg-type]


def write_csv(columns: Sequence[str], rows: Iterable[dict[str, Any]], file: TextIO | None = None) -> None:
    """CSV for programs: UTF-8, null as nothing, lists as JSON. For a spreadsheet there is ``nianbao export``."""
    writer = csv.writer(file or sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_csv(value) for value in row.values()] for row in rows)


def _csv(value: object) -> object:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=_json)
    return plain(value) if isinstance(value, Decimal) else value


def as_json(**content: object) -> str:
    """One JSON object; ``version`` changes when a name in it does."""
    unicode = (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    return json.dumps({"version": JSON_VERSION, **content}, ensure_ascii=not unicode, indent=2, default=_json)


def _json(value: object) -> object:
    """Dates in ISO form; an integral decimal as an integer, another as a float; paths and the like as text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
