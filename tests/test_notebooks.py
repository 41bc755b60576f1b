"""Every notebook runs from top to bottom against the database of the samples."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from pipeline.run import run

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("extracted")
    run([ROOT / "raw"], out)
    return out


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs(path: Path, extracted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_OUT", str(extracted))
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)  # outputs are not committed
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    frames = [output.data["text/plain"] for output in shown if "text/html" in output.get("data", {})]
    assert "三明市商务局" in "".join(frames)
    assert all("Empty DataFrame" not in frame for frame in frames)
    charts = [output.data["image/svg+xml"] for output in shown if "image/svg+xml" in output.get("data", {})]
    assert len(charts) == 1
    assert "in the table 表中" in charts[0]
