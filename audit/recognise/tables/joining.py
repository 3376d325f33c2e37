"""Labels that the page cut in two, put together again.

A label may run over two rows (`…需要另行制` with its numbers, `作` alone below), over two cells of a
row, or stand in a row without numbers while its end stands with them. The pieces are joined only when
together they are a wording of the form, so a joined label is no deviation.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from audit.recognise.tables.labels import TableIndex
from audit.recognise.tables.printed import PrintedCell, PrintedRow

__all__ = ["join_broken_labels"]


def join_broken_labels(rows: Sequence[PrintedRow], index: TableIndex) -> list[PrintedRow]:
    """The rows with broken labels mended; a row that gave away all its text is dropped."""
    mended = [_join_within(row, index) for row in rows]
    for at in range(len(mended)):
        for place, cell in mended[at].words:
            if not index.knows(cell.folded) and index.begins(cell.folded):
                _join_downwards(mended, at, place, index)
    return [new for new, old in zip(mended, rows, strict=True) if _says(new) or not _says(old)]


def _is_whole(cell: PrintedCell, index: TableIndex) -> bool:
    """Whether the cell is an official label already. Another accepted wording may still be the rest
    of one (行政 / 规范性文件)."""
    label = index.exact(cell.folded)
    return label is not None and label.status == "official"


def _says(row: PrintedRow) -> bool:
    return any(not cell.is_blank for cell in row.cells)


def _join_within(row: PrintedRow, index: TableIndex) -> PrintedRow:
    for (left, head), (right, tail) in pairwise(row.words):
        open_ended = not _is_whole(head, index) and not _is_whole(tail, index)
        if right == left + 1 and open_ended and index.knows(head.folded + tail.folded):
            # The label belongs where its numbers begin: right before them.
            return row.with_cells({left: "", right: head.text + tail.text})
    return row


def _join_downwards(rows: list[PrintedRow], at: int, place: int, index: TableIndex) -> None:
    """Join the piece at `rows[at].cells[place]` with those below it, as long as they go on with it."""
    text, folded = rows[at].cells[place].text, rows[at].cells[place].folded
    valued = at if rows[at].has_values else None
    pieces: list[tuple[int, int]] = [(at, place)]
    for below in range(at + 1, len(rows)):
        found = _continuation(rows[below], place, index)
        if found is None or (rows[below].has_values and valued is not None):
            return
        position, cell = found
        valued = below if rows[below].has_values else valued
        text, folded = text + cell.text, folded + cell.folded
        pieces.append((below, position))
        if index.knows(folded):
            _write(rows, pieces, pieces[0] if valued in (None, at) else pieces[-1], text)
            return
        if not index.begins(folded):
            return


def _continuation(row: PrintedRow, place: int, index: TableIndex) -> tuple[int, PrintedCell] | None:
    """The piece of `row` that may go on from column `place`: the cell there, or the only text."""
    words = [(i, cell) for i, cell in row.words if not _is_whole(cell, index)]
    same = next(((i, cell) for i, cell in words if i == place), None)
    if same is not None:
        return same
    alone = len(words) == 1 and len(row.words) == 1
    return words[0] if alone else None


def _write(
    rows: list[PrintedRow], pieces: Sequence[tuple[int, int]], target: tuple[int, int], text: str
) -> None:
    for row, place in pieces:
        rows[row] = rows[row].with_cells({place: text if (row, place) == target else ""})
