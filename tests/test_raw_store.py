"""The raw store: what is kept stays, once per content, with a line of where it came from, whatever is killed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.acquire import Fetch, Line, RawStore, is_raw_store
from pipeline.acquire.places import Folder
from pipeline.errors import RawStoreError

URL = "http://made.example/年报/t1.htm"
AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.fixture(params=["folder", "memory"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "folder":
        yield str(tmp_path / "原始")
        return
    yield "memory://made/原始"
    fsspec.filesystem("memory").rm("/", recursive=True)


def test_what_is_kept_can_be_read_and_has_a_line(location: str) -> None:
    fetch = Fetch(
        URL, b"<p>made", f"{URL}?again", AT, 200, {"Content-Type": "text/HTML; charset=gbk", "Set-Cookie": "secret"},
        site="made", listed_title="某局2019年年度报告", listed_date="2020-01-30", parent_url="http://made.example/",
        name="报告.htm", warc="warc/a.warc.gz", warc_offset=7,
    )  # fmt: skip
    with RawStore.open(location) as store:
        kept = store.keep(fetch)
    digest = sha256(b"<p>made").hexdigest()
    assert (kept.sha256, kept.is_new, kept.path) == (digest, True, f"files/{digest[:2]}/{digest}")
    store = RawStore.open(location)
    assert store.read(digest) == b"<p>made"
    assert list(store.manifest()) == [kept.line]
    assert kept.line == Line(
        url=URL, final_url=f"{URL}?again", fetched_at="2026-11-25T03:00:00.000000Z", status=200,
        headers={"content-type": "text/HTML; charset=gbk"}, sha256=digest, media_type="text/html", bytes=7,
        site="made", listed_title="某局2019年年度报告", listed_date="2020-01-30", parent_url="http://made.example/",
        name="报告.htm", warc="warc/a.warc.gz", warc_offset=7,
    )  # fmt: skip
    assert not store.dropped
    assert is_raw_store(location)


def test_same_bytes_from_two_addresses_are_one_file_with_two_lines(location: str) -> None:
    with RawStore.open(location) as store:
        kept = [store.keep(Fetch(url, b"same", status=200)) for url in ("http://a.example/", "http://b.example/")]
    assert [one.is_new for one in kept] == [True, False]
    assert kept[0].path == kept[1].path
    assert [line.url for line in RawStore.open(location).manifest()] == ["http://a.example/", "http://b.example/"]


def test_a_changed_page_is_a_new_version_and_the_old_one_stays(location: str) -> None:
    for day, data in enumerate((b"old", b"new")):
        with RawStore.open(location) as store:
            store.keep(Fetch(URL, data, fetched_at=AT + timedelta(days=day), status=200))
    store = RawStore.open(location)
    lines = list(store.manifest())
    assert [store.read(line.sha256 or "") for line in lines] == [b"old", b"new"]
    assert store.latest(URL) == lines[1]


def test_an_error_is_a_line_and_no_content(location: str) -> None:
    with RawStore.open(location) as store:
        assert not store.has(URL)
        store.keep(Fetch(URL, b"not here", status=404))
        assert not store.has(URL)
        kept = store.keep(Fetch("http://made.example/empty", b"", status=304))
        assert (kept.sha256, kept.path, kept.is_new) == (None, None, False)
        store.keep(Fetch(URL, b"here", status=200))
        assert store.has(URL)
    assert RawStore.open(location).has(URL)


def test_an_empty_place_holds_nothing_and_is_not_made(location: str) -> None:
    store = RawStore.open(location)
    assert list(store.manifest()) == []
    assert not store.has(URL)
    assert not is_raw_store(location)
    store.close()
    assert not Path(location).exists()


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    with RawStore.open(tmp_path) as store:
        there = datetime(2026, 11, 25, 11, 0, tzinfo=timezone(timedelta(hours=8)))
        assert store.keep(Fetch(URL, b"x", fetched_at=there)).line.fetched_at == "2026-11-25T03:00:00.000000Z"


def test_a_file_that_was_changed_is_not_handed_out(location: str) -> None:
    with RawStore.open(location) as store:
        kept = store.keep(Fetch(URL, b"made", status=200))
        store.place.write(kept.path or "", b"mode")
        with pytest.raises(RawStoreError, match="is not what was kept"):
            store.read(kept.sha256 or "")
        with pytest.raises(RawStoreError, match="it is gone"):
            store.read("0" * 64)
        with pytest.raises(RawStoreError, match="not a SHA-256"):
            store.read("../../../../etc/passwd")


def test_a_manifest_cut_anywhere_gives_its_whole_lines_and_says_what_is_lost(tmp_path: Path) -> None:
    with RawStore.open(tmp_path) as store:
        lines = [store.keep(Fetch(f"{URL}?{number}", b"x", status=200)).line for number in range(3)]
    (segment,) = (tmp_path / "manifest").iterdir()
    whole = segment.read_bytes()
    for cut in range(len(whole)):
        segment.write_bytes(whole[:cut])
        store = RawStore.open(tmp_path)
        count = whole[:cut].count(b"\n")
        assert list(store.manifest()) == lines[:count]
        assert len(store.dropped) == (cut > 0 and whole[cut - 1] != 10)


@given(st.data())
def test_a_damaged_line_costs_itself_at_most(data: st.DataObject) -> None:
    place = Folder(Path("unused"))
    made = [Line(url=f"http://made.example/{n}", status=200, sha256="a" * 64, bytes=1) for n in range(3)]
    texts = [line.as_json() for line in made]
    text = bytearray("\n".join(texts).encode() + b"\n")
    at = data.draw(st.integers(0, len(text) - 1))
    text[at] = data.draw(st.integers(0, 255))
    place.names = lambda under: ["a.jsonl"]  # type: ignore[method-assign]
    place.read = lambda name: bytes(text)  # type: ignore[method-assign]
    store = RawStore(place)
    found = {line.as_json() for line in store.manifest()}
    # a newline that is lost or won touches two lines
    assert len(found & set(texts)) >= 1
    assert found <= set(texts) or len(found - set(texts)) == 1
    assert found >= set(texts) or len(store.dropped) + len(found - set(texts)) >= 1


def test_lines_of_a_later_version_with_more_columns_are_read(tmp_path: Path) -> None:
    (tmp_path / "manifest").mkdir()
    line = {"url": URL, "bytes": 3, "later": {"a": 1}}
    (tmp_path / "manifest" / "a.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (found,) = RawStore.open(tmp_path).manifest()
    assert (found.url, found.bytes, found.sha256) == (URL, 3, None)


def test_lines_wait_for_flush_where_nothing_can_be_appended() -> None:
    store = RawStore.open("memory://made/batches")
    store.keep(Fetch(URL, b"1"))
    assert not is_raw_store("memory://made/batches")
    store.flush()
    assert is_raw_store("memory://made/batches")
    for number in range(501):
        store.keep(Fetch(f"{URL}?{number}", b"1"))
    store.close()
    assert len(list(RawStore.open("memory://made/batches").manifest())) == 502
    assert len(fsspec.filesystem("memory").ls("/made/batches/manifest")) == 3
    fsspec.filesystem("memory").rm("/made", recursive=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_and_the_next_line_is_not_glued_to_half_of_one(tmp_path: Path) -> None:
    with RawStore.open(tmp_path) as store:
        store.keep(Fetch(URL, b"1"))
        place = store.place
        assert isinstance(place, Folder)
        (name, file) = next(iter(place._open.items()))
        place._open[name] = open("/dev/full", "ab", buffering=0)  # noqa: SIM115
        with pytest.raises(RawStoreError, match="No space left"):
            store.keep(Fetch(URL, b"2"))
        place._open[name].close()
        place._open[name] = file
        store.keep(Fetch(URL, b"3"))
    assert len(list(store.manifest())) == 2
    assert not store.dropped


_FULL = """
import resource, signal, sys
from pipeline.acquire import Fetch, RawStore
from pipeline.errors import RawStoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
store = RawStore.open(sys.argv[1])
try:
    store.keep(Fetch("http://made.example/", b"x" * 100_000, status=200))
except RawStoreError as error:
    sys.exit(str(error))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs RLIMIT_FSIZE")
@pytest.mark.parametrize("room", [0, 1, 4_096, 99_999])
def test_a_disk_that_takes_only_a_part_leaves_nothing_under_a_final_name(tmp_path: Path, room: int) -> None:
    kept = subprocess.run([sys.executable, "-c", _FULL, str(tmp_path), str(room)], capture_output=True, text=True)
    assert kept.returncode == 1
    assert "cannot write it: File too large" in kept.stderr
    assert [path for path in tmp_path.glob("**/*") if path.is_file()] == []
    assert list(RawStore.open(tmp_path).manifest()) == []


_KEEP = """
import sys
from pipeline.acquire import Fetch, RawStore
store = RawStore.open(sys.argv[1])
for number in range(10**9):
    kept = store.keep(Fetch(f"http://made.example/{sys.argv[2]}/{number}", b"%d " % (number % 7) * 20_000, status=200))
    print(kept.line.url, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_at_random_moments_nothing_acknowledged_is_lost_and_nothing_half_is_trusted(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for attempt in range(30):
        process = subprocess.Popen(
            [sys.executable, "-c", _KEEP, str(tmp_path), str(attempt)], stdout=subprocess.PIPE, env=os.environ.copy()
        )
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().decode().strip())  # it is at work
        time.sleep(chance.random() * 0.05)
        process.kill()
        *whole, _ = process.stdout.read().decode().split("\n")
        acknowledged |= set(whole)
        process.stdout.close()
        process.wait()
        store = RawStore.open(tmp_path)
        lines = list(store.manifest())
        assert acknowledged <= {line.url for line in lines}
        for digest in {line.sha256 or "" for line in lines}:
            store.read(digest)  # it compares the digest
    names = {path.name for path in (tmp_path / "files").glob("*/*") if not path.name.startswith(".")}
    assert names == {sha256((tmp_path / "files" / name[:2] / name).read_bytes()).hexdigest() for name in names}
    assert len(acknowledged) > 60
