"""All pairs of texts whose sets of 5-character sequences overlap by a given share.

Exact copies are grouped first. Of the other texts a fixed sample of their sequences is compared, the
commonest half of each text left out where that is safe (the prefix filter of Chaudhuri, Ganti and
Kaushik 2006, with an overlap of more than one); what may reach the threshold, four standard deviations
of the sample granted, is then compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from audit.corpus.grams import Grams, overlap

__all__ = ["Pair", "find_pairs", "group_copies", "join"]

_SAMPLE = 2_000_000  # sequences compared at most, texts being as long as reports are
_SPARSEST = 16  # one in so many at least
_RARE = 8  # a sequence in no more texts is never left out
_KEPT = 0.5
_MARGIN = 4.0  # standard deviations
_ROWS = 512  # texts whose overlaps with all others are in memory at a time


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by their places, `first` before `second`, and their Jaccard similarity."""

    first: int
    second: int
    similarity: float


def group_copies(texts: Sequence[str]) -> list[list[int]]:
    """The places of equal texts together, in the order of the first of each."""
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        groups.setdefault(text, []).append(place)
    return list(groups.values())


def find_pairs(grams: Grams, threshold: float) -> Iterator[Pair]:
    """The pairs of texts that reach `threshold` (above 0), each once, exactly measured.

    A pair at the threshold is missed by chance once in 30,000. Memory goes with the texts and the
    pairs, not with the square of the texts.
    """
    one_in = 1
    while one_in < _SPARSEST and grams.total > _SAMPLE * one_in:
        one_in *= 2
    sets: dict[int, np.ndarray] = {}
    for first, second in _candidates(*grams.sample(one_in), len(grams), threshold):
        for place in (first, second):
            if place not in sets:
                sets[place] = grams.of(place)
        similarity = overlap(sets[first], sets[second])
        if similarity >= threshold:
            yield Pair(first, second, similarity)


def join(size: int, pairs: Sequence[Pair]) -> list[int]:
    """The cluster of each of `size` texts: the first text that it is linked to by `pairs`."""
    roots = list(range(size))

    def root(place: int) -> int:
        while roots[place] != place:
            roots[place] = place = roots[roots[place]]
        return place

    for pair in pairs:
        one, other = sorted((root(pair.first), root(pair.second)))
        roots[other] = one
    return [root(place) for place in range(size)]


def _candidates(
    owners: np.ndarray, grams: np.ndarray, size: int, threshold: float
) -> Iterator[tuple[int, int]]:
    """Pairs whose samples overlap as those of a pair at the threshold may."""
    lengths = np.bincount(owners, minlength=size)
    _, columns, spread = np.unique(grams, return_inverse=True, return_counts=True)
    kept = _rarest(owners, spread[columns], lengths)
    left_out = lengths - np.bincount(owners[kept], minlength=size)
    kept &= spread[columns] > 1  # in no other text
    shape = (size, len(spread))
    matrix = csr_array((np.ones(int(kept.sum()), np.int32), (owners[kept], columns[kept])), shape=shape)
    turned = matrix.T.tocsr()
    for start in range(0, size, _ROWS):
        block = (matrix[start : start + _ROWS] @ turned).tocoo()
        first, second = block.row + start, block.col
        upper = first < second
        first, second, shared = first[upper], second[upper], block.data[upper]
        both = lengths[first] + lengths[second]
        least = np.maximum(_least(both, threshold) - np.maximum(left_out[first], left_out[second]), 1)
        enough = shared >= least
        yield from zip(first[enough].tolist(), second[enough].tolist(), strict=True)


def _least(both: np.ndarray, threshold: float) -> np.ndarray:
    """How many of `both` samples' sequences a pair at the threshold shares at least."""
    union = both / (1 + threshold)
    lowest = np.maximum(threshold - _MARGIN * np.sqrt(threshold * (1 - threshold) / np.maximum(union, 1)), 0)
    least: np.ndarray = np.ceil(lowest / (1 + lowest) * both)
    return least


def _rarest(owners: np.ndarray, spread: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Which sequences are among the rarer half of their text's, or rare altogether. Equally common ones
    are told apart by the order of the sequences, the same in all texts."""
    order = np.lexsort((spread, owners))  # stable: owners come with their sequences sorted
    starts = np.cumsum(lengths) - lengths
    rank = np.empty(len(owners), dtype=np.int64)
    rank[order] = np.arange(len(owners))
    rank -= starts[owners]
    kept: np.ndarray = (rank < np.ceil(_KEPT * lengths[owners])) | (spread <= _RARE)
    return kept
