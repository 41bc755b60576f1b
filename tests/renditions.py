"""One made report, written in every format. Its sentences and figures are invented; its forms are the official ones."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Literal, NamedTuple

import xlsxwriter
from made_report import Report as MadeReport
from made_report import Table
from print_html import as_table
from printed import grid, numbers, tables_of
from words import paragraph, word
from words import table as word_table

from pipeline.catalog import builtin
from pipeline.model import Cell, RawFile
from pipeline.read import read

FORM = builtin().template("national-2021")
TITLE = "三明市测试局2023年政府信息公开工作年度报告"


class Line(NamedTuple):
    kind: Literal["title", "heading", "part", "text", "table"]
    text: str


def report(title: str = TITLE) -> list[Line]:
    """Six sections, three tables, prose that agrees with them in one figure and contradicts them in another."""
    tables = [grid(panels, {key: str(100 + i) for i, key in enumerate(numbers(FORM))}) for panels in tables_of(FORM)]
    return [
        Line("title", title),
        Line("text", "依照《中华人民共和国政府信息公开条例》编制，统计期限为2023年1月1日至12月31日。"),
        Line("heading", "一、总体情况"),
        Line("part", "（一）主动公开"),
        Line("text", "全年在门户网站主动公开政府信息386条，其中政策文件26条、工作动态360条；举办培训3次。"),
        Line("part", "（二）依申请公开"),
        Line("text", "本年新收政府信息公开申请7件，比上年增长40%。没有因此收取费用。"),
        Line("heading", "二、主动公开政府信息情况"),
        Line("table", tables[0]),
        Line("heading", "三、收到和处理政府信息公开申请情况"),
        Line("table", tables[1]),
        Line("heading", "四、政府信息公开行政复议、行政诉讼情况"),
        Line("table", tables[2]),
        Line("heading", "五、存在的主要问题及改进情况"),
        Line("text", "公开的内容还不够细，回应还不够快。下一步加强学习，全年计划培训4次。"),
        Line("heading", "六、其他需要报告的事项"),
        Line("text", "本年度没有其他需要报告的事项。"),
    ]  # fmt: skip


def made_lines(made: MadeReport) -> list[Line]:
    """The report that is printed to PDF and OFD, as lines for the other formats."""
    kinds: dict[str, Literal["title", "heading", "text"]] = {"title": "title", "heading": "heading"}
    return [
        Line("table", as_table(part, repeated=False))
        if isinstance(part, Table)
        else Line(kinds.get(kind, "text"), part)
        for kind, part in made.parts()
    ]


def rows_of(table: str) -> list[list[str]]:
    """The table as it stands on a grid without spans: a merged cell is printed once, the places it covers are empty."""
    (block,) = [block for block in read(RawFile("made", f"<p>一句，二句。</p>{table}".encode())).blocks if block.cells]
    high = max(cell.row for cell in block.cells)
    wide = max(cell.col + cell.col_span - 1 for cell in block.cells)
    out = [[""] * wide for _ in range(high)]
    for cell in block.cells:
        out[cell.row - 1][cell.col - 1] = cell.text
    return out


def as_body(lines: Sequence[Line]) -> str:
    tags = {"title": "h1", "heading": "p", "part": "p", "text": "p"}
    return "".join(text if kind == "table" else f"<{tags[kind]}>{text}</{tags[kind]}>\n" for kind, text in lines)


def as_page(lines: Sequence[Line], charset: str = "utf-8") -> str:
    return (
        f'<html><head><meta charset="{charset}"><title>{lines[0].text}</title></head>'
        f'<body><div id="zoom">{as_body(lines)}</div></body></html>'
    )


def as_text(lines: Sequence[Line]) -> str:
    """Tables as a program leaves them: a cell a line, those that are empty gone."""
    out = []
    for kind, text in lines:
        out += [cell for row in rows_of(text) for cell in row if cell] if kind == "table" else [text]
    return "\n\n".join(out) + "\n"


def as_markdown(lines: Sequence[Line], tables: Literal["bars", "html"] = "bars") -> str:
    marks = {"title": "# ", "heading": "## ", "part": "### ", "text": ""}
    out = []
    for kind, text in lines:
        if kind != "table":
            out.append(marks[kind] + text)
            continue
        if tables == "html":
            out.append(text)
            continue
        first, *rest = rows_of(text)
        rows = [first, ["---"] * len(first), *rest]
        out.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
    return "\n\n".join(out) + "\n"


def as_archive(
    page: str,
    charset: str = "utf-8",
    encoding: Literal["base64", "quoted-printable"] = "quoted-printable",
    parts: Sequence[tuple[str, str, bytes]] = (),
) -> bytes:
    """A web archive: the page, and ``parts`` by type, address and bytes."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "<Saved by a browser>"
    message["Subject"] = "made"
    message["Snapshot-Content-Location"] = "http://www.made.example/2024/t1.htm"
    message.set_content(page, subtype="html", charset=charset, cte=encoding)
    message.make_related()
    next(iter(message.iter_parts()))["Content-Location"] = "http://www.made.example/2024/t1.htm"
    for media_type, address, data in parts:
        main, sub = media_type.split("/")
        message.add_related(data, main, sub, headers=[f"Content-Location: {address}"])
    return message.as_bytes()


def as_word(lines: Sequence[Line]) -> bytes:
    out = []
    for kind, text in lines:
        out.append(_word_table(text) if kind == "table" else paragraph(text))
    return word("".join(out))


def _word_table(text: str) -> str:
    (block,) = [block for block in read(RawFile("made", f"<p>一句，二句。</p>{text}".encode())).blocks if block.cells]
    out: list[list[tuple[int, str, str]]] = [[] for _ in range(max(c.row + c.row_span - 1 for c in block.cells))]
    for cell in block.cells:
        wide = f'<w:gridSpan w:val="{cell.col_span}"/>' if cell.col_span > 1 else ""
        tall = '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""
        out[cell.row - 1].append((cell.col, wide + tall, cell.text))
        for below in range(1, cell.row_span):
            out[cell.row - 1 + below].append((cell.col, wide + "<w:vMerge/>", ""))
    return word_table([[(about, cell) for _, about, cell in sorted(row)] for row in out])


def cells_of(table: str) -> tuple[Cell, ...]:
    """The cells of a table as it is printed."""
    (block,) = [block for block in read(RawFile("made", f"<p>一句，二句。</p>{table}".encode())).blocks if block.cells]
    return block.cells


def as_workbook(lines: Sequence[Line], top: int = 0, left: int = 0, apart: bool = False) -> bytes:
    """A sheet with everything on it, or one for each table; ``top`` and ``left`` places stay empty.

    Text is merged over the columns; numbers are numbers.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, row = book.add_worksheet(), top
        for kind, text in lines:
            if kind != "table":
                sheet.merge_range(row, left, row, left + 3, text)
                row += 1
                continue
            if apart:
                sheet, row = book.add_worksheet(), top
            for cell in cells_of(text):
                value = int(cell.text) if cell.text.isdecimal() else cell.text
                y, x = row + cell.row - 1, left + cell.col - 1
                if cell.row_span * cell.col_span > 1:
                    sheet.merge_range(y, x, y + cell.row_span - 1, x + cell.col_span - 1, value)
                else:
                    sheet.write(y, x, value)
            row += max(cell.row + cell.row_span - 1 for cell in cells_of(text))
    return out.getvalue()


def as_open_sheet(lines: Sequence[Line]) -> bytes:
    """A sheet of OpenDocument (.ods). Its reader tells no spans: a merged cell is filled once."""
    rows = [row for kind, text in lines for row in (rows_of(text) if kind == "table" else [[text]])]
    written = ""
    for row in rows:
        cells = ""
        for text in row:
            about = f'office:value-type="float" office:value="{text}"' if text.isdecimal() else ""
            about = about or 'office:value-type="string"'
            cells += f"<table:table-cell {about}><text:p>{text}</text:p></table:table-cell>" if text else _NO_CELL
        written += f"<table:table-row>{cells}</table:table-row>"
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr(
            "content.xml",
            f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="a">{written}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


_NO_CELL = "<table:table-cell/>"


def written_by_office(source: Path, kind: str) -> Path:
    """What LibreOffice makes of a file: ``kind`` is a suffix, perhaps with the name of a filter ("doc:MS Word 97")."""
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    infilter = ["--infilter=HTML (StarWriter)"] if source.suffix == ".html" else []
    command = ["soffice", profile, "--headless", *infilter, "--convert-to", kind, "--outdir", str(source.parent)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    return source.with_suffix(f".{kind.split(':')[0]}")
