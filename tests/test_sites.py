"""Every profile has an example site in ``tests/sites``, and yields from it exactly the reports that are stated there.

The pages are frozen and imitate the family; every sentence on them is ours. No network: the crawl itself runs, with a
way to get pages that takes them from the folder.
"""

import asyncio
import csv
import io
import tomllib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.acquire import RawStore
from pipeline.acquire.crawl import Download, Summary, crawl, find_target
from pipeline.acquire.explore import Answer, Reading
from pipeline.acquire.frontier import LISTS, Frontier, State
from pipeline.acquire.manners import Manners
from pipeline.acquire.profile import SITES, Profiles, load_profiles, read_profile
from pipeline.catalog import builtin
from pipeline.errors import CatalogError, CrawlError
from pipeline.read.decode import decode
from pipeline.read.sniff import sniff

HERE = Path(__file__).parent / "sites"
EXAMPLES = sorted(path.parent for path in HERE.glob("*/site.toml"))
MANNERS = Manners("test", delay=0, allow_private=True)

# What stands at an address of a report that the example does not hold.
REPORT = (
    "<html><head><title>年度报告</title></head><body><p>{url}</p>"
    + "<p>本年主动公开政府信息三条。</p>" * 40
    + "</body></html>"
)


def _read(data: bytes) -> tuple[str, str]:
    decoded = decode(data)
    return decoded.text, decoded.encoding


READING = Reading(sniff, _read)
Pages = Callable[[str], bytes | Answer]


def crawl_pages(start: str, pages: Pages, into: str | Path, **settings: Any) -> Summary:
    """Crawl without a network."""

    async def download(url: str) -> Answer:
        found = pages(url)
        if isinstance(found, Answer):
            return found
        return Answer(url, 200, {"content-type": "text/html"}, found, datetime.now(UTC), wire=found)

    def engine(work: Callable[[Download], Awaitable[None]], manners: Manners) -> bool:
        async def whole() -> None:
            await work(download)

        asyncio.run(whole())
        return True

    manners = settings.pop("manners", MANNERS)
    target = find_target(start, settings.get("own_sites"), settings.pop("profile", None))
    return crawl(target, into, READING, builtin(), manners, engine=engine, **settings)


def _pages_of(example: Path, meta: dict[str, Any]) -> Pages:
    origin = "/".join(meta["start"].split("/")[:3])

    def page(url: str) -> bytes | Answer:
        path = url.removeprefix(origin)
        if path == "/robots.txt":
            return Answer(url, 404, {}, b"", datetime.now(UTC))
        if path in meta["pages"]:
            return Path(example, meta["pages"][path]).read_bytes()
        return REPORT.format(url=url).encode()

    return page


def _meta(example: Path) -> dict[str, Any]:
    return tomllib.loads((example / "site.toml").read_text(encoding="utf-8"))


def test_every_profile_has_an_example() -> None:
    assert {_meta(example)["profile"] for example in EXAMPLES} == set(load_profiles().by_id)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_a_profile_yields_the_stated_reports(
    example: Path, tmp_path: Path, golden: Callable[[Path, str], None]
) -> None:
    meta = _meta(example)
    summary = crawl_pages(meta["start"], _pages_of(example, meta), tmp_path / "raw")
    with Frontier.open(tmp_path / "raw" / ".crawl" / "frontier.sqlite") as frontier:
        rows = list(frontier.rows(summary.site))
    listing = io.StringIO()
    out = csv.writer(listing, lineterminator="\n")
    out.writerow(["state", "kind", "url", "words", "listed", "because"])
    for row in rows:
        out.writerow([row.state, row.kind, row.url, row.title, row.listed_date, row.reason])
    golden(example / "found.csv", listing.getvalue())
    assert summary.done
    assert (summary.reports, summary.ungot, summary.waiting) == (meta["reports"], (), 0)
    assert sum(row.kind == "attachment" and row.state == State.FETCHED for row in rows) == meta["files"]
    assert sum(row.kind in LISTS and row.state == State.FETCHED for row in rows) == meta["lists"]
    # pages of lists that the example does not hold would have been taken for reports
    assert all(
        row.kind == "report" or row.url.split(".example", 1)[1] in meta["pages"] for row in rows if row.kind in LISTS
    )
    with RawStore.open(tmp_path / "raw") as raw:
        assert sum(line.has_content for line in raw.manifest()) == meta["reports"] + meta["files"] == summary.kept


@pytest.mark.parametrize("name", sorted({*load_profiles().by_id} - {"generic", "vsb"}))
def test_what_a_family_says_is_needed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the families fewer reports are found. (vsb links to the next page; its rule is for sites that do not.)"""
    meta = _meta(HERE / name)
    generic = Profiles({"generic": load_profiles().by_id["generic"]})
    monkeypatch.setattr("pipeline.acquire.crawl.load_profiles", lambda own=None: generic)
    summary = crawl_pages(meta["start"], _pages_of(HERE / name, meta), tmp_path / "raw")
    assert summary.reports < meta["reports"]


def test_a_site_is_one_file(tmp_path: Path) -> None:
    example = HERE / "trs"
    meta = _meta(example)
    (tmp_path / "qinghe.toml").write_text(f'label_zh = "青禾市"\nstart = ["{meta["start"]}"]\n', encoding="utf-8")
    summary = crawl_pages("qinghe", _pages_of(example, meta), tmp_path / "raw", own_sites=tmp_path)
    assert (summary.site, summary.reports) == ("qinghe", meta["reports"])
    again = crawl_pages(str(tmp_path / "qinghe.toml"), _pages_of(example, meta), tmp_path / "raw")
    assert (again.site, again.reports, again.kept) == ("qinghe", meta["reports"], 0)


def test_a_family_alone_is_no_site() -> None:
    with pytest.raises(CrawlError, match="without a start page"):
        find_target("trs")
    with pytest.raises(CatalogError, match="no profile 'nowhere'"):
        find_target("nowhere")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[links]\nreports = []", "unknown key 'reports'"),
        ("[links]\nreport = ['(']", "is no pattern"),
        ("[[paging]]\nfind = 'x'", "says no url and no query"),
        ("[[paging]]\nfind = 'x'\nurl = 'index_{n}.html'", "where it ends is not known"),
        ("[[paging]]\nfind = 'x'\nlast = 'pages'\nurl = 'index_{n}.html'", "no group of that name"),
        ("[[paging]]\ncount = 'total'\nquery = 'page'", "says no per"),
        ("start = 'http://a.example/'", "expected a list of text"),
        ("start = [", "not a profile"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        read_profile(tmp_path / "mine.toml")


def test_profiles_lie_in_the_package() -> None:
    assert {path.stem for path in SITES.glob("*.toml")} == set(load_profiles().by_id)
