"""HTML page → ``Document``.

One walk over the soup gives the blocks in reading order. The whole page is kept: what stands outside the
report's container is marked ``content=False``, because the title and the 来源/时间 line usually stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString, PageElement, PreformattedString

from pipeline.errors import ReadError
from pipeline.model import Attachment, Block, Cell, Document, Issue, Place, RawFile
from pipeline.read.decode import decode
from pipeline.read.grid import GridCell, expand

MAX_NODES = 500_000

# Containers of the article in the content systems that government sites use.
CONTAINERS = (
    "#zoom", ".TRS_Editor", "#UCAP-CONTENT", ".TRS_UEDITOR", "#vsb_content", ".v_news_content", ".article-content",
    ".article_con", ".pages_content", ".Custom_UnionStyle", ".bt-content", ".wzzw", ".zwxl-article", ".news_content",
    ".xxgk_content", "#article", ".content", "#content",
)  # fmt: skip

_SKIP = {
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "title",
    "select",
    "option",
    "textarea",
    "input",
    "svg",
    "iframe",
}
_INLINE = {
    "a", "abbr", "b", "bdo", "big", "cite", "code", "em", "font", "i", "img", "ins", "label", "mark", "nobr", "o:p",
    "q", "s", "small", "span", "st1:chsdate", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "del",
    "st1:personname",
}  # fmt: skip
_BOLD = {"b", "strong"}
_FILE = re.compile(r"\.(docx?|wps|pdf|xlsx?|et|ofd|zip|rar|txt)(\?|#|$)|download|down\.jsp", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WHITE = re.compile(r"[ \t\n\r\f]+")
_EDGES = " \t\n\r\f\u00a0\u3000"
_SENTENCE = re.compile(r"[。；，,;]")


def read_html(raw: RawFile) -> Document:
    """Read one page. Raises ``ReadError`` ``no_body`` if it shows no text, ``too_many_nodes`` if it is a bomb."""
    decoded = decode(raw.data)
    if decoded.text.count("<") > MAX_NODES:
        raise ReadError(
            "too_many_nodes",
            f"{raw.name}: more than {MAX_NODES:,} tags. Split the file, or look at what it is",
        )
    soup = BeautifulSoup(decoded.text, "lxml")
    container = _container(soup)
    writer = _Writer()
    for part in _parts(soup, container):
        writer.add(part)
    if not writer.blocks:
        raise ReadError(
            "no_body",
            f"{raw.name}: the page shows no text. It may be drawn by script; fetch it with a browser",
        )
    return Document(
        text="".join(writer.text),
        blocks=tuple(writer.blocks),
        media_type="text/html",
        encoding=decoded.encoding,
        damaged=decoded.replaced,
        head=tuple(_head(soup)),
        attachments=tuple(_attachments(soup)),
        issues=(*decoded.issues(), *writer.issues),
    )


# -- the walk: a stream of text, breaks and tables ----------------------------------


class _Part:
    """A paragraph's text, or a data table, met on the walk."""

    def __init__(self, content: bool, level: int | None) -> None:
        self.content, self.level = content, level
        self.runs: list[tuple[str, bool]] = []  # text and whether it is bold
        self.table: list[GridCell[Tag]] = []


def _parts(soup: BeautifulSoup, container: Tag | None) -> Iterator[_Part]:
    """Walk without recursion: pages nested thousands deep exist."""
    part = _Part(container is None, None)
    # (node, inside the container, heading level, bold); None closes a block
    stack: list[tuple[PageElement | None, bool, int | None, bool]] = [(soup, container is None, None, False)]
    while stack:
        node, inside, level, bold = stack.pop()
        if node is None:
            yield part
            part = _Part(inside, level)
        elif isinstance(node, Tag):
            if node.name in _SKIP or _is_hidden(node):
                continue
            within = inside or node is container
            if node.name == "table" and is_data_table(node):
                yield part
                part = _Part(within, None)
                part.table = expand(node)
                yield part
                part = _Part(within, level)
                continue
            deeper = int(node.name[1]) if re.fullmatch(r"h[1-6]", node.name) else level
            heavier = bold or node.name in _BOLD
            if node.name not in _INLINE:
                yield part
                part = _Part(within, deeper)
                stack.append((None, inside, level, bold))
            stack.extend((child, within, deeper, heavier) for child in reversed(node.contents))
        elif isinstance(node, NavigableString) and (
            not isinstance(node, PreformattedString) or isinstance(node, CData)
        ):
            part.runs.append((str(node), bold))
    yield part


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or bool(_HIDDEN.search(str(tag.get("style") or "")))


def is_data_table(table: Tag) -> bool:
    """Whether a ``<table>`` holds data; otherwise it is layout and is walked through.

    Layout: it holds another table, a cell of it holds prose (over 200 characters), or it has a single cell.
    An indicator table has short cells: "当面申请数", "条", "97".
    """
    if table.find("table") is not None:
        return False
    cells = table.find_all(["td", "th"])
    return len(cells) > 1 and all(len(_WHITE.sub("", cell.get_text())) <= 200 for cell in cells)


class _Writer:
    """Collects the document's text and its blocks, so that every place cuts out exactly its text."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.blocks: list[Block] = []
        self.issues: list[Issue] = []
        self.length = 0

    def add(self, part: _Part) -> None:
        if part.table:
            self._table(part)
            return
        text = _WHITE.sub(" ", "".join(run for run, _ in part.runs)).strip(_EDGES)
        if text:
            bold = all(heavy for run, heavy in part.runs if run.strip(_EDGES))
            place = self._write(text, "\n")
            self.blocks.append(Block(place, content=part.content, level=part.level, bold=bold))

    def _table(self, part: _Part) -> None:
        cells, row = [], 0
        for cell in part.table:
            before = "\n" if cell.row != row else "\t"
            row = cell.row
            place = self._write(cell_text(cell.source), before)
            cells.append(Cell(cell.row, cell.col, self.text[-1], place, cell.row_span, cell.col_span))
        if not any(cell.text for cell in cells):
            return
        place = Place(cells[0].place.start, cells[-1].place.end)
        self.blocks.append(Block(place, cells=tuple(cells), content=part.content))

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
    lines: list[str] = [""]
    stack: list[PageElement | None] = [*reversed(cell.contents)]
    while stack:
        node = stack.pop()
        if node is None:
            lines.append("")
        elif isinstance(node, Tag):
            if node.name in _SKIP or _is_hidden(node):
                continue
            if node.name not in _INLINE:
                lines.append("")
                stack.append(None)
            stack.extend(reversed(node.contents))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            lines[-1] += str(node)
    text = ""
    for line in (_WHITE.sub(" ", line).strip(_EDGES) for line in lines):
        glued = text and line and (text[-1].isascii() and line[0].isascii())
        text += " " + line if glued else line
    return text


# -- the container --------------------------------------------------------------------


def _prose(tag: Tag) -> int:
    """How much of a tag reads like sentences or data: commas, stops and table cells outside links."""
    return sum(
        len(_SENTENCE.findall(text)) for text in tag.find_all(string=True) if text.find_parent("a") is None
    ) + 2 * len(tag.find_all("td"))


def _container(soup: BeautifulSoup) -> Tag | None:
    """The article's element: a known container that holds most of the page's prose, else the smallest that does."""
    body = soup.body
    if body is None:
        return None
    for tag in body.find_all(list(_SKIP)):
        tag.extract()
    whole = _prose(body)
    if not whole:
        return None
    for selector in CONTAINERS:
        found = body.select(selector)
        if found and _prose(found[0]) >= 0.6 * whole:
            return found[0]
    best = body
    while True:
        heavy = [child for child in best.find_all(True, recursive=False) if _prose(child) >= 0.85 * whole]
        if not heavy or heavy[0].name in ("table", "p"):
            return best
        best = heavy[0]


def _head(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    if soup.title is not None and soup.title.string:
        yield "title", soup.title.string.strip()
    for meta in soup.find_all("meta"):
        name, content = meta.get("name") or meta.get("property"), meta.get("content")
        if name and content:
            yield str(name), str(content).strip()


def _attachments(soup: BeautifulSoup) -> Iterator[Attachment]:
    seen = set()
    for link in soup.find_all("a", href=_FILE):
        found = Attachment(_WHITE.sub(" ", link.get_text()).strip(), str(link["href"]))
        if found not in seen:
            seen.add(found)
            yield found
