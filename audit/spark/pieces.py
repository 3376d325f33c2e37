"""What travels through Spark: rows that hold a part of a run as bytes.

A run is cut into parts, some hundred reports each, and what is worked out of a part is one row. Every
stage is put on disk by Spark before the next begins (`settle`): a lost executor costs the parts it was
at, which others then do again, and nothing is there twice.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as all of Spark's documentation has it

__all__ = ["Piece", "Row", "map_rows", "settle", "share", "spread", "take"]

Row = Mapping[str, Any]

_ONLY = "only"
_SCHEMA = "place int, name string, payload binary"
_ARROW = pa.schema([("place", pa.int32()), ("name", pa.string()), ("payload", pa.binary())])


@dataclass(frozen=True, slots=True)
class Piece:
    """Something worked out for `place`: any of our own values, pickled while it travels. `name` tells
    several for one place apart."""

    place: int
    value: Any
    name: str = _ONLY


def spread(
    spark: SparkSession, rows: Iterable[Sequence[Any]], tasks: int, schema: str = "place int, payload binary"
) -> DataFrame:
    """`rows` in `tasks` partitions, in their order. What a binary column is given is pickled."""
    binary = [column.endswith(" binary") for column in schema.split(", ")]
    packed = [
        tuple(pickle.dumps(value) if packs else value for value, packs in zip(row, binary, strict=True))
        for row in rows
    ]
    return spark.createDataFrame(spark.sparkContext.parallelize(packed, max(tasks, 1)), schema)


def map_rows(rows: DataFrame, work: Callable[[Iterator[Row]], Iterable[Piece]]) -> DataFrame:
    """The pieces that `work` makes, on the executors, of the rows of each partition. What was pickled is
    given as the value that it was."""

    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for piece in work(_load(row) for batch in batches for row in batch.to_pylist()):
            columns = [[piece.place], [piece.name], [pickle.dumps(piece.value)]]
            yield pa.RecordBatch.from_arrays(
                [pa.array(values, field.type) for values, field in zip(columns, _ARROW, strict=True)],
                schema=_ARROW,
            )

    return rows.mapInArrow(run, _SCHEMA)


def settle(rows: DataFrame, folder: Path) -> DataFrame:
    """Pieces, written to `folder` once, those of one name together, and read from there."""
    rows.write.partitionBy("name").parquet(folder.resolve().as_uri())
    return rows.sparkSession.read.schema(_SCHEMA).parquet(folder.resolve().as_uri())


def take(rows: DataFrame, name: str = _ONLY) -> Iterator[Any]:
    """The values of settled pieces of one name in the order of their places, a few at a time in memory."""
    ordered = rows.where(F.col("name") == name).orderBy("place").select("payload")
    return (_load(row.asDict())["payload"] for row in ordered.toLocalIterator())


def share(count: int, size: int) -> int:
    """How many tasks `count` items make, `size` in each."""
    return max(1, -(-count // size))


def _load(row: Row) -> dict[str, Any]:
    return {
        name: pickle.loads(value) if isinstance(value, bytes | bytearray) else value  # noqa: S301 - our own
        for name, value in row.items()
    }
