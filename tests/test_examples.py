"""Every example report, whole: against what a person typed in, and against what was reviewed before.

``truth.*.csv`` and the flags in ``meta.toml`` are typed in from the page and say whether we are right;
``facts.csv``, ``mentions.csv`` and ``findings.csv`` are generated and reviewed, and say what changed.
"""

import csv
import io
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest

from pipeline.catalog import builtin
from pipeline.model import RawFile, Report, Result, Role
from pipeline.run import process

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(path.parent for path in (ROOT / "tests" / "examples").glob("*/meta.toml"))
TYPED = [example for example in EXAMPLES if (example / "truth.facts.csv").exists()]
by_name = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
by_typed = pytest.mark.parametrize("example", TYPED, ids=lambda path: path.name)


def meta(example: Path) -> dict[str, object]:
    return tomllib.loads((example / "meta.toml").read_text(encoding="utf-8"))


@cache
def result(example: Path) -> Result:
    source = example / str(meta(example)["source"])
    return process(RawFile(source.name, source.read_bytes()), builtin())


def report(example: Path) -> Report:
    found = result(example).report
    assert found is not None
    return found


def truth(example: Path, kind: str) -> list[dict[str, str]]:
    with (example / f"truth.{kind}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def as_csv(header: str, rows: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split())
    writer.writerows([["" if value is None else value for value in row] for row in rows])
    return text.getvalue()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7  # a glob that finds nothing passes every test below
    sources = {(example / str(meta(example)["source"])).resolve() for example in EXAMPLES}
    assert sources >= {path for path in (ROOT / "raw").iterdir() if path.suffix in (".html", ".txt")}


@by_name
def test_metadata_is_as_typed(example: Path) -> None:
    found, typed = report(example).metadata, meta(example)
    assert (found.agency, found.year) == (typed["agency"], typed["year"])


@by_name
def test_the_flags_are_those_typed(example: Path) -> None:
    """Nothing more may be flagged, nothing less."""
    typed = meta(example).get("flags", [])
    assert isinstance(typed, list)
    found = [
        (f.kind, f.grade.value, " ".join(o.text for o in f.left), " ".join(o.text for o in f.right))
        for f in result(example).flags
    ]
    assert sorted(found) == sorted((f["kind"], f["grade"], f["left"], f["right"]) for f in typed)


@by_typed
def test_sections_are_as_typed(example: Path) -> None:
    found = [(str(s.level), s.number, s.title) for s in report(example).sections if s.kind == "numbered"]
    assert found == [(row["level"], row["number"], row["title"]) for row in truth(example, "sections")]


@by_typed
def test_cells_are_as_typed(example: Path) -> None:
    found = {(fact.row_label, fact.period): fact for fact in result(example).facts}
    for row in truth(example, "facts"):
        fact = found.pop((row["row_label"], row["period"]))
        assert (str(fact.value or 0) if row["value"] else "", fact.state.value) == (row["value"], row["state"])
    assert not found


@by_name
def test_pieces_rejoin_to_the_text(example: Path) -> None:
    pieces, text = report(example).pieces, report(example).document.text
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text


@by_name
def test_facts_are_as_reviewed(example: Path, golden: Callable[[Path, str], None]) -> None:
    facts = result(example).facts
    rows = [
        (f.indicator, f.member, f.period, f.value, f.state, f.unit, f.unit_source, f.printed, f.row_label, f.method)
        for f in facts
    ]
    golden(
        example / "facts.csv",
        as_csv("indicator member period value state unit unit_source printed row_label method", rows),
    )


@by_name
def test_mentions_are_as_reviewed(example: Path, golden: Callable[[Path, str], None]) -> None:
    def whole(numbers: tuple[int, ...]) -> str:
        return "+".join(result(example).mentions[no - 1].quantity.text for no in numbers)

    rows = [
        (m.no, m.quantity.text, m.quantity.value, m.quantity.unit, m.quantity.hedge, m.role, m.indicator, m.period,
         m.scope, m.stated_zero, m.noun, m.topic, whole(m.wholes), whole((m.operand,) if m.operand else ()), m.method)
        for m in result(example).mentions
    ]  # fmt: skip
    header = "no printed value unit hedge role indicator period scope stated_zero noun topic wholes operand method"
    golden(example / "mentions.csv", as_csv(header, rows))


@by_name
def test_findings_are_as_reviewed(example: Path, golden: Callable[[Path, str], None]) -> None:
    rows = [
        (f.rule, f.subject, f.outcome, f.grade, f.indicator, f.left_value, f.right_value, f.difference, f.tolerance,
         " | ".join(o.text for o in f.left), " | ".join(o.text for o in f.right))
        for f in result(example).findings
    ]  # fmt: skip
    header = "rule subject outcome grade indicator left_value right_value difference tolerance left right"
    golden(example / "findings.csv", as_csv(header, rows))


@by_name
def test_no_number_that_is_no_count_is_linked(example: Path) -> None:
    kinds = (Role.DATE, Role.REFERENCE, Role.ORDINAL)
    assert all(m.indicator is None for m in result(example).mentions if m.role in kinds)


@by_name
def test_every_digit_of_the_prose_is_in_a_mention(example: Path) -> None:
    """None is dropped: what is no count is a date, a reference or an ordinal."""
    found = report(example)
    prose = [p for p in found.pieces if p.kind in ("text", "preamble", "attachment")]
    digits = {at for p in prose for at in range(p.start, p.end) if found.document.text[at].isdecimal()}
    assert digits
    said = {at for m in result(example).mentions for at in range(m.place.start, m.place.end)}
    assert not digits - said, found.document.text[min(digits - said) - 20 : min(digits - said) + 20]
