"""Merged cells laid out on an exact grid, as a browser does it; and the grid built of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from audit.document import Grid, GridCell, Origin

__all__ = ["Placed", "Position", "Spanned", "Stated", "build_grid", "place"]

_WIDEST_SPAN = 100  # columns; a larger colspan means "to the end of the table"


class Spanned(NamedTuple):
    """A cell as a page states it: its text and spans. `rowspan` 0 is "to the end of the group"."""

    text: str
    rowspan: int = 1
    colspan: int = 1


class Placed(NamedTuple):
    """A cell and the rectangle it covers, from 0."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int


# As they are made by the thousand: a named tuple costs ten times as much as a plain one.
Stated = tuple[str, int, int]  # a Spanned
Position = tuple[str, int, int, int, int]  # a Placed


def place(groups: Sequence[Sequence[Sequence[Stated]]]) -> list[Position]:
    """The cells of a table, given as groups (thead, tbody …) of rows of cells, in reading order.

    No position is covered twice: a cell goes to the first free column and takes free columns only.
    No cell reaches beyond its group of rows, nor (with an absurd colspan) beyond the table.
    """
    placed: list[Position] = []
    width = 0  # of the table, told when an absurd span first asks for it
    top = 0
    for group in groups:
        taken: list[int] = []  # for each column, the first row of the table that is free below
        bottom = top + len(group)
        for row, cells in enumerate(group, start=top):
            column = 0
            for text, down, across in cells:
                while column < len(taken) and taken[column] > row:
                    column += 1
                colspan = rowspan = 1
                if across > 1:
                    if across > _WIDEST_SPAN:
                        width = width or max(_plain_width(row) for group in groups for row in group)
                    wanted = across if across <= _WIDEST_SPAN else width - column
                    colspan = _free_run(taken, column, row, wanted)
                if down > 1 or down == 0:
                    rowspan = min(down or bottom, bottom - row)
                    taken.extend([0] * (column + colspan - len(taken)))
                    taken[column : column + colspan] = [row + rowspan] * colspan
                placed.append((text, row, column, rowspan, colspan))
                column += colspan
        top = bottom
    return placed


def build_grid(placed: Sequence[Position], origin: Origin) -> Grid:
    """The grid of `placed`. `origin` is the table's own; cells add their row and column to it."""
    file, page, paragraph, grid = origin[:4]
    make = tuple.__new__  # all that Origin() and GridCell() do, without their wrapping
    cells = [
        make(
            GridCell,
            (
                text,
                row,
                column,
                make(Origin, (file, page, paragraph, grid, row + 1, column + 1, None, None)),
                rowspan,
                colspan,
                1.0,
            ),
        )
        for text, row, column, rowspan, colspan in placed
    ]
    return Grid(tuple(cells), origin)


def _plain_width(row: Sequence[Stated]) -> int:
    return sum(max(across, 1) if across <= _WIDEST_SPAN else 1 for _, _, across in row)


def _free_run(taken: Sequence[int], column: int, row: int, wanted: int) -> int:
    run = 1
    while run < wanted and (column + run >= len(taken) or taken[column + run] <= row):
        run += 1
    return run
