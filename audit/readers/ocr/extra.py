"""Where the optional recogniser is asked for.

It takes a second and a hundred megabytes to load, and it may not be installed: it is imported here,
late and by name, when the first picture is met, and nowhere else.
"""

from __future__ import annotations

import importlib
from importlib import metadata
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.readers.pdf.pages import Item

__all__ = ["DOTS", "OCR_VERSION", "scan_file", "scan_gray"]

DOTS = 200.0
"""Dots to the inch at which pages are read: below 150 digits run together, above 200 nothing is gained."""

_READING = 2  # grows whenever what is read from the same picture changes
_NEEDED = ("cv2", "onnxruntime", "rapidocr")
_SCANNING = "audit.readers.ocr.scanning"


def _version() -> str:
    if any(find_spec(name) is None for name in _NEEDED):
        return ""
    return f"{_READING}-{metadata.version('rapidocr')}"


OCR_VERSION = _version()
"""What reads pictures, for telling a stored reading's age; empty when they cannot be read."""


def scan_gray(gray: Any, dots: float, page: int) -> tuple[Item, ...]:
    """The items of a picture given as an array of grey dots (numpy, uint8), in points from its upper
    left corner; `dots` are those to the inch. Nothing without the extra."""
    if not OCR_VERSION:
        return ()
    found: tuple[Item, ...] = importlib.import_module(_SCANNING).scan(gray, dots, page)
    return found


def scan_file(data: bytes) -> tuple[tuple[Item, ...], ...]:
    """The items of each picture in a picture file; nothing of one that is small or cannot be decoded,
    and without the extra."""
    if not OCR_VERSION:
        return ()
    found: tuple[tuple[Item, ...], ...] = importlib.import_module(_SCANNING).scan_file(data)
    return found
