"""The rows that are judged: those of audited reports, with the key of their frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from audit.errors import SuiteError
from audit.expect.suites import known_frames

__all__ = ["AuditedFrames", "Record", "records_of"]

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditedFrames:
    """`reports`, and of every frame the rows that belong to them, indexed by the frame's key. A report
    for a year without a form has no rows: every rule is `not_applicable` to it."""

    reports: pd.DataFrame
    rows: Mapping[str, pd.DataFrame]

    @classmethod
    def select(cls, frames: Mapping[str, pd.DataFrame], names: Iterable[str]) -> AuditedFrames:
        """The judged rows of the frames `names`; a frame that is not there has none.

        Raises `SuiteError` when a frame that is there does not say which report a row belongs to.
        """
        reports = frames["reports"]
        if "audited" in reports:
            reports = reports[reports["audited"].astype("boolean").fillna(value=True).to_numpy(dtype=bool)]
        ids = reports["report_id"]
        if "template" in reports:  # no form was in force for years before the first
            ids = ids[reports["template"].notna().to_numpy(dtype=bool)]
        return cls(reports, {name: _rows(frames.get(name), name, ids) for name in dict.fromkeys(names)})

    @property
    def report_ids(self) -> list[str]:
        """Ids of the audited reports, in their order."""
        return self.reports["report_id"].astype(str).tolist()


def records_of(frame: pd.DataFrame, columns: Iterable[str] | None = None) -> list[Record]:
    """The rows of `frame` as dicts of `columns` (all by default); several times quicker than
    `to_dict("records")` on nullable columns."""
    names = [str(name) for name in (frame.columns if columns is None else columns)]
    rows = zip(*(frame[name].tolist() for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _rows(frame: pd.DataFrame | None, name: str, report_ids: pd.Series) -> pd.DataFrame:
    spec = known_frames()[name]
    if frame is None:
        return pd.DataFrame(columns=spec.columns).set_index(spec.key, drop=False)
    if spec.key not in frame and frame.index.name == spec.key:
        frame = frame.reset_index()
    if "report_id" not in frame:
        raise SuiteError("数据表没有 report_id，结果无法落到报告", place=name)
    keep = frame["report_id"].isin(report_ids)
    return (frame if keep.all() else frame[keep]).set_index(spec.key, drop=False)
