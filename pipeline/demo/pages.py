"""A made report as a file: a page in the manner of several sites, plain text, or a Word document.

Each says on every page that it is made. The words stand where a site puts its own, beside the report and not in it:
in a bar of the page, above the title of a text, in the running head and foot of a document.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.catalog import Panel, builtin
from pipeline.demo.agencies import data
from pipeline.demo.form import Key, as_printed, grid, lines, tables_of
from pipeline.demo.prose import Block


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed. ``cells`` by form, in the order in which the forms take their tables."""

    title: str
    agency: str
    year: int
    published: date
    blocks: tuple[Block, ...]
    cells: Mapping[str, Mapping[Key, str]]

    def tables(self, part: str) -> list[tuple[list[Panel], Mapping[Key, str]]]:
        """The tables of a part, "" for all, each with its cells; one that an earlier form has is not printed twice."""
        done: dict[str, tuple[list[Panel], Mapping[Key, str]]] = {}
        for form, cells in self.cells.items():
            for panels in tables_of(builtin().template(form)):
                name = panels[0].table or panels[0].id
                if part in ("", name):
                    done.setdefault(name, ([as_printed(panel, self.year) for panel in panels], cells))
        return list(done.values())


# -- pages of a site -----------------------------------------------------------------------


def plain(page: Page) -> bytes:
    """A newer site: paragraphs indented with two full-width blanks, tables with rulings."""
    return _page(page, lambda text, kind: f"<p>{'' if kind == 'signature' else '　　'}{_marked(text, kind)}</p>")


def word(page: Page) -> bytes:
    """A site that took over what Word wrote: digits in spans of their own."""

    def paragraph(text: str, kind: str) -> str:
        runs = "".join(
            f'<span lang="EN-US">{part}</span>' if part[0].isdigit() else f"<span>{html.escape(part)}</span>"
            for part in re.findall(r"[0-9]+|[^0-9]+", text)
        )
        return f'<p class="MsoNormal" style="text-indent:32pt">{f"<b>{runs}</b>" if kind == "heading" else runs}</p>'

    return _page(page, paragraph)


def broken(page: Page) -> bytes:
    """An older site: no element for a paragraph, only line breaks, in the encoding of its day."""
    return _page(page, lambda text, kind: f"&nbsp;&nbsp;&nbsp;&nbsp;{_marked(text, kind)}<br><br>", "gb18030")


def _marked(text: str, kind: str) -> str:
    return f"<strong>{html.escape(text)}</strong>" if kind == "heading" else html.escape(text)


def _page(page: Page, paragraph: Callable[[str, str], str], encoding: str = "utf-8") -> bytes:
    body = "\n".join(_body(page, paragraph))
    notice = "".join(f"<p>{html.escape(line)}</p>" for line in data()["notices"])
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{encoding}"><title>{html.escape(page.title)}</title>
<meta name="PubDate" content="{page.published}"><meta name="generator" content="nianbao demo-data (synthetic)">
</head><body>
<div class="header" style="background:#fee;border:2px solid #c00;padding:4px">{notice}</div>
<div class="nav"><a href="/">首页</a> &gt; <a href="/xxgk/">政府信息公开</a></div>
<h1>{html.escape(page.title)}</h1>
<p class="info">来源：{html.escape(page.agency)}　发布日期：{page.published}</p>
<div id="zoom">
{body}
</div>
<div class="footer">{notice}</div>
</body></html>
""".encode(encoding)


def _body(page: Page, paragraph: Callable[[str, str], str]) -> Iterator[str]:
    for block in page.blocks:
        if block.kind == "table":
            for panels, cells in page.tables(block.text):
                yield grid(panels, cells).replace("<table>", '<table border="1" cellspacing="0">')
        else:
            yield paragraph(block.text, block.kind)


# -- plain text ----------------------------------------------------------------------------


def text(page: Page) -> bytes:
    """A text as it is when copied from a page: a cell to the line."""
    out = [*data()["notices"], "", page.title, f"发布日期：{page.published}"]
    for block in page.blocks:
        if block.kind == "table":
            for panels, cells in page.tables(block.text):
                out += [cell for row in lines(panels, cells, units=True) for cell in row if cell]
        else:
            out.append(("" if block.kind == "heading" else "　　") + block.text)
    return "\n".join([*out, ""]).encode()


# -- Word ----------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CELL = re.compile(r"<td(?P<spans>[^>]*)>(?P<text>[^<]*)")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def docx(page: Page) -> bytes:
    """A Word document, with the notice as the head and the foot of every page."""
    body = "".join(_paragraphs(page))
    running = "".join(f'<w:{kind}Reference w:type="default" r:id="{kind}"/>' for kind in ("header", "footer"))
    notice = "".join(f"<w:p>{_run(line)}</w:p>" for line in data()["notices"])
    files = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/header.xml" ContentType="{_TYPE}.header+xml"/>'
        f'<Override PartName="/word/footer.xml" ContentType="{_TYPE}.footer+xml"/></Types>',
        "_rels/.rels": _relations({"document": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": _relations(
            {"header": ("header", "header.xml"), "footer": ("footer", "footer.xml")}
        ),
        "word/document.xml": f'{_HEAD}<w:document {_W} xmlns:r="{_R}"><w:body>{body}<w:sectPr>{running}</w:sectPr>'
        "</w:body></w:document>",
        "word/header.xml": f"{_HEAD}<w:hdr {_W}>{notice}</w:hdr>",
        "word/footer.xml": f"{_HEAD}<w:ftr {_W}>{notice}</w:ftr>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            # a date of its own, or the bytes would tell when they were written
            package.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _relations(parts: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"/>' for name, (kind, target) in parts.items()
    )
    return f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{html.escape(text, quote=False)}</w:t></w:r>'


def _paragraphs(page: Page) -> Iterator[str]:
    yield f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{_run(page.title)}</w:p>'
    for block in page.blocks:
        if block.kind == "table":
            for panels, cells in page.tables(block.text):
                yield _table(grid(panels, cells))
        else:
            yield f"<w:p>{_run(block.text)}</w:p>"


def _table(grid: str) -> str:
    """The table of HTML as one of Word, where the cells that a tall one covers are written out."""
    rows, tall = "", dict[int, tuple[int, int]]()  # column: how many rows still, and how wide
    for row in grid.split("<tr>")[1:]:
        cells, at = "", 0
        below: dict[int, tuple[int, int]] = {}
        for found in (*_CELL.finditer(row), None):
            while at in tall:
                left, wide = tall[at]
                cells += _cell("", wide, '<w:vMerge w:val="continue"/>')
                if left > 1:
                    below[at] = (left - 1, wide)
                at += wide
            if found is None:
                break
            down, right = (int(n[1]) if (n := re.search(rf'{name}="?(\d+)', found["spans"])) else 1
                           for name in ("rowspan", "colspan"))  # fmt: skip
            cells += _cell(found["text"], right, '<w:vMerge w:val="restart"/>' if down > 1 else "")
            if down > 1:
                below[at] = (down - 1, right)
            at += right
        tall = below
        rows += f"<w:tr>{cells}</w:tr>"
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr>{rows}</w:tbl>'


def _cell(text: str, wide: int, merge: str) -> str:
    span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p>{_run(text) if text else ''}</w:p></w:tc>"


WRITERS: Mapping[str, tuple[str, Callable[[Page], bytes]]] = {
    "plain": ("html", plain),
    "word": ("html", word),
    "broken": ("html", broken),
    "text": ("txt", text),
    "docx": ("docx", docx),
}
