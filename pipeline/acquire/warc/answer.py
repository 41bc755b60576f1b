"""A record's block → what a server answered: status, headers, and the body as a browser would have it."""

from __future__ import annotations

import hashlib
import zlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pipeline.acquire.warc.record import Record

MAX_BODY = 100_000_000
RATIO = 1_000  # of a body to what was sent; a page of blanks is packed 1,000 times, a bomb more
_FREE = 1_000_000  # bytes a body may always unpack to
_MAX_HEAD = 262_144
_DIGESTS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256, "md5": hashlib.md5, "sha512": hashlib.sha512}


class UnusableError(Exception):
    """A record that cannot be used; ``str`` says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``sent`` is the body as it went over the wire, ``data`` without its encodings."""

    status: int | None  # null: a resource record, which holds a file and no conversation
    headers: Mapping[str, str]  # names in lower case
    sent: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()


def read_answer(record: Record) -> Answer:
    """The head of the answer and the bytes behind it.

    Raises:
        UnusableError: there is no head of HTTP.
    """
    assert record.block is not None
    if record.headers.get("warc-type") == "resource":
        return Answer(None, {"content-type": record.headers.get("content-type", "")}, record.block)
    ends = [(at, len(sign)) for sign in (b"\r\n\r\n", b"\n\n") if (at := record.block.find(sign, 0, _MAX_HEAD)) >= 0]
    if not ends or not record.block.startswith((b"HTTP/", b"ICY ")):
        raise UnusableError("no answer of a web server")
    at, size = min(ends)
    first, *lines = _text(record.block[:at]).split("\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    words = first.split()
    status = int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdecimal() else 0
    return Answer(status, headers, record.block[at + size :])


def unpack(answer: Answer) -> bytes:
    """The body without its transfer and content encodings.

    A body whose writer has undone them and left the headers as they were is taken as it is.

    Raises:
        UnusableError: it is damaged or cut, unpacks to too much, or its encoding is unknown.
    """
    data = answer.sent
    stated = answer.headers.get("content-length", "")
    if "chunked" in answer.headers.get("transfer-encoding", "").lower():
        data = _dechunk(data)
    elif stated.isascii() and stated.isdecimal() and len(stated) < 19 and int(stated) > len(data):
        raise UnusableError(f"its body is cut off: {len(data):,} of {int(stated):,} bytes")
    for name in reversed(answer.headers.get("content-encoding", "").lower().replace(" ", "").split(",")):
        if name in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b"):
            data = _inflate(data, 31)
        elif name == "deflate" and data:
            data = _inflate(data, 15 if data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0 else -15)
        elif name == "br" and data:
            data = _brotli(data)
        elif name not in ("", "identity", "gzip", "x-gzip", "utf-8", "none", "deflate", "br"):
            raise UnusableError(f"its content encoding {name[:40]!r} is not known here")
    return data


def _dechunk(data: bytes) -> bytes:
    """Chunks put together. Where the first line is no length the writer has done so already."""
    pieces: list[bytes] = []
    at = 0
    while True:
        end = data.find(b"\n", at, at + 100)
        head = data[at:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            size = int(head, 16) if head.isalnum() else -1
        except ValueError:
            size = -1
        if size < 0:
            if not pieces:
                return data
            raise UnusableError("its chunks are damaged or cut off")
        if size == 0:
            return b"".join(pieces)
        if end + 1 + size > len(data):
            raise UnusableError("its chunks are damaged or cut off")
        pieces.append(data[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if data[at : at + 2] == b"\r\n" else data[at : at + 1] == b"\n"


def _inflate(data: bytes, bits: int) -> bytes:
    most = _most(data)
    pieces, size, rest = [], 0, data
    while rest:  # gzip bodies may have several members
        unpacker = zlib.decompressobj(bits)
        try:
            piece = unpacker.decompress(rest, most - size + 1)
        except zlib.error as error:
            raise UnusableError(f"its body cannot be unpacked ({error})") from error
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise UnusableError(f"its body unpacks to more than {most:,} bytes")
        if not unpacker.eof:
            raise UnusableError("its body is cut off")
        rest = unpacker.unused_data
        if bits != 31 or not rest.startswith(b"\x1f\x8b"):
            break
    return b"".join(pieces)


def _brotli(data: bytes) -> bytes:
    try:
        import brotli
    except ImportError as error:
        raise UnusableError("its content encoding br needs brotli: pip install 'nianbao[crawl]'") from error
    most, unpacker, pieces, size = _most(data), brotli.Decompressor(), [], 0
    try:
        while not unpacker.is_finished():
            piece = unpacker.process(data, output_buffer_limit=1_000_000)
            if not piece and unpacker.can_accept_more_data():
                raise UnusableError("its body is cut off")
            data = b""
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise UnusableError(f"its body unpacks to more than {most:,} bytes")
    except brotli.error as error:
        raise UnusableError(f"its body cannot be unpacked ({error})") from error
    return b"".join(pieces)


def _most(data: bytes) -> int:
    return min(MAX_BODY, max(_FREE, RATIO * len(data)))


def check_digests(record: Record, answer: Answer, data: bytes) -> bool:
    """Whether a digest bears the record out; False where it has none that can be checked.

    A payload's digest is taken of the body as sent, and by some writers of the body unpacked; either will do, and so
    will the digest of the whole block.

    Raises:
        UnusableError: the digests are of other bytes.
    """
    block = _verdict(record.headers.get("warc-block-digest"), record.block or b"")
    if block:
        return True
    payload = _verdict(record.headers.get("warc-payload-digest"), answer.sent, data)
    if payload is False or (payload is None and block is False):
        raise UnusableError("its digest is of other bytes: damaged, or changed")
    return bool(payload)


def _verdict(stated: str | None, *candidates: bytes) -> bool | None:
    """Whether the digest is of one of these; nothing where it cannot be told."""
    name, _, value = (stated or "").partition(":")
    algorithm: Any = _DIGESTS.get(name.strip().lower().replace("-", ""))
    if algorithm is None:
        return None
    make = partial(algorithm, usedforsecurity=False)
    digests = [make(candidate) for candidate in candidates]
    forms = {form for digest in digests for form in (digest.hexdigest(), _base32(digest.digest()))}
    return value.strip().lower().rstrip("=") in forms


def _base32(digest: bytes) -> str:
    return b32encode(digest).decode().lower().rstrip("=")


def _text(head: bytes) -> str:
    """Headers are Latin by the standard, and in China UTF-8 or GBK: Content-Disposition: filename=年报.pdf."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return head.decode(encoding)
        except UnicodeDecodeError:
            continue
    return head.decode("latin-1")
