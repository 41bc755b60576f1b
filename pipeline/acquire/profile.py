"""Profiles: what a site's pages look like, as data in ``sites/``.

A profile with ``signs`` is a family, a content system that many sites run: it is used on every page that shows one of
its signs. A profile with ``start`` is a site. Lists of a profile add to those of ``generic.toml``, which every crawl
uses. What a key means is told in ``docs/crawling.md``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.catalog.toml import make
from pipeline.errors import CatalogError

SITES = Path(__file__).parent / "sites"
GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Links:
    """Which links are annual reports. Patterns are looked for in a link's words without white space, or its address."""

    within: tuple[str, ...] = ()  # CSS selectors; none: the whole page
    report: tuple[str, ...] = ()
    report_in_column: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    below_column: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    report_url: tuple[str, ...] = ()
    column_url: tuple[str, ...] = ()
    wordless_url: tuple[str, ...] = ()
    never_url: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paging:
    """One way to the further pages of a list."""

    next: tuple[str, ...] = ()  # words of the link to the next page
    numbers: bool = False  # links whose words are page numbers
    link: str = ""  # a pattern of the addresses of links to further pages
    on: str = ""  # a pattern of the list page's address; its named groups can be used in ``url``
    find: str = ""  # a pattern in the page's source, the same
    count: str = ""  # of a JSON list: the path to the number of entries; ``per`` of them are on a page
    first: int = 2
    last: str = ""  # the group that gives the number of pages
    total: str = ""  # or the one that gives the number of entries
    per: str = ""  # entries on a page: a number, or the group that gives it
    shift: int = 0  # added to the number of pages
    url: str = ""  # {n}, {begin}, {end} (entries n begins and ends with) and the named groups
    query: str = ""  # or: the parameter of the list page's address that is set to n


@dataclass(frozen=True, slots=True)
class Entries:
    """A list as JSON: the path to its entries, and the names of what each holds."""

    items: str = ""
    title: str = "title"
    url: str = "url"
    date: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """Where a report stands on its page, and which files belong to it."""

    container: tuple[str, ...] = ()
    attachment: tuple[str, ...] = ()  # patterns of addresses
    outside: tuple[str, ...] = ()  # words of a link outside the container whose file belongs to the report all the same
    never: tuple[str, ...] = ()  # words of a link whose file does not


@dataclass(frozen=True, slots=True)
class Profile:
    """One file of ``sites/``, or of a folder of one's own."""

    id: str
    label_zh: str = ""
    label_en: str = ""
    signs: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()  # other hosts where its reports may lie
    links: Links = Links()
    paging: tuple[Paging, ...] = ()
    entries: tuple[Entries, ...] = ()
    article: Article = Article()

    def joined(self, others: Iterable[Profile]) -> Profile:
        """This profile with what the others say as well; its own come first."""
        profile = self
        for other in others:
            profile = Profile(
                **{name: getattr(profile, name) for name in ("id", "label_zh", "label_en", "signs", "start")},
                hosts=profile.hosts + other.hosts,
                links=_added(profile.links, other.links),
                paging=profile.paging + other.paging,
                entries=profile.entries + other.entries,
                article=_added(profile.article, other.article),
            )
        return profile


def _added(one: Any, other: Any) -> Any:
    return type(one)(*(getattr(one, item.name) + getattr(other, item.name) for item in fields(one)))


@dataclass(frozen=True)
class Profiles:
    """All profiles at hand. ``of_page`` is asked for every list page, so what it joins is kept."""

    by_id: dict[str, Profile]
    _joined: dict[tuple[str, ...], Profile] = field(default_factory=dict)

    def get(self, name: str) -> Profile:
        if name not in self.by_id:
            known = ", ".join(sorted(self.by_id))
            raise CatalogError(f"no profile {name!r}; there are {known}. Give the address of a list page instead")
        return self.by_id[name]

    def families(self) -> list[Profile]:
        return [profile for profile in self.by_id.values() if profile.signs]

    def of_page(self, own: Profile, source: str) -> Profile:
        """``own`` with the families whose signs the page's source shows, and the generic one."""
        shown = [one for one in self.families() if one.id != own.id and any(re.search(s, source) for s in one.signs)]
        return self._join(own, shown)

    def _join(self, own: Profile, others: Sequence[Profile]) -> Profile:
        key = (own.id, *(one.id for one in others))
        if key not in self._joined:
            generic = [self.by_id[GENERIC]] if own.id != GENERIC else []
            self._joined[key] = own.joined([*others, *generic])
        return self._joined[key]


@lru_cache(maxsize=4)
def load_profiles(own: Path | None = None) -> Profiles:
    """The profiles that come with the program, and those in the folder ``own``, which stand for ones of the same name.

    Raises:
        CatalogError: a file is not a profile.
    """
    paths = [path for folder in (SITES, own) if folder is not None for path in sorted(folder.glob("*.toml"))]
    return Profiles({path.stem: read_profile(path) for path in paths})


def read_profile(path: Path) -> Profile:
    """Read one file.

    Raises:
        CatalogError: with the key that is wrong.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(f"{path}: not a profile: {error}") from error
    name = path.name
    parts: dict[str, Any] = {
        "links": make(name, Links, table.pop("links", {})),
        "article": make(name, Article, table.pop("article", {})),
        "paging": [make(name, Paging, one) for one in table.pop("paging", [])],
        "entries": [make(name, Entries, one) for one in table.pop("entries", [])],
    }
    profile = make(name, Profile, {"id": path.stem, **table, **parts})
    for pattern in _patterns(profile):
        try:
            re.compile(pattern)
        except re.error as error:
            raise CatalogError(f"{name}: {pattern!r} is no pattern: {error}") from error
    for rule in profile.paging:
        _check(name, rule)
    return profile


def _patterns(profile: Profile) -> list[str]:
    links, article = profile.links, profile.article
    lists = [getattr(links, item.name) for item in fields(links) if item.name != "within"]
    lists += [article.attachment, article.outside, article.never, profile.signs]
    return [pattern for one in lists for pattern in one] + [
        one for rule in profile.paging for one in (rule.on, rule.find, rule.link)
    ]


def _check(name: str, rule: Paging) -> None:
    """A rule that could never lead anywhere is a mistake."""
    if rule.next or rule.numbers or rule.link:
        return
    if not (rule.url or rule.query):
        raise CatalogError(f"{name}: [[paging]] {rule.find or rule.on or rule.count}: says no url and no query")
    if not (rule.last or rule.total or rule.count) and "{n}" in rule.url:
        raise CatalogError(f"{name}: [[paging]] {rule.url}: says neither last nor total, so where it ends is not known")
    if (rule.total or rule.count) and not rule.per:
        raise CatalogError(f"{name}: [[paging]] {rule.url or rule.query}: says no per, the number of entries on a page")
    groups = {*re.compile(rule.find).groupindex, *re.compile(rule.on).groupindex}
    for key, group in (("last", rule.last), ("total", rule.total)):
        if group and group not in groups:
            raise CatalogError(f"{name}: [[paging]] {key} = {group!r}: no group of that name in find or on")
