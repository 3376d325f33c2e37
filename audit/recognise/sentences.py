"""Sentences with their places, and folding that remembers where each character stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from audit.document import Origin

__all__ = ["Folded", "Sentence", "fold_tracked", "narrow", "split_sentences"]

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[”’」』）)]*|[^。！？!?\n]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as printed; `start` and `end` are its offsets in the paragraph, end exclusive."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Folded:
    """Text in one width and without white space (as `audit.text.fold`); `places[i]` is where its
    i-th character stood in the text it was made of."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters `start` to `end` (not empty) stood, end exclusive."""
        return self.places[start], self.places[end - 1] + 1


def split_sentences(text: str) -> Iterator[Sentence]:
    """The sentences of `text` in order, without the white space around them.

    A sentence ends at 。！？ or a line break, with the closing quotes that follow; a semicolon does
    not end one.
    """
    for match in _SENTENCE.finditer(text):
        printed = match[0]
        stripped = printed.strip()
        if stripped:
            start = match.start() + len(printed) - len(printed.lstrip())
            yield Sentence(stripped, start, start + len(stripped))


def fold_tracked(text: str) -> Folded:
    """`text` folded character by character, each with its place."""
    pieces = [_fold_character(char) for char in text]
    return Folded("".join(pieces), tuple(place for place, piece in enumerate(pieces) for _ in piece))


@lru_cache(maxsize=8192)  # reports are written in some three thousand characters
def _fold_character(char: str) -> str:
    """What is left of `char`: itself in one width, several characters (①, ㎡), or nothing."""
    folded = unicodedata.normalize("NFKC", char)
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


def narrow(origin: Origin, start: int, end: int) -> Origin:
    """The characters `start` to `end` of the text that stands at `origin`, which may itself be a
    piece of a paragraph."""
    base = origin.start or 0
    return origin.at(base + start, base + end)
