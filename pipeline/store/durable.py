"""Files and folders that appear whole under their name, or not at all; and one writer per folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.disk import UNFINISHED, beside, put, sync
from pipeline.errors import StoreError

if sys.platform != "win32":
    import fcntl

_LOCK = ".lock"
_held: set[Path] = set()  # folders this process has locked: a lock is a property of the process


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs out of ``folder`` for a while; a process may take the lock it already has.

    Where the platform or the file system has no locks, nothing keeps others out and the work goes on.

    Raises:
        StoreError: another run is at work there, or the folder cannot be written.
    """
    with no_half_files(folder, "make the folder"):
        folder.mkdir(parents=True, exist_ok=True)
        key = folder.resolve()
    if key in _held:
        yield
        return
    with no_half_files(folder, "write in it"):
        descriptor = os.open(key / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(descriptor, folder)
        _held.add(key)
        try:
            _sweep(key)  # what a run that was killed has left
            yield
        finally:
            _sweep(key)  # what workers that were stopped have left
            _held.discard(key)
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what is half-written. Whoever is at work here holds the lock, so nobody else's work is lost."""
    for leftover in (*folder.glob(f"{UNFINISHED}*"), *folder.glob(f"*/{UNFINISHED}*")):
        remove(leftover)


def _take(descriptor: int, folder: Path) -> None:
    if sys.platform == "win32":
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 40).decode("ascii", "replace").strip() or "unknown"
        raise StoreError(
            f"{folder}: another run is writing here (process {holder}). "
            "Wait until it ends, or choose another folder with -o"
        ) from error
    except OSError:  # a file system without locks, e.g. some network mounts
        return
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


@contextmanager
def no_half_files(path: Path, wanted: str, unfinished: Path | None = None) -> Iterator[None]:
    """Say what could not be done where, and leave nothing half-written behind."""
    try:
        yield
    except (FileExistsError, NotADirectoryError) as error:
        raise StoreError(f"{path}: cannot {wanted}: a file stands in the way. Name another folder") from error
    except OSError as error:
        raise StoreError(
            f"{path}: cannot {wanted}: {error.strerror or error}. "
            "Free space or give write permission, or name another folder"
        ) from error
    finally:
        if unfinished is not None:
            remove(unfinished)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; when the block ends well, what was written stands under ``path``."""
    unfinished = beside(path)
    with no_half_files(path, "write it", unfinished):
        path.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        put(unfinished, path)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to fill; when the block ends well, it stands under ``path``, which must not exist."""
    unfinished = beside(path)
    with no_half_files(path, "write it", unfinished):
        remove(unfinished)
        unfinished.mkdir(parents=True)
        yield unfinished
        for file in unfinished.iterdir():
            sync(file)
        sync(unfinished)
        os.rename(unfinished, path)
        sync(path.parent)


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it; nothing happens if it is not there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    with suppress(OSError):  # what cannot be removed now is removed by the next run
        path.unlink()
