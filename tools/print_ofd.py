"""A made report as an OFD file (GB/T 33190): lines set one by one, tables drawn cell by cell or ruling by ruling."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from unicodedata import east_asian_width

from made_report import Cell, Report, Table

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
WIDE, HIGH, MARGIN = 210.0, 297.0, 26.0  # millimetres
SIZES = {"title": 7.0, "heading": 5.6, "text": 5.3, "signed": 5.3, "cell": 3.2}
PAD = 0.8


@dataclass(frozen=True, slots=True)
class Look:
    """How the file is written. ``ruled``: each ruling once, not a box around each cell; ``landscape``: lying pages;
    ``single``: a text object for each character; ``unmapped``: fonts that do not tell their characters; ``picture``:
    every page is a picture; ``blocks``: objects within blocks of the page; ``rulings``: False draws none.
    """

    ruled: bool = False
    landscape: bool = False
    single: bool = False
    unmapped: bool = False
    picture: bool = False
    blocks: bool = False
    rulings: bool = True


@dataclass(slots=True)
class _Paper:
    """Pages filled from the top down."""

    look: Look
    pages: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = MARGIN
    objects: int = 100

    @property
    def size(self) -> tuple[float, float]:
        return (HIGH, WIDE) if self.look.landscape else (WIDE, HIGH)

    @property
    def foot(self) -> float:
        return self.size[1] - MARGIN

    @property
    def width(self) -> float:
        return self.size[0] - 2 * MARGIN

    def room(self, height: float) -> None:
        if self.y + height > self.foot:
            self.pages.append([])
            self.y = MARGIN

    def text(self, x: float, top: float, text: str, size: float, weight: int = 400) -> None:
        if self.look.single:
            for char in text:
                self._text(x, top, char, size, weight)
                x += width_of(char, size)
        else:
            self._text(x, top, text, size, weight)

    def _text(self, x: float, top: float, text: str, size: float, weight: int) -> None:
        self.objects += 1
        wide = sum(width_of(char, size) for char in text)
        printed = "¤" * len(text) if self.look.unmapped else text
        self.pages[-1].append(
            f'<ofd:TextObject ID="{self.objects}" Boundary="{x:.3f} {top:.3f} {wide:.3f} {size * 1.2:.3f}" Font="1"'
            f' Size="{size}" Weight="{weight}"><ofd:TextCode X="0" Y="{size:.3f}" DeltaX="{_steps(text, size)}">'
            f"{escape(printed)}</ofd:TextCode></ofd:TextObject>"
        )

    def path(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A box, or a ruling where it has no width or height."""
        self.objects += 1
        wide, high = x1 - x0, bottom - top
        data = f"M 0 0 L {wide:.3f} {high:.3f}"
        if wide and high:
            data = f"M 0 0 L {wide:.3f} 0 L {wide:.3f} {high:.3f} L 0 {high:.3f} C"
        self.pages[-1].append(
            f'<ofd:PathObject ID="{self.objects}" Boundary="{x0:.3f} {top:.3f} {wide:.3f} {high:.3f}" LineWidth="0.2">'
            f'<ofd:StrokeColor Value="0 0 0"/><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        )


def width_of(char: str, size: float) -> float:
    return size if east_asian_width(char) in "WFA" else size / 2


def _steps(text: str, size: float) -> str:
    """The steps between the glyphs, equal ones counted: "g 3 5.3 2.65"."""
    steps = [width_of(char, size) for char in text[:-1]]
    out: list[str] = []
    at = 0
    while at < len(steps):
        end = at
        while end < len(steps) and steps[end] == steps[at]:
            end += 1
        out.append(f"g {end - at} {steps[at]:g}" if end - at > 1 else f"{steps[at]:g}")
        at = end
    return " ".join(out)


def from_pictures(title: str, pages: Sequence[bytes]) -> bytes:
    """A file whose pages are these pictures (PNG), each as large as a sheet."""
    paper = _Paper(Look(picture=True), pages=[[] for _ in pages])
    return _package(title, paper, pages)


def as_ofd(report: Report, look: Look = Look()) -> bytes:
    return from_parts(report.title, list(report.parts()), look)


def from_parts(title: str, parts: Sequence[tuple[str, str | Table]], look: Look = Look()) -> bytes:
    """The file of a report given as parts under each other: title, heading, text, signed, table."""
    paper = _Paper(look)
    for kind, part in parts:
        if isinstance(part, Table):
            _table(paper, part)
        else:
            _paragraph(paper, kind, part)
    return _package(title, paper)


def _paragraph(paper: _Paper, kind: str, text: str) -> None:
    size = SIZES[kind]
    indent = 2 * size if kind in ("heading", "text") else 0.0
    for number, line in enumerate(_lines(text, size, paper.width, indent)):
        paper.room(size * 1.7)
        wide = sum(width_of(char, size) for char in line)
        x = MARGIN + (indent if number == 0 else 0.0)
        if kind == "title":
            x = MARGIN + (paper.width - wide) / 2
        elif kind == "signed":
            x = MARGIN + paper.width - wide
        paper.text(x, paper.y, line, size, 700 if kind in ("title", "heading") else 400)
        paper.y += size * 1.7


def _lines(text: str, size: float, width: float, indent: float = 0.0) -> list[str]:
    lines, line, used = [], "", indent
    for char in text:
        if line and used + width_of(char, size) > width + 0.01:
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += width_of(char, size)
    return [*lines, line] if line else lines


# -- tables ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    cell: Cell
    row: int
    col: int


def _placed(table: Table) -> Iterator[_Placed]:
    covered: set[tuple[int, int]] = set()
    for row, cells in enumerate(table.rows):
        col = 0
        for cell in cells:
            while (row, col) in covered:
                col += 1
            covered.update((row + down, col + right) for down in range(cell.rows) for right in range(cell.cols))
            yield _Placed(cell, row, col)


def _table(paper: _Paper, table: Table) -> None:
    """Row by row; a cell that a page break cuts is drawn on both pages, its text on the first."""
    size, leading = SIZES["cell"], SIZES["cell"] * 1.3
    whole = sum(table.widths)
    xs = [MARGIN + paper.width * sum(table.widths[:i]) / whole for i in range(len(table.widths) + 1)]
    cells = list(_placed(table))
    texts = {one: _lines(one.cell.text, size, xs[one.col + one.cell.cols] - xs[one.col] - 2 * PAD) for one in cells}
    heights = [leading + 2 * PAD] * len(table.rows)
    for one in sorted(cells, key=lambda one: one.cell.rows):
        last = one.row + one.cell.rows
        lack = len(texts[one]) * leading + 2 * PAD - sum(heights[one.row : last])
        heights[last - 1] += max(lack, 0.0)
    start = 0
    while start < len(table.rows):
        paper.room(heights[start])
        end, y = start, paper.y
        ys = [y]
        while end < len(table.rows) and y + heights[end] <= paper.foot:
            y += heights[end]
            ys.append(y)
            end += 1
        for one in cells:
            first, last = max(one.row, start), min(one.row + one.cell.rows, end)
            if first >= last:
                continue
            box = xs[one.col], ys[first - start], xs[one.col + one.cell.cols], ys[last - start]
            if paper.look.rulings:
                _frame(paper, box)
            if one.row >= start:
                _fill(paper, box, texts[one], size, leading)
        paper.y = y
        start = end
        if start < len(table.rows):
            paper.pages.append([])
            paper.y = MARGIN
    paper.y += 4


def _frame(paper: _Paper, box: tuple[float, float, float, float]) -> None:
    x0, top, x1, bottom = box
    if not paper.look.ruled:
        paper.path(*box)
        return
    for line in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
        paper.path(*line)


def _fill(
    paper: _Paper, box: tuple[float, float, float, float], lines: Sequence[str], size: float, leading: float
) -> None:
    x0, top, x1, bottom = box
    y = top + max((bottom - top - len(lines) * leading) / 2, PAD)
    for line in lines:
        wide = sum(width_of(char, size) for char in line)
        paper.text(x0 + (x1 - x0 - wide) / 2, y, line, size)
        y += leading


# -- the package -------------------------------------------------------------------------


def _package(title: str, paper: _Paper, pictures: Sequence[bytes] = ()) -> bytes:
    wide, high = paper.size
    pages = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(1, len(paper.pages) + 1)
    )
    area = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {wide:g} {high:g}</ofd:PhysicalBox></ofd:PageArea>"
    media = "".join(
        f'<ofd:MultiMedia ID="{200 + n}" Type="Image"><ofd:MediaFile>{n}.png</ofd:MediaFile></ofd:MultiMedia>'
        for n in range(1, len(pictures) + 1)
    )
    files = {
        "OFD.xml": f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Title>'
        f"{escape(title)}</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID>{area}"
        '<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID="7" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        f"</ofd:CommonData><ofd:Pages>{pages}</ofd:Pages></ofd:Document>",
        "Doc_0/PublicRes.xml": f'<ofd:Res {NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体"/>'
        f"</ofd:Fonts><ofd:MultiMedias>{media}</ofd:MultiMedias></ofd:Res>",
        "Doc_0/Tpls/Tpl_0/Content.xml": _page(
            [
                f'<ofd:TextObject ID="8" Boundary="{wide / 2 - 4:g} {high - 15:g} 8 5" Font="1" Size="4">'
                '<ofd:TextCode X="0" Y="4" DeltaX="g 2 2">———</ofd:TextCode></ofd:TextObject>'
            ],
            paper.look,
        ),
    }
    for number, objects in enumerate(paper.pages, 1):
        shown = objects
        if paper.look.picture:
            shown = [f'<ofd:ImageObject ID="99" Boundary="0 0 {wide:g} {high:g}" ResourceID="{200 + number}"/>']
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = _page(
            shown, paper.look, '<ofd:Template TemplateID="7" ZOrder="Background"/>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 20, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
        for number, data in enumerate(pictures, 1):
            package.writestr(f"Doc_0/Res/{number}.png", data)
    return out.getvalue()


def _page(objects: Sequence[str], look: Look, before: str = "") -> str:
    inside = "".join(objects)
    if look.blocks:
        inside = f'<ofd:PageBlock ID="5"><ofd:PageBlock ID="6">{inside}</ofd:PageBlock></ofd:PageBlock>'
    return f'<ofd:Page {NAMESPACE}>{before}<ofd:Content><ofd:Layer ID="4">{inside}</ofd:Layer></ofd:Content></ofd:Page>'
