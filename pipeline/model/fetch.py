"""What is kept of a fetch: the answer of a server as it came, and the line of the manifest that tells of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

# Headers that say what was sent and which edition it was. Others (cookies, servers' names) are not kept.
HEADERS = (
    "content-type",
    "content-length",
    "content-encoding",
    "content-disposition",
    "content-language",
    "content-location",
    "last-modified",
    "etag",
    "date",
    "location",
    "retry-after",
    "warc-payload-digest",  # of a web archive: what its revisit records refer to
)
LONGEST_VALUE = 2_000


@dataclass(frozen=True, slots=True)
class Fetch:
    """One answer of a server, or a file that somebody else fetched (``status`` is null then).

    ``data`` is the body with transfer and content encodings undone; empty where there is none (304, 404).
    ``listed_title`` and ``listed_date`` stood beside the link on the page that led here, ``parent_url``.
    ``name`` is the file's own name, where it has one. ``warc`` and ``warc_offset`` tell where the record of this
    answer begins.
    """

    url: str
    data: bytes
    final_url: str | None = None  # null: no redirect
    fetched_at: datetime | None = None  # null: nobody knows; an aware datetime otherwise
    status: int | None = None
    headers: Mapping[str, str] | None = None
    media_type: str | None = None  # as the server says; null: taken from the headers
    site: str | None = None
    listed_title: str | None = None
    listed_date: str | None = None
    parent_url: str | None = None
    name: str | None = None
    warc: str | None = None
    warc_offset: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the manifest. ``sha256`` and ``bytes`` are of the body; null and 0 where there was none."""

    url: str
    final_url: str | None = None
    fetched_at: str | None = None  # UTC, 2026-11-25T03:00:00.123456Z
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    sha256: str | None = None
    media_type: str | None = None
    bytes: int
    site: str | None = None
    listed_title: str | None = None
    listed_date: str | None = None
    parent_url: str | None = None
    name: str | None = None
    warc: str | None = None
    warc_offset: int | None = None

    @property
    def has_content(self) -> bool:
        """Whether the bytes are what was asked for: neither an error's page nor a piece."""
        return self.sha256 is not None and self.status in (None, 200, 203)

    def as_json(self) -> str:
        """One line, without what is null."""
        kept = {one.name: value for one in fields(self) if (value := getattr(self, one.name)) not in (None, {})}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, fetch: Fetch, sha256: str | None) -> Line:
        headers = {name.lower(): value[:LONGEST_VALUE] for name, value in (fetch.headers or {}).items()}
        return cls(
            url=clean(fetch.url),
            final_url=clean(fetch.final_url) if fetch.final_url not in (None, fetch.url) else None,
            fetched_at=moment(fetch.fetched_at),
            status=fetch.status,
            headers={name: clean(headers[name]) for name in HEADERS if name in headers},
            sha256=sha256,
            media_type=clean(fetch.media_type or headers.get("content-type", "").split(";")[0].strip().lower()) or None,
            bytes=len(fetch.data),
            site=clean(fetch.site),
            listed_title=clean(fetch.listed_title),
            listed_date=clean(fetch.listed_date),
            parent_url=clean(fetch.parent_url),
            name=clean(fetch.name),
            warc=clean(fetch.warc),
            warc_offset=fetch.warc_offset,
        )


def parse_line(text: bytes) -> Line:
    """Read a line of a manifest back. Columns of later versions are left out.

    Raises:
        ValueError: it is not a line of a manifest, or not a whole one.
    """
    found: Any = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    columns: dict[str, Any] = {}
    for name, value in found.items():
        if name in _TYPES:
            if not isinstance(value, _TYPES[name]):
                raise ValueError(f"{name} is {value!r}")
            columns[name] = value
    if not all(isinstance(value, str) for value in columns.get("headers", {}).values()):
        raise ValueError("headers are not text")
    try:
        return Line(**columns)
    except TypeError as error:  # one that every line has is missing
        raise ValueError(str(error)) from None


def _types() -> dict[str, tuple[type, ...]]:
    hints = get_type_hints(Line) | {"headers": dict}
    return {name: get_args(hint) or (hint,) for name, hint in hints.items()}


_TYPES = _types()


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a fetch. ``is_new``: these bytes were not in the store before."""

    sha256: str | None
    is_new: bool
    path: str | None  # within the store
    line: Line


def moment(at: datetime | None) -> str | None:
    """A time as the manifest writes it, in UTC."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def clean(text: str | None) -> Any:
    """``text`` as UTF-8 can hold it: halves of surrogate pairs become U+FFFD."""
    return text if text is None else text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
