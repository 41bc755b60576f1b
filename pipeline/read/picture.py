"""A picture of a page, or a TIFF of several → ``Document``, where characters can be recognised."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from PIL import Image, ImageSequence, UnidentifiedImageError

from pipeline.errors import ReadError
from pipeline.model import Document, Issue, RawFile
from pipeline.read.ocr.engine import INSTALL, is_installed
from pipeline.read.ocr.note import recognised_issue
from pipeline.read.pdf.flow import compose
from pipeline.read.pdf.layout import Item, lay_out
from pipeline.read.pdf.page import Sheet
from pipeline.read.sniff import sniff

PICTURES = {
    "image/png": "a picture (PNG)",
    "image/jpeg": "a picture (JPEG)",
    "image/tiff": "a picture (TIFF)",
    "image/bmp": "a picture (BMP)",
}
MAX_DOTS = 50_000_000  # of a page
MAX_PAGES = 100
NARROW = 8.27  # inches; the narrow side of a sheet, where a picture does not say how large it is printed
LOW, FINE, HIGH = 60, 200, 300  # dots to the inch: fewer is no scan of a page, more are read no better than 200

# What the library raises on damaged pictures.
_DAMAGE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, KeyError)


def read_picture(raw: RawFile) -> Document:
    """Read one picture.

    Raises:
        ReadError: ``needs_ocr`` where nothing is installed that recognises characters; ``picture_damaged``,
            ``picture_too_large``, ``too_many_pages``; ``no_body`` where no text is seen.
    """
    media_type = sniff(raw.data)
    called = PICTURES[media_type]
    if not is_installed():
        raise ReadError(
            "needs_ocr",
            f"{raw.name}: {called}; its text must be recognised, and what does so is not installed. {INSTALL}, and run "
            "again",
        )
    try:
        return read_pictures(raw.name, _pages(raw, called), media_type)
    except _DAMAGE as error:
        raise ReadError(
            "picture_damaged", f"{raw.name}: {called} that cannot be opened ({error}). Fetch the file again"
        ) from error


def read_pictures(name: str, pages: Iterable[tuple[Any, float]], media_type: str) -> Document:
    """Pages given as arrays of colours, blue first, with their dots to the inch.

    Raises:
        ReadError: ``no_body`` where no text is seen; and what ``pages`` raises.
    """
    from pipeline.read.ocr.sheet import recognise

    sheets: dict[int, Sheet] = {}
    items: list[list[Item]] = []
    issues: list[Issue] = []
    for number, (picture, dpi) in enumerate(pages, 1):
        sheet = recognise(picture, number, dpi)
        laid = lay_out(sheet)
        sheets[number] = replace(sheet, glyphs=(), rulings=())
        items.append([*laid.items])
        issues += laid.issues
    if not any(items):
        raise ReadError("no_body", f"{name}: pictures in which no text is seen. Expected pages of a report")
    document = compose(items, sheets)
    note = recognised_issue(list(sheets))
    return replace(document, media_type=media_type, issues=(note, *issues, *document.issues))


def read_media(name: str, files: Iterable[bytes], media_type: str) -> Document | None:
    """The pictures that a document holds in place of text; None where they cannot be opened or recognised here."""
    if not is_installed():
        return None
    try:
        pages = [page for data in files for page in _pages(RawFile(name, data), "a picture")]
    except _DAMAGE:
        return None
    return read_pictures(name, pages, media_type) if pages else None


def open_picture(data: bytes) -> Any:
    """The first page of a picture as an array of colours, blue first, as fine as it is; None where it is damaged."""
    import numpy as np

    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.size[0] * opened.size[1] > MAX_DOTS:
                return None
            return np.asarray(opened.convert("RGB"))[:, :, ::-1].copy()
    except _DAMAGE:
        return None


def _pages(raw: RawFile, called: str) -> Iterator[tuple[Any, float]]:
    """Each page as an array of colours, blue first, with its dots to the inch."""
    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of damaged tags, and of large pictures, which are measured here
        with Image.open(io.BytesIO(raw.data)) as opened:
            if (count := int(getattr(opened, "n_frames", 1))) > MAX_PAGES:
                raise ReadError(
                    "too_many_pages",
                    f"{raw.name}: {count:,} pages, more than the {MAX_PAGES} that a scan may have. Look at what it is",
                )
            for frame in ImageSequence.Iterator(opened):
                wide, high = frame.size
                if wide * high > MAX_DOTS:
                    raise ReadError(
                        "picture_too_large",
                        f"{raw.name}: {called} of {wide:,} x {high:,} dots, more than the {MAX_DOTS:,} that a page may "
                        "have. Look at what it is, or save it smaller",
                    )
                dpi = _dpi(frame)
                page = frame.convert("RGB")
                if not LOW * 2 <= dpi <= HIGH:
                    page = page.resize((round(wide * FINE / dpi), round(high * FINE / dpi)), Image.Resampling.LANCZOS)
                    dpi = FINE
                yield np.asarray(page)[:, :, ::-1].copy(), dpi


def _dpi(frame: Image.Image) -> float:
    """The dots to the inch that the picture states, if they make a sheet of it; else those that do."""
    narrow = min(frame.size)
    stated = frame.info.get("dpi", (0, 0))
    own = float(stated[0]) if isinstance(stated, tuple) and stated else 0.0
    if own >= LOW and 0.5 * NARROW <= narrow / own <= 2.5 * NARROW:
        return own
    return max(narrow / NARROW, 1.0)
