"""Tables of a page: which hold data and which lay out the page, and where each cell stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import starmap

from audit.readers.html_tree import Element, print_event, walk
from audit.readers.layout import is_layout
from audit.readers.spans import Position, Stated, place
from audit.text import clean

__all__ = ["read_table"]

_BLANK_LINES = re.compile(r"\n{2,}")
_GROUPS = ("thead", "tbody", "tfoot")
_PARTS = (*_GROUPS, "tr", "td", "th", "table")
_DIGITS = re.compile(r"\s*(\d{1,9})")


@dataclass(slots=True)
class _Cell:
    """A cell of a table and the pieces of its own text, without the tables within."""

    element: Element
    pieces: list[str] = field(default_factory=list)


def read_table(table: Element) -> list[Position] | None:
    """The cells of `table` on its grid, or None when it only lays out the page."""
    plain = _plain_cells(table)
    if plain is not None:
        return _read_plain(plain)
    groups, nested = _own_cells(table)
    cells = [cell for group in groups for row in group for cell in row]
    texts = [_join(cell.pieces) for cell in cells]
    if is_layout(_widest(groups), texts, holds_tables=nested):
        return None
    if nested:
        texts = [_join(starmap(print_event, walk(cell.element))) for cell in cells]
    text = iter(texts)
    return place([[[_spanned(cell.element, next(text)) for cell in row] for row in rows] for rows in groups])


def _read_plain(groups: Sequence[Sequence[Sequence[Element]]]) -> list[Position] | None:
    cells = [[list(map(_read_cell, row)) for row in rows] for rows in groups]
    texts = [text for rows in cells for row in rows for text, _, _ in row]
    return None if is_layout(_widest(cells), texts, holds_tables=False) else place(cells)


def _plain_cells(table: Element) -> list[list[list[Element]]] | None:
    """Groups of rows of the cells of a table that holds its parts as it should and no other table, as
    most do; None of any other."""
    groups: list[list[list[Element]]] = [[]]
    # Held while they are looked for: what Python holds of a page is not made anew.
    parts = list(table.iterdescendants(*_PARTS))
    found = 0
    for part in table.iterchildren(*_GROUPS, "tr"):
        rows = [part]
        if part.tag != "tr":
            rows = list(part.iterchildren("tr"))
            found += 1
            groups.append([])
        for row in rows:
            cells = list(row.iterchildren("td", "th"))
            found += 1 + len(cells)
            groups[-1].append(cells)
    return groups if found == len(parts) else None


def _read_cell(cell: Element) -> Stated:
    """What a cell prints, and its spans."""
    text = _only_text(cell)
    if text is None or "\n" in text or "\r" in text:
        text = _join(starmap(print_event, walk(cell)))
    elif text and not text.isalnum():
        text = clean(text)
    return _spanned(cell, text)


def _only_text(cell: Element) -> str | None:
    """The text of a cell that has all of it in one piece, as most have: the line breaks of blocks
    then stand around it and do not count. None when there are more pieces, or raised digits."""
    found = (cell.text or "").strip()
    element = cell
    while len(element) == 1 and not found:  # a paragraph, and seldom anything in it
        element = element[0]
        found = (element.text or "").strip()
        if (element.tail and not element.tail.isspace()) or element.tag == "sup":
            return None
    return None if len(element) else found


def _widest(groups: Sequence[Sequence[Sequence[object]]]) -> int:
    return max((len(row) for group in groups for row in group), default=0)


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
        elif element.tag in _GROUPS:
            groups.append([])
        elif element.tag == "tr":
            groups[-1].append([])
        elif element.tag in ("td", "th"):
            cell = _Cell(element)
            groups[-1] = groups[-1] or [[]]
            groups[-1][-1].append(cell)
    return groups, nested


def _spanned(cell: Element, text: str) -> Stated:
    rowspan, colspan = cell.get("rowspan"), cell.get("colspan")
    if rowspan is None and colspan is None:
        return text, 1, 1
    return text, _span(rowspan, least=0), _span(colspan, least=1)


def _join(pieces: Iterable[str]) -> str:
    return _BLANK_LINES.sub("\n", clean("".join(pieces)))


def _span(written: str | None, *, least: int) -> int:
    """A span as written; what is no number is 1, as in browsers."""
    digits = _DIGITS.match(written or "")
    return max(int(digits[1]), least) if digits else 1
