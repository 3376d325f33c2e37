"""Counts and rates by division, kind and rule, with last year beside them: what a circular needs."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from audit.schema.words import SEVERITIES
from audit.statistics.ranking import open_findings

__all__ = ["rate_divisions", "rate_kinds", "rate_rules"]

_LAST = "last_"


def rate_divisions(
    frames: Mapping[str, pd.DataFrame], dispositions: pd.DataFrame | None = None
) -> pd.DataFrame:
    """By `division_code` and year: see `rate_kinds`."""
    return _rate_reports(frames, dispositions, "division_code")


def rate_kinds(frames: Mapping[str, pd.DataFrame], dispositions: pd.DataFrame | None = None) -> pd.DataFrame:
    """By `agency_kind` ("" = unknown) and year: audited reports, reports with an open finding of
    severity critical (`failing`), their share (`rate`), open findings by severity, and the same of the
    year before as last_* (NaN when that year has no report in the run)."""
    return _rate_reports(frames, dispositions, "agency_kind")


def rate_rules(frames: Mapping[str, pd.DataFrame], dispositions: pd.DataFrame | None = None) -> pd.DataFrame:
    """By rule and year: reports on which it was assessed, those with an open finding (`failing`), their
    share (`rate`), open findings, and last_* of the year before."""
    reports = _audited(frames["reports"])
    years = reports.set_index("report_id")["year"]
    outcomes = frames["outcomes"]
    judged = outcomes[outcomes["outcome"].isin(["pass", "fail"])]
    judged = judged.assign(year=judged["report_id"].map(years)).dropna(subset="year")
    findings = open_findings(frames["findings"], dispositions)
    findings = findings[findings["report_id"].isin(years.index)].dropna(subset="year")
    by = ["rule_id", "year"]
    table = pd.DataFrame(
        {
            "assessed": judged.groupby(by).size(),
            "failing": findings.groupby(by)["report_id"].nunique(),
            "findings": findings.groupby(by).size(),
        }
    )
    table = table.fillna(0).astype("int64").reset_index()
    table["rate"] = table["failing"] / table["assessed"].where(table["assessed"] > 0)
    titles = frames["findings"].drop_duplicates("rule_id").set_index("rule_id")["title"]
    if "rules" in frames:
        titles = frames["rules"].set_index("rule_id")["title"]
    table.insert(1, "title", table["rule_id"].map(titles).fillna(""))
    return _beside_last_year(table, ["rule_id"])


def _rate_reports(
    frames: Mapping[str, pd.DataFrame], dispositions: pd.DataFrame | None, by: str
) -> pd.DataFrame:
    reports = _audited(frames["reports"]).dropna(subset="year")
    reports = reports.assign(**{by: reports[by].fillna("")})
    findings = open_findings(frames["findings"], dispositions)
    findings = findings.merge(reports[["report_id", by]], on="report_id").dropna(subset="year")
    groups = [by, "year"]
    table = pd.DataFrame({"reports": reports.groupby(groups).size()})
    serious = findings[findings["severity"] == "critical"]
    table["failing"] = serious.groupby(groups)["report_id"].nunique()
    for severity in SEVERITIES:
        table[severity] = findings[findings["severity"] == severity].groupby(groups).size()
    table = table.fillna(0).astype("int64").reset_index()
    table.insert(4, "rate", table["failing"] / table["reports"])
    return _beside_last_year(table, [by])


def _beside_last_year(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """`table` with its own figures of the year before as further columns."""
    figures = [name for name in table.columns if name not in (*by, "year", "title")]
    last = table[[*by, "year", *figures]].rename(columns={name: _LAST + name for name in figures})
    last["year"] += 1
    joined = table.merge(last, on=[*by, "year"], how="left")
    return joined.sort_values(["year", *by], ascending=[False, *(True for _ in by)]).reset_index(drop=True)


def _audited(reports: pd.DataFrame) -> pd.DataFrame:
    return reports[reports["audited"].eq(other=True).fillna(value=False)]
