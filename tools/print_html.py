"""A made report as a web page, and pages printed to PDF by Chromium and by WeasyPrint."""

import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from made_report import HEADINGS, Cell, Report, Table

STYLE = """
@page { size: A4; margin: 30mm 26mm; @bottom-center { content: "- " counter(page) " -" } }
body { font: 15pt/26pt 'Noto Sans CJK SC'; margin: 0 }
h1 { font-size: 20pt; text-align: center } h2 { font-size: 16pt; margin: 0; text-indent: 2em }
p { margin: 0; text-indent: 2em } .signed { text-align: right }
table { border-collapse: collapse; font-size: 9pt; line-height: 13pt; width: 100%; table-layout: fixed }
td { border: .5pt solid #000; padding: 2pt; text-align: center; overflow-wrap: anywhere }
.columns { columns: 2; column-gap: 24pt; font-size: 11pt; line-height: 18pt }
.beside { display: flex; gap: 6mm } .beside > :first-child { width: 65% } .beside > :last-child { width: 30% }
"""


def as_html(
    report: Report, style: str = "", repeated: bool = False, columned: bool = False, beside: bool = False
) -> str:
    """The page. ``repeated``: the head of a table again on every page; ``columned``: part one in two columns;
    ``beside``: another table beside the first."""
    body = []
    for kind, part in report.parts():
        if isinstance(part, Table):
            body.append(_beside(as_table(part, repeated)) if beside and not part.head else as_table(part, repeated))
        elif kind == "title":
            body.append(f"<h1>{escape(part)}</h1>")
        elif kind == "heading":
            body += ["<div class=columns>"] * (columned and part == HEADINGS[0])
            body += ["</div>"] * (columned and part == HEADINGS[1])
            body.append(f"<h2>{escape(part)}</h2>")
        else:
            body.append(f"<p{' class=signed' if kind == 'signed' else ''}>{escape(part)}</p>")
    return (
        f"<!DOCTYPE html><html lang=zh-CN><meta charset=utf-8><title>{escape(report.title)}</title>"
        f"<style>{STYLE}{style}</style>\n" + "\n".join(body) + "</html>\n"
    )


def _beside(table: str) -> str:
    """The table at the left, and at the right one that counts something else."""
    counts = [("季度", "栏目"), ("第一季度", "12"), ("第二季度", "9"), ("第三季度", "14"), ("第四季度", "7")]
    other = "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in counts)
    return f"<div class=beside><div>{table}</div><div><table>{other}</table></div></div>"


def as_table(table: Table, repeated: bool) -> str:
    whole = sum(table.widths)
    columns = "".join(f"<col style='width:{width / whole:.2%}'>" for width in table.widths)
    rows = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in table.rows]
    head, body = "".join(rows[: table.head]), "".join(rows[table.head :])
    inside = f"<thead>{head}</thead><tbody>{body}</tbody>" if repeated and head else head + body
    return f"<table>{columns}{inside}</table>"


def _cell(cell: Cell) -> str:
    spans = f" rowspan={cell.rows}" * (cell.rows > 1) + f" colspan={cell.cols}" * (cell.cols > 1)
    return f"<td{spans}{' class=tall' if cell.tall else ''}>{escape(cell.text)}</td>"


def chromium(html: str, target: Path) -> None:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    _print(html, lambda page, home: ["chromium", *options, f"--user-data-dir={home}", f"--print-to-pdf={target}", page])


def weasyprint(html: str, target: Path) -> None:
    _print(html, lambda page, home: ["weasyprint", page, str(target)])


def _print(html: str, command: Callable[[str, str], list[str]]) -> None:
    with TemporaryDirectory() as home:
        page = Path(home) / "page.html"
        page.write_text(html, encoding="utf-8")
        subprocess.run(command(str(page), home), check=True, capture_output=True)
