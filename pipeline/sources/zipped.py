"""The files in a zip of reports: their names made safe, and their bytes. Nothing is ever unpacked to the disk.

Only one level: an archive in an archive is a file like others, and reading refuses it by name.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.model import Issue
from pipeline.read import BETWEEN
from pipeline.read.office import ZIP
from pipeline.read.sniff import sniff
from pipeline.read.zips import DAMAGE, open_zip

# Zips by another name: a document of these kinds that is no whole one is not an archive.
_DOCUMENTS = frozenset(
    [".docx", ".docm", ".xlsx", ".xlsm", ".pptx", ".odt", ".ods", ".ofd", ".wps", ".et", ".doc", ".xls"]
)
_MAGIC = b"PK\x03\x04"
_UTF8 = 0x800  # of a member's flags: its name is UTF-8
_LOCKED = 0x1
_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*]")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip: its number in the directory, and its name as it may be shown."""

    number: int
    name: str
    bytes: int
    problem: Issue | None = None


def is_zip(path: Path) -> bool:
    """Whether a file is a zip of files, not a document that is kept as one."""
    if path.suffix.lower() in _DOCUMENTS:
        return False
    try:
        with path.open("rb") as file:
            begins = file.read(4) == _MAGIC
        return begins and zipfile.is_zipfile(path) and sniff(path.read_bytes()) == ZIP
    except OSError:
        return False


def members(path: Path, name: str) -> Iterator[Member]:
    """The files in a zip, ``name`` being its own; one without any, or that is a bomb, gives one member with a problem.

    Folders are none. A name says where in the zip a file lies and can lead nowhere else.
    """
    try:
        entries = open_zip(name, path.read_bytes()).infolist()
    except ReadError as error:
        yield Member(0, "", 0, Issue("run", error.code, str(error)))
        return
    except DAMAGE as error:
        yield Member(0, "", 0, Issue("run", "zip_damaged", f"{name}: a damaged archive ({error}). Fetch it again"))
        return
    taken: set[str] = set()
    for number, entry in enumerate(entries):
        if entry.is_dir():
            continue
        safe = unused = safe_name(entry)
        stem, dot, suffix = safe.rpartition(".") if "." in safe.rpartition("/")[2] else (safe, "", "")
        count = 1
        while unused in taken:
            count += 1
            unused = f"{stem} ({count}){dot}{suffix}"
        taken.add(unused)
        yield Member(number, unused, entry.file_size, _problem(entry, f"{name}{BETWEEN}{unused}"))
    if not taken:
        yield Member(0, "", 0, Issue("run", "empty_archive", f"{name}: an archive without files. Fetch it again"))


def _problem(entry: zipfile.ZipInfo, name: str) -> Issue | None:
    if entry.flag_bits & _LOCKED:
        return Issue("run", "zip_password", f"{name}: locked with a password. Unpack the archive with it first")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Issue("run", "link_in_archive", f"{name}: not a file but a link, which is not followed")
    return None


def read_member(path: Path, number: int) -> bytes:
    """The bytes of one file in a zip.

    Raises:
        OSError: the zip has gone or is damaged there; also where a member is longer than the directory says.
    """
    status = path.stat()
    package = _opened(path, status.st_mtime_ns, status.st_size)
    try:
        return package.read(package.infolist()[number])
    except OSError:
        raise
    except DAMAGE as error:
        raise OSError(0, f"damaged in the archive ({error})") from error


@lru_cache(maxsize=2)
def _opened(path: Path, changed: int, size: int) -> zipfile.ZipFile:
    """The directory of a zip with thousands of files is read once; ``changed`` and ``size`` tell when it is another."""
    try:
        return zipfile.ZipFile(path)
    except DAMAGE as error:
        raise OSError(0, f"no whole archive ({error})") from error


def safe_name(entry: zipfile.ZipInfo) -> str:
    """A member's name, decoded and without anything that leads out of the archive.

    Names that are not marked as UTF-8 are read as GBK, in which Chinese programs write them; zipfile takes them for
    the characters of an old console.
    """
    name = entry.orig_filename
    if not entry.flag_bits & _UTF8:
        data = name.encode("cp437", "replace")
        try:
            name = data.decode("utf-8")
        except UnicodeDecodeError:
            name = data.decode("gb18030", "replace")
    parts = re.split(r"[/\\]+", name.split("\0")[0])
    kept = [_UNSAFE.sub("_", part) for part in parts if part.strip(". ") and not re.fullmatch(r"[A-Za-z]:", part)]
    return "/".join(kept) or "unnamed"
