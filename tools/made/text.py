"""Text files: one report as it arrives when saved, copied or crawled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from made.source import Block, Report, Table

WIDTH = 38  # characters of a hard-wrapped line


def text(report: Report, name: str) -> bytes:
    """The file in that manner: ``lines`` (a cell per paragraph), ``pipes``, ``wrapped`` (cells divided by tabs), or
    ``cells`` (a cell per line behind a bar, the remark of a label on a line of its own)."""
    parts = [report.title, f"发布日期：{report.published}  来源：{report.agency}"]
    parts += [part for block in report.blocks for part in _block(block, name)]
    joint = "\n" if name != "lines" else "\n\n"
    return (joint.join(parts) + "\n").encode()


def _block(block: Block, name: str) -> Iterator[str]:
    if block.table is not None:
        yield from _table(block.table, name)
    elif block.kind == "split":
        yield from (block.number, block.title)
    else:
        line = block.number + block.title + block.text
        if block.kind == "signature":
            yield f"                    {line}"
        elif name == "wrapped":
            yield from _wrapped(f"　　{line}")
        else:
            yield f"  {line}" if name == "lines" else line


def _wrapped(line: str) -> Iterator[str]:
    for start in range(0, len(line), WIDTH):
        yield line[start : start + WIDTH]


def _table(table: Table, name: str) -> Iterator[str]:
    for row in table.rows:
        cells = [cell.text for cell in row]
        if name == "lines":
            yield from (cell for cell in cells if cell)
        elif name == "cells":
            yield from re.split(r"(?=（不)", cells[0])
            yield from (f"| {cell}".rstrip() for cell in cells[1:])
        elif name == "wrapped":
            yield "\t".join(cells)
        else:  # spans are lost; what a cell covered comes out as empty ones at the end
            width = table.width
            yield " | ".join([*cells, *[""] * (width - len(cells))] if row[0].header else cells).rstrip() + " |"
