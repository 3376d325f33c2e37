"""Figures told one by one of several things: 制发、废止、现行有效数分别为 2 件、0 件和 7 件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.recognise.claims.quantities import Quantity

__all__ = ["find_respective"]

_WORD = re.compile(r"各?分别(?:为|是|有|达到?|共)*")
_JOINT = re.compile(r"[、,和与及]*")
_NAMES = re.compile(r"、|和|与|及|以及")
_BREAKS = ",;。:()"


def find_respective(text: str, quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, str]]:
    """Each quantity of the folded `text` that belongs to one of the names before 分别为, with the words that
    say what it is about: the first name, which often holds what all share, and its own, the figure as #."""
    if "分别" not in text:
        return
    for match in _WORD.finditer(text):
        start = max((text.rfind(mark, 0, match.start()) for mark in _BREAKS), default=-1) + 1
        names = _NAMES.split(text[start : match.start()])
        figures = _in_a_row(quantities, match.end(), text)
        if len(names) > 1 and len(names) == len(figures):
            yield figures[0], f"{names[0]}#"
            yield from (
                (figure, f"{names[0]},{name}#") for figure, name in zip(figures[1:], names[1:], strict=True)
            )


def _in_a_row(quantities: Sequence[Quantity], start: int, text: str) -> list[Quantity]:
    """The quantities from `start` on with nothing but 、 or 和 between them."""
    row: list[Quantity] = []
    for quantity in quantities:
        if quantity.begin >= start and _JOINT.fullmatch(text, row[-1].stop if row else start, quantity.begin):
            row.append(quantity)
        elif row:
            break
    return row
