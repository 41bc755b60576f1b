"""The bytes of a web archive, unpacked piece by piece, and the way back to firm ground behind a damage.

An archive is a row of gzip members, in most files one per record, or plain text. Libraries stop at the first flipped
byte and do not say that a file was cut. Here what cannot be unpacked is skipped up to the next member that begins
like a record, and the caller learns which bytes were lost. The same search lets several processes begin in the
middle of one file.
"""

from __future__ import annotations

import zlib
from typing import BinaryIO, Protocol

MAGIC = b"\x1f\x8b\x08"
BEGINS = b"WARC/"
_PLAIN_BEGINS = b"\r\n\r\nWARC/1."
_FEED = 32_768  # packed bytes given to zlib at a time: what it gives back is copied
_OUT = 262_144
_READ = 1_048_576
_BACK = 2 * _FEED  # how far the window reaches back
_TRIAL = 4_096
_BOMB = 200_000_000  # bytes a member may always unpack to; beyond that, RATIO times its size
RATIO = 200


class DamagedError(Exception):
    """The bytes are not what a writer wrote; ``str`` says how."""


class Window:
    """A part of a file that begins at ``base``, read forward, with a little way back."""

    def __init__(self, file: BinaryIO, base: int, length: int) -> None:
        self._file, self._base, self.length = file, base, length
        self._buffer, self._start, self._at = b"", 0, 0  # buffer[at] is byte start + at
        file.seek(base)

    @property
    def at(self) -> int:
        return self._start + self._at

    def go(self, to: int) -> None:
        if self._start <= to <= self._start + len(self._buffer):
            self._at = to - self._start
        else:
            self._file.seek(self._base + to)
            self._buffer, self._start, self._at = b"", to, 0

    def peek(self, size: int) -> bytes:
        if len(self._buffer) - self._at < size:
            self._fill(size)
        return self._buffer[self._at : self._at + size]

    def take(self, size: int) -> bytes:
        data = self.peek(size)
        self._at += len(data)
        return data

    def _fill(self, size: int) -> None:
        end = self._start + len(self._buffer)
        more = self._file.read(min(max(size, _READ), self.length - end))
        drop = max(0, self._at - _BACK)
        self._buffer = self._buffer[drop:] + more
        self._start, self._at = self._start + drop, self._at - drop

    def find(self, sign: bytes) -> int | None:
        """Where ``sign`` begins, at or after here; stays there. Nothing: stays at the end."""
        while True:
            data = self.peek(_READ)
            found = data.find(sign)
            if found >= 0:
                self._at += found
                return self.at
            if len(data) < len(sign) or self.at + len(data) >= self.length:
                self.go(self.length)
                return None
            self._at += len(data) - len(sign) + 1


class Members(Protocol):
    """Where records may begin, one after the other, and the bytes from there on."""

    end: int  # members that begin here or later are not for us

    def begin(self) -> int | None:
        """Go to the next member; its offset, or nothing where there is none before ``end``.

        Raises:
            DamagedError: something else stands there.
        """

    def chunk(self) -> bytes:
        """Some more bytes of the member; empty where it ends.

        Raises:
            DamagedError: they cannot be unpacked.
        """

    def join(self) -> bytes:
        """After the end of a member: the first bytes of the next if a record runs on into it; empty if not."""

    def recover(self, after: int) -> int:
        """Go to the first member behind ``after`` that begins like a record, or to the end; its offset."""

    def next(self, unread: int) -> int:
        """The offset of what comes next, when ``unread`` bytes of the last chunk were not used."""


class Packed:
    """Gzip members."""

    def __init__(self, window: Window, start: int, end: int) -> None:
        self._window, self.end = window, end
        self._unpacker = zlib.decompressobj(31)
        self._ahead: bytes | None = None  # the first chunk of a member that ``join`` has begun
        self._offset = start
        self._out = 0
        window.go(start)

    def begin(self) -> int | None:
        if self._ahead is None:
            at = self._window.at
            if at >= min(self.end, self._window.length):
                return None
            self._start()
        elif self._offset >= self.end:
            return None
        return self._offset

    def _start(self) -> None:
        self._offset, self._out = self._window.at, 0
        sign = self._window.peek(3)
        if sign != MAGIC:
            raise DamagedError("ends in the middle of a member" if MAGIC.startswith(sign) else "no gzip member")
        self._unpacker = zlib.decompressobj(31)

    def chunk(self) -> bytes:
        if self._ahead is not None:
            ahead, self._ahead = self._ahead, None
            return ahead
        unpacker = self._unpacker
        while not unpacker.eof:
            data = unpacker.unconsumed_tail or self._window.take(_FEED)
            if not data:
                raise DamagedError("the file ends in the middle of a member")
            try:
                out = unpacker.decompress(data, _OUT)
            except zlib.error as error:
                raise DamagedError(f"cannot be unpacked ({error})") from error
            if unpacker.eof:
                self._window.go(self._window.at - len(unpacker.unused_data))
            if out:
                self._out += len(out)
                if self._out > max(_BOMB, RATIO * (self._window.at - self._offset)):
                    raise DamagedError(f"unpacks to more than {RATIO} times its size")
                return out
        return b""

    def join(self) -> bytes:
        if self._window.at >= self._window.length:
            return b""
        self._start()
        first = self.chunk()
        if first.startswith(BEGINS):
            self._ahead = first
            return b""
        return first

    def recover(self, after: int) -> int:
        self._ahead = None
        self._window.go(after + 1)
        while (at := self._window.find(MAGIC)) is not None:
            try:
                if zlib.decompressobj(31).decompress(self._window.peek(_TRIAL), len(BEGINS)) == BEGINS:
                    return at
            except zlib.error:
                pass
            self._window.go(at + 1)
        return self._window.length

    def next(self, unread: int) -> int:
        return self._offset if self._ahead is not None else self._window.at


class Plain:
    """Records without packing: one member from the first record on."""

    def __init__(self, window: Window, start: int, end: int) -> None:
        self._window, self.end = window, end
        window.go(start)

    def begin(self) -> int | None:
        at = self._window.at
        if at >= min(self.end, self._window.length):
            return None
        if self._window.peek(len(BEGINS)) != BEGINS:
            raise DamagedError("no record")
        return at

    def chunk(self) -> bytes:
        return self._window.take(_OUT)

    def join(self) -> bytes:
        return b""

    def recover(self, after: int) -> int:
        self._window.go(max(0, after + 1 - 4))  # the blank lines stand before the record
        at = self._window.find(_PLAIN_BEGINS)
        if at is None:
            return self._window.length
        self._window.go(at + 4)
        return at + 4

    def next(self, unread: int) -> int:
        return self._window.at - unread
