"""The findings that a workbook may speak of: of the run it went out from, and of any other."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from audit.errors import ReviewError
from audit.pipeline.runs import Run, list_runs, open_run
from audit.schema.words import EVIDENCE

__all__ = ["KnownFindings"]


class KnownFindings:
    """The findings of every run of an output folder by id, each run read when it is first asked for."""

    def __init__(self, out: Path | str) -> None:
        current = open_run(out)
        self._folder = current.folder.resolve().parent.parent
        self._runs = {run.run_id: run for run in list_runs(self._folder)}
        self._current = current.folder.resolve().name
        self._read: dict[str, pd.DataFrame] = {}

    def of_run(self, run_id: str, place: str) -> pd.DataFrame:
        """The findings of the run `run_id`, indexed by id. Raises `ReviewError` (with `place`) when the
        folder has no such run."""
        if run_id not in self._runs:
            raise ReviewError(
                "导出该工作簿的那次运行不在此输出文件夹中",
                place=place,
                found=run_id,
                expected=f"{self._folder} 中的一次运行",
                advice="在导出它的输出文件夹中导入，不要删除较早的运行",
            )
        if run_id not in self._read:
            self._read[run_id] = _findings(self._runs[run_id])
        return self._read[run_id]

    def find(self, finding_id: str, run_id: str) -> Mapping[str, Any] | None:
        """The finding as the run `run_id` has it, else as the newest other run that has it."""
        for other in (run_id, *reversed(self._runs)):
            findings = self.of_run(other, "")
            if finding_id in findings.index:
                row = findings.loc[finding_id]
                return {"finding_id": finding_id, **{str(name): value for name, value in row.items()}}
        return None

    def flag(self, finding_id: str, fingerprint: str) -> str:
        """In words, that the finding is not now what it was shown as; "" when it is."""
        now = self._prints.get(finding_id)
        if now is None:
            return EVIDENCE["gone"]
        return EVIDENCE["changed"] if now != fingerprint else ""

    @cached_property
    def _prints(self) -> Mapping[str, str]:
        """The current run's fingerprints."""
        return dict(self.of_run(self._current, "")["fingerprint"])


def _findings(run: Run) -> pd.DataFrame:
    """A run that was only read has none."""
    if "findings" not in run.names:
        return pd.DataFrame(columns=["finding_id", "fingerprint"]).set_index("finding_id")
    return run.frame("findings").drop_duplicates("finding_id").set_index("finding_id")
