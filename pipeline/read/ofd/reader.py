"""OFD → ``Document``: its pages are put together as those of a PDF are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.errors import ReadError
from pipeline.model import Document, Issue, RawFile
from pipeline.read.ocr.engine import INSTALL, is_installed
from pipeline.read.ocr.note import recognised_issue
from pipeline.read.ofd.package import OfdPage, Package
from pipeline.read.ofd.page import largest_picture, read_page
from pipeline.read.office import OFD
from pipeline.read.pdf.flow import compose
from pipeline.read.pdf.layout import Item, lay_out
from pipeline.read.pdf.page import Sheet
from pipeline.read.picture import open_picture

FEW = 30  # glyphs; a page with a large picture and no more is a picture
LARGE = 0.4  # share of the page that a large picture covers
LOST = 0.2  # share of glyphs without a character from which a page is not read


def read_ofd(raw: RawFile) -> Document:
    """Read one OFD file. Stamps, signatures and annotations are no text of the report.

    Raises:
        ReadError: ``ofd_damaged``, ``zip_bomb``, ``too_many_nodes``, ``too_many_pages``; ``needs_ocr`` where its pages
            are pictures or do not tell which characters they show; ``no_body``.
    """
    package = Package(raw)
    sheets: dict[int, Sheet] = {}
    items: list[list[Item]] = []
    issues: list[Issue] = []
    unread: list[int] = []
    seen: list[int] = []
    read = lost = 0
    for page in package.pages():
        sheet = read_page(page, package.heavy)
        sheets[sheet.number] = replace(sheet, glyphs=(), rulings=())
        shown = len(sheet.glyphs)
        is_picture = shown < FEW and sheet.pictured > LARGE
        if is_picture and (recognised := _recognised(package, page)) is not None:
            sheet = recognised
            sheets[sheet.number] = replace(sheet, glyphs=(), rulings=())
            seen.append(sheet.number)
            shown = len(sheet.glyphs)
        elif is_picture or sheet.lost > LOST * max(shown, 1):
            unread.append(sheet.number)
            items.append([])
            continue
        read += shown > 0
        lost += sheet.lost
        laid = lay_out(sheet)
        items.append([*laid.items])
        issues += laid.issues
    if not read and unread:
        code = "page_not_seen" if is_installed() else "needs_ocr"
        raise ReadError(code, f"{raw.name}: {_pictured(unread)}. {_step()}")
    if not read:
        raise ReadError("no_body", f"{raw.name}: the {len(sheets)} pages of the OFD are blank. Expected a report")
    document = compose(items, sheets)
    return replace(
        document,
        media_type=OFD,
        damaged=lost,
        head=tuple(package.head),
        issues=(*_issues(package, unread, seen, lost), *issues, *document.issues),
    )


def _recognised(package: Package, page: OfdPage) -> Sheet | None:
    """The page as a program that recognises characters sees its largest picture; None without one or the other."""
    found = largest_picture(page)
    if found is None or not is_installed():
        return None
    key, width = found
    data = package.picture(key)
    picture = None if data is None else open_picture(data)
    if picture is None:
        return None
    from pipeline.read.ocr.sheet import recognise

    return recognise(picture, page.number, picture.shape[1] / (width / 25.4))


def _step() -> str:
    if is_installed():
        return "Print it to PDF, and read that"
    return f"The pages need OCR: {INSTALL}, and run again"


def _issues(package: Package, unread: list[int], seen: list[int], lost: int) -> Iterator[Issue]:
    if seen:
        yield recognised_issue(seen)
    if unread:
        yield Issue("read", "page_not_seen" if is_installed() else "needs_ocr", f"{_pictured(unread)}. {_step()}")
    if lost:
        message = f"{lost} characters are printed in fonts that do not tell which they are; they read \ufffd"
        yield Issue("read", "characters_lost", message)
    if len(package.bodies) > 1:
        message = f"the file holds {len(package.bodies)} documents; the first was read"
        yield Issue("read", "other_documents", message)


def _pictured(numbers: list[int]) -> str:
    pages = f"page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
    return f"{pages}: the text is a picture, or its fonts do not tell which characters they show"
