"""Blank cells that stand for a number. They are filled for sums only; no fact changes.

Two customs are known. Where a form has columns for members and one for their total, agencies fill the total in a few
rows only: a blank total is the sum of its row. And where a form says ``blank_is_zero``, agencies leave empty what is
zero: a panel in which no 0 is printed at all writes its zeros so.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.catalog import Panel, Template
from pipeline.model import Fact, State

Columns = dict[tuple[str, str], dict[str, Fact]]  # (member, period) → indicator → fact


def fill(form: Template, columns: Columns) -> Columns:
    filled = {key: dict(column) for key, column in columns.items()}
    for panel in form.panels:
        own = {entry.indicator for entry in panel.entries()}
        facts = [fact for column in columns.values() for name, fact in column.items() if name in own]
        values = [fact.value for fact in facts if fact.value is not None]
        if panel.blank_is_zero and values and Decimal(0) not in values:
            for (member, _), column in filled.items():
                if not _adds_up(form, panel, member):
                    for name in own & set(column):
                        column[name] = _as(column[name], Decimal(0))
    for identity in form.identities:
        if identity.kind != "members":
            continue
        for (member, period), column in filled.items():
            if member == identity.total:
                for name, fact in column.items():
                    parts = [filled.get((part, period), {}).get(name) for part in identity.parts]
                    known = [part.value for part in parts if part is not None and part.value is not None]
                    if len(known) == len(identity.parts):
                        column[name] = _as(fact, sum(known, Decimal(0)))
    return filled


def _adds_up(form: Template, panel: Panel, member: str) -> bool:
    """Whether a column is the sum of the panel's others."""
    members = {column.member for column in panel.columns}
    return any(
        one.kind == "members" and one.total == member and members.issuperset(one.parts) for one in form.identities
    )


def _as(fact: Fact, value: Decimal) -> Fact:
    return replace(fact, value=value) if fact.state is State.BLANK and fact.value is None else fact
