"""A table as it stands on paper: cells with spans, from a table's content and its form.

Every writer starts from here, so that all formats say the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audit.samples.model import ExtraRow, TableContent
from audit.template import Band, Row, Table

__all__ = ["PaperCell", "PaperTable", "lay_out"]


@dataclass(frozen=True, slots=True)
class PaperCell:
    """A cell at its corner, counted from 0. `role`: `caption`, `head`, `label`, `group` or `value`."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    role: str = "value"


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table on paper: `width` columns, cells in reading order."""

    key: str
    width: int
    cells: tuple[PaperCell, ...]

    def lines(self) -> Iterator[tuple[PaperCell | None, ...]]:
        """Each row's places from left to right: the cell whose corner or left edge is there, or None
        where a cell from the left goes on. A cell from above shows up as itself, with `row` above."""
        height = max(cell.row + cell.rowspan for cell in self.cells)
        for row in range(height):
            places: list[PaperCell | None] = [None] * self.width
            for cell in self.cells:
                if cell.row <= row < cell.row + cell.rowspan:
                    places[cell.column] = cell
            yield tuple(places)


def lay_out(content: TableContent) -> PaperTable:
    """The table as the official form prints it, rows that are not printed left out."""
    table = content.template.table(content.key)
    if table.layout == "line":
        cells = _lay_side_by_side(content, table)
    elif table.bands[0].columns[0].groups:
        cells = _lay_grouped(content, table)
    else:
        cells = _lay_bands(content, table)
    width = max(cell.column + cell.colspan for cell in cells)
    return PaperTable(content.key, width, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _lay_bands(content: TableContent, table: Table) -> list[PaperCell]:
    """Bands below each other, each with its caption and heads (表二)."""
    width = 1 + max(len(band.columns) for band in table.bands)
    cells: list[PaperCell] = []
    line = 0
    for band in table.bands:
        cells.append(PaperCell(band.caption, line, 0, colspan=width, role="caption"))
        heads = [_head(content, column.key, column.label) for column in band.columns]
        cells += _spread([*table.header, *heads], line + 1, width, "head")
        line += 2
        for label, values in _printed(content, band, table):
            cells += _spread([label, *values], line, width, "value")
            line += 1
    return cells


def _spread(texts: Sequence[str], line: int, width: int, role: str) -> list[PaperCell]:
    """A row of which the last cell takes what is left of the width."""
    last = len(texts) - 1
    return [
        PaperCell(
            text,
            line,
            column,
            colspan=width - last if column == last else 1,
            role="label" if column == 0 and role == "value" else role,
        )
        for column, text in enumerate(texts)
    ]


def _lay_grouped(content: TableContent, table: Table) -> list[PaperCell]:
    """Heads in several tiers above, labels in several tiers to the left (表三)."""
    band = table.bands[0]
    rows = {row.key: row for row in (*table.rows,)}
    depth = 1 + max(len(row.groups) for row in table.rows)
    paths = [(*column.groups, _head(content, column.key, column.label)) for column in band.columns]
    tiers = max(len(path) for path in paths)
    cells = [PaperCell(table.header[0], 0, 0, rowspan=tiers, colspan=depth, role="head")]
    cells += [_shift(cell, 0, depth) for cell in _stack(paths, tiers)]
    labels = [
        (*rows[key].groups, _label(content, rows[key])) if key in rows else (content.extras[0].label,)
        for key in _row_keys(content, table)
    ]
    cells += [_turn(cell, tiers) for cell in _stack(labels, depth)]
    for line, (_, values) in enumerate(_printed(content, band, table), start=tiers):
        cells += [PaperCell(value, line, depth + column) for column, value in enumerate(values)]
    return cells


def _lay_side_by_side(content: TableContent, table: Table) -> list[PaperCell]:
    """All rows in one line of numbers, under their heads (表四)."""
    band = table.bands[0]
    paths = [
        (*row.groups, _label(content, row), _head(content, column.key, column.label))
        for row in band.rows
        for column in band.columns
    ]
    tiers = max(len(path) for path in paths)
    values = [text or "" for text in content.cells.values()]
    return _stack(paths, tiers) + [PaperCell(text, tiers, column) for column, text in enumerate(values)]


def _stack(paths: Sequence[tuple[str, ...]], tiers: int) -> list[PaperCell]:
    """Heads over columns: neighbours that share a group share its cell; a short path's last cell
    reaches down to the lowest tier."""
    cells: list[PaperCell] = []
    for tier in range(tiers):
        starts = [
            column
            for column, path in enumerate(paths)
            if tier < len(path)
            and (column == 0 or tier == len(path) - 1 or paths[column - 1][: tier + 1] != path[: tier + 1])
        ]
        for column, after in pairwise([*starts, len(paths)]):
            path = paths[column]
            leaf = tier == len(path) - 1
            span = 1
            while not leaf and column + span < after and paths[column + span][: tier + 1] == path[: tier + 1]:
                span += 1
            cells.append(
                PaperCell(
                    path[tier],
                    tier,
                    column,
                    rowspan=tiers - tier if leaf else 1,
                    colspan=span,
                    role="head" if leaf else "group",
                )
            )
    return cells


def _shift(cell: PaperCell, down: int, right: int) -> PaperCell:
    return PaperCell(cell.text, cell.row + down, cell.column + right, cell.rowspan, cell.colspan, cell.role)


def _turn(cell: PaperCell, down: int) -> PaperCell:
    """A head over columns turned into a label beside rows."""
    role = "label" if cell.role == "head" else cell.role
    return PaperCell(cell.text, cell.column + down, cell.row, cell.colspan, cell.rowspan, role)


def _row_keys(content: TableContent, table: Table) -> list[str]:
    """Keys of the printed rows; an extra row shows as the empty key."""
    printed = set(content.printed_rows())
    after = {extra.after for extra in content.extras}
    keys: list[str] = []
    for row in table.rows:
        if row.key in printed:
            keys.append(row.key)
        if row.key in after:
            keys.append("")
    return keys


def _printed(content: TableContent, band: Band, table: Table) -> Iterator[tuple[str, list[str]]]:
    """Label and values of each printed row of a band."""
    rows = {row.key: row for row in band.rows}
    extras: dict[str, ExtraRow] = {extra.after: extra for extra in content.extras}
    printed = set(content.printed_rows())
    for row in rows.values():
        if row.key in printed:
            keys = [f"{table.key}.{row.key}.{column.key}" for column in band.columns]
            yield _label(content, row), [content.cells[key] or "" for key in keys]
        if row.key in extras:
            yield extras[row.key].label, list(extras[row.key].values)


def _label(content: TableContent, row: Row) -> str:
    return (content.labels or {}).get(row.key, row.label)


def _head(content: TableContent, column: str, label: str) -> str:
    return (content.heads or {}).get(column, label)
