"""Tables of a page: which hold data and which lay out the page, and where each cell stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import starmap

from audit.readers.html_tree import Element, print_event, walk
from audit.readers.layout import is_layout
from audit.readers.spans import Placed, Spanned, place
from audit.text import clean

__all__ = ["read_table"]

_BLANK_LINES = re.compile(r"\n{2,}")
_DIGITS = re.compile(r"\s*(\d{1,9})")


@dataclass(slots=True)
class _Cell:
    """A cell of a table and the pieces of its own text, without the tables within."""

    element: Element
    pieces: list[str] = field(default_factory=list)


def read_table(table: Element) -> list[Placed] | None:
    """The cells of `table` on its grid, or None when it only lays out the page."""
    groups, nested = _own_cells(table)
    cells = [cell for group in groups for row in group for cell in row]
    texts = [_join(cell.pieces) for cell in cells]
    widest = max((len(row) for group in groups for row in group), default=0)
    if is_layout(widest, texts, holds_tables=nested):
        return None
    if nested:
        texts = [_join(starmap(print_event, walk(cell.element))) for cell in cells]
    text = iter(texts)
    return place([[[_spanned(cell.element, next(text)) for cell in row] for row in rows] for rows in groups])


def _own_cells(table: Element) -> tuple[list[list[list[_Cell]]], bool]:
    """Groups of rows of the cells of `table` itself, and whether there are tables within."""
    groups: list[list[list[_Cell]]] = [[]]
    nested = False
    cell = outside = _Cell(table)
    events = walk(table)
    for event, element in events:
        cell.pieces.append(print_event(event, element))
        if event == "end" and element is cell.element:
            cell = outside
        if event != "start" or element is table:
            continue
        if element.tag == "table":
            nested = True
            events.send("skip")
        elif element.tag in ("thead", "tbody", "tfoot"):
            groups.append([])
        elif element.tag == "tr":
            groups[-1].append([])
        elif element.tag in ("td", "th"):
            cell = _Cell(element)
            groups[-1] = groups[-1] or [[]]
            groups[-1][-1].append(cell)
    return groups, nested


def _spanned(cell: Element, text: str) -> Spanned:
    return Spanned(text, _span(cell.get("rowspan"), least=0), _span(cell.get("colspan"), least=1))


def _join(pieces: Iterable[str]) -> str:
    return _BLANK_LINES.sub("\n", clean("".join(pieces)))


def _span(written: str | None, *, least: int) -> int:
    """A span as written; what is no number is 1, as in browsers."""
    digits = _DIGITS.match(written or "")
    return max(int(digits[1]), least) if digits else 1
