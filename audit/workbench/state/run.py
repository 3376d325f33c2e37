"""What the overview shows, derived from a run's frames. Plain pandas: no widget, no HTML.

A run that was only read has frames but no findings; its counts of findings are None, never 0.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from audit.errors import RunError
from audit.schema import empty, frame_specs
from audit.schema.words import DISMISSED, NOT_READ, PENDING, VERDICTS
from audit.schema.words import SEVERITIES as SEVERITY_WORDS
from audit.workbench.state.facets import Facets

__all__ = [
    "GROUPS",
    "SEARCHED",
    "SEVERITIES",
    "Choice",
    "Counts",
    "Filter",
    "RunState",
    "StoredRun",
    "choose",
    "frame_or_empty",
    "group_of",
]

SEVERITIES = tuple(SEVERITY_WORDS)
"""Worst first."""

OTHER = "其他"
GROUPS: Mapping[str, str] = {
    "S": "结构",
    "C": "填报",
    "T": "勾稽",
    "N": "文表",
    "P": "名称",
    "Y": "跨年",
    "G": "全体",
    OTHER: OTHER,
}
"""The groups of rules, by the letter of their ids, as RULES and the suites order them."""

_OUTCOMES = ("report_id", "rule_id", "outcome", "reason")
_DECISIONS = {"": "待处置"} | {verdict: verdict for verdict in VERDICTS}
_LISTED = 200
"""Agencies and divisions offered in a list; more are found by their names, or in the heat map."""

SEARCHED = ("agency", "rule_id", "title", "place", "message", "evidence", "source", "file")
"""Columns of the frame findings that words are looked for in."""


class StoredRun(Protocol):
    """What is needed of a run: `audit.pipeline.Run` is one."""

    @property
    def folder(self) -> Path: ...

    @property
    def info(self) -> Mapping[str, Any]: ...

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A frame by name, or some columns of it; `RunError` when the run has none of it."""
        ...


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings are asked for; None and "" ask for all. `agency` is an agency_id, `division` a
    division code ("" = unknown), `group` a key of `GROUPS`, `decision` a verdict ("" = none yet)."""

    year: int | None = None
    severity: str | None = None
    agency: str | None = None
    rule: str | None = None
    division: str | None = None
    kind: str | None = None
    group: str | None = None
    decision: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value one can filter by, and how many findings it would show under the other filters."""

    value: Any
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """The run in numbers. What only judging can tell is None when nothing was judged, what only a
    roster can (`due`, `filed`, `missing`) without one, and what only the log can (`undecided`,
    `pending`, `dismissed`) when there is none at hand.

    `not_assessable` and `broken` count rules on reports; `failing` counts agencies that have a
    critical finding. Findings that somebody dismissed are in none of the three severities.
    """

    reports: int
    agencies: int
    files: int
    unread: int
    due: int | None = None
    filed: int | None = None
    missing: int | None = None
    critical: int | None = None
    warning: int | None = None
    info: int | None = None
    failing: int | None = None
    not_assessable: int | None = None
    broken: int | None = None
    undecided: int | None = None
    pending: int | None = None
    dismissed: int | None = None


@dataclass(frozen=True)
class RunState:
    """A run as the overview sees it. `findings` are sorted, the worst first, with `finding_id` as index;
    `filings` (with division_code from the roster) is empty in a run that relates no reports,
    `dispositions` is None when no log is at hand."""

    run_id: str
    started: str
    files: pd.DataFrame
    reports: pd.DataFrame
    findings: pd.DataFrame
    outcomes: pd.DataFrame
    filings: pd.DataFrame
    judged: bool
    dispositions: pd.DataFrame | None = None

    @classmethod
    def load(cls, run: StoredRun, dispositions: pd.DataFrame | None = None) -> RunState:
        """The state of `run` with what people have decided (the frame `dispositions`). Raises `RunError`
        when it lacks even the frames that reading writes."""
        reports = run.frame("reports")
        try:
            findings, outcomes, judged = run.frame("findings"), run.frame("outcomes", _OUTCOMES), True
        except RunError:
            findings, outcomes, judged = *(empty(frame_specs()[n]) for n in ("findings", "outcomes")), False
        return cls(
            filings=_locate(frame_or_empty(run, "filings"), frame_or_empty(run, "roster")),
            dispositions=dispositions,
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
        expected = self.filings[self.filings["expected"].eq(other=True).fillna(value=False)]
        if len(expected):
            filed = int(expected["filed"].sum())
            read = replace(read, due=len(expected), filed=filed, missing=len(expected) - filed)
        if not self.judged:
            return read
        standing = self.findings[self.decisions != DISMISSED]
        severity, outcome = standing["severity"], self.outcomes["outcome"]
        judged = replace(
            read,
            **{name: int((severity == name).sum()) for name in SEVERITIES},
            failing=int(
                standing.loc[(severity == "critical") & (standing["agency_id"] != ""), "agency_id"].nunique()
            ),
            not_assessable=int((outcome == "not_assessable").sum()),
            broken=int((outcome == "error").sum()),
        )
        if self.dispositions is None:
            return judged
        return replace(
            judged,
            undecided=int((self.decisions == "").sum()),
            pending=int((self.decisions == PENDING).sum()),
            dismissed=int((self.decisions == DISMISSED).sum()),
        )

    @cached_property
    def decisions(self) -> pd.Series[str]:
        """What was decided of each finding, "" where nobody has, in the order of `findings`."""
        if self.dispositions is None or self.dispositions.empty:
            return pd.Series("", index=self.findings.index, dtype="str")
        decided = self.dispositions.set_index("finding_id")["decision"]
        return decided.reindex(self.findings.index).fillna("").astype("str")

    @cached_property
    def groups(self) -> pd.Series[str]:
        """The group of each finding's rule (a key of `GROUPS`), in the order of `findings`."""
        return self.findings["rule_id"].map(group_of).astype("str")

    @cached_property
    def divisions(self) -> pd.Series[str]:
        """The division code of each finding's agency, "" where it is not known."""
        codes = self.agencies["division_code"]
        return self.findings["agency_id"].map(codes).fillna("").astype("str")

    @cached_property
    def kinds(self) -> pd.Series[str]:
        """The kind of each finding's agency, "" where it is not known."""
        return self.findings["agency_id"].map(self.agencies["agency_kind"]).fillna("").astype("str")

    @cached_property
    def agencies(self) -> pd.DataFrame:
        """agency, agency_kind, division_code by agency_id, of all that reported or had to."""
        columns = ["agency_id", "agency", "agency_kind", "division_code"]
        rows = [self.reports.reindex(columns=columns)]
        if len(self.filings):
            rows.append(self.filings.reindex(columns=columns))
        known = pd.concat(rows, ignore_index=True).dropna(subset="agency_id")
        return known.groupby("agency_id").first().fillna("")

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
        return self.findings.iloc[self.places(wanted)]

    def places(self, wanted: Filter) -> np.ndarray:
        """The same as ordinals in `findings`, which costs far less."""
        return self.facets.places(_asked(wanted), wanted.text)

    def choices(self, wanted: Filter) -> dict[str, list[Choice]]:
        """Field of `Filter` -> what it can be set to, each with the findings it would show: all values
        there are, so that a choice never vanishes while it is set; of the agencies and divisions those
        with the most findings, and the chosen one."""
        counts = self.facets.counts(_asked(wanted), wanted.text)
        years = sorted({*self.years, *map(int, self.facets.values["year"])})
        kinds = sorted(self.facets.values["kind"])
        return {
            "year": choose({year: f"{year} 年" for year in years}, counts["year"]),
            "severity": choose(SEVERITY_WORDS, counts["severity"]),
            "group": choose(GROUPS, counts["group"]),
            "kind": choose({kind: kind or "类别不明" for kind in kinds}, counts["kind"]),
            "decision": choose(_DECISIONS, counts["decision"]),
            "division": _most(
                {code: code for code in counts["division"]}, counts["division"], wanted.division
            ),
            "agency": sorted(
                _most(self._agency_names, counts["agency"], wanted.agency), key=lambda choice: choice.label
            ),
            "rule": choose(self._titles, counts["rule"]),
        }

    @cached_property
    def facets(self) -> Facets:
        """The findings by the fields of `Filter`."""
        found = self.findings
        columns = {
            "year": found["year"],
            "severity": found["severity"],
            "agency": found["agency_id"],
            "rule": found["rule_id"],
            "division": self.divisions,
            "kind": self.kinds,
            "group": self.groups,
            "decision": self.decisions,
        }
        return Facets(columns, found[list(SEARCHED)])

    @cached_property
    def _agency_names(self) -> dict[str, str]:
        return _labels(self.findings, "agency_id", "agency")

    @cached_property
    def _titles(self) -> dict[str, str]:
        return _labels(self.findings, "rule_id", "title")

    def finding(self, finding_id: str) -> pd.Series[Any]:
        """One finding, all its columns."""
        return self.findings.loc[[finding_id]].iloc[0]


def group_of(rule_id: str) -> str:
    """The group of a rule, by the letter its id begins with: T3-BALANCE-01 -> T; people's own rules
    that begin otherwise are "其他"."""
    head = str(rule_id).partition("-")[0].rstrip("0123456789")
    return head if head in GROUPS else OTHER


def frame_or_empty(run: StoredRun, name: str) -> pd.DataFrame:
    """A frame of `run`, empty when it has none of that name: an older run, or one that was only read."""
    try:
        return run.frame(name)
    except RunError:
        return empty(frame_specs()[name])


def _locate(filings: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """`filings` with the division code that the roster gives: who did not report has no other."""
    codes = roster.drop_duplicates("agency_id").set_index("agency_id")["division_code"]
    return filings.assign(division_code=filings["agency_id"].map(codes))


def _asked(wanted: Filter) -> dict[str, Any]:
    return {name: value for name, value in asdict(wanted).items() if name != "text"}


def choose(names: Mapping[Any, str], counts: Mapping[Any, int]) -> list[Choice]:
    """The choices among `names` (value -> label), each with its count."""
    return [Choice(value, label, counts.get(value, 0)) for value, label in names.items()]


def _most(names: Mapping[str, str], counts: Mapping[str, int], chosen: str | None) -> list[Choice]:
    """Those with the highest counts, the highest first, and the chosen one."""
    first = heapq.nlargest(_LISTED, names, key=lambda value: counts.get(value, 0))
    more = [chosen] if chosen is not None and chosen not in first else []
    return [Choice(value, names.get(value, value), counts.get(value, 0)) for value in (*first, *more)]


def _labels(findings: pd.DataFrame, key: str, label: str) -> dict[str, str]:
    named = findings.drop_duplicates(key)[[key, label]].sort_values(key)
    return dict(zip(named[key], named[label].fillna("").astype("str"), strict=True))


def _rank_agencies(findings: pd.DataFrame) -> pd.DataFrame:
    # Not crosstab, which counts in Python: seconds with 50,000 agencies.
    counted = findings.groupby(["agency_id", "severity"], observed=True).size().unstack(fill_value=0)
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
