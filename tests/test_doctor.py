"""``nianbao doctor``: what is there is told with its version, what is not with the line that installs it."""

import json
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline import doctor
from pipeline.cli import cli

PARTS = ["core", "ocr", "office", "crawl", "remote", "notebook", "fonts"]


def _asked(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["doctor", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def _parts() -> dict[str, dict[str, Any]]:
    return {part["part"]: part for part in json.loads(_asked("--json", "--lang", "en"))["parts"]}


def test_every_part_is_named_with_what_it_adds() -> None:
    parts = _parts()
    assert list(parts) == PARTS
    assert parts["core"]["present"]
    assert set(parts["core"]["found"]) >= {"nianbao", "duckdb", "pdfplumber"}
    assert all(part["adds"] for part in parts.values())
    assert all((part["install"] is None) is part["present"] for part in parts.values())


def test_the_parts_are_those_that_the_project_declares() -> None:
    declared = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for part, lines in declared["optional-dependencies"].items():
        assert set(doctor._PACKAGES[part]) == {re.split("[<>=]", line)[0] for line in lines}


def test_what_is_missing_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(doctor, "version", nothing)
    monkeypatch.setattr(doctor, "find_office", lambda: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    parts = _parts()
    assert not any(part["present"] for part in parts.values())
    assert parts["ocr"]["install"] == 'pip install "nianbao[ocr]"'
    assert parts["ocr"]["missing"] == ["rapidocr", "onnxruntime", "opencv-python-headless"]
    assert parts["office"]["install"] == "apt-get install libreoffice-writer"
    shown = _asked("--lang", "zh")
    assert "ocr: 未安装" in shown
    assert '安装: pip install "nianbao[ocr]"' in shown


def test_a_package_that_gives_the_same_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    def only(package: str) -> str:
        if package not in ("rapidocr", "onnxruntime", "opencv-python"):
            raise PackageNotFoundError(package)
        return "4.1"

    monkeypatch.setattr(doctor, "version", only)
    assert _parts()["ocr"]["found"] == {"rapidocr": "4.1", "onnxruntime": "4.1", "opencv-python": "4.1"}


def test_a_program_that_does_not_answer_is_there_without_a_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def silent(*_: Any, **__: Any) -> None:
        raise subprocess.TimeoutExpired("soffice", 20)

    monkeypatch.setattr(doctor, "find_office", lambda: str(tmp_path / "soffice"))
    monkeypatch.setattr(subprocess, "run", silent)
    assert _parts()["office"]["found"] == {str(tmp_path / "soffice"): "?"}
