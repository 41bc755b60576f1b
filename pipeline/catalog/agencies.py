"""Which agency a name stands for: division and office, other names, and the reforms, as data in agencies.toml.

A key is made of the division's code and name today and of the office's full name today, where it was only renamed: so
三明市环保局 of 2015 and 三明市生态环境局 of 2020 are one agency. A name that several agencies bear (市商务局, or
城关镇人民政府 on a page that names no county) has no key.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.catalog.regions import Region, names_its_division, office_of, today
from pipeline.catalog.toml import make
from pipeline.errors import CatalogError

_KINDS = ("renamed", "merged", "split")


@dataclass(frozen=True, slots=True)
class Succession:
    """An office that followed another: renamed (one for one), merged (one for several) or split (of a part)."""

    before: str
    after: str
    year: int
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of work, by words in an office's name or by what it ends with."""

    id: str
    zh: str
    en: str
    words: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Agencies:
    aliases: dict[str, str]  # of offices, and of whole names
    successions: tuple[Succession, ...]
    fields: tuple[Field, ...]
    endings: tuple[str, ...]
    state_council: tuple[str, ...]
    state_council_begins: tuple[str, ...]
    government: str  # who reports where a title names a division only

    def key(self, name: str, region: Region | None, is_ambiguous: bool) -> str | None:
        """The key of the agency of this name and division; None where it could be several."""
        name = self.aliases.get(name, name)
        office = self.office(name)
        if region is not None:
            region = today(region)
            return f"{region.code}-{region.name}{office or self.government}"  # a report of 三明市 is its government's
        if is_ambiguous or (not self.is_central(name) and not names_its_division(name, self._is_bare)):
            return None
        return f"000000-{office or name}"

    def office(self, name: str) -> str:
        """A name without its division, in full, as it is called today where it was only renamed: 生态环境局."""
        office = office_of(self.aliases.get(name, name))
        office = self.aliases.get(office, office)
        for _ in self.successions:  # a chain is never longer
            after = next((found for one in self.successions if (found := self._renamed(office, one))), None)
            if after is None:
                break
            office = after
        return office

    def field(self, name: str) -> str | None:
        """The field of work of an agency."""
        office = self.office(name) or self.government
        for field in self.fields:
            if office.endswith(field.ends) if field.ends else any(word in office for word in field.words):
                return field.id
        return None

    def is_central(self, name: str) -> bool:
        """Whether it is a department of the State Council."""
        return name in self.state_council or name.startswith(self.state_council_begins)

    def _renamed(self, office: str, one: Succession) -> str | None:
        ending = office.removeprefix(one.before)
        if one.kind != "renamed" or not office.startswith(one.before) or ending not in self.endings:
            return None
        return one.after + ending

    def _is_bare(self, name: str) -> bool:
        """A department's name without anything before it: 教育局."""
        return name.endswith(self.endings) and any(
            name.startswith(word) for field in self.fields for word in field.words
        )


def read_agencies(data: dict[str, Any], own: Path | None) -> Agencies:
    """What ``agencies.toml`` says, with what a file of the user's adds.

    Raises:
        CatalogError: a file that is no TOML, a key that is missing or unknown.
    """
    added: dict[str, Any] = {}
    if own is not None:
        try:
            added = tomllib.loads(own.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CatalogError(f"{own}: not a TOML file: {error}. Expected [alias] and [[succession]]") from error
        if unknown := sorted(set(added) - {"alias", "succession", "field"}):
            raise CatalogError(f"{own}: unknown key {unknown[0]!r}; known are alias, succession, field")
    aliases = {**data["alias"], **added.get("alias", {})}
    if wrong := next((key for key, value in aliases.items() if not isinstance(value, str)), None):
        raise CatalogError(f"{own}: alias {wrong!r}: expected a name in full")
    return Agencies(
        aliases=aliases,
        successions=tuple(
            _succession(name, row)
            for name, rows in (("agencies.toml", data["succession"]), (str(own), added.get("succession", ())))
            for row in rows
        ),
        fields=tuple(make("agencies.toml", Field, row) for row in (*added.get("field", ()), *data["field"])),
        endings=tuple(data["endings"]),
        state_council=tuple(data["state_council"]["names"]),
        state_council_begins=tuple(data["state_council"]["begins"]),
        government=data["government"],
    )


def _succession(name: str, row: dict[str, Any]) -> Succession:
    made = make(name, Succession, row)
    if made.kind not in _KINDS:
        raise CatalogError(f"{name}: {made.before}: kind = {made.kind!r}: expected one of {', '.join(_KINDS)}")
    return made
