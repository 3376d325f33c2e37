"""Sentences with their places, and folding that remembers where each character stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from audit.document import Origin
from audit.text import fold_plain

__all__ = [
    "Folded",
    "Sentence",
    "fold_characters",
    "fold_tracked",
    "narrow",
    "skeleton_of",
    "split_sentences",
]

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
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
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters `start` to `end` (not empty) stood, end exclusive."""
        return self.places[start], self.places[end - 1] + 1


@lru_cache(maxsize=256)  # each step of recognition asks again for the paragraphs of a report
def split_sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of `text` in order, without the white space around them.

    A sentence ends at 。！？ or a line break, with the closing quotes that follow; a semicolon does
    not end one.
    """
    sentences: list[Sentence] = []
    for match in _SENTENCE.finditer(text):
        printed = match[0]
        stripped = printed.strip()
        if stripped:
            start = match.start() + len(printed) - len(printed.lstrip())
            sentences.append(Sentence(stripped, start, start + len(stripped)))
    return tuple(sentences)


def fold_tracked(text: str) -> Folded:
    """`text` folded character by character, each with its place."""
    plain = fold_plain(text)
    if plain is not None:
        return Folded(plain, range(len(plain)))
    pieces = [_CHARACTERS[ord(char)] for char in text]
    return Folded("".join(pieces), tuple([place for place, piece in enumerate(pieces) for _ in piece]))


def fold_characters(text: str) -> str:
    """The text of `fold_tracked`, for those who need no places."""
    plain = fold_plain(text.replace(" ", ""))
    return text.translate(_CHARACTERS) if plain is None else plain


class _Characters(dict[int, str]):
    """Code point -> what is left of the character: itself in one width, several (㎡), or nothing.
    Worked out when first asked for, as `str.translate` does."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code))
        self[code] = "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")
        return self[code]


_CHARACTERS = _Characters()


def narrow(origin: Origin, start: int, end: int) -> Origin:
    """The characters `start` to `end` of the text that stands at `origin`, which may itself be a
    piece of a paragraph."""
    base = origin.start or 0
    return origin.at(base + start, base + end)


def skeleton_of(sentence: str) -> str:
    """Eight hexadecimal digits that stay the same when only the numbers in `sentence` change: by them a
    finding about it is found again in the next run."""
    return sha256(_DIGITS.sub("0", fold_characters(sentence)).encode()).hexdigest()[:8]
