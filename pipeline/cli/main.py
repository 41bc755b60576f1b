"""The group of all commands.

Results go to standard output, progress and issues to standard error. Stages are imported where they are called, so
that help is quick. The texts are in ``present/messages.toml``.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from pipeline.cli.catalog import catalog
from pipeline.cli.compare import compare
from pipeline.cli.crawl import crawl
from pipeline.cli.database import coverage, explain, export, sql
from pipeline.cli.demo import demo_data
from pipeline.cli.doctor import doctor
from pipeline.cli.import_ import import_
from pipeline.cli.report import check, show
from pipeline.cli.run import run
from pipeline.cli.speaking import Group, option


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        click.echo(f"nianbao {version('nianbao')}")
        ctx.exit()


@click.group("nianbao", cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
def cli() -> None:
    pass


for command in (
    check, show, run, explain, sql, export, compare, coverage, crawl, import_, catalog, demo_data, doctor
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        # A console in GBK or cp1252 lacks some characters of the reports: they are written as \\u36c3, not an error.
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="nianbao")
