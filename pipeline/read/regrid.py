"""Tables that are not written as one: rows of ``<div>``s, a ``<table>`` for each row. Both become one in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from pipeline.read.container import is_hidden

MIN_ROWS = 3
MIN_NUMBERS = 2
MIN_INLINE = 3  # cells of a row that only the page's other files set apart
MAX_TEXT = 200  # characters of a cell
MAX_NODES = 30  # within a cell
SHORT = 2  # rows of a table that may be one row of a larger one

_CONTAINERS = frozenset({"div", "section", "article", "td", "ul", "ol", "dl", "li", "body"})
_ROWS = frozenset({"div", "section", "ul", "ol", "dl", "li", "p"})
_CELLS = frozenset({"div", "li", "dt", "dd", "p", "section"})
_INLINE = frozenset({"span", "label", "b", "strong", "em", "i", "font"})
# Words for a cell in a class: "cell", "td", "col-3", "table-cell"; not "collapse".
_CELL_CLASS = re.compile(r"(?:^|[-_])(?:cell|td|th|col|column)(?:$|[-_\d])", re.IGNORECASE)
_APART = re.compile(r"display\s*:\s*(?:table-cell|inline-block|inline-flex)|float\s*:\s*left", re.IGNORECASE)
_STYLED = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_NUMBER = re.compile(r"[+-]?\d[\d,，]*(?:\.\d+)?%?")
_DASH = re.compile(r"[-—–/／]*")


def regrid(soup: BeautifulSoup) -> None:
    """Rewrite ``soup`` where rows of elements hold the numbers of a table, and where each row is its own table."""
    apart = _apart(soup)
    tags = [node for node in soup.descendants if isinstance(node, Tag)]  # far quicker than find_all
    for container in tags:
        if container.name in _CONTAINERS and len(container.contents) >= MIN_ROWS and not is_hidden(container):
            for rows in _grids(container, apart):
                _make_table(soup, rows)
    tables = [tag for tag in tags if tag.name == "table"]
    outer = _outer(tables)
    for first in tables:
        if id(first) not in outer and first.parent is not None and _is_short(first):
            _gather(first)


# -- rows of elements -----------------------------------------------------------------


def _apart(soup: BeautifulSoup) -> frozenset[str]:
    """Classes that the page's own style sets side by side."""
    sheets = "".join(sheet.get_text() for sheet in soup.find_all("style"))
    return frozenset(name for name, style in _STYLED.findall(sheets) if _APART.search(style))


def _grids(container: Tag, apart: frozenset[str]) -> Iterator[list[list[Tag]]]:
    """Runs of children that are rows, each as its row elements' cells; the first of each is the row's first cell."""
    shown = [child for child in container.contents if not _is_blank(child)]
    for _, run in groupby(shown, key=lambda child: child.name if isinstance(child, Tag) else None):
        children = list(run)
        if len(children) < MIN_ROWS or children[0].name not in _ROWS:  # type: ignore[attr-defined]
            continue
        for is_row, stretch in groupby(
            ((child, _cells(child, apart)) for child in children if isinstance(child, Tag)),
            key=lambda one: bool(one[1]),
        ):
            rows = [cells for _, cells in stretch]
            if is_row and _is_table(rows):
                yield rows


def _cells(row: Tag, apart: frozenset[str]) -> list[Tag]:
    """The cells of a row: elements with short text and nothing between them."""
    cells = []
    for child in row.contents:
        if isinstance(child, Tag):
            if child.name != "br" and not is_hidden(child):
                cells.append(child)
        elif not _is_blank(child):
            return []
    inline = [cell for cell in cells if cell.name not in _CELLS]
    styled = len(cells) >= MIN_INLINE and all(cell.get("class") for cell in cells)  # by a style of another file
    if any(cell.name not in _INLINE or not (styled or _is_apart(cell, apart)) for cell in inline):
        return []
    return cells if all(map(_is_small, cells)) else []


def _is_apart(cell: Tag, apart: frozenset[str]) -> bool:
    classes = cell.get("class")
    names = classes.split() if isinstance(classes, str) else classes or ()
    if any(name in apart or _CELL_CLASS.search(name) for name in names):
        return True
    return _APART.search(str(cell.get("style") or "")) is not None


def _is_small(cell: Tag) -> bool:
    length = 0
    for count, node in enumerate(cell.descendants):
        if count > MAX_NODES or (isinstance(node, Tag) and node.name in ("table", "a", "img", "form")):
            return False
        if isinstance(node, NavigableString):
            length += len(node.strip())
    return length <= MAX_TEXT


def _is_table(rows: Sequence[Sequence[Tag]]) -> bool:
    """Most rows have several cells, and a quarter of what stands beside the first cells are numbers, dashes or blanks.

    A list of news has dates there, a page of articles has sentences.
    """
    if len(rows) < MIN_ROWS or sum(len(row) > 1 for row in rows) * 2 < len(rows):
        return False
    texts = ["".join(cell.get_text().split()) for row in rows for cell in row[1:]]
    numbers = sum(_NUMBER.fullmatch(text) is not None for text in texts)
    empty = sum(_DASH.fullmatch(text) is not None for text in texts)
    return numbers >= MIN_NUMBERS and (numbers + empty) * 4 >= len(texts)


def _make_table(soup: BeautifulSoup, rows: Sequence[Sequence[Tag]]) -> None:
    """The elements stay and become ``<tr>`` and ``<td>``; their attributes (``colspan``) count."""
    table = soup.new_tag("table")
    elements = [row[0].parent for row in rows]
    assert elements[0] is not None
    elements[0].insert_before(table)
    for element, cells in zip(elements, rows, strict=True):
        assert element is not None
        table.append(element.extract())
        element.name = "tr"
        for cell in cells:
            cell.name = "td"


# -- a table for each row ---------------------------------------------------------------


def _outer(tables: Sequence[Tag]) -> set[int]:
    """The elements that hold a table. Asking each for the tables in it would cost the square of the depth."""
    outer: set[int] = set()
    for table in tables:
        for above in table.parents:
            if id(above) in outer:
                break
            outer.add(id(above))
    return outer


def _is_short(table: Tag) -> bool:
    return table.find("table") is None and len(table.find_all("tr", limit=SHORT + 1)) <= SHORT


def _gather(first: Tag) -> None:
    """Take the rows of the short tables that follow ``first`` with nothing between, if there are enough of them."""
    holder = first
    while holder.parent is not None and holder.parent.name in _ROWS and _only(holder):
        holder = holder.parent  # each table in a <div> of its own
    followers: list[Tag] = []
    for node in holder.next_siblings:
        if _is_blank(node):
            continue
        table = node if isinstance(node, Tag) and node.name == "table" else None
        if isinstance(node, Tag) and table is None and node.name in _ROWS:
            table = node.find("table")
            table = table if table is not None and _holds_only(node, table) else None
        if table is None or not _is_short(table):
            break
        followers.append(table)
    if len(followers) + 1 < MIN_ROWS:
        return
    for table in followers:
        for row in table.find_all("tr"):
            first.append(row.extract())
        table.decompose()


def _only(tag: Tag) -> bool:
    return tag.parent is not None and all(node is tag or _is_blank(node) for node in tag.parent.contents)


def _holds_only(outer: Tag, table: Tag) -> bool:
    tag: Tag = table
    while tag is not outer:
        if not _only(tag) or tag.parent is None:
            return False
        tag = tag.parent
    return True


def _is_blank(node: PageElement) -> bool:
    """Whether a child of an element shows nothing: white space, a comment, a line break, an element without text."""
    if not isinstance(node, Tag):
        return not isinstance(node, NavigableString) or isinstance(node, PreformattedString) or not node.strip()
    for count, inner in enumerate([node, *islice(node.descendants, MAX_NODES + 1)]):
        shows = inner.name in ("img", "table") if isinstance(inner, Tag) else not _is_blank(inner)
        if shows or count > MAX_NODES:
            return False
    return True
