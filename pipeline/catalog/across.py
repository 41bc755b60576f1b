"""What reports of several years must agree in, as data: across.toml."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pipeline.catalog.forms import Template
from pipeline.catalog.toml import make
from pipeline.errors import CatalogError

_NAME = "across.toml"


@dataclass(frozen=True, slots=True)
class Identity:
    """A figure of this year's report that follows from last year's: ``last`` and ``add`` less ``less``.

    A term is an indicator, or "indicator@period" where it is of another period than the year.
    """

    rule: str
    indicator: str
    last: tuple[str, ...]
    add: tuple[str, ...] = ()
    less: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[tuple[str, bool, int], ...]:
        """Each term, whether it stands in last year's report, and its sign."""
        return (
            *((one, True, 1) for one in self.last),
            *((one, False, 1) for one in self.add),
            *((one, False, -1) for one in self.less),
        )


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of publication in time, in the year after the year reported on."""

    first_year: int
    last_year: int
    month: int
    day: int
    source: str
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A concept that joins a cell of one form and several of another; links are sums, "a + b - c"."""

    concept: str
    label_zh: str
    label_en: str
    unit: str
    note: str
    exact: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Each link with its comparability, the best first."""
        return tuple((link, name) for name in ("exact", "derived", "similar") for link in getattr(self, name))


def terms_of(link: str) -> tuple[tuple[str, int], ...]:
    """The indicators of a sum with their signs: "a + b - c"."""
    words = f"+ {link}".split()
    return tuple((words[at + 1], 1 if words[at] == "+" else -1) for at in range(0, len(words), 2))


@dataclass(frozen=True, slots=True)
class Across:
    identities: tuple[Identity, ...]
    crosswalks: tuple[Crosswalk, ...]
    deadlines: tuple[Deadline, ...]
    corrected: tuple[str, ...]  # how a report says that it was corrected


def read_across(data: dict[str, Any], forms: Iterable[Template], indicators: Iterable[str]) -> Across:
    """What ``across.toml`` says, with an identity for every cumulative cell of the forms.

    Raises:
        CatalogError: a key that is missing or unknown, an indicator that is not declared.
    """
    stated = [make(_NAME, Identity, row) for row in data["identity"]]
    known = set(indicators)
    for identity in stated:
        for term in (identity.indicator, *(term for term, _, _ in identity.terms)):
            if term.partition("@")[0] not in known:
                raise CatalogError(f"{_NAME}: {identity.rule}: indicator {term!r} is not in indicators.toml")
    crosswalks = tuple(make(_NAME, Crosswalk, row) for row in data["crosswalk"])
    for concept in crosswalks:
        for term, _ in (term for link, _ in concept.links for term in terms_of(link)):
            if term not in known:
                raise CatalogError(f"{_NAME}: {concept.concept}: indicator {term!r} is not in indicators.toml")
    running = dict.fromkeys(
        entry.indicator for form in forms for entry in form.entries if entry.column.period == "cumulative"
    )
    return Across(
        identities=(
            *stated,
            *(Identity("cumulative", f"{one}@cumulative", (f"{one}@cumulative",), (one,)) for one in running),
        ),
        crosswalks=crosswalks,
        deadlines=tuple(make(_NAME, Deadline, row) for row in data["deadline"]),
        corrected=tuple(data["words"]["corrected"]),
    )
