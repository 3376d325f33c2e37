"""Two runs beside each other: what agencies have put right, what is still open, what is new."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from audit.schema import conform, frame_specs
from audit.schema.words import UNKNOWN_AGENCY

__all__ = ["STATES", "compare_runs", "count_changes"]

CORRECTED, OPEN, NEW, UNKNOWN = "corrected", "open", "new", "unknown"
STATES: Mapping[str, str] = {CORRECTED: "已改正", OPEN: "仍存在", NEW: "新出现", UNKNOWN: "无法比较"}

_CARRIED = ["report_id", "agency_id", "agency", "year", "rule_id", "title", "severity", "place", "message"]


def compare_runs(
    older: Mapping[str, pd.DataFrame],
    newer: Mapping[str, pd.DataFrame],
    dispositions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The frame `changes` from the frames of two runs (`findings`, `outcomes`, `reports` of both).

    A finding that is not there any more is corrected only where its rule was judged again on the same
    agency's year, and found nothing it could not judge: a report that is gone or a cell that is now
    blank corrects nothing.
    """
    before = older["findings"].set_index("finding_id", drop=False)
    after = newer["findings"].set_index("finding_id", drop=False)
    keys = [*before.index, *after.index.difference(before.index, sort=False)]
    newest = pd.concat([after, before[~before.index.isin(after.index)]]).reindex(keys)
    changes = newest[["finding_id", *_CARRIED]].copy()
    changes["state"] = NEW
    changes.loc[changes.index.isin(before.index), "state"] = OPEN
    gone = before.index.difference(after.index, sort=False)
    reasons = _reasons(before.loc[gone], older, newer)
    changes.loc[gone, "state"] = [UNKNOWN if reason else CORRECTED for reason in reasons]
    changes["reason"] = ""
    changes.loc[gone, "reason"] = reasons
    changes["earlier"] = before["stated"].reindex(keys).fillna("")
    changes["later"] = after["stated"].reindex(keys).fillna("")
    both = before.index.intersection(after.index, sort=False)
    changes["changed"] = False
    changes.loc[both, "changed"] = (
        before.loc[both, "fingerprint"].to_numpy() != after.loc[both, "fingerprint"].to_numpy()
    )
    for name in ("decision", "rectification"):
        changes[name] = ""
        if dispositions is not None:
            known = dispositions.set_index("finding_id")[name]
            changes[name] = known.reindex(changes.index).fillna("")
    spec = frame_specs()["changes"]
    return conform(changes[spec.columns].reset_index(drop=True), spec)


def count_changes(changes: pd.DataFrame, by: str) -> pd.DataFrame:
    """`changes` counted by `by` (agency, rule_id): a row each, a column per state, most open first."""
    named = changes[by].where(changes[by] != "", UNKNOWN_AGENCY) if by == "agency" else changes[by]
    table = pd.crosstab(named, changes["state"]).reindex(columns=list(STATES), fill_value=0)
    return table.sort_values([OPEN, NEW, UNKNOWN], ascending=False, kind="stable").reset_index()


def _reasons(
    gone: pd.DataFrame, older: Mapping[str, pd.DataFrame], newer: Mapping[str, pd.DataFrame]
) -> list[str]:
    """Why each finding that is gone cannot be called corrected; "" where it can."""
    outcomes = _outcomes_by_unit(newer)
    judged = set(newer["outcomes"]["rule_id"])
    units = set(zip(*(_audited(newer)[name].fillna(0) for name in ("agency_id", "year")), strict=True))
    filed = set(zip(*(_audited(older)[name].fillna(0) for name in ("agency_id", "year")), strict=True))
    reasons = []
    for agency_id, year, rule_id in gone[["agency_id", "year", "rule_id"]].fillna({"year": 0}).to_numpy():
        outcome, reason = outcomes.get((agency_id, year, rule_id), ("", ""))
        if rule_id not in judged:
            reasons.append("后一次运行没有执行该规则")
        elif (agency_id, year) in filed and (agency_id, year) not in units:
            reasons.append("后一次运行中没有该机关该年度的报告")
        elif outcome in ("not_assessable", "error"):
            reasons.append(f"后一次运行中无法判定：{reason}" if reason else "后一次运行中无法判定")
        else:
            reasons.append("")
    return reasons


def _outcomes_by_unit(frames: Mapping[str, pd.DataFrame]) -> dict[tuple[str, int, str], tuple[str, str]]:
    reports = _audited(frames)[["report_id", "agency_id", "year"]]
    joined = frames["outcomes"].merge(reports, on="report_id")
    joined["year"] = joined["year"].fillna(0)
    columns = ["agency_id", "year", "rule_id", "outcome", "reason"]
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in joined[columns].to_numpy()}


def _audited(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    reports = frames["reports"]
    return reports[reports["audited"].eq(other=True).fillna(value=False)]
