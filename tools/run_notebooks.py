"""Run the notebooks from a fresh archive and keep what they show, so that they can be read without running them.

    python tools/run_notebooks.py                 all of them, in place
    python tools/run_notebooks.py 03              those whose names begin so

The first reads the samples of ``raw/``; the others a made archive, which is written and read for them. Times and the
counts of executions are not kept: the same reading gives the same file.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from pipeline.demo import write_demo
from pipeline.run import run

ROOT = Path(__file__).parent.parent
NOTEBOOKS = tuple(sorted((ROOT / "notebooks").glob("*.ipynb")))
AGENCIES, YEARS = 12, (2014, 2023)


def prepare_samples(folder: Path) -> dict[str, str]:
    """Read what the first notebook opens; return the environment that names it."""
    run([Path(os.path.relpath(ROOT / "raw"))], folder / "extracted")
    return {"NIANBAO_OUT": str(folder / "extracted")}


def prepare_archive(folder: Path) -> dict[str, str]:
    """Write and read what the others open."""
    write_demo(folder / "demo", AGENCIES, *YEARS)
    run([folder / "demo" / "reports"], folder / "demo" / "out")
    return {"NIANBAO_DEMO": str(folder / "demo")}


def executed(path: Path) -> Any:
    """The notebook of ``path`` with what it shows now."""
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    return notebook


def kept(notebook: Any) -> str:
    """Its file, without the paths of this machine."""
    text = nbformat.writes(notebook)
    for name in ("NIANBAO_OUT", "NIANBAO_DEMO"):
        text = text.replace(os.environ[name], {"NIANBAO_OUT": "extracted", "NIANBAO_DEMO": "demo"}[name])
    return re.sub(re.escape(f"{ROOT}{os.sep}"), "", text) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the notebooks and keep what they show.")
    parser.add_argument("names", nargs="*", help="beginnings of their names; all without one")
    names = tuple(parser.parse_args().names)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= prepare_samples(Path(folder)) | prepare_archive(Path(folder))
        for path in NOTEBOOKS:
            if not names or path.name.startswith(names):
                text = kept(executed(path))
                path.write_text(text, encoding="utf-8", newline="\n")
                print(f"{path.name}: {len(text) // 1024} KB")


if __name__ == "__main__":
    main()
