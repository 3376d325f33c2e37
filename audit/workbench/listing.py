"""The list of agencies and their findings under a filter: plain pandas and numpy, no widget.

Everything one can filter by is a small number per finding, made once; a filter is then a few comparisons
over them, whatever the run's size.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from audit.recognise.names.gazetteer import divisions
from audit.schema.words import SEVERITIES, VERDICTS
from audit.workbench.state import Choice, StoredRun

__all__ = ["CHANGED", "UNDECIDED", "Field", "Listing", "Order", "Shown", "Wanted"]

UNDECIDED, CHANGED = "未处置", "证据已变化"
"""What a finding can be besides what was decided of it."""

_NAMELESS = "机关未识别"
_SEARCHED = ("message", "place", "evidence", "file")
_COUNTY = 6
"""Digits of a division's code down to the county."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None and "" ask for all. `decision` is a verdict, `UNDECIDED` or `CHANGED`."""

    division: str | None = None
    kind: str | None = None
    year: int | None = None
    severity: str | None = None
    rule: str | None = None
    decision: str | None = None
    text: str = ""

    @property
    def of_findings(self) -> bool:
        """Whether agencies without a finding are left out."""
        return any((self.severity, self.rule, self.decision))


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
    agency, the latest year first, then causes with the worst first."""

    def __init__(self, run: StoredRun) -> None:
        reports = run.frame("reports")
        self.reports = reports[reports["audited"].fillna(value=True)].reset_index(drop=True)
        self.agencies = _gather_agencies(self.reports, run.frame("findings"))
        self._numbers = {agency: n for n, agency in enumerate(self.agencies["agency_id"])}
        self.findings = _sort(run.frame("findings"), self._numbers)
        self.names: list[str] = self.agencies["agency"].tolist()
        self._agency = self.findings["number"].to_numpy()
        self._decided = np.zeros(len(self.findings), dtype="int8")
        self._changed = np.zeros(len(self.findings), dtype=bool)
        self._said = lru_cache(8)(self._look_for)  # one filter asks for it several times

    def decide(self, finding_id: str, decision: str, *, changed: bool = False) -> None:
        """Take note of what was decided; "" when nothing is any more."""
        place = self._places.get(finding_id)
        if place is not None:
            self._decided[place] = VERDICTS.index(decision) + 1 if decision in VERDICTS else 0
            self._changed[place] = changed

    def show(self, wanted: Wanted, order: Order) -> Shown:
        """The agencies that fit `wanted`."""
        fits = self._fitting(wanted)
        counts = {
            name: self._count(fits & (self._codes("severity") == code))
            for code, name in enumerate(SEVERITIES)
        }
        counts["open"] = self._count(fits & (self._decided == 0))
        total = self._count(fits)
        kept = total > 0 if wanted.of_findings else (total > 0) | self._agencies_fitting(wanted)
        chosen = np.flatnonzero(kept)
        keys = counts.get(order.column, self._names_in_order)[chosen]
        ties = self._names_in_order[chosen]
        worst = (
            [-counts[name][chosen] for name in reversed(list(SEVERITIES))] if order.column in counts else []
        )
        sorting = np.lexsort((ties, *worst, -keys if order.descending else keys))
        return Shown(chosen[sorting], counts, int(fits.sum()))

    def of_agency(self, number: int, wanted: Wanted) -> pd.DataFrame:
        """The findings of an agency under `wanted`, in reading order."""
        first, last = np.searchsorted(self._agency, (number, number + 1))
        places = np.flatnonzero(self._fitting(wanted)[first:last]) + first
        rows: pd.DataFrame = self.findings.iloc[places]
        return rows

    def total_of(self, number: int) -> int:
        """The findings of an agency, whatever is asked for."""
        first, last = np.searchsorted(self._agency, (number, number + 1))
        return int(last - first)

    def finding(self, finding_id: str) -> pd.Series[Any]:
        """One finding, all its columns."""
        return self.findings.iloc[self._places[finding_id]]

    def fields(self, wanted: Wanted) -> Iterator[Field]:
        """The fields of the filter with how many findings each choice would show under the others."""
        masks = {name: self._mask(name, getattr(wanted, name)) for name in _FIELDS}
        masks["text"] = self._said(wanted.text)
        for name in _FIELDS:
            others = _all([m for other, m in masks.items() if other != name], len(self.findings))
            yield Field(name, getattr(wanted, name), list(self._choices(name, others)))

    # ---------------------------------------------------------------- fields as numbers

    @cached_property
    def _coded(self) -> Mapping[str, tuple[np.ndarray, list[Any], list[str]]]:
        """Field -> its number for each finding, what the numbers stand for, and how that is called."""
        found, agencies = self.findings, self.agencies
        coded = {name: _encode(agencies[name], agencies[name + "_label"]) for name in ("division", "kind")}
        of_findings = {
            name: (codes[self._agency], values, labels) for name, (codes, values, labels) in coded.items()
        }
        rules = found["rule_id"] + " " + found["title"].fillna("")
        severity = list(SEVERITIES)
        return of_findings | {
            "year": _encode_years(found["year"], self.reports["year"]),
            "rule": _encode(found["rule_id"], rules),
            "severity": (
                found["severity"].map({name: n for n, name in enumerate(severity)}).to_numpy(dtype="int8"),
                severity,
                list(SEVERITIES.values()),
            ),
        }

    def _codes(self, name: str) -> np.ndarray:
        return self._coded[name][0]

    def _mask(self, name: str, value: Any) -> np.ndarray | None:
        """The findings of which the field has that value; None for all of them."""
        if value is None:
            return None
        if name == "decision":
            if value == CHANGED:
                return self._changed
            return np.equal(self._decided, VERDICTS.index(value) + 1 if value in VERDICTS else 0)
        codes, values, _ = self._coded[name]
        mask: np.ndarray = np.equal(codes, values.index(value) if value in values else -1)
        return mask

    def _choices(self, name: str, mask: np.ndarray) -> Iterator[Choice]:
        if name == "decision":
            counts = np.bincount(self._decided[mask], minlength=len(VERDICTS) + 1)
            for value, count in zip((UNDECIDED, *VERDICTS), counts.tolist(), strict=True):
                yield Choice(value, value, count)
            yield Choice(CHANGED, CHANGED, int((self._changed & mask).sum()))
            return
        codes, values, labels = self._coded[name]
        counts = np.bincount(codes[mask], minlength=len(values))
        for value, label, count in zip(values, labels, counts.tolist(), strict=True):
            yield Choice(value, label, count)

    def _fitting(self, wanted: Wanted) -> np.ndarray:
        masks = [self._mask(name, getattr(wanted, name)) for name in _FIELDS]
        return _all([*masks, self._said(wanted.text)], len(self.findings))

    def _agencies_fitting(self, wanted: Wanted) -> np.ndarray:
        """The agencies that are asked for, whether anything was found of them or not."""
        agencies = self.agencies
        fits = np.ones(len(agencies), dtype=bool)
        if wanted.division is not None:
            fits &= (agencies["division"] == wanted.division).to_numpy()
        if wanted.kind is not None:
            fits &= (agencies["kind"] == wanted.kind).to_numpy()
        if wanted.year is not None:
            reported = self.reports.loc[self.reports["year"] == wanted.year, "agency_id"]
            fits &= agencies["agency_id"].isin(set(reported)).to_numpy()
        for word in _words(wanted.text):
            fits &= _contains(self._agency_texts, word)
        return fits

    def _count(self, mask: np.ndarray) -> np.ndarray:
        return np.bincount(self._agency[mask], minlength=len(self.agencies))

    # ---------------------------------------------------------------- free text

    def _look_for(self, text: str) -> np.ndarray | None:
        """The findings in which every word of `text` stands: in the agency's name, the rule or the text."""
        masks = [
            _contains(self._agency_texts, word)[self._agency]
            | _contains(self._rule_texts, word)[self._codes("rule")]
            | _any([_contains(texts, word) for texts in self._texts])
            for word in _words(text)
        ]
        return _all(masks, len(self.findings)) if masks else None

    @cached_property
    def _texts(self) -> list[pa.Array]:
        return [_fold(self.findings[name]) for name in _SEARCHED]

    @cached_property
    def _agency_texts(self) -> pa.Array:
        return _fold(self.agencies["agency"])

    @cached_property
    def _rule_texts(self) -> pa.Array:
        return _fold(pd.Series(self._coded["rule"][2], dtype="str"))

    @cached_property
    def _names_in_order(self) -> np.ndarray:
        """Place of each agency when sorted by name. GB 18030 has the common characters by sound, which is
        the order people look names up in."""
        return _rank([name.encode("gb18030", "replace") for name in self.names])

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {finding_id: n for n, finding_id in enumerate(self.findings.index)}


_FIELDS = tuple(field.name for field in fields(Wanted) if field.name != "text")


def _gather_agencies(reports: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """agency_id, agency, kind and division with what they are called; also of who only has findings:
    an agency that did not report, a file that nobody could read."""
    columns = ["agency_id", "agency", "agency_kind", "division_code"]
    extra = findings[["agency_id", "agency"]].assign(agency_kind="", division_code="")
    every = pd.concat([reports[columns], extra[columns]], ignore_index=True)
    every = every.fillna("").astype("str")
    found = every.drop_duplicates("agency_id", ignore_index=True)
    found["agency"] = found["agency"].where(found["agency"] != "", _NAMELESS)
    found["kind"] = found["agency_kind"]
    found["kind_label"] = found["kind"].where(found["kind"] != "", "类别未识别")
    found["division"] = found["division_code"].str[:_COUNTY]
    found["division_label"] = found["division"].map(_name_divisions(found))
    return found.drop(columns=["agency_kind", "division_code"])


def _name_divisions(agencies: pd.DataFrame) -> Mapping[str, str]:
    """Code -> name: of the gazetteer, else of the government that has the code, else the code itself."""
    heads = agencies.sort_values("division_code", key=lambda codes: codes.str.len(), kind="stable")
    first = heads.drop_duplicates("division").set_index("division")["agency"]
    names = {}
    for code in agencies["division"].unique():
        known = divisions().get(code)
        names[code] = known[0].name if known else str(first[code]).removesuffix("人民政府")
    return names | {"": "区划不明"}


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


def _encode(values: pd.Series[Any], labels: pd.Series[Any]) -> tuple[np.ndarray, list[Any], list[str]]:
    texts = values.fillna("").astype("str")
    codes, uniques = pd.factorize(texts, sort=True)
    called = labels.groupby(texts.to_numpy()).first()
    return codes, uniques.tolist(), [str(called[value]) for value in uniques]


def _encode_years(years: pd.Series[Any], reported: pd.Series[Any]) -> tuple[np.ndarray, list[Any], list[str]]:
    known = sorted({int(y) for y in pd.concat([years, reported]).dropna().unique()}, reverse=True)
    places = {year: n for n, year in enumerate(known)}
    codes = years.map(places).fillna(len(known)).to_numpy(dtype="int64")
    return codes, [*known, 0], [*(f"{year} 年" for year in known), "年度不明"]


def _rank(keys: Sequence[bytes]) -> np.ndarray:
    ranks = np.empty(len(keys), dtype="int64")
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks


def _all(masks: Sequence[np.ndarray | None], count: int) -> np.ndarray:
    whole = np.ones(count, dtype=bool)
    for mask in masks:
        if mask is not None:
            whole &= mask
    return whole


def _any(masks: Sequence[np.ndarray]) -> np.ndarray:
    whole: np.ndarray = np.logical_or.reduce(masks)
    return whole


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFKC", text).lower().split()


def _fold(texts: pd.Series[Any]) -> pa.Array:
    """As `_words` folds what is looked for."""
    plain = pa.array(texts.fillna("").astype("str"), type=pa.large_string())
    return pc.utf8_lower(pc.utf8_normalize(plain, "NFKC"))


def _contains(texts: pa.Array, word: str) -> np.ndarray:
    found: np.ndarray = pc.match_substring(texts, word).to_numpy(zero_copy_only=False)
    return found
