"""Printed pages: Chromium, WeasyPrint and LibreOffice, each with its own line breaks, fonts and damage.

Needs chromium, weasyprint and soffice on the PATH, and the Noto CJK fonts.
"""

from __future__ import annotations

import html
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from made.source import Block, Cell, Report, Table

LOOKS = {
    # an official document: large type, few characters to the line, dashes around the page number
    "official": """@page { size: A4; margin: 32mm 26mm 30mm 28mm; @bottom-center { content: "- " counter(page) " -" } }
body { font: 15pt/27pt 'Noto Serif CJK SC' } h1 { font-size: 21pt; text-align: center; line-height: 32pt }
p { margin: 0; text-indent: 2em } p.head { font-family: 'Noto Sans CJK SC' }
table { font-size: 9.5pt; line-height: 13pt }""",
    # a page printed from a site
    "compact": """@page { size: A4; margin: 18mm 16mm }
body { font: 10.5pt/18pt 'Noto Sans CJK SC' } h1 { font-size: 16pt; text-align: center }
p { margin: 4pt 0; text-indent: 2em } p.head { font-weight: bold } table { font-size: 8.5pt; line-height: 12pt }""",
    # justified, in grey tables with padding
    "grey": """@page { size: A4; margin: 25mm 22mm; @bottom-right { content: counter(page) "/" counter(pages) } }
body { font: 12pt/22pt 'Noto Sans CJK SC'; text-align: justify } h1 { font-size: 18pt; text-align: center }
p { margin: 0 0 5pt; text-indent: 2em } p.head { font-weight: bold } table { font-size: 9pt; line-height: 12.5pt }
th, td { border-color: #888 !important } th { background: #ddd }""",
}
SHARED = """table { border-collapse: collapse; width: 100%; margin: 4pt 0 } td, th { border: .6pt solid #000;
padding: 2pt 3pt; text-align: center; font-weight: normal; text-indent: 0 }
p.caption { text-align: center; text-indent: 0 }
p.signature { text-align: right } td.tall { width: 1.2em } tr { page-break-inside: avoid }"""


def print_page(report: Report, path: Path, engine: str) -> None:
    """Print the report to ``path`` with ``chromium``, ``weasyprint``, ``office`` or ``unruled`` (office, no lines)."""
    with TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        page.write_text(paged(report, ruled=engine != "unruled"), encoding="utf-8")
        if engine in ("office", "unruled"):
            odt = convert(page, "odt", Path(folder))
            path.write_bytes(convert(odt, "pdf", Path(folder)).read_bytes())
            return
        commands = {
            "chromium": [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                f"--user-data-dir={folder}/home", f"--print-to-pdf={path}", str(page),
            ],
            "weasyprint": ["weasyprint", str(page), str(path)],
        }  # fmt: skip
        subprocess.run(commands[engine], check=True, capture_output=True)


def convert(source: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of ``source``: an odt, a docx or a pdf in ``folder``."""
    target = "docx:MS Word 2007 XML" if kind == "docx" else kind
    infilter = ["--infilter=HTML (StarWriter)"] if source.suffix == ".html" else []
    home = f"-env:UserInstallation=file://{folder}/office"
    command = ["soffice", "--headless", home, *infilter, "--convert-to", target, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return folder / f"{source.stem}.{kind}"


def paged(report: Report, ruled: bool = True) -> str:
    """The report as a page to print: nothing but the report itself. LibreOffice heeds only the attribute ``border``."""
    body = "\n".join(line for block in report.blocks for line in _block(block, report.repeat))
    if ruled:
        body = body.replace("<table>", "<table border=1 cellspacing=0>")
    return (
        f"<!DOCTYPE html><html lang=zh-CN><head><meta charset=utf-8><title>{report.title}</title>"
        f"<style>{SHARED}\n{LOOKS[report.look]}</style></head><body>\n<h1>{report.title}</h1>\n{body}\n</body></html>\n"
    )


def _block(block: Block, repeat: bool) -> Iterator[str]:
    if block.table is not None:
        yield _table(block.table, repeat)
        return
    if block.kind == "split":
        yield f"<p class='head caption'>{block.number}</p>"
        yield f"<p class='head caption'>{block.title}</p>"
        return
    kind = "head" if block.kind == "heading" else block.kind
    text = html.escape(block.text, quote=False)
    head = f"<b>{block.number}{block.title}</b>" if block.kind == "run-in" else block.number + block.title
    yield f"<p class={kind}>{head}{text}</p>"


def _table(table: Table, repeat: bool) -> str:
    lines = []
    for row in table.rows:
        cells = "".join(_cell(cell) for cell in row)
        lines.append(f"<tr>{cells}</tr>")
    if repeat and table.heads:
        lines = ["<thead>", *lines[: table.heads], "</thead><tbody>", *lines[table.heads :], "</tbody>"]
    return "<table>" + "\n".join(lines) + "</table>"


def _cell(cell: Cell) -> str:
    tag, kind = ("th", "") if cell.header else ("td", " class=tall" if cell.label and cell.rows > 8 else "")
    return f"<{tag}{kind} rowspan={cell.rows} colspan={cell.cols}>{html.escape(cell.text)}"
