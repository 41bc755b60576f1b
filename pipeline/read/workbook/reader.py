"""A workbook → ``Document``: sheet by sheet, text where a row holds one text, tables where rows hold several cells.

The cells are written out as a plain page, which the walk for web pages then reads: one reader of tables for all.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from pipeline.errors import ReadError
from pipeline.model import Document, Issue, RawFile
from pipeline.read.confined import Bounds, Ended, run_confined
from pipeline.read.container import Page, weigh
from pipeline.read.html import MAX_NODES, walk
from pipeline.read.sniff import sniff
from pipeline.read.workbook.sheet import Sheet, as_page
from pipeline.read.zips import DAMAGE, open_zip

MAX_AREA = 2_000_000  # places of a sheet; what stands in a far corner makes it large
BOUNDS = Bounds(seconds=30, memory=1_000_000_000)

_CELLS = Path(__file__).with_name("cells.py")
# "<c r="B2"><f>A1+1</f></c>", and with an empty <v/>: a formula whose value no program has worked out yet
# "<row r="1000001" …>", "<c r="NTR5">": where the last cell of a sheet stands
_ROW = re.compile(rb'<row\b[^>]*\br="(\d{1,7})"')
_COLUMN = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})\d')
_FORMULA = re.compile(rb"<f\b[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")

# The first records of an .xls: its beginning (of 97 or 95), perhaps "write-protected", then "encrypted". The library
# does not tell such a file from one of no known format.
_LOCKED = re.compile(rb"\x09\x08(?:\x10\0\0\x06.{14}|\x08\0\0\x05.{6})(?:\x86\0\0\0)?\x2f\0", re.DOTALL)


def read_workbook(raw: RawFile) -> Document:
    """Read one workbook. Hidden sheets are no part of it.

    Raises:
        ReadError: ``workbook_damaged``, ``workbook_too_large``, ``office_password``, ``zip_bomb``, ``timeout``,
            ``too_many_nodes``, or ``no_body``.
    """
    missing = _inspect(raw)
    sheets = [Sheet.of(found) for found in _cells(raw)]
    shown = [sheet for sheet in sheets if not sheet.hidden]
    html = "".join(["<html><body>", *(part for sheet in shown for part in as_page(sheet)), "</body></html>"])
    if html.count("<") > MAX_NODES:
        raise ReadError(
            "too_many_nodes", f"{raw.name}: more than {MAX_NODES:,} cells; no report has so many. Look at what it is"
        )
    soup = BeautifulSoup(html, "lxml")
    found = walk(soup, Page(0, None, weigh(soup).outer))
    if not found.blocks:
        raise ReadError("no_body", f"{raw.name}: the workbook shows no cell with text. Expected a report's tables")
    return Document(
        "".join(found.text),
        tuple(found.blocks),
        sniff(raw.data),
        issues=(*_hidden(sheets), *missing, *found.issues),
    )


def _cells(raw: RawFile) -> list[dict[str, Any]]:
    if raw.data.startswith(b"\xd0\xcf") and _LOCKED.search(raw.data):
        raise _locked(raw.name)
    ended = run_confined([sys.executable, "-P", str(_CELLS), str(MAX_AREA)], BOUNDS, raw.data)
    answer = _answer(ended)
    if "sheets" in answer:
        sheets: list[dict[str, Any]] = answer["sheets"]
        return sheets
    if answer["error"] == "password":
        raise _locked(raw.name)
    if answer["error"] == "too_large":
        raise _too_large(raw.name, answer["message"])
    if answer["error"] == "timeout":
        raise ReadError(
            "timeout", f"{raw.name}: the workbook took longer than {BOUNDS.seconds:g} seconds and was given up. "
            "Look at what it is",
        )  # fmt: skip
    raise ReadError(
        "workbook_damaged",
        f"{raw.name}: a workbook that cannot be opened ({answer['message']}). "
        "Fetch the file again, or open it and save it as a new .xlsx",
    )


def _answer(ended: Ended) -> dict[str, Any]:
    if ended.how == "timeout":
        return {"error": "timeout"}
    try:
        answer: dict[str, Any] = json.loads(ended.output)
    except ValueError:  # it aborted, or was stopped for its memory
        return {"error": "damaged", "message": f"its reader gave nothing: {ended.why}"}
    return answer


def _hidden(sheets: list[Sheet]) -> Iterator[Issue]:
    names = [sheet.name for sheet in sheets if sheet.hidden and sheet.cells]
    if names:
        yield Issue("read", "hidden_sheet", f"sheets that the workbook hides were left out: {', '.join(names)}")


def _inspect(raw: RawFile) -> list[Issue]:
    """Look into the XML of a workbook: a bomb and a vast sheet are refused before anything is made of them.

    The issue is that of formulas without a value, whose cells read as empty.
    """
    if not raw.data.startswith(b"PK"):
        return []
    count = 0
    try:
        package = open_zip(raw.name, raw.data)
        for name in package.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                sheet = package.read(name)
                count += len(_FORMULA.findall(sheet))
                rows = max(map(int, _ROW.findall(sheet)), default=0)
                columns = max(map(_column, set(_COLUMN.findall(sheet))), default=0)
                if rows * columns > MAX_AREA:
                    raise _too_large(raw.name, f"{rows:,} rows of {columns:,} columns")
    except DAMAGE:
        return []  # the reader of cells says what is wrong
    if not count:
        return []
    message = (
        f"{count} cells hold a formula without its value and read as empty. "
        "Open the workbook in an office program, save it, and read it again"
    )
    return [Issue("read", "formula_without_value", message)]


def _column(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _locked(name: str) -> ReadError:
    return ReadError(
        "office_password",
        f"{name}: a workbook that is locked with a password. Open it with the password and save it without",
    )


def _too_large(name: str, found: str) -> ReadError:
    return ReadError(
        "workbook_too_large",
        f"{name}: a sheet of {found}, more than the {MAX_AREA:,} places that one may have. "
        "Delete what stands in its far corner, or look at what it is",
    )
