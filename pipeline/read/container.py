"""The element of a page that holds the report, found by where the prose is.

Every page is weighed in one pass: commas, stops and table cells that stand outside links. A navigation bar weighs
nothing by that measure, however long it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

# Ids and classes of the article in the content systems that government sites use, surest first.
CONTAINERS = (
    "#zoom", ".trs_editor", "#ucap-content", ".trs_ueditor", "#vsb_content", ".v_news_content", "#ivs_content",
    ".article-content", ".article_con", ".pages_content", ".custom_unionstyle", ".bt-content", ".wzzw", ".zwxl-article",
    ".news_content", ".xxgk_content", "#article", ".content", "#content",
)  # fmt: skip
SKIP = frozenset({
    "script", "style", "noscript", "template", "head", "title", "select", "option", "textarea", "input", "svg",
    "iframe", "object",
})  # fmt: skip
KNOWN = 0.75  # the share of the page's prose from which a known container is taken for the whole report
HEAVY = 0.85  # the same for any other element

_RANK = {name: rank for rank, name in enumerate(CONTAINERS)}
_SENTENCE = re.compile(r"[。；，,;]")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """``weight``: how much of the page reads like prose or data; 0 for a page that shows only links and titles.

    ``outer``: the ids (as of ``id()``) of the elements that hold a table. Asking each table for the tables in it
    would cost the square of the depth.
    """

    weight: int
    container: Tag | None
    outer: frozenset[int] = frozenset()


def is_hidden(tag: Tag) -> bool:
    """Whether a browser would not draw the element, as far as its own attributes tell."""
    return tag.name in SKIP or tag.has_attr("hidden") or bool(_HIDDEN.search(str(tag.get("style") or "")))


def weigh(soup: BeautifulSoup) -> Page:
    """Find the report's element: a known container with most of the prose, else the smallest element that has it."""
    body = soup.body
    if body is None:
        return Page(0, None)
    weights: dict[int, int] = {id(body): 0}
    tags: list[Tag] = []
    passed_over: set[int] = set()  # links and what is not drawn, with everything in them
    known: list[tuple[int, Tag]] = []
    for node in body.descendants:
        above = id(node.parent)
        if isinstance(node, Tag):
            tags.append(node)
            if above in passed_over or node.name == "a" or is_hidden(node):
                passed_over.add(id(node))
            weights[id(node)] = 2 if node.name == "td" and id(node) not in passed_over else 0
            known.extend((_RANK[name], node) for name in _names(node) if name in _RANK)
        elif above not in passed_over and not isinstance(node, PreformattedString):
            weights[above] += len(_SENTENCE.findall(str(node)))
    outer: set[int] = set()
    for tag in reversed(tags):
        weights[id(tag.parent)] += weights[id(tag)]
        if tag.name == "table" or id(tag) in outer:
            outer.add(id(tag.parent))
    whole = weights[id(body)]
    if not whole:
        return Page(0, None, frozenset(outer))
    for _, tag in sorted(known, key=lambda pair: (pair[0], -weights[id(pair[1])])):
        if weights[id(tag)] >= KNOWN * whole:
            return Page(whole, tag, frozenset(outer))
    best = body
    while True:
        heavy = next((tag for tag in _children(best) if weights[id(tag)] >= HEAVY * whole), None)
        if heavy is None or heavy.name in ("table", "p"):
            return Page(whole, best, frozenset(outer))
        best = heavy


def _names(tag: Tag) -> Iterable[str]:
    """ "#zoom" for an id, ".TRS_Editor" for each class; content systems differ in their case."""
    if tag.attrs:
        name, classes = tag.attrs.get("id"), tag.attrs.get("class")
        if isinstance(name, str):
            yield f"#{name.lower()}"
        if classes:
            yield from (f".{one.lower()}" for one in ([classes] if isinstance(classes, str) else classes))


def _children(tag: Tag) -> Iterable[Tag]:
    return (child for child in tag.contents if isinstance(child, Tag))
