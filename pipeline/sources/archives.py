"""The sources in a zip of reports, and in a raw store: every content once, with the address that gave it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipeline.acquire import Line, RawStore
from pipeline.acquire.store import content_path
from pipeline.model import Issue
from pipeline.read import BETWEEN
from pipeline.sources.candidates import is_candidate_in_zip
from pipeline.sources.source import Source, hash_source, printable
from pipeline.sources.zipped import is_zip, members, read_member

_LONGEST_NAME = 120


def opened(path: Path, left_out: list[Path]) -> Iterator[Source]:
    """The file, or the files in it where it is a zip of them; what is no document there is left out."""
    if not is_zip(path):
        yield hash_source(path)
        return
    name = printable(path)
    for member in members(path, name):
        full = f"{name}{BETWEEN}{member.name}" if member.name else name
        if member.problem is not None:
            yield _unread_member(path, full, member.problem, member.number, member.bytes)
        elif not is_candidate_in_zip(Path(member.name), path, member.number):
            left_out.append(Path(full))
        else:
            yield _hash_member(path, full, member.number)


def _hash_member(path: Path, name: str, number: int) -> Source:
    try:
        data = read_member(path, number)
    except OSError as error:
        issue = Issue("run", "zip_damaged", f"{name}: {error.strerror}. Fetch the archive again")
        return _unread_member(path, name, issue, number)
    return Source(path, name, sha256(data).hexdigest(), len(data), None, number)


def _unread_member(path: Path, name: str, problem: Issue, number: int, size: int = 0) -> Source:
    return Source(path, name, sha256(name.encode("utf-8", "surrogateescape")).hexdigest(), size, problem, number)


def stored(store: RawStore, location: Path | str, left_out: list[Path]) -> Iterator[Source]:
    """Every content of a raw store once, with the first fetch that gave it and a link's words where any had some."""
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
            yield from (_of_stored_zip(source, one) for one in opened(source.path, left_out))
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
