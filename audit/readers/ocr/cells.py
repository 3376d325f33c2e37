"""The text of the cells of drawn tables, every number read twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from audit.readers.ocr.engine import Said, read_lines
from audit.readers.ocr.ink import InkLine, around, ink_lines
from audit.readers.ocr.picture import Gray, Picture
from audit.readers.pdf.characters import join_texts
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.grid import Frame, TableCell
from audit.text import clean, fold

__all__ = ["crop", "read_cells"]

_LONGEST_VALUE = 12  # characters; what is longer is a label, and read once
_DOUBT = 0.5  # at most, of what two readings do not agree on
_MARGINS = (0.12, 0.2)  # of the height, around the ink for the first and the second reading
_VALUE = re.compile(r"[\d.,，+\-−%/]+")
_STANDING = 1.8  # times as high as wide: a line that runs down


def read_cells(picture: Picture, frame: Frame, detected: Sequence[Box], page: int) -> tuple[TableCell, ...]:
    """The cells of a frame in a picture without its rules; `detected` as for `ink_lines`."""
    lines = ink_lines(picture, frame, detected)
    first = read_lines([_first_view(picture, line) for line in lines])
    inside: dict[int, list[tuple[InkLine, Said]]] = {}
    for line, said in zip(lines, first, strict=True):
        inside.setdefault(line.cell, []).append((line, said))
    again = _read_again(picture, inside)
    cells = []
    for number, area in enumerate(frame.areas):
        said = again.get(number) or _together([said for _, said in inside.get(number, ())])
        cells.append(
            TableCell(said.text, area.row, area.column, area.rowspan, area.colspan, page, said.confidence)
        )
    return tuple(cells)


def _together(lines: Sequence[Said]) -> Said:
    """A cell of words, or a blank one, of which there is no doubt."""
    return Said(
        join_texts(clean(line.text) for line in lines), min((line.confidence for line in lines), default=1.0)
    )


def _read_again(picture: Picture, inside: Mapping[int, Sequence[tuple[InkLine, Said]]]) -> dict[int, Said]:
    """What cells that may be values say when their numbers are looked at once more, by their ink alone."""
    values = {
        number: _together([said for _, said in lines])
        for number, lines in inside.items()
        if _may_be_value("".join(said.text for _, said in lines))
    }
    views = [(number, line) for number in values for line, _ in inside[number]]
    second: dict[int, list[Said]] = {}
    for (number, _), said in zip(
        views, read_lines([_view(picture, v, _MARGINS[1]) for _, v in views]), strict=True
    ):
        second.setdefault(number, []).append(said)
    return {
        number: _agree(said, _together(second[number]), [line for line, _ in inside[number]])
        for number, said in values.items()
    }


def _may_be_value(text: str) -> bool:
    return len(text) <= _LONGEST_VALUE


def _agree(first: Said, second: Said, lines: Sequence[InkLine]) -> Said:
    """Two readings in one. They must say the same, in signs that numbers are written in, on one line,
    and leave no piece of ink out."""
    sure = min(first.confidence, second.confidence)
    if _VALUE.fullmatch(first.text) is None and _VALUE.fullmatch(second.text) is None and first.text:
        return first  # words
    text = first.text if first.confidence >= second.confidence else second.text
    same = fold(first.text) == fold(second.text) and _VALUE.fullmatch(fold(text)) is not None
    if not same or len(lines) > 1 or _pieces(lines[0].blots) > len(text):
        sure = min(sure, _DOUBT)
    return Said(text, sure)


def _pieces(blots: Sequence[Box]) -> int:
    """How many signs stand beside each other, at least."""
    spans = sorted((blot.left, blot.right) for blot in blots)
    reach = np.maximum.accumulate([right for _, right in spans])
    return 1 + sum(int(after[0] > end) for end, (_, after) in zip(reach, pairwise(spans), strict=False))


# ---------------------------------------------------------------------------------------- views


def crop(gray: Gray, box: Box) -> Gray:
    """A part of a picture, as far as it reaches."""
    height, width = gray.shape
    left, right = max(int(box.left), 0), min(int(np.ceil(box.right)), width)
    top, bottom = max(int(box.top), 0), min(int(np.ceil(box.bottom)), height)
    return gray[top : max(bottom, top + 1), left : max(right, left + 1)]


def _first_view(picture: Picture, line: InkLine) -> Gray:
    if line.box.height > _STANDING * line.box.width and len(line.blots) > 1:
        return _laid(picture, line)
    if line.box == around(line.blots):
        return _view(picture, line, _MARGINS[0])
    return crop(picture.gray, line.box)


def _view(picture: Picture, line: InkLine, margin: float) -> Gray:
    """The ink of a line alone, on blank paper with so wide a margin."""
    box = around(line.blots)
    inked = crop(picture.gray, box)
    edge = max(round(margin * box.height), 1)
    return np.pad(inked, edge, constant_values=picture.paper)


def _laid(picture: Picture, line: InkLine) -> Gray:
    """The signs of a line that runs down, laid beside each other."""
    size = round(line.box.width)
    bands: list[list[Box]] = []
    for blot in sorted(line.blots, key=lambda blot: blot.top):
        band = around(bands[-1]) if bands else None
        if band is not None and (blot.top < band.bottom or blot.bottom - band.top <= size):
            bands[-1].append(blot)
        else:
            bands.append([blot])
    boxes = list(map(around, bands))
    side = round(max(size, *(max(box.width, box.height) for box in boxes))) + 2
    return np.concatenate([_square(crop(picture.gray, box), side, picture.paper) for box in boxes], axis=1)


def _square(gray: Gray, side: int, paper: int) -> Gray:
    """A sign in the middle of a square of paper."""
    height, width = gray.shape
    top, left = (side - height) // 2, (side - width) // 2
    return np.pad(gray, ((top, side - height - top), (left, side - width - left)), constant_values=paper)
