"""How well forms are read: no worse than the floors, which may only rise, and the examples cover what is promised."""

import csv
import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

import make_examples
import pytest
import quality
import quality_forms
from made.source import EXAMPLES, Report, reports
from quality_forms import Measured, Rest, Tables, by_form, measure, summed

from pipeline.catalog import builtin
from pipeline.model import RawFile, Result
from pipeline.run import process

REPORTS = {report.name: report for report in reports()}
FILES = [(report, name) for report in REPORTS.values() for name in report.files]
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))
by_report = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def test_there_are_examples_of_every_form_and_format() -> None:
    assert len(FILES) >= 60
    assert len(REPORTS) >= 15
    formats = {(table.form, name.rpartition(".")[2]) for report, name in FILES for table in report.tables}
    for form in builtin().templates:
        assert {kind for id_, kind in formats if id_ == form.id} == {"html", "txt", "docx", "pdf"}, form.id
    assert {name for _, name in FILES} >= {*make_examples.ENGINES}


def test_every_file_is_typed_for() -> None:
    typed = {f"{report.name}/{name}" for report, name in FILES}
    there = {f"{path.parent.name}/{path.name}" for report in REPORTS for path in (EXAMPLES / report).iterdir()
             if path.suffix not in (".toml", ".csv")}  # fmt: skip
    assert there == typed


@by_report
def test_pages_and_text_files_are_as_their_program_writes_them(report: Report) -> None:
    for name, data in make_examples.cheap(report).items():
        assert (EXAMPLES / report.name / name).read_bytes() == data, "run: python tools/make_examples.py"


# -- truth.csv: a dozen cells and headings, typed from the page, so that no slip in a form's sheet or in a program hides


@cache
def _read(report: str) -> tuple[Result, str]:
    name = next(name for name in REPORTS[report].files if name.endswith("html"))
    return quality_forms.read(EXAMPLES / report / name, builtin()), name


def _rows(report: Report, kind: str) -> list[dict[str, str]]:
    with (EXAMPLES / report.name / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 12
    return [row for row in rows if row["kind"] == kind]


@by_report
def test_what_was_typed_holds_the_cells_typed_again(report: Report) -> None:
    """The form's sheet with the values of report.toml, against labels and values typed apart from them."""
    printed = {}
    for table in report.tables:
        for label, column, cell in table.labelled():
            printed[f"{label}|{column}"] = cell
    for row in _rows(report, "cell"):
        same = [cell for name, cell in printed.items() if _named(name, row)]
        assert [_value(row["value"])] == [(cell.state, _decimal(cell.value)) for cell in same]


@by_report
def test_cells_are_read_as_typed_again(report: Report) -> None:
    facts = {f"{fact.row_label}|{fact.column_label}": fact for fact in _read(report.name)[0].facts}
    for row in _rows(report, "cell"):
        found = [fact for name, fact in facts.items() if _named(name, row)]
        read = [(fact.state.value, _decimal(fact.value)) for fact in found]
        assert read == [_value(row["value"])], row


def _named(name: str, row: dict[str, str]) -> bool:
    """Whether the innermost labels are those typed; 其中 before the first of several is none of them."""
    label, _, column = re.sub("其中[:：]", "", name).partition("|")
    wanted = re.sub("其中[:：]", "", row["row"])
    return f"/{label}".endswith(f"/{wanted}") and f"/{column}".endswith(f"/{row['column']}")


def _value(text: str) -> tuple[str, str | None]:
    states = {"": "blank", "/": "dash"}
    return (states[text], None) if text in states else ("number", _decimal(Decimal(text)))


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


@by_report
def test_headings_are_typed_twice(report: Report) -> None:
    typed = {(str(section.level), section.number.strip(), section.title) for section in report.sections()}
    assert typed >= {(row["row"], row["column"], row["value"]) for row in _rows(report, "heading")}


# -- the measure


def _percent(tables: Tables, rest: Rest) -> dict[str, float]:
    shares = {"cells": tables.cells, "tables": tables.found, "forms": tables.named, "text": rest.text,
              "metadata": rest.metadata}  # fmt: skip
    done = {name: share.percent for name, share in shares.items() if share.percent is not None}
    return {**done, "sections": rest.f1} if rest.f1 is not None else done


@pytest.mark.parametrize("name", quality_forms.FORMATS.values())
def test_no_format_is_read_worse_than_its_floor(name: str) -> None:
    _, tables, rest = summed(measure(), lambda one: one.format)[name]
    found, floors = _percent(tables, rest), FLOORS["format"][name]
    assert found.keys() == floors.keys()
    assert not {key: (found[key], floor) for key, floor in floors.items() if found[key] < floor - 0.0005}


def test_no_form_is_read_worse_than_its_floor() -> None:
    found = {f"{form} {name}": tables.cells.percent for (form, name), tables in by_form(measure()).items()}
    floors = {f"{form} {name}": floor for form, row in FLOORS["form"].items() for name, floor in row.items()}
    assert found.keys() == floors.keys()
    assert not {key: (found[key], floor) for key, floor in floors.items() if (found[key] or 0) < floor - 0.0005}


def test_no_cell_is_read_wrong_without_a_word() -> None:
    wrong = {f"{one.example}/{one.file}": sum(tables.wrong for _, tables in one.tables) for one in measure()}
    assert {name: count for name, count in wrong.items() if count} == FLOORS["wrong"]


def test_a_file_with_a_cell_that_was_not_read_says_so() -> None:
    short = [one for one in measure() if any(table.cells.part < table.cells.whole for _, table in one.tables)]
    assert {one.status for one in short} <= {"partial", "failed"}, short


def test_the_measure_sees_what_is_wrong() -> None:
    """A cell, a heading, a sentence and the year changed in the page: each is missed once and named."""
    report = REPORTS["2009-zhangpu-water"]
    page = make_examples.cheap(report)["layout.html"].decode("gb18030")
    for old, new in (
        ("<TD>173", "<TD>174"),
        ("六、", "八、"),
        ("还没有整理成电子文件", ""),
        ("发布时间:2010-2-26", ""),
    ):
        assert old in page
        page = page.replace(old, new, 1)
    right, spoiled = _of(report, make_examples.cheap(report)["layout.html"]), _of(report, page.encode("gb18030"))
    assert right.misses == ()
    assert dict(right.tables)["fujian-2009"].cells.percent == 100
    cells = dict(spoiled.tables)["fujian-2009"]
    assert (cells.cells.whole - cells.cells.part, cells.wrong) == (1, 1)
    assert spoiled.rest.printed.whole - spoiled.rest.printed.part == 1
    assert spoiled.rest.text.part < right.rest.text.part
    assert any("174" in miss for miss in spoiled.misses)
    assert any("六、" in miss for miss in spoiled.misses)


def _of(report: Report, data: bytes) -> Measured:
    return quality_forms.compare(report, "layout.html", process(RawFile("layout.html", data), builtin()))


def test_the_page_on_quality_is_what_is_measured() -> None:
    page = quality.PAGE.read_text(encoding="utf-8")
    assert page == quality.page(), "run: make quality"
