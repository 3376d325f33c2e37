"""Pages and pictures without text, read as far as the extra `ocr` can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from audit.readers.ocr import DOTS, OCR_VERSION, scan_gray
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.lines import Line
from audit.readers.pdf.pages import Image, Item, PageTable
from audit.readers.pdf.pdfium import Pdf

__all__ = ["holds_report", "read_scans"]

_FEWEST_CHARACTERS = 30  # of a picture without a table; logos, seals and charts have fewer


def read_scans(pdf: Pdf, items: Sequence[Item]) -> tuple[Item, ...]:
    """The items of a page, what is printed in a picture in its place. Without the extra, and where
    nothing is found in it, the picture stays."""
    if not OCR_VERSION:
        return tuple(items)
    return tuple(read for item in items for read in _read(pdf, item, alone=len(items) == 1))


def _read(pdf: Pdf, item: Item, *, alone: bool) -> Iterator[Item]:
    if not isinstance(item, Image):
        yield item
        return
    gray, dots = pdf.render(item.page, item.box, DOTS)
    found = scan_gray(gray, dots, item.page)
    if holds_report(found) or (alone and found):
        yield from (_moved(read, item.box) for read in found)
    else:
        yield item


def holds_report(items: Sequence[Item]) -> bool:
    """Whether a picture may be a part of a report: a table, or some sentences."""
    if any(isinstance(item, PageTable) for item in items):
        return True
    return sum(len(item.text) for item in items if isinstance(item, Line)) >= _FEWEST_CHARACTERS


def _moved(item: Item, corner: Box) -> Item:
    """An item of a picture at its place on the page."""
    x, y = corner.left, corner.top
    box = Box(item.box.left + x, item.box.top + y, item.box.right + x, item.box.bottom + y)
    if isinstance(item, PageTable):
        xs = tuple(at + x for at in item.piece.xs)
        return replace(item, box=box, piece=replace(item.piece, xs=xs))
    if isinstance(item, Line):
        places = item.letters.places + np.reshape((x, y, x, y, x, y), (6, 1))
        return replace(item, box=box, letters=replace(item.letters, places=places))
    return replace(item, box=box)
