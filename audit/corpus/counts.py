"""The frame `year_counts`: a count beside the agency's earlier years and its peers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from audit.corpus.archive import ORIGIN, Archive
from audit.corpus.settings import setting
from audit.corpus.survey import Survey
from audit.office import Office
from audit.schema import conform, frame_specs

__all__ = ["compare_counts", "robust_score"]

_NORMAL = 1.4826  # median deviation to standard deviation, for what is normally distributed


def compare_counts(survey: Survey, office: Office, size: int) -> Iterator[pd.DataFrame]:
    """A row for every count of `corpus.toml` in every report of the run whose agency has it in an
    earlier year, where there are peers enough; `size` rows at a time."""
    keys = setting("outliers", "counts")
    numbers = survey.numbers(keys)
    facts = survey.reports[["agency_id", "agency_kind", "year", "own"]]
    for key in keys:
        series = facts.assign(value=numbers[key]).dropna(subset="value")
        judged = _of_key(key, _with_history(series), office.thresholds.outlier)
        while rows := list(islice(judged, size)):
            archive = survey.gather(row["report_id"] for row in rows)
            yield conform([row | _evidence(archive, row) for row in rows], frame_specs()["year_counts"])


def _evidence(archive: Archive, row: Mapping[str, Any]) -> dict[str, Any]:
    """The printed row, and where the report begins."""
    report_id, key = row["report_id"], row["key"]
    return {
        "line": archive.lines.get(report_id, {}).get(key.rsplit(".", 1)[0]),
        **{name: archive.facts[report_id][name] for name in ORIGIN},
    }


def robust_score(value: float, others: np.ndarray) -> float:
    """How many robust standard deviations (median and median deviation) `value` is off the `others`."""
    middle, spread = _usual(others)
    return abs(value - middle) / spread


def _usual(values: np.ndarray) -> tuple[float, float]:
    """Median and robust standard deviation."""
    middle = float(np.median(values))
    deviation = float(np.median(np.abs(values - middle)))
    return middle, max(_NORMAL * deviation, setting("outliers", "least_spread"))


def _with_history(series: pd.DataFrame) -> pd.DataFrame:
    """Those with earlier years: `last` (their median), `change` against it, and `earlier` changes."""
    shift = setting("outliers", "shift")
    found = []
    for _, years in series.sort_values("year").groupby("agency_id", sort=False):
        values = years["value"].to_numpy()
        logs = np.log(values + shift)
        printed = [f"{year}年 {value:g}" for year, value in zip(years["year"], values, strict=True)]
        for place in range(1, len(values)):
            last = float(np.median(values[:place]))
            found.append(
                (
                    years.index[place],
                    last,
                    float(logs[place] - math.log(last + shift)),
                    np.diff(logs[:place]),
                    "、".join(printed[:place]),
                )
            )
    columns = ["report_id", "last", "change", "earlier", "history"]
    return series.join(pd.DataFrame(found, columns=columns).set_index("report_id"), how="inner")


def _of_key(key: str, series: pd.DataFrame, limit: float) -> Iterator[dict[str, Any]]:
    for (kind, _), group in series.groupby(["agency_kind", "year"]):
        if kind == "" or len(group) <= setting("outliers", "peers"):
            continue
        middle, spread = _usual(group["change"].to_numpy())
        median = float(group["value"].median())
        for report_id, row in group[group["own"]].iterrows():
            score = abs(row["change"] - middle) / spread
            if len(row["earlier"]) >= setting("outliers", "own_changes"):
                score = min(score, robust_score(row["change"], row["earlier"]))
            if abs(row["value"] - row["last"]) < setting("outliers", "least_change"):
                score = 0.0
            yield {
                "count_id": f"{report_id}#{key}",
                "report_id": report_id,
                "key": key,
                **{name: row[name] for name in ("value", "last", "history")},
                "peers": len(group) - 1,
                "peer_kind": kind,
                "peers_median": median,
                "score": round(score, 2),
                "limit": limit,
            }
