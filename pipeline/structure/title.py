"""The report's title: "三明市商务局2017年政府信息公开工作年度报告", in any order and over several lines.

A title ends with a subject and a kind of report, both in the catalog; who and when is what stands before. Titles are
looked for on the page, then in what the page says of itself, then in the opening sentences (现将…年度报告公布).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.catalog.outline import title_words
from pipeline.model import Block, Document, Place
from pipeline.structure.dates import YEAR, read_year
from pipeline.structure.numbering import parse_heading
from pipeline.text import any_of, fold, shortens

MAX_LINE = 80
_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[。;!?]")
_YEAR = re.compile(rf"(?P<year>{YEAR})\s*年?\s*度?")
_YEAR_LINE = re.compile(rf"[(\[]?(?P<year>{YEAR})年?(?:度)?[)\]]?")
# "首页 >> 年报 >> 2014年度…", "[某市人民政府]2012年…", "索引号:… 某局2012年…"
_BEFORE_TITLE = re.compile(r".*[>》|\]】:,。;!?/]", re.DOTALL)
JOINS = re.compile(r"\s*(?:[_|–—>·]|(?<!\d)-(?!\d)|\s-\s)\s*")
# "2021-02-07导出word某州…": what a list of files prints before a name, which holds no letters and begins with no date
_NO_NAME = re.compile(r"^(?:.*[A-Za-z])?(?:\d*[-./:][-./:\d]*)?", re.DOTALL)
_DOCUMENT_NUMBER = re.compile(r".{0,12}[\[(〔【]\d{4}[\])〕】]第?\d+号?")
_JUNK = "《〈<\"'·•-—*#_{}[]【】、.年度 的"


# Of the head, what the file does not say of itself.
OUTSIDE = ("source_url", "listed_title")


@dataclass(frozen=True, slots=True)
class Title:
    """``places``: its blocks on the page, repeats included; none if it stands only in the page's head or a sentence.

    ``source``: ``page``, ``head``, ``opening``, or ``list``: nothing but the link that led here gives one.
    """

    text: str
    agency: str | None
    year: int | None
    places: tuple[Place, ...]
    source: str = "page"


@dataclass(frozen=True, slots=True)
class _Grammar:
    kind: re.Pattern[str]
    announced: re.Pattern[str]
    made: re.Pattern[str]
    starts: tuple[str, ...]
    shared: tuple[str, ...]
    ends: tuple[str, ...]
    areas: tuple[str, ...]
    own: tuple[str, ...]
    around: re.Pattern[str]
    short: re.Pattern[str]


@lru_cache(maxsize=8)
def _grammar(catalog: Catalog) -> _Grammar:
    words, announcement = catalog.outline["title"], catalog.outline["announcement"]
    kind = title_words(catalog)
    before = rf"(?:(?:{any_of(announcement['starts'])})《?|(?:{any_of(announcement['made_by'])}))"
    made = rf"(?:{any_of(announcement['made'])})的?"
    around = any_of(catalog.outline["agency"]["around"])
    return _Grammar(
        kind=re.compile(kind),
        announced=re.compile(rf"{before}(?P<named>[^。;,:]{{0,60}}?(?:{made}[^。;,:]{{0,20}}?)?{kind})"),
        made=re.compile(made),
        starts=words["starts"],
        shared=words["shared"],
        ends=catalog.outline["agency"]["ends"],
        areas=catalog.outline["agency"]["areas"],
        own=catalog.outline["agency"]["own"],
        around=re.compile(rf"^(?:{around})+|(?:{around})+$"),
        short=re.compile(rf"\((?:{any_of(catalog.outline['agency']['short'])})[^()]*\)"),
    )


def find_title(document: Document, catalog: Catalog) -> Title | None:
    """The best title: one that names agency and year before one that does not, the page before its head."""
    grammar = _grammar(catalog)
    found = list(_on_page(document, grammar))
    heads = [content for name, content in document.head if name not in OUTSIDE]
    found += [title for content in (*heads, *_metadata_cells(document)) if (title := _in_head(content, grammar))]
    if opening := _announced(document, grammar):
        found.append(opening)
    if not found:
        # only where the file itself has none: a link may lead to the wrong file, or say less than the page
        listed = _in_head(dict(document.head).get("listed_title", ""), grammar)
        return None if listed is None else replace(listed, source="list")
    said = _join(fold(heads[0])) if heads else ""
    named = _in_head(heads[0], grammar) if heads else None
    best = min(found, key=lambda title: _order(title, said, named))
    same = _join(fold(best.text))
    repeats = [t.places for t in found if t.places and (_join(fold(t.text)) == same or _is_part(t, best))]
    places = sorted({place for group in [best.places, *repeats] for place in group}, key=lambda place: place.start)
    return Title(best.text, best.agency, best.year, tuple(places), best.source)


def list_titles(document: Document, catalog: Catalog) -> list[Title]:
    """Every line of the page's container that is a title: several of them are a list of reports."""
    lines = [_line(document, block) for block in document.blocks if block.content]
    found = (_parse(line, line, (), "page", _grammar(catalog)) for line in lines if line)
    return [title for title in found if title is not None]


def titles_within(document: Document, catalog: Catalog) -> list[tuple[int, Title]]:
    """The titles of the container with the block where each begins, in order; of two that overlap the first."""
    found: list[tuple[int, Title]] = []
    end = -1
    for index, block in enumerate(document.blocks):
        line = _line(document, block) if block.content and block.place.start > end else ""
        if line and (title := _over_lines(document, index, line, _grammar(catalog))):
            found.append((index, title))
            end = title.places[-1].end
    return found


def read_title(line: str, catalog: Catalog) -> Title | None:
    """The title that a line without spaces holds."""
    return _parse(line, line, (), "page", _grammar(catalog))


def _order(title: Title, said: str, named: Title | None) -> tuple[bool, bool, int, bool]:
    """Complete ones first, then those the head confirms, then page, head, opening; the first of equals wins.

    ``said`` is the head, ``named`` its title: 某市环保局2017年… there confirms 某市环境保护局2017年… on the page.
    """
    sources = ("page", "head", "opening")
    confirmed = bool(said) and (_join(fold(title.text)) in said or (named is not None and _is_same(title, named)))
    incomplete = title.agency is None or title.year is None
    return (incomplete, not confirmed, sources.index(title.source), title.year is None)


def _is_same(title: Title, other: Title) -> bool:
    if title.year != other.year or title.agency is None or other.agency is None:
        return False
    return shortens(title.agency, other.agency) or shortens(other.agency, title.agency)


def _in_head(content: str, grammar: _Grammar) -> Title | None:
    """The page's own title often joins the report's and the site's: 某局2017年…年度报告_某市人民政府."""
    parts = (_parse(_join(fold(part)), part, (), "head", grammar) for part in JOINS.split(content[:300]))
    return min((title for title in parts if title), key=lambda title: _order(title, "", None), default=None)


def _metadata_cells(document: Document) -> Iterator[str]:
    """Cells of a small table above the report: 信息名称 | 某局2017年政府信息公开年度报告."""
    for block in document.blocks:
        if 0 < len(block.cells) <= 60:
            yield from (cell.text for cell in block.cells if 8 <= len(cell.text) <= MAX_LINE)


def _is_part(title: Title, best: Title) -> bool:
    return title.agency in (best.agency, None) and title.year in (best.year, None)


def _on_page(document: Document, grammar: _Grammar) -> Iterator[Title]:
    """Titles on the page: those inside the report's container first, then those above it, the nearest first."""
    blocks = document.blocks
    first = next((i for i, block in enumerate(blocks) if block.content), 0)
    inside = [i for i, block in enumerate(blocks) if block.content]
    above = list(range(first - 1, -1, -1))
    below = [i for i in range(first, len(blocks)) if not blocks[i].content]
    for i in (*inside, *above, *below):
        line = _line(document, blocks[i])
        if line and (title := _over_lines(document, i, line, grammar)):
            yield title


def _line(document: Document, block: Block) -> str:
    """The line that a block may give to a title, without spaces; "" for prose, headings and tables.

    A table that only lays out a page may hold the title in its widest cell.
    """
    if block.cells:
        return ""
    printed = document.cut(block.place)
    if len(printed) > MAX_LINE:
        return ""
    folded = fold(printed)
    if _SENTENCE.search(folded) or parse_heading(printed, folded):
        return ""
    return _join(folded)


def _over_lines(document: Document, i: int, line: str, grammar: _Grammar) -> Title | None:
    """The title that begins in block ``i``, and may run over the next two."""
    blocks = document.blocks
    own = _parse(line, document.cut(blocks[i].place), (blocks[i].place,), "page", grammar)
    below = [(blocks[j], _line(document, blocks[j])) for j in range(i + 1, min(i + 3, len(blocks)))]
    if own is not None:
        if own.year is None and below and (year := _YEAR_LINE.fullmatch(below[0][1])):
            return Title(own.text, own.agency, read_year(year["year"]), (*own.places, below[0][0].place))
        return own
    if _DOCUMENT_NUMBER.fullmatch(line):
        return None
    joined, places = line, [blocks[i].place]
    for block, text in below:  # 某区某街道2025年政府 / 信息公开工作年度报告; 某局 / 2017年政府信息公开年度报告
        if not text or len(joined + text) > MAX_LINE or ":" in joined or block.content != blocks[i].content:
            return None
        alone = _parse(text, text, (), "page", grammar)
        if alone is not None and alone.agency and alone.year:
            return None
        title_like = joined.endswith(grammar.ends) or _YEAR.search(joined) is not None
        joined, places = joined + text, [*places, block.place]
        if title_like and (title := _parse(joined, joined, tuple(places), "page", grammar)):
            return title
    return None


def _parse(line: str, printed: str, places: tuple[Place, ...], source: str, grammar: _Grammar) -> Title | None:
    """Read a line without spaces that holds a title; what stands before a mark such as ">" is not part of it."""
    found = grammar.kind.search(line)
    if found is None:
        return None
    junk = _BEFORE_TITLE.match(line[: found.start()])
    prefix = line[junk.end() : found.start()] if junk else line[: found.start()]
    labelled = prefix
    for start in grammar.starts:
        prefix = prefix.removeprefix(start)
    if source == "page" and prefix != labelled and "," in line[found.end() :]:
        return None  # "现将某局2018年…年度报告公布如下,报告的统计期", a sentence that a hard line break cut
    year = next(iter(reversed([*_YEAR.finditer(prefix)])), None) or _YEAR.match(line[found.end() :].lstrip("(["))
    name = _YEAR.sub("", prefix).strip(_JUNK)
    if grammar.starts[0] in name:  # 某局关于2017年度政府信息公开情况的报告
        name = name.split(grammar.starts[0])[0]
    name = grammar.around.sub("", _NO_NAME.sub("", grammar.short.sub("", name), count=1))
    last, first = grammar.shared
    if name.endswith(last) and found[0].startswith(first):
        name += first
    agency = name if 2 <= len(name) <= 40 and not name.startswith(grammar.own) else None
    if agency is None and len(prefix) > 30:
        return None
    text = prefix + line[found.start() : found.end()] if junk or prefix != labelled else printed.strip(" |\t\u3000")
    return Title(text, agency, read_year(year["year"]) if year else None, places, source)


def _announced(document: Document, grammar: _Grammar) -> Title | None:
    """A title that only the opening sentences give: 现将某局2012年政府信息公开工作年度报告向社会公布."""
    opening = fold(document.text[:3000])
    for found in grammar.announced.finditer(opening):
        named = _join(found["named"])
        title = _parse(
            grammar.made.sub("", named, count=1),
            document.text[found.start("named") : found.end("named")],
            (),
            "opening",
            grammar,
        )
        if title is None:
            continue
        if title.agency and not re.sub(r"\([^()]*\)$", "", title.agency).endswith((*grammar.ends, *grammar.areas)):
            title = Title(title.text, None, title.year, (), "opening")  # "2014年度政府职能部门信息公开年度报告"
        if title.agency or title.year:
            return title
    return None


def _join(folded: str) -> str:
    """ "2012 年", "年 度" and a line broken in HTML are one line."""
    return _SPACE.sub("", folded)
