"""Plain text → ``Document``: one block per line that is not blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Block, Document, Place, RawFile
from pipeline.read.decode import decode

INVISIBLE = "\xad\u200b\u200c\u200d\u2060\ufeff"
# What may stand around a line without being part of it: every blank of Unicode, and what has no width.
EDGES = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + INVISIBLE
EDGES += "".join(chr(code) for code in range(0x2000, 0x200B))
_LINE = re.compile("[^\n\x0b\x0c\x85\u2028\u2029]+")


def read_text(raw: RawFile) -> Document:
    """``Document.text`` is the decoded text as it is; a block is a line without the blanks around it."""
    decoded = decode(raw.data)
    return Document(
        text=decoded.text,
        blocks=tuple(_blocks(decoded.text)),
        media_type="text/plain",
        encoding=decoded.encoding,
        damaged=decoded.damaged,
        issues=decoded.issues(),
    )


def _blocks(text: str) -> Iterator[Block]:
    for line in _LINE.finditer(text):
        printed = line[0].strip(EDGES)
        if printed:
            start = line.start() + len(line[0]) - len(line[0].lstrip(EDGES))
            yield Block(Place(start, start + len(printed)))
