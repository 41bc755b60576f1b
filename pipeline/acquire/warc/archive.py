"""Which web archives lie at a path or an address: WARC files as they are, and those inside a WACZ, which is a zip.

Nothing is unpacked to the disk, so no name in a zip can do harm. What a WACZ stores is read where it lies.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from pipeline.acquire.warc.members import BEGINS, MAGIC, RATIO, Packed, Plain, Window
from pipeline.acquire.warc.record import Records
from pipeline.errors import ArchiveError

SUFFIXES = (".warc.gz", ".warc", ".wacz")
_ZIP = b"PK\x03\x04"
_MAX_INNER = 2_000  # archives in a WACZ
_MAX_ENTRIES = 100_000
_MAX_PACKED = 2_000_000_000  # bytes of a WARC that a WACZ has packed once more; such a one is held in memory piecewise
_LOCAL_HEAD = 30
_READ_AHEAD = 4_096


@dataclass(frozen=True, slots=True)
class Archive:
    """A WARC: ``length`` bytes from ``base`` on in the file ``path``, or the packed ``member`` of a WACZ."""

    path: str  # a path, or an address that fsspec knows
    name: str  # for people and the manifest; of a WACZ "a.wacz!archive/b.warc.gz"
    base: int
    length: int
    member: str | None = None
    is_packed: bool = True  # gzip members

    @contextmanager
    def open(self) -> Iterator[Window]:
        with _open(self.path) as file:
            if self.member is None:
                yield Window(file, self.base, self.length)
                return
            with zipfile.ZipFile(file) as outer, outer.open(self.member) as inner:
                yield Window(cast(BinaryIO, inner), 0, self.length)

    def records(self, window: Window, start: int, end: int) -> Records:
        """Those that begin from ``start`` on and before ``end``; ``start`` need not be the begin of one."""
        return Records((Packed if self.is_packed else Plain)(window, start, end), search=start > 0)

    def records_at(self, window: Window, offset: int) -> Records:
        """Those of the member, or the one, that begins at ``offset``."""
        return Records((Packed if self.is_packed else Plain)(window, offset, offset + 1), search=False)


def is_named_archive(path: Path) -> bool:
    """Whether a file that stands in a folder is one, by its name."""
    return path.name.lower().endswith(SUFFIXES) and path.is_file()


def is_archive(path: Path) -> bool:
    """Whether a file that was named is one, by its name or its first bytes. A zip may be a document."""
    if is_named_archive(path):
        return True
    with _open(str(path)) as file:
        head = file.read(_READ_AHEAD)
    try:
        return head.startswith(BEGINS) or zlib.decompressobj(31).decompress(head, len(BEGINS)) == BEGINS
    except zlib.error:
        return False


def find_archives(path: str) -> list[Archive]:
    """The archives in a file: one, or those within a WACZ.

    Raises:
        ArchiveError: the file is none, or cannot be opened.
    """
    with _open(path) as file:
        head = file.read(5)
        length = file.seek(0, io.SEEK_END)
        name = path.replace("\\", "/").rsplit("/", 1)[-1]
        if head.startswith(_ZIP):
            return list(_inside(path, name, file, length))
        if head.startswith(MAGIC) or head == BEGINS:
            return [Archive(path, name, 0, length, is_packed=head != BEGINS)]
    what = "an empty file" if not head else f"{head!r}"
    raise ArchiveError(f"{path}: no web archive; it begins with {what}. Expected a WARC (.warc, .warc.gz) or a WACZ")


def _inside(path: str, name: str, file: BinaryIO, length: int) -> Iterator[Archive]:
    try:
        with zipfile.ZipFile(file) as outer:
            entries = outer.infolist()
            if len(entries) > _MAX_ENTRIES:
                raise ArchiveError(f"{path}: a WACZ of more than {_MAX_ENTRIES:,} entries. Look at what it is")
            inner = [one for one in entries if one.filename.lower().endswith(SUFFIXES[:2])]
            if not inner or len(inner) > _MAX_INNER:
                raise ArchiveError(
                    f"{path}: {len(inner)} WARC files in this zip. Expected 1 to {_MAX_INNER:,} of a WACZ"
                )
            for one in sorted(inner, key=lambda entry: entry.filename):
                shown = f"{name}!{one.filename[:200]}"
                with outer.open(one) as opened:
                    is_packed = opened.read(3) == MAGIC
                if one.compress_type == zipfile.ZIP_STORED:
                    base = _data_of(file, one)
                    yield Archive(path, shown, base, min(one.file_size, length - base), is_packed=is_packed)
                elif one.file_size > min(_MAX_PACKED, RATIO * max(one.compress_size, 1_000)):
                    raise ArchiveError(f"{path}: {one.filename!r} unpacks to {one.file_size:,} bytes. Unpack it first")
                else:
                    yield Archive(path, shown, 0, one.file_size, one.filename, is_packed)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError) as error:
        raise ArchiveError(f"{path}: the zip is damaged or locked ({error}). Fetch it again") from error


def _data_of(file: BinaryIO, one: zipfile.ZipInfo) -> int:
    """Where a stored entry's bytes begin: behind its local header, whose extra field has a length of its own."""
    file.seek(one.header_offset)
    head = file.read(_LOCAL_HEAD)
    if len(head) < _LOCAL_HEAD or not head.startswith(_ZIP):
        raise zipfile.BadZipFile(f"no entry at byte {one.header_offset}")
    return (
        one.header_offset + _LOCAL_HEAD + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    )


@contextmanager
def _open(path: str) -> Iterator[BinaryIO]:
    try:
        opened: Any = open(path, "rb") if "://" not in path else _remote(path)  # noqa: SIM115
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be opened: {error.strerror or error}") from error
    with opened as file:
        yield file


def _remote(path: str) -> Any:
    try:
        import fsspec
    except ImportError as error:
        raise ArchiveError(f"{path}: needs fsspec. Install it with: pip install 'nianbao[remote]'") from error
    try:
        return fsspec.open(path, "rb").open()
    except (ImportError, ValueError) as error:
        raise ArchiveError(f"{path}: cannot be opened: {error}") from error
