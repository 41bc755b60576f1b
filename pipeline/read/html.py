"""HTML page → ``Document``.

One walk over the soup gives the blocks in reading order. The whole page is kept: what stands outside the
report's container is marked ``content=False``, because the title and the 来源/时间 line usually stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString, PageElement, PreformattedString

from pipeline.errors import ReadError
from pipeline.model import Attachment, Block, Cell, Document, Issue, Picture, Place, RawFile
from pipeline.read.beside import attachments, head_of, is_document, picture_address
from pipeline.read.container import Page, is_hidden, weigh
from pipeline.read.decode import decode
from pipeline.read.drawn import draw, unescape_markup
from pipeline.read.grid import GridCell, expand
from pipeline.read.regrid import regrid
from pipeline.read.text import EDGES, INVISIBLE

MAX_NODES = 500_000
MAX_CELL = 200  # characters; a longer cell is prose

# What a browser starts a new line for. Anything else, also <o:p>, <st1:chsdate> and names it does not know, is
# part of the line.
_BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"(?<![-\w])font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_HEADING = {f"h{level}": level for level in range(1, 7)}
_WHITE = re.compile(r"[ \t\n\r\f]+")
_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))


def read_html(raw: RawFile) -> Document:
    """Read one page.

    Raises:
        ReadError: ``no_body`` if the page shows no text, ``needs_browser`` if a script is to draw it,
            ``only_attachment`` if it shows a file, ``too_many_nodes`` if it is a bomb.
    """
    decoded = decode(raw.data)
    if decoded.text.count("<") > MAX_NODES:
        raise ReadError(
            "too_many_nodes",
            f"{raw.name}: more than {MAX_NODES:,} tags; no report has so many. Look at what it is",
        )
    soup = BeautifulSoup(decoded.text, "lxml")
    mended = list(unescape_markup(soup)) if "&lt;" in decoded.text else []
    regrid(soup)
    page = weigh(soup)
    if drawn := list(draw(soup, page)):
        regrid(soup)
        page = weigh(soup)
    writer = walk(soup, page)
    files = tuple(attachments(soup))
    empty = None if page.weight and writer.blocks else _emptiness(soup, files, writer)
    if empty and not (writer.blocks and (writer.pictures or any(map(is_document, files)))):
        raise ReadError(empty[0], f"{raw.name}: {empty[1]}")
    return Document(
        text="".join(writer.text),
        blocks=tuple(writer.blocks),
        media_type="text/html",
        encoding=decoded.encoding,
        damaged=decoded.damaged,
        head=tuple(head_of(soup)),
        attachments=files,
        issues=(*decoded.issues(), *mended, *drawn, *writer.issues, *([Issue("read", *empty)] if empty else ())),
        pictures=tuple(writer.pictures),
    )


def _emptiness(soup: BeautifulSoup, files: Sequence[Attachment], writer: Writer) -> tuple[str, str] | None:
    """Code and message for a page without a sentence: no report, though it may show a title and a menu."""
    if files and not writer.blocks:
        return "only_attachment", f"the page shows nothing but a file ({files[0].address}). Fetch that file"
    frames = [str(tag.get("src") or tag.get("data")) for tag in soup.find_all(["frame", "iframe", "embed", "object"])]
    frames = [address for address in frames if address not in ("None", "about:blank")]
    if frames:
        return (
            "no_body",
            f"the page shows no sentence; its text stands in a frame ({frames[0]}). Fetch that address",
        )
    if soup.find("script") is not None:
        return (
            "needs_browser",
            "the page shows no sentence, and has scripts that may draw one. "
            "Fetch it with a browser, or save the drawn page",
        )
    if not writer.blocks:
        return "no_body", "the page shows no text. Expected a report; is it in an attachment?"
    return None


# -- the walk: a stream of text, breaks and tables ----------------------------------


def walk(soup: BeautifulSoup, page: Page) -> Writer:
    """Text and blocks of a page, in reading order; other formats that are drawn as a page use it too."""
    writer = Writer()
    for part in _parts(soup, page):
        writer.add(part)
    return writer


class _Part:
    """A paragraph's text, or a data table, met on the walk."""

    def __init__(self, content: bool, level: int | None) -> None:
        self.content, self.level = content, level
        self.runs: list[tuple[str, bool]] = []  # text and whether it is bold
        self.pictures: list[str] = []
        self.table: list[GridCell[Tag]] = []
        self.cut_short = False


def _parts(soup: BeautifulSoup, page: Page) -> Iterator[_Part]:
    """Walk without recursion: pages nested thousands deep exist."""
    container = page.container
    part = _Part(container is None, None)
    # (node, inside the container, heading level, bold, in <pre>); None closes a block
    stack: list[tuple[PageElement | None, bool, int | None, bool, bool]] = [
        (soup, container is None, None, False, False)
    ]
    while stack:
        node, inside, level, bold, pre = stack.pop()
        if node is None:
            yield part
            part = _Part(inside, level)
        elif isinstance(node, Tag):
            if is_hidden(node):
                continue
            # A list of links within the report, such as its contents, is no part of it.
            within = node is container or (inside and node.name != "nav")
            if node.name == "table" and id(node) not in page.outer and _is_data(node):
                yield part
                part = _Part(within, None)
                part.runs = [(text, False) for text in _loose_text(node)]
                yield part
                part = _Part(within, None)
                part.table, part.cut_short = expand(node)
                yield part
                part = _Part(within, level)
                continue
            if node.name == "img" and within and (address := picture_address(node)):
                part.pictures.append(address)
            deeper = _HEADING.get(node.name, level)
            heavier = bold or node.name in _BOLD or bool(_BOLD_STYLE.search(str(node.get("style") or "")))
            if node.name in _BLOCK:
                yield part
                part = _Part(within, deeper)
                stack.append((None, inside, level, bold, pre))
            kept = pre or node.name == "pre"
            stack.extend((child, within, deeper, heavier, kept) for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and (
            not isinstance(node, PreformattedString) or isinstance(node, CData)
        ):
            first, *rest = str(node).split("\n") if pre else [str(node)]
            part.runs.append((first, bold))
            for line in rest:
                yield part
                part = _Part(inside, level)
                part.runs.append((line, bold))
    yield part


def _is_data(table: Tag) -> bool:
    """Whether a ``<table>`` with no other in it holds data; otherwise it is layout and is walked through.

    Layout: it has one column, it is a menu (most of its text is links), or most of its text is prose (cells over
    200 characters). An indicator table has short cells: "当面申请数", "条", "97"; a note of some lines is no prose.
    """
    widest = max((len(row.find_all(["td", "th"], recursive=False)) for row in table.find_all("tr")), default=0)
    if widest < 2:
        return False
    lengths = [len(_WHITE.sub("", cell.get_text())) for cell in table.find_all(["td", "th"])]
    prose = sum(length for length in lengths if length > MAX_CELL)
    links = sum(len(_WHITE.sub("", link.get_text())) for link in table.find_all("a"))
    return max(prose, links) * 2 <= sum(lengths)


def _loose_text(table: Tag) -> Iterator[str]:
    """What a table holds outside its cells: its caption, and text that a broken page left between rows."""
    stack: list[PageElement] = [table]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name not in ("td", "th") and not is_hidden(node):
                stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            yield str(node)


class Writer:
    """Collects the document's text and its blocks, so that every place cuts out exactly its text."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.blocks: list[Block] = []
        self.issues: list[Issue] = []
        self.pictures: list[Picture] = []
        self.length = 0

    def add(self, part: _Part) -> None:
        if part.table:
            self._table(part)
            return
        text = _clean("".join(run for run, _ in part.runs))
        if text:
            bold = all(heavy for run, heavy in part.runs if run.strip(EDGES))
            place = self._write(text, "\n")
            self.blocks.append(Block(place, content=part.content, level=part.level, bold=bold))
        self.pictures += (Picture(address, self.length) for address in part.pictures)

    def _table(self, part: _Part) -> None:
        texts = [cell_text(cell.source) for cell in part.table]
        if not any(texts):
            return
        cells, row = [], 0
        for cell, text in zip(part.table, texts, strict=True):
            place = self._write(text, "\n" if cell.row != row else "\t")
            row = cell.row
            cells.append(Cell(cell.row, cell.col, text, place, cell.row_span, cell.col_span))
        place = Place(cells[0].place.start, cells[-1].place.end)
        self.blocks.append(Block(place, cells=tuple(cells), content=part.content))
        if part.cut_short:
            message = f"a table has more than {len(cells):,} cells; the rest of it was not read"
            self.issues.append(Issue("read", "table_cut_short", message, place))

    def _write(self, text: str, before: str) -> Place:
        if self.length:
            self.text.append(before)
            self.length += 1
        start = self.length
        self.text.append(text)
        self.length += len(text)
        return Place(start, self.length)


def cell_text(cell: Tag) -> str:
    """The visible text of a cell. Its paragraphs are joined; two numbers are never glued together."""
    lines: list[list[str]] = [[]]
    stack: list[PageElement | None] = [*reversed(cell.contents)]
    while stack:
        node = stack.pop()
        if node is None:
            lines.append([])
        elif isinstance(node, Tag):
            if is_hidden(node):
                continue
            if node.name in _BLOCK:
                lines.append([])
                stack.append(None)
            stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            lines[-1].append(str(node))
    text = ""
    for line in (_clean("".join(runs)) for runs in lines):
        text += " " + line if text and line and _would_glue(text[-1], line[0]) else line
    return text


def _clean(text: str) -> str:
    """As a browser shows it: blanks drawn together, none around the line, nothing that has no width."""
    return _WHITE.sub(" ", text.translate(_INVISIBLE)).strip(EDGES)


def _would_glue(last: str, first: str) -> bool:
    return (last.isascii() and first.isascii()) or (last.isdigit() and first.isdigit())
