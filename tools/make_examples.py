"""Write the reports of the examples from what was typed in ``tests/examples/*/report.toml``.

    python tools/make_examples.py                  the pages and text files, which need nothing
    python tools/make_examples.py --all            also what other programs make (see made/docx.py, made/pdf.py)
    python tools/make_examples.py --all NAME…      only these examples
    python tools/make_examples.py --check          write nothing; exit 1 when a page or text file differs

Pages and text files come out the same bytes each time; what the printing engines write has dates and random names in
it, and is made anew only when its report changes.
"""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from made.html import STYLES, page
from made.source import EXAMPLES, Report, reports
from made.text import text

ENGINES = (
    "chromium.pdf", "weasyprint.pdf", "office.pdf", "office.docx", "typed.docx", "counted.docx", "counted.pdf",
    "unruled.pdf",
)  # fmt: skip


def cheap(report: Report) -> dict[str, bytes]:
    """The files of the report that this program writes by itself."""
    done = {}
    for name in report.files:
        stem, _, kind = name.partition(".")
        if kind == "html":
            done[name] = page(report, stem)
        elif kind == "txt":
            done[name] = text(report, stem)
        elif name not in ENGINES:
            raise ValueError(f"{report.name}: no maker of {name}; there are {', '.join((*STYLES, *ENGINES))}")
    return done


def print_files(report: Report) -> None:
    """Have the other files made, in the example's folder."""
    from made import docx, pdf

    for name in report.files:
        path = EXAMPLES / report.name / name
        stem, _, kind = name.partition(".")
        if name not in ENGINES:
            continue
        with TemporaryDirectory() as home:
            folder = Path(home)
            if stem in ("typed", "counted"):
                file = folder / "report.docx"
                docx.write(report, file, counted=stem == "counted")
                path.write_bytes((file if kind == "docx" else pdf.convert(file, "pdf", folder)).read_bytes())
            elif name == "office.docx":
                source = folder / "report.html"
                source.write_text(pdf.paged(report), encoding="utf-8")
                odt = pdf.convert(source, "odt", folder)
                path.write_bytes(pdf.convert(odt, "docx", folder).read_bytes())
            else:
                pdf.print_page(report, path, stem)
        print(f"{path}  {path.stat().st_size} bytes")


def main() -> int:
    """Write or compare; the exit code."""
    parser = argparse.ArgumentParser(description="Write the reports of the examples.")
    parser.add_argument("names", nargs="*", help="examples; all if none is named")
    parser.add_argument("--all", action="store_true", help="also what other programs make")
    parser.add_argument("--check", action="store_true", help="write nothing, compare with what is there")
    arguments = parser.parse_args()
    stale = 0
    for report in reports():
        if arguments.names and report.name not in arguments.names:
            continue
        for name, data in cheap(report).items():
            path = EXAMPLES / report.name / name
            if arguments.check and (not path.exists() or path.read_bytes() != data):
                print(f"{path}: differs from what was typed; run: python tools/make_examples.py")
                stale += 1
            elif not arguments.check:
                path.write_bytes(data)
        if arguments.all:
            print_files(report)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
