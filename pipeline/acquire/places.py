"""Where the raw store lies: a folder, or what ``fsspec`` can reach, e.g. s3://. Files appear whole or not at all.

A folder can append to a file; object stores cannot. So ``append`` exists on both, with its own meaning of certain:
in a folder what is appended is written at once, elsewhere it waits for ``end`` and goes out as one object.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from errno import ENOSPC
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pipeline.disk import UNFINISHED, beside, put, sync
from pipeline.errors import RawStoreError

_DAY = 86_400
_OBJECTS = {"s3", "s3a", "gs", "gcs", "az", "abfs", "oss", "memory"}  # where folders are but parts of names


class Place(Protocol):
    """Named bytes. Names are relative, with slashes."""

    location: str
    grows: bool  # whether a file can be appended to again after ``flush``

    def names(self, under: str) -> list[str]:
        """What lies in the folder ``under``, in order of name; nothing where there is no such folder."""

    def size(self, name: str) -> int | None: ...

    def read(self, name: str) -> bytes | None:
        """The bytes; nothing where there is no such file."""

    def write(self, name: str, data: bytes) -> None: ...

    def append(self, name: str, data: bytes) -> None: ...

    def flush(self, name: str) -> None:
        """When this returns, what was appended to ``name`` is there for good; where nothing grows it is complete."""

    def end(self, name: str) -> None:
        """``flush``, and nothing more will be appended."""


def place_at(location: str | Path) -> Place:
    """A folder, or an address with ``://``. ``file://`` is a folder too.

    Raises:
        RawStoreError: the address needs a part that is not installed, or is unknown to it.
    """
    text = str(location)
    if text.startswith("file://"):
        text = text.removeprefix("file://")
    return Remote(text) if "://" in text else Folder(Path(text))


@contextmanager
def _told(where: str, wanted: str, expected: str, *failures: type[Exception]) -> Iterator[None]:
    caught: tuple[type[Exception], ...] = (OSError, *failures)
    try:
        yield
    except caught as error:
        found = error.strerror or str(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        raise RawStoreError(f"{where}: cannot {wanted}: {found}. {expected}") from error


class Folder:
    """A folder of the disk: written beside, synced, renamed."""

    grows = True

    def __init__(self, root: Path) -> None:
        self.root = root
        self.location = root.as_posix()
        self._open: dict[str, BinaryIO] = {}
        self._swept = False

    def names(self, under: str) -> list[str]:
        with _told(f"{self.root / under}", "list it", "Look at its permissions"):
            try:
                return sorted(name for name in os.listdir(self.root / under) if not name.startswith("."))
            except (FileNotFoundError, NotADirectoryError):
                return []

    def size(self, name: str) -> int | None:
        try:
            return (self.root / name).stat().st_size
        except FileNotFoundError:
            return None

    def read(self, name: str) -> bytes | None:
        with _told(f"{self.root / name}", "read it", "Look at its permissions"):
            try:
                return (self.root / name).read_bytes()
            except FileNotFoundError:
                return None

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        unfinished = beside(path)
        with self._writing(path):
            self._sweep()
            self._make(path.parent)
            try:
                unfinished.write_bytes(data)
                put(unfinished, path)
            finally:
                with suppress(OSError):
                    unfinished.unlink()

    def append(self, name: str, data: bytes) -> None:
        path = self.root / name
        with self._writing(path):
            file = self._open.get(name)
            if file is None:
                self._make(path.parent)
                file = self._open[name] = path.open("ab", buffering=0)
                sync(path.parent)
            before = os.fstat(file.fileno()).st_size
            try:
                if file.write(data) != len(data):
                    raise OSError(ENOSPC, os.strerror(ENOSPC))
            except OSError:
                with suppress(OSError):  # what comes next must not be glued to half of this
                    file.truncate(before)
                raise

    def flush(self, name: str) -> None:
        if file := self._open.get(name):
            with self._writing(self.root / name):
                os.fsync(file.fileno())

    def end(self, name: str) -> None:
        self.flush(name)
        if file := self._open.pop(name, None):
            file.close()

    def _writing(self, path: Path) -> Any:
        return _told(f"{path}", "write it", "Free space or give write permission, or name another place")

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)

    def _sweep(self) -> None:
        """Remove what was half-written long ago: whoever wrote it is gone. Others may be writing here just now."""
        if self._swept:
            return
        self._swept = True
        for leftover in self.root.glob(f"files/*/{UNFINISHED}*"):
            with suppress(OSError):
                if time.time() - leftover.stat().st_mtime > _DAY:
                    leftover.unlink()


class Remote:
    """What fsspec reaches. An object is put whole and never appended to."""

    grows = False

    def __init__(self, location: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            message = f"{location}: needs fsspec. Install it with: pip install 'nianbao[remote]'"
            raise RawStoreError(message) from error
        try:
            self._system, self._root = url_to_fs(location)
        except (ImportError, ValueError) as error:
            raise RawStoreError(f"{location}: cannot be reached: {error}") from error
        self.location = location.rstrip("/")
        protocol = self._system.protocol
        self._protocols = {protocol} if isinstance(protocol, str) else set(protocol)
        self._root = self._root.rstrip("/")
        self._waiting: dict[str, list[bytes]] = {}

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _reaching(self, name: str, wanted: str) -> AbstractContextManager[None]:
        expected = "Look at the address, the permissions and the network"
        return _told(f"{self.location}/{name}", wanted, expected, *_network_failures())

    def names(self, under: str) -> list[str]:
        with self._reaching(under, "list it"):
            self._system.invalidate_cache()
            try:
                found = self._system.ls(self._path(under), detail=False)
            except FileNotFoundError:
                return []
        return sorted(name for path in found if (name := path.rstrip("/").rsplit("/", 1)[-1]) and name[0] != ".")

    def size(self, name: str) -> int | None:
        with self._reaching(name, "look for it"):
            self._system.invalidate_cache()
            try:
                return int(self._system.info(self._path(name))["size"])
            except FileNotFoundError:
                return None

    def read(self, name: str) -> bytes | None:
        with self._reaching(name, "read it"):
            try:
                data: bytes = self._system.cat_file(self._path(name))
            except FileNotFoundError:
                return None
            return data

    def write(self, name: str, data: bytes) -> None:
        path = self._path(name)
        with self._reaching(name, "write it"):
            if not _OBJECTS.intersection(self._protocols):  # there, it would make the bucket of a mistyped name
                self._system.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
            self._system.pipe_file(path, data)

    def append(self, name: str, data: bytes) -> None:
        self._waiting.setdefault(name, []).append(data)

    def flush(self, name: str) -> None:
        if waiting := self._waiting.get(name):
            self.write(name, b"".join(waiting))
            del self._waiting[name]

    end = flush


def _network_failures() -> Iterator[type[Exception]]:
    """What the libraries that may be at work raise beside OSError, as far as they are loaded."""
    for module, name in (("botocore.exceptions", "BotoCoreError"), ("aiohttp", "ClientError")):
        if module in sys.modules:
            yield getattr(sys.modules[module], name)
