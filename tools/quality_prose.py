"""How well the prose is read: the extractor against the labelled sentences.

    python tools/quality_prose.py                     the tables, as markdown
    python tools/quality_prose.py --misses channels   what it got wrong there, one a line; "all" for everything
    python tools/quality_prose.py --floors            write tests/sentences/floors.toml at today's figures
    python tools/quality_prose.py --truth REPORT      a report that has been read by hand, see tests/truth

A fifth of the sentences, chosen by hash, is kept aside ("dev-blind"): only its scores are ever printed.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator, Mapping
from decimal import ROUND_DOWN, Decimal
from functools import cache
from pathlib import Path

from labelled import SENTENCES, TRUTH, sentences, truth
from prose_score import MEASURES, Miss, Score, Tally, read, score

from pipeline.catalog import builtin
from pipeline.model import RawFile
from pipeline.run import process

FLOORS = SENTENCES / "floors.toml"
PARTS = ("dev", "dev-blind")


@cache
def scores() -> Mapping[tuple[str, str], Score]:
    """By part (dev, dev-blind) and phenomenon."""
    found: dict[tuple[str, str], Score] = {}
    for sentence in sentences():
        part = PARTS[sentence.is_blind]
        score(sentence, read(sentence), found.setdefault((part, sentence.phenomenon), Score()))
    return found


def score_report(path: Path) -> Score:
    """The extractor against ``tests/truth``, on a whole report, read like any other."""
    result = process(RawFile(path.name, path.read_bytes()), builtin())
    if result.report is None:
        raise ValueError(f"{path} cannot be read: {result.status}")
    found = Score()
    score(truth(TRUTH / f"{path.stem}.csv", result.report.document.text), result.mentions, found)
    return found


def total(part: str) -> dict[str, Tally]:
    """The tallies of all phenomena of a part together."""
    found = {measure: Tally() for measure in MEASURES}
    for (one, _), scored in scores().items():
        if one == part:
            for measure, tally in scored.tallies.items():
                found[measure] += tally
    return found


def report() -> str:
    """The scores as markdown: what is measured, then a table for each part, by phenomenon and in total."""
    lines = ["## Prose", "", "| measure | of |", "|---|---|"]
    lines += [f"| {measure} | {about} |" for measure, about in MEASURES.items()]
    for part in PARTS:
        count = sum(PARTS[sentence.is_blind] == part for sentence in sentences())
        lines += ["", f"### {part.capitalize()}", ""]
        lines += [f"{count} sentences; precision / recall in percent, and how many were wanted.", ""]
        lines += _head("phenomenon")
        for (one, phenomenon), found in sorted(scores().items()):
            if one == part:
                lines.append(_row(phenomenon, found.tallies))
        lines.append(_row("**total**", total(part)))
    return "\n".join(lines) + "\n"


def _head(first: str) -> list[str]:
    return [f"| {first} | {' | '.join(MEASURES)} |", "|---|" + "---|" * len(MEASURES)]


def _row(name: str, tallies: Mapping[str, Tally]) -> str:
    return f"| {name} | {' | '.join(_cell(tallies[measure]) for measure in MEASURES)} |"


def _cell(tally: Tally) -> str:
    if not tally.got and not tally.wanted:
        return ""
    precision, recall = (f"{rate * 100:.1f}" for rate in tally.rates)
    return f"{precision} / {recall} ({tally.wanted})"


def misses(phenomenon: str) -> Iterator[Miss]:
    """What was read wrongly, of the sentences that are not blind."""
    for (part, name), found in sorted(scores().items()):
        if part == "dev" and phenomenon in (name, "all"):
            yield from found.misses


def floors() -> dict[str, dict[str, tuple[Decimal, Decimal]]]:
    """By part and measure: the precision and the recall that must be reached."""
    return tomllib.loads(FLOORS.read_text(encoding="utf-8"), parse_float=Decimal)


def floors_of_today() -> str:
    """``floors.toml`` at the figures of today, rounded down."""
    lines = ["# The precision and the recall to be reached; written by tools/quality_prose.py --floors."]
    for part in PARTS:
        lines += ["", f"[{part}]"]
        for measure, tally in total(part).items():
            rates = (rate.quantize(Decimal("0.001"), ROUND_DOWN) for rate in tally.rates)
            lines.append(f"{measure} = [{', '.join(map(str, rates))}]")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--misses", metavar="PHENOMENON")
    parser.add_argument("--floors", action="store_true")
    parser.add_argument("--truth", metavar="REPORT", type=Path)
    asked = parser.parse_args()
    if asked.misses:
        print(*misses(asked.misses), sep="\n")
    elif asked.floors:
        FLOORS.write_text(floors_of_today(), encoding="utf-8", newline="\n")
        print(f"wrote {FLOORS}")
    elif asked.truth:
        found = score_report(asked.truth)
        print(*_head("report"), _row(asked.truth.name, found.tallies), *found.misses, sep="\n")
    else:
        print(report(), end="")


if __name__ == "__main__":
    main()
