"""The list of agencies and their findings under a filter: plain pandas and numpy, no widget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from audit.schema.words import SEVERITIES, UNKNOWN_AGENCY, VERDICTS
from audit.workbench.state.divisions import name_divisions
from audit.workbench.state.facets import Facets
from audit.workbench.state.run import SEARCHED, Choice, Filter, StoredRun, choose

__all__ = ["CHANGED", "UNDECIDED", "Field", "Listing", "Order", "Shown"]

UNDECIDED, CHANGED = "未处置", "证据已变化"
"""What a finding can be besides what was decided of it."""

_COUNTY = 6
"""Digits of a division's code down to the county."""


@dataclass(frozen=True, slots=True)
class Order:
    """By what the agencies are sorted: a column of `Shown`; ties by name."""

    column: str = "critical"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the filter: what can be chosen, and what is."""

    name: str
    value: Any
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Shown:
    """The agencies under a filter in their order, a number of `Listing.agencies` each, and for every
    agency (shown or not) its findings under the filter by severity and how many wait for a decision."""

    order: np.ndarray
    counts: Mapping[str, np.ndarray]
    findings: int

    def has_findings(self, place: int) -> bool:
        """Whether the agency at that place of the order has any under the filter."""
        return any(self.counts[name][self.order[place]] for name in SEVERITIES)

    def rows(self, names: Sequence[str], first: int, last: int) -> list[list[str | int]]:
        """What the list shows of the agencies from `first` to `last`: name, counts."""
        return [
            [names[number], *(int(column[number]) for column in self.counts.values())]
            for number in self.order[first:last].tolist()
        ]


class Listing:
    """The agencies and findings of a run. `findings` has finding_id as index and is in reading order:
    agency, the latest year first, then causes with the worst first.

    What is asked for is a `Filter`, its division a county and its decision a verdict, "" (none yet) or
    `CHANGED`.
    """

    def __init__(self, run: StoredRun) -> None:
        reports, findings = run.frame("reports"), run.frame("findings")
        self.reports = reports[reports["audited"].fillna(value=True)].reset_index(drop=True)
        self.agencies = _gather_agencies(self.reports, findings)
        self.findings = _sort(findings, {agency: n for n, agency in enumerate(self.agencies["agency_id"])})
        self.names: list[str] = self.agencies["agency"].tolist()
        self._agency = self.findings["number"].to_numpy()
        self._places = {finding_id: n for n, finding_id in enumerate(self.findings.index.tolist())}
        own = self.agencies.iloc[self._agency]
        self._facets = Facets(
            {
                "division": own["division"],
                "kind": own["kind"],
                "year": self.findings["year"].fillna(0).astype("int64"),
                "severity": self.findings["severity"],
                "rule": self.findings["rule_id"],
                "decision": pd.Series("", index=self.findings.index),
                "changed": pd.Series(data=False, index=self.findings.index),
            },
            self.findings[list(SEARCHED)].assign(agency=own["agency"].to_numpy()),
        )
        self._agency_facets = Facets(
            {"division": self.agencies["division"], "kind": self.agencies["kind"]}, self.agencies[["agency"]]
        )

    def decide(self, finding_id: str, decision: str, *, changed: bool = False) -> None:
        """Take note of what was decided; "" when nothing is any more."""
        place = self._places.get(finding_id)
        if place is not None:
            self._facets.change(place, "decision", decision)
            self._facets.change(place, "changed", changed)

    def show(self, wanted: Filter, order: Order) -> Shown:
        """The agencies that fit `wanted`; those without a finding as long as none is asked for."""
        places = self._fitting(wanted)
        counts = {
            name: self._count(places[self._facets.equal("severity", name)[places]]) for name in SEVERITIES
        }
        counts["open"] = self._count(places[self._facets.equal("decision", "")[places]])
        kept = self._count(places) > 0
        if wanted == replace(wanted, severity=None, rule=None, decision=None):
            kept |= self._agencies_fitting(wanted)
        chosen = np.flatnonzero(kept)
        keys = counts.get(order.column, self._names_in_order)[chosen]
        ties = self._names_in_order[chosen]
        worst = (
            [-counts[name][chosen] for name in reversed(list(SEVERITIES))] if order.column in counts else []
        )
        sorting = np.lexsort((ties, *worst, -keys if order.descending else keys))
        return Shown(chosen[sorting], counts, len(places))

    def of_agency(self, number: int, wanted: Filter) -> pd.DataFrame:
        """The findings of an agency under `wanted`, in reading order."""
        places = self._fitting(wanted)
        rows: pd.DataFrame = self.findings.iloc[places[self._agency[places] == number]]
        return rows

    def total_of(self, number: int) -> int:
        """The findings of an agency, whatever is asked for."""
        first, last = np.searchsorted(self._agency, (number, number + 1))
        return int(last - first)

    def finding(self, finding_id: str) -> pd.Series[Any]:
        """One finding, all its columns."""
        return self.findings.iloc[self._places[finding_id]]

    def fields(self, wanted: Filter) -> Iterator[Field]:
        """The fields of the filter with how many findings each choice would show under the others."""
        asked = _asked(wanted)
        counts = self._facets.counts(asked, wanted.text)
        if wanted.decision == CHANGED:  # a column of its own, but a choice among the decisions
            counts |= {"decision": self._facets.counts(asked | {"changed": None}, wanted.text)["decision"]}
        elif wanted.decision is not None:
            counts |= {"changed": self._facets.counts(asked | {"decision": None}, wanted.text)["changed"]}
        counts["decision"] |= {CHANGED: counts["changed"].get(True, 0)}
        for name, labels in self._labels.items():
            yield Field(name, getattr(wanted, name), choose(labels, counts[name]))

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[Any, str]]:
        """Field -> what it can be set to, with what that is called."""
        agencies, found = self.agencies, self.findings
        rules = found.drop_duplicates("rule_id").sort_values("rule_id")[["rule_id", "title"]].fillna("")
        known = {int(year) for year in pd.concat([found["year"], self.reports["year"]]).dropna().unique()}
        return {
            "division": dict(sorted(zip(agencies["division"], agencies["division_label"], strict=True))),
            "kind": dict(sorted(zip(agencies["kind"], agencies["kind_label"], strict=True))),
            "year": {year: f"{year} 年" for year in sorted(known, reverse=True)} | {0: "年度不明"},
            "severity": SEVERITIES,
            "rule": dict(
                zip(rules["rule_id"], rules["rule_id"] + " " + rules["title"].fillna(""), strict=True)
            ),
            "decision": {"": UNDECIDED, **dict(zip(VERDICTS, VERDICTS, strict=True)), CHANGED: CHANGED},
        }

    def _fitting(self, wanted: Filter) -> np.ndarray:
        return self._facets.places(_asked(wanted), wanted.text)

    def _agencies_fitting(self, wanted: Filter) -> np.ndarray:
        """The agencies that are asked for, whether anything was found of them or not."""
        fits = np.zeros(len(self.agencies), dtype=bool)
        fits[self._agency_facets.places({"division": wanted.division, "kind": wanted.kind}, wanted.text)] = (
            True
        )
        if wanted.year is not None:
            reported = self.reports.loc[self.reports["year"] == wanted.year, "agency_id"]
            fits &= self.agencies["agency_id"].isin(set(reported)).to_numpy()
        return fits

    def _count(self, places: np.ndarray) -> np.ndarray:
        return np.bincount(self._agency[places], minlength=len(self.agencies))

    @cached_property
    def _names_in_order(self) -> np.ndarray:
        """Place of each agency when sorted by name. GB 18030 has the common characters by sound, which is
        the order people look names up in."""
        return _rank([name.encode("gb18030", "replace") for name in self.names])


def _asked(wanted: Filter) -> dict[str, Any]:
    """Column of the facets -> what it has to be."""
    names = ("division", "kind", "year", "severity", "rule")
    asked = {name: getattr(wanted, name) for name in names}
    if wanted.decision == CHANGED:
        return asked | {"changed": True}
    return asked | {"decision": wanted.decision}


def _gather_agencies(reports: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """agency_id, agency, kind and division with what they are called; also of who only has findings:
    an agency that did not report, a file that nobody could read."""
    columns = ["agency_id", "agency", "agency_kind", "division_code"]
    extra = findings[["agency_id", "agency"]].assign(agency_kind="", division_code="")
    every = pd.concat([reports[columns], extra[columns]], ignore_index=True)
    every = every.fillna("").astype("str")
    found = every.drop_duplicates("agency_id", ignore_index=True)
    found["agency"] = found["agency"].where(found["agency"] != "", UNKNOWN_AGENCY)
    found["kind"] = found["agency_kind"]
    found["kind_label"] = found["kind"].where(found["kind"] != "", "类别未识别")
    found["division"] = found["division_code"].str[:_COUNTY]
    found["division_label"] = found["division"].map(name_divisions(found, _COUNTY))
    return found.drop(columns=["agency_kind", "division_code"])


def _sort(findings: pd.DataFrame, numbers: Mapping[str, int]) -> pd.DataFrame:
    severity = {name: n for n, name in enumerate(SEVERITIES)}
    found = findings.assign(
        number=findings["agency_id"].fillna("").map(numbers).astype("int64"),
        rank=findings["severity"].map(severity).astype("int64"),
        cause=findings["cause"].where(findings["cause"].fillna("") != "", findings["finding_id"]),
    )
    by_cause = found.groupby("cause", sort=False)["rank"].transform("min")
    own = found["cause"] != found["finding_id"]
    found = found.assign(worst=by_cause, later=own, _year=-found["year"].fillna(0).astype("int64"))
    keys = ["number", "_year", "worst", "cause", "later", "rank", "rule_id", "place"]
    found = found.sort_values(keys, kind="stable").set_index("finding_id", drop=False)
    found.index.name = None
    return found.drop(columns=["worst", "later", "_year", "rank"])


def _rank(keys: Sequence[bytes]) -> np.ndarray:
    ranks = np.empty(len(keys), dtype="int64")
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks
