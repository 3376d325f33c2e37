"""How findings are spread: over divisions and groups of rules, over agencies, over the years.

Plain pandas over a `RunState`. Findings that somebody dismissed do not count, and every count comes
with what it is a part of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from audit.office import Scoring
from audit.recognise.names.gazetteer import divisions
from audit.schema.words import DISMISSED
from audit.statistics import rank_agencies
from audit.workbench.state import GROUPS, SEVERITIES, Choice, Filter, RunState, group_of

__all__ = ["BY", "HeatMap", "Spread"]

BY = {"division": "区划", "kind": "机关类别"}
"""What the rows of a heat map can be."""

_COLUMN = {"division": "division_code", "kind": "agency_kind"}
_DIVISIONS = 200
"""Divisions offered in a list; the heat map has them all."""

_UNKNOWN = {"division": "区划不明", "kind": "类别不明"}


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
        found = self._standing(wider)
        keys = {"division": self.state.divisions, "kind": self.state.kinds}[by]
        table = pd.DataFrame(
            {
                "row": keys[found.index],
                "group": self.state.groups[found.index],
                "report_id": found["report_id"],
            }
        )
        units = _restrict(self._assessed, wider)
        assessed = units.groupby([_COLUMN[by], "group"]).size().unstack(fill_value=0)
        counted = pd.crosstab(table["row"], table["group"])
        failing = table.drop_duplicates().pipe(lambda few: pd.crosstab(few["row"], few["group"]))
        rows = counted.index.union(assessed.index)
        order = counted.sum(axis=1).reindex(rows, fill_value=0).sort_values(ascending=False, kind="stable")
        shape: dict[str, Any] = {"index": order.index, "columns": self._columns, "fill_value": 0}
        return HeatMap(
            by,
            pd.Series([self.label(by, str(code)) for code in order.index], index=order.index, dtype="str"),
            counted.reindex(**shape),
            failing.reindex(**shape),
            assessed.reindex(**shape),
        )

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
        found = self._standing(wider).dropna(subset="year")
        own = found[found["report_id"].isin(reports["report_id"]) & (found["severity"] == "critical")]
        years = sorted({*reports["year"].astype(int), *found["year"].astype(int)})
        table = pd.crosstab(found["year"].astype(int), found["severity"])
        table = table.reindex(index=years, columns=list(SEVERITIES), fill_value=0)
        table.insert(0, "reports", reports.groupby("year").size())
        table.insert(1, "failing", own.groupby("year")["report_id"].nunique())
        return table.fillna(0).astype(int)

    def choices(self, wanted: Filter) -> dict[str, list[Choice]]:
        """What each field of a filter can be set to (see `RunState.choices`), the divisions with the
        most findings among them."""
        return {**self.state.choices(wanted), "division": self._divisions(wanted)}

    def _divisions(self, wanted: Filter) -> list[Choice]:
        found = self.state.select(replace(wanted, division=None))
        counts = self.state.divisions[found.index].value_counts()
        codes = [str(code) for code in counts.index[:_DIVISIONS]]
        if wanted.division is not None and wanted.division not in codes:
            codes.append(wanted.division)
        return [Choice(code, self.label("division", code), int(counts.get(code, 0))) for code in codes]

    def label(self, by: str, code: str) -> str:
        """A row of the heat map in words."""
        if not code:
            return _UNKNOWN[by]
        return code if by == "kind" else self._names.get(code) or f"区划 {code}"

    @cached_property
    def _names(self) -> dict[str, str]:
        """Division code -> the division's name, else the one agency that has the code."""
        agencies = self.state.agencies
        alone = agencies[~agencies["division_code"].duplicated(keep=False)]
        names = dict(zip(alone["division_code"], alone["agency"], strict=True))
        return names | {
            division.code: division.name
            for code in set(agencies["division_code"])
            for division in divisions().get(code, ())[:1]
        }

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
        known = {*self.state.groups.unique(), *self._assessed["group"].unique()}
        return [group for group in GROUPS if group in known]

    def _standing(self, wanted: Filter) -> pd.DataFrame:
        found = self.state.select(wanted)
        return found[self.state.decisions[found.index] != DISMISSED]


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
