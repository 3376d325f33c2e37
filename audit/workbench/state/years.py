"""An agency's years beside each other, prose that repeats other prose, and counts out of line.

Plain data out of the frames of a run; what a report does not print is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

import pandas as pd

from audit.corpus.archive import join_prose
from audit.corpus.prose import share_passages
from audit.expect.wording import cell_place, spot
from audit.schema import frame_specs
from audit.schema.words import UNKNOWN_AGENCY
from audit.template import Template, load_templates
from audit.workbench.phrases import number, text, year
from audit.workbench.state.rows import ReportRows
from audit.workbench.state.run import Choice, StoredRun, frame_or_empty

__all__ = ["Carry", "Comparison", "Line", "Spot", "Step", "Years"]

_CARRIED: Mapping[str, str] = {
    name: name.removeprefix("carried_in_")
    for name in frame_specs()["year_pairs"].columns
    if name.startswith("carried_in_")
}
_TOTAL = "total"
_DOCUMENTS = ("regulations", "normative_documents")
_LISTED = 200
"""Agencies, clusters and counts offered at once; more are found by their names."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell in one year: `raw` as printed (None: not printed), `change` from the year before, None
    where either number is not known or it is the first year; `status` as in the frame `cells`."""

    raw: str | None
    status: str
    change: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the form through the years, the spots in the order of the years."""

    label: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Carry:
    """What one year hands to the next: `last` and `now` NaN where not known, `holds` None then.
    `how` says how `last` came about where more than one number goes into it."""

    label: str
    last: float
    now: float
    holds: bool | None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """From one report year to the next. `reason`: why nothing can be compared; `copied`: tables that
    are the same in every number; `similarity` of the prose (NaN: not known) and the office's limit."""

    last_year: int
    year: int
    carried: tuple[Carry, ...]
    documents: tuple[Carry, ...]
    copied: tuple[str, ...]
    similarity: float
    limit: float
    note: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts and the passages that they share, as offsets into both."""

    here: str
    there: str
    here_name: str
    there_name: str
    passages: tuple[tuple[tuple[int, int], tuple[int, int]], ...]

    @property
    def shared(self) -> int:
        """Characters of `here` in shared passages."""
        return sum(end - start for (start, end), _ in self.passages)


class Years:
    """A run seen along the years. Raises `RunError` when it lacks the frames that reading writes."""

    def __init__(self, run: StoredRun) -> None:
        reports = run.frame("reports")
        self.reports = reports[reports["audited"].fillna(value=True)].set_index("report_id", drop=False)
        self._pairs = frame_or_empty(run, "year_pairs").set_index("report_id", drop=False)
        self._tables = frame_or_empty(run, "year_tables")
        self._similar = frame_or_empty(run, "similar")
        self._counts = frame_or_empty(run, "year_counts")
        self._findings = frame_or_empty(run, "findings")
        self._cells = ReportRows(run, "cells", ["key", "raw", "value", "status"])
        self._sections = ReportRows(run, "sections", ["part", "text"])

    def agencies(self, words: str = "") -> list[Choice]:
        """Agencies whose names hold every word of `words`, those with most findings across years first,
        each with their number."""
        names = self.reports.groupby("agency_id")["agency"].first().fillna("").astype("str")
        for word in words.split():
            names = names[names.str.contains(word, regex=False)]
        across = self._findings[self._findings["rule_id"].astype("str").str.startswith("Y-")]
        counts = across["agency_id"].value_counts().reindex(names.index, fill_value=0)
        order = counts.sort_values(ascending=False, kind="stable").index[:_LISTED]
        return [Choice(str(key), names[key] or UNKNOWN_AGENCY, int(counts[key])) for key in order]

    def of_agency(self, agency_id: str) -> pd.DataFrame:
        """The audited reports of an agency whose year is known, the earliest first."""
        own = self.reports[(self.reports["agency_id"] == agency_id) & self.reports["year"].notna()]
        return own.sort_values("year")

    def lines(self, agency_id: str, table: str, column: str = "") -> list[Line]:
        """The rows of `table` that the agency printed, through its years; of `column` only where one is
        given. Rows that only an older form has come last."""
        reports = self.of_agency(agency_id)
        printed = [self._by_key(str(report_id)) for report_id in reports["report_id"]]
        labels: dict[str, str] = {}
        for form in self._forms(reports):
            for key, spec in form.cells.items():
                if spec.table.key == table and column in ("", spec.column.key):
                    at = spot(form.revision, key)
                    labels.setdefault(key, at.row if column else f"{at.row} · {at.column}")
        return [
            Line(label, tuple(_spots([cells.get(key) for cells in printed])))
            for key, label in labels.items()
            if any(key in cells for cells in printed)
        ]

    def columns(self, agency_id: str, table: str) -> list[tuple[str, str]]:
        """The columns (key, label) by which `table` is looked at one at a time, the total first; none
        for a table whose rows differ in their columns."""
        for form in self._forms(self.of_agency(agency_id))[:1]:
            known = form.table(table)
            if len(known.bands) == 1:
                columns = [(column.key, column.label) for column in known.bands[0].columns]
                return sorted(columns, key=lambda column: column[0] != _TOTAL)
        return []

    def tables(self, agency_id: str) -> list[tuple[str, str]]:
        """The tables (key, name) of the newest form that the agency follows."""
        return [(t.key, t.name) for form in self._forms(self.of_agency(agency_id))[:1] for t in form.tables]

    def steps(self, agency_id: str) -> list[Step]:
        """What each year of the agency hands to the next."""
        reports = self.of_agency(agency_id)["report_id"]
        known = self._pairs[self._pairs["report_id"].isin(reports)].sort_values("year")
        return [self._step(row) for _, row in known.iterrows()]

    def clusters(self) -> pd.DataFrame:
        """Groups of reports whose prose is nearly the same: cluster, year, members, similarity (the
        highest), agencies; the largest first."""
        like = self._similar.dropna(subset="cluster")
        if like.empty:
            return pd.DataFrame(columns=["cluster", "year", "members", "similarity", "agencies"])
        like = like.assign(year=like["report_id"].map(self.reports["year"]), agency=self._names(like))
        table = like.groupby("cluster", as_index=False).agg(
            year=("year", "first"),
            members=("report_id", "size"),
            similarity=("similarity", "max"),
            agencies=("agency", "、".join),
        )
        return table.sort_values(["members", "similarity"], ascending=False, ignore_index=True)[:_LISTED]

    def members(self, cluster: str) -> pd.DataFrame:
        """The reports of a cluster: report_id, agency, nearest (a report_id), nearest_agency, similarity."""
        own = self._similar[self._similar["cluster"] == cluster]
        columns = ["report_id", "agency", "nearest", "nearest_agency", "similarity"]
        return own.assign(agency=self._names(own))[columns].reset_index(drop=True)

    def compare(self, here: str, there: str) -> Comparison:
        """The prose of two reports beside each other."""
        one, other = self._prose(here), self._prose(there)
        passages = tuple((each.here, each.there) for each in share_passages(one, other))
        return Comparison(one, other, self._title(here), self._title(there), passages)

    def repeated(self) -> pd.DataFrame:
        """Reports whose prose repeats the agency's own of the year before beyond the limit: report_id,
        last_report, agency, year, similarity; the likest first."""
        known = self._pairs[self._pairs["text_similarity"] >= self._pairs["text_limit"]]
        table = known.reset_index(drop=True)[
            ["report_id", "last_reports", "agency", "year", "text_similarity"]
        ]
        return table.sort_values("text_similarity", ascending=False, ignore_index=True)[:_LISTED]

    def outliers(self, *, beyond: bool = True) -> pd.DataFrame:
        """`year_counts` with agency, year and place, the furthest from its peers first; those past the
        office's limit only, or all."""
        counts = self._counts
        if beyond:
            counts = counts[counts["score"] >= counts["limit"]]
        counts = counts.sort_values("score", ascending=False, ignore_index=True)[:_LISTED]
        reports = self.reports.reindex(counts["report_id"])
        places = [
            cell_place(text(revision), key)
            for revision, key in zip(reports["template"], counts["key"], strict=True)
        ]
        return counts.assign(
            agency_id=reports["agency_id"].to_numpy(),
            agency=reports["agency"].to_numpy(),
            year=reports["year"].to_numpy(),
            place=places,
        )

    @property
    def related(self) -> bool:
        """Whether the run looked along the years at all."""
        return not (self._pairs.empty and self._similar.empty and self._counts.empty)

    def _step(self, row: pd.Series[Any]) -> Step:
        carried = tuple(
            _carry(_column_name(text(row["template"]), column), row[f"last_carried_out_{column}"], row[name])
            for name, column in _CARRIED.items()
        )
        copied = self._tables[self._tables["report_id"] == row["report_id"]]
        return Step(
            last_year=int(row["last_year"]),
            year=int(row["year"]),
            carried=carried,
            documents=tuple(_document(row, kind) for kind in _DOCUMENTS),
            copied=tuple(copied.loc[copied["same"].fillna(value=False), "table_name"]),
            similarity=float(row["text_similarity"]),
            limit=float(row["text_limit"]),
            note=text(row["note"]).removeprefix("；"),
            reason=text(row["reason"]),
        )

    def _forms(self, reports: pd.DataFrame) -> list[Template]:
        """The forms that `reports` have to follow, the newest first."""
        known = load_templates()
        revisions = dict.fromkeys(map(text, reports["template"].iloc[::-1]))
        return [known[revision] for revision in revisions if revision in known]

    def _by_key(self, report_id: str) -> dict[str, pd.Series[Any]]:
        """The cells of a report that it prints, by key."""
        cells = self._cells.of(report_id)
        return {str(row["key"]): row for _, row in cells[cells["status"] != "absent"].iterrows()}

    def _prose(self, report_id: str) -> str:
        return join_prose(self._sections.of(report_id)).get(report_id, "")

    def _names(self, rows: pd.DataFrame) -> pd.Series[str]:
        return rows["report_id"].map(self.reports["agency"]).fillna(UNKNOWN_AGENCY).astype("str")

    def _title(self, report_id: str) -> str:
        if report_id not in self.reports.index:  # of a run before this one
            return report_id
        report = self.reports.loc[report_id]
        return f"{text(report['agency']) or UNKNOWN_AGENCY} · {year(report['year'])}"


def _spots(cells: Sequence[pd.Series[Any] | None]) -> Iterator[Spot]:
    before = nan
    for cell in cells:
        value = float(cell["value"]) if cell is not None else nan
        change = value - before
        raw = text(cell["raw"]) if cell is not None else None
        yield Spot(
            raw, text(cell["status"]) if cell is not None else "absent", None if isnan(change) else change
        )
        before = value


def _carry(label: str, last: float, now: float, how: str = "") -> Carry:
    last, now = float(last), float(now)
    return Carry(label, last, now, None if isnan(last) or isnan(now) else last == now, how)


def _document(row: pd.Series[Any], kind: str) -> Carry:
    terms = (row[f"last_{kind}_in_force"], row[f"{kind}_issued"], row[f"{kind}_repealed"])
    last, issued, repealed = (number(float(term)) for term in terms)
    label = frame_specs()["year_pairs"].labels[f"{kind}_in_force"].rpartition("·")[2]
    how = f"上年 {last} ＋ 制发 {issued} − 废止 {repealed}"
    return _carry(label, row[f"{kind}_due"], row[f"{kind}_in_force"], how)


def _column_name(revision: str, column: str) -> str:
    key = f"applications.carried_in.{column}"
    return spot(revision, key).column
