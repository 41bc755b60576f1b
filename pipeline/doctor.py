"""What of the program is installed here: optional parts, their versions, and how to get those that are missing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version

from pipeline.read.convert import find_office

# Packages by the part that needs them; "core" is what every installation has.
_PACKAGES: dict[str, tuple[str, ...]] = {
    "core": ("nianbao", "duckdb", "pyarrow", "lxml", "beautifulsoup4", "jieba", "pdfplumber", "pypdfium2",
             "python-calamine", "xlsxwriter"),
    "ocr": ("rapidocr", "onnxruntime", "opencv-python-headless"),
    "crawl": ("scrapy", "warcio", "brotli"),
    "remote": ("fsspec", "s3fs"),
    "notebook": ("jupyterlab", "altair", "pandas", "vl-convert-python"),
}  # fmt: skip
# Another package that gives the same.
_INSTEAD = {"opencv-python-headless": ("opencv-python", "opencv-contrib-python-headless", "opencv-contrib-python")}
_INSTALL = {part: f'pip install "nianbao[{part}]"' for part in _PACKAGES} | {
    "core": "pip install nianbao",
    "office": "apt-get install libreoffice-writer",
    "fonts": "apt-get install fonts-noto-cjk",
}
_VERSION = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class Part:
    """An optional part: ``found`` are its programs and packages with their versions, ``missing`` those that lack."""

    id: str
    found: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    install: str = ""

    @property
    def is_present(self) -> bool:
        return not self.missing


def examine() -> list[Part]:
    """Every part, the core first. Nothing is loaded and nothing is fetched."""
    parts = [_packages(part, names) for part, names in _PACKAGES.items()]
    return [*parts[:2], _office(), *parts[2:], _fonts()]


def _packages(part: str, names: tuple[str, ...]) -> Part:
    found, missing = {}, []
    for name in names:
        installed = next((one for one in (name, *_INSTEAD.get(name, ())) if _version(one)), None)
        if installed is None:
            missing.append(name)
        else:
            found[installed] = _version(installed)
    return Part(part, found, tuple(missing), _INSTALL[part])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _office() -> Part:
    program = find_office()
    if program is None:
        return Part("office", {}, ("soffice",), _INSTALL["office"])
    said = _ask(program, "--version")
    found = _VERSION.search(said)
    return Part("office", {program: found[0] if found else "?"}, (), _INSTALL["office"])


def _fonts() -> Part:
    """A font with Chinese characters, which charts and printed pages need. Where nobody can be asked it is unknown."""
    if shutil.which("fc-list") is None:
        return Part("fonts", {}, ("fc-list",), _INSTALL["fonts"])
    names = sorted({line.split(",")[0].strip() for line in _ask("fc-list", ":lang=zh", "family").splitlines()} - {""})
    if not names:
        return Part("fonts", {}, (":lang=zh",), _INSTALL["fonts"])
    return Part("fonts", dict.fromkeys(names[:3], ""), (), _INSTALL["fonts"])


def _ask(*command: str) -> str:
    """What a program says; nothing where it fails or does not answer."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""
