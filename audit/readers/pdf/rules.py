"""The visible ruled lines of a page, however they were drawn.

A rule is a stroke, or a rectangle filled so thin that it looks like one. What is painted white (word
processors paint a white rectangle behind each line of text) and what is wide (shading) is none. Rules
drawn cell by cell are put together again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.readers.pdf.geometry import NEAR, Floats

__all__ = ["Rule", "Rules", "Segment", "find_rules", "is_seen", "middle_lines"]

_THIN = 2.5  # points; thicker fills are shading
_SHORTEST = 2.0
_STRAIGHT = 1.0  # how far the ends of a rule may stand off its axis
_COLLINEAR = 0.5
_FAINT, _WHITE = 25, 245  # alpha below and colours above this are not seen


class Segment(NamedTuple):
    """A straight piece of an outline."""

    x0: float
    y0: float
    x1: float
    y1: float


class Rule(NamedTuple):
    """A rule: `at` is its y (horizontal) or x (vertical), from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a page or of one table, in order."""

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]


def is_seen(
    red: NDArray[Any], green: NDArray[Any], blue: NDArray[Any], alpha: NDArray[Any]
) -> NDArray[np.bool_]:
    """Whether what is painted in each of the colours stands out from the paper."""
    seen: NDArray[np.bool_] = (alpha > _FAINT) & (np.minimum(np.minimum(red, green), blue) <= _WHITE)
    return seen


def middle_lines(boxes: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The lines that filled rectangles look like (rows: x0, y0, x1, y1), and which are thin enough for
    that. `boxes` has their left, top, right and bottom in rows."""
    left, top, right, bottom = boxes
    lies = (bottom - top <= _THIN) & (bottom - top < right - left)
    x, y = (left + right) / 2, (top + bottom) / 2
    ends = (
        np.where(lies, left, x),
        np.where(lies, y, top),
        np.where(lies, right, x),
        np.where(lies, y, bottom),
    )
    return np.array(ends), lies | (right - left <= _THIN)


def find_rules(segments: Floats) -> Rules:
    """The rules among lines that can be seen (rows: x0, y0, x1, y1): those that lie or stand straight."""
    if not segments.size:
        return Rules((), ())  # most pages
    x0, y0, x1, y1 = segments
    with np.errstate(invalid="ignore", over="ignore"):
        across, down = np.abs(x1 - x0), np.abs(y1 - y0)
        lies = (down <= _STRAIGHT) & (across >= _SHORTEST) & (across < np.inf)
        stands = (across <= _STRAIGHT) & (down >= _SHORTEST) & (down < np.inf) & ~lies
    return Rules(
        tuple(_merge(y0[lies], y1[lies], x0[lies], x1[lies])),
        tuple(_merge(x0[stands], x1[stands], y0[stands], y1[stands])),
    )


def _merge(at0: Floats, at1: Floats, end0: Floats, end1: Floats) -> Iterator[Rule]:
    """Rules from one end to the other, with collinear pieces that touch made one."""
    ats, starts, ends = (at0 + at1) / 2, np.minimum(end0, end1), np.maximum(end0, end1)
    order = np.lexsort((ends, starts, ats))
    ats = ats[order]
    levels = np.cumsum(np.diff(ats, prepend=ats[:1]) > _COLLINEAR)
    order = order[np.lexsort((starts[order], levels))]
    level, at, start, end = -1, 0.0, 0.0, 0.0
    for its_level, place, first, last in zip(
        levels.tolist(), ats.tolist(), starts[order].tolist(), ends[order].tolist(), strict=True
    ):
        if its_level == level and first <= end + NEAR:
            end = max(end, last)
            continue
        if level >= 0:
            yield Rule(at, start, end)
        if its_level != level:
            level, at = its_level, place
        start, end = first, last
    if level >= 0:
        yield Rule(at, start, end)
