"""Texts of which no more than some are in memory at a time."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile

import numpy as np

__all__ = ["TextStore", "encode"]

_HELD = 1 << 26  # bytes; more lie on disk
_SIZE = 4


class TextStore:
    """Texts as code points, one after the other in a file that goes with this object."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._file = SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 - lives as long as we do
        weakref.finalize(self, self._file.close)
        self._lengths: list[int] = []
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, text: str) -> None:
        """Put `text` behind the others."""
        codes = encode(text)
        self._file.seek(0, 2)
        self._file.write(codes.tobytes())
        self._lengths.append(len(codes))

    @property
    def ends(self) -> np.ndarray:
        """Where each text ends, counted in code points from the start of the first."""
        ends: np.ndarray = np.cumsum(self._lengths, dtype=np.int64)
        return ends

    def codes(self, start: int, end: int) -> np.ndarray:
        """The code points from `start` to `end`, as `ends` counts them."""
        self._file.seek(start * _SIZE)
        return np.frombuffer(self._file.read((end - start) * _SIZE), dtype="<u4")


def encode(text: str) -> np.ndarray:
    """The code points of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
