"""The conversation with servers, written as WARC while it happens: the evidence beside the files.

Every record is a gzip member of its own, so a reader finds its way again behind a damage, and what a kill leaves at
the end is half a record that readers pass over with a word. A file is never appended to by a later writer.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from string import printable
from types import TracebackType
from typing import Any
from urllib.parse import quote

from pipeline.acquire.store import WARC, RawStore
from pipeline.errors import RawStoreError

MAX_BYTES = 1_000_000_000  # what the standard advises a file to hold at most
MAX_WAITING = 50_000_000  # where nothing can be appended: a file is held in memory until it is put

# What no longer holds for the body as it is kept. Common Crawl has the same way to say so.
_UNDONE = "X-Crawler-"
_TRANSFER = frozenset(["transfer-encoding", "connection"])
_ENCODING = frozenset(["content-encoding", "content-length"])

Headers = Iterable[tuple[str, str]]


class WarcWriter:
    """Writes ``warc/<name>-<time>-….warc.gz`` in a raw store, a new file when one is full.

    In a folder a record survives a kill when ``write`` returns. Elsewhere nothing can be appended: records wait in
    memory until ``flush``, which puts a whole file. Flush this before the store, whose lines point into it.

    Raises:
        RawStoreError: warcio is not installed, or the place cannot be written.
    """

    def __init__(
        self, store: RawStore, name: str = "nianbao", *, operator: str | None = None, max_bytes: int | None = None
    ) -> None:
        try:
            from warcio.statusandheaders import StatusAndHeaders
            from warcio.warcwriter import WARCWriter
        except ImportError as error:
            message = f"{store.location}: web archives are written by warcio. Install it: pip install 'nianbao[crawl]'"
            raise RawStoreError(message) from error
        self._headers, self._writer = StatusAndHeaders, WARCWriter
        self._place, self._name = store.place, name
        self._max_bytes = max_bytes or (MAX_BYTES if store.place.grows else MAX_WAITING)
        self._about = {
            "software": f"nianbao {version('nianbao')} (warcio {version('warcio')})",
            "format": "WARC File Format 1.1",
            "operator": operator,
            "robots": "obey",
        }
        self._file: str | None = None
        self._size = 0

    def write(
        self,
        url: str,
        at: datetime,
        status: str,
        headers: Headers,
        body: bytes,
        *,
        encoded: bool,
        request: tuple[str, Headers] | None = None,
        ip: str | None = None,
    ) -> tuple[str, int]:
        """Write one answer, and the request that it answers; give the file's name in the store and the offset.

        ``status`` is the line without the protocol, "200 OK". ``encoded`` says whether ``body`` is still in the
        headers' Content-Encoding; transfer encodings are always undone. ``request`` is its first line, "GET /a?b
        HTTP/1.1", and its headers.
        """
        out = BytesIO()
        writer = self._writer(out, gzip=True, warc_version="WARC/1.1")
        date = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        undone = _TRANSFER if encoded else _TRANSFER | _ENCODING
        answer = self._head(f"HTTP/1.1 {status}", headers, undone)
        if not encoded:
            answer.replace_header("Content-Length", str(len(body)))
        about = {"WARC-Date": date} | ({"WARC-IP-Address": ip} if ip else {})
        record = writer.create_warc_record(
            _flat(url), "response", BytesIO(body), len(body), warc_headers_dict=about, http_headers=answer
        )
        writer.write_record(record)
        if request is not None:
            about = {"WARC-Date": date, "WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID")}
            asked = self._head(request[0], request[1], frozenset())
            writer.write_record(
                writer.create_warc_record(
                    _flat(url), "request", BytesIO(), 0, warc_headers_dict=about, http_headers=asked
                )
            )
        return self._put(out.getvalue())

    def flush(self) -> None:
        """When this returns, all that was written is there for good."""
        if self._file is not None:
            self._place.flush(self._file)
            if not self._place.grows:
                self._file = None

    def close(self) -> None:
        if self._file is not None:
            self._place.end(self._file)
        self._file = None

    def __enter__(self) -> WarcWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _head(self, first: str, headers: Headers, undone: frozenset[str]) -> Any:
        protocol, _, rest = first.partition(" ")
        kept = [(f"{_UNDONE}{name}" if name.lower() in undone else name, _flat(value)) for name, value in headers]
        # warcio encodes values itself, and fails on other text that is not ASCII: "404 未找到"
        return self._headers(_ascii(rest), [(_ascii(name), value) for name, value in kept], protocol=_ascii(protocol))

    def _put(self, record: bytes) -> tuple[str, int]:
        if self._file is not None and self._size + len(record) > self._max_bytes:
            self.close()
        if self._file is None:
            now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
            self._file = f"{WARC}/{self._name}-{now}-{os.getpid()}-{secrets.token_hex(2)}.warc.gz"
            opening = self._opening(Path(self._file).name)
            self._place.append(self._file, opening)
            self._size = len(opening)
        at = self._size
        self._place.append(self._file, record)
        self._size += len(record)
        return self._file, at

    def _opening(self, file: str) -> bytes:
        out = BytesIO()
        writer = self._writer(out, gzip=True, warc_version="WARC/1.1")
        writer.write_record(writer.create_warcinfo_record(file, self._about))
        return out.getvalue()


def _flat(text: str) -> str:
    """A header's text without what would end it."""
    return " ".join(text.split("\r\n")).replace("\r", " ").replace("\n", " ")


def _ascii(text: str) -> str:
    return quote(_flat(text), safe=printable)
