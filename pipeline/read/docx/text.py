"""The text of a Word file as a reader of the printed document would see it, written as a plain page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from lxml import etree

from pipeline.model import Issue
from pipeline.read.docx.chunk import as_page
from pipeline.read.docx.drawing import boxes, is_table_sized
from pipeline.read.docx.field import Fields
from pipeline.read.docx.number import Numbering
from pipeline.read.docx.package import Package, attribute, child, elements, kind, shown, switch, value
from pipeline.read.docx.style import BODY_LEVEL, Look, Styles, look
from pipeline.read.docx.table import layout

# What a tracked change took away, and what is no text: properties, and the reading beside a ruby's character.
GONE = frozenset({"del", "moveFrom", "delText", "delInstrText", "pPr", "rPr", "rt", "sdtPr", "sdtEndPr"})
_SIGNS = {"tab": " ", "ptab": " ", "br": "<br>", "cr": "<br>", "noBreakHyphen": "-"}
_DRAWN = frozenset({"drawing", "pict", "object"})
_CONTENTS = re.compile(r"(?:toc|contents|目录)\s*(?:\d|heading|标题)?", re.IGNORECASE)  # names of styles
_ENTRY = "_Toc"  # how Word names the headings that its contents list points to


class TextWriter:
    """Writes paragraphs and tables as HTML. The contents list, which repeats the headings, becomes a ``<nav>``."""

    def __init__(self, package: Package, styles: Styles, numbering: Numbering) -> None:
        self._package = package
        self._styles = styles
        self._numbering = numbering
        self._fields = Fields()
        self._points_to_heading = False
        self._last = ""  # the last paragraph that shows something
        self._outside = 0  # pieces of the document that are other files
        self._pictures: list[str] = []  # the words that each stands after

    def issues(self) -> Iterator[Issue]:
        if self._numbering.unknown:
            names = ", ".join(sorted(self._numbering.unknown))
            message = f"list numbers of the format {names} were written in digits; they may be printed otherwise"
            yield Issue("read", "list_format", message)
        files = self._outside + sum("/embeddings/" in name for name in self._package.names)
        if files:
            message = f"{files} embedded files (worksheets, documents) were not read; see what they hold"
            yield Issue("read", "embedded_file", message)
        if self._pictures:
            message = (
                f"{len(self._pictures)} pictures as large as a table were not read, the first after "
                f"“{self._pictures[0]}”; if one shows a table, have a program recognise the text in it"
            )
            yield Issue("read", "picture", message)

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
                for box in boxes(part, GONE):
                    yield from self.blocks(box) if kind(box) == "txbxContent" else (_lettering(box),)
                continue
            if name in GONE:
                continue
            written = self._other(part)
            if carried and written:  # a table cannot take up what runs on
                yield f"<p>{carried}</p>"
                carried = ""
            yield from written
        if carried:
            yield f"<p>{carried}</p>"

    def _other(self, part: etree._Element) -> list[str]:
        """What stands between paragraphs."""
        if kind(part) == "tbl":
            return [*self._table(part)]
        if kind(part) == "altChunk":
            page = as_page(self._package.linked(attribute(part, "id")))
            self._outside += page is None
            return [] if page is None else [page]
        written = [*self.blocks(shown(part))]
        gallery = value(part, "sdtPr", "docPartObj", "docPartGallery")
        return ["<nav>", *written, "</nav>"] if gallery == "Table of Contents" else written

    def _look(self, paragraph: etree._Element) -> Look:
        properties = child(paragraph, "pPr")
        # The rPr in a pPr formats the paragraph's end mark, not its text.
        return look(properties, None).over(self._styles.look(self._style(paragraph)))

    def _style(self, paragraph: etree._Element) -> str:
        return value(paragraph, "pPr", "pStyle") or self._styles.default

    def _paragraph(self, paragraph: etree._Element, carried: str) -> str:
        seen = self._look(paragraph)
        text = escape(self._number(paragraph, seen), quote=False)
        if text and seen.bold:
            text = f"<b>{text}</b>"
        self._points_to_heading = False
        text += carried + self._runs(paragraph, seen)
        self._last = text or self._last
        level = BODY_LEVEL if seen.outline is None else seen.outline
        tag = f"h{level + 1}" if level < 6 else "p"
        written = f"<{tag}>{text}</{tag}>"
        if self._points_to_heading or _CONTENTS.fullmatch(self._styles.name(self._style(paragraph))):
            return f"<nav>{written}</nav>"
        return written

    def _number(self, paragraph: etree._Element, seen: Look) -> str:
        if seen.number is None or switch(child(paragraph, "pPr", "rPr"), "vanish"):
            return ""
        own = child(paragraph, "pPr", "numPr", "ilvl")
        level = None if own is not None else self._numbering.level_of_style(seen.number, self._style(paragraph))
        return self._numbering.next(seen.number, (seen.level or 0) if level is None else level)

    def _runs(self, node: etree._Element, seen: Look) -> str:
        """The text of a paragraph. A run's look comes from its own properties, its style, the paragraph's style."""
        if kind(node) == "p":
            self._fields = Fields()
        text = ""
        for part in elements(node):
            name = kind(part)
            if name == "r":
                properties = child(part, "rPr")
                run = look(None, properties).over(self._styles.look(value(properties, "rStyle"))).over(seen)
                inner = self._runs(part, run)
                if not run.hidden:
                    text += f"<b>{inner}</b>" if run.bold and inner.strip() else inner
            elif name in _DRAWN:
                if not seen.hidden and is_table_sized(part):
                    self._pictures.append(_words(text) or _words(self._last))
            elif name == "fldChar" or name == "instrText":
                self._points_to_heading |= _ENTRY in (part.text or "")
                text += escape(self._fields.add(part), quote=False)
            elif self._fields.in_code or name in GONE:
                continue
            elif name == "t":
                text += escape(part.text or "", quote=False)
            elif name == "sym":
                text += _symbol(part)
            elif name in _SIGNS:
                text += _SIGNS[name]
            else:
                self._points_to_heading |= (attribute(part, "anchor") or "").startswith(_ENTRY)
                text += self._runs(shown(part), seen)
        return text

    def _table(self, table: etree._Element) -> Iterator[str]:
        rows = [
            [("" if cell.node is None else "".join(self.blocks(cell.node)), cell) for cell in row]
            for row in layout(table)
        ]
        yield "<table>"
        for row in rows:
            yield "<tr>"
            for text, cell in row:
                wide = f' colspan="{cell.width}"' if cell.width > 1 else ""
                tall = f' rowspan="{cell.height}"' if cell.height > 1 else ""
                yield f"<td{wide}{tall}>{text}</td>"
            yield "</tr>"
        yield "</table>"


def _symbol(node: etree._Element) -> str:
    """A character put in from a table of signs: the ○ of 二○一七. In a font of pictures its code tells nothing."""
    code = attribute(node, "char") or ""
    sign = chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{2,4}", code) else ""
    return escape(sign, quote=False) if sign.isprintable() else ""


def _lettering(node: etree._Element) -> str:
    """Words drawn as a picture (艺术字), as in the head of a red-headed document."""
    return f"<p>{escape(attribute(node, 'string') or '', quote=False)}</p>"


def _words(written: str) -> str:
    plain = re.sub("<[^>]*>", "", written).strip()
    return plain if len(plain) <= 30 else f"…{plain[-30:]}"
