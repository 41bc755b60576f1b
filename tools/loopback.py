"""A web server on this machine's loopback, for tests and the demonstration: real sockets, pages from memory, a log.

``Server`` answers from a table of paths; what stands there is bytes, a ``Page``, or a function that misbehaves on the
open connection as servers do: slow, cut off, endless, packed a thousandfold, busy for a while.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType


@dataclass(frozen=True, slots=True)
class Hit:
    """A request as the server saw it come: seconds since the server began, and the host it was asked for."""

    at: float
    host: str
    path: str
    agent: str


@dataclass(frozen=True, slots=True)
class Page:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "text/html"


Answer = bytes | Page | Callable[["Handler"], "Page | bytes | None"]


class Server:
    """``pages`` by path with query; ``default`` for any other path, 404 unless given."""

    def __init__(self, pages: Mapping[str, Answer], default: Callable[[str], Page | None] | None = None) -> None:
        self.pages = dict(pages)
        self.default = default
        self.log: list[Hit] = []
        self._lock = Lock()
        self._begun = time.monotonic()
        # all of 127.0.0.0/8: each number is a host of its own
        self._http = _Http(("0.0.0.0", 0), Handler)
        self._http.site = self
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        with self._lock:
            return [hit.path for hit in self.log if hit.path != "/robots.txt"]

    def note(self, host: str, path: str, agent: str) -> None:
        with self._lock:
            self.log.append(Hit(time.monotonic() - self._begun, host, path, agent))

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    site: Server

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what some tests want."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        site = self.server.site
        host = self.headers.get("Host", "")
        site.note(host.split(":")[0], self.path, self.headers.get("User-Agent", ""))
        found: Answer | None = site.pages.get(self.path)
        if found is None and site.default is not None:
            found = site.default(self.path)
        answer = found(self) if callable(found) else found
        if answer is None:
            if callable(found):
                return  # it has answered by itself
            answer = Page(b"<html><body>no such page</body></html>", 404)
        if isinstance(answer, bytes):
            answer = Page(answer)
        with suppress(BrokenPipeError, ConnectionResetError):
            self.begin(answer.status, {"Content-Type": answer.media_type, **answer.headers}, len(answer.body))
            self.wfile.write(answer.body)

    def begin(self, status: int, headers: Mapping[str, str], length: int | None) -> None:
        """The first line and the headers. Header values are sent as UTF-8, which http.server would refuse."""
        lines = [f"HTTP/1.1 {status} X"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [] if length is None else [f"Content-Length: {length}"]
        self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


# -- servers that misbehave --------------------------------------------------------------


def redirect(target: str, status: int = 302) -> Page:
    return Page(b"", status, {"Location": target})


def busy(times: int, then: bytes, status: int = 503, retry_after: str | None = None) -> Callable[[Handler], Page]:
    """So many refusals, then the page."""
    left = [times]

    def answer(handler: Handler) -> Page:
        if left[0] > 0:
            left[0] -= 1
            return Page(b"busy", status, {"Retry-After": retry_after} if retry_after else {})
        return Page(then)

    return answer


def slow(seconds: float) -> Callable[[Handler], None]:
    """A byte every half second."""

    def answer(handler: Handler) -> None:
        with suppress(OSError):
            handler.begin(200, {"Content-Type": "text/html"}, 1000)
            for _ in range(int(seconds * 2)):
                handler.wfile.write(b"<")
                time.sleep(0.5)
        handler.close_connection = True

    return answer


def cut(body: bytes, times: int = 1000) -> Callable[[Handler], Page | None]:
    """Half of a body of known length, then the end of the connection; the whole after so many times."""
    left = [times]

    def answer(handler: Handler) -> Page | None:
        if left[0] <= 0:
            return Page(body)
        left[0] -= 1
        handler.begin(200, {"Content-Type": "text/html"}, len(body))
        handler.wfile.write(body[: len(body) // 2])
        handler.close_connection = True
        return None

    return answer


def flood(size: int, told: bool = False) -> Callable[[Handler], None]:
    """A body of any size, with or without saying how long it will be."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True
        with suppress(OSError):
            handler.begin(200, {"Content-Type": "text/html"}, size if told else None)
            piece = b"<p>flood</p>" * 10_000
            for _ in range(size // len(piece)):
                handler.wfile.write(piece)

    return answer


def bomb(size: int) -> Callable[[Handler], Page]:
    """A small answer that unpacks to a large one."""
    packed = gzip.compress(bytes(size))
    return lambda handler: Page(packed, 200, {"Content-Encoding": "gzip"})
