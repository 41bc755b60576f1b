"""Which files under the given paths may hold a report, and their digests.

A file that is named is always taken. Of a raw store every content is taken once, with the address that gave it. In a
folder the candidates are chosen: hidden files, program files and notes are left out, and a file whose name says nothing
is looked into. Whether a candidate is a report is for reading to say.
"""

from __future__ import annotations

import builtins
import os
import stat
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit

from PIL import Image

from pipeline.acquire import Line, RawStore, is_raw_store
from pipeline.acquire.store import MANIFEST, OF_STORE, content_path
from pipeline.errors import RawStoreError
from pipeline.model import Issue
from pipeline.read import BETWEEN
from pipeline.read.sniff import sniff
from pipeline.zipped import is_zip, members, read_member

MAX_BYTES = 100_000_000

# Formats that reports are published in; the address of a page often ends in the name of a program.
_PAGES = frozenset([".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"])
_FILES = frozenset(
    [".pdf", ".doc", ".docx", ".wps", ".rtf", ".odt", ".xls", ".xlsx", ".et", ".ods", ".ofd", ".zip", ".rar", ".7z"]
)
_PROGRAMS = frozenset([".jsp", ".jspx", ".asp", ".aspx", ".php", ".do"])
_DOCUMENTS = _PAGES | _FILES | _PROGRAMS | {".txt", ".md", ".markdown"}
# Of pictures those that have the shape and the fineness of a page: a scan, no logo and hardly a photograph.
_PICTURES = frozenset([".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp"])
_NARROW = 900  # dots of the narrow side; A4 at 110 dots to the inch
_SHAPE = (1.2, 1.7)  # of a page: how much longer the other side is
_TELLING = ("text/html", "application/pdf", "application/msword")
# Texts about a folder, which stand beside its documents.
_NOTES = frozenset(
    ["readme", "changelog", "changes", "history", "license", "contributing", "authors", "index", "notes", "todo"]
)
_LONGEST_NAME = 120
# A browser saves a page with what belongs to it in such a folder: 年报.htm, 年报_files/
_SAVED = ("_files", ".files", "_文件")


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


@dataclass(slots=True)
class Found:
    """Every candidate once, sorted by name."""

    sources: list[Source] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    stores: dict[str, RawStore] = field(default_factory=dict)  # the raw stores met, by location

    @property
    def notes(self) -> list[str]:
        """Lines of manifests that cannot be used."""
        return [str(dropped) for store in self.stores.values() for dropped in store.dropped]


def find_sources(paths: Sequence[Path | str], without: Path) -> Found:
    """The candidates under ``paths``. ``without`` is not entered.

    An address, s3://…, is that of a raw store.

    Raises:
        RawStoreError: there is none, or it cannot be read.
    """
    all_found = Found()
    found: dict[tuple[str, int | None], Source] = {}
    for path in paths:
        if isinstance(path, str):
            if not is_raw_store(path):
                raise RawStoreError(f"{path}: no raw store: it has no manifest. Fill one with nianbao import --into")
            found |= {_place(one): one for one in _stored(path, all_found)}
            continue
        if not path.is_dir():
            found |= {_place(one): one for one in _opened(path, all_found.left_out)}
            continue
        for one in _walk(path, without, all_found):
            if isinstance(one, Source):
                found.setdefault(_place(one), one)
            elif is_candidate(one):
                for source in _opened(one, all_found.left_out):
                    found.setdefault(_place(source), source)
            else:
                all_found.left_out.append(one)
    all_found.sources = sorted(found.values(), key=lambda source: source.name)
    return all_found


def _place(source: Source) -> tuple[str, int | None]:
    return (source.name if source.store else os.path.normpath(source.path)), source.member


def _opened(path: Path, left_out: list[Path]) -> Iterator[Source]:
    """The file, or the files in it where it is a zip of them; what is no document there is left out."""
    if not is_zip(path):
        yield hash_source(path)
        return
    name = printable(path)
    for member in members(path, name):
        full = f"{name}{BETWEEN}{member.name}" if member.name else name
        if member.problem is not None:
            digest = sha256(full.encode("utf-8", "surrogateescape")).hexdigest()
            yield Source(path, full, digest, member.bytes, member.problem, member.number)
        elif not _is_document(Path(member.name), path, member.number):
            left_out.append(Path(full))
        else:
            yield _hash_member(path, full, member.number)


def _is_document(member: Path, archive: Path, number: int) -> bool:
    """Whether a file in a zip may be a report: as in a folder, by its name, of a picture by its head."""
    if any(part.startswith((".", "~$", "__MACOSX")) for part in member.parts):
        return False
    suffix = member.suffix.lower()
    if suffix in (".md", ".markdown", ".txt") and member.stem.lower() in _NOTES:
        return False
    if suffix in _PICTURES:
        try:
            return _is_page(BytesIO(read_member(archive, number)))
        except OSError:
            return True  # reading says what is wrong
    return suffix in _DOCUMENTS or not suffix


def _hash_member(path: Path, name: str, number: int) -> Source:
    try:
        data = read_member(path, number)
    except OSError as error:
        issue = Issue("run", "zip_damaged", f"{name}: {error.strerror}. Fetch the archive again")
        return Source(path, name, sha256(name.encode("utf-8", "surrogateescape")).hexdigest(), 0, issue, number)
    return Source(path, name, sha256(data).hexdigest(), len(data), None, number)


def _walk(folder: Path, without: Path, found: Found) -> Iterator[Path | Source]:
    """Files of a folder and the folders in it that are not hidden; a folder that cannot be listed is a problem."""
    problems: list[OSError] = []
    for top, folders, files in os.walk(folder, onerror=problems.append):
        here = Path(top)
        if MANIFEST in folders and is_raw_store(here):
            yield from _stored(here, found)
            folders[:] = [name for name in folders if name not in OF_STORE]
        folders[:] = sorted(name for name in folders if name[0] != "." and (here / name).resolve() != without)
        yield from (here / name for name in sorted(files) if not name.startswith((".", "~$")))
    yield from (unreadable(Path(problem.filename), problem, "unreadable_folder") for problem in problems)


def _stored(location: Path | str, found: Found) -> Iterator[Source]:
    """Every content of a raw store once, with the first fetch that gave it and a link's words where any had some."""
    store = found.stores[str(location)] = RawStore.open(location)
    first: dict[str, Line] = {}
    titles: dict[str, str] = {}
    for line in store.manifest():
        if line.sha256 is None or not line.has_content:
            continue
        before = first.get(line.sha256)
        if before is None or _order(line) < _order(before):
            first[line.sha256] = line
        if line.listed_title:
            titles.setdefault(line.sha256, line.listed_title)
    for digest, line in first.items():
        address = line.final_url or line.url
        source = Source(
            path=(store.folder or Path()) / content_path(digest),
            name=f"{printable(store.folder) if store.folder else store.location}/{_shown(line)} [{digest[:12]}]",
            sha256=digest,
            bytes=line.bytes,
            store=location if isinstance(location, str) else os.fspath(location),
            source_url=None if address.startswith("file:") else address,
            fetched_at=line.fetched_at,
            listed_title=titles.get(digest),
        )
        if store.folder and _may_be_zip(line) and is_zip(source.path):
            yield from (_of_stored_zip(source, one) for one in _opened(source.path, found.left_out))
        else:
            yield source


def _may_be_zip(line: Line) -> bool:
    return "zip" in (line.media_type or "") or ".zip" in f"{line.url} {line.name}".lower()


def _of_stored_zip(outer: Source, inner: Source) -> Source:
    """A file in a zip of a raw store, called after the zip and fetched where that was."""
    name = outer.name + inner.name.removeprefix(printable(outer.path))
    problem = inner.problem and replace(inner.problem, message=inner.problem.message.replace(inner.name, name))
    return replace(inner, name=name, problem=problem, source_url=outer.source_url, fetched_at=outer.fetched_at)


def _order(line: Line) -> tuple[bool, str, str]:
    return (line.fetched_at is None, line.fetched_at or "", line.url)


def _shown(line: Line) -> str:
    """A name people know a file by: its own, or the host and the end of the address."""
    address = urlsplit(line.url if "[" not in line.url else "")
    tail = unquote(address.path.rstrip("/").rsplit("/", 1)[-1]) + (
        f"?{unquote(address.query)}" if address.query else ""
    )
    name = line.name or f"{address.netloc}/{tail}".rstrip("/")
    return "".join(sign if sign.isprintable() else "_" for sign in name)[:_LONGEST_NAME]


def is_candidate(path: Path) -> bool:
    """Whether a file met in a folder may be a report: by its suffix, without one by its first bytes.

    Of what a browser saved beside a page only documents may be one; the pages there are its frames.
    """
    if path.suffix.lower() in (".md", ".markdown") and path.stem.lower() in _NOTES:
        return False
    if is_part_of_page(path):
        return path.suffix.lower() in _FILES
    suffix = path.suffix.lower()
    if suffix and suffix not in _PICTURES:
        return suffix in _DOCUMENTS
    try:
        with path.open("rb") as file:
            return _is_page(file) if suffix else sniff(file.read(4096)) in _TELLING
    except OSError:
        return False


def _is_page(file: IO[bytes]) -> bool:
    """Whether a picture looks like a page; only its head is read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large pictures; reading measures them
        try:
            with Image.open(file) as picture:
                narrow, long = sorted(picture.size)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return False
    return narrow >= _NARROW and _SHAPE[0] <= long / narrow <= _SHAPE[1]


def is_part_of_page(path: Path) -> bool:
    """Whether a file stands in the folder that a browser saved with a page, and the page stands beside it."""
    folder = path.parent
    stem = next((folder.name.removesuffix(end) for end in _SAVED if folder.name.endswith(end)), "")
    return stem != "" and any(folder.with_name(stem + suffix).exists() for suffix in _PAGES)


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
