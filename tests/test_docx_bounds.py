"""Word files made to hurt: each is read or refused in bounded time and memory. All are smaller than 200 KB."""

import io
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from words import NAMESPACES, level, numbering, paragraph, table, word

from pipeline.errors import ReadError
from pipeline.model import RawFile
from pipeline.read import read

FILES = sorted((Path(__file__).parent / "docx").glob("*.*.docx"))
SECONDS = 20  # of work, on a busy machine; none takes 5 on a free one
MEGABYTES = 300  # with the program itself, which takes 30

_ROW = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
_CELL = "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>"
_LATE = _ROW.replace("<w:tc>", '<w:trPr><w:gridBefore w:val="999999999"/></w:trPr><w:tc>')
_BEGIN, _END = (f'<w:r><w:fldChar w:fldCharType="{what}"/></w:r>' for what in ("begin", "end"))


def _coded(code: str) -> str:
    return paragraph("文", inner=f"{_BEGIN}<w:r><w:instrText>{code}</w:instrText></w:r>{_END}")


def _absurd_numbers() -> bytes:
    lists = numbering(
        level(0, "upperLetter", "%1" * 40_000).replace('w:start w:val="1"', 'w:start w:val="99999999999"')
    )
    return word(paragraph("文", number=(1, 0)) * 2_000, numbering=lists)


READ: dict[str, Callable[[], bytes]] = {
    "spans of 10^8 columns": lambda: word(table([[('<w:gridSpan w:val="100000000"/>', "a"), ("", "b")]] * 300)),
    "spans of 1,000 columns": lambda: word(table([[('<w:gridSpan w:val="1000"/>', "a"), ("", "b")]] * 2_000)),
    "rows that begin at 10^9": lambda: word(paragraph("文") + f"<w:tbl>{_LATE * 50}</w:tbl>"),
    "21,000 cells": lambda: word("<w:tbl>" + f"<w:tr>{_CELL * 10}</w:tr>" * 2_100 + "</w:tbl>"),
    "a code of 10^6 blanks": lambda: word(_coded("eq \\o" + " " * 1_000_000)),
    "fields within fields": lambda: word(paragraph("文", inner=_BEGIN * 40_000)),
    "numbers of 40,000 parts": _absurd_numbers,
    "boxes within boxes": lambda: word(
        "<w:p><w:r><w:pict><w:txbxContent>" * 60 + paragraph("文") + "</w:txbxContent></w:pict></w:r></w:p>" * 60
    ),
}
REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "10^8 spaces": ("zip_bomb", lambda: word(f"<w:p><w:r><w:t>{' ' * 100_000_000}</w:t></w:r></w:p>")),
    "300,000 rows": ("too_many_nodes", lambda: word(f"<w:tbl>{_ROW * 300_000}</w:tbl>")),
    "tables within tables": ("docx_damaged", lambda: word("<w:tbl><w:tr><w:tc>" * 9_000)),
    "entities of entities": ("docx_damaged", lambda: _with_entities()),
    "a zip within itself": ("docx_damaged", lambda: word(paragraph("文"))[:-22] + b"PK\x05\x06" + b"\xff" * 18),
}


def _with_entities() -> bytes:
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};">' for n in range(1, 10))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        body = f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&a9;</w:t></w:r></w:p></w:body></w:document>"
        package.writestr("word/document.xml", f"<!DOCTYPE d [{''.join(lines)}]>{body}")
    return out.getvalue()


_SCRIPT = """
import pathlib, re, sys, time
from pipeline.errors import ReadError
from pipeline.model import RawFile
from pipeline.read import read
code = "read"
try:
    read(RawFile("made.docx", sys.stdin.buffer.read()))
except ReadError as error:
    code = error.code
status = pathlib.Path("/proc/self/status")  # not getrusage, which begins with the size of the parent
most = re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1] if status.exists() else 0
print(code, time.process_time(), most)
"""


def _spent(data: bytes) -> tuple[str, float, int]:
    """What came of it, the seconds of work, and the most memory held at once, in MB; of a process of its own."""
    assert len(data) < 200_000
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", _SCRIPT], input=data, capture_output=True, check=True)
    code, seconds, kilobytes = done.stdout.decode().split()
    return code, float(seconds), int(kilobytes) // 1024


@pytest.mark.parametrize("name", READ)
def test_what_is_absurd_in_a_file_is_read_in_bounds(name: str) -> None:
    code, seconds, megabytes = _spent(READ[name]())
    assert code == "read"
    assert seconds < SECONDS
    assert megabytes < MEGABYTES


@pytest.mark.parametrize("name", REFUSED)
def test_a_bomb_is_refused_before_it_goes_off(name: str) -> None:
    expected, made = REFUSED[name]
    code, seconds, megabytes = _spent(made())
    assert code == expected
    assert seconds < SECONDS / 4
    assert megabytes < MEGABYTES / 2


def test_rows_beyond_the_limit_are_told() -> None:
    document = read(RawFile("made.docx", READ["21,000 cells"]()))
    assert sum(len(block.cells) for block in document.blocks) == 20_000
    assert [issue.code for issue in document.issues] == ["table_cut_short"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_part_damaged_anywhere_is_read_or_refused(path: Path) -> None:
    """Bytes of the XML itself are changed, moved and cut, behind a zip that is whole."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    chance = random.Random(path.name)
    names = [
        name for name in parts if name.startswith("word/") and name.endswith((".xml", ".rels")) and "theme" not in name
    ]
    codes = set()
    for _ in range(30):
        name = chance.choice(names)
        data = bytearray(parts[name])
        at, length = chance.randrange(len(data)), chance.randrange(1, 40)
        how = chance.randrange(4)
        if how == 0:
            data[at] = chance.randrange(32, 127)
        elif how == 1:
            del data[at : at + length]
        elif how == 2:
            data[at:at] = data[at : at + length]
        else:  # another tag's name, which leaves the XML whole
            data = bytearray(bytes(data).replace(b"w:tc", b"w:tr").replace(b"w:val=", b"w:was="))
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for other, part in parts.items():
                target.writestr(other, bytes(data) if other == name else part)
        try:
            read(RawFile("made.docx", out.getvalue()))
        except ReadError as error:
            codes.add(error.code)
    assert codes <= {"docx_damaged", "no_body", "unsupported_type"}
