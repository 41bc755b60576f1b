"""Forms as pages print them, made from the catalog for the tests. The figures are invented or given by the test."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.catalog import Panel, Template, builtin
from pipeline.demo.form import Key, grid, lines, tables_of
from pipeline.model import RawFile, Report
from pipeline.read import read
from pipeline.structure import structure

__all__ = ["Key", "codes", "grid", "keys", "lines", "numbers", "paragraphs", "structured", "tables_of", "values_of"]
TEXT = "本年度依法做好政府信息公开工作，主动公开各类政府信息，认真办理收到的申请，有关情况报告如下。"


def numbers(form: Template, start: int = 1000) -> dict[Key, str]:
    """Another number in every cell."""
    return {entry.key: str(start + i) for i, entry in enumerate(form.entries)}


def paragraphs(cells: Sequence[Sequence[str]], joint: str | None = None) -> str:
    """A cell per paragraph, or a row per paragraph with something between its cells. Empty cells vanish."""
    if joint is None:
        return "".join(f"<p>{cell}</p>" for row in cells for cell in row if cell)
    return "".join(f"<p>{joint.join(row)}</p>" for row in cells)


def structured(content: str, year: int = 2023) -> Report:
    title = f"某市测试局{year}年政府信息公开工作年度报告"
    body = f"<p>一、总体情况</p><p>{TEXT}</p>{content}<p>六、其他需要报告的事项</p><p>{TEXT}</p>"
    page = f"<html><body><h1>{title}</h1><div id=zoom>{body}</div>"
    return structure(read(RawFile("made.html", page.encode())), builtin())


def values_of(report: Report, no: int = 0) -> dict[Key, str | None]:
    return {(cell.indicator, cell.member, cell.period): cell.text for cell in report.tables[no].cells}


def codes(report: Report) -> list[str]:
    return [one.code for one in report.issues if one.code not in ("no_date", "region_unknown")]


def keys(panels: Sequence[Panel]) -> set[Key]:
    return {entry.key for panel in panels for entry in panel.entries()}
