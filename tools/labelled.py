"""The labelled sentences of ``tests/sentences``: what a reader takes from each number, written by hand.

The sentences are made for the measure; their figures may be real. One ``[[sentence]]`` is a sentence or a short
passage of a report of ``year`` by ``agency``, under the heading ``section``, with every number of its text in reading
order. ``brief`` names the patterns it covers ("old 73": row 73 of the list for 2008-2018, "new 6" of the one for 2019
on, "trap new 7": a false alarm to suppress). Of a mention, only what differs from these defaults is written:

* ``printed`` is cut from the text, with hedge and unit; ``nth`` where the number occurs more than once
* ``value`` and ``unit``: what ``printed`` says, where that is plain digits and a unit
* ``role`` total, ``hedge`` exact, ``period`` year, ``scope`` own
* ``indicator`` none; "id/member" names a column, e.g. request.received/natural_person
* ``whole``: the printed totals that a part is of, the nearest before it
* ``stated_zero``: zero in words; ``printed`` is what states it
* ``falls``: of a comparison that goes down
* ``same``: one more link of the number before (均为自然人: 8 requests, 8 by natural persons)
* ``optional``: right, but not asked for

A list in place of a word holds the readings that can be defended.

``tests/truth`` holds the same of whole reports, without a sentence of theirs: each number of the prose by where it
stands, counted in characters that are no white space; alternatives are separated by "|", totals by "+".
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "tests" / "sentences"
TRUTH = ROOT / "tests" / "truth"
NOT_SENTENCES = ("floors", "missing")
AGENCY = "某县某局"

_PLAIN = re.compile(r"(\d+(?:\.\d+)?)\s?([^\d\s,，.万亿千百余多]*)")  # 316条, 12.5%; not 3千多条
_NUMERAL = re.compile(r"[\d一二三四五六七八九十百千两]")
_BEGINS = ("", r"(?<![\d一二三四五六七八九十百千两])(?<!\d\.)")  # 3条 is not in 43条
_KEYS = {
    "printed", "nth", "value", "high", "unit", "hedge", "role", "indicator", "period", "scope", "whole",
    "stated_zero", "falls", "same", "optional",
}  # fmt: skip
NOT_COUNTED = ("date", "reference", "ordinal")


@dataclass(frozen=True, slots=True)
class Label:
    """What is to be read from one number, or one stated zero; tuples hold what counts as right."""

    printed: str
    start: int
    end: int
    value: Decimal | None
    high: Decimal | None
    unit: str | None
    hedges: tuple[str, ...]
    roles: tuple[str, ...]
    indicators: tuple[str, ...]
    periods: tuple[str, ...]
    scopes: tuple[str, ...]
    whole: tuple[tuple[int, int], ...]  # the spans of the totals
    stated_zero: bool
    falls: bool
    same: bool
    optional: bool

    @property
    def is_counted(self) -> bool:
        return self.roles[0] not in NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Sentence:
    phenomenon: str
    briefs: tuple[str, ...]
    year: int
    agency: str
    section: str | None
    text: str
    labels: tuple[Label, ...]

    @property
    def is_blind(self) -> bool:
        """A fifth by hash of the text, looked at only as a score."""
        return int(sha256(self.text.encode()).hexdigest(), 16) % 5 == 0


class LabelError(ValueError):
    """A sentence is labelled wrongly; the message says where."""


@cache
def sentences() -> tuple[Sentence, ...]:
    """All labelled sentences, in the order of their files.

    Raises:
        LabelError: a mention cannot be found in its text, or has a key that means nothing.
    """
    return tuple(
        _sentence(path.stem, entry)
        for path in sorted(SENTENCES.glob("*.toml"))
        if path.stem not in NOT_SENTENCES
        for entry in tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)["sentence"]
    )


@cache
def missing() -> tuple[str, ...]:
    """Indicators the labels need and the catalog does not have yet."""
    data = tomllib.loads((SENTENCES / "missing.toml").read_text(encoding="utf-8"))
    return tuple(entry["id"] for entry in data["indicator"])


def _sentence(phenomenon: str, entry: Mapping[str, Any]) -> Sentence:
    text = entry["text"]
    places = list(_places(text, entry["mentions"]))
    labels = tuple(
        _label(mention, place, places, entry["mentions"])
        for mention, place in zip(entry["mentions"], places, strict=True)
    )
    agency, section = entry.get("agency", AGENCY), entry.get("section")
    return Sentence(phenomenon, tuple(entry["brief"]), entry["year"], agency, section, text, labels)


def _places(text: str, mentions: list[dict[str, Any]]) -> Iterator[tuple[int, int]]:
    for mention in mentions:
        printed, nth = mention["printed"], mention.get("nth", 1)
        found = list(re.finditer(_BEGINS[bool(_NUMERAL.match(printed))] + re.escape(printed) + r"(?<!\d(?=\d))", text))
        if len(found) < nth:
            raise LabelError(f"{printed} ({nth}) is not in: {text}")
        yield found[nth - 1].span()


def _label(
    mention: dict[str, Any], place: tuple[int, int], places: list[tuple[int, int]], mentions: list[dict[str, Any]]
) -> Label:
    printed = mention["printed"]
    if unknown := set(mention) - _KEYS:
        raise LabelError(f"{printed}: no such key: {', '.join(sorted(unknown))}")
    value, unit = mention.get("value"), mention.get("unit")
    if value is None and (plain := _PLAIN.fullmatch(printed)):
        value, unit = Decimal(plain[1]), plain[2] or None
    high = mention.get("high")
    zero = mention.get("stated_zero", False)
    return Label(
        printed,
        *place,
        Decimal(0) if zero else None if value is None else Decimal(value),
        None if high is None else Decimal(high),
        unit,
        _several(mention.get("hedge", "exact")),
        _several(mention.get("role", "total")),
        _several(mention.get("indicator", "none")),
        _several(mention.get("period", "year")),
        _several(mention.get("scope", "own")),
        tuple(_whole(total, place, places, mentions) for total in _several(mention.get("whole", []))),
        zero,
        mention.get("falls", False),
        mention.get("same", False),
        mention.get("optional", False),
    )


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _whole(
    total: str, place: tuple[int, int], places: list[tuple[int, int]], mentions: list[dict[str, Any]]
) -> tuple[int, int]:
    """The nearest mention before ``place`` that is printed ``total`` and no part of such, else the nearest after it."""
    fitting = [
        at
        for at, one in zip(places, mentions, strict=True)
        if one["printed"] == total and at != place and total not in _several(one.get("whole", []))
    ]
    before = [at for at in fitting if at < place]
    if not fitting:
        raise LabelError(f"{total}, the whole of a part, is no mention of its own")
    return before[-1] if before else fitting[0]


def truth(path: Path, text: str) -> Sentence:
    """What is to be read from the report with this text, as ``path`` has it.

    Raises:
        LabelError: another text stands where a number should.
    """
    solid = [at for at, char in enumerate(text) if not char.isspace()]
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    spans = {row["start"]: (solid[int(row["start"])], solid[int(row["end"]) - 1] + 1) for row in rows}
    return Sentence(path.stem, (), 0, "", None, text, tuple(_true(row, spans, text) for row in rows))


def _true(row: dict[str, str], spans: Mapping[str, tuple[int, int]], text: str) -> Label:
    start, end = spans[row["start"]]
    if row["printed"] and row["printed"] != (found := re.sub(r"\s", "", text[start:end])):
        raise LabelError(f"{row['printed']} is to stand at {row['start']}, but {found} does")
    hedges, roles, indicators, periods, scopes = (
        tuple(row[key].split("|")) for key in ("hedge", "role", "indicator", "period", "scope")
    )
    return Label(
        printed=row["printed"],
        start=start,
        end=end,
        value=Decimal(row["value"]) if row["value"] else None,
        high=None,
        unit=row["unit"] or None,
        hedges=hedges,
        roles=roles,
        indicators=indicators,
        periods=periods,
        scopes=scopes,
        whole=tuple(spans[whole] for whole in row["whole"].split("+") if whole),
        stated_zero=bool(row["stated_zero"]),
        falls=False,
        same=bool(row["same"]),
        optional=False,
    )
