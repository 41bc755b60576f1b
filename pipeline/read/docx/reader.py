"""Word file (.docx) → ``Document``.

The text is written out as a plain page, which the walk for web pages then reads: one reader of tables for both. The
writing is ours: mammoth loses the numbers of headings that are list formatting (they become ``<ol>``), shows hidden
text, passes on a span of 10⁸ columns, and took 45 s for 58 KB of table rows. The rest it does is done here alike:
insertions stand, deletions are gone, a text box follows the paragraph that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bs4 import BeautifulSoup

from pipeline.errors import ReadError
from pipeline.model import Document, RawFile
from pipeline.read.container import Page, weigh
from pipeline.read.docx.number import Numbering
from pipeline.read.docx.package import Package, child, elements, kind
from pipeline.read.docx.style import Styles
from pipeline.read.docx.text import TextWriter
from pipeline.read.html import MAX_NODES, walk
from pipeline.read.ocr.engine import INSTALL
from pipeline.read.picture import read_media
from pipeline.read.sniff import DOCX

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
    styles = Styles(package.part("styles"))
    writer = TextWriter(package, styles, Numbering(package.part("numbering"), styles.lists))
    try:
        page = [*writer.blocks(body)]
        for notes in ("footnotes", "endnotes"):
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
    if not found.blocks and (seen := read_media(raw.name, package.media(), DOCX)) is not None:
        return replace(seen, head=tuple(_head(package)))
    if not found.blocks:
        _refuse(raw, package, [issue.message for issue in writer.issues() if issue.code == "embedded_file"])
    issues = (*writer.issues(), *found.issues)
    return Document("".join(found.text), tuple(found.blocks), DOCX, head=tuple(_head(package)), issues=issues)


def _refuse(raw: RawFile, package: Package, elsewhere: list[str]) -> None:
    if pictures := sum("/media/" in name for name in package.names):
        raise ReadError(
            "needs_ocr",
            f"{raw.name}: the document holds no text, only pictures ({pictures}). Have the text in them recognised: "
            f"{INSTALL}, and run again; or ask for the report as text",
        )
    step = (
        f"{elsewhere[0]}. Save that as a file of its own" if elsewhere else "Expected a report; is it in an attachment?"
    )
    raise ReadError("no_body", f"{raw.name}: the document shows no text. {step}")


def _head(package: Package) -> Iterator[tuple[str, str]]:
    properties = package.properties
    for node in elements(properties) if properties is not None else ():
        text = " ".join((node.text or "").split())
        if text and kind(node) in _PROPERTIES:
            yield _PROPERTIES[kind(node)], text
