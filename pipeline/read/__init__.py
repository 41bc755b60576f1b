"""Bytes → ``Document``. What the bytes are is decided by the bytes, never by the name."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.errors import ReadError
from pipeline.model import Document, RawFile
from pipeline.read.html import read_html
from pipeline.read.sniff import sniff
from pipeline.read.text import read_text

READERS: dict[str, Callable[[RawFile], Document]] = {"text/html": read_html, "text/plain": read_text}

MAX_BYTES = 20_000_000


def read(raw: RawFile) -> Document:
    """Read one file.

    Raises:
        ReadError: ``empty_file``, ``too_large``, ``unsupported_type``, ``binary``, ``no_body`` or ``too_many_nodes``.
    """
    if not raw.data.strip():
        raise ReadError("empty_file", f"{raw.name}: the file is empty. Fetch it again, or remove it")
    if len(raw.data) > MAX_BYTES:
        raise ReadError(
            "too_large", f"{raw.name}: {len(raw.data):,} bytes, more than the {MAX_BYTES:,} a page may have"
        )
    media_type = sniff(raw.data)
    if media_type == "application/octet-stream":
        raise ReadError(
            "binary",
            f"{raw.name}: binary data of no known type. Expected an HTML page or plain text; look at the file",
        )
    if media_type not in READERS:
        raise ReadError(
            "unsupported_type",
            f"{raw.name}: {media_type} cannot be read yet. "
            "Expected an HTML page or plain text; save it as one of these",
        )
    return READERS[media_type](raw)
