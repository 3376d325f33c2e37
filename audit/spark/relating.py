"""Reports beside those of the year before, part by part on the executors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from audit.corpus import Pieces
from audit.corpus.archive import Roll
from audit.corpus.survey import Survey, survey_reports
from audit.frames import StoredFrames
from audit.spark.pieces import Piece, Row, map_rows, settle, spread, take

__all__ = ["SparkYears"]

Work = Callable[[Survey, Any], Pieces]


@dataclass(frozen=True)
class SparkYears:
    """`Means.each` of `audit.corpus`. `folders` hold the frames of the run and those of earlier ones, and
    `staging` is put what comes of them."""

    spark: SparkSession
    folders: Sequence[Path]
    staging: Path

    def __call__(self, work: Work, survey: Survey, parts: Sequence[Any]) -> Iterator[Pieces]:
        """What `work` makes of each of `parts`. An executor surveys the reports anew: it is quicker than
        the way there."""
        del survey
        rows = spread(self.spark, enumerate(parts), len(parts))
        return take(settle(map_rows(rows, partial(_do, work=work, folders=self.folders)), self.staging))


def _do(rows: Iterator[Row], work: Work, folders: Sequence[Path]) -> Iterator[Piece]:
    with ExitStack() as opened:
        frames, *previous = [opened.enter_context(StoredFrames(folder)) for folder in folders]
        survey = survey_reports(frames, previous, Roll(frames.whole("roster")))
        for row in rows:
            yield Piece(row["place"], work(survey, row["payload"]))
