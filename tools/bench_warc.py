"""How fast web archives are read: a made archive of the mix that crawls leave, imported and counted.

    python tools/bench_warc.py [--records 20000] [--jobs 2] [--keep FOLDER]

Every second record is a page whose menu speaks of disclosure, so that it has to be looked at; one in a hundred is a
report. Printed are records and packed megabytes a second of the import, and what it kept of the reports; then, in
processor time, which other work on the machine does not change, one process reading the file, and FastWARC, which
only walks over the records and checks nothing.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.acquire import RawStore
from pipeline.acquire.warc.archive import find_archives
from pipeline.acquire.warc.harvest import Reaping, Stretch
from pipeline.catalog import load_catalog
from pipeline.importing import import_archives

ROOT = Path(__file__).parent.parent
REPORTS = [path.read_bytes() for path in sorted((ROOT / "raw").glob("*.html"))]
WORDS = "通知公告政策解读办事指南领导活动部门动态目录年度工作会议项目建设服务群众发展环境城市管理教育卫生社会保障"
MIX = (("page", 46), ("image", 30), ("style", 14), ("gone", 6), ("pdf", 3), ("report", 1))  # in a hundred


def page(chance: random.Random) -> bytes:
    """A page of a government's site: a menu that speaks of disclosure, and text that is no report's."""
    lines = ("".join(chance.choices(WORDS, k=chance.randrange(20, 120))) for _ in range(chance.randrange(40, 300)))
    menu = "<a href='/gk/nb/'>政府信息公开年报</a><a href='/gk/zn/'>政府信息公开指南</a>" * 2
    body = "".join(f"<p class='text' style='text-indent:2em'>{line}</p>\n" for line in lines)
    return f"<html><head><title>{WORDS[:9]}</title></head><body>{menu}{body}</body></html>".encode(
        chance.choice(["utf-8", "utf-8", "gb18030"])
    )


def records(count: int) -> Iterator[tuple[str, str, str, bytes]]:
    """Address, status, type and body."""
    chance = random.Random(2026)
    kinds = [kind for kind, share in MIX for _ in range(share)]
    for number in range(count):
        kind, host = chance.choice(kinds), f"http://made{number % 40}.example"
        match kind:
            case "page":
                yield f"{host}/xw/t{number}.htm", "200 OK", "text/html", page(chance)
            case "gone":
                yield f"{host}/xw/t{number}.htm", "404 Not Found", "text/html", page(chance)[:3000]
            case "image":
                yield (
                    f"{host}/i/{number}.jpg",
                    "200 OK",
                    "image/jpeg",
                    chance.randbytes(chance.randrange(2_000, 60_000)),
                )
            case "style":
                yield (
                    f"{host}/s/{number}.css",
                    "200 OK",
                    "text/css",
                    b".a{color:#333;margin:0}\n" * chance.randrange(20, 900),
                )
            case "pdf":
                data = b"%PDF-1.4\n" + chance.randbytes(chance.randrange(20_000, 200_000))
                yield f"{host}/f/{number}.pdf", "200 OK", "application/pdf", data
            case _:
                report = chance.choice(REPORTS).replace(b"</body>", f"<!-- {number} --></body>".encode())
                yield f"{host}/gk/nb/t{number}.htm", "200 OK", "text/html", report


def make(path: Path, count: int) -> int:
    """Write the archive; give the number of reports in it."""
    reports = 0
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, status, media_type, body in records(count):
            answer = StatusAndHeaders(status, [("Content-Type", media_type)], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", io.BytesIO(body), len(body), http_headers=answer)
            )
            reports += "/gk/nb/" in url
    return reports


def fastwarc(path: Path) -> float:
    """Processor seconds."""
    from fastwarc.warc import ArchiveIterator

    begun = time.process_time()
    with path.open("rb") as file:
        for one in ArchiveIterator(file, parse_http=False):
            one.reader.read()
    return time.process_time() - begun


def alone(path: Path, into: Path) -> float:
    """Processor seconds of the first round, in this process."""
    (archive,) = find_archives(str(path))
    reaping = Reaping(load_catalog(None), str(into))
    reaping.reap(Stretch(archive, 0, 1))  # what is loaded once
    begun = time.process_time()
    reaping.reap(Stretch(archive, 0, archive.length))
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="folder to leave the archive and the raw store in")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "made.warc.gz"
        reports = make(path, arguments.records)
        size = path.stat().st_size / 1e6
        print(f"{arguments.records:,} records, {size:,.0f} MB packed, {reports} reports; {os.cpu_count()} processors")
        for jobs in sorted({1, arguments.jobs}):
            into = folder / f"raw{jobs}"
            begun = time.perf_counter()
            done = import_archives([str(path)], str(into), load_catalog(None), jobs=jobs)
            took = time.perf_counter() - begun
            urls = {line.url for line in RawStore.open(into).manifest()}
            found = sum("/gk/nb/" in url for url in urls)
            print(
                f"import, {jobs} processes: {arguments.records / took:,.0f} records/s, {size / took:,.0f} MB/s packed; "
                f"kept {found} of {reports} reports and {len(urls) - found} others; damaged {done.counts['damaged']}"
            )
        for name, took in (("import", alone(path, folder / "raw")), ("FastWARC", fastwarc(path))):
            speed = f"{arguments.records / took:,.0f} records and {size / took:,.0f} MB packed"
            print(f"{name}, one process: {speed} per second of processor time")


if __name__ == "__main__":
    main()
