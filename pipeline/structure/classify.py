"""What each stretch of the page is: body, table, title, furniture, signature or attachment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.catalog import Catalog
from pipeline.model import Document
from pipeline.structure.apart import mend_headings
from pipeline.structure.contents import find_contents
from pipeline.structure.dates import YEAR, find_dates
from pipeline.structure.stretch import SENTENCE, Stretch, cut, is_sentence, mend
from pipeline.structure.title import Title
from pipeline.structure.unnumbered import name_known, name_marked
from pipeline.text import any_of, squeeze

_MONTH_ONLY = re.compile(rf"\(?\s*{YEAR}\s*年\s*(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*月\s*\)?")

# a line of prose that a hard line break cut, "按照《条例》第四十九条、第五十条的要求编制本报", and no path or label
_IN_SENTENCE = re.compile(r"[,、]")
_IN_FURNITURE = re.compile(r"[:>|»]")


@lru_cache(maxsize=8)
def _furniture(catalog: Catalog) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Lines that begin with, and lines that hold, a word of the page's furniture; on text without blanks."""
    words = any_of(tuple(squeeze(word) for word in catalog.outline["furniture"]["words"]))
    return re.compile(rf"[^\w]*(?:{words})"), re.compile(words)


def classify(document: Document, catalog: Catalog, title: Title | None, tables: set[int]) -> list[Stretch]:
    """Every stretch of the document in order, with its kind; ``tables`` are the blocks of indicator tables."""
    stretches = [s for i, block in enumerate(document.blocks) for s in cut(document, block, i in tables, catalog)]
    for s in stretches:
        if s.kind == "body" and title is not None and s.place in title.places:
            s.kind = "title"
    stretches = mend_headings(stretches, document, catalog)
    for i in find_contents(stretches, catalog):
        stretches[i].kind = "furniture"
    mend(stretches, document, catalog)
    name_known(stretches, catalog)
    starts, holds = _furniture(catalog)
    first = _first(stretches, starts, catalog)
    prose = [i for i, s in enumerate(stretches) if s.kind == "body" and i >= first and is_sentence(s)]
    last = max([*prose, *(i for i, s in enumerate(stretches) if s.kind == "table")], default=first)
    attached = catalog.outline["attachment"]
    for i, s in enumerate(stretches):
        if s.kind != "body":
            continue
        line = squeeze(s.line)
        if i < first:
            s.kind = "furniture"
        elif s.heading is None and s.is_whole and _names_table(i, stretches):
            s.kind = "table"
        elif line.startswith(attached["starts"]) and not line.startswith(attached["not_starts"]) and i >= last:
            s.kind = "attachment"
        elif s.heading is None and s.is_whole and "。" not in line and len(line) <= SENTENCE:
            button = starts.match(line) is not None and not re.search(r"\d", line)  # "微信公开60条" is text
            if button or (i > last and holds.search(line)):
                s.kind = "furniture"
    _sign(stretches, first, title, catalog)
    name_marked(stretches, catalog)
    return stretches


def _first(stretches: Sequence[Stretch], furniture: re.Pattern[str], catalog: Catalog) -> int:
    """Where the report's text begins: at a sentence, a numbered heading, or short lines of text right before it."""
    words = catalog.outline["announcement"]

    def is_text(s: Stretch) -> bool:
        line = squeeze(s.whole or s.line)
        if s.kind != "body" or len(line) < 4 or furniture.match(line):
            return False
        cut_off = len(line) > SENTENCE and _IN_SENTENCE.search(line) and not _IN_FURNITURE.search(line)
        whole = line.endswith(("。", *(lead + ":" for lead in words["leads"]))) or line.startswith(words["report"])
        return whole or bool(cut_off)

    found = next((i for i, s in enumerate(stretches) if s.kind == "body" and (s.heading or is_sentence(s))), None)
    if found is None:
        return next((i for i, s in enumerate(stretches) if is_text(s)), len(stretches))
    while found > 0 and (is_text(stretches[found - 1]) or _goes_on(stretches[found])):
        found -= 1
    return found


def _goes_on(s: Stretch) -> bool:
    """Whether a hard line break cut the stretch from the line before."""
    return s.kind == "body" and s.joint is not None


def _names_table(i: int, stretches: Sequence[Stretch]) -> bool:
    """A table's own caption: a short line without a stop, right before the table."""
    s = stretches[i]
    follows = i + 1 < len(stretches) and stretches[i + 1].kind == "table"
    return follows and len(s.line) <= 40 and "表" in s.line and "。" not in s.line


# -- the signature ----------------------------------------------------------------------


def _sign(stretches: list[Stretch], first: int, title: Title | None, catalog: Catalog) -> None:
    """Find the signature: the agency's name and a date, alone on their lines, after the text.

    What follows the last one is furniture, except tables, attachments and whole sentences, which are kept as
    attachment text. A signature that numbered text follows belongs to a covering letter.
    """
    signed = -1
    ending = max((i for i, s in enumerate(stretches) if is_sentence(s)), default=0)
    for i, s in enumerate(stretches):
        if (
            i > first
            and s.kind in ("body", "furniture")
            and s.block.content
            and s.heading is None
            and s.is_whole
            and _is_day(s.folded)
        ):
            before = _before(stretches, i)
            after = stretches[i + 1] if i + 1 < len(stretches) else None
            named = [j for j in before if _is_name(stretches[j], title, catalog)]
            if after is not None and not named and _is_name(after, title, catalog):
                named = [i + 1]
            if named or i > ending:
                for j in (*named, i):
                    stretches[j].kind = "signature"
                signed = max(i, *named, -1)
        elif i > first and s.kind == "body" and s.heading is None and s.is_whole and _is_signed_line(s, title, catalog):
            s.kind = "signature"
            signed = i
    if signed < 0:
        for i in range(len(stretches) - 1, first, -1):  # a name without a date
            s = stretches[i]
            if s.kind == "body" and title is not None and title.agency and squeeze(s.line) == squeeze(title.agency):
                s.kind, signed = "signature", i
            if s.kind not in ("furniture", "attachment", "signature"):
                break
    if signed < 0 or any(s.heading is not None for s in stretches[signed + 1 :] if s.kind == "body"):
        return
    for s in stretches[signed + 1 :]:
        if s.kind == "body":
            s.kind = "attachment" if is_sentence(s) else "furniture"


def _before(stretches: Sequence[Stretch], i: int) -> list[int]:
    """The nearest one or two stretches of text before ``i``: several offices may sign."""
    found: list[int] = []
    for j in range(i - 1, max(i - 4, -1), -1):
        if stretches[j].kind in ("body", "title") and len(found) < 2:
            found.append(j)
        elif stretches[j].kind != "furniture":
            break
    return found


def _is_day(folded: str) -> bool:
    line = folded.strip().strip("()")
    day = next(find_dates(line), None)
    return (day is not None and day[1] == 0 and day[2] == len(line)) or _MONTH_ONLY.fullmatch(line) is not None


def _is_name(s: Stretch, title: Title | None, catalog: Catalog) -> bool:
    line = squeeze(s.line)
    if title is not None and title.agency and line == squeeze(title.agency):
        return True
    if s.heading is not None or not 3 <= len(line) <= 30 or re.search(r"[。,;:\d]", line):
        return False
    return line.endswith(catalog.outline["agency"]["ends"])


def _is_signed_line(s: Stretch, title: Title | None, catalog: Catalog) -> bool:
    """Name and date on one line: 某市商务局 2018年1月15日."""
    if len(s.line) > 50:
        return False
    days = list(find_dates(s.folded))
    if len(days) != 1 or days[0][2] != len(s.folded.rstrip()):
        return False
    name = squeeze(s.folded[: days[0][1]])
    ends = catalog.outline["agency"]["ends"]
    return (title is not None and name == squeeze(title.agency or "")) or (
        3 <= len(name) <= 30 and name.endswith(ends) and not re.search(r"[。,;:\d]", name)
    )
