"""The raw store: every answer kept as it came, once per content, and a manifest that is only ever added to.

::

    files/ab/ab12…      the bytes, named by their SHA-256; never edited
    manifest/*.jsonl    one line per fetch; each writer has a file of its own, so several may write at a time
    warc/*.warc.gz      the conversations with servers, where a crawl left them

The bytes are there before the line that tells of them. So after a kill a file may lack its line (the page is fetched
again, and found), but no line lacks its file. A line that was cut off is known by its missing end and dropped, with a
word.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType

from pipeline.acquire.places import Folder, Place, place_at
from pipeline.errors import RawStoreError
from pipeline.model.fetch import Fetch, Kept, Line, parse_line

FILES, MANIFEST, WARC = "files", "manifest", "warc"
OF_STORE = (FILES, MANIFEST, WARC)
BATCH = 500  # lines that go out together where nothing can be appended


@dataclass(frozen=True, slots=True)
class Dropped:
    """Lines of a manifest that cannot be used."""

    segment: str
    line_no: int
    reason: str

    def __str__(self) -> str:
        return f"{self.segment}, line {self.line_no}: {self.reason}"


class RawStore:
    """A raw store to read from and add to. One thread at a time; several processes may add, each with its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._segment: str | None = None
        self._waiting = 0
        self._latest: dict[str, Line] | None = None
        self.dropped: list[Dropped] = []  # by the last reading of the manifest

    @classmethod
    def open(cls, location: str | Path) -> RawStore:
        """The store at a folder or an fsspec address; nothing is made before something is kept.

        Raises:
            RawStoreError: the address needs a part that is not installed.
        """
        return cls(place_at(location))

    @property
    def location(self) -> str:
        return self.place.location

    @property
    def folder(self) -> Path | None:
        """The folder, for a store that is one."""
        return self.place.root if isinstance(self.place, Folder) else None

    # -- adding --------------------------------------------------------------------------

    def keep(self, fetch: Fetch) -> Kept:
        """Keep one answer: its bytes, unless they are here already, and a line in the manifest.

        In a folder it survives a kill when this returns, and a power cut after ``flush``. Elsewhere it survives
        after ``flush``: mark nothing as done before.

        Raises:
            RawStoreError: the place cannot be written. Nothing of this fetch counts then.
        """
        digest, is_new = self.put(fetch.data) if fetch.data else (None, False)
        line = Line.of(fetch, digest)
        self.tell(line)
        return Kept(digest, is_new, content_path(digest) if digest else None, line)

    def put(self, data: bytes) -> tuple[str, bool]:
        """Keep bytes, and say whether they are new. Without a line they are nobody's: ``tell`` of them."""
        digest = sha256(data).hexdigest()
        path = content_path(digest)
        # elsewhere than in a folder an object could be half-written; its size tells
        is_new = self.place.size(path) != len(data)
        if is_new:
            self.place.write(path, data)
        return digest, is_new

    def tell(self, line: Line) -> None:
        """Add a line to the manifest; its bytes must be here."""
        if self._segment is None:
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
            self._segment = f"{MANIFEST}/{now}-{os.getpid()}-{secrets.token_hex(4)}.jsonl"
        self.place.append(self._segment, line.as_json().encode() + b"\n")
        if self._latest is not None:
            self._latest[line.url] = line
        self._waiting += 1
        if not self.place.grows and self._waiting >= BATCH:
            self.flush()

    def flush(self) -> None:
        """When this returns, all that was kept is there for good."""
        if self._segment is not None:
            self.place.flush(self._segment)
            self._waiting = 0
            if not self.place.grows:
                self._segment = None

    def close(self) -> None:
        if self._segment is not None:
            self.place.end(self._segment)
        self._segment = None

    def __enter__(self) -> RawStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # -- reading -------------------------------------------------------------------------

    def manifest(self) -> Iterator[Line]:
        """Every line, oldest writer first. What cannot be used is in ``dropped`` when the iteration has ended."""
        self.dropped = []
        for name in self.place.names(MANIFEST):
            if name.endswith(".jsonl"):
                yield from self._lines(f"{MANIFEST}/{name}")

    def _lines(self, segment: str) -> Iterator[Line]:
        *whole, rest = (self.place.read(segment) or b"").split(b"\n")
        for number, text in enumerate(whole, start=1):
            try:
                yield parse_line(text)
            except (ValueError, RecursionError) as error:
                self._drop(segment, number, f"not a line of a manifest ({error}); left out")
        if rest:
            self._drop(segment, len(whole) + 1, "cut off, by a kill or by a writer at work; left out")

    def _drop(self, segment: str, number: int, reason: str) -> None:
        self.dropped.append(Dropped(f"{self.location}/{segment}", number, reason))

    def latest(self, url: str) -> Line | None:
        """The newest line for an address, this writer's own included."""
        if self._latest is None:
            self._latest = {}
            for line in self.manifest():
                before = self._latest.get(line.url)
                if before is None or (before.fetched_at or "") <= (line.fetched_at or ""):
                    self._latest[line.url] = line
        return self._latest.get(url)

    def has(self, url: str) -> bool:
        """Whether the content of an address is here: it was fetched, and not as an error."""
        line = self.latest(url)
        return line is not None and line.has_content

    def read(self, digest: str) -> bytes:
        """The bytes of this SHA-256.

        Raises:
            RawStoreError: they are not here, or no longer what was kept.
        """
        path = content_path(digest)
        data = self.place.read(path)
        if data is None:
            raise RawStoreError(f"{self.location}/{path}: the manifest tells of it, but it is gone")
        if sha256(data).hexdigest() != digest:
            raise RawStoreError(
                f"{self.location}/{path}: is not what was kept: its SHA-256 is another. "
                "Put a copy in its place, or delete it and fetch it again"
            )
        return data


def content_path(digest: str) -> str:
    """Where bytes lie in a store.

    Raises:
        RawStoreError: ``digest`` is no SHA-256, which a manifest from elsewhere might say.
    """
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise RawStoreError(f"{digest[:80]!r}: not a SHA-256 in hexadecimal digits")
    return f"{FILES}/{digest[:2]}/{digest}"


def is_raw_store(location: str | Path) -> bool:
    """Whether there is a manifest."""
    return any(name.endswith(".jsonl") for name in place_at(location).names(MANIFEST))
