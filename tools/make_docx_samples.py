"""Write ``tests/docx/``: made reports as pages, and as the Word files that three programs make of them.

The forms are the national ones, with their official labels; the figures in them were published, the sentences are made
up. LibreOffice converts the page as it is, and a document of its own with what people put into one: heading numbers
that are list formatting, a contents list, page numbers, a text box, a footnote, tracked changes. python-docx and docx
(npm) write the same report part by part. Beside them stand small files of the kinds that are refused.

    python tools/make_docx_samples.py     needs soffice, python-docx, msoffcrypto-tool; node with docx in NODE_PATH
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from bs4 import BeautifulSoup, Tag

from pipeline.catalog import Panel, Template

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "tests" / "docx"
sys.path.insert(0, str(ROOT / "tests"))

from printed import grid  # noqa: E402
from test_forms_national import HANGZHOU, HANGZHOU_REMEDIES, NEW, OLD, SHANGHAI, SHANGHAI_REMEDIES  # noqa: E402

PAGES = ("nanping-health-2016-clean", "sanming-commerce-2017-table")  # of raw/
SECTIONS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
PROACTIVE = ("3", "5", "74", "564", "984", "4185", "11398889", "6937489", "166105", "316441")
NOTE = "按国办公开办函〔2021〕30号的格式填写。"
BOX = "咨询电话见门户网站首页。"


def prose(new: str, before: str, done: str, left: str) -> dict[int, tuple[str, ...]]:
    """Our own sentences, by section; the numbers are those of the table."""
    return {
        0: (
            "这一年主动公开各类信息5230条，其中通过门户网站公开4180条，通过政务新媒体公开1050条。",
            f"本年新收政府信息公开申请{new}件，上年结转{before}件；办结{done}件，结转下年度继续办理{left}件。",
            "组织业务培训3次，参加218人次。",
        ),
        4: ("有的栏目更新不及时。下一步将清点栏目12个，逐个定人定期。",),
        5: ("本年度没有收取信息处理费。",),
    }


def page(agency: str, year: int, tables: dict[int, str], text: dict[int, tuple[str, ...]]) -> str:
    title = f"{agency}{year}年政府信息公开工作年度报告"
    lines = [f"<!DOCTYPE html><html lang=zh-CN><meta charset=utf-8><title>{title}</title>", f"<h1>{title}</h1>"]
    for at, heading in enumerate(SECTIONS):
        lines += [f"<h2>{heading}</h2>", *(f"<p>{line}</p>" for line in text.get(at, ()))]
        if at in tables:
            lines.append(tables[at].replace("<table>", '<table border="1">'))
    return "\n".join([*lines, f"<p align=right>{agency}</p>", f"<p align=right>{year + 1}年1月20日</p></html>\n"])


def panel_of(form: Template, name: str) -> Panel:
    return next(panel for panel in form.panels if panel.id == name)


def requests_of(panel: Panel, lines: Sequence[str]) -> str:
    rows = [row for row in panel.rows if row.indicator]
    values = {
        (row.indicator, column.member, "year"): cell
        for row, line in zip(rows, lines, strict=True)
        for column, cell in zip(panel.columns, line.split(","), strict=True)
    }
    return grid([panel], values)


def remedies_of(panel: Panel, line: str) -> str:
    cells = zip(panel.columns, line.split(","), strict=True)
    return grid([panel], {(column.indicator, column.member, "year"): cell for column, cell in cells})


def proactive_of(form: Template) -> str:
    panels = [panel for panel in form.panels if panel.table == "proactive"]
    keys = [entry.key for panel in panels for entry in panel.entries()]
    return grid(panels, dict(zip(keys, PROACTIVE, strict=True)))


def pages() -> dict[str, str]:
    old = {
        2: requests_of(panel_of(OLD, "requests"), SHANGHAI),
        3: remedies_of(panel_of(OLD, "remedies"), SHANGHAI_REMEDIES),
    }
    new = {
        1: proactive_of(NEW),
        2: requests_of(panel_of(NEW, "requests"), HANGZHOU),
        3: remedies_of(panel_of(NEW, "remedies"), HANGZHOU_REMEDIES),
    }
    return {
        "national-2019": page("某某市交通局", 2019, old, prose("859", "18", "805", "72")),
        "national-2021": page("某某市水务局", 2025, new, prose("14069", "560", "13810", "819")),
    }


# -- the report in parts ----------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A paragraph (``kind`` is title, heading, text or signed) or a table of (text, columns, rows) by row."""

    kind: str
    text: str = ""
    rows: tuple[tuple[tuple[str, int, int], ...], ...] = ()


def pieces(source: str) -> Iterator[Piece]:
    soup = BeautifulSoup(source, "lxml")
    for tag in soup.body or ():
        if not isinstance(tag, Tag):
            continue
        if tag.name == "table":
            yield Piece("table", rows=tuple(tuple(map(_cell, row.find_all("td"))) for row in tag.find_all("tr")))
        else:
            kind = {"h1": "title", "h2": "heading"}.get(tag.name, "signed" if tag.get("align") else "text")
            yield Piece(kind, tag.get_text())


def _cell(tag: Tag) -> tuple[str, int, int]:
    return tag.get_text().strip(), int(str(tag.get("colspan", "1"))), int(str(tag.get("rowspan", "1")))


def covered(rows: tuple[tuple[tuple[str, int, int], ...], ...]) -> Iterator[list[tuple[str, int, int] | None]]:
    """The full grid, row by row: a cell where it begins, None where one covers the place."""
    taken: set[tuple[int, int]] = set()
    width = sum(columns for _, columns, _ in rows[0])
    for at, row in enumerate(rows):
        line: list[tuple[str, int, int] | None] = []
        cells = iter(row)
        while len(line) < width:
            if (at, len(line)) in taken:
                line.append(None)
                continue
            cell = next(cells, ("", 1, 1))
            taken |= {(at + down, len(line) + right) for down in range(cell[2]) for right in range(cell[1])}
            line.append(cell)
        yield line


# -- LibreOffice ------------------------------------------------------------------------

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODF = " ".join(
    f'xmlns:{name}="{_OASIS}:{space}:1.0"'
    for name, space in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
FODT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {ODF} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><text:outline-style style:name="Outline"><text:outline-level-style text:level="1"
 style:num-format="一, 二, 三, ..." style:num-suffix="、"/></text:outline-style></office:styles>
<office:automatic-styles><style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm"/><style:footer-style/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">
<style:header><text:p>内部资料</text:p></style:header>
<style:footer><text:p>- <text:page-number>1</text:page-number> -</text:p></style:footer>
</style:master-page></office:master-styles>
<office:body><office:text><text:tracked-changes><text:changed-region text:id="d1"><text:deletion><office:change-info>
<dc:creator>made</dc:creator><dc:date>2026-01-19T00:00:00</dc:date></office:change-info><text:p>共计9999件</text:p>
</text:deletion></text:changed-region><text:changed-region text:id="i1"><text:insertion><office:change-info>
<dc:creator>made</dc:creator><dc:date>2026-01-19T00:00:00</dc:date></office:change-info></text:insertion>
</text:changed-region></text:tracked-changes>
BODY
</office:text></office:body></office:document>
"""


def fodt(parts: list[Piece]) -> str:
    """The report as LibreOffice's own document. Heading numbers are left to the outline style."""
    body = []
    for at, piece in enumerate(parts):
        text = escape(piece.text)
        if piece.kind == "title":
            body += [f"<text:p>{text}</text:p>", _contents(parts)]
        elif piece.kind == "heading":
            body.append(f'<text:h text:outline-level="1">{text.partition("、")[2]}</text:h>')
        elif piece.kind == "table":
            body.append(_fodt_table(at, piece))
        elif "新收" in text:  # the words after the first number were put in later, others taken out before them
            first, rest = re.split(r"(?<=\d件)，", text, maxsplit=1)
            body.append(
                f'<text:p>{first}<text:change text:change-id="d1"/>，<text:change-start text:change-id="i1"/>{rest}'
                f'<text:change-end text:change-id="i1"/></text:p>'
            )
        elif "培训" in text:
            note = f"<text:note-citation>1</text:note-citation><text:note-body><text:p>{NOTE}</text:p></text:note-body>"
            box = f'<draw:text-box fo:min-height="1cm"><text:p>{BOX}</text:p></draw:text-box>'
            body.append(
                f'<text:p>{text}<text:note text:note-class="footnote">{note}</text:note>'
                f'<draw:frame text:anchor-type="paragraph" svg:width="5cm">{box}</draw:frame></text:p>'
            )
        else:
            body.append(f"<text:p>{text}</text:p>")
    return FODT.replace("BODY", "\n".join(body))


def _contents(parts: list[Piece]) -> str:
    lines = "".join(f"<text:p>{p.text}<text:tab/>{n}</text:p>" for n, p in enumerate(parts) if p.kind == "heading")
    title = '<text:index-title text:name="t"><text:p>目录</text:p></text:index-title>'
    return (
        '<text:table-of-content text:name="toc"><text:table-of-content-source text:outline-level="1"/>'
        f"<text:index-body>{title}{lines}</text:index-body></text:table-of-content>"
    )


def _fodt_table(at: int, piece: Piece) -> str:
    rows = []
    for line in covered(piece.rows):
        cells = (
            "<table:covered-table-cell/>" if cell is None
            else f'<table:table-cell table:number-columns-spanned="{cell[1]}" table:number-rows-spanned="{cell[2]}">'
            f"<text:p>{escape(cell[0])}</text:p></table:table-cell>"
            for cell in line
        )  # fmt: skip
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    width = sum(columns for _, columns, _ in piece.rows[0])
    columns = f'<table:table-column table:number-columns-repeated="{width}"/>'
    return f'<table:table table:name="t{at}">{columns}{"".join(rows)}</table:table>'


def convert(source: Path, target: Path, how: str = "docx:MS Word 2007 XML") -> None:
    """LibreOffice returns 0 also when it could not load the file."""
    with TemporaryDirectory() as home:
        profile = f"-env:UserInstallation=file://{home}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", how, "--outdir", home, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        (made,) = Path(home).glob(f"{source.stem}.*")
        target.write_bytes(made.read_bytes())


# -- python-docx and docx ------------------------------------------------------------------


def python_docx(parts: list[Piece], target: Path) -> None:
    document = import_module("docx").Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "- 1 -"
    for piece in parts:
        if piece.kind == "title":
            document.add_heading(piece.text, 0)
        elif piece.kind == "heading":
            document.add_heading(piece.text, 1)
        elif piece.kind == "table":
            lines = list(covered(piece.rows))
            table = document.add_table(len(lines), len(lines[0]), style="Table Grid")
            for at, line in enumerate(lines):
                for col, cell in enumerate(line):
                    if cell is not None:
                        text, columns, rows = cell
                        end = table.cell(at + rows - 1, col + columns - 1)
                        table.cell(at, col).merge(end).text = text
        else:
            document.add_paragraph(piece.text)
    document.save(str(target))


def npm_docx(parts: list[Piece], target: Path) -> None:
    script = Path(__file__).with_suffix(".cjs")
    given = json.dumps({"parts": [asdict(piece) for piece in parts], "note": NOTE, "box": BOX})
    made = subprocess.run(["node", str(script)], input=given.encode(), capture_output=True, check=True)
    target.write_bytes(made.stdout)


def others() -> None:
    """Small files of the kinds that are refused by name."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "short.html"
        source.write_text(
            "<html><meta charset=utf-8><p>某某市水务局2025年政府信息公开工作年度报告</p></html>", encoding="utf-8"
        )
        for kind, how in (("doc", "doc:MS Word 97"), ("rtf", "rtf:Rich Text Format"), ("odt", "odt:writer8")):
            convert(source, TARGET / f"short.{kind}", how)
        convert(source, TARGET / "short.docx")
    with (TARGET / "short.docx").open("rb") as plain, (TARGET / "locked.docx").open("wb") as locked:
        import_module("msoffcrypto.format.ooxml").OOXMLFile(plain).encrypt("0000", locked)
    (TARGET / "short.docx").unlink()


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    others()
    for name in PAGES:
        convert(ROOT / "raw" / f"{name}.html", TARGET / f"{name}.libreoffice.docx")
    for name, source in pages().items():
        written = TARGET / f"{name}.html"
        written.write_text(source, encoding="utf-8", newline="\n")
        parts = list(pieces(source))
        convert(written, TARGET / f"{name}.libreoffice.docx")
        with TemporaryDirectory() as folder:
            own = Path(folder) / f"{name}.fodt"
            own.write_text(fodt(parts), encoding="utf-8")
            convert(own, TARGET / f"{name}.libreoffice-own.docx")
        python_docx(parts, TARGET / f"{name}.python-docx.docx")
        npm_docx(parts, TARGET / f"{name}.npm-docx.docx")
    print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
