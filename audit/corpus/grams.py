"""Texts as sets of 5-character sequences, each a whole number of 64 bits.

The number is a polynomial of the characters, modulo 2**64: among the twenty million sequences of ten
thousand reports, two that differ share a number once in fifty thousand corpora.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audit.corpus.texts import TextStore, encode

__all__ = ["WIDTH", "Grams", "overlap", "spread_evenly"]

WIDTH = 5
"""Characters in a sequence: Chinese words have two to four."""

_BLOCK = 1 << 21  # characters at a time: bounds what the work takes in memory
_BASE = np.uint64(0xD6E8FEB86659FD93)
_MIX = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: spreads the sequences over the sample


class Grams:
    """The sequences of `texts`; those of `common` are to count in none of them."""

    def __init__(self, texts: Sequence[str] | TextStore, common: Sequence[str] = ()) -> None:
        self._texts = texts if isinstance(texts, TextStore) else TextStore(texts)
        self._ends = self._texts.ends
        self._size = len(self._texts)
        everywhere = [_gram_codes(encode(text)) for text in common]
        self._common = np.unique(np.concatenate(everywhere)) if everywhere else np.empty(0, np.uint64)

    def __len__(self) -> int:
        return self._size

    @property
    def total(self) -> int:
        """Characters in all texts."""
        return int(self._ends[-1]) if self._size else 0

    @property
    def common(self) -> np.ndarray:
        """The sequences that count in no text, sorted."""
        return self._common

    def leave(self, common: np.ndarray) -> None:
        """Count no longer the sequences `common`, either."""
        self._common = np.union1d(self._common, common)

    def leave_out(self, share: float, looked_at: int) -> None:
        """Count no longer what stands in more than `share` of the texts, judged by `looked_at` of them
        taken at even distances."""
        places = spread_evenly(self._size, looked_at)
        grams, counts = np.unique(np.concatenate([self.of(place) for place in places]), return_counts=True)
        self.leave(grams[counts > share * len(places)])

    def of(self, place: int) -> np.ndarray:
        """The distinct sequences of a text, sorted."""
        grams = np.unique(_gram_codes(self._texts.codes(self._start(place), int(self._ends[place]))))
        own: np.ndarray = grams[~_among(grams, self._common)]
        return own

    def sample(self, one_in: int) -> tuple[np.ndarray, np.ndarray]:
        """Of all texts the sequences that fall into a fixed sample of one in `one_in` (a power of 2):
        the text of each and the sequence, sorted, each once per text."""
        texts, grams = [np.empty(0, np.int32)], [np.empty(0, np.uint64)]
        first = 0
        while first < self._size:
            start = self._start(first)
            last = max(first + 1, int(np.searchsorted(self._ends, start + _BLOCK, "right")))
            owners, sampled = self._sample_block(start, int(self._ends[last - 1]), one_in)
            texts.append(owners)
            grams.append(sampled)
            first = last
        return np.concatenate(texts), np.concatenate(grams)

    def _sample_block(self, start: int, end: int, one_in: int) -> tuple[np.ndarray, np.ndarray]:
        """The sample of the texts between two of their borders."""
        found = _gram_codes(self._texts.codes(start, end))
        places = np.arange(len(found))
        if one_in > 1:
            shift = np.uint64(64 - (one_in.bit_length() - 1))
            places = np.flatnonzero((found * _MIX) >> shift == 0)
        taken = found[places]
        places += start
        owner = np.searchsorted(self._ends, places, "right")
        inside = places + WIDTH <= self._ends[owner]  # not across the border of two texts
        owners, sampled = owner[inside].astype(np.int32), taken[inside]
        order = np.lexsort((sampled, owners))
        owners, sampled = owners[order], sampled[order]
        new = np.ones(len(owners), dtype=bool)
        new[1:] = (owners[1:] != owners[:-1]) | (sampled[1:] != sampled[:-1])
        new &= ~_among(sampled, self._common)
        return owners[new], sampled[new]

    def _start(self, place: int) -> int:
        return int(self._ends[place - 1]) if place else 0


def spread_evenly(size: int, most: int) -> list[int]:
    """At most `most` of the places up to `size`, at even distances."""
    places: list[int] = np.unique(np.linspace(0, size - 1, min(most, size)).astype(int)).tolist()
    return places


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
