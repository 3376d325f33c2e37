"""The sheet nobody sees: what a program needs to read a reviewed workbook back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout
from audit.excel.style import DATELINE

__all__ = ["NAME", "SCHEMA_VERSION", "build", "put_facts"]

NAME: Final = "_meta"
SCHEMA_VERSION: Final = 2


def build(book: Book, content: Content) -> None:
    """Add the sheet: a name and a value per row; what the log of decisions has signed among them."""
    put_facts(book, content, content.run.ticket)


def put_facts(book: Book, content: Content, ticket: Mapping[str, str]) -> None:
    """Add the sheet with another ticket than the run's."""
    page = book.page(NAME, Layout(widths=[20, 70]))
    style = page.style(DATELINE)
    facts = {"schema_version": str(SCHEMA_VERSION), "findings": str(len(content.every))}
    for name, value in {**facts, **ticket}.items():
        page.put([Entry(name, style), Entry(value, style)])
    page.protect()
    page.hide()
