"""What the official forms say, as data, and its only loader.

``load_catalog`` reads the TOML files beside this module (and a user's own forms), validates them and
returns one frozen ``Catalog``. Everything wrong with the data is a ``CatalogError`` here, before any
report is touched.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pipeline.catalog.across import Across, read_across
from pipeline.catalog.agencies import Agencies, read_agencies
from pipeline.catalog.forms import Column, Entry, Identity, Panel, Row, Template, check_template, template
from pipeline.catalog.phrases import Phrase, Together, phrase
from pipeline.catalog.toml import make
from pipeline.errors import CatalogError
from pipeline.model import Period

__all__ = [
    "Across", "Agencies",
    "Catalog", "Column", "Entry", "Identity", "Indicator", "Naming", "Near", "Panel", "Part", "Phrase", "Row", "Rule",
    "Say", "Standard", "Template", "builtin", "load_catalog",
]  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    label_zh: str
    label_en: str
    unit: str
    concept: str
    comparability: str
    parent: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """Two concepts that lie near each other: a number of the prose may be held against the row."""

    prose: str
    table: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class CombinedRows:
    """Rows of a form that add up to what the prose counts."""

    indicator: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CombinedMembers:
    """Columns of a form that add up to a member the prose speaks of."""

    member: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bases:
    """Indicators whose names the prose uses for one another, unless it gives ``unless_beside`` its own number."""

    of: tuple[str, ...]
    unless_beside: str


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence of a finding in both languages; {names} are filled in by the check."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A check that can speak. ``say`` holds its sentences by the case they are for: fail, pass, …

    ``over_reports``: it holds reports against each other, so that no one report is an example of it.
    """

    id: str
    kind: str
    label_zh: str
    label_en: str
    source: str
    say: dict[str, Say]
    source_zh: str = ""
    over_reports: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """How a heading names a part; see the head of parts.toml."""

    words: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    top: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A statutory part of a report, of whatever era. ``order`` is its place in the forms."""

    id: str
    label_zh: str
    label_en: str
    order: int
    rules: tuple[Naming, ...]
    open: bool = False
    content: tuple[str, ...] = ()
    content_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """What a report of a year must contain; see parts.toml."""

    id: str
    first_year: int
    last_year: int
    source_zh: str
    source_en: str
    parts: tuple[str, ...]
    slight: tuple[str, ...]
    none: tuple[str, ...]
    headings: bool
    tables: tuple[str, ...] = ()
    until: dict[str, int] = field(default_factory=dict)

    def asks_for(self, year: int) -> tuple[str, ...]:
        """The parts of a report on ``year``."""
        return tuple(part for part in self.parts if year <= self.until.get(part, year))


@dataclass(frozen=True, slots=True)
class DoubtEntry:
    """A doubt of the checks in words, the best grade it leaves, and why: how the report may be right after all."""

    zh: str
    en: str
    why_zh: str
    why_en: str
    cap: str


@dataclass(frozen=True, slots=True, eq=False)  # equal only to itself, so that stages can cache by it
class Catalog:
    templates: tuple[Template, ...]
    indicators: dict[str, Indicator]
    near: tuple[Near, ...]
    combined: tuple[CombinedRows, ...]
    combined_members: tuple[CombinedMembers, ...]
    bases: tuple[Bases, ...]
    phrases: tuple[Phrase, ...]
    may_list: dict[str, tuple[str, ...]]
    together: tuple[Together, ...]
    cues: dict[str, tuple[str, ...]]
    measure: tuple[str, ...]
    scaled: frozenset[str]
    divisible: frozenset[str]
    hedges: dict[str, tuple[str, ...]]
    families: dict[str, frozenset[str]]
    fixed: tuple[str, ...]
    counted_after: tuple[str, ...]
    reference: dict[str, tuple[str, ...]]
    outline: dict[str, dict[str, tuple[str, ...]]]
    parts: dict[str, Part]
    standards: tuple[Standard, ...]
    standing_for: dict[str, tuple[str, ...]]
    connectors: tuple[str, ...]
    rules: dict[str, Rule]
    doubts: dict[str, DoubtEntry]
    words: dict[str, Say]
    across: Across
    agencies: Agencies
    lexicon: tuple[str, ...]
    digest: str

    def label(self, indicator: str) -> str:
        return self.indicators[indicator].label_zh

    def standard(self, year: int) -> Standard | None:
        """What a report on ``year`` must contain."""
        return next((one for one in self.standards if one.first_year <= year <= one.last_year), None)

    def template(self, template_id: str) -> Template:
        return next(template for template in self.templates if template.id == template_id)


def load_catalog(own_templates: Path | None = None, own_agencies: Path | None = None) -> Catalog:
    """Load and validate the catalog, with the forms in ``own_templates`` and what ``own_agencies`` says added.

    Raises:
        CatalogError: a file that is no TOML, a key that is missing or unknown, an id that stands twice,
            an indicator that is not declared. The message names the file.
    """
    folder = files(__package__)
    sources: list[tuple[str, bytes]] = []

    def read(name: str) -> dict[str, Any]:
        data = (folder / name).read_bytes()
        sources.append((name, data))
        return _toml(name, data)

    units, phrases, outline = read("units.toml"), read("phrases.toml"), read("outline.toml")
    declared, rules, parts = read("indicators.toml"), read("rules.toml"), read("parts.toml")
    recent, across, agencies = read("phrases-2019.toml"), read("across.toml"), read("agencies.toml")
    if own_agencies is not None:
        sources.append((str(own_agencies), own_agencies.read_bytes()))
    sources += [
        (name, (folder / name).read_bytes()) for name in ("provenance.toml", "notes.toml", "lexicon.txt", "regions.csv")
    ]
    lexicon = next(data for name, data in sources if name == "lexicon.txt").decode("utf-8").split()
    forms = [(path.name, path.read_bytes()) for path in (folder / "templates").iterdir() if path.name.endswith(".toml")]
    if own_templates is not None:
        forms += [(str(path), path.read_bytes()) for path in own_templates.glob("*.toml") if path.is_file()]
    forms.sort(key=lambda form: (form[0].removesuffix(".toml"), form[1]))
    sources += forms

    periods = {str(period) for period in Period}
    indicators = _by_id("indicators.toml", (make("indicators.toml", Indicator, row) for row in declared["indicator"]))
    templates = _by_id("templates", (template(name, _toml(name, data)) for name, data in forms))
    for form in templates.values():
        check_template(form, indicators, periods)
    _by_id("templates", (identity for form in templates.values() for identity in form.identities))
    loaded = tuple(
        [phrase("phrases.toml", row, phrases["words"]) for row in phrases["phrase"]]
        + [phrase("phrases-2019.toml", {"recent": True, **row}, phrases["words"]) for row in recent["phrase"]]
    )
    together = tuple(make("phrases.toml", Together, row) for row in phrases["together"])
    families = {name: frozenset(units_) for name, units_ in units["family"].items()}
    for named in (*(one.indicator for one in loaded), *(rule.indicator for rule in together)):
        if named not in indicators:
            raise CatalogError(f"phrases.toml: indicator {named!r} is not in indicators.toml")
    for one in loaded:
        if one.units not in families:
            raise CatalogError(f"phrases.toml: {one.indicator}: no family of units {one.units!r} in units.toml")
    standards = tuple(make("parts.toml", Standard, row) for row in parts["standard"])
    known_parts = {row["id"] for row in parts["part"]}
    for standard in standards:
        for name in (*standard.parts, *standard.slight, *standard.none, *standard.tables, *standard.until):
            if name not in known_parts:
                raise CatalogError(f"parts.toml: {standard.id}: there is no part {name!r}")
    return Catalog(
        templates=tuple(templates.values()),
        indicators=indicators,
        near=tuple(make("indicators.toml", Near, row) for row in declared["near"]),
        combined=tuple(make("indicators.toml", CombinedRows, row) for row in declared["combined"]),
        combined_members=tuple(make("indicators.toml", CombinedMembers, row) for row in declared["combined_member"]),
        bases=tuple(make("indicators.toml", Bases, row) for row in declared["bases"]),
        phrases=loaded,
        may_list={kind: tuple(kinds) for kind, kinds in phrases["may_list"].items()},
        together=together,
        cues={name: tuple(words) for name, words in phrases["cues"].items()},
        measure=tuple(sorted(units["measure"], key=len, reverse=True)),
        scaled=frozenset(units["scaled"]),
        divisible=frozenset(units["divisible"]),
        hedges={name: tuple(sorted(words, key=len, reverse=True)) for name, words in units["hedge"].items()},
        families=families,
        fixed=tuple(sorted(units["fixed"]["words"], key=len, reverse=True)),
        counted_after=tuple(units["fixed"]["counted_after"]),
        reference={name: tuple(words) for name, words in units["reference"].items()},
        outline={name: {key: tuple(words) for key, words in part.items()} for name, part in outline.items()},
        parts=_by_id("parts.toml", map(_part, parts["part"])),
        standards=standards,
        standing_for={name: tuple(words) for name, words in parts["standing_for"].items()},
        connectors=tuple(parts["connectors"]),
        rules=_by_id(
            "rules.toml", map(_rule, [*rules["rule"], *({**row, "over_reports": True} for row in across["rule"])])
        ),
        doubts={name: _doubt(name, row) for name, row in (rules["doubt"] | across["doubt"]).items()},
        words={name: make("rules.toml", Say, row) for name, row in (rules["words"] | across["phrase"]).items()},
        across=read_across(across, templates.values(), indicators),
        agencies=read_agencies(agencies, own_agencies),
        lexicon=tuple(lexicon),
        digest=_digest(sources),
    )


@cache
def builtin() -> Catalog:
    """The catalog that ships with the package."""
    return load_catalog()


def _toml(name: str, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(
            f"{name}: not a TOML file: {error}. Expected UTF-8 TOML; see templates/fujian-2017.toml"
        ) from error


def _by_id(name: str, records: Iterable[T]) -> dict[str, T]:
    found: dict[str, T] = {}
    for record in records:
        key: str = record.id  # type: ignore[attr-defined]
        if key in found:
            raise CatalogError(f"{name}: id {key!r} stands twice. Give one of them another id, or delete it")
        found[key] = record
    return found


def _part(row: dict[str, Any]) -> Part:
    rules = [
        make("parts.toml", Naming, {{"not": "unless"}.get(key, key): value for key, value in one.items()})
        for one in row["rules"]
    ]
    for one in rules:
        if not (one.words or one.whole):
            raise CatalogError(f"parts.toml: {row['id']}: a rule without words and whole names nothing")
    return make("parts.toml", Part, {**row, "rules": rules})


def _rule(row: dict[str, Any]) -> Rule:
    say = {case: make("rules.toml", Say, sentence) for case, sentence in row.get("say", {}).items()}
    return make("rules.toml", Rule, {**row, "say": say})


def _doubt(name: str, row: dict[str, Any]) -> DoubtEntry:
    doubt = make("rules.toml", DoubtEntry, row)
    if doubt.cap not in ("medium", "low"):
        raise CatalogError(f"rules.toml: doubt {name}: cap = {doubt.cap!r}: expected medium or low")
    return doubt


def _digest(sources: list[tuple[str, bytes]]) -> str:
    whole = sha256()
    for name, data in sorted(sources):
        whole.update(Path(name).name.encode() + b"\0" + data + b"\0")
    return whole.hexdigest()[:16]
