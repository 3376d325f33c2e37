"""The frame `rollup_parts`: what a summary's prose says of its children beside their own tables."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from audit.corpus.archive import ORIGIN, Archive, Member, Roll
from audit.corpus.breakdowns import Breakdown, Record, Stated, read_breakdowns
from audit.corpus.children import Names
from audit.corpus.rollups import Summary
from audit.office import Office
from audit.recognise.claims.judging import print_number
from audit.recognise.claims.topics import Topic, load_topics
from audit.recognise.names import mask_personal
from audit.recognise.sentences import skeleton_of
from audit.schema import conform, frame_specs

__all__ = ["compare_breakdowns"]

_QUANTITIES = frozenset({"received", "outcome", "dispute", "document", "decision", None})


def compare_breakdowns(
    claims: pd.DataFrame, archive: Archive, summaries: Iterable[Summary], roll: Roll, office: Office
) -> pd.DataFrame:
    """A row for every number that one of the `summaries` tells of one of its children.

    A child that owes no report, or is the summary's own office where that does not count, has none.
    """
    topics = {topic.name: topic for topic in load_topics(office.topics)}
    rows: list[dict[str, Any]] = []
    for summary in summaries:
        report_id, year = summary.report_id, summary.year
        names = Names(summary.member, roll, year)
        counted = {child.agency_id: child for child in summary.children}
        for part, stated in _parts(archive, claims, report_id):
            told = [each for each in read_breakdowns(stated, names, topics) if each.child in counted]
            rows.extend(
                _row(archive, breakdown, counted[breakdown.child], year) | _place(report_id, part, spot)
                for breakdown, spot in zip(told, _spots(part, told), strict=True)
            )
    return conform(rows, frame_specs()["rollup_parts"])


def _spots(part: int, told: Sequence[Breakdown]) -> Iterator[str]:
    """The places of the numbers of a part, with an ordinal among those that share the rest."""
    seen: Counter[str] = Counter()
    for breakdown in told:
        skeleton = skeleton_of(breakdown.sentence.text)
        spot = f"{part}/{breakdown.topic.name}/{breakdown.child}/{skeleton}"
        seen[spot] += 1
        yield f"{spot}/{seen[spot]}"


def _place(report_id: str, part: int, spot: str) -> dict[str, Any]:
    return {"part_id": f"{report_id}#{spot}", "report_id": report_id, "part": part, "spot": spot}


def _parts(archive: Archive, claims: pd.DataFrame, report_id: str) -> Iterator[tuple[int, Stated]]:
    """The parts of a report with the quantities that are claimed in them."""
    texts = archive.sections[(archive.sections["report_id"] == report_id) & archive.sections["text"].notna()]
    own = claims[(claims["report_id"] == report_id) & (claims["polarity"] == "stated")]
    kinds = own["kind"].astype(object).where(own["kind"].notna(), None)
    own = own[kinds.isin(_QUANTITIES).to_numpy()]
    for part, text in zip(texts["part"].astype(int), texts["text"], strict=True):
        by_sentence: dict[str, list[Record]] = {}
        for record in own[own["part"] == part].to_dict("records"):
            claim = {str(name): value for name, value in record.items()}
            by_sentence.setdefault(str(claim["sentence"]), []).append(claim)
        if by_sentence:
            yield part, Stated(text, by_sentence)


def _row(archive: Archive, breakdown: Breakdown, child: Member, year: int) -> dict[str, Any]:
    keys = str(breakdown.claim["keys"]).split()
    report_id = archive.by_year.get((child.agency_id, year))
    unsure = breakdown.claim["method"] == "ocr" or any((report_id, key) in archive.unsure for key in keys)
    return {
        "child": child.agency_id,
        "child_name": child.name,
        "child_report": report_id,
        "topic": breakdown.topic.name,
        "stated": breakdown.stated,
        "keys": " ".join(keys),
        "low": breakdown.low if math.isfinite(breakdown.low) else math.nan,
        "high": breakdown.high if math.isfinite(breakdown.high) else math.nan,
        **_compare(archive, breakdown, child, report_id, keys),
        "severity": "info" if unsure else "warning",
        "sentence": mask_personal(breakdown.sentence.text),
        "marks": f"{breakdown.start}-{breakdown.end}",
        **{name: breakdown.claim[name] for name in ORIGIN},
    }


def _compare(
    archive: Archive, breakdown: Breakdown, child: Member, report_id: str | None, keys: Sequence[str]
) -> dict[str, Any]:
    """What the child's own report says: `against…`, `alternative`, and `reason` where it does not."""
    label = breakdown.topic.entry.label or breakdown.topic.name
    unknown = {"against_low": math.nan, "against_high": math.nan, "alternative": math.nan, "against": ""}
    if report_id is None:
        return unknown | {"reason": f"缺少{child.name}的报告，无法与正文核对"}
    value = float(archive.values([report_id], keys).sum())
    if math.isnan(value):
        return unknown | {"reason": f"{child.name}的报告{label}没有数字，无法与正文核对"}
    others = list(_others(archive, breakdown.topic, report_id, value))
    numbers = [number for _, number in others]
    met = [number for number in numbers if breakdown.low <= number <= breakdown.high]
    told = [f"{child.name}的报告{label}", *(name for name, _ in others)]
    return {
        "against_low": value,
        "against_high": value,
        "alternative": (met or numbers or [math.nan])[-1],
        "against": "，".join(
            f"{name} {print_number(number)}" for name, number in zip(told, (value, *numbers), strict=True)
        ),
        "reason": None,
    }


def _others(archive: Archive, topic: Topic, report_id: str, value: float) -> Iterator[tuple[str, float]]:
    """The other values that the words of `topic` may mean, with their names."""
    running = value
    for other in topic.entry.others:
        more = float(archive.values([report_id], other.cells).sum())
        if other.when or other.blank or math.isnan(more):
            continue
        running = running + more if other.plus else more
        yield (f"加{other.label} {print_number(more)} 为" if other.plus else other.label), running
