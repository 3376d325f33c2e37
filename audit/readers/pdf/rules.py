"""The visible ruled lines of a page, however they were drawn.

A rule is a stroke, or a rectangle filled so thin that it looks like one. What is painted white (word
processors paint a white rectangle behind each line of text) and what is wide (shading) is none. Rules
drawn cell by cell are put together again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from audit.readers.pdf.geometry import NEAR, Box

__all__ = ["Rule", "Rules", "Segment", "find_rules", "is_seen", "middle_line"]

_THIN = 2.5  # points; thicker fills are shading
_SHORTEST = 2.0
_STRAIGHT = 1.0  # how far the ends of a rule may stand off its axis
_COLLINEAR = 0.5
_FAINT, _WHITE = 25, 245  # alpha below and colours above this are not seen

Colour = tuple[int, int, int, int]


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


def is_seen(colour: Colour) -> bool:
    """Whether something painted so stands out from the paper."""
    red, green, blue, alpha = colour
    return alpha > _FAINT and min(red, green, blue) <= _WHITE


def middle_line(box: Box) -> Segment | None:
    """The line that a filled rectangle looks like; None for one that is not thin."""
    left, top, right, bottom = box
    if bottom - top <= _THIN and bottom - top < right - left:
        middle = (top + bottom) / 2
        return Segment(left, middle, right, middle)
    if right - left <= _THIN:
        middle = (left + right) / 2
        return Segment(middle, top, middle, bottom)
    return None


def find_rules(segments: Iterable[Segment]) -> Rules:
    """The rules among lines that can be seen: those that lie or stand straight."""
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for x0, y0, x1, y1 in segments:
        across, down = abs(x1 - x0), abs(y1 - y0)
        if not across + down < math.inf:
            continue
        if down <= _STRAIGHT and across >= _SHORTEST:
            horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif across <= _STRAIGHT and down >= _SHORTEST:
            vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return Rules(tuple(_merge(horizontal)), tuple(_merge(vertical)))


def _merge(rules: Iterable[Rule]) -> Iterable[Rule]:
    """The rules with collinear pieces that touch made one."""
    level = 0.0
    levels: list[tuple[float, Rule]] = []
    for rule in sorted(rules):
        level = level if levels and rule.at - levels[-1][1].at <= _COLLINEAR else rule.at
        levels.append((level, rule))
    for at, group in groupby(levels, key=lambda pair: pair[0]):
        start: float | None = None
        end = 0.0
        for rule in sorted((rule for _, rule in group), key=lambda rule: rule.start):
            if start is not None and rule.start > end + NEAR:
                yield Rule(at, start, end)
                start = None
            start, end = (rule.start, rule.end) if start is None else (start, max(end, rule.end))
        if start is not None:
            yield Rule(at, start, end)
