"""The characters of a page in columns: a page has a thousand, and what is asked of all of them at once is
asked of numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.readers.pdf.characters import SAME_LINE, SAME_PLACE, WIDE_GAP, Character
from audit.readers.pdf.geometry import Box, Floats

__all__ = ["Letters", "are_plain"]


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """Characters in the order in which they are printed. `places` has six rows: left, top, right, bottom,
    x and y; what these are, and `turns` and `gaps`, tells `Character`."""

    texts: NDArray[np.object_]
    places: Floats
    turns: NDArray[np.int64]
    gaps: NDArray[np.bool_]

    @classmethod
    def of(cls, characters: Iterable[Character]) -> Letters:
        columns = list(zip(*characters, strict=True)) or [()] * len(Character._fields)
        texts, *places, turns, gaps = columns
        return cls(
            np.array(texts, dtype=object),
            np.array(places, dtype=np.float64),
            np.array(turns, dtype=np.int64),
            np.array(gaps, dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Character]:
        columns = self.texts.tolist(), *self.places.tolist(), self.turns.tolist(), self.gaps.tolist()
        return map(Character._make, zip(*columns, strict=True))

    def pick(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Letters:
        """Those that a mask or a slice holds or indexes name, in that order."""
        return Letters(self.texts[which], self.places[:, which], self.turns[which], self.gaps[which])

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing but spaces."""
        return not np.any(self.texts != " ")

    @property
    def middles(self) -> tuple[Floats, Floats]:
        """How far to the right and how far down the middle of each is."""
        left, top, right, bottom = self.places[:4]
        return (left + right) / 2, (top + bottom) / 2

    @property
    def sizes(self) -> Floats:
        """How wide or high each is, whichever is more."""
        left, top, right, bottom = self.places[:4]
        return np.maximum(right - left, bottom - top)

    @property
    def extent(self) -> Box:
        """The box around all of them, of which there must be one."""
        (left, top), (right, bottom) = self.places[:2].min(axis=1), self.places[2:4].max(axis=1)
        return Box(float(left), float(top), float(right), float(bottom))


def are_plain(letters: Letters, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which runs of letters, from each of `starts` to the next, say what they say in the order in which
    they are printed: on one line, not turned, no wide gaps, none printed twice."""
    left, _, right, _, x, y = letters.places
    jumps, steps = np.zeros(len(letters)), np.full(len(letters), np.inf)
    np.abs(left[1:] - right[:-1], out=jumps[1:])
    np.subtract(x[1:], x[:-1], out=steps[1:])
    odd = letters.gaps | (letters.turns != 0)
    jumps[starts], steps[starts], odd[starts] = 0.0, np.inf, letters.turns[starts] != 0  # nothing before them
    sizes = np.maximum.reduceat(letters.sizes, starts)
    high = np.maximum.reduceat(y, starts) - np.minimum.reduceat(y, starts)
    close = np.maximum.reduceat(jumps, starts) <= WIDE_GAP * sizes
    onward = np.minimum.reduceat(steps, starts) >= SAME_PLACE * sizes
    return (high <= SAME_LINE) & close & onward & ~np.logical_or.reduceat(odd, starts)
