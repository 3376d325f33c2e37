"""Percentages since last year, held against last year's report (N-PERCENT-01)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from audit.corpus.archive import Archive
from audit.corpus.succession import Succession
from audit.recognise.claims.judging import print_number
from audit.recognise.claims.percentages import percent_range
from audit.schema import conform, frame_specs

__all__ = ["judge_growth"]

_ZERO = "上年数为 0，无从计算百分比"
_UNKNOWN = "上年报告中没有这个数，无从计算百分比"
_AGAINST = "上年报告为 {base}，由 {base} 到 {subject} 计算约为 {percent}%"


def judge_growth(claims: pd.DataFrame, archive: Archive, successions: Iterable[Succession]) -> pd.DataFrame:
    """The frame `claims` with those percentages judged whose base is in last year's report: a growth
    since last year (`direction`) of something that is told by cells (`keys`). The rest stays as it is."""
    last = {succession.report_id: succession for succession in successions if not succession.reason}
    waiting = claims["direction"].notna() & (claims["keys"] != "") & claims["report_id"].isin(list(last))
    if not waiting.any():
        return claims
    judged = claims.copy()
    for place, row in claims[waiting].iterrows():
        succession = last[str(row["report_id"])]
        base = archive.values(succession.last, str(row["keys"]).split()).sum()
        for name, value in _judge(row, float(base)).items():
            judged.loc[place, name] = value
    return conform(judged, frame_specs()["claims"])


def _judge(row: pd.Series, base: float) -> Mapping[str, Any]:
    """What changes of a claim whose subject was `base` last year."""
    if np.isnan(base):
        return {"reason": _UNKNOWN}
    if base <= 0:
        return {"reason": _ZERO}
    direction, decimals = int(row["direction"]), int(row["decimals"])
    subjects = (float(row["subject_low"]), float(row["subject_high"]))
    ends = [percent_range(decimals, direction * (subject - base), base) for subject in subjects]
    exact = direction * (subjects[0] - base) / base * 100
    return {
        "against_low": min(low for low, _ in ends),
        "against_high": max(high for _, high in ends),
        "against": _AGAINST.format(
            base=print_number(base), subject=print_number(subjects[0]), percent=f"{exact:.{decimals + 1}f}"
        ),
        "reason": None,
    }
