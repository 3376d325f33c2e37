"""What the overview shows, derived from a run's frames. Plain pandas: no widget, no HTML.

A run that was only read has frames but no findings; its counts of findings are None, never 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from audit.errors import RunError
from audit.schema import empty, frame_specs
from audit.schema.words import NOT_READ
from audit.schema.words import SEVERITIES as SEVERITY_WORDS

__all__ = ["SEVERITIES", "Choice", "Counts", "Filter", "RunState", "StoredRun"]

SEVERITIES = tuple(SEVERITY_WORDS)
"""Worst first."""

_SEARCHED = ("agency", "rule_id", "title", "place", "message", "evidence", "source")


class StoredRun(Protocol):
    """What is needed of a run: `audit.pipeline.Run` is one."""

    @property
    def folder(self) -> Path: ...

    @property
    def info(self) -> Mapping[str, Any]: ...

    def frame(self, name: str) -> pd.DataFrame:
        """A frame by name; `RunError` when the run has none of it."""
        ...


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings are asked for; None and "" ask for all. `agency` is an agency_id."""

    year: int | None = None
    severity: str | None = None
    agency: str | None = None
    rule: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value one can filter by, and how many findings it would show under the other filters."""

    value: Any
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The run in numbers. What only judging can tell is None when nothing was judged.

    `not_assessable` and `broken` count rules on reports; `failing` counts agencies that have a
    critical finding.
    """

    reports: int
    agencies: int
    files: int
    unread: int
    critical: int | None = None
    warning: int | None = None
    info: int | None = None
    failing: int | None = None
    not_assessable: int | None = None
    broken: int | None = None


@dataclass(frozen=True)
class RunState:
    """A run as the overview sees it. `findings` are sorted, the worst first, with `finding_id` as index."""

    run_id: str
    started: str
    files: pd.DataFrame
    reports: pd.DataFrame
    findings: pd.DataFrame
    outcomes: pd.DataFrame
    judged: bool

    @classmethod
    def load(cls, run: StoredRun) -> RunState:
        """The state of `run`. Raises `RunError` when it lacks even the frames that reading writes."""
        reports = run.frame("reports")
        try:
            findings, outcomes, judged = run.frame("findings"), run.frame("outcomes"), True
        except RunError:
            findings, outcomes, judged = *(empty(frame_specs()[n]) for n in ("findings", "outcomes")), False
        return cls(
            run_id=run.folder.name,
            started=str(run.info.get("started") or ""),
            files=run.frame("files"),
            reports=reports[reports["audited"].fillna(value=True)],
            findings=_sort(findings),
            outcomes=outcomes,
            judged=judged,
        )

    @cached_property
    def counts(self) -> Counts:
        """The run in numbers, no filter applied."""
        read = Counts(
            reports=len(self.reports),
            agencies=int(self.reports["agency_id"].nunique()),
            files=len(self.files),
            unread=len(self.unread),
        )
        if not self.judged:
            return read
        severity, outcome = self.findings["severity"], self.outcomes["outcome"]
        return replace(
            read,
            critical=int((severity == "critical").sum()),
            warning=int((severity == "warning").sum()),
            info=int((severity == "info").sum()),
            failing=int(self.findings.loc[severity == "critical", "agency_id"].nunique()),
            not_assessable=int((outcome == "not_assessable").sum()),
            broken=int((outcome == "error").sum()),
        )

    @cached_property
    def years(self) -> list[int]:
        """Report years, the earliest first."""
        return sorted(int(year) for year in self.reports["year"].dropna().unique())

    @cached_property
    def unread(self) -> pd.DataFrame:
        """The files from which nothing came: file, read_error."""
        return self.files.loc[self.files["read_status"].isin(NOT_READ), ["file", "read_error"]]

    @cached_property
    def unjudged(self) -> pd.DataFrame:
        """Why rules came to no verdict: outcome (error, not_assessable), rule_id, reason, reports; the
        most frequent first, what is broken before what is not assessable."""
        rows = self.outcomes[self.outcomes["outcome"].isin(["error", "not_assessable"])]
        groups = rows.assign(reason=rows["reason"].fillna("")).groupby(["outcome", "rule_id", "reason"])
        counted = groups["report_id"].nunique().rename("reports").reset_index()
        return counted.sort_values(
            ["outcome", "reports", "rule_id"], ascending=[True, False, True], ignore_index=True
        )

    def select(self, wanted: Filter) -> pd.DataFrame:
        """The findings that fit every part of `wanted`, the worst first."""
        return self.findings[self._matches(wanted)]

    def finding(self, finding_id: str) -> pd.Series[Any]:
        """One finding, all its columns."""
        return self.findings.loc[[finding_id]].iloc[0]

    def by_agency(self, wanted: Filter) -> pd.DataFrame:
        """Findings by agency under `wanted`, its agency aside: one row per agency that has any, with
        agency_id as index, agency, critical, warning, info; the worst first."""
        return _rank_agencies(self.select(replace(wanted, agency=None)))

    def choices(self, wanted: Filter) -> dict[str, list[Choice]]:
        """Field of `Filter` -> what it can be set to, each with the findings it would show."""
        agencies = _labelled(self.findings, self.select(replace(wanted, agency=None)), "agency_id", "agency")
        return {
            "year": self._years(self.select(replace(wanted, year=None))),
            "severity": self._severities(self.select(replace(wanted, severity=None))),
            "agency": sorted(agencies, key=lambda choice: choice.label),
            "rule": _labelled(self.findings, self.select(replace(wanted, rule=None)), "rule_id", "title"),
        }

    @cached_property
    def _haystack(self) -> pd.Series[str]:
        """What the free text is looked for in, one string per finding."""
        first, *others = _SEARCHED
        texts = self.findings[list(_SEARCHED)].fillna("").astype("str")
        return texts[first].str.cat(texts[others], sep="\n").str.normalize("NFKC").str.lower()

    def _matches(self, wanted: Filter) -> pd.Series[bool]:
        found = self.findings
        fits = pd.Series(data=True, index=found.index, dtype=bool)
        for column, value in (
            ("year", wanted.year),
            ("severity", wanted.severity),
            ("agency_id", wanted.agency),
            ("rule_id", wanted.rule),
        ):
            if value is not None:
                fits &= (found[column] == value).fillna(value=False).astype(bool)
        for word in unicodedata.normalize("NFKC", wanted.text).lower().split():
            fits &= self._haystack.str.contains(word, regex=False)
        return fits

    def _years(self, rows: pd.DataFrame) -> list[Choice]:
        counts = rows["year"].value_counts()
        known = sorted({*self.years, *(int(year) for year in self.findings["year"].dropna().unique())})
        return [Choice(year, f"{year} 年", int(counts.get(year, 0))) for year in known]

    def _severities(self, rows: pd.DataFrame) -> list[Choice]:
        counts = rows["severity"].value_counts()
        return [Choice(name, SEVERITY_WORDS[name], int(counts.get(name, 0))) for name in SEVERITIES]


def _rank_agencies(findings: pd.DataFrame) -> pd.DataFrame:
    counted = pd.crosstab(findings["agency_id"], findings["severity"])
    table = counted.reindex(columns=list(SEVERITIES), fill_value=0).astype(int)
    table.insert(0, "agency", findings.groupby("agency_id")["agency"].first().reindex(table.index))
    return table.sort_values([*SEVERITIES, "agency"], ascending=[False, False, False, True])


def _sort(findings: pd.DataFrame) -> pd.DataFrame:
    """By severity, then the agencies as they are ranked, then as a report is read."""
    keyed = findings.fillna({"agency_id": "", "agency": ""}).set_index("finding_id", drop=False)
    keyed.index.name = None
    agencies = _rank_agencies(keyed).index
    ranks = {
        "severity": {name: rank for rank, name in enumerate(SEVERITIES)},
        "agency_id": {agency: rank for rank, agency in enumerate(agencies)},
    }
    return keyed.sort_values(
        ["severity", "agency_id", "year", "rule_id", "place"],
        key=lambda column: column.map(ranks[column.name]) if column.name in ranks else column,
    )


def _labelled(everything: pd.DataFrame, rows: pd.DataFrame, key: str, label: str) -> list[Choice]:
    """Every `key` there is, so that a choice never vanishes while it is set, with its count in `rows`."""
    counts = rows[key].value_counts()
    labels = everything.groupby(key)[label].first().fillna("").astype("str")
    return [Choice(value, str(text), int(counts.get(value, 0))) for value, text in labels.items()]
