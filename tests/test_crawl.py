"""Crawls over real connections, from a server on loopback that misbehaves as servers do; its log is the witness."""

import json
import re
import time
from itertools import pairwise
from pathlib import Path
from threading import Lock

import pytest
from crawling import crawl, listing, report, states
from loopback import Answer, Handler, Page, Server, bomb, busy, cut, flood, redirect, slow

from pipeline.acquire import RawStore

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def _named(*paths: str) -> dict[str, str]:
    """A list that calls everything a report, each of another year."""
    return {path: f"某局{2000 + number}年政府信息公开工作年度报告" for number, path in enumerate(paths)}


def _keeps_coming(path: str) -> Page | None:
    """A calendar: every month has a next one, and no report."""
    if found := re.fullmatch(r"/calendar/(\d+)", path):
        month = int(found[1])
        return Page(
            f"<title>日历</title><a href='/day/{month}'>1日</a><a href='/calendar/{month + 1}'>下一页</a>".encode()
        )
    return None


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Server, dict[str, object]]:
    """One crawl of a site where everything goes wrong that can."""
    raw = tmp_path_factory.mktemp("bad")
    same = report(7)
    pages: dict[str, Answer] = {
        "/robots.txt": Page(b"User-agent: *\nDisallow: /secret/\n", media_type="text/plain"),
        "/fine.html": Page(
            report(1)
            + "<div><a href='/files/年报附件.doc'>附件：年报.doc</a>"
            "<a href='/down.jsp?name=年报'>附件下载</a></div>".encode()
        ),
        "/files/%E5%B9%B4%E6%8A%A5%E9%99%84%E4%BB%B6.doc": Page(PDF, media_type="application/msword"),
        "/down.jsp?name=%E5%B9%B4%E6%8A%A5": Page(
            PDF + b"%", headers={"Content-Disposition": "attachment; filename=../../x/年报.pdf"}
        ),
        "/gbk.html": Page("<title>某局</title>".encode() + ("公开信息三条。" * 80).encode("gb18030")),
        "/busy.html": busy(2, report(2)),
        "/wait.html": busy(1, report(3), 429, "1"),
        "/always-busy.html": busy(99, b"", 503),
        "/cut.html": cut(report(4)),
        "/cut-once.html": cut(report(5), 1),
        "/slow.html": slow(20),
        "/flood.html": flood(400_000_000),
        "/flood-told.html": flood(400_000_000, told=True),
        "/bomb.html": bomb(400_000_000),
        "/loop-a.html": redirect("/loop-b.html"),
        "/loop-b.html": redirect("/loop-a.html", 301),
        "/self.html": redirect("/self.html"),
        **{f"/chain-{n}.html": redirect(f"/chain-{n + 1}.html") for n in range(8)},
        "/moved.html": redirect("/new.html", 301),
        "/new.html": report(6),
        "/to-file.html": redirect("file:///etc/passwd"),
        "/away.html": redirect("http://169.254.169.254/latest/meta-data/"),
        "/same-1.html": same,
        "/same-2.html": same,
        "/gone.html": Page(b"", 404),
        "/soft.html": "<title>提示</title><h1>您访问的页面不存在</h1>".encode(),
        "/challenge.html": "<title>安全验证</title><p>请完成验证</p><script>x()</script>".encode(),
        "/script.html": b"<script>document.cookie='a=1';location.reload()</script>",
        "/login.html": "<form>用户登录 用户名 密码</form>".encode(),
        "/empty.html": b"",
        "/secret/r.html": report(8),
        "/session.html;jsessionid=A1": report(9),
        "/session.html": report(9),
    }  # fmt: skip
    paths = [path for path in pages if path.endswith((".html", "A1")) and path not in ("/loop-b.html", "/new.html")]
    paths = [path for path in paths if not re.search(r"chain-[1-8]", path)]
    links = _named(*paths, "/session.html;jsessionid=B2", "file:///etc/passwd", "javascript:open()")
    more = "<a href='/calendar/1'>下一页</a><a href='/away/'>首页</a>"
    pages["/list/"] = listing(links, more)
    with Server(pages, _keeps_coming) as server:
        outcome = crawl(
            server.url("/list/"), "--into", raw, "--delay", "0", "--timeout", "1", "--max-bytes", "2000000", code=1
        )
    return raw, server, outcome


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("list/", "fetched", ""),
        ("fine.html", "fetched", ""),
        ("gbk.html", "fetched", ""),
        ("files/%E5%B9%B4%E6%8A%A5%E9%99%84%E4%BB%B6.doc", "fetched", ""),
        ("down.jsp?name=%E5%B9%B4%E6%8A%A5", "fetched", ""),
        ("busy.html", "fetched", ""),
        ("wait.html", "fetched", ""),
        ("always-busy.html", "failed", "status 503, 3 times"),
        ("cut.html", "failed", "the transfer was cut off"),
        ("cut-once.html", "fetched", ""),
        ("slow.html", "failed", "no whole answer within 1 seconds"),
        ("flood.html", "too_large", "more than 2,000,000 bytes"),
        ("flood-told.html", "too_large", "more than 2,000,000 bytes"),
        ("bomb.html", "too_large", "more than 2,000,000 bytes"),
        ("loop-a.html", "redirected", ""),
        ("loop-b.html", "failed", "a loop of redirects over"),
        ("self.html", "failed", "a loop of redirects over"),
        ("chain-0.html", "redirected", ""),
        ("chain-5.html", "redirected", ""),
        ("chain-6.html", "failed", "more than 5 redirects"),
        ("moved.html", "redirected", ""),
        ("new.html", "fetched", ""),
        ("to-file.html", "refused_scheme", "redirects to file:///etc/passwd"),
        ("file:///etc/passwd", "refused_scheme", "the scheme file"),
        ("away.html", "redirected", ""),
        ("latest/meta-data/", "skipped", "on another site (169.254.169.254)"),
        ("same-1.html", "fetched", ""),
        ("same-2.html", "duplicate", ""),
        ("gone.html", "failed", "status 404"),
        ("soft.html", "instead", "error_page"),
        ("challenge.html", "instead", "challenge_page"),
        ("script.html", "instead", "script_page"),
        ("login.html", "instead", "login_page"),
        ("empty.html", "failed", "an empty page"),
        ("secret/r.html", "refused_robots", "robots.txt forbids it"),
        ("session.html", "fetched", ""),
        ("calendar/1", "fetched", ""),
        ("calendar/20", "fetched", ""),
        ("calendar/21", "skipped", "20 list pages before it held no new report"),
        ("away/", "skipped", "its words name no annual report"),
    ],
)  # fmt: skip
def test_every_address_ends_in_one_state(
    bad: tuple[Path, Server, dict[str, object]], path: str, state: str, reason: str
) -> None:
    ended = states(bad[0])[path]
    assert ended[0] == state
    assert ended[1].startswith(reason)


def test_the_states_add_up(bad: tuple[Path, Server, dict[str, object]]) -> None:
    raw, server, outcome = bad
    ended = states(raw)
    assert not [path for path, (state, _) in ended.items() if state in ("waiting", "stopped")]
    counts = outcome["counts"]
    assert isinstance(counts, dict)
    assert sum(sum(by_state.values()) for by_state in counts.values()) == len(ended)
    asked = {path.lstrip("/") for path in server.paths()}
    assert asked <= set(ended)
    never = {"secret/r.html", "latest/meta-data/", "calendar/21", "session.html;jsessionid=A1", "chain-6.html", "away/"}
    assert not asked & never
    assert server.paths().count("/session.html") == 1


def test_what_is_kept_is_what_came(bad: tuple[Path, Server, dict[str, object]]) -> None:
    raw, _, outcome = bad
    with RawStore.open(raw) as store:
        lines = {(line.final_url or line.url).split("/", 3)[3]: line for line in store.manifest()}
        kept = {path for path, (state, _) in states(raw).items() if state in ("fetched", "duplicate")}
        assert set(lines) == {path for path in kept if not path.startswith(("list", "calendar"))}
        assert len(lines) == outcome["kept"]
        assert store.read(lines["files/%E5%B9%B4%E6%8A%A5%E9%99%84%E4%BB%B6.doc"].sha256 or "") == PDF
    moved = lines["new.html"]
    assert moved.url.endswith("/moved.html")
    assert (moved.listed_title or "").startswith("某局20")
    assert moved.listed_date == "2024-01-18"
    assert (moved.parent_url or "").endswith("/list/")
    attached = lines["down.jsp?name=%E5%B9%B4%E6%8A%A5"]
    assert (attached.parent_url or "").endswith("/fine.html")
    assert attached.headers["content-disposition"] == "attachment; filename=../../x/年报.pdf"
    assert lines["same-1.html"].sha256 == lines["same-2.html"].sha256
    assert not list(raw.glob("**/x"))  # no name from a server becomes a path


def test_every_answer_is_in_the_web_archive(bad: tuple[Path, Server, dict[str, object]]) -> None:
    from warcio.archiveiterator import ArchiveIterator

    raw, server, _ = bad
    answers: dict[str, list[str]] = {}
    for path in raw.glob("warc/*.warc.gz"):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests=True):
                record.content_stream().read()
                if record.rec_type == "response":
                    url = record.rec_headers.get_header("WARC-Target-URI").split("/", 3)[3]
                    answers.setdefault(url, []).append(record.http_headers.get_statuscode())
                    assert record.digest_checker.passed is not False
    assert answers["busy.html"] == ["503", "503", "200"]
    assert answers["wait.html"] == ["429", "200"]
    assert answers["moved.html"] == ["301"]
    assert answers["soft.html"] == ["200"]
    assert answers["robots.txt"] == ["200"]
    cut_or_too_large = {"cut.html", "slow.html", "flood.html", "flood-told.html", "bomb.html"}
    assert {path.lstrip("/") for path in server.paths()} - set(answers) == cut_or_too_large


def test_a_wait_that_is_asked_for_is_kept(bad: tuple[Path, Server, dict[str, object]]) -> None:
    _, server, _ = bad
    asked = [hit for hit in server.log if hit.path == "/wait.html"]
    after = next(hit for hit in server.log if hit.at > asked[0].at)
    assert after.at - asked[0].at >= 1  # the whole host is left alone meanwhile


def test_another_run_asks_again_for_what_was_not_got(
    bad: tuple[Path, Server, dict[str, object]], tmp_path: Path
) -> None:
    """What is kept stays kept; the rest is asked for once more: it may have come back."""
    pages: dict[str, Answer] = {
        "/list/": listing(_named("/a.html", "/b.html")),
        "/a.html": report(1),
        "/b.html": Page(b"", 500),
    }
    with Server(pages) as server:
        crawl(server.url("/list/"), "--into", tmp_path, "--delay", "0", code=1)
        assert server.paths().count("/b.html") == 3
        server.log.clear()
        server.pages["/b.html"] = report(2)
        outcome = crawl(server.url("/list/"), "--into", tmp_path, "--delay", "0")
        assert server.paths() == ["/list/", "/b.html"]
    assert (outcome["kept"], outcome["reports"], outcome["ungot"]) == (1, 2, [])


def test_no_address_that_is_not_public_is_asked(tmp_path: Path) -> None:
    hosts = ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
    with Server({"/list/": listing(_named("/a.html")), "/a.html": report(1)}) as server:
        starts = ", ".join(f'"{server.url("/list/", host)}"' for host in hosts)
        profile = tmp_path / "inside.toml"
        profile.write_text(f"start = [{starts}]", encoding="utf-8")
        outcome = crawl(profile, "--into", tmp_path / "raw", "--timeout", "5", code=1, private=False)
        assert server.log == []
    assert [row["state"] for row in outcome["ungot"]] == ["refused_address"] * len(hosts)
    assert "127.0.0.1 is at 127.0.0.1, which is not a public address" in outcome["stderr"]


def test_politeness_by_the_servers_log(tmp_path: Path) -> None:
    """Two hosts, one of which asks for a second between requests; never two requests to a host at a time."""
    lock, busy_hosts, together = Lock(), {"a": 0}, []

    def counted(handler: Handler) -> Page:
        host = handler.headers["Host"]
        with lock:
            busy_hosts[host] = busy_hosts.get(host, 0) + 1
            together.append(busy_hosts[host])
        time.sleep(0.15)
        with lock:
            busy_hosts[host] -= 1
        return Page(report(int(handler.path[2])))

    def robots(handler: Handler) -> Page:
        first = handler.headers["Host"].startswith("127.0.0.1")
        return Page(b"User-agent: nianbao\nCrawl-delay: 1\n" if first else b"", 200 if first else 404)

    with Server({"/robots.txt": robots}) as server:
        links = _named(*(server.url(f"/r{n}.html", f"127.0.0.{1 + n % 2}") for n in range(8)))
        server.pages["/list/"] = listing(links)
        server.pages |= {f"/r{n}.html": counted for n in range(8)}
        profile = tmp_path / "two.toml"
        profile.write_text(f'start = ["{server.url("/list/")}"]\nhosts = ["127.0.0.2"]\n', encoding="utf-8")
        crawl(profile, "--into", tmp_path / "raw", "--delay", "0.3")
        gaps = {}
        for host in ("127.0.0.1", "127.0.0.2"):
            times = [hit.at for hit in server.log if hit.host == host]
            assert len(times) == 5 + (host == "127.0.0.1")
            gaps[host] = min(later - earlier for earlier, later in pairwise(times[1:]))
        assert {"nianbao/" in hit.agent and "; test)" in hit.agent for hit in server.log} == {True}
    assert max(together) == 1
    assert gaps["127.0.0.1"] >= 1
    assert gaps["127.0.0.2"] >= 0.3


def test_a_host_that_refuses_is_left_alone(tmp_path: Path) -> None:
    answers = {
        "127.0.0.2": (Page(b"no", 403), "3 refusals in a row, the last with status 403"),
        "127.0.0.3": (Page(b"later", 429, {"Retry-After": "86400"}), "status 429; it asks to wait 86,400 seconds"),
        "127.0.0.4": (Page("<p>请完成验证</p>".encode(), 412), "3 refusals in a row, the last with status 412"),
        "127.0.0.5": (Page("<title>安全验证</title>拖动滑块".encode()), "3 challenge pages in a row"),
    }
    calm = [False]

    def refusing(handler: Handler) -> Page:
        host, number = handler.headers["Host"].split(":")[0], int(handler.path[2])
        return Page(report(number, host)) if calm[0] or number == 0 else answers[host][0]

    with Server({f"/r{n}.html": refusing for n in range(9)}) as server:
        paths = [server.url(f"/r{n}.html", host) for n in range(9) for host in answers]
        server.pages["/list/"] = listing(
            {path: f"某局20{n:02}年政府信息公开工作年度报告" for n, path in enumerate(paths)}
        )
        profile = tmp_path / "four.toml"
        hosts = ", ".join(f'"{host}"' for host in answers)
        profile.write_text(f'start = ["{server.url("/list/")}"]\nhosts = [{hosts}]', encoding="utf-8")
        outcome = crawl(profile, "--into", tmp_path / "raw", "--delay", "0", code=1)
        assert outcome["stopped"] == {host: reason for host, (_, reason) in answers.items()}
        assert outcome["reports"] == 4
        for host, (_, reason) in answers.items():
            assert sum(hit.host == host and hit.path != "/robots.txt" for hit in server.log) <= 4
            assert f"{host}: left alone for this run ({reason})" in outcome["stderr"]
        assert outcome["counts"]["report"]["stopped"] == 36 - 4 - 3 * 3
        server.log.clear()
        calm[0] = True
        outcome = crawl(profile, "--into", tmp_path / "raw", "--delay", "0")
        assert outcome["reports"] == 36
        assert "/r0.html" not in server.paths()


def test_robots_that_cannot_be_got_forbid_everything(tmp_path: Path) -> None:
    with Server({"/robots.txt": Page(b"", 503), "/list/": listing(_named("/a.html")), "/a.html": report(1)}) as server:
        outcome = crawl(server.url("/list/"), "--into", tmp_path, "--delay", "0", code=1)
        assert server.paths() == []
    assert [row["reason"] for row in outcome["ungot"]] == ["robots.txt cannot be got: status 503"]
    assert "no annual report found" in outcome["stderr"]


def test_a_dry_run_asks_for_lists_alone_and_says_why(tmp_path: Path) -> None:
    links = {"/a.html": "某局2021年政府信息公开工作年度报告", "/b.html": "工作动态"}
    with Server({"/list/": listing(links), "/a.html": report(1)}) as server:
        outcome = crawl(server.url("/list/"), "--into", tmp_path / "raw", "--dry-run")
        assert server.paths() == ["/list/"]
    assert [(row["state"], row["reason"]) for row in outcome["links"]] == [
        ("waiting", "its words have 政府信息公开工作年度报告 and a year"),
        ("skipped", "its words name no annual report"),
    ]
    assert not (tmp_path / "raw").exists()


def test_a_crawl_that_finds_nothing_is_an_error(tmp_path: Path) -> None:
    with Server({"/list/": listing({"/b.html": "工作动态"})}) as server:
        outcome = crawl(server.url("/list/"), "--into", tmp_path, "--delay", "0", code=1)
    assert "no annual report found. List pages read: 1, links left: 1" in outcome["stderr"]
    assert json.dumps(outcome["counts"], sort_keys=True) == '{"other": {"skipped": 1}, "start": {"fetched": 1}}'
