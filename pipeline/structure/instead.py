"""What a file is that is no report: a link to one, pictures of one, or a page of the server."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.catalog import Catalog
from pipeline.catalog.outline import SHORT, kind_of_report, page_of_server
from pipeline.model import Document, Report
from pipeline.text import squeeze

MAX_NAMED = 5

_DOCUMENT = re.compile(r"\.(?:docx?|wps|pdf|ofd|rtf|zip|rar)(?:\?|#|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Instead:
    """``code`` of the issue, and what was found in words."""

    code: str
    found: str


def what_instead(report: Report, catalog: Catalog) -> Instead | None:
    """What stands where a report was expected; None if nothing tells."""
    document = report.document
    kind = re.compile(kind_of_report(catalog))
    shown = squeeze("".join(document.cut(block.place) for block in document.blocks if block.content))
    said = squeeze("".join(text for name, text in document.head if name == "title")) + shown
    files = [one for one in document.attachments if kind.search(squeeze(one.label + one.address))]
    if not files and len(shown) <= SHORT and (found := page_of_server(said, catalog)):
        return Instead(*found)
    if not files and kind.search(said):
        files = [one for one in document.attachments if _DOCUMENT.search(one.address)]
    if files and _spoken(document) <= SHORT:
        named = ", ".join(f"{one.label or 'a file'} ({one.address})" for one in files[:MAX_NAMED])
        return Instead("only_attachment", f"{len(files)} linked files: {named}")
    title = report.metadata.title
    if title is not None and title in document.text and document.pictures and _spoken(document) <= SHORT:
        named = ", ".join(one.address for one in document.pictures[:MAX_NAMED])
        return Instead("needs_ocr", f"a title and {len(document.pictures)} pictures: {named}")
    return None


def _spoken(document: Document) -> int:
    """The characters of the container's sentences: a menu says nothing."""
    lines = (squeeze(document.cut(block.place)) for block in document.blocks if block.content)
    return sum(len(line) for line in lines if "。" in line or ";" in line)
