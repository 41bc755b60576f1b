"""Write a made archive: the reports, and beside them what each says and what is wrong with it.

``reports/`` holds the reports, a folder for each agency; ``reports.csv`` lists them, ``truth.csv`` has every cell and
every number of the prose, ``planted.csv`` every contradiction that was put in, with what would agree. The same seed
gives the same bytes. More agencies leave those before them as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from pipeline.demo.agencies import REFORM, Agency, agencies, data
from pipeline.demo.breaks import NOTHING, WITHIN, break_prose, changed_version, planned
from pipeline.demo.figures import Break, break_table, figures
from pipeline.demo.pages import WRITERS, Page
from pipeline.demo.prose import Block, blocks

SHARE = 0.12  # of the reports, how many have a contradiction put in
MANNERS = {"plain": 40, "word": 28, "broken": 14, "text": 8, "docx": 10}
COLUMNS = {
    "reports": ("file", "agency", "region_code", "year", "forms", "published", "version"),
    "truth": (
        "file", "source", "template", "indicator", "member", "period", "printed", "value", "unit", "role",
        "paragraph", "start",
    ),
    "planted": (
        "no", "file", "kind", "indicator", "member", "period", "printed", "agreeing", "other_file", "agency", "year",
        "note",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """How much was written."""

    agencies: int
    reports: int
    planted: int


@dataclass(frozen=True, slots=True)
class _Report:
    """One file of the archive and what stands in it."""

    file: str
    version: int
    page: Page
    content: bytes
    breaks: tuple[Break, ...]
    other_file: str = ""


def write_demo(folder: Path, count: int, first: int, last: int, seed: int = 1, share: float = SHARE) -> Made:
    """Write the reports of ``count`` agencies for the years ``first`` to ``last`` into ``folder``.

    Raises:
        OSError: the folder cannot be written to.
    """
    reports = planted = 0
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README").write_text("".join(f"{line}\n" for line in data()["notices"]), encoding="utf-8")
    with ExitStack() as open_files:
        tables = {}
        for name, columns in COLUMNS.items():
            stream = open_files.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            tables[name] = csv.writer(stream, lineterminator="\n")
            tables[name].writerow(columns)
        for agency in agencies(count, first, last, seed):
            for report in _reports(agency, first, last, Random(f"{seed} {agency.no}"), share):
                path = folder / report.file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(report.content)
                reports += 1
                page = report.page
                tables["reports"].writerow(
                    (report.file, page.agency, agency.region.code, page.year, " ".join(page.cells), page.published,
                     report.version)
                )  # fmt: skip
                tables["truth"].writerows(_truth(report))
                if report.breaks:
                    planted += 1
                for one in report.breaks:
                    row = (planted, report.file, one.kind, *one.key, one.printed, one.agreeing)
                    tables["planted"].writerow((*row, report.other_file, page.agency, page.year, one.note))
    return Made(count, reports, planted)


def _truth(report: _Report) -> Iterator[tuple[Any, ...]]:
    for part in sorted({block.text for block in report.page.blocks if block.kind == "table"}):
        for panels, cells in report.page.tables(part):
            form = next(name for name, values in report.page.cells.items() if values is cells)
            for panel in panels:
                for entry in panel.entries():
                    text = cells[entry.key]
                    yield (report.file, "cell", form, *entry.key, text, text, entry.unit, "", "", "")
    for block in report.page.blocks:
        for number in block.numbers:
            key = number.key or NOTHING
            yield (
                report.file, "prose", "", *key, number.printed, number.value, number.unit, number.role, block.text,
                number.start,
            )  # fmt: skip


# -- one agency ----------------------------------------------------------------------------


def _reports(agency: Agency, first: int, last: int, lot: Random, share: float) -> Iterator[_Report]:
    plan = planned(agency, first, last, share, lot)
    years = figures(agency, first, last, lot, plan)
    manner = lot.choices(list(MANNERS), list(MANNERS.values()))[0]
    written: list[Block] = []
    last_file = ""
    for before, now in pairwise(years):
        kind = plan.get(now.year, "")
        if kind in WITHIN[1:3]:
            break_table(now, kind, lot)
        own = blocks(agency, now, before, lot)
        broken = break_prose(kind, own, written, now, lot)
        # most years look alike; a new site, another manner
        manner = lot.choices([manner, *MANNERS], [300, *MANNERS.values()])[0]
        published = _published(now.year, kind, lot)
        if kind == "late":
            due = _due(now.year)
            note = f"published {published}, due {due}"
            now.breaks.append(Break(kind, NOTHING, None, None, note))
        name = agency.name(now.year)
        page = Page(
            title=f"{name}{now.year}年政府信息公开工作年度报告",
            agency=name,
            year=now.year,
            published=published,
            blocks=(*broken, Block("signature", f"{published.year}年{published.month}月{published.day}日")),
            cells=now.cells,
        )
        report = _written(agency, page, manner, 1, tuple(now.breaks), last_file if kind not in WITHIN else "")
        yield report
        if kind == "silent_change" and (changed := changed_version(now, broken, lot)):
            cells, one = changed
            later = Page(page.title, name, now.year, published + timedelta(lot.randint(15, 200)), page.blocks, cells)
            yield _written(agency, later, "word" if manner == "plain" else "plain", 2, (one,), report.file)
        written, last_file = own, report.file


def _written(agency: Agency, page: Page, manner: str, version: int, breaks: tuple[Break, ...], other: str) -> _Report:
    ending, write = WRITERS[manner]
    name = f"{page.year}{'' if version == 1 else f'-{version}'}.{ending}"
    return _Report(f"reports/{agency.folder}/{name}", version, page, write(page), breaks, other)


def _due(year: int) -> date:
    """The legal deadline: 31 March of the next year under the Regulations of 2008, 31 January under those of 2019."""
    return date(year + 1, 1, 31) if year >= REFORM else date(year + 1, 3, 31)


def _published(year: int, kind: str, lot: Random) -> date:
    due = _due(year)
    return due + timedelta(lot.randint(20, 150)) if kind == "late" else due - timedelta(lot.randint(0, 24))
