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
    edges = [_edges(lines) for lines in pages]
    found = {line for lines in edges for line in lines if _is_page_number(line, len(pages))}
    found.update(_counting(edges))
    for line in (line for lines in edges for line in lines):
        words = _masked(line)
        if words in ("", "#") or not any(map(str.isalpha, words)) or is_label(line.text):
            continue
        again = {other.page for lines in edges for other in lines if _is_again(line, other, words)}
        if len(again) >= max(2, len(pages) / 2):
            found.add(line)
    return found


def _edges(lines: Sequence[Line]) -> list[Line]:
    return list(lines) if len(lines) <= 2 * _EDGE else [*lines[:_EDGE], *lines[-_EDGE:]]


def _is_page_number(line: Line, count: int) -> bool:
    folded = fold(line.text)
    counted = _OF.fullmatch(folded)
    if counted is not None:
        return (int(counted["number"]), int(counted["count"])) == (line.page, count)
    return _DECORATED.fullmatch(folded) is not None


def _counting(edges: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """Bare numbers that count with the pages, at one height."""
    bare = [line for lines in edges for line in lines if _BARE.fullmatch(fold(line.text))]
    for line in bare:
        ahead = int(fold(line.text)) - line.page
        again = {
            other.page
            for other in bare
            if int(fold(other.text)) - other.page == ahead and _same_height(line, other)
        }
        if len(again) >= max(2, len(edges) / 2):
            yield line


def _is_again(line: Line, other: Line, words: str) -> bool:
    return _same_height(line, other) and _masked(other) == words


def _same_height(line: Line, other: Line) -> bool:
    return abs(line.baseline - other.baseline) <= _SAME_HEIGHT


def _masked(line: Line) -> str:
    return _DIGITS.sub("#", fold(line.text))
