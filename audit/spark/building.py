"""The frames of a part of the reports, built on the executors."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import partial

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 - as all of Spark's documentation has it

from audit.frames import Placement, Seats
from audit.office import Office
from audit.pipeline.parts import build, plan_parts
from audit.reading import unpack
from audit.spark.pieces import Piece, Row, map_rows, spread
from audit.spark.reading import RECOGNITION

__all__ = ["build_on_spark"]


def build_on_spark(
    readings: DataFrame, placements: Sequence[Placement], seats: Seats, office: Office, size: int
) -> DataFrame:
    """The frames of the reports of `placements`, `size` of them in a piece, out of what was recognised in
    their files."""
    parts = plan_parts(placements, size)
    rows = (
        (placed.place, part, number, placed)
        for part, members in enumerate(parts)
        for number, placed in enumerate(members)
    )
    schema = "place int, part int, number int, placed binary"
    orders = spread(readings.sparkSession, rows, len(parts), schema)
    joined = orders.join(readings.where(F.col("name") == RECOGNITION).drop("name"), "place")
    dealt = joined.repartitionByRange(len(parts), "part").sortWithinPartitions("part", "number")
    return map_rows(dealt, partial(_build, seats=seats, office=office))


def _build(rows: Iterator[Row], seats: Seats, office: Office) -> Iterator[Piece]:
    for part, members in itertools.groupby(rows, key=lambda row: int(row["part"])):
        reports = [row["placed"].hold(unpack(row["payload"])) for row in members]
        yield Piece(part, build(reports, seats, office))
