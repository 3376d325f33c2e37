"""Tables of a binary Word document: which paragraphs stand in which cell, and where each cell stands
([MS-DOC] 2.4.3 to 2.4.5, 2.9.321)."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from audit.readers.spans import Placed
from audit.readers.word97.properties import Properties

__all__ = ["Cell", "Paragraph97", "Row", "Table", "ends_cell", "gather", "place_cells"]

_IN_TABLE, _ROW_END, _DEPTH = 0x2416, 0x2417, 0x6649
_INNER_CELL, _INNER_ROW_END = 0x244B, 0x244C
_DEFINITION, _VERTICAL, _HORIZONTAL, _WIDTHS = 0xD608, 0xD62B, 0x5624, 0x7623
_CELL_MARK = "\x07"
_DESCRIPTOR = 20  # bytes for each cell of a definition
_CONTINUES, _RESTARTS = 1, 3
_MOST_COLUMNS = 64
_DEEPEST = 20
_TOLERANCE = 30  # twentieths of a point, half a millimetre: edges nearer than that are one


@dataclass(frozen=True, slots=True)
class Paragraph97:
    """A paragraph as printed, with its automatic number, and the character and properties of its end.
    `pictures`: how many hang on it."""

    text: str
    pictures: int
    mark: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class Cell:
    items: list[Paragraph97 | Table]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells and where their edges are (one more than cells, in twentieths of a point, or none when the
    file does not say so for certain), and how each is merged: with the one before, with those above."""

    cells: list[Cell]
    edges: tuple[int, ...]
    horizontal: tuple[bool, ...]
    vertical: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[Row]


@dataclass(slots=True)
class _Open:
    """A table that is being read."""

    rows: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    items: list[Paragraph97 | Table] = field(default_factory=list)


def ends_cell(mark: str, properties: Properties) -> bool:
    """Whether a paragraph with this mark is the last of a cell, or ends a row."""
    return mark == _CELL_MARK or bool(properties.number(_INNER_CELL)) or _ends_row(properties)


def _ends_row(properties: Properties) -> bool:
    return bool(properties.number(_ROW_END) or properties.number(_INNER_ROW_END))


def gather(paragraphs: Iterable[Paragraph97]) -> list[Paragraph97 | Table]:
    """The paragraphs in reading order, those of tables gathered in their tables."""
    stack = [_Open()]
    for paragraph in paragraphs:
        properties = paragraph.properties
        depth = properties.number(_DEPTH) or properties.number(_IN_TABLE)
        depth = min(depth, _DEEPEST) if properties.number(_IN_TABLE) else 0
        while len(stack) - 1 > depth:
            _close(stack)
        while len(stack) - 1 < depth:
            stack.append(_Open())
        holder = stack[-1]
        if depth and _ends_row(properties):
            holder.rows.append(_row(holder.cells, properties))
            holder.cells, holder.items = [], []
            continue
        holder.items.append(paragraph)
        if depth and ends_cell(paragraph.mark, properties):
            holder.cells.append(Cell(holder.items))
            holder.items = []
    while len(stack) > 1:
        _close(stack)
    return stack[0].items


def _close(stack: list[_Open]) -> None:
    """The innermost table ends. What it holds after its last row stands behind it."""
    done = stack.pop()
    if done.rows:
        stack[-1].items.append(Table(done.rows))
    stack[-1].items += [item for cell in done.cells for item in cell.items] + done.items


def _row(cells: list[Cell], properties: Properties) -> Row:
    edges: list[int] = []
    horizontal: list[bool] = []
    vertical: list[int] = []
    for code, operand in properties.in_order:
        if code == _DEFINITION and operand:
            count = min(operand[0], _MOST_COLUMNS)
            edges = list(struct.unpack_from(f"<{count + 1}h", operand, 1))
            flags = [_flags(operand, 1 + 2 * (operand[0] + 1) + _DESCRIPTOR * n) for n in range(count)]
            horizontal = [flag & 3 > 1 for flag in flags]
            vertical = [flag >> 5 & 3 for flag in flags]
        elif code == _VERTICAL and len(operand) >= 2 and operand[0] < len(vertical):
            vertical[operand[0]] = operand[1] & 3
        elif code == _HORIZONTAL and len(operand) == 2:
            for index in range(operand[0] + 1, min(operand[1], len(horizontal))):
                horizontal[index] = True
        elif code == _WIDTHS and len(operand) == 4:
            _widen(edges, operand[0], operand[1], int.from_bytes(operand[2:], "little"))
    if len(edges) != len(cells) + 1 or any(left > right for left, right in pairwise(edges)):
        edges = []
    return Row(cells, tuple(edges), tuple(horizontal), tuple(vertical))


def _flags(operand: bytes, at: int) -> int:
    """Merges of a cell; a definition may leave out the last descriptors."""
    return int.from_bytes(operand[at : at + 2], "little")


def _widen(edges: list[int], first: int, last: int, width: int) -> None:
    """Cells `first` to `last` get the same width, and those behind move along."""
    for index in range(first, min(last, len(edges) - 1)):
        change = edges[index] + width - edges[index + 1]
        edges[index + 1 :] = [edge + change for edge in edges[index + 1 :]]


# --------------------------------------------------------------------------------------- positions


def place_cells(table: Table, texts: Sequence[Sequence[str]]) -> tuple[list[Placed], bool]:
    """The cells on their grid, each once, at its corner, and whether the columns are exact: they are
    ordinals where a row does not say where its cells end. `texts` holds what each cell says."""
    columns = _columns(table)
    placed: list[Placed] = []
    above: dict[int, int] = {}
    for number, (row, said) in enumerate(zip(table.rows, texts, strict=True)):
        still_open: dict[int, int] = {}
        first = len(placed)
        for index, text in enumerate(said):
            if columns is None:
                placed.append(Placed(text, number, index, 1, 1))
                continue
            left, right = columns[row.edges[index]], columns[row.edges[index + 1]]
            merge = row.vertical[index]
            upper = above.get(left, -1)
            if row.horizontal[index] and len(placed) > first:
                placed[-1] = _grown(placed[-1], columns=right - left)
            elif merge == _CONTINUES and upper >= 0 and placed[upper].colspan == right - left:
                placed[upper] = _grown(placed[upper], rows=1)
                still_open[left] = upper
            else:
                placed.append(Placed(text, number, left, 1, right - left))
                if merge in (_CONTINUES, _RESTARTS):
                    still_open[left] = len(placed) - 1
        above = still_open
    return placed, columns is not None


def _columns(table: Table) -> dict[int, int] | None:
    """Edge -> number of the column that begins there, or None where edges cannot tell columns."""
    if not all(row.edges for row in table.rows):
        return None
    edges = sorted({edge for row in table.rows for edge in row.edges})
    for tolerance in (_TOLERANCE, 0):
        starts = [edges[0]]
        for edge in edges:
            if edge - starts[-1] > tolerance:
                starts.append(edge)
        columns = {edge: bisect_left(starts, edge + 1) - 1 for edge in edges}
        if all(columns[left] < columns[right] for row in table.rows for left, right in pairwise(row.edges)):
            return columns
    return None


def _grown(cell: Placed, *, rows: int = 0, columns: int = 0) -> Placed:
    return Placed(cell.text, cell.row, cell.column, cell.rowspan + rows, cell.colspan + columns)
