"""The frame `similar`: prose that reports of different agencies for one year have in common."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pandas as pd

from audit.corpus.archive import ORIGIN, Roll
from audit.corpus.matching import Candidates, Pair, find_candidates, find_pairs, join
from audit.corpus.prose import build_grams, level, quote, share_passages
from audit.corpus.settings import setting
from audit.corpus.survey import Survey
from audit.corpus.texts import TextStore
from audit.office import Office
from audit.schema import conform, frame_specs

__all__ = ["find_similar"]


def find_similar(
    survey: Survey, roll: Roll, office: Office, size: int, candidates: Candidates = find_candidates
) -> Iterator[pd.DataFrame]:
    """A row for every report of the run that has prose of its own and another agency's beside it; `size`
    rows at a time. `candidates` says which texts may be alike.

    A summary report may repeat the reports that it sums up.
    """
    own = survey.reports[survey.reports["own"]]
    for _, group in own.groupby("year"):
        if len(group) > 1:
            texts = _read_texts(survey, group.index.tolist(), size)
            pairs, lengths = _pair_up(texts, office.thresholds.similar_prose, candidates)
            likeness = _compare(pairs, lengths, group["agency_id"].tolist(), roll)
            told = [place for place, length in enumerate(likeness.lengths) if length >= _least()]
            for start in range(0, len(told), size):
                rows = _rows(survey, group, texts, likeness, told[start : start + size])
                yield conform(rows, frame_specs()["similar"])


@dataclass(frozen=True, slots=True)
class _Texts:
    """The levelled prose of a year's reports: different ones in `store`, by `copies` the places of the
    reports that have each, and how many `characters` each report has."""

    store: TextStore
    copies: Sequence[Sequence[int]]
    characters: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How a year's reports are like each other, by place: sequences of its own, cluster, and the most
    similar one; `members` are the places in each cluster."""

    lengths: Sequence[int]
    clusters: Sequence[int]
    nearest: Mapping[int, tuple[int, float]]
    members: Mapping[int, Sequence[int]]

    def others(self, place: int) -> list[int]:
        return [other for other in self.members[self.clusters[place]] if other != place]


def _least() -> int:
    enough: int = setting("prose", "least_characters")
    return enough


def _read_texts(survey: Survey, report_ids: Sequence[str], size: int) -> _Texts:
    store, characters = TextStore(), [0] * len(report_ids)
    copies: dict[bytes, list[int]] = {}
    for start in range(0, len(report_ids), size):
        ids = report_ids[start : start + size]
        prose = survey.prose(ids)
        for place, report_id in enumerate(ids, start):
            text = level(prose.get(report_id, ""))
            if text:
                characters[place] = len(text)
                same = copies.setdefault(sha256(text.encode("utf-8", "surrogatepass")).digest(), [])
                if not same:
                    store.add(text)
                same.append(place)
    return _Texts(store, list(copies.values()), characters)


def _compare(pairs: Sequence[Pair], lengths: Sequence[int], agencies: Sequence[str], roll: Roll) -> _Likeness:
    allowed = [
        pair for pair in pairs if not _belong_together(roll, agencies[pair.first], agencies[pair.second])
    ]
    clusters = join(len(agencies), allowed)
    members: dict[int, list[int]] = {}
    for place, cluster in enumerate(clusters):
        members.setdefault(cluster, []).append(place)
    return _Likeness(lengths, clusters, _nearest(allowed), members)


def _pair_up(texts: _Texts, threshold: float, candidates: Candidates) -> tuple[list[Pair], list[int]]:
    """The pairs of reports that reach the threshold, and how many sequences of its own each has. A copy is
    as near as can be, and its copies share its other pairs."""
    copies = texts.copies
    grams = build_grams(texts.store, distinct=len(copies))
    own = [len(grams.of(place)) for place in range(len(copies))]
    pairs = [
        Pair(copies[pair.first][0], copies[pair.second][0], pair.similarity)
        for pair in sorted(
            find_pairs(grams, threshold, candidates), key=lambda pair: (pair.first, pair.second)
        )
        if min(own[pair.first], own[pair.second]) >= _least()
    ]
    lengths = [0] * len(texts.characters)
    for group, length in zip(copies, own, strict=True):
        for place in group:
            lengths[place] = length
        if length >= _least():
            pairs.extend(Pair(group[0], other, 1.0) for other in group[1:])
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


def _rows(
    survey: Survey, reports: pd.DataFrame, texts: _Texts, likeness: _Likeness, places: Sequence[int]
) -> Iterator[dict[str, Any]]:
    near = {place: likeness.nearest[place][0] for place in places if place in likeness.nearest}
    prose = survey.prose(reports["report_id"].iloc[sorted({*near, *near.values()})])
    for place, report in zip(places, reports.iloc[list(places)].to_dict("records"), strict=True):
        row = dict.fromkeys(frame_specs()["similar"].columns) | {
            "similar_id": report["report_id"],
            "report_id": report["report_id"],
            "characters": texts.characters[place],
            "members": len(likeness.members[likeness.clusters[place]]),
            "similarity": math.nan,
            **{name: report[name] for name in ORIGIN},
        }
        yield row | (_describe(reports, place, likeness, prose) if place in near else {})


def _describe(
    reports: pd.DataFrame, place: int, likeness: _Likeness, prose: Mapping[str, str]
) -> dict[str, Any]:
    """The cluster of a report, and what it shares with the report that is nearest."""
    report, others = reports.iloc[place], likeness.others(place)
    nearest, similarity = likeness.nearest[place]
    near = reports.iloc[nearest]
    ids = sorted(reports["report_id"].iloc[[place, *others]])
    here, there = prose[str(report["report_id"])], prose[str(near["report_id"])]
    passages = share_passages(here, there)
    return {
        "cluster": f"{report['year']}-{sha256(ids[0].encode()).hexdigest()[:6]}",
        "agencies": "、".join(reports["agency"].iloc[others]),
        "nearest": near["report_id"],
        "nearest_agency": near["agency"],
        "similarity": round(similarity, 3),
        "shared": sum(passage.here[1] - passage.here[0] for passage in passages),
        "passages": quote(here, passages),
        "offsets": " ".join(passage.offsets for passage in passages),
    }
