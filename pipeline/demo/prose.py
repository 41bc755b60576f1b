"""The prose of a made report: a wording by lot for each thing there is to say, and what each number in it means."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from pipeline.demo.agencies import REFORM, Agency
from pipeline.demo.figures import Figures, growth
from pipeline.demo.form import Key

_CHOICE = re.compile(r"\{(?P<choice>[^{}]*\|[^{}]*)\}")
_FREE = re.compile(r"\{any (?P<low>\d+) (?P<high>\d+) (?P<unit>[^{}]+)\}")
_TAG = re.compile(r"\{(?P<tag>[^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the prose, ``printed`` from ``start`` to ``end`` of its paragraph. ``key``: what it counts, if known.

    ``role``: total, part, percent, growth, difference. ``printed`` has the unit.
    """

    start: int
    end: int
    printed: str
    value: Decimal
    unit: str
    role: str
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """``kind``: heading, text, table (``text`` is its part: proactive, requests, remedies, or "" for all), signature.

    ``part``: what a text is about, as in phrases.toml.
    """

    kind: str
    text: str
    numbers: tuple[Number, ...] = ()
    part: str = ""


class _UnsaidError(Exception):
    """A text speaks of a figure that this report does not have."""


@cache
def phrases() -> dict[str, Any]:
    """What ``phrases.toml`` says."""
    return tomllib.loads((files("pipeline.demo") / "phrases.toml").read_text(encoding="utf-8"))


def blocks(agency: Agency, now: Figures, before: Figures | None, lot: Random) -> list[Block]:
    """The report from its first heading to its signature."""
    era = "new" if now.year >= REFORM else "old"
    done: list[Block] = []
    for number, title, part in phrases()["outline"][era]:
        if part == "tables" and not now.cells:
            continue
        if number:
            done.append(Block("heading", number + title))
        if part.startswith("table"):
            done.append(Block("table", part.partition(" ")[2]))
            continue
        said = list(_said(part, era, agency, now, before, lot))
        if said:
            done += [replace(one, part=part) for one in said]
        elif number:
            done.append(Block("text", "无。"))
    done.append(Block("signature", agency.name(now.year)))
    return done


def _said(part: str, era: str, agency: Agency, now: Figures, before: Figures | None, lot: Random) -> Iterator[Block]:
    """The passages of one part, as one or several paragraphs."""
    sentences: list[Block] = []
    for passage in phrases()["say"]:
        if passage["part"] != part or passage.get("era", era) != era or lot.random() >= passage.get("chance", 1):
            continue
        if not all((now.get(_key(name)) or 0) > 0 for name in passage.get("some", ())):
            continue
        if any((now.get(_key(name)) or 0) > 0 for name in passage.get("none", ())):
            continue
        texts = list(passage["texts"])
        lot.shuffle(texts)
        for text in texts:
            try:
                sentences.append(_Sentence(agency, now, before, lot).said(text))
                break
            except _UnsaidError:
                continue
    while sentences:
        count = lot.randint(1, 3)
        yield _joined(sentences[:count])
        del sentences[:count]


def _joined(sentences: list[Block]) -> Block:
    text, numbers = "", []
    for one in sentences:
        numbers += [replace(n, start=n.start + len(text), end=n.end + len(text)) for n in one.numbers]
        text += one.text
    return Block("text", text, tuple(numbers))


def _key(name: str) -> Key:
    rest, _, period = name.partition("@")
    indicator, _, member = rest.partition("/")
    return indicator, member or "total", period or "year"


@dataclass(slots=True)
class _Sentence:
    """One text being filled in."""

    agency: Agency
    now: Figures
    before: Figures | None
    lot: Random

    def said(self, text: str) -> Block:
        words = {"year": str(self.now.year), "next": str(self.now.year + 1), "name": self.agency.name(self.now.year)}
        words["self"] = self.lot.choice(("本机关", "我局" if words["name"].endswith("局") else "本机关"))
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        text = _FREE.sub(lambda found: f"\x02{found['low']} {found['high']} {found['unit']}\x03", text)
        while found := _CHOICE.search(text):
            choice = self.lot.choice(found["choice"].split("|"))
            text = text[: found.start()] + choice + text[found.end() :]
        text = text.replace("\x02", "{any ").replace("\x03", "}")
        plain, numbers, done = "", list[Number](), 0
        for found in _TAG.finditer(text):
            plain += text[done : found.start()]
            done = found.end()
            for piece in self.filled(found["tag"]):
                if isinstance(piece, str):
                    plain += piece
                else:
                    numbers.append(replace(piece, start=len(plain), end=len(plain) + len(piece.printed)))
                    plain += piece.printed
        return Block("text", plain + text[done:], tuple(numbers))

    def filled(self, tag: str) -> Iterator[str | Number]:
        verb, _, rest = tag.partition(" ")
        if verb == "any":
            low, high, unit, *counted = rest.split(" ")
            key = _key(counted[0]) if counted else None
            yield self.number(Decimal(self.lot.randint(int(low), int(high))), unit, "total", key)
        elif verb in ("list", "shares"):
            yield from self.parts(phrases()["list"][rest], shares=verb == "shares")
        elif verb in ("growth", "change"):
            name, _, unit = rest.partition(" ")
            yield from self.grown(_key(name), unit)
        else:
            name, _, unit = tag.rpartition(" ")
            value, key = self.figure(name)
            yield self.number(value, unit, "total", key)

    def figure(self, name: str) -> tuple[Decimal, Key]:
        if name.startswith("sum "):
            whole = _key(name.removeprefix("sum "))
            printed = [cells for cells in self.now.cells.values() if any(key[0].startswith(whole[0]) for key in cells)]
            if not printed:
                raise _UnsaidError
            values = [
                Decimal(text)
                for (indicator, *axes), text in printed[0].items()
                if f"{indicator}.".startswith(f"{whole[0]}.") and tuple(axes) == whole[1:]
            ]
            return sum(values, Decimal(0)), whole
        key = _key(name)
        value = self.now.get(key)
        if value is None:
            raise _UnsaidError
        return value, key

    def number(self, value: Decimal, unit: str, role: str, key: Key | None) -> Number:
        return Number(0, 0, f"{value:f}{unit}", value, unit, role, key)

    def parts(self, kinds: dict[str, Any], shares: bool) -> Iterator[str | Number]:
        """The parts that are not zero; only if they make up the whole, and are more than the whole itself."""
        whole, _ = self.figure(kinds["whole"])
        told: list[tuple[str, Decimal, Key]] = []
        for name, *labels in kinds["parts"]:
            try:
                value, key = self.figure(name)
            except _UnsaidError:
                continue
            if value:
                told.append((self.lot.choice(labels), value, key))
        if sum(value for _, value, _ in told) != whole or len(told) < 2:
            raise _UnsaidError
        for at, (label, value, key) in enumerate(told):
            yield ("，" if shares else "、") if at else ""
            yield label
            yield self.number(value, kinds["unit"], "part", key)
            if shares:
                yield "，占"
                yield self.number(_rounded(100 * value / whole), "%", "percent", key)

    def grown(self, key: Key, unit: str) -> Iterator[str | Number]:
        pair = growth(self.now, self.before, key)
        if pair is None or pair[0] == pair[1]:
            raise _UnsaidError
        new, old = pair
        yield ("增加" if unit else "增长") if new > old else ("减少" if unit else "下降")
        if unit:
            yield self.number(abs(new - old), unit, "difference", key)
        else:
            yield self.number(_rounded(100 * abs(new - old) / old), "%", "growth", key)


def _rounded(ratio: Decimal) -> Decimal:
    return ratio.quantize(Decimal("0.1"), ROUND_HALF_UP)
