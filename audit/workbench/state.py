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
from audit.schema.words import DISMISSED, NOT_READ, PENDING, VERDICTS
from audit.schema.words import SEVERITIES as SEVERITY_WORDS

__all__ = [
    "GROUPS",
    "SEVERITIES",
    "Choice",
    "Counts",
    "Filter",
    "RunState",
    "StoredRun",
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

_OFFERED = ("year", "severity", "group", "kind", "decision", "agency", "rule")
_DECISIONS = {"": "待处置"} | {verdict: verdict for verdict in VERDICTS}
_AGENCIES = 200
"""Agencies offered in a list; more are found by their names."""

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
            findings, outcomes, judged = run.frame("findings"), run.frame("outcomes"), True
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
        return self.findings[self._matches(wanted)]

    def finding(self, finding_id: str) -> pd.Series[Any]:
        """One finding, all its columns."""
        return self.findings.loc[[finding_id]].iloc[0]

    def choices(self, wanted: Filter) -> dict[str, list[Choice]]:
        """Field of `Filter` -> what it can be set to, each with the findings it would show."""
        aside: dict[str, dict[str, Any]] = {name: {name: None} for name in _OFFERED}
        found = {name: self.select(replace(wanted, **aside[name])) for name in _OFFERED}
        groups, kinds = self.groups[found["group"].index], self.kinds[found["kind"].index]
        decisions = self.decisions[found["decision"].index]
        return {
            "year": self._years(found["year"]),
            "severity": self._severities(found["severity"]),
            "group": _counted(GROUPS, groups),
            "kind": _counted({name: name or "类别不明" for name in sorted(set(self.kinds))}, kinds),
            "decision": _counted(_DECISIONS, decisions),
            "agency": self._agencies(found["agency"], wanted.agency),
            "rule": _labelled(self.findings, found["rule"], "rule_id", "title"),
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
        for name in ("division", "kind", "group", "decision"):
            value = getattr(wanted, name)
            if value is not None:
                fits &= getattr(self, f"{name}s") == value
        for word in unicodedata.normalize("NFKC", wanted.text).lower().split():
            fits &= self._haystack.str.contains(word, regex=False)
        return fits

    def _agencies(self, rows: pd.DataFrame, chosen: str | None) -> list[Choice]:
        """The agencies with the most findings among `rows`, and the chosen one, by name."""
        known = _labelled(self.findings, rows, "agency_id", "agency")
        most = sorted(known, key=lambda choice: -choice.count)[:_AGENCIES]
        most += [choice for choice in known if choice.value == chosen and choice not in most]
        return sorted(most, key=lambda choice: choice.label)

    def _years(self, rows: pd.DataFrame) -> list[Choice]:
        counts = rows["year"].value_counts()
        known = sorted({*self.years, *(int(year) for year in self.findings["year"].dropna().unique())})
        return [Choice(year, f"{year} 年", int(counts.get(year, 0))) for year in known]

    def _severities(self, rows: pd.DataFrame) -> list[Choice]:
        counts = rows["severity"].value_counts()
        return [Choice(name, SEVERITY_WORDS[name], int(counts.get(name, 0))) for name in SEVERITIES]


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


def _counted(names: Mapping[str, str], values: pd.Series[str]) -> list[Choice]:
    counts = values.value_counts()
    return [Choice(value, label, int(counts.get(value, 0))) for value, label in names.items()]


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
