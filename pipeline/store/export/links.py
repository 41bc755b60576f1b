"""Which column points to which table. The database declares no foreign keys; exports tell them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """``columns`` of a table hold the key ``to`` of ``table``; a link with a null in it points nowhere."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


# Keys that schema.sql names in words only: an index of them would cost more than all else of the load.
UNINDEXED = {"findings": ("finding_id",), "finding_operands": ("finding_id", "side", "operand_no")}

_REPORT = Link(("report_id",), "reports", ("report_id",))
_LINKS: dict[str, tuple[Link, ...]] = {
    "reports": (Link(("version_of",), "reports", ("report_id",)), Link(("agency_id",), "agencies", ("id",))),
    "documents": (_REPORT,),
    "sections": (_REPORT, Link(("part",), "section_parts", ("id",))),
    "indicator_tables": (_REPORT, Link(("template",), "templates", ("id",))),
    "cells": (_REPORT, Link(("report_id", "table_no"), "indicator_tables", ("report_id", "table_no"))),
    "facts": (_REPORT, Link(("template",), "templates", ("id",)), Link(("indicator",), "indicators", ("id",))),
    "mentions": (
        _REPORT,
        Link(("report_id", "section_no"), "sections", ("report_id", "section_no")),
        Link(("indicator",), "indicators", ("id",)),
    ),
    "findings": (_REPORT, Link(("rule",), "rules", ("id",)), Link(("other_report_id",), "reports", ("report_id",))),
    "finding_operands": (_REPORT, Link(("finding_id",), "findings", ("finding_id",))),
    "issues": (_REPORT,),
    "fetches": (_REPORT,),
    "template_rows": (Link(("template",), "templates", ("id",)),),
    "concept_links": (Link(("concept",), "concepts", ("id",)), Link(("indicator",), "indicators", ("id",))),
    "agency_names": (Link(("agency_id",), "agencies", ("id",)),),
    "indicators": (Link(("concept",), "concepts", ("id",)),),
    "flags": (_REPORT, Link(("finding_id",), "findings", ("finding_id",))),
    "flag_places": (Link(("finding_id",), "findings", ("finding_id",)),),
    "indicator_values": (_REPORT,),
    "numbers": (_REPORT,),
    "series": (_REPORT, Link(("agency_id",), "agencies", ("id",))),
    "changes": (Link(("agency_id",), "agencies", ("id",)),),
}


def links_of(table: str, among: Container[str]) -> tuple[Link, ...]:
    """The links of a table to those ``among`` which it is exported."""
    return tuple(link for link in _LINKS.get(table, ()) if link.table in among)
