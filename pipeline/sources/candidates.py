"""Which files of a folder or a zip may hold a report: by name, else by the first bytes; a picture by its shape."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import IO

from pipeline.read.sniff import sniff
from pipeline.sources.zipped import read_member

# Formats that reports are published in; the address of a page often ends in the name of a program.
_PAGES = frozenset([".html", ".htm", ".shtml", ".xhtml", ".mht", ".mhtml"])
_FILES = frozenset(
    [".pdf", ".doc", ".docx", ".wps", ".rtf", ".odt", ".xls", ".xlsx", ".et", ".ods", ".ofd", ".zip", ".rar", ".7z"]
)
_PROGRAMS = frozenset([".jsp", ".jspx", ".asp", ".aspx", ".php", ".do"])
_DOCUMENTS = _PAGES | _FILES | _PROGRAMS | {".txt", ".md", ".markdown"}
# Of pictures those that have the shape and the fineness of a page: a scan, no logo and hardly a photograph.
_PICTURES = frozenset([".tif", ".tiff", ".png", ".jpg", ".jpeg", ".bmp"])
_NARROW = 900  # dots of the narrow side; A4 at 110 dots to the inch
_SHAPE = (1.2, 1.7)  # of a page: how much longer the other side is
_TELLING = ("text/html", "application/pdf", "application/msword")
# Texts about a folder, which stand beside its documents.
_NOTES = frozenset(
    ["readme", "changelog", "changes", "history", "license", "contributing", "authors", "index", "notes", "todo"]
)
# A browser saves a page with what belongs to it in such a folder: 年报.htm, 年报_files/
_SAVED = ("_files", ".files", "_文件")


def is_candidate(path: Path) -> bool:
    """Whether a file met in a folder may be a report: by its suffix, without one by its first bytes.

    Of what a browser saved beside a page only documents may be one; the pages there are its frames.
    """
    if path.suffix.lower() in (".md", ".markdown") and path.stem.lower() in _NOTES:
        return False
    if is_part_of_page(path):
        return path.suffix.lower() in _FILES
    suffix = path.suffix.lower()
    if suffix and suffix not in _PICTURES:
        return suffix in _DOCUMENTS
    try:
        with path.open("rb") as file:
            return _is_page(file) if suffix else sniff(file.read(4096)) in _TELLING
    except OSError:
        return False


def is_candidate_in_zip(member: Path, archive: Path, number: int) -> bool:
    """Whether a file in a zip may be a report: as in a folder, by its name, of a picture by its head."""
    if any(part.startswith((".", "~$", "__MACOSX")) for part in member.parts):
        return False
    suffix = member.suffix.lower()
    if suffix in (".md", ".markdown", ".txt") and member.stem.lower() in _NOTES:
        return False
    if suffix in _PICTURES:
        try:
            return _is_page(BytesIO(read_member(archive, number)))
        except OSError:
            return True  # reading says what is wrong
    return suffix in _DOCUMENTS or not suffix


def _is_page(file: IO[bytes]) -> bool:
    """Whether a picture looks like a page; only its head is read."""
    from PIL import Image  # most folders hold no pictures

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large pictures; reading measures them
        try:
            with Image.open(file) as picture:
                narrow, long = sorted(picture.size)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return False
    return narrow >= _NARROW and _SHAPE[0] <= long / narrow <= _SHAPE[1]


def is_part_of_page(path: Path) -> bool:
    """Whether a file stands in the folder that a browser saved with a page, and the page stands beside it."""
    folder = path.parent
    stem = next((folder.name.removesuffix(end) for end in _SAVED if folder.name.endswith(end)), "")
    return stem != "" and any(folder.with_name(stem + suffix).exists() for suffix in _PAGES)
