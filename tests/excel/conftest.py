from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from audit.excel import RunSummary, write_workbook
from tests.excel.made import Frames


@pytest.fixture
def run() -> RunSummary:
    return RunSummary(
        run_id="20240105-093000-ab12",
        started=datetime(2024, 1, 5, 9, 30),  # noqa: DTZ001 - what the office's clock showed
        version="0.1.0",
        arguments=("run", "报告", "--out", "结果"),
        settings={"发布期限": "1月31日"},
    )


@pytest.fixture
def written(tmp_path: Path, run: RunSummary) -> Callable[[Frames], openpyxl.Workbook]:
    """Write frames to a workbook and open it again."""

    def write(frames: Frames, summary: RunSummary = run) -> openpyxl.Workbook:
        path = tmp_path / "findings.xlsx"
        write_workbook(path, frames, summary)
        return openpyxl.load_workbook(path)

    return write
