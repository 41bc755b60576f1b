"""The parts of a crawl that need no network: addresses, verdicts on links, rules for waiting, what an answer means."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from test_sites import crawl_pages
from twisted.internet.address import IPv4Address, IPv6Address

from pipeline.acquire import RawStore
from pipeline.acquire.address import AddressError, is_public, resolve, site_of
from pipeline.acquire.article import files_of, what_instead
from pipeline.acquire.crawl import find_target
from pipeline.acquire.explore import Answer
from pipeline.acquire.frontier import Frontier, Kind, Row, State
from pipeline.acquire.guard import Guard
from pipeline.acquire.links import judge
from pipeline.acquire.listpage import Link, first_date, links_of, take_apart
from pipeline.acquire.manners import Manners, retry_after, until_night
from pipeline.acquire.profile import load_profiles
from pipeline.acquire.robots import read_robots
from pipeline.acquire.visits import DownloadError
from pipeline.catalog import builtin
from pipeline.errors import CrawlError

GENERIC = load_profiles().by_id["generic"]
BASE = "http://www.qh.gov.cn/zwgk/ndbg/index.html"

# -- addresses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("t1.html", "http://www.qh.gov.cn/zwgk/ndbg/t1.html"),
        ("../../../a.html", "http://www.qh.gov.cn/a.html"),
        ("//XXGK.QH.gov.cn:80/a", "http://xxgk.qh.gov.cn/a"),
        ("/a.jsp;jsessionid=1F?id=2#top", "http://www.qh.gov.cn/a.jsp?id=2"),
        ("/a.jsp?jsessionid=77&id=2", "http://www.qh.gov.cn/a.jsp?id=2"),
        ("\t/a b.html\n", "http://www.qh.gov.cn/a%20b.html"),
        ("/年报.pdf", "http://www.qh.gov.cn/%E5%B9%B4%E6%8A%A5.pdf"),
        ("files\\nb.doc", "http://www.qh.gov.cn/zwgk/ndbg/files/nb.doc"),
        ("https://青禾.cn/", "https://xn--2lzs91d.cn/"),
        ("https://a.cn:8443", "https://a.cn:8443/"),
    ],
)
def test_an_address_has_one_spelling(link: str, expected: str) -> None:
    assert resolve(link, BASE) == expected
    assert resolve(expected, BASE) == expected


def test_a_query_is_in_the_encoding_of_its_page() -> None:
    assert resolve("/s?w=年报", BASE, "gb18030") == "http://www.qh.gov.cn/s?w=%C4%EA%B1%A8"


@pytest.mark.parametrize(
    "link",
    ["file:///etc/passwd", "ftp://a.cn/x", "data:text/html,x", "gopher://a.cn/", "http://a.cn:99999/", "http://[::1/",
     "/a\x00b", "/a\r\nHost: b", "/" + "a" * 3000],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(link: str) -> None:
    with pytest.raises(AddressError) as refused:
        resolve(link, BASE)
    assert refused.value.code == State.REFUSED_SCHEME


@pytest.mark.parametrize(
    ("host", "site"),
    [("xxgk.gz.gov.cn", "gz.gov.cn"), ("www.gz.gov.cn", "gz.gov.cn"), ("gz.gov.cn", "gz.gov.cn"),
     ("a.b.sh.cn", "b.sh.cn"), ("www.example.org", "example.org"), ("202.108.143.23", "202.108.143.23"),
     ("::1", "::1")],
)  # fmt: skip
def test_hosts_of_one_owner_are_one_site(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.9.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
     "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "not an address"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "202.108.143.23", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


class _Resolver:
    """Answers with other addresses each time, as a rebinding name server does."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver, *rest):  # type: ignore[no-untyped-def]  # noqa: N802
        receiver.resolutionBegan(None)
        for host in self.answers.pop(0):
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, 80))
        receiver.resolutionComplete()


class _Receiver:
    def __init__(self) -> None:
        self.got: list[str] = []
        self.ended = False

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: IPv4Address) -> None:  # noqa: N802
        self.got.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.ended = True


def test_a_host_is_connected_to_only_at_the_addresses_that_were_looked_at() -> None:
    guard = Guard(_Resolver(["8.8.8.8", "2400:3200::1"], ["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], []), False)
    got = []
    for host in ("a.cn", "a.cn", "b.cn", "c.cn"):
        receiver = _Receiver()
        guard.resolveHostName(receiver, host, 80)  # type: ignore[arg-type]
        assert receiver.ended
        got.append(receiver.got)
    assert got == [["8.8.8.8", "2400:3200::1"], [], [], []]  # one address that is not public is one too many
    assert guard.refused == {"a.cn": "127.0.0.1", "b.cn": "10.0.0.1"}


# -- links -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("某县水利局2017年政府信息公开工作年度报告", Kind.REPORT),
        ("某县政府信息公开工作年度报告(2009年)", Kind.REPORT),
        ("某局关于二〇一二年度政府信息公开情况的报告", Kind.REPORT),
        ("2008年信息公开年报", Kind.REPORT),
        ("某区政务公开2018年度报告", Kind.REPORT),
        ("某县2015年度政务信息公开工作总结", Kind.REPORT),
        ("关于公布某市2020年政府信息公开工作年度报告的公告", Kind.REPORT),
        ("政府信息公开年报", Kind.COLUMN),
        ("政府信息公开工作年度报告", Kind.COLUMN),
        ("历年年度报告", Kind.COLUMN),
        ("某街道政府信息公开工作年度报告", Kind.COLUMN),
        ("《某县2017年政府信息公开工作年度报告》解读", None),
        ("一图读懂某市2021年政府信息公开工作年度报告", None),
        ("关于做好2020年政府信息公开工作年度报告编制工作的通知", None),
        ("某县2021年法治政府建设年度报告", None),
        ("某市2020年政府网站工作年度报表", None),
        ("某市2022年统计年报", None),
        ("某县2020年预算公开", None),
        ("2023年国民经济公报", None),
        ("首页", None),
        ("", None),
    ],
)
def test_a_link_is_judged_by_its_words(words: str, kind: Kind | None) -> None:
    verdict = judge(Link("a.html", words), "http://a.cn/a.html", GENERIC.links, builtin(), in_column=False)
    assert verdict.kind == kind, verdict.reason
    assert verdict.reason


@pytest.mark.parametrize(
    ("words", "kind"),
    [("2023年", Kind.COLUMN), ("二○一九年度", Kind.COLUMN), ("某县水利局", Kind.COLUMN), ("街道办事处", Kind.COLUMN),
     ("某市2019年国民经济和社会发展计划执行情况报告", None), ("某局2023年度部门整体绩效自评报告", None),
     ("某局2022年年报", Kind.REPORT), ("2022年某局年度报告", Kind.REPORT), ("年报(2020年)", Kind.REPORT),
     ("2022年度报告", Kind.REPORT), ("网站地图", None), ("2022年工作要点", None)],
)  # fmt: skip
def test_in_a_list_of_annual_reports_less_is_enough(words: str, kind: Kind | None) -> None:
    arguments = Link("a.html", words), "http://a.cn/a.html", GENERIC.links, builtin()
    assert judge(*arguments, in_column=True).kind == kind
    outside = judge(*arguments, in_column=False).kind
    assert outside is None or "报" in words  # its page will tell


@pytest.mark.parametrize(
    ("path", "is_list"),
    [("/zwgk/ndbg/", True), ("/zfxxgknb/index.html", True), ("/xxgk/nb.htm", True), ("/zfxxgkgzndbg", True),
     ("/xxgkndbg/list_1.shtml", True), ("/AnnualReport/index.aspx", True), ("/zwgk/ndbg/202012/t1.html", False),
     ("/nbxw/1.html", False), ("/jgou/", False)],
)  # fmt: skip
def test_a_list_of_annual_reports_is_known_by_its_address(path: str, is_list: bool) -> None:
    verdict = judge(Link(path, "更多"), f"http://a.cn{path}", GENERIC.links, builtin(), in_column=False)
    assert verdict.kind == (Kind.COLUMN if is_list else None)


def test_links_have_their_whole_words_and_the_date_of_their_row() -> None:
    page = take_apart(
        BASE,
        """<ul><li><a href=1 title="某县水利局2017年政府信息公开工作年度报告">某县水利局2017年政府信…</a><i>2018-1-9</i>
        <li><a href=2>某 县\n2016年</a> 2017年02月11日<li><a href=3><img alt="年报"></a></ul>""",
    )
    assert list(links_of(page, (), ())) == [
        Link("1", "某县水利局2017年政府信息公开工作年度报告", "2018-01-09"),
        Link("2", "某县2016年", "2017-02-11"),
        Link("3", "年报", None),
    ]
    assert first_date("电话 0500-2018-1234, 2017年13月") is None


def test_addresses_in_scripts_and_frames_are_found_without_running_them(tmp_path: Path) -> None:
    """As older sites have them: the list in a frame, opened by scripts; start pages that only send elsewhere."""
    report = "<p>公开信息三条。</p>" * 60
    title = "某局{}年政府信息公开工作年度报告"
    pages = {
        "/": "<script>window.location.href='/zwgk/index.html';</script>",
        "/zwgk/index.html": '<meta http-equiv="Refresh" content="0; URL=nb.asp">',
        "/zwgk/nb.asp": "<frameset><frame src='menu.html'><frame src='list.asp?c=3'></frameset>",
        "/zwgk/menu.html": "<a href='javascript:void(0)'>首页</a>",
        "/zwgk/list.asp?c=3": f"""<a href="javascript:openWin('show.asp?id=1')">{title.format(2009)}</a>
        <a href="#" onclick="window.open('/files/2010.doc')">{title.format(2010)}</a>""",
        "/zwgk/show.asp?id=1": report + "1",
        "/files/2010.doc": report + "2",
    }
    summary = crawl_pages("http://old.example/", lambda url: pages.get(url[18:], "").encode(), tmp_path)
    assert summary.counts["report"] == {"fetched": 2}
    assert summary.counts["start"] == {"fetched": 1, "redirected": 2}
    assert summary.counts["more"] == {"fetched": 2}


def test_pages_that_send_to_one_another_are_a_loop(tmp_path: Path) -> None:
    pages = {"/a": '<meta http-equiv="refresh" content="0;url=/b">', "/b": "<script>location.replace('/a')</script>"}
    summary = crawl_pages("http://old.example/a", lambda url: pages.get(url[18:], "").encode(), tmp_path)
    assert [(row.url[18:], row.state) for row in summary.ungot] == [("/b", "failed")]
    assert summary.ungot[0].reason.startswith("a loop of redirects")


def test_a_crawl_without_scrapy_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.acquire.crawl.find_spec", lambda name: None)
    with pytest.raises(CrawlError, match=r"pip install 'nianbao\[crawl\]'"):
        find_target("http://a.example/")


def test_what_is_crawled_may_go_elsewhere_than_into_a_folder(tmp_path: Path) -> None:
    pages, _ = _site({})

    def page(url: str) -> bytes:
        return pages.get(url.removeprefix("http://two.example"), "").encode()

    with pytest.raises(CrawlError, match="--state FOLDER"):
        crawl_pages("http://two.example/", page, "memory://crawl")
    summary = crawl_pages("http://two.example/", page, "memory://crawl", state=tmp_path)
    assert summary.reports == 2
    with RawStore.open("memory://crawl") as raw:
        assert [line.url for line in raw.manifest()] == ["http://two.example/2019.html", "http://two.example/2020.html"]
    again = crawl_pages("http://two.example/", page, "memory://crawl", state=tmp_path)
    assert (again.kept, again.reports) == (0, 2)


def test_a_sitemap_is_read_and_judged_by_its_addresses(tmp_path: Path) -> None:
    locations = ["/zfxxgk/ndbg/2021.html", "/zfxxgk/zn.html", "/sitemap2.xml", "http://other.example/ndbg/1.html"]
    first = "".join(f"<url><loc>{one if '//' in one else 'http://map.example' + one}</loc></url>" for one in locations)
    report = "<title>某局2021年政府信息公开年度报告</title>" + "<p>公开信息三条。</p>" * 9
    pages = {
        "/sitemap.xml": f'<?xml version="1.0"?><urlset>{first}</urlset>',
        "/sitemap2.xml": "<urlset><url><loc>http://map.example/xxgk/nianbao/2020.html</loc></url></urlset>",
    }
    summary = crawl_pages(
        "http://map.example/sitemap.xml",
        lambda url: pages.get(url.removeprefix("http://map.example"), report + url).encode(),
        tmp_path,
    )
    assert (summary.reports, summary.counts["other"]) == (2, {"skipped": 1})
    assert summary.counts["column"] == {"fetched": 1, "skipped": 1}


@pytest.mark.parametrize(
    "page",
    [
        "<a>" * 300_000,
        "<a href=1>" * 5_000,
        "<li>" * 5_000 + "<a href=1>x" * 5_000,
        "totalRecord:" * 400_000,
        "<urlset>" + "<url>" * 190_000,
        "<![CDATA[" * 190_000,
        "共 1 条 " * 500_000,
        "SID: 1 CATEGORY " * 300_000,
        "x(" + "[" * 4_000_000,
        "createPageHTML(" * 300_000,
        "?page=1&" * 500_000 + "共",
    ],
    ids=lambda page: page[:12],
)  # fmt: skip
def test_a_page_that_is_made_to_stop_a_crawl_does_not(page: str, tmp_path: Path) -> None:
    begun = time.process_time()
    summary = crawl_pages(
        "http://bomb.example/", lambda url: b"" if url.endswith("robots.txt") else page.encode(), tmp_path
    )
    assert summary.reports == 0
    assert summary.counts["start"].keys() <= {"fetched", "too_large"}
    assert time.process_time() - begun < 10


def test_files_of_a_report_are_told_from_those_of_the_site() -> None:
    page = """<div class=top><a href=/app.doc>依申请公开申请表</a><a href=/tongji.xls>统计公报</a></div>
    <div id=zoom><p>…</p><a href=1.xls>表</a><iframe src="/pdf/viewer.html?file=/2024/%E5%B9%B4%E6%8A%A5.pdf"></iframe>
    <a href="reader.exe">阅读器</a></div><p>附件：<a href="2.pdf">全文</a></p>
    <a href=3.doc>某局2023年政府信息公开年度报告</a>"""
    found = [link.href for link in files_of(BeautifulSoup(page, "lxml"), GENERIC.article, builtin())]
    assert found == ["1.xls", "/2024/年报.pdf", "2.pdf", "3.doc"]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<title>安全验证</title><p>请完成验证后继续访问", "challenge_page"),
        ("<html><script>location.href=decode('x')</script><body></body></html>", "script_page"),
        ("<h1>404</h1>您访问的页面不存在", "error_page"),
        ("<form>用户名 <input> 密码 <input></form>", "login_page"),
        ("<p>本年公开信息三条。" * 60 + "如需登录请输入用户名", None),
        ("<a href=/nb.pdf>下载</a>系统维护", None),
        ("<p>短</p>", None),
    ],
)
def test_a_page_of_the_server_is_told_from_a_report(page: str, code: str | None) -> None:
    assert (what_instead(page, builtin()) or (None,))[0] == code


# -- waiting -----------------------------------------------------------------------------


def test_the_night_is_that_of_beijing() -> None:
    assert until_night(datetime(2026, 1, 1, 14, 0, tzinfo=UTC)) == 0  # 22:00
    assert until_night(datetime(2026, 1, 1, 21, 59, tzinfo=UTC)) == 0  # 05:59
    assert until_night(datetime(2026, 1, 1, 22, 0, tzinfo=UTC)) == 16 * 3600  # 06:00
    assert until_night(datetime(2026, 1, 1, 13, 59, 30, tzinfo=UTC)) == 30


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Thu, 01 Jan 2026 00:01:00 GMT", 60),
        ("Wed, 31 Dec 2025 23:00:00 GMT", 0),
        ("soon", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, datetime(2026, 1, 1, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    ("status", "text", "allowed"),
    [
        (404, "", True),
        (403, "Disallow: /", True),
        (503, "", False),
        (429, "", False),
        (None, "no answer", False),
        (200, "User-agent: *\nDisallow: /zwgk/", False),
        (200, "User-agent: *\nDisallow: /zwgk/\nUser-agent: nianbao\nDisallow:", True),
        (200, "<html><body>首页</body></html>", True),
        (200, "User-agent: *\nDisallow: /zwgk/*.html$", False),
    ],
)
def test_robots(status: int | None, text: str, allowed: bool) -> None:
    assert read_robots(status, text).allows(BASE) is allowed


def test_a_host_that_does_not_answer_has_failed_and_not_refused(tmp_path: Path) -> None:
    def page(url: str) -> bytes:
        raise DownloadError(State.FAILED, "no such host", again=True)

    summary = crawl_pages("http://nowhere.example/", page, tmp_path)
    assert [(row.state, row.reason) for row in summary.ungot] == [("failed", "robots.txt cannot be got: no such host")]


def test_the_delay_that_robots_asks_for() -> None:
    assert read_robots(200, "User-agent: *\nCrawl-delay: 7").delay == 7
    assert read_robots(200, "User-agent: *\nRequest-rate: 1/20").delay == 20
    assert read_robots(200, "User-agent: *\nCrawl-delay: 99999").delay == 60


# -- the frontier ------------------------------------------------------------------------


def test_a_row_met_again_under_a_better_name_is_followed_after_all(tmp_path: Path) -> None:
    skipped = Row("http://a.cn/1", "s", Kind.OTHER, "a.cn", State.SKIPPED, "its words name no annual report")
    better = Row("http://a.cn/1", "s", Kind.REPORT, "a.cn", title="某局2020年政府信息公开年报")
    with Frontier.open(tmp_path / "f") as frontier:
        frontier.begin("s", [skipped], "2026", again=False)
        assert frontier.next("s", "a.cn") is None
        frontier.begin("s", [better], "2026", again=False)
        assert frontier.next("s", "a.cn") == better
        frontier.begin("s", [skipped], "2026", again=False)
        assert frontier.next("s", "a.cn") == better


def test_one_crawl_at_a_time(tmp_path: Path) -> None:
    with Frontier.open(tmp_path / "f") as frontier:
        frontier.begin("s", [], "2026", again=False)
        with pytest.raises(CrawlError, match="another crawl is at work here"), Frontier.open(tmp_path / "f") as second:
            second.begin("s", [], "2026", again=False)
    (tmp_path / "g").write_bytes(b"not a database, but long enough to be looked at" * 100)
    with pytest.raises(CrawlError, match="not a frontier"), Frontier.open(tmp_path / "g"):
        pass


def _site(changes: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    pages = {
        "/": "<title>政府信息公开年报</title>"
        + "".join(f"<a href=/{year}.html>某局{year}年政府信息公开工作年度报告</a>" for year in (2019, 2020)),
        "/2019.html": "<p>2019年公开信息三条。</p>" * 40,
        "/2020.html": "<p>2020年公开信息三条。</p>" * 40,
    }
    return pages | changes, []


def test_a_second_round_asks_for_lists_and_what_is_new(tmp_path: Path) -> None:
    pages, asked = _site({})

    def page(url: str) -> bytes | Answer:
        path = url.removeprefix("http://two.example")
        asked.append(path)
        return pages[path].encode() if path in pages else Answer(url, 404, {}, b"", datetime.now(UTC))

    crawl_pages("http://two.example/", page, tmp_path)
    pages["/"] += "<a href=/2021.html>某局2021年政府信息公开工作年度报告</a>"
    pages["/2021.html"] = "<p>2021年公开信息三条。</p>" * 40
    pages["/2019.html"] += "<p>更正。</p>"
    asked.clear()
    second = crawl_pages("http://two.example/", page, tmp_path)
    assert asked == ["/robots.txt", "/", "/2021.html"]
    assert (second.kept, second.reports) == (1, 3)
    asked.clear()
    again = crawl_pages("http://two.example/", page, tmp_path, again=True)
    assert asked == ["/robots.txt", "/", "/2019.html", "/2020.html", "/2021.html"]
    assert (again.kept, again.reports) == (3, 3)


def test_a_limit_leaves_the_rest_for_the_next_run(tmp_path: Path) -> None:
    pages, _ = _site({})

    def page(url: str) -> bytes | Answer:
        path = url.removeprefix("http://two.example")
        return pages[path].encode() if path in pages else Answer(url, 404, {}, b"", datetime.now(UTC))

    first = crawl_pages("http://two.example/", page, tmp_path, manners=Manners(delay=0, limit=1))
    assert (first.kept, first.waiting) == (1, 1)
    second = crawl_pages("http://two.example/", page, tmp_path)
    assert (second.resumed, second.kept, second.waiting, second.reports) == (True, 1, 0, 2)
