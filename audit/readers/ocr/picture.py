"""A picture made ready to be read: grey, upright, its ink told from its paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["INCH", "Gray", "Picture", "prepare", "shrink"]

Gray: TypeAlias = NDArray[np.uint8]

INCH = 72.0  # points
_STEEPEST = 3.0  # degrees that a page may have been laid askew
_TURNS = ((50.0, 0.3, _STEEPEST), (100.0, 0.03, 0.3))  # dots per inch, step and reach of each search
_NEIGHBOURHOOD = 24.0  # points around a dot that tell how bright the paper is there
_DARKER = 18  # than its paper: ink
_PAPER = 255


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An upright picture, its ink (255 where there is any), its dots to a point, and how bright its
    paper is."""

    gray: Gray
    ink: Gray
    scale: float
    paper: int


def prepare(gray: Gray, dots: float) -> Picture:
    """The picture straightened; `dots` are those to an inch."""
    angle = 0.0
    for resolution, step, reach in _TURNS:
        angle = _find_turn(shrink(gray, resolution / dots), angle, step, reach)
    upright = turn(gray, angle)
    scale = dots / INCH
    return Picture(upright, find_ink(upright, scale), scale, int(np.median(upright)))


def shrink(gray: Gray, factor: float) -> Gray:
    """The picture made smaller; never larger."""
    if factor >= 1:
        return gray
    small: Gray = np.asarray(
        cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
    )
    return small


def turn(gray: Gray, angle: float) -> Gray:
    """The picture turned by `angle` degrees around its middle, white at the corners."""
    height, width = gray.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned: Gray = np.asarray(
        cv2.warpAffine(gray, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=_PAPER), np.uint8
    )
    return turned


def find_ink(gray: Gray, scale: float) -> Gray:
    """Where the picture is darker than the paper around."""
    around = int(_NEIGHBOURHOOD * scale) | 1
    smooth = cv2.GaussianBlur(gray, (3, 3), 0)
    ink: Gray = np.asarray(
        cv2.adaptiveThreshold(
            smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, _DARKER
        ),
        np.uint8,
    )
    return ink


def _find_turn(gray: Gray, near: float, step: float, reach: float) -> float:
    """The turn that makes rows of dots differ most: then lines of text and rules lie level."""
    ink = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1]
    dark = _PAPER - np.asarray(ink, np.uint8)

    def unevenness(angle: float) -> float:
        rows = (_PAPER - turn(dark, angle).astype(np.float64)).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    count = round(reach / step)
    return max((near + step * index for index in range(-count, count + 1)), key=unevenness)
