"""What stands in the cells of a drawn table: blots of ink, and the lines that they make."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2

from audit.readers.ocr.picture import Picture
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.grid import Frame

__all__ = ["InkLine", "around", "find_blots", "ink_lines"]

_DUST = 1.2  # points; no sign of a number but a dot is as small
_SPLINTER = 1.5  # points: how thick the remains of a rule are, and how near to its place
_THIN, _BESIDE = 2.5, 4.0  # points: what is left of a double rule, and between its lines
_SHORT = 3.5  # points; the digits of a page are higher
_SLENDER = 4  # times as long as thick: the shape of such remains


@dataclass(frozen=True, slots=True)
class InkLine:
    """A line of text in the cell of that number: where it was found, and the blots it consists of."""

    cell: int
    box: Box
    blots: tuple[Box, ...]


def find_blots(picture: Picture, frame: Frame) -> dict[int, list[Box]]:
    """The pieces of ink in each cell (by its number in `frame.areas`), in dots, without dust and without
    what is left of rules. A cell that is not named is blank."""
    scale = picture.scale
    left, top, right, bottom = (round(edge * scale) for edge in frame.box)
    owner = {
        (row, column): number
        for number, area in enumerate(frame.areas)
        for row in range(area.row, area.row + area.rowspan)
        for column in range(area.column, area.column + area.colspan)
    }
    inner_xs, inner_ys = frame.xs[1:-1], frame.ys[1:-1]
    blots: dict[int, list[Box]] = {}
    _, _, found, _ = cv2.connectedComponentsWithStats(picture.ink[top:bottom, left:right], connectivity=8)
    for x, y, width, height, _ in found[1:].tolist():
        blot = Box(left + x, top + y, left + x + width, top + y + height)
        across, down = (blot.left + blot.right) / 2 / scale, (blot.top + blot.bottom) / 2 / scale
        if max(width, height) < _DUST * scale or _is_splinter(blot, frame, scale):
            continue
        number = owner[bisect_right(inner_ys, down), bisect_right(inner_xs, across)]
        blots.setdefault(number, []).append(blot)
    return blots


def _is_splinter(blot: Box, frame: Frame, scale: float) -> bool:
    thick, long = sorted((blot.width, blot.height))
    if thick > _SPLINTER * scale or long < _SLENDER * thick:
        return False
    places, middle = (
        (frame.xs, (blot.left + blot.right) / 2)
        if blot.height > blot.width
        else (frame.ys, (blot.top + blot.bottom) / 2)
    )
    return min(abs(place - middle / scale) for place in places) <= 2 * _SPLINTER


def ink_lines(picture: Picture, frame: Frame, detected: Sequence[Box]) -> list[InkLine]:
    """The lines in the cells of a frame, from the top down. `detected` are lines of text found on the
    page, in dots: one that reaches over a wall is parted; ink in none of them is a line all the same."""
    lines: list[InkLine] = []
    for cell, blots in find_blots(picture, frame).items():
        area = _inside(frame, cell, picture.scale)
        rest = blots
        own_lines: list[InkLine] = []
        for box in detected:
            own = [blot for blot in rest if box.holds(*_middle(blot))]
            if not all(_is_remnant(blot, area, picture.scale) for blot in own):
                own_lines.append(InkLine(cell, _clip(box, area), tuple(own)))
                rest = [blot for blot in rest if blot not in own]
        least = max((line.box.height for line in own_lines), default=0.0) / 2
        own_lines += [
            InkLine(cell, around(row), tuple(row))
            for row in _rows(rest)
            if around(row).height >= least and not _is_remnant(around(row), area, picture.scale)
        ]
        lines += _in_order(own_lines)
    return lines


def _is_remnant(box: Box, area: Box, scale: float) -> bool:
    """Whether ink lies along a wall of its cell and is thin there, as what is left of a double rule is. It
    is too short for a digit, or too near for a 1, which has half its width between its middle and a wall."""
    x, y = _middle(box)
    beside, above = min(x - area.left, area.right - x), min(y - area.top, area.bottom - y)
    return any(
        thick <= _THIN * scale and off <= _BESIDE * scale and (long < _SHORT * scale or off < long / 3)
        for thick, long, off in ((box.width, box.height, beside), (box.height, box.width, above))
    )


def _in_order(lines: Sequence[InkLine]) -> list[InkLine]:
    """The lines from the top down, those that stand beside each other from left to right."""
    rows: list[list[InkLine]] = []
    for line in sorted(lines, key=lambda line: line.box.top + line.box.bottom):
        if rows and _middle(line.box)[1] < rows[-1][0].box.bottom - line.box.height / 4:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box.left)]


def _inside(frame: Frame, cell: int, scale: float) -> Box:
    area = frame.areas[cell]
    return Box(
        frame.xs[area.column] * scale,
        frame.ys[area.row] * scale,
        frame.xs[area.column + area.colspan] * scale,
        frame.ys[area.row + area.rowspan] * scale,
    )


def _clip(box: Box, area: Box) -> Box:
    return Box(
        max(box.left, area.left),
        max(box.top, area.top),
        min(box.right, area.right),
        min(box.bottom, area.bottom),
    )


def _middle(box: Box) -> tuple[float, float]:
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def _rows(blots: Sequence[Box]) -> Iterator[list[Box]]:
    """The blots in rows: those that stand beside each other."""
    row: list[Box] = []
    for blot in sorted(blots, key=lambda blot: blot.top):
        if row and blot.top >= max(other.bottom for other in row):
            yield row
            row = []
        row.append(blot)
    if row:
        yield row


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes`."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
