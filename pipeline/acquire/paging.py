"""The further pages of a list, as the rules of a profile find them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.acquire.listpage import Page, at_path
from pipeline.acquire.profile import Paging
from pipeline.text import squeeze

MOST = 500  # pages of one list


def further_pages(page: Page, rules: tuple[Paging, ...], is_first: bool) -> Iterator[str]:
    """Addresses as the page has them. Rules that count the pages are for the first page of a list, or for JSON."""
    for rule in rules:
        if rule.next or rule.numbers or rule.link:
            yield from _linked(page, rule)
        elif rule.count:
            yield from _of_json(page, rule)
        elif is_first:
            yield from _counted(page, rule)


def _linked(page: Page, rule: Paging) -> Iterator[str]:
    for tag in page.soup.find_all("a", href=True):
        words = squeeze(tag.get_text()) or squeeze(str(tag.get("title") or ""))
        href = str(tag["href"])
        numbered = rule.numbers and _is_number(words) and _alike(page.url, href)
        if words in rule.next or numbered or (rule.link and re.search(rule.link, href)):
            yield href


def _is_number(words: str) -> bool:
    return re.fullmatch(r"\[?\d{1,4}\]?", words) is not None


def _alike(url: str, href: str) -> bool:
    """Whether a link leads to an address that differs from the page's in a number: another page of the same list."""
    own, other = urlsplit(url), urlsplit(href)
    if href.startswith("?"):
        return True
    stem = own.path.rsplit("/", 1)[-1].split(".")[0].rstrip("0123456789_-")
    name = other.path.rsplit("/", 1)[-1]
    return re.match(rf"{re.escape(stem or 'index')}[_-]?\d*\.|{re.escape(stem or 'index')}[_-]?\d+$", name) is not None


def _of_json(page: Page, rule: Paging) -> Iterator[str]:
    total = at_path(page.data, rule.count)
    if isinstance(total, str) and total.isdecimal():
        total = int(total)
    if isinstance(total, int) and re.search(rule.on, page.url):
        per = int(rule.per)
        yield from _numbered(page, rule, -(-total // per), per, {})


def _counted(page: Page, rule: Paging) -> Iterator[str]:
    address, source = re.search(rule.on, page.url), re.search(rule.find, page.source)
    if address is None or source is None or page.data is not None:
        return
    groups = {name: value or "" for name, value in {**address.groupdict(), **source.groupdict()}.items()}
    if not (rule.last or rule.total):
        yield rule.url.format_map(_Known(groups))
        return
    number = groups[rule.last or rule.total]
    if not number.isdecimal():
        return
    per = int(groups.get(rule.per, rule.per) or 0) if rule.per else 0
    if rule.last:
        yield from _numbered(page, rule, int(number), per, groups)
    elif per:
        yield from _numbered(page, rule, -(-int(number) // per), per, groups)


def _numbered(page: Page, rule: Paging, pages: int, per: int, groups: Mapping[str, str]) -> Iterator[str]:
    for n in range(rule.first, min(pages, MOST) + rule.shift + 1):
        if rule.query:
            yield _with(page.url, rule.query.format_map(_Known(groups)), n)
        else:
            begin = (n - 1) * per + 1
            yield rule.url.format_map(_Known(groups, n=str(n), begin=str(begin), end=str(begin + per - 1)))


class _Known(dict[str, str]):
    """What a template may name; a name that no pattern gave is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def _with(url: str, name: str, n: int) -> str:
    """``url`` with one parameter set."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    pairs = [(key, str(n) if key == name else value) for key, value in pairs]
    if name not in (key for key, _ in pairs):
        pairs.append((name, str(n)))
    return urlunsplit(parts._replace(query=urlencode(pairs)))
