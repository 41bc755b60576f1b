"""Every identity of every form holds where it should and is flagged where it does not. The figures are invented."""

import pytest
from printed import Key, grid, keys, structured, tables_of

from pipeline.catalog import Identity, Template, builtin
from pipeline.check import check
from pipeline.extract.tables import extract_facts
from pipeline.model import Finding, Outcome

IDENTITIES = [
    (form, one) for form in builtin().templates for one in form.identities if one.kind not in ("members", "backlog")
]
MEMBERS = [(form, one) for form in builtin().templates for one in form.identities if one.kind == "members"]


def _judged(form: Template, values: dict[Key, str]) -> list[Finding]:
    """The findings on the form's tables, filled with zeros but for some cells."""
    html = "".join(
        grid(panels, dict.fromkeys(keys(panels), "0") | {k: v for k, v in values.items() if k in keys(panels)})
        for panels in tables_of(form)
    )
    report = structured(html, year=max(form.years[0], 2011))
    facts, issues = extract_facts(report.tables)
    assert issues == ()
    return list(check(report, facts, (), builtin()))


def _column(form: Template, one: Identity) -> tuple[str, str]:
    return next(entry.key[1:] for entry in form.entries if entry.indicator == one.total)


def _outcomes(found: list[Finding], one: Identity, member: str, period: str) -> set[Outcome]:
    column = period if member == "total" else f"{member} {period}"
    return {f.outcome for f in found if f.subject.split()[0] == one.id and f.subject.endswith(column)}


@pytest.mark.parametrize(("form", "one"), IDENTITIES, ids=[one.id for _, one in IDENTITIES])
def test_an_identity_passes_and_fails(form: Template, one: Identity) -> None:
    member, period = _column(form, one)
    cells = {(part, member, period): "1" for part in one.parts}
    total = "1" if one.kind == "part" else str(len(one.parts))
    right = _judged(form, {**cells, (one.total, member, period): total})
    assert _outcomes(right, one, member, period) == {Outcome.PASS}
    wrong = _judged(form, {**cells, (one.total, member, period): "0"})
    assert _outcomes(wrong, one, member, period) == {Outcome.FAIL}
    grades = {f.grade.value for f in wrong if f.subject.split()[0] == one.id and f.outcome is Outcome.FAIL}
    assert (grades == {"low"}) is one.soft


@pytest.mark.parametrize(("form", "one"), MEMBERS, ids=[one.id for _, one in MEMBERS])
def test_members_of_every_row_add_up(form: Template, one: Identity) -> None:
    panel = next(panel for panel in form.panels if {one.total, *one.parts} <= {c.member for c in panel.columns})
    rows = [row.indicator for row in panel.rows if row.indicator]
    values = {(row, member, "year"): "1" for row in rows for member in one.parts}
    right = _judged(form, {**values, **{(row, one.total, "year"): str(len(one.parts)) for row in rows}})
    wrong = _judged(form, {**values, **{(row, one.total, "year"): "7" for row in rows}})
    for found, outcome in ((right, Outcome.PASS), (wrong, Outcome.FAIL)):
        own = [f for f in found if f.subject.split()[0] == one.id]
        assert {f.outcome for f in own} == {outcome}
        assert {f.indicator for f in own} == set(rows)


@pytest.mark.parametrize(
    ("form", "cell", "printed", "outcome"),
    [
        ("national-2021", ("outcome.granted", "business", "year"), "-1", Outcome.FAIL),
        ("national-2021", ("outcome.granted", "business", "year"), "1.5", Outcome.FAIL),
        ("national-2021", ("charge.amount", "total", "year"), "18.8710", Outcome.PASS),
        ("national-2019", ("licensing.items_change", "total", "year"), "-1942", Outcome.PASS),
        ("national-2019", ("licensing.decisions", "total", "year"), "-8", Outcome.FAIL),
        ("website-2017", ("site.messages.days", "total", "year"), "2.5", Outcome.PASS),
        ("fujian-2017", ("request.received", "total", "cumulative"), "-2", Outcome.FAIL),
    ],
)
def test_a_count_is_a_whole_number_and_not_less_than_zero(form: str, cell: Key, printed: str, outcome: Outcome) -> None:
    own = builtin().template(form)
    found = [f for f in _judged(own, {cell: printed}) if f.rule == "table_counts"]
    assert len(found) == len(tables_of(own))
    assert (Outcome.FAIL in {f.outcome for f in found}) is (outcome is Outcome.FAIL)
    if outcome is Outcome.FAIL:
        (flag,) = [f for f in found if f.outcome is Outcome.FAIL]
        assert [operand.text for operand in flag.left] == [printed]


# what the briefs state for each family, by the id that stands for it
STATED = [
    "fujian-2009.requests-by-channel", "fujian-2009.replies-by-outcome", "fujian-2017.requests-by-channel",
    "fujian-2017.replies-by-outcome", "shanghai-2008-v1.requests-by-channel", "shanghai-2008-v1.replies-by-outcome",
    "shanghai-2008-v1.refusals-by-reason", "shanghai-2008-v2.requests-by-channel",
    "shanghai-2008-v2.replies-by-outcome",
    "shanghai-2008-v2.refusals-by-reason", "shanghai-2008-v2.proactive-fees", "shanghai-2008-v2.request-fees",
    "shanghai-2008-v2.fees", "shanghai-2008-v2.staff", "shanghai-2008-v2.full-text", "shanghai-2008-v2.normative",
    "national-2014.requests-by-channel", "national-2014.completed", "national-2014.replies-by-outcome",
    "national-2014.refusals-by-reason", "national-2014.reconsideration", "national-2014.litigation",
    "national-2014.staff",
    "national-2014.normative-of-items", "national-2014.heads-at-press-conferences", "national-2014.heads-at-interviews",
    "national-2014.items-by-channel", "national-2014.normative-made", "website-2017.items", "website-2017.cases",
    "website-2017.interpretations",
    *(f"national-{year}.{name}" for year in (2019, 2021)
      for name in ("in-equals-out", "outcomes", "applicants", "reconsideration", "litigation")),
    "national-2019.regulation-published", "national-2019.normative-published",
]  # fmt: skip


def test_every_identity_that_a_form_states_is_in_the_catalog() -> None:
    assert set(STATED) <= {one.id for form in builtin().templates for one in form.identities}
