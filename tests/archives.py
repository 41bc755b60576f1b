"""Web archives made for the tests, record by record, so that it is known by construction what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

RAW = Path(__file__).parent.parent / "raw"
DATE = "2020-02-01T08:00:00Z"
REPORT = (RAW / "sanming-commerce-2017-table.html").read_bytes()
OTHER = "<html><head><title>某市要闻</title></head><body><p>今天开了会，天气晴。</p></body></html>".encode()
# A home page: it links to reports and to the menu of disclosure, and is none.
HOME = (
    "<html><head><title>某市人民政府</title></head><body><a href='/gk/zhinan'>政府信息公开指南</a>"
    "<a href='/gk/nb'>政府信息公开年报</a><a href='/gk/ysq'>依申请公开</a></body></html>"
).encode()
Headers = Sequence[tuple[str, str]]
HTML: Headers = (("Content-Type", "text/html"),)


def record(
    url: str,
    body: bytes,
    headers: Headers = HTML,
    *,
    kind: str = "response",
    status: str = "200 OK",
    about: dict[str, str] | None = None,
    packed: bool = True,
) -> bytes:
    """One record as a file holds it."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=packed)
    answer = None if kind == "resource" else StatusAndHeaders(status, list(headers), protocol="HTTP/1.1")
    about = {"WARC-Date": DATE, **(about or {})}
    content_type = dict(headers)["Content-Type"] if kind == "resource" else ""
    made = writer.create_warc_record(
        url, kind, BytesIO(body), len(body), content_type, warc_headers_dict=about, http_headers=answer
    )
    writer.write_record(made)
    return out.getvalue()


def revisit(url: str, digest: str, date: str = "2021-02-01T08:00:00Z") -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=True)
    answer = StatusAndHeaders("200 OK", list(HTML), protocol="HTTP/1.1")
    about = {"WARC-Date": date}
    writer.write_record(
        writer.create_revisit_record(url, digest, url, DATE, http_headers=answer, warc_headers_dict=about)
    )
    return out.getvalue()


def numbered(number: int) -> bytes:
    """A report of its own."""
    return REPORT.replace(b"</body>", f"<!-- {number} --></body>".encode())


def write(path: Path, records: Iterable[bytes]) -> str:
    path.write_bytes(b"".join(records))
    return str(path)
