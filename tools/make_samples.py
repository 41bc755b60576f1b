"""Write the sample reports in ``raw/`` from the texts in ``tools/samples/``.

    python tools/make_samples.py raw/            write them
    python tools/make_samples.py --check raw/    compare only, exit 1 when a file differs

A sample is a folder: ``body.txt`` is what the agency wrote, ``page.html`` or ``page.txt`` is what its site
put around it. Several files can come from one body, so that the same words meet the reader in several
layouts. The output depends on nothing but these texts: a second run writes the same bytes.

``body.txt`` holds the title on its first line, then one block per line:

    # 一、概述              a heading that stands alone; ``#<`` sets it flush left
    |label|unit|97|255      one row of the table; ``^`` continues the cell above (rowspan),
                            a row of one cell spans the table (colspan)
    @附件:…|./P01.xls        a link
    > 三明市商务局           signature, to the right
    anything else           a paragraph

Inside a line ``**…**`` is bold and ``&nbsp;`` a no-break space. ``¦`` marks a place where the editor of the
site closed one span and opened the next in mid-number; it prints nothing.
"""

import argparse
import html
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from string import Template

SOURCES = Path(__file__).parent / "samples"
NOTE = "本页为 nianbao 自制样例,句子为虚构行文"
COMMENT = (
    "A made sample of nianbao: the layout is that of a real page, every sentence is our own. "
    "Written by tools/make_samples.py from tools/samples/"
)


@dataclass(frozen=True)
class Output:
    """One file in ``raw/``: which body, in which frame, set how."""

    file: str
    source: str
    frame: str
    style: str  # a key of STYLES, or "text"
    flat: bool = False  # the table as one paragraph per cell, empty cells gone
    encoding: str = "utf-8"


OUTPUTS = (
    Output("sanming-commerce-2017-table.html", "sanming-commerce-2017", "page.html", "word"),
    Output("sanming-commerce-2017-flat.html", "sanming-commerce-2017", "page.html", "word", flat=True),
    Output("sanming-commerce-2017.txt", "sanming-commerce-2017", "page.txt", "text", flat=True),
    Output("putian-grain-2010.html", "putian-grain-2010", "page.html", "break"),
    Output("nanping-health-2016-clean.html", "nanping-health-2016-clean", "page.html", "plain"),
    Output("longyan-water-2015-gbk.html", "longyan-water-2015-gbk", "page.html", "plain", encoding="gb18030"),
    Output("fuding-town-2018-notable.txt", "fuding-town-2018-notable", "page.txt", "text"),
)


def markup(text: str) -> str:
    """Escape ``text`` for HTML, no-break spaces as entities."""
    return html.escape(html.unescape(text), quote=False).replace("\xa0", "&nbsp;")


def plain(text: str) -> str:
    """``text`` without its marks, as a browser would save it."""
    return html.unescape(text.replace("**", "").replace("¦", ""))


def bold_runs(text: str) -> Iterator[tuple[bool, str]]:
    """Split at ``**``: (bold?, run), empty runs left out."""
    for number, run in enumerate(text.split("**")):
        if run:
            yield number % 2 == 1, run


def word_runs(text: str) -> str:
    """Set ``text`` as a site does that took it over from Word: digits in spans of their own."""
    chinese = "font-family: 仿宋_GB2312; font-size: 16pt; mso-hansi-font-family: 宋体"
    latin = "font-family: 仿宋_GB2312; font-size: 16pt"
    done = []
    for bold, run in bold_runs(text):
        spans = [
            f'<span lang="EN-US" style="{latin}">{piece}</span>'
            if piece.isdigit()
            else f'<span style="{chinese}">{markup(piece)}</span>'
            for part in run.split("¦")
            for piece in re.findall(r"[0-9]+|[^0-9]+", part)
        ]
        joined = "".join(spans)
        done.append(f"<strong>{joined}</strong>" if bold else joined)
    return "".join(done)


def simple_runs(text: str, tag: str) -> str:
    """Set ``text`` with nothing but ``tag`` for bold."""
    runs = bold_runs(text.replace("¦", ""))
    return "".join(f"<{tag}>{markup(run)}</{tag}>" if bold else markup(run) for bold, run in runs)


def word_block(text: str, align: str) -> str:
    """One paragraph as Word writes it."""
    indent = "text-indent: 32pt" if align == "justify" else "text-indent: 0pt"
    style = f"margin: 0cm 0cm 0pt; {indent}; line-height: 28pt; text-align: {align}"
    return f'<p class="MsoNormal" style="{style}">{word_runs(text)}<o:p></o:p></p>'


def plain_block(text: str, align: str) -> str:
    """One paragraph of a newer editor, indented with two full-width spaces."""
    if align != "justify":
        return f'<p style="text-align: {align};">{simple_runs(text, "strong")}</p>'
    return f"<p>　　{simple_runs(text, 'strong')}</p>"


def break_block(text: str, align: str) -> str:
    """One paragraph of an older editor: no element of its own, line breaks after it."""
    if align != "justify":
        return f"<DIV align={align}>{simple_runs(text, 'B')}</DIV>"
    return f"&nbsp;&nbsp;&nbsp;&nbsp;{simple_runs(text, 'B')}<BR><BR>"


STYLES: dict[str, Callable[[str, str], str]] = {
    "word": word_block,
    "plain": plain_block,
    "break": break_block,
}


def html_table(rows: list[list[str]], style: str) -> str:
    """The rows as a ``<table>``; ``^`` and rows of one cell become rowspan and colspan."""
    width = max(len(row) for row in rows)
    lines = ['<table border="1" cellspacing="0" cellpadding="0" style="border-collapse: collapse;"><tbody>']
    for number, row in enumerate(rows):
        cells = []
        for column, text in enumerate(row):
            if text == "^":
                continue
            span = f' colspan="{width}"' if len(row) == 1 else ""
            below = [following[column] if column < len(following) else "" for following in rows[number + 1 :]]
            height = 1 + next((index for index, cell in enumerate(below) if cell != "^"), len(below))
            span += f' rowspan="{height}"' if height > 1 else ""
            shown = word_block(text, "center") if style == "word" and text else markup(text)
            cells.append(f"<td{span}>{shown or '&nbsp;'}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    lines.append("</tbody></table>")
    return "\n".join(lines)


def html_body(lines: Iterable[str], output: Output) -> str:
    """The body as HTML in the style of ``output``."""
    block = STYLES[output.style]
    done: list[str] = []
    for in_table, group in groupby(lines, key=lambda line: line.startswith("|")):
        if in_table:
            rows = [line[1:].split("|") for line in group]
            if output.flat:
                done += [block(cell, "left") for row in rows for cell in row if cell]
            else:
                done.append(html_table(rows, output.style))
            continue
        for line in group:
            if line.startswith("# "):
                done.append(block(f"**{line[2:]}**", "justify"))
            elif line.startswith("#<"):
                done.append(block(f"**{line[2:].lstrip()}**", "left"))
            elif line.startswith("> "):
                done.append(block(line[2:], "right"))
            elif line.startswith("@"):
                label, target = line[1:].split("|")
                done.append(f'<p><a href="{target}">{markup(label)}</a></p>')
            else:
                done.append(block(line, "justify"))
    return "\n".join(done)


def text_body(lines: Iterable[str]) -> str:
    """The body as saved from a browser: one block or cell per paragraph, empty cells gone."""
    done: list[str] = []
    for line in lines:
        if line.startswith("|"):
            done += [plain(cell) for cell in line[1:].split("|") if cell]
        elif line.startswith("#<"):
            done.append(plain(line[2:].lstrip()))
        elif line.startswith("> "):
            done.append(f"    {plain(line[2:])}")
        elif line.startswith("@"):
            done.append(f"  {plain(line[1:].split('|')[0])}")
        else:
            done.append(f"  {plain(line.removeprefix('# '))}")
    return "\n\n".join(done)


def render(output: Output) -> bytes:
    """The finished file.

    Raises:
        OSError: a source is missing.
        UnicodeEncodeError: the text has a character that the encoding has not.
    """
    folder = SOURCES / output.source
    title, *rest = (folder / "body.txt").read_text(encoding="utf-8").splitlines()
    lines = [line for line in rest if line]
    body = text_body(lines) if output.style == "text" else html_body(lines, output)
    frame = Template((folder / output.frame).read_text(encoding="utf-8"))
    page = frame.substitute(title=title, body=body, note=NOTE, comment=f"{COMMENT}{output.source}/")
    return page.encode(output.encoding)


def main() -> int:
    """Write or compare every sample; the exit code."""
    parser = argparse.ArgumentParser(description="Write the sample reports.")
    parser.add_argument("folder", type=Path, help="where they go, usually raw/")
    parser.add_argument("--check", action="store_true", help="write nothing, compare with what is there")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    stale = 0
    for output in OUTPUTS:
        path, data = folder / output.file, render(output)
        if arguments.check:
            if not path.exists() or path.read_bytes() != data:
                print(f"{path}: differs from its source; run: python tools/make_samples.py {folder}")
                stale += 1
        else:
            path.write_bytes(data)
            print(f"{path}  {len(data)} bytes")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
