"""A run's workbook anew, with what has been decided since."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from audit.errors import RunError
from audit.excel import write_workbook
from audit.pipeline.reviewing import open_review
from audit.pipeline.runs import open_run
from audit.pipeline.writing import describe_run, issue_ticket

__all__ = ["export"]


def export(out: Path | str, to: Path, *, url: str = "") -> Path:
    """Write the workbook of the run at `out` to `to`, with the decisions recorded so far. Raises
    `RunError` when the run was only read, or `to` cannot be written or is open in another program."""
    run = open_run(out)
    if "findings" not in run.frames:
        raise RunError("该次运行只读取、未审查，没有问题可导出", place=str(run.folder), advice="先执行 check")
    with closing(open_review(out, url)) as store:
        frames = {**run.frames, "dispositions": store.dispositions(run.frame("findings"))}
        write_workbook(to, frames, describe_run(run.info, issue_ticket(run.info, store)))
    return to
