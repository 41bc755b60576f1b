"""WARC files that a crawl leaves: whole records, read back by other people's readers, whatever is killed."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import fsspec
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from pipeline.acquire import RawStore, WarcWriter

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
HEADERS = [("Content-Type", "text/html; charset=gbk"), ("Transfer-Encoding", "chunked"), ("Set-Cookie", "a=1")]


def records(path: Path) -> list[Any]:
    with path.open("rb") as file:
        found = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.body = record.content_stream().read()
            found.append(record)
        return found


def test_an_answer_and_its_request_are_read_back_by_warcio_and_fastwarc(tmp_path: Path) -> None:
    with RawStore.open(tmp_path) as store, WarcWriter(store, operator="某人 <a@made.example>") as warc:
        asked = ("GET /年报 HTTP/1.1", [("Host", "made.example")])
        name, offset = warc.write(
            "http://made.example/",
            AT,
            "200 OK",
            HEADERS,
            "页".encode("gbk"),
            encoded=False,
            request=asked,
            ip="1.2.3.4",
        )
    info, answer, request = records(tmp_path / name)
    assert (info.rec_type, answer.rec_type, request.rec_type) == ("warcinfo", "response", "request")
    assert "某人" in info.body.decode()
    assert answer.body.decode("gbk") == "页"
    assert answer.rec_headers["WARC-Date"] == "2026-11-25T03:00:00.000000Z"
    assert answer.rec_headers["WARC-Payload-Digest"].startswith("sha1:")
    assert answer.rec_headers["WARC-IP-Address"] == "1.2.3.4"
    assert answer.http_headers["X-Crawler-Transfer-Encoding"] == "chunked"
    assert answer.http_headers["Content-Length"] == "2"
    with (tmp_path / name).open("rb") as file:
        file.seek(offset)
        record = next(iter(FastIterator(file)))
        assert record.reader.read().decode("gbk") == "页"


def test_a_body_that_is_still_packed_keeps_the_header_that_says_so(tmp_path: Path) -> None:
    packed = gzip.compress(b"made")
    with RawStore.open(tmp_path) as store, WarcWriter(store) as warc:
        name, _ = warc.write("http://a.example/", AT, "200 OK", [("Content-Encoding", "gzip")], packed, encoded=True)
        warc.write("http://a.example/", AT, "200 OK", [("Content-Encoding", "gzip")], b"made", encoded=False)
    assert [record.body for record in records(tmp_path / name)[1:]] == [b"made", b"made"]


def test_a_full_file_is_followed_by_another(tmp_path: Path) -> None:
    with RawStore.open(tmp_path) as store, WarcWriter(store, max_bytes=2_000) as warc:
        names = [warc.write(f"http://a.example/{n}", AT, "200 OK", [], b"%d" % n, encoded=True)[0] for n in range(20)]
    assert len(set(names)) > 2
    assert all((tmp_path / name).stat().st_size <= 2_000 for name in names)
    assert [record.body for name in dict.fromkeys(names) for record in records(tmp_path / name)[1:]] == [
        b"%d" % n for n in range(20)
    ]


def test_a_header_cannot_smuggle_in_another_record(tmp_path: Path) -> None:
    with RawStore.open(tmp_path) as store, WarcWriter(store) as warc:
        evil = "x\r\n\r\n\r\n\r\nWARC/1.0\r\nWARC-Type: response"
        name, _ = warc.write(f"http://a.example/{evil}", AT, f"200 {evil}", [("X", evil)], b"made", encoded=True)
    assert [record.rec_type for record in records(tmp_path / name)] == ["warcinfo", "response"]


def test_where_nothing_can_be_appended_files_are_put_whole() -> None:
    with RawStore.open("memory://made/warcs") as store, WarcWriter(store) as warc:
        first = [warc.write(f"http://a.example/{n}", AT, "200 OK", [], b"%d" % n, encoded=True)[0] for n in range(2)]
        warc.flush()
        second, _ = warc.write("http://a.example/2", AT, "200 OK", [], b"2", encoded=True)
    assert first[0] == first[1] != second
    system = fsspec.filesystem("memory")
    bodies = [
        record.content_stream().read()
        for name in (first[0], second)
        for record in ArchiveIterator(BytesIO(system.cat_file(f"/made/warcs/{name}")))
        if record.rec_type == "response"
    ]
    assert bodies == [b"0", b"1", b"2"]
    system.rm("/made", recursive=True)
