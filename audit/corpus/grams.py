"""Texts as sets of 5-character sequences, each a whole number of 64 bits.

The number is a polynomial of the characters, modulo 2**64: among the twenty million sequences of ten
thousand reports, two that differ share a number once in fifty thousand corpora.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["WIDTH", "Grams", "overlap"]

WIDTH = 5
"""Characters in a sequence: Chinese words have two to four."""

_BLOCK = 1 << 21  # characters at a time: bounds what the work takes in memory
_BASE = np.uint64(0xD6E8FEB86659FD93)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: spreads the sequences over the sample


class Grams:
    """The sequences of `texts`; `common` are sequences that are to count in none of them."""

    def __init__(self, texts: Sequence[str], common: Sequence[str] = ()) -> None:
        joined = "".join((*texts, *common))
        self._codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        self._ends = np.cumsum([len(text) for text in (*texts, *common)])
        self._size = len(texts)
        everywhere = [self._of(place) for place in range(len(texts), len(self._ends))]
        self._common = np.unique(np.concatenate(everywhere)) if everywhere else np.empty(0, np.uint64)

    def __len__(self) -> int:
        return self._size

    @property
    def total(self) -> int:
        """Characters in all texts."""
        return int(self._ends[self._size - 1]) if self._size else 0

    def leave_out(self, share: float, looked_at: int) -> None:
        """Count no longer what stands in more than `share` of the texts, judged by `looked_at` of them
        taken at even distances."""
        places = np.unique(np.linspace(0, self._size - 1, min(looked_at, self._size)).astype(int))
        grams, counts = np.unique(np.concatenate([self.of(int(p)) for p in places]), return_counts=True)
        self._common = np.union1d(self._common, grams[counts > share * len(places)])

    def of(self, place: int) -> np.ndarray:
        """The distinct sequences of a text, sorted."""
        return self._without_common(np.unique(self._of(place)))

    def sample(self, one_in: int) -> tuple[np.ndarray, np.ndarray]:
        """Of all texts the sequences that fall into a fixed sample of one in `one_in` (a power of 2):
        the text of each and the sequence, sorted, each once per text."""
        shift = np.uint64(64 - (one_in.bit_length() - 1))
        texts, grams = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
        first = 0
        while first < self._size:
            start = self._start(first)
            last = max(first + 1, int(np.searchsorted(self._ends[: self._size], start + _BLOCK, "right")))
            found = _gram_codes(self._codes[start : self._ends[last - 1]])
            places = np.arange(len(found))
            if one_in > 1:
                places = np.flatnonzero((found * _MIX) >> shift == 0)
            taken = found[places]
            places += start
            owner = np.searchsorted(self._ends, places, "right")
            inside = places + WIDTH <= self._ends[owner]  # not across the border of two texts
            texts.append(owner[inside])
            grams.append(taken[inside])
            first = last
        owners, sampled = np.concatenate(texts), np.concatenate(grams)
        order = np.lexsort((sampled, owners))
        owners, sampled = owners[order], sampled[order]
        new = np.ones(len(owners), dtype=bool)
        new[1:] = (owners[1:] != owners[:-1]) | (sampled[1:] != sampled[:-1])
        new &= ~_among(sampled, self._common)
        return owners[new], sampled[new]

    def _of(self, place: int) -> np.ndarray:
        return _gram_codes(self._codes[self._start(place) : self._ends[place]])

    def _start(self, place: int) -> int:
        return int(self._ends[place - 1]) if place else 0

    def _without_common(self, grams: np.ndarray) -> np.ndarray:
        own: np.ndarray = grams[~_among(grams, self._common)]
        return own


def overlap(first: np.ndarray, second: np.ndarray) -> float:
    """Jaccard similarity of two sorted arrays without repeats; 0.0 when both are empty."""
    both = np.sort(np.concatenate((first, second)), kind="stable")
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(both) - shared) if len(both) else 0.0


def _gram_codes(codes: np.ndarray) -> np.ndarray:
    length = len(codes) - WIDTH + 1
    if length <= 0:
        return np.empty(0, dtype=np.uint64)
    grams = codes[:length].astype(np.uint64)
    for step in range(1, WIDTH):
        grams *= _BASE
        grams += codes[step : step + length]
    return grams


def _among(grams: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which of `grams` are in `known` (sorted)."""
    if not len(known):
        return np.zeros(len(grams), dtype=bool)
    places = np.minimum(np.searchsorted(known, grams), len(known) - 1)
    found: np.ndarray = known[places] == grams
    return found
