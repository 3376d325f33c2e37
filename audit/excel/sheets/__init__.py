"""The sheets of the workbook in order, one module each. A new sheet is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from audit.excel.content import Content
from audit.excel.page import Book
from audit.excel.sheets import cells, findings, ledger, meta, overview, rules, unread

__all__ = ["SHEETS", "Sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`build` adds the sheet called `name` to the book (单元格: one for each revision in use)."""

    name: str
    build: Callable[[Book, Content], None]


SHEETS: Final[tuple[Sheet, ...]] = (
    Sheet(overview.NAME, overview.build),
    Sheet(findings.NAME, findings.build),
    Sheet(ledger.NAME, ledger.build),
    Sheet(cells.NAME, cells.build),
    Sheet(unread.NAME, unread.build),
    Sheet(rules.NAME, rules.build),
    Sheet(meta.NAME, meta.build),
)
