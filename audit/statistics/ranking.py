"""Agencies by score: points for each finding that nobody dismissed."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from audit.office import Scoring
from audit.schema.words import DISMISSED, SEVERITIES

__all__ = ["dismissed_ids", "open_findings", "rank_agencies"]

_UNIT = ["agency_id", "year"]


def dismissed_ids(dispositions: pd.DataFrame | None) -> set[str]:
    """The findings that somebody dismissed. `dispositions` has finding_id and decision, a row each."""
    if dispositions is None or dispositions.empty:
        return set()
    return set(dispositions.loc[dispositions["decision"] == DISMISSED, "finding_id"])


def open_findings(findings: pd.DataFrame, dispositions: pd.DataFrame | None = None) -> pd.DataFrame:
    """`findings` without those that somebody dismissed."""
    gone = dismissed_ids(dispositions)
    return findings[~findings["finding_id"].isin(gone)] if gone else findings


def rank_agencies(
    frames: Mapping[str, pd.DataFrame], scoring: Scoring, dispositions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every agency's year, the highest score first; equal scores share a rank.

    Columns: rank, agency_id, agency, year, agency_kind, division_code, critical, warning, info (open
    findings), score, failed and assessed (rules, over its audited reports; an agency that filed none has
    no rule assessed but its own missing).
    """
    findings = open_findings(frames["findings"], dispositions)
    units = _units(frames["reports"], frames["findings"])
    counts = pd.crosstab([findings["agency_id"], findings["year"].fillna(0)], findings["severity"])
    counts = counts.reindex(columns=list(SEVERITIES), fill_value=0)
    ranking = units.join(counts, on=_UNIT).fillna(dict.fromkeys(SEVERITIES, 0))
    ranking[list(SEVERITIES)] = ranking[list(SEVERITIES)].astype("int64")
    points = {name: getattr(scoring, name) for name in SEVERITIES}
    ranking["score"] = sum(ranking[name] * weight for name, weight in points.items())
    ranking = ranking.join(_rules_of_units(frames, findings), on=_UNIT)
    ranking[["failed", "assessed"]] = ranking[["failed", "assessed"]].fillna(0).astype("int64")
    ranking["rank"] = ranking["score"].rank(method="min", ascending=False).astype("int64")
    ordered = ranking.sort_values(["rank", "agency", "year", "agency_id"], kind="stable")
    ordered["year"] = ordered["year"].replace(0, pd.NA)
    return ordered[["rank", *(name for name in ordered.columns if name != "rank")]].reset_index(drop=True)


def _units(reports: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Agency and year of audited reports, and of findings without a report (a missing one)."""
    known = reports.loc[
        reports["audited"].eq(other=True).fillna(value=False),
        ["agency_id", "agency", "year", "agency_kind", "division_code"],
    ]
    other = findings[["agency_id", "agency", "year"]].assign(agency_kind="", division_code="")
    units = pd.concat([known, other], ignore_index=True)
    units["year"] = units["year"].fillna(0).astype("Int64")
    return units.drop_duplicates(_UNIT).fillna({"agency_kind": "", "division_code": ""})


def _rules_of_units(frames: Mapping[str, pd.DataFrame], findings: pd.DataFrame) -> pd.DataFrame:
    """Rules assessed on each agency's year, and those of them with an open finding."""
    reports, outcomes = frames["reports"], frames["outcomes"]
    judged = outcomes[outcomes["outcome"].isin(["pass", "fail"])]
    judged = judged.merge(reports[["report_id", *_UNIT]], on="report_id")
    judged["year"] = judged["year"].fillna(0)
    failed = findings.assign(year=findings["year"].fillna(0)).drop_duplicates([*_UNIT, "rule_id"])
    return pd.DataFrame(
        {
            "failed": failed.groupby(_UNIT).size(),
            "assessed": judged.drop_duplicates([*_UNIT, "rule_id"]).groupby(_UNIT).size(),
        }
    )
