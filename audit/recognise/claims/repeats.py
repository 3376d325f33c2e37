"""The same figure stated twice with two values (N-TWICE-01)."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from audit.recognise.claims.phrases import Phrase
from audit.recognise.claims.statements import meets
from audit.recognise.claims.topics import Topic
from audit.recognise.model import Claim
from audit.text import shorten

__all__ = ["find_repeats"]

_QUOTED = 40  # characters
_OTHERS = frozenset({"other_year", "cumulative", "elsewhere"})

_Place = tuple[int | None, str, tuple[tuple[int, int], ...]]


def find_repeats(
    claims: Sequence[Claim], topics: Sequence[Topic], phrases: Sequence[Phrase] = ()
) -> Iterator[Claim]:
    """For every later exact statement of what was stated before of the same topic, unit and year, or in the
    same words (`phrases`), the claim that it says the same. Two values that the table both bears out
    (received, with and without what was carried over) are no contradiction."""
    by_topic = list(_repeats_of_topics(claims, topics))
    yield from by_topic
    stated: defaultdict[_Place, list[Claim]] = defaultdict(list)
    for claim in claims:
        stated[_place(claim)].append(claim)
    done = {_place(claim) for claim in by_topic}
    said = [(phrase, _claim_of(phrase)) for phrase in phrases]
    said = [pair for pair in said if not any(c.scope in _OTHERS for c in stated[_place(pair[1])])]
    for number, (phrase, claim) in enumerate(said):
        if _place(claim) in done:
            continue
        for earlier, first in said[:number]:
            judged = _topics_at(stated, claim) & _topics_at(stated, first)
            if not judged and phrase.is_same_as(earlier) and _must_agree(earlier, phrase):
                yield _repeat(claim, first)
                break


def _repeats_of_topics(claims: Sequence[Claim], topics: Sequence[Topic]) -> Iterator[Claim]:
    once = {topic.name for topic in topics if topic.entry.once}
    same = {topic.name: topic.entry.same for topic in topics if topic.entry.same}
    first: dict[tuple[str, str, int | None], Claim] = {}
    for claim in claims:
        if claim.topic not in once or claim.scope != "whole" or claim.bound != "exact":
            continue
        earlier = first.setdefault((same.get(claim.topic, claim.topic), claim.unit, claim.year), claim)
        if earlier is not claim and not (meets(earlier) and meets(claim)):
            yield _repeat(claim, earlier)


def _must_agree(earlier: Phrase, later: Phrase) -> bool:
    """Whether two figures of the same thing must be equal: both of the whole year, as one of them says. One
    that may be of a part is only not above the whole."""
    if "whole" not in (earlier.extent, later.extent):
        return False
    if "part" not in (earlier.extent, later.extent):
        return True
    part, whole = (earlier, later) if earlier.extent == "part" else (later, earlier)
    return part.quantity.low > whole.quantity.low


def _repeat(claim: Claim, earlier: Claim) -> Claim:
    """The claim that `claim` says what `earlier` does."""
    return replace(
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


def _claim_of(phrase: Phrase) -> Claim:
    passage, quantity = phrase.passage, phrase.quantity
    return Claim(
        part=passage.part,
        kind=None,
        topic=phrase.noun or phrase.following,
        stated=quantity.printed,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        sentence=passage.text,
        marks=((quantity.start, quantity.end),),
        origin=passage.origin,
        year=phrase.year,
        severity="warning",
    )


def _place(claim: Claim) -> _Place:
    return claim.part, claim.sentence, claim.marks


def _topics_at(stated: Mapping[_Place, Sequence[Claim]], claim: Claim) -> set[str]:
    """What the figure of `claim` is about by the topics, which judge it themselves."""
    return {each.topic for each in stated.get(_place(claim), ())}


@cache
def _words() -> Mapping[str, str]:
    path = resources.files("audit") / "recognise" / "claims" / "judging.toml"
    words: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["repeats"]
    return words
