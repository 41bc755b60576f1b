"""Addresses of the web: one spelling for each, and which of them may be asked for at all.

Links on pages come with Chinese characters, blanks, session ids and ``../``; what is kept and asked for is one
spelling, so that a page is one row. Only http and https; only hosts whose every address is public, so that no page
can make this program look into the network it runs in.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

LONGEST = 2_000  # characters; longer ones are traps or mistakes
SCHEMES = ("http", "https")

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_SESSION_KEYS = frozenset(["jsessionid", "phpsessid", "aspsessionid"])
_PORTS = {"http": 80, "https": 443}
# Names below which anyone registers: the site of xxgk.gz.gov.cn is gz.gov.cn.
_SHARED = re.compile(r"(?:^|\.)(?:gov|com|net|org|edu|ac|mil|[a-z]{2})\.cn$")
_NAT64 = range(0x64FF9B << 96, (0x64FF9B << 96) + (1 << 32))


class AddressError(ValueError):
    """An address that is not asked for. ``code`` is the state its row ends in."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def resolve(link: str, base: str, encoding: str = "utf-8") -> str:
    """The address that ``link`` means on the page ``base``, in its one spelling.

    Raises:
        AddressError: it is no http or https address, or none at all.
    """
    from w3lib.url import safe_url_string

    link = link.strip().replace("\\", "/") if "://" not in link else link.strip()
    if _CONTROL.search(link.strip("\t\r\n")):
        raise AddressError("refused_scheme", "control characters in the address")
    if len(link) > LONGEST:
        raise AddressError("refused_scheme", f"an address of {len(link):,} characters; at most {LONGEST:,} are taken")
    try:
        parts = urlsplit(urljoin(base, link))
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").lower().rstrip("."), parts.port
    except ValueError as error:
        raise AddressError("refused_scheme", f"no address: {error}") from error
    if scheme not in SCHEMES:
        raise AddressError("refused_scheme", f"the scheme {scheme or '(none)'}; only http and https are asked for")
    if not host:
        raise AddressError("refused_scheme", "an address without a host")
    try:
        host = host.encode("ascii").decode() if host.isascii() else host.encode("idna").decode()
    except UnicodeError as error:
        raise AddressError("refused_scheme", f"no host name: {error}") from error
    where = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[scheme]:
        where += f":{port}"
    path = _SESSION.sub("", parts.path) or "/"
    query = parts.query
    if any(key in query.lower() for key in _SESSION_KEYS):
        query = urlencode([pair for pair in parse_qsl(query, True) if pair[0].lower() not in _SESSION_KEYS])
    # what a browser does: the path in UTF-8, the query in the encoding of the page
    return str(safe_url_string(urlunsplit((scheme, where, path, query, "")), encoding=encoding, path_encoding="utf-8"))


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def site_of(host: str) -> str:
    """The part of a host name that one owner has: ``gz.gov.cn`` of ``xxgk.gz.gov.cn``; a numeric address whole."""
    if ":" in host or re.fullmatch(r"[\d.]+", host):
        return host
    labels = host.split(".")
    return ".".join(labels[-3:] if _SHARED.search(host) else labels[-2:])


def is_public(address: str) -> bool:
    """Whether a numeric address lies in the public internet, also when it wraps one of the older kind."""
    try:
        ip = ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        inner: IPv4Address | None = ip.ipv4_mapped or ip.sixtofour
        if ip.teredo is not None:
            inner = ip.teredo[1]
        if int(ip) in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
