"""What the sheets show: the frames, the facts of the run, agencies ranked, findings in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import pandas as pd

from audit.errors import SchemaError
from audit.schema.words import EVIDENCE, SEVERITIES

__all__ = ["Content", "RunSummary", "Standing", "arrange"]

_REQUIRED: Final = ("files", "reports", "cells", "outcomes", "findings")
_UNIT: Final = ["agency_id", "year"]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The facts of a run that the frames do not hold.

    `counts`: further counts to show, Chinese name -> number (files, reports, unread files and rules
    are counted from the frames). `changed_rules`: one Chinese line for each rule that the office
    switched off or changed. `office`: who issues the list; empty leaves a line to fill in.
    `ticket`: what the log of decisions has signed; without it the workbook cannot be read back.
    """

    run_id: str
    started: datetime
    version: str
    arguments: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    changed_rules: tuple[str, ...] = ()
    office: str = ""
    ticket: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency in one year. `first`: position of its first finding in `Content.findings`, None
    without findings. `headline`: title of its worst finding's rule."""

    rank: int
    agency: str
    year: int | None
    kind: str
    by_severity: Mapping[str, int]
    not_assessable: int
    headline: str
    first: int | None


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a sheet may draw on. `findings` are ordered by rank of the agency, then severity."""

    frames: Mapping[str, pd.DataFrame]
    run: RunSummary
    standings: tuple[Standing, ...]
    findings: pd.DataFrame

    @property
    def reviewed(self) -> pd.DataFrame:
        """`findings` with what has been recorded of each (columns of the frame `dispositions`), and
        `state`: in words, that the evidence has changed since."""
        return _join_dispositions(self.findings, self.frames.get("dispositions"))

    @property
    def audited(self) -> pd.DataFrame:
        """The reports that were judged: the newest version of each agency's year."""
        return _audited(self.frames["reports"])


def arrange(frames: Mapping[str, pd.DataFrame], run: RunSummary) -> Content:
    """The content of a workbook. Raises `SchemaError` when a frame is missing: an absent frame is
    not an empty one, and a list without findings is a statement."""
    absent = [name for name in _REQUIRED if name not in frames]
    if absent:
        raise SchemaError("缺少数据表，无法生成工作簿", found="、".join(absent), advice="先完成读取和核查")
    units = _count(frames)
    findings = _order(frames["findings"], units)
    return Content(frames, run, _standings(units, findings), findings)


def _count(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per agency and year, worst first, indexed by them: names, kind and counts."""
    reports, findings, outcomes = frames["reports"], frames["findings"], frames["outcomes"]
    audited = _audited(reports)
    open_rules = outcomes.loc[outcomes["outcome"] == "not_assessable", "report_id"].value_counts()
    known = _keyed(audited).assign(
        kind=audited["agency_kind"].fillna("").to_numpy(),
        not_assessable=audited["report_id"].map(open_rules).fillna(0).astype(int).to_numpy(),
    )
    # A missing report has findings and no row in `reports`.
    named = pd.concat([known, _keyed(findings).assign(kind="", not_assessable=0)], ignore_index=True)
    units = named.groupby(_UNIT, sort=False).agg(
        agency=("agency", "first"), kind=("kind", "first"), not_assessable=("not_assessable", "sum")
    )
    counts = _keyed(findings).assign(severity=findings["severity"].to_numpy())
    for severity in SEVERITIES:
        each = counts[counts["severity"] == severity].groupby(_UNIT).size()
        units[severity] = each.reindex(units.index, fill_value=0).astype(int)
    columns = ["critical", "warning", "agency", "year", "agency_id"]
    ordered = units.reset_index().sort_values(columns, ascending=[False, False, True, True, True])
    ordered["rank"] = range(1, len(ordered) + 1)
    return ordered.set_index(_UNIT)


def _join_dispositions(findings: pd.DataFrame, dispositions: pd.DataFrame | None) -> pd.DataFrame:
    if dispositions is None:
        return findings
    said = dispositions.rename(columns={"evidence": "state", "source": "said_in"})
    said = said.assign(state=said["state"].map(EVIDENCE).fillna(""))
    return findings.merge(said.drop(columns="fingerprint"), on="finding_id", how="left")


def _audited(reports: pd.DataFrame) -> pd.DataFrame:
    return reports[reports["audited"].eq(other=True).fillna(value=False)]


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Agency and year as plain keys: an unknown year is 0, an agency without id goes by its name."""
    agency = frame["agency"].fillna("").astype(str)
    agency_id = frame["agency_id"].fillna("").astype(str)
    return pd.DataFrame(
        {
            "agency_id": agency_id.where(agency_id != "", agency).to_numpy(),
            "year": frame["year"].fillna(0).astype(int).to_numpy(),
            "agency": agency.where(agency != "", "（机关不明）").to_numpy(),
        }
    )


def _order(findings: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    keys = _keyed(findings)
    severity = {name: weight for weight, name in enumerate(SEVERITIES)}
    keys["rank"] = units["rank"].reindex(pd.MultiIndex.from_frame(keys[_UNIT])).to_numpy()
    keys["weight"] = findings["severity"].map(severity).to_numpy()
    # Stable: within rank and severity the findings stay in the order they were found.
    order = keys.sort_values(["rank", "weight"], kind="stable").index
    return findings.iloc[order].assign(rank=keys["rank"].to_numpy()[order]).reset_index(drop=True)


def _standings(units: pd.DataFrame, findings: pd.DataFrame) -> tuple[Standing, ...]:
    firsts = {rank: position for position, rank in reversed(list(enumerate(findings["rank"])))}
    titles = findings["title"].fillna("").tolist()
    standings = []
    for unit in units.reset_index().to_dict("records"):
        first = firsts.get(unit["rank"])
        standings.append(
            Standing(
                rank=int(unit["rank"]),
                agency=str(unit["agency"]),
                year=int(unit["year"]) or None,
                kind=str(unit["kind"]),
                by_severity={severity: int(unit[severity]) for severity in SEVERITIES},
                not_assessable=int(unit["not_assessable"]),
                headline="未发现问题" if first is None else titles[first],
                first=first,
            )
        )
    return tuple(standings)
