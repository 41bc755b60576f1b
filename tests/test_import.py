"""``nianbao import``: of archives what may be a report, of folders all documents, each with where it came from."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import archives
import pytest
from archives import DATE, HOME, OTHER, REPORT, numbered, record, revisit, write
from click.testing import CliRunner, Result

from pipeline import importing
from pipeline.acquire import Fetch, Line, RawStore
from pipeline.acquire.candidates import Candidates
from pipeline.acquire.warc.archive import find_archives
from pipeline.acquire.warc.harvest import Stretch
from pipeline.acquire.warc.record import Record
from pipeline.catalog import load_catalog
from pipeline.cli import cli
from pipeline.errors import ArchiveError
from pipeline.importing import Imported, import_archives
from pipeline.model import RawFile
from pipeline.read import read
from pipeline.sources import find_sources, read_source
from pipeline.store import Database
from pipeline.structure import structure
from pipeline.workers import Batch

AT = datetime(2020, 2, 1, 8, tzinfo=UTC)
PDF = Path(__file__).parent / "pdf" / "reports"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work without its workers, which take a second to start; other tests here have them."""

    def work(job: Any, batches: Sequence[Batch[Any]], jobs: int, limits: object) -> Iterator[Any]:
        for batch in batches:
            yield job.finish(batch.number, [job.one(item) for item in batch.items])

    monkeypatch.setattr(importing, "work", work)


@pytest.fixture
def bring(tmp_path: Path, in_process: None) -> Callable[..., tuple[Imported, list[Line]]]:
    """Import records; the lines of the manifest by address."""

    def bring(*records: bytes) -> tuple[Imported, list[Line]]:
        path = write(tmp_path / "made.warc.gz", records)
        done = import_archives([path], str(tmp_path / "raw"), load_catalog(None), jobs=1)
        return done, sorted(
            RawStore.open(tmp_path / "raw").manifest(), key=lambda line: (line.url, line.fetched_at or "")
        )

    return bring


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


def cli_import(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["import", *map(str, arguments), "--lang", "en"])


# -- what is kept ------------------------------------------------------------------------


def test_reports_are_kept_with_their_provenance_and_other_pages_are_not(
    bring: Callable[..., tuple[Imported, list[Line]]], tmp_path: Path
) -> None:
    done, lines = bring(
        record("http://a.example/other.htm", OTHER),
        record("http://a.example/home.htm", HOME),
        record("http://a.example/report.htm", REPORT),
        record("http://a.example/gone.htm", REPORT, status="404 Not Found"),
        record("http://a.example/logo.png", b"\x89PNG", [("Content-Type", "image/png")]),
        record("http://a.example/report.htm", b"", kind="request"),
    )
    (line,) = lines
    at = len(record("http://a.example/other.htm", OTHER)) + len(record("http://a.example/home.htm", HOME))
    assert (line.url, line.status, line.warc) == ("http://a.example/report.htm", 200, "made.warc.gz")
    assert line.fetched_at == "2020-02-01T08:00:00.000000Z"
    assert abs((line.warc_offset or 0) - at) < 20  # ids of records are random, and so is their packed length
    assert line.headers == {"content-type": "text/html", "warc-payload-digest": sha1(REPORT)}
    assert RawStore.open(tmp_path / "raw").read(line.sha256 or "") == REPORT
    assert (done.kept, done.new, done.counts["records"], done.counts["page"]) == (1, 1, 6, 3)
    assert not done.is_damaged


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "ascii"])
def test_pages_are_known_in_every_encoding(encoding: str) -> None:
    candidates = Candidates(load_catalog(None))
    for page, expected in ((REPORT, True), (OTHER, False), (HOME, False)):
        text = page.decode("utf-8")
        data = text.encode(encoding, "xmlcharrefreplace")
        assert candidates.is_page(data) is expected


def test_every_sample_and_every_example_is_let_through() -> None:
    candidates = Candidates(load_catalog(None))
    here = Path(__file__).parent
    found = [*archives.RAW.glob("*.[ht]*"), *here.glob("examples/*/*.html"), *here.glob("examples/*/*.docx")]
    assert len(found) > 40
    for path in found:
        data = path.read_bytes()
        assert candidates.is_document(data) if path.suffix == ".docx" else candidates.is_page(data), path


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a.example/某局2019年政府信息公开年度报告.pdf", True),
        ("http://a.example/%E4%BF%A1%E6%81%AF%E5%85%AC%E5%BC%80%E5%B9%B4%E6%8A%A5.doc", True),
        ("http://a.example/%D0%C5%CF%A2%B9%AB%BF%AA%C4%EA%B1%A8.doc", True),
        ("http://a.example/信息公开指南.doc", False),
        ("http://a.example/%%%.doc", False),
        ("", False),
    ],
)
def test_addresses_are_read_in_both_spellings(address: str, expected: bool) -> None:
    assert Candidates(load_catalog(None)).is_named(address) is expected


def test_documents_are_known_by_name_by_content_by_link_and_by_first_page(
    bring: Callable[..., tuple[Imported, list[Line]]],
) -> None:
    report = next(path for path in sorted(PDF.glob("*.pdf"))).read_bytes()
    other = report.replace(b"%PDF-", b"%PDF-", 1) + b"\n"  # other bytes, the same pages
    blank = _blank_pdf()
    pdf = [("Content-Type", "application/pdf")]
    page = REPORT.replace(b"</body>", "<a href='/files/1.pdf'>2019年<b>年报</b>全文</a></body>".encode())
    docx = (Path(__file__).parent / "docx" / "national-2021.libreoffice.docx").read_bytes()
    done, lines = bring(
        record("http://a.example/files/1.pdf", blank, pdf),
        record("http://a.example/files/2.pdf", other, pdf),
        record("http://a.example/files/3.pdf", blank + b"\n", pdf),
        record(
            "http://a.example/files/4.bin",
            blank + b"\n\n",
            [*pdf, ("Content-Disposition", "attachment; filename=某局信息公开年报.pdf")],
        ),
        record("http://a.example/files/5", docx, [("Content-Type", "application/octet-stream")]),
        record("http://a.example/page.htm", page),
    )
    found = {line.url.rsplit("/", 1)[-1]: line for line in lines}
    assert set(found) == {"1.pdf", "2.pdf", "4.bin", "5", "page.htm"}
    assert (found["1.pdf"].parent_url, found["1.pdf"].listed_title) == ("http://a.example/page.htm", "2019年年报全文")
    assert found["4.bin"].name == "某局信息公开年报.pdf"
    assert found["2.pdf"].parent_url is None
    assert done.counts["document_unknown"] == 1


def _blank_pdf() -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(100, 700, "nothing")
    canvas.save()
    return out.getvalue()


def test_revisits_are_lines_of_the_page_they_refer_to(bring: Callable[..., tuple[Imported, list[Line]]]) -> None:
    done, lines = bring(
        revisit("http://a.example/report.htm", sha1(REPORT)),  # before the page itself
        record("http://a.example/report.htm", REPORT),
        revisit("http://a.example/other.htm", sha1(OTHER)),
        record("http://a.example/other.htm", OTHER),
    )
    assert [(line.url, line.fetched_at) for line in lines] == [
        ("http://a.example/report.htm", "2020-02-01T08:00:00.000000Z"),
        ("http://a.example/report.htm", "2021-02-01T08:00:00.000000Z"),
    ]
    assert lines[0].sha256 == lines[1].sha256
    assert lines[1].has_content
    assert (done.counts["revisits"], done.counts["revisits_resolved"], done.new) == (2, 1, 1)


def test_what_was_imported_is_not_recorded_again(bring: Callable[..., tuple[Imported, list[Line]]]) -> None:
    records = [record("http://a.example/1", REPORT), record("http://b.example/1", REPORT)]
    first, _ = bring(*records)
    again, lines = bring(*records)
    assert (first.kept, first.new, again.kept, again.again) == (2, 1, 0, 2)
    assert len(lines) == 2


# -- what is wrong with it ---------------------------------------------------------------


def test_a_digest_of_other_bytes_a_cut_page_and_a_bomb_cost_one_record_each(
    bring: Callable[..., tuple[Imported, list[Line]]],
) -> None:
    wrong = {"WARC-Payload-Digest": "sha1:" + "A" * 32, "WARC-Block-Digest": "sha1:" + "A" * 32}
    done, lines = bring(
        record("http://a.example/1", numbered(1), about=wrong),
        record("http://a.example/2", numbered(2), about={"WARC-Truncated": "length"}),
        record("http://a.example/信息公开年报", archives_bomb(), [*archives.HTML, ("Content-Encoding", "gzip")]),
        record("http://a.example/4", numbered(4), about={"WARC-Payload-Digest": "blake9:x"}),
    )
    assert [line.url for line in lines] == ["http://a.example/4"]
    assert done.counts["unusable"] == 3
    assert [("digest" in note, "cut off" in note, "unpacks to" in note) for note in done.notes] == [
        (True, False, False), (False, True, False), (False, False, True),
    ]  # fmt: skip
    assert done.is_damaged


def archives_bomb() -> bytes:
    import gzip

    return gzip.compress(bytes(120_000_000), 1)


def test_however_an_archive_is_cut_into_stretches_the_same_is_kept(tmp_path: Path) -> None:
    records = [record(f"http://a.example/{number}", numbered(number)) for number in range(8)]
    # an archive within the archive: its bytes cannot be packed again, so a reader that begins among them finds records
    forged = b"".join(record("http://forged.example/", numbered(number) + random.randbytes(900)) for number in range(9))
    records.insert(
        3, _stored(record("http://a.example/x.warc.gz", forged, [("Content-Type", "application/gzip")], packed=False))
    )
    path = write(tmp_path / "made.warc.gz", records)
    (archive,) = find_archives(path)
    with archive.open() as window:
        start = len(b"".join(records[:3])) + 2_000
        fooled = [one for one in archive.records(window, start, start + 30_000) if isinstance(one, Record)]
    assert "http://forged.example/" in {one.headers["warc-target-uri"] for one in fooled}
    whole = set()
    for number, size in enumerate((10**9, 20_000, 4_000)):
        into = tmp_path / f"raw{number}"
        done = import_archives([path], str(into), load_catalog(None), jobs=2, stretch=size)
        whole.add(
            (frozenset((line.url, line.sha256) for line in RawStore.open(into).manifest()), done.counts["records"])
        )
    ((lines, count),) = whole
    assert {url for url, _ in lines} == {f"http://a.example/{number}" for number in range(8)}
    assert count == 9


def test_a_stretch_that_costs_its_process_is_told_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(job: Any, batches: Sequence[Batch[Any]], jobs: int, limits: object) -> Iterator[Any]:
        for batch in batches:
            (item, *_) = batch.items
            is_lost = isinstance(item, Stretch) and item.start == 9_000
            yield job.finish(batch.number, [job.lost(item, "timeout", "took too long") if is_lost else job.one(item)])

    monkeypatch.setattr(importing, "work", work)
    records = [record(f"http://a.example/{number}", numbered(number)) for number in range(8)]
    ends = [len(b"".join(records[: number + 1])) for number in range(8)]
    path = write(tmp_path / "made.warc.gz", records)
    done = import_archives([path], str(tmp_path / "raw"), load_catalog(None), jobs=1, stretch=9_000)
    begins = [0, *ends[:-1]]
    spared = {f"http://a.example/{number}" for number in range(8) if not 9_000 <= begins[number] < 18_000}
    assert {line.url for line in RawStore.open(tmp_path / "raw").manifest()} == spared
    assert 0 < len(spared) < 8
    assert done.counts["lost"] == 1
    assert "bytes 9,000 to 18,000 were given up: took too long" in done.notes[0]


@pytest.mark.full
def test_an_import_that_is_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    chance = random.Random(11)
    pages = [record(f"http://a.example/{number}", numbered(number)) for number in range(150)]
    path = write(tmp_path / "made.warc.gz", pages)
    command = [sys.executable, "-m", "pipeline", "import", path, "--into", str(tmp_path / "raw"), "-j", "1"]
    seen = 0
    for _ in range(8):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        waited = time.monotonic() + 20
        folder = tmp_path / "raw" / "files"
        while time.monotonic() < waited and process.poll() is None and len(list(folder.glob("*/*"))) <= seen:
            time.sleep(0.02)
        time.sleep(chance.random() * 0.3)
        process.kill()
        process.wait()
        seen = len(list(folder.glob("*/*")))
        store = RawStore.open(tmp_path / "raw")
        for line in store.manifest():
            store.read(line.sha256 or "")
    assert subprocess.run(command, capture_output=True).returncode == 0
    lines = list(RawStore.open(tmp_path / "raw").manifest())
    assert sorted(line.url for line in lines) == sorted(f"http://a.example/{number}" for number in range(150))
    assert len({line.sha256 for line in lines}) == 150


def _stored(data: bytes) -> bytes:
    """A gzip member that holds its bytes as they are."""
    packer = zlib.compressobj(0, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


def test_damage_is_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    records = [record(f"http://a.example/{number}", numbered(number)) for number in range(6)]
    records[2] = records[2][:500] + b"?" * 40 + records[2][540:]
    path = write(tmp_path / "made.warc.gz", [*records[:5], records[5][:-100]])
    answer = cli_import(path, "--into", tmp_path / "raw", "--json")
    assert answer.exit_code == 1
    said = json.loads(answer.stdout)
    assert said["kept"] == 4
    assert said["counts"]["damaged"] == 2
    assert "made.warc.gz" in answer.stderr
    assert "are lost" in answer.stderr


def test_an_archive_in_which_is_nothing_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "made.warc.gz", [record("http://a.example/", OTHER)])
    answer = cli_import(path, "--into", tmp_path / "raw")
    assert answer.exit_code == 1
    assert "nothing was kept" in answer.stderr


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.warc.gz", b"<html>"), ("b.wacz", b"PK\x03\x04 damaged"), ("c.warc", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ArchiveError, match=name):
            find_archives(str(tmp_path / name))


# -- WACZ --------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("packed", [True, False])
def test_a_wacz_is_read_without_unpacking_it(tmp_path: Path, compression: int, packed: bool) -> None:
    made = b"".join(record(f"http://a.example/{number}", numbered(number), packed=packed) for number in range(3))
    path = tmp_path / "made.wacz"
    with zipfile.ZipFile(path, "w", compression) as outer:
        outer.writestr("datapackage.json", "{}")
        outer.writestr("archive/../../../evil.warc.gz", made)
    done = import_archives([str(path)], str(tmp_path / "raw"), load_catalog(None), jobs=1, stretch=10_000)
    lines = list(RawStore.open(tmp_path / "raw").manifest())
    assert sorted(line.url for line in lines) == [f"http://a.example/{number}" for number in range(3)]
    assert {line.warc for line in lines} == {"made.wacz!archive/../../../evil.warc.gz"}
    assert done.counts["records"] == 3
    assert {path.name for path in tmp_path.iterdir()} == {"made.wacz", "raw"}


def test_a_wacz_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as outer:
        outer.writestr("archive/a.warc.gz", bytes(50_000_000))
    with pytest.raises(ArchiveError, match="unpacks to 50,000,000 bytes"):
        find_archives(str(path))


# -- people's own files ------------------------------------------------------------------


def own(folder: Path, listing: str | bytes | None) -> Sequence[object]:
    (folder / "下载" / "某局").mkdir(parents=True)
    for name, source in (
        ("某局/2017.html", "sanming-commerce-2017-table.html"),
        ("2010.html", "putian-grain-2010.html"),
    ):
        (folder / "下载" / name).write_bytes((archives.RAW / source).read_bytes())
    if listing is None:
        return (folder / "下载",)
    path = folder / "下载" / "清单.csv"
    path.write_bytes(listing if isinstance(listing, bytes) else listing.encode())
    return (folder / "下载", "--list", path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_list_gives_files_their_provenance(tmp_path: Path, encoding: str) -> None:
    listing = (
        "序号,文件名,网址,下载日期,标题,发布日期\r\n"
        "1,某局\\2017.html,http://a.example/2017,2018-03-01,某局2017年年报,2018年2月1日\r\n"
        "2,2010.html,http://a.example/2010,昨天,,\r\n"
        "3,没有.html,http://a.example/none,2018-03-01,,\r\n"
    )
    answer = cli_import(*own(tmp_path, listing.encode(encoding)), "--into", tmp_path / "raw", "--json")
    assert answer.exit_code == 0
    said = json.loads(answer.stdout)
    assert (said["files"], said["kept"], said["counts"]["unlisted"]) == (2, 2, 2)
    assert "没有.html: no such file" in answer.stderr
    assert "'昨天' is no date" in answer.stderr
    lines = {line.url: line for line in RawStore.open(tmp_path / "raw").manifest()}
    line = lines["http://a.example/2017"]
    assert (line.name, line.listed_title, line.listed_date) == ("某局/2017.html", "某局2017年年报", "2018年2月1日")
    assert line.fetched_at is not None
    assert line.fetched_at[:8] == "2018-02-" or line.fetched_at[:8] == "2018-03-"
    assert lines["http://a.example/2010"].fetched_at is None


def test_files_without_a_list_have_no_address_and_are_read(tmp_path: Path) -> None:
    assert cli_import(*own(tmp_path, None), "--into", tmp_path / "raw").exit_code == 0
    runner = CliRunner()
    answer = runner.invoke(cli, ["run", str(tmp_path / "raw"), "-o", str(tmp_path / "out"), "-j", "1", "--json"])
    assert answer.exit_code == 0
    with Database.open(tmp_path / "out") as database:
        found = database.rows("SELECT file, source_url, fetched_at FROM reports ORDER BY file")
        fetched = database.rows("SELECT url, name, report_id IS NOT NULL AS is_read FROM fetches ORDER BY url")
    assert [row["file"].partition("raw/")[2].partition(" [")[0] for row in found] == ["2010.html", "某局/2017.html"]
    assert {(row["source_url"], row["fetched_at"]) for row in found} == {(None, None)}
    assert [(row["url"], row["is_read"]) for row in fetched] == [
        ("file:%E6%9F%90%E5%B1%80/2017.html", True), ("file:2010.html", True),
    ]  # fmt: skip


@pytest.mark.usefixtures("in_process")
def test_a_folder_gives_its_archives_and_its_files_but_not_what_the_raw_store_in_it_holds(tmp_path: Path) -> None:
    write(tmp_path / "made.warc.gz", [record("http://a.example/1", numbered(1))])
    (tmp_path / "own.html").write_bytes(numbered(2))
    (tmp_path / "notes.xyz").write_bytes(b"?")
    (tmp_path / "raw" / "warc").mkdir(parents=True)
    write(tmp_path / "raw" / "warc" / "crawl.warc.gz", [record("http://a.example/3", numbered(3))])
    for _ in range(2):
        answer = cli_import(tmp_path, "--into", tmp_path / "raw", "--json")
        assert answer.exit_code == 0
        assert "notes.xyz" in answer.stderr
    assert {line.url for line in RawStore.open(tmp_path / "raw").manifest()} == {"http://a.example/1", "file:own.html"}
    assert cli_import(tmp_path / "raw" / "warc", "--into", tmp_path / "raw").exit_code == 0  # a manifest made anew
    assert len(list(RawStore.open(tmp_path / "raw").manifest())) == 3


@pytest.mark.usefixtures("in_process")
def test_a_raw_store_in_the_folder_is_left_out_with_a_word(tmp_path: Path) -> None:
    (tmp_path / "own.html").write_bytes(numbered(2))
    with RawStore.open(tmp_path / "other") as store:
        store.keep(Fetch("http://a.example/1", numbered(1), status=200))
    answer = cli_import(tmp_path, "--into", tmp_path / "raw")
    assert answer.exit_code == 0
    assert "other: a raw store already" in answer.stderr
    assert [line.url for line in RawStore.open(tmp_path / "raw").manifest()] == ["file:own.html"]


def test_a_list_that_names_no_files_is_refused(tmp_path: Path) -> None:
    answer = cli_import(*own(tmp_path, "网址,标题\nhttp://a.example/,x\n"), "--into", tmp_path / "raw")
    assert answer.exit_code == 1
    assert "no column names the files" in answer.stderr
    assert not (tmp_path / "raw").exists()


# -- from the archive to the database ----------------------------------------------------


def test_an_imported_archive_is_run_and_a_changed_page_is_a_newer_edition(tmp_path: Path) -> None:
    changed = REPORT.replace(b"316", b"317", 1)
    records = [
        record("http://a.example/report.htm", REPORT),
        record("http://a.example/report.htm", changed, about={"WARC-Date": "2021-02-01T08:00:00Z"}),
        record("http://mirror.example/report.htm", REPORT, about={"WARC-Date": "2022-02-01T08:00:00Z"}),
    ]
    write(tmp_path / "made.warc.gz", records)
    assert cli_import(tmp_path / "made.warc.gz", "--into", tmp_path / "raw").exit_code == 0
    runner = CliRunner()
    for _ in range(2):
        answer = runner.invoke(cli, ["run", str(tmp_path / "raw"), "-o", str(tmp_path / "out"), "-j", "1", "--json"])
        assert answer.exit_code == 0
    assert json.loads(answer.stdout)["done"] == []  # the second time there was nothing to do
    with Database.open(tmp_path / "out") as database:
        reports = database.rows("SELECT source_url, fetched_at, is_latest FROM reports ORDER BY fetched_at")
        fetched = database.rows("SELECT count(*) AS lines, count(DISTINCT report_id) AS reports FROM fetches")
    assert [(row["source_url"], str(row["fetched_at"]), row["is_latest"]) for row in reports] == [
        ("http://a.example/report.htm", "2020-02-01 08:00:00", False),
        ("http://a.example/report.htm", "2021-02-01 08:00:00", True),
    ]
    assert fetched == [{"lines": 3, "reports": 2}]
    assert DATE.startswith("2020-02-01")


def test_what_a_store_has_lost_is_told_and_what_changed_in_it_is_no_report(tmp_path: Path) -> None:
    with RawStore.open(tmp_path / "raw") as store:
        kept = [store.keep(Fetch(f"http://a.example/{number}", numbered(number), status=200)) for number in range(2)]
        store.keep(Fetch("http://a.example/gone", REPORT, status=404))  # an error's page is no report, whatever it says
    (segment,) = (tmp_path / "raw" / "manifest").iterdir()
    with segment.open("ab") as file:
        file.write(b'{"url":"http://a.example/cut')
    changed = tmp_path / "raw" / (kept[1].path or "")
    changed.write_bytes(changed.read_bytes().replace(b"316", b"317"))
    (tmp_path / "raw" / "loose.html").write_bytes(numbered(2))  # beside the store
    out = tmp_path / "out"
    answer = CliRunner().invoke(cli, ["run", str(tmp_path / "raw"), "-o", str(out), "-j", "1", "--lang", "en"])
    assert answer.exit_code == 1
    assert ", line 4: cut off" in answer.stderr
    assert "is not what was kept" in answer.stderr
    with Database.open(out) as database:
        found = database.rows(
            "SELECT status, source_url, code FROM reports LEFT JOIN (SELECT * FROM issues WHERE NOT is_note) "
            "USING (report_id) ORDER BY source_url NULLS LAST"
        )
    assert [(row["status"], row["source_url"], row["code"]) for row in found] == [
        ("ok", "http://a.example/0", None),
        ("failed", "http://a.example/1", "raw_damaged"),
        ("ok", None, None),
    ]


def test_the_files_in_a_zip_that_was_fetched_are_reports_with_its_address(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as outer:
        outer.writestr("一.html", numbered(1))
        outer.writestr("二.html", numbered(2))
    with RawStore.open(tmp_path / "raw") as store:
        store.keep(Fetch("http://a.example/年报.zip", packed.getvalue(), fetched_at=AT, status=200))
    found = find_sources([tmp_path / "raw"], tmp_path / "out")
    assert [source.name.partition("raw/")[2] for source in found.sources] == [
        f"a.example/年报.zip [{hashlib.sha256(packed.getvalue()).hexdigest()[:12]}]!/{name}.html" for name in "一二"
    ]
    assert {source.source_url for source in found.sources} == {"http://a.example/年报.zip"}
    assert [read_source(source) for source in found.sources] == [numbered(1), numbered(2)]


# -- the words of the link ---------------------------------------------------------------


def test_the_words_of_a_link_name_a_report_only_where_it_has_no_title() -> None:
    catalog = load_catalog(None)
    parts = ("一、概述", "本局主动公开政府信息12条。", "二、主动公开政府信息的情况", "网站公开12条，公报公开3条。")
    body = "".join(f"<p>{part}</p>" for part in parts)
    bare = f"<html><body><div>{body}</div></body></html>".encode()
    titled = bare.replace(b"<div>", "<div><h1>某市水利局2016年政府信息公开工作年度报告</h1>".encode())
    link = "某市财政局2015年政府信息公开工作年度报告"
    found = {}
    for name, data in (("bare", bare), ("titled", titled)):
        document = read(RawFile(f"{name}.html", data, listed_title=link))
        metadata = structure(document, catalog).metadata
        found[name] = (metadata.agency, metadata.year)
        issues = [issue.message for issue in structure(document, catalog).issues if issue.code == "metadata_inferred"]
        assert any("the words of the link" in issue for issue in issues) is (name == "bare")
    assert found == {"bare": ("某市财政局", 2015), "titled": ("某市水利局", 2016)}
    untitled = structure(read(RawFile("bare.html", bare, listed_title="下载附件")), catalog).metadata
    assert untitled.agency is None
