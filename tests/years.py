"""Reports of several years, built by hand for the checks over several reports. Agencies and figures are made up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from records import Prose

from pipeline.catalog import builtin
from pipeline.check.across import across
from pipeline.model import (
    Document,
    Fact,
    Issue,
    Metadata,
    Place,
    Report,
    Result,
    Section,
    State,
    Status,
    Witness,
)
from pipeline.store import Database, in_memory

CATALOG = builtin()
AGENCY = "三明市测试局"
Cells = Mapping[str, Any]  # "request.received/natural_person@year": a number, "" for a blank, "/" for a dash


def published(
    year: int,
    cells: Cells | None = None,
    *,
    form: str = "national-2021",
    agency: str = AGENCY,
    agency_id: str | None = None,
    prose: Prose | None = None,
    text: str = "",
    file: str = "",
    issues: tuple[Issue, ...] = (),
    witness: Witness = Witness.AGREES,
    day: date | None = None,
    title: str = "标题",
    region_code: str = "350400",
) -> Result:
    """A report of one agency and year, with these cells of its form."""
    own = Section(1, None, 1, "一、", "总体情况", text, Place(0, 6), ((7, 7 + len(text)),), "numbered", "一、", 1)
    whole = f"一、总体情况\n{text}\n".ljust(100_000)
    metadata = Metadata(
        title,
        agency,
        agency_id or f"350400-{agency}",
        region_code,
        "福建省三明市",
        "city",
        year,
        day or date(year + 1, 1, 15),
    )
    name = file or f"raw/{agency}{year}.html"
    digest = sha256(name.encode()).hexdigest()
    report = Report(Document(whole, (), "text/html"), metadata, (own,), (), (), ())
    return Result(
        report_id=digest[:12],
        file=name,
        sha256=digest,
        bytes=1,
        status=Status.OK,
        report=report,
        facts=tuple(_facts(form, cells or {}, witness)),
        mentions=tuple(prose.mentions) if prose else (),
        issues=issues,
    )


def _facts(form: str, cells: Cells, witness: Witness) -> Iterable[Fact]:
    entries = {entry.key: entry for entry in CATALOG.template(form).entries}
    for no, (name, cell) in enumerate(cells.items(), start=1):
        key, _, period = name.partition("@")
        indicator, _, member = key.partition("/")
        entry = entries[indicator, member or "total", period or "year"]
        number = str(cell).lstrip("-").isdigit()
        yield Fact(
            no=no,
            template=form,
            indicator=indicator,
            member=member or "total",
            period=period or "year",
            value=Decimal(cell) if number else None,
            state=State.NUMBER if number else {"": State.BLANK, "/": State.DASH}[cell],
            unit=entry.unit or "件",
            unit_source="form",
            printed=str(cell),
            row_label=entry.row.label,
            column_label=entry.column.label,
            method="exact",
            place=Place(no, no + 1, table=1, row=no, col=2),
            witness=witness,
        )


def row(indicator: str, *numbers: object) -> dict[str, object]:
    """Natural persons, enterprises, total: three of the seven columns of the table of requests."""
    return dict(zip((f"{indicator}/natural_person", f"{indicator}/business", indicator), numbers, strict=True))


def database(*results: Result) -> Database:
    return in_memory(results, CATALOG, across(CATALOG))


def said(rule: str, *results: Result) -> list[dict[str, Any]]:
    """Everything one rule says of these reports, by year and order."""
    with database(*results) as made:
        return made.rows(
            "SELECT f.*, r.year FROM findings f JOIN reports r USING (report_id) WHERE rule = $1 "
            "ORDER BY r.year, finding_no",
            [rule],
        )


def outcomes(found: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{one['year']} {one['outcome']} {one['grade']}" for one in found]
