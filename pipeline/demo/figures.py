"""What an agency does year by year, as the forms count it: the figures of all its reports, which agree.

Requests carried forward come in with the next year, cumulative columns add up, the stock of normative documents is
last year's with what was issued and repealed. Breaks asked for are made here, each in one year: the years after go on
from what was printed, so that one break is one contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from pipeline.catalog import Template, builtin
from pipeline.demo.agencies import Agency, data
from pipeline.demo.form import Key, completed

APPLICANTS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other")
MONEY = frozenset({"budget.total", "charge.amount"})  # in 万元, printed with decimals
# Items are counted without a total in some forms; then the parts take what the total would be.
GROUPS = ("proactive.items", "request.received", "reply")
SHADOW = "national-2014"  # what the prose of a report tells that has no table for it


@dataclass(frozen=True, slots=True)
class Break:
    """A contradiction that was put in: what is printed, and what would agree."""

    kind: str
    key: Key
    printed: Decimal | None
    agreeing: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """One year: the printed cells by form, and what the prose may tell besides."""

    year: int
    cells: Mapping[str, dict[Key, str]]
    told: Mapping[Key, str]
    breaks: list[Break] = field(default_factory=list)

    def get(self, key: Key) -> Decimal | None:
        """The figure, printed in a table if one has it: in its cell, or in columns that have no total."""
        indicator, member, period = key
        for cells in (*self.cells.values(), self.told):
            if key in cells:
                return Decimal(cells[key])
            columns = [text for (name, _, of), text in cells.items() if (name, of) == (indicator, period)]
            if columns and member == "total":
                return sum(map(Decimal, columns), Decimal(0))
        return None

    def is_printed(self, key: Key) -> bool:
        return any(key in cells for cells in self.cells.values())


@dataclass(slots=True)
class _State:
    """What goes over from one year into the next."""

    items: float
    asked: float
    pending: dict[str, int]
    stock: dict[str, int]
    projects: dict[str, int]
    cumulative: dict[Key, Decimal] = field(default_factory=dict)


def figures(agency: Agency, first: int, last: int, lot: Random, asked: Mapping[int, str]) -> list[Figures]:
    """The years ``first - 1`` (for growth; it is not printed) to ``last``. ``asked``: a kind of break by year."""
    state = _State(
        items=120 * agency.size * lot.uniform(0.7, 1.5),
        asked=6 * agency.size * lot.uniform(0.3, 1.8),
        pending=dict.fromkeys(APPLICANTS, 0),
        stock={"normative": lot.randint(8, 60), "regulation": lot.randint(3, 12) if agency.area else 0},
        projects={name: lot.randint(0, 90) for name in ("licensing", "other_service", "penalty", "coercion", "charge")},
    )
    years: list[Figures] = []
    for year in range(first - 1, last + 1):
        years.append(_year(agency, year, state, lot, asked.get(year, ""), years[-1] if years else None))
    return years


def _year(agency: Agency, year: int, state: _State, lot: Random, kind: str, before: Figures | None) -> Figures:
    forms = [builtin().template(name) for name in agency.forms(year)]
    breaks: list[Break] = []
    known = _known(agency, state, lot, kind, breaks, {entry.indicator for form in forms for entry in form.entries})
    cells: dict[str, dict[Key, str]] = {}
    for form in forms:
        given = filled(form, known, agency.size, lot)
        cells[form.id] = _with_columns(form, given, agency, state, lot, kind, breaks)
    if kind == "frozen_table" and before is not None:
        cells = {name: dict(values) for name, values in before.cells.items()}
        breaks.append(Break(kind, ("", "", ""), None, None, "every cell is last year's"))
    told: dict[Key, str] = {}
    if not forms or year >= 2019:
        shadow = builtin().template(SHADOW)
        told = completed(shadow, filled(shadow, known, agency.size, lot))
    return Figures(year, cells, told, breaks)


# -- one year's work -------------------------------------------------------------------


def _known(
    agency: Agency, state: _State, lot: Random, kind: str, breaks: list[Break], printed: set[str]
) -> dict[Key, str]:
    """What all forms count alike, and what follows from the year before."""
    state.items *= lot.uniform(0.85, 1.25)
    state.asked *= lot.uniform(0.75, 1.4)
    items, received = int(state.items), int(state.asked)
    known: dict[Key, int] = {}
    asked = split(received, APPLICANTS, lot)
    for member in APPLICANTS:
        brought = state.pending[member]
        if kind == "carry_over" and member == APPLICANTS[0]:
            brought += lot.randint(1, 4)
            total = sum(state.pending.values())
            breaks.append(_break(kind, "request.brought_forward", member, brought, state.pending[member]))
            breaks.append(
                _break(kind, "request.brought_forward", "total", total + brought - state.pending[member], total)
            )
        carried = lot.randint(0, asked[member] // 6)
        handled = brought + asked[member] - carried
        state.pending[member] = carried
        known |= _of(member, {"request.received": asked[member], "request.brought_forward": brought})
        known |= _of(member, {"outcome.total": handled, "request.carried_forward": carried})
    handled = sum(value for key, value in known.items() if key[0] == "outcome.total")
    known |= _of("total", {"request.received": received, "request.completed": handled, "reply.total": handled})
    known |= _of("total", {"proactive.items": items, "proactive.documents": max(1, items * 2 // 5)})
    for name in ("normative", "regulation"):
        most = int(3 * min(agency.size, 4)) if name == "normative" else 1 if agency.area else 0
        issued = lot.randint(0, most)
        repealed = lot.randint(0, min(2, state.stock[name])) if name == "normative" else 0
        stock = state.stock[name] + issued - repealed
        if kind == "stock" and name == "normative":
            stock += lot.randint(2, 6)
            breaks.append(_break(kind, "normative.in_force", "total", stock, state.stock[name] + issued - repealed))
        state.stock[name] = stock
        known |= _of("total", {f"{name}.issued": issued, f"{name}.repealed": repealed, f"{name}.in_force": stock})
        known |= _of("total", {f"{name}.produced": issued, f"{name}.published": issued})
        known |= _of("total", {f"{name}.published_total": stock, f"{name}.disclosed": issued, f"{name}.added": issued})
    if "licensing.items" in printed:
        for name, count in state.projects.items():
            change = lot.randint(-min(count, 4), 5)
            known[f"{name}.items", "total", "previous_year"] = count
            known[f"{name}.items_change", "total", "year"] = change
            state.projects[name] = count + change
    return {key: str(value) for key, value in known.items()}


def _of(member: str, values: Mapping[str, int]) -> dict[Key, int]:
    return {(indicator, member, "year"): value for indicator, value in values.items()}


def _break(kind: str, indicator: str, member: str, printed: int | Decimal, agreeing: int | Decimal) -> Break:
    return Break(kind, (indicator, member, "year"), Decimal(printed), Decimal(agreeing))


# -- a form --------------------------------------------------------------------------------


def filled(form: Template, known: Mapping[Key, str], size: float, lot: Random) -> dict[Key, str]:
    """The cells of the year that do not follow from others: known ones, shares of known totals, figures by lot."""
    entries = {entry.key: entry for entry in form.entries if entry.column.period in ("year", "previous_year")}
    members = next((one for one in form.identities if one.kind == "members"), None)
    computed = {
        key for key in entries if members and key[1] == members.total and (key[0], members.parts[0], key[2]) in entries
    }
    given = {key: value for key, value in known.items() if key in entries and key not in computed}
    columns = list(dict.fromkeys((key[1], key[2]) for key in entries))
    parted = [one.total for one in form.identities if one.kind == "sum"]
    several = [member for member, _ in columns if member != "total"]
    if several and not members:  # the area's agencies in columns: each has its share
        for indicator, _, period in list(known):
            keys = [(indicator, member, period) for member in several if (indicator, member, period) in entries]
            if keys and (indicator, "total", period) not in entries and (indicator, "total", period) in known:
                shares = split(int(Decimal(known[indicator, "total", period])), several, lot)
                given |= {key: str(shares[key[1]]) for key in keys}
    for group in GROUPS:
        if (group, "total", "year") not in entries and (f"{group}.total", "total", "year") not in entries:
            parts = [key[0] for key in entries if key[0].startswith(f"{group}.") and key not in given]
            total = known.get((group, "total", "year")) or known.get((f"{group}.total", "total", "year"), "0")
            if not parts or several:
                continue
            given |= {(part, "total", "year"): str(n) for part, n in split(int(total), parts, lot).items()}
    for one in (*(i for i in form.identities if i.kind == "sum"), *(i for i in form.identities if i.soft)):
        for member, period in columns:
            total_key = (one.total, member, period)
            if total_key not in entries or total_key in computed:
                continue
            if total_key not in given:
                given[total_key] = _drawn(one.total, size, lot)
            parts = [part for part in one.parts if (part, member, period) not in given and part in form.indicators]
            if one.kind == "part" and len(one.parts) < 2:
                continue
            shares = split(int(Decimal(given[total_key])), parts, lot)
            given |= {(part, member, period): str(n) for part, n in shares.items()}
    for one in form.identities:
        if one.kind == "part":
            for key in entries:
                if key[0] in one.parts and key not in given:
                    total = given.get((one.total, key[1], key[2])) or _drawn(one.total, size, lot)
                    if (one.total, key[1], key[2]) in entries:
                        given.setdefault((one.total, key[1], key[2]), total)
                    given[key] = str(lot.randint(int(total) // 3, int(total)))
    for key in entries:
        if key not in given and key not in computed and key[0] not in parted:
            given[key] = _drawn(key[0], size, lot)
    return given


def _drawn(indicator: str, size: float, lot: Random) -> str:
    low, high = data()["range"].get(indicator, (0, 0))
    if indicator in MONEY:
        return f"{lot.uniform(low, high):.2f}" if high and lot.random() < 0.6 else "0"
    return str(int(lot.randint(low, high) * min(max(size, 0.5), 3))) if high > 9 else str(lot.randint(low, high))


def split(total: int, names: Iterable[str], lot: Random) -> dict[str, int]:
    """``total`` divided among ``names``, by their weights and by lot."""
    names = list(names)
    if not names:
        return {}
    weights = [data()["weight"].get(name, 1) * lot.uniform(0.4, 1.6) for name in names]
    shares = {name: int(total * weight / sum(weights)) for name, weight in zip(names, weights, strict=True)}
    for name in lot.choices(names, weights, k=total - sum(shares.values())):
        shares[name] += 1
    return shares


def _with_columns(
    form: Template, given: dict[Key, str], agency: Agency, state: _State, lot: Random, kind: str, breaks: list[Break]
) -> dict[Key, str]:
    """All cells, with the columns that are not of the year: a month's share, or all years since the form began."""
    periods = {column.period for column in form.columns}
    year = {key: text for key, text in completed(form, given).items() if key[2] in ("year", "previous_year")}
    if "other" in periods:
        leaves = {
            (key[0], key[1], "other"): text if key[0].startswith(("staff", "budget")) else str(int(Decimal(text)) // 12)
            for key, text in given.items()
            if key[0] not in {one.total for one in form.identities if one.kind == "sum"}
        }
        return completed(form, {**given, **leaves})
    if "cumulative" not in periods:
        return year
    if not state.cumulative:
        for _ in range(lot.randint(2, 5)):
            _add(state.cumulative, completed(form, filled(form, _earlier(given, lot), agency.size, lot)))
    _add(state.cumulative, year)
    if kind == "cumulative":
        name = next(name for name in ("proactive.documents", "proactive.items") if name in form.indicators)
        key = (name, "total", "cumulative")
        right = state.cumulative[key]
        state.cumulative[key] = right + lot.randint(20, 90)
        breaks.append(Break(kind, key, state.cumulative[key], right))
    return {
        entry.key: year[entry.key] if entry.key in year else str(state.cumulative[entry.key]) for entry in form.entries
    }


def _earlier(given: Mapping[Key, str], lot: Random) -> dict[Key, str]:
    """What an earlier year may have been: as many answers as requests."""
    share = lot.uniform(0.5, 1)
    keys = [("proactive.documents", "total", "year"), ("proactive.items", "total", "year")]
    known = {key: str(int(int(given[key]) * share)) for key in keys if key in given}
    asked = str(int(int(given["request.received", "total", "year"]) * share))
    return {**known, ("request.received", "total", "year"): asked, ("reply.total", "total", "year"): asked}


def _add(cumulative: dict[Key, Decimal], year: Mapping[Key, str]) -> None:
    for (indicator, member, period), text in year.items():
        if period == "year":
            key = (indicator, member, "cumulative")
            cumulative[key] = cumulative.get(key, Decimal(0)) + Decimal(text)


# -- breaks within a table -----------------------------------------------------------------


def break_table(figures: Figures, kind: str, lot: Random) -> bool:
    """Put a wrong cell into the printed tables: ``table_sum`` or ``balance``; False where there is none to put in."""
    for name, values in figures.cells.items():
        form = builtin().template(name)
        if kind == "balance":
            key = ("request.received", "natural_person", "year")
            if key not in values:
                continue
            step = lot.randint(1, 3)
            for one in (key, ("request.received", "total", "year")):
                right = Decimal(values[one])
                values[one] = str(right + step)
                figures.breaks.append(Break(kind, one, right + step, right))
            return True
        sums = [
            (one.total, part, member)
            for one in form.identities
            if one.kind == "sum"
            for part in one.parts
            for member in dict.fromkeys(column.member for column in form.columns)
            if (part, member, "year") in values and Decimal(values.get((one.total, member, "year"), "0")) > 0
        ]
        if not sums:
            continue
        _, part, member = lot.choice(sums)
        right = Decimal(values[part, member, "year"])
        values[part, member, "year"] = str(right + lot.randint(1, 4))
        figures.breaks.append(Break(kind, (part, member, "year"), Decimal(values[part, member, "year"]), right))
        return True
    return False


def growth(now: Figures, before: Figures | None, key: Key) -> tuple[Decimal, Decimal] | None:
    """This year's and last year's figure, where both are there and last year's is not zero."""
    new, old = now.get(key), before.get(key) if before else None
    return (new, old) if new is not None and old else None
