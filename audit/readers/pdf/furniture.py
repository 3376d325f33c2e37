"""What a page prints around the text: page numbers, running heads and feet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.readers.pdf.lines import Line
from audit.readers.pdf.wording import is_label
from audit.text import fold

__all__ = ["find_furniture"]

_EDGE = 2  # lines at the top and at the bottom that may be furniture
_SAME_HEIGHT = 4.0  # points
_DIGITS = re.compile(r"\d+")
_BARE = re.compile(r"\d{1,3}")
_DECORATED = re.compile(r"[-—–─·•~]+\d{1,3}[-—–─·•~]+|第\d{1,3}页(?:[,/]?共\d{1,3}页)?")
_OF = re.compile(r"(?P<number>\d{1,3})/(?P<count>\d{1,3})")


def find_furniture(pages: Sequence[Sequence[Line]]) -> set[Line]:
    """The lines that are no part of the text. `pages`: for each page its lines that stand above or
    below everything else on it, or between text (never inside a table), from the top down.

    A dressed number (- 3 -, 第3页) is a page's own. Anything else must come again at the same height:
    a bare number counting with the pages, words on half of the pages at least.
    """
    edges = [line for lines in pages for line in _edges(lines)]
    folded = {line: fold(line.text) for line in edges}
    found = {line for line in edges if _is_page_number(folded[line], line.page, len(pages))}
    alike: dict[str, list[Line]] = {}
    for line in edges:
        alike.setdefault(_likeness(folded[line], line.page), []).append(line)
    for likeness, lines in alike.items():
        if likeness and len(lines) > 1 and not is_label(likeness):
            found.update(_repeated(lines, max(2, len(pages) / 2)))
    return found


def _edges(lines: Sequence[Line]) -> list[Line]:
    return list(lines) if len(lines) <= 2 * _EDGE else [*lines[:_EDGE], *lines[-_EDGE:]]


def _is_page_number(folded: str, page: int, count: int) -> bool:
    counted = _OF.fullmatch(folded)
    if counted is not None:
        return (int(counted["number"]), int(counted["count"])) == (page, count)
    return _DECORATED.fullmatch(folded) is not None


def _likeness(folded: str, page: int) -> str:
    """What repeated lines have in common: their words without numbers, or how far a bare number is
    ahead of the page's. Empty for what may repeat by chance."""
    if _BARE.fullmatch(folded):
        return f"+{int(folded) - page}"
    masked = _DIGITS.sub("#", folded)
    return masked if any(map(str.isalpha, masked)) else ""


def _repeated(lines: Sequence[Line], often: float) -> Iterator[Line]:
    """Those of `lines` that come at the same height on so many pages."""
    for line in lines:
        again = {other.page for other in lines if abs(line.baseline - other.baseline) <= _SAME_HEIGHT}
        if len(again) >= often:
            yield line
