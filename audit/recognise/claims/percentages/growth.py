"""Growth: 收到申请 90 件, 同比增长 12.5 %, 去年 80 件."""

from __future__ import annotations

import re
from typing import Literal

from audit.recognise.claims.percentages.model import PERCENT, Percentage
from audit.recognise.claims.percentages.ranges import growth_range
from audit.recognise.claims.percentages.statement import Statement, is_ratio
from audit.recognise.claims.percentages.wording import wording
from audit.recognise.claims.quantities import Quantity
from audit.recognise.claims.rounding import interval

__all__ = ["read_growth"]

_STOPS = re.compile("[;。]")


def read_growth(stated: Quantity, sentence: Statement) -> Percentage | None:
    """`stated` as a growth of the number before it; None when it is none, or of something else (a rate,
    a plan, several numbers at once)."""
    words, direction = wording(), _direction(stated, sentence)
    if direction is None:
        return None
    subject = next((q for q in sentence.counted(stated) if _may_grow(q, stated, sentence)), None)
    if subject is None:
        return None
    between = sentence.between(subject, stated)
    verb = words.up if direction > 0 else words.down
    if words.refuse.search(sentence.before(subject) + between):
        return None
    if not words.grown.fullmatch(verb.sub("", between)):
        return None
    base, change = _base_of(subject, stated, sentence), _change_of(subject, stated, sentence, direction)
    decimals = stated.decimals if stated.unit == PERCENT else stated.decimals - 2
    admitted = None
    if base is not None:
        admitted = growth_range(subject, interval(base), direction, decimals)
    elif change is not None:
        (low, high), (least, most) = interval(subject), sorted(direction * end for end in interval(change))
        admitted = growth_range(subject, (low - most, high - least), direction, decimals)
    named = words.named_year.search(between)
    year = named or (words.before.search(sentence.before(base)) if base is not None else None)
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
        last_year=bool(words.last_year.search(between)),
        base_year=int(year["year"]) if year and year["year"] else None,
    )


def _direction(stated: Quantity, sentence: Statement) -> Literal[-1, 1] | None:
    """Whether a percentage is of more or of less; it may stand in brackets behind 增加 6 件."""
    words, before = wording(), sentence.before(stated)
    if before == "(":
        before = next((sentence.before(quantity) for quantity in sentence.counted(stated)), "")
        return 1 if words.more.search(before) else -1 if words.less.search(before) else None
    return 1 if words.up.search(before) else -1 if words.down.search(before) else None


def _may_grow(quantity: Quantity, stated: Quantity, sentence: Statement) -> bool:
    """Whether a number may be the one that grew: not one in brackets that are closed since."""
    return not _is_side(quantity, sentence) and ")" not in sentence.between(quantity, stated)


def _is_side(quantity: Quantity, sentence: Statement) -> bool:
    """Whether a number is told only for comparison: last year's, or by how many it grew."""
    words, before = wording(), sentence.before(quantity)
    if any(change.search(before) for change in (words.more, words.less)):
        return True
    match = words.before.search(before)
    if match is None:
        return False
    if match["year"] is None:
        return True
    later = f"{int(match['year']) + 1}年"  # 2022 年 80 件 beside a number of 2023
    return (
        later in sentence.text or bool(words.last_year.search(before)) or _is_told_beside(quantity, sentence)
    )


def _is_told_beside(quantity: Quantity, sentence: Statement) -> bool:
    """Whether a number of a named year follows one of no year: 195 份, 2022 年为 90 份."""
    earlier = [q for q in sentence.quantities if q.stop <= quantity.begin and q.unit == quantity.unit]
    return bool(earlier) and not any(wording().before.search(sentence.before(q)) for q in earlier)


def _base_of(subject: Quantity, stated: Quantity, sentence: Statement) -> Quantity | None:
    """Last year's number, when there is exactly one near by."""
    words = wording()
    found = []
    for place, quantity in enumerate(sentence.quantities):
        if quantity is subject or is_ratio(quantity) or quantity.unit not in ("", subject.unit):
            continue
        before = sentence.before(quantity)
        following = sentence.quantities[place + 1] if place + 1 < len(sentence.quantities) else None
        leads = (
            following is subject
            and words.origin.search(before)
            and words.arrival.match(sentence.between(quantity, subject))
        )
        is_change = words.more.search(before) or words.less.search(before)
        apart = sentence.text[min(quantity.stop, stated.stop) : max(quantity.begin, stated.begin)]
        near = len(apart) <= words.reach and not _STOPS.search(apart)
        if leads or (near and not is_change and words.before.search(before) and _is_side(quantity, sentence)):
            found.append(quantity)
    return found[0] if len(found) == 1 else None


def _change_of(subject: Quantity, stated: Quantity, sentence: Statement, direction: int) -> Quantity | None:
    """By how many the subject grew, told between it and the percentage."""
    words = wording().more if direction > 0 else wording().less
    found = [
        quantity
        for quantity in sentence.quantities
        if subject.stop <= quantity.begin < stated.begin
        and quantity.unit == subject.unit
        and words.search(sentence.before(quantity))
    ]
    return found[0] if len(found) == 1 else None
