"""The workbook that offices work with: findings.xlsx."""

from __future__ import annotations

from audit.excel.content import RunSummary
from audit.excel.sheets import SHEETS, Sheet
from audit.excel.writer import write_workbook

__all__ = ["SHEETS", "RunSummary", "Sheet", "write_workbook"]
