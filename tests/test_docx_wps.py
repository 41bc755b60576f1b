"""The national forms as WPS writes them: numbers of rows that are list formatting, merges that never began, digits in
several runs, a wrong grid, a table in two pieces. The same report as a page says the same."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from test_docx import said
from words import field, level, numbering, paragraph, run, table, word

from pipeline.catalog import builtin
from pipeline.model import Block, Document, RawFile
from pipeline.read import read
from pipeline.run import process

PAGES = [Path(__file__).parent / "docx" / f"national-{year}.html" for year in (2019, 2021)]

# The numbers of headings and of rows, by the list that prints them.
_LISTS = (
    (r"([一二三四五六七])、", level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>')),
    (r"（([一二三四五六七])）", level(0, "chineseCounting", "（%1）", '<w:suff w:val="space"/>')),
    (r"(\d)\.", level(0, "decimal", "%1.")),
)


class _Wps:
    """Writes a report that was read from a page. Each run of numbers from one on is a list of its own."""

    def __init__(self) -> None:
        self._nums = count(2 * len(_LISTS) + 1)
        self._current: dict[tuple[int, bool], int] = {}  # by the kind of list, and whether it is in a table
        self.more = ""

    def document(self, document: Document, pieces: int) -> bytes:
        body = ""
        for block in document.blocks:
            if block.cells:
                body += "".join(self._table(block, pieces))
            else:
                body += self._paragraph(document.cut(block.place))
        return word(body, numbering=numbering(*(levels for _, levels in 2 * _LISTS), more=self.more))

    def _paragraph(self, text: str, in_table: bool = False) -> str:
        for of, (number, _) in enumerate(_LISTS, 1):
            if (found := re.match(number, text)) is not None:
                if found[1] in "一1":
                    num = self._current[of, in_table] = next(self._nums)
                    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
                    base = f'<w:abstractNumId w:val="{of + in_table * len(_LISTS)}"/>'  # which lists share the count
                    self.more += f'<w:num w:numId="{num}">{base}{start}</w:num>'
                return paragraph(number=(self._current[of, in_table], 0), inner=self._runs(text[found.end() :]))
        return paragraph(inner=self._runs(text))

    def _runs(self, text: str) -> str:
        """Digits cut into runs, with marks of the spelling checker between; the first one is a field's result."""
        runs = [run(part) for part in re.split(r"(?<=\d)(?=\d)", text) if part]
        if len(runs) > 1:
            runs[0] = field("=1", runs[0])
        return '<w:proofErr w:type="spellStart"/>'.join(runs)

    def _table(self, block: Block, pieces: int) -> Iterator[str]:
        height = max(cell.row + cell.row_span - 1 for cell in block.cells)
        rows: list[list[tuple[int, str, str]]] = [[] for _ in range(height)]
        for cell in block.cells:
            wide = f'<w:gridSpan w:val="{cell.col_span}"/>' if cell.col_span > 1 else ""
            tall = "<w:vMerge/>" if cell.row_span > 1 else ""
            rows[cell.row - 1].append((cell.col, wide + tall, self._paragraph(cell.text, in_table=True)))
            for below in range(1, cell.row_span):
                rows[cell.row - 1 + below].append((cell.col, wide + tall, paragraph()))
        written = [[(about, text) for _, about, text in sorted(row)] for row in rows]
        step = -(-height // pieces) if height > 20 else height
        for at in range(0, height, step):
            yield table(written[at : at + step], columns=1) + paragraph()


@pytest.mark.parametrize("pieces", [1, 2])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_form_as_wps_writes_it_says_the_same(page: Path, pieces: int) -> None:
    whole = process(RawFile(page.name, page.read_bytes()), builtin())
    data = _Wps().document(read(RawFile(page.name, page.read_bytes())), pieces)
    made = process(RawFile("made.docx", data), builtin())
    assert len(whole.facts) in (176, 200)
    assert said(made) == said(whole)
