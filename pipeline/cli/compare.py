"""The command ``nianbao compare``: agencies year by year, as a table or a chart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.speaking import Command, Years, complain, database_option, json_option, option, print_json, words

if TYPE_CHECKING:
    from pipeline.present import Rows
    from pipeline.present.compare import Choice

LISTED = 20  # of the names that an unclear one may mean


@click.command(cls=Command)
@click.argument("agencies", metavar="AGENCY...", nargs=-1, required=True)
@option("--concept", "concepts", multiple=True, metavar="CONCEPT", default=("request.received",), show_default=True)
@option("--years", type=Years(), metavar="YEARS")
@option("--member", default="total", show_default=True, metavar="MEMBER")
@option("--period", type=click.Choice(["year", "cumulative", "previous_year", "other"]), default="year",
        show_default=True)  # fmt: skip
@option("--plot", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@database_option
@json_option
@option("--csv", "as_csv", is_flag=True)
def compare(
    agencies: tuple[str, ...], concepts: tuple[str, ...], years: tuple[int, int] | None, member: str, period: str,
    plot: Path | None, db: Path, as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    from pipeline.present import compare as comparing
    from pipeline.present.screen import Screen, write_csv
    from pipeline.store import Database

    with Database.open(db) as database:
        ids = [_one(comparing.find_agency, database.rows, name, "compare.no_agency") for name in agencies]
        lines = [_one(comparing.find_concept, database.rows, name, "compare.no_concept") for name in concepts]
        span = years or comparing.select_years(database.rows, ids)
        if span is None:
            raise click.UsageError(words()("compare.no_reports", names=", ".join(agencies)))
        found = comparing.select_comparison(
            database.rows, list(dict.fromkeys(ids)), list(dict.fromkeys(lines)), span, member, period
        )
    if not any(row["template"] for row in found):
        complain(words()("compare.nothing", member=member, period=period, first=span[0], last=span[1]))
    if as_json:
        print_json(rows=found)
    elif as_csv:
        write_csv(list(found[0]) if found else [], found)
    else:
        comparing.show_comparison(found, Screen(), words())
    if plot is not None:
        from pipeline.present.chart import write_chart

        write_chart(found, plot, words())
        complain(words()("compare.plotted", path=plot))


def _one(find: Callable[[Rows, str], Choice], rows: Rows, asked: str, none: str) -> str:
    """The one thing of that name; several are listed, for the user to choose from."""
    found = find(rows, asked)
    if len(found.ids) == 1:
        return found.ids[0]
    if not found.ids:
        raise click.UsageError(words()(none, name=asked))
    listed = [f"  {id_}  {name}" for id_, name in zip(found.ids, found.names, strict=True)]
    more = ["  …"] if len(listed) > LISTED else []
    lines = "\n".join([*listed[:LISTED], *more])
    raise click.UsageError(words()("compare.several", name=asked, count=len(found.ids), names=lines))
