"""The command ``nianbao doctor``: what is installed, and what more there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.speaking import Command, json_option, print_json, words

if TYPE_CHECKING:
    from pipeline.doctor import Part


@click.command(cls=Command)
@json_option
def doctor(as_json: bool) -> None:
    from pipeline.doctor import examine

    parts = examine()
    if as_json:
        print_json(parts=[_row(part) for part in parts])
    else:
        for part in parts:
            _show(part)


def _row(part: Part) -> dict[str, Any]:
    return {
        "part": part.id,
        "present": part.is_present,
        "found": dict(part.found),
        "missing": list(part.missing),
        "adds": words()(f"doctor.{part.id}"),
        "install": None if part.is_present else part.install,
    }


def _show(part: Part) -> None:
    from pipeline.present.screen import Screen

    say, screen = words(), Screen()
    screen.line(f"{part.id}: {say('doctor.present' if part.is_present else 'doctor.absent')}", "bold")
    screen.paragraph(say(f"doctor.{part.id}"), 2)
    found = [" ".join(filter(None, pair)) for pair in part.found.items()]
    missing = [say("doctor.missing", names=", ".join(part.missing))] if part.missing else []
    if found or missing:
        screen.paragraph("; ".join([*([", ".join(found)] if found else []), *missing]), 2)
    if part.missing:
        screen.paragraph(say("doctor.install", command=part.install), 2)
