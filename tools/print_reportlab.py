"""A made report printed by ReportLab, in a font that is not embedded: readers know it by its name and encoding."""

from pathlib import Path

from made_report import Report, Table
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Grid

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
STYLES = {
    name: ParagraphStyle(
        name, fontName=FONT, fontSize=size, leading=size * 1.7, wordWrap="CJK", alignment=align, firstLineIndent=indent
    )
    for name, size, align, indent in (
        ("title", 20, 1, 0), ("heading", 16, 0, 32), ("text", 15, 0, 30), ("signed", 15, 2, 0), ("cell", 9, 1, 0),
    )
}  # fmt: skip
STYLES["cell"].leading = 12


def reportlab(report: Report, target: Path, repeated: bool = False) -> None:
    flow = []
    for kind, part in report.parts():
        flow.append(_grid(part, repeated) if isinstance(part, Table) else Paragraph(part, STYLES[kind]))
    document = SimpleDocTemplate(str(target), pagesize=A4, margin=70, invariant=1, title=report.title)
    document.build(flow, onFirstPage=_numbered, onLaterPages=_numbered)


def _numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(FONT, 12)
    canvas.drawCentredString(A4[0] / 2, 40, f"- {document.page} -")


def _grid(table: Table, repeated: bool) -> Grid:
    width = len(table.widths)
    texts: list[list[object]] = [[""] * width for _ in table.rows]
    spans = []
    covered: set[tuple[int, int]] = set()
    for y, row in enumerate(table.rows):
        x = 0
        for cell in row:
            while (y, x) in covered:
                x += 1
            text = "<br/>".join(cell.text) if cell.tall else cell.text
            texts[y][x] = Paragraph(text, STYLES["cell"])
            covered.update((y + down, x + right) for down in range(cell.rows) for right in range(cell.cols))
            if cell.rows * cell.cols > 1:
                spans.append(("SPAN", (x, y), (x + cell.cols - 1, y + cell.rows - 1)))
    whole = sum(table.widths)
    return Grid(
        texts,
        colWidths=[450 * share / whole for share in table.widths],
        repeatRows=table.head if repeated else 0,
        style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), *spans],
    )
