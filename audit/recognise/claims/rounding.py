"""What a printed number may stand for."""

from __future__ import annotations

from audit.recognise.claims.quantities import Quantity

__all__ = ["interval"]


def interval(quantity: Quantity) -> tuple[float, float]:
    """The values that `quantity` may stand for: those that its words admit, and for 1.2 万 what is
    rounded or cut to it."""
    if quantity.factor == 1 or not quantity.is_exact:
        return quantity.low, quantity.high
    step = quantity.factor / 10**quantity.decimals
    return quantity.low - step / 2, quantity.high + step
