"""Prose made comparable, and the passages that two texts share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from audit.corpus.grams import WIDTH, Grams, spread_evenly
from audit.corpus.settings import setting
from audit.corpus.texts import TextStore
from audit.recognise.sentences import fold_characters, fold_tracked
from audit.text import shorten

__all__ = ["Passage", "build_grams", "find_common", "level", "quote", "share_passages"]

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Passage:
    """What two texts share: offsets in each as printed, ends exclusive."""

    here: tuple[int, int]
    there: tuple[int, int]

    @property
    def offsets(self) -> str:
        """start-end@start-end"""
        return f"{self.here[0]}-{self.here[1]}@{self.there[0]}-{self.there[1]}"


def level(text: str) -> str:
    """`text` in one width, without white space, all digits alike: a copy with other numbers is a copy."""
    return _DIGIT.sub("0", fold_characters(text))


def build_grams(texts: Sequence[str] | TextStore, *, distinct: int) -> Grams:
    """The sequences of levelled `texts`, of which so many are different, without the Regulation's phrases
    and what most texts share."""
    grams = Grams(texts, _phrases())
    if distinct >= setting("prose", "common_from"):
        grams.leave_out(setting("prose", "common_share"), setting("prose", "common_sample"))
    return grams


def find_common(count: int, fetch: Callable[[Sequence[int]], Sequence[str]]) -> np.ndarray:
    """What `build_grams` would leave out of `count` levelled texts; `fetch` gets those at some places."""
    enough, distinct = setting("prose", "common_from"), set[str]()
    for start in range(0, count, enough):
        if len(distinct) < enough:
            distinct.update(fetch(range(start, min(start + enough, count))))
    chosen = fetch(spread_evenly(count, setting("prose", "common_sample")))
    return build_grams(chosen, distinct=len(distinct)).common


def _phrases() -> list[str]:
    return [level(phrase) for phrase in setting("prose", "phrases")]


def share_passages(here: str, there: str) -> list[Passage]:
    """The passages of `here` (as printed) that stand in `there`, too, digits aside, in their order; of
    a text that repeats itself the first place."""
    ours, theirs = fold_tracked(here), fold_tracked(there)
    one, other = _DIGIT.sub("0", ours.text), _DIGIT.sub("0", theirs.text)
    places: dict[str, list[int]] = {}
    for place in range(len(other) - WIDTH + 1):
        places.setdefault(other[place : place + WIDTH], []).append(place)
    least = setting("prose", "passage")
    passages, start = [], 0
    while start <= len(one) - WIDTH:
        found = places.get(one[start : start + WIDTH], ())
        ends = [(_run(one, start, other, place), place) for place in found]
        length, place = max(ends, key=lambda end: end[0], default=(0, 0))
        if length >= least:
            passages.append(Passage(ours.span(start, start + length), theirs.span(place, place + length)))
        start += length if length >= least else max(length - WIDTH + 1, 1)
    return passages


def quote(text: str, passages: list[Passage]) -> str:
    """The longest of `passages` of `text`, one a line, in their order."""
    longest = sorted(passages, key=lambda p: p.here[0] - p.here[1])[: setting("prose", "shown")]
    limit = setting("prose", "longest")
    in_order = sorted(longest, key=lambda p: p.here)
    return "\n".join(shorten(" ".join(text[slice(*p.here)].split()), limit) for p in in_order)


def _run(one: str, start: int, other: str, place: int) -> int:
    length, longest = 0, min(len(one) - start, len(other) - place)
    while length < longest and one[start + length] == other[place + length]:
        length += 1
    return length
