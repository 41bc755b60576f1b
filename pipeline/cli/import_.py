"""The command ``nianbao import``, and what it prints when it has ended."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.speaking import PLACE, Command, complain, json_option, option, print_json, words

if TYPE_CHECKING:
    from pipeline.importing import Imported

_SHOWN = 20
_COUNTS = (
    "records", "responses", "page", "document", "revisits", "revisits_resolved", "document_unknown", "unusable_unnamed",
    "damaged", "unusable", "too_large", "lost", "unlisted",
)  # fmt: skip


@click.command("import", cls=Command)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=PLACE)
@option("--into", metavar="RAW_STORE", default="raw", show_default=True, envvar="NIANBAO_RAW")
@option("--list", "listing", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="CSV")
@option("-j", "--jobs", type=click.IntRange(min=1), envvar="NIANBAO_JOBS")
@json_option
def import_(paths: tuple[Path | str, ...], into: str, listing: Path | None, jobs: int | None, as_json: bool) -> None:
    from pipeline.importing import import_all
    from pipeline.present.progress import progress_bar

    with progress_bar(words()("import.progress")) as progress:
        done = import_all(paths, into, listing, jobs=jobs or os.cpu_count() or 1, progress=progress)
    for line in done.notes[:_SHOWN]:
        complain(line)
    if len(done.notes) > _SHOWN:
        complain(words()("import.more_notes", count=len(done.notes) - _SHOWN))
    if done.left_out:
        names = ", ".join(map(str, done.left_out[:5])) + (", …" if len(done.left_out) > 5 else "")
        complain(words()("run.left_out", count=len(done.left_out), names=names))
    if as_json:
        print_json(**_summary(done, into))
    else:
        _show(done, into)
    if done.kept + done.again == 0:
        complain(words()("import.nothing"))
    if done.is_damaged or done.kept + done.again == 0:
        click.get_current_context().exit(1)


def _summary(done: Imported, into: str) -> dict[str, Any]:
    return {
        "raw_store": into,
        "archives": done.archives,
        "files": done.files,
        "kept": done.kept,
        "new": done.new,
        "again": done.again,
        "counts": {name: done.counts[name] for name in _COUNTS},
        "notes": done.notes,
        "left_out": done.left_out,
    }


def _show(done: Imported, into: str) -> None:
    say = words()
    if done.archives:
        counts = {name: f"{done.counts[name]:,}" for name in _COUNTS}
        click.echo(say("import.archives", archives=done.archives, **counts))
        if done.counts["revisits"]:
            click.echo(say("import.revisits", **counts))
        if done.counts["document_unknown"]:
            click.echo(say("import.unknown", **counts))
        if done.counts["unusable_unnamed"]:
            click.echo(say("import.unusable", **counts))
    if done.files:
        click.echo(say("import.files", files=done.files))
    click.echo(say("import.kept", kept=done.kept, new=done.new, again=done.again, into=into))
    if done.kept + done.again:
        click.echo(say("run.try", command=f"nianbao run {into}"))
