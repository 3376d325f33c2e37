"""Where each finding stands, derived from the log."""

from __future__ import annotations

import pandas as pd

from audit.schema import conform, frame_specs

__all__ = ["CHANGED", "GONE", "SAME", "compare_evidence", "derive_dispositions"]

SAME, CHANGED, GONE = "same", "changed", "gone"

# What an entry may leave as it stands.
_SAID = ("decision", "reason", "rectification", "explanation", "rectified_on", "note")


def derive_dispositions(log: pd.DataFrame, findings: pd.DataFrame | None = None) -> pd.DataFrame:
    """The frame `dispositions` out of the frame `decisions` (oldest first).

    Each field is as last said; an entry that was taken back was never said, though it and the taking
    back still count for `revision`. A new decision comes with its own reason, which later entries may
    mend. `evidence` is told against `findings` when they are given, else it is "same".
    """
    spec = frame_specs()["dispositions"]
    log = log.sort_values("decision_id")
    standing = log[~log["decision_id"].isin(log["undoes"].dropna()) & log["undoes"].isna()]
    if standing.empty:
        return conform([], spec)
    said = standing.groupby("finding_id")[list(_SAID)].last()  # the last that is not null
    decided = standing[standing["decision"].notna()].groupby("finding_id").tail(1).set_index("finding_id")
    said["reason"] = _reasons(standing, decided).reindex(said.index)
    said["fingerprint"] = decided["fingerprint"].reindex(said.index)
    last = standing.groupby("finding_id").tail(1).set_index("finding_id")
    said[["who", "at", "source"]] = last[["who", "at", "source"]]
    said["revision"] = log.groupby("finding_id")["decision_id"].max()
    said["evidence"] = SAME
    frame = said.reset_index()
    texts = [name for name in _SAID if name != "rectified_on"]
    frame[texts] = frame[texts].fillna("")
    frame = conform(frame[spec.columns], spec)
    return frame if findings is None else compare_evidence(frame, findings)


def _reasons(standing: pd.DataFrame, decided: pd.DataFrame) -> pd.Series[str]:
    """The reason last said with each finding's last decision (`decided`) or after it."""
    since = standing["finding_id"].map(decided["decision_id"]).fillna(0)
    return standing[standing["decision_id"] >= since].groupby("finding_id")["reason"].last()


def compare_evidence(dispositions: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """`dispositions` with `evidence` told against `findings`: `changed` where a decision was made on
    other evidence, `gone` where the finding is not there any more. The decision itself stands."""
    current = findings.drop_duplicates("finding_id").set_index("finding_id")["fingerprint"]
    now = dispositions["finding_id"].map(current)
    decided = dispositions["fingerprint"].notna() & (dispositions["fingerprint"] != "")
    evidence = pd.Series(SAME, index=dispositions.index, dtype="str")
    evidence[decided & now.notna() & (now != dispositions["fingerprint"])] = CHANGED
    evidence[now.isna()] = GONE
    return dispositions.assign(evidence=evidence)
