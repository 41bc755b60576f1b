"""Write docs/rules.md: docs/rules.head.md, every rule with its examples and what it says of them, and the grades."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.catalog import Catalog, Rule, builtin
from pipeline.catalog.examples import Example, rule_examples
from pipeline.run import process

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "rules.md"
_OUTCOMES = {"fail": "Fails", "pass": "Passes", "not_assessable": "Cannot tell"}


def page() -> str:
    catalog = builtin()
    kinds = list(dict.fromkeys(rule.kind for rule in catalog.rules.values()))
    lines = [(DOCS / "rules.head.md").read_text(encoding="utf-8")]
    for kind in kinds:
        lines += [f"## {kind}", ""]
        for rule in catalog.rules.values():
            if rule.kind == kind:
                lines += _rule(rule, catalog)
    return "\n".join([*lines, *_grades(catalog)])


def _rule(rule: Rule, catalog: Catalog) -> Iterator[str]:
    yield from (f"### {rule.id}", "", f"{rule.label_en}.  ", f"{rule.label_zh}。", "")
    yield from (f"Source: {rule.source}. 依据：{rule.source_zh}。", "")
    if rule.over_reports:
        yield from ("It holds reports of several years against each other; no one report is an example of it.", "")
        return
    for example in rule_examples(rule.id):
        yield from _example(example, catalog)


def _example(example: Example, catalog: Catalog) -> Iterator[str]:
    name = _OUTCOMES[example.outcome]
    if example.none:
        yield from (f"{name}: {example.none}", "")
        return
    said = example.said(process(example.raw(), catalog).findings)
    assert said is not None, f"{example.rule}: nothing is said of the example that is {example.outcome}"
    title = f"{example.title}\n\n" if example.has_own_title else ""
    grade = f" ({said.grade})" if example.outcome == "fail" else ""
    yield from (f"{name}{grade}:", "", "```", f"{title}{example.text}```", "", f"> {said.message_zh}  ")
    yield from (f"> {said.message_en}", "")


def _grades(catalog: Catalog) -> Iterator[str]:
    """What keeps a grade below high."""
    yield from ("## Grades", "", "What keeps the grade of a finding below high. Of several the lowest counts.", "")
    yield from ("| doubt | name | at most | because |", "|---|---|---|---|")
    for name, entry in catalog.doubts.items():
        yield f"| {entry.en} | `{name}` | {entry.cap} | {entry.why_en} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
