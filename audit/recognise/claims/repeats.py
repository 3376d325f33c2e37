"""The same figure stated twice with two values (N-TWICE-01)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources

from audit.recognise.claims.statements import meets
from audit.recognise.claims.topics import Topic
from audit.recognise.model import Claim
from audit.text import shorten

__all__ = ["find_repeats"]

_QUOTED = 40  # characters


def find_repeats(claims: Sequence[Claim], topics: Sequence[Topic]) -> Iterator[Claim]:
    """For every later exact statement of what was stated before of the same topic, unit and year, the
    claim that it says the same. Two values that the table both bears out (received, with and without
    what was carried over) are no contradiction."""
    once = {topic.name for topic in topics if topic.entry.once}
    first: dict[tuple[str, str, int | None], Claim] = {}
    for claim in claims:
        if claim.topic not in once or claim.scope != "whole" or claim.bound != "exact":
            continue
        earlier = first.setdefault((claim.topic, claim.unit, claim.year), claim)
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
def _words() -> dict[str, str]:
    path = resources.files("audit") / "recognise" / "claims" / "judging.toml"
    words: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["repeats"]
    return words
