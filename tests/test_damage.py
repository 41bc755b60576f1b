"""Whatever happens to a table on its way to the page, no number stands in another's place, and what is lost is told.

Every table of the catalog, under every damage of ``damage.py``, as a true table and flattened. A cell is right, or it
is not read and an issue says so; one that is printed is never taken for blank.
"""

import random

import pytest
from damage import LAYOUTS, cases, damaged, figures, read_damaged, tables

from pipeline.catalog import Panel, Template

TABLES = tables()
ZEROS = (
    "repeated lines removed",
    "numbers removed",
    "cells lost",
    "some values before labels",
    "all values before labels",
    "codes, numbers removed",
)
# What costs nothing: no cell is lost, and every label is told.
HARMLESS = (
    "whole", "件 条 lost", "numbers of labels lost", "blanks in labels", "1,113", "+21", "-1942", "增10", "[284]",
    "wide digits", "blanks around digits", "empty tails of heads", "empty tails", "group beside its row",
    "an upright cell", "spans lost", "empty cells for spans",
)  # fmt: skip


def test_there_are_tables_and_layouts() -> None:
    assert len(TABLES) >= 18
    assert len(list(cases())) > 100


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("name", "form", "panels"), TABLES, ids=[name for name, _, _ in TABLES])
def test_no_damage_shifts_a_number(name: str, form: Template, panels: list[Panel], layout: str) -> None:
    right = there = 0
    for where, kind, damage in cases():
        if where != layout:
            continue
        for what in ("any", "zeros") if kind in ZEROS else ("any",):
            some = random.Random(f"{name}{layout}{kind}")
            rows = damaged(layout, panels, damage, some)
            read = read_damaged(panels, rows, layout, figures(panels, some, what), max(form.years[0], 2011))
            assert read.wrong == (), kind
            assert read.empty == (), kind
            assert read.told or not read.not_read, kind
            assert kind not in HARMLESS or not read.not_read, kind
            right, there = right + read.right, there + read.right + read.not_read
    assert right >= 0.6 * there, (right, there)
