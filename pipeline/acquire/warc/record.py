"""Bytes → records of a web archive. A wrong length, an endless header or a giant costs one record, with a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.acquire.warc.members import BEGINS, DamagedError, Members, Packed, Plain

MAX_BLOCK = 100_000_000
_MAX_HEAD = 65_536
_ENDS = (b"\r\n\r\n", b"\n\n")


@dataclass(frozen=True, slots=True)
class Record:
    """One record. ``offset``: where its gzip member begins, or it itself in a plain archive.

    ``doubtful``: what stands behind it is no record, so its length may be wrong; a digest must bear it out.
    """

    offset: int
    headers: Mapping[str, str]  # names in lower case
    block: bytes | None  # null: larger than MAX_BLOCK
    length: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """Bytes from ``start`` to ``end`` gave no record."""

    start: int
    end: int
    reason: str


class Records:
    """The records that begin in a stretch of an archive. After the iteration ``first`` and ``next`` say where the first
    one began and where the one after the last begins: readers of neighbouring stretches must agree on that.
    """

    def __init__(self, members: Packed | Plain, *, search: bool) -> None:
        self._members: Members = members
        self._is_plain = isinstance(members, Plain)
        self._search = search
        self._rest = b""  # unpacked and not yet used
        self.first: int | None = None
        self.next = 0
        self._start = self._at = members.next(0)

    def __iter__(self) -> Iterator[Record | Loss]:
        members = self._members
        if self._search:
            members.recover(self._start - 1)
        while True:
            self._at = members.next(0)
            try:
                if (at := members.begin()) is None:
                    break
                if self.first is None:
                    self.first = at
                yield from self._member(at)
            except DamagedError as error:
                self._rest = b""
                yield Loss(self._at, members.recover(self._at), str(error))
            if self._is_plain and members.next(len(self._rest)) >= members.end:
                break
        self.next = members.next(len(self._rest))

    def _member(self, at: int) -> Iterator[Record]:
        """Records of a member. One is handed on when what follows it has been seen: the checksum stands at the end."""
        held: Record | None = None
        self._at, self._rest = at, b""
        while True:
            try:
                if not self._has(len(BEGINS)):
                    break
            except DamagedError:
                if held is not None and self._is_plain:  # whole, as far as anyone can tell
                    yield replace(held, doubtful=True)
                    self._at = self._members.next(len(self._rest))
                raise
            is_firm = self._rest.startswith(BEGINS)
            if held is not None:
                yield held if is_firm else replace(held, doubtful=True)
            if not is_firm:  # we may be in the middle of the next record: go on from the last that was one
                raise DamagedError(f"no record begins where one should, but {self._rest[:20]!r}")
            if self._is_plain:
                self._at = self._members.next(len(self._rest))
                if self._at >= self._members.end:
                    return
            held = self._record(self._at)
        if held is not None:
            yield held

    def _record(self, at: int) -> Record:
        headers = _parse(self._head())
        try:
            length = int(headers["content-length"])
        except (KeyError, ValueError) as error:
            raise DamagedError("a record without a length") from error
        if length < 0:
            raise DamagedError("a record without a length")
        block = None
        if length <= MAX_BLOCK:
            block = self._take(length)
        else:
            self._skip(length)
        return Record(at, headers, block, length)

    def _has(self, size: int) -> bool:
        """Whether so many bytes follow, behind the blank lines that end a record; with the next member's if need be."""
        while len(rest := self._rest.lstrip(b"\r\n")) < size:
            self._rest = rest
            more = self._members.chunk()
            if not more and rest:
                more = self._members.join()
                if not more:
                    raise DamagedError(f"ends with {rest[:20]!r}")
            self._rest = rest + more
            if not more:
                return False
        self._rest = rest
        return True

    def _more(self) -> bytes:
        """More bytes for a record that has begun, of the next member where the record runs on into it."""
        more = self._members.chunk() or self._members.join()
        if not more:
            raise DamagedError("a record ends before its length is reached")
        return more

    def _head(self) -> bytes:
        while True:
            ends = [(at, len(sign)) for sign in _ENDS if (at := self._rest.find(sign, 0, _MAX_HEAD)) >= 0]
            if ends:
                at, size = min(ends)
                head, self._rest = self._rest[:at], self._rest[at + size :]
                return head
            if len(self._rest) > _MAX_HEAD:
                raise DamagedError(f"the headers of a record do not end within {_MAX_HEAD:,} bytes")
            self._rest += self._more()

    def _take(self, size: int) -> bytes:
        if len(self._rest) < size:
            pieces, have = [self._rest], len(self._rest)
            while have < size:
                pieces.append(self._more())
                have += len(pieces[-1])
            self._rest = b"".join(pieces)
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def _skip(self, size: int) -> None:
        while size > len(self._rest):
            size -= len(self._rest)
            self._rest = self._more()
        self._rest = self._rest[size:]


def _parse(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    last = ""
    for line in head.decode("utf-8", "replace").split("\n")[1:]:
        if line[:1] in (" ", "\t") and last:
            headers[last] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        if colon:
            last = name.strip().lower()
            headers.setdefault(last, value.strip())
    return headers
