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

__all__ = ["Path", "Rule", "Rules", "Segment", "find_rules"]

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


@dataclass(frozen=True, slots=True)
class Path:
    """A drawn path: its box (pen width included), its colours (red, green, blue, alpha; None when it
    is not filled or not stroked), and the straight pieces of its outline when it is stroked."""

    box: Box
    fill: Colour | None
    stroke: Colour | None
    segments: tuple[Segment, ...] = ()


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


def find_rules(paths: Iterable[Path]) -> Rules:
    """The rules among the paths."""
    pieces = [piece for path in paths for piece in _pieces(path)]
    horizontal = [
        Rule((p.y0 + p.y1) / 2, min(p.x0, p.x1), max(p.x0, p.x1))
        for p in pieces
        if _lies(p.y0, p.y1, p.x0, p.x1)
    ]
    vertical = [
        Rule((p.x0 + p.x1) / 2, min(p.y0, p.y1), max(p.y0, p.y1))
        for p in pieces
        if _lies(p.x0, p.x1, p.y0, p.y1)
    ]
    return Rules(tuple(_merge(horizontal)), tuple(_merge(vertical)))


def _pieces(path: Path) -> Iterable[Segment]:
    if path.stroke is not None and _is_seen(path.stroke):
        yield from path.segments
    elif path.fill is not None and _is_seen(path.fill):
        box = path.box
        if box.height <= _THIN and box.height < box.width:
            middle = (box.top + box.bottom) / 2
            yield Segment(box.left, middle, box.right, middle)
        elif box.width <= _THIN:
            middle = (box.left + box.right) / 2
            yield Segment(middle, box.top, middle, box.bottom)


def _is_seen(colour: Colour) -> bool:
    return colour[3] > _FAINT and min(colour[:3]) <= _WHITE


def _lies(across0: float, across1: float, along0: float, along1: float) -> bool:
    return (
        all(map(math.isfinite, (across0, across1, along0, along1)))
        and abs(across1 - across0) <= _STRAIGHT
        and abs(along1 - along0) >= _SHORTEST
    )


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
