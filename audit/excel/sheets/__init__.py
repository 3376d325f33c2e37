"""The sheets of the workbook in order, one module each. A new sheet is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from audit.excel.content import Content
from audit.excel.page import Book
from audit.excel.sheets import (
    cells,
    circular,
    findings,
    ledger,
    meta,
    overview,
    printed,
    rollups,
    rules,
    similar,
    unread,
    years,
)

__all__ = ["SHEETS", "Sheet", "build_sheets"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`build` adds the sheet called `name` to the book (单元格: one for each revision in use)."""

    name: str
    build: Callable[[Book, Content], None]


SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet(overview.NAME, overview.build),
    Sheet(findings.NAME, findings.build),
    Sheet(ledger.NAME, ledger.build),
    Sheet(printed.NAME, printed.build),
    Sheet(cells.NAME, cells.build),
    Sheet(years.NAME, years.build),
    Sheet(similar.NAME, similar.build),
    Sheet(rollups.NAME, rollups.build),
    Sheet(circular.NAME, circular.build),
    Sheet(unread.NAME, unread.build),
    Sheet(rules.NAME, rules.build),
    Sheet(meta.NAME, meta.build),
)


def build_sheets(book: Book, content: Content) -> None:
    """Add all of them. 表格原貌 is written first, because the lists link to where a report's tables are."""
    printed.build(book, content)
    for sheet in SHEETS:
        if sheet.name != printed.NAME:
            sheet.build(book, content)
    book.move_behind(printed.NAME, ledger.NAME)
