"""A picture of a page, or of a part of one, as lines of text and tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from audit.readers.ocr.cells import crop, read_cells
from audit.readers.ocr.engine import find_lines, read_lines
from audit.readers.ocr.extra import DOTS
from audit.readers.ocr.picture import INCH, Gray, prepare
from audit.readers.ocr.ruling import erase_rules, find_ruling
from audit.readers.pdf.characters import Character
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.grid import Frame, find_frames
from audit.readers.pdf.joining import Piece
from audit.readers.pdf.letters import Letters
from audit.readers.pdf.lines import lay_lines
from audit.readers.pdf.pages import Item, PageTable, is_table, with_aligned

__all__ = ["scan", "scan_file"]

_FEWEST_CELLS = 4
_SMALLEST = 0.02  # of a picture's area: a frame around less is no table
_COLUMN = 451.0  # points between the margins of A4: how wide a picture in a document is taken to be
_SHEET = 595.0  # as wide as A4, when it is as high as that
_FEWEST_DOTS = (200, 60)  # across and down; what is smaller is an icon
_MOST_PAGES = 60
_GUESS = 0.5  # at most, for a table without rules: nothing says where a number belongs


def scan(gray: Gray, dots: float, page: int) -> tuple[Item, ...]:
    """The items of a picture with so many dots to the inch, in reading order, in points from its corner."""
    picture = prepare(gray, dots)
    frames = _tables(find_frames(find_ruling(picture)), gray.size / picture.scale**2)
    for frame in frames:
        picture = erase_rules(picture, frame)
    detected = [Box(*box) for box in find_lines(picture.gray)]
    items: list[Item] = []
    for frame in frames:
        edge = Box(*(place * picture.scale for place in frame.box))
        own = [box for box in detected if edge.holds((box.left + box.right) / 2, (box.top + box.bottom) / 2)]
        cells = read_cells(picture, frame, own, page)
        if is_table(cells):
            items.append(PageTable(Piece(frame.xs, cells, "ocr"), frame.box, page))
            detected = [box for box in detected if box not in own]
    said = read_lines([crop(picture.gray, box) for box in detected])
    characters = [
        character
        for box, line in zip(detected, said, strict=True)
        for character in _spread(line.text, box, picture.scale)
    ]
    items += [replace(line, method="ocr") for line in lay_lines(Letters.of(characters), page)]
    items.sort(key=lambda item: (item.box.top + item.box.bottom, item.box.left))
    return tuple(map(_mark, with_aligned(items)))


def _tables(frames: Sequence[Frame], area: float) -> list[Frame]:
    """The frames that may be tables, the smallest first, as for pages with text."""
    able = [
        frame
        for frame in frames
        if len(frame.areas) >= _FEWEST_CELLS and frame.box.width * frame.box.height >= _SMALLEST * area
    ]
    return sorted(able, key=lambda frame: frame.box.width * frame.box.height)


def _mark(item: Item) -> Item:
    """A table without rules marked for what it is here: read once, and placed by its gaps."""
    if not isinstance(item, PageTable) or item.piece.method != "aligned":
        return item
    cells = tuple(cell._replace(confidence=min(cell.confidence, _GUESS)) for cell in item.piece.cells)
    return replace(item, piece=replace(item.piece, cells=cells, method="ocr"))


def scan_file(data: bytes) -> tuple[tuple[Item, ...], ...]:
    """The items of each picture in a file, which is taken to be as wide as the text of a page, or as a
    sheet of paper. Nothing of one that is small, huge or cannot be decoded."""
    width, height = _FEWEST_DOTS
    _, pictures = cv2.imdecodemulti(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE)
    return tuple(
        scan(_sized(np.asarray(gray, np.uint8)), DOTS, page)
        for page, gray in enumerate(pictures[:_MOST_PAGES], start=1)
        if gray.shape[1] >= width and gray.shape[0] >= height
    )


def _sized(gray: Gray) -> Gray:
    across = _SHEET if gray.shape[0] > gray.shape[1] else _COLUMN
    factor = across / INCH * DOTS / gray.shape[1]
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(gray, None, fx=factor, fy=factor, interpolation=way), np.uint8)


def _spread(text: str, box: Box, scale: float) -> Iterator[Character]:
    """The characters of a line, each as wide as its kind; where exactly each stands is not known."""
    widths = [1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text]
    left, top, right, bottom = (edge / scale for edge in box)
    unit = (right - left) / (sum(widths) or 1)
    at, middle = left, (top + bottom) / 2
    for character, width in zip(text, widths, strict=True):
        yield Character(character, at, top, at + width * unit, bottom, at, middle)
        at += width * unit
