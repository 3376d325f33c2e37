"""Workbooks out and back: which findings go out, what a reviewed one would change, what two runs differ in.

Plain Python over `audit.pipeline`; nothing is recorded before `take`.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pandas as pd

from audit.errors import AuditError, RunError
from audit.pipeline.exporting import Selection, export, export_changes
from audit.pipeline.importing import ImportPlan, Prefer, apply_import, plan_import
from audit.pipeline.reviewing import compare, open_review
from audit.pipeline.runs import Run, list_runs
from audit.workbench.state.run import Choice, Filter
from audit.workbench.state.spread import Spread

__all__ = ["Exchange", "describe_filter"]

_NAMES = {
    "year": "年度",
    "severity": "程度",
    "group": "规则类别",
    "rule": "规则",
    "division": "区划",
    "kind": "机关类别",
    "decision": "处置",
    "agency": "机关",
}


class Exchange:
    """The workbooks of `run`. What goes out lies under `OUT/exports`, what comes back is kept in
    `OUT/imports` as it came."""

    def __init__(self, run: Run, spread: Spread) -> None:
        self.run = run
        self.spread = spread
        self.out = run.folder.resolve().parent.parent

    def export(self, wanted: Filter) -> Path:
        """Write the findings that `wanted` asks for to a workbook. Raises `RunError` when there are none
        or it cannot be written."""
        path = self._fresh("exports") / "问题清单.xlsx"
        export(self.run.folder, path, only=self._select(wanted))
        return path

    def notify(self, wanted: Filter) -> tuple[Path, int]:
        """Write a notice to each agency with a standing finding that `wanted` asks for; the archive that
        holds them, and how many there are."""
        folder = self._fresh("exports") / "整改通知"
        files = export(self.run.folder, per_agency=folder, only=self._select(wanted))
        if not files:
            raise RunError("没有可通知的机关", found="问题均已排除，或机关不明")
        return Path(shutil.make_archive(str(folder), "zip", folder)), len(files)

    def keep(self, name: str, content: bytes) -> Path:
        """Keep a workbook that came back, under its own name."""
        path = self._fresh("imports") / (Path(name.replace("\\", "/")).name or "未命名.xlsx")
        path.write_bytes(content)
        return path

    def plan(self, workbook: Path, prefer: Prefer = "") -> ImportPlan:
        """What taking `workbook` back would change. Raises `ReviewError` when it cannot be."""
        try:
            with closing(open_review(self.run.folder)) as store:
                return plan_import(self.run.folder, workbook, store, prefer=prefer)
        except AuditError as error:
            if error.place == str(workbook):  # where we keep it says nothing to whoever handed it up
                error.place = workbook.name
            raise

    def take(self, plan: ImportPlan) -> int:
        """Record `plan`, all of it or nothing, and return the number of findings it speaks of."""
        with closing(open_review(self.run.folder)) as store:
            return apply_import(plan, store)

    def runs(self) -> list[Choice]:
        """The runs of the folder that were judged, the newest first, each with its findings."""
        found = []
        for run in reversed(list_runs(self.out)):
            counts = run.info.get("counts", {})
            if "critical" in counts:
                total = sum(int(counts.get(name, 0)) for name in ("critical", "warning", "info"))
                found.append(Choice(run.run_id, run.run_id, total))
        return found

    def changes(self, older: str, newer: str) -> pd.DataFrame:
        """The frame `changes` between two runs of the folder, by their ids."""
        return compare(self.out / "runs" / older, self.out / "runs" / newer)

    def export_changes(self, older: str, newer: str) -> Path:
        """Write the changes to a workbook."""
        path = self._fresh("exports") / f"对比_{older}_{newer}.xlsx"
        return export_changes(self.out / "runs" / older, self.out / "runs" / newer, path)

    def count(self, wanted: Filter) -> int:
        """How many findings would go out."""
        return len(self.spread.state.places(wanted))

    def _select(self, wanted: Filter) -> Selection | None:
        """None for all of them."""
        if wanted == Filter():
            return None
        found = self.spread.state.select(wanted)
        if found.empty:
            raise RunError("没有符合条件的问题，未导出", found=describe_filter(wanted, self.spread))
        return Selection(frozenset(found["finding_id"]), describe_filter(wanted, self.spread))

    def _fresh(self, name: str) -> Path:
        folder = self.out / name / f"{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}"
        try:
            folder.mkdir(parents=True)
        except OSError as error:
            raise RunError(
                "输出文件夹不能写入", place=str(folder), found=error.strerror or str(error)
            ) from error
        return folder


def describe_filter(wanted: Filter, spread: Spread) -> str:
    """A filter in words: 年度 2024 年；程度 错误."""
    said = []
    for field, choices in spread.choices(wanted).items():
        value = getattr(wanted, field)
        if value is not None:
            label = next((choice.label for choice in choices if choice.value == value), str(value))
            said.append(f"{_NAMES[field]} {label}")
    if wanted.text:
        said.append(f"关键字 {wanted.text}")
    return "；".join(said) or "全部问题"
