"""What is told by looking across years and agencies: the frames of `audit/schema/frames/corpus.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from audit.corpus.archive import Roll, gather_archive
from audit.corpus.copying import compare_tables
from audit.corpus.counts import compare_counts
from audit.corpus.filings import list_filings
from audit.corpus.growth import judge_growth
from audit.corpus.parts import compare_breakdowns
from audit.corpus.rollups import draft_tables, sum_rollups
from audit.corpus.similar import find_similar
from audit.corpus.succession import find_successions
from audit.corpus.years import pair_years
from audit.frames import StoredFrames
from audit.office import Office

__all__ = ["CORPUS_FRAMES", "draft_tables", "relate", "relate_parts"]

CORPUS_FRAMES = (
    *("filings", "year_pairs", "year_tables", "year_counts", "similar"),
    *("rollups", "rollup_parts"),
)


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
    roll = Roll(frames["roster"])
    archive = gather_archive(frames, previous, roll)
    successions = list(find_successions(archive, roll))
    filings = list_filings(frames, roll, office)
    claims = judge_growth(frames["claims"], archive, successions)
    return {
        "claims": claims,
        "filings": filings,
        "year_pairs": pair_years(archive, successions, office),
        "year_tables": compare_tables(archive, successions),
        "year_counts": compare_counts(archive, office),
        "similar": find_similar(archive, roll, office),
        "rollups": sum_rollups(archive, filings, roll, office),
        "rollup_parts": compare_breakdowns(claims, archive, filings, roll, office),
    }


def relate_parts(
    frames: StoredFrames, office: Office, previous: Sequence[StoredFrames], size: int
) -> Iterator[tuple[dict[str, pd.DataFrame], int, int]]:
    """As `relate`, of frames on disk: pieces of the frames, and how many of how many steps are done."""
    whole = {name: frames.whole(name) for name in frames.names}
    earlier = [{name: each.whole(name) for name in each.names} for each in previous]
    yield relate(whole, office=office, previous=earlier), size, size
