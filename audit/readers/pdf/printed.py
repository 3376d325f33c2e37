"""The text of a page as PDFium has it: which characters are printed, and where."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise, repeat

import numpy as np
from numpy.typing import NDArray

from audit.readers.pdf.characters import mend_character
from audit.readers.pdf.geometry import Floats, Matrix
from audit.readers.pdf.letters import Letters
from audit.readers.pdf.native import (
    Handle,
    Slots,
    as_argument,
    char_angle,
    char_box,
    char_origin,
    get_text,
    get_unicode,
    is_generated,
)

__all__ = ["Ruler", "read_letters"]

_BLOCK = 128  # characters
_USUAL = 8_192  # UTF-16 units; a page has a thousand characters
_QUARTER = math.pi / 2
_SLANT = 0.1  # radians off a quarter turn; text that slants more is a watermark
_SLANTS = -1


class Ruler:
    """Measures characters, page after page."""

    def __init__(self) -> None:
        self._box = Slots(ctypes.c_double, 4, calls=_BLOCK)
        self._origin = Slots(ctypes.c_double, 2, calls=_BLOCK)
        self._units = ctypes.create_string_buffer(2 * _USUAL)

    def codes(self, text: Handle, count: int) -> NDArray[np.int64]:
        """The code of each character: of all in one call where each is one UTF-16 unit, else one by one."""
        size = 2 * (2 * count + 2)
        units = self._units if size <= len(self._units) else ctypes.create_string_buffer(size)
        written = get_text(text, 0, count, units) - 1  # without the zero at the end
        codes = np.frombuffer(memoryview(units), dtype=np.uint16, count=count)
        if written == count and not np.any((codes >= 0xD800) & (codes <= 0xDFFF)):
            return codes.astype(np.int64)
        return np.array([get_unicode(text, index) for index in range(count)], dtype=np.int64)

    def measure(self, text: Handle, indexes: Sequence[int]) -> tuple[Floats, NDArray[np.bool_]]:
        """Left, right, bottom, top, x and y of characters in the space of the page, a row of each, and
        for which of them PDFium knows them."""
        texts = [as_argument(text)] * len(indexes)
        boxes, have_box = self._box.ask(char_box, texts, indexes)
        origins, have_origin = self._origin.ask(char_origin, texts, indexes)
        places = np.concatenate([boxes, origins])
        return places, have_box & have_origin & np.isfinite(places.sum(axis=0))


def read_letters(text: Handle, count: int, ruler: Ruler, display: Matrix, quarters: int) -> Letters:
    """The characters of a page as it is shown, of all that PDFium counts in its text."""
    codes, which = np.unique(ruler.codes(text, count), return_inverse=True)
    # Of a thousand characters a fifth differ.
    said = np.array(list(map(mend_character, codes.tolist())), dtype=object)
    is_space, is_something = (said == " ")[which], (said != "")[which]
    # Spaces that PDFium has put in: where it says they stand is not to be relied on.
    made = [index for index in np.flatnonzero(is_space).tolist() if is_generated(text, index)]
    is_something[made] = False
    indexes = np.flatnonzero(is_something)
    places, known = ruler.measure(text, indexes.tolist())
    if not known.all():
        indexes, places = indexes[known], places[:, known]
    turns = _turns(text, indexes, places[5], quarters)
    before = np.searchsorted(np.array(made, dtype=np.int64), indexes)
    letters = Letters(
        said[which[indexes]],
        _shown(places, display),
        turns,
        np.diff(before, prepend=0) > 0,
        ~is_space[indexes],
    )
    return letters if turns.min(initial=0) != _SLANTS else letters.pick(turns != _SLANTS)


def _shown(places: Floats, display: Matrix) -> Floats:
    """Left, top, right, bottom, x and y on the page as it is shown."""
    shown = np.empty((6, places.shape[1]))
    across, down = display.point(places[[0, 1, 4]], places[[2, 3, 5]])
    np.minimum(across[0], across[1], out=shown[0])
    np.minimum(down[0], down[1], out=shown[1])
    np.maximum(across[0], across[1], out=shown[2])
    np.maximum(down[0], down[1], out=shown[3])
    shown[4], shown[5] = across[2], down[2]
    return shown


def _turns(text: Handle, indexes: NDArray[np.int64], heights: Floats, quarters: int) -> NDArray[np.int64]:
    """The way each character's line runs on the page as shown. What stands at one height runs like the
    first of them, where that runs as nearly all text does."""
    turns = np.full(len(indexes), quarters)
    starts = np.flatnonzero(np.diff(heights, prepend=np.nan))
    angles = map(char_angle, repeat(text), indexes[starts].tolist())
    bounds = pairwise([*starts.tolist(), len(indexes)])
    for angle, (start, end) in zip(angles, bounds, strict=True):
        if _turn(angle, quarters) != quarters:
            turns[start:end] = [
                _turn(char_angle(text, index), quarters) for index in indexes[start:end].tolist()
            ]
    return turns


@lru_cache(maxsize=256)
def _turn(angle: float, quarters: int) -> int:
    turns = round(angle / _QUARTER)
    if angle < 0:  # not known
        return quarters
    return (turns + quarters) % 4 if abs(angle - turns * _QUARTER) <= _SLANT else _SLANTS
