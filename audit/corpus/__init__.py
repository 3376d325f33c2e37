"""What is told by looking across years and agencies: the frames of `audit/schema/frames/corpus.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from audit.corpus.archive import Roll
from audit.corpus.copying import compare_tables
from audit.corpus.counts import compare_counts
from audit.corpus.filings import list_filings
from audit.corpus.growth import judge_growth
from audit.corpus.matching import Candidates, find_candidates
from audit.corpus.parts import compare_breakdowns
from audit.corpus.rollups import Summary, draft_tables, list_summaries, sum_rollups
from audit.corpus.similar import find_similar
from audit.corpus.succession import Succession, find_successions
from audit.corpus.survey import Survey, survey_reports
from audit.corpus.years import common_prose, pair_years
from audit.frames import FrameSource, HeldFrames
from audit.office import Office
from audit.schema import empty, frame_specs

__all__ = ["CORPUS_FRAMES", "Means", "Pieces", "draft_tables", "relate", "relate_parts"]

CORPUS_FRAMES = (
    *("filings", "year_pairs", "year_tables", "year_counts", "similar"),
    *("rollups", "rollup_parts"),
)

_WHOLE = 1 << 30  # reports at a time where all are in memory anyway

Pieces = dict[str, pd.DataFrame]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Part:
    """Reports that are looked at together, and those of them that follow others."""

    report_ids: Sequence[str]
    successions: Sequence[Succession]


Each = Callable[[Callable[[Survey, _Part], Pieces], Survey, Sequence[_Part]], Iterator[Pieces]]
"""Given work, a survey and parts: what the work makes of each part, in their order."""


def _one_by_one(
    work: Callable[[Survey, _Part], Pieces], survey: Survey, parts: Sequence[_Part]
) -> Iterator[Pieces]:
    return (work(survey, part) for part in parts)


@dataclass(frozen=True, slots=True)
class Means:
    """Who does what takes long: this process, or others in its place."""

    each: Each = _one_by_one
    candidates: Candidates = find_candidates


def relate(
    frames: Mapping[str, pd.DataFrame],
    *,
    office: Office,
    previous: Sequence[Mapping[str, pd.DataFrame]] = (),
) -> dict[str, pd.DataFrame]:
    """The frames `CORPUS_FRAMES` that follow from `frames` (as `build_frames` makes them, the roster
    among them) and the thresholds and deadlines of the `office`; and the frame `claims` with what last
    year's reports say of it.

    `previous`: frames of other runs; their reports are what the agencies wrote earlier, and are not
    judged.
    """
    found: dict[str, list[pd.DataFrame]] = {}
    for pieces in relate_parts(HeldFrames(frames), office, list(map(HeldFrames, previous)), _WHOLE):
        for name, piece in pieces.items():
            found.setdefault(name, []).append(piece)
    return {name: _join(pieces) for name, pieces in found.items()}


def relate_parts(
    frames: FrameSource,
    office: Office,
    previous: Sequence[FrameSource],
    size: int,
    tell: Progress = lambda _done, _all: None,
    means: Means | None = None,
) -> Iterator[Pieces]:
    """As `relate`, `size` reports at a time: pieces of the frames, each to be put below the last. `tell` is
    told how many of how many steps are done; `means` are who does them."""
    means = means or Means()
    roll = Roll(frames.whole("roster"))
    survey = survey_reports(frames, previous, roll)
    filings = list_filings(frames, roll, office)
    yield {"filings": filings}
    steps = [
        _follow_years(survey, roll, office, size, means.each),
        ({"year_counts": piece} for piece in compare_counts(survey, office, size)),
        ({"similar": piece} for piece in find_similar(survey, roll, office, size, means.candidates)),
        _sum_up(survey, filings, roll, office, size),
    ]
    for done, step in enumerate(steps):
        tell(done, len(steps))
        yield from step
    tell(len(steps), len(steps))
    yield {name: empty(frame_specs()[name]) for name in ("claims", *CORPUS_FRAMES)}


def _follow_years(survey: Survey, roll: Roll, office: Office, size: int, each: Each) -> Iterator[Pieces]:
    """Every report beside those of the year before."""
    ids = survey.sources[0].whole("reports", ["report_id"])["report_id"].tolist()
    successions = {found.report_id: found for found in find_successions(survey, roll)}
    common = common_prose(survey, successions.values())
    parts = [
        _Part(part, [successions[report_id] for report_id in part if report_id in successions])
        for part in _cut(ids, size)
    ]
    return each(partial(_follow, office=office, common=common), survey, parts)


def _follow(survey: Survey, part: _Part, office: Office, common: Mapping[int, np.ndarray]) -> Pieces:
    own = part.successions
    archive = survey.gather(report_id for each in own for report_id in (each.report_id, *each.last))
    return {
        "claims": judge_growth(survey.sources[0].rows("claims", part.report_ids), archive, own),
        "year_pairs": pair_years(archive, own, office, common),
        "year_tables": compare_tables(archive, own),
    }


def _sum_up(survey: Survey, filings: pd.DataFrame, roll: Roll, office: Office, size: int) -> Iterator[Pieces]:
    """Every summary beside the reports that it sums up."""
    summaries = list(list_summaries(filings, roll, office))
    for part in _cut_summaries(summaries, size):
        archive = survey.gather((each.report_id for each in part), _children(survey, part))
        yield {"rollups": sum_rollups(archive, part)}
    own = survey.reports.loc[survey.reports["own"], "report_id"]
    here = {each.report_id: each for each in summaries}
    for part in _cut_summaries([here[report_id] for report_id in own if report_id in here], size):
        ids = [each.report_id for each in part]
        archive = survey.gather(ids, _children(survey, part))
        claims = survey.sources[0].rows("claims", ids)
        yield {"rollup_parts": compare_breakdowns(claims, archive, part, roll, office)}


def _children(survey: Survey, summaries: Sequence[Summary]) -> Iterator[str]:
    for summary in summaries:
        yield from filter(None, summary.child_reports(survey.by_year))


def _cut(report_ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(report_ids), size):
        yield report_ids[start : start + size]


def _cut_summaries(summaries: Sequence[Summary], size: int) -> Iterator[list[Summary]]:
    """Summaries together while they and what they take in are no more than `size`."""
    part: list[Summary] = []
    reports = 0
    for summary in summaries:
        if part and reports + 1 + len(summary.children) > size:
            yield part
            part, reports = [], 0
        part.append(summary)
        reports += 1 + len(summary.children)
    if part:
        yield part


def _join(pieces: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [piece for piece in pieces if len(piece)] or list(pieces[:1])
    return pd.concat(filled, ignore_index=True) if len(filled) > 1 else filled[0]
