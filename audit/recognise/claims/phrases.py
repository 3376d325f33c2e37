"""Figures of no topic, known again by their own words: 组织培训 3 次 and 培训共 3 次 are one thing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from audit.recognise.claims.passages import Passage
from audit.recognise.claims.plain import clause_of, plain_words
from audit.recognise.claims.quantities import Quantity
from audit.recognise.claims.scopes import Agency, year_of

__all__ = ["Extent", "Phrase", "read_phrases"]

Extent = Literal["whole", "untold", "part"]
"""Of how much of the year a figure speaks: it says of all, it says nothing, it may be of a part."""

_OPENER = 20  # characters of a sentence that says what those after it are of (政务新媒体方面。)
_INSIDE = frozenset("(、")  # a clause behind one of these is a remark, or one of several


@dataclass(frozen=True, slots=True)
class Phrase:
    """An exact figure of the year with what it counts: `noun`, the words before it without fillers and
    deeds, and the `deeds`; where there are none before it, `noun` is "" and `following` is what stands
    after it."""

    passage: Passage
    quantity: Quantity
    noun: str
    following: str
    deeds: frozenset[str]
    extent: Extent
    year: int | None

    def is_same_as(self, other: Phrase) -> bool:
        """Whether both count the same: the same words in any order, in the same unit, and the same done
        with it, unless one of them says nothing of that."""
        if self.quantity.unit != other.quantity.unit:
            return False
        if self.deeds and other.deeds and self.deeds != other.deeds:
            return False
        if len(self.noun or self.following) < _wording().telling and not self._is_told_like(other):
            return False
        if self.noun and other.noun:
            return len(self.noun) == len(other.noun) and sorted(self.noun) == sorted(other.noun)
        if self.noun or other.noun:
            return _begins(self.following or other.following, self.noun or other.noun)
        return self.following == other.following

    def _is_told_like(self, other: Phrase) -> bool:
        """Whether few words tell enough: one deed, both of the whole year, nothing held now and again."""
        held = _wording().episodic.search(self.noun or self.following)
        same = bool(self.deeds) and self.deeds == other.deeds
        return same and not held and self.extent == other.extent == "whole"


@dataclass(frozen=True, slots=True)
class _Wording:
    units: frozenset[str]
    shortest: int
    telling: int
    opening: int
    whole: re.Pattern[str]
    narrow: re.Pattern[str]
    every: re.Pattern[str]
    episodic: re.Pattern[str]
    among: re.Pattern[str]
    future: re.Pattern[str]
    since: re.Pattern[str]
    refuse: re.Pattern[str]
    filler: re.Pattern[str]
    deeds: tuple[tuple[str, re.Pattern[str]], ...]


def read_phrases(passages: Sequence[Passage], agency: Agency) -> Iterator[Phrase]:
    """The figures of the report year whose own words say what they count, in order."""
    for passage in passages:
        for place, quantity in enumerate(passage.quantities):
            if quantity.unit in _wording().units and quantity.is_exact and quantity.factor == 1:
                phrase = _read(passage, quantity, agency, first=not place)
                if phrase is not None:
                    yield phrase


def _read(passage: Passage, quantity: Quantity, agency: Agency, *, first: bool) -> Phrase | None:
    words, text = _wording(), passage.folded.text
    start, clause = clause_of(text, quantity.begin, quantity.stop)
    before, head = text[:start], text[: quantity.begin]
    if before[-1:] in _INSIDE or words.refuse.search(clause) or words.among.search(head):
        return None
    if words.future.search(head) or words.since.search(head) or year_of(head, agency.year) != agency.year:
        return None
    named, _, after = clause.partition("#")
    noun, deeds = _plain(named, agency)
    following = ""
    if not noun:
        following, _ = _plain(after, agency)
    if len(noun or following) < words.shortest or not (first or deeds or before.endswith(";")):
        return None
    whole = bool(words.whole.search(head) or words.whole.search(after))
    leans = not whole or len(passage.before) <= _OPENER
    around = words.every.sub("", (passage.before if leans else "") + before)
    told_of = quantity.low <= 1 and words.episodic.search(noun or following)
    part = words.narrow.search(around) or (told_of and not whole)
    extent: Extent = "part" if part else "whole" if whole else "untold"
    return Phrase(passage, quantity, noun, following, deeds, extent, agency.year)


def _plain(words: str, agency: Agency) -> tuple[str, frozenset[str]]:
    """`words` without fillers and deeds, and the deeds."""
    text = plain_words(_wording().every.sub("", words), agency.name).text
    deeds = set[str]()
    for name, pattern in _wording().deeds:
        text, count = pattern.subn("", text)
        deeds.update([name] * bool(count))
    return _wording().filler.sub("", text), frozenset(deeds)


def _begins(following: str, noun: str) -> bool:
    return following == noun or (len(noun) >= _wording().opening and following.startswith(noun))


@cache
def _wording() -> _Wording:
    path = resources.files("audit") / "recognise" / "claims" / "phrases.toml"
    entries: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    patterns = ("whole", "narrow", "every", "episodic", "among", "future", "since", "refuse", "filler")
    return _Wording(
        units=frozenset(entries["units"]),
        shortest=entries["shortest"],
        telling=entries["telling"],
        opening=entries["opening"],
        deeds=tuple((name, re.compile(pattern)) for name, pattern in entries["deeds"].items()),
        **{name: re.compile(entries[name]) for name in patterns},
    )
