"""Commands that speak two languages and end with one clear line, whatever stops them.

Help and messages come from one catalogue, in the language of ``--lang``, of NIANBAO_LANG or of the locale.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.errors import PipelineError, QueryError
from pipeline.present.words import LANGUAGES, Words, choose_language

F = TypeVar("F", bound=Callable[..., Any])
_LANG = "nianbao.lang"

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class Years(click.ParamType):  # type: ignore[type-arg]  # newer versions of click have an argument
    """The years of a report, as 2014-2023 or 2016: first and last."""

    name = "years"
    first, last = 2004, 2030  # Shanghai's first reports; the last year of a form

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        found = re.fullmatch(r"(?P<first>[0-9]{4})(?:-(?P<last>[0-9]{4}))?", value)
        first, last = (int(found["first"]), int(found["last"] or found["first"])) if found else (0, 0)
        if not self.first <= first <= last <= self.last:
            self.fail(words()("wrong.years", years=value, first=self.first, last=self.last), param, ctx)
        return first, last


class _Place(click.Path):
    """A path, or an address such as s3://bucket/raw."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if isinstance(value, str) and "://" in value else super().convert(value, param, ctx)


PLACE = _Place(exists=True, path_type=Path)

INTERRUPTED = 130
CLOSED_PIPE = 141


def words() -> Words:
    """The messages in the language of the command that is running."""
    context = click.get_current_context(silent=True)
    return Words(choose_language(context.meta.get(_LANG) if context else None))


class Option(click.Option):
    """An option whose help is the catalogue's ``option.<name>``."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = words()(f"option.{self.name}")
        return super().get_help_record(ctx)


class Command(click.Command):
    """A command whose help is the catalogue's ``help.<key>``; the key is the name unless ``help_key`` is given."""

    def __init__(self, *args: Any, help_key: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_key = f"help.{help_key or self.name}"
        self.params.append(_lang_option())

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = words()("option.help")
        return option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = words()(self.help_key)
        super().format_help_text(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence."""
        text = words()(self.help_key).split("\n\n")[0].replace("\n", " ")
        ends = [at for mark in ("。", ". ", ": ") if (at := text.find(mark)) > 0]
        return text[: min(ends)] if ends else text.rstrip(".。")


class Group(Command, click.Group):
    command_class = Command
    group_class = type

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what stops it is one line on standard error and an exit code."""
        if ctx.parent is not None:
            return super().invoke(ctx)
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except PipelineError as error:
            key = error.code if isinstance(error, QueryError) else type(error).__name__
            click.echo(f"nianbao: {words().explained(f'error.{key}', str(error))}", err=True)
            ctx.exit(1)
        except KeyboardInterrupt:
            click.echo(words()("run.stopped"), err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # The reader of our output has gone, e.g. head. Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(CLOSED_PIPE)
        return result


def complain(line: str) -> None:
    """Progress and what went wrong: to standard error."""
    click.echo(line, err=True)


def print_json(**content: object) -> None:
    from pipeline.present.screen import as_json

    click.echo(as_json(**content))


def option(*names: str, **settings: Any) -> Callable[[F], F]:
    return click.option(*names, cls=Option, **settings)


def _lang_option() -> click.Option:
    def choose(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
        if value:
            ctx.meta[_LANG] = value

    return Option(["--lang"], type=click.Choice(LANGUAGES), is_eager=True, expose_value=False, callback=choose)


json_option = option("--json", "as_json", is_flag=True)
database_option = option(
    "-d",
    "--db",
    "-o",
    "--out",
    "db",
    type=click.Path(path_type=Path),
    metavar="PATH",
    default="extracted",
    show_default=True,
    envvar="NIANBAO_OUT",
)
templates_option = option("--templates", type=FOLDER, metavar="FOLDER", envvar="NIANBAO_TEMPLATES")
agencies_option = option(
    "--agencies",
    "own_agencies",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    envvar="NIANBAO_AGENCIES",
)
