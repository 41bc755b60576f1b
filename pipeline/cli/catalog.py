"""The commands on the catalog: what forms, rules and indicators the program knows."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.speaking import FOLDER, Group, complain, json_option, print_json, templates_option, words

if TYPE_CHECKING:
    from pipeline.present import Row

_FORMS = """
SELECT id, label_zh, label_en, first_year, last_year, count(r.row_no) AS rows FROM templates
LEFT JOIN template_rows r ON r.template = id GROUP BY ALL ORDER BY id
"""
_COLUMNS = (
    "SELECT one.period, one.member, one.headers FROM (SELECT unnest(value_columns) AS one FROM templates WHERE id = $1)"
)
_ROWS = "SELECT row_no, label, indicator, under, unit, aliases FROM template_rows WHERE template = $1 ORDER BY row_no"
_RULES = "SELECT id, kind, template, label_zh, label_en, formula FROM rules ORDER BY template NULLS FIRST, id"
_RULE = "SELECT id, kind, template, base, label_zh, label_en, source, source_zh, formula FROM rules"
_INDICATORS = "SELECT id, label_zh, label_en, unit, concept, comparability FROM indicators ORDER BY id"


@click.group(cls=Group, invoke_without_command=True)
@click.pass_context
def catalog(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        ctx.invoke(forms)


@catalog.command()
@click.argument("form", required=False)
@templates_option
@json_option
def forms(form: str | None, templates: Path | None, as_json: bool) -> None:
    if form is not None:
        _show_form(form, templates, as_json)
        return
    _list("forms", _FORMS, templates, as_json)
    if not as_json:
        complain(words()("catalog.templates", folder=_folder()))


@catalog.command()
@click.argument("rule", required=False)
@templates_option
@json_option
def rules(rule: str | None, templates: Path | None, as_json: bool) -> None:
    if rule is not None:
        _show_rule(rule, templates, as_json)
        return
    _list("rules", _RULES, templates, as_json)


@catalog.command()
@templates_option
@json_option
def indicators(templates: Path | None, as_json: bool) -> None:
    _list("indicators", _INDICATORS, templates, as_json)


@catalog.command("check", help_key="catalog-check")
@click.argument("folder", required=False, type=FOLDER)
@json_option
def check_catalog(folder: Path | None, as_json: bool) -> None:
    from pipeline.catalog import load_catalog

    where = words()("catalog.builtin") if folder is None else str(folder)
    if folder is not None and not any(folder.glob("*.toml")):
        complain(words()("catalog.none", where=where, folder=_folder()))
        click.get_current_context().exit(1)
    found = sorted(template.id for template in load_catalog(folder).templates)
    if as_json:
        print_json(forms=found)
    else:
        click.echo(words()("catalog.fine", where=where, count=len(found), names=", ".join(found)))


def _list(name: str, query: str, templates: Path | None, as_json: bool) -> None:
    from pipeline.catalog import load_catalog
    from pipeline.store import in_memory

    with in_memory((), load_catalog(templates)) as database:
        found = database.rows(query)
    if as_json:
        print_json(**{name: found})
    else:
        _table(found)


def _show_form(form: str, templates: Path | None, as_json: bool) -> None:
    from pipeline.catalog import load_catalog
    from pipeline.store import in_memory

    loaded = load_catalog(templates)
    known = sorted(template.id for template in loaded.templates)
    if form not in known:
        raise click.UsageError(words()("catalog.no_form", form=form, names=", ".join(known)))
    with in_memory((), loaded) as database:
        columns, found = database.rows(_COLUMNS, [form]), database.rows(_ROWS, [form])
    if as_json:
        print_json(form=form, columns=columns, rows=found)
        return
    _table(found)
    click.echo()
    click.echo(words()("catalog.columns"))
    _table(columns)


def _show_rule(name: str, templates: Path | None, as_json: bool) -> None:
    """A rule, its sentences, and its examples with what the program says of each; of an identity the rule behind it."""
    from pipeline.catalog import load_catalog
    from pipeline.present.rules import described, show_rule
    from pipeline.present.screen import Screen
    from pipeline.run import process
    from pipeline.store import in_memory

    loaded = load_catalog(templates)
    with in_memory((), loaded) as database:
        found = {row["id"]: row for row in database.rows(_RULE)}
    if name not in found:
        near = sorted(one for one in found if name in one) or sorted(loaded.rules)
        raise click.UsageError(words()("catalog.no_rule", rule=name, names=", ".join(near)))
    row = described(found[name], loaded, lambda raw: process(raw, loaded).findings)
    if as_json:
        print_json(rule=row)
    else:
        show_rule(row, Screen(), words())


def _table(rows: list[Row]) -> None:
    from pipeline.present.screen import Screen

    Screen().table(list(rows[0]) if rows else [], (list(row.values()) for row in rows))


def _folder() -> str:
    """Where the forms lie that came with the program."""
    return str(files("pipeline.catalog") / "templates")
