"""Percentages as claims: growth and shares against what their numbers give (N-PERCENT-01)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from audit.recognise.claims.enumerations import Enumeration
from audit.recognise.claims.judging import print_number
from audit.recognise.claims.passages import Passage
from audit.recognise.claims.percentages import Percentage, find_percentages
from audit.recognise.claims.quantities import Quantity
from audit.recognise.claims.rounding import interval
from audit.recognise.model import Claim, Growth

__all__ = ["read_ratios"]

_PERCENT = "%"


def read_ratios(
    passage: Passage, lists: Sequence[Enumeration], stated: Sequence[Claim], year: int | None
) -> Iterator[Claim]:
    """The percentages of `passage`. One whose numbers the sentence has is judged; one since last year
    waits for last year's report, with the cells of what grew (told by the claims `stated`); the rest
    are kept and not judged."""
    found = {
        p.stated.start: p for p in find_percentages(passage.text, passage.quantities, passage.folded, lists)
    }
    for quantity in passage.quantities:
        percentage = found.get(quantity.start)
        if percentage is not None:
            yield _judged(passage, percentage, stated, year)
        elif quantity.unit == _PERCENT:
            yield _kept(passage, quantity, year)


def _judged(passage: Passage, found: Percentage, stated: Sequence[Claim], year: int | None) -> Claim:
    words, known = _words(), found.low is not None and found.high is not None
    numbers = [number for number in (found.subject, found.base, found.change) if number is not None]
    low, high = found.percent
    return Claim(
        part=passage.part,
        kind="percent",
        topic=words[found.kind],
        stated=found.stated.printed,
        low=low,
        high=high,
        unit=_PERCENT,
        sentence=passage.text,
        marks=found.marks,
        origin=passage.origin,
        bound=found.stated.bound,
        year=year,
        keys=_keys(passage, found.subject, stated),
        against_low=found.low,
        against_high=found.high,
        against=_against(found),
        parts=tuple(number.printed for number in numbers),
        severity="warning",
        reason="" if known else words["lastyear" if found.last_year else "unknown"],
        growth=None if known or not found.last_year else _growth(found),
    )


def _growth(found: Percentage) -> Growth:
    low, high = interval(found.subject)
    return Growth(found.direction, found.decimals, low, high)


def _kept(passage: Passage, quantity: Quantity, year: int | None) -> Claim:
    return Claim(
        part=passage.part,
        kind=None,
        topic=_words()["other"],
        stated=quantity.printed,
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        sentence=passage.text,
        marks=((quantity.start, quantity.end),),
        origin=passage.origin,
        bound=quantity.bound,
        year=year,
        severity="warning",
    )


def _keys(passage: Passage, subject: Quantity, stated: Sequence[Claim]) -> tuple[str, ...]:
    """The cells of what `subject` was found to be about, the whole of it."""
    here = passage.origin.at((passage.origin.start or 0) + subject.start, 0)
    for claim in stated:
        if claim.origin.at((claim.origin.start or 0) + claim.marks[0][0], 0) == here:
            return claim.keys if claim.scope == "whole" else ()
    return ()


def _against(found: Percentage) -> str:
    if found.low is None or found.high is None:
        return ""
    middle = print_number(round((found.low + found.high) / 2, max(found.decimals, 1) + 1))
    numbers = "、".join(n.printed for n in (found.subject, found.base, found.change) if n is not None)
    return _words()["against"].format(numbers=numbers, value=middle)


@cache
def _words() -> Mapping[str, str]:
    path = resources.files("audit") / "recognise" / "claims" / "judging.toml"
    words: Mapping[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))["ratios"]
    return words
