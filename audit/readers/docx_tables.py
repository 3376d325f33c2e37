"""Tables of Word: where each cell stands, with its merges resolved."""

from __future__ import annotations

from collections.abc import Mapping

from audit.readers.docx_markup import Element, child, children, is_on, name, number, value
from audit.readers.spans import Placed

__all__ = ["own_rows", "place_cells"]

_MOST_COLUMNS = 63  # Word's own limit; files that state more are broken
_CONTINUES = ("continue", "")

Rows = list[tuple[Element, list[Element]]]


def own_rows(table: Element) -> Rows:
    """The rows of `table` that are printed, each with its cells."""
    return [
        (row, [cell for cell in children(row) if name(cell) == "tc"])
        for row in children(table)
        if name(row) == "tr" and child(row, "trPr", "del") is None and not is_on(row, "trPr", "hidden")
    ]


def place_cells(rows: Rows, texts: Mapping[Element, str]) -> list[Placed]:
    """The cells on their grid, each once, at its corner. `texts` holds what each says.

    Word states columns in grid units (`gridBefore`, `gridSpan`) and marks the cells that go on with
    the one above (`vMerge`) or before (`hMerge`). A mark that has nothing to go on with is ignored.
    """
    placed: list[Placed] = []
    above: dict[int, int] = {}  # column -> index in `placed` of a vertical merge open there
    for row, (markup, cells) in enumerate(rows):
        column = min(number(markup, "trPr", "gridBefore") or 0, _MOST_COLUMNS)
        still_open: dict[int, int] = {}
        first = len(placed)
        for cell in cells:
            width = min(max(number(cell, "tcPr", "gridSpan") or 1, 1), _MOST_COLUMNS)
            index = above.get(column, -1)
            if _is_merged(cell, "hMerge") and len(placed) > first:
                placed[-1] = _grown(placed[-1], columns=width)
            elif _is_merged(cell, "vMerge") and index >= 0 and placed[index].colspan == width:
                placed[index] = _grown(placed[index], rows=1)
                still_open[column] = index
            else:
                placed.append(Placed(texts[cell], row, column, 1, width))
                if child(cell, "tcPr", "vMerge") is not None:
                    still_open[column] = len(placed) - 1
            column += width
        above = still_open
    return placed


def _is_merged(cell: Element, mark: str) -> bool:
    return child(cell, "tcPr", mark) is not None and (value(cell, "tcPr", mark) or "") in _CONTINUES


def _grown(cell: Placed, *, rows: int = 0, columns: int = 0) -> Placed:
    return Placed(cell.text, cell.row, cell.column, cell.rowspan + rows, cell.colspan + columns)
