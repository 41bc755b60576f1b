"""Comparable text with offsets kept.

``fold`` is one for one, so an offset into the folded text is an offset into the
printed text. Not NFKC: that is not one for one, and it reads "①128件" as "1128件".
Radicals that PDFs give for ideographs (⼈⺠ for 人民) are folded to what they look like, and traditional characters, of
which sites publish copies, to simplified ones: 總體情況 is 总体情况. The copies say 資訊 for 信息.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.lookalikes import LOOKALIKES
from pipeline.traditional import TRADITIONAL

_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys("\u00a0\u3000\u2002\u2003\u2009\ufeff\u200b\t", " ")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63", "-")
_LONG_DASHES = dict.fromkeys("\u2015\u2500\u2e3a\u2e3b", "—")  # a browser prints —— as one character, ⸺
_BRACKETS = {"﹝": "〔", "﹞": "〕", "﹙": "(", "﹚": ")", "“": '"', "”": '"', "‘": "'", "’": "'"}
_FOLD = LOOKALIKES | TRADITIONAL | _FULL_WIDTH | _SPACES | _DASHES | _LONG_DASHES | _BRACKETS
# Far faster than str.translate where, as in most text, few characters are folded.
_FOLDABLE = re.compile("[" + re.escape("".join(_FOLD)) + "]")
_MASKS = re.compile("[" + "".join(LOOKALIKES) + "]")

_WHITE = re.compile(r"\s+")
_SHORT = 64


def fold(text: str) -> str:
    """Half-width digits, letters and punctuation, plain spaces, simplified characters; same length as ``text``."""
    text = text.replace("資訊", "信息")
    return _FOLDABLE.sub(lambda found: _FOLD[found[0]], text)


def unmask(text: str) -> str:
    """The characters that are shown where a font's map names radicals or vertical forms; same length as ``text``.

    A PDF printed by a browser says ⼈⺠政府 and shows 人民政府: the map is wrong, not the page.
    """
    return _MASKS.sub(lambda found: LOOKALIKES[found[0]], text)


def squeeze(text: str) -> str:
    """Folded text without any white space: what two labels are compared by.

    "统 计 指 标" and "统计指标" are one label; "其中：1．政府网站" and "其中:1.政府网站" too.
    """
    return _squeezed(text) if len(text) <= _SHORT else _WHITE.sub("", fold(text))


@lru_cache(maxsize=1 << 15)
def _squeezed(text: str) -> str:
    """Labels and cells are compared over and over, and are the same in report after report."""
    return _WHITE.sub("", fold(text))


def shortens(short: str, name: str) -> bool:
    """Whether a name is another in short, 某市环保局 for 某市环境保护局: some characters are left out."""
    rest = iter(name)
    return len(short) >= 3 and short[-1] == name[-1] and all(char in rest for char in short)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
