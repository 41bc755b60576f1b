"""Write ``tests/workbook/``: the made report of the tests as workbooks in the format of Excel 97.

    python tools/make_workbook_samples.py      needs xlwt

WPS writes the same format and calls it ``.et``; there the cells stand away from the corner.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import xlwt
from renditions import cells_of, report

HERE = Path(__file__).parent.parent / "tests" / "workbook"


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for name, top, left in (("report.xls", 0, 0), ("report.et", 3, 2)):
        write(HERE / name, top, left)
        print(f"wrote {HERE / name} ({(HERE / name).stat().st_size // 1024} KB)")


def write(target: Path, top: int, left: int) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("年报")
    row = top
    for kind, text in report():
        if kind != "table":
            sheet.write_merge(row, row, left, left + 3, text)
            row += 1
            continue
        for cell in cells_of(text):
            y, x = row + cell.row - 1, left + cell.col - 1
            value = int(cell.text) if cell.text.isdecimal() else cell.text
            sheet.write_merge(y, y + cell.row_span - 1, x, x + cell.col_span - 1, value)
        row += max(cell.row + cell.row_span - 1 for cell in cells_of(text))
    book.save(str(target))


if __name__ == "__main__":
    main()
