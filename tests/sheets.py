"""Pages of PDF made for the tests, drawn stroke by stroke so that each layout is exactly what the test says."""

import io
from collections.abc import Callable, Iterable, Sequence

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842  # A4
LEFT, RIGHT, TOP, BOTTOM = 85, 533, 100, 760
SIZE = 16  # 28 characters to the line
STEP = 28

Spans = dict[tuple[int, int], tuple[int, int]]

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class Paper:
    """A canvas measured from the top left corner, as the reader's boxes are."""

    def __init__(self, size: tuple[float, float] = (WIDTH, HEIGHT), **options: object) -> None:
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=1, **options)
        self.height = size[1]
        self.pages = 1

    def text(self, x: float, top: float, text: str, size: float = SIZE) -> None:
        """``text`` in one stretch, its upper edge at ``top``."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.height - top - 0.88 * size, text)

    def prose(self, paragraphs: Iterable[str], top: float = TOP, number: bool = True) -> float:
        """Set paragraphs in lines of 28 characters, the first indented by two; new pages as needed.

        Closing signs hang over the margin as in Chinese typesetting. Returns where the next line would stand.
        """
        for paragraph in paragraphs:
            room, line, indent = 26, "", 2
            for char in (*paragraph, "\n"):
                if char == "\n" or (len(line) >= room and char not in "，。、；：”）》"):
                    if top > BOTTOM:
                        self.page(number)
                        top = TOP
                    self.text(LEFT + indent * SIZE, top, line)
                    top += STEP
                    room, line, indent = 28, "", 0
                line += char
        return top

    def page(self, number: bool = True) -> None:
        """End the page, with its number at the foot."""
        if number:
            self.text(280, 790, f"- {self.pages} -", 12)
        self.canvas.showPage()
        self.pages += 1

    def line(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.canvas.line(x0, self.height - top, x1, self.height - bottom)

    def fill(self, x0: float, top: float, x1: float, bottom: float, grey: float) -> None:
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def table(
        self, xs: Sequence[float], ys: Sequence[float], texts: dict[tuple[int, int], str], spans: Spans | None = None,
        size: float = 10, open_foot: bool = False, open_head: bool = False, ruled: bool = True,
    ) -> None:  # fmt: skip
        """A ruled table; ``texts`` and ``spans`` by row and column from 0. Open: no ruling at its head or foot."""
        spans = spans or {}
        covered = {
            (row + down, col + right): (row, col)
            for (row, col), (tall, wide) in spans.items()
            for down in range(tall)
            for right in range(wide)
        }
        for row in range(len(ys) - 1):
            for col in range(len(xs) - 1):
                own = covered.get((row, col), (row, col))
                x0, x1, top, bottom = xs[col], xs[col + 1], ys[row], ys[row + 1]
                if ruled and not (open_head and row == 0) and covered.get((row - 1, col), (row - 1, col)) != own:
                    self.line(x0, top, x1, top)
                if ruled and covered.get((row, col - 1), (row, col - 1)) != own:
                    self.line(x0, top, x0, bottom)
                if ruled and col == len(xs) - 2:
                    self.line(x1, top, x1, bottom)
                if ruled and row == len(ys) - 2 and not open_foot:
                    self.line(x0, bottom, x1, bottom)
        for (row, col), text in texts.items():
            tall, wide = spans.get((row, col), (1, 1))
            room = xs[col + wide] - xs[col] - 4
            self._cell(xs[col] + 2, ys[row], ys[row + tall], room, text, size)

    def _cell(self, x: float, top: float, bottom: float, room: float, text: str, size: float) -> None:
        lines: list[str] = [""]
        for char in text:
            width = pdfmetrics.stringWidth(lines[-1] + char, FONT, size)
            if char == "\n" or width > room:
                lines.append("")
            lines[-1] += char.strip("\n")
        head = (top + bottom - len(lines) * size * 1.1) / 2
        for i, line in enumerate(lines):
            self.text(x, head + i * size * 1.1, line, size)

    def data(self) -> bytes:
        self.canvas.save()
        return self.buffer.getvalue()


def made(draw: Callable[[Paper], None], size: tuple[float, float] = (WIDTH, HEIGHT), **options: object) -> bytes:
    """The PDF of what ``draw`` draws."""
    paper = Paper(size, **options)
    draw(paper)
    paper.page()
    return paper.data()
