"""A picture of a page made ready to be read: laid straight, its stamps made pale, its rulings found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from pipeline.read.pdf.ruling import Ruling

MAX_SKEW = 3.0  # degrees
STEPS = (0.5, 0.1, 0.02)  # by which the angle is looked for, coarse to fine
SMALL = 700  # dots of the narrow side of the picture on which it is looked for

ACROSS = 8.0  # millimetres; a shorter dark stroke across is a dash or part of a character
DOWN = 5.0  # the same downwards: rows are that high
THICK = 1.5  # millimetres; a ruling is thinner
PALE = 130  # of 255; ink of a seal is lighter in red light
SEAL = (15.0, 70.0)  # millimetres; a seal is about as wide as high, and of that size


@dataclass(frozen=True, slots=True)
class Prepared:
    """``picture``: an array, blue first; ``ink``: white where something is printed; ``skew`` in degrees, taken out."""

    picture: Any
    ink: Any
    rulings: tuple[Ruling, ...]  # in dots
    skew: float


def prepare(picture: Any, dots: float) -> Prepared:
    """``picture`` is an array of colours, blue first, with ``dots`` to the millimetre."""
    picture = _without_seals(picture, dots)
    skew = _skew(_ink(picture))
    if abs(skew) >= STEPS[-1]:
        picture = _turned(picture, skew, (255, 255, 255))
    ink = _ink(picture)
    return Prepared(picture, ink, tuple(_rulings(ink, dots)), skew)


def _ink(picture: Any) -> Any:
    """White where the paper is darker than around: also on a page that is lit from one side."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    side = max(int(min(grey.shape) / 40) | 1, 15)
    return cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, side, 15)


def _without_seals(picture: Any, dots: float) -> Any:
    """Red seals made pale: in the red light that they reflect, what is printed under them stays dark.

    Only within a shape as wide as high: a title in red is none.
    """
    blue, green, red = cv2.split(picture)
    reddish = (red.astype(np.int16) - np.maximum(blue, green).astype(np.int16)) > 50
    if reddish.mean() < 0.0005:
        return picture
    reach = max(int(2 * dots), 3)
    joined = cv2.dilate(reddish.astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    out = picture.copy()
    for label in range(1, count):
        x, y, wide, high = (int(stats[label, at]) for at in range(4))
        if all(SEAL[0] < side / dots < SEAL[1] for side in (wide, high)) and 0.6 < wide / high < 1.7:
            part = (slice(y, y + high), slice(x, x + wide))
            inside = joined[part] > 0
            pale = np.where(red[part] > PALE, 255, red[part])  # what is printed under it is dark in red light, too
            for channel in range(3):
                out[part][:, :, channel][inside] = pale[inside]
    return out


def _skew(ink: Any) -> float:
    """By how many degrees, clockwise, lines of text and rulings fall to the right: where they fill the fewest rows."""
    scale = SMALL / min(ink.shape)
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else ink
    best = 0.0
    reach = MAX_SKEW
    for step in STEPS:
        angles = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(angles, key=lambda angle: _sharpness(small, float(angle))))
        reach = step
    return round(best, 3) if abs(best) <= MAX_SKEW else 0.0


def _sharpness(ink: Any, angle: float) -> float:
    rows = _turned(ink, angle, 0).sum(axis=1, dtype=np.float64)
    return float(((rows[1:] - rows[:-1]) ** 2).sum())


def _turned(picture: Any, angle: float, paper: Any) -> Any:
    high, wide = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1.0)
    return cv2.warpAffine(picture, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=paper)


def _rulings(ink: Any, dots: float) -> list[Ruling]:
    """Long thin strokes, those that are broken put together."""
    out = []
    for horizontal, length in ((True, ACROSS), (False, DOWN)):
        long, gap = max(int(length * dots), 10), max(int(0.6 * dots), 3)
        size = (long, 1) if horizontal else (1, long)
        joint = (gap, 1) if horizontal else (1, gap)
        closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(joint[::-1], np.uint8))
        strokes = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones(size[::-1], np.uint8))
        strokes = cv2.dilate(strokes, np.ones((3, 3), np.uint8))  # a stroke that a turned page drew in steps is one
        count, _, stats, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
        for label in range(1, count):
            x, y, wide, high = (int(stats[label, at]) for at in range(4))
            thin = high if horizontal else wide
            if thin > THICK * dots + 2:
                continue
            if horizontal:
                out.append(Ruling(True, y + high / 2, x + 1, x + wide - 1))
            else:
                out.append(Ruling(False, x + wide / 2, y + 1, y + high - 1))
    return out
