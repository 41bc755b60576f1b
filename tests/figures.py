"""How many cells of a made report are read as they were typed: right, not read, or wrong."""

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.model import Result, State

REPORTS = Path(__file__).parent / "pdf" / "reports"
MEMBERS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other", "total")
COURSES = (("reconsideration", "total"), ("litigation", "direct"), ("litigation", "after_reconsideration"))
RESULTS = ("upheld", "corrected", "otherwise", "pending", "total")
DOCUMENTS = {2019: ("produced", "published", "published_total"), 2021: ("issued", "repealed", "in_force")}
ITEMS = {2019: ("items", "items_change", "decisions"), 2021: ("decisions",)}

Key = tuple[str, str]  # indicator and member


@dataclass(frozen=True, slots=True)
class Score:
    """``wrong``: what is read, and what was typed. A blank read as a number is wrong, and a number read as blank."""

    right: int
    unread: tuple[Key, ...]
    wrong: tuple[tuple[Key, str, str], ...]

    @property
    def share(self) -> float:
        return self.right / (self.right + len(self.unread) + len(self.wrong))


def typed(form: int) -> dict[Key, str]:
    """Every cell of the three tables, from ``figures-*.csv``; empty where nothing is printed."""
    out: dict[Key, str] = {}
    for name, *figures in csv.reader((REPORTS / f"figures-{form}.csv").read_text(encoding="utf-8").splitlines()):
        if name == "remedies":
            keys = [(f"{course}.{result}", member) for course, member in COURSES for result in RESULTS]
        elif name.startswith(("request.", "outcome.")):
            keys = [(name, member) for member in MEMBERS]
        else:
            columns = {
                "regulation": DOCUMENTS[form], "normative": DOCUMENTS[form], "procurement": ("projects", "amount"),
                "charge": ("amount",) if form == 2021 else ITEMS[form][:2],
            }  # fmt: skip
            keys = [(f"{name}.{column}", "total") for column in columns.get(name, ITEMS[form])]
        out.update(zip(keys, figures, strict=True))
    return out


def score(result: Result, form: int) -> Score:
    """Compare the facts of a report with what was typed. A cell that two facts claim is wrong."""
    found: dict[Key, list[str]] = {}
    for fact in result.facts:
        text = "" if fact.state is State.BLANK else f"{fact.value.normalize():f}" if fact.value is not None else None
        if fact.state is not State.NOT_READ:
            found.setdefault((fact.indicator, fact.member), []).append(fact.state.value if text is None else text)
    cells = typed(form)
    wrong = [(key, " and ".join(texts), cells.get(key, "no such cell")) for key, texts in found.items()
             if texts != [cells.get(key)]]  # fmt: skip
    unread = [key for key in cells if key not in found]
    return Score(sum(texts == [cells.get(key)] for key, texts in found.items()), tuple(unread), tuple(wrong))


def counts(result: Result) -> str:
    """The issues of a result: how many of each code."""
    return ", ".join(f"{code} {count}" for code, count in sorted(Counter(i.code for i in result.issues).items()))
