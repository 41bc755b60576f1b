"""A made report as a text document of OpenDocument, and printed to PDF by LibreOffice."""

import subprocess
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from made_report import Cell, Report, Table

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
)  # fmt: skip


def as_document(
    report: Report, repeated: bool = False, tall: bool = True, shaded: bool = False, framed: bool = False,
    landscape: bool = False, running: str = "", border: str = "0.5pt solid #000000", size: int = 9,
) -> str:  # fmt: skip
    """The document. ``tall``: text set from the top down where the form has it; ``shaded``: white behind every line,
    ``framed``: lines around the page, both as word processors do; ``running``: a line at the head of each page.
    """
    body: list[str] = []
    tables: list[str] = []
    for kind, part in report.parts():
        if isinstance(part, Table):
            tables.append(_columns(part, len(tables), 246 if landscape else 158))
            body.append(_table(part, len(tables) - 1, repeated, tall))
        else:
            body.append(f'<text:p text:style-name="{kind}">{escape(part)}</text:p>')
    wide, high = ("297mm", "210mm") if landscape else ("210mm", "297mm")
    frame = ' fo:border="0.75pt solid #000000" fo:padding="4mm"' if framed else ""
    shade = ' fo:background-color="#ffffff"' if shaded else ""
    font = 'style:font-name-asian="Noto Sans CJK SC" style:font-name="Noto Sans CJK SC"'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="Noto Sans CJK SC" svg:font-family="'Noto Sans CJK SC'"/>
</office:font-face-decls>
<office:styles/>
<office:automatic-styles>
{"".join(_styles(shade, font, border, size))}{"".join(tables)}
<style:page-layout style:name="sheet"><style:page-layout-properties fo:page-width="{wide}" fo:page-height="{high}"
 style:print-orientation="{"landscape" if landscape else "portrait"}" fo:margin="25mm"{frame}/>
<style:header-style/><style:footer-style><style:header-footer-properties fo:min-height="8mm"/></style:footer-style>
</style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="sheet">
{f'<style:header><text:p text:style-name="small">{running}</text:p></style:header>' if running else ""}
<style:footer><text:p text:style-name="small">- <text:page-number/> -</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text>{"".join(body)}</office:text></office:body></office:document>"""


def _styles(shade: str, font: str, border: str, size: int) -> Iterator[str]:
    for name, points, align, more in (
        ("title", 20, "center", ""), ("heading", 16, "start", ' fo:text-indent="11mm"'),
        ("text", 15, "justify", ' fo:text-indent="10.5mm"'), ("signed", 15, "end", ""), ("small", 10, "center", ""),
        ("cell", size, "center", ""),
    ):  # fmt: skip
        white = shade if name in ("text", "heading", "cell") else ""
        yield (
            f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties{white}'
            f' fo:text-align="{align}" fo:line-height="{points * 1.6:.0f}pt"{more}/>'
            f'<style:text-properties {font} fo:font-size="{points}pt" style:font-size-asian="{points}pt"'
            ' fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"/></style:style>'
        )
    for name, mode in (("box", ""), ("tallbox", ' style:writing-mode="tb-rl"')):
        yield (
            f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties'
            f' fo:border="{border}" fo:padding="0.5mm" style:vertical-align="middle"{mode}/></style:style>'
        )


def _columns(table: Table, number: int, width: float) -> str:
    whole = sum(table.widths)
    out = [
        f'<style:style style:name="t{number}" style:family="table"><style:table-properties style:width="{width}mm"'
        ' table:align="center" table:border-model="collapsing"/></style:style>'
    ]
    for i, share in enumerate(table.widths):
        out.append(
            f'<style:style style:name="t{number}c{i}" style:family="table-column"><style:table-column-properties'
            f' style:column-width="{share / whole * width:.2f}mm"/></style:style>'
        )
    return "".join(out)


def _table(table: Table, number: int, repeated: bool, tall: bool) -> str:
    columns = "".join(f'<table:table-column table:style-name="t{number}c{i}"/>' for i in range(len(table.widths)))
    rows = list(_rows(table, tall))
    head = "".join(rows[: table.head])
    if repeated and head:
        head = f"<table:table-header-rows>{head}</table:table-header-rows>"
    return (
        f'<table:table table:name="t{number}" table:style-name="t{number}">{columns}{head}'
        f"{''.join(rows[table.head :])}</table:table>"
    )


def _rows(table: Table, tall: bool) -> Iterator[str]:
    """The rows with a mark for every place that a cell above or beside covers."""
    covered: set[tuple[int, int]] = set()
    for y, row in enumerate(table.rows):
        cells = iter(row)
        out, x = [], 0
        while x < len(table.widths):
            if (y, x) in covered:
                out.append("<table:covered-table-cell/>")
                x += 1
                continue
            cell = next(cells)
            out.append(_cell(cell, tall))
            covered.update((y + down, x + right) for down in range(cell.rows) for right in range(cell.cols))
            covered.discard((y, x))
            x += 1
        yield f"<table:table-row>{''.join(out)}</table:table-row>"


def _cell(cell: Cell, tall: bool) -> str:
    spans = f' table:number-rows-spanned="{cell.rows}"' * (cell.rows > 1)
    spans += f' table:number-columns-spanned="{cell.cols}"' * (cell.cols > 1)
    style = "tallbox" if cell.tall and tall else "box"
    return (
        f'<table:table-cell table:style-name="{style}"{spans}><text:p text:style-name="cell">{escape(cell.text)}'
        "</text:p></table:table-cell>"
    )


def libreoffice(document: str, target: Path) -> None:
    with TemporaryDirectory() as home:
        source = Path(home) / f"{target.stem}.fodt"
        source.write_text(document, encoding="utf-8")
        command = [
            "soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", "pdf",
            "--outdir", str(target.parent), str(source),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
