"""Tables out of rules: which rules make a table, where its cells are, and what stands in them.

The outer edge of a table is a wall even where it is not drawn: after a page break, or where a form is
open at its sides. Where a page break cuts a row, no edge is drawn, and what is cut hangs together by
nothing but its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audit.readers.pdf.characters import group_lines, join_texts, line_text
from audit.readers.pdf.geometry import NEAR, Box, cluster, nearest
from audit.readers.pdf.letters import Letters, Lines
from audit.readers.pdf.rules import Rule, Rules
from audit.text import clean

__all__ = ["Area", "Frame", "TableCell", "find_frames", "read_cells"]

# Points between the ends of rules that meet. A table that stands in a cell of another is further off.
_TOUCH = 0.6
_SPARE = 12.0  # points below the last row of a page, too low for another


class Area(NamedTuple):
    """The rectangle of positions (from 0) that a cell covers."""

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Frame:
    """The drawn part of a table: the lines between its columns (`xs`) and rows (`ys`), both ends
    included, and its cells in reading order, which cover every position once. `open_above` and
    `open_below`: no rule is drawn along that edge."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]
    open_above: bool = False
    open_below: bool = False

    @property
    def box(self) -> Box:
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


class TableCell(NamedTuple):
    """A cell with its text in one line, the page on which the text begins, and how sure the text is."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int
    page: int
    confidence: float = 1.0


def find_frames(rules: Rules) -> list[Frame]:
    """The tables that the rules draw, from the top of the page down; a frame around a single cell is
    none."""
    frames = [frame for part in _connected(rules) if (frame := _frame(part)) is not None]
    return sorted(frames, key=lambda frame: (frame.ys[0], frame.xs[0]))


def _connected(rules: Rules) -> Iterator[Rules]:
    """The rules in groups that touch or cross."""
    across, down = rules.horizontal, rules.vertical
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    heights = [rule.at for rule in across]
    for number, rule in enumerate(down, start=len(across)):
        first = bisect_left(heights, rule.start - _TOUCH)
        for index in range(first, bisect_right(heights, rule.end + _TOUCH)):
            if across[index].start - _TOUCH <= rule.at <= across[index].end + _TOUCH:
                parent[root(number)] = root(index)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate((*across, *down)):
        groups.setdefault(root(index), ([], []))[index >= len(across)].append(rule)
    loose = [rule for horizontal, vertical in groups.values() if not horizontal for rule in vertical]
    parts = [Rules(tuple(found[0]), tuple(found[1])) for found in groups.values() if all(found)]
    for part in _put_together(parts):
        beside = [rule for rule in loose if _runs_along(rule, part)]
        yield Rules(part.horizontal, tuple(sorted([*part.vertical, *beside]))) if beside else part


def _runs_along(rule: Rule, part: Rules) -> bool:
    """Whether an upright rule that touches no other runs from the top of a table to its end: the side of
    a cell that goes over the whole page (the vertical label of a form)."""
    top = min(other.start for other in part.vertical)
    bottom = max(other.end for other in part.vertical)
    return abs(rule.start - top) <= NEAR and abs(rule.end - bottom) <= _SPARE


def _put_together(parts: Sequence[Rules]) -> list[Rules]:
    """The groups, those made one that a page break parted: both are open above at one height, one lies
    between the sides of the other, and its columns are columns of that."""
    found: list[Rules] = []
    for part in sorted(parts, key=_width, reverse=True):
        place = next((n for n, other in enumerate(found) if _is_of_one_break(other, part)), None)
        if place is None:
            found.append(part)
            continue
        whole = found[place]
        found[place] = Rules(
            tuple(sorted(whole.horizontal + part.horizontal)), tuple(sorted(whole.vertical + part.vertical))
        )
    return found


def _is_of_one_break(whole: Rules, part: Rules) -> bool:
    top, start = (min(rule.start for rule in rules.vertical) for rules in (whole, part))
    if abs(top - start) > NEAR or not (_is_open(whole, top) and _is_open(part, start)):
        return False
    (left, right), (first, last) = _sides(whole), _sides(part)
    if first < left - NEAR or last > right + NEAR:
        return False
    columns = [rule.at for rule in whole.vertical]
    return all(abs(columns[nearest(columns, rule.at)] - rule.at) <= NEAR for rule in part.vertical)


def _is_open(rules: Rules, edge: float) -> bool:
    """Whether no rule is drawn along an edge (y) of a table."""
    return not any(abs(rule.at - edge) <= NEAR for rule in rules.horizontal)


def _sides(rules: Rules) -> tuple[float, float]:
    return min(rule.start for rule in rules.horizontal), max(rule.end for rule in rules.horizontal)


def _width(rules: Rules) -> float:
    left, right = _sides(rules)
    return right - left


def _frame(rules: Rules) -> Frame | None:
    across, down = rules.horizontal, rules.vertical
    xs = cluster([rule.at for rule in down] + [min(r.start for r in across), max(r.end for r in across)])
    ys = cluster([rule.at for rule in across] + [min(r.start for r in down), max(r.end for r in down)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    areas = tuple(_areas(_walls(across, ys, xs), _walls(down, xs, ys), rows, columns))
    if len(areas) < 2:
        return None
    return Frame(tuple(xs), tuple(ys), areas, _is_open(rules, ys[0]), _is_open(rules, ys[-1]))


def _walls(rules: Sequence[Rule], lines: Sequence[float], steps: Sequence[float]) -> list[list[bool]]:
    """For each of `lines` and each interval between `steps`, whether rules cover most of it."""
    walls = [[False] * (len(steps) - 1) for _ in lines]
    walls[0] = [True] * (len(steps) - 1)
    walls[-1] = [True] * (len(steps) - 1)
    for rule in rules:
        first = max(bisect_right(steps, rule.start) - 1, 0)
        end = min(bisect_left(steps, rule.end), len(steps) - 1)
        if first < end and not _covers_most(rule, steps[first], steps[first + 1]):
            first += 1
        if first < end and not _covers_most(rule, steps[end - 1], steps[end]):
            end -= 1
        if first < end:
            walls[nearest(lines, rule.at)][first:end] = [True] * (end - first)
    return walls


def _covers_most(rule: Rule, start: float, end: float) -> bool:
    return min(rule.end, end) - max(rule.start, start) > (end - start) / 2


def _areas(
    above: Sequence[Sequence[bool]], left: Sequence[Sequence[bool]], rows: int, columns: int
) -> Iterator[Area]:
    """The cells between the walls. `above[row][column]` is the wall over a position, `left[column][row]`
    the one before it. A cell takes what is open to its right, then the rows open below all of that."""
    free = [[True] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if not free[row][column]:
                continue
            if left[column + 1][row] and above[row + 1][column]:  # nearly always
                yield Area(row, column)
                continue
            right = column + 1
            while right < columns and not left[right][row] and free[row][right]:
                right += 1
            bottom = row + 1
            while bottom < rows and not any(above[bottom][column:right]):
                bottom += 1
            for taken in range(row, bottom):
                free[taken][column:right] = [False] * (right - column)
            yield Area(row, column, bottom - row, right - column)


def read_cells(frame: Frame, letters: Letters, page: int) -> tuple[tuple[TableCell, ...], Letters]:
    """The cells of a frame with the characters whose middle stands in each, and the characters that
    stand outside of the frame."""
    x, y = letters.middles
    inside = frame.box.holding(x, y)
    rows = np.searchsorted(frame.ys[1:-1], y[inside], side="right")
    columns = np.searchsorted(frame.xs[1:-1], x[inside], side="right")
    texts = _cell_texts(letters.pick(inside), _owners(frame)[rows, columns])
    cells = tuple(TableCell(texts.get(number, ""), *area, page) for number, area in enumerate(frame.areas))
    return cells, letters.pick(~inside)


def _owners(frame: Frame) -> NDArray[np.int64]:
    """The number of the cell that covers each position."""
    owners = np.zeros((len(frame.ys) - 1, len(frame.xs) - 1), dtype=np.int64)
    rows, columns, rowspans, colspans = np.array(frame.areas).T
    owners[rows, columns] = np.arange(len(rows))
    for number in np.flatnonzero((rowspans > 1) | (colspans > 1)).tolist():
        row, column, rowspan, colspan = frame.areas[number]
        owners[row : row + rowspan, column : column + colspan] = number
    return owners


def _cell_texts(letters: Letters, owners: NDArray[np.int64]) -> dict[int, str]:
    """Number of a cell that is not blank -> what it says; `owners` has the number for each letter. The
    width of a cell broke its lines, so they are put together as they stand; two words in Latin letters
    keep a space between them."""
    texts: dict[int, str] = {}
    if letters.turns.any():
        turned = np.unique(owners[letters.turns != 0])
        for owner in turned.tolist():
            texts[owner] = join_texts(map(line_text, group_lines(letters.pick(owners == owner))))
        straight = ~np.isin(owners, turned)
        letters, owners = letters.pick(straight), owners[straight]
    lines = Lines.of(letters, owners)
    for owner, said in groupby(zip(lines.owners.tolist(), lines.texts, strict=True), key=itemgetter(0)):
        found = [text for _, text in said if text != " "]
        texts[owner] = clean(found[0]) if len(found) == 1 else join_texts(found)
    return texts
