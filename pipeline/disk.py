"""Files that appear whole under their name: written beside it, brought to the disk, and renamed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# What stands beside a final name while it is written; a later run removes what a killed one left.
UNFINISHED = ".unfinished-"


def beside(path: Path) -> Path:
    """Where this process writes what will stand under ``path``."""
    return path.with_name(f"{UNFINISHED}{os.getpid()}-{path.name}")


def put(unfinished: Path, path: Path) -> None:
    """Have what was written stand under ``path`` for good."""
    sync(unfinished)
    os.replace(unfinished, path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have the system write ``path``, a file or a folder, to the disk."""
    if sys.platform == "win32" and path.is_dir():
        return  # folders cannot be opened there
    descriptor = os.open(path, os.O_RDONLY if sys.platform != "win32" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
