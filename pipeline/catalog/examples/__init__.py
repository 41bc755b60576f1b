"""Three short reports for every rule: one that it flags, one that it passes, one of which it can say nothing.

``<rule>.md`` beside this module has one under each of the headings ``## fail``, ``## pass`` and ``## not_assessable``.
``{…}`` marks what the rule compares. Where the text does not begin with a title of its own (``### …``), ``TITLE``
stands above it, and where it has no section 一、, ``OPENING`` does. The reports are made up. They are
read and checked like any other: what the rules say of them is in docs/rules.md, and the tests hold them to it.
``none: …`` instead of a report says why there can be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.errors import CatalogError
from pipeline.model import Finding, Outcome, RawFile

TITLE = "某市测试局2017年政府信息公开工作年度报告"
OPENING = """一、概述

我局依照《政府信息公开条例》开展政府信息公开工作，由办公室牵头，各科室配合，指定专人更新公开目录和网站栏目，方便群众查阅和监督，全年没有因政府信息公开收取费用。

"""
_NONE = "none:"
ORDER = (Outcome.FAIL, Outcome.PASS, Outcome.NOT_ASSESSABLE)
_PART = re.compile(r"^## (\w+)\n", re.MULTILINE)
_OWN_TITLE = re.compile(r"### (.+)\n+")
_FIRST = re.compile(r"^\{?一、", re.MULTILINE)
_MARK = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """``text`` is as printed here, with its marks and without a title."""

    rule: str
    outcome: Outcome
    title: str
    text: str
    none: str = ""  # why there is no such report

    @property
    def has_own_title(self) -> bool:
        return self.title not in ("", TITLE)

    @property
    def marks(self) -> tuple[str, ...]:
        """What the rule compares."""
        return tuple(_MARK.findall(self.text))

    def raw(self) -> RawFile:
        """The report as a file, with all that stands above its text."""
        text = _MARK.sub(lambda found: found[1], self.text)
        opening = "" if _FIRST.search(text) else OPENING
        text = f"# {self.title}\n\n{opening}{text}"
        return RawFile(f"{self.rule}-{self.outcome}.md", text.encode())

    def said(self, findings: Iterable[Finding]) -> Finding | None:
        """What the rule says of it: the finding that has most of the marks on its sides."""
        own = [one for one in findings if (one.rule, one.outcome) == (self.rule, self.outcome)]
        return max(own, key=self._marked, default=None)

    def _marked(self, finding: Finding) -> int:
        return sum(is_on(mark, finding) for mark in self.marks)


def is_on(mark: str, finding: Finding) -> bool:
    """Whether a marked word stands on one side of a finding."""
    printed = [operand.text for operand in (*finding.left, *finding.right)]
    return any(text and (mark in text or text in mark) for text in printed)


@cache
def rule_examples(rule: str) -> tuple[Example, ...]:
    """The examples of a rule, in ``ORDER``.

    Raises:
        CatalogError: there is no file for the rule, or one of the three is missing.
    """
    path = files(__package__) / f"{rule}.md"
    if not path.is_file():
        raise CatalogError(f"examples/{rule}.md: no such file. Every rule of rules.toml has one; see percent.md")
    _, *parts = _PART.split(path.read_text(encoding="utf-8"))
    named = dict(zip(parts[::2], parts[1::2], strict=True))
    if set(named) != set(Outcome):
        raise CatalogError(f"examples/{rule}.md: found {', '.join(named)}; expected {', '.join(Outcome)}")
    return tuple(_example(rule, outcome, named[outcome].strip()) for outcome in ORDER)


def _example(rule: str, outcome: Outcome, text: str) -> Example:
    if text.startswith(_NONE):
        return Example(rule, outcome, "", "", text.removeprefix(_NONE).strip())
    own = _OWN_TITLE.match(text)
    return Example(rule, outcome, own[1] if own else TITLE, text[own.end() if own else 0 :] + "\n")
