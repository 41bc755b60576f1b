"""What pages do to the tables on them, each kind as a function on rows of cells. Tables and figures are made here.

``python tests/damage.py`` prints what is read of every table of the catalog under every damage.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from printed import Key, codes, grid, keys, lines, structured, tables_of

from pipeline.catalog import Panel, Template, builtin
from pipeline.extract.tables import extract_facts, read_state
from pipeline.model import Report


@dataclass(frozen=True, slots=True)
class Cell:
    """``key``: of a value, the cell of the form that it belongs to. ``attributes``: its spans, in a true table."""

    text: str
    key: Key | None = None
    attributes: str = ""


Rows = list[list[Cell]]
Damage = Callable[[Rows, random.Random], Rows]
_MARK = re.compile(r"@(\d+)@")


# -- whole tables -----------------------------------------------------------------------


def grid_rows(panels: list[Panel]) -> Rows:
    """A true table: its cells with their spans, each value with its key."""
    marks = {key: f"@{i}@" for i, key in enumerate(sorted(keys(panels)))}
    names = {mark: key for key, mark in marks.items()}
    rows = grid(panels, marks).removeprefix("<table>").removesuffix("</table>").split("<tr>")[1:]
    found = [re.findall(r"<td([^>]*)>([^<]*)", row) for row in rows]
    return [[Cell(text, names.get(text), attributes) for attributes, text in row] for row in found]


def flat_rows(panels: list[Panel], units: bool = False) -> Rows:
    """The same without spans: a heading is printed once."""
    marks = {key: f"@{i}@" for i, key in enumerate(sorted(keys(panels)))}
    names = {mark: key for key, mark in marks.items()}
    return [[Cell(text, names.get(text)) for text in row] for row in lines(panels, marks, units)]


def figures(panels: list[Panel], some: random.Random, kind: str = "any") -> dict[Key, str]:
    """Another number in every cell, in no order; or, as most are, zeros with a few small numbers."""
    wanted = sorted(keys(panels))
    if kind == "zeros":
        return {key: str(some.choice([0, 0, 0, 0, 1, 2, 12])) for key in wanted}
    return dict(zip(wanted, map(str, some.sample(range(1100, 9900), len(wanted))), strict=True))


# -- layouts ----------------------------------------------------------------------------


def as_grid(rows: Rows) -> str:
    body = ("".join(f"<td{cell.attributes}>{cell.text}" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in body) + "</table>"


def as_cells(rows: Rows) -> str:
    """A cell per line; empty cells vanish."""
    return "".join(f"<p>{cell.text}</p>" for row in rows for cell in row if cell.text)


def as_bars(rows: Rows) -> str:
    return "".join(f"<p>{' | '.join(cell.text for cell in row)}</p>" for row in rows)


def as_bar_lines(rows: Rows) -> str:
    """A cell per line with its bar; an empty cell is a bare bar."""
    return "".join(f"<p>{cell.text} |</p>" for row in rows for cell in row)


LAYOUTS: dict[str, Callable[[Rows], str]] = {
    "grid": as_grid, "cells": as_cells, "bars": as_bars, "bar lines": as_bar_lines,
}  # fmt: skip


# -- damage to any layout ---------------------------------------------------------------


def _texts(rows: Rows, change: Callable[[str], str]) -> Rows:
    """Labels, headers and titles changed; values are left alone."""
    return [
        [cell if cell.key or not re.search(r"\w", cell.text) else Cell(change(cell.text), None, cell.attributes)
         for cell in row]
        for row in rows
    ]  # fmt: skip


def _values(rows: Rows, change: Callable[[str], str]) -> Rows:
    return [[Cell(change(cell.text), cell.key, cell.attributes) if cell.key else cell for cell in row] for row in rows]


def _some(rows: Rows, some: random.Random, share: float, change: Callable[[Cell], Cell | None]) -> Rows:
    """Some of the values changed, or lost with their cell."""
    out = [[change(cell) if cell.key and some.random() < share else cell for cell in row] for row in rows]
    return [[cell for cell in row if cell is not None] for row in out]


def _without(letters: str) -> Damage:
    return lambda rows, some: _texts(rows, lambda text: re.sub(f"[{letters}]", "", text) or text)


def _cut(rows: Rows, some: random.Random) -> Rows:
    """Labels end in the middle of their remark, long ones after four fifths."""

    def cut(text: str) -> str:
        at = text.find("（", 3)
        if at > 3:
            return text[: at + 6]
        return text[: len(text) * 4 // 5] if len(text) > 9 else text

    return _texts(rows, cut)


def _headers_alike(rows: Rows, some: random.Random) -> Rows:
    """本年新制作数量 and 本年新公开数量 are both printed 本年新."""
    return _texts(rows, lambda text: "本年新" if re.fullmatch("本年新..?数量", text) else text)


def _one_sign(rows: Rows, some: random.Random) -> Rows:
    """In some labels one character is another."""

    def change(text: str) -> str:
        if len(text) < 5 or some.random() < 0.7:
            return text
        at = some.randrange(2, len(text))
        return text[:at] + "某" + text[at + 1 :]

    return _texts(rows, change)


def _no_numbers(rows: Rows, some: random.Random) -> Rows:
    number = r"^(?:其中：)?(?:（[一二三四五六七八九]）|[一二三四五六七八九]、|\d[.．])"
    return _texts(rows, lambda text: re.sub(number, "", text) or text)


def _half_numbers(rows: Rows, some: random.Random) -> Rows:
    return _texts(rows, lambda text: re.sub(r"^（(?=.）)|^[一二三四五六七八九](?=、)", "", text))


def _spaced(rows: Rows, some: random.Random) -> Rows:
    return _texts(rows, lambda text: text if re.search(r"\d{4}", text) else " ".join(text))


def _no_groups(rows: Rows, some: random.Random) -> Rows:
    """三、本年度办理结果, （三）不予公开: what a page break leaves out."""
    gone = ("三、本年度办理结果", "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理")
    return [
        [Cell("", None, cell.attributes) if cell.text in gone and (cell.attributes or len(row) == 1) else cell
         for cell in row]
        for row in rows
    ]  # fmt: skip


def _blank_some(rows: Rows, some: random.Random) -> Rows:
    return _some(rows, some, 0.3, lambda cell: Cell("", cell.key, cell.attributes))


def _lose_some(rows: Rows, some: random.Random) -> Rows:
    return _some(rows, some, 0.1, lambda cell: None)


def _printed(how: str) -> Damage:
    return lambda rows, some: _values(rows, lambda text: f"{how[0]}{text}{how[1:]}" if text else text)


def _thousands(rows: Rows, some: random.Random) -> Rows:
    return _values(rows, lambda text: _MARK.sub(r"@\1,@", text))


def _wide(rows: Rows, some: random.Random) -> Rows:
    return _values(rows, lambda text: _MARK.sub(r"@\1w@", text))


def _as_page(rows: Rows, some: random.Random) -> Rows:
    """A row lost to a page break, and the head printed again after it."""
    at = some.randrange(len(rows) // 2, len(rows))
    return [*rows[:at], *rows[:2], *rows[at:]]


ANY: dict[str, Damage] = {
    "whole": lambda rows, some: rows,
    "年 月 lost": _without("年月"),
    "件 条 lost": _without("件条"),
    "制 数 lost": _without("制数"),
    "brackets lost": _without("（）()“”"),
    "closing brackets lost": _without("）)"),
    "labels cut": _cut,
    "本年新 twice": _headers_alike,
    "a character wrong": _one_sign,
    "numbers of labels lost": _no_numbers,
    "numbers of labels cut": _half_numbers,
    "blanks in labels": _spaced,
    "groups lost": _no_groups,
    "numbers removed": _blank_some,
    "cells lost": _lose_some,
    "1,113": _thousands,
    "+21": _printed("+"),
    "-1942": _printed("-"),
    "增10": _printed("增"),
    "[284]": _printed("[]"),
    "wide digits": _wide,
    "blanks around digits": _printed("  "),
    "head again": _as_page,
}


# -- damage to flattened tables ---------------------------------------------------------


def _tails(rows: Rows, some: random.Random) -> Rows:
    """Spans are empty cells at the end of the row: 第二十条第（一）项 | |||."""
    width = max(len(row) for row in rows)
    return [[*row, *[Cell("")] * (width + 2 - len(row))] if not any(c.key for c in row) else row for row in rows]


def _tails_everywhere(rows: Rows, some: random.Random) -> Rows:
    width = max(len(row) for row in rows)
    return [[*row, *[Cell("")] * (width + 2 - len(row))] for row in rows]


def _group_beside(rows: Rows, some: random.Random) -> Rows:
    """三、本年度办理结果 | （一）予以公开 | …: a group's label stands before that of its first row."""
    out: Rows = []
    for row in rows:
        alone = bool(out) and len(out[-1]) == 1 and any(cell.key for cell in row) and "第二十条" not in out[-1][0].text
        out = [*out[:-1], [*out[-1], *row]] if alone else [*out, row]
    return out


def _unique(rows: Rows, some: random.Random) -> Rows:
    """Every line that was printed before is gone; marks are looked up when the figures are filled in."""
    return [[Cell(cell.text, cell.key, "once") for cell in row] for row in rows]


def _upright(rows: Rows, some: random.Random) -> Rows:
    """三、本年度办理结果 is a cell of one character's width: its characters stand between the rows."""
    tall = "三、本年度办理结果"
    out: Rows = []
    left = ""
    for row in rows:
        if [cell.text for cell in row] == [tall]:
            left = tall
            continue
        out.append(row)
        if left:
            out.append([Cell(left[0])])
            left = left[1:]
    return out


def _label_around(rows: Rows, some: random.Random) -> Rows:
    """A label of two lines stands around its values: its cell is as high as two lines, theirs in the middle."""
    out: Rows = []
    for row in rows:
        label = row[0].text
        if any(cell.key for cell in row) and not row[0].key and len(label) > 14:
            out += [[Cell(label[:9]), *row[1:]], [Cell(label[9:])]]
        else:
            out.append(row)
    return out


def _label_after(rows: Rows, some: random.Random) -> Rows:
    """The values of some rows stand before their label."""
    return [
        [*row[1:], row[0]] if len(row) > 1 and row[-1].key and not row[0].key and some.random() < 0.3 else row
        for row in rows
    ]


def _all_after(rows: Rows, some: random.Random) -> Rows:
    return [[*row[1:], row[0]] if len(row) > 1 and row[-1].key and not row[0].key else row for row in rows]


def _no_head(rows: Rows, some: random.Random) -> Rows:
    """What stands above the first row is gone."""
    first = next(i for i, row in enumerate(rows) if any(cell.key for cell in row))
    return rows[first:]


def _bare_line(rows: Rows, some: random.Random) -> Rows:
    """Half the rows lose their label."""
    return [row[1:] if row[-1].key and not row[0].key and some.random() < 0.2 else row for row in rows]


HEADS = {name for form in builtin().templates for panel in form.panels for name in panel.label_headers}


def _coded(rows: Rows, some: random.Random) -> Rows:
    """A column of codes behind the labels, 01 and on; half-yearly ones are starred."""
    out: Rows = []
    code = 0
    for row in rows:
        at = next((i for i, cell in enumerate(row) if cell.key), None)
        if at is not None and HEADS & {cell.text for cell in rows[0] + rows[min(1, len(rows) - 1)]}:
            code += 1
            row = [*row[:at], Cell(f"{code:02}" + "**" * (code > 40)), *row[at:]]
        elif row[0].text in HEADS:
            row = [row[0], Cell("代码"), *row[1:]]
        out.append(row)
    return out


def _coded_blank(rows: Rows, some: random.Random) -> Rows:
    return _blank_some(_coded(rows, some), some)


FLAT: dict[str, Damage] = {
    "codes": _coded,
    "codes, numbers removed": _coded_blank,
    "empty tails of heads": _tails,
    "empty tails": _tails_everywhere,
    "group beside its row": _group_beside,
    "repeated lines removed": _unique,
    "an upright cell": _upright,
    "labels around values": _label_around,
    "some values before labels": _label_after,
    "all values before labels": _all_after,
    "no head": _no_head,
    "labels lost": _bare_line,
}


# -- damage to true tables --------------------------------------------------------------


def _no_spans(rows: Rows, some: random.Random) -> Rows:
    """Spans are lost: later cells move to the left."""
    return [[Cell(cell.text, cell.key) for cell in row] for row in rows]


def _empty_for_spans(rows: Rows, some: random.Random) -> Rows:
    """Cells over several columns are one cell and empty ones behind it."""
    out: Rows = []
    for row in rows:
        own: list[Cell] = []
        for cell in row:
            wide = re.search(r" colspan=(\d+)", cell.attributes)
            rest = re.sub(r" colspan=\d+", "", cell.attributes)
            own += [Cell(cell.text, cell.key, rest), *[Cell("", None, rest)] * (int(wide[1]) - 1 if wide else 0)]
        out.append(own)
    return out


def _shifted(rows: Rows, some: random.Random) -> Rows:
    """In some rows an empty cell too many stands before the values."""
    out: Rows = []
    for row in rows:
        at = next((i for i, cell in enumerate(row) if cell.key), None)
        out.append([*row[:at], Cell(""), *row[at:]] if at is not None and some.random() < 0.15 else row)
    return out


def _two_in_one(rows: Rows, some: random.Random) -> Rows:
    """Two values of a row stand in one cell, the next is empty."""
    out: Rows = []
    for row in rows:
        at = next((i for i, cell in enumerate(row) if cell.key), None)
        if at is not None and at + 1 < len(row) and some.random() < 0.3:
            both = Cell(f"{row[at].text}<br>{row[at + 1].text}", row[at].key, row[at].attributes)
            row = [*row[:at], both, Cell("", row[at + 1].key), *row[at + 2 :]]
        out.append(row)
    return out


# Where each row is a line, its cells are in order, and no line is printed twice.
NOT_IN = {
    "repeated lines removed": ("bars",),
    "all values before labels": ("bars",),
    "some values before labels": ("bars",),
}

TRUE: dict[str, Damage] = {
    "spans lost": _no_spans,
    "empty cells for spans": _empty_for_spans,
    "rows shifted": _shifted,
    "two values in a cell": _two_in_one,
}


# -- what is read -----------------------------------------------------------------------


def printed(rows: Rows, layout: str, values: Mapping[Key, str]) -> str:
    """The page's text. A mark becomes its number, in the way that its damage says."""
    order = sorted(values)

    def number(found: re.Match[str]) -> str:
        text = values[order[int(found[1])]]
        if found[2] == ",":
            return f"{int(text):,}"
        return text.translate({48 + i: 0xFF10 + i for i in range(10)}) if found[2] == "w" else text

    fill = re.compile(r"@(\d+)([,w]?)@")
    full = [[Cell(fill.sub(number, cell.text), cell.key, cell.attributes) for cell in row] for row in rows]
    if any(cell.attributes == "once" for row in full for cell in row):
        texts = [cell.text for row in full for cell in row]
        first = {text: i for i, text in reversed(list(enumerate(texts)))}
        every = iter(range(len(texts)))
        full = [[cell for cell in row if first[cell.text] == next(every)] for row in full]
    return LAYOUTS[layout](full)


@dataclass(frozen=True, slots=True)
class Reading:
    """Counts of cells: ``gone`` are not on the page; ``empty`` are, and are read as blank."""

    right: int
    gone: int
    not_read: int
    empty: tuple[Key, ...]
    wrong: tuple[tuple[Key, str], ...]
    told: tuple[str, ...]
    report: Report


def read_damaged(panels: list[Panel], rows: Rows, layout: str, values: Mapping[Key, str], year: int) -> Reading:
    html = printed(rows, layout, values)
    report = structured(html, year=year)
    _, problems = extract_facts(report.tables)
    found = {(c.indicator, c.member, c.period): c.text for table in report.tables for c in table.cells}
    shown = {cell.key for row in rows for cell in row if cell.key and cell.text}
    sign = {cell.key: cell.text[0] for row in rows for cell in row if cell.key and cell.text}
    count: Counter[str] = Counter()
    empty, wrong = [], []
    for key in sorted(keys(panels)):
        _, value = read_state(found.get(key))
        expected = Decimal(values[key]) * (-1 if sign.get(key) == "-" else 1)
        if value is not None and (value != expected or key not in shown):
            wrong.append((key, str(found[key])))
        elif value is not None:
            count["right"] += 1
        elif key not in shown:
            count["gone"] += 1
        elif found.get(key) == "":
            empty.append(key)
        else:
            count["not_read"] += 1
    others = [(key, text) for key, text in found.items() if key not in keys(panels) and read_state(text)[1] is not None]
    return Reading(
        count["right"], count["gone"], count["not_read"], tuple(empty), (*wrong, *map(_as_text, others)),
        (*codes(report), *(one.code for one in problems)), report,
    )  # fmt: skip


def _as_text(pair: tuple[Key, str | None]) -> tuple[Key, str]:
    return pair[0], str(pair[1])


@cache
def tables() -> tuple[tuple[str, Template, list[Panel]], ...]:
    found = [(form, panels) for form in builtin().templates for panels in tables_of(form)]
    return tuple((f"{form.id}-{panels[0].table or panels[0].id or 'form'}", form, panels) for form, panels in found)


def cases() -> Iterator[tuple[str, str, Damage]]:
    """Every damage in every layout that may have it."""
    for layout in LAYOUTS:
        for name, damage in {**ANY, **(TRUE if layout == "grid" else FLAT)}.items():
            if layout not in NOT_IN.get(name, ()):
                yield layout, name, damage


def damaged(layout: str, panels: list[Panel], damage: Damage, some: random.Random) -> Rows:
    return damage(grid_rows(panels) if layout == "grid" else flat_rows(panels), some)


def main(wanted: str = "", verbose: bool = False) -> None:
    total: Counter[tuple[str, str]] = Counter()
    for name, form, panels in tables():
        for layout, kind, damage in cases():
            if wanted not in f"{name} {layout} {kind}":
                continue
            for values_of in ("any", "zeros"):
                some = random.Random(f"{name}{layout}{kind}")
                rows = damaged(layout, panels, damage, some)
                values = figures(panels, some, values_of)
                read = read_damaged(panels, rows, layout, values, max(form.years[0], 2011))
                for what, number in (
                    ("right", read.right), ("gone", read.gone), ("not read", read.not_read), ("empty", len(read.empty)),
                    ("WRONG", len(read.wrong)),
                    ("UNTOLD", (read.not_read + len(read.empty)) * (not read.told)),
                ):  # fmt: skip
                    total[f"{layout}: {kind}", what] += number
                    total[f"= {name}", what] += number
                bad = read.wrong or read.empty or (not read.told and read.not_read)
                if verbose and bad:
                    print(name, layout, kind, values_of, read.wrong[:3], read.empty[:3], read.told[:3], sep=" | ")
    heads = ("right", "gone", "not read", "empty", "WRONG", "UNTOLD")
    for row in dict.fromkeys(row for row, _ in total):
        print(f"{row:50}", *(f"{total[row, what]:>8}" for what in heads))
    print(f"{'':50}", *(f"{what:>8}" for what in heads))


if __name__ == "__main__":
    main((*sys.argv, "")[1], verbose=len(sys.argv) > 2)
