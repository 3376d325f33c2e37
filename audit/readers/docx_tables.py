"""Tables of Word: where each cell stands, with its merges resolved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from audit.readers.docx_markup import Element, Named, attribute, children, is_switched_on, properties, whole
from audit.readers.spans import Position

__all__ = ["Cell", "Row", "place_cells", "read_rows"]

_MOST_COLUMNS = 63  # Word's own limit; files that state more are broken
_CONTINUES = ("continue", "")


class Cell(NamedTuple):
    """A cell as Word states it: what is in it, its width in grid units, whether a vertical merge is open
    in it, and whether it goes on with the cell above or before."""

    content: list[Named]
    width: int = 1
    merges: bool = False
    goes_on_above: bool = False
    goes_on_before: bool = False


class Row(NamedTuple):
    """A row: the grid units left empty before its first cell, and its cells."""

    before: int
    cells: list[Cell]


def read_rows(table: Element) -> list[Row]:
    """The rows of `table` that are printed, each with its cells."""
    rows = []
    for kind, row in children(table):
        if kind != "tr":
            continue
        inside = children(row)
        marks = properties(inside, "trPr")
        if "del" not in marks and not is_switched_on(marks.get("hidden")):
            before = min(whole(marks.get("gridBefore")) or 0, _MOST_COLUMNS)
            rows.append(Row(before, [_read_cell(cell) for kind, cell in inside if kind == "tc"]))
    return rows


def _read_cell(cell: Element) -> Cell:
    content = children(cell)
    marks = properties(content, "tcPr")
    if not marks:  # as most
        return Cell(content)
    down, across = marks.get("vMerge"), marks.get("hMerge")
    width = whole(marks["gridSpan"]) if "gridSpan" in marks else None
    return Cell(
        content, min(max(width or 1, 1), _MOST_COLUMNS), down is not None, _goes_on(down), _goes_on(across)
    )


def _goes_on(mark: Element | None) -> bool:
    return mark is not None and (attribute(mark, "val") or "") in _CONTINUES


def place_cells(rows: Sequence[Row], texts: Sequence[str]) -> list[Position]:
    """The cells on their grid, each once, at its corner. `texts` holds what each says, in order.

    Word states columns in grid units (`gridBefore`, `gridSpan`) and marks the cells that go on with
    the one above (`vMerge`) or before (`hMerge`). A mark that has nothing to go on with is ignored.
    """
    placed: list[Position] = []
    above: dict[int, int] = {}  # column -> index in `placed` of a vertical merge open there
    text = iter(texts)
    for number, (before, cells) in enumerate(rows):
        column = before
        still_open: dict[int, int] = {}
        first = len(placed)
        for _, width, merges, goes_on_above, goes_on_before in cells:
            says = next(text)
            index = above.get(column, -1)
            if goes_on_before and len(placed) > first:
                placed[-1] = _grown(placed[-1], columns=width)
            elif goes_on_above and index >= 0 and placed[index][4] == width:
                placed[index] = _grown(placed[index], rows=1)
                still_open[column] = index
            else:
                placed.append((says, number, column, 1, width))
                if merges:
                    still_open[column] = len(placed) - 1
            column += width
        above = still_open
    return placed


def _grown(cell: Position, *, rows: int = 0, columns: int = 0) -> Position:
    text, row, column, rowspan, colspan = cell
    return text, row, column, rowspan + rows, colspan + columns
