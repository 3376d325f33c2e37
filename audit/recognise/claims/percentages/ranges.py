"""What a percentage of two numbers may read: rounded or cut, and of numbers that are intervals."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from math import isfinite

from audit.recognise.claims.percentages.wording import wording
from audit.recognise.claims.quantities import Quantity
from audit.recognise.claims.rounding import interval

__all__ = ["SLACK", "growth_range", "percent_matches", "percent_range", "share_range"]

_HUNDRED = Decimal(100)
SLACK = 1e-9  # what floating point adds


def percent_range(decimals: int, numerator: float, base: float) -> tuple[float, float]:
    """The percentages that are right for `numerator` of `base`, which is not zero: from the one cut to
    `decimals` digits to the rounded one, and at least 0.05 of a point to each side."""
    exact = Decimal(str(numerator)) * _HUNDRED / Decimal(str(base))
    digit = Decimal(1).scaleb(-decimals)
    rounded = [(exact / digit).quantize(Decimal(1), how) * digit for how in (ROUND_DOWN, ROUND_HALF_UP)]
    rounding = Decimal(str(wording().rounding))
    return float(min(*rounded, exact - rounding)), float(max(*rounded, exact + rounding))


def percent_matches(stated: float, decimals: int, numerator: float, base: float) -> bool:
    """Whether `stated` percent, printed with `decimals` digits after the point, is `numerator` of
    `base`, rounded or cut. Nothing is a percentage of zero."""
    if not base:
        return False
    low, high = percent_range(decimals, numerator, base)
    return low - SLACK <= stated <= high + SLACK


def growth_range(
    subject: Quantity, base: tuple[float, float], direction: int, decimals: int
) -> tuple[float, float] | None:
    """The percentages that are right for `subject` to have grown (`direction` 1) or fallen (-1) from
    somewhere within `base`; None when a percentage of that says nothing."""
    if base[0] <= 0 or not all(map(isfinite, (*base, subject.low, subject.high))):
        return None
    ends = [
        percent_range(decimals, direction * (number - before), before)
        for number in interval(subject)
        for before in base
    ]
    return min(low for low, _ in ends), max(high for _, high in ends)


def share_range(part: Quantity, whole: Quantity, decimals: int) -> tuple[float, float] | None:
    """The percentages that are right for `part` of `whole`; None when a percentage of that says nothing."""
    (low, high), (least, most) = interval(part), interval(whole)
    if least <= 0 or not all(map(isfinite, (low, high, least, most))):
        return None
    return percent_range(decimals, low, most)[0], percent_range(decimals, high, least)[1]
