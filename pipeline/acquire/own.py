"""People's own downloads → the raw store, with what a list of theirs says of where the files came from."""

from __future__ import annotations

import csv
import io
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import ArchiveError
from pipeline.model.fetch import Fetch

MAX_BYTES = 100_000_000
_MAX_LIST = 50_000_000
# Dates as people write them; without a zone they are the time of the machine.
_TIMES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
)


@dataclass(slots=True)
class Listed:
    """A list of files: its rows by file name, and what cannot be used of it."""

    path: Path
    rows: dict[str, Mapping[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def find(self, name: str) -> Mapping[str, str]:
        """The row of a file, by its path within the folder or by its name alone where that is in the list."""
        for key in (_key(name), _key(name.rsplit("/", 1)[-1])):
            if key in self.rows:
                self.used.add(key)
                return self.rows[key]
        return {}

    def unused(self) -> Iterator[str]:
        for key, row in self.rows.items():
            if key not in self.used:
                yield f"{self.path}: {row['file']}: no such file in the folder"


def read_list(path: Path) -> Listed:
    """A CSV in UTF-8 or GB18030, with comma, semicolon or tab, whose first row names the columns.

    Raises:
        ArchiveError: it cannot be read, or no column names the files.
    """
    try:
        if path.stat().st_size > _MAX_LIST:
            raise ArchiveError(f"{path}: more than {_MAX_LIST:,} bytes. Expected a list of files")
        text = _decoded(path.read_bytes())
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror or error}") from error
    first = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        columns = [_column(head) for head in next(rows, [])]
        if "file" not in columns:
            known = ", ".join(_headings()["file"][:3])
            raise ArchiveError(
                f"{path}: no column names the files. Expected one that is headed {known}; found {first!r}"
            )
        listed = Listed(path)
        for row in rows:
            found = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
            if "file" not in found:
                if any(cell.strip() for cell in row):
                    listed.problems.append(f"{path}, line {rows.line_num}: names no file")
            elif listed.rows.setdefault(_key(found["file"]), found) != found:
                listed.problems.append(
                    f"{path}, line {rows.line_num}: {found['file']} is listed twice; the first row counts"
                )
    except csv.Error as error:
        raise ArchiveError(f"{path}, line {rows.line_num}: {error}") from error
    return listed


def fetches(found: Sequence[tuple[Path, str]], listed: Listed | None, problems: list[str]) -> Iterator[Fetch]:
    """What is known of each file; ``found`` are paths and their names within the folder they were found in."""
    for path, name in found:
        try:
            if path.stat().st_size > MAX_BYTES:
                problems.append(f"{path}: more than {MAX_BYTES:,} bytes; left out")
                continue
            data = path.read_bytes()
        except OSError as error:
            problems.append(f"{path}: cannot be read: {error.strerror or error}; left out")
            continue
        if not data:
            problems.append(f"{path}: an empty file; left out")
            continue
        row = listed.find(name) if listed else {}
        fetched_at = _time(row.get("fetched_at"))
        if fetched_at is None and "fetched_at" in row and listed:
            listed.problems.append(f"{listed.path}: {name}: {row['fetched_at']!r} is no date that can be read")
        yield Fetch(
            url=row.get("url") or f"file:{quote(name, safe='/')}",
            data=data,
            fetched_at=fetched_at,
            listed_title=row.get("listed_title"),
            listed_date=row.get("listed_date"),
            parent_url=row.get("parent_url"),
            name=name,
        )


def _decoded(data: bytes) -> str:
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", "replace")


def _key(name: str) -> str:
    """File names are compared as they look: é may be one character or two, and Windows writes backslashes."""
    return unicodedata.normalize("NFC", name.replace("\\", "/").removeprefix("./"))


def _column(head: str) -> str:
    bare = "".join(head.split()).lower()
    return next((name for name, headings in _headings().items() if bare in headings), "")


@cache
def _headings() -> dict[str, list[str]]:
    return tomllib.loads((files("pipeline.catalog") / "provenance.toml").read_text(encoding="utf-8"))


def _time(stated: str | None) -> datetime | None:
    if not stated:
        return None
    for form in ("iso", *_TIMES):
        try:
            found = datetime.fromisoformat(stated) if form == "iso" else datetime.strptime(stated, form)
        except ValueError:
            continue
        return found.astimezone(UTC)
    return None
