"""What was typed for an example: ``report.toml`` and the sheets in ``tests/examples/forms``.

The body of a report is a text, one block per line:

    # 一、|总体情况            a heading; ## and ### stand one and two levels lower
    #: 第一部分|总体情况      number and title on two lines
    ## （一）|加强领导。|…    a heading that runs into its paragraph
    [requests]               a table, by the name it has below
    ^ 附表一                 the caption of a table; belongs to no section
    ~ 目录                   printed, but no part of any section's text
    > 某市某局               the signature
    anything else            a paragraph of the section it stands in

The values of a table stand in the order of its form, divided by blanks: ``_`` is an empty cell, ``251000元=251000``
a text and the number it means. A sheet's column whose indicator is ``*`` holds text (a share, a remark).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent.parent / "tests" / "examples"
FORMS = EXAMPLES / "forms"
DASHES = frozenset({"/", "-", "——", "—", "--"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed cell; ``key`` is (indicator, member, period) where it holds a value of the form."""

    text: str
    rows: int = 1
    cols: int = 1
    key: tuple[str, str, str] | None = None
    value: Decimal | None = None
    header: bool = False
    label: bool = False

    @property
    def state(self) -> str:
        if self.value is not None:
            return "number"
        return "dash" if self.text in DASHES else "blank"


@dataclass(frozen=True, slots=True)
class Table:
    """``rows``: the cells that begin in each printed row. ``heads``: how many rows are the header, 0 for panels."""

    name: str
    form: str
    rows: tuple[tuple[Cell, ...], ...]
    heads: int
    width: int
    accepted: tuple[str, ...]  # forms that print the very same table, too

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Each cell with the row and column where it begins, from 0."""
        taken: set[tuple[int, int]] = set()
        for no, row in enumerate(self.rows):
            at = 0
            for cell in row:
                while (no, at) in taken:
                    at += 1
                taken |= {(no + down, at + right) for down in range(cell.rows) for right in range(cell.cols)}
                yield no, at, cell

    def labelled(self) -> Iterator[tuple[str, str, Cell]]:
        """Each value with the labels beside it and the headers above it, as they stand on the page."""
        grid = {
            (no + down, at + right): cell
            for no, at, cell in self.placed()
            for down in range(cell.rows)
            for right in range(cell.cols)
        }
        for (no, at), cell in grid.items():
            if cell.key and grid.get((no, at - 1)) is not cell:
                beside = [grid[no, col] for col in range(at)]
                column = [grid[row, at] for row in range(no - 1, -1, -1)]  # upwards: other values, then the header
                above = [*takewhile(lambda one: one.header, dropwhile(lambda one: not one.header, column))]
                yield (
                    _joined(one.text for one in beside if one.label),
                    _joined(one.text for one in reversed(above)),
                    cell,
                )

    @property
    def values(self) -> dict[tuple[str, str, str], Cell]:
        return {cell.key: cell for row in self.rows for cell in row if cell.key}


def _joined(texts: Iterable[str]) -> str:
    """Once each: a cell over several columns or rows is met several times."""
    return "/".join(dict.fromkeys(texts))


@dataclass(frozen=True, slots=True)
class Block:
    """``kind``: heading, split, run-in, paragraph, table, caption, furniture, signature."""

    kind: str
    text: str
    number: str = ""
    title: str = ""
    level: int = 0
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Section:
    level: int
    number: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    name: str
    agency: str
    title: str
    year: int
    region: str
    published: date
    signed: date | None
    files: tuple[str, ...]
    blocks: tuple[Block, ...]
    why: str
    look: str = "official"
    repeat: bool = True
    tables: tuple[Table, ...] = field(default=())

    def sections(self) -> tuple[Section, ...]:
        """The sections as typed; the first is the preamble, of level 0, where there is one."""
        done: list[tuple[int, str, str, list[str]]] = [(0, "", "", [])]
        for block in self.blocks:
            if block.kind in ("heading", "split", "run-in"):
                done.append((block.level, block.number, block.title.rstrip("。"), [block.text] if block.text else []))
            elif block.kind == "paragraph":
                done[-1][3].append(block.text)
        return tuple(Section(*one[:3], tuple(one[3])) for one in done if one[0] or one[3])


def reports() -> tuple[Report, ...]:
    """Every example that has a ``report.toml``, in the order of their names."""
    return tuple(read(path.parent) for path in sorted(EXAMPLES.glob("*/report.toml")))


def read(folder: Path) -> Report:
    """The report typed in ``folder``.

    Raises:
        ValueError: the values of a table do not fill its form, or a table is named that is not there.
    """
    data = tomllib.loads((folder / "report.toml").read_text(encoding="utf-8"))
    tables = {one["name"]: _table(folder.name, one, data["year"]) for one in data.pop("table", [])}
    body, files = data.pop("body"), tuple(data.pop("files"))
    blocks = tuple(_block(line, tables) for line in body.splitlines() if line.strip())
    used = tuple(block.table for block in blocks if block.table is not None)
    if len(used) != len(tables):
        raise ValueError(f"{folder.name}: a table is not printed, or twice")
    return Report(name=folder.name, files=files, blocks=blocks, tables=used, signed=data.pop("signed", None), **data)


def _block(line: str, tables: dict[str, Table]) -> Block:
    mark, _, rest = line.partition(" ")
    if mark.startswith("#"):
        number, title, *text = rest.split("|")
        level = mark.count("#")
        kind = "split" if mark.endswith(":") else "run-in" if text else "heading"
        return Block(kind, "".join(text), number, title, level)
    if line.startswith("["):
        return Block("table", "", table=tables[line.strip("[]")])
    kinds = {"^": "caption", "~": "furniture", ">": "signature"}
    return Block(kinds[mark], rest) if mark in kinds else Block("paragraph", line)


# -- tables -----------------------------------------------------------------------------


@cache
def _sheet(form: str, table: str) -> dict[str, Any]:
    tables: list[dict[str, Any]] = tomllib.loads((FORMS / f"{form}.toml").read_text(encoding="utf-8"))["table"]
    return next(one for one in tables if one["id"] == table)


def _table(report: str, data: dict[str, Any], year: int) -> Table:
    form, _, name = data["form"].partition("/")
    sheet = _sheet(form, name or "form") | {key: data[key] for key in ("corner", "unit", "code") if key in data}
    values = iter(data["values"].split())
    labels: dict[str, str] = data.get("labels", {})
    panels = [_panel(panel, sheet, labels, values, year) for panel in sheet["panel"]]
    if rest := list(values):
        raise ValueError(f"{report}: table {data['name']} has {len(rest)} values too many: {' '.join(rest[:5])}")
    width = max(sum(cell.cols for cell in rows[0]) for _, rows, _ in panels)
    printed: list[tuple[Cell, ...]] = []
    for title, rows, heads in panels:
        printed += [(Cell(title, cols=width, header=True),)] if title else []
        printed += _widened(rows, heads, width)
    heads = panels[0][2] if len(panels) == 1 and not panels[0][0] else 0
    accepted = tuple(data.get("accepted", ()))
    return Table(data["name"], form, tuple(printed), heads, width, (form, *accepted))


def _widened(rows: list[list[Cell]], heads: int, width: int) -> Iterator[tuple[Cell, ...]]:
    """Rows of a panel narrower than the table, their last cell over what is left."""
    rest = width - sum(cell.cols for cell in rows[0])
    for row in rows:
        *before, last = row
        yield (*before, Cell(last.text, last.rows, last.cols + rest, last.key, last.value, last.header, last.label))


def _panel(
    panel: dict[str, str], sheet: dict[str, Any], labels: dict[str, str], values: Iterator[str], year: int
) -> tuple[str, list[list[Cell]], int]:
    columns = [_fields(line, 4) for line in panel["columns"].splitlines() if line.strip()]
    headers = [tuple(part.strip().replace("{year}", str(year)) for part in column[3].split("|")) for column in columns]
    headers = [tuple(labels.get(part, part) for part in header) for header in headers]
    rows = [_fields(line, 3) for line in panel["rows"].splitlines() if line.strip()]
    paths = [tuple(part.strip() for part in row[2].split("|")) for row in rows]
    paths = [tuple(labels.get(part, part) for part in path) for path in paths]
    depth = max(len(path) for path in paths) if any(any(path) for path in paths) else 0
    lead = [sheet.get(key) for key in ("unit", "code")]
    printed = _heads(headers, sheet["corner"], depth, [one for one in lead if one])
    if sheet.get("serial"):
        printed[0].insert(0, Cell(sheet["serial"], len(printed), header=True))
    heads = len(printed)
    for no, (row, path) in enumerate(zip(rows, paths, strict=True), 1):
        cells = [Cell(str(no))] if sheet.get("serial") else []
        cells += _labels(paths, no - 1, depth)
        cells += [Cell(row[1])] if sheet.get("unit") else []
        cells += [Cell(f"{no:02}")] if sheet.get("code") else []
        for column in columns:
            indicator = column[2] if column[2] and not column[2].startswith(".") else row[0] + column[2]
            if row[0] == "=":
                cells.append(Cell(sheet.get("dash", "——")))
            elif not indicator or indicator == "*":
                cells.append(Cell(_next(values, path).replace("_", "")))
            else:
                cells.append(_value(_next(values, path), (indicator, column[0], column[1])))
        printed.append(cells)
    return labels.get(panel["title"], panel["title"]), printed, heads


def _next(values: Iterator[str], path: tuple[str, ...]) -> str:
    try:
        return next(values)
    except StopIteration:
        raise ValueError(f"no value is left for {'/'.join(path)}") from None


def _fields(line: str, count: int) -> list[str]:
    fields = [field.strip() for field in line.split(";")]
    if len(fields) != count:
        raise ValueError(f"expected {count} fields: {line}")
    return fields


def _value(token: str, key: tuple[str, str, str]) -> Cell:
    text, _, meant = token.partition("=")
    if text == "_" or text in DASHES:
        return Cell("" if text == "_" else text, key=key)
    return Cell(text, key=key, value=Decimal(meant or text.replace(",", "").lstrip("+")))


def _heads(headers: list[tuple[str, ...]], corner: str, depth: int, lead: list[str]) -> list[list[Cell]]:
    """The rows of the header; a header without one above it reaches down to the last row."""
    layers = max(len(header) for header in headers)
    if not any(any(header) for header in headers):
        return []
    rows: list[list[Cell]] = []
    for layer in range(layers):
        row = [Cell(corner, layers, depth, header=True)] if layer == 0 and depth else []
        row += [Cell(one, layers, header=True) for one in lead] if layer == 0 else []
        at = 0
        while at < len(headers):
            here = headers[at]
            end = at + 1
            if len(here) == layer + 1:  # the column's own header: as low as the last row
                row.append(Cell(here[layer], layers - layer, header=True))
            elif len(here) > layer + 1:
                while end < len(headers) and headers[end][: layer + 1] == here[: layer + 1]:
                    end += 1
                row.append(Cell(here[layer], 1, end - at, header=True))
            at = end
        rows.append(row)
    return rows


def _labels(paths: list[tuple[str, ...]], at: int, depth: int) -> list[Cell]:
    """The label cells that begin in this row: a group's name stands once over its rows."""
    path = paths[at]
    cells = []
    for level, text in enumerate(path if depth else ()):
        prefix = path[: level + 1]
        last = level == len(path) - 1
        if not last and at > 0 and paths[at - 1][: level + 1] == prefix:
            continue
        end = at + 1
        while not last and end < len(paths) and paths[end][: level + 1] == prefix:
            end += 1
        cells.append(Cell(text, end - at, depth - level if last else 1, label=True))
    return cells
