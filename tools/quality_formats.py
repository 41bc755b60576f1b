"""Measure every format on one made report, and write docs/formats.md: its head, then the figures.

    python tools/quality_formats.py [--print]     needs nianbao[ocr] and soffice; some minutes, for the scans

The report has the three tables of the form of 2021, with every cell typed by hand. A cell is right, not read, or wrong;
a blank that is read as a number is wrong, and so is a number read as a blank.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from figures import score, typed
from made.scan import WAYS, scanned
from made_report import made_report
from print_ofd import Look, as_ofd
from print_office import as_document
from renditions import as_markdown, as_open_sheet, as_page, as_text, as_word, as_workbook, made_lines, written_by_office

from pipeline.catalog import builtin
from pipeline.model import RawFile
from pipeline.run import process

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGE = DOCS / "formats.md"
FORM, OPENING = 2021, 4
PDF = ROOT / "tests" / "pdf" / "reports" / "chromium-head-repeated-2021.pdf"  # the same report


def renditions() -> Iterator[tuple[str, str, bytes]]:
    """Format, how the file was made, and its bytes."""
    made = made_report(FORM, OPENING)
    lines = made_lines(made)
    yield "HTML", "a page in UTF-8", as_page(lines).encode()
    yield "HTML", "a page in GB 18030", as_page(lines, "gb2312").encode("gb18030")
    yield "text", "a cell a line", as_text(lines).encode()
    yield "Markdown", "tables with bars", as_markdown(lines).encode()
    yield "PDF", "printed by Chromium", PDF.read_bytes()
    yield ".docx", "written as XML", as_word(lines)
    yield ".xlsx", "XlsxWriter, merged cells", as_workbook(lines)
    yield ".ods", "without spans", as_open_sheet(lines)
    yield "OFD", "a box for each cell", as_ofd(made)
    yield "OFD", "rulings", as_ofd(made, Look(ruled=True))
    yield "OFD", "no rulings", as_ofd(made, Look(rulings=False))
    with TemporaryDirectory() as home:
        source = Path(home) / "report.fodt"
        source.write_text(as_document(made), encoding="utf-8")
        for kind in ("doc:MS Word 97", "rtf", "odt"):
            suffix = kind.split(":")[0]
            yield f".{suffix}", "written by LibreOffice", written_by_office(source, kind).read_bytes()
    for name, wear in WAYS.items():
        yield "scan", name, scanned(PDF.read_bytes(), wear)


def measured() -> Iterator[str]:
    yield "| format | made how | cells | right | not read | wrong | share right | processor seconds a page |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|"
    for kind, how, data in renditions():
        before = _used()
        result = process(RawFile(f"report{kind}", data), builtin())
        seconds = _used() - before
        found = score(result, FORM)
        pages = max((line.page or 1 for line in result.report.document.lines), default=1) if result.report else 1
        cost = f"{seconds / pages:.1f}" if kind == "scan" else ""
        yield (
            f"| {kind} | {how} | {len(typed(FORM))} | {found.right} | {len(found.unread)} | {len(found.wrong)} | "
            f"{found.share:.1%} | {cost} |"
        )


def _used() -> float:
    """Processor seconds of this process and of those it has started."""
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def page() -> str:
    lines = []
    for line in measured():
        print(line, flush=True)
        lines.append(line)
    return (DOCS / "formats.head.md").read_text(encoding="utf-8") + "\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    started = time.monotonic()
    text = page()
    if "--print" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
        print(f"wrote {PAGE} ({time.monotonic() - started:.0f} s)")
