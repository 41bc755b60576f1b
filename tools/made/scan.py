"""Printed pages as a scanner or a camera leaves them: turned a little, blurred, with noise, a stamp, as JPEG."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

STAMP = (214, 32, 38)


@dataclass(frozen=True, slots=True)
class Wear:
    """``dpi``: dots to the inch; ``skew`` in degrees; ``blur`` in dots; ``noise``: how far a grey may stray;
    ``quality`` of the JPEG; ``stamp``: a round red one over the middle of each page; ``turn`` in degrees.
    """

    dpi: int = 200
    skew: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    quality: int = 90
    stamp: bool = False
    turn: int = 0


CLEAN = Wear()
WORN = Wear(skew=0.7, blur=0.7, noise=12, quality=60)
WAYS: dict[str, Wear] = {
    "clean, 200 dpi": CLEAN,
    "turned 0.7°, blurred, noise, JPEG 60, 200 dpi": WORN,
    "turned -0.7°, 150 dpi": Wear(dpi=150, skew=-0.7, blur=0.4, noise=6, quality=75),
    "120 dpi": Wear(dpi=120, quality=80),
    "a red stamp over the numbers, 200 dpi": Wear(stamp=True),
    "all of it and a stamp, 200 dpi": Wear(skew=0.7, blur=0.7, noise=12, quality=60, stamp=True),
}


def pictures(pdf: bytes, wear: Wear, seed: int = 1) -> list[Image.Image]:
    """The pages of a PDF as pictures, worn; the same seed gives the same pictures."""
    document = pypdfium2.PdfDocument(pdf)
    chance = random.Random(seed)
    try:
        return [_worn(page.render(scale=wear.dpi / 72).to_pil().convert("RGB"), wear, chance) for page in document]
    finally:
        document.close()


def scanned(pdf: bytes, wear: Wear, seed: int = 1) -> bytes:
    """A PDF whose pages are these pictures."""
    first, *others = pictures(pdf, wear, seed)
    out = io.BytesIO()
    first.save(out, "PDF", resolution=wear.dpi, save_all=True, append_images=others, quality=wear.quality)
    return out.getvalue()


def as_file(picture: Image.Image, kind: str, dpi: int = 200) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, dpi=(dpi, dpi))
    return out.getvalue()


def as_tiff(pages: Sequence[Image.Image], dpi: int = 200) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=list(pages[1:]), dpi=(dpi, dpi), compression="tiff_lzw")
    return out.getvalue()


def _worn(page: Image.Image, wear: Wear, chance: random.Random) -> Image.Image:
    if wear.stamp:
        page = _stamped(page, wear.dpi)
    if wear.skew:
        page = page.rotate(wear.skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if wear.blur:
        page = page.filter(ImageFilter.GaussianBlur(wear.blur))
    if wear.noise:
        page = _noisy(page, wear.noise, chance)
    if wear.turn:
        page = page.rotate(wear.turn, expand=True)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=wear.quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _noisy(page: Image.Image, far: float, chance: random.Random) -> Image.Image:
    """Every dot a little lighter or darker, by a normal distribution."""
    wide, high = page.size
    grain = Image.frombytes("L", (256, 256), bytes(min(max(int(chance.gauss(128, far)), 0), 255) for _ in range(65536)))
    noise = Image.new("L", page.size)
    for x in range(0, wide, 256):
        for y in range(0, high, 256):
            noise.paste(grain.rotate(90 * chance.randrange(4)), (x, y))
    noise = noise.convert("RGB")
    return ImageChops.add(page, noise, scale=1, offset=-128)


def _stamped(page: Image.Image, dpi: int) -> Image.Image:
    """A round seal of 42 mm with a star, as offices print theirs, over the page; print shows through its ink."""
    wide, high = page.size
    radius = 21 * dpi / 25.4
    seal = Image.new("RGB", page.size, (255, 255, 255))
    draw = ImageDraw.Draw(seal)
    x, y = wide * 0.6, high * 0.45
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=STAMP, width=max(int(dpi / 22), 2))
    draw.regular_polygon((x, y, radius * 0.35), 5, fill=STAMP)
    for number in range(12):
        ring = (x - radius * 0.8, y - radius * 0.8, x + radius * 0.8, y + radius * 0.8)
        draw.arc(ring, number * 30, number * 30 + 14, fill=STAMP, width=max(int(dpi / 14), 2))
    return ImageChops.multiply(page, seal)
