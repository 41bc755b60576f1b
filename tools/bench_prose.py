"""What reading the prose costs, beside jieba's segmenting of the same text in the same run.

    python tools/bench_prose.py             the clean made reports
    python tools/bench_prose.py REPORT…     other reports

The time is the processor's, the best of several after warming up. What else a machine does moves the milliseconds
more than their ratio.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from error_scores import read
from made_reports import made

from pipeline.catalog import builtin
from pipeline.extract.narrative import PROSE, extract_mentions
from pipeline.extract.segment import cut
from pipeline.model import RawFile
from pipeline.run import process

SIZE = 8000  # characters of prose of a long report
TIMES = 9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("reports", metavar="REPORT", type=Path, nargs="*")
    catalog = builtin()
    given = [process(RawFile(path.name, path.read_bytes()), catalog) for path in parser.parse_args().reports]
    results = given or [read(one, "text").result for one in made("clean")]
    reports = [result.report for result in results if result.report is not None]
    texts = [section.text for report in reports for section in report.sections if section.kind in PROSE]
    characters = sum(map(len, texts))
    extraction = _best(lambda: [extract_mentions(report, catalog) for report in reports])
    segmentation = _best(lambda: [cut(text, catalog) for text in texts])
    print(f"{len(reports)} reports, {characters} characters of prose")
    for name, spent in (("extraction", extraction), ("segmentation", segmentation)):
        print(f"{name:12} {spent * SIZE / characters:6.1f} ms per {SIZE} characters")
    print(f"{'ratio':12} {extraction / segmentation:6.2f}")


def _best(work: Callable[[], object]) -> float:
    spent = []
    for _ in range(TIMES):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent) * 1000


if __name__ == "__main__":
    main()
