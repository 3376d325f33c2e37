"""The same figure stated twice with two values (N-TWICE-01)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from audit.recognise.claims.passages import Passage
from audit.recognise.claims.statements import meets
from audit.recognise.claims.topics import Topic
from audit.recognise.model import Claim
from audit.text import shorten

__all__ = ["find_repeats", "read_plain"]

_QUOTED = 40  # characters
_CLAUSE = re.compile(r"[,;:。()、]")


@dataclass(frozen=True, slots=True)
class _Wording:
    opening: re.Pattern[str]
    whole: re.Pattern[str]
    filler: re.Pattern[str]
    refuse: re.Pattern[str]
    shortest: int
    units: frozenset[str]


def read_plain(passages: Sequence[Passage], stated: Sequence[Claim], year: int | None) -> Iterator[Claim]:
    """Figures of no topic that a sentence states first of all, for the whole of `year`: 全年回应社会关切 12
    次. Their topic are their own words, so that the same words elsewhere are the same thing."""
    told = {(claim.part, claim.sentence, claim.marks) for claim in stated}
    for passage in passages:
        claim = _plain(passage, year)
        if claim is not None and (claim.part, claim.sentence, claim.marks) not in told:
            yield claim


def _plain(passage: Passage, year: int | None) -> Claim | None:
    words, text = _wording(), passage.folded.text
    first = passage.quantities[0] if passage.quantities else None
    if first is None or first.unit not in words.units or not first.is_exact:
        return None
    opening = words.opening.match(text)
    assert opening is not None  # every piece of it is optional
    named = opening["year"] or opening["until"]
    thing, start = text[opening.end() : first.begin], opening.end()
    rest = words.filler.sub("", thing)
    if (
        not (words.whole.search(opening[0]) or words.whole.search(thing))
        or (named and int(named) != year)
        or start > first.begin
        or _CLAUSE.search(thing)
        or len(rest) < words.shortest
        or words.refuse.search(rest)
    ):
        return None
    return Claim(
        part=passage.part,
        kind=None,
        topic=rest,
        stated=first.printed,
        low=first.low,
        high=first.high,
        unit=first.unit,
        sentence=passage.text,
        marks=((first.start, first.end),),
        origin=passage.origin,
        year=year,
        severity="warning",
    )


def find_repeats(
    claims: Sequence[Claim], topics: Sequence[Topic], plain: Sequence[Claim] = ()
) -> Iterator[Claim]:
    """For every later exact statement of what was stated before of the same topic, unit and year, or in the
    same words (`plain`), the claim that it says the same. Two values that the table
    both bears out (received, with and without what was carried over) are no contradiction."""
    once = {topic.name for topic in topics if topic.entry.once}
    same = {topic.name: topic.entry.same for topic in topics if topic.entry.same}
    first: dict[tuple[str, str, int | None], Claim] = {}
    own = {claim.topic for claim in plain}
    for claim in (*claims, *plain):
        if claim.topic not in once | own or claim.scope != "whole" or claim.bound != "exact":
            continue
        earlier = first.setdefault((same.get(claim.topic, claim.topic), claim.unit, claim.year), claim)
        if earlier is not claim and not (meets(earlier) and meets(claim)):
            yield replace(
                claim,
                kind="twice",
                keys=(),
                against_low=earlier.low,
                against_high=earlier.high,
                alternative=None,
                against=_words()["against"].format(
                    stated=earlier.stated, sentence=shorten(earlier.sentence, _QUOTED)
                ),
                severity="warning",
                reason="",
            )


@cache
def _words() -> Mapping[str, str]:
    words: Mapping[str, str] = _read("judging")["repeats"]
    return words


@cache
def _wording() -> _Wording:
    entries = _read("repeats")
    patterns = {name: re.compile(entries[name]) for name in ("opening", "whole", "filler", "refuse")}
    return _Wording(**patterns, shortest=entries["shortest"], units=frozenset(entries["units"]))


def _read(name: str) -> Mapping[str, Any]:
    path = resources.files("audit") / "recognise" / "claims" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
