"""The command ``nianbao demo-data``: a made archive, and what it says when it is there."""

from __future__ import annotations

import re
from pathlib import Path

import click

from pipeline.speaking import Command, json_option, option, print_json, words

# The years whose forms are known; before them nobody reported.
FIRST, LAST = 2008, 2030
YEARS = re.compile(r"(?P<first>[0-9]{4})(?:-(?P<last>[0-9]{4}))?")


@click.command("demo-data", cls=Command)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@option("--agencies", type=click.IntRange(min=1, max=20_000), default=20, show_default=True)
@option("--years", default="2014-2023", show_default=True, metavar="YEARS")
@option("--seed", type=int, default=1, show_default=True)
@json_option
def demo_data(folder: Path, agencies: int, years: str, seed: int, as_json: bool) -> None:
    from pipeline.demo import write_demo

    first, last = _years(years)
    there = folder / "reports"
    if there.exists() and any(there.iterdir()):
        raise click.UsageError(words()("demo.there", folder=folder))
    made = write_demo(folder, agencies, first, last, seed)
    if as_json:
        print_json(folder=folder, agencies=made.agencies, reports=made.reports, planted=made.planted)
    else:
        counts = {"agencies": made.agencies, "reports": made.reports, "planted": made.planted}
        click.echo(words()("demo.done", folder=folder, **counts))


def _years(text: str) -> tuple[int, int]:
    found = YEARS.fullmatch(text)
    first, last = (int(found["first"]), int(found["last"] or found["first"])) if found else (0, 0)
    if not FIRST <= first <= last <= LAST:
        raise click.UsageError(words()("demo.years", years=text, first=FIRST, last=LAST))
    return first, last
