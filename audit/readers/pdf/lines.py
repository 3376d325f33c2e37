"""Lines of text on a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import sub

from audit.readers.pdf.characters import Character, extent, group_lines, line_text
from audit.readers.pdf.geometry import Box
from audit.text import clean

__all__ = ["Chunk", "Line", "lay_lines"]

_CHUNK_GAP = 0.9  # of the size: what stands further apart is in different columns
_IDEOGRAPHS = ("\u4e00", "\u9fff")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a line with wide gaps at its sides."""

    characters: tuple[Character, ...]

    @property
    def text(self) -> str:
        return clean(line_text(self.characters))

    @property
    def left(self) -> float:
        return self.characters[0].left

    @property
    def right(self) -> float:
        return max(character.right for character in self.characters)


@dataclass(frozen=True, eq=False)  # two lines that say the same are two lines
class Line:
    """A line of text: its characters from left to right, where it stands, and how it was read (`text`
    or `ocr`)."""

    characters: tuple[Character, ...]
    box: Box
    page: int
    method: str = "text"

    @cached_property
    def text(self) -> str:
        return clean(line_text(self.characters))

    @property
    def baseline(self) -> float:
        return self.characters[0].y

    @cached_property
    def size(self) -> float:
        """The height of its type, told by its tallest character."""
        return max(self._sizes)

    @cached_property
    def ideograph(self) -> float | None:
        """The size of its ideographs, which all have one; None when it has too few to tell."""
        first, last = _IDEOGRAPHS
        both = zip(self.characters, self._sizes, strict=True)
        sizes = sorted([size for character, size in both if first <= character.text <= last])
        return sizes[len(sizes) * 3 // 4] if len(sizes) > 2 else None

    @property
    def left(self) -> float:
        """Where its first character stands; ink of a bracket begins further on."""
        return min(self.characters[0].x, self.box.left)

    @cached_property
    def right(self) -> float:
        """Where its last character ends; ink of a full stop does so sooner."""
        return max(self._end(self._inked[-1]), self.box.right)

    @cached_property
    def first_word(self) -> float:
        """The width of what stands at its start and cannot be parted: a word in Latin letters or a
        number, or one character with the punctuation that may not begin a line."""
        inked = self._inked
        end = 1
        while end < len(inked) and _holds_on(inked[end - 1].text, inked[end].text):
            end += 1
        return self._end(inked[end - 1]) - inked[0].x

    @cached_property
    def _sizes(self) -> list[float]:
        _, lefts, tops, rights, bottoms, *_ = zip(*self.characters, strict=True)
        return list(map(max, map(sub, rights, lefts), map(sub, bottoms, tops)))

    @cached_property
    def _inked(self) -> list[Character]:
        return [character for character in self.characters if character.text != " "]

    def _end(self, character: Character) -> float:
        wide = 0.0 if character.text.isascii() else self.ideograph or self.size
        return max(character.right, character.x + wide)

    def chunks(self) -> tuple[Chunk, ...]:
        """Its pieces between wide gaps."""
        inked, wide = self._inked, _CHUNK_GAP * self.size
        starts = [0, *[i for i, (a, b) in enumerate(pairwise(inked), start=1) if b.left - a.right > wide]]
        return tuple(Chunk(tuple(inked[a:b])) for a, b in pairwise([*starts, len(inked)]))


def lay_lines(characters: Iterable[Character], page: int) -> list[Line]:
    """The lines of a page from the top down."""
    return [Line(tuple(line), Box(*extent(line)), page) for line in group_lines(characters)]


def _holds_on(before: str, after: str) -> bool:
    if before.isascii() and after.isascii():
        return True
    return after in "，。、；：！？）】》”’" or before in "（【《“‘"
