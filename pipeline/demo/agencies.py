"""Who reports: real divisions with invented agencies, and the form each of them fills in a year."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from pipeline.catalog.regions import Region, full_name, regions

REFORM = 2019  # departments report under their new names from that year on


@dataclass(frozen=True, slots=True)
class Agency:
    """``names``: until 2018 and after. ``size``: how much it has to report. ``variant`` tells the forms of one province
    apart. ``area``: it reports for all agencies of its division."""

    no: int
    region: Region
    names: tuple[str, str]
    size: float
    variant: int
    area: bool

    def name(self, year: int) -> str:
        return self.names[year >= REFORM]

    @property
    def folder(self) -> str:
        return f"{self.no:04d}-{self.region.code}"

    def forms(self, year: int) -> tuple[str, ...]:
        """Ids of the forms that the report of ``year`` is printed in; () for one without a table."""
        for line in data()["form"]:
            if (
                self.region.code.startswith(line["code"])
                and year >= line["from"]
                and line.get("variant", self.variant) == self.variant
                and line.get("area", self.area) == self.area
            ):
                return tuple(line["id"].split("+")) if line["id"] else ()
        return ()


@cache
def data() -> dict[str, Any]:
    """What ``demo.toml`` says."""
    return tomllib.loads((files("pipeline.demo") / "demo.toml").read_text(encoding="utf-8"))


def agencies(count: int, first: int, last: int, seed: int) -> list[Agency]:
    """``count`` agencies of divisions that stood from the year ``first`` to ``last``; a larger count begins alike."""
    lot = Random(f"agencies {seed}")
    standing = [
        region
        for region in regions()
        if region.level in ("city", "county")
        and (region.from_year is None or region.from_year <= first)
        and (region.to_year is None or region.to_year >= last)
    ]
    places, departments = data()["place"], data()["department"]
    taken: set[tuple[str, str]] = set()
    found: list[Agency] = []
    while len(found) < count:
        place = lot.choices(places, [one["weight"] for one in places])[0]
        region = lot.choice([one for one in standing if one.code.startswith(place["code"])])
        department = lot.choice(departments)
        if (region.code, department["until_2018"]) in taken and len(taken) < len(standing) * len(departments):
            continue
        taken.add((region.code, department["until_2018"]))
        where = full_name(region)
        names = tuple(where + department.get(key, department["until_2018"]) for key in ("until_2018", "from_2019"))
        found.append(
            Agency(
                no=len(found) + 1,
                region=region,
                names=(names[0], names[1]),
                size=department["size"] * (3 if region.level == "city" else 1) * lot.uniform(0.5, 1.6),
                variant=lot.randrange(2),
                area=department.get("area", False),
            )
        )
    return found
