"""How a page is got: Scrapy's downloader, with what the crawl decides by itself switched off.

Scrapy's part: connections, TLS, timeouts, limits on size also of what is unpacked, cut transfers, cookies, and
AutoThrottle, which waits longer where a server is slow. Its scheduler, filter of duplicates, retries, redirects and
robots are not used: they keep in memory what must survive a kill (scrapy/scrapy#7978) and lose redirect loops.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Request, Response
from twisted.internet._resolver import GAIResolver

from pipeline.acquire.explore import Answer
from pipeline.acquire.frontier import State
from pipeline.acquire.guard import Guard
from pipeline.acquire.manners import Manners
from pipeline.acquire.visits import DownloadError

Work = Callable[[Callable[[str], Awaitable[Answer]]], Awaitable[None]]
_WIRE = "nianbao_wire"


class KeepWire:
    """Keeps the body as it came, before it is unpacked: the evidence is what was sent."""

    def process_response(self, request: Request, response: Response) -> Response:
        request.meta[_WIRE] = (response.body, _headers(response))
        return response


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    pairs = ((name, value) for name, values in response.headers.items() for value in values)
    return tuple((_text(name), _text(value)) for name, value in pairs)


def _text(data: bytes) -> str:
    """A header's bytes: UTF-8 or GBK, both of which servers send for Chinese file names."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def settings(manners: Manners) -> dict[str, Any]:
    return {
        "USER_AGENT": manners.user_agent,
        "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None, "data": None},
        "DOWNLOADER_MIDDLEWARES": {KeepWire: 950},
        "DOWNLOAD_TIMEOUT": manners.timeout,
        "DOWNLOAD_MAXSIZE": manners.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_DELAY": manners.delay,
        "RANDOMIZE_DOWNLOAD_DELAY": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": manners.delay,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        # The crawl's own: in the frontier they survive a kill, and each redirect is a row.
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        # A proxy would resolve the names, and nobody would look at the addresses.
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
    }


def run(work: Work, manners: Manners) -> bool:
    """Do the work with a way to download, until it is done; whether it was, and not stopped by a signal.

    Once per process: its reactor cannot be started again.
    """
    process = AsyncCrawlerProcess(settings(manners))
    end = _End()
    process.crawl(_Spider, work=work, manners=manners, end=end)
    process.start()
    if end.error is not None:
        raise end.error
    return end.done


class _End:
    done = False
    error: BaseException | None = None


class _Spider(scrapy.Spider):
    """Does all its work before it would yield a first request: nothing passes through Scrapy's scheduler."""

    name = "nianbao"

    def __init__(self, work: Work, manners: Manners, end: _End) -> None:
        super().__init__()
        self.work, self.manners, self.end = work, manners, end

    async def start(self) -> AsyncIterator[Any]:
        from twisted.internet import reactor

        self.guard = Guard(GAIResolver(reactor), self.manners.allow_private)
        reactor.installNameResolver(self.guard)
        try:
            await self.work(self.download)
            self.end.done = True
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self.end.error = error  # Scrapy would only log it
        nothing: tuple[Request, ...] = ()
        for one in nothing:
            yield one

    async def download(self, url: str) -> Answer:
        request = Request(url, dont_filter=True)
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except Exception as error:
            raise self._explained(error, request) from error
        wire, headers = request.meta.get(_WIRE, (response.body, _headers(response)))
        return Answer(
            url=url,
            status=response.status,
            headers={name.lower(): value for name, value in headers},
            body=response.body,
            fetched_at=datetime.now(UTC),
            wire=wire,
            raw_headers=headers,
            address=str(response.ip_address) if response.ip_address is not None else None,
        )

    def _explained(self, error: Exception, request: Request) -> Exception:
        """The state of a page that was not got; an error that is ours stays what it is."""
        host = request.url.split("/")[2].rsplit("@")[-1]
        name = host[1:].split("]")[0] if host.startswith("[") else host.split(":")[0]
        limit = f"more than {self.manners.max_bytes:,} bytes"
        if private := self.guard.refused.get(name):
            reason = f"{name} is at {private}, which is not a public address"
            return DownloadError(State.REFUSED_ADDRESS, reason, again=False)
        if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "MAXSIZE" in str(error)):
            return DownloadError(State.TOO_LARGE, limit, again=False)
        for kind, reason, again in (
            (CannotResolveHostError, "no such host", True),
            (DownloadTimeoutError, f"no whole answer within {self.manners.timeout:g} seconds", True),
            (ResponseDataLossError, "the transfer was cut off", True),
            (DownloadConnectionRefusedError, "the host refuses connections", True),
            (UnsupportedURLSchemeError, "the scheme is not asked for", False),
            (DownloadFailedError, "no answer that can be read", True),
        ):
            if isinstance(error, kind):
                return DownloadError(State.FAILED, reason, again)
        if isinstance(error, (OSError, ValueError)) or type(error).__module__.startswith(("twisted.", "OpenSSL.")):
            return DownloadError(State.FAILED, f"no connection: {type(error).__name__}", again=True)
        return error
