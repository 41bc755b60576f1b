"""The cells of a workbook as JSON: a script that runs beside the reader, for its library may panic or abort.

    python -P cells.py MAX_AREA < workbook > cells.json

``{"sheets": [{"name", "hidden", "cells": [[row, column, text], …], "merged": [[row, column, row, column], …]}]}``,
rows and columns counted from 0 in the sheet; or ``{"error": code, "message": text}``. It knows nothing of the package.
"""

import datetime
import io
import json
import sys
from decimal import Decimal
from typing import Any

import python_calamine as calamine


def main() -> None:
    answer: dict[str, Any]
    try:
        answer = {"sheets": sheets(sys.stdin.buffer.read(), int(sys.argv[1]))}
    except calamine.PasswordError:
        answer = {"error": "password", "message": ""}
    except TooLargeError as error:
        answer = {"error": "too_large", "message": str(error)}
    except BaseException as error:  # a panic of Rust is no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        answer = {"error": "damaged", "message": f"{type(error).__name__}: {error}"[:200]}
    json.dump(answer, sys.stdout)


class TooLargeError(Exception):
    pass


def sheets(data: bytes, most: int) -> list[dict[str, Any]]:
    book = calamine.load_workbook(io.BytesIO(data))
    found = []
    for number, about in enumerate(book.sheets_metadata):
        if about.typ is not calamine.SheetTypeEnum.WorkSheet:  # a chart, a macro
            continue
        sheet = book.get_sheet_by_index(number)
        if sheet.total_height * sheet.total_width > most:
            raise TooLargeError(f"{sheet.total_height:,} rows of {sheet.total_width:,} columns")
        # The rows begin where the first cell is filled: what stands above and beside it is left out.
        top, left = sheet.start or (0, 0)
        cells = [
            [top + down, left + right, text]
            for down, row in enumerate(sheet.to_python())
            for right, value in enumerate(row)
            if (text := printed(value)).strip()
        ]
        found.append(
            {
                "name": about.name,
                "hidden": about.visible is not calamine.SheetVisibleEnum.Visible,
                "cells": cells,
                "merged": [[*start, *end] for start, end in sheet.merged_cell_ranges or ()],
            }
        )
    return found


def printed(value: object) -> str:
    """A value as its cell shows it when it has no format: 12 for 12.0, 0.3 for 0.30000000000000004."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(format(value, '.15g')):f}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value)


if __name__ == "__main__":
    main()
