"""The recogniser of characters: rapidocr, loaded once in a process. Its models come with it; nothing is downloaded."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from pipeline.model.pulse import threads

INSTALL = 'pip install "nianbao[ocr]"'
MAX_THREADS = 4  # more gain nothing

SURE = 0.3  # a text that is less likely is none: a smudge, a piece of a ruling

_PARTS = ("rapidocr", "onnxruntime", "cv2", "numpy")


@dataclass(frozen=True, slots=True)
class Char:
    """A recognised character with its box, in dots of the picture, and how sure it is, 0 to 1."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of text found on a picture; ``upright``: it runs from the top down."""

    chars: tuple[Char, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    upright: bool = False


def is_installed() -> bool:
    return all(find_spec(part) is not None for part in _PARTS)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)  # it tells the console of every model it loads
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": 4000,  # else it shrinks a page of 200 dpi before it reads it
            "Global.text_score": SURE,
            "Global.use_cls": False,
            # With its own settings it loses headings of one number; with this one it does not, and takes half the time.
            "Det.limit_type": "max",
            "Det.limit_side_len": 1600,
            "EngineConfig.onnxruntime.intra_op_num_threads": min(threads(), MAX_THREADS),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def find_texts(picture: Any, left: float = 0, top: float = 0) -> Iterator[Text]:
    """Every text on a picture (an array, blue first); ``left`` and ``top`` are where the picture stands on its page."""
    # All three switches each time: the engine keeps what it was last told.
    found = _engine()(
        picture, use_det=True, use_cls=False, use_rec=True, return_word_box=True, return_single_char_box=True
    )
    if not found.txts:
        return
    words = found.word_results or [()] * len(found.txts)
    if len(words) != len(found.txts):
        words = [()] * len(found.txts)
    for box, text, score, chars in zip(found.boxes, found.txts, found.scores, words, strict=True):
        xs, ys = [float(x) + left for x, _ in box], [float(y) + top for _, y in box]
        yield _text(text, float(score), (min(xs), min(ys), max(xs), max(ys)), chars, left)


def read_alone(picture: Any) -> tuple[str, float]:
    """The one line of text that fills a small picture, and how sure it is."""
    found = _engine()(
        picture, use_det=False, use_cls=False, use_rec=True, return_word_box=False, return_single_char_box=False
    )
    if not found.txts or not found.txts[0].strip():
        return "", 0.0
    return found.txts[0].strip(), float(found.scores[0])


def _text(text: str, score: float, box: tuple[float, float, float, float], chars: Any, left: float) -> Text:
    """The text with a box for each character: the recogniser's own, or as wide as such characters are printed."""
    x0, top, x1, bottom = box
    upright = bottom - top > 1.5 * (x1 - x0) and len(text) > 1
    known = [(str(char), float(sure), [float(x) + left for x, _ in corners]) for char, sure, corners in chars]
    if not upright and "".join(char for char, _, _ in known) == text.replace(" ", "") and len(known) > 1:
        placed = [
            Char(char, max(min(xs), x0), top, min(max(xs), x1), bottom, min(sure, score)) for char, sure, xs in known
        ]
        return Text(tuple(placed), x0, top, x1, bottom)
    shown = [(char, 1.0 if ord(char) > 0x2E7F else 0.5) for char in text]
    whole = sum(width for _, width in shown)
    out, at = [], 0.0
    for char, width in shown:
        start, end = at / whole, (at + width) / whole
        at += width
        if char.isspace():
            continue
        if upright:
            out.append(Char(char, x0, top + start * (bottom - top), x1, top + end * (bottom - top), score))
        else:
            out.append(Char(char, x0 + start * (x1 - x0), top, x0 + end * (x1 - x0), bottom, score))
    return Text(tuple(out), x0, top, x1, bottom, upright)
