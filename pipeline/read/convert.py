"""Files of old and other word processors (.doc, .wps, .rtf, .odt, …) → ``Document``, by way of LibreOffice.

LibreOffice writes a Word file, which the reader for those reads. It is not trusted: it fetches what a document links
to, ends with code 0 where it could not load a file, and two of it on one profile fail. So each file has a folder and a
profile of its own, no network, little time, and what it wrote is looked at.
"""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.errors import ReadError
from pipeline.model import Document, Issue, RawFile
from pipeline.read.confined import Bounds, Ended, run_confined
from pipeline.read.docx import read_docx
from pipeline.read.office import ODT, RTF, UOF, WORD, WORD_XML
from pipeline.read.sniff import sniff
from pipeline.read.zips import DAMAGE, open_zip

BOUNDS = Bounds(seconds=60, memory=2_000_000_000, offline=True)
STRANGE = 0.1  # share of characters that no report has, from which a text is none

# What these files are called, and the suffix by which LibreOffice knows them.
CONVERTED = {
    WORD: ("a Word or WPS document", ".doc"),
    RTF: ("a rich text document", ".rtf"),
    WORD_XML: ("a Word document in XML", ".xml"),
    UOF: ("a document in the Unified Office Format (UOF)", ".uof"),
    ODT: ("an OpenDocument text (.odt)", ".odt"),
}
INSTALL = "Install it (Debian and Ubuntu: apt-get install libreoffice-writer) and run again, or save the file as .docx"

_PLACES = ("/Applications/LibreOffice.app/Contents/MacOS/soffice", r"C:\Program Files\LibreOffice\program\soffice.exe")
# Letters with accents, signs of other systems, private ones: what bytes look like that are no text
_STRANGE = re.compile("[\x00-\x08\x0e-\x1f\x80-\x9f¡-¶¸-ÖØ-öø-ɏ\ue000-\uf8ff\ufffd]")


def find_office() -> str | None:
    """The program, where it is installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def read_converted(raw: RawFile) -> Document:
    """Read one file that LibreOffice can open.

    Raises:
        ReadError: ``needs_office`` where it is not installed; ``office_damaged``, ``timeout``, ``zip_bomb``; and what
            the reader of Word files raises.
    """
    media_type = sniff(raw.data)
    called, suffix = CONVERTED[media_type]
    office = find_office()
    if office is None:
        raise ReadError(
            "needs_office",
            f"{raw.name}: {called}, which is read with LibreOffice, and that is not installed here. {INSTALL}",
        )
    if raw.data.lstrip().startswith(b"PK"):
        try:
            open_zip(raw.name, raw.data)
        except DAMAGE as error:
            raise _damaged(raw.name, called, "it is no whole zip") from error
    elif media_type == ODT:
        suffix = ".fodt"
    with TemporaryDirectory(prefix="nianbao-office-") as home:
        source, out = Path(home) / f"report{suffix}", Path(home) / "out"
        source.write_bytes(raw.data.lstrip())
        ended = _convert(office, source, out, Path(home))
        written = out / "report.docx"
        converted = written.read_bytes() if written.is_file() else b""
    if ended.how == "timeout":
        raise ReadError(
            "timeout",
            f"{raw.name}: {called}; LibreOffice took longer than {BOUNDS.seconds:g} seconds and was stopped. "
            "Open it and save it as .docx",
        )
    if not converted.startswith(b"PK"):
        raise _damaged(raw.name, called, f"LibreOffice made nothing of it: {ended.why}")
    document = read_docx(RawFile(raw.name, converted))
    if len(_STRANGE.findall(document.text)) > STRANGE * len(document.text):
        raise _damaged(raw.name, called, "LibreOffice took bytes for text")
    # Where the file tells no date LibreOffice writes that of the conversion.
    head = (("converted_by", "LibreOffice"), *(one for one in document.head if one[0] != "CreationDate"))
    return replace(document, media_type=media_type, head=head, issues=(*_network(ended), *document.issues))


def _convert(office: str, source: Path, out: Path, home: Path) -> Ended:
    profile = (home / "profile").as_uri()
    command = [
        office, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--convert-to",
        "docx:MS Word 2007 XML", "--outdir", str(out), str(source),
    ]  # fmt: skip
    return run_confined(command, BOUNDS, env={"HOME": str(home), "SAL_USE_VCLPLUGIN": "svp"})


def _network(ended: Ended) -> list[Issue]:
    if ended.offline or sys.platform != "linux":
        return []
    message = "LibreOffice had the network while it read this file: the system does not allow to take it away"
    return [Issue("read", "network_open", message)]


def _damaged(name: str, called: str, why: str) -> ReadError:
    return ReadError(
        "office_damaged",
        f"{name}: {called} that cannot be opened: {why}. Fetch the file again, or open it and save it as .docx",
    )
