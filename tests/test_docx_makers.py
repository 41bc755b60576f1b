"""Word files as programs make them: the same report as a page and as a Word file says the same.

``tests/docx/`` was written by ``tools/make_docx_samples.py`` with LibreOffice, python-docx and docx (npm).
"""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from test_docx import said
from test_forms_national import HANGZHOU, HANGZHOU_REMEDIES, SHANGHAI, SHANGHAI_REMEDIES
from words import as_strict

from pipeline.catalog import builtin
from pipeline.model import RawFile, Result
from pipeline.run import process

HERE = Path(__file__).parent
FILES = sorted((HERE / "docx").glob("*.*.docx"))
BOX = "咨询电话见门户网站首页。"  # only in the documents that can hold a text box
FIGURES = {
    "national-2019": [SHANGHAI, SHANGHAI_REMEDIES],
    "national-2021": [
        "3,5,74,564,984,4185,11398889,6937489,166105,316441", HANGZHOU, HANGZHOU_REMEDIES,
    ],
}  # fmt: skip


def processed(path: Path) -> Result:
    return process(RawFile(path.name, path.read_bytes()), builtin())


def source_of(path: Path) -> Path:
    name = f"{path.name.split('.')[0]}.html"
    return next(found for found in (HERE / "docx" / name, HERE.parent / "raw" / name) if found.exists())


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode()


def without_box(result: Result) -> Result:
    assert result.report is not None
    sections = tuple(
        replace(section, text="\n".join(line for line in section.text.split("\n") if line != BOX))
        for section in result.report.sections
    )
    return replace(result, report=replace(result.report, sections=sections))


def test_there_are_files_of_every_maker() -> None:
    makers = {path.name.split(".")[1] for path in FILES}
    assert makers == {"libreoffice", "libreoffice-own", "python-docx", "npm-docx"}
    assert len(FILES) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_report_says_the_same_as_a_page_and_as_a_word_file(path: Path) -> None:
    page, made = processed(source_of(path)), processed(path)
    assert made.report is not None
    assert page.facts
    assert page.mentions
    assert said(without_box(made)) == said(page)
    assert [issue.code for issue in made.issues] == [issue.code for issue in page.issues]


@pytest.mark.parametrize("path", [p for p in FILES if "national" in p.name], ids=lambda path: path.name)
def test_every_published_figure_is_in_its_cell(path: Path) -> None:
    """The figures as they were typed, without a reader between."""
    made = processed(path)
    figures = FIGURES[path.name.split(".")[0]]
    typed = [",".join([rows] if isinstance(rows, str) else rows).split(",") for rows in figures]
    assert made.report is not None
    read = [[cell.text for cell in table.cells] for table in made.report.tables]
    assert read == typed


@pytest.mark.parametrize("path", [p for p in FILES if re.search("own|npm", p.name)], ids=lambda path: path.name)
def test_what_is_in_the_file_and_not_in_the_report_is_not_read(path: Path) -> None:
    """Deleted words, comments, headers and page numbers; the contents list is no section; a box comes once."""
    document = part(path, "word/document.xml")
    assert "9999" in document
    assert "<w:ins " in document
    assert "Table of Contents" in document
    assert ">总体情况<" in document  # its number is list formatting
    made = processed(path)
    assert made.report is not None
    text = made.report.document.text
    assert not [word for word in ("9999", "8888", "内部资料", "- 1 -", "PAGE", "TOC") if word in text]
    assert text.count(BOX) == 1
    assert text.count("一、总体情况") == 2  # once in the contents list
    assert [s.number for s in made.report.sections if s.kind == "numbered"] == [f"{n}、" for n in "一二三四五六"]


@pytest.mark.parametrize("path", [p for p in FILES if "2021" in p.name], ids=lambda path: path.name)
def test_the_strict_names_of_the_standard_are_read_alike(path: Path) -> None:
    strict = process(RawFile("made.docx", as_strict(path.read_bytes())), builtin())
    assert said(strict) == said(processed(path))
    assert strict.facts


@pytest.mark.parametrize("kind", ["template.main+xml", "document.macroEnabled.main+xml"])
def test_templates_and_files_with_macros_are_word_files(kind: str) -> None:
    path = next(p for p in FILES if p.name == "national-2021.libreoffice.docx")
    out = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(out, "w") as target:
        for name in package.namelist():
            data = package.read(name)
            if name == "[Content_Types].xml":
                assert b".document.main+xml" in data
                data = data.replace(b".document.main+xml", f".{kind}".encode())
            target.writestr(name, data)
    assert said(process(RawFile("made.dotx", out.getvalue()), builtin())) == said(processed(path))
