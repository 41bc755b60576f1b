"""How well the examples are read: print it, and write ``docs/quality.md``.

    python tools/quality.py             print the measure and write docs/quality.md
    python tools/quality.py --misses    also what went wrong, file by file

Each part is a module with ``report() -> str``, which gives its measure as Markdown. A new part is one
more line in PARTS.
"""

import argparse
from pathlib import Path

import bench_errors
import quality_forms
import quality_panel
import quality_prose


def _checks() -> str:
    """One change of a kind to a report; ``make bench-errors`` makes six, in some minutes."""
    return f"## Checks\n\n{bench_errors.report(bench_errors.SAMPLE)}"


PARTS = (quality_forms.report, quality_prose.report, _checks, quality_panel.report)
PAGE = Path(__file__).parent.parent / "docs" / "quality.md"


def page() -> str:
    """The whole of ``docs/quality.md``."""
    head = (PAGE.parent / "quality.head.md").read_text(encoding="utf-8")
    return "\n".join([head, *(part() for part in PARTS)])


def main() -> None:
    parser = argparse.ArgumentParser(description="How well the examples are read.")
    parser.add_argument("--misses", action="store_true", help="also what went wrong, file by file")
    arguments = parser.parse_args()
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print("\n".join(part() for part in PARTS))
    if arguments.misses:
        print("\n".join(quality_forms.misses()))


if __name__ == "__main__":
    main()
