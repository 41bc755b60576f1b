"""A second, independent reading of a PDF by pdfium: what it counts must agree with what was read.

pdfium gives the text in the order of the file and says nothing of how it read it, so it is a witness only: where a
font has no map it returns letters that look right and are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.read.pdf.ruling import Box

MAX_DOTS = 50_000_000  # of a page that is rendered

_INSET = 1.0  # points; the rulings around a cell are not in it
_INVISIBLE = 3  # the text render mode of a hidden layer


@dataclass(frozen=True, slots=True)
class PageView:
    """``cells``: the text in each box, or nothing where the page is turned; ``hidden``: none of its text is shown."""

    characters: int
    cells: tuple[str, ...]
    hidden: bool


class Witness:
    """Open while the document is read. A file that pdfium cannot open has no witness: ``pages`` is None."""

    def __init__(self, data: bytes) -> None:
        self._document: pypdfium2.PdfDocument | None
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            self._document = None
        self.pages: int | None = None if self._document is None else len(self._document)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._document is not None:
            self._document.close()

    def head(self) -> Iterator[tuple[str, str]]:
        """What the file says of itself: its title, and the day it was made."""
        if self._document is None:
            return
        said = self._document.get_metadata_dict(skip_empty=True)
        for name in ("Title", "CreationDate"):
            if value := " ".join(said.get(name, "").replace("\0", "").split()):
                yield name.lower() if name == "Title" else name, value

    def render(self, number: int, dpi: float) -> Any:
        """A page, from 1, as a picture: an array of colours, blue first. None where pdfium cannot, or it is vast."""
        if self._document is None or number > len(self._document):
            return None
        try:
            page = self._document[number - 1]
            wide, high = page.get_size()
            if wide * high * (dpi / 72) ** 2 > MAX_DOTS:
                return None
            picture = page.render(scale=dpi / 72, rev_byteorder=False).to_numpy()
            page.close()
        except (pypdfium2.PdfiumError, MemoryError, ValueError):
            return None
        return picture[:, :, :3].copy() if picture.ndim == 3 else picture[:, :, None].repeat(3, axis=2)

    def look(self, number: int, cells: list[Box], layered: bool) -> PageView | None:
        """What pdfium sees on a page, from 1: ``cells`` are boxes to be read, ``layered`` asks for hidden text."""
        if self._document is None or number > len(self._document):
            return None
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            return None
        text = page.get_textpage()
        height = page.get_height()
        whole = text.get_text_range()
        upright = page.get_rotation() == 0 and page.get_cropbox()[:2] == (0, 0)
        inside = tuple(_bounded(text, box, height) for box in cells) if upright else ()
        hidden = layered and _is_hidden(page)
        text.close()
        page.close()
        return PageView(sum(not char.isspace() for char in whole), inside, hidden)


def _bounded(text: pypdfium2.PdfTextPage, box: Box, height: float) -> str:
    x0, top, x1, bottom = box
    found: str = text.get_text_bounded(x0 + _INSET, height - bottom + _INSET, x1 - _INSET, height - top - _INSET)
    return found


def _is_hidden(page: pypdfium2.PdfPage) -> bool:
    texts = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]))
    return bool(texts) and all(pdfium.FPDFTextObj_GetTextRenderMode(text.raw) == _INVISIBLE for text in texts)
