"""Which printed row is which row of the form, and under which header it stands.

Going down a table: header rows are gathered and read when the first row of data follows; a caption
(第二十条第（五）项) ends the header above it; every other row is named by its label. Labels that span
rows (三、本年度办理结果, （三）不予公开) are context, not names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from audit.recognise.tables.heads import Head, is_header, read_heads
from audit.recognise.tables.labels import Label, TableIndex
from audit.recognise.tables.printed import PrintedCell, PrintedRow

__all__ = ["DataRow", "is_line", "read_rows"]

# No label of the form comes near this; longer text is a note.
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class DataRow:
    """A row of data. `at` is the index of its label cell, -1 when there is none; `label` is None when
    the words there are no label of the form. `heads` is None when no header is known for the row.
    `cells` are those right of the label, `filled` counts those that are not blank."""

    row: PrintedRow
    at: int
    label: Label | None
    heads: tuple[Head, ...] | None
    cells: tuple[PrintedCell, ...] = field(init=False)
    filled: int = field(init=False)

    def __post_init__(self) -> None:
        cells = self.row.cells[self.at + 1 :]
        object.__setattr__(self, "cells", cells)
        object.__setattr__(self, "filled", len([cell for cell in cells if cell.text]))

    @property
    def says_anything(self) -> bool:
        return self.filled > 0

    @property
    def printed_label(self) -> str:
        return self.row.cells[self.at].text if self.at >= 0 else ""


def is_line(rows: Sequence[PrintedRow], index: TableIndex) -> bool:
    """Whether a table that the form prints in one line is printed so here: no label of a row has
    numbers beside it."""
    if index.table.layout != "line":
        return False
    return not any(
        cell.folded in index.rows and any(right.is_value for right in row.cells[at + 1 :])
        for row in rows
        for at, cell in row.words
    )


def read_rows(rows: Sequence[PrintedRow], index: TableIndex, *, line: bool) -> Iterator[DataRow]:
    """The rows of data in printed order."""
    header: list[PrintedRow] = []
    heads: tuple[Head, ...] | None = None
    open_header = False
    for row in rows:
        if is_header(row, index, line=line):
            header = [*header, row] if open_header else [row]
            open_header = True
            continue
        if open_header:
            heads = read_heads(header, index, line=line)
            open_header = False
        if _is_caption(row, index):
            heads = None
        elif line:
            count = len(heads) if heads is not None else 0
            if row.has_values or 0 < count <= len(row.cells):
                yield DataRow(row, _leading_words(row, count), None, heads)
        else:
            at, label = _find_label(row, index)
            yield DataRow(row, at, label, heads)


def _is_caption(row: PrintedRow, index: TableIndex) -> bool:
    words = [cell.folded for _, cell in row.words]
    return not row.has_values and any(
        word in index.others and index.others[word].role == "caption" for word in words
    )


def _leading_words(row: PrintedRow, count: int) -> int:
    """A line of numbers may be led by a word (件数) that the form does not ask for."""
    first = next(((i, cell) for i, cell in enumerate(row.cells) if not cell.is_blank), None)
    if first is not None and first[1].is_words and len(row.cells) - first[0] > count:
        return first[0]
    return -1


def _find_label(row: PrintedRow, index: TableIndex) -> tuple[int, Label | None]:
    """Where the label of a row stands and what it means; the place of the last words left of the
    numbers when they mean nothing."""
    for at, cell in row.words:  # a number before the label counts the rows
        if cell.folded in index.rows:
            return at, index.rows[cell.folded]
    leading: list[tuple[int, PrintedCell]] = []
    for at, cell in enumerate(row.cells):
        if cell.is_value:
            break
        if cell.is_words:
            leading.append((at, cell))
    unknown = -1
    for at, cell in leading:
        if cell.folded in index.groups or cell.folded in index.others or len(cell.text) > _LONGEST_LABEL:
            continue
        label = index.row_label(cell.text, cell.folded)
        if label is not None and label.role == "row":
            return at, label
        if label is None and unknown < 0:
            unknown = at
    return unknown, None
