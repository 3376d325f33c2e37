"""All pairs of texts whose sets of 5-character sequences overlap by a given share.

Exact copies are grouped first. Of the other texts a fixed sample of their sequences is compared, the
commonest half of each text left out where that is safe (the prefix filter of Chaudhuri, Ganti and
Kaushik 2006, with an overlap of more than one); what may reach the threshold, four standard deviations
of the sample granted, is then compared exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array

from audit.corpus.grams import Grams, overlap

__all__ = [
    "KEPT",
    "MARGIN",
    "RARE",
    "Candidates",
    "Pair",
    "find_candidates",
    "find_pairs",
    "group_copies",
    "join",
]

_SAMPLE = 2_000_000  # sequences compared at most, texts being as long as reports are
_SPARSEST = 16  # one in so many at least
RARE = 8  # a sequence in no more texts is never left out
KEPT = 0.5
MARGIN = 4.0  # standard deviations
_PRODUCTS = 1 << 22  # overlaps of texts that are in memory at a time
_SETS = 4096  # texts whose sequences are, while candidates are compared


Candidates = Callable[[np.ndarray, np.ndarray, int, float], Iterator[tuple[int, int]]]
"""What `find_candidates` is."""


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


def find_pairs(grams: Grams, threshold: float, candidates: Candidates | None = None) -> Iterator[Pair]:
    """The pairs of texts that reach `threshold` (above 0), each once, exactly measured. `candidates` are
    found as `find_candidates` does.

    A pair at the threshold is missed by chance once in 30,000. Memory goes with the texts and the
    pairs, not with the square of the texts.
    """
    one_in = 1
    while one_in < _SPARSEST and grams.total > _SAMPLE * one_in:
        one_in *= 2
    sequences = lru_cache(_SETS)(grams.of)
    for first, second in (candidates or find_candidates)(*grams.sample(one_in), len(grams), threshold):
        similarity = overlap(sequences(first), sequences(second))
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


def find_candidates(
    owners: np.ndarray, grams: np.ndarray, size: int, threshold: float
) -> Iterator[tuple[int, int]]:
    """Pairs of `size` texts whose samples overlap as those of a pair at the threshold may: `grams` are the
    sampled sequences, sorted in each text, `owners` beside them the places of their texts."""
    lengths = np.bincount(owners, minlength=size)
    columns, spread = _number(grams)
    kept = _rarest(owners, spread, lengths)
    left_out = lengths - np.bincount(owners[kept], minlength=size)
    kept &= spread > 1  # in no other text
    owners, columns = owners[kept], columns[kept]
    shape = (size, int(columns.max(initial=0)) + 1)
    matrix = csr_array((np.ones(len(owners), np.int32), (owners, columns)), shape=shape)
    turned = matrix.T.tocsr()
    together = max(1, _PRODUCTS // max(size, 1))
    for start in range(0, size, together):
        block = (matrix[start : start + together] @ turned).tocoo()
        first, second = block.row + start, block.col
        upper = first < second
        first, second, shared = first[upper], second[upper], block.data[upper]
        both = lengths[first] + lengths[second]
        least = np.maximum(_least(both, threshold) - np.maximum(left_out[first], left_out[second]), 1)
        enough = shared >= least
        yield from zip(first[enough].tolist(), second[enough].tolist(), strict=True)


def _number(grams: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A number for each of `grams`, equal for equal ones, and how many are equal to it. Leaner than
    `np.unique`, of tens of millions."""
    order = np.argsort(grams)
    ordered = grams[order]
    fresh = np.ones(len(grams), dtype=bool)
    fresh[1:] = ordered[1:] != ordered[:-1]
    numbers = np.cumsum(fresh, dtype=np.int32) - np.int32(1)
    counts = np.bincount(numbers).astype(np.int32)
    columns, spread = np.empty(len(grams), np.int32), np.empty(len(grams), np.int32)
    columns[order] = numbers
    spread[order] = counts[numbers]
    return columns, spread


def _least(both: np.ndarray, threshold: float) -> np.ndarray:
    """How many of `both` samples' sequences a pair at the threshold shares at least."""
    union = both / (1 + threshold)
    lowest = np.maximum(threshold - MARGIN * np.sqrt(threshold * (1 - threshold) / np.maximum(union, 1)), 0)
    least: np.ndarray = np.ceil(lowest / (1 + lowest) * both)
    return least


def _rarest(owners: np.ndarray, spread: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Which sequences are among the rarer half of their text's, or rare altogether. Equally common ones
    are told apart by the order of the sequences, the same in all texts."""
    order = np.lexsort((spread, owners))  # stable: owners come with their sequences sorted
    starts = (np.cumsum(lengths) - lengths).astype(np.int32)
    rank = np.empty(len(owners), dtype=np.int32)
    rank[order] = np.arange(len(owners), dtype=np.int32)
    rank -= starts[owners]
    kept: np.ndarray = (rank < np.ceil(KEPT * lengths[owners])) | (spread <= RARE)
    return kept
