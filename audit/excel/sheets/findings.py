"""问题清单: every finding, to print and to send out."""

from __future__ import annotations

from typing import Final

from audit.excel.content import Content
from audit.excel.page import Book
from audit.excel.sheets.listing import ORDINAL, Column, lay_out, put_heading, put_rows
from audit.excel.style import ASIDE, CENTRED

__all__ = ["COLUMNS", "NAME", "build"]

NAME: Final = "问题清单"

# So many columns fit a landscape page legibly; 原文 and 依据 are for the screen (依据 is printed
# with 规则说明).
COLUMNS: Final = (
    Column(5, head=ORDINAL, look=CENTRED),
    Column(16, "agency"),
    Column(6, "year", look=CENTRED),
    Column(6, "severity", look=CENTRED),
    Column(16, "rule_id"),
    Column(20, "place"),
    Column(44, "message"),
    Column(9, "stated", look=CENTRED),
    Column(9, "expected", look=CENTRED),
    Column(30, "advice"),
    Column(44, "evidence", look=ASIDE, printed=False),
    Column(26, "source", look=ASIDE, printed=False),
    Column(32, "basis", look=ASIDE, printed=False),
)


def build(book: Book, content: Content) -> None:
    """Add the sheet."""
    page = book.page(NAME, lay_out(COLUMNS, "C"))
    title = "政府信息公开工作年度报告问题清单"
    put_heading(page, COLUMNS, title, content.run, _facts(content))
    put_rows(page, COLUMNS, content.findings)
    page.protect()


def _facts(content: Content) -> str:
    count = f"共 {len(content.findings)} 条"
    return f"{count}，另有 {content.dismissed} 条已排除" if content.dismissed else count
