"""What the sheets show: the frames, the facts of the run, agencies ranked, findings in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import pandas as pd

from audit.errors import SchemaError
from audit.office import SampleSizes, Scoring, load_office
from audit.schema import conform, frame_specs
from audit.schema.words import EVIDENCE, SEVERITIES, UNKNOWN_AGENCY
from audit.statistics import open_findings, rank_agencies

__all__ = ["FRAMES", "Content", "RunSummary", "Standing", "arrange"]

_REQUIRED: Final = ("files", "reports", "cells", "outcomes", "findings")
# What the sheets draw on, and of the largest frame its columns.
FRAMES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((*_REQUIRED, "dispositions", "filings", "leftovers", "rollups", "rules"), ()),
    **dict.fromkeys(("similar", "year_pairs"), ()),
    "cells": ("report_id", "key", "raw", "value", "status", "label", "head"),
}
_UNIT: Final = ["agency_id", "year"]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The facts of a run that the frames do not hold.

    `counts`: further counts to show, Chinese name -> number (files, reports, unread files and rules
    are counted from the frames). `changed_rules`: one Chinese line for each rule that the office
    switched off or changed. `office`: who issues the list; empty leaves a line to fill in.
    `scoring`, `sample`: the office's, for the ranking and the second look.
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
    scoring: Scoring = field(default_factory=lambda: load_office().scoring)
    sample: SampleSizes = field(default_factory=lambda: load_office().review_sample)
    ticket: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency in one year; equal scores share a rank. `by_severity` counts what nobody dismissed.
    `first`: position of its first finding in `Content.findings`, None without findings. `headline`:
    title of its worst finding's rule."""

    rank: int
    score: float
    agency: str
    year: int | None
    kind: str
    by_severity: Mapping[str, int]
    not_assessable: int
    headline: str
    first: int | None


@dataclass(frozen=True)
class Content:
    """Everything a sheet may draw on. `findings` are those that nobody dismissed and `every` is all of
    them, both ordered by rank of the agency, then severity."""

    frames: Mapping[str, pd.DataFrame]
    run: RunSummary
    standings: tuple[Standing, ...]
    findings: pd.DataFrame
    every: pd.DataFrame

    @property
    def reviewed(self) -> pd.DataFrame:
        """`every` with what has been recorded of each (columns of the frame `dispositions`), and
        `state`: in words, that the evidence has changed since."""
        return _join_dispositions(self.every, self.frames.get("dispositions"))

    @property
    def dismissed(self) -> int:
        """How many findings somebody dismissed."""
        return len(self.every) - len(self.findings)

    @cached_property
    def audited(self) -> pd.DataFrame:
        """The reports that were judged: the newest version of each agency's year."""
        return _audited(self.frames["reports"])

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Report -> position of its first finding in `findings`."""
        firsts: dict[str, int] = {}
        for position, report_id in enumerate(self.findings["report_id"].fillna("").tolist()):
            firsts.setdefault(report_id, position)
        return firsts

    def frame(self, name: str) -> pd.DataFrame | None:
        """The frame `name`, None when this run has none (an earlier version made it)."""
        return self.frames.get(name)

    def of_agency(self, agency_id: str) -> Content:
        """What concerns one agency: its own findings and no other's."""
        own = {
            name: frame[frame["agency_id"] == agency_id]
            for name, frame in (
                ("findings", self.findings),
                ("every", self.every),
                ("reports", self.frames["reports"]),
            )
        }
        frames = {**self.frames, "findings": own["every"], "reports": own["reports"]}
        found = own["findings"].reset_index(drop=True)
        return replace(self, frames=frames, standings=(), findings=found, every=found)


def arrange(frames: Mapping[str, pd.DataFrame], run: RunSummary) -> Content:
    """The content of a workbook. Raises `SchemaError` when a frame is missing: an absent frame is
    not an empty one, and a list without findings is a statement."""
    absent = [name for name in _REQUIRED if name not in frames]
    if absent:
        raise SchemaError("缺少数据表，无法生成工作簿", found="、".join(absent), advice="先完成读取和核查")
    dispositions = frames.get("dispositions")
    ranking = _rank(frames, run.scoring, dispositions)
    every = _order(frames["findings"], ranking)
    findings = open_findings(every, dispositions).reset_index(drop=True)
    return Content(frames, run, _standings(ranking, findings, frames), findings, every)


def _rank(
    frames: Mapping[str, pd.DataFrame], scoring: Scoring, dispositions: pd.DataFrame | None
) -> pd.DataFrame:
    """`rank_agencies`, with findings of nobody known under a name of their own."""
    named = {name: frames[name].assign(**_named(frames[name])) for name in ("findings", "reports")}
    ranking = rank_agencies({**frames, **named}, scoring, dispositions)
    return ranking.assign(year=ranking["year"].fillna(0).astype(int))


def _join_dispositions(findings: pd.DataFrame, dispositions: pd.DataFrame | None) -> pd.DataFrame:
    if dispositions is None:
        dispositions = conform([], frame_specs()["dispositions"])
    said = dispositions.rename(columns={"evidence": "state", "source": "said_in"})
    said = said.assign(state=said["state"].map(EVIDENCE).fillna(""))
    return findings.merge(said.drop(columns="fingerprint"), on="finding_id", how="left")


def _audited(reports: pd.DataFrame) -> pd.DataFrame:
    return reports[reports["audited"].eq(other=True).fillna(value=False)]


def _named(frame: pd.DataFrame) -> dict[str, Any]:
    """Agency and its id as plain keys: an agency without id goes by its name."""
    agency = frame["agency"].fillna("").astype(str)
    agency_id = frame["agency_id"].fillna("").astype(str)
    return {
        "agency_id": agency_id.where(agency_id != "", agency),
        "agency": agency.where(agency != "", UNKNOWN_AGENCY),
    }


def _order(findings: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    keys = pd.DataFrame(_named(findings)).assign(year=findings["year"].fillna(0).astype(int))
    places = pd.Series(range(len(ranking)), index=pd.MultiIndex.from_frame(ranking[_UNIT]))
    severity = {name: weight for weight, name in enumerate(SEVERITIES)}
    keys = keys.reset_index(drop=True)
    keys["unit"] = places.reindex(pd.MultiIndex.from_frame(keys[_UNIT])).to_numpy()
    keys["weight"] = findings["severity"].map(severity).to_numpy()
    # Stable: within agency and severity the findings stay in the order they were found.
    order = keys.sort_values(["unit", "weight"], kind="stable").index
    return findings.iloc[order].assign(unit=keys["unit"].to_numpy()[order]).reset_index(drop=True)


def _standings(
    ranking: pd.DataFrame, findings: pd.DataFrame, frames: Mapping[str, pd.DataFrame]
) -> tuple[Standing, ...]:
    firsts = {unit: position for position, unit in reversed(list(enumerate(findings["unit"])))}
    titles = findings["title"].fillna("").tolist()
    unjudged = _count_unjudged(frames)
    standings = []
    for place, unit in enumerate(ranking.to_dict("records")):
        first = firsts.get(place)
        standings.append(
            Standing(
                rank=int(unit["rank"]),
                score=float(unit["score"]),
                agency=str(unit["agency"]),
                year=int(unit["year"]) or None,
                kind=str(unit["agency_kind"]),
                by_severity={severity: int(unit[severity]) for severity in SEVERITIES},
                not_assessable=unjudged.get((unit["agency_id"], unit["year"]), 0),
                headline="未发现问题" if first is None else titles[first],
                first=first,
            )
        )
    return tuple(standings)


def _count_unjudged(frames: Mapping[str, pd.DataFrame]) -> dict[tuple[Any, Any], int]:
    """Rules that could not be assessed, by agency and year."""
    reports, outcomes = _audited(frames["reports"]), frames["outcomes"]
    by_report = outcomes.loc[outcomes["outcome"] == "not_assessable", "report_id"].value_counts()
    units = pd.DataFrame(_named(reports)).assign(
        year=reports["year"].fillna(0).astype(int),
        count=reports["report_id"].map(by_report).fillna(0).astype(int),
    )
    return {(row[0], row[1]): int(row[2]) for row in units[[*_UNIT, "count"]].to_numpy()}
