"""A folded sentence as percentages see it: its numbers and what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.recognise.claims.enumerations import Enumeration
from audit.recognise.claims.percentages.model import PERCENT
from audit.recognise.claims.percentages.wording import wording
from audit.recognise.claims.quantities import Quantity

__all__ = ["Statement", "is_ratio"]

_BRACKETED = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Statement:
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
        return [q for q in reversed(self.quantities) if q.stop <= before.begin and not is_ratio(q)]


def is_ratio(quantity: Quantity) -> bool:
    return quantity.unit in (PERCENT, wording().multiple)
