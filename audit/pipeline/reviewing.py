"""Decisions on the findings of a run: recorded, carried along, compared between runs.

```python
from audit.pipeline import compare, open_review, open_run
findings = open_run("out").frame("findings")
state = open_review("out").dispositions(findings)
```
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from audit.errors import ReviewError
from audit.pipeline.runs import Run, open_run
from audit.review import Entry, ReviewStore, compare_runs, default_url, open_store

__all__ = ["compare", "decide", "open_review"]

_SHORTEST = 6  # characters of a finding's id that may stand for the whole


def open_review(out: Path | str, url: str = "") -> ReviewStore:
    """The log of decisions on the runs of `out` (an output folder, or a run in it), or the one at `url`."""
    return open_store(url or default_url(_folder(open_run(out))))


def decide(out: Path | str, finding: str, entry: Entry, *, url: str = "") -> Entry:
    """Record `entry` on the finding whose id is, or begins with, `finding` in the run at `out`; its id
    and fingerprint are filled in. Returns what was recorded.

    Raises `ReviewError` when the run has no such finding, or several that begin so.
    """
    run = open_run(out)
    found = _find(run, finding)
    whole = Entry(
        **{
            **{name: getattr(entry, name) for name in Entry.__dataclass_fields__},
            "finding_id": str(found["finding_id"]),
            "fingerprint": str(found["fingerprint"]),
        }
    )
    store = open_review(out, url)
    try:
        store.record([whole])
    finally:
        store.close()
    return whole


def compare(older: Path | str, newer: Path | str, *, url: str = "") -> pd.DataFrame:
    """The frame `changes` between two runs (each an output folder or a run), with the decisions recorded
    on the newer one's folder, or in the log at `url`."""
    before, after = open_run(older), open_run(newer)
    for run in (before, after):
        if "findings" not in run.names:
            raise ReviewError("该次运行只读取、未审查，没有问题可比较", place=str(run.folder))
    store = open_review(newer, url)
    try:
        dispositions = store.dispositions()
    finally:
        store.close()
    return compare_runs(before.frames, after.frames, dispositions)


def _folder(run: Run) -> Path:
    return run.folder.resolve().parent.parent


def _find(run: Run, finding: str) -> pd.Series:
    findings = run.frame("findings")
    if len(finding) < _SHORTEST or not re.fullmatch(r"[0-9a-z:/?-]+", finding):
        raise ReviewError(
            "问题编号无效", found=finding, expected=f"编号全文或至少前 {_SHORTEST} 位", advice="见问题清单"
        )
    hits = findings[findings["finding_id"].str.startswith(finding)]
    if len(hits) != 1:
        said = "没有这个问题" if hits.empty else f"有 {len(hits)} 个问题的编号以此开头"
        raise ReviewError(said, place=str(run.folder), found=finding, advice="核对问题清单中的编号")
    return hits.iloc[0]
