"""Every rule is shown by three examples, which are read and checked like any report."""

from functools import cache

import build_rules
import pytest

from pipeline.catalog import builtin
from pipeline.catalog.examples import Example, is_on, rule_examples
from pipeline.errors import CatalogError
from pipeline.model import Grade, Outcome, Result
from pipeline.run import process

RULES = [rule.id for rule in builtin().rules.values() if not rule.over_reports]
EXAMPLES = [example for rule in RULES for example in rule_examples(rule)]
SHOWN = [example for example in EXAMPLES if not example.none]
by_example = pytest.mark.parametrize("example", SHOWN, ids=lambda one: f"{one.rule}-{one.outcome}")


@cache
def _read(example: Example) -> Result:
    return process(example.raw(), builtin())


def test_every_rule_fails_passes_and_cannot_tell_once() -> None:
    assert [(one.rule, one.outcome) for one in EXAMPLES] == [
        (rule, outcome) for rule in RULES for outcome in ("fail", "pass", "not_assessable")
    ]
    assert [(one.rule, one.outcome) for one in EXAMPLES if one.none] == [("difference", "not_assessable")]


def test_the_page_of_rules_is_current() -> None:
    assert build_rules.PAGE.read_text(encoding="utf-8") == build_rules.page(), "run: python tools/build_rules.py"


def test_every_rule_says_what_it_rests_on() -> None:
    for rule in builtin().rules.values():
        assert all((rule.label_zh, rule.label_en, rule.source, rule.source_zh)), rule.id


def test_a_rule_without_examples_is_refused() -> None:
    with pytest.raises(CatalogError, match=r"examples/no_such_rule.md: no such file"):
        rule_examples("no_such_rule")


@by_example
def test_the_rule_says_of_the_example_what_it_stands_for(example: Example) -> None:
    findings = _read(example).findings
    said = example.said(findings)
    assert said is not None, [(one.rule, one.outcome, one.message_zh) for one in findings]
    assert [mark for mark in example.marks if not is_on(mark, said)] == []


@by_example
def test_no_other_flag_is_made_of_it(example: Example) -> None:
    """Only the rule itself accuses an example, and only the one that it is to accuse."""
    flags = [flag for flag in _read(example).flags if flag.grade is not Grade.LOW]
    own = [flag for flag in flags if flag.rule == example.rule]
    assert (example.outcome is Outcome.FAIL) or not own
    assert [flag.message_zh for flag in flags if flag not in own] == []
