"""Tables without rules, told by columns that align over several lines. What comes out is marked
`aligned`: it was not drawn, it was inferred. Each line is a row, and what a row says may stand on the line
above or below it: a blank is one only in a line that has most of its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter

from audit.readers.pdf.grid import TableCell
from audit.readers.pdf.joining import Piece
from audit.readers.pdf.lines import Chunk, Line
from audit.text import read_number

__all__ = ["AlignedTable", "find_aligned"]

_FEWEST_COLUMNS = 4
_FEWEST_LINES = 3
_LONGEST_CELL = 24  # characters
_MOST_BETWEEN = 6  # lines of wrapped labels between two full ones


@dataclass(frozen=True, slots=True)
class AlignedTable:
    """The lines `start` to `end` (exclusive) of those given are a table."""

    start: int
    end: int
    piece: Piece


def find_aligned(lines: Sequence[Line]) -> Iterator[AlignedTable]:
    """The tables among lines that follow each other on a page."""
    if sum(len(line.breaks) >= _FEWEST_COLUMNS - 1 for line in lines) < _FEWEST_LINES:
        return  # nearly always
    chunks = [line.chunks() for line in lines]
    for run in _runs(chunks):
        columns = _columns([chunk for index in run for chunk in chunks[index]])
        if len(columns) < _FEWEST_COLUMNS or not all(_fits(chunks[index], columns) for index in run):
            continue
        start = run[0]
        while start > 0 and len(chunks[start - 1]) > 1 and _fits(chunks[start - 1], columns):
            start -= 1
        end = run[-1] + 1
        yield AlignedTable(start, end, _piece(lines, chunks, range(start, end), columns))


def _runs(chunks: Sequence[Sequence[Chunk]]) -> Iterator[list[int]]:
    """Indexes of full lines that belong to one table, with at most some wrapped ones between."""
    run: list[int] = []
    for index, line in enumerate(chunks):
        if not _is_full(line):
            continue
        if run and (index - run[-1] - 1 > _MOST_BETWEEN or not _same_table(chunks, run[-1], index)):
            if len(run) >= _FEWEST_LINES:
                yield run
            run = []
        run.append(index)
    if len(run) >= _FEWEST_LINES:
        yield run


def _is_full(line: Sequence[Chunk]) -> bool:
    """Whether a line has the cells of a row: enough of them, all short, mostly numbers."""
    if len(line) < _FEWEST_COLUMNS or any(len(chunk.letters) > _LONGEST_CELL for chunk in line):
        return False
    values = sum(read_number(chunk.text).status in ("number", "placeholder") for chunk in line)
    return 2 * values >= len(line)


def _same_table(chunks: Sequence[Sequence[Chunk]], above: int, below: int) -> bool:
    return all(
        len(chunk.letters) <= _LONGEST_CELL for index in range(above + 1, below) for chunk in chunks[index]
    )


def _columns(chunks: Sequence[Chunk]) -> list[tuple[float, float]]:
    """The spans across the page that cells cover, from left to right."""
    columns: list[tuple[float, float]] = []
    for chunk in sorted(chunks, key=lambda chunk: chunk.left):
        if columns and chunk.left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], chunk.right))
        else:
            columns.append((chunk.left, chunk.right))
    return columns


def _fits(line: Sequence[Chunk], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether no two cells of a line share a column."""
    taken = [place for chunk in line for place in range(*_covered(chunk, columns))]
    return len(taken) == len(set(taken))


def _covered(chunk: Chunk, columns: Sequence[tuple[float, float]]) -> tuple[int, int]:
    """The columns that a cell stands in, first and last (exclusive)."""
    places = [i for i, (left, right) in enumerate(columns) if left < chunk.right and chunk.left < right]
    if places:
        return places[0], places[-1] + 1
    middle = (chunk.left + chunk.right) / 2
    nearest = min(range(len(columns)), key=lambda i: abs(sum(columns[i]) / 2 - middle))
    return nearest, nearest + 1


def _piece(
    lines: Sequence[Line],
    chunks: Sequence[Sequence[Chunk]],
    rows: range,
    columns: Sequence[tuple[float, float]],
) -> Piece:
    cells: list[TableCell] = []
    for row, index in enumerate(rows):
        page = lines[index].page
        spans = {_covered(chunk, columns): chunk.text for chunk in chunks[index]}
        cells += [TableCell(text, row, first, 1, last - first, page) for (first, last), text in spans.items()]
        covered = {place for span in spans for place in range(*span)}
        sure = 1.0 if _is_full(chunks[index]) else 0.0
        blank = (place for place in range(len(columns)) if place not in covered)
        cells += [TableCell("", row, place, 1, 1, page, sure) for place in blank]
    cells.sort(key=attrgetter("row", "column"))
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in pairwise(columns))]
    return Piece((*edges, columns[-1][1]), tuple(cells), "aligned")
