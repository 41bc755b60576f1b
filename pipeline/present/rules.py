"""One rule for people: what it rests on, what it says, and its examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.catalog import Catalog
from pipeline.catalog.examples import Example, rule_examples
from pipeline.model import Finding, RawFile
from pipeline.present import Row
from pipeline.present.screen import Screen, plain
from pipeline.present.words import Words

Check = Callable[[RawFile], Iterable[Finding]]


def described(rule: Row, catalog: Catalog, check: Check) -> Row:
    """A row of the rules with its sentences and examples; ``check`` reads and checks a file.

    An identity of a form has those of the general rule that it is a case of; a rule over several reports has none.
    """
    general = rule["base"] or rule["id"]
    says = catalog.rules[general].say
    return {
        **rule,
        "says": [{"case": case, "message_zh": say.zh, "message_en": say.en} for case, say in says.items()],
        "examples": []
        if catalog.rules[general].over_reports
        else [_example(one, check) for one in rule_examples(general)],
    }


def _example(example: Example, check: Check) -> Row:
    said = None if example.none else example.said(check(example.raw()))
    return {
        "outcome": str(example.outcome),
        "title": example.title or None,
        "text": example.text or None,
        "none": example.none or None,
        "grade": None if said is None else str(said.grade),
        "message_zh": None if said is None else said.message_zh,
        "message_en": None if said is None else said.message_en,
    }


def show_rule(rule: Row, screen: Screen, words: Words) -> None:
    screen.line(f"{rule['id']}  {rule['kind']}", "bold")
    screen.paragraph(words.pick(rule, "label"), indent=2)
    source = rule["source"] if words.lang == "en" else rule["source_zh"] or rule["source"]
    screen.line("  " + words("explain.source", source=plain(source)))
    if rule["formula"]:
        screen.line(f"  {rule['template']}: {rule['formula']}")
    screen.line()
    screen.line(words("rule.says"), "bold")
    for say in rule["says"]:
        screen.paragraph(f"{say['case']}: {words.pick(say, 'message')}", indent=2)
    for example in rule["examples"]:
        screen.line()
        screen.line(words(f"rule.{example['outcome']}"), "bold")
        if example["none"]:
            screen.paragraph(example["none"], indent=2)
            continue
        for line in (example["title"], "", *example["text"].rstrip().split("\n")):
            screen.line(f"    {line}".rstrip())
        screen.paragraph(words("rule.said", message=words.pick(example, "message")), indent=2)
