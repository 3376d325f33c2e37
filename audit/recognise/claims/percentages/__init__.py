"""Percentages that a sentence states: growth and shares, with the numbers that confirm them or do not.

A percentage is judged only where its words leave no doubt what it is a percentage of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.recognise.claims.enumerations import Enumeration
from audit.recognise.claims.percentages.growth import read_growth
from audit.recognise.claims.percentages.model import PERCENT, Percentage
from audit.recognise.claims.percentages.ranges import percent_matches, percent_range
from audit.recognise.claims.percentages.shares import read_share
from audit.recognise.claims.percentages.statement import Statement, is_ratio
from audit.recognise.claims.percentages.wording import wording
from audit.recognise.claims.quantities import Quantity
from audit.recognise.sentences import Folded, fold_tracked

__all__ = ["Percentage", "find_percentages", "percent_matches", "percent_range"]


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
    if len(quantities) < 2 or not units & {PERCENT, wording().multiple}:
        return ()
    text = (folded or fold_tracked(sentence)).text
    return tuple(_find(Statement(text, tuple(quantities), tuple(enumerations))))


def _find(sentence: Statement) -> Iterator[Percentage]:
    for quantity in sentence.quantities:
        if is_ratio(quantity):
            found = read_growth(quantity, sentence) or read_share(quantity, sentence)
            if found is not None:
                yield found
