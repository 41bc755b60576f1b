"""Several reports in one file: reports of two years or two agencies one below the other, or one report given twice.

One is read. The others are set aside, each with an issue that says where it stands: their sections and tables must
not mix with those of the one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.catalog import Catalog
from pipeline.model import Document, Issue, Place
from pipeline.structure.numbering import Heading, parse_heading
from pipeline.structure.title import Title, titles_within
from pipeline.text import fold, squeeze

MIN_NUMBERS = 12  # cells of a report that is only a table


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Blocks from one title to the next."""

    title: Title
    first: int
    last: int  # excluded
    style: str  # of its sections, where they begin with one and go on with two
    table: bool


def take_one(document: Document, catalog: Catalog, best: Title | None) -> tuple[Document, tuple[Issue, ...]]:
    """The document with all reports but one marked as not its content, and an issue for each of these.

    The one is the report that ``best`` names (the page's own title), else the first. A title without a report of its
    own below it (a covering letter, a cover, the head of a printed page) begins none.
    """
    reports = _reports(document, _stretches(document, catalog))
    if len(reports) < 2:
        return document, ()
    named = [one for one in reports if best is not None and _key(one.title) == _key(best)]
    chosen = (named or reports)[0]
    others = [one for one in reports if one is not chosen]
    aside = {index for one in others for index in range(one.first, one.last)}
    blocks = tuple(
        replace(block, content=False) if index in aside else block for index, block in enumerate(document.blocks)
    )
    return replace(document, blocks=blocks), tuple(_issue(document, one, chosen) for one in others)


def _stretches(document: Document, catalog: Catalog) -> list[_Stretch]:
    titles = titles_within(document, catalog)
    ends = [*(index for index, _ in titles), len(document.blocks)][1:]
    return [
        _Stretch(title, first, last, _style(document, first, last), _has_table(document, first, last))
        for (first, title), last in zip(titles, ends, strict=True)
    ]


def _reports(document: Document, stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """The stretches that are reports, each with those that belong to it: letters before it, pieces after it."""
    reports: list[_Stretch] = []
    for one in stretches:
        same = next((report for report in reports if _is_same(report.title, one.title)), None)
        if one.style and (same is None or one.style == same.style):
            reports.append(one)  # the head of a printed page may stand above 1. and 2. of a section
        elif one.table and same is None:
            reports.append(one)
        elif reports:
            reports[-1] = replace(reports[-1], last=one.last)
    return reports


def _key(title: Title) -> tuple[str | None, int | None]:
    return title.agency, title.year


def _is_same(title: Title, other: Title) -> bool:
    """Whether nothing in two titles differs; either may be without agency or year."""
    return all(a == b or a is None or b is None for a, b in zip(_key(title), _key(other), strict=True))


def _style(document: Document, first: int, last: int) -> str:
    at = {index: found for index in range(first + 1, last) if (found := _heading(document, index))}
    headings = list(at.values())
    ordinals = [one.ordinal for one in headings if one.style == headings[0].style]
    texts = (document.cut(document.blocks[index].place) for index in range(min(at, default=last), last))
    if not any("。" in text for text in texts):
        return ""  # a list of contents
    return headings[0].style if ordinals[:1] == [1] and 2 in ordinals else ""


def _heading(document: Document, index: int) -> Heading | None:
    block = document.blocks[index]
    if block.cells or not block.content:
        return None
    printed = document.cut(block.place)
    return parse_heading(printed, fold(printed))


def _has_table(document: Document, first: int, last: int) -> bool:
    cells = (cell for block in document.blocks[first:last] if block.content for cell in block.cells)
    return sum(squeeze(cell.text).isdecimal() for cell in cells) >= MIN_NUMBERS


def _issue(document: Document, one: _Stretch, chosen: _Stretch) -> Issue:
    blocks = document.blocks
    message = (
        f"the file holds another report, {one.title.text}, which was not read; read was {chosen.title.text}. "
        "Save it as a file of its own"
    )
    return Issue(
        "structure", "other_report", message, Place(blocks[one.first].place.start, blocks[one.last - 1].place.end)
    )
