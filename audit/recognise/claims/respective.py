"""Figures told one by one of several things: 制发、废止、现行有效数分别为 2 件、0 件和 7 件."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from audit.recognise.claims.quantities import Quantity

__all__ = ["find_respective"]


@dataclass(frozen=True, slots=True)
class _Wording:
    hint: re.Pattern[str]
    word: re.Pattern[str]
    names: re.Pattern[str]
    joint: re.Pattern[str]
    breaks: str


def find_respective(text: str, quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, str]]:
    """Each quantity of the folded `text` that belongs to one of the names before 分别为, with the words that
    say what it is about: the first name, which often holds what all share, and its own, the figure as #."""
    wording = _wording()
    if not wording.hint.search(text):
        return
    for match in wording.word.finditer(text):
        start = max((text.rfind(mark, 0, match.start()) for mark in wording.breaks), default=-1) + 1
        names = wording.names.split(text[start : match.start()])
        figures = _in_a_row(quantities, match.end(), text)
        if len(names) > 1 and len(names) == len(figures):
            done = match["done"] or ""
            yield figures[0], f"{names[0]}{done}#"
            yield from (
                (figure, f"{names[0]},{name}{done}#")
                for figure, name in zip(figures[1:], names[1:], strict=True)
            )


def _in_a_row(quantities: Sequence[Quantity], start: int, text: str) -> list[Quantity]:
    """The quantities from `start` on with nothing but 、 or 和 between them."""
    joint = _wording().joint
    row: list[Quantity] = []
    for quantity in quantities:
        if quantity.begin >= start and joint.fullmatch(text, row[-1].stop if row else start, quantity.begin):
            row.append(quantity)
        elif row:
            break
    return row


@cache
def _wording() -> _Wording:
    path = resources.files("audit") / "recognise" / "claims" / "respective.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))
    patterns = {name: re.compile(entries[name]) for name in ("hint", "word", "names", "joint")}
    return _Wording(breaks=entries["breaks"], **patterns)
