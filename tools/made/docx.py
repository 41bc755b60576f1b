"""Word files, by python-docx, which this needs: numbers typed, or counted by Word from a list of headings."""

from __future__ import annotations

from pathlib import Path

from docx import Document  # type: ignore[attr-defined]  # tests/docx is found for it
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt

from made.source import Block, Report, Table

FONT = "Noto Serif CJK SC"
DIGITS = "零一二三四五六七八九十"
LEVELS = (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))


def write(report: Report, path: Path, counted: bool) -> None:
    """Write the report; ``counted``: headings whose numbers Word would count get them from a list."""
    document = Document()
    document.core_properties.author = report.agency
    document.core_properties.created = document.core_properties.modified = _noon(report)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    number = _list(document) if counted else 0
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(report.title).bold = True
    counts = [0, 0, 0, 0]
    for block in report.blocks:
        if block.table is not None:
            _table(document, block.table, report.repeat)
        elif block.kind in ("heading", "run-in") and number and _counts_up(block, counts):
            _heading(document, block, number)
        else:
            _paragraph(document, block)
    document.save(str(path))


def _noon(report: Report):  # type: ignore[no-untyped-def]
    from datetime import datetime

    return datetime(report.published.year, report.published.month, report.published.day, 12)


def _counts_up(block: Block, counts: list[int]) -> bool:
    """Whether the list would print this heading's number; the list counts on if so."""
    if block.level > len(LEVELS):
        return False
    ordinal = counts[block.level] + 1
    shown = {"decimal": str(ordinal)}.get(LEVELS[block.level - 1][0], DIGITS[ordinal] if ordinal <= 10 else "")
    if not shown or LEVELS[block.level - 1][1].replace(f"%{block.level}", shown) != block.number:
        return False
    counts[block.level] = ordinal
    counts[block.level + 1 :] = [0] * (len(counts) - block.level - 1)
    return True


def _list(document) -> int:  # type: ignore[no-untyped-def]
    """A list of three levels in the file's numbering; its number."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{no}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="nothing"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        for no, (kind, text) in enumerate(LEVELS)
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
    )
    first = numbering.find(qn("w:num"))
    first.addprevious(abstract) if first is not None else numbering.append(abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return 77


def _heading(document, block: Block, number: int) -> None:  # type: ignore[no-untyped-def]
    paragraph = document.add_paragraph()
    paragraph.add_run(block.title).bold = True
    if block.text:
        paragraph.add_run(block.text)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{block.level - 1}"/><w:numId w:val="{number}"/></w:numPr>')
    )


def _paragraph(document, block: Block) -> None:  # type: ignore[no-untyped-def]
    if block.kind == "split":
        for text in (block.number, block.title):
            _paragraph(document, Block("caption", text))
        return
    paragraph = document.add_paragraph()
    paragraph.add_run(block.number + block.title).bold = True
    paragraph.add_run(block.text)
    if block.kind in ("caption", "signature"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if block.kind == "caption" else WD_ALIGN_PARAGRAPH.RIGHT
    else:
        paragraph.paragraph_format.first_line_indent = Pt(24)


def _table(document, table: Table, repeat: bool) -> None:  # type: ignore[no-untyped-def]
    grid = document.add_table(len(table.rows), table.width, style="Table Grid")
    for no, at, cell in table.placed():
        target = grid.cell(no, at)
        if cell.rows > 1 or cell.cols > 1:
            target = target.merge(grid.cell(no + cell.rows - 1, at + cell.cols - 1))
        target.text = cell.text
        for run in target.paragraphs[0].runs:
            run.font.size = Pt(9)
    for no in range(table.heads if repeat else 0):
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        grid.rows[no]._tr.get_or_add_trPr().append(mark)
