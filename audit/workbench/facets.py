"""Rows told apart by a few columns and by words, so fast that every click may ask for all counts anew.

Columns are held as whole numbers; a row is in when none of what is asked for speaks against it, and a
column's own counts leave its own asking aside.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Facets"]

_KEPT = 8
"""Words whose rows are remembered: one filter asks for them several times over."""


class Facets:
    """`columns` are values by name, one for each row; `texts` the columns that words are looked for in."""

    def __init__(self, columns: Mapping[str, pd.Series[Any]], texts: pd.DataFrame | None = None) -> None:
        coded = {name: pd.factorize(values) for name, values in columns.items()}
        self.codes: Mapping[str, np.ndarray] = {name: codes for name, (codes, _) in coded.items()}
        """Name -> for each row the place of its value among `values`, -1 where it has none."""
        self.values: Mapping[str, list[Any]] = {name: list(values) for name, (_, values) in coded.items()}
        self._length = len(next(iter(columns.values())))
        # Now, not at the first search: that is a click like any other.
        self._haystack = None if texts is None else _join(texts)
        self._holds = lru_cache(_KEPT)(self._search)

    def places(self, asked: Mapping[str, Any], words: str = "") -> np.ndarray:
        """The rows whose columns have the values that are `asked` for (None: any) and whose texts hold
        every one of `words`, as ordinals from 0."""
        against, _ = self._weigh(asked, words)
        return np.flatnonzero(against == 0)

    def counts(self, asked: Mapping[str, Any], words: str = "") -> dict[str, dict[Any, int]]:
        """Column -> value -> rows that would be in if the column asked for that value instead."""
        against, fails = self._weigh(asked, words)
        found = {}
        for name, codes in self.codes.items():
            own = fails.get(name)
            inside = (against == 0) if own is None else (against == own)
            counted = np.bincount(codes[inside & (codes >= 0)], minlength=len(self.values[name]))
            found[name] = dict(zip(self.values[name], counted.tolist(), strict=True))
        return found

    def _weigh(self, asked: Mapping[str, Any], words: str) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """How much speaks against each row, and which column says so."""
        fails = {
            name: (self.codes[name] != self._code(name, value)).astype(np.uint8)
            for name, value in asked.items()
            if value is not None
        }
        against = np.zeros(self._length, dtype=np.uint8)
        for fail in fails.values():
            against += fail
        for word in _fold(words).split():
            against += ~self._holds(word)
        return against, fails

    def _code(self, name: str, value: Any) -> int:
        known = self.values[name]
        return known.index(value) if value in known else -2  # -1 is what has no value

    def _search(self, word: str) -> np.ndarray:
        if self._haystack is None:
            return np.zeros(self._length, dtype=bool)
        return np.asarray(pc.match_substring(self._haystack, word).to_numpy(zero_copy_only=False), dtype=bool)


def _join(texts: pd.DataFrame) -> pa.ChunkedArray:
    """One string per row, in one width and case."""
    columns: Sequence[pa.Array] = [
        pa.array(texts[name].fillna("").astype("str"), pa.large_string()) for name in texts.columns
    ]
    joined = pc.binary_join_element_wise(*columns, pa.scalar("\n", pa.large_string()))
    return pc.utf8_lower(pc.utf8_normalize(joined, form="NFKC"))


def _fold(words: str) -> str:
    """`words` as the texts are held."""
    return unicodedata.normalize("NFKC", words).lower()
