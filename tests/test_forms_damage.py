"""Whatever a page loses, no number stands in another's place, and what is not read is told.

Every table of the catalog is damaged at random places, one at a time: a cell or a row is lost, an empty cell stands in
between, a text is gone.
"""

import random
import re
from collections.abc import Iterator

import pytest
from printed import codes, grid, keys, lines, numbers, structured, tables_of

from pipeline.catalog import Panel, Template, builtin

TABLES = [(form, panels) for form in builtin().templates for panels in tables_of(form)]
IDS = [f"{form.id}-{panels[0].table or panels[0].id or 'form'}" for form, panels in TABLES]
CELL = re.compile(r"(<td[^>]*>)[^<]*")


def _grids(html: str, some: random.Random) -> Iterator[tuple[str, str]]:
    cells = list(CELL.finditer(html))
    for cell in some.sample(cells, min(8, len(cells))):
        before, after = html[: cell.start()], html[cell.end() :]
        yield f"without {cell[0]}", before + after
        yield f"an empty cell before {cell[0]}", before + "<td>" + cell[0] + after
        yield f"no text in {cell[0]}", before + cell[1] + after
    rows = html.split("<tr>")
    for i in some.sample(range(1, len(rows)), min(6, len(rows) - 1)):
        yield f"without the row {rows[i][:30]}", "<tr>".join(rows[:i] + rows[i + 1 :])


def _lines(cells: list[str], some: random.Random) -> Iterator[tuple[str, str]]:
    for i in some.sample(range(len(cells)), min(12, len(cells))):
        yield f"without the line {cells[i]}", "".join(f"<p>{cell}</p>" for cell in cells[:i] + cells[i + 1 :])


@pytest.mark.parametrize(("form", "panels"), TABLES, ids=IDS)
def test_damage_shifts_no_number_and_is_told(form: Template, panels: list[Panel]) -> None:
    some = random.Random(form.id)
    values = numbers(form)
    flat = [cell for row in lines(panels, values) for cell in row if cell]
    right = total = 0
    for what, html in [*_grids(grid(panels, values), some), *_lines(flat, some)]:
        report = structured(html, year=max(form.years[0], 2011))
        found = {(c.indicator, c.member, c.period): c.text for table in report.tables for c in table.cells}
        wrong = {key: text for key, text in found.items() if text and text != values.get(key)}
        assert not wrong, what
        unread = [key for key in keys(panels) if found.get(key) is None and f">{values[key]}<" in html]
        assert not unread or codes(report), what
        right += sum(found.get(key) == values[key] for key in keys(panels))
        total += len(keys(panels))
    assert right >= 0.65 * total, right / total  # a small table may be lost whole
