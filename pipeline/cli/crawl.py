"""The command ``nianbao crawl``: reports from a site into the raw store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.speaking import FOLDER, INTERRUPTED, Command, complain, json_option, option, print_json, words

if TYPE_CHECKING:
    from pipeline.acquire.frontier import Row


@click.command(cls=Command)
@click.argument("site", metavar="SITE|URL")
@option("--into", default="raw", show_default=True, metavar="PLACE", envvar="NIANBAO_RAW")
@option("--dry-run", "dry_run", is_flag=True)
@option("--contact", default="", metavar="TEXT", envvar="NIANBAO_CONTACT")
@option("--delay", type=click.FloatRange(min=0), default=1.0, show_default=True, metavar="SECONDS")
@option("--night", is_flag=True)
@option("--limit", type=click.IntRange(min=1), metavar="NUMBER")
@option("--timeout", type=click.FloatRange(min=0.1), default=60.0, show_default=True, metavar="SECONDS")
@option("--max-bytes", "max_bytes", type=click.IntRange(min=1), default=50_000_000, show_default=True, metavar="BYTES")
@option("--again", "fetch_again", is_flag=True)
@option("--profile", metavar="ID")
@option("--sites", type=FOLDER, metavar="FOLDER", envvar="NIANBAO_SITES")
@option("--state", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@option("--allow-private", "allow_private", is_flag=True)
@json_option
def crawl(
    site: str,
    into: str,
    dry_run: bool,
    contact: str,
    delay: float,
    night: bool,
    limit: int | None,
    timeout: float,
    max_bytes: int,
    fetch_again: bool,
    profile: str | None,
    sites: Path | None,
    state: Path | None,
    allow_private: bool,
    as_json: bool,
) -> None:
    from pipeline.acquire.crawl import crawl as crawl_site
    from pipeline.acquire.crawl import find_target
    from pipeline.acquire.explore import Reading
    from pipeline.acquire.manners import Manners
    from pipeline.catalog import load_catalog
    from pipeline.present import crawled
    from pipeline.present.screen import Screen
    from pipeline.read.decode import decode
    from pipeline.read.sniff import sniff

    if delay < 1 and not allow_private:
        raise click.UsageError(words()("crawl.too_fast"))

    def read_text(data: bytes) -> tuple[str, str]:
        decoded = decode(data)
        return decoded.text, decoded.encoding

    def told(row: Row) -> None:
        complain(crawled.line(row, words()))

    target = find_target(site, sites, profile)
    if not contact and not dry_run:
        complain(words()("crawl.no_contact"))
    summary = crawl_site(
        target,
        into,
        Reading(sniff, read_text),
        load_catalog(),
        Manners(contact, delay, night, allow_private, timeout, max_bytes, limit),
        own_sites=sites,
        state=state,
        dry=dry_run,
        again=fetch_again,
        told=told,
    )
    if as_json:
        print_json(**crawled.as_dict(summary))
    elif dry_run:
        crawled.show_links(summary, Screen(), words())
    else:
        crawled.show_summary(summary, Screen(), words())
    for problem in crawled.problems(summary, words(), dry_run):
        complain(problem)
    if not summary.done:
        click.get_current_context().exit(INTERRUPTED)
    if summary.ungot or not crawled.found(summary, dry_run):
        click.get_current_context().exit(1)
