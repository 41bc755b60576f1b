"""Plain text → ``Document``: one block per line that is not blank."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Block, Document, Place, RawFile
from pipeline.read.decode import decode

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
        printed = line[0].strip()
        if printed:
            start = line.start() + len(line[0]) - len(line[0].lstrip())
            yield Block(Place(start, start + len(printed)))
