"""Rows told apart by a few columns and by words, so fast that every click may ask for all counts anew.

Columns are held as whole numbers; a row is in when none of what is asked for speaks against it, and a
column's own counts leave its own asking aside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from audit.workbench.state.words import Haystack, split_words

__all__ = ["Facets"]


class Facets:
    """`columns` are values by name, one for each row; `texts` the columns that words are looked for in."""

    def __init__(self, columns: Mapping[str, pd.Series[Any]], texts: pd.DataFrame | None = None) -> None:
        coded = {name: pd.factorize(values) for name, values in columns.items()}
        self.codes: Mapping[str, np.ndarray] = {name: codes for name, (codes, _) in coded.items()}
        """Name -> for each row the place of its value among `values`, -1 where it has none."""
        self.values: Mapping[str, list[Any]] = {name: list(values) for name, (_, values) in coded.items()}
        self._length = len(next(iter(columns.values())))
        # Now, not at the first search: that is a click like any other.
        self._texts = None if texts is None else Haystack(texts)

    def change(self, row: int, name: str, value: Any) -> None:
        """Have a row's column be `value` from now on."""
        known = self.values[name]
        if value not in known:
            known.append(value)
        self.codes[name][row] = known.index(value)

    def equal(self, name: str, value: Any) -> np.ndarray:
        """For each row whether its column is `value`."""
        known = self.values[name]
        code = known.index(value) if value in known else -2  # -1 is what has no value
        found: np.ndarray = np.equal(self.codes[name], code)
        return found

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
            name: (~self.equal(name, value)).astype(np.uint16)
            for name, value in asked.items()
            if value is not None
        }
        against = np.zeros(self._length, dtype=np.uint16)
        for fail in fails.values():
            against += fail
        for word in split_words(words):
            against += ~self._texts.holds(word) if self._texts is not None else True
        return against, fails
