"""What is told by looking across years and agencies: the frames of `audit/schema/frames/corpus.toml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from audit.office import Office
from audit.schema import empty, frame_specs

__all__ = ["CORPUS_FRAMES", "relate"]

CORPUS_FRAMES = ("filings", "year_pairs", "year_counts", "similar", "rollups")


def relate(
    frames: Mapping[str, pd.DataFrame],
    *,
    office: Office,
    previous: Sequence[Mapping[str, pd.DataFrame]] = (),
) -> dict[str, pd.DataFrame]:
    """The frames `CORPUS_FRAMES` that follow from `frames` (as `build_frames` makes them, the roster
    among them) and the thresholds and deadlines of the `office`.

    `previous`: frames of other runs; their reports are what the agencies wrote earlier, and are not
    judged.
    """
    del frames, office, previous
    return {name: empty(frame_specs()[name]) for name in CORPUS_FRAMES}
