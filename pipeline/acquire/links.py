"""Which links of a list page are annual reports, which lead to more of them, and why the others are left.

The words of a title are the catalog's; what else tells is in the profile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.acquire.frontier import Kind
from pipeline.acquire.listpage import Link
from pipeline.acquire.profile import Links
from pipeline.catalog import Catalog
from pipeline.catalog.outline import kind_of_report, title_words
from pipeline.text import any_of

_YEAR = re.compile(r"(?<!\d)(?:20|二[〇○零0O])[0-3〇○零一二三]?[\d〇○零一二三四五六七八九]", re.IGNORECASE)
_YEAR_ONLY = re.compile(r"(?:20[0-3]\d|二[〇○零][〇○零一二三][〇○零一二三四五六七八九])年?度?(?:年报|年度报告|报告)?")
_FILE = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|rtf|zip|rar)(?:[?#]|$)|down(?:load|file)?\.(?:jsp|do|aspx?|php)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``kind`` of a link that is followed, nothing for one that is left; ``reason`` in words, either way."""

    kind: Kind | None
    reason: str


@dataclass(frozen=True, slots=True)
class _Words:
    report: re.Pattern[str]
    about: re.Pattern[str]


@lru_cache(maxsize=4)
def _words(catalog: Catalog) -> _Words:
    other, kind = catalog.outline["other"], kind_of_report(catalog)
    return _Words(
        re.compile(title_words(catalog)),
        re.compile(f"(?:{any_of(other['about_before'])}).*{kind}|{kind}.*(?:{any_of(other['about_after'])})"),
    )


def title_of_report(text: str, catalog: Catalog) -> re.Match[str] | None:
    """The words of a text without white space that only a report's title has: 政府信息公开工作年度报告."""
    words = _words(catalog)
    return None if words.about.search(text) else words.report.search(text)


def judge(link: Link, url: str, rules: Links, catalog: Catalog, in_column: bool) -> Verdict:
    """What to do with a link. ``in_column``: the page it stands on is a list of annual reports alone."""
    words = link.words
    if found := _first(rules.never_url, url):
        return Verdict(None, f"its address has {found}")
    if found := _first(rules.never, words):
        return Verdict(None, f"its words have {found}, which no report's title has")
    if found := _first(rules.report_url, url):
        return Verdict(Kind.REPORT, f"its address has {found}")
    if _words(catalog).about.search(words):
        return Verdict(None, "its words are about a report")
    title = title_of_report(words, catalog)
    own = title[0] if title else _first(rules.report, words)
    if own:
        before = words[: title.start()] if title else words
        if _YEAR.search(words) or _FILE.search(url):
            return Verdict(
                Kind.REPORT, f"its words have {own} and a year" if _YEAR.search(words) else f"a file called {own}"
            )
        if len(before) > 2:
            return Verdict(Kind.COLUMN, f"its words have {own} and a name, but no year: its page will tell")
        return Verdict(Kind.COLUMN, f"its words are {own} alone: a list of reports, or one")
    if in_column and (found := _first(rules.report_in_column, words)):
        return Verdict(Kind.REPORT, f"its words have {found}, in a list of annual reports")
    if found := _first(rules.column, words):
        return Verdict(Kind.COLUMN, f"its words have {found}, the name of a list of annual reports")
    if found := _first(rules.column_url, url):
        return Verdict(Kind.COLUMN, f"its address has {found}, the name of a list of annual reports")
    if in_column and (_YEAR_ONLY.fullmatch(words) or _first(rules.below_column, words)):
        return Verdict(Kind.COLUMN, "its words divide a list of annual reports")
    if not words and (found := _first(rules.wordless_url, url)):
        return Verdict(Kind.COLUMN, f"its address has {found}: its page will tell")
    if not words:
        return Verdict(None, "it has no words")
    return Verdict(None, "its words name no annual report")


def _first(patterns: tuple[str, ...], text: str) -> str | None:
    return next((found[0] for pattern in patterns if (found := re.search(pattern, text))), None)
