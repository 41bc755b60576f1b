"""Word files for the tests, written as XML: just what a test is about, in a zip."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from pipeline.model import Block, RawFile
from pipeline.read import read

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
)
_LOOSE = b"http://schemas.openxmlformats.org/"
_STRICT = b"http://purl.oclc.org/ooxml/"
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{main}"/>'
    "</Relationships>"
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str = "", number: tuple[int, int] | None = None, properties: str = "", inner: str = "") -> str:
    """``number``: list and level. ``inner`` is markup, after the text."""
    listed = f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>' if number else ""
    return f"<w:p><w:pPr>{listed}{properties}</w:pPr>{run(text) if text else ''}{inner}</w:p>"


def table(rows: Sequence[Sequence[tuple[str, str]]], columns: int = 4) -> str:
    """Cells are the content of ``tcPr`` and text, or markup where the text begins with one."""
    written = []
    for row in rows:
        cells = (
            f"<w:tc><w:tcPr>{about}</w:tcPr>{text if text.startswith('<') else paragraph(text)}</w:tc>"
            for about, text in row
        )
        written.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl><w:tblGrid>{'<w:gridCol/>' * columns}</w:tblGrid>{''.join(written)}</w:tbl>"


def level(at: int, how: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{how}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*lists: str, more: str = "") -> str:
    """Lists 1, 2, … with these levels."""
    written = "".join(f'<w:abstractNum w:abstractNumId="{n}">{one}</w:abstractNum>' for n, one in enumerate(lists, 1))
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(1, len(lists) + 1))
    return f"<w:numbering {NAMESPACES}>{written}{nums}{more}</w:numbering>"


def word(body: str, main: str = "word/document.xml", **parts: str | None) -> bytes:
    """A file with this body; ``parts`` by their names: numbering, styles, footnotes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", LINKS.format(main=main))
        package.writestr(main, f"<w:document {NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>")
        for name, part in parts.items():
            if part is not None:
                package.writestr(f"word/{name}.xml", part)
    return out.getvalue()


def field(code: str, result: str = "") -> str:
    """A field in runs, as Word writes it; without a result nothing parts the code from the end."""
    parts = (f'<w:r><w:fldChar w:fldCharType="{what}"/></w:r>' for what in ("begin", "separate", "end"))
    begin, separate, end = parts
    code = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return begin + code + (separate + result if result else "") + end


def simple_field(code: str, result: str) -> str:
    return f'<w:fldSimple w:instr="{escape(code, quote=True)}">{result}</w:fldSimple>'


def picture(width: int, height: int, old: bool) -> str:
    """A picture of so many centimetres, as new and as old programs write it."""
    if old:
        style = f"width:{width / 2.54 * 72:.1f}pt;height:{height / 2.54 * 72:.1f}pt"
        return f'<w:r><w:pict><v:shape style="{style}"><v:imagedata/></v:shape></w:pict></w:r>'
    extent = f'<wp:extent cx="{width * 360_000}" cy="{height * 360_000}"/>'
    return f'<w:r><w:drawing><wp:inline xmlns:wp="wp">{extent}<a:blip xmlns:a="a"/></wp:inline></w:drawing></w:r>'


def as_linked(body: str, parts: dict[str, tuple[str, str, bytes]]) -> bytes:
    """A file whose main part names others: key, kind, name in the zip, and bytes."""
    links = "".join(
        f'<Relationship Id="{key}" Type="{_LOOSE.decode()}officeDocument/2006/relationships/{kind}" Target="{name}"/>'
        for key, (kind, name, _) in parts.items()
    )
    out = io.BytesIO(word(body))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
        for _, name, data in parts.values():
            package.writestr(name.lstrip("/") if name.startswith("/") else f"word/{name}", data)
    return out.getvalue()


def as_strict(data: bytes) -> bytes:
    """The file with the namespaces of ISO 29500 strict, which Word writes when asked to."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in package.namelist():
            part = package.read(name)
            if name.endswith((".xml", ".rels")):
                for family in (b"wordprocessingml/", b"officeDocument/"):
                    part = part.replace(_LOOSE + family + b"2006/", _STRICT + family)
            target.writestr(name, part)
    return out.getvalue()


# The numbers that become list formatting: with the level of the list, as in OUTLINE.
_HEADS = (r"([一二三四五六七八九]+)、", r"（([一二三四五六七八九]+)）", r"(\d)\.(?!\d)")
OUTLINE = numbering(
    level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>') + level(1, "japaneseCounting", "（%2）")
    + level(2, "decimal", "%3.")
)  # fmt: skip


def as_word(page: Path, listed: bool) -> bytes:
    """The report on a page as a Word file, with its numbers as text, or as list formatting."""
    document = read(RawFile(page.name, page.read_bytes()))
    found: list[str] = []
    for block in document.blocks:
        text = document.cut(block.place)
        if block.cells:
            found.append(_table(block, document.cut))
        elif block.content or _is_title(text):
            number = None
            for at, head in enumerate(_HEADS if listed else ()):
                if match := re.match(head, text):
                    number, text = (1, at), text[match.end() :]
                    break
            inner = run(text, "<w:b/>" if block.bold else "")
            found.append(paragraph(number=number, inner=inner))
    return word("".join(found), numbering=OUTLINE if listed else None)


def _is_title(text: str) -> bool:
    return re.search("20\\d\\d年政府信息公开工作年度报告$", text) is not None


def _table(block: Block, cut: Callable[..., str]) -> str:
    """A cell that spans rows goes on in each of them, as Word has it."""
    rows: list[list[tuple[int, str, str]]] = [[] for _ in range(max(c.row + c.row_span - 1 for c in block.cells))]
    for cell in block.cells:
        wide = f'<w:gridSpan w:val="{cell.col_span}"/>' if cell.col_span > 1 else ""
        tall = '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""
        rows[cell.row - 1].append((cell.col, wide + tall, cut(cell.place)))
        for below in range(1, cell.row_span):
            rows[cell.row - 1 + below].append((cell.col, wide + "<w:vMerge/>", ""))
    return table([[(about, text) for _, about, text in sorted(row)] for row in rows])
