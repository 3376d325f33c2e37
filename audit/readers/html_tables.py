"""Tables of a page: which hold data and which lay out the page, and where each cell stands."""

from __future__ import annotations

import re

from audit.readers.html_tree import Element, inner_text, walk
from audit.readers.layout import is_layout
from audit.readers.spans import Placed, Spanned, place
from audit.text import clean

__all__ = ["read_table"]

_BLANK_LINES = re.compile(r"\n{2,}")
_DIGITS = re.compile(r"\s*(\d{1,9})")

Rows = list[list[Element]]


def read_table(table: Element) -> list[Placed] | None:
    """The cells of `table` on its grid, or None when it only lays out the page."""
    groups, nested = _own_cells(table)
    cells = [cell for group in groups for row in group for cell in row]
    own = [_text(cell, nested=False) for cell in cells]
    widest = max((len(row) for group in groups for row in group), default=0)
    if is_layout(widest, own, holds_tables=nested):
        return None
    texts = dict(zip(cells, own, strict=True))
    if nested:
        texts = {cell: _text(cell, nested=True) for cell in cells}
    return place([[[_spanned(cell, texts[cell]) for cell in row] for row in group] for group in groups])


def _own_cells(table: Element) -> tuple[list[Rows], bool]:
    """Groups of rows of the cells of `table` itself, and whether there are tables within."""
    groups: list[Rows] = [[]]
    nested = False
    events = walk(table)
    for event, element in events:
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
            if not groups[-1]:
                groups[-1].append([])
            groups[-1][-1].append(element)
    return groups, nested


def _spanned(cell: Element, text: str) -> Spanned:
    return Spanned(text, _span(cell.get("rowspan"), least=0), _span(cell.get("colspan"), least=1))


def _text(cell: Element, *, nested: bool) -> str:
    return _BLANK_LINES.sub("\n", clean(inner_text(cell, nested=nested)))


def _span(written: str | None, *, least: int) -> int:
    """A span as written; what is no number is 1, as in browsers."""
    digits = _DIGITS.match(written or "")
    return max(int(digits[1]), least) if digits else 1
