"""Workbooks: one report in a sheet says what its page says; panic, password, bomb and damage cost one file."""

import datetime
import io
import random
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from renditions import as_open_sheet, as_page, as_workbook, report
from test_formats import what_it_says

from pipeline.catalog import builtin
from pipeline.errors import ReadError
from pipeline.model import Document, RawFile, Result, Status
from pipeline.read import read
from pipeline.read.confined import Ended
from pipeline.read.office import XLSX
from pipeline.read.workbook import reader
from pipeline.read.workbook.sheet import Sheet
from pipeline.run import process

HERE = Path(__file__).parent / "workbook"
LINES = report()


def _process(data: bytes) -> Result:
    return process(RawFile("made.xlsx", data), builtin())


def _read(data: bytes) -> Document:
    return read(RawFile("made.xlsx", data))


def _refused(data: bytes) -> tuple[str, str]:
    with pytest.raises(ReadError) as caught:
        _read(data)
    return caught.value.code, str(caught.value)


def _book(*fill: Callable[[Any, Any], object]) -> bytes:
    """A workbook with a sheet for each function, which gets the sheet and the book."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for one in fill:
            one(book.add_worksheet(), book)
    return out.getvalue()


def _grid(document: Document) -> list[tuple[int, int, str]]:
    (block,) = [block for block in document.blocks if block.cells]
    return [(cell.row, cell.col, cell.text) for cell in block.cells]


@pytest.fixture(scope="module")
def page() -> Result:
    return _process(as_page(LINES).encode())


# -- what a workbook says --------------------------------------------------------------------


@pytest.mark.parametrize(
    "workbook",
    [
        pytest.param({}, id="in the corner"),
        pytest.param({"top": 4, "left": 3}, id="away from the corner"),
        pytest.param({"apart": True}, id="a sheet for each table"),
    ],
)
def test_a_report_in_a_workbook_says_what_its_page_says(page: Result, workbook: dict[str, Any]) -> None:
    result = _process(as_workbook(LINES, **workbook))
    assert what_it_says(result) == what_it_says(page)
    assert result.report is not None
    assert result.report.document.media_type == XLSX


@pytest.mark.parametrize("name", ["report.xls", "report.et"])
def test_other_programs_workbooks_say_the_same(page: Result, name: str) -> None:
    result = process(RawFile(name, (HERE / name).read_bytes()), builtin())
    assert what_it_says(result) == what_it_says(page)


def test_an_open_document_sheet_says_the_same(page: Result) -> None:
    """Without spans, so that labels in the head are printed once; the values are the same."""
    result = _process(as_open_sheet(LINES))
    assert what_it_says(result)["facts"] == what_it_says(page)["facts"]
    assert result.status is Status.OK


def test_a_value_in_a_far_corner_keeps_its_place_and_costs_nothing() -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.write_row(1000, 50, ["指标", "数量"])
        sheet.write_row(1001, 50, ["公开信息", 12])

    assert _grid(_read(_book(fill))) == [(1, 1, "指标"), (1, 2, "数量"), (2, 1, "公开信息"), (2, 2, "12")]


def test_values_are_printed_as_a_cell_shows_them() -> None:
    def fill(sheet: Any, book: Any) -> None:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["整数", "小数", "和", "大数", "文字", "真", "日期"])
        sheet.write_row(1, 0, [12, 12.5, 0.1 + 0.2, 123456789012345, "007", True])
        sheet.write_datetime(1, 6, datetime.datetime(2024, 1, 20), day)

    texts = [text for row, _, text in _grid(_read(_book(fill))) if row == 2]
    assert texts == ["12", "12.5", "0.3", "123456789012345", "007", "TRUE", "2024-01-20"]


def test_merged_cells_are_spans_and_what_lies_under_them_is_not_shown() -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.merge_range(0, 0, 1, 0, "指标")
        sheet.merge_range(0, 1, 0, 2, "数量")
        sheet.write_row(1, 1, ["本年", "历年"])
        sheet.write_row(2, 0, ["公开", 1, 2])
        sheet.write(0, 2, "hidden under the merged cell")

    (block,) = [block for block in _read(_book(fill)).blocks if block.cells]
    spans = [(cell.text, cell.row_span, cell.col_span) for cell in block.cells[:3]]
    assert spans == [("指标", 2, 1), ("数量", 1, 2), ("本年", 1, 1)]


def test_a_caption_of_the_tables_width_belongs_to_it_and_a_heading_does_not() -> None:
    def fill(sheet: Any, _: Any) -> None:
        for row, text in enumerate(["某某市某局2023年政府信息公开工作年度报告", "二、主动公开", "第二十条第（一）项"]):
            sheet.merge_range(row, 0, row, 1, text)
        sheet.write_row(3, 0, ["信息内容", "本年制发件数"])
        sheet.write_row(4, 0, ["规章", 3])
        sheet.merge_range(5, 0, 5, 1, "以上数字截至年底，由办公室汇总。")

    document = _read(_book(fill))
    texts = [document.cut(block.place) for block in document.blocks if not block.cells]
    assert texts == ["某某市某局2023年政府信息公开工作年度报告", "二、主动公开", "以上数字截至年底，由办公室汇总。"]
    assert _grid(document)[0] == (1, 1, "第二十条第（一）项")


def test_a_row_of_one_cell_between_rows_of_a_table_is_a_row_of_it() -> None:
    def fill(sheet: Any, _: Any) -> None:
        for row, cells in enumerate(
            [["指标", "单位", "数量"], ["一、主动公开"], ["公开", "条", 5], ["二、申请"], ["收到", "件", 1]]
        ):
            sheet.write_row(row, 0, cells)

    assert (4, 1, "二、申请") in _grid(_read(_book(fill)))


def test_hidden_sheets_are_left_out_and_told() -> None:
    def hide(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["old", 1])
        sheet.hide()

    document = _read(_book(lambda sheet, _: sheet.write_row(0, 0, ["new", 2]), hide))
    assert document.text == "new\t2"
    assert [issue.code for issue in document.issues] == ["hidden_sheet"]


def test_a_formula_without_its_value_is_an_issue() -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.write_row(0, 0, ["指标", "数量"])
        sheet.write(1, 0, "公开")
        sheet.write_formula(1, 1, "=1+1", value="")

    document = _read(_book(fill))
    assert [issue.code for issue in document.issues] == ["formula_without_value"]
    with_value = _read(_book(lambda sheet, _: sheet.write_formula(0, 0, "=1+1", value=2)))
    assert (with_value.text, with_value.issues) == ("2", ())


def test_text_of_a_cell_is_no_markup() -> None:
    document = _read(_book(lambda sheet, _: sheet.write_row(0, 0, ["<b>1</b> & 2", "x"])))
    assert document.text == "<b>1</b> & 2\tx"


# -- what cannot be read ---------------------------------------------------------------------


def test_a_workbook_without_text_says_so() -> None:
    assert _refused(_book(lambda sheet, _: None))[0] == "no_body"


def test_a_workbook_with_a_password_says_so() -> None:
    first, file_pass = b"\xe1\0\x02\0", b"\x2f\0\x02\0"  # records of two bytes; a locked file begins with the second
    code, message = _refused((HERE / "report.xls").read_bytes().replace(first, file_pass, 1))
    assert code == "office_password"
    assert "password" in message


def test_a_sheet_of_a_vast_area_is_refused() -> None:
    def fill(sheet: Any, _: Any) -> None:
        sheet.write(0, 0, "a")
        sheet.write(1_000_000, 10_000, "b")

    code, message = _refused(_book(fill))
    assert code == "workbook_too_large"
    assert "1,000,001 rows of 10,001 columns" in message


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO(_book(lambda sheet, _: sheet.write(0, 0, "a")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/big.bin", bytes(150_000_000))
    assert _refused(out.getvalue())[0] == "zip_bomb"


def test_merged_cells_without_end_cost_no_time() -> None:
    merged = [[1, left, 900_000, left + 1] for left in range(0, 900, 2)]
    found = {"name": "a", "hidden": False, "cells": [[0, 0, "a"], [0, 1_000, "b"], [900_000, 0, "c"]], "merged": merged}
    started = time.process_time()
    assert [cell.text for cell in Sheet.of(found).cells] == ["a", "b", "c"]
    assert time.process_time() - started < 5


def test_a_workbook_damaged_anywhere_is_refused_or_read() -> None:
    """Where the directory is lost it is taken for a .doc."""
    name = "report.xls"
    whole = (HERE / name).read_bytes()
    chance = random.Random(name)
    codes = set()
    for _ in range(10):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 40)):
            damaged[chance.randrange(512, len(whole))] = chance.randrange(256)
        if chance.random() < 0.3:
            del damaged[chance.randrange(600, len(whole)) :]
        result = process(RawFile(name, bytes(damaged)), builtin())
        codes.add(result.issues[0].code if result.status is Status.FAILED else "read")
    assert codes <= {
        "workbook_damaged",
        "workbook_too_large",
        "office_password",
        "too_many_nodes",
        "no_body",
        "needs_office",
        "read",
    }
    assert "workbook_damaged" in codes


@pytest.mark.parametrize(
    ("ended", "code", "words"),
    [
        (Ended("killed", -6, b"", False), "workbook_damaged", "its reader gave nothing: it was killed (code -6)"),
        (Ended("done", 0, b"", False), "workbook_damaged", "its reader gave nothing: it ended of itself"),
        (Ended("timeout", -9, b"", False), "timeout", "longer than 30 seconds"),
    ],
)
def test_a_reader_of_cells_that_aborts_hangs_or_is_silent_costs_one_file(
    monkeypatch: pytest.MonkeyPatch, ended: Ended, code: str, words: str
) -> None:
    monkeypatch.setattr(reader, "run_confined", lambda *_: ended)
    assert _refused(_book(lambda sheet, _: sheet.write(0, 0, "a")))[0] == code
    assert words in _refused(_book(lambda sheet, _: sheet.write(0, 0, "a")))[1]


def test_a_panic_of_the_library_is_a_damaged_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "cells.py"
    source = Path(reader._CELLS).read_text(encoding="utf-8")
    panic = "class PanicException(BaseException): pass\n\ndef sheets(data, most):\n    raise PanicException('index')\n"
    script.write_text(source.replace('if __name__ == "__main__"', f'{panic}\nif __name__ == "__main__"'))
    monkeypatch.setattr(reader, "_CELLS", script)
    code, message = _refused(_book(lambda sheet, _: sheet.write(0, 0, "a")))
    assert code == "workbook_damaged"
    assert "(PanicException: index)" in message


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_reader_of_cells_that_asks_for_all_memory_costs_one_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "cells.py"
    script.write_text("bytearray(279 * 10**9)")
    monkeypatch.setattr(reader, "_CELLS", script)
    assert _refused(_book(lambda sheet, _: sheet.write(0, 0, "a")))[0] == "workbook_damaged"
