"""Percentages that a sentence states: growth and shares, with the numbers that confirm them or do not.

A percentage is judged only where its words leave no doubt what it is a percentage of.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources
from math import isfinite
from typing import Any, Literal

from audit.recognise.claims.enumerations import Enumeration
from audit.recognise.claims.quantities import Quantity
from audit.recognise.sentences import Folded, fold_tracked

__all__ = ["Percentage", "find_percentages", "percent_matches", "percent_range"]

_PERCENT = "%"
_BRACKETED = re.compile(r"\([^()]*\)")
_STOPS = re.compile("[;。]")
_HUNDRED = Decimal(100)
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Percentage:
    """A growth or a share (RULES N-PERCENT-01).

    `stated` is the percentage, `direction` 1 for more, -1 for less, 0 for a share; `subject` the number
    that grew or the part, `base` what it is compared with, `change` by how many it grew, as far as they
    stand in the sentence. `low` to `high` are the percentages that those numbers admit at the printed
    digits, None when the sentence does not have them. `last_year`: the growth is since last year, so
    that last year's report can tell its base; `base_year` is the year that is named instead.
    """

    stated: Quantity
    kind: Literal["growth", "share"]
    direction: Literal[-1, 0, 1]
    decimals: int
    subject: Quantity
    base: Quantity | None = None
    change: Quantity | None = None
    low: float | None = None
    high: float | None = None
    last_year: bool = False
    base_year: int | None = None

    @property
    def percent(self) -> tuple[float, float]:
        """What is stated, in percent (增长 1.5 倍 is 150), as an interval."""
        factor = 1 if self.stated.unit == _PERCENT else 100
        return self.stated.low * factor, self.stated.high * factor

    @property
    def agrees(self) -> bool | None:
        """Whether the percentage is right; None when the sentence cannot tell."""
        if self.low is None or self.high is None:
            return None
        low, high = self.percent
        return low <= self.high + _SLACK and self.low - _SLACK <= high

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Where the numbers concerned stand in the sentence."""
        numbers = (self.stated, self.subject, self.base, self.change)
        return tuple(sorted({(number.start, number.end) for number in numbers if number is not None}))

    def expect(self, base: float) -> tuple[float, float] | None:
        """The percentages that are right for a growth since `base` (last year's cell); None when a
        percentage of it says nothing (a base of zero)."""
        return _growth_range(self.subject, (base, base), self.direction, self.decimals)


def percent_range(decimals: int, numerator: float, base: float) -> tuple[float, float]:
    """The percentages that are right for `numerator` of `base`, which is not zero: from the one cut to
    `decimals` digits to the rounded one, and at least 0.05 of a point to each side."""
    exact = Decimal(str(numerator)) * _HUNDRED / Decimal(str(base))
    digit = Decimal(1).scaleb(-decimals)
    rounded = [(exact / digit).quantize(Decimal(1), how) * digit for how in (ROUND_DOWN, ROUND_HALF_UP)]
    rounding = Decimal(str(_wording().rounding))
    return float(min(*rounded, exact - rounding)), float(max(*rounded, exact + rounding))


def percent_matches(stated: float, decimals: int, numerator: float, base: float) -> bool:
    """Whether `stated` percent, printed with `decimals` digits after the point, is `numerator` of
    `base`, rounded or cut. Nothing is a percentage of zero."""
    if not base:
        return False
    low, high = percent_range(decimals, numerator, base)
    return low - _SLACK <= stated <= high + _SLACK


def find_percentages(
    sentence: str,
    quantities: Sequence[Quantity],
    folded: Folded | None = None,
    enumerations: Sequence[Enumeration] = (),
) -> tuple[Percentage, ...]:
    """The growth and the shares of `sentence` of which it is clear what they are told of, in order.

    `quantities` and `enumerations` are those of the sentence (the total of a list is what its parts are
    a share of), `folded` is `fold_tracked(sentence)` when at hand.
    """
    units = {quantity.unit for quantity in quantities}
    if len(quantities) < 2 or not units & {_PERCENT, _wording().multiple}:
        return ()
    text = (folded or fold_tracked(sentence)).text
    return tuple(_find(_Sentence(text, tuple(quantities), tuple(enumerations))))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A folded sentence with its numbers and lists."""

    text: str
    quantities: tuple[Quantity, ...]
    enumerations: tuple[Enumeration, ...]

    def before(self, quantity: Quantity) -> str:
        """What stands before a number, back to the number before it."""
        place = self.quantities.index(quantity)
        start = self.quantities[place - 1].stop if place else 0
        return self.text[start : quantity.begin]

    def between(self, first: Quantity, last: Quantity) -> str:
        """What stands between two numbers, without brackets, other numbers as #."""
        pieces, here = [], first.stop
        for quantity in self.quantities:
            if first.stop <= quantity.begin < last.begin:
                pieces += [self.text[here : quantity.begin], "#"]
                here = quantity.stop
        return _BRACKETED.sub("", "".join([*pieces, self.text[here : last.begin]]))

    def counted(self, before: Quantity) -> list[Quantity]:
        """The numbers before one that are no percentages, the nearest first."""
        return [q for q in reversed(self.quantities) if q.stop <= before.begin and not _is_ratio(q)]


def _find(sentence: _Sentence) -> Iterator[Percentage]:
    for quantity in sentence.quantities:
        if _is_ratio(quantity):
            found = _read_growth(quantity, sentence) or _read_share(quantity, sentence)
            if found is not None:
                yield found


def _is_ratio(quantity: Quantity) -> bool:
    return quantity.unit in (_PERCENT, _wording().multiple)


# ------------------------------------------------------------------------------------------ growth


def _read_growth(stated: Quantity, sentence: _Sentence) -> Percentage | None:
    wording, direction = _wording(), _direction(stated, sentence)
    if direction is None:
        return None
    subject = next((q for q in sentence.counted(stated) if _may_grow(q, stated, sentence)), None)
    if subject is None:
        return None
    between = sentence.between(subject, stated)
    verb = wording.up if direction > 0 else wording.down
    if wording.refuse.search(sentence.before(subject) + between):
        return None
    if not wording.grown.fullmatch(verb.sub("", between)):
        return None
    base, change = _base_of(subject, stated, sentence), _change_of(subject, stated, sentence, direction)
    decimals = stated.decimals if stated.unit == _PERCENT else stated.decimals - 2
    admitted = None
    if base is not None:
        admitted = _growth_range(subject, _interval(base), direction, decimals)
    elif change is not None:
        (low, high), (least, most) = _interval(subject), sorted(direction * end for end in _interval(change))
        admitted = _growth_range(subject, (low - most, high - least), direction, decimals)
    named = wording.named_year.search(between)
    year = named or (wording.before.search(sentence.before(base)) if base is not None else None)
    return Percentage(
        stated=stated,
        kind="growth",
        direction=direction,
        decimals=decimals,
        subject=subject,
        base=base,
        change=change,
        low=admitted[0] if admitted else None,
        high=admitted[1] if admitted else None,
        last_year=bool(wording.last_year.search(between)),
        base_year=int(year["year"]) if year and year["year"] else None,
    )


def _direction(stated: Quantity, sentence: _Sentence) -> Literal[-1, 1] | None:
    """Whether a percentage is of more or of less; it may stand in brackets behind 增加 6 件."""
    wording, before = _wording(), sentence.before(stated)
    if before == "(":
        before = next((sentence.before(quantity) for quantity in sentence.counted(stated)), "")
        return 1 if wording.more.search(before) else -1 if wording.less.search(before) else None
    return 1 if wording.up.search(before) else -1 if wording.down.search(before) else None


def _may_grow(quantity: Quantity, stated: Quantity, sentence: _Sentence) -> bool:
    """Whether a number may be the one that grew: not one in brackets that are closed since."""
    return not _is_side(quantity, sentence) and ")" not in sentence.between(quantity, stated)


def _is_side(quantity: Quantity, sentence: _Sentence) -> bool:
    """Whether a number is told only for comparison: last year's, or by how many it grew."""
    wording, before = _wording(), sentence.before(quantity)
    if any(words.search(before) for words in (wording.more, wording.less)):
        return True
    match = wording.before.search(before)
    if match is None:
        return False
    if match["year"] is None:
        return True
    later = f"{int(match['year']) + 1}年"  # 2022 年 80 件 beside a number of 2023
    return later in sentence.text or bool(wording.last_year.search(before))


def _base_of(subject: Quantity, stated: Quantity, sentence: _Sentence) -> Quantity | None:
    """Last year's number, when there is exactly one near by."""
    wording = _wording()
    found = []
    for place, quantity in enumerate(sentence.quantities):
        if quantity is subject or _is_ratio(quantity) or quantity.unit not in ("", subject.unit):
            continue
        before = sentence.before(quantity)
        following = sentence.quantities[place + 1] if place + 1 < len(sentence.quantities) else None
        leads = (
            following is subject
            and wording.origin.search(before)
            and wording.arrival.match(sentence.between(quantity, subject))
        )
        is_change = wording.more.search(before) or wording.less.search(before)
        apart = sentence.text[min(quantity.stop, stated.stop) : max(quantity.begin, stated.begin)]
        near = len(apart) <= wording.reach and not _STOPS.search(apart)
        if leads or (
            near and not is_change and wording.before.search(before) and _is_side(quantity, sentence)
        ):
            found.append(quantity)
    return found[0] if len(found) == 1 else None


def _change_of(subject: Quantity, stated: Quantity, sentence: _Sentence, direction: int) -> Quantity | None:
    """By how many the subject grew, told between it and the percentage."""
    words = _wording().more if direction > 0 else _wording().less
    found = [
        quantity
        for quantity in sentence.quantities
        if subject.stop <= quantity.begin < stated.begin
        and quantity.unit == subject.unit
        and words.search(sentence.before(quantity))
    ]
    return found[0] if len(found) == 1 else None


def _growth_range(
    subject: Quantity, base: tuple[float, float], direction: int, decimals: int
) -> tuple[float, float] | None:
    if base[0] <= 0 or not all(map(isfinite, (*base, subject.low, subject.high))):
        return None
    ends = [
        percent_range(decimals, direction * (number - before), before)
        for number in _interval(subject)
        for before in base
    ]
    return min(low for low, _ in ends), max(high for _, high in ends)


def _interval(quantity: Quantity) -> tuple[float, float]:
    """What a number may stand for: 1.2 万 is rounded or cut to what it prints."""
    if quantity.factor == 1 or not quantity.is_exact:
        return quantity.low, quantity.high
    step = quantity.factor / 10**quantity.decimals
    return quantity.low - step / 2, quantity.high + step


# ------------------------------------------------------------------------------------------ shares


def _read_share(stated: Quantity, sentence: _Sentence) -> Percentage | None:
    counted = sentence.counted(stated)
    if not counted or stated.unit != _PERCENT:
        return None
    part = counted[0]
    match = _wording().share.match(sentence.text[part.stop : stated.begin])
    if match is None or not _wording().whole.fullmatch(match["whole"]):
        return None
    base = _whole_of(part, stated, sentence)
    if base is None:
        return None
    admitted = _share_range(part, base, stated.decimals)
    if admitted is None:
        return None
    return Percentage(
        stated=stated,
        kind="share",
        direction=0,
        decimals=stated.decimals,
        subject=part,
        base=base,
        low=admitted[0],
        high=admitted[1],
    )


def _whole_of(part: Quantity, stated: Quantity, sentence: _Sentence) -> Quantity | None:
    """What `part` is a share of: the number that makes the percentage right; else the total of its
    list; else the only number that it can be."""
    wholes = [
        quantity
        for quantity in sentence.counted(part)
        if quantity.unit == part.unit and quantity.low >= part.high and not _has_share(quantity, sentence)
    ]
    for whole in wholes:
        admitted = _share_range(part, whole, stated.decimals)
        if admitted and admitted[0] - _SLACK <= stated.high and stated.low <= admitted[1] + _SLACK:
            return whole
    listed = [found.total for found in sentence.enumerations if part in found.parts]
    if listed:
        return listed[0]
    return wholes[0] if len(wholes) == 1 and wholes[0] is sentence.quantities[0] else None


def _has_share(quantity: Quantity, sentence: _Sentence) -> bool:
    """Whether a percentage is told of this number itself: then it is a part like the others."""
    place = sentence.quantities.index(quantity) + 1
    following = sentence.quantities[place : place + 1]
    return (
        bool(following)
        and _is_ratio(following[0])
        and bool(_wording().share.match(sentence.text[quantity.stop : following[0].begin]))
    )


def _share_range(part: Quantity, whole: Quantity, decimals: int) -> tuple[float, float] | None:
    (low, high), (least, most) = _interval(part), _interval(whole)
    if least <= 0 or not all(map(isfinite, (low, high, least, most))):
        return None
    return percent_range(decimals, low, most)[0], percent_range(decimals, high, least)[1]


# ----------------------------------------------------------------------------------------- wording


@dataclass(frozen=True, slots=True)
class _Wording:
    """The entries of percentages.toml, made ready once."""

    up: re.Pattern[str]
    down: re.Pattern[str]
    more: re.Pattern[str]
    less: re.Pattern[str]
    before: re.Pattern[str]
    origin: re.Pattern[str]
    arrival: re.Pattern[str]
    grown: re.Pattern[str]
    last_year: re.Pattern[str]
    named_year: re.Pattern[str]
    refuse: re.Pattern[str]
    multiple: str
    share: re.Pattern[str]
    whole: re.Pattern[str]
    rounding: float
    reach: int


@cache
def _wording() -> _Wording:
    path = resources.files("audit") / "recognise" / "claims" / "percentages.toml"
    entries: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    growth, share, measures = entries["growth"], entries["share"], entries["measures"]
    return _Wording(
        up=re.compile(growth["up"]),
        down=re.compile(growth["down"]),
        more=re.compile(growth["more"]),
        less=re.compile(growth["less"]),
        before=re.compile(growth["before"]),
        origin=re.compile(growth["origin"]),
        arrival=re.compile(growth["arrival"]),
        grown=re.compile(growth["between"]),
        last_year=re.compile(growth["last_year"]),
        named_year=re.compile(growth["named_year"]),
        refuse=re.compile(growth["refuse"]),
        multiple=growth["multiple"],
        share=re.compile(share["between"]),
        whole=re.compile(share["whole"]),
        rounding=measures["rounding"],
        reach=measures["reach"],
    )
