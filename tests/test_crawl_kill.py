"""A crawl that is killed at random moments and begun anew loses nothing, asks for nothing twice, and ends the same."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any

import pytest
from crawling import ROOT, crawl, environment, listing, report
from loopback import Answer, Page, Server
from made_city import city, profile

from pipeline.acquire import RawStore

# Imports once and forks a child for every crawl, so that a kill costs no second start of Python: it reads a line with
# the arguments, answers with the child's number, and when the child has ended with how.
DRIVER = """
import json, os, sys
from pipeline.cli import cli
import pipeline.acquire.download, pipeline.acquire.crawl, pipeline.present.crawled, pipeline.read.decode
from pipeline.catalog import load_catalog
load_catalog()
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        cli(json.loads(line), prog_name="nianbao")
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Driver:
    """Runs crawls and kills them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", DRIVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
            cwd=ROOT,
        )

    def crawl(self, arguments: list[str], server: Server, requests: int | None, seconds: float) -> bool:
        """Kill after so many requests and a while; whether it came to its end before."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(["crawl", *arguments]) + "\n")
        process.stdin.flush()
        child = int(process.stdout.readline())
        while not select([process.stdout], [], [], 0.002)[0]:
            if requests is not None and len(server.log) >= requests:
                time.sleep(seconds)
                with suppress(ProcessLookupError):  # it has ended this moment
                    os.kill(child, signal.SIGKILL)
                break
        status = int(process.stdout.readline())
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            return False
        assert os.WEXITSTATUS(status) == 0
        return True

    def __enter__(self) -> "Driver":
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()


def _kept(raw: Path, server: Server) -> Counter[tuple[str, ...]]:
    """What the manifest says, without the times and the places in the archives, which differ from run to run."""
    with RawStore.open(raw) as store:
        lines = list(store.manifest())
        for line in lines:
            assert line.sha256 is not None
            store.read(line.sha256)
        assert store.dropped == []
    port = f":{server.port}/"
    return Counter(
        tuple(str(one).replace(port, "/") for one in (
            line.url, line.final_url, line.status, line.sha256, line.bytes, line.listed_title, line.listed_date,
            line.parent_url, line.site,
        ))
        for line in lines
    )  # fmt: skip


def _killed(driver: Driver, server: Server, arguments: list[str], raw: Path, seed: int, most: int = 12) -> int:
    """Crawl with kills until it comes to its end; how many there were. What is kept is never asked for again."""
    lot = random.Random(seed)
    kills = 0
    while True:
        kept = {line.url for line in RawStore.open(raw).manifest()} if raw.exists() else set()
        server.log.clear()
        done = driver.crawl(arguments, server, lot.randint(1, most), lot.uniform(0, 0.03))
        asked = Counter(f"http://{hit.host}:{server.port}{hit.path}" for hit in server.log)
        assert not kept & set(asked)
        assert max(asked.values(), default=0) <= 1
        if done:
            return kills
        kills += 1


def test_a_killed_crawl_goes_on_and_asks_for_nothing_twice(tmp_path: Path) -> None:
    numbers = range(60)
    links = {f"/r{n}.html": f"某局{n}号{2000 + n % 20}年政府信息公开工作年度报告" for n in numbers}
    pages: dict[str, Answer] = {f"/r{n}.html": Page(report(n, f"{n}")) for n in numbers}
    with Server(pages | {"/list/": listing(links)}) as server, Driver() as driver:
        arguments = [server.url("/list/"), "--into", str(tmp_path / "raw"), "--delay", "0", "--allow-private"]
        kills = _killed(driver, server, arguments, tmp_path / "raw", seed=1, most=40)
        assert kills >= 1
        kept = _kept(tmp_path / "raw", server)
    assert len(kept) == 60
    assert set(kept.values()) == {1}


def _database(raw: Path, out: Path) -> list[dict[str, Any]]:
    call = [sys.executable, "-m", "pipeline"]
    subprocess.run(
        [*call, "run", str(raw), "-o", str(out)], env=environment(), cwd=ROOT, check=True, capture_output=True
    )
    answers = []
    for query in (
        "select report_id, status, agency_id, year, published, version_of, is_latest, title from reports order by all",
        "select * from facts order by all",
        "select * from mentions order by all",
        "select finding_id, report_id, other_report_id, rule, outcome, grade, message_en from findings order by all",
    ):
        asked = [*call, "sql", query, "-d", str(out), "--json"]
        shown = subprocess.run(asked, env=environment(), cwd=ROOT, check=True, capture_output=True, text=True)
        answers += json.loads(shown.stdout)["rows"]
    return answers


@pytest.mark.full
def test_a_city_crawled_with_kills_ends_in_the_same_manifest_and_database(tmp_path: Path) -> None:
    """``NIANBAO_KILLS`` kills in as many crawls as it takes."""
    wanted = int(os.environ.get("NIANBAO_KILLS", "25"))
    with city() as server, Driver() as driver:
        (tmp_path / "city.toml").write_text(profile(server), encoding="utf-8")

        def arguments(raw: Path) -> list[str]:
            return [str(tmp_path / "city.toml"), "--into", str(raw), "--delay", "0.01", "--allow-private"]

        assert driver.crawl(arguments(tmp_path / "whole"), server, None, 0)
        whole = _kept(tmp_path / "whole", server)
        published = [path for path in server.pages if re.fullmatch(r"/\d/ndbg/\d+\.\w+", path)]
        assert {path.rsplit(".", 1)[1] for path in published} == {"html", "txt", "pdf", "docx"}
        assert len(whole) == len(published) > 15
        kills = rounds = 0
        while kills < wanted:
            rounds += 1
            raw = tmp_path / f"raw-{rounds}"
            kills += _killed(driver, server, arguments(raw), raw, seed=rounds)
            assert _kept(raw, server) == whole
    print(f"{kills} kills in {rounds} crawls")
    database = _database(tmp_path / "whole", tmp_path / "out-whole")
    assert sum("finding_id" in row and row["outcome"] == "fail" for row in database) >= 9
    assert _database(raw, tmp_path / "out-killed") == database


@pytest.mark.full
def test_many_pages_are_crawled_in_little_memory(tmp_path: Path) -> None:
    """``NIANBAO_PAGES`` reports on lists of a hundred; memory is looked at when a fifth and when all are in."""
    count = int(os.environ.get("NIANBAO_PAGES", "1000"))

    def page(path: str) -> Page | None:
        name = path.strip("/").removesuffix(".html")
        if name.startswith("r"):
            return Page(report(int(name[1:]), name))
        at = int(name.removeprefix("list") or 0)
        links = {
            f"/r{n}.html": f"某局{n}号{2000 + n % 20}年政府信息公开工作年度报告"
            for n in range(at * 100, at * 100 + 100)
        }
        more = f"<a href='/list{at + 1}.html'>下一页</a>" if (at + 1) * 100 < count else ""
        return Page(listing(links, more))

    with Server({"/robots.txt": Page(b"", 404)}, page) as server:
        url = server.url("/list0.html")
        arguments = ["crawl", url, "--into", str(tmp_path), "--delay", "0", "--allow-private", "--json"]
        crawling = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(), cwd=ROOT,
        )  # fmt: skip
        early = late = 0
        begun = time.monotonic()
        while crawling.poll() is None:
            asked = len(server.log)
            if asked >= count // 5 and not early:
                early = _resident(crawling.pid)
            late = _resident(crawling.pid) or late
            time.sleep(0.05)
        seconds = time.monotonic() - begun
        assert crawling.stdout is not None
        outcome = json.loads(crawling.stdout.read())
        crawling.stdout.close()
    print(f"{count} pages, {count / seconds:.0f} a second; memory {early >> 20} MB, then {late >> 20} MB")
    assert outcome["reports"] == count
    assert len(server.paths()) == count + count // 100
    assert late - early < 50_000_000


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):  # it has ended
        return 0


def test_a_stop_by_hand_is_gone_on_with(tmp_path: Path) -> None:
    """Ctrl-C: the run says how many addresses wait, and the next one fetches them."""
    links = {f"/r{n}.html": f"某局{2000 + n}年政府信息公开工作年度报告" for n in range(12)}
    pages: dict[str, Answer] = {f"/r{n}.html": Page(report(n)) for n in range(12)}
    with Server(pages | {"/list/": listing(links)}) as server:
        arguments = ["crawl", server.url("/list/"), "--into", str(tmp_path), "--delay", "0.3", "--allow-private"]
        stopped = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), cwd=ROOT,
        )  # fmt: skip
        while len(server.paths()) < 4:
            time.sleep(0.05)
        stopped.send_signal(signal.SIGINT)
        _, complaints = stopped.communicate(timeout=60)
        assert stopped.returncode == 130
        assert "run the same command to go on" in complaints
        server.log.clear()
        outcome = crawl(server.url("/list/"), "--into", tmp_path, "--delay", "0")
        assert (outcome["resumed"], outcome["reports"]) == (True, 12)
        assert len(server.paths()) == 12 - 12 + outcome["kept"]
