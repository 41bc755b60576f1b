"""A file to read, with its digest; what stands in the way of reading it is its problem."""

from __future__ import annotations

import builtins
import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.acquire import RawStore
from pipeline.model import Issue
from pipeline.sources.zipped import read_member

MAX_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, or the file of that number in a zip.

    ``problem``: why it cannot be read, and then the digest is that of its name.
    """

    path: Path
    name: str  # the path as text that can be stored
    sha256: str
    bytes: int = 0
    problem: Issue | None = None
    member: int | None = None
    store: str | None = None  # the raw store that holds the bytes
    source_url: str | None = None
    fetched_at: str | None = None
    listed_title: str | None = None

    @property
    def report_id(self) -> str:
        return self.sha256[:12]

    def load(self) -> builtins.bytes:
        """What it holds; an ``OSError`` where the system refuses."""
        return self.path.read_bytes() if self.member is None else read_member(self.path, self.member)


def hash_source(path: Path) -> Source:
    """The digest of a file, read in pieces; what stands in the way is ``problem``."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _problem(path, "not_a_file", "a device or a pipe. Expected a page or a text; save it as a file")
        if status.st_size > MAX_BYTES:
            found = f"{status.st_size:,} bytes. Expected at most {MAX_BYTES:,}; split the file, or look at what it is"
            return _problem(path, "too_large", found, status.st_size)
        whole = sha256()
        size = 0
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                whole.update(piece)
                size += len(piece)
    except OSError as error:
        return unreadable(path, error)
    return Source(path, printable(path), whole.hexdigest(), size)


def read_source(source: Source) -> bytes:
    """The bytes of a source; those of a raw store are compared with their digest.

    Raises:
        OSError: the file cannot be read.
        RawStoreError: the store cannot, or has not what was kept.
    """
    return source.load() if source.store is None else RawStore.open(source.store).read(source.sha256)


def unreadable(path: Path, error: OSError, code: str = "unreadable_file") -> Source:
    """A file or a folder that the system refuses: ``broken_link``, ``vanished``, or ``code``."""
    if isinstance(error, FileNotFoundError) and path.is_symlink():
        found = f"a link to {os.readlink(path)}, where there is nothing. Expected a file; mend the link or delete it"
        return _problem(path, "broken_link", found)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return _problem(path, "vanished", f"{error.strerror}. It stood there a moment ago; run again")
    expected = "a folder that can be listed" if code == "unreadable_folder" else "a file that can be opened"
    return _problem(path, code, f"{error.strerror}. Expected {expected}; look at its permissions and run again")


def _problem(path: Path, code: str, found: str, size: int = 0) -> Source:
    name = printable(path)
    issue = Issue("run", code, f"{name}: {found}")
    return Source(path, name, sha256(os.fsencode(path)).hexdigest(), size, issue)


def printable(path: Path) -> str:
    """A path as text. Names from Chinese archives are often GBK bytes, which no UTF-8 column can hold."""
    name = os.fsencode(path)
    try:
        return Path(name.decode("utf-8")).as_posix()
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")
