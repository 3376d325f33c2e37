"""Suites over all reports at once by Great Expectations on Spark; outcomes and findings part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as all of Spark's documentation has it

from audit.expect import CheckResult, Suite, conclude
from audit.expect.distributed import SpreadResults, run_suites_on_spark
from audit.frames import StoredFrames
from audit.pipeline.parts import Subjects, plan_subjects, take_part
from audit.schema.words import NOT_READ
from audit.spark.pieces import Piece, Row, map_rows, spread

__all__ = ["judge_on_spark", "select_judged"]

_OTHERS = ("filings", "files")
"""Frames with subjects that need not be reports."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A part to be written up: its subjects, and what Great Expectations said of every check there."""

    subjects: Subjects
    results: Sequence[CheckResult]


def judge_on_spark(
    spark: SparkSession, folder: Path, suites: Sequence[Suite], size: int
) -> tuple[DataFrame, Mapping[str, dict[str, Any]]]:
    """Judge the frames in `folder`: the verdicts of parts of `size` subjects as pieces, and Great
    Expectations' own results, which are of all parts together."""
    said = run_suites_on_spark(select_judged(spark, folder, {suite.frame for suite in suites}), suites)
    parts = plan_subjects(StoredFrames(folder), size)
    work = [_Work(*each) for each in zip(parts, _deal(said, parts), strict=True)]
    written = map_rows(
        spread(spark, enumerate(work), len(work)), partial(_write_up, folder=folder, suites=suites)
    )
    return written, said.validations


def select_judged(spark: SparkSession, folder: Path, names: Iterable[str]) -> dict[str, DataFrame]:
    """Of the frames `names` in `folder` the rows that are judged, as `audit.expect` takes them."""
    frames = {name: _open(spark, folder, name) for name in {"reports", *_OTHERS, *names}}
    there = {name: frame for name, frame in frames.items() if frame is not None}
    reports = there["reports"]
    judged = reports.where("coalesce(audited, true) and template is not null").select("report_id")
    for name in _OTHERS:
        others = there[name].select("report_id").join(reports, "report_id", "left_anti")
        judged = judged.union(others)
    judged = judged.distinct().cache()
    return {name: there[name].join(judged, "report_id", "left_semi") for name in names if name in there}


def _open(spark: SparkSession, folder: Path, name: str) -> DataFrame | None:
    path = folder / f"{name}.parquet"
    if not path.is_file():
        return None
    frame = spark.read.parquet(path.resolve().as_uri())
    if name != "files":
        return frame
    unread = F.concat(F.lit("file:"), F.col("file"))  # in the place of the report's id
    return frame.withColumn(
        "report_id", F.when(F.col("read_status").isin(*NOT_READ), unread).otherwise(F.col("report_id"))
    )


def _deal(said: SpreadResults, parts: Sequence[Subjects]) -> Iterator[list[CheckResult]]:
    """What was said of every check, of each part alone."""
    part_of = {
        name: place
        for place, part in enumerate(parts)
        for name in (*part.reports, *part.filings, *(f"file:{file}" for file in part.files))
    }
    failing: list[dict[int, list[str]]] = []
    for result, owners in zip(said.results, said.owners, strict=True):
        dealt: dict[int, list[str]] = {}
        for key, owner in zip(result.failing, owners, strict=True):
            dealt.setdefault(part_of[owner], []).append(key)
        failing.append(dealt)
    for place in range(len(parts)):
        yield [
            replace(result, failing=tuple(dealt.get(place, ())))
            for result, dealt in zip(said.results, failing, strict=True)
        ]


def _write_up(rows: Iterator[Row], folder: Path, suites: Sequence[Suite]) -> Iterator[Piece]:
    with StoredFrames(folder) as frames:
        for row in rows:
            work: _Work = row["payload"]
            part = take_part(frames, work.subjects, suites)
            yield Piece(row["place"], conclude(part, suites, work.results))
