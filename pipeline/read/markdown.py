"""Markdown → ``Document``: the text is written out as a plain page, which the walk for web pages then reads.

The reading is ours and by lines. The rules of CommonMark lose what these reports hold: bold that ends with a Chinese
stop before a letter (``**一、概述。**本年``) stays a row of asterisks, a list loses its printed numbers, cells beyond
the width of a table's head are dropped, and an indented paragraph becomes program text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from bs4 import BeautifulSoup

from pipeline.errors import ReadError
from pipeline.model import Document, RawFile
from pipeline.read.beside import attachments
from pipeline.read.container import Page, weigh
from pipeline.read.decode import decode
from pipeline.read.html import MAX_NODES, walk
from pipeline.read.sniff import MARKDOWN
from pipeline.read.text import EDGES

MAX_HEADING = 80  # characters of a line that is underlined

# "## 一、概述 ##", and in full width what an input method makes of it: "＃ 标题"
_HEADING = re.compile(r"[#＃]{1,6}[ \u3000]+(?P<text>.*?)[ #＃]*$")
_UNDERLINE = re.compile(r"(?:=+|-{2,})[ \t]*$")
_RULE = re.compile(r"(?:[-*_][ \t]*){3,}$")
_FENCE = re.compile(r"(?:`{3,}|~{3,})[\w+-]*$")
_MARKER = re.compile(r"(?:>[ \t]?)*(?:[-*+][ \t]+)?")  # of a quotation or a list without numbers
# The line under a table's head. Further down it is one only where it cannot be a row of dashes: | - | - |
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_REPEATED = re.compile(r"\|?[ \t]*:?-{3,}:?[ \t]*(?:\|[ \t]*:?-{3,}:?[ \t]*)*\|?$")
_BAR = re.compile(r"(?<!\\)\|")
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_FIELD = re.compile(r"([A-Za-z_]+)[ \t]*:[ \t]*(.+)$")  # of the front matter, "date: 2024-01-20"

# What stands within a line. A picture and a link, each with a title or without: ![图](a.png "图1"), [附件](a.pdf)
_PICTURE = re.compile(r"!\[([^\[\]\n]*)\]\(\s*<?([^\s()<>]*)>?[^()\n]*\)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\(\s*<?([^\s()<>]*)>?[^()\n]*\)")
_BOLD = re.compile(r"(?P<mark>\*\*|__)(?=\S)(?P<text>[^\n]+?)(?P=mark)")
_ITALIC = re.compile(r"(?<![*0-9A-Za-z])\*(?=[^\s*])(?P<text>[^*\n]*[^\s*])\*(?!\*)")  # "*" alone is a mark of a note
_CODE = re.compile(r"`([^`\n]+)`")
_STRUCK = re.compile(r"~~([^~\n]+)~~")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# A tag of a page, and not "<…年度报告格式>" nor "<3件"
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|<!--.*?-->", re.DOTALL)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
# An escaped sign is kept out of reach of the marks as one of the 32 code points that are never a character.
_HELD = {sign: chr(0xFDD0 + i) for i, sign in enumerate("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")}
_FREED = str.maketrans({held: escape(sign) for sign, held in _HELD.items()})


def read_markdown(raw: RawFile) -> Document:
    """Read one text with Markdown's marks; what no mark explains is kept as printed.

    Raises:
        ReadError: ``too_many_nodes`` if it is a bomb.
    """
    decoded = decode(raw.data)
    html = f"<html><body>{''.join(_blocks(decoded.text.split(chr(10))))}</body></html>"
    if html.count("<") > MAX_NODES:
        raise ReadError(
            "too_many_nodes", f"{raw.name}: more than {MAX_NODES:,} lines, cells and marks. Look at what it is"
        )
    soup = BeautifulSoup(html, "lxml")
    found = walk(soup, Page(0, None, weigh(soup).outer))  # all of it is the report
    return Document(
        text="".join(found.text),
        blocks=tuple(found.blocks),
        media_type=MARKDOWN,
        encoding=decoded.encoding,
        damaged=decoded.damaged,
        head=tuple(_front_matter(decoded.text.split("\n"))),
        attachments=tuple(attachments(soup)),
        issues=(*decoded.issues(), *found.issues),
        pictures=tuple(found.pictures),
    )


def _front_matter(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    for line in lines[1 : _front_end(lines)]:
        if field := _FIELD.match(line.strip(EDGES)):
            yield field[1], field[2].strip("\"' ")


def _front_end(lines: Sequence[str]) -> int:
    """The line that closes the front matter (``---``, ``title: …``, ``---``); 0 where there is none."""
    if lines[0].strip(EDGES) != "---":
        return 0
    ends = (i for i, line in enumerate(lines[1:40], 1) if line.strip(EDGES) in ("---", "..."))
    end = next(ends, 0)
    return end if all(_FIELD.match(line.strip(EDGES)) for line in lines[1:end] if line.strip(EDGES)) else 0


def _blocks(lines: Sequence[str]) -> Iterator[str]:
    """Each line as a paragraph, a heading, or a row of a table; tables that are written as HTML pass as they are."""
    at = (end + 1) if (end := _front_end(lines)) else 0
    while at < len(lines):
        line = lines[at].strip(EDGES)
        after = lines[at + 1].strip(EDGES) if at + 1 < len(lines) else ""
        if _TABLE_TAG.match(line):
            end = _end_of_html(lines, at)
            yield "\n".join(lines[at:end])
            at = end
        elif _BAR.search(line) and _BAR.search(after) and _DELIMITER.match(after):
            end = next((i for i in range(at, len(lines)) if not _BAR.search(lines[i])), len(lines))
            yield _table(lines[at:end])
            at = end
        elif heading := _HEADING.match(line):
            level = len(line) - len(line.lstrip("#＃"))
            yield f"<h{level}>{_inline(heading['text'])}</h{level}>\n"
            at += 1
        elif 0 < len(line) <= MAX_HEADING and _UNDERLINE.match(after) and not _BAR.search(line):
            level = 1 if after[0] == "=" else 2
            yield f"<h{level}>{_inline(line)}</h{level}>\n"
            at += 2
        else:
            if line and not _RULE.match(line) and not _FENCE.match(line):
                yield f"<p>{_inline(_MARKER.sub('', line, count=1))}</p>\n"
            at += 1


def _end_of_html(lines: Sequence[str], start: int) -> int:
    """The line after the one that closes the table begun at ``start``; the next one where none does."""
    depth = 0
    for at in range(start, len(lines)):
        depth += sum(-1 if closes else 1 for closes in _TABLE_TAG.findall(lines[at]))
        if depth <= 0:
            return at + 1
    return start + 1


def _table(lines: Sequence[str]) -> str:
    head, _, *body = (line.strip(EDGES) for line in lines)
    rows = [head, *(row for row in body if not _REPEATED.match(row))]
    cells = ("".join(f"<td>{_inline(cell)}</td>" for cell in _cells(row)) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>\n"


def _cells(row: str) -> list[str]:
    cells = _BAR.split(row)
    first = 1 if row.startswith("|") else 0
    last = len(cells) - 1 if len(cells) > 1 and not cells[-1].strip(EDGES) else len(cells)
    return [cell.strip(EDGES) for cell in cells[first:last]]


def _inline(text: str) -> str:
    """A line as HTML: its marks become tags, its own tags pass, any other "<" is a sign."""
    text = _AUTOLINK.sub(r"\1", _ESCAPED.sub(lambda found: _HELD[found[1]], text))
    out, at = [], 0
    for tag in _TAG.finditer(text):
        out += [_quote(text[at : tag.start()]), tag[0]]
        at = tag.end()
    text = "".join([*out, _quote(text[at:])])
    text = _PICTURE.sub(r'<img alt="\1" src="\2">', text)
    text = _LINK.sub(r'<a href="\2">\1</a>', text)
    text = _BOLD.sub(r"<b>\g<text></b>", text)
    text = _ITALIC.sub(r"\g<text>", text)
    text = _STRUCK.sub(r"\1", _CODE.sub(r"\1", text))
    return text.translate(_FREED)


def _quote(text: str) -> str:
    """ "<" and ">" as signs; entities (``&nbsp;``) are meant."""
    return text.replace("<", "&lt;").replace(">", "&gt;")
