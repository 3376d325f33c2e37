"""Scans for tests: pages of a PDF as an office's scanner would give them back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

__all__ = ["pages_of", "scan_of", "write_scan"]

_SKEW = 0.3  # degrees, to either side
_NOISE = 6.0  # of 255
_QUALITY = 70  # of JPEG


def pages_of(pdf: Path, dots: int) -> Iterator[Image.Image]:
    """The pages of a PDF at so many dots to the inch, laid a little askew, grey and noisy."""
    noise = np.random.default_rng(7)
    with pdfium.PdfDocument(pdf) as document:
        for number in range(len(document)):
            clean = document[number].render(scale=dots / 72).to_pil().convert("L")
            yield scan_of(clean, noise, _SKEW if number % 2 else -_SKEW)


def scan_of(clean: Image.Image, noise: np.random.Generator, skew: float) -> Image.Image:
    """A clean picture after paper, lamp and JPEG."""
    turned = clean.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    dots = np.asarray(turned, dtype=np.float64) * 0.94 + 8
    dots += noise.normal(0, _NOISE, dots.shape)
    packed = io.BytesIO()
    Image.fromarray(dots.clip(0, 255).astype(np.uint8)).save(packed, "JPEG", quality=_QUALITY)
    return Image.open(packed)


def write_scan(pages: list[Image.Image], path: Path, dots: int) -> Path:
    """A PDF of nothing but these pictures."""
    first, *others = pages
    first.save(path, "PDF", save_all=True, append_images=others, resolution=float(dots), quality=_QUALITY)
    return path
