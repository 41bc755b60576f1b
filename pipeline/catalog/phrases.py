"""How the prose names an indicator: ``phrases.toml`` and ``phrases-2019.toml`` → records.

What their keys mean stands at the head of ``phrases.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.catalog.toml import make
from pipeline.errors import CatalogError

# "自然人{applied}" in a phrase stands for 自然人 with each word of [words] applied
_NAMED = re.compile(r"[^|~+\s]*\{(\w+)\}[^|~+\s]*")


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself: it is hashed for every hit
class Phrase:
    """How the prose names an indicator; see the head of phrases.toml."""

    indicator: str
    match: tuple[str, ...]
    units: str
    exclude: tuple[str, ...] = ()
    exclude_sentence: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    adjacent: bool = False
    needs: tuple[str, ...] = ()
    needs_heading: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    zero: bool = False
    within: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    member: str = "total"
    recent: bool | None = None  # of reports of the forms since 2019; False: of older ones; None: of both


@dataclass(frozen=True, slots=True)
class Together:
    """What a number counts whose parts, or what stands before it, are of these indicators: "121件(含上年结转9件)"."""

    of: tuple[str, ...]
    indicator: str
    instead_of: str = ""  # what its own words say; "" where they say nothing


def phrase(name: str, row: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> Phrase:
    """One table of a file, with the sets of ``words`` it names spelled out.

    Raises:
        CatalogError: it names a set that is not there, or has a key that means nothing.
    """
    names = {"not": "exclude", "not_in_sentence": "exclude_sentence"}
    spelled = {names.get(key, key): value for key, value in row.items()}
    try:
        for key, value in spelled.items():
            if key == "match":
                spelled[key] = [_spell_out(alternative, words) for alternative in value]
            elif isinstance(value, list):
                spelled[key] = [one for word in value for one in _listed(word, words)]
    except KeyError as error:
        raise CatalogError(f"{name}: {row['indicator']}: no set {error} under [words] of phrases.toml") from error
    return make(name, Phrase, spelled)


def _spell_out(alternative: str, words: Mapping[str, Sequence[str]]) -> str:
    while found := _NAMED.search(alternative):
        each = "|".join(found[0].replace(f"{{{found[1]}}}", word) for word in words[found[1]])
        alternative = alternative[: found.start()] + each + alternative[found.end() :]
    return alternative


def _listed(word: str, words: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The words a list has in one place: a word itself, or the set that "{name}" stands for."""
    return words[word[1:-1]] if word.startswith("{") else (word,)
