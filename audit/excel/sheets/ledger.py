"""整改台账: the sheet to work in. What stands in its yellow cells is read back."""

from __future__ import annotations

from typing import Final

from audit.excel.content import Content
from audit.excel.page import Book
from audit.excel.sheets.listing import ORDINAL, Column, lay_out, put_heading, put_rows
from audit.excel.style import ASIDE, CENTRED, FILLABLE
from audit.schema import frame_specs
from audit.schema.words import REMEDIES, VERDICTS

__all__ = ["COLUMNS", "FIELDS", "KEY", "NAME", "NOTICE_COLUMNS", "build"]

NAME: Final = "整改台账"
KEY: Final = frame_specs()["findings"].labels["finding_id"]

_SAID = "dispositions"
_KNOWN = (
    Column(5, head=ORDINAL, look=CENTRED),
    Column(16, "agency"),
    Column(6, "year", look=CENTRED),
    Column(6, "severity", look=CENTRED),
    Column(16, "rule_id"),
    Column(18, "place"),
    Column(36, "message"),
    Column(24, "advice"),
)
_DECIDED = (
    Column(8, "decision", look=FILLABLE, choices=VERDICTS, frame=_SAID),
    Column(14, "reason", look=FILLABLE, frame=_SAID),
)
_RECTIFIED = (
    Column(10, "rectification", look=FILLABLE, choices=REMEDIES, frame=_SAID),
    Column(16, "explanation", look=FILLABLE, frame=_SAID),
    Column(11, "rectified_on", look=FILLABLE, frame=_SAID),
)
_LAST = (
    Column(40, "evidence", look=ASIDE, printed=False),
    Column(24, "source", look=ASIDE, printed=False),
    Column(20, "finding_id", printed=False, hidden=True),
)

COLUMNS: Final = (
    *_KNOWN,
    *_DECIDED,
    *_RECTIFIED,
    Column(14, "note", look=FILLABLE, printed=False, frame=_SAID),
    Column(10, "who", printed=False, frame=_SAID),
    Column(18, "at", printed=False, frame=_SAID),
    Column(14, "state", head="证据变化", printed=False),
    *_LAST,
)
# What an agency is sent: it answers, and decides nothing.
NOTICE_COLUMNS: Final = (*_KNOWN, Column(24, "basis"), *_RECTIFIED, *_LAST)

# Column of the frame `decisions` -> head of the column in which people fill it in.
FIELDS: Final = {column.field: column.title for column in COLUMNS if column.look.fillable}


def build(book: Book, content: Content) -> None:
    """Add the sheet, with what has been recorded so far."""
    page = book.page(NAME, lay_out(COLUMNS, "C"))
    facts = f"共 {len(content.every)} 条　　　黄色单元格由审核人员填写，填好后可导回"
    put_heading(page, COLUMNS, "政府信息公开工作年度报告整改台账", content.run, facts)
    put_rows(page, COLUMNS, content.reviewed)
    page.protect()
