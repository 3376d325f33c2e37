"""How findings are spread: over divisions and groups of rules, over agencies, over the years.

Plain pandas over a `RunState`. Findings that somebody dismissed do not count, and every count comes
with what it is a part of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from audit.office import Scoring
from audit.schema.words import DISMISSED
from audit.statistics import rank_agencies
from audit.workbench.state.divisions import name_divisions
from audit.workbench.state.facets import Facets
from audit.workbench.state.run import GROUPS, SEVERITIES, Choice, Filter, RunState, group_of

__all__ = ["BY", "HeatMap", "Spread"]

BY = {"division": "区划", "kind": "机关类别"}
"""What the rows of a heat map can be."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows by groups of rules, the rows with the most findings first.

    `by` is a key of `BY`. The three tables have the same index (codes, "" = unknown) and columns (keys
    of `GROUPS` that occur in the run): open `findings`, reports that have one (`failing`), and reports
    on which a rule of the group came to a verdict (`assessed`). `labels`: the rows in words.
    """

    by: str
    labels: pd.Series[str]
    findings: pd.DataFrame
    failing: pd.DataFrame
    assessed: pd.DataFrame

    @property
    def cells(self) -> int:
        """How many there are."""
        return int(self.findings.size)


@dataclass(frozen=True)
class Spread:
    """`state` seen from afar; `scoring` are the office's points for the ranking."""

    state: RunState
    scoring: Scoring

    def heat(self, wanted: Filter, by: str = "division") -> HeatMap:
        """The findings that `wanted` asks for, its own row and group aside, so that the others stay to
        be chosen. `assessed` follows the year, kind, division and agency that `wanted` names."""
        aside: dict[str, Any] = {"group": None, by: None}
        wider = replace(wanted, **aside)
        counted, failing = self._count(self._standing(wider), by)
        assessed = self._count_assessed(wider, by)
        rows = counted.index.union(assessed.index)
        order = (
            counted.sum(axis=1).reindex(rows, fill_value=0).sort_values(ascending=False, kind="stable").index
        )
        counted, failing, assessed = (
            table.reindex(index=order, columns=self._columns, fill_value=0)
            for table in (counted, failing, assessed)
        )
        labels = pd.Series([self.label(by, str(code)) for code in order], index=order, dtype="str")
        return HeatMap(by, labels, counted, failing, assessed)

    def rank(self, wanted: Filter) -> pd.DataFrame:
        """`rank_agencies` of the run, restricted to the year, kind, division and agency of `wanted`; the
        rank is that among all."""
        return _restrict(self._ranking, wanted)

    def trend(self, wanted: Filter) -> pd.DataFrame:
        """By report year, the year of `wanted` aside: audited `reports` (of its kind, division and
        agency), those with an open finding of severity critical (`failing`), and the open findings that
        `wanted` asks for by severity."""
        wider = replace(wanted, year=None)
        reports = _restrict(self._reports, wider).dropna(subset="year")
        found = self.state.findings[["report_id", "severity", "year"]].iloc[self._standing(wider)]
        found = found.dropna(subset="year")
        own = found[found["report_id"].isin(reports["report_id"]) & (found["severity"] == "critical")]
        years = sorted({*reports["year"].astype(int), *found["year"].astype(int)})
        table = pd.crosstab(found["year"].astype(int), found["severity"])
        table = table.reindex(index=years, columns=list(SEVERITIES), fill_value=0)
        table.insert(0, "reports", reports.groupby("year").size())
        table.insert(1, "failing", own.groupby("year")["report_id"].nunique())
        return table.fillna(0).astype(int)

    def choices(self, wanted: Filter) -> dict[str, list[Choice]]:
        """What each field of a filter can be set to (see `RunState.choices`), divisions by their names."""
        known = self.state.choices(wanted)
        named = [replace(each, label=self.label("division", each.value)) for each in known["division"]]
        return {**known, "division": named}

    def label(self, by: str, code: str) -> str:
        """A row of the heat map in words."""
        return (code or "类别不明") if by == "kind" else self._names.get(code, code)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return name_divisions(self.state.agencies)

    @cached_property
    def _reports(self) -> pd.DataFrame:
        columns = ["report_id", "agency_id", "year", "agency_kind", "division_code"]
        return _blank_unknown(self.state.reports[columns])

    @cached_property
    def _assessed(self) -> pd.DataFrame:
        """One row per report (or filing) and group of which a rule came to a verdict on it."""
        outcomes = self.state.outcomes
        judged = outcomes.loc[outcomes["outcome"].isin(["pass", "fail"]), ["report_id", "rule_id"]]
        letters = {rule: group_of(rule) for rule in judged["rule_id"].unique()}
        pairs = judged.assign(group=judged["rule_id"].map(letters))[["report_id", "group"]].drop_duplicates()
        return pairs.merge(pd.concat([self._reports, self._absent]), on="report_id")

    @cached_property
    def _absent(self) -> pd.DataFrame:
        """Filings that no report came for: rules judge them too."""
        filings = self.state.filings
        absent = filings[~filings["report_id"].isin(self._reports["report_id"])]
        return _blank_unknown(absent.reindex(columns=self._reports.columns))

    @cached_property
    def _ranking(self) -> pd.DataFrame:
        state = self.state
        frames = {"reports": state.reports, "findings": state.findings, "outcomes": state.outcomes}
        ranking = rank_agencies(frames, self.scoring, state.dispositions)
        known = state.agencies.reindex(ranking["agency_id"])
        for name in ("agency_kind", "division_code"):
            blank = ranking[name] == ""
            ranking.loc[blank, name] = known[name].fillna("").to_numpy()[blank]
        return ranking

    @cached_property
    def _columns(self) -> list[str]:
        known = {*self.state.facets.values["group"], *self._assessed_facets.values["group"]}
        return [group for group in GROUPS if group in known]

    def _count(self, places: np.ndarray, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Findings, and reports that have one, by row and group."""
        facets = self.state.facets
        width = len(facets.values["group"])
        cells = facets.codes[by][places] * width + facets.codes["group"][places]
        many = len(self._report_codes) + 1
        reports = np.unique(cells * np.int64(many) + self._report_codes[places]) // many
        found, failing = (_tabulate(which, facets, by) for which in (cells, reports))
        return found, failing

    def _count_assessed(self, wanted: Filter, by: str) -> pd.DataFrame:
        """Reports on which a rule came to a verdict, by row and group."""
        units = self._assessed_facets
        places = units.places(
            {name: getattr(wanted, name) for name in ("year", "kind", "division", "agency")}
        )
        cells = units.codes[by][places] * len(units.values["group"]) + units.codes["group"][places]
        return _tabulate(cells, units, by)

    @cached_property
    def _assessed_facets(self) -> Facets:
        units = self._assessed
        fields = {"year": "year", "kind": "agency_kind", "division": "division_code", "agency": "agency_id"}
        return Facets({name: units[column] for name, column in fields.items()} | {"group": units["group"]})

    @cached_property
    def _report_codes(self) -> np.ndarray:
        """For each finding a number that its report shares."""
        return pd.factorize(self.state.findings["report_id"], use_na_sentinel=False)[0]

    def _standing(self, wanted: Filter) -> np.ndarray:
        """The places of findings that nobody dismissed."""
        places = self.state.places(wanted)
        standing: np.ndarray = places[~self._dismissed[places]]
        return standing

    @cached_property
    def _dismissed(self) -> np.ndarray:
        return np.asarray(self.state.decisions == DISMISSED, dtype=bool)


def _tabulate(cells: np.ndarray, facets: Facets, by: str) -> pd.DataFrame:
    """How often each cell, row by row and group by group, occurs; rows that have none left out."""
    rows, groups = facets.values[by], facets.values["group"]
    counted = np.bincount(cells, minlength=len(rows) * len(groups)).reshape(len(rows), len(groups))
    table = pd.DataFrame(counted, index=rows, columns=groups)
    return table[table.sum(axis=1) > 0]


def _restrict(rows: pd.DataFrame, wanted: Filter) -> pd.DataFrame:
    for column, value in (
        ("year", wanted.year),
        ("agency_kind", wanted.kind),
        ("division_code", wanted.division),
        ("agency_id", wanted.agency),
    ):
        if value is not None:
            rows = rows[(rows[column] == value).fillna(value=False)]
    return rows


def _blank_unknown(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.fillna({"agency_id": "", "agency_kind": "", "division_code": ""})
