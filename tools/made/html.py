"""Pages: one report in the manner of several sites and editors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from string import Template

from made.source import Block, Cell, Report, Table

LATIN = 'lang="EN-US" style="font-family:仿宋_GB2312;mso-font-kerning:0pt"'
CHINESE = 'style="font-family:仿宋_GB2312;mso-hansi-font-family:Calibri"'
NOTE = "A made example of nianbao: the layout is that of real pages, every sentence is our own."


@dataclass(frozen=True, slots=True)
class Style:
    """``run`` marks how a stretch of text is set, ``table`` how a table is."""

    run: str = "plain"  # plain, word, break, tags
    table: str = "true"  # true, word, flat, split, divs, bare, broken, spread, nested
    encoding: str = "utf-8"


STYLES = {
    "plain": Style(),
    "word": Style("word", "word"),
    "layout": Style("break", "bare", "gb18030"),
    "flat": Style("plain", "flat"),
    "split": Style("plain", "split"),
    "divs": Style("tags", "divs"),
    "tags": Style("tags", "broken"),
    "breaks": Style("lines", "true"),
    "spread": Style("plain", "spread"),
    "nested": Style("word", "nested", "gb18030"),
}


def page(report: Report, name: str) -> bytes:
    """The page in the style of that name."""
    style = STYLES[name]
    body = "\n".join(one for block in report.blocks for one in _block(block, style))
    return _framed(report, style, body).encode(style.encoding)


def _block(block: Block, style: Style) -> Iterator[str]:
    if block.table is not None:
        yield from tabled(block.table, style.table)
    elif block.kind == "split":
        yield _paragraph(block.number, style, "center", bold=True)
        yield _paragraph(block.title, style, "center", bold=True)
    elif block.kind == "heading":
        yield _paragraph(block.number + block.title, style, bold=True, level=block.level)
    elif block.kind == "run-in":
        yield _paragraph(f"**{block.number}{block.title}**{block.text}", style)
    elif block.kind in ("caption", "signature"):
        yield _paragraph(block.text, style, "center" if block.kind == "caption" else "right")
    else:
        yield _paragraph(block.text, style)


# -- paragraphs -------------------------------------------------------------------------


def _paragraph(text: str, style: Style, align: str = "", bold: bool = False, level: int = 0) -> str:
    inner = "".join(
        _run(run, style, bold or heavy)
        for heavy, run in ((no % 2 == 1, run) for no, run in enumerate(text.split("**")))
    )
    if style.run == "word":
        indent = "" if align else "text-indent:32pt;"
        return (
            f'<p class="MsoNormal" style="{indent}line-height:28pt;text-align:{align or "justify"};'
            f'mso-char-indent-count:2.0000">{inner}<o:p></o:p></p>'
        )
    if style.run == "lines":
        return f"&nbsp; &nbsp; {inner}<br />"
    if style.run == "break":
        return f"<DIV align={align}>{inner}</DIV>" if align else f"&nbsp;&nbsp;&nbsp;&nbsp;{inner}<BR><BR>"
    if style.run == "tags":
        if level:
            return f"<h{level + 1}>{html.escape(text, quote=False)}</h{level + 1}>"
        return f'<div class="para {align}"><span>{inner}</span></div>'
    return f'<p style="text-align:{align}">{inner}</p>' if align else f"<p>　　{inner}</p>"


def _run(text: str, style: Style, bold: bool) -> str:
    if not text:
        return ""
    if style.run != "word":
        tag = "B" if style.run == "break" else "strong"
        shown = html.escape(text, quote=False)
        return f"<{tag}>{shown}</{tag}>" if bold else shown
    spans = "".join(
        f"<span {LATIN if part[0].isascii() and part[0].isalnum() else CHINESE}>{html.escape(part, quote=False)}</span>"
        for part in re.findall(r"[0-9A-Za-z]+|[^0-9A-Za-z]+", text)
    )
    return f'<b><span style="mso-bidi-font-weight:normal">{spans}</span></b>' if bold else spans


# -- tables -----------------------------------------------------------------------------


def tabled(table: Table, manner: str) -> Iterator[str]:
    """The table as lines of HTML."""
    if manner == "flat":
        yield from (f"<p>{html.escape(cell.text, quote=False)}</p>" for row in table.rows for cell in row if cell.text)
    elif manner == "divs":
        for row in table.rows:
            cells = "　　".join(html.escape(cell.text, quote=False) or "&nbsp;" for cell in row)
            yield f'<div class="tr">{cells}</div>'
    elif manner == "spread":
        yield _table(_spread(table), manner)
    elif manner == "nested":
        yield f'<table width="98%" align="center"><tr><td>{_table(table.rows, "word")}</td></tr></table>'
    elif manner == "split":
        cuts = _cuts(table)
        for start, end in pairwise(cuts):
            yield _table(table.rows[start:end], manner)
    else:
        yield _table(table.rows, manner, table.heads)


def _cuts(table: Table) -> list[int]:
    """Where no cell reaches over: about every third of the table, never within its header."""
    reach, free = 0, []
    for no, row in enumerate(table.rows):
        if no >= reach and no > table.heads:
            free.append(no)
        reach = max([reach, *(no + cell.rows for cell in row)])
    wanted = (len(table.rows) // 3, 2 * len(table.rows) // 3)
    cuts = sorted({min(free, key=lambda one: abs(one - at)) for at in wanted}) if free and len(table.rows) > 8 else []
    return [0, *cuts, len(table.rows)]


def _spread(table: Table) -> Iterator[tuple[Cell, ...]]:
    """Every place a cell of its own: the text where a cell begins, empty ones where it went on."""
    texts = {(no, at): cell for no, at, cell in table.placed()}
    for no in range(len(table.rows)):
        yield tuple(
            Cell(texts[no, at].text if (no, at) in texts else "", header=(no, at) in texts and texts[no, at].header)
            for at in range(table.width)
        )


def _table(rows: Iterable[tuple[Cell, ...]], manner: str, heads: int = 0) -> str:
    lines = [
        f"<tr>{''.join(_cell(cell, manner) for cell in row)}</tr>" if manner != "bare" else
        f"<TR>{''.join(_cell(cell, manner) for cell in row)}"
        for row in rows
    ]  # fmt: skip
    if manner == "broken" and heads:
        lines = ["<thead>", *lines[:heads], "</thead><tbody>", *lines[heads:], "</tbody>"]
    opening = {
        "word": '<table class="MsoTableGrid" border="1" cellspacing="0" style="border:none;mso-border-alt:solid">',
        "bare": "<TABLE border=1 width=95%>",
    }.get(manner, '<table border="1" cellspacing="0" cellpadding="0">')
    return "\n".join([opening, *lines, "</TABLE>" if manner == "bare" else "</table>"])


def _cell(cell: Cell, manner: str) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (f' colspan="{cell.cols}"' if cell.cols > 1 else "")
    text = html.escape(cell.text, quote=False)
    if manner == "word":
        runs = _run(cell.text, STYLES["word"], cell.header) or "&nbsp;"
        return (
            f'<td valign="center" nowrap{spans} style="width:61.6pt;padding:0 5.4pt">'
            f'<p class="MsoNormal" align="center" style="text-align:center">{runs}<o:p></o:p></p></td>'
        )
    if manner == "bare":
        return f"<TD{spans}>{text or '&nbsp;'}"
    if manner == "broken" and cell.header:
        shown = f"{text[:3]}<br>{text[3:]}" if 5 < len(text) < 10 else text
        return f"<th{spans}>{shown}</th>"
    return f"<td{spans}>{text}</td>"


# -- what a site puts around it ---------------------------------------------------------


def _framed(report: Report, style: Style, body: str) -> str:
    """The page, of which only the report's own text comes from ``body``."""
    name = {"break": "layout", "lines": "plain"}.get(style.run, style.run)
    frame = Template((Path(__file__).parent / "frames" / f"{name}.html").read_text(encoding="utf-8"))
    day = report.published
    parts = (f'<span style="font-size:22pt">{part}</span>' for part in re.findall(r"[0-9]+|[^0-9]+", report.title))
    return frame.substitute(
        title=report.title, agency=report.agency, date=day, year=day.year, month=day.month, day=day.day,
        spans="".join(parts), encoding=style.encoding, body=body, note=NOTE,
    )  # fmt: skip
