"""The characters of a page in columns: a page has a thousand, and what is asked of all of them at once is
asked of numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from audit.readers.pdf.characters import SAME_LINE, SAME_PLACE, WIDE_GAP, Character, line_text
from audit.readers.pdf.geometry import Box, Floats

__all__ = ["Letters", "Lines"]


@dataclass(frozen=True, slots=True, eq=False)
class Letters:
    """Characters in the order in which they are printed. `places` has six rows: left, top, right, bottom,
    x and y; what these are, and `turns` and `gaps`, tells `Character`. `inked`: which are no spaces."""

    texts: NDArray[np.object_]
    places: Floats
    turns: NDArray[np.int64]
    gaps: NDArray[np.bool_]
    inked: NDArray[np.bool_]

    @classmethod
    def of(cls, characters: Iterable[Character]) -> Letters:
        columns = list(zip(*characters, strict=True)) or [()] * len(Character._fields)
        texts, *places, turns, gaps = columns
        return cls(
            np.array(texts, dtype=object),
            np.array(places, dtype=np.float64),
            np.array(turns, dtype=np.int64),
            np.array(gaps, dtype=np.bool_),
            np.array([text != " " for text in texts], dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Character]:
        columns = self.texts.tolist(), *self.places.tolist(), self.turns.tolist(), self.gaps.tolist()
        return map(Character._make, zip(*columns, strict=True))

    def pick(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Letters:
        """Those that a mask or a slice holds or indexes name, in that order."""
        texts, places, turns, gaps, inked = self.texts, self.places, self.turns, self.gaps, self.inked
        return Letters(texts[which], places[:, which], turns[which], gaps[which], inked[which])

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing but spaces."""
        return not self.inked.any()

    @property
    def middles(self) -> tuple[Floats, Floats]:
        """How far to the right and how far down the middle of each is."""
        left, top, right, bottom = self.places[:4]
        return (left + right) / 2, (top + bottom) / 2

    @property
    def sizes(self) -> Floats:
        """How wide or high each is, whichever is more."""
        left, top, right, bottom = self.places[:4]
        sizes: Floats = np.maximum(right - left, bottom - top)
        return sizes

    @property
    def extent(self) -> Box:
        """The box around all of them, of which there must be one."""
        (left, top), (right, bottom) = self.places[:2].min(axis=1), self.places[2:4].max(axis=1)
        return Box(float(left), float(top), float(right), float(bottom))


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines of letters, one after the other: where each starts and the last ends, what each says, and the
    number of the cell (or of whatever else) in which it stands."""

    letters: Letters
    bounds: NDArray[np.int64]
    texts: list[str]
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, letters: Letters, owners: NDArray[np.int64]) -> Lines:
        """The lines of letters that are not turned, in reading order, owner by owner."""
        order = np.lexsort((letters.places[5], owners))
        owners = owners[order]
        is_first = np.ones(len(letters), dtype=np.bool_)
        is_first[1:] = (np.diff(letters.places[5, order]) > SAME_LINE) | (np.diff(owners) != 0)
        starts = np.flatnonzero(is_first)
        order = order[np.lexsort((order, letters.places[4, order], np.cumsum(is_first)))]
        ordered = letters.pick(order)
        bounds = np.append(starts, len(letters))
        return cls(ordered, bounds, list(_say(ordered, bounds)), owners[starts])

    @classmethod
    def given(cls, lines: Sequence[Sequence[Character]]) -> Lines:
        """Lines that are laid already, those of turned letters too; all of one owner."""
        bounds = np.cumsum([0, *map(len, lines)])
        owners = np.zeros(len(lines), dtype=np.int64)
        return cls(Letters.of(chain.from_iterable(lines)), bounds, list(map(line_text, lines)), owners)

    @property
    def sizes(self) -> Floats:
        """The size of the largest letter of each line."""
        sizes: Floats = np.maximum.reduceat(self.letters.sizes, self.bounds[:-1])
        return sizes

    def breaks(self, wide: float) -> list[list[int]]:
        """For each line where gaps are wider than `wide` times its size: before which of its letters,
        spaces not counted."""
        found: list[list[int]] = [[] for _ in self.texts]
        inked = np.flatnonzero(self.letters.inked)
        left, right = self.letters.places[0, inked], self.letters.places[2, inked]
        lines = np.searchsorted(self.bounds, inked, side="right") - 1
        before = lines[:-1]
        apart = (left[1:] - right[:-1] > wide * self.sizes[before]) & (before == lines[1:])
        places = np.flatnonzero(apart) + 1
        firsts = np.searchsorted(inked, self.bounds)
        for line, place in zip(
            lines[places].tolist(), (places - firsts[lines[places]]).tolist(), strict=True
        ):
            found[line].append(place)
        return found

    def boxes(self) -> list[Box]:
        """The box around the ink of each line; without ink it has no place."""
        starts = self.bounds[:-1]
        if not len(starts):
            return []
        places, blank = self.letters.places[:4], ~self.letters.inked
        near = np.minimum.reduceat(np.where(blank, np.inf, places[:2]), starts, axis=1)
        far = np.maximum.reduceat(np.where(blank, -np.inf, places[2:]), starts, axis=1)
        return list(map(Box, *near.tolist(), *far.tolist()))


def _say(letters: Letters, bounds: NDArray[np.int64]) -> Iterator[str]:
    if not len(letters):
        return
    texts = letters.texts.tolist()
    plain = _are_plain(letters, bounds[:-1]).tolist()
    for is_plain, (start, end) in zip(plain, pairwise(bounds.tolist()), strict=True):
        if is_plain or end - start == 1:
            yield "".join(texts[start:end])
        else:
            yield line_text(list(letters.pick(slice(start, end))))


def _are_plain(letters: Letters, starts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which lines say what is printed and nothing else: no wide gaps, nothing printed twice."""
    left, _, right, _, x, _ = letters.places
    jumps, steps = np.zeros(len(letters)), np.full(len(letters), np.inf)
    np.abs(left[1:] - right[:-1], out=jumps[1:])
    np.subtract(x[1:], x[:-1], out=steps[1:])
    parting = _part_words(letters)
    jumps[starts], steps[starts], parting[starts] = 0.0, np.inf, False  # nothing stands before them
    sizes = np.maximum.reduceat(letters.sizes, starts)
    close = np.maximum.reduceat(jumps, starts) <= WIDE_GAP * sizes
    onward = np.minimum.reduceat(steps, starts) >= SAME_PLACE * sizes
    return close & onward & ~np.logical_or.reduceat(parting, starts)


def _part_words(letters: Letters) -> NDArray[np.bool_]:
    """Before which letters a gap may part two words; what stands beside an ideograph is none."""
    parting = np.zeros(len(letters), dtype=np.bool_)
    places = np.flatnonzero(letters.gaps)
    before, after = letters.texts[places - 1].tolist(), letters.texts[places].tolist()
    parting[places] = [a.isascii() and b.isascii() for a, b in zip(before, after, strict=True)]
    return parting
