"""A percentage and the numbers that it is told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.recognise.claims.percentages.ranges import SLACK, growth_range
from audit.recognise.claims.quantities import Quantity

__all__ = ["PERCENT", "Percentage"]

PERCENT = "%"


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
        factor = 1 if self.stated.unit == PERCENT else 100
        return self.stated.low * factor, self.stated.high * factor

    @property
    def agrees(self) -> bool | None:
        """Whether the percentage is right; None when the sentence cannot tell."""
        if self.low is None or self.high is None:
            return None
        low, high = self.percent
        return low <= self.high + SLACK and self.low - SLACK <= high

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Where the numbers concerned stand in the sentence."""
        numbers = (self.stated, self.subject, self.base, self.change)
        return tuple(sorted({(number.start, number.end) for number in numbers if number is not None}))

    def expect(self, base: float) -> tuple[float, float] | None:
        """The percentages that are right for a growth since `base` (last year's cell); None when a
        percentage of it says nothing (a base of zero)."""
        return growth_range(self.subject, (base, base), self.direction, self.decimals)
