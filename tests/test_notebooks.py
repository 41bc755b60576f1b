"""Every notebook runs from top to bottom against a fresh archive, and what it shows is kept in it."""

from pathlib import Path

import nbformat
import pytest
import run_notebooks

NOTEBOOKS = run_notebooks.NOTEBOOKS
CHARTS = {"01": 1, "02": 1, "03": 2, "04": 2, "05": 0}
SHOWN = {"01": "三明市商务局", "02": "正文", "03": "national-2019", "04": "request.received", "05": "request_received"}
PICTURES = ("image/png", "image/svg+xml")
first = [NOTEBOOKS[0]]
by_name = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)


def test_there_are_notebooks() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == list(CHARTS)


def _outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def _is_whole(notebook: nbformat.NotebookNode, name: str) -> None:
    """Tables with rows, charts as pictures, no error, and no path of the machine it ran on."""
    shown = _outputs(notebook)
    assert all(output.output_type != "error" for output in shown)
    frames = [output.data["text/plain"] for output in shown if "text/html" in output.get("data", {})]
    assert len(frames) >= 4
    assert all("Empty DataFrame" not in frame for frame in frames)
    text = "".join([*frames, *(output.get("text", "") for output in shown)])
    assert SHOWN[name] in text
    assert str(run_notebooks.ROOT) not in text
    pictures = [one for output in shown for one in PICTURES if one in output.get("data", {})]
    assert len(pictures) == CHARTS[name]


@by_name
def test_what_a_notebook_shows_is_kept(path: Path) -> None:
    notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    nbformat.validate(notebook)
    _is_whole(notebook, path.name[:2])


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return run_notebooks.prepare_samples(tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize("path", first, ids=lambda path: path.name)
def test_the_first_notebook_runs(path: Path, samples: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in samples.items():
        monkeypatch.setenv(name, value)
    notebook = run_notebooks.executed(path)
    _is_whole(notebook, path.name[:2])
    charts = [
        output.data["image/svg+xml"] for output in _outputs(notebook) if "image/svg+xml" in output.get("data", {})
    ]
    assert "in the table 表中" in charts[0]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return run_notebooks.prepare_archive(tmp_path_factory.mktemp("archive"))


@pytest.mark.full
@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.name)
def test_a_notebook_runs(path: Path, archive: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in archive.items():
        monkeypatch.setenv(name, value)
    _is_whole(run_notebooks.executed(path), path.name[:2])
