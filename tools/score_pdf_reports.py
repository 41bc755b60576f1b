"""Print how many cells of each made report are read as typed.

python tools/score_pdf_reports.py [FILE ...]     a file's name ends with its form, e.g. my-layout-2021.pdf
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from figures import REPORTS, counts, score

from pipeline.catalog import builtin
from pipeline.model import RawFile
from pipeline.run import process


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(REPORTS.glob("*.pdf"))
    print(f"{'file':40} {'right':>5} {'unread':>6} {'wrong':>5}  issues")
    for path in paths:
        result = process(RawFile(path.name, path.read_bytes()), builtin())
        found = score(result, int(path.stem.rsplit("-", 1)[1]))
        print(f"{path.stem:40} {found.right:5} {len(found.unread):6} {len(found.wrong):5}  {counts(result)}")
        for key, read, typed in found.wrong:
            print(f"    {'.'.join(key)}: read {read!r}, typed {typed!r}")


if __name__ == "__main__":
    main()
