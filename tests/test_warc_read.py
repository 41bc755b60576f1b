"""Web archives: every record that is whole is found, and what is lost is named, however the file was damaged."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import archives
import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.acquire.warc.answer import UnusableError, read_answer, unpack
from pipeline.acquire.warc.members import Packed, Plain, Window
from pipeline.acquire.warc.record import Loss, Record, Records

URLS = [f"http://made.example/{number}" for number in range(12)]


def read(data: bytes, start: int = 0, end: int | None = None, *, packed: bool = True) -> Records:
    window = Window(io.BytesIO(data), 0, len(data))
    end = len(data) if end is None else end
    return Records((Packed if packed else Plain)(window, start, end), search=start > 0)


def urls(found: Iterable[Record | Loss]) -> list[str]:
    return [one.headers.get("warc-target-uri", "") for one in found if isinstance(one, Record)]


@cache
def some(packed: bool = True) -> list[bytes]:
    bodies = [f"<p>{url} {'字' * number}".encode() for number, url in enumerate(URLS)]
    return [archives.record(url, body, packed=packed) for url, body in zip(URLS, bodies, strict=True)]


@pytest.mark.parametrize("packed", [True, False])
def test_records_are_those_that_fastwarc_reads(packed: bool) -> None:
    data = b"".join(some(packed))
    theirs = [
        (one.headers["WARC-Target-URI"], one.content_length)
        for one in ArchiveIterator(io.BytesIO(data), parse_http=False)
    ]
    ours = [
        (one.headers["warc-target-uri"], one.length) for one in read(data, packed=packed) if isinstance(one, Record)
    ]
    assert ours == theirs
    assert len(ours) == 12


@pytest.mark.parametrize("packed", [True, False])
def test_cut_at_every_position_the_records_before_the_cut_are_read_and_the_loss_is_told(packed: bool) -> None:
    records = some(packed)[:3]
    data = b"".join(records)
    ends = [len(b"".join(records[: count + 1])) for count in range(3)]
    blank = 0 if packed else 4  # a plain record is whole without the blank lines behind it
    for cut in range(len(data) + 1):
        found = list(read(data[:cut], packed=packed))
        whole = sum(end - blank <= cut for end in ends)
        assert urls(found) == URLS[:whole]
        losses = [one for one in found if isinstance(one, Loss)]
        at_a_border = any(end - blank <= cut <= end for end in (0, *ends))
        assert bool(losses) != at_a_border
        assert not losses or losses[-1].end == cut


@pytest.mark.parametrize("packed", [True, False])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_flipped_bit_costs_the_record_it_stands_in(packed: bool, data: st.DataObject) -> None:
    records = some(packed)
    whole = bytearray(b"".join(records))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    hit, end = 0, len(records[0])
    while at >= end:
        hit += 1
        end += len(records[hit])
    found = list(read(bytes(whole), packed=packed))
    # in a plain archive the blank lines behind a record may go, and with them the sign of the next
    spared = set(URLS) - {URLS[hit]} - (set() if packed else {URLS[min(hit + 1, 11)]})
    assert set(urls(found)) >= spared
    if packed and URLS[hit] not in urls(found):
        assert any(isinstance(one, Loss) for one in found)


@pytest.mark.parametrize("count", [200, pytest.param(2_000, marks=pytest.mark.full)])
def test_mutated_archives_give_every_record_that_was_not_touched(count: int) -> None:
    chance = random.Random(count)
    records = some()
    starts = [sum(map(len, records[:number])) for number in range(13)]
    whole = {one.block for one in read(b"".join(records)) if isinstance(one, Record)}
    for _ in range(count):
        data = bytearray(b"".join(records))
        touched: set[int] = set()
        for _ in range(chance.randrange(1, 4)):
            at, size = chance.randrange(len(data)), chance.randrange(1, 60)
            size = min(size, len(data) - at)
            data[at : at + size] = chance.randbytes(size)
            touched |= {number for number in range(12) if starts[number] < at + size and starts[number + 1] > at}
        found = list(read(bytes(data)))
        assert set(urls(found)) >= {url for number, url in enumerate(URLS) if number not in touched}
        blocks = {one.block for one in found if isinstance(one, Record) and not one.doubtful}
        assert blocks <= whole  # what is damaged is never handed on without a word
        assert len(blocks) == len(records) or any(isinstance(one, Loss) for one in found)


@pytest.mark.parametrize("packed", [True, False])
def test_neighbours_agree_on_where_their_stretches_meet(packed: bool) -> None:
    data = b"".join(some(packed))
    for size in (50, 333, 1_000, 4_000, len(data)):
        expected, found = 0, []
        for start in range(0, len(data), size):
            stretch = read(data, start, min(start + size, len(data)), packed=packed)
            found += urls(list(stretch))
            if stretch.first is not None:
                assert stretch.first == expected
                expected = stretch.next
        assert found == URLS


def test_one_member_for_the_whole_file_and_members_that_cut_records_are_read() -> None:
    data = b"".join(some(packed=False))
    assert urls(read(gzip.compress(data))) == URLS
    for size in (64, 700, 1_001):  # as bgzip does
        cut = b"".join(gzip.compress(data[at : at + size]) for at in range(0, len(data), size))
        found = list(read(cut))
        assert urls(found) == URLS
        assert not any(isinstance(one, Loss) for one in found)


def test_a_length_that_is_wrong_costs_its_record() -> None:
    records = some(packed=False)
    for change in (
        b"Content-Length: 9%d\r\n",
        b"Content-Length: 1%d\r\n",
        b"Content-Length: -%d\r\n",
        b"Content-Length: x%d\r\n",
    ):
        head, _, rest = records[1].rpartition(b"Content-Length: ")
        broken = head + change % 7 + rest.partition(b"\r\n")[2]
        for data, packed in (
            (records[0] + broken + records[2], False),
            (b"".join(map(gzip.compress, (records[0], broken, records[2]))), True),
        ):
            found = list(read(data, packed=packed))
            firm = [one for one in found if isinstance(one, Record) and not one.doubtful]
            assert urls(firm) == [URLS[0], URLS[2]], change
            assert any(isinstance(one, Loss) for one in found), change


def test_a_record_that_unpacks_without_end_is_given_up() -> None:
    bomb = gzip.compress(
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999999999999\r\n\r\n" + bytes(300_000_000), 9
    )
    records = some()
    found = list(read(records[0] + bomb + records[1]))
    assert urls(found) == URLS[:2]
    (loss,) = [one for one in found if isinstance(one, Loss)]
    assert "times its size" in loss.reason


def test_headers_without_end_are_given_up() -> None:
    endless = b"WARC/1.0\r\n" + b"X: y\r\n" * 100_000
    records = some()
    found = list(read(records[0] + gzip.compress(endless) + records[1]))
    assert urls(found) == URLS[:2]
    assert "do not end" in next(one for one in found if isinstance(one, Loss)).reason


def test_what_looks_like_a_record_inside_a_record_is_none() -> None:
    inner = b"".join(some())
    outer = archives.record("http://made.example/outer.warc.gz", inner, [("Content-Type", "application/gzip")])
    assert urls(read(outer + some()[0])) == ["http://made.example/outer.warc.gz", URLS[0]]


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_to_their_end(data: bytes) -> None:
    for packed in (True, False):
        for start in (0, 1):
            for found in read(data, start, packed=packed):
                assert isinstance(found, Record | Loss)


# -- the answer in a record --------------------------------------------------------------


def body_of(body: bytes, *headers: tuple[str, str]) -> bytes:
    (found,) = read(archives.record("http://made.example/", body, headers))
    assert isinstance(found, Record)
    return unpack(read_answer(found))


def test_bodies_are_unpacked() -> None:
    import brotli

    page = "年报".encode() * 1_000
    raw = zlib.compressobj(wbits=-15)
    assert body_of(gzip.compress(page), ("Content-Encoding", "gzip")) == page
    assert body_of(zlib.compress(page), ("Content-Encoding", "deflate")) == page
    assert body_of(raw.compress(page) + raw.flush(), ("Content-Encoding", "deflate")) == page
    assert body_of(brotli.compress(page), ("Content-Encoding", "br")) == page
    assert body_of(page, ("Content-Encoding", "gzip")) == page  # undone by whoever wrote it
    assert body_of(b"5\r\nabcde\r\n3;x=y\r\nfgh\r\n0\r\n\r\n", ("Transfer-Encoding", "chunked")) == b"abcdefgh"
    assert body_of(b"<p>not in chunks", ("Transfer-Encoding", "chunked")) == b"<p>not in chunks"
    packed = gzip.compress(b"made")
    chunked = b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    assert body_of(chunked, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")) == b"made"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(bytes(200_000_000)), ("Content-Encoding", "gzip")),
        (gzip.compress(b"made" * 99)[:-9], ("Content-Encoding", "gzip")),
        (gzip.compress(b"made")[:-6] + b"abcdef", ("Content-Encoding", "gzip")),
        (b"5\r\nabcde\r\nzz\r\n", ("Transfer-Encoding", "chunked")),
        (b"5\r\nabcde\r\n90\r\nab", ("Transfer-Encoding", "chunked")),
        (b"made", ("Content-Encoding", "zstd")),
        (b"made", ("Content-Length", "5")),
    ],
    ids=[
        "endless",
        "cut",
        "checksum",
        "chunk",
        "short chunk",
        "unknown",
        "length",
    ],  # gzip writes the time into its head
)
def test_bodies_that_are_cut_damaged_or_endless_are_refused(body: bytes, header: tuple[str, str]) -> None:
    with pytest.raises(UnusableError):
        body_of(body, header)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "identity", "gzip, br", ""]), st.booleans())
def test_any_body_is_unpacked_or_refused(body: bytes, encoding: str, chunked: bool) -> None:
    headers = [("Content-Encoding", encoding), *([("Transfer-Encoding", "chunked")] if chunked else [])]
    with suppress(UnusableError):
        assert isinstance(body_of(body, *headers), bytes)


def test_a_file_name_in_chinese_bytes_is_read(tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        block = "HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=年报.pdf\r\n\r\nx".encode(encoding)
        answer = read_answer(Record(0, {}, block, len(block)))
        assert answer.headers["content-disposition"].endswith("年报.pdf")
        assert answer.sent == b"x"
