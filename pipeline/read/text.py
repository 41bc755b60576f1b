"""Plain text → ``Document``: one block per line that is not blank."""

from __future__ import annotations

import re

from pipeline.model import Block, Document, Place, RawFile
from pipeline.read.decode import decode

_LINE = re.compile(r"[^\s].*?(?=\s*$)", re.MULTILINE)


def read_text(raw: RawFile) -> Document:
    """``Document.text`` is the decoded text as it is; a block is a line without the blanks around it."""
    decoded = decode(raw.data)
    blocks = tuple(Block(Place(line.start(), line.end())) for line in _LINE.finditer(decoded.text))
    return Document(
        text=decoded.text,
        blocks=blocks,
        media_type="text/plain",
        encoding=decoded.encoding,
        damaged=decoded.replaced,
        issues=decoded.issues(),
    )
