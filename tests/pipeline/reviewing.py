"""A run with findings to decide on, and workbooks of it as people send them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from audit.excel.sheets import ledger

HEADER = 3


def column(sheet: Worksheet, head: str) -> int:
    """The column under `head`."""
    return next(cell.column for cell in sheet[HEADER] if cell.value == head)


def key_rows(sheet: Worksheet) -> dict[str, int]:
    """Finding id -> its row."""
    key = column(sheet, ledger.KEY)
    rows = range(HEADER + 1, sheet.max_row + 1)
    return {sheet.cell(row, key).value: row for row in rows if sheet.cell(row, key).value}


def fill_in(path: Path, filled: Mapping[str, Mapping[str, object]]) -> None:
    """Write head -> value into the rows of the findings named."""

    def fill(sheet: Worksheet) -> None:
        rows = key_rows(sheet)
        for finding_id, values in filled.items():
            for head, value in values.items():
                sheet.cell(rows[finding_id], column(sheet, head)).value = value

    edit(path, fill)


def edit(path: Path, change: Callable[[Worksheet], object]) -> None:
    """Do something to the sheet that people fill in."""
    book = openpyxl.load_workbook(path)
    change(book[ledger.NAME])
    book.save(path)
