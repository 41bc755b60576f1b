"""What a page holds back for its scripts to draw, and markup that it shows as text.

Some sites send the report as a string: in a script (``var content = "<p>\\u4e00…"``), as JSON, in a hidden field or
element. It is read where the page itself shows little: what a browser would show then is that text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from bs4 import BeautifulSoup
from bs4.element import PreformattedString

from pipeline.model import Issue
from pipeline.read.container import Page, is_hidden, weigh

MIN_STOPS = 6  # stops of Chinese sentences in a text that is worth a look
SHOWN = 400  # the weight of a page that shows a report
TIMES = 2  # a text held back must weigh more than the page shows, so many times
MAX_HIDDEN = 50  # elements that are looked into
DEPTH = 3  # of strings in strings: JSON as a string of JSON

_STOP = re.compile("[。；，]")
_HAN = re.compile("[\u4e00-\u9fff]")
_STRING = re.compile(r'"((?:[^"\\\n]|\\[\s\S])*)"' + r"|'((?:[^'\\\n]|\\[\s\S])*)'" + r"|`((?:[^`\\]|\\[\s\S])*)`")
# Between the pieces of one string: "…" + "…", document.write("…"); document.writeln("…")
_JOINT = re.compile(r"\s*(?:\+|\)\s*;?\s*document\s*\.\s*write(?:ln)?\s*\()\s*")
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|[\s\S])")
_SIGNS = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "", "v": "", "0": ""}
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){9}")
# "&lt;p&gt;一、概述&lt;/p&gt;" is shown as <p>一、概述</p>; "<…年度报告格式>" is no tag.
_TAGS = re.compile(
    r"</?(?:p|div|span|br|table|tbody|tr|td|th|strong|b|font|h[1-6])(?:\s[^<>]*)?/?>[^<>]*" * 3, re.IGNORECASE
)


def unescape_markup(soup: BeautifulSoup) -> Iterator[Issue]:
    """Turn markup that stands as text into elements: a page that was escaped once too often."""
    shown = [text for text in soup.find_all(string=_TAGS) if not isinstance(text, PreformattedString)]
    shown = [text for text in shown if text.parent is not None and not is_hidden(text.parent)]
    for text in shown:
        inner = BeautifulSoup(str(text), "lxml")
        text.replace_with(*(inner.body.contents if inner.body else ()))
    if shown:
        yield Issue("read", "escaped_markup", "the page shows its own tags as text; they were read as tags")


def draw(soup: BeautifulSoup, page: Page) -> Iterator[Issue]:
    """Put the heaviest text that the page holds back at its end, if it outweighs what the page shows."""
    if page.weight > SHOWN:
        return
    weight, best, holder = TIMES * page.weight, None, ""
    for where, text in _held_back(soup):
        if len(_STOP.findall(text)) < max(MIN_STOPS, page.weight // 4):
            continue
        drawn = BeautifulSoup(text, "lxml")
        if (found := weigh(drawn).weight) > weight:
            weight, best, holder = found, drawn, where
    if best is None or best.body is None or soup.body is None:
        return
    article = soup.new_tag("div")
    article.extend(best.body.contents[:])
    soup.body.append(article)
    yield Issue("read", "text_held_back", f"the page shows no report; its text was taken from {holder}")


def _held_back(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Texts that are not shown, and what holds each."""
    for tag in soup.find_all(["script", "textarea", "template", "noscript", "input"]):
        if tag.name == "input":
            yield "a hidden field", _as_markup(str(tag.get("value") or ""))
        elif tag.name in ("textarea", "noscript", "template"):
            yield f"a <{tag.name}> element", _as_markup(tag.decode_contents())
        elif not tag.get("type") or "javascript" in str(tag["type"]) or "json" in str(tag["type"]):
            yield "a script", "\n".join(_paragraphs(tag.get_text()))
        else:  # a template: <script type="text/html">
            yield "a script", _as_markup(tag.get_text())
    for tag in islice(filter(is_hidden, soup.find_all(style=True)), MAX_HIDDEN):
        if tag.parent is not None and not is_hidden(tag.parent):
            yield "an element that is not displayed", tag.decode_contents()


def _paragraphs(script: str, depth: int = 1) -> list[str]:
    """The text in a script: its longest string if that is most of it, else all strings with Chinese text in order."""
    strings: list[str] = []
    for text in _strings(script):
        if _HAN.search(text):
            strings.append(text)
        elif "\\u" in text and depth < DEPTH:
            strings += _paragraphs(text, depth + 1)
    if not strings:
        return []
    longest = max(strings, key=lambda text: len(_STOP.findall(text)))
    if len(_STOP.findall(longest)) * 2 < sum(len(_STOP.findall(text)) for text in strings):
        return [text if "<" in text else f"<p>{html.escape(text)}</p>" for text in strings]
    inner = _paragraphs(longest, depth + 1) if depth < DEPTH and longest.lstrip()[:1] in ("{", "[") else []
    return inner or [longest]


def _strings(script: str) -> Iterator[str]:
    """The strings of a script, pieces joined, as the script means them."""
    if not _HAN.search(script) and "\\u" not in script and "%" not in script:
        return
    joined: list[str] = []
    end = 0
    for found in _STRING.finditer(script):
        if joined and not _JOINT.fullmatch(script, end, found.start()):
            yield _as_markup("".join(joined))
            joined = []
        joined.append(_unescape(found[1] or found[2] or found[3] or ""))
        end = found.end()
    if joined:
        yield _as_markup("".join(joined))


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_sign, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two halves of one character


def _sign(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "ux" and len(code) > 1:
        number = int(code[1:].strip("{}"), 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return "" if code.endswith("\n") else _SIGNS.get(code, code)


def _as_markup(text: str) -> str:
    """``%3Cp%3E`` and ``&lt;p&gt;`` are ``<p>``."""
    if _PERCENT.search(text):
        text = unquote(text, errors="replace")
    return html.unescape(text) if "<" not in text and "&lt;" in text else text
