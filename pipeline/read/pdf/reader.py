"""PDF → ``Document``: paragraphs put together from printed lines, tables over all their pages.

Page by page, glyphs and rulings are taken from pdfplumber and the page is let go; what is kept are lines and tables.
Then the document is put together: page numbers and running heads aside, tables that go on, sentences that go on.
"""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.psexceptions import PSException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.errors import ReadError
from pipeline.model import Document, Issue, RawFile
from pipeline.read.ocr.engine import INSTALL, is_installed
from pipeline.read.ocr.note import recognised_issue
from pipeline.read.pdf.flow import compose
from pipeline.read.pdf.layout import Item, lay_out
from pipeline.read.pdf.page import Sheet, read_sheet
from pipeline.read.pdf.table import PageTable
from pipeline.read.pdf.witness import Witness

MAX_PAGES = 500
LOST = 0.2  # share of glyphs without a character from which a page is not read
FEW = 30  # glyphs; a page with a large picture and no more is a picture
LARGE = 0.4  # share of the page that a large picture covers
DPI = 200  # at which a page is rendered to be recognised
OUTLINES = 100  # drawn shapes; a page with so many and hardly any glyphs holds text drawn as shapes

# It warns of every font without a box; a report has hundreds.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# What the parsers raise on damaged files, besides their own: seen when files were damaged at random.
_DAMAGE = (
    PdfminerException, MalformedPDFException, PSException, TypeError, ValueError, LookupError, AttributeError,
    ArithmeticError, AssertionError, RecursionError, struct.error, zlib.error, EOFError,
)  # fmt: skip


@dataclass(slots=True)
class _Pages:
    """What was read, page by page. ``pictures`` and ``garbled`` are the numbers of pages that need OCR."""

    sheets: dict[int, Sheet] = field(default_factory=dict)  # without glyphs and rulings
    items: list[list[Item]] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)  # pages that a program read from their picture
    issues: list[Issue] = field(default_factory=list)
    read: int = 0  # pages with text
    lost: int = 0


def read_pdf(raw: RawFile) -> Document:
    """Read one PDF. A file that opens without a password is read, whatever its permissions say.

    Raises:
        ReadError: ``pdf_damaged``, ``pdf_password``, ``too_many_pages``, ``no_body`` for blank pages, or
            ``needs_ocr`` where the text of every page is a picture or is printed in fonts that do not tell which
            characters they show.
    """
    pages = _Pages()
    head: list[tuple[str, str]] = []
    with Witness(raw.data) as witness:
        try:
            pdf = pdfplumber.open(io.BytesIO(raw.data))
            count = len(pdf.pages)
        except _DAMAGE as error:
            raise _refusal(raw.name, error) from error
        if count > MAX_PAGES:
            raise ReadError(
                "too_many_pages",
                f"{raw.name}: {count:,} pages, more than the {MAX_PAGES} that a report may have. Look at what it is",
            )
        with pdf:
            for page in pdf.pages:
                sheet = None
                if _is_parsed(page):
                    sheet = read_sheet(page)
                page.close()  # else its objects are kept until the document is closed: 2 MB a page
                if sheet is None:
                    pages.damaged.append(page.page_number)
                    pages.items.append([])
                    continue
                _read_page(sheet, pages, witness)
            head = list(witness.head())
        if witness.pages is not None and witness.pages != count:
            message = f"the file has {count} pages by one reader and {witness.pages} by another; the first was believed"
            pages.issues.append(Issue("read", "readers_disagree", message))
    _refuse_if_unread(raw.name, count, pages)
    document = compose(pages.items, pages.sheets)
    return replace(
        document,
        damaged=pages.lost,
        head=tuple(head),
        issues=(*_page_issues(pages), *pages.issues, *document.issues),
    )


def _is_parsed(page: Page) -> bool:
    """Parse a page; False where the file is damaged there."""
    try:
        return page.objects is not None
    except _DAMAGE:
        return False


def _read_page(sheet: Sheet, pages: _Pages, witness: Witness) -> None:
    """Lines and tables of a page, or why it has none."""
    pages.sheets[sheet.number] = replace(sheet, glyphs=(), rulings=())
    items: list[Item] = []
    pages.items.append(items)
    shown = len(sheet.glyphs)
    garbled = sheet.lost > LOST * max(shown, 1)
    pictured = shown < FEW and (sheet.pictured > LARGE or sheet.drawn > OUTLINES)
    seen = _recognise(sheet, witness) if garbled or pictured else None
    if seen is not None:
        sheet = seen
        pages.recognised.append(sheet.number)
        pages.sheets[sheet.number] = replace(sheet, glyphs=(), rulings=())
    elif garbled:
        pages.garbled.append(sheet.number)
        return
    elif pictured:
        pages.pictures.append(sheet.number)
    if sheet.glyphs and (seen is not None or not pictured):
        pages.read += 1
    pages.lost += sheet.lost
    laid = lay_out(sheet)
    items += laid.items
    pages.issues += laid.issues
    if seen is None:
        pages.issues += _compare(sheet, laid.ruled, witness)


def _recognise(sheet: Sheet, witness: Witness) -> Sheet | None:
    """The page as a program sees it that recognises characters; None without one, or where no picture can be made."""
    if not is_installed():
        return None
    picture = witness.render(sheet.number, DPI)
    if picture is None:
        return None
    from pipeline.read.ocr.sheet import recognise

    return recognise(picture, sheet.number, DPI)


def _compare(sheet: Sheet, tables: Sequence[PageTable], witness: Witness) -> Iterator[Issue]:
    """Where the second reading of a page differs: in the length of its text, or in a cell's figures."""
    cells = [cell for table in tables for cell in table.cells if any(char.isdigit() for char in cell.text)]
    view = witness.look(sheet.number, [sheet.to_page(cell.box) for cell in cells], sheet.pictured > LARGE)
    if view is None:
        return
    if view.hidden:
        message = (
            f"page {sheet.number}: the page is a picture, and its text a hidden layer that a program recognised; "
            "its figures may be misread"
        )
        yield Issue("read", "ocr_layer", message)
    few, many = sorted((len(sheet.glyphs), sheet.printed))
    if not 0.9 * few - 20 <= view.characters <= 1.1 * many + 20:
        message = (
            f"page {sheet.number}: {few:,} characters by one reader and {view.characters:,} by another; "
            "the first was believed"
        )
        yield Issue("read", "readers_disagree", message)
    if sheet.printed != len(sheet.glyphs):
        return  # text printed twice: the other reader may have kept both
    for cell, other in zip(cells, view.cells, strict=False):
        if _figures(cell.text) != _figures(other):
            message = (
                f"page {sheet.number}: the cell {cell.text!r} reads {' '.join(other.split())!r} to another reader; "
                "the first was believed"
            )
            yield Issue("read", "readers_disagree", message)


def _figures(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


# -- what cannot be read --------------------------------------------------------------------


def _refusal(name: str, error: BaseException) -> ReadError:
    """The parser's own message is empty for a password; only the error within tells."""
    inner = error.args[0] if error.args else None
    if isinstance(error, PDFPasswordIncorrect) or isinstance(inner, PDFPasswordIncorrect):
        return ReadError(
            "pdf_password",
            f"{name}: the PDF is locked with a password. Expected one that opens without; save a copy without it",
        )
    why = str(inner if isinstance(inner, BaseException) else error) or type(error).__name__
    return ReadError(
        "pdf_damaged", f"{name}: the PDF is damaged ({why[:200]}). Expected one that opens; fetch the file again"
    )


def _refuse_if_unread(name: str, count: int, pages: _Pages) -> None:
    if pages.read:
        return
    if pages.pictures or pages.garbled:
        raise ReadError(_unseen(), f"{name}: {_needs_ocr(pages)}")
    if pages.damaged or not count:
        raise ReadError(
            "pdf_damaged", f"{name}: none of its {count} pages can be read; the PDF is damaged. Fetch the file again"
        )
    raise ReadError("no_body", f"{name}: the {count} pages of the PDF are blank. Expected a report")


def _page_issues(pages: _Pages) -> Iterator[Issue]:
    if pages.recognised:
        yield recognised_issue(pages.recognised)
    if pages.pictures or pages.garbled:
        yield Issue("read", _unseen(), _needs_ocr(pages))
    if pages.damaged:
        yield Issue("read", "page_damaged", f"{_listed(pages.damaged)} cannot be read: the PDF is damaged there")
    if pages.lost:
        message = f"{pages.lost} characters are printed in fonts that do not tell which they are; they read \ufffd"
        yield Issue("read", "characters_lost", message)


def _needs_ocr(pages: _Pages) -> str:
    parts = []
    if pages.pictures:
        parts.append(f"{_listed(pages.pictures)}: the text is a picture")
    if pages.garbled:
        parts.append(f"{_listed(pages.garbled)}: the fonts do not tell which characters they show")
    step = "They could not be recognised" if is_installed() else f"The pages need OCR: {INSTALL}, and run again"
    return "; ".join(parts) + f". {step}"


def _unseen() -> str:
    """What is lacking: the program, or a picture of the page that it could read."""
    return "page_not_seen" if is_installed() else "needs_ocr"


def _listed(numbers: list[int]) -> str:
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
