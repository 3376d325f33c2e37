"""One finding per cause: cells that fail together are gathered into maximal rectangles."""

from __future__ import annotations

from collections.abc import Iterable

from audit.expect.wording import Spot

__all__ = ["rectangles"]


def rectangles(spots: Iterable[Spot]) -> list[list[Spot]]:
    """`spots` of one table cut into rectangles, the largest first: adjacent rows times the columns
    that all of them have (which need not be adjacent). Every spot is in exactly one."""
    left: dict[int, dict[int, list[Spot]]] = {}
    for spot in spots:
        left.setdefault(spot.row_order, {}).setdefault(spot.column_order, []).append(spot)
    found = []
    while left:
        rows, columns = _largest({row: frozenset(cells) for row, cells in left.items()})
        found.append([spot for row in rows for column in sorted(columns) for spot in left[row].pop(column)])
        left = {row: cells for row, cells in left.items() if cells}
    return found


def _largest(rows: dict[int, frozenset[int]]) -> tuple[range, frozenset[int]]:
    """The rows and columns of the largest rectangle; of equal ones the first."""
    best: tuple[range, frozenset[int]] = (range(0), frozenset())
    for first in sorted(rows):
        columns, last = rows[first], first
        while columns:
            if (last - first + 1) * len(columns) > len(best[0]) * len(best[1]):
                best = (range(first, last + 1), columns)
            last += 1
            columns &= rows.get(last, frozenset())
    return best
