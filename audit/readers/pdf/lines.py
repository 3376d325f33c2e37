"""Lines of text on a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from audit.readers.pdf.characters import group_lines, line_text
from audit.readers.pdf.geometry import Box
from audit.readers.pdf.letters import Letters, Lines
from audit.text import clean

__all__ = ["Chunk", "Line", "lay_lines"]

_CHUNK_GAP = 0.9  # of the size: what stands further apart is in different columns
_CLOSING = frozenset("，。、；：！？）】》”’")
_IDEOGRAPHS = ("\u4e00", "\u9fff")


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """A piece of a line with wide gaps at its sides."""

    letters: Letters

    @property
    def text(self) -> str:
        return clean(line_text(list(self.letters)))

    @property
    def left(self) -> float:
        return float(self.letters.places[0, 0])

    @property
    def right(self) -> float:
        return float(self.letters.places[2].max())


@dataclass(frozen=True, eq=False)  # two lines that say the same are two lines
class Line:
    """A line of text: its letters from left to right, what they say, where it stands, the height of its
    type (that of its tallest character), before which of its letters wide gaps are (spaces not counted),
    and how it was read (`text` or `ocr`)."""

    letters: Letters
    text: str
    box: Box
    page: int
    size: float
    breaks: Sequence[int]
    method: str = "text"

    @property
    def baseline(self) -> float:
        return float(self.letters.places[5, 0])

    @cached_property
    def ideograph(self) -> float | None:
        """The size of its ideographs, which all have one; None when it has too few to tell."""
        first, last = _IDEOGRAPHS
        both = zip(self._texts, self.letters.sizes.tolist(), strict=True)
        sizes = sorted([size for text, size in both if first <= text <= last])
        return sizes[len(sizes) * 3 // 4] if len(sizes) > 2 else None

    @property
    def left(self) -> float:
        """Where its first character stands; ink of a bracket begins further on."""
        return min(float(self.letters.places[4, 0]), self.box.left)

    @cached_property
    def right(self) -> float:
        """Where its last character ends; ink of a full stop does so sooner."""
        return max(self._end(self._inked[-1]), self.box.right)

    @cached_property
    def first_word(self) -> float:
        """The width of what stands at its start and cannot be parted: a word in Latin letters or a
        number, or one character with the punctuation that may not begin a line."""
        texts, inked = self._texts, self._inked
        for last, after in pairwise(inked):
            if not _holds_on(texts[last], texts[after]):
                break
        else:
            last = inked[-1]
        return self._end(last) - float(self.letters.places[4, inked[0]])

    @cached_property
    def _texts(self) -> list[str]:
        found: list[str] = self.letters.texts.tolist()
        return found

    @cached_property
    def _inked(self) -> list[int]:
        found: list[int] = np.flatnonzero(self.letters.inked).tolist()
        return found

    def _end(self, place: int) -> float:
        wide = 0.0 if self._texts[place].isascii() else self.ideograph or self.size
        return max(float(self.letters.places[2, place]), float(self.letters.places[4, place]) + wide)

    def chunks(self) -> tuple[Chunk, ...]:
        """Its pieces between wide gaps."""
        letters = self.letters.pick(self.letters.inked)
        bounds = [0, *self.breaks, len(letters)]
        return tuple(Chunk(letters.pick(slice(start, end))) for start, end in pairwise(bounds))


def lay_lines(letters: Letters, page: int) -> list[Line]:
    """The lines of a page from the top down."""
    if not len(letters):
        return []
    if letters.turns.any():
        lines = Lines.given(group_lines(letters))
    else:
        lines = Lines.of(letters, np.zeros(len(letters), dtype=np.int64))
    pieces = (lines.letters.pick(slice(start, end)) for start, end in pairwise(lines.bounds.tolist()))
    told = zip(lines.texts, lines.boxes(), lines.sizes.tolist(), lines.breaks(_CHUNK_GAP), strict=True)
    return [
        Line(piece, clean(text), box, page, size, breaks)
        for piece, (text, box, size, breaks) in zip(pieces, told, strict=True)
        if box.left < math.inf
    ]


def _holds_on(before: str, after: str) -> bool:
    if after.isascii() and (before.isascii() or (after.isdecimal() and before in _CLOSING)):
        return True  # LibreOffice breaks no line between ） and a number
    return after in _CLOSING or before in "（【《“‘"
