"""A seeded, stratified draw of reports for a second look by a person."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from audit.office import SampleSizes

__all__ = ["draw_sample"]

_COLUMNS = ["sample_id", "report_id", "agency_id", "agency", "year", "agency_kind", "failed"]


def draw_sample(frames: Mapping[str, pd.DataFrame], sizes: SampleSizes) -> pd.DataFrame:
    """Audited reports drawn for a second look: `failed` (with a finding of severity critical) and passed
    ones, spread over the kinds of agencies in proportion, every kind with at least one while there is
    room. The same frames and seed give the same draw.

    Columns: sample_id (the key under which the second look's decision is kept), report_id, agency_id,
    agency, year, agency_kind, failed.
    """
    reports, findings = frames["reports"], frames["findings"]
    audited = reports[reports["audited"].eq(other=True).fillna(value=False)]
    serious = set(findings.loc[findings["severity"] == "critical", "report_id"])
    pool = audited.assign(
        failed=audited["report_id"].isin(serious),
        agency_kind=audited["agency_kind"].fillna(""),
        sample_id="sample:" + audited["report_id"].astype(str),
    ).sort_values("report_id")
    random = np.random.default_rng(sizes.seed)
    drawn = [
        _draw(pool[pool["failed"] == failed], size, random)
        for failed, size in ((True, sizes.failed), (False, sizes.passed))
    ]
    return pd.concat(drawn)[_COLUMNS].reset_index(drop=True)


def _draw(pool: pd.DataFrame, size: int, random: np.random.Generator) -> pd.DataFrame:
    groups = {str(kind): group for kind, group in pool.groupby("agency_kind", sort=True)}
    counts = _allot({kind: len(group) for kind, group in groups.items()}, min(size, len(pool)))
    rows = [
        group.iloc[np.sort(random.choice(len(group), counts[kind], replace=False))]
        for kind, group in groups.items()
        if counts[kind]
    ]
    return pd.concat(rows) if rows else pool.iloc[:0]


def _allot(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` spread over strata of `sizes` in proportion (largest remainders), none beyond its size;
    a stratum gets one before another gets its share while there is room."""
    given = dict.fromkeys(sizes, 0)
    whole = sum(sizes.values())
    for kind in sorted(sizes, key=lambda kind: -sizes[kind])[:total]:
        given[kind] = 1
    while sum(given.values()) < total:
        wanting = {k: total * sizes[k] / whole - given[k] for k in sizes if given[k] < sizes[k]}
        given[max(wanting, key=lambda kind: (wanting[kind], kind))] += 1
    return given
