"""What of a run goes into a workbook: all of it, or of a large one the agencies that rank worst.

Excel holds a million rows and nobody reads fifty thousand; what is left out is in the frames, in the
notebook and in the notices to the agencies, and the workbook says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from audit.excel import FRAMES, RunSummary
from audit.frames import StoredFrames
from audit.office import Scoring
from audit.pipeline.runs import Run
from audit.review import ReviewStore
from audit.statistics import rank_agencies

__all__ = ["FINDINGS", "REPORTS", "Listed", "list_agencies", "list_run"]

FINDINGS = 50_000
"""Findings in a workbook."""
REPORTS = 5_000
"""Reports, and filings that did not come, in a workbook."""

_RANKED = ("report_id", "agency_id", "agency", "year", "agency_kind", "division_code", "audited")
_SCORED = ("finding_id", "report_id", "agency_id", "agency", "year", "rule_id", "severity")
_OUTCOMES = ("report_id", "rule_id", "outcome")
_UNIT = ["agency_id", "year"]
_WHOLE = frozenset({"files", "rules"})
"""Frames of which everything is told: nothing in them is anybody's finding."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The frames of a workbook, and in Chinese which part of the run they are; "" for all of it."""

    frames: Mapping[str, pd.DataFrame]
    said: str = ""

    def describe(self, summary: RunSummary) -> RunSummary:
        """`summary`, with which part of the run it is."""
        said = "；".join(filter(None, (summary.settings.get("selection", ""), self.said)))
        return replace(summary, settings={**summary.settings, "selection": said}) if said else summary


def list_run(
    run: Run, store: ReviewStore, scoring: Scoring, findings: frozenset[str] | None = None
) -> Listed:
    """The frames that a workbook of the judged `run` is made of, with what `store` has recorded; of
    `findings` alone, if they are given."""
    scored = run.frame("findings", _SCORED)
    if findings is not None:
        scored = scored[scored["finding_id"].isin(findings)]
    reports = run.frame("reports", _RANKED)
    kept, said = None, ""
    if len(reports) > REPORTS or len(scored) > FINDINGS:
        kept, said = _worst(scored, reports, scoring, store.dispositions())
    return Listed(_gather(run, store, kept, findings), said)


def list_agencies(
    run: Run, store: ReviewStore, agency_ids: Collection[str], findings: frozenset[str] | None = None
) -> dict[str, pd.DataFrame]:
    """What concerns some agencies, for the notices to them: as `list_run`, of all that they have."""
    reports = run.frame("reports", ["report_id", "agency_id"])
    found = run.frame("findings", ["finding_id", "report_id", "agency_id"])
    kept = pd.concat(
        [frame.loc[frame["agency_id"].isin(agency_ids), "report_id"] for frame in (reports, found)]
    )
    return _gather(run, store, kept.unique().tolist(), findings)


def _gather(
    run: Run, store: ReviewStore, kept: list[str] | None, findings: frozenset[str] | None
) -> dict[str, pd.DataFrame]:
    with StoredFrames(run.folder / "frames") as stored:
        frames = {
            name: _take(stored, name, _OUTCOMES if name == "outcomes" else columns, kept)
            for name, columns in FRAMES.items()
            if name in run.names
        }
    if findings is not None:
        chosen = frames["findings"]["finding_id"].isin(findings)
        frames["findings"] = frames["findings"][chosen].reset_index(drop=True)
    frames["dispositions"] = store.dispositions(run.frame("findings", ["finding_id", "fingerprint"]))
    return frames


def _worst(
    findings: pd.DataFrame, reports: pd.DataFrame, scoring: Scoring, dispositions: pd.DataFrame
) -> tuple[list[str], str]:
    """The reports, and what is none, of the agencies that rank first, as many as a workbook lists."""
    nothing = pd.DataFrame({name: pd.Series(dtype="str") for name in _OUTCOMES})
    frames = {"reports": reports, "findings": findings, "outcomes": nothing}
    ranking = rank_agencies(frames, scoring, dispositions)
    places = pd.Series(range(len(ranking)), index=pd.MultiIndex.from_frame(_units(ranking)))
    found = places.reindex(pd.MultiIndex.from_frame(_units(findings))).to_numpy()
    each = pd.Series(found).value_counts().reindex(range(len(ranking)), fill_value=0)
    most = int(min(REPORTS, (each.cumsum() <= FINDINGS).sum()))
    own = places.reindex(pd.MultiIndex.from_frame(_units(reports))).to_numpy()
    kept = [*reports.loc[own < most, "report_id"], *findings.loc[found < most, "report_id"]]
    listed = int((found < most).sum())
    said = (
        f"全部 {len(ranking)} 个机关（年度）中名次最前的 {most} 个，"
        f"全部 {len(findings)} 条问题中的 {listed} 条；其余见审阅页面、逐机关的整改通知和 frames 文件夹"
    )
    return list(dict.fromkeys(kept)), said


def _units(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[_UNIT].assign(year=frame["year"].fillna(0).astype("int64"))


def _take(stored: StoredFrames, name: str, columns: tuple[str, ...], kept: list[str] | None) -> pd.DataFrame:
    wanted = columns or None
    if kept is None or name in _WHOLE:
        return stored.whole(name, wanted)
    return stored.rows(name, kept, wanted)
