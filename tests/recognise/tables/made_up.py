"""Small made-up tables for tests: grids from lists of texts, flattened pages, whole forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from audit.document import Grid, GridCell, Origin, Paragraph
from audit.recognise.tables import TablesReading
from audit.template import Table

FILE = "made-up.txt"


def typed(*rows: str, number: int = 1, one_line: bool = True) -> Grid:
    """A table typed into a text file: a row each, fields set apart by `|`, columns mere ordinals.
    `one_line`: all fields of a row stand in the same line of the file."""
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row.split("|")):
            line = 100 * number + (r if one_line else 20 * r + c)
            cells.append(
                GridCell(text, r, c, Origin(FILE, paragraph=line, grid=number, row=r + 1, column=c + 1))
            )
    return Grid(tuple(cells), Origin(FILE, grid=number), exact=False)


def ruled(*rows: Sequence[str | tuple[str, int, int]], number: int = 1, method: str = "text") -> Grid:
    """A table with real columns: each cell a text, or (text, rowspan, colspan)."""
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        column = 0
        for cell in row:
            text, down, across = cell if isinstance(cell, tuple) else (cell, 1, 1)
            while (r, column) in taken:
                column += 1
            taken |= {(r + i, column + j) for i in range(down) for j in range(across)}
            origin = Origin(FILE, grid=number, row=r + 1, column=column + 1)
            cells.append(GridCell(text, r, column, origin, down, across))
    return Grid(tuple(cells), Origin(FILE, grid=number), method=method)


def paragraphs(*texts: str, first: int = 1) -> list[Paragraph]:
    return [Paragraph(text, Origin(FILE, paragraph=first + i)) for i, text in enumerate(texts)]


def values(table: Table) -> Iterator[tuple[str, str, list[str]]]:
    """Each row's key and label, with numbers of its own: 1, 2, 3 …"""
    at = 0
    for band in table.bands:
        for row in band.rows:
            yield row.key, row.label, [str(at + i + 1) for i in range(len(band.columns))]
            at += len(band.columns)


def applications_rows(
    table: Table, change: Callable[[str, list[str]], list[str] | None] | None = None
) -> list[str]:
    """表三 as tab layouts print it: groups in front of the first label they span. `change` gets a row
    key and its fields (label and values) and returns others, or None to leave the row out."""
    lines = [
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）||申请人情况||||||",
        "||自然人|法人或其他组织|||||总计",
        "|||商业企业|科研机构|社会公益组织|法律服务机构|其他|",
    ]
    shown: set[str] = set()
    groups = {row.key: row.groups for row in table.rows}
    for key, label, numbers in values(table):
        fields = change(key, [label, *numbers]) if change else [label, *numbers]
        if fields is None:
            continue
        lead = [("" if group in shown else group) for group in groups[key]]
        shown.update(groups[key])
        lines.append("|".join([*lead, *fields]))
    return lines


def numbers_of(reading: TablesReading, table: str) -> dict[str, object]:
    """Key without the table -> the value, or the status of what is no number."""
    return {
        cell.spec.key.removeprefix(f"{table}."): cell.value if cell.status == "number" else cell.status
        for t in reading.tables
        if t.table == table
        for cell in t.cells
    }
