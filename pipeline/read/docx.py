"""Word file (.docx) → ``Document``.

The text is written out as a plain page, which the walk for web pages then reads: one reader of tables for both. The
writing is ours: mammoth loses the numbers of headings that are list formatting (they become ``<ol>``), shows hidden
text, passes on a span of 10⁸ columns, and took 45 s for 58 KB of table rows. The rest it does is done here alike:
insertions stand, deletions are gone, a text box follows the paragraph that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup
from lxml import etree

from pipeline.errors import ReadError
from pipeline.model import Document, Issue, RawFile
from pipeline.read.container import Page, weigh
from pipeline.read.docx_number import Numbering
from pipeline.read.docx_package import Package, attribute, child, elements, kind, value, whole
from pipeline.read.docx_style import BODY_LEVEL, Look, Styles, look
from pipeline.read.grid import MAX_COL_SPAN
from pipeline.read.html import MAX_NODES, walk
from pipeline.read.sniff import DOCX

# What a tracked change took away, and what is no text: properties, and the code of a field.
_GONE = frozenset({"del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "rt", "sdtPr", "sdtEndPr"})
_SIGNS = {"tab": " ", "ptab": " ", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}
_DRAWN = frozenset({"drawing", "pict", "object"})
EMU = 9525  # English Metric Units of a pixel
_PROPERTIES = {"title": "title", "created": "CreationDate"}  # under the names that PDFs use


def read_docx(raw: RawFile) -> Document:
    """Read one Word file. Headers, footers and comments are no text of the report; footnotes stand at the end.

    Raises:
        ReadError: ``docx_damaged``, ``zip_bomb``, ``too_many_nodes``, ``needs_ocr`` where there are only pictures, or
            ``no_body``.
    """
    package = Package(raw)
    body = child(package.document, "body")
    if body is None:
        raise package.damaged("its main part has no body")
    styles = Styles(package.part("styles.xml"))
    writer = _Writer(styles, Numbering(package.part("numbering.xml"), styles.lists))
    try:
        page = [*writer.blocks(body)]
        for notes in ("footnotes.xml", "endnotes.xml"):
            page += writer.notes(package.part(notes))
    except RecursionError as error:
        raise package.damaged("its tables or changes are nested without end") from error
    html = "".join(["<html><body>", *page, "</body></html>"])
    if html.count("<") > MAX_NODES:
        raise ReadError(
            "too_many_nodes",
            f"{raw.name}: more than {MAX_NODES:,} tags; no report has so many. Look at what it is",
        )
    soup = BeautifulSoup(html, "lxml")
    found = walk(soup, Page(0, None, weigh(soup).outer))  # all of it is the report
    if not found.blocks:
        _refuse(raw, package)
    issues = (*writer.issues(package), *found.issues)
    return Document(
        "".join(found.text),
        tuple(found.blocks),
        DOCX,
        head=tuple(_head(package)),
        issues=issues,
        pictures=tuple(found.pictures),
    )


def _refuse(raw: RawFile, package: Package) -> None:
    if pictures := sum("/media/" in name for name in package.names):
        raise ReadError(
            "needs_ocr",
            f"{raw.name}: the document holds no text, only pictures ({pictures}). Have a program recognise the text in "
            "them, or ask for the report as text",
        )
    raise ReadError("no_body", f"{raw.name}: the document shows no text. Expected a report; is it in an attachment?")


def _head(package: Package) -> Iterator[tuple[str, str]]:
    properties = package.properties
    for node in elements(properties) if properties is not None else ():
        text = " ".join((node.text or "").split())
        if text and kind(node) in _PROPERTIES:
            yield _PROPERTIES[kind(node)], text


@dataclass(slots=True)
class _Cell:
    """A table cell to be written; ``merged`` ones below it make it taller."""

    width: int
    text: str
    height: int = 1

    def __str__(self) -> str:
        spans = "".join(
            f' {name}="{size}"' for name, size in (("colspan", self.width), ("rowspan", self.height)) if size > 1
        )
        return f"<td{spans}>{self.text}</td>"


class _Writer:
    """Writes what a reader of the printed document would see, as HTML."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._outside = 0  # pieces of the document that are other files

    def issues(self, package: Package) -> Iterator[Issue]:
        if self._numbering.unknown:
            names = ", ".join(sorted(self._numbering.unknown))
            message = f"list numbers of the format {names} were written in digits; they may be printed otherwise"
            yield Issue("read", "list_format", message)
        sheets = sum("/embeddings/" in name for name in package.names)
        if sheets or self._outside:
            message = (
                f"{sheets + self._outside} embedded files (worksheets, documents) were not read; see what they hold"
            )
            yield Issue("read", "embedded_file", message)

    def notes(self, part: etree._Element | None) -> Iterator[str]:
        """Footnotes; those with a type are the lines between text and notes."""
        for note in elements(part) if part is not None else ():
            if attribute(note, "type") is None:
                yield from self.blocks(note)

    def blocks(self, node: etree._Element) -> Iterator[str]:
        """Paragraphs and tables, also those within content controls and tracked insertions."""
        carried = ""  # of paragraphs whose end a tracked change took away: they run on into the next
        for part in elements(node):
            name = kind(part)
            if name == "p":
                if child(part, "pPr", "rPr", "del") is not None or child(part, "pPr", "rPr", "moveFrom") is not None:
                    carried += self._runs(part, self._look(part))
                else:
                    yield self._paragraph(part, carried)
                    carried = ""
                for box in _boxes(part):
                    yield from self.blocks(box)
            elif name == "tbl":
                yield from self._table(part)
            elif name == "altChunk":
                self._outside += 1
            elif name not in _GONE:
                yield from self.blocks(_shown(part))
        if carried:
            yield f"<p>{carried}</p>"

    def _look(self, paragraph: etree._Element) -> Look:
        properties = child(paragraph, "pPr")
        style = value(properties, "pStyle") or self._styles.default
        # The rPr in a pPr formats the paragraph's end mark, not its text.
        return look(properties, None).over(self._styles.look(style))

    def _paragraph(self, paragraph: etree._Element, carried: str) -> str:
        seen = self._look(paragraph)
        text = escape(self._number(paragraph, seen), quote=False)
        if text and seen.bold:
            text = f"<b>{text}</b>"
        text += carried + self._runs(paragraph, seen)
        level = BODY_LEVEL if seen.outline is None else seen.outline
        tag = f"h{level + 1}" if level < 6 else "p"
        return f"<{tag}>{text}</{tag}>"

    def _number(self, paragraph: etree._Element, seen: Look) -> str:
        if seen.number is None:
            return ""
        own = child(paragraph, "pPr", "numPr", "ilvl")
        style = value(paragraph, "pPr", "pStyle") or self._styles.default
        level = None if own is not None else self._numbering.level_of_style(seen.number, style)
        return self._numbering.next(seen.number, (seen.level or 0) if level is None else level)

    def _runs(self, node: etree._Element, seen: Look) -> str:
        """The text of a paragraph. A run's look comes from its own properties, its style, the paragraph's style."""
        text = ""
        for part in elements(node):
            name = kind(part)
            if name == "r":
                properties = child(part, "rPr")
                run = look(None, properties).over(self._styles.look(value(properties, "rStyle"))).over(seen)
                if not run.hidden:
                    inner = self._runs(part, seen)
                    text += f"<b>{inner}</b>" if run.bold and inner.strip() else inner
            elif name == "t":
                text += escape(part.text or "", quote=False)
            elif name == "sym":
                text += _symbol(part)
            elif name in _SIGNS:
                text += _SIGNS[name]
            elif name in _DRAWN:
                text += _picture(part)
            elif name not in _GONE:
                text += self._runs(_shown(part), seen)
        return text

    def _table(self, table: etree._Element) -> Iterator[str]:
        grid = child(table, "tblGrid")
        columns = 0 if grid is None else sum(kind(column) == "gridCol" for column in elements(grid))
        above: dict[int, _Cell] = {}  # cells that may go on below, by their column
        rows: list[list[_Cell]] = []
        for row in _within(table, "tr"):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                continue
            at = min(whole(properties, "gridBefore") or 0, MAX_COL_SPAN)
            cells = [_Cell(at, "")] if at else []
            open_: dict[int, _Cell] = {}
            for part in _within(row, "tc"):
                about = child(part, "tcPr")
                if child(about, "cellDel") is not None:
                    continue
                width = max(whole(about, "gridSpan") or 1, 1)
                if width > MAX_COL_SPAN:  # nonsense: what is left of the grid
                    width = max(min(columns, MAX_COL_SPAN) - at, 1)
                merge = child(about, "vMerge")
                goes_on = merge is not None and attribute(merge, "val") != "restart"
                if goes_on and at in above:  # Word does not show what it holds
                    open_[at] = above[at]
                    open_[at].height += 1
                else:
                    cell = _Cell(width, "".join(self.blocks(part)))
                    cells.append(cell)
                    if merge is not None:
                        open_[at] = cell
                at += width
            above = open_
            rows.append(cells)
        yield "<table>"
        for cells in rows:
            yield f"<tr>{''.join(map(str, cells))}</tr>"
        yield "</table>"


def _picture(drawn: etree._Element) -> str:
    """A picture with its name and size, in pixels; "" for a drawing of lines and boxes."""
    inside = {kind(node): node for node in drawn.iter() if isinstance(node.tag, str)}
    if not inside.keys() & {"blip", "imagedata"}:
        return ""
    about = inside.get("docPr")
    name = "" if about is None else str(about.get("name") or "")
    size = inside.get("extent")
    sizes = () if size is None else ((side, size.get(at) or "") for side, at in (("width", "cx"), ("height", "cy")))
    pixels = "".join(f' {side}="{int(emu[:12]) // EMU}"' for side, emu in sizes if emu.isdecimal())
    return f'<img src="{escape(name or "a picture")}"{pixels}>'


def _symbol(node: etree._Element) -> str:
    """A character put in from a table of signs: the ○ of 二○一七. In a font of pictures its code tells nothing."""
    code = attribute(node, "char") or ""
    shown = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{2,4}", code) else ""
    return escape(shown, quote=False) if shown.isprintable() else ""


def _within(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, also those within content controls."""
    for part in elements(node):
        if kind(part) == name:
            yield part
        elif kind(part) not in _GONE and kind(part) not in ("tbl", "tblPr", "tblGrid", "trPr", "tcPr", "tc", "tr"):
            yield from _within(part, name)


def _shown(node: etree._Element) -> etree._Element:
    """Of something written twice, for newer and older programs, the first."""
    if kind(node) == "AlternateContent":
        return next(elements(node), node)
    return node


def _boxes(node: etree._Element) -> Iterator[etree._Element]:
    """The text boxes anchored in a paragraph, but not those within another one."""
    for part in elements(node):
        if kind(part) == "txbxContent":
            yield part
        elif kind(part) not in _GONE:
            yield from _boxes(_shown(part))
