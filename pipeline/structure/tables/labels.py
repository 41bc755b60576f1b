"""Printed labels against the rows of a panel.

Labels are aligned with a panel's rows in order, since a label such as 其他情形数 may stand in a form several times. A
label matches exactly, by an alias (also without its number or its remark in brackets), or by likeness.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.catalog import Panel, Row, Template
from pipeline.numeral import value_length
from pipeline.structure.tables.likeness import Signs
from pipeline.text import squeeze

_OF_WHICH = re.compile(r"^其中[:,、]?")
_NUMBERING = re.compile(
    r"^(?:[①-⑳]|[(]?[一二三四五六七八九十\d]+[)]|[一二三四五六七八九十]+、|\d+(?:[.、]|(?=[^\d.,、])))"
)
# 主动公开政府信息数(不同渠道和…, also cut; 规范性文件:指…
_REMARK = re.compile(r"(?<=[^(])(?:\((?![一二三四五六七八九十\d]+\))|[:;。]).*$")
_IN_BRACKETS = re.compile(r"\((?:单位:)?([^()]{1,4})\)$")
WEIGHT = {"exact": 4, "alias": 3, "fuzzy": 2}


def plain(label: str) -> str:
    """A label for comparison: without white space, width, 其中: and a closing colon."""
    return _OF_WHICH.sub("", squeeze(label)).rstrip(":")


def bare(label: str) -> str:
    """Without the number before it."""
    return _NUMBERING.sub("", label)


def core(label: str) -> str:
    """Without the remark behind it, in brackets, closed or cut off, or after a colon."""
    return _REMARK.sub("", label)


def split_unit(label: str, units: frozenset[str]) -> tuple[str, str | None]:
    """ "主动公开文件数(条)" → label and unit; a bracket that holds no unit belongs to the label."""
    if (found := _IN_BRACKETS.search(label)) and found[1] in units:
        return label[: found.start()], found[1]
    return label, None


def is_value(text: str, units: frozenset[str] = frozenset()) -> bool:
    """A number, also with its unit behind it, or a mark for none: "97", "1,234", "+8", "97条", "/", "——"."""
    squeezed = squeeze(text)
    length = value_length(squeezed)
    return length > 0 and (length == len(squeezed) or squeezed[length:] in units)


def is_numbered(label: str) -> bool:
    """Whether a label has a number of its own, in whatever way it is written."""
    return _NUMBERING.match(plain(label)) is not None


def is_of_which(text: str) -> bool:
    """其中 alone in a cell or on a line: it says that parts follow, and is no label."""
    return not plain(text) and bool(squeeze(text))


@dataclass(frozen=True, slots=True)
class Names:
    """The ways to write one row's label, squeezed; ``loose`` ones lack the number before, or the remark behind."""

    row: Row
    official: str
    names: frozenset[str]
    loose: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A panel ready to be looked up: rows by the ways to write their labels."""

    template: Template
    panel: Panel
    names: tuple[Names, ...]
    exact: Mapping[str, Sequence[int]]
    alias: Mapping[str, Sequence[int]]
    loose: Mapping[str, Sequence[int]]
    worn: Mapping[str, Sequence[str]]  # what is left of a name when characters get lost → names
    signs: Signs


def compile_forms(templates: Iterable[Template], signs: Signs) -> tuple[Form, ...]:
    return tuple(_compiled(form, panel, signs) for form in templates for panel in form.panels)


def _compiled(form: Template, panel: Panel, signs: Signs) -> Form:
    own = _all_names(panel)
    exact: dict[str, list[int]] = {}
    alias: dict[str, list[int]] = {}
    loose: dict[str, list[int]] = {}
    for j, names in enumerate(own):
        exact.setdefault(names.official, []).append(j)
        for index, texts in ((alias, names.names), (loose, names.loose)):
            for text in texts:
                index.setdefault(text, []).append(j)
    worn: dict[str, list[str]] = {}
    for name in dict.fromkeys((*alias, *loose)):
        worn.setdefault(signs.worn(name), []).append(name)
    return Form(form, panel, own, exact, alias, loose, worn, signs)


def _all_names(panel: Panel) -> tuple[Names, ...]:
    own = [frozenset(plain(name) for name in (row.label, *row.aliases) if name) for row in panel.rows]
    # "复制费(光盘)" and "复制费(纸张)": a remark that tells rows apart is part of the name
    short = [{core(name) for name in names} for names in own]
    count = Counter(name for names in short for name in {bare(name) for name in names})
    found = []
    for row, names, cores in zip(panel.rows, own, short, strict=True):
        loose = {bare(name) for name in names} | {
            name for core_ in cores if count[bare(core_)] == 1 for name in (core_, bare(core_))
        }
        found.append(Names(row, plain(row.label), names, frozenset(loose - {""})))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Match:
    row: Row
    method: str


@lru_cache(maxsize=8192)  # the same labels stand in every report
def _rows_of(label: str, form: Form) -> Mapping[int, str]:
    """The rows that a label may name, and how."""
    short = core(label)
    found = dict.fromkeys(form.exact.get(label, ()), "exact")
    for index, text in ((form.alias, label), *((form.loose, t) for t in (label, bare(label), short, bare(short)))):
        for j in index.get(text, ()):
            found.setdefault(j, "alias")
    return found or dict.fromkeys(_like(label, bare(short), form), "fuzzy")


def _like(label: str, name: str, form: Form) -> Iterator[int]:
    """The rows of the one name that a damaged label may be, with its number or without."""
    for text in dict.fromkeys((label, bare(label), name)):
        names = [one for one in form.worn.get(form.signs.worn(text), ()) if form.signs.is_worn(text, one)]
        rows = {j for one in names for j in (*form.alias.get(one, ()), *form.loose.get(one, ()))}
        if rows:
            yield from sorted(rows)
            return
    if bare(label) != label and len(bare(label)) >= 3:  # "3.政务微": cut short, but its number tells which it is
        rows = {j for one, own in form.alias.items() if one.startswith(label) for j in own}
        if len(rows) == 1:
            yield from rows
            return
    yield from sorted(form.signs.nearest(name, form.loose))


def align(labels: Sequence[str], form: Form, units: frozenset[str]) -> list[Match | None]:
    """The panel's row for each printed label, in order, so that the most and the best labels match.

    "其中：1．政府网站公开数" is 1.政府网站公开数 exactly; without its number it is an alias of it. A label left over
    takes a row left over if it names it exactly or by an alias: local sheets change the order of rows. A label whose
    neighbours are found takes the one row between them if it is at all like it: characters get lost.
    """
    rows = form.names
    methods: list[Mapping[int, str]] = []
    for printed in labels:
        whole = plain(printed)  # 信息发布量(单位:条): the unit is part of some labels
        label = whole if whole in form.alias else split_unit(whole, units)[0]
        methods.append(_rows_of(label, form) if label else {})
    taken = _in_order(methods, len(rows))
    used = set(taken.values())
    for i, found in enumerate(methods):
        if i in taken:
            continue
        spare = next((j for j, method in found.items() if method != "fuzzy" and j not in used), None)
        if spare is not None:
            taken[i] = spare
            used.add(spare)
    for i, printed in enumerate(labels):
        if i not in taken and (j := _between(i, taken, len(labels), len(rows))) is not None and j not in used:
            label = bare(split_unit(plain(printed), units)[0])
            if any(form.signs.is_like(label, name) for name in rows[j].loose):
                taken[i], methods[i] = j, {j: "fuzzy"}
                used.add(j)
    return [Match(rows[taken[i]].row, methods[i][taken[i]]) if i in taken else None for i in range(len(labels))]


def _in_order(methods: Sequence[Mapping[int, str]], count: int) -> dict[int, int]:
    """Label → row so that both run on and the weights of the matches add up to the most."""
    best = [[0] * (count + 1) for _ in range(len(methods) + 1)]
    for i in range(len(methods) - 1, -1, -1):
        below, own, found = best[i + 1], best[i], methods[i]
        for j in range(count - 1, -1, -1):
            taken = below[j + 1] + WEIGHT[found[j]] if j in found else 0
            own[j] = max(below[j], own[j + 1], taken)
    taken_: dict[int, int] = {}
    i = j = 0
    while i < len(methods) and j < count:
        if j in methods[i] and best[i][j] == best[i + 1][j + 1] + WEIGHT[methods[i][j]]:
            taken_[i] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return taken_


def _between(i: int, taken: dict[int, int], labels: int, rows: int) -> int | None:
    """The one row between those that the labels before and after ``i`` name."""
    before = taken.get(i - 1, -1 if i == 0 else None)
    after = taken.get(i + 1, rows if i + 1 == labels else None)
    return before + 1 if before is not None and after is not None and after - before == 2 else None
