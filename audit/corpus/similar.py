"""The frame `similar`: prose that reports of different agencies for one year have in common."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

import pandas as pd

from audit.corpus.archive import ORIGIN, Archive, Roll
from audit.corpus.matching import Pair, find_pairs, group_copies, join
from audit.corpus.prose import build_grams, level, quote, share_passages
from audit.corpus.settings import setting
from audit.office import Office
from audit.schema import conform, frame_specs

__all__ = ["find_similar"]


def find_similar(archive: Archive, roll: Roll, office: Office) -> pd.DataFrame:
    """A row for every report of the run that has prose of its own and another agency's beside it.

    A summary report may repeat the reports that it sums up.
    """
    own = archive.reports[archive.reports["own"]]
    rows: list[dict[str, Any]] = []
    for _, group in own.groupby("year"):
        if len(group) > 1:
            rows.extend(_of_year(archive, roll, group, office.thresholds.similar_prose))
    return conform(rows, frame_specs()["similar"])


def _of_year(
    archive: Archive, roll: Roll, reports: pd.DataFrame, threshold: float
) -> Iterator[dict[str, Any]]:
    texts = [level(archive.prose.get(report_id, "")) for report_id in reports.index]
    places = [place for place, text in enumerate(texts) if text]
    pairs, lengths = _pair_up([texts[place] for place in places], threshold)
    allowed = [
        Pair(places[pair.first], places[pair.second], pair.similarity)
        for pair in pairs
        if not _belong_together(roll, *reports["agency_id"].iloc[[places[pair.first], places[pair.second]]])
    ]
    clusters = join(len(texts), allowed)
    nearest = _nearest(allowed)
    members: dict[int, list[int]] = {}
    for place, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(place)
    for place, length in zip(places, lengths, strict=True):
        if length >= setting("prose", "least_characters"):
            others = [other for other in members[clusters[place]] if other != place]
            yield _row(archive, reports, place, others, nearest.get(place)) | {
                "characters": len(texts[place])
            }


def _pair_up(texts: Sequence[str], threshold: float) -> tuple[list[Pair], list[int]]:
    """The pairs that reach the threshold, and how many sequences of its own each text has. A copy is
    as near as can be, and its copies share its other pairs."""
    copies = group_copies(texts)
    grams = build_grams([texts[group[0]] for group in copies])
    own = [len(grams.of(place)) for place in range(len(copies))]
    enough = setting("prose", "least_characters")
    pairs = [
        Pair(copies[pair.first][0], copies[pair.second][0], pair.similarity)
        for pair in find_pairs(grams, threshold)
        if min(own[pair.first], own[pair.second]) >= enough
    ]
    for group, length in zip(copies, own, strict=True):
        if length >= enough:
            pairs.extend(Pair(group[0], other, 1.0) for other in group[1:])
    lengths = [0] * len(texts)
    for group, length in zip(copies, own, strict=True):
        for place in group:
            lengths[place] = length
    return pairs, lengths


def _belong_together(roll: Roll, one: str, other: str) -> bool:
    """Whether one of the two agencies' reports sums up the other's."""
    members = roll.get(one), roll.get(other)
    return any(
        member is not None and each in member.reports_for
        for member, each in zip(members, (other, one), strict=True)
    )


def _nearest(pairs: Sequence[Pair]) -> dict[int, tuple[int, float]]:
    """Text -> the most similar one, and how similar."""
    found: dict[int, tuple[int, float]] = {}
    for pair in pairs:
        for here, there in ((pair.first, pair.second), (pair.second, pair.first)):
            if here not in found or pair.similarity > found[here][1]:
                found[here] = (there, pair.similarity)
    return found


def _row(
    archive: Archive,
    reports: pd.DataFrame,
    place: int,
    others: Sequence[int],
    nearest: tuple[int, float] | None,
) -> dict[str, Any]:
    report = reports.iloc[place]
    row = dict.fromkeys(frame_specs()["similar"].columns) | {
        "similar_id": report["report_id"],
        "report_id": report["report_id"],
        "members": len(others) + 1,
        "similarity": math.nan,
        **{name: report[name] for name in ORIGIN},
    }
    if nearest is None:
        return row
    near = reports.iloc[nearest[0]]
    ids = sorted(reports["report_id"].iloc[[place, *others]])
    here, there = archive.prose[str(report["report_id"])], archive.prose[str(near["report_id"])]
    passages = share_passages(here, there)
    return row | {
        "cluster": f"{report['year']}-{sha256(ids[0].encode()).hexdigest()[:6]}",
        "agencies": "、".join(reports["agency"].iloc[list(others)]),
        "nearest": near["report_id"],
        "nearest_agency": near["agency"],
        "similarity": round(nearest[1], 3),
        "shared": sum(passage.here[1] - passage.here[0] for passage in passages),
        "passages": quote(here, passages),
        "offsets": " ".join(passage.offsets for passage in passages),
    }
