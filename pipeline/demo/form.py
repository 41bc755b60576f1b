"""How a form is printed, as HTML or as lines, made from the catalog; and the cells that follow from others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from pipeline.catalog import Column, Panel, Row, Template

Key = tuple[str, str, str]  # indicator, member, period


def headings(row: Row, panel: Panel) -> list[Row]:
    """The rows without values that a row stands under, outermost first."""
    above = panel.row(row.under) if row.under else None
    if above is None:
        return []
    return headings(above, panel) if panel.columns and panel.indicator(above, panel.columns[0]) else [
        *headings(above, panel), above,
    ]  # fmt: skip


def is_heading(row: Row, panel: Panel) -> bool:
    return bool(row.label) and not any(panel.indicator(row, column) for column in panel.columns)


def depth(panel: Panel) -> int:
    """How many columns of labels the panel is printed with: none, one, or one for each level of headings."""
    if panel.is_unlabelled:
        return 0
    if not any(is_heading(row, panel) for row in panel.rows) or len(panel.columns) == 1:
        return 1
    return 1 + max(len(headings(row, panel)) for row in panel.rows)


def tables_of(form: Template) -> list[list[Panel]]:
    """The panels that are printed as one table."""
    keyed = [(panel.table or f"#{i}", panel) for i, panel in enumerate(form.panels)]
    return [[panel for _, panel in group] for _, group in groupby(keyed, key=lambda pair: pair[0])]


def as_printed(panel: Panel, year: int, without: frozenset[str] = frozenset()) -> Panel:
    """The panel with its columns headed for ``year``, and without the rows of some indicators."""
    columns = tuple(
        replace(column, headers=tuple(header.replace("{year}", str(year)) for header in column.headers))
        for column in panel.columns
    )
    return replace(panel, columns=columns, rows=tuple(row for row in panel.rows if row.indicator not in without))


def value(panel: Panel, row: Row, column: Column, values: Mapping[Key, str]) -> str:
    indicator = panel.indicator(row, column)
    return values.get((indicator, column.member, column.period), "") if indicator else "——"


def header(column: Column) -> str:
    return column.headers[0].replace("{year}", "2017")


def head_rows(panel: Panel, corner: str) -> list[str]:
    """The rows above the values, with spans."""
    layers = 1 + max(len(column.over) for column in panel.columns)
    if not panel.columns[0].headers:
        return []
    rows = []
    for level in range(layers):
        row = ""
        if level == 0 and (labels := depth(panel)):
            row += f"<td rowspan={layers} colspan={labels}>{corner}"
        columns = list(panel.columns)
        for path, group in groupby(columns, key=lambda c: (*c.over, header(c))[: level + 1]):
            inside = list(group)
            if len(path) <= level:
                continue
            if len(inside[0].over) == level:
                span = f" rowspan={layers - level}" if layers - level > 1 else ""
                row += "".join(f"<td{span}>{header(column)}" for column in inside)
            else:
                row += f"<td colspan={len(inside)}>{path[-1]}"
        rows.append(f"<tr>{row}</tr>")
    return rows


def body_rows(panel: Panel, values: Mapping[Key, str]) -> list[str]:
    """The rows of values; a heading is one cell over its rows, or a row of its own in a form of one value column."""
    labels = depth(panel)
    rows: list[str] = []
    opened: set[str] = set()
    for row in panel.rows:
        if is_heading(row, panel) and labels > 1:
            continue
        cells = ""
        above = headings(row, panel) if labels > 1 else []
        for heading in above:
            if heading.label not in opened:
                span = sum(heading in headings(one, panel) and not is_heading(one, panel) for one in panel.rows)
                cells += f"<td rowspan={span}>{heading.label}"
                opened.add(heading.label)
        if labels:
            cells += f"<td colspan={labels - len(above)}>{row.label}"
        if panel.unit_headers:
            cells += f"<td>{row.unit or '——'}"
        cells += "".join(f"<td>{value(panel, row, column, values)}" for column in panel.columns)
        rows.append(f"<tr>{cells}</tr>")
    return rows


def grid(panels: Sequence[Panel], values: Mapping[Key, str]) -> str:
    """A true table of one or several panels; all take the width of the widest."""
    width = max(depth(panel) + len(panel.columns) for panel in panels)
    out = ""
    for panel in panels:
        corner = panel.label_headers[0] if panel.label_headers else "(本列为申请情况)"
        rows = [*head_rows(panel, corner), *body_rows(panel, values)]
        if panel.unit_headers:
            rows[0] = rows[0].replace(f">{corner}", f">{corner}<td>{panel.unit_headers[0]}", 1)
        if len(panels) > 1:
            rest = width - depth(panel) - len(panel.columns)
            rows = [_widened(row, rest) for row in rows]
        out += (f"<tr><td colspan={width}>{panel.titles[0]}</tr>" if panel.titles else "") + "".join(rows)
    return f"<table>{out}</table>"


def _widened(row: str, rest: int) -> str:
    """The row's last cell over what is left of the width."""
    before, last = row.rsplit("<td", 1)
    return f"{before}<td colspan={rest + 1}{last}" if rest and not last.startswith(" ") else row


def lines(panels: Sequence[Panel], values: Mapping[Key, str], units: bool = False) -> list[list[str]]:
    """The same flattened: the cells of each printed row. Spans are gone, so a heading is printed once."""
    out: list[list[str]] = []
    for panel in panels:
        out += [[title] for title in panel.titles[:1]]
        corner = panel.label_headers[0] if panel.label_headers else "(本列为申请情况)"
        layers = 1 + max(len(column.over) for column in panel.columns) if panel.columns[0].headers else 0
        for level in range(layers):
            row = [corner] if level == 0 and depth(panel) else []
            row += [panel.unit_headers[0]] if panel.unit_headers and units else []
            paths: list[tuple[str, ...]] = [(*column.over, header(column)) for column in panel.columns]
            for path, _ in groupby(paths, key=lambda path: path[: level + 1]):
                row += [path[level]] if len(path) > level else []
            out.append(row)
        for row_ in panel.rows:
            label = [row_.label] if row_.label else []
            if is_heading(row_, panel) and len(panel.columns) > 1:
                out.append(label)
                continue
            label += [row_.unit or "——"] if units and panel.unit_headers else []
            out.append([*label, *(value(panel, row_, column, values) for column in panel.columns)])
    return out


def completed(form: Template, given: Mapping[Key, str]) -> dict[Key, str]:
    """All cells: those given, sums and balances of the form, and 0."""
    sums = {one.total: one.parts for one in form.identities if one.kind == "sum"}
    balances = [one for one in form.identities if one.kind == "balance"]
    members = next((one for one in form.identities if one.kind == "members"), None)
    entries = {entry.key for entry in form.entries}

    def value(key: Key) -> int:
        indicator, member, period = key
        if key in given:
            return int(given[key])
        if indicator in sums:
            return sum(value((part, member, period)) for part in sums[indicator])
        for one in balances:
            if indicator == one.parts[-1]:
                left = sum(value((part, member, period)) for part in (one.total, *one.beside))
                return left - sum(value((part, member, period)) for part in one.parts[:-1])
        if members and member == members.total and (indicator, members.parts[0], period) in entries:
            return sum(value((indicator, part, period)) for part in members.parts)
        return 0

    return {entry.key: given.get(entry.key) or str(value(entry.key)) for entry in form.entries}
