"""The ruled lines of a picture, for the same grids that a PDF's own lines make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from audit.readers.ocr.picture import INCH, Gray, Picture, shrink
from audit.readers.pdf.grid import Frame
from audit.readers.pdf.rules import Rule, Rules

__all__ = ["erase_rules", "find_ruling"]

# Where lines are looked for: small enough that a rule which wavers by a dot is straight.
_RESOLUTION = 150.0
_FAINT = 80  # of 255: how much of a dot is ink after shrinking
_SHORTEST = (13.0, 11.0)  # points across and down; strokes of characters hardly reach it
_THICKEST = 6.0  # points; what is thicker is shading
_REACH = 1.5  # points that a rule may end short of another of its table
_TOUCH = 0.5  # points that it may end short of the one it meets
_EDGE = 0.4  # points of grey at the side of a rule


def find_ruling(picture: Picture) -> Rules:
    """The rules, in points. A stroke that meets no other is part of a character."""
    scale = min(_RESOLUTION / INCH, picture.scale)
    small = shrink(picture.ink, scale / picture.scale)
    ink = np.where(small >= _FAINT, 255, 0).astype(np.uint8)
    across, down = _SHORTEST
    horizontal = sorted(_rules(_strokes(ink, round(across * scale), 1), scale, axis=0))
    vertical = sorted(_rules(_strokes(ink, 1, round(down * scale)), scale, axis=1))
    return Rules(tuple(_meeting(horizontal, vertical)), tuple(_meeting(vertical, horizontal)))


def _meeting(rules: Sequence[Rule], others: Sequence[Rule]) -> Iterator[Rule]:
    for rule in rules:
        if any(
            other.start - _TOUCH <= rule.at <= other.end + _TOUCH
            and rule.start - _TOUCH <= other.at <= rule.end + _TOUCH
            for other in others
        ):
            yield Rule(rule.at, rule.start - _REACH, rule.end + _REACH)


def _strokes(ink: Gray, width: int, height: int) -> Gray:
    """What is at least so wide and high, without gaps."""
    strokes: Gray = np.asarray(
        cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((height, width), np.uint8)), np.uint8
    )
    return strokes


def _rules(strokes: Gray, scale: float, *, axis: int) -> Iterator[Rule]:
    """The rules among strokes that lie (`axis` 0) or stand (1)."""
    _, _, boxes, _ = cv2.connectedComponentsWithStats(strokes, connectivity=8)
    for x, y, width, height, _ in boxes[1:].tolist():
        at, thick, start, length = (y, height, x, width) if axis == 0 else (x, width, y, height)
        if thick <= _THICKEST * scale:
            yield Rule((at + thick / 2) / scale, start / scale, (start + length) / scale)


def erase_rules(picture: Picture, frame: Frame) -> Picture:
    """The picture without the rules of a table."""
    scale = picture.scale
    left, top, right, bottom = (round(edge * scale) for edge in frame.box)
    margin = round(_THICKEST * scale / 2)
    part = (slice(max(top - margin, 0), bottom + margin), slice(max(left - margin, 0), right + margin))
    ink = picture.ink[part]
    across, down = _SHORTEST
    rules = np.zeros_like(ink)
    level, upright = _strokes(ink, round(across * scale), 1), _strokes(ink, 1, round(down * scale))
    for at in frame.ys:
        near = _around(at * scale - part[0].start, margin)
        rules[near] = level[near]
    for at in frame.xs:
        near = _around(at * scale - part[1].start, margin)
        rules[:, near] |= upright[:, near]
    edge = 2 * max(round(_EDGE * scale), 1) + 1
    rules = np.asarray(cv2.dilate(rules, np.ones((edge, edge), np.uint8)), np.uint8)
    gray, kept = picture.gray.copy(), picture.ink.copy()
    gray[part] = np.where(rules > 0, picture.paper, gray[part])
    kept[part] = np.where(rules > 0, 0, ink)
    return Picture(gray, kept, scale, picture.paper)


def _around(middle: float, margin: int) -> slice:
    return slice(max(round(middle) - margin, 0), round(middle) + margin + 1)
