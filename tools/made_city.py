"""A small city on this machine's loopback: three agencies, each a host of its own, five years, four types of files.

The reports are made (``nianbao demo-data``); some agencies publish pages, some PDF, Word or text, as links on the list
or as files of a page. The city's list leads to the agencies' lists, each paged in another way.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from loopback import Answer, Page, Server
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from pipeline.demo import write_demo
from pipeline.model import Block, Document, RawFile
from pipeline.read import read

SEED, FIRST, LAST = 27, 2018, 2022
PRINTED = ("1", (2018, 2019))  # the reports of which agency and which years are PDF
FONT = "STSong-Light"
TYPES = {".html": "text/html", ".txt": "text/plain", ".pdf": "application/pdf", ".docx": "application/msword"}


def city() -> Server:
    """The server, not yet begun. ``profile`` tells a crawl about it."""
    server = Server({"/robots.txt": Page(b"User-agent: *\nDisallow: /ysq/\n", media_type="text/plain")})
    agencies = []
    for number, (name, reports) in enumerate(_reports()):
        host = f"127.0.0.{number + 2}"
        folder = f"/{number}/ndbg/"
        server.pages |= _files(reports, folder)
        server.pages |= _lists(number, name, reports, folder)
        agencies.append(f'<li><a href="{server.url(folder, host)}">{name}</a></li>')
    server.pages["/zfxxgk/"] = _page(
        "政府信息公开", '<a href="/ysq/">依申请公开</a><a href="/ndbg/">政府信息公开年报</a>'
    )
    server.pages["/ndbg/"] = _page("政府信息公开年报", f"<ul>{''.join(agencies)}</ul>")
    return server


def profile(server: Server) -> str:
    """What a site's profile says, as TOML."""
    hosts = ", ".join(f'"127.0.0.{number}"' for number in (2, 3, 4))
    return f'label_zh = "样例市"\nlabel_en = "a made city"\nstart = ["{server.url("/zfxxgk/")}"]\nhosts = [{hosts}]\n'


Reports = list[tuple[str, str, str, bytes]]  # title, date on the list, type, content


def _reports() -> Iterator[tuple[str, Reports]]:
    with tempfile.TemporaryDirectory() as folder:
        write_demo(Path(folder), 3, FIRST, LAST, SEED, share=0.5)
        made: dict[str, Reports] = {}
        names: dict[str, str] = {}
        for row in csv.DictReader(io.StringIO((Path(folder) / "reports.csv").read_text(encoding="utf-8"))):
            path = Path(folder) / row["file"]
            no, year = path.parent.name, int(row["year"])
            names[no] = row["agency"]
            data, kind = path.read_bytes(), path.suffix
            own = made.setdefault(no, [])
            if (str(len(made) - 1), year) in ((PRINTED[0], one) for one in PRINTED[1]):
                data, kind = as_pdf(read(RawFile(path.name, data))), ".pdf"
            own.append((f"{row['agency']}{year}年政府信息公开工作年度报告", row["published"], kind, data))
        for no, own in made.items():
            yield names[no], own[::-1]  # the newest first, as on a list


def _files(reports: Reports, folder: str) -> dict[str, Answer]:
    pages: dict[str, Answer] = {}
    for at, (title, _, kind, data) in enumerate(reports):
        pages[f"{folder}{at}{kind}"] = Page(data, media_type=TYPES[kind])
        if kind == ".docx":  # a page that holds nothing but the link
            pages[f"{folder}{at}.html"] = _page(
                title, f'<h1>{title}</h1><div id="zoom"><a href="{at}.docx">附件：{title}</a></div>'
            )
    return pages


def _lists(number: int, name: str, reports: Reports, folder: str) -> dict[str, Answer]:
    """Pages of three, in the manner of another content system for each agency."""
    rows = [
        f'<li><a href="{folder}{at}{".html" if kind == ".docx" else kind}">{title}</a><span>{date}</span></li>'
        for at, (title, date, kind, _) in enumerate(reports)
    ]
    halves = (rows[:3], rows[3:])
    script = '<script>createPageHTML(2, 0, "index", "html");</script>'
    bar = (
        ("", script, '<a href="?page=2">下一页</a>')[number] if number else f'<a href="{folder}index_2.html">下一页</a>'
    )
    second = (f"{folder}index_2.html", f"{folder}index_1.html", f"{folder}?page=2")[number]
    pages = {path: _page(f"{name}政府信息公开年报", f"<ul>{''.join(half)}</ul>{bar}") for path, half in
             zip((folder, second), halves, strict=True)}  # fmt: skip
    return dict(pages)


def _page(title: str, body: str) -> bytes:
    """A page of the site, in GBK."""
    return f'<html><head><meta charset="gb2312"><title>{title}</title></head><body>{body}</body></html>'.encode(
        "gb18030"
    )


# -- PDF ---------------------------------------------------------------------------------


def as_pdf(document: Document) -> bytes:
    """The report's paragraphs and tables, printed; the same bytes each time."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    blocks = [block for block in document.blocks if block.content]
    flow = [_drawn(document, block) for block in blocks]
    SimpleDocTemplate(out, pagesize=A4, invariant=1).build(flow)
    return out.getvalue()


def _drawn(document: Document, block: Block) -> Flowable:
    style = ParagraphStyle("text", fontName=FONT, fontSize=10 if not block.cells else 6, leading=16, wordWrap="CJK")
    if not block.cells:
        return Paragraph(document.cut(block.place), style)
    style.leading = 8
    rows = 1 + max(cell.row + cell.row_span - 1 for cell in block.cells)
    columns = 1 + max(cell.col + cell.col_span - 1 for cell in block.cells)
    texts: list[list[object]] = [[""] * columns for _ in range(rows)]
    spans = []
    for cell in block.cells:
        texts[cell.row][cell.col] = Paragraph(cell.text, style)
        spans.append(("SPAN", (cell.col, cell.row), (cell.col + cell.col_span - 1, cell.row + cell.row_span - 1)))
    return Table(
        texts, colWidths=[450 / columns] * columns, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans]
    )
