"""Files found and read on the executors. What they import here is light: no Great Expectations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession

from audit.readers import Input
from audit.reading import DocumentCache, Limits, find_inputs, read_packed
from audit.spark.pieces import Piece, Row, map_rows, share, spread, take

__all__ = ["KEY", "RECOGNITION", "ReadingOrders", "find_on_spark", "read_on_spark"]

KEY, RECOGNITION = "key", "recognition"
_FILES = 100
"""Files of a task: what is read again when its executor is lost."""


@dataclass(frozen=True, slots=True)
class ReadingOrders:
    """How files are read: limits, the folder of documents read before, the years of the manifest, and the
    office's own topics."""

    limits: Limits
    cache: Path
    years: Mapping[str, int]
    topics: tuple[Path, ...]


def find_on_spark(spark: SparkSession, paths: Sequence[Path], limits: Limits) -> list[Input]:
    """Every file under `paths`, found by an executor."""
    found = map_rows(spread(spark, [(0, list(paths))], 1), partial(_find, limits=limits))
    return next(take(found))


def read_on_spark(spark: SparkSession, files: Sequence[Input], orders: ReadingOrders) -> DataFrame:
    """Of every file, by its place among `files`, the piece `KEY`, and `RECOGNITION` (packed) when it makes
    a report."""
    rows = spread(spark, enumerate(files), share(len(files), _FILES))
    return map_rows(rows, partial(_read, orders=orders))


def _find(rows: Iterator[Row], limits: Limits) -> Iterator[Piece]:
    for row in rows:
        yield Piece(row["place"], find_inputs(row["payload"], jobs=1, limits=limits))


def _read(rows: Iterator[Row], orders: ReadingOrders) -> Iterator[Piece]:
    files = {row["place"]: row["payload"] for row in rows}
    places = list(files)
    for position, reading in read_packed(
        list(files.values()),
        jobs=1,  # a process beside Spark's own, which hangs or dies alone
        limits=orders.limits,
        cache=DocumentCache(orders.cache),
        years=orders.years,
        topics=orders.topics,
    ):
        yield Piece(places[position], reading.key, KEY)
        if reading.recognition is not None:
            yield Piece(places[position], reading.recognition, RECOGNITION)
