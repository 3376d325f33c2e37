"""Places on a page: points from its upper left corner, x to the right and y down, 72 to the inch.

`Character`, `Stroke` and their like are made by the thousand: named tuples, for speed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["NEAR", "Box", "Floats", "Matrix", "cluster", "nearest", "upright"]

# Rules nearer to each other than this are one (the double rules of web pages); no column and no row
# of a form is as narrow.
NEAR = 4.0

Floats = NDArray[np.float64]
Number = TypeVar("Number", float, Floats)


class Box(NamedTuple):
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in the box or on its edge."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def holding(self, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """The same of many points."""
        return (self.left <= x) & (x <= self.right) & (self.top <= y) & (y <= self.bottom)


class Matrix(NamedTuple):
    """An affine map as PDF writes it: x' = a x + c y + e, y' = b x + d y + f. With arrays for numbers it is
    as many maps, each for its own point."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Where a point lands, or many at once."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def boxes(self, corners: Floats) -> Floats:
        """The smallest boxes around rectangles (left, top, right and bottom, a row of each) with two
        opposite corners each (rows: x0, y0, x1, y1)."""
        x, y = self.point(corners[[0, 0, 2, 2]], corners[[1, 3, 1, 3]])
        return np.array([x.min(axis=0), y.min(axis=0), x.max(axis=0), y.max(axis=0)])

    def then(self, outer: Matrix) -> Matrix:
        """This map followed by `outer`."""
        e, f = outer.point(self.e, self.f)
        return Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            e,
            f,
        )


def upright(left: float, bottom: float, right: float, top: float, quarters: int) -> Matrix:
    """The map from a page's own space (y up) to places on the page as it is shown, after it is turned
    clockwise by so many quarters. The four edges are those of the visible part."""
    return (
        Matrix(1, 0, 0, -1, -left, top),
        Matrix(0, 1, 1, 0, -bottom, -left),
        Matrix(-1, 0, 0, 1, right, -bottom),
        Matrix(0, -1, -1, 0, top, right),
    )[quarters % 4]


def cluster(values: Iterable[float], near: float = NEAR) -> list[float]:
    """The values in order, those that follow each other within `near` made one (their middle)."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(group[0] + group[-1]) / 2 for group in groups]


def nearest(values: Sequence[float], value: float) -> int:
    """The index of the one of `values` (in order, not empty) that is nearest."""
    after = bisect_left(values, value)
    if after == 0:
        return 0
    if after == len(values) or value - values[after - 1] <= values[after] - value:
        return after - 1
    return after
