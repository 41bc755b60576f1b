"""What reading a PDF costs: time against the parts that cannot be saved, memory against the number of pages.

    python tools/bench_pdf.py REPORT.pdf [--rounds 7]

The time is that of the whole flow, from bytes to findings, over that of pdfplumber's ``chars`` plus ``jieba.lcut`` of
their text, taken in turn in the same run. The memory is the growth of the process while it reads a file of 300 pages
made of the report's, and one of as many pages as it has; it must be about the same.
"""

import argparse
import io
import multiprocessing
import time
from pathlib import Path
from statistics import median

import jieba
import pdfplumber
import pypdfium2

from pipeline.catalog import load_catalog
from pipeline.model import RawFile
from pipeline.read.pdf.reader import read_pdf
from pipeline.run import process

PAGES = 300


def floor(data: bytes) -> float:
    """Seconds for pdfplumber's characters and the segmentation of their text."""
    start = time.perf_counter()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        text = ""
        for page in pdf.pages:
            text += "".join(char["text"] for char in page.chars)
            page.close()
    jieba.lcut(text)
    return time.perf_counter() - start


def repeated(data: bytes, pages: int) -> bytes:
    """A file of ``pages`` pages that are the report's over and over."""
    report, out = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    out.import_pages(report, [number % len(report) for number in range(pages)])
    buffer = io.BytesIO()
    out.save(buffer)
    return buffer.getvalue()


def growth(data: bytes) -> float:
    """Megabytes that the process grows by while it reads; run in a process of its own."""
    before = peak()
    read_pdf(RawFile("bench.pdf", data))
    return peak() - before


def peak() -> float:
    """The most memory that this process ever had, in megabytes. Linux only."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("report", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    data, catalog = options.report.read_bytes(), load_catalog()
    raw = RawFile(options.report.name, data)
    jieba.setLogLevel(60)
    process(raw, catalog)
    floor(data)
    pairs = []
    for _ in range(options.rounds):
        below, start = floor(data), time.perf_counter()
        process(raw, catalog)
        pairs.append((below, time.perf_counter() - start))
    ratio = median(whole / below for below, whole in pairs)
    print(
        f"chars and lcut {median(p[0] for p in pairs) * 1e3:.0f} ms, whole flow {median(p[1] for p in pairs) * 1e3:.0f}"
    )
    print(f"ratio {ratio:.2f}")
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        count = len(pypdfium2.PdfDocument(data))
        small, large = (pool.apply(growth, (repeated(data, pages),)) for pages in (count, PAGES))
    print(f"memory: {small:.0f} MB for {count} pages, {large:.0f} MB for {PAGES}")


if __name__ == "__main__":
    main()
