"""The workbooks that offices work with: findings.xlsx, notices to agencies, two runs compared."""

from __future__ import annotations

from audit.excel.changes import write_changes
from audit.excel.content import FRAMES, Content, RunSummary, arrange
from audit.excel.notice import name_notices, write_notice
from audit.excel.sheets import SHEETS, Sheet
from audit.excel.writer import refuse_open, write_workbook

__all__ = [
    "FRAMES",
    "SHEETS",
    "Content",
    "RunSummary",
    "Sheet",
    "arrange",
    "name_notices",
    "refuse_open",
    "write_changes",
    "write_notice",
    "write_workbook",
]
