"""The contradictions put into made reports: which a report can have, and those that are made in its finished text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from pipeline.demo.agencies import Agency
from pipeline.demo.figures import Break, Figures
from pipeline.demo.prose import Block, Number

WITHIN = ("text_vs_table", "table_sum", "balance", "percent")
ACROSS = (
    "carry_over", "cumulative", "stock", "stated_growth", "copied_text", "late", "frozen_table", "silent_change",
)  # fmt: skip
# How often a kind is taken where it is possible: more often where few forms and years allow it.
WEIGHT = {
    "text_vs_table": 4, "table_sum": 4, "percent": 2, "balance": 8, "carry_over": 3, "cumulative": 8, "stock": 4,
    "stated_growth": 3, "frozen_table": 2,
}  # fmt: skip
NOTHING = ("", "", "")


def planned(agency: Agency, first: int, last: int, share: float, lot: Random) -> dict[int, str]:
    """A kind of break for about ``share`` of the agency's reports; never in two years that follow one another.

    So the report before and the one after a broken one are sound.
    """
    plan: dict[int, str] = {}
    for year in range(first, last + 1):
        if year - 1 in plan or lot.random() >= share:
            continue
        family = WITHIN if year == first or lot.random() < 0.5 else ACROSS
        kinds = [kind for kind in family if _is_possible(kind, agency, year, last)]
        if kinds:
            plan[year] = lot.choices(kinds, [WEIGHT.get(kind, 1) for kind in kinds])[0]
    return plan


def _is_possible(kind: str, agency: Agency, year: int, last: int) -> bool:
    forms, before = agency.forms(year), agency.forms(year - 1)
    match kind:
        case "carry_over":
            return year >= 2020
        case "stock":
            return year >= 2022
        case "cumulative":
            return bool(forms) and forms == before and forms[0].startswith("fujian")
        case "frozen_table":
            return forms == before and forms[:1] in (("national-2014",), ("anhui-2009",))
        case "balance":  # one more asked than answered shows in the next year, too; so in the last only
            return year == last and year >= 2019
        case "text_vs_table" | "table_sum" | "silent_change":
            return bool(forms)
        case _:
            return True


def break_prose(kind: str, blocks: Sequence[Block], before: Sequence[Block], now: Figures, lot: Random) -> list[Block]:
    """The text with a break of that kind put in and noted in ``now.breaks``; as it was if there is no place for one."""
    done = list(blocks)
    if kind == "copied_text":
        for part in ("problems", "staff", "overview"):
            here = [at for at, one in enumerate(done) if one.part == part and not _keyed(one)]
            there = [one for one in before if one.part == part and not _keyed(one)]
            for at, old in zip(here, there, strict=False):
                done[at] = old
        now.breaks.append(Break(kind, NOTHING, None, None, "passages stand word for word in last year's report"))
        return done
    roles = {"text_vs_table": "total", "percent": "percent", "stated_growth": "growth"}
    places = [
        (at, number)
        for at, block in enumerate(blocks)
        for number in block.numbers
        if number.role == roles.get(kind) and number.key and (kind != "text_vs_table" or _in_table(number, now))
    ]
    if places:
        at, number = lot.choice(places)
        step = Decimal(lot.randint(1, 4) if kind == "text_vs_table" else lot.randint(6, 30))
        value = number.value + step
        assert number.key is not None
        now.breaks.append(Break(kind, number.key, value, number.value))
        done[at] = _changed(done[at], number, value)
    return done


def _keyed(block: Block) -> bool:
    return any(number.key for number in block.numbers)


def _in_table(number: Number, now: Figures) -> bool:
    return number.key is not None and now.is_printed(number.key)


def _changed(block: Block, number: Number, value: Decimal) -> Block:
    printed = f"{value:f}{number.unit}"
    longer = len(printed) - len(number.printed)
    numbers = tuple(
        replace(one, end=one.end + longer, printed=printed, value=value) if one is number
        else replace(one, start=one.start + longer, end=one.end + longer) if one.start > number.start
        else one
        for one in block.numbers
    )  # fmt: skip
    return replace(block, text=block.text[: number.start] + printed + block.text[number.end :], numbers=numbers)


def changed_version(
    now: Figures, told: Sequence[Block], lot: Random
) -> tuple[dict[str, dict[tuple[str, str, str], str]], Break] | None:
    """The tables of a second publication, where one cell of which nothing else speaks is another; and that change."""
    names = ("training.participants", "penalty.decisions", "complaint.received", "website.page_visits")
    said = {number.key for block in told for number in block.numbers}
    for form, cells in now.cells.items():
        keys = [key for key in cells if key[0] in names and key[1:] == ("total", "year") and key not in said]
        if keys:
            key = lot.choice(keys)
            old = Decimal(cells[key])
            new = old + lot.randint(3, 40)
            copy = {name: dict(values) for name, values in now.cells.items()}
            copy[form][key] = str(new)
            if (key[0], key[1], "cumulative") in cells:  # the later column would be less than the year's
                copy[form][key[0], key[1], "cumulative"] = str(Decimal(cells[key[0], key[1], "cumulative"]) + new - old)
            return copy, Break("silent_change", key, new, old, "the same report was published twice")
    return None
