"""Which statutory part each section belongs to: by the words of its title, else by the section it stands in.

Outlines differ from era to era and place to place, titles from report to report; parts are what can be compared. The
words are data (``catalog/parts.toml``). A title of the first level that names no part has none: nothing is guessed
from its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.catalog import Catalog, Naming
from pipeline.model import Section
from pipeline.text import any_of, squeeze

MAX_OPENING = 60  # characters of a sentence that stands for a title: "四、2011年没有收取任何费用。"
_STOP = re.compile(r"[。;!?:\n]")


def name_parts(sections: Sequence[Section], catalog: Catalog) -> tuple[Section, ...]:
    """The sections with their parts; a parent comes before what stands in it."""
    named: dict[int, str | None] = {}
    for section in sections:
        named[section.no] = _part(section, named.get(section.parent_no or 0), catalog)
    return tuple(replace(section, part=named[section.no]) for section in sections)


def _part(section: Section, above: str | None, catalog: Catalog) -> str | None:
    if section.kind != "numbered":
        return "preamble" if section.kind == "preamble" else None
    own = _own(section, catalog)
    if own is None or above is None:
        return own or above
    parts = catalog.parts
    return own if parts[above].open or parts[own].order >= parts[above].order else above


def _own(section: Section, catalog: Catalog) -> str | None:
    """The part that the title names, or where there is none the first sentence."""
    if section.title is not None:
        return named_part(section.title, section.parent_no is None, catalog)
    opening = _STOP.split(section.text, maxsplit=1)[0]
    return named_part(opening, False, catalog) if len(opening) <= MAX_OPENING else None


@lru_cache(maxsize=4096)
def named_part(title: str, top: bool, catalog: Catalog) -> str | None:
    """The part that a title names; ``top`` for one of the first level, where fewer words are enough."""
    title = squeeze(title).strip(":、.")
    rules = [(part.id, rule) for part in catalog.parts.values() for rule in part.rules if top or not rule.top]
    for part, rule in rules:
        if title in rule.whole or (rule.also and _has(title, rule.also) and _names(title, rule)):
            return part
    for piece in re.split(any_of(catalog.connectors), title):
        for part, rule in rules:
            if not rule.also and _names(piece, rule):
                return part
    return None


def _names(piece: str, rule: Naming) -> bool:
    return _has(piece, rule.words) and not _has(piece, rule.unless)


def _has(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
