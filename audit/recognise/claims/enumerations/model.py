"""What a list of numbers says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.recognise.claims.quantities import Quantity
from audit.recognise.claims.rounding import interval

__all__ = ["Enumeration", "Severity"]

Severity = Literal["critical", "warning"]


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A total and the parts that it is said to have (RULES N-SUM-01).

    `low` to `high` is what the parts admit as their total: their sum, without an upper end when the list
    says itself that it is not complete. `whole` is whether the list claims to leave nothing out.
    `severity` is the most that a difference is worth. `reason`, in Chinese, says why the list cannot be
    judged; "" when it can. Offsets are those of the quantities, in the sentence as printed.
    """

    total: Quantity
    parts: tuple[Quantity, ...]
    whole: bool
    low: float
    high: float
    severity: Severity
    reason: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the total may be what the parts add up to."""
        low, high = interval(self.total)
        return low <= self.high and self.low <= high

    @property
    def fails(self) -> bool:
        """Whether the list can be judged and does not add up."""
        return not self.reason and not self.agrees

    @property
    def marks(self) -> tuple[tuple[int, int], ...]:
        """Where the total and its parts stand in the sentence, in that order of the text."""
        return tuple(sorted((quantity.start, quantity.end) for quantity in (self.total, *self.parts)))

    @property
    def start(self) -> int:
        """Where the first of its numbers begins in the sentence."""
        return self.marks[0][0]

    @property
    def end(self) -> int:
        """Where the last of its numbers ends in the sentence."""
        return self.marks[-1][1]
