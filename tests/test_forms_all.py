"""Every form of the catalog, printed whole as a true table and flattened: all cells right, nothing to say."""

import pytest
from printed import codes, grid, keys, lines, numbers, paragraphs, structured, tables_of, values_of

from pipeline.catalog import Panel, Template, builtin

TABLES = [(form, panels) for form in builtin().templates for panels in tables_of(form)]
IDS = [f"{form.id}-{panels[0].table or panels[0].id or 'form'}" for form, panels in TABLES]


def _expected(form: Template, panels: list[Panel]) -> dict[tuple[str, str, str], str]:
    own = keys(panels)
    return {key: number for key, number in numbers(form).items() if key in own}


def _check(html: str, form: Template, panels: list[Panel], method: str) -> None:
    report = structured(html, year=form.years[0] if form.years[0] > 2010 else 2012)
    assert codes(report) == []
    assert len(report.tables) == 1
    assert values_of(report) == _expected(form, panels)
    assert report.tables[0].method == method
    assert [section.number for section in report.sections] == ["一、", "六、"]
    assert "".join(section.text for section in report.sections).count("\n") == 0
    assert all(report.document.cut(cell.place) == cell.text for cell in report.tables[0].cells)
    same = {key for other in builtin().templates if other.id != form.id for key in [tuple(sorted(keys(other.panels)))]}
    if tuple(sorted(keys(panels))) not in same:
        assert report.templates == (form.id,) or panels[0].is_unlabelled


@pytest.mark.parametrize(("form", "panels"), TABLES, ids=IDS)
def test_a_true_table_is_read_whole(form: Template, panels: list[Panel]) -> None:
    _check(grid(panels, numbers(form)), form, panels, "grid")


@pytest.mark.parametrize("joint", [None, " | ", "\u3000\u3000", " "], ids=["cells", "bars", "gaps", "blanks"])
@pytest.mark.parametrize(("form", "panels"), TABLES, ids=IDS)
def test_a_flattened_table_is_read_whole(form: Template, panels: list[Panel], joint: str | None) -> None:
    _check(paragraphs(lines(panels, numbers(form)), joint), form, panels, "lines")
