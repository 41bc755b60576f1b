"""The command ``nianbao demo-data``: a made archive, and what it says when it is there."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.speaking import Command, Years, json_option, option, print_json, words


@click.command("demo-data", cls=Command)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@option("--agencies", type=click.IntRange(min=1, max=20_000), default=20, show_default=True)
@option("--years", type=Years(), default="2014-2023", show_default=True, metavar="YEARS")
@option("--seed", type=int, default=1, show_default=True)
@json_option
def demo_data(folder: Path, agencies: int, years: tuple[int, int], seed: int, as_json: bool) -> None:
    from pipeline.demo import write_demo

    there = folder / "reports"
    if there.exists() and any(there.iterdir()):
        raise click.UsageError(words()("demo.there", folder=folder))
    made = write_demo(folder, agencies, *years, seed)
    if as_json:
        print_json(folder=folder, agencies=made.agencies, reports=made.reports, planted=made.planted)
    else:
        counts = {"agencies": made.agencies, "reports": made.reports, "planted": made.planted}
        click.echo(words()("demo.done", folder=folder, **counts))
