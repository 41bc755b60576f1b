"""Bytes → text: a ladder of encodings, tried in order of how well each can refuse.

Every detector fails on one bad byte, and a page that says gb2312 and holds one character outside
it comes back empty from an HTML parser. So: byte order mark; strict UTF-8; then the declared encoding,
GB 18030, Big5 and UTF-8, each with its damage counted, the best score wins.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.model import Issue

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{3,20})""", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SURROGATE = re.compile("[\ud800-\udfff]")
# "1\0" + "2" is neither 12 nor 1 and 2; a NUL beside a blank or a tag has hurt nothing.
_NUL_WITHIN = re.compile(r"(?<=[^\s<>\0])\0+(?=[^\s<>\0])")
_HIGH = re.compile(rb"[\x80-\xff]{9,}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
# The commonest characters of these reports; a wrong encoding hardly ever makes them.
_COMMON = frozenset(
    "的一是在不了有和政府信息公开工作年度报告情况申请主动本局市县区人民月日及为对行复议诉讼件条數據資訊開與為"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """``replaced``: characters lost; ``private``: private-use characters; ``nuls``: NULs taken out;
    ``foreign``: characters that stood in another encoding than the rest."""

    text: str
    encoding: str
    replaced: int
    private: int
    nuls: int
    foreign: int = 0

    @property
    def damaged(self) -> int:
        return self.replaced + self.foreign

    def issues(self) -> tuple[Issue, ...]:
        found = []
        if self.replaced:
            message = f"{self.replaced} characters could not be decoded as {self.encoding} and stand as U+FFFD"
            found.append(Issue("read", "encoding_damage", message))
        if self.private:
            found.append(Issue("read", "private_use_characters", f"{self.private} private-use characters in the text"))
        if self.nuls:
            message = f"{self.nuls} NUL characters taken out; between two characters U+FFFD marks where one stood"
            found.append(Issue("read", "nul_removed", message))
        if self.foreign:
            message = f"{self.foreign} characters stood in UTF-8 on a page in {self.encoding}, and were read as UTF-8"
            found.append(Issue("read", "mixed_encodings", message))
        return tuple(found)


def decode(data: bytes) -> Decoded:
    """The text of ``data`` with line ends as "\\n". Never raises; what is lost is counted."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _finish(data[len(bom) :].decode(encoding, "replace"), encoding)
    try:
        return _finish(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    candidates = dict.fromkeys([*_declared(data), "gb18030", "big5hkscs", "utf-8"])
    texts = [(encoding, _decode_as(data, encoding)) for encoding in candidates]
    encoding, text = max(texts, key=lambda pair: _score(pair[1]))
    if encoding == "gb18030" and (pieces := _utf8_within(data)):
        return _finish(*_decode_pieces(data, pieces))
    return _finish(text, encoding)


def _utf8_within(data: bytes) -> list[tuple[int, int]]:
    """Stretches of UTF-8 on a GB page: a part pasted in by a server. Three such characters in a row are no chance."""
    found = []
    for run in _HIGH.finditer(data):
        try:
            text = run[0].decode("utf-8")
        except UnicodeDecodeError:
            continue
        if all("\u2000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in text):
            found.append(run.span())
    return found


def _decode_pieces(data: bytes, pieces: list[tuple[int, int]]) -> tuple[str, str, int]:
    text, at, foreign = [], 0, 0
    for start, end in pieces:
        piece = data[start:end].decode("utf-8")
        foreign += len(piece)
        text += [_decode_as(data[at:start], "gb18030"), piece]
        at = end
    return "".join([*text, _decode_as(data[at:], "gb18030")]), "gb18030", foreign


def _declared(data: bytes) -> list[str]:
    """The encoding that the page claims. Any GB name means gb18030, which holds them all."""
    found = _DECLARED.search(data[:4096])
    if found is None:
        return []
    name = found[1].decode("ascii").lower()
    if name.startswith(("gb", "hz", "x-gb", "cp936")):
        return ["gb18030"]
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return []
    return [codec.name] if getattr(codec, "_is_text_encoding", True) else []


def _decode_as(data: bytes, encoding: str) -> str:
    if encoding == "gb18030":
        # In GBK pages of Windows make 0x80 is the euro sign; gb18030 refuses it as a first byte.
        return data.decode("gb18030", "replace") if b"\x80" not in data else _gbk_with_euro(data)
    return data.decode(encoding, "replace")


def _gbk_with_euro(data: bytes) -> str:
    text, position = [], 0
    while position < len(data):
        try:
            text.append(data[position:].decode("gb18030"))
            break
        except UnicodeDecodeError as error:
            text.append(data[position : position + error.start].decode("gb18030"))
            bad = position + error.start
            text.append("€" if data[bad] == 0x80 else "\ufffd")
            position = bad + 1 if data[bad] == 0x80 else position + max(error.end, error.start + 1)
    return "".join(text)


def _score(text: str) -> float:
    sample = text[:200_000]
    if not sample:
        return 0.0
    common = sum(char in _COMMON for char in sample)
    odd = sum(not (char < "\u0250" or "\u2000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef") for char in sample)
    return (common - 5 * sample.count("\ufffd") - 3 * odd) / len(sample)


def _finish(text: str, encoding: str, foreign: int = 0) -> Decoded:
    nuls = text.count("\0")
    replaced = text.count("\ufffd")
    if nuls:
        text = _NUL_WITHIN.sub("\ufffd", text).replace("\0", "")
    text = _SURROGATE.sub("\ufffd", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Decoded(text, encoding, replaced, len(_PRIVATE.findall(text)), nuls, foreign)
