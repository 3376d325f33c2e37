"""The sheet nobody sees: what a program needs to read a reviewed workbook back."""

from __future__ import annotations

import hashlib
from typing import Final

from audit.excel.content import Content
from audit.excel.page import Book, Entry, Layout
from audit.excel.sheets import findings as findings_sheet
from audit.excel.style import DATELINE

__all__ = ["NAME", "SCHEMA_VERSION", "build", "keys_digest"]

NAME: Final = "_meta"
SCHEMA_VERSION: Final = 1


def keys_digest(finding_ids: list[str]) -> str:
    """SHA-256 over the finding ids, in any order."""
    return hashlib.sha256("\n".join(sorted(finding_ids)).encode("utf-8", "surrogatepass")).hexdigest()


def build(book: Book, content: Content) -> None:
    """Add the sheet: a name and a value per row."""
    page = book.page(NAME, Layout(widths=[20, 70]))
    style = page.style(DATELINE)
    ids = content.findings["finding_id"].tolist()
    for name, value in (
        ("schema_version", SCHEMA_VERSION),
        ("run_id", content.run.run_id),
        ("sheet", findings_sheet.NAME),
        ("header_row", findings_sheet.HEADER_ROW),
        ("findings", len(ids)),
        ("keys_sha256", keys_digest(ids)),
    ):
        page.put([Entry(name, style), Entry(value, style)])
    page.protect()
    page.hide()
